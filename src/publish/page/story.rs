//! The page of one story: its text, who carried it when, and why they are one story.

use jiff::civil::Date;
use maud::{Markup, html};
use serde::Serialize;

use super::address::Root;
use super::compared::{ComparedCopies, comparison, evidence, signed};
use super::dates::Dates;
use super::forms::{self, EditableStory};
use super::layout::{Frame, Part, head, scrolling};
use super::listed::{Carrier, ListedStory, direction, name, tag};
use super::strip::{Span, copy_strip};
use super::words::PageWords;
use crate::model::{
    Evidence, OfficialDocument, Piece, PieceKind, Role, Site, StoryId, StoryRelation, Timestamp,
};
use crate::publish::line::CleanLine;
use crate::publish::words::with;

/// Characters of the text before the rest is folded away.
const SHOWN: usize = 500;

/// A story and everything that is known about it.
#[derive(Debug, Clone, Serialize)]
pub struct StoryPage {
    /// What lists show of it.
    #[serde(flatten)]
    pub listed: ListedStory,
    /// The paragraphs of its representative.
    pub text: Vec<CleanLine>,
    /// The official document that it is.
    pub facts: Option<DocumentFacts>,
    /// The stories that it is related to.
    pub related_stories: Vec<NamedRelation>,
    /// Who carried it, the earliest first.
    pub copies: Vec<CopyRow>,
    /// The representative beside another copy.
    pub compared: Option<ComparedCopies>,
    /// What happened to it, the earliest first.
    pub history: Vec<Happened>,
    /// Entries of other stories with which the representative was compared, the likest first.
    pub refused: Vec<Refused>,
}

/// The facts of an official document, as lines.
#[derive(Debug, Clone, Default, Serialize)]
pub struct DocumentFacts {
    /// Who issued it.
    pub issuer: Option<CleanLine>,
    /// Other authorities.
    pub departments: Vec<CleanLine>,
    /// Its own numbers.
    pub numbers: Vec<CleanLine>,
    /// To whom.
    pub addressee: Option<CleanLine>,
    /// The date below the signature.
    pub signed: Option<Date>,
    /// Titles of documents that it names.
    pub titles: Vec<CleanLine>,
    /// Numbers of other documents that it cites.
    pub cites: Vec<CleanLine>,
}

/// A related story.
#[derive(Debug, Clone, Serialize)]
pub struct NamedRelation {
    /// Its id.
    pub story: StoryId,
    /// What the shown story is to it.
    pub relation: StoryRelation,
    /// Its title.
    pub title: CleanLine,
    /// Its language, if it is not that of the site.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Its outlet.
    pub outlet: CleanLine,
}

/// A copy of the story.
#[derive(Debug, Clone, Serialize)]
pub struct CopyRow {
    /// Entry, outlet, time and role.
    #[serde(flatten)]
    pub carrier: Carrier,
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

/// Something that happened to the story after it was published.
#[derive(Debug, Clone, Serialize)]
pub struct Happened {
    /// When.
    pub at: Timestamp,
    /// To the entry of which outlet.
    pub outlet: CleanLine,
    /// What.
    #[serde(flatten)]
    pub what: What,
}

/// What happened.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "kebab-case", tag = "what", content = "of")]
pub enum What {
    /// The outlet changed its title or text: the changed pieces with a few words around them.
    Changed(Vec<Piece>),
    /// An entry with this title represents the story from then on.
    Represents(CleanLine),
    /// A person put the entry together with another one.
    Merged,
    /// A person keeps the entry apart from another one.
    Split,
    /// A person chose the entry to represent the story.
    Pinned,
}

/// An entry of another story that was compared.
#[derive(Debug, Clone, Serialize)]
pub struct Refused {
    /// Its story.
    pub story: StoryId,
    /// Its title.
    pub title: CleanLine,
    /// Its outlet.
    pub outlet: CleanLine,
    /// Why it is in another story.
    pub why: WhyApart,
    /// The sum of the evidence.
    pub score: f64,
    /// The heaviest evidence against one text, in English.
    pub against: Option<String>,
}

/// Why two entries are in two stories.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum WhyApart {
    /// A person keeps them apart.
    SplitByHand,
    /// Their own official numbers differ.
    OtherNumber,
    /// One corrects or withdraws the other, or only one is marked as a correction.
    Corrects,
    /// They report the same in other words.
    Related,
    /// Other copies of their stories speak against it.
    RefusedByOthers,
    /// They were never compared.
    NotCompared,
    /// The evidence is against one text.
    NotAlike,
}

impl DocumentFacts {
    /// The facts as lines, without those that hold nothing visible.
    pub(super) fn new(
        document: &OfficialDocument,
        line: impl Fn(&str) -> Option<CleanLine>,
    ) -> Self {
        let lines = |texts: Vec<String>| texts.iter().filter_map(|text| line(text)).collect();
        let numbers = |numbers: &mut dyn Iterator<Item = String>| lines(numbers.take(20).collect());
        Self {
            issuer: document.issuer.as_deref().and_then(&line),
            departments: lines(document.departments.clone()),
            numbers: numbers(&mut document.numbers.iter().map(ToString::to_string)),
            addressee: document.addressee.as_deref().and_then(&line),
            signed: document.signed,
            titles: lines(
                document
                    .titles
                    .iter()
                    .take(20)
                    .map(|title| format!("《{title}》"))
                    .collect(),
            ),
            cites: numbers(&mut document.mentioned().map(ToString::to_string)),
        }
    }
}

