//! Selects the stories of each output from the store, renders and writes them.

mod ids;
mod listed;
mod ownership;

use std::collections::HashMap;

use self::ids::{Order, PublishedIds};
use super::queries::{CuratedStory, Curation, related};
use super::{Error, Plan, Storing, source_names};
use crate::identify;
use crate::model::{
    Listed, Location, Output, OutputFormat, OutputOutcome, OutputReport, RelatedStory, Source,
    SourceName, StoryId, StoryRelation, Timestamp, WebUrl,
};
use crate::publish::{self, FileChange, Publication, PublishedStory, Uri};
use crate::store::{self, Shown, Store};

pub use ownership::{
    ForeignFile, OwnOutputs, TakeOver, WrittenBy, foreign_files, require_own, take_over,
};

/// Stories per query: the default number of entries of an output.
const STORIES_PER_QUERY: usize = 100;

/// Writes every output of the plan from the store. If one cannot be written, the others still are.
pub fn publish(
    plan: Plan<'_>,
    store: &mut Store,
    storing: Storing,
    now: Timestamp,
) -> Result<Vec<OutputReport>, Error> {
    require_own(plan, Some(store))?;
    // A source renamed since the last run is published under its new name.
    store.register(&source_names(plan.sources))?;
    let created = store.created(now)?;
    let (choices, mut stories, ids) = loop {
        let mut choices: Vec<OutputChoice<'_>> = plan
            .outputs
            .iter()
            .map(|output| OutputChoice::new(output, now))
            .collect();
        let stories = select(&Curation::new(plan, now), store, &mut choices)?;
        let (ids, order) = PublishedIds::determine(plan, store, &stories, storing, now)?;
        // Repeats because an inherited id brings its old dates, which change the order. Each round
        // uses up inherited ids, so the loop ends.
        if order == Order::Unchanged {
            break (choices, stories, ids);
        }
    };
    record_shown(store, &mut stories, storing, now)?;
    let feeds = feed_addresses(plan);
    let disclosure = plan.disclosure();
    let mut reports = Vec::new();
    for OutputChoice { output, chosen, .. } in &choices {
        let publication = Publication {
            site: plan.site,
            output,
            id: ids.feed(&output.name),
            when_empty: created,
            disclosure: &disclosure,
        };
        let outcome = match output.format {
            OutputFormat::Opml => {
                let (bytes, count) = listed::render(plan, store, &publication)?;
                write(output, &bytes, Listed::Sources(count), storing)
            }
            OutputFormat::Stories(format) => {
                let chosen = chosen.iter().filter_map(|id| stories.get(id));
                let chosen: Vec<PublishedStory<'_>> = chosen
                    .map(|curated| published(&ids, &feeds, curated))
                    .collect();
                match publish::render(format, &publication, &chosen) {
                    Ok(bytes) => write(output, &bytes, Listed::Stories(chosen.len()), storing),
                    Err(error) => OutputOutcome::Failed {
                        failure: error.failure(),
                    },
                }
            }
        };
        let path = output.path.display().to_string();
        reports.push(OutputReport {
            output: output.name.clone(),
            path,
            outcome,
        });
    }
    Ok(reports)
}

/// The stories that one output has selected so far.
struct OutputChoice<'a> {
    output: &'a Output,
    /// Newest first.
    chosen: Vec<StoryId>,
    per_source: HashMap<SourceName, usize>,
    /// The output takes no story from before this time.
    oldest: Option<Timestamp>,
    full: bool,
}

impl<'a> OutputChoice<'a> {
    fn new(output: &'a Output, now: Timestamp) -> Self {
        let oldest = output
            .selection
            .since
            .and_then(|since| now.checked_sub(since).ok());
        let full = output.selection.max_entries == 0 || output.format == OutputFormat::Opml;
        Self {
            output,
            chosen: Vec::new(),
            per_source: HashMap::new(),
            oldest,
            full,
        }
    }

    /// Offers the next story in order; returns whether the output took it.
    fn offer(&mut self, curated: &CuratedStory, curation: &Curation<'_>) -> bool {
        let CuratedStory { story, labels, .. } = curated;
        // Stories arrive in order of position, so all after this one are too old as well.
        if self.oldest.is_some_and(|oldest| story.position < oldest) {
            self.full = true;
        }
        let selection = &self.output.selection;
        let matches_any = |wanted: &[_], given: &[_]| {
            wanted.is_empty() || wanted.iter().any(|label| given.contains(label))
        };
        let sources: Vec<SourceName> = story
            .members()
            .map(|member| member.source.clone())
            .collect();
        if self.full
            || !matches_any(&selection.labels, labels)
            || !(selection.sources.is_empty()
                || selection
                    .sources
                    .iter()
                    .any(|wanted| sources.contains(wanted)))
            || !curation.meets(selection.when.as_ref(), curated)
        {
            return false;
        }
        let carried = self
            .per_source
            .entry(story.representative.source.clone())
            .or_default();
        if selection
            .max_per_source
            .is_some_and(|most| *carried >= most)
        {
            return false;
        }
        *carried += 1;
        self.chosen.push(story.id);
        self.full = self.chosen.len() >= selection.max_entries;
        true
    }
}

