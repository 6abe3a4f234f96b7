//! The page of numbers of a window of days: how much came, who is first, who follows whom.

use jiff::civil::Date;
use maud::{Markup, html};
use serde::Serialize;

use super::address::{Links, Root};
use super::dates::{Dates, grouped};
use super::inline::name;
use super::lag_matrix::lag_matrix;
use super::layout::{self, Frame, SitePart, head, head_with_link};
use super::plots::{bar, by_day};
use super::words::PageWords;
use crate::model::{EntryCounts, FactCounts, Site};
use crate::publish::line::CleanLine;
use crate::publish::words::with;

/// The windows that the page offers, in days.
const WINDOWS: [u64; 3] = [7, 30, 90];

/// A day as the form takes it.
const DAY: &str = "[0-9]{4}-[0-9]{2}-[0-9]{2}";

/// Most sources in the list of those that are first.
const LISTED: usize = 12;

/// The numbers of a window of days.
#[derive(Debug, Clone, Serialize)]
pub struct StatisticsPage {
    /// The days.
    #[serde(flatten)]
    pub window: Window,
    /// Most days of a window.
    #[serde(skip)]
    pub longest: u64,
    /// The zone of the days.
    pub zone: String,
    /// Stories by the number of sources that carried them, ascending.
    pub carried_by: Vec<CarriedBy>,
    /// Official documents, changes and decisions of people.
    pub facts: FactCounts,
    /// New entries of every day of the window.
    pub days: Vec<DayCount>,
    /// The sources with entries, those that were first most often at the beginning.
    pub sources: Vec<CountedSource>,
    /// How late each of the sources that share the most stories follows each other one.
    pub pairs: Vec<FollowingPair>,
}

/// A range of days in the zone of the numbers, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Window {
    /// The first day.
    pub from: Date,
    /// The last day.
    pub to: Date,
}

/// The new entries of a day.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct DayCount {
    /// The day.
    pub day: Date,
    /// Entries that were the first of their story.
    pub own: u64,
    /// Entries of stories that other entries began.
    pub reposts: u64,
}

/// How many stories so many sources carried.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct CarriedBy {
    /// Number of sources.
    pub sources: u64,
    /// Number of stories.
    pub stories: u64,
}

/// A source, as lists of numbers name it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct NamedSource {
    /// Its name.
    pub name: String,
    /// How it is called.
    pub title: CleanLine,
    /// Whether it has a page: the configuration still has it.
    #[serde(skip)]
    pub has_page: bool,
}

/// What one source sent in the window.
#[derive(Debug, Clone, Serialize)]
pub struct CountedSource {
    /// The source.
    #[serde(flatten)]
    pub source: NamedSource,
    /// New entries.
    pub entries: u64,
    /// Of these, the ones that began their story.
    pub own: u64,
    /// Stories of several sources that it carried.
    pub shared: u64,
    /// Of these, the ones in which it was the first.
    pub first: u64,
}

/// A source that carried stories of another one after it.
#[derive(Debug, Clone, Serialize)]
pub struct FollowingPair {
    /// The name of the source that was first.
    pub first: String,
    /// The name of the one that followed.
    pub follower: String,
    /// Number of stories in which it followed.
    pub stories: u64,
    /// The median time between both, known to the intervals at which they are read.
    pub median_lag_minutes: u64,
}

impl Window {
    /// The number of days.
    pub fn days(self) -> u64 {
        let days = self.to.since(self.from).map_or(0, |span| span.get_days());
        u64::try_from(days).unwrap_or(0) + 1
    }
}

impl DayCount {
    /// The numbers of a day.
    pub fn new(day: Date, counts: EntryCounts) -> Self {
        Self {
            day,
            own: counts.own,
            reposts: counts.reposts(),
        }
    }

    /// All entries of the day.
    pub(super) fn entries(self) -> u64 {
        self.own + self.reposts
    }
}

/// Own entries and reposts of all days.
pub(super) fn totals(days: &[DayCount]) -> (u64, u64) {
    let own = days.iter().map(|day| day.own).sum();
    let reposts = days.iter().map(|day| day.reposts).sum();
    (own, reposts)
}

