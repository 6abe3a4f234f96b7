//! Collects the problems of one file.

use std::cell::RefCell;
use std::ops::Range;
use std::sync::Arc;

use super::page::{Page, harmless};
use super::problem::{Kind, Problem, Refusal, Weight};

/// Length of the longest excerpt of a value in a message, in characters.
const EXCERPT_CHARS: usize = 60;

/// The problems found in one file so far.
pub(super) struct Findings {
    page: Arc<Page>,
    list: RefCell<Vec<Problem>>,
}

impl Findings {
    pub(super) fn new(page: Page) -> Self {
        Self {
            page: Arc::new(page),
            list: RefCell::default(),
        }
    }

    pub(super) fn note(
        &self,
        weight: Weight,
        kind: Kind,
        key: Option<String>,
        span: Range<usize>,
        refusal: Refusal,
    ) {
        self.push(weight, kind, key, span, refusal, None);
    }

    /// Adds an error that concerns two places in the file; `earlier` is the other one, with its
    /// label.
    pub(super) fn clash(
        &self,
        key: String,
        span: Range<usize>,
        refusal: Refusal,
        earlier: (Range<usize>, &'static str),
    ) {
        self.push(
            Weight::Error,
            Kind::Whole,
            Some(key),
            span,
            refusal,
            Some(earlier),
        );
    }

    /// The line of a byte offset, counted from 1.
    pub(super) fn line(&self, offset: usize) -> usize {
        self.page.position(offset).0
    }

    /// The text of a span with secrets masked, as one line of limited length.
    pub(super) fn excerpt(&self, span: &Range<usize>) -> String {
        shortened(self.page.excerpt(span))
    }

    /// Returns the errors and the warnings, each in the order of the file.
    pub(super) fn into_parts(self) -> (Vec<Problem>, Vec<Problem>) {
        let mut list = self.list.into_inner();
        list.sort_by_key(|problem| problem.span.start);
        list.into_iter()
            .partition(|problem| problem.weight == Weight::Error)
    }

    fn push(
        &self,
        weight: Weight,
        kind: Kind,
        key: Option<String>,
        span: Range<usize>,
        refusal: Refusal,
        earlier: Option<(Range<usize>, &'static str)>,
    ) {
        let (line, column) = self.page.position(span.start);
        let found = refusal.found.unwrap_or_else(|| self.excerpt(&span));
        self.list.borrow_mut().push(Problem {
            weight,
            file: self.page.name().to_owned(),
            line,
            column,
            key: key.map(harmless),
            expected: harmless(refusal.expected),
            found: harmless(found),
            remedy: harmless(refusal.remedy),
            kind,
            span,
            earlier,
            page: Arc::clone(&self.page),
        });
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
