//! The pages of the sources: all of them, and one.

use jiff::civil::{Date, Weekday};
use maud::{Markup, html};
use serde::Serialize;

use super::address::Root;
use super::dates::Dates;
use super::layout::{Frame, Part, head, scrolling};
use super::listed::{ListedStory, direction, name};
use super::words::PageWords;
use crate::model::{Site, Timestamp};
use crate::publish::address::Uri;
use crate::publish::line::CleanLine;
use crate::publish::words::with;

/// Lines that are shown before the others are folded away.
const SHOWN_LINES: usize = 8;

/// A source and its state.
#[derive(Debug, Clone, Serialize)]
pub struct SourceRow {
    /// Its name.
    pub name: String,
    /// How it is called.
    pub title: CleanLine,
    /// Its state.
    pub health: Health,
    /// The format of its feed.
    pub kind: Option<String>,
    /// When it was last read.
    pub last_success: Option<Timestamp>,
    /// When it is read next.
    pub due: Option<Timestamp>,
    /// What went wrong at the last try, in English.
    pub error: Option<CleanLine>,
}

/// The state of a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Health {
    /// The last try succeeded.
    Ok,
    /// It was never read.
    New,
    /// The last try failed.
    Failing,
    /// Its documents end in the middle.
    Cut,
    /// Its publisher withdrew it.
    Gone,
    /// The configuration switches it off.
    Disabled,
}

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

