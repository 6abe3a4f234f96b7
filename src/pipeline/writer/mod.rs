//! The only code that writes to the store during a pass: it stores the messages of the source
//! tasks.

mod handle;
mod message;

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::runtime::Handle;
use tokio::sync::mpsc::{self, Receiver};
use tokio::time::timeout_at;

pub(super) use handle::WriterHandle;
pub(super) use message::{Batch, DocumentKind, Message, SourceResult, UnchangedEntries};

use super::Progress;
use super::decider::{DocumentDecider, Priorities};
use super::profiles::Profiles;
use crate::identify::DocumentGuids;
use crate::model::{
    Counts, CutDocuments, DocumentEnd, PreparedEntry, Read, Selector, Source, SourceOutcome,
    SourceReport, Timestamp,
};
use crate::store::{self, Arrival, FromPages, Store, Writing};

/// Capacity of the channel to the writer, in messages. The semaphores for documents and batches
/// bound the memory that the queued messages hold.
const CHANNEL_CAPACITY: usize = 256;

/// Opens the channel to the writer.
pub(super) fn channel() -> (WriterHandle, Receiver<Message>) {
    let (sender, receiver) = mpsc::channel(CHANNEL_CAPACITY);
    (WriterHandle(sender), receiver)
}

/// Most entries in one transaction. A document with more entries is still stored in one.
const MAX_ENTRIES_PER_COMMIT: u64 = 2_000;

/// Longest time between commits. A killed pass loses, and reads again, at most this much.
const MAX_COMMIT_INTERVAL: Duration = Duration::from_millis(200);

/// Stores messages until every sender is dropped. Returns the store and the reports, in the order
/// of the plan; stops at the first error of the store, because later messages would fail too.
///
/// Messages that arrive close together share a transaction, so that a database page that many
/// documents change is written once.
pub(super) fn write(
    mut store: Store,
    mut messages: Receiver<Message>,
    sources: &[Arc<Source>],
    priorities: &Priorities,
    now: Timestamp,
    progress: &dyn Progress,
) -> Result<(Store, Vec<SourceReport>), store::Error> {
    let mut writer = Writer {
        sources,
        priorities,
        profiles: Profiles::default(),
        now,
        progress,
        counts: vec![Counts::default(); sources.len()],
        reports: sources.iter().map(|_| None).collect(),
    };
    while let Some(first) = messages.blocking_recv() {
        let writing = store.writing()?;
        let deadline = Instant::now() + MAX_COMMIT_INTERVAL;
        let (mut next, mut entries, mut store_work) = (Some(first), 0, None);
        while let Some(message) = next.take() {
            // A task that asks expects committed data: commit first.
            if let Message::WithStore(work) = message {
                store_work = Some(work);
                break;
            }
            entries += writer.store_message(&writing, message)?;
            if entries < MAX_ENTRIES_PER_COMMIT {
                next = next_message(&mut messages, deadline);
            }
        }
        writing.commit()?;
        if let Some(work) = store_work {
            work(&mut store)?;
        }
    }
    store.settle_anchors()?;
    Ok((store, writer.reports.into_iter().flatten().collect()))
}

/// Returns the next message, if one arrives before `deadline`.
fn next_message(messages: &mut Receiver<Message>, deadline: Instant) -> Option<Message> {
    if let Ok(message) = messages.try_recv() {
        return Some(message);
    }
    let next = timeout_at(deadline.into(), messages.recv());
    Handle::current().block_on(next).ok().flatten()
}

struct Writer<'a> {
    sources: &'a [Arc<Source>],
    priorities: &'a Priorities,
    profiles: Profiles,
    now: Timestamp,
    progress: &'a dyn Progress,
    /// One for each source of the plan.
    counts: Vec<Counts>,
    reports: Vec<Option<SourceReport>>,
}

