//! Compares what the outputs would carry with what their files hold.

use std::collections::{HashMap, HashSet};

use serde::Serialize;

use super::choice::{NotChosen, OutputChoice, offer_all};
use super::ids::StoredIds;
use super::ownership;
use crate::model::{
    EntryIds, Failure, Output, OutputFormat, OutputName, Rule, RuleName, StoryId, Timestamp,
    Verdict,
};
use crate::pipeline::queries::Curation;
use crate::pipeline::{Error, Plan};
use crate::publish::WrittenEntry;
use crate::store::{Found, Store};

/// How an output would change with the next `publish`.
#[derive(Debug, Serialize)]
pub struct TestedOutput {
    /// The output.
    pub output: OutputName,
    /// The path of its file.
    pub path: String,
    /// Whether its file was read.
    pub file: PresentFile,
    /// How many stories its file holds.
    pub now: u64,
    /// How many stories it would carry.
    pub then: u64,
    /// Stories that its file does not hold yet, the newest first.
    pub enters: Vec<Entering>,
    /// Stories that it would no longer carry, in the order of the file.
    pub leaves: Vec<Leaving>,
}

/// Whether the file of an output was read for the comparison.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "state", content = "why", rename_all = "kebab-case")]
pub enum PresentFile {
    /// It was.
    Read,
    /// There is no such file, or it is empty: the comparison takes it for one without stories.
    Missing,
    /// It cannot be read, or this store did not write it, for the reason given. The comparison
    /// takes it for one without stories.
    Unusable(String),
    /// It lists sources; rules do not change it.
    ListsSources,
}

/// A story that an output would newly carry.
#[derive(Debug, Clone, Serialize)]
pub struct Entering {
    /// The story.
    pub story: StoryId,
    /// The title of its representative.
    pub title: String,
    /// When it was published.
    pub published: Timestamp,
    /// Every rule that it meets.
    pub rules: Vec<RuleName>,
}

/// A story that an output would no longer carry.
#[derive(Debug, Serialize)]
pub struct Leaving {
    /// Its published id.
    pub id: String,
    /// The story; `None` if the store does not have it.
    pub story: Option<StoryId>,
    /// Its title in the file.
    pub title: String,
    /// Why the output would not carry it.
    pub why: WhyLeaves,
    /// The rules that drop it, if `why` is [`NotChosen::Dropped`].
    pub rules: Vec<RuleName>,
}

/// Why an output would no longer carry a story.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum WhyLeaves {
    /// It was merged into another story, which has an older id.
    Merged,
    /// It stays, but under another id, since `ids` of the output changed.
    OtherId,
    /// The store does not have it.
    NotStored,
    /// The output does not choose it.
    #[serde(untagged)]
    NotChosen(NotChosen),
}

/// Compares every output of the plan, in the order of the file.
pub(super) fn compare(
    plan: Plan<'_>,
    store: &Store,
    curation: &Curation<'_>,
    now: Timestamp,
) -> Result<Vec<TestedOutput>, Error> {
    let mut choices: Vec<OutputChoice<'_>> = plan
        .outputs
        .iter()
        .map(|output| OutputChoice::new(output, now))
        .collect();
    let mut chosen: HashMap<StoryId, Entering> = HashMap::new();
    offer_all(curation, store, &mut choices, &mut |curated| {
        let entering = Entering {
            story: curated.story.id,
            title: curated.story.representative.title.clone(),
            published: curated.story.published(),
            rules: curated.decided_by,
        };
        chosen.insert(entering.story, entering);
        Ok(())
    })?;
    let files = present_files(plan, store)?;
    let ids = StoredIds::read(plan, store)?;
    let comparison = Comparison {
        store,
        curation,
        rules: plan.rules,
        ids: &ids,
        chosen: &chosen,
    };
    let compared = choices.iter().zip(files);
    compared
        .map(|(choice, (file, entries))| comparison.compare(choice, file, &entries))
        .collect()
}