/// Renders the list of all sources.
pub fn sources(site: &Site, sources: &[SourceRow]) -> String {
    let dates = Dates::of(site);
    let words = dates.words;
    let root = Root::HERE;
    let moment = |at: Option<Timestamp>| {
        html! { @if let Some(at) = at { (dates.time(at, &dates.moment(at))) } }
    };
    let table = html! {
        table {
            thead {
                tr {
                    th scope="col" { (words.source) }
                    th scope="col" { (words.state) }
                    th scope="col" { (words.format) }
                    th scope="col" { (words.last_read) }
                    th scope="col" { (words.next_read) }
                    th scope="col" { (words.trouble) }
                }
            }
            tbody {
                @for source in sources {
                    tr {
                        th scope="row" {
                            a href=(root.named("sources", &source.name)) { (name(source.title.as_str())) }
                        }
                        td { (health(words, source.health)) }
                        td { (source.kind.as_deref().unwrap_or_default()) }
                        td.n { (moment(source.last_success)) }
                        td.n { (moment(source.due)) }
                        td.t { (error(source)) }
                    }
                }
            }
        }
    };
    let content = html! {
        h1 { (words.sources) }
        @if sources.is_empty() { p { (words.no_source) } }
        @else { (scrolling(words.sources, &table)) }
    };
    let frame = Frame {
        json: Some("sources.json"),
        ..Frame::new(site, root, words.sources, Part::Sources)
    };
    frame.around(&content)
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
            @if page.row.error.is_some() { br; (error(&page.row)) }
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

fn health(words: &PageWords, health: Health) -> Markup {
    let (class, said) = match health {
        Health::Ok => ("", words.reads_well),
        Health::New => ("", words.unread),
        Health::Failing => ("bad", words.failing),
        Health::Cut => ("warn", words.cut),
        Health::Gone => ("warn", words.withdrawn_feed),
        Health::Disabled => ("nul", words.disabled),
    };
    html! { span class=[Some(class).filter(|class| !class.is_empty())] { (said) } }
}

fn error(source: &SourceRow) -> Markup {
    html! { @if let Some(error) = &source.error { span lang="en" { (error.as_str()) } } }
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

fn totals(days: &[DayCount]) -> (u64, u64) {
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

/// Bars of the new entries of each day: own ones below, reposts above.
fn by_day(words: &PageWords, days: &[DayCount]) -> Markup {
    const HEIGHT: u32 = 110;
    let most = days
        .iter()
        .map(|day| day.own + day.reposts)
        .max()
        .unwrap_or(0);
    let top = round_up(most);
    let (own, reposts) = totals(days);
    let last = days
        .last()
        .map_or_else(String::new, |day| day.day.to_string());
    let first = days
        .first()
        .map_or_else(String::new, |day| day.day.to_string());
    let window = with(words.window, &[&days.len(), &last]);
    let said = format!(
        "{}: {} {own}, {} {reposts}",
        window, words.own, words.reposts
    );
    let bars = days.iter().enumerate().map(|(place, day)| {
        let x = place * 500 / days.len();
        let width = (500 / days.len()).saturating_sub(1).max(1);
        let own = day.own * HEIGHT / top;
        let reposts = day.reposts * HEIGHT / top;
        html! {
            rect.f x=(x) y=(HEIGHT - own) width=(width) height=(own) {}
            rect.r x=(x) y=(HEIGHT - own - reposts.min(HEIGHT - own)) width=(width) height=(reposts) {}
        }
    });
    html! {
        (head(words.new_entries))
        figcaption {
            (key("f", words.own)) (key("r", words.reposts)) (window)
        }
        div.plot {
            span.ys.hrs aria-hidden="true" { i { (top) } i { (top / 2) } i { "0" } }
            svg.pl viewBox="0 0 500 110" preserveAspectRatio="none" role="img" aria-label=(said) {
                path.ax vector-effect="non-scaling-stroke" d="M0 0H500M0 55H500" {}
                @for bar in bars { (bar) }
            }
            span {}
            span.hrs aria-hidden="true" { i { (first) } i { (last) } }
        }
        details {
            summary { (words.entries) }
            table {
                tbody {
                    @for day in days {
                        tr {
                            th scope="row" { (day.day) }
                            td.num { (day.own) }
                            td.num { (day.reposts) }
                        }
                    }
                }
            }
        }
    }
}

fn key(class: &str, said: &str) -> Markup {
    html! {
        span.key {
            svg viewBox="0 0 10 10" aria-hidden="true" { rect class=(class) width="10" height="10" {} }
            (said)
        }
    }
}

/// A round even number that is not less, and at least two.
fn round_up(number: u32) -> u32 {
    let mut step = 2;
    loop {
        for times in [1, 2, 3, 5] {
            if step * times >= number {
                return step * times;
            }
        }
        step = step.saturating_mul(10);
        if step >= u32::MAX / 10 {
            return number.max(2);
        }
    }
}

/// A grid of weekdays and hours; the darker, the more entries.
fn by_hour(words: &PageWords, page: &SourcePage) -> Markup {
    let most = page
        .hours
        .iter()
        .flatten()
        .copied()
        .max()
        .unwrap_or(0)
        .max(1);
    let days = [
        Weekday::Monday,
        Weekday::Tuesday,
        Weekday::Wednesday,
        Weekday::Thursday,
        Weekday::Friday,
        Weekday::Saturday,
        Weekday::Sunday,
    ];
    let busiest = page.hours.iter().enumerate().flat_map(|(day, hours)| {
        hours
            .iter()
            .enumerate()
            .map(move |(hour, count)| (*count, day, hour))
    });
    let busiest =
        busiest.max_by_key(|(count, day, hour)| (*count, std::cmp::Reverse((*day, *hour))));
    let said = busiest.map_or_else(String::new, |(count, day, hour)| {
        let day = days.get(day).map_or("", |day| words.weekday(*day));
        format!("{}: {day} {hour}:00, {count}", words.hours_note)
    });
    html! {
        (head(words.hours_head))
        figcaption { (words.hours_note) }
        div.plot {
            span.ys.hrs.ar aria-hidden="true" { @for day in days { i { (words.weekday(day)) } } }
            svg.pl viewBox="0 0 240 70" preserveAspectRatio="none" role="img" aria-label=(said) {
                @for (day, hours) in page.hours.iter().enumerate() {
                    @for (hour, count) in hours.iter().enumerate() {
                        @let share = u64::from(*count) * 100 / u64::from(most);
                        rect.r x=(hour * 10) y=(day * 10) width="9.5" height="9.4" fill-opacity="0.12" {}
                        @if share > 0 {
                            rect.b x=(hour * 10) y=(day * 10) width="9.5" height="9.4"
                                fill-opacity=(format!("0.{:02}", share.min(99))) {}
                        }
                    }
                }
            }
            span {}
            span.hrs aria-hidden="true" { i { "0" } i { "6" } i { "12" } i { "18" } i { "24" } }
        }
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
                @for label in &settings.labels { (super::listed::tag(root, label)) " " }
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

#[cfg(test)]
mod tests {
    use super::round_up;

    #[test]
    fn the_top_of_an_axis_is_round_and_even() {
        for (number, top) in [
            (0, 2),
            (2, 2),
            (3, 4),
            (5, 6),
            (7, 10),
            (11, 20),
            (41, 60),
            (61, 100),
            (u32::MAX, u32::MAX),
        ] {
            assert_eq!(round_up(number), top, "{number}");
        }
    }
}
