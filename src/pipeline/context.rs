//! The resources that the source tasks of one pass share: the settings, the clients, the limits of
//! memory and processor time, and the way to the writer.

use std::num::NonZeroUsize;
use std::sync::Arc;
use std::time::Duration;

use tokio::runtime::Runtime;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinHandle;

use super::writer::WriterHandle;
use super::{OwnOutputs, Plan};
use crate::fetch::{self, Fetcher, pace};
use crate::model::{Cause, Disclosure, Failure, FetchPolicy, Step, Timestamp};

/// Total size of the web documents, in KiB, that tasks parse or that wait to be stored. Parsing a
/// document takes several times its size in memory.
const DOCUMENTS_KIB: u32 = 2 * 1024;

/// A batch of local files with more bytes is alone in memory.
pub(super) const LARGE_BATCH_BYTES: u64 = 6 << 20;

/// The threads that compute: one per core. The runtime of the pass starts more threads, and gives
/// a piece of work to any of them; glibc keeps the memory that a thread freed for that thread.
struct CpuThreads(Option<Runtime>);

impl CpuThreads {
    fn new(cores: usize) -> Self {
        let mut builder = tokio::runtime::Builder::new_current_thread();
        Self(builder.max_blocking_threads(cores).build().ok())
    }

    /// Runs work on one of the threads, when it is free; on one of the runtime of the pass if the
    /// system allowed no other runtime.
    fn spawn<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> JoinHandle<T> {
        match &self.0 {
            Some(runtime) => runtime.spawn_blocking(work),
            None => tokio::task::spawn_blocking(work),
        }
    }
}

impl Drop for CpuThreads {
    /// A runtime that waits for its threads must not be dropped in an asynchronous task.
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

/// What the source tasks of one pass share.
pub(super) struct PassContext {
    pub(super) now: Timestamp,
    pub(super) policy: FetchPolicy,
    pub(super) disclosure: Disclosure,
    pub(super) own_outputs: Arc<OwnOutputs>,
    pub(super) fetcher: Fetcher,
    pub(super) writer: WriterHandle,
    cores: u32,
    cpu: CpuThreads,
    /// Limits the batches of local files in memory: one per core, or one of any size.
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
            cores: u32::try_from(cores).unwrap_or(u32::MAX),
            cpu: CpuThreads::new(cores),
            batches: Arc::new(Semaphore::new(cores)),
            documents: Arc::new(Semaphore::new(DOCUMENTS_KIB as usize)),
        })
    }

    /// Runs work that computes or blocks on the disk, on one of the threads for that.
    pub(super) async fn on_cpu<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        let step = tracing::Span::current();
        self.cpu
            .spawn(move || step.in_scope(work))
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

    /// Waits until the limit allows another batch of local files, of `bytes` bytes. Keep the
    /// permit until the batch is stored.
    pub(super) async fn batch_permit(&self, bytes: u64) -> Option<OwnedSemaphorePermit> {
        let share = if bytes > LARGE_BATCH_BYTES {
            self.cores
        } else {
            1
        };
        let batches = Arc::clone(&self.batches);
        batches.acquire_many_owned(share).await.ok()
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
