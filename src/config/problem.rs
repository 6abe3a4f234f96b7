//! The problems of a configuration, in words for the person who wrote it.

use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use miette::{Diagnostic, LabeledSpan, SourceCode};

use super::redacted::RedactedSource;

/// Why a configuration cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file does not exist.
    #[error(
        "there is no configuration at {path}: `{init}` writes one to begin with; or name another with \
         --config, or see the program work without any: `feedfold demo`",
        path = path.display(), init = init_command(path)
    )]
    Missing {
        /// The path that was tried.
        path: PathBuf,
    },
    /// The file exists but cannot be read.
    #[error(
        "cannot read the configuration {path}: {cause}; {remedy}",
        path = path.display(), remedy = unreadable_remedy(cause)
    )]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The error of the operating system.
        cause: std::io::Error,
    },
    /// The file is far larger than any configuration.
    #[error("{path} has more than {most} bytes, so it is no configuration: name another with --config", path = path.display())]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// Most bytes that a configuration may have.
        most: u64,
    },
    /// The content of the file is wrong.
    #[error(transparent)]
    Invalid(Problems),
}

/// The command that writes a configuration to `path`.
fn init_command(path: &Path) -> String {
    if path == Path::new("feeds.toml") {
        return "feedfold init".to_owned();
    }
    format!("feedfold init --config {}", path.display())
}

fn unreadable_remedy(cause: &std::io::Error) -> &'static str {
    match cause.kind() {
        std::io::ErrorKind::IsADirectory => "name the file in it, such as feeds.toml",
        _ => "make it readable for this user",
    }
}

/// The errors of one file, in the order of the file; never empty.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(transparent)]
pub struct Problems(pub(super) Vec<Problem>);

impl Problems {
    /// Iterates in the order of the file.
    pub fn iter(&self) -> impl Iterator<Item = &Problem> {
        self.0.iter()
    }
}

impl fmt::Display for Problems {
    /// Writes one line for each problem.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.0.iter().enumerate() {
            let separator = if index == 0 { "" } else { "\n" };
            write!(f, "{separator}{}", problem.as_line())?;
        }
        Ok(())
    }
}

impl std::error::Error for Problems {}

/// The severity of a problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The configuration is refused.
    Error,
    /// The configuration is accepted, but its author should look at this.
    Warning,
}

/// One error or warning with its position in the file.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Problem {
    /// Error or warning.
    #[serde(rename = "weight")]
    pub severity: Severity,
    /// The file, as the user named it.
    pub file: String,
    /// Counted from 1.
    pub line: usize,
    /// The column in characters, counted from 1.
    pub column: usize,
    /// The key with its table: `sources[sina].interval`. `None` for a syntax error.
    pub key: Option<String>,
    /// What the file should have there.
    pub expected: String,
    /// What the file has there. Secrets are masked.
    pub found: String,
    /// What the user should do.
    pub remedy: String,
    #[serde(skip)]
    pub(super) check: Check,
    #[serde(skip)]
    pub(super) span: Range<usize>,
    #[serde(skip)]
    pub(super) earlier: Option<(Range<usize>, &'static str)>,
    #[serde(skip)]
    pub(super) source: Arc<RedactedSource>,
}

/// Which check found a problem. After a syntax error only some of them are reliable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Check {
    /// The TOML parser.
    Syntax,
    /// The check of a single key or value.
    Value,
    /// A check of the whole file: a key is missing, or two places contradict each other.
    File,
}

impl Problem {
    /// The problem on one line, for logs: position, severity, key, expected, found, remedy.
    pub fn as_line(&self) -> String {
        let severity = match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        format!(
            "{}:{}:{}: {severity}: {self}; {}",
            self.file, self.line, self.column, self.remedy
        )
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(key) = &self.key {
            write!(f, "{key}: ")?;
        }
        write!(f, "expected {}, found {}", self.expected, self.found)
    }
}

impl std::error::Error for Problem {}

impl Diagnostic for Problem {
    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(&self.remedy))
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(self.source.named_source())
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let here = LabeledSpan::new_primary_with_span(
            Some(format!("expected {}", self.expected)),
            self.span.clone(),
        );
        let earlier = self.earlier.iter().map(|(span, label)| {
            LabeledSpan::new_with_span(Some((*label).to_owned()), span.clone())
        });
        Some(Box::new(earlier.chain([here])))
    }
}

impl Diagnostic for Problems {
    fn related<'a>(&'a self) -> Option<Box<dyn Iterator<Item = &'a dyn Diagnostic> + 'a>> {
        Some(Box::new(
            self.0.iter().map(|problem| problem as &dyn Diagnostic),
        ))
    }
}

/// Why a value is refused. The reader of a value does not know its position in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refusal {
    pub(super) expected: String,
    /// `None` if the message is to quote the value itself.
    pub(super) found: Option<String>,
    pub(super) remedy: String,
    /// The place in the file that the value contradicts, with its label.
    pub(super) earlier: Option<(Range<usize>, &'static str)>,
}

impl Refusal {
    /// A refusal that quotes the value itself.
    pub(super) fn new(expected: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self {
            expected: expected.into(),
            found: None,
            remedy: remedy.into(),
            earlier: None,
        }
    }

    /// The refusal as one sentence, for a value of the command line.
    pub(super) fn sentence(&self) -> String {
        format!("expected {}: {}", self.expected, self.remedy)
    }

    /// Describes what was found, instead of quoting it.
    pub(super) fn found(mut self, found: impl Into<String>) -> Self {
        self.found = Some(found.into());
        self
    }

    /// Points to another place in the file as well.
    pub(super) fn beside(mut self, place: Range<usize>, label: &'static str) -> Self {
        self.earlier = Some((place, label));
        self
    }
}
