//! Alarms: what a person should look at.

use super::{SourceName, Timestamp};

/// What an alarm is about. The store and the metrics keep the word, so it must not change.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum AlarmKind {
    /// A source, or every source, cannot be read.
    Unreachable,
    /// The publisher withdrew a source (410).
    Gone,
    /// A source has another address.
    Moved,
    /// A source sends nothing although it usually would.
    Silent,
    /// The document of a source has no entries.
    Empty,
    /// The titles of a source are decoded with the wrong character set.
    Mojibake,
    /// Two documents of a source in a row had no common entry.
    Gap,
    /// A source only sends what others sent before.
    OnlyReposts,
    /// A source is an output of this store.
    OwnOutput,
    /// The store cannot be read.
    Store,
    /// An output cannot be written.
    Output,
    /// A disk is nearly full.
    Disk,
    /// The clock of the machine is wrong.
    Clock,
    /// The newest backup is old.
    Backup,
}

impl AlarmKind {
    /// Every kind.
    pub const ALL: [Self; 14] = [
        Self::Unreachable,
        Self::Gone,
        Self::Moved,
        Self::Silent,
        Self::Empty,
        Self::Mojibake,
        Self::Gap,
        Self::OnlyReposts,
        Self::OwnOutput,
        Self::Store,
        Self::Output,
        Self::Disk,
        Self::Clock,
        Self::Backup,
    ];

    /// The word that the store, JSON and the metrics have for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unreachable => "unreachable",
            Self::Gone => "gone",
            Self::Moved => "moved",
            Self::Silent => "silent",
            Self::Empty => "empty",
            Self::Mojibake => "mojibake",
            Self::Gap => "gap",
            Self::OnlyReposts => "only-reposts",
            Self::OwnOutput => "own-output",
            Self::Store => "store",
            Self::Output => "output",
            Self::Disk => "disk",
            Self::Clock => "clock",
            Self::Backup => "backup",
        }
    }

    /// The kind that has this word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// What tells alarms apart: at most one with the same key is open.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
pub struct AlarmKey {
    /// The kind.
    pub kind: AlarmKind,
    /// The source; `None` if the alarm is about the installation.
    pub source: Option<SourceName>,
    /// The folder or the output; empty for other alarms.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub about: String,
}

impl AlarmKey {
    /// An alarm about a source.
    pub fn source(kind: AlarmKind, source: &SourceName) -> Self {
        Self {
            kind,
            source: Some(source.clone()),
            about: String::new(),
        }
    }

    /// An alarm about the installation; `about` is a folder, an output or empty.
    pub fn installation(kind: AlarmKind, about: impl Into<String>) -> Self {
        Self {
            kind,
            source: None,
            about: about.into(),
        }
    }
}

/// Something that a person should look at.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Alarm {
    /// Its kind and what it is about.
    #[serde(flatten)]
    pub key: AlarmKey,
    /// The time since which the condition holds.
    pub since: Timestamp,
    /// What was seen: a clause in English, without secrets.
    pub found: String,
    /// What to do: a clause in English.
    pub remedy: String,
    /// The command with which to begin.
    pub command: String,
}

/// An alarm that was raised.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct RaisedAlarm {
    /// Its number in the store, which never changes.
    pub number: i64,
    /// The alarm.
    #[serde(flatten)]
    pub alarm: Alarm,
    /// When it was raised.
    pub raised: Timestamp,
    /// When people were last told of it: when it was raised, or last reminded of.
    pub told: Timestamp,
    /// How often people were reminded of it.
    pub reminders: u32,
    /// When it ended; `None` while it is open.
    pub ended: Option<Timestamp>,
    /// Whether a person silenced its source.
    pub quiet: bool,
}

/// What happens to an alarm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum AlarmStep {
    /// It is new.
    Raised,
    /// It has been open for another week.
    Reminded,
    /// It is over.
    Ended,
}

/// A change of the open alarms that feedfold reports to people.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct AlarmChange {
    /// What happened.
    pub step: AlarmStep,
    /// The alarm, as it is after the change, or as it last was.
    #[serde(flatten)]
    pub alarm: Alarm,
}

/// What to write about one alarm.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AlarmWrite {
    /// A new alarm.
    Raise(Alarm),
    /// An open one, by its number: what is seen now, and whether people are reminded of it.
    Update {
        /// Its number.
        number: i64,
        /// What is seen now, since the same time as before.
        alarm: Alarm,
        /// Whether people are reminded of it now.
        remind: Remind,
    },
    /// An open one that is over, by its number.
    End(i64),
}

/// Whether people are reminded of an open alarm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remind {
    /// A week has passed.
    Now,
    /// Not yet.
    NotYet,
}
