//! The page of one source.

use maud::{Markup, html};
use serde::Serialize;

use super::address::{Root, encoded};
use super::dates::{Dates, grouped};
use super::inline::{direction, name, tag};
use super::layout::{Frame, SitePart, head};
use super::listed::ListedStory;
use super::plots::{by_day, by_hour, by_lag};
use super::sources::{OpenAlarm, SourceRow, error, health};
use super::statistics::{DayCount, NamedSource, Window, link_to_source, percent, totals};
use super::words::PageWords;
use crate::model::{ReadOutcome, Site, Timestamp};
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
    /// Its new entries by day, without those of its first read: the days up to that of the newest.
    pub days: Vec<DayCount>,
    /// The same entries by hour for each day of the week, Monday first.
    pub hours: [[u32; 24]; 7],
    /// The days of the numbers that follow.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub window: Option<Window>,
    /// Stories of several sources that it carried in the window.
    pub shared: u64,
    /// Of these, the ones in which it was the first.
    pub first: u64,
    /// How long after the first source it carried stories.
    pub lags: Vec<LagRange>,
    /// The median of these lags.
    pub median_lag_minutes: Option<u64>,
    /// Whose stories it carried, the source with the most stories first.
    pub follows: Vec<SharedWith>,
    /// The sources that carried its stories.
    pub followed_by: Vec<SharedWith>,
    /// Stories with its newest entries.
    pub newest: Vec<ListedStory>,
    /// Lines that it repeats in different stories.
    pub boilerplate: Vec<CleanLine>,
    /// How it is read.
    pub settings: SourceSettings,
    /// Its last reads, the newest first.
    pub reads: Vec<ReadRow>,
}

/// One read of a source.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct ReadRow {
    /// When it began.
    pub at: Timestamp,
    /// How it ended.
    pub outcome: ReadOutcome,
    /// Status code of the answer, if one came.
    pub status: Option<u16>,
    /// The entries of the document that were new; `None` if no document came.
    pub new: Option<u64>,
}

/// How often it carried stories so long after the first source.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct LagRange {
    /// The shortest lag of the range; the next range begins at its end.
    pub minutes: u64,
    /// How many stories.
    pub stories: u64,
}

/// Another source that carries the same stories, earlier or later.
#[derive(Debug, Clone, Serialize)]
pub struct SharedWith {
    /// The source.
    #[serde(flatten)]
    pub source: NamedSource,
    /// Number of stories that both carried.
    pub stories: u64,
    /// The median time between both, known to the intervals at which they are read.
    pub median_lag_minutes: u64,
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
    /// The feed has the texts.
    Feed,
    /// The pages of its entries have the texts.
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
            (words.gap)
            a href=(root.to(&format!("changes?source={}", encoded(&page.row.name)))) { (words.changed_stories) }
            @if page.row.error.is_some() { br; (error(words, &page.row)) }
        }
        (alarms(dates, &page.row.alarms))
        @if !page.days.is_empty() {
            (numbers(words, page))
            div.half {
                figure { (by_day(dates, words.new_entries, &page.days)) }
                figure { (by_hour(words, &page.hours)) }
            }
        }
        @if let Some(window) = page.window {
            div.half {
                @if let Some(median) = page.median_lag_minutes {
                    figure { (by_lag(words, &page.lags, median)) }
                }
                div {
                    (shared_with(words, root, (words.follows, window), &page.follows))
                    (shared_with(words, root, (words.followed_by, window), &page.followed_by))
                }
            }
        }
        div.half {
            section.sec { (head(words.newest_stories)) (newest(dates, root, page)) }
            div {
                @if !page.boilerplate.is_empty() {
                    section.sec { (head(words.not_compared_lines)) (boilerplate(words, page)) }
                }
                section.sec { (head(words.settings)) (settings(words, root, &page.settings)) }
                @if !page.reads.is_empty() { (reads(dates, &page.reads)) }
            }
        }
    };
    let json = format!("sources/{}.json", encoded(&page.row.name));
    let frame = Frame {
        json: Some(&json),
        ..Frame::new(site, root, title, SitePart::Sources)
    };
    frame.around(&content)
}

