//! What the source tasks of one pass share: the settings, the clients, the limits of memory and
//! processor time, and the way to the writer.

use std::num::NonZeroUsize;
use std::sync::Arc;
use std::time::Duration;

use rustix::process::{getpriority_process, setpriority_process};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::writer::WriterHandle;
use super::{OwnOutputs, Plan};
use crate::fetch::{self, Fetcher, pace};
use crate::model::{Cause, Disclosure, Failure, FetchPolicy, Step, Timestamp};

/// Total size of the web documents, in KiB, that tasks parse or that wait to be stored. Parsing a
/// document takes several times its size in memory.
const DOCUMENTS_KIB: u32 = 2 * 1024;

/// Nice value of compute threads: on a contended core the writer, which every task waits for, runs
/// first.
const COMPUTE_NICENESS: i32 = 5;

/// What the source tasks of one pass share.
pub(super) struct PassContext {
    pub(super) now: Timestamp,
    pub(super) policy: FetchPolicy,
    pub(super) disclosure: Disclosure,
    pub(super) own_outputs: Arc<OwnOutputs>,
    pub(super) fetcher: Fetcher,
    pub(super) writer: WriterHandle,
    /// One permit per core.
    cpu: Semaphore,
    /// Limits the batches of local files in memory.
    batches: Arc<Semaphore>,
    /// Limits the web documents in memory, in KiB: see [`DOCUMENTS_KIB`].
    documents: Arc<Semaphore>,
}

impl PassContext {
    pub(super) fn new(
        plan: Plan<'_>,
        own_outputs: OwnOutputs,
        writer: WriterHandle,
        now: Timestamp,
    ) -> Result<Self, fetch::Error> {
        let cores = std::thread::available_parallelism().map_or(2, NonZeroUsize::get);
        Ok(Self {
            now,
            policy: plan.policy.clone(),
            disclosure: plan.disclosure(),
            own_outputs: Arc::new(own_outputs),
            fetcher: Fetcher::new(plan.policy)?,
            writer,
            cpu: Semaphore::new(cores),
            batches: Arc::new(Semaphore::new(cores)),
            documents: Arc::new(Semaphore::new(DOCUMENTS_KIB as usize)),
        })
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

    /// Waits until the limit allows another batch of local files. Keep the permit until the batch
    /// is stored.
    pub(super) async fn batch_permit(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.batches).acquire_owned().await.ok()
    }

    /// Waits until the limit allows a web document of `bytes` bytes. Keep the permit until the
    /// document is stored.
    pub(super) async fn document_permit(&self, bytes: usize) -> Option<OwnedSemaphorePermit> {
        let kib = u32::try_from(bytes / 1024).unwrap_or(DOCUMENTS_KIB);
        let share = kib.clamp(1, DOCUMENTS_KIB);
        let documents = Arc::clone(&self.documents);
        documents.acquire_many_owned(share).await.ok()
    }

    /// Returns the end of a delay that begins now, limited to [`pace::MAX_WAIT`].
    pub(super) fn time_after(&self, delay: Duration) -> Option<Timestamp> {
        self.now.checked_add(delay.min(pace::MAX_WAIT)).ok()
    }
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
