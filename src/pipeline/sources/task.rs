//! The task of one source: its data, and the state to store after an attempt.

use std::sync::Arc;

use super::stored_lookup::StoredLookup;
use crate::identify;
use crate::model::{
    Cause, FetchState, Location, ReadOutcome, Received, Selector, SettingsHash, Source,
};
use crate::pipeline::context::PassContext;
use crate::pipeline::pages::Pages;
use crate::pipeline::writer::{Batch, Message};
use crate::store::{Attempt, SourceState};

/// Why an attempt failed: a sentence, and the kind of failure.
pub(super) type FailureReason<'a> = (&'a str, Cause);

/// Everything that the task of one source needs.
pub(in crate::pipeline) struct Task {
    /// Index of the source in the pass.
    pub(in crate::pipeline) index: usize,
    pub(in crate::pipeline) source: Arc<Source>,
    /// See [`source_settings_hash`].
    pub(in crate::pipeline) settings_hash: SettingsHash,
    pub(in crate::pipeline) state: SourceState,
    /// `None` if the store has no entries of this source.
    pub(in crate::pipeline) lookup: Option<StoredLookup>,
    pub(in crate::pipeline) pages: Arc<Pages>,
    pub(in crate::pipeline) context: Arc<PassContext>,
}

/// Hashes the settings that determine how a source is read. When the hash changes, the validators
/// and hashes of the last response are void.
pub(in crate::pipeline) fn source_settings_hash(source: &Source) -> SettingsHash {
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

impl Task {
    /// Sends entries to the writer.
    pub(super) async fn send(&self, batch: Batch) {
        let source = self.index;
        let message = Message::Batch { source, batch };
        self.context.writer.send(message).await;
    }

    /// The attempt to store: a success if there is no error, with the state for the next request.
    pub(super) fn attempt(
        &self,
        remembered: FetchState,
        error: Option<FailureReason<'_>>,
    ) -> Attempt {
        Attempt {
            at: self.context.now,
            received: Received {
                outcome: if error.is_some() {
                    ReadOutcome::Failed
                } else {
                    ReadOutcome::Read
                },
                status: None,
                bytes: 0,
                garbled: 0,
            },
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
