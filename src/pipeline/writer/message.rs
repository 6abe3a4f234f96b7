//! The messages of source tasks to the writer.

use std::sync::Arc;
use std::time::Duration;

use crate::identify::FileNames;
use crate::model::{
    ArticleAttempt, DocumentEnd, Failure, FeedHead, InFlightPermit, PreparedEntry, SourceOutcome,
    Timestamp,
};
use crate::pipeline::prepare::Prepared;
use crate::store::{self, Attempt, Store};

/// A message of a source task.
pub(in crate::pipeline) enum Message {
    /// Entries to store; the same source may send more.
    Batch {
        /// Index of the source in the plan.
        source: usize,
        /// The entries of one document, or of several posts.
        batch: Batch,
    },
    /// The result of requesting an entry's page.
    Article {
        /// Index of the source in the plan.
        source: usize,
        /// What to store about the page.
        attempt: ArticleAttempt,
        /// The entry with the text of the page, if a text was found.
        text: Option<Box<PreparedEntry>>,
    },
    /// A query or change of the store for a task.
    WithStore(StoreWork),
    /// The task has finished its source.
    Done {
        /// Index of the source in the plan.
        source: usize,
        /// The result.
        result: SourceResult,
    },
}

/// Work that the writer runs on the store for a task.
pub(in crate::pipeline) type StoreWork =
    Box<dyn FnOnce(&mut Store) -> Result<(), store::Error> + Send>;

/// Entries for one transaction.
pub(in crate::pipeline) struct Batch {
    pub(in crate::pipeline) head: Option<FeedHead>,
    pub(in crate::pipeline) entries: Vec<Prepared>,
    /// Entries of the document that did not change since they were stored.
    pub(in crate::pipeline) unchanged: UnchangedEntries,
    pub(in crate::pipeline) kind: DocumentKind,
    pub(in crate::pipeline) end: DocumentEnd,
    /// For web sources: stored in the same transaction as the entries. For local files `None`.
    pub(in crate::pipeline) attempt: Option<Attempt>,
    /// Held until the entries are stored; see [`InFlightPermit`].
    pub(in crate::pipeline) permit: InFlightPermit,
}

/// Entries of a document that did not change since they were stored.
#[derive(Debug, Default)]
pub(in crate::pipeline) struct UnchangedEntries {
    /// Their number.
    pub(in crate::pipeline) entries: u64,
    /// Their guids, which the document still uses.
    pub(in crate::pipeline) guids: Arc<Vec<String>>,
}

impl UnchangedEntries {
    /// Adds those of another document.
    pub(in crate::pipeline) fn merge(&mut self, other: &Self) {
        self.entries += other.entries;
        Arc::make_mut(&mut self.guids).extend(other.guids.iter().cloned());
    }
}

/// What kind of document a batch was read from.
#[derive(Debug, Clone)]
pub(in crate::pipeline) enum DocumentKind {
    /// A feed from the web.
    Feed,
    /// A feed in a local file; the names of all files of the same source.
    LocalFeed(Arc<FileNames>),
    /// Local posts.
    Posts,
}

/// The result of reading one source.
pub(in crate::pipeline) struct SourceResult {
    pub(in crate::pipeline) outcome: SourceOutcome,
    /// `None` if a batch carried it already.
    pub(in crate::pipeline) attempt: Option<Attempt>,
    /// A delay that the server asked for, and its scope: the source or its whole host.
    pub(in crate::pipeline) hold: Option<(String, Timestamp)>,
    pub(in crate::pipeline) bytes: u64,
    pub(in crate::pipeline) elapsed: Duration,
    pub(in crate::pipeline) failures: Vec<Failure>,
    pub(in crate::pipeline) warnings: Vec<String>,
    /// Addresses or paths of the documents that ended in the middle.
    pub(in crate::pipeline) cut: Vec<String>,
}

impl SourceResult {
    /// Rewords every sentence that is stored or reported.
    pub(in crate::pipeline) fn reword(&mut self, reworded: impl Fn(String) -> String) {
        let failure = match &mut self.outcome {
            SourceOutcome::Failed { failure } => Some(failure),
            _ => None,
        };
        let failures = self.failures.iter_mut().chain(failure);
        let sentences = failures
            .flat_map(|failure| [&mut failure.what, &mut failure.remedy])
            .chain(&mut self.warnings)
            .chain(&mut self.cut)
            .chain(
                self.attempt
                    .iter_mut()
                    .filter_map(|attempt| attempt.error.as_mut()),
            );
        for sentence in sentences {
            *sentence = reworded(std::mem::take(sentence));
        }
    }

    /// A result without anything to store or report.
    pub(in crate::pipeline) fn new(outcome: SourceOutcome) -> Self {
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
