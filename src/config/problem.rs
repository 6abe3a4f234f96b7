//! What is wrong with a configuration, said to the person who wrote it.

use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use miette::{Diagnostic, LabeledSpan, Severity, SourceCode};

use super::page::Page;

/// Why a configuration cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such file.
    #[error(
        "there is no configuration at {path}: `{init}` writes one to begin with; or name another with \
         --config, or see the program work without any: `feedfold demo`",
        path = path.display(), init = init_command(path)
    )]
    Missing {
        /// Where it was looked for.
        path: PathBuf,
    },
    /// The file is there but cannot be read.
    #[error("cannot read the configuration {path}: {cause}; make it readable for this user", path = path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        cause: std::io::Error,
    },
    /// The file is read but wrong.
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

/// Everything found wrong in one file, in its order; never empty.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(transparent)]
pub struct Problems(pub(super) Vec<Problem>);

impl Problems {
    /// One by one, in the order of the file.
    pub fn iter(&self) -> impl Iterator<Item = &Problem> {
        self.0.iter()
    }
}

impl fmt::Display for Problems {
    /// One line per problem.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.0.iter().enumerate() {
            let separator = if index == 0 { "" } else { "\n" };
            write!(f, "{separator}{}", problem.as_line())?;
        }
        Ok(())
    }
}

impl std::error::Error for Problems {}

/// How much a problem weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Weight {
    /// The configuration is refused.
    Error,
    /// It is used, but somebody should look.
    Warning,
}

/// One thing wrong, or odd, with the place it was found in.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Problem {
    /// Error or warning.
    pub weight: Weight,
    /// The file, as named by the user.
    pub file: String,
    /// Counted from 1.
    pub line: usize,
    /// In characters, counted from 1.
    pub column: usize,
    /// The key and the table it stands in: `sources[sina].interval`. `None` for broken TOML.
    pub key: Option<String>,
    /// What should stand there.
    pub expected: String,
    /// What stands there. Secrets are masked.
    pub found: String,
    /// What to do.
    pub remedy: String,
    #[serde(skip)]
    pub(super) kind: Kind,
    #[serde(skip)]
    pub(super) span: Range<usize>,
    #[serde(skip)]
    pub(super) earlier: Option<(Range<usize>, &'static str)>,
    #[serde(skip)]
    pub(super) page: Arc<Page>,
}

/// What a problem was found by; after broken TOML only some finds can be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// The TOML parser.
    Syntax,
    /// A key or value by itself.
    Value,
    /// Something is not there, or clashes with something elsewhere.
    Whole,
}

impl Problem {
    /// Everything on one line, as for a log: place, weight, key, expected, found, remedy.
    pub fn as_line(&self) -> String {
        let weight = match self.weight {
            Weight::Error => "error",
            Weight::Warning => "warning",
        };
        format!(
            "{}:{}:{}: {weight}: {self}; {}",
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
    fn severity(&self) -> Option<Severity> {
        Some(match self.weight {
            Weight::Error => Severity::Error,
            Weight::Warning => Severity::Warning,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(&self.remedy))
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(self.page.drawn())
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

/// What one value is refused for, before it is known where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refusal {
    pub(super) expected: String,
    /// `None` is the value itself.
    pub(super) found: Option<String>,
    pub(super) remedy: String,
}

impl Refusal {
    /// The value itself is what was found.
    pub(super) fn new(expected: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self {
            expected: expected.into(),
            found: None,
            remedy: remedy.into(),
        }
    }

    /// Says in other words what was found.
    pub(super) fn found(mut self, found: impl Into<String>) -> Self {
        self.found = Some(found.into());
        self
    }
}
