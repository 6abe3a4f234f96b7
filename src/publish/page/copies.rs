//! The table of the copies of a story: a row for each copy.

use maud::{Markup, html};
use serde::Serialize;

use super::address::Root;
use super::dates::Dates;
use super::inline::{direction, name};
use super::listed::ListedCopy;
use super::story::StoryPage;
use super::strip::{Span, copy_strip};
use super::words::PageWords;
use crate::model::{Evidence, Role, Timestamp};
use crate::publish::line::CleanLine;
use crate::publish::words::with;

/// A copy of the story.
#[derive(Debug, Clone, Serialize)]
pub struct CopyRow {
    /// Entry, outlet, time and role.
    #[serde(flatten)]
    pub carrier: ListedCopy,
    /// Its source.
    pub source: String,
    /// Its title, if it is not that of the representative.
    pub title: Option<CleanLine>,
    /// The language of the title, if it is not that of the site.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Length of its normalised text, in characters.
    pub chars: u32,
    /// Why it is in the story.
    pub evidence: Evidence,
    /// Whether its text is that of the representative.
    pub has_same_text: bool,
    /// When its outlet changed it.
    pub changes: Vec<Timestamp>,
}

/// A row for each copy, with its lag as a line from the first one.
pub(super) fn copies(dates: Dates<'_>, root: Root<'_>, page: &StoryPage) -> Markup {
    let words = dates.words;
    let times = page
        .copies
        .iter()
        .flat_map(|copy| copy.changes.iter().copied().chain([copy.carrier.at]));
    let span = Span::over(times, dates);
    let first = page.copies.first().map(|copy| copy.carrier.at);
    let is_one_day = span.is_one_day(dates);
    let clock = |at: Timestamp| {
        if is_one_day {
            dates.clock(at)
        } else {
            dates.moment(at)
        }
    };
    html! {
        table.wrap {
            (head(dates, &span))
            tbody {
                @for copy in &page.copies {
                    @let at = copy.carrier.at;
                    @let is_first = Some(at) == first;
                    tr {
                        td.in { (dates.time(at, &clock(at))) }
                        td.in.num.s { @if !is_first { (words.lag(copy.carrier.behind)) } }
                        th.in scope="row" {
                            a href=(root.named("sources", &copy.source)) { (name(copy.carrier.outlet.as_str())) }
                        }
                        td.strip { (copy_strip(&span, page.copies.first(), copy, &clock(at))) }
                        td.t { (title_of(words, copy)) }
                        td.in {
                            @match copy.carrier.role {
                                Role::Excerpt => (words.excerpt),
                                Role::Representative | Role::Full => (words.full),
                            }
                            " " small.n { (with(words.characters, &[&copy.chars])) }
                        }
                        td.in.s { (why(words, copy, is_first)) }
                        td.in {
                            @if copy.carrier.role != Role::Representative {
                                a href=(root.compared(page.listed.story, copy.carrier.entry)) { (words.compare) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The names of the columns; the one of the lines has the scale of time.
fn head(dates: Dates<'_>, span: &Span) -> Markup {
    let words = dates.words;
    html! {
        thead {
            tr {
                th scope="col" { (words.time) }
                th.num scope="col" { (words.lag_head) }
                th scope="col" { (words.outlet) }
                th.strip scope="col" {
                    span.hrs aria-hidden="true" { @for label in span.labels(dates) { i { (label) } } }
                    span.vh { (words.time_axis) }
                }
                th scope="col" { (words.title) }
                th scope="col" { (words.carried) }
                th scope="col" { (words.why_here) }
                th scope="col" { span.vh { (words.compare) } }
            }
        }
    }
}

fn title_of(words: &PageWords, copy: &CopyRow) -> Markup {
    let shown = html! {
        @if let Some(title) = &copy.title {
            span lang=[copy.language.as_deref()] dir=[direction(title.as_str())] { (title.as_str()) }
        } @else { span.s { (words.same_title) } }
    };
    html! {
        @if let Some(link) = &copy.carrier.link {
            a href=(link.as_str()) rel="noopener noreferrer" { (shown) }
        } @else { (shown) }
    }
}

/// Says why a copy is in the story. The copy that founded it was stored first; it need not be the
/// earliest by the dates of the outlets.
fn why(words: &PageWords, copy: &CopyRow, is_first: bool) -> String {
    match &copy.evidence {
        _ if copy.carrier.role == Role::Representative => words.represents.to_owned(),
        _ if copy.has_same_text => words.same_text.to_owned(),
        Evidence::Founded if is_first => words.first_copy.to_owned(),
        Evidence::Founded => words.stored_first.to_owned(),
        Evidence::SameText { .. } => words.same_text.to_owned(),
        Evidence::Alike { score, .. } => with(words.alike, &[&format_args!("{score:+.1}")]),
        Evidence::ByHand { .. } => words.by_hand.to_owned(),
    }
}