/// Renders the page of a story.
pub fn story(site: &Site, page: &StoryPage) -> String {
    rendered(site, page, None)
}

/// Renders the page of a story with forms, for a person who may edit.
pub fn editable_story(site: &Site, editable: &EditableStory) -> String {
    rendered(site, &editable.page, Some(editable))
}

fn rendered(site: &Site, page: &StoryPage, editable: Option<&EditableStory>) -> String {
    let root = Root::ABOVE;
    let dates = Dates::of(site);
    let words = dates.words;
    let listed = &page.listed;
    let title = listed.title.as_str();
    let content = html! {
        (crumbs(dates, root, listed))
        h1 lang=[listed.language.as_deref()] dir=[direction(title)] { (title) }
        (lead(dates, page))
        div.cols {
            (text(words, page))
            aside {
                (facts(words, root, page))
                (related(words, root, &page.related_stories))
                @if let Some(editable) = editable { (forms::acts(dates, root, editable)) }
            }
        }
        section.sec #who {
            (head(words.who_when))
            (scrolling(words.who_when, &copies(dates, root, page)))
            @let unlisted = listed.carriers.len().saturating_sub(page.copies.len());
            @if unlisted > 0 { p { (with(words.and_more, &[&unlisted])) } }
            p.s { (words.lag_note) }
        }
        @if let Some(compared) = &page.compared {
            section.sec #diff { (comparison(dates, compared)) }
        }
        div.half {
            @if let Some(compared) = &page.compared {
                section.sec { (evidence(words, compared)) }
            }
            div {
                @if let Some(editable) = editable { (forms::rulings(dates, root, editable)) }
                section.sec #changes { (head(words.history)) (history(dates, &page.history)) }
                @if !page.refused.is_empty() {
                    section.sec { (head(words.refused)) (refused(words, root, &page.refused)) }
                }
            }
        }
    };
    let json = format!("s/{}.json", listed.story);
    let frame = Frame {
        class: "story",
        json: Some(&json),
        // Browsers name the origin of a form only if the page lets them name it to itself.
        referrer: match editable {
            Some(_) => "same-origin",
            None => "no-referrer",
        },
        ..Frame::new(site, root, title, Part::Other)
    };
    frame.around(&content)
}

fn crumbs(dates: Dates<'_>, root: Root<'_>, listed: &ListedStory) -> Markup {
    let day = dates.day(listed.position);
    html! {
        p.crumb {
            a href=(root.to(&format!("d/{day}"))) { (dates.heading(day)) }
            @if !listed.labels.is_empty() { (dates.words.gap) }
            @for label in &listed.labels { (tag(root, label)) " " }
        }
    }
}

/// Outlet, time, how many carried it, whether it changed, and the link to the original.
fn lead(dates: Dates<'_>, page: &StoryPage) -> Markup {
    let words = dates.words;
    let listed = &page.listed;
    let last = listed.carriers.iter().map(|carrier| carrier.behind).max();
    html! {
        p.lead {
            (name(listed.outlet.as_str())) (words.before_more)
            (dates.time(listed.published, &dates.moment(listed.published)))
            (words.gap)
            a href="#who" { (with(words.outlets_carry, &[&listed.outlets])) }
            @if let Some(last) = last.filter(|last| *last > 59) {
                (words.before_more) (with(words.latest_lag, &[&words.lag(last).trim_start_matches('+')]))
            }
            @for relation in &listed.related {
                @if let Some(said) = words.correction(*relation) { (words.gap) span.chg { (said) } }
            }
            @if let Some(changed) = listed.changes.last() {
                (words.gap)
                a.chg href="#changes" { (with(words.changed_at, &[&dates.moment(*changed)])) }
            }
            @if let Some(link) = &listed.link {
                (words.gap)
                a href=(link.as_str()) rel="noopener noreferrer" { (words.original_page) }
            }
        }
    }
}

/// The first paragraphs, and the rest folded away.
fn text(words: &PageWords, page: &StoryPage) -> Markup {
    let mut shown = 0;
    let first = page.text.iter().take_while(|paragraph| {
        let is_shown = shown < SHOWN;
        shown += paragraph.as_str().chars().count();
        is_shown
    });
    let first = first.count();
    let (first, rest) = page
        .text
        .split_at_checked(first)
        .unwrap_or((&page.text, &[]));
    let chars: usize = rest.iter().map(|line| line.as_str().chars().count()).sum();
    let paragraph = |line: &CleanLine| {
        html! { p dir=[direction(line.as_str())] { (line.as_str()) } }
    };
    html! {
        div.read lang=[page.listed.language.as_deref()] {
            @if page.text.is_empty() { p.s { (words.no_text) } }
            @for line in first { (paragraph(line)) }
            @if !rest.is_empty() {
                details {
                    summary { (with(words.rest_of_text, &[&rest.len(), &chars])) }
                    @for line in rest { (paragraph(line)) }
                }
            }
        }
    }
}