impl Writer<'_> {
    /// Stores the content of a message; returns the number of entries.
    fn store_message(
        &mut self,
        writing: &Writing<'_>,
        message: Message,
    ) -> Result<u64, store::Error> {
        match message {
            Message::Batch { source, batch } => {
                let stored = self.ingest(writing, source, batch)?;
                if let Some(counts) = self.counts.get_mut(source) {
                    counts.add(stored);
                }
                Ok(stored.new + stored.updated + stored.unchanged + stored.completed)
            }
            Message::Article {
                source,
                attempt,
                text,
            } => {
                // The page belongs to a stored entry, so no entry is recognised by its guid.
                let decider = self.decider(DocumentGuids::Posts);
                let filled = writing.fill(&attempt, text.as_deref(), &decider, self.now)?;
                if let Some(counts) = self.counts.get_mut(source) {
                    counts.add(filled);
                }
                Ok(1)
            }
            Message::Done { source, result } => {
                self.done(writing, source, result)?;
                Ok(0)
            }
            // The loop in `write` handles it.
            Message::WithStore(_) => Ok(0),
        }
    }

    fn decider<'a>(&'a self, document: DocumentGuids<'a>) -> DocumentDecider<'a> {
        DocumentDecider {
            document,
            priorities: self.priorities,
            profiles: &self.profiles,
        }
    }

    fn done(
        &mut self,
        writing: &Writing<'_>,
        index: usize,
        result: SourceResult,
    ) -> Result<(), store::Error> {
        let (Some(source), Some(slot)) = (self.sources.get(index), self.reports.get_mut(index))
        else {
            return Ok(());
        };
        if let Some((scope, until)) = &result.hold {
            writing.set_hold(scope, *until)?;
        }
        if let Some(attempt) = &result.attempt {
            writing.record(&source.name, attempt)?;
            let counts = self.counts.get(index).copied().unwrap_or_default();
            let read = Read::new(attempt.at, attempt.received, &counts);
            writing.remember_read(&source.name, &read)?;
        }
        if !matches!(result.outcome, SourceOutcome::Held { .. }) {
            writing.set_read_time(&source.name, self.now, result.elapsed)?;
        }
        let cut = match result.cut {
            none if none.is_empty() => None,
            documents => Some(CutDocuments {
                documents,
                since: writing.cut_since(&source.name)?.unwrap_or(self.now),
            }),
        };
        let report = SourceReport {
            source: source.name.clone(),
            outcome: result.outcome,
            counts: self.counts.get(index).copied().unwrap_or_default(),
            bytes: result.bytes,
            elapsed: result.elapsed,
            failures: result.failures,
            warnings: result.warnings,
            cut,
        };
        log_result(&report);
        self.progress.done(&report);
        *slot = Some(report);
        Ok(())
    }

    fn ingest(
        &self,
        writing: &Writing<'_>,
        index: usize,
        batch: Batch,
    ) -> Result<Counts, store::Error> {
        let Some(source) = self.sources.get(index) else {
            return Ok(Counts::default());
        };
        let Batch {
            head,
            entries,
            unchanged,
            kind,
            end,
            attempt,
            permit,
        } = batch;
        let mut counts = Counts {
            unchanged: unchanged.entries,
            ..Counts::default()
        };
        if entries.is_empty() && head.is_none() && attempt.is_none() {
            return Ok(counts);
        }
        let _step = tracing::debug_span!("store", source = %source.name).entered();
        let entries = self.profiles.take_texts(entries);
        let document = document_guids(&kind, end, &entries, &unchanged);
        let arrival = Arrival {
            source: &source.name,
            head: head.as_ref(),
            end,
            entries: &entries,
            attempt: attempt.as_ref(),
            backlog: source.backlog,
            from_pages: source.full_text.as_ref().map(|full_text| FromPages {
                selector: full_text.selector.as_ref().map_or("", Selector::as_str),
            }),
        };
        let decider = self.decider(document);
        counts.add(writing.ingest(&arrival, &decider, self.now)?);
        if let Some(attempt) = &attempt {
            // Earlier batches of local files belong to this read, too.
            let mut all = self.counts.get(index).copied().unwrap_or_default();
            all.add(counts);
            let read = Read::new(attempt.at, attempt.received, &all);
            writing.remember_read(&source.name, &read)?;
        }
        // Releases the memory permit: another document may be read now.
        drop(permit);
        Ok(counts)
    }
}

/// Sends the result of a source to the log, if there is one.
fn log_result(report: &SourceReport) {
    let failure = match &report.outcome {
        SourceOutcome::Failed { failure } => Some(failure.what.as_str()),
        _ => None,
    };
    tracing::info!(
        source = %report.source,
        outcome = report.outcome.name(),
        failure,
        new = report.counts.new,
        updated = report.counts.updated,
        unchanged = report.counts.unchanged,
        folded = report.counts.folded,
        bytes = report.bytes,
        seconds = report.elapsed.as_secs_f64(),
        "source read"
    );
}

/// The guids of a document, by which `identify` tells which stored guids the document no longer
/// uses.
fn document_guids<'a>(
    kind: &'a DocumentKind,
    end: DocumentEnd,
    entries: &'a [PreparedEntry],
    unchanged: &'a UnchangedEntries,
) -> DocumentGuids<'a> {
    let guids = || {
        let guids = entries.iter().filter_map(|entry| entry.raw.guid.as_deref());
        let still = unchanged.guids.iter().map(String::as_str);
        guids.chain(still).collect()
    };
    match (kind, end) {
        // A cut document may have lost guids with its end: none of them counts as gone.
        (DocumentKind::Posts, _) | (_, DocumentEnd::Missing) => DocumentGuids::Posts,
        (DocumentKind::Feed, DocumentEnd::Reached) => DocumentGuids::Feed(guids()),
        (DocumentKind::LocalFeed(files), DocumentEnd::Reached) => DocumentGuids::LocalFeed {
            guids: guids(),
            files: files.as_ref(),
        },
    }
}
