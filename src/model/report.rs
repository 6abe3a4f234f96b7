//! What a run came to, per source and per output.

use std::fmt;
use std::time::Duration;

use super::{OutputName, Source, SourceName, Timestamp};

/// Something that went wrong with one source or one output, told to the person who can mend it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Failure {
    /// Where.
    pub step: Step,
    /// What kind of thing it was.
    pub cause: Cause,
    /// What happened, in one sentence, without secrets.
    pub what: String,
    /// What to do about it.
    pub remedy: String,
}

/// What kind of thing went wrong. Failures of one kind have one remedy and are told together; the
/// word is stored with a source, so it must not change.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Cause {
    /// The name of the host cannot be resolved.
    Name,
    /// There is no connection to the host, or it broke off.
    Connection,
    /// The host has no certificate to trust.
    Tls,
    /// No whole answer came within the deadline.
    TimedOut,
    /// The server asked to come back later.
    AskedToWait,
    /// The server failed (5xx).
    Server,
    /// The server, or a proxy, wants other credentials or does not let us in (401, 403, 407, 451).
    Access,
    /// There is nothing at the address (404, 410).
    Missing,
    /// The redirects lead nowhere.
    Redirect,
    /// The address is private and not allowed.
    Private,
    /// A web page was read where a feed should be.
    WebPage,
    /// Something was read that is neither a feed nor a web page.
    NotAFeed,
    /// What was read is damaged.
    Damaged,
    /// What was to be read is larger than is allowed.
    TooLarge,
    /// The server broke the rules of HTTP, or gave another answer that has no use.
    Answer,
    /// A local file or folder that is not there, or cannot be read.
    File,
    /// This machine or the configuration.
    Setup,
    /// An output cannot be written.
    Output,
    /// A fault of feedfold.
    Feedfold,
}

impl Cause {
    /// Whether many sources may fail for one reason that lies outside of them.
    pub fn may_be_common(self) -> bool {
        !matches!(self, Self::File | Self::Output | Self::Feedfold)
    }
}

/// The step a failure happened in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Step {
    /// Getting the bytes, from the network or from disk.
    Fetch,
    /// Reading the document.
    Parse,
    /// Keeping the entries.
    Store,
    /// Writing an output.
    Publish,
}

/// How many entries of a source were what.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct Counts {
    /// Stored for the first time.
    pub new: u64,
    /// Known, and changed by the publisher.
    pub updated: u64,
    /// Of the new and updated ones: folded into a story that stood already.
    pub folded: u64,
    /// Known and unchanged.
    pub unchanged: u64,
    /// Stored incomplete by a cut document, and whole now.
    pub completed: u64,
    /// Of any of them: given the text of their page in the place of a summary.
    pub full_texts: u64,
}

impl Counts {
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

/// What a pass made of one source.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(tag = "outcome", rename_all = "kebab-case")]
pub enum SourceOutcome {
    /// Entries were read.
    Read,
    /// The publisher said, or the bytes showed, that nothing changed.
    NotModified,
    /// The publisher asked to come back later.
    RetryLater {
        /// Seconds from now.
        seconds: u64,
    },
    /// Not asked: another feed of its host was told to come back later.
    Held {
        /// Seconds from now.
        seconds: u64,
    },
    /// The publisher withdrew the feed (410).
    Gone,
    /// Nothing was read.
    Failed {
        /// Why, and what to do.
        failure: Failure,
    },
}

/// One source in a run report.
#[derive(Debug, Clone, serde::Serialize)]
pub struct SourceReport {
    /// Which.
    pub source: SourceName,
    /// What it came to.
    #[serde(flatten)]
    pub outcome: SourceOutcome,
    /// Its entries.
    pub counts: Counts,
    /// Bytes received or read.
    pub bytes: u64,
    /// How long it took, waiting included.
    #[serde(serialize_with = "as_seconds", rename = "seconds")]
    pub elapsed: Duration,
    /// What single files or documents of it could not be read; the rest was.
    pub failures: Vec<Failure>,
    /// What had to be repaired or left out.
    pub warnings: Vec<String>,
    /// Documents that ended in the middle, `None` if all were whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cut: Option<CutDocuments>,
}

/// Documents of a source that ended in the middle.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct CutDocuments {
    /// Their addresses, or paths of files; at least one.
    pub documents: Vec<String>,
    /// Since when no pass brought whole documents only.
    pub since: Timestamp,
}