fn facts(words: &PageWords, root: Root<'_>, page: &StoryPage) -> Markup {
    let lines = |title: &str, lines: &[CleanLine]| {
        html! {
            @if !lines.is_empty() {
                dt { (title) }
                dd { @for (place, line) in lines.iter().enumerate() {
                    @if place > 0 { br; }
                    (line.as_str())
                } }
            }
        }
    };
    html! {
        @if let Some(facts) = &page.facts {
            section {
                h2 { (words.document) }
                dl.facts {
                    @if let Some(issuer) = &facts.issuer {
                        dt { (words.issued_by) }
                        dd { a href=(root.named("issuers", issuer.as_str())) { (issuer.as_str()) } }
                    }
                    (lines(words.number, &facts.numbers))
                    (lines(words.addressee, facts.addressee.as_slice()))
                    (lines(words.together_with, &facts.departments))
                    @if let Some(signed) = facts.signed { dt { (words.signed) } dd { (signed) } }
                    (lines(words.names, &facts.titles))
                    (lines(words.cites, &facts.cites))
                }
            }
        }
    }
}

fn related(words: &PageWords, root: Root<'_>, related: &[NamedRelation]) -> Markup {
    html! {
        @if !related.is_empty() {
            section {
                h2 { (words.related_stories) }
                ul {
                    @for story in related {
                        li {
                            a href=(root.story(story.story)) lang=[story.language.as_deref()]
                                dir=[direction(story.title.as_str())] { (story.title.as_str()) }
                            br;
                            small {
                                (words.correction(story.relation).unwrap_or(words.is_related))
                                (words.gap) (name(story.outlet.as_str()))
                            }
                        }
                    }
                }
            }
        }
    }
}

/// A row for each copy, with its lag as a line from the first one.
fn copies(dates: Dates<'_>, root: Root<'_>, page: &StoryPage) -> Markup {
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
                        td.in.s { (why(words, copy)) }
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

fn why(words: &PageWords, copy: &CopyRow) -> String {
    match &copy.evidence {
        _ if copy.carrier.role == Role::Representative => words.represents.to_owned(),
        _ if copy.has_same_text => words.same_text.to_owned(),
        Evidence::Founded => words.first_copy.to_owned(),
        Evidence::SameText { .. } => words.same_text.to_owned(),
        Evidence::Alike { score, .. } => with(words.alike, &[&format_args!("{score:+.1}")]),
        Evidence::ByHand { .. } => words.by_hand.to_owned(),
    }
}

fn history(dates: Dates<'_>, history: &[Happened]) -> Markup {
    let words = dates.words;
    html! {
        @if history.is_empty() { p.s { (words.no_history) } }
        @else {
            table.wrap {
                tbody {
                    @for one in history {
                        tr {
                            td.in { (dates.time(one.at, &dates.moment(one.at))) }
                            th.in scope="row" { (name(one.outlet.as_str())) }
                            td {
                                @match &one.what {
                                    What::Changed(pieces) => (marked(pieces)),
                                    What::Represents(title) => {
                                        (with(words.represented_by, &[&title.as_str()]))
                                    }
                                    What::Merged => (words.ruled_merge),
                                    What::Split => (words.ruled_split),
                                    What::Pinned => (words.ruled_pin),
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Pieces of a text, with what was cut and added marked.
pub(super) fn marked(pieces: &[Piece]) -> Markup {
    html! {
        @for piece in pieces {
            @match piece.kind {
                PieceKind::Same => (piece.text),
                PieceKind::Cut => del { (piece.text) },
                PieceKind::Added => ins { (piece.text) },
            }
        }
    }
}

fn refused(words: &PageWords, root: Root<'_>, refused: &[Refused]) -> Markup {
    let why = |why| match why {
        WhyApart::SplitByHand => words.split_by_hand,
        WhyApart::OtherNumber => words.other_number,
        WhyApart::Corrects => words.corrects_other,
        WhyApart::Related => words.only_related,
        WhyApart::RefusedByOthers => words.refused_by_others,
        WhyApart::NotCompared => words.not_compared,
        WhyApart::NotAlike => words.not_alike,
    };
    html! {
        table.wrap {
            tbody {
                @for one in refused {
                    tr {
                        td.in.num { (signed(one.score)) }
                        th.in scope="row" { (name(one.outlet.as_str())) }
                        td {
                            a href=(root.story(one.story)) dir=[direction(one.title.as_str())] {
                                (one.title.as_str())
                            }
                            br;
                            small {
                                (why(one.why))
                                @if let Some(against) = one.against.as_ref().filter(|_| one.why == WhyApart::NotAlike) {
                                    (words.gap) span lang="en" { (against) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
