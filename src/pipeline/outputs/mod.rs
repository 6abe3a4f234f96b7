//! Selects the stories of each output, or their changes, from the store, renders and writes them.

mod archives;
mod changes;
mod choice;
mod explained;
mod hub;
mod ids;
mod listed;
mod messages;
mod needed;
mod ownership;
mod tested_outputs;
mod tested_rules;

use std::collections::HashMap;
use std::path::Path;

use self::archives::ArchiveChain;
use self::choice::OutputChoice;
use self::ids::{PublishedIds, StoryOrder};
use super::queries::{CuratedStory, Curation, ReadChange, related_stories};
use super::{Error, Plan, Storing, source_names};
use crate::identify;
use crate::model::{
    Disclosure, EntryKind, Listed, Location, Member, Output, OutputFormat, OutputOutcome,
    OutputReport, RelatedStory, Source, SourceName, StoryFormat, StoryId, StoryRelation, Timestamp,
    WebUrl,
};
use crate::publish::{
    self, FileChange, Publication, PublishedChange, PublishedStory, RenderError, Uri,
};
use crate::store::{self, Shown, Store};

pub use choice::NotChosen;
pub use explained::{
    ExplainedCuration, ExplainedMember, ExplainedOutput, ExplainedRule, explain_curation,
};
pub use hub::tell_hub;
pub use listed::source_list;
pub(super) use messages::lock;
pub use messages::{RecipientTrouble, hand_over, trouble_of};
pub(super) use needed::NeededTexts;
pub(super) use ownership::describe_files;
pub use ownership::{
    ForeignFile, OwnOutputs, TakeOver, WrittenBy, foreign_files, require_own, take_over,
};

pub use tested_outputs::{Entering, Leaving, PresentFile, TestedOutput, WhyLeaves};
pub use tested_rules::{
    Example, ExampleEntry, RulesTest, StoppedBy, TestedRule, TestedWindow, test_rules,
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
    let first_publication = match storing {
        Storing::Keep => store.first_publication(now)?,
        // `doctor` passes a store that it may only read.
        Storing::DryRun => store.stored_first_publication()?.unwrap_or(now),
    };
    let (choices, mut stories, ids) = choose(plan, store, storing, now)?;
    record_shown(store, &mut stories, storing, now)?;
    let feeds = feed_addresses(plan);
    let disclosure = plan.disclosure();
    let publishing = OutputWriter {
        plan,
        store,
        stories: &stories,
        ids: &ids,
        feeds: &feeds,
        disclosure: &disclosure,
        now,
    };
    let mut reports = Vec::new();
    for choice in &choices {
        reports.extend(publishing.write(choice, first_publication, storing)?);
    }
    let all_written = reports
        .iter()
        .all(|report| !matches!(report.outcome, OutputOutcome::Failed { .. }));
    // Messages must not be ahead of the files; the next pass looks again.
    if storing == Storing::Keep && all_written {
        messages::enter(plan, store, now)?;
    }
    Ok(reports)
}

/// What the outputs carry: the stories of each, all of them with their texts, and their ids.
type Chosen<'a> = (
    Vec<OutputChoice<'a>>,
    HashMap<StoryId, CuratedStory>,
    PublishedIds,
);

/// Chooses the stories of every output, and determines their published ids.
fn choose<'a>(
    plan: Plan<'a>,
    store: &mut Store,
    storing: Storing,
    now: Timestamp,
) -> Result<Chosen<'a>, Error> {
    loop {
        let mut choices: Vec<OutputChoice<'_>> = plan
            .outputs
            .iter()
            .map(|output| OutputChoice::new(output, now))
            .collect();
        let stories = select(&Curation::new(plan, now), store, &mut choices)?;
        let (ids, order) = PublishedIds::determine(plan, store, &stories, storing, now)?;
        // Repeats because an inherited id brings its old dates, which change the order. Each round
        // uses up inherited ids, so the loop ends.
        if order == StoryOrder::Unchanged {
            return Ok((choices, stories, ids));
        }
    }
}

/// What the rendering of every output needs.
struct OutputWriter<'a> {
    plan: Plan<'a>,
    store: &'a Store,
    stories: &'a HashMap<StoryId, CuratedStory>,
    ids: &'a PublishedIds,
    feeds: &'a FeedAddresses<'a>,
    disclosure: &'a Disclosure,
    now: Timestamp,
}

