//! Reports of a run and of its sources.

use std::fmt;
use std::time::Duration;

use super::{
    AlarmChange, Delivery, EntryKey, Failure, OutputOutcome, OutputReport, RunSummary, Source,
    SourceName, Timestamp, counted,
};

/// Counts of the entries of a source.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct Counts {
    /// Stored for the first time.
    pub new: u64,
    /// Known, and changed by the publisher.
    pub updated: u64,
    /// The new and updated ones that were folded into an existing story.
    pub folded: u64,
    /// Known and unchanged.
    pub unchanged: u64,
    /// Stored incomplete earlier, from a cut document, and complete now.
    pub completed: u64,
    /// Those that got the text of their page instead of a summary.
    pub full_texts: u64,
}

impl Counts {
    /// Those of one entry that is known and unchanged.
    pub const UNCHANGED: Self = Self {
        new: 0,
        updated: 0,
        folded: 0,
        unchanged: 1,
        completed: 0,
        full_texts: 0,
    };

    /// Adds `other` to these.
    pub fn add(&mut self, other: Self) {
        let Self {
            new,
            updated,
            folded,
            unchanged,
            completed,
            full_texts,
        } = other;
        self.new += new;
        self.updated += updated;
        self.folded += folded;
        self.unchanged += unchanged;
        self.completed += completed;
        self.full_texts += full_texts;
    }
}

/// The result of a pass for one source.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(tag = "outcome", rename_all = "kebab-case")]
pub enum SourceOutcome {
    /// Entries were read.
    Read,
    /// Nothing changed: 304, or a body with the same bytes.
    NotModified,
    /// The server asked for a delay.
    RetryLater {
        /// Seconds from now.
        seconds: u64,
    },
    /// No request was sent: the server asked for a delay when another feed of its host was read.
    Held {
        /// Seconds from now.
        seconds: u64,
    },
    /// The publisher has withdrawn the feed (410).
    Gone,
    /// The source could not be read.
    Failed {
        /// The reason and the remedy.
        failure: Failure,
    },
}

impl SourceOutcome {
    /// Its name in reports and logs.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::NotModified => "not-modified",
            Self::RetryLater { .. } => "retry-later",
            Self::Held { .. } => "held",
            Self::Gone => "gone",
            Self::Failed { .. } => "failed",
        }
    }
}

/// The report of one source.
#[derive(Debug, Clone, serde::Serialize)]
pub struct SourceReport {
    /// Its name.
    pub source: SourceName,
    /// The result.
    #[serde(flatten)]
    pub outcome: SourceOutcome,
    /// Counts of its entries.
    pub counts: Counts,
    /// Bytes received from the network or read from disk.
    pub bytes: u64,
    /// Duration, including waiting.
    #[serde(serialize_with = "as_seconds", rename = "seconds")]
    pub elapsed: Duration,
    /// Failures of single files or documents; the others were read.
    pub failures: Vec<Failure>,
    /// What was repaired or left out.
    pub warnings: Vec<String>,
    /// Documents that ended in the middle; `None` if all were whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cut: Option<CutDocuments>,
}

/// Documents of a source that ended in the middle.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct CutDocuments {
    /// Their addresses or paths; at least one.
    pub documents: Vec<String>,
    /// Since when every pass has met cut documents.
    pub since: Timestamp,
}

impl fmt::Display for CutDocuments {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let others = self.documents.len().saturating_sub(1);
        f.write_str(self.documents.first().map_or("", String::as_str))?;
        if others > 0 {
            let others = counted(others, "other document");
            write!(f, " and {others} end")?;
        } else {
            f.write_str(" ends")?;
        }
        f.write_str(
            " in the middle; the whole entries were taken, stored texts stay, and the next request \
             reads all of it again",
        )
    }
}

/// An entry with a stored text that cannot be unpacked. It is published and found without it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct DamagedText {
    /// The entry.
    pub entry: EntryKey,
    /// Its source.
    pub source: SourceName,
    /// Its title.
    pub title: String,
}

/// An enabled source that a pass did not read.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct NotAsked {
    /// Its name.
    pub source: SourceName,
    /// The reason.
    #[serde(flatten)]
    pub why: WhyNotAsked,
}

impl NotAsked {
    /// Reports that `source` was not read for this reason.
    pub fn new(source: &Source, why: WhyNotAsked) -> Self {
        Self {
            source: source.name.clone(),
            why,
        }
    }
}

/// Why a pass did not read a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(tag = "reason", rename_all = "kebab-case")]
pub enum WhyNotAsked {
    /// It is not due.
    NotDue {
        /// When it will be due.
        until: Timestamp,
    },
    /// Its server asked for a delay (`Retry-After`).
    RetryAfter {
        /// When the delay ends.
        until: Timestamp,
    },
    /// Its publisher has withdrawn it (410).
    Gone,
}