/// Reads the file of each output.
fn present_files(
    plan: Plan<'_>,
    store: &Store,
) -> Result<Vec<(PresentFile, Vec<WrittenEntry>)>, Error> {
    let foreign: HashMap<OutputName, Failure> = ownership::foreign_files(plan, Some(store))?
        .into_iter()
        .map(|file| (file.output.clone(), file.failure()))
        .collect();
    let present = |output: &Output| {
        if output.format == OutputFormat::Opml {
            return (PresentFile::ListsSources, Vec::new());
        }
        if let Some(failure) = foreign.get(&output.name) {
            return (PresentFile::Unusable(failure.what.clone()), Vec::new());
        }
        if ownership::is_missing(output) {
            return (PresentFile::Missing, Vec::new());
        }
        match ownership::read(output) {
            Ok(feed) => (PresentFile::Read, feed.entries),
            Err(why) => (PresentFile::Unusable(why), Vec::new()),
        }
    };
    Ok(plan.outputs.iter().map(present).collect())
}

/// What the comparison of each output needs.
struct Comparison<'a> {
    store: &'a Store,
    curation: &'a Curation<'a>,
    rules: &'a [Rule],
    ids: &'a StoredIds<'a>,
    /// The stories that any output would carry.
    chosen: &'a HashMap<StoryId, Entering>,
}

impl Comparison<'_> {
    /// Compares an output with the entries of its file.
    fn compare(
        &self,
        choice: &OutputChoice<'_>,
        file: PresentFile,
        entries: &[WrittenEntry],
    ) -> Result<TestedOutput, Error> {
        let output = choice.output;
        let held: HashSet<&str> = entries.iter().map(|entry| entry.id.as_str()).collect();
        let (mut enters, mut carried) = (Vec::new(), HashSet::new());
        for story in &choice.chosen {
            let id = self.ids.entry(output, *story)?;
            if held.contains(id.as_str()) {
                carried.insert(id.to_string());
            } else {
                enters.extend(self.chosen.get(story).cloned());
            }
        }
        let left = entries.iter();
        let left: Vec<&WrittenEntry> = left.filter(|entry| !carried.contains(&entry.id)).collect();
        Ok(TestedOutput {
            output: output.name.clone(),
            path: output.path.display().to_string(),
            file,
            now: entries.len() as u64,
            then: choice.chosen.len() as u64,
            enters,
            leaves: self.leaving(choice, &left)?,
        })
    }

    /// Says of entries that the output would not carry why not.
    fn leaving(
        &self,
        choice: &OutputChoice<'_>,
        left: &[&WrittenEntry],
    ) -> Result<Vec<Leaving>, Error> {
        let ids: HashSet<&str> = left.iter().map(|entry| entry.id.as_str()).collect();
        let mut stories = self.ids.stories_of(choice.output, &ids)?;
        // The file may have been written while the output had the other kind of ids.
        let unknown = ids.into_iter().filter(|id| !stories.contains_key(id));
        let unknown: HashSet<&str> = unknown.collect();
        let before = Output {
            ids: match choice.output.ids {
                EntryIds::Shared => EntryIds::Own,
                EntryIds::Own => EntryIds::Shared,
            },
            ..choice.output.clone()
        };
        stories.extend(self.ids.stories_of(&before, &unknown)?);
        let mut leaving = Vec::new();
        for entry in left {
            let story = stories.get(entry.id.as_str()).copied();
            let (why, rules) = match story {
                Some(story) => self.why_leaves(choice, story)?,
                None => (WhyLeaves::NotStored, Vec::new()),
            };
            leaving.push(Leaving {
                id: entry.id.clone(),
                story,
                title: entry.title.clone(),
                why,
                rules,
            });
        }
        Ok(leaving)
    }

    /// Why an output would not carry a story, and the rules that drop it.
    fn why_leaves(
        &self,
        choice: &OutputChoice<'_>,
        story: StoryId,
    ) -> Result<(WhyLeaves, Vec<RuleName>), Error> {
        let Found::One(stored) = self.store.find_story(&story.to_string())? else {
            return Ok((WhyLeaves::NotStored, Vec::new()));
        };
        if stored.id != story {
            return Ok((WhyLeaves::Merged, Vec::new()));
        }
        let Some(curated) = self.curation.curate(self.store, stored)? else {
            return Ok((WhyLeaves::NotStored, Vec::new()));
        };
        let Some(why) = choice.why_not(&curated, self.curation) else {
            return Ok((WhyLeaves::OtherId, Vec::new()));
        };
        let dropping = self.rules.iter().filter(|rule| {
            why == NotChosen::Dropped
                && rule.action.verdict == Some(Verdict::Drop)
                && curated.decided_by.contains(&rule.name)
        });
        let rules = dropping.map(|rule| rule.name.clone()).collect();
        Ok((WhyLeaves::NotChosen(why), rules))
    }
}