/// A share in whole percent; `None` of nothing.
pub(super) fn percent(part: u64, whole: u64) -> Option<u64> {
    (part * 100 + whole / 2).checked_div(whole)
}

/// Renders the numbers of a window.
pub fn statistics(site: &Site, page: &StatisticsPage) -> String {
    let dates = Dates::of(site);
    let content = content(dates, Links::Pages(Root::HERE), page);
    let Window { from, to } = page.window;
    let json = format!("stats.json?from={from}&to={to}");
    let frame = Frame {
        json: Some(&json),
        ..Frame::new(
            site,
            Root::HERE,
            dates.words.statistics,
            SitePart::Statistics,
        )
    };
    frame.around(&content)
}

/// Renders the numbers of a window as a page that stands alone.
pub fn statistics_alone(site: &Site, page: &StatisticsPage) -> String {
    let dates = Dates::of(site);
    let content = content(dates, Links::Web, page);
    layout::alone_without_feed(site, dates, dates.words.statistics, &content).into_string()
}

fn content(dates: Dates<'_>, links: Links<'_>, page: &StatisticsPage) -> Markup {
    let words = dates.words;
    let is_empty = page.sources.is_empty();
    let Window { from, to } = page.window;
    html! {
        h1 { (words.statistics) }
        @match links {
            Links::Pages(root) => (windows(dates, root, page)),
            Links::Web => p { (with(words.from_to, &[&from, &to])) },
        }
        p.s {
            @if page.zone == dates.zone_name() { (with(words.counted_note, &[&page.zone])) }
            @else { (with(words.other_zone, &[&page.zone, &dates.zone_name()])) }
        }
        @if is_empty { p { (words.nothing_counted) } }
        @else {
            (numbers(words, page))
            section.sec { figure { (by_day(dates, words.entries_by_day, &page.days)) } }
            div.half {
                (who_is_first(words, links, page))
                (sources_per_story(words, page))
            }
            (lag_matrix(words, page))
        }
    }
}

/// Links to other windows that end on the same day, and a form for any.
fn windows(dates: Dates<'_>, root: Root<'_>, page: &StatisticsPage) -> Markup {
    let words = dates.words;
    let Window { from, to } = page.window;
    let shown = page.window.days();
    let days = WINDOWS.into_iter().filter(|days| *days != shown);
    let mut days: Vec<u64> = days.chain([shown]).collect();
    days.sort_unstable();
    let link = |days: u64| {
        let back = i64::try_from(days).unwrap_or(1) - 1;
        let from = to.saturating_sub(jiff::Span::new().days(back));
        root.to(&format!("stats?from={from}&to={to}"))
    };
    html! {
        nav.facets aria-label=(words.statistics) {
            @for days in days {
                @let said = with(words.window_days, &[&days]);
                @if days == shown {
                    a href=(link(days)) aria-current="page" { (said) (words.gap) (with(words.from_to, &[&from, &to])) }
                } @else { a href=(link(days)) { (said) } }
            }
        }
        form.find action=(root.to("stats")) {
            // Not `type="date"`, which shows a day in the order of the browser's own language.
            label { (words.from_day) input name="from" value=(from) size="10" pattern=(DAY); }
            label { (words.to_day) input name="to" value=(to) size="10" pattern=(DAY); }
            button { (words.show_window) }
            small { (with(words.longest_window, &[&page.longest])) }
        }
    }
}

fn numbers(words: &PageWords, page: &StatisticsPage) -> Markup {
    let (own, reposts) = totals(&page.days);
    let entries = own + reposts;
    let carried = |least: u64| -> u64 {
        let rows = page.carried_by.iter().filter(|row| row.sources >= least);
        rows.map(|row| row.stories).sum()
    };
    let share = percent(reposts, entries).unwrap_or(0);
    html! {
        dl.nums {
            div { dt { (words.stories) } dd { (grouped(carried(1))) } }
            div { dt { (words.times_published) } dd { (grouped(entries)) } }
            div { dt { (words.are_reposts) } dd { (share) "%" } }
            div { dt { (words.by_several) } dd { (grouped(carried(2))) } }
            div { dt { (words.documents) } dd { (grouped(page.facts.documents)) } }
            div { dt { (words.changed_later) } dd { (grouped(page.facts.changed)) } }
            div { dt { (words.decided_by_people) } dd { (grouped(page.facts.rulings)) } }
        }
    }
}