/// The report of one pass.
#[derive(Debug, Clone, Default, serde::Serialize)]
pub struct RunReport {
    /// The sources that were due, in the order of the configuration.
    pub sources: Vec<SourceReport>,
    /// Number of enabled sources that were not read.
    pub not_due: usize,
    /// The sources that were not read, with the reasons.
    pub not_asked: Vec<NotAsked>,
    /// The outputs that are files.
    pub outputs: Vec<OutputReport>,
    /// Alarms that were raised, reminded of or ended.
    pub alarms: Vec<AlarmChange>,
    /// The messages of the outputs that are webhooks or commands. Filled in after the pass.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub messages: Vec<Delivery>,
    /// Entries with damaged texts that the pass needed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub damaged_texts: Vec<DamagedText>,
    /// What was wrong with the full-text index, if the pass made it anew.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mended_search: Option<String>,
    /// Wall time of the pass.
    #[serde(serialize_with = "as_seconds", rename = "seconds")]
    pub elapsed: Duration,
}

impl RunReport {
    /// Returns the sum of the counts of all sources.
    pub fn counts(&self) -> Counts {
        let mut sum = Counts::default();
        for report in &self.sources {
            sum.add(report.counts);
        }
        sum
    }

    /// Returns the failures with their sources: first those of whole sources, then those of single
    /// files.
    pub fn failures(&self) -> impl Iterator<Item = (&SourceName, &Failure)> {
        self.sources.iter().flat_map(|report| {
            let whole = match &report.outcome {
                SourceOutcome::Failed { failure } => Some(failure),
                _ => None,
            };
            whole
                .into_iter()
                .chain(&report.failures)
                .map(|failure| (&report.source, failure))
        })
    }

    /// Describes sources that gave nothing without a failure: withdrawn ones, and those whose
    /// server asked for a delay. Leaves out feeds that were only held back with another feed of
    /// their host.
    pub fn refusals(&self) -> impl Iterator<Item = (&SourceName, String)> {
        self.sources.iter().filter_map(|report| {
            let said = match &report.outcome {
                SourceOutcome::Gone => format!(
                    "the publisher withdrew this feed (410): it is not asked again; correct its `url` \
                     in feeds.toml, or remove it; `feedfold run --source {} --force` asks once more",
                    report.source
                ),
                SourceOutcome::RetryLater { seconds } => {
                    format!("the server asked to be left alone for {seconds} s: nothing to do")
                }
                _ => return None,
            };
            Some((&report.source, said))
        })
    }

    /// Returns the sources with documents that ended in the middle.
    pub fn cut(&self) -> impl Iterator<Item = (&SourceName, &CutDocuments)> {
        let sources = self.sources.iter();
        sources.filter_map(|report| Some((&report.source, report.cut.as_ref()?)))
    }

    /// Whether entries were stored, changed or completed.
    pub fn has_stored(&self) -> bool {
        let unchanged = Counts {
            unchanged: self.counts().unchanged,
            ..Counts::default()
        };
        self.counts() != unchanged
    }

    /// The run in numbers; it began at `at`.
    pub fn summary(&self, at: Timestamp) -> RunSummary {
        let counts = self.counts();
        let failed = self.failed_outputs();
        RunSummary {
            at,
            millis: u64::try_from(self.elapsed.as_millis()).unwrap_or(u64::MAX),
            read: self.read_sources() as u64,
            failed: self.failed_sources() as u64,
            new: counts.new,
            updated: counts.updated,
            folded: counts.folded,
            failed_outputs: failed
                .map(|(output, _)| output.output.to_string())
                .collect(),
        }
    }

    /// Number of sources that were read or did not change.
    pub fn read_sources(&self) -> usize {
        let read = |report: &&SourceReport| {
            matches!(
                report.outcome,
                SourceOutcome::Read | SourceOutcome::NotModified
            )
        };
        self.sources.iter().filter(read).count()
    }

    /// Number of sources that could not be read at all.
    pub fn failed_sources(&self) -> usize {
        let failed =
            |report: &&SourceReport| matches!(report.outcome, SourceOutcome::Failed { .. });
        self.sources.iter().filter(failed).count()
    }

    /// Returns the outputs that could not be written, with the failures.
    pub fn failed_outputs(&self) -> impl Iterator<Item = (&OutputReport, &Failure)> {
        self.outputs
            .iter()
            .filter_map(|report| match &report.outcome {
                OutputOutcome::Failed { failure } => Some((report, failure)),
                _ => None,
            })
    }
}

fn as_seconds<S: serde::Serializer>(elapsed: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64((elapsed.as_secs_f64() * 1000.0).round() / 1000.0)
}
