//! Reads one source: requests the feed or opens the files, parses and prepares the entries, and
//! sends them to the writer. Then requests the article pages, for sources with `full_text`.

mod files;
mod stored_lookup;
mod task;
mod web;

use std::panic::AssertUnwindSafe;
use std::time::Instant;

use futures_util::future::FutureExt;
use tracing::Instrument as _;

pub(super) use stored_lookup::StoredLookup;
pub(super) use task::{Task, source_settings_hash};

use super::pages::PageReader;
use super::writer::{Message, SourceResult};
use crate::model::{Cause, Failure, Location, SourceOutcome, Step};

impl Task {
    /// Reads the source and sends the result to the writer. A panic in a step costs this source
    /// only.
    ///
    /// Boxed, because the future is moved several times before it first runs, and thousands of
    /// tasks may wait.
    pub(super) async fn run(self: Box<Self>) {
        let span = tracing::info_span!("read", source = %self.source.name);
        self.read_and_send().instrument(span).await;
    }

    async fn read_and_send(self: Box<Self>) {
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
        let context = &self.context;
        result.reword(|sentence| context.disclosure.report(&self.source.name, sentence));
        let source = self.index;
        let message = Message::Done { source, result };
        self.context.writer.send(message).await;
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
                    let mut reader = PageReader::new(
                        &self.context,
                        &self.pages,
                        (self.index, &self.source),
                        (url, full_text),
                    );
                    Box::pin(reader.read_pages(&mut result)).await;
                }
                result
            }
            Location::Files(pattern) => Box::pin(self.read_files(pattern.clone())).await,
        }
    }
}
