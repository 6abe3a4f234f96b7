//! The page of one story: its text, who carried it when, and why they are one story.

use maud::{Markup, html};
use serde::Serialize;

use super::address::Root;
use super::compared::{ComparedCopies, comparison, evidence};
use super::copies::{CopyRow, copies};
use super::dates::Dates;
use super::document::{DocumentFacts, facts};
use super::forms::{self, EditableStory};
use super::history::{Happened, history};
use super::inline::{direction, name, tag};
use super::layout::{Frame, SitePart, head, scrolling};
use super::listed::ListedStory;
use super::refused::{Refused, refused};
use super::words::PageWords;
use crate::model::{Site, StoryId, StoryRelation};
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
    /// The paragraphs of its text.
    pub text: Vec<CleanLine>,
    /// What stands instead of the text of its representative, if that is damaged.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub damaged_text: Option<InsteadOfText>,
    /// The official document that it is.
    pub facts: Option<DocumentFacts>,
    /// The stories that it is related to.
    pub related_stories: Vec<NamedRelation>,
    /// The outlets that carried it, the earliest first.
    pub copies: Vec<CopyRow>,
    /// The representative beside another copy.
    pub compared: Option<ComparedCopies>,
    /// What happened to it, the earliest first.
    pub history: Vec<Happened>,
    /// Entries of other stories with which the representative was compared, the likest first.
    pub refused: Vec<Refused>,
}

/// What a page shows instead of a text that is damaged in the store.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum InsteadOfText {
    /// The text of the full repost of this outlet.
    TextOf(CleanLine),
    /// No other copy has the text whole.
    Nothing,
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
                (facts(words, root, page.facts.as_ref()))
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
        ..Frame::new(site, root, title, SitePart::Other)
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
            (dates.published(listed.published, dates.moment(listed.published)))
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
            @match &page.damaged_text {
                Some(InsteadOfText::TextOf(outlet)) => p.s { (with(words.text_of_copy, &[&outlet.as_str()])) },
                Some(InsteadOfText::Nothing) => p.s { (words.damaged_text) },
                None if page.text.is_empty() => p.s { (words.no_text) },
                None => {},
            }
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
