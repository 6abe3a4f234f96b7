//! Writes the archives of outputs: one Atom document for each month that is over, linked as RFC
//! 5005, section 4, says. The output itself is the document to subscribe to; who follows its
//! `prev-archive` finds every story that the output ever selected.
//!
//! A pass renders one archive of an output, whatever the size of the store: the oldest one that is
//! missing, else one that the time chooses, so that each is looked at within as many hours as there
//! are archives. A document whose stories did not change is not touched.

use jiff::tz::TimeZone;

use super::choice::unselected;
use super::ids::PublishedIds;
use super::{FeedAddresses, published, write};
use crate::model::{
    Archives, Cause, Failure, Listed, Month, Output, OutputFormat, OutputOutcome, OutputReport,
    Step, StoryFormat, Timestamp, WebUrl,
};
use crate::pipeline::queries::{CuratedStory, Curation, related_stories};
use crate::pipeline::{Plan, Storing};
use crate::publish::{self, ArchiveLinks, Publication, PublishedStory};
use crate::store::{self, Store};

/// Most archives of an output, the latest: a story with a wrong date would give hundreds.
const MONTHS: usize = 240;

/// Most stories of a month that are looked at, and most in its archive, the newest: a document must
/// fit into the memory of a reader.
const LOOKED_AT: usize = 20_000;
const CARRIED: usize = 2_000;

/// Stories per query.
const STORIES_PER_QUERY: usize = 200;

/// The archives of one output at one time.
pub(super) struct ArchiveChain<'a> {
    output: &'a Output,
    zone: &'a TimeZone,
    /// The months that are over and have stories, the earliest first.
    months: Vec<Month>,
}

impl<'a> ArchiveChain<'a> {
    /// The archives of an output; `None` if it has none.
    pub(super) fn of(
        output: &'a Output,
        plan: Plan<'a>,
        store: &Store,
        now: Timestamp,
    ) -> Result<Option<Self>, store::Error> {
        if output.archives == Archives::None {
            return Ok(None);
        }
        let zone = &plan.site.timezone;
        let mut months = Vec::new();
        let mut end = Month::of(now, zone).begin(zone);
        // From one month with stories to the one before it: most calendars have gaps.
        while months.len() < MONTHS {
            let newest = store.stories_before(end, 1)?;
            let Some(newest) = newest.first() else { break };
            let month = Month::of(newest.position, zone);
            end = month.begin(zone);
            months.push(month);
        }
        months.reverse();
        Ok(Some(Self {
            output,
            zone,
            months,
        }))
    }

    /// The links of the output itself: to the latest archive that is there.
    pub(super) fn links(&self) -> ArchiveLinks {
        ArchiveLinks {
            own: None,
            previous: self.latest_before(None),
            next: None,
        }
    }

    /// The address of the latest archive that is there; of those before a month, if one is given.
    fn latest_before(&self, month: Option<Month>) -> Option<WebUrl> {
        let mut months = self.months.iter().rev();
        let found = months.find(|one| {
            month.is_none_or(|month| **one < month) && self.output.archive_path(**one).exists()
        });
        found.and_then(|month| self.output.archive_url(*month))
    }

    /// The times, the end excluded, of which no archive is there: months without a document, and
    /// the present one.
    pub(super) fn unwritten(&self, now: Timestamp) -> Vec<(Timestamp, Timestamp)> {
        let months = self.months.iter();
        let missing = months.filter(|month| !self.output.archive_path(**month).exists());
        let times = missing.map(|month| (month.begin(self.zone), month.after().begin(self.zone)));
        let present = (Month::of(now, self.zone).begin(self.zone), Timestamp::MAX);
        times.chain([present]).collect()
    }

    /// The month whose archive this pass renders.
    fn due(&self, now: Timestamp) -> Option<Month> {
        let mut months = self.months.iter();
        let missing = months.find(|month| !self.output.archive_path(**month).exists());
        let hour = usize::try_from(now.as_second() / 3_600).unwrap_or_default();
        let turn = hour.checked_rem(self.months.len())?;
        missing.or_else(|| self.months.get(turn)).copied()
    }

