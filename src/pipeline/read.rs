//! Reads one source: asks or opens it, has it parsed and prepared, and hands it to the writer.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Instant;

use futures_util::future::FutureExt;
use rustix::process::{getpriority_process, setpriority_process};
use tokio::sync::{Semaphore, mpsc, oneshot};

use super::known::Known;
use super::robots::Doors;
use super::writer::{Batch, End, Message};
use crate::fetch::Fetcher;
use crate::identify;
use crate::model::{
    BodyHash, Cause, Failure, FetchPolicy, Location, Remembered, Selector, Source, SourceOutcome,
    Step, Timestamp,
};
use crate::store::{self, Attempt, Awaited, SourceState, Store};

/// How much of documents, in KiB, is read at once and waits to be stored: what is read of one
/// takes several times its size.
pub(super) const DOCUMENTS_KIB: u32 = 2 * 1024;

/// By how much what computes gives way to the writer, for whom all wait, where both want one core
/// (`nice`).
const BEHIND_THE_WRITER: i32 = 5;

/// Why a try failed: what happened, and of which kind it was.
pub(super) type Why<'a> = (&'a str, Cause);

/// Everything one source needs to be read on its own.
pub(super) struct Task {
    pub(super) index: usize,
    pub(super) source: Arc<Source>,
    /// Hash of how it is read: see [`reading`].
    pub(super) reading: BodyHash,
    pub(super) state: SourceState,
    /// `None` for a source of which nothing is stored.
    pub(super) known: Option<Known>,
    pub(super) policy: Arc<FetchPolicy>,
    pub(super) fetcher: Fetcher,
    pub(super) cpu: Arc<Semaphore>,
    /// Batches of local files in memory at once.
    pub(super) batches: Arc<Semaphore>,
    /// KiB of documents of the web that are being read or wait to be stored.
    pub(super) documents: Arc<Semaphore>,
    pub(super) sender: mpsc::Sender<Message>,
    /// What hosts say of robots; asked only on behalf of article pages.
    pub(super) doors: Arc<Doors>,
    /// Which article pages are asked.
    pub(super) pages: Awaited,
    pub(super) now: Timestamp,
}

/// Hash of how a source is read; when it changes, what the last answer taught us is void.
pub(super) fn reading(source: &Source) -> BodyHash {
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
    identify::reading_hash([address, charset, zone].into_iter().chain(pages))
}

/// Puts this thread behind the writer, unless the whole program runs behind others already. Only
/// on Linux: elsewhere it would be the whole program.
fn give_way() {
    let is_before = |priority| priority < BEHIND_THE_WRITER;
    if cfg!(target_os = "linux") && getpriority_process(None).is_ok_and(is_before) {
        // Where that is forbidden, a run takes as long as it did.
        let _stays = setpriority_process(None, BEHIND_THE_WRITER);
    }
}

impl Task {
    /// Reads the source and tells the writer what it came to. A panic below costs this source
    /// only.
    ///
    /// Boxed, as it is moved several times before it is first looked at, and thousands may wait
    /// for their turn.
    pub(super) async fn run(self: Box<Self>) {
        let started = Instant::now();
        // Nothing that the panic may have left half done is looked at again.
        let reading = AssertUnwindSafe(self.read()).catch_unwind();
        let mut end = reading.await.unwrap_or_else(|_panic| {
            End::of(SourceOutcome::Failed {
                failure: Failure {
                    step: Step::Parse,
                    cause: Cause::Feedfold,
                    what: "reading it failed inside feedfold".to_owned(),
                    remedy: "this is a fault of feedfold: please report it with the feed"
                        .to_owned(),
                },
            })
        });
        end.elapsed = started.elapsed();
        let source = self.index;
        // Nobody listens any more when the store failed, and that error is reported already.
        let _closed = self.sender.send(Message::Done { source, end }).await;
    }

    async fn read(&self) -> End {
        match &self.source.location {
            Location::Web(url) => {
                let mut end = self.read_web(url).await;
                let heard = matches!(
                    end.outcome,
                    SourceOutcome::Read | SourceOutcome::NotModified
                );
                if let Some(full_text) = self.source.full_text.as_ref().filter(|_| heard) {
                    Box::pin(self.read_pages(url, full_text, &mut end)).await;
                }
                end
            }
            Location::Files(pattern) => Box::pin(self.read_files(pattern.clone())).await,
        }
    }

    /// Runs what computes, or blocks on the disk, beside the network, at most one piece per core.
    pub(super) async fn on_cpu<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        let _turn = self.cpu.acquire().await;
        let work = || {
            give_way();
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

    /// Hands entries to the writer.
    pub(super) async fn send(&self, batch: Batch) {
        // Nobody listens any more when the store failed, and that error is reported already.
        let _closed = self
            .sender
            .send(Message::Batch {
                source: self.index,
                batch,
            })
            .await;
    }

    /// Asks the writer for something of the store; `None` when the store failed, which is reported
    /// already.
    pub(super) async fn with_store<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Store) -> Result<T, store::Error> + Send + 'static,
    ) -> Option<T> {
        let (reply, answer) = oneshot::channel();
        let work = move |store: &mut Store| {
            let found = work(store)?;
            // Whoever asked may have ended.
            let _gone = reply.send(found);
            Ok(())
        };
        self.sender.send(Message::Ask(Box::new(work))).await.ok()?;
        answer.await.ok()
    }

    /// What to record of this try, a success without an error, and for the next request.
    pub(super) fn attempt(&self, remembered: Remembered, error: Option<Why<'_>>) -> Attempt {
        Attempt {
            at: self.now,
            reading: self.reading,
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

impl End {
    pub(super) fn of(outcome: SourceOutcome) -> Self {
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
    use super::{BEHIND_THE_WRITER, getpriority_process, give_way, setpriority_process};

    /// What a thread has once it gave way, having had at least this.
    fn given_way_from(least: i32) -> (i32, i32) {
        let thread = std::thread::spawn(move || {
            let before = getpriority_process(None).unwrap().max(least);
            setpriority_process(None, before).unwrap();
            give_way();
            (before, getpriority_process(None).unwrap())
        });
        thread.join().unwrap()
    }

    #[test]
    fn who_runs_behind_others_already_does_not_come_forward() {
        let (before, after) = given_way_from(BEHIND_THE_WRITER + 7);
        assert_eq!(after, before);
    }

    #[test]
    fn what_computes_gives_way_to_the_writer() {
        let (before, after) = given_way_from(i32::MIN);
        assert_eq!(after, before.max(BEHIND_THE_WRITER));
    }
}
