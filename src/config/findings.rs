//! Collects the problems of one file.

use std::cell::RefCell;
use std::ops::Range;
use std::sync::Arc;

use super::problem::{Check, Problem, Refusal, Severity};
use super::redacted::{RedactedSource, printable};

/// Length of the longest excerpt of a value in a message, in characters.
const EXCERPT_CHARS: usize = 60;

/// The problems found in one file so far.
pub(super) struct Findings {
    source: Arc<RedactedSource>,
    list: RefCell<Vec<Problem>>,
}

impl Findings {
    pub(super) fn new(source: RedactedSource) -> Self {
        Self {
            source: Arc::new(source),
            list: RefCell::default(),
        }
    }

    pub(super) fn report(
        &self,
        severity: Severity,
        check: Check,
        key: Option<String>,
        span: Range<usize>,
        refusal: Refusal,
    ) {
        let (line, column) = self.source.position(span.start);
        let found = refusal.found.unwrap_or_else(|| self.excerpt(&span));
        self.list.borrow_mut().push(Problem {
            severity,
            file: self.source.name().to_owned(),
            line,
            column,
            key: key.map(printable),
            expected: printable(refusal.expected),
            found: printable(found),
            remedy: printable(refusal.remedy),
            check,
            span,
            earlier: refusal.earlier,
            source: Arc::clone(&self.source),
        });
    }

    /// The line of a byte offset, counted from 1.
    pub(super) fn line(&self, offset: usize) -> usize {
        self.source.position(offset).0
    }

    /// The text of a span with secrets masked, as one line of limited length.
    pub(super) fn excerpt(&self, span: &Range<usize>) -> String {
        shortened(self.source.excerpt(span))
    }

    /// Returns the errors and the warnings, each in the order of the file.
    pub(super) fn into_parts(self) -> (Vec<Problem>, Vec<Problem>) {
        let mut list = self.list.into_inner();
        list.sort_by_key(|problem| problem.span.start);
        list.into_iter()
            .partition(|problem| problem.severity == Severity::Error)
    }
}

/// The first line of a text, cut to [`EXCERPT_CHARS`].
pub(super) fn shortened(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    if line.chars().count() <= EXCERPT_CHARS && line.len() == text.len() {
        return line.to_owned();
    }
    line.chars().take(EXCERPT_CHARS).chain(['…']).collect()
}
