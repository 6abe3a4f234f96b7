//! The way of source tasks to the writer.

use tokio::sync::{mpsc, oneshot};

use super::message::Message;
use crate::store::{self, Store};

/// Sends messages to the writer. The writer ends when every handle is dropped.
pub(in crate::pipeline) struct WriterHandle(pub(super) mpsc::Sender<Message>);

impl WriterHandle {
    /// Sends a message; waits while the channel is full.
    pub(in crate::pipeline) async fn send(&self, message: Message) {
        // The channel is closed only after the store has failed, and that error is reported
        // already.
        let _ignored = self.0.send(message).await;
    }

    /// Has the writer run `work` on the store and returns the result; `None` if the store failed,
    /// which is reported already.
    pub(in crate::pipeline) async fn with_store<T: Send + 'static>(
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
        self.0.send(Message::WithStore(Box::new(work))).await.ok()?;
        answer.await.ok()
    }
}
