//! Selects the stories of each output from the store, renders and writes them.

mod choice;
mod explained;
mod hub;
mod ids;
mod listed;
mod ownership;

use std::collections::HashMap;

use self::choice::OutputChoice;
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

pub use choice::NotChosen;
pub use explained::{
    ExplainedCuration, ExplainedMember, ExplainedOutput, ExplainedRule, explain_curation,
};
pub use hub::tell_hub;
pub use listed::source_list;
pub use ownership::{
    ForeignFile, OwnOutputs, TakeOver, WrittenBy, foreign_files, require_own, take_over,
};

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
                    .map(|curated| published(ids.entry(output, curated.story.id), &feeds, curated))
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
            hub: None,
        });
    }
    Ok(reports)
}

/// Selects the stories of every output. Returns them, with the body of their representative.
fn select(
    curation: &Curation<'_>,
    store: &Store,
    choices: &mut [OutputChoice<'_>],
) -> Result<HashMap<StoryId, CuratedStory>, store::Error> {
    let mut stories = HashMap::new();
    choice::offer_all(curation, store, choices, &mut |mut curated| {
        let representative = &mut curated.story.representative;
        representative.body = store.body(representative.row)?;
        curated.related = related::stories(store, &curated.story, |stored| {
            curation.published(store, stored)
        })?;
        stories.insert(curated.story.id, curated);
        Ok(())
    })?;
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

/// A story with its published id and that of its source.
fn published<'a>(
    id: Uri,
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
        id,
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