fn who_is_first(words: &PageWords, links: Links<'_>, page: &StatisticsPage) -> Markup {
    let shared = page.carried_by.iter().filter(|row| row.sources > 1);
    let shared: u64 = shared.map(|row| row.stories).sum();
    let listed = page.sources.iter().filter(|source| source.shared > 0);
    let listed: Vec<&CountedSource> = listed.take(LISTED).collect();
    let most = listed.iter().map(|source| source.first).max().unwrap_or(0);
    let all = with(words.all_sources, &[&page.sources.len()]);
    html! {
        section.sec {
            @match links {
                Links::Pages(root) => {
                    (head_with_link(words.who_is_first, &root.to("sources"), &all))
                },
                Links::Web => (head(words.who_is_first)),
            }
            table.wide {
                caption { (with(words.who_is_first_note, &[&grouped(shared)])) }
                thead {
                    tr {
                        th scope="col" { (words.source) }
                        th.num scope="col" { (words.first_column) }
                        td.ebc {}
                        th.num scope="col" { (words.share_column) }
                    }
                }
                tbody {
                    @for one in listed {
                        tr {
                            th scope="row" {
                                @match links {
                                    Links::Pages(root) => (link_to_source(root, &one.source)),
                                    Links::Web => (name(one.source.title.as_str())),
                                }
                            }
                            td.num { (grouped(one.first)) }
                            td.ebc { (bar("f", one.first, most)) }
                            td.num { @if let Some(share) = percent(one.first, one.shared) { (share) "%" } }
                        }
                    }
                }
            }
        }
    }
}

/// The title of a source, linked to its page if it has one.
pub(super) fn link_to_source(root: Root<'_>, source: &NamedSource) -> Markup {
    let title = name(source.title.as_str());
    html! {
        @if source.has_page { a href=(root.named("sources", &source.name)) { (title) } }
        @else { (title) }
    }
}

/// Stories by the number of their sources; from six on in groups.
fn sources_per_story(words: &PageWords, page: &StatisticsPage) -> Markup {
    const GROUPS: [(u64, u64, &str); 7] = [
        (1, 1, "1"),
        (2, 2, "2"),
        (3, 3, "3"),
        (4, 4, "4"),
        (5, 5, "5"),
        (6, 9, "6–9"),
        (10, u64::MAX, "10+"),
    ];
    let count = |(least, most, said)| {
        let rows = page.carried_by.iter();
        let rows = rows.filter(|row| (least..=most).contains(&row.sources));
        (said, rows.map(|row| row.stories).sum::<u64>())
    };
    let mut groups = GROUPS.map(count).to_vec();
    while groups.last().is_some_and(|(_, stories)| *stories == 0) {
        groups.pop();
    }
    let most = groups.iter().map(|(_, stories)| *stories).max();
    html! {
        section.sec {
            (head(words.sources_per_story))
            table.wide {
                thead {
                    tr {
                        th scope="col" { (words.outlets) }
                        th.num scope="col" { (words.stories_column) }
                        td.ebc {}
                    }
                }
                tbody {
                    @for (said, stories) in groups {
                        tr {
                            th scope="row" { (said) }
                            td.num { (grouped(stories)) }
                            td.ebc { (bar("r", stories, most.unwrap_or(0))) }
                        }
                    }
                }
            }
        }
    }
}

/// The names of the sources of the matrix, those with the most shared stories first.
pub(super) fn in_matrix(page: &StatisticsPage) -> Vec<&NamedSource> {
    let named = |name: &String| {
        let mut sources = page.sources.iter();
        sources.find(|source| source.source.name == *name)
    };
    let mut found: Vec<&CountedSource> = Vec::new();
    for name in page
        .pairs
        .iter()
        .flat_map(|pair| [&pair.first, &pair.follower])
    {
        if found.iter().all(|source| source.source.name != *name) {
            found.extend(named(name));
        }
    }
    found.sort_by_key(|source| std::cmp::Reverse(source.shared));
    found.into_iter().map(|source| &source.source).collect()
}
