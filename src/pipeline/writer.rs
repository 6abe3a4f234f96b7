//! The one place where a pass writes to the store: takes what the source tasks send, in turn.

use std::time::Duration;

use tokio::sync::mpsc::Receiver;

use super::judge::{Priorities, Profiles, Rulings};
use super::{Progress, articles};
use crate::identify::Document;
use crate::model::{
    ArticleAttempt, Counts, Failure, FeedHead, PreparedEntry, Room, Selector, Source,
    SourceOutcome, SourceReport, Timestamp,
};
use crate::store::{self, Arrival, Attempt, FromPages, Store};

/// What a source task sends.
pub(super) enum Message {
    /// Entries to store; more may follow for the same source.
    Batch {
        /// Which source, by its place in the plan.
        source: usize,
        /// The entries of one document, or a batch of posts.
        batch: Batch,
    },
    /// What a look at the page of an entry came to.
    Article {
        /// Which source, by its place in the plan.
        source: usize,
        /// What became of the page.
        attempt: ArticleAttempt,
        /// The entry with the text of the page, if it gave one.
        text: Option<Box<PreparedEntry>>,
    },
    /// Something a task has to know of the store, or to keep in it.
    Ask(Ask),
    /// The source is done.
    Done {
        /// Which source, by its place in the plan.
        source: usize,
        /// What it came to.
        end: End,
    },
}

/// What is done with the store on behalf of a task.
pub(super) type Ask = Box<dyn FnOnce(&mut Store) -> Result<(), store::Error> + Send>;

/// Entries for one transaction.
pub(super) struct Batch {
    pub(super) head: Option<FeedHead>,
    pub(super) entries: Vec<PreparedEntry>,
    pub(super) kind: DocumentKind,
    /// For the web: stored in the same transaction. Local files remember nothing.
    pub(super) attempt: Option<Attempt>,
    /// Given back when the entries are stored.
    pub(super) room: Room,
}

/// What kind of document a batch was read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DocumentKind {
    Feed,
    Files,
}

/// What a source came to.
pub(super) struct End {
    pub(super) outcome: SourceOutcome,
    /// `None` when a batch carried it already.
    pub(super) attempt: Option<Attempt>,
    /// A hold to set, for the source or all of its host.
    pub(super) hold: Option<(String, Timestamp)>,
    pub(super) bytes: u64,
    pub(super) elapsed: Duration,
    pub(super) failures: Vec<Failure>,
    pub(super) warnings: Vec<String>,
}

/// Stores what arrives until every sender is gone; gives the store back with the reports, in the order
/// of the plan. A store that fails ends it: what follows could not be stored either.
pub(super) fn write(
    mut store: Store,
    mut messages: Receiver<Message>,
    sources: &[Source],
    priorities: &Priorities,
    now: Timestamp,
    progress: &dyn Progress,
) -> Result<(Store, Vec<SourceReport>), store::Error> {
    let profiles = Profiles::default();
    let mut counts = vec![Counts::default(); sources.len()];
    let mut reports: Vec<Option<SourceReport>> = sources.iter().map(|_| None).collect();
    while let Some(message) = messages.blocking_recv() {
        match message {
            Message::Batch {
                source: index,
                batch,
            } => {
                let (Some(source), Some(counts)) = (sources.get(index), counts.get_mut(index))
                else {
                    continue;
                };
                counts.add(ingest(
                    &mut store,
                    source,
                    batch,
                    (priorities, &profiles),
                    now,
                )?);
            }
            Message::Article {
                source: index,
                attempt,
                text,
            } => {
                let Some(counts) = counts.get_mut(index) else {
                    continue;
                };
                // Nothing is recognised by its guid here: the page belongs to a stored entry.
                let rulings = Rulings {
                    document: Document::Files,
                    priorities,
                    profiles: &profiles,
                };
                counts.add(store.fill(&attempt, text.as_deref(), &rulings, now)?);
            }
            Message::Ask(ask) => ask(&mut store)?,
            Message::Done { source: index, end } => {
                let (Some(source), Some(slot)) = (sources.get(index), reports.get_mut(index))
                else {
                    continue;
                };
                if let Some((scope, until)) = &end.hold {
                    store.set_hold(scope, *until)?;
                }
                if let Some(attempt) = &end.attempt {
                    store.record(&source.name, attempt)?;
                }
                let report = SourceReport {
                    source: source.name.clone(),
                    outcome: end.outcome,
                    counts: counts.get(index).copied().unwrap_or_default(),
                    bytes: end.bytes,
                    elapsed: end.elapsed,
                    failures: end.failures,
                    warnings: end.warnings,
                };
                progress.done(&report);
                *slot = Some(report);
            }
        }
    }
    Ok((store, reports.into_iter().flatten().collect()))
}

fn ingest(
    store: &mut Store,
    source: &Source,
    batch: Batch,
    (priorities, profiles): (&Priorities, &Profiles),
    now: Timestamp,
) -> Result<Counts, store::Error> {
    let Batch {
        head,
        entries,
        kind,
        attempt,
        room,
    } = batch;
    let document = match kind {
        DocumentKind::Feed => Document::Feed(
            entries
                .iter()
                .filter_map(|entry| entry.raw.guid.as_deref())
                .collect(),
        ),
        DocumentKind::Files => Document::Files,
    };
    let arrival = Arrival {
        source: &source.name,
        head: head.as_ref(),
        entries: &entries,
        attempt: attempt.as_ref(),
        backlog: source.backlog,
        from_pages: source.full_text.as_ref().map(|full_text| FromPages {
            selector: full_text.selector.as_ref().map_or("", Selector::as_str),
            with_text: &articles::with_text,
        }),
    };
    let counts = store.ingest(
        &arrival,
        &Rulings {
            document,
            priorities,
            profiles,
        },
        now,
    );
    // Only now may other documents take the memory of this one.
    drop(room);
    counts
}
