//! The one place where a pass writes to the store: takes what the source tasks send, in turn.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::runtime::Handle;
use tokio::sync::mpsc::Receiver;
use tokio::sync::mpsc::error::TryRecvError;
use tokio::time::timeout_at;

use super::known::Unchanged;
use super::policies::{DocumentPolicies, Priorities};
use super::prepare::Prepared;
use super::profiles::Profiles;
use super::{Progress, articles};
use crate::identify::{Document, FileNames};
use crate::model::{
    ArticleAttempt, Counts, CutDocuments, DocumentEnd, Failure, FeedHead, PreparedEntry, Room,
    Selector, Source, SourceOutcome, SourceReport, Timestamp,
};
use crate::store::{self, Arrival, Attempt, FromPages, Store, Writing};

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
    pub(super) entries: Vec<Prepared>,
    /// Those of the document that are stored as they are.
    pub(super) unchanged: Unchanged,
    pub(super) kind: DocumentKind,
    pub(super) end: DocumentEnd,
    /// For the web: stored in the same transaction. Local files remember nothing.
    pub(super) attempt: Option<Attempt>,
    /// Given back when the entries are stored.
    pub(super) room: Room,
}

/// What kind of document a batch was read from.
#[derive(Debug, Clone)]
pub(super) enum DocumentKind {
    /// A feed from the web.
    Feed,
    /// A feed in a local file, beside these files of the same source.
    LocalFeed(Arc<FileNames>),
    /// Local posts.
    Posts,
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
    /// Documents that ended in the middle: addresses, or paths of files.
    pub(super) cut: Vec<String>,
}

/// Entries that are stored in one transaction at most, but for those of one document.
const MOST_TOGETHER: u64 = 2_000;

/// How long what was stored waits for more at most until it is made to last: a pass that is killed
/// loses that much, and reads it again.
const LONGEST_WAIT: Duration = Duration::from_millis(200);

/// How long it is waited for more to come: a pass that finds nothing new brings thousands of ends
/// of sources within a second, and each costs little beside a transaction and being woken for it.
const LINGER: Duration = Duration::from_millis(3);

/// Stores what arrives until every sender is gone; gives the store back with the reports, in the
/// order of the plan. A store that fails ends it: what follows could not be stored either.
///
/// What arrives within a moment is stored together, so that a page that many documents change is
/// written once.
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
        let commits = Instant::now() + LONGEST_WAIT;
        let (mut next, mut together, mut asked) = (Some(first), 0, None);
        let mut pace = Pace::Gathering;
        while let Some(message) = next.take() {
            // Who asks wants to know what is stored, and that is what was committed.
            if let Message::Ask(ask) = message {
                asked = Some(ask);
                break;
            }
            if matches!(message, Message::Batch { .. }) {
                pace = Pace::AtOnce;
            }
            together += writer.take(&writing, message)?;
            if together < MOST_TOGETHER {
                next = more(&mut messages, commits, pace);
            }
        }
        writing.commit()?;
        if let Some(ask) = asked {
            ask(&mut store)?;
        }
    }
    Ok((store, writer.reports.into_iter().flatten().collect()))
}

/// What comes next, if that is before `until`.
///
/// Who brought a document may wait for it to be stored, and is answered at once. Ends of sources
/// wait for nobody: they are let gather.
fn more(messages: &mut Receiver<Message>, until: Instant, pace: Pace) -> Option<Message> {
    loop {
        match messages.try_recv() {
            Ok(message) => return Some(message),
            Err(TryRecvError::Empty) if Instant::now() < until => {}
            Err(_) => return None,
        }
        match pace {
            Pace::Gathering => std::thread::sleep(LINGER),
            Pace::AtOnce => {
                let next = timeout_at(until.into(), messages.recv());
                return Handle::current().block_on(next).ok().flatten();
            }
        }
    }
}

