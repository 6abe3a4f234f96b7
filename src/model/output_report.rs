//! What happened to the outputs: files, the hub, and messages.

use std::fmt;

use super::{DamagedText, Failure, OutputName, Timestamp, counted};

/// The report of one output.
#[derive(Debug, Clone, serde::Serialize)]
pub struct OutputReport {
    /// Its name.
    pub output: OutputName,
    /// Path of the file.
    pub path: String,
    /// The result.
    #[serde(flatten)]
    pub outcome: OutputOutcome,
    /// Whether the hub heard of it; `None` if feedfold had nothing to tell it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hub: Option<HubOutcome>,
}

/// The result of telling the hub that an output changed.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(tag = "outcome", rename_all = "kebab-case")]
pub enum HubOutcome {
    /// The hub answered that it knows.
    Told,
    /// The hub did not take the message. The output is written all the same.
    Failed {
        /// The reason and the remedy.
        failure: Failure,
    },
}

/// The result of writing an output file.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(tag = "outcome", rename_all = "kebab-case")]
pub enum OutputOutcome {
    /// The file has new bytes.
    Written {
        /// How much is in it.
        #[serde(flatten)]
        listed: Listed,
    },
    /// The bytes were the same; the file was not touched.
    Unchanged {
        /// How much is in it.
        #[serde(flatten)]
        listed: Listed,
    },
    /// This was a dry run; the file would have new bytes.
    Held {
        /// How much is in them.
        #[serde(flatten)]
        listed: Listed,
    },
    /// It was not written; an old file is unchanged.
    Failed {
        /// The reason and the remedy.
        failure: Failure,
    },
}

/// What happened to the messages of one recipient.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Delivery {
    /// The name of the output.
    pub output: OutputName,
    /// Messages that it took.
    pub sent: usize,
    /// Messages that still wait.
    pub queued: u64,
    /// Messages that were given up, after a day of failures.
    pub given_up: usize,
    /// The failure that ended the attempts of this run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failure: Option<Failure>,
    /// When to try again; `None` if nothing waits.
    #[serde(skip)]
    pub next: Option<Timestamp>,
    /// Entries with damaged texts that the messages needed.
    #[serde(skip)]
    pub damaged_texts: Vec<DamagedText>,
}

/// How many entries an output has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Listed {
    /// The entries are stories.
    Stories(usize),
    /// The entries are changes of stories.
    Changes(usize),
    /// The format lists sources.
    Sources(usize),
}

impl fmt::Display for Listed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&match self {
            Self::Stories(count) => counted(count, "story"),
            Self::Changes(count) => counted(count, "change"),
            Self::Sources(count) => counted(count, "source"),
        })
    }
}
