//! Collects what is wrong with one file.

use std::cell::RefCell;
use std::ops::Range;
use std::sync::Arc;

use super::page::{Page, harmless};
use super::problem::{Kind, Problem, Refusal, Weight};

/// Longest excerpt of a value in a message, in characters.
const EXCERPT_CHARS: usize = 60;

/// Everything found so far in one file.
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

    /// A clash with what stands elsewhere in the file.
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

    /// Line of a byte offset, counted from 1.
    pub(super) fn line(&self, offset: usize) -> usize {
        self.page.position(offset).0
    }

    /// What stands at a place, as it may be shown on one line.
    pub(super) fn excerpt(&self, span: &Range<usize>) -> String {
        shortened(self.page.excerpt(span))
    }

    /// Errors and warnings, each in the order of the file.
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

/// One line of at most the length a message may quote.
pub(super) fn shortened(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    if line.chars().count() <= EXCERPT_CHARS && line.len() == text.len() {
        return line.to_owned();
    }
    line.chars().take(EXCERPT_CHARS).chain(['…']).collect()
}
