//! Two copies of a story side by side, and the evidence that they are one text.

use maud::{Markup, html};
use serde::Serialize;

use super::dates::Dates;
use super::history::marked;
use super::inline::{direction, name};
use super::layout::{head, scrolling};
use super::words::PageWords;
use crate::model::{Difference, EntryKey, SentenceChange, Timestamp};
use crate::publish::line::CleanLine;
use crate::publish::words::with;

/// The representative beside another copy.
#[derive(Debug, Clone, Serialize)]
pub struct ComparedCopies {
    /// The representative.
    pub one: ComparedCopy,
    /// The other copy.
    pub other: ComparedCopy,
    /// What differs, in reading order.
    pub difference: Difference,
    /// The sum without any evidence.
    pub begins_at: f64,
    /// The evidence, what speaks most for one text first.
    pub terms: Vec<ListedTerm>,
    /// The sum.
    pub score: f64,
    /// A pair folds if its sum is above this.
    pub threshold: f64,
}

/// One side of a comparison.
#[derive(Debug, Clone, Serialize)]
pub struct ComparedCopy {
    /// The entry.
    pub entry: EntryKey,
    /// Its outlet.
    pub outlet: CleanLine,
    /// When it was published.
    pub at: Timestamp,
    /// Its title.
    pub title: CleanLine,
}

/// A term of the evidence.
#[derive(Debug, Clone, Serialize)]
pub struct ListedTerm {
    /// Its name.
    pub term: &'static str,
    /// Its meaning, in English.
    pub means: &'static str,
    /// The points that it adds to the sum.
    pub points: f64,
}

impl ListedTerm {
    /// The meaning in the language of the page.
    pub(super) fn meaning(&self, words: &PageWords) -> Markup {
        html! {
            @if let Some(phrase) = words.evidence(self.term) { (phrase) }
            @else { span lang="en" { (self.means) } }
        }
    }
}

/// The texts side by side; equal sentences are counted, not shown.
pub(super) fn comparison(dates: Dates<'_>, compared: &ComparedCopies) -> Markup {
    let words = dates.words;
    let (one, other) = (compared.one.outlet.as_str(), compared.other.outlet.as_str());
    let title = with(words.differences, &[&one, &other]);
    let changes: Vec<&SentenceChange> = compared.difference.sentences.iter().collect();
    let rows = changes.chunk_by(|a, b| is_same(a) && is_same(b));
    let table = html! {
        table.diff {
            thead {
                tr {
                    @for copy in [&compared.one, &compared.other] {
                        th scope="col" { (name(copy.outlet.as_str())) " " (dates.moment(copy.at)) }
                    }
                }
            }
            tbody {
                @if let Some(change) = &compared.difference.retitled { (row(words, compared, change)) }
                @for changes in rows {
                    @match changes {
                        [first, ..] if is_same(first) => (same(words, changes)),
                        changes => @for change in changes { (row(words, compared, change)) },
                    }
                }
            }
        }
    };
    html! { (head(&title)) (table) }
}

fn is_same(change: &SentenceChange) -> bool {
    matches!(
        change,
        SentenceChange::Same { .. } | SentenceChange::Respelled { .. }
    )
}

/// One line for sentences that both have.
fn same(words: &PageWords, changes: &[&SentenceChange]) -> Markup {
    let chars = |change: &&SentenceChange| match change {
        SentenceChange::Same { text } => text.chars().count(),
        SentenceChange::Respelled { before, .. } => before.chars().count(),
        _ => 0,
    };
    let chars: usize = changes.iter().map(chars).sum();
    html! {
        tr.same { td colspan="2" { (with(words.same_sentences, &[&changes.len(), &chars])) } }
    }
}

fn row(words: &PageWords, compared: &ComparedCopies, change: &SentenceChange) -> Markup {
    let (left, right) = match change {
        SentenceChange::Same { text } => (html! { (text) }, html! { (text) }),
        SentenceChange::Respelled { before, after } => (html! { (before) }, html! { (after) }),
        SentenceChange::Cut { text } => (html! { del { (text) } }, html! {}),
        SentenceChange::Added { text } => (html! {}, html! { ins { (text) } }),
        SentenceChange::Changed { before, after } => (marked(before), marked(after)),
    };
    let text: String = match change {
        SentenceChange::Same { text }
        | SentenceChange::Cut { text }
        | SentenceChange::Added { text } => text.clone(),
        SentenceChange::Respelled { after, .. } => after.clone(),
        SentenceChange::Changed { after, .. } => {
            after.iter().map(|piece| piece.text.as_str()).collect()
        }
    };
    let cell = |side: &ComparedCopy, content: &Markup| {
        html! {
            @if content.0.is_empty() {
                td.cut data-o=(side.outlet.as_str()) { (words.not_carried) }
            } @else { td data-o=(side.outlet.as_str()) dir=[direction(&text)] { (content) } }
        }
    };
    html! { tr { (cell(&compared.one, &left)) (cell(&compared.other, &right)) } }
}

/// The evidence as bars around zero.
pub(super) fn evidence(words: &PageWords, compared: &ComparedCopies) -> Markup {
    let sum = signed(compared.score);
    let title = with(words.why_folded, &[&sum, &compared.threshold]);
    let points = compared
        .terms
        .iter()
        .map(|term| term.points)
        .chain([compared.begins_at]);
    let least = points.clone().fold(0.0, f64::min);
    let most = points.fold(0.0, f64::max);
    let bar = |points: f64| bar(points, least, most);
    let table = html! {
        table.wide {
            thead {
                tr {
                    th scope="col" { (words.term) }
                    th.num scope="col" { (words.points) }
                    td.ebc {}
                }
            }
            tbody {
                @for term in &compared.terms {
                    tr {
                        td { (term.meaning(words)) }
                        td.num { (signed(term.points)) }
                        td.ebc { (bar(term.points)) }
                    }
                }
                tr {
                    td { (words.begins_at) }
                    td.num { (signed(compared.begins_at)) }
                    td.ebc { (bar(compared.begins_at)) }
                }
            }
        }
    };
    html! { (head(&title)) (scrolling(&title, &table)) }
}

/// Points with their sign, a minus as wide as a plus.
pub(super) fn signed(points: f64) -> String {
    format!("{points:+.2}").replace('-', "\u{2212}")
}

/// A bar from zero to the left or right, on an axis from the least to the most points.
fn bar(points: f64, least: f64, most: f64) -> Markup {
    const WIDTH: f64 = 120.0;
    let span = (most - least).max(f64::EPSILON);
    let place = |points: f64| (points - least) / span * WIDTH;
    let (zero, end) = (place(0.0), place(points));
    let class = if points < 0.0 { "a" } else { "b" };
    html! {
        svg.eb viewBox="0 0 120 10" preserveAspectRatio="none" aria-hidden="true" {
            path.ax d={ "M" (format!("{zero:.1}")) " 0v10" } {}
            rect class=(class) x=(format!("{:.1}", zero.min(end))) y="2"
                width=(format!("{:.1}", (end - zero).abs())) height="6" {}
        }
    }
}
