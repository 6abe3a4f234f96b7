//! Reads one source: requests the feed or opens the files, parses and prepares the entries, and
//! sends them to the writer.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Instant;

use futures_util::future::FutureExt;
use rustix::process::{getpriority_process, setpriority_process};
use tokio::sync::{Semaphore, mpsc, oneshot};

use super::robots::RobotsCache;
use super::stored_lookup::StoredLookup;
use super::writer::{Batch, Message, SourceResult};
use crate::fetch::Fetcher;
use crate::identify;
use crate::model::{
    Cause, Failure, FetchPolicy, FetchState, Location, Selector, SettingsHash, Source,
    SourceOutcome, Step, Timestamp,
};
use crate::store::{self, Attempt, Awaited, SourceState, Store};

/// Total size of the web documents, in KiB, that tasks parse or that wait to be stored. Parsing a
/// document takes several times its size in memory.
pub(super) const DOCUMENTS_KIB: u32 = 2 * 1024;

/// Nice value of compute threads: on a contended core the writer, which every task waits for, runs
/// first.
const COMPUTE_NICENESS: i32 = 5;

/// Why an attempt failed: a sentence, and the kind of failure.
pub(super) type FailureReason<'a> = (&'a str, Cause);

/// Everything that the task of one source needs.
pub(super) struct Task {
    pub(super) index: usize,
    pub(super) source: Arc<Source>,
    /// See [`source_settings_hash`].
    pub(super) settings_hash: SettingsHash,
    pub(super) state: SourceState,
    /// `None` if the store has no entries of this source.
    pub(super) lookup: Option<StoredLookup>,
    pub(super) policy: Arc<FetchPolicy>,
    pub(super) fetcher: Fetcher,
    pub(super) cpu: Arc<Semaphore>,
    /// Limits the batches of local files in memory.
    pub(super) batches: Arc<Semaphore>,
    /// Limits the web documents in memory, in KiB: see [`DOCUMENTS_KIB`].
    pub(super) documents: Arc<Semaphore>,
    pub(super) sender: mpsc::Sender<Message>,
    /// The `robots.txt` of hosts; used for article pages only, not for feeds.
    pub(super) robots: Arc<RobotsCache>,
    /// Which article pages this pass requests.
    pub(super) pages: Awaited,
    pub(super) now: Timestamp,
}

/// Hashes the settings that determine how a source is read. When the hash changes, the validators
/// and hashes of the last response are void.
pub(super) fn source_settings_hash(source: &Source) -> SettingsHash {
    let address = match &source.location {
        Location::Web(url) => url.expose().as_str(),
        Location::Files(pattern) => pattern.as_str(),
    };
    let charset = source.charset.map_or("", |charset| charset.name());
    let zone = source.timezone.iana_name().unwrap_or_default();
    let pages = source.full_text.as_ref().map(|full_text| {
        let selector = full_text.selector.as_ref();
        selector.map_or("", Selector::as_str)
    });
    identify::settings_hash([address, charset, zone].into_iter().chain(pages))
}

/// Lowers the priority of this thread below the writer's, unless the whole program runs at a low
/// priority already. Linux only: elsewhere the call would change the whole process.
fn lower_thread_priority() {
    let is_higher = |priority| priority < COMPUTE_NICENESS;
    if cfg!(target_os = "linux") && getpriority_process(None).is_ok_and(is_higher) {
        // If the system refuses, the pass is only slower.
        let _ignored = setpriority_process(None, COMPUTE_NICENESS);
    }
}

impl Task {
    /// Reads the source and sends the result to the writer. A panic in a step costs this source
    /// only.
    ///
    /// Boxed, because the future is moved several times before it first runs, and thousands of
    /// tasks may wait.
    pub(super) async fn run(self: Box<Self>) {
        let started = Instant::now();
        // Unwind safe: nothing reads the state that a panic left half changed.
        let reading = AssertUnwindSafe(self.read()).catch_unwind();
        let mut result = reading.await.unwrap_or_else(|_panic| {
            SourceResult::new(SourceOutcome::Failed {
                failure: Failure {
                    step: Step::Parse,
                    cause: Cause::Feedfold,
                    what: "reading it failed inside feedfold".to_owned(),
                    remedy: "this is a fault of feedfold: please report it with the feed"
                        .to_owned(),
                },
            })
        });
        result.elapsed = started.elapsed();
        let source = self.index;
        // The channel is closed only after the store has failed, and that error is reported
        // already.
        let _ignored = self.sender.send(Message::Done { source, result }).await;
    }

