//! What feedfold remembers of each read of a source and of each run.

use super::{Counts, Timestamp};

/// How a read of a source ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReadOutcome {
    /// A document, or local files, were read.
    Read,
    /// Nothing changed: 304, or a body with the same bytes.
    NotModified,
    /// The server asked for a delay.
    RetryLater,
    /// The publisher has withdrawn the feed (410).
    Gone,
    /// The source could not be read.
    Failed,
}

impl ReadOutcome {
    /// Every outcome.
    pub const ALL: [Self; 5] = [
        Self::Read,
        Self::NotModified,
        Self::RetryLater,
        Self::Gone,
        Self::Failed,
    ];

    /// The word that the store and JSON have for it, which must not change.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::NotModified => "not-modified",
            Self::RetryLater => "retry-later",
            Self::Gone => "gone",
            Self::Failed => "failed",
        }
    }
}

/// What came back from one request, or from reading local files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Received {
    /// How the read ended.
    pub outcome: ReadOutcome,
    /// Status code of the answer; `None` for local files, and if no answer came.
    pub status: Option<u16>,
    /// Received bytes, as far as known.
    pub bytes: u64,
    /// New and changed entries whose title was decoded with the wrong character set.
    pub garbled: u64,
}

/// One read of a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Read {
    /// When it began.
    pub at: Timestamp,
    /// How it ended.
    pub outcome: ReadOutcome,
    /// Status code of the answer; `None` for local files, and if no answer came.
    pub status: Option<u16>,
    /// Received bytes, as far as known.
    pub bytes: u64,
    /// Entries of the document that were not stored before.
    pub new: u64,
    /// Entries that were stored before and changed.
    pub updated: u64,
    /// All entries of the document that were stored before: its overlap with what was known.
    pub known: u64,
    /// New and changed entries whose title was decoded with the wrong character set.
    pub garbled: u64,
    /// How long it took, in milliseconds, with waiting; `None` if it is not known.
    pub millis: Option<u64>,
}

impl Read {
    /// A read that began at `at`, received this, and stored entries in these numbers.
    pub fn new(at: Timestamp, received: Received, counts: &Counts) -> Self {
        let Received {
            outcome,
            status,
            bytes,
            garbled,
        } = received;
        Self {
            at,
            outcome,
            status,
            bytes,
            new: counts.new,
            updated: counts.updated,
            known: counts.updated + counts.unchanged + counts.completed,
            garbled,
            millis: None,
        }
    }

    /// The entries of the document; `None` if no document came.
    pub fn entries(&self) -> Option<u64> {
        (self.outcome == ReadOutcome::Read).then_some(self.new + self.known)
    }
}

/// One run, in numbers.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct RunSummary {
    /// When it began.
    pub at: Timestamp,
    /// Wall time in milliseconds.
    pub millis: u64,
    /// Sources that were read or did not change.
    pub read: u64,
    /// Sources that could not be read.
    pub failed: u64,
    /// New entries.
    pub new: u64,
    /// Changed entries.
    pub updated: u64,
    /// Entries that were folded into an existing story.
    pub folded: u64,
    /// Names of the outputs that could not be written.
    pub failed_outputs: Vec<String>,
}