/// Reads stories, newest first, until every output is full. Returns the selected ones, with the
/// body of their representative.
fn select(
    curation: &Curation<'_>,
    store: &Store,
    choices: &mut [OutputChoice<'_>],
) -> Result<HashMap<StoryId, CuratedStory>, store::Error> {
    let _snapshot = store.snapshot()?;
    let mut stories = HashMap::new();
    let mut after = None;
    while choices.iter().any(|choice| !choice.full) {
        let page = store.stories(after, STORIES_PER_QUERY)?;
        let Some(last) = page.last() else { break };
        after = Some((last.position, last.id));
        for stored in page {
            let Some(mut curated) = curation.published(store, stored)? else {
                continue;
            };
            let mut taken = false;
            for choice in &mut *choices {
                taken |= choice.offer(&curated, curation);
            }
            if taken {
                let representative = &mut curated.story.representative;
                representative.body = store.body(representative.row)?;
                curated.related = related::stories(store, &curated.story, |stored| {
                    curation.published(store, stored)
                })?;
                stories.insert(curated.story.id, curated);
            }
        }
    }
    Ok(stories)
}

/// Moves `updated` of stories whose representative differs from the one last published, or that
/// name other corrections. Storing an entry moves it by itself; a change of the configuration does
/// not.
fn record_shown(
    store: &mut Store,
    stories: &mut HashMap<StoryId, CuratedStory>,
    storing: Storing,
    now: Timestamp,
) -> Result<(), store::Error> {
    let mut shown: Vec<Shown> = stories
        .iter()
        .map(|(id, curated)| Shown {
            story: *id,
            entry: curated.story.representative.row,
            notice: notice(&curated.related),
        })
        .collect();
    // Sorted, so that the same stories give the same database.
    shown.sort_unstable_by_key(|shown| shown.story);
    let changes = store.changes_of_shown(&shown)?;
    for change in &changes {
        if let Some(curated) = stories
            .get_mut(&change.shown.story)
            .filter(|_| change.moves_updated())
        {
            let story = &mut curated.story;
            story.updated = story.updated.max(now);
        }
    }
    if storing == Storing::Keep && !changes.is_empty() {
        store.write_shown(&changes, now)?;
    }
    Ok(())
}

/// The corrections among related stories, in stable words: what each says, and its id.
fn notice(related: &[RelatedStory]) -> Option<String> {
    let mut named: Vec<String> = related
        .iter()
        .filter(|related| related.relation != StoryRelation::Related)
        .map(|related| format!("{} {}", related.relation.as_str(), related.story))
        .collect();
    named.sort_unstable();
    (!named.is_empty()).then(|| named.join(", "))
}

/// The address of the feed of each source, by present and former name.
type FeedAddresses<'a> = HashMap<&'a SourceName, &'a WebUrl>;

fn feed_addresses(plan: Plan<'_>) -> FeedAddresses<'_> {
    let sources = plan.sources.iter().map(AsRef::as_ref);
    let addresses = sources.filter_map(|source: &Source| match &source.location {
        Location::Web(url) => Some((source, url)),
        Location::Files(_) => None,
    });
    addresses
        .flat_map(|(source, url)| {
            let names = std::iter::once(&source.name).chain(&source.was);
            names.map(move |name| (name, url))
        })
        .collect()
}

/// A story with its published ids.
fn published<'a>(
    ids: &PublishedIds,
    feeds: &FeedAddresses<'a>,
    curated: &'a CuratedStory,
) -> PublishedStory<'a> {
    let CuratedStory {
        story,
        labels,
        related,
        ..
    } = curated;
    let representative = &story.representative;
    PublishedStory {
        id: ids.story(story.id),
        source_id: Uri::from_hash(identify::outlet_id_bits(
            &representative.source,
            representative.outlet(),
        )),
        feed: feeds.get(&representative.source).copied(),
        story,
        labels,
        related,
    }
}

fn write(output: &Output, bytes: &[u8], listed: Listed, storing: Storing) -> OutputOutcome {
    if storing == Storing::DryRun {
        return match std::fs::read(&output.path) {
            Ok(old) if old == bytes => OutputOutcome::Unchanged { listed },
            _ => OutputOutcome::Held { listed },
        };
    }
    match publish::write(&output.path, output.format, bytes) {
        Ok(FileChange::Replaced) => OutputOutcome::Written { listed },
        Ok(FileChange::Unchanged) => OutputOutcome::Unchanged { listed },
        Err(error) => OutputOutcome::Failed {
            failure: error.failure(),
        },
    }
}
