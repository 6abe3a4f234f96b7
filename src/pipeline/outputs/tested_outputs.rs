//! Compares what the outputs would carry with what their files hold.

use std::collections::{HashMap, HashSet};

use serde::Serialize;

use super::choice::{NotChosen, OutputChoice, offer_all};
use super::ids::StoredIds;
use super::ownership;
use crate::model::{
    Failure, Output, OutputFormat, OutputName, Rule, RuleName, StoryId, Timestamp, Verdict,
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
    let mut published: HashMap<StoryId, String> = HashMap::new();
    for story in chosen.keys() {
        published.insert(*story, ids.of(*story)?);
    }
    let mut stories: HashMap<&str, StoryId> = published
        .iter()
        .map(|(story, id)| (id.as_str(), *story))
        .collect();
    let unknown: HashSet<&str> = files
        .iter()
        .flat_map(|(_, entries)| entries)
        .map(|entry| entry.id.as_str())
        .filter(|id| !stories.contains_key(id))
        .collect();
    stories.extend(ids.stories_of(&unknown)?);
    let comparison = Comparison {
        store,
        curation,
        rules: plan.rules,
        stories: &stories,
    };
    let mut tested = Vec::new();
    for (choice, (file, entries)) in choices.iter().zip(&files) {
        let held: HashSet<&str> = entries.iter().map(|entry| entry.id.as_str()).collect();
        let carried = choice.chosen.iter().filter_map(|story| chosen.get(story));
        let is_new = |entering: &&Entering| {
            published
                .get(&entering.story)
                .is_some_and(|id| !held.contains(id.as_str()))
        };
        tested.push(TestedOutput {
            output: choice.output.name.clone(),
            path: choice.output.path.display().to_string(),
            file: file.clone(),
            now: entries.len() as u64,
            then: choice.chosen.len() as u64,
            enters: carried.filter(is_new).cloned().collect(),
            leaves: comparison.leaving(choice, entries)?,
        });
    }
    Ok(tested)
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

/// What the comparison of one output needs.
struct Comparison<'a> {
    store: &'a Store,
    curation: &'a Curation<'a>,
    rules: &'a [Rule],
    /// The stories by published id.
    stories: &'a HashMap<&'a str, StoryId>,
}

impl Comparison<'_> {
    /// The entries of the file that the output would not carry.
    fn leaving(
        &self,
        choice: &OutputChoice<'_>,
        entries: &[WrittenEntry],
    ) -> Result<Vec<Leaving>, Error> {
        let mut leaving = Vec::new();
        for entry in entries {
            let story = self.stories.get(entry.id.as_str()).copied();
            let why = match story {
                Some(story) => self.why_leaves(choice, story)?,
                None => Some((WhyLeaves::NotStored, Vec::new())),
            };
            leaving.extend(why.map(|(why, rules)| Leaving {
                id: entry.id.clone(),
                story,
                title: entry.title.clone(),
                why,
                rules,
            }));
        }
        Ok(leaving)
    }

    /// Why an output would not carry a story, and the rules that drop it; `None` if it would.
    fn why_leaves(
        &self,
        choice: &OutputChoice<'_>,
        story: StoryId,
    ) -> Result<Option<(WhyLeaves, Vec<RuleName>)>, Error> {
        let stored = match self.store.find_story(&story.to_string())? {
            Found::One(stored) => stored,
            Found::Nothing | Found::Several => return Ok(Some((WhyLeaves::NotStored, Vec::new()))),
        };
        if stored.id != story {
            return Ok(Some((WhyLeaves::Merged, Vec::new())));
        }
        let Some(curated) = self.curation.curate(self.store, stored)? else {
            return Ok(Some((WhyLeaves::NotStored, Vec::new())));
        };
        let Some(why) = choice.why_not(&curated, self.curation) else {
            return Ok(None);
        };
        let dropping = self.rules.iter().filter(|rule| {
            why == NotChosen::Dropped
                && rule.action.verdict == Some(Verdict::Drop)
                && curated.decided_by.contains(&rule.name)
        });
        let rules = dropping.map(|rule| rule.name.clone()).collect();
        Ok(Some((WhyLeaves::NotChosen(why), rules)))
    }
}
