//! The page of one source.

use jiff::civil::Date;
use maud::{Markup, html};
use serde::Serialize;

use super::address::Root;
use super::dates::Dates;
use super::inline::{direction, name, tag};
use super::layout::{Frame, Part, head};
use super::listed::ListedStory;
use super::plots::{by_day, by_hour};
use super::sources::{SourceRow, error, health};
use super::words::PageWords;
use crate::model::Site;
use crate::publish::address::Uri;
use crate::publish::line::CleanLine;
use crate::publish::words::with;

/// Lines that are shown before the others are folded away.
const SHOWN_LINES: usize = 8;

/// One source, with what the store knows about its entries.
#[derive(Debug, Clone, Serialize)]
pub struct SourcePage {
    /// Name and state.
    #[serde(flatten)]
    pub row: SourceRow,
    /// Its web page, if readers may see it.
    pub page: Option<Uri>,
    /// Its new entries by day, without those of its backlog: the days up to that of the newest.
    pub days: Vec<DayCount>,
    /// The same entries by hour for each day of the week, Monday first.
    pub hours: [[u32; 24]; 7],
    /// Stories with its newest entries.
    pub newest: Vec<ListedStory>,
    /// Lines that it repeats in different stories.
    pub boilerplate: Vec<CleanLine>,
    /// How it is read.
    pub settings: SourceSettings,
}

/// The new entries of a day.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct DayCount {
    /// The day in the zone of the site.
    pub day: Date,
    /// Entries that founded their story.
    pub own: u32,
    /// Entries of stories that other entries founded.
    pub reposts: u32,
}

/// How a source is read.
#[derive(Debug, Clone, Serialize)]
pub struct SourceSettings {
    /// Seconds between two requests, if the configuration says so.
    pub interval: Option<u64>,
    /// Its priority.
    pub priority: i32,
    /// Its labels.
    pub labels: Vec<CleanLine>,
    /// Whether its texts come from pages.
    pub text: TextOrigin,
}

/// Where the texts of a source come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum TextOrigin {
    /// From the feed.
    Feed,
    /// From the pages of its entries.
    Pages,
}

/// Renders the page of one source.
pub fn source(site: &Site, page: &SourcePage) -> String {
    let dates = Dates::of(site);
    let words = dates.words;
    let root = Root::ABOVE;
    let title = page.row.title.as_str();
    let content = html! {
        p.crumb {
            a href=(root.to("sources")) { (words.sources) }
            @if let Some(kind) = &page.row.kind { " · " (kind) }
        }
        h1 { (name(title)) }
        p.lead {
            (health(words, page.row.health))
            @if let Some(link) = &page.page {
                (words.gap)
                a href=(link.as_str()) rel="noopener noreferrer" { (words.original_page) }
            }
            @if page.row.error.is_some() { br; (error(words, &page.row)) }
        }
        @if !page.days.is_empty() {
            (numbers(words, &page.days))
            div.half {
                figure { (by_day(words, &page.days)) }
                figure { (by_hour(words, page)) }
            }
        }
        div.half {
            section.sec { (head(words.newest_stories)) (newest(dates, root, page)) }
            div {
                @if !page.boilerplate.is_empty() {
                    section.sec { (head(words.not_compared_lines)) (boilerplate(words, page)) }
                }
                section.sec { (head(words.settings)) (settings(words, root, &page.settings)) }
            }
        }
    };
    let json = format!("sources/{}.json", super::address::encoded(&page.row.name));
    let frame = Frame {
        json: Some(&json),
        ..Frame::new(site, root, title, Part::Sources)
    };
    frame.around(&content)
}

/// Entries a day and the share of reposts, with their window.
fn numbers(words: &PageWords, days: &[DayCount]) -> Markup {
    let (own, reposts) = totals(days);
    let all = own + reposts;
    let of = u64::try_from(days.len()).unwrap_or(1).max(1);
    let percent = (reposts * 100 + all / 2).checked_div(all).unwrap_or(0);
    let window = with(words.in_window, &[&of]);
    html! {
        dl.nums {
            div { dt { (words.new_entries) } dd { (tenths(all * 10 / of)) } }
            div { dt { (words.entries) (words.before_more) (window) } dd { (all) } }
            div { dt { (words.are_reposts) } dd { (percent) "%" } }
        }
    }
}

pub(super) fn totals(days: &[DayCount]) -> (u64, u64) {
    let own: u64 = days.iter().map(|day| u64::from(day.own)).sum();
    let reposts: u64 = days.iter().map(|day| u64::from(day.reposts)).sum();
    (own, reposts)
}

fn tenths(number: u64) -> String {
    match number {
        100.. => (number / 10).to_string(),
        _ => format!("{}.{}", number / 10, number % 10),
    }
}

fn newest(dates: Dates<'_>, root: Root<'_>, page: &SourcePage) -> Markup {
    html! {
        @if page.newest.is_empty() { p.s { (dates.words.no_story_of_list) } }
        @else {
            table.wrap {
                tbody {
                    @for story in &page.newest {
                        tr {
                            td.in { (dates.time(story.position, &dates.moment(story.position))) }
                            td {
                                a href=(root.story(story.story)) lang=[story.language.as_deref()]
                                    dir=[direction(story.title.as_str())] { (story.title.as_str()) }
                            }
                            td.in.num.s { (story.outlets) (dates.words.outlets_unit) }
                        }
                    }
                }
            }
        }
    }
}

fn boilerplate(words: &PageWords, page: &SourcePage) -> Markup {
    let lines = &page.boilerplate;
    let (shown, rest) = lines.split_at_checked(SHOWN_LINES).unwrap_or((lines, &[]));
    let list = |lines: &[CleanLine]| {
        html! { ul { @for line in lines { li { (line.as_str()) } } } }
    };
    html! {
        p.s { (words.lines_note) }
        (list(shown))
        @if !rest.is_empty() {
            details { summary { "+" (rest.len()) } (list(rest)) }
        }
    }
}

fn settings(words: &PageWords, root: Root<'_>, settings: &SourceSettings) -> Markup {
    let interval = settings.interval.map(|seconds| {
        let seconds = i64::try_from(seconds).unwrap_or(i64::MAX);
        words.lag(seconds).trim_start_matches('+').to_owned()
    });
    html! {
        dl.facts {
            dt { (words.interval) }
            dd { (interval.as_deref().unwrap_or(words.default_interval)) }
            dt { (words.priority) }
            dd { (settings.priority) }
            dt { (words.labels) }
            dd {
                @if settings.labels.is_empty() { (words.none) }
                @for label in &settings.labels { (tag(root, label)) " " }
            }
            dt { (words.full_text) }
            dd {
                @match settings.text {
                    TextOrigin::Feed => (words.from_feed),
                    TextOrigin::Pages => (words.from_pages),
                }
            }
        }
    }
}