    async fn read(&self) -> SourceResult {
        match &self.source.location {
            Location::Web(url) => {
                let mut result = self.read_web(url).await;
                let responded = matches!(
                    result.outcome,
                    SourceOutcome::Read | SourceOutcome::NotModified
                );
                if let Some(full_text) = self.source.full_text.as_ref().filter(|_| responded) {
                    Box::pin(self.read_pages(url, full_text, &mut result)).await;
                }
                result
            }
            Location::Files(pattern) => Box::pin(self.read_files(pattern.clone())).await,
        }
    }

    /// Runs work that computes or blocks on the disk, on a thread of its own; at most one piece of
    /// work per core runs at a time.
    pub(super) async fn on_cpu<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        let _turn = self.cpu.acquire().await;
        let work = || {
            lower_thread_priority();
            work()
        };
        tokio::task::spawn_blocking(work)
            .await
            .unwrap_or_else(|_panic| {
                Err(Failure {
                    step: Step::Parse,
                    cause: Cause::Feedfold,
                    what: "reading the document failed inside feedfold".to_owned(),
                    remedy: "this is a fault of feedfold: please report it with the document"
                        .to_owned(),
                })
            })
    }

    /// Sends entries to the writer.
    pub(super) async fn send(&self, batch: Batch) {
        // The channel is closed only after the store has failed, and that error is reported
        // already.
        let _ignored = self
            .sender
            .send(Message::Batch {
                source: self.index,
                batch,
            })
            .await;
    }

    /// Has the writer run `work` on the store and returns the result; `None` if the store failed,
    /// which is reported already.
    pub(super) async fn with_store<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Store) -> Result<T, store::Error> + Send + 'static,
    ) -> Option<T> {
        let (reply, answer) = oneshot::channel();
        let work = move |store: &mut Store| {
            let found = work(store)?;
            // The task that asked may have ended.
            let _ignored = reply.send(found);
            Ok(())
        };
        self.sender
            .send(Message::WithStore(Box::new(work)))
            .await
            .ok()?;
        answer.await.ok()
    }

    /// The attempt to store: a success if there is no error, with the state for the next request.
    pub(super) fn attempt(
        &self,
        remembered: FetchState,
        error: Option<FailureReason<'_>>,
    ) -> Attempt {
        Attempt {
            at: self.now,
            settings_hash: self.settings_hash,
            remembered,
            due: None,
            gone: false,
            failures: if error.is_some() {
                self.state.failures.saturating_add(1)
            } else {
                0
            },
            cause: error.map(|(_, cause)| cause),
            error: error.map(|(what, _)| what.to_owned()),
            document: None,
        }
    }
}

impl SourceResult {
    pub(super) fn new(outcome: SourceOutcome) -> Self {
        Self {
            outcome,
            attempt: None,
            hold: None,
            bytes: 0,
            elapsed: std::time::Duration::ZERO,
            failures: Vec::new(),
            warnings: Vec::new(),
            cut: Vec::new(),
        }
    }
}

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests {
    use super::{
        COMPUTE_NICENESS, getpriority_process, lower_thread_priority, setpriority_process,
    };

    /// Returns the nice value of a thread before and after it lowers its priority, starting from
    /// at least `least`.
    fn niceness_before_and_after(least: i32) -> (i32, i32) {
        let thread = std::thread::spawn(move || {
            let before = getpriority_process(None).unwrap().max(least);
            setpriority_process(None, before).unwrap();
            lower_thread_priority();
            (before, getpriority_process(None).unwrap())
        });
        thread.join().unwrap()
    }

    #[test]
    fn a_thread_of_lower_priority_keeps_it() {
        let (before, after) = niceness_before_and_after(COMPUTE_NICENESS + 7);
        assert_eq!(after, before);
    }

    #[test]
    fn a_compute_thread_gets_a_lower_priority_than_the_writer() {
        let (before, after) = niceness_before_and_after(i32::MIN);
        assert_eq!(after, before.max(COMPUTE_NICENESS));
    }
}