impl fmt::Display for CutDocuments {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let others = self.documents.len().saturating_sub(1);
        f.write_str(self.documents.first().map_or("", String::as_str))?;
        if others > 0 {
            write!(f, " and {others} other documents end")?;
        } else {
            f.write_str(" ends")?;
        }
        f.write_str(
            " in the middle; the whole entries were taken, stored texts stay, and the next request \
             reads all of it again",
        )
    }
}

/// One output in a run report.
#[derive(Debug, Clone, serde::Serialize)]
pub struct OutputReport {
    /// Which.
    pub output: OutputName,
    /// Path of the file.
    pub path: String,
    /// What happened to it.
    #[serde(flatten)]
    pub outcome: OutputOutcome,
}

/// What happened to an output file.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(tag = "outcome", rename_all = "kebab-case")]
pub enum OutputOutcome {
    /// New bytes stand there.
    Written {
        /// Stories in it.
        stories: usize,
    },
    /// The bytes were the same; the file was not touched.
    Unchanged {
        /// Stories in it.
        stories: usize,
    },
    /// A dry run: new bytes were made and not written.
    Held {
        /// Stories in them.
        stories: usize,
    },
    /// What was there before still stands.
    Failed {
        /// Why, and what to do.
        failure: Failure,
    },
}

/// An enabled source that a pass did not ask.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct NotAsked {
    /// Which.
    pub source: SourceName,
    /// Why.
    #[serde(flatten)]
    pub why: WhyNotAsked,
}

impl NotAsked {
    /// That `source` was not asked for this reason.
    pub fn of(source: &Source, why: WhyNotAsked) -> Self {
        Self {
            source: source.name.clone(),
            why,
        }
    }
}

/// Why a source was not asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(tag = "reason", rename_all = "kebab-case")]
pub enum WhyNotAsked {
    /// Its time has not come.
    NotDue {
        /// When it comes.
        until: Timestamp,
    },
    /// Its server asked to be left alone (`Retry-After`).
    RetryAfter {
        /// Until when.
        until: Timestamp,
    },
    /// Its publisher withdrew it (410).
    Gone,
}

/// The outcome of one pass over the due sources.
#[derive(Debug, Clone, Default, serde::Serialize)]
pub struct RunReport {
    /// Every source that was due, in the order of the configuration.
    pub sources: Vec<SourceReport>,
    /// How many enabled sources were not asked.
    pub not_due: usize,
    /// Which, and why.
    pub not_asked: Vec<NotAsked>,
    /// Every output.
    pub outputs: Vec<OutputReport>,
    /// Wall time of the pass.
    #[serde(serialize_with = "as_seconds", rename = "seconds")]
    pub elapsed: Duration,
}

impl RunReport {
    /// Sum over the sources.
    pub fn counts(&self) -> Counts {
        let mut sum = Counts::default();
        for report in &self.sources {
            sum.add(report.counts);
        }
        sum
    }

    /// What went wrong, per source: first what kept a source from being read at all, then single
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

    /// What the publishers of sources said that gave nothing, though nothing went wrong:
    /// withdrawn, or asked to come back later. Of feeds held with their host only those that were
    /// asked are told.
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

    /// What is to be said of each source of which documents ended in the middle.
    pub fn cut(&self) -> impl Iterator<Item = (&SourceName, &CutDocuments)> {
        let sources = self.sources.iter();
        sources.filter_map(|report| Some((&report.source, report.cut.as_ref()?)))
    }

    /// Sources that were read, or said that nothing changed.
    pub fn read_sources(&self) -> usize {
        let read = |report: &&SourceReport| {
            matches!(
                report.outcome,
                SourceOutcome::Read | SourceOutcome::NotModified
            )
        };
        self.sources.iter().filter(read).count()
    }

    /// Sources that could not be read at all.
    pub fn failed_sources(&self) -> usize {
        let failed =
            |report: &&SourceReport| matches!(report.outcome, SourceOutcome::Failed { .. });
        self.sources.iter().filter(failed).count()
    }

    /// Outputs that could not be written.
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