    /// Renders and writes the archive that is due. `None` if it did not change.
    pub(super) fn write(
        &self,
        publication: &Publication<'_>,
        (curation, store): (&Curation<'_>, &Store),
        (ids, feeds): (&PublishedIds, &FeedAddresses<'_>),
        storing: Storing,
        now: Timestamp,
    ) -> Result<Option<OutputReport>, store::Error> {
        let Some(month) = self.due(now) else {
            return Ok(None);
        };
        let Some(stories) = self.stories(curation, store, month)? else {
            return Ok(None);
        };
        let published: Vec<PublishedStory<'_>> = stories
            .iter()
            .map(|curated| {
                let id = ids.archived(store, self.output, curated.story.id)?;
                Ok::<_, store::Error>(published(id, feeds, curated))
            })
            .collect::<Result<_, _>>()?;
        let following = self.months.iter().find(|one| **one > month);
        let publication = Publication {
            archive: ArchiveLinks {
                own: self.output.archive_url(month),
                previous: self.latest_before(Some(month)),
                next: following.and_then(|following| self.output.archive_url(*following)),
            },
            when_empty: month.begin(self.zone),
            ..publication.clone()
        };
        let path = self.output.archive_path(month);
        let listed = Listed::Stories(published.len());
        let outcome = match publish::render(StoryFormat::Atom, &publication, &published) {
            Err(error) => OutputOutcome::Failed {
                failure: error.failure(),
            },
            Ok(_) if is_of_another_feed(&path, publication.id.as_str()) => OutputOutcome::Failed {
                failure: Failure {
                    step: Step::Publish,
                    cause: Cause::Output,
                    what: format!("{} is the file of another feed", path.display()),
                    remedy: "move it away, or change `path` of the output".to_owned(),
                },
            },
            Ok(bytes) => write((&path, self.output.format), &bytes, listed, storing),
        };
        if matches!(outcome, OutputOutcome::Unchanged { .. }) {
            return Ok(None);
        }
        Ok(Some(OutputReport {
            output: self.output.name.clone(),
            path: path.display().to_string(),
            outcome,
            hub: None,
        }))
    }

    /// The stories of a month that the output selects, newest first. The limits of the output are
    /// those of the document to subscribe to, and do not count here.
    ///
    /// `None` if the archive of the month is there and `prune` removed texts of it: then the
    /// document stays as it is, since it is the only place that still has them.
    fn stories(
        &self,
        curation: &Curation<'_>,
        store: &Store,
        month: Month,
    ) -> Result<Option<Vec<CuratedStory>>, store::Error> {
        let is_written = self.output.archive_path(month).exists();
        let _snapshot = store.snapshot()?;
        let begin = month.begin(self.zone);
        let mut page = store.stories_before(month.after().begin(self.zone), STORIES_PER_QUERY)?;
        let (mut found, mut looked_at) = (Vec::new(), 0);
        while let Some(last) = page.last() {
            let after = (last.position, last.id);
            looked_at += page.len();
            for stored in page {
                if stored.position < begin || found.len() >= CARRIED {
                    return Ok(Some(found));
                }
                if is_written && stored.is_pruned() {
                    return Ok(None);
                }
                let Some(mut curated) = curation.published(store, stored)? else {
                    continue;
                };
                if unselected(&self.output.selection.filter, &curated, curation).is_some() {
                    continue;
                }
                curation.read_text(store, &mut curated)?;
                curated.related = related_stories::compose(store, &curated.story, |stored| {
                    curation.published(store, stored)
                })?;
                found.push(curated);
            }
            if looked_at >= LOOKED_AT {
                break;
            }
            page = store.stories(Some(after), STORIES_PER_QUERY)?;
        }
        Ok(Some(found))
    }
}

/// Whether a file is there that is not the archive of this feed.
fn is_of_another_feed(path: &std::path::Path, id: &str) -> bool {
    let Ok(bytes) = std::fs::read(path) else {
        return false;
    };
    let format = OutputFormat::Stories(StoryFormat::Atom);
    publish::feed_id(format, &bytes) != Some(id)
}