impl OutputWriter<'_> {
    /// Writes an output and its archives; `when_empty` is the time of an output without stories.
    fn write(
        &self,
        OutputChoice { output, chosen, .. }: &OutputChoice<'_>,
        when_empty: Timestamp,
        storing: Storing,
    ) -> Result<Vec<OutputReport>, Error> {
        let archives = ArchiveChain::of(output, self.plan, self.store, self.now)?;
        let publication = Publication {
            site: self.plan.site,
            output,
            id: self.ids.feed(&output.name),
            when_empty,
            disclosure: self.disclosure,
            archive: archives
                .as_ref()
                .map(ArchiveChain::links)
                .unwrap_or_default(),
        };
        let (rendered, listed) = self.render(output, chosen, &publication)?;
        let outcome = match rendered {
            Ok(bytes) => {
                let place = (output.path.as_path(), output.format);
                write(place, &bytes, listed, storing)
            }
            Err(error) => OutputOutcome::Failed {
                failure: error.failure(),
            },
        };
        let mut reports = vec![OutputReport {
            output: output.name.clone(),
            path: output.path.display().to_string(),
            outcome,
            hub: None,
        }];
        if let Some(archives) = &archives {
            let curation = Curation::new(self.plan, self.now);
            let written = archives.write(
                &publication,
                (&curation, self.store),
                (self.ids, self.feeds),
                storing,
                self.now,
            )?;
            reports.extend(written);
        }
        Ok(reports)
    }

    /// Renders an output with these stories, or with its changes, or with the sources. Says how
    /// many it lists.
    fn render(
        &self,
        output: &Output,
        chosen: &[StoryId],
        publication: &Publication<'_>,
    ) -> Result<(Result<Vec<u8>, RenderError>, Listed), Error> {
        let Self {
            plan, store, ids, ..
        } = *self;
        Ok(match (output.format, output.entries) {
            (OutputFormat::Opml, _) => {
                let (bytes, count) = listed::render(plan, store, publication)?;
                (Ok(bytes), Listed::Sources(count))
            }
            (OutputFormat::Stories(format), EntryKind::Stories) => {
                let chosen = chosen.iter().filter_map(|id| self.stories.get(id));
                let chosen: Vec<PublishedStory<'_>> = chosen
                    .map(|curated| {
                        published(ids.entry(output, curated.story.id), self.feeds, curated)
                    })
                    .collect();
                let count = Listed::Stories(chosen.len());
                (publish::render(format, publication, &chosen), count)
            }
            (OutputFormat::Stories(format), EntryKind::Changes(least)) => {
                let curation = Curation::new(plan, self.now);
                let of = (output, least);
                let chosen = changes::choose(&curation, store, of, self.disclosure, self.now)?;
                let changes: Vec<PublishedChange<'_>> = chosen
                    .iter()
                    .map(|chosen| {
                        let story = ids.any_story(store, chosen.curated.story.id)?;
                        let id = ids.change(output, &chosen.stored);
                        Ok(published_change((id, story), self.feeds, chosen))
                    })
                    .collect::<Result<_, store::Error>>()?;
                let count = Listed::Changes(changes.len());
                (
                    publish::render_changes(format, publication, &changes),
                    count,
                )
            }
        })
    }
}

/// Selects the stories of every output. Returns them, with the body of their representative.
fn select(
    curation: &Curation<'_>,
    store: &Store,
    choices: &mut [OutputChoice<'_>],
) -> Result<HashMap<StoryId, CuratedStory>, store::Error> {
    let mut stories = HashMap::new();
    let is_page = |choice: &OutputChoice<'_>| {
        choice.output.format == OutputFormat::Stories(StoryFormat::Html)
    };
    let has_page = choices.iter().any(is_page);
    choice::offer_all(curation, store, choices, &mut |mut curated| {
        curation.read_text(store, &mut curated)?;
        curated.related = related_stories::compose(store, &curated.story, |stored| {
            curation.published(store, stored)
        })?;
        if has_page {
            curated.find_changes(store)?;
        }
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
    published_by(&curated.story.representative, id, feeds, curated)
}

/// A story with its published id, and with the feed of one of its members.
fn published_by<'a>(
    member: &Member,
    id: Uri,
    feeds: &FeedAddresses<'a>,
    curated: &'a CuratedStory,
) -> PublishedStory<'a> {
    let outlet = identify::outlet_id_bits(&member.source, member.outlet());
    PublishedStory {
        id,
        source_id: Uri::from_hash(outlet),
        feed: feeds.get(&member.source).copied(),
        story: &curated.story,
        labels: &curated.labels,
        related: &curated.related,
        changes: &curated.changes,
    }
}

/// A change with its published id and that of its story.
fn published_change<'a>(
    (id, story): (Uri, Uri),
    feeds: &FeedAddresses<'a>,
    chosen: &'a ReadChange,
) -> PublishedChange<'a> {
    let curated = &chosen.curated;
    let member = chosen.member();
    PublishedChange {
        id,
        story: published_by(member, story, feeds, curated),
        member,
        at: chosen.stored.at,
        kind: chosen.stored.kind,
        text: chosen.text.as_ref(),
        said_by: chosen.said_by.as_ref(),
    }
}

fn write(
    (path, format): (&Path, OutputFormat),
    bytes: &[u8],
    listed: Listed,
    storing: Storing,
) -> OutputOutcome {
    if storing == Storing::DryRun {
        return match std::fs::read(path) {
            Ok(old) if old == bytes => OutputOutcome::Unchanged { listed },
            _ => OutputOutcome::Held { listed },
        };
    }
    match publish::write(path, format, bytes) {
        Ok(FileChange::Replaced) => OutputOutcome::Written { listed },
        Ok(FileChange::Unchanged) => OutputOutcome::Unchanged { listed },
        Err(error) => OutputOutcome::Failed {
            failure: error.failure(),
        },
    }
}