/// How the writer waits.
#[derive(Debug, Clone, Copy)]
enum Pace {
    /// Only ends of sources came lately.
    Gathering,
    /// Documents came.
    AtOnce,
}

struct Writer<'a> {
    sources: &'a [Arc<Source>],
    priorities: &'a Priorities,
    profiles: Profiles,
    now: Timestamp,
    progress: &'a dyn Progress,
    /// Of every source, by its place in the plan.
    counts: Vec<Counts>,
    reports: Vec<Option<SourceReport>>,
}

impl Writer<'_> {
    /// Stores what a message brings; gives how many entries that were.
    fn take(&mut self, writing: &Writing<'_>, message: Message) -> Result<u64, store::Error> {
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
                // Nothing is recognised by its guid here: the page belongs to a stored entry.
                let policies = self.policies(Document::Posts);
                let filled = writing.fill(&attempt, text.as_deref(), &policies, self.now)?;
                if let Some(counts) = self.counts.get_mut(source) {
                    counts.add(filled);
                }
                Ok(1)
            }
            Message::Done { source, end } => {
                self.done(writing, source, end)?;
                Ok(0)
            }
            // Not a thing to store: see above.
            Message::Ask(_) => Ok(0),
        }
    }

    fn policies<'a>(&'a self, document: Document<'a>) -> DocumentPolicies<'a> {
        DocumentPolicies {
            document,
            priorities: self.priorities,
            profiles: &self.profiles,
        }
    }

    fn done(&mut self, writing: &Writing<'_>, index: usize, end: End) -> Result<(), store::Error> {
        let (Some(source), Some(slot)) = (self.sources.get(index), self.reports.get_mut(index))
        else {
            return Ok(());
        };
        if let Some((scope, until)) = &end.hold {
            writing.set_hold(scope, *until)?;
        }
        if let Some(attempt) = &end.attempt {
            writing.record(&source.name, attempt)?;
        }
        let cut = match end.cut {
            none if none.is_empty() => None,
            documents => Some(CutDocuments {
                documents,
                since: writing.cut_since(&source.name)?.unwrap_or(self.now),
            }),
        };
        let report = SourceReport {
            source: source.name.clone(),
            outcome: end.outcome,
            counts: self.counts.get(index).copied().unwrap_or_default(),
            bytes: end.bytes,
            elapsed: end.elapsed,
            failures: end.failures,
            warnings: end.warnings,
            cut,
        };
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
            room,
        } = batch;
        let mut counts = Counts {
            unchanged: unchanged.entries,
            ..Counts::default()
        };
        if entries.is_empty() && head.is_none() && attempt.is_none() {
            return Ok(counts);
        }
        let entries = self.profiles.take_texts(entries);
        let guids = || {
            let guids = entries.iter().filter_map(|entry| entry.raw.guid.as_deref());
            let still = unchanged.guids.iter().map(String::as_str);
            guids.chain(still).collect()
        };
        let document = match (&kind, end) {
            // Guids that a cut document lacks may stand behind the cut: none is known to be gone.
            (DocumentKind::Posts, _) | (_, DocumentEnd::Missing) => Document::Posts,
            (DocumentKind::Feed, DocumentEnd::Reached) => Document::Feed(guids()),
            (DocumentKind::LocalFeed(files), DocumentEnd::Reached) => Document::LocalFeed {
                guids: guids(),
                files: files.as_ref(),
            },
        };
        let arrival = Arrival {
            source: &source.name,
            head: head.as_ref(),
            end,
            entries: &entries,
            attempt: attempt.as_ref(),
            backlog: source.backlog,
            from_pages: source.full_text.as_ref().map(|full_text| FromPages {
                selector: full_text.selector.as_ref().map_or("", Selector::as_str),
                with_text: &articles::with_text,
            }),
        };
        let policies = self.policies(document);
        counts.add(writing.ingest(&arrival, &policies, self.now)?);
        // Only now may other documents take the memory of this one.
        drop(room);
        Ok(counts)
    }
}