/// Entries a day and the share of reposts, how often it is first and how far behind, each with its
/// window.
fn numbers(words: &PageWords, page: &SourcePage) -> Markup {
    let (own, reposts) = totals(&page.days);
    let all = own + reposts;
    let of = u64::try_from(page.days.len()).unwrap_or(1).max(1);
    let share = percent(reposts, all).unwrap_or(0);
    let within = |days: u64| with(words.in_window, &[&days]);
    let numbers = [
        (words.new_entries, Some(tenths(all * 10 / of)), of),
        (words.entries, Some(grouped(all)), of),
        (words.are_reposts, Some(format!("{share}%")), of),
    ];
    let days = page.window.map_or(0, Window::days);
    let first = percent(page.first, page.shared).map(|share| format!("{share}%"));
    let lag = page
        .median_lag_minutes
        .map(|median| words.minutes_apart(median));
    let more = [
        (words.first_of_several, first, days),
        (words.median_lag, lag, days),
    ];
    html! {
        dl.nums {
            @for (title, number, days) in numbers.into_iter().chain(more) {
                @if let Some(number) = number {
                    div { dt { (title) (words.before_more) (within(days)) } dd { (number) } }
                }
            }
        }
    }
}

/// The sources that carry the same stories, with how many and how long between both.
fn shared_with(
    words: &PageWords,
    root: Root<'_>,
    (title, window): (&str, Window),
    sources: &[SharedWith],
) -> Markup {
    let days = with(words.window, &[&window.days(), &window.to]);
    html! {
        section.sec {
            (head(title))
            @if sources.is_empty() { p.s { (words.none) (words.before_more) (days) } }
            @else {
                table {
                    caption { (days) }
                    thead {
                        tr {
                            th scope="col" { (words.source) }
                            th.num scope="col" { (words.stories_column) }
                            th.num scope="col" { (words.median_lag) }
                        }
                    }
                    tbody {
                        @for one in sources {
                            tr {
                                th scope="row" { (link_to_source(root, &one.source)) }
                                td.num { (grouped(one.stories)) }
                                td.num { (words.minutes_apart(one.median_lag_minutes)) }
                            }
                        }
                    }
                }
            }
        }
    }
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
                            td.in { (dates.published(story.published, dates.moment(story.published))) }
                            td {
                                a href=(root.story(story.story)) lang=[story.language.as_deref()]
                                    dir=[direction(story.title.as_str())] { (story.title.as_str()) }
                            }
                            td.in.num.s { (with(dates.words.outlets_count, &[&story.outlets])) }
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

/// The open alarms, each with the command that helps.
fn alarms(dates: Dates<'_>, alarms: &[OpenAlarm]) -> Markup {
    let words = dates.words;
    let [title, _] = words.alarm_heads();
    html! {
        @if !alarms.is_empty() {
            section.sec {
                (head(title))
                ul {
                    @for alarm in alarms {
                        li {
                            strong { (words.alarm(alarm.kind)) }
                            (words.gap)
                            (dates.time(alarm.since, &with(words.since, &[&dates.moment(alarm.since)])))
                            (words.gap)
                            code { (alarm.command) }
                        }
                    }
                }
            }
        }
    }
}

/// The last reads.
fn reads(dates: Dates<'_>, reads: &[ReadRow]) -> Markup {
    let words = dates.words;
    let [_, title] = words.alarm_heads();
    html! {
        section.sec {
            (head(title))
            table {
                thead {
                    tr {
                        th scope="col" { (words.time) }
                        th scope="col" { (words.state) }
                        th.num scope="col" { (words.new_of_read) }
                    }
                }
                tbody {
                    @for read in reads {
                        tr {
                            td.n { (dates.time(read.at, &dates.moment(read.at))) }
                            td {
                                (words.read(read.outcome))
                                @if let Some(status) = read.status { " " (status) }
                            }
                            td.num { @if let Some(new) = read.new { (grouped(new)) } }
                        }
                    }
                }
            }
        }
    }
}

fn settings(words: &PageWords, root: Root<'_>, settings: &SourceSettings) -> Markup {
    let interval = settings
        .interval
        .map(|seconds| words.minutes_apart(seconds / 60));
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
