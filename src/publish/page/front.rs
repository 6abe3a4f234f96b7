//! The front page: stories by day, with the axis of their strips in the head of each day.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use jiff::civil::Date;
use maud::{Markup, html};
use serde::Serialize;

use super::address::{Links, Root, encoded};
use super::dates::Dates;
use super::drawing::Drawing;
use super::inline::{direction, name};
use super::layout::{self, FeedLink, Frame, SitePart};
use super::listed::{ListedStory, count_apart};
use super::strip::DayAxis;
use super::words::PageWords;
use crate::model::{Site, StoryId, Timestamp};
use crate::publish::PublishedStory;
use crate::publish::address::Uri;
use crate::publish::context::Context;
use crate::publish::feed::PublishedFeed;
use crate::publish::line::CleanLine;
use crate::publish::words::with;

/// Most stories in a list beside the main one.
const ASIDE: usize = 5;

/// A list of stories by day.
#[derive(Debug, Clone, Serialize)]
pub struct FrontPage {
    /// Which stories it lists.
    pub listing: Listing,
    /// The stories, newest first.
    pub stories: Vec<ListedStory>,
    /// The list goes on after this story.
    pub older: Option<StoryId>,
    /// Whether it begins with the newest story.
    pub begins: Begins,
    /// Sources that need attention.
    pub trouble: Vec<TroubledSource>,
    /// The outputs that carry stories.
    pub feeds: Vec<FeedLink>,
}

/// Which stories a list has.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase", tag = "list", content = "of")]
pub enum Listing {
    /// All, from the newest on.
    Newest,
    /// Those of a day in the zone of the site.
    Day(Date),
    /// Those with a label.
    Label(String),
    /// Those with an official document of this issuer.
    Issuer(String),
}

/// Where a list begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Begins {
    /// With the newest story.
    Newest,
    /// With an older one.
    Older,
}

/// A source that cannot be read as it should.
#[derive(Debug, Clone, Serialize)]
pub struct TroubledSource {
    /// Its name.
    pub name: String,
    /// How it is called.
    pub title: CleanLine,
    /// What is wrong.
    pub trouble: SourceTrouble,
    /// The time since which this is wrong; `None` if it was never read.
    pub since: Option<Timestamp>,
}

/// What is wrong with a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum SourceTrouble {
    /// It cannot be read.
    Fails,
    /// Its publisher withdrew it (410).
    Gone,
    /// Its documents end in the middle.
    Cut,
}

/// Renders a list of stories by day.
pub fn front(site: &Site, page: &FrontPage) -> String {
    let dates = Dates::of(site);
    let words = dates.words;
    let (root, title, json) = address_of(site, dates, &page.listing);
    let links = Links::Pages(root);
    let drawing = Drawing { dates, links };
    let listed: Vec<(String, &ListedStory)> = page
        .stories
        .iter()
        .map(|story| (story.story.to_string(), story))
        .collect();
    let empty = match &page.listing {
        Listing::Newest => words.no_stories,
        Listing::Day(_) => words.no_story_of_day,
        Listing::Label(_) | Listing::Issuer(_) => words.no_story_of_list,
    };
    let content = html! {
        @match &page.listing {
            Listing::Newest | Listing::Day(_) => h1.vh { (words.latest_stories) },
            Listing::Label(label) => h1 { span.tag { (label) } },
            Listing::Issuer(issuer) => h1 { (issuer) },
        }
        (labels(words, root, page))
        div.cols {
            div {
                @if listed.is_empty() { (nothing(drawing, &page.listing, empty)) }
                (days(drawing, &listed, page.older.is_some(), String::as_str))
                (pager(dates, root, page))
            }
            aside {
                (highlights(drawing, &listed, |story| root.story(story.story)))
                (troubled(dates, root, &page.trouble))
                (subscriptions(words, root, &page.feeds))
            }
        }
    };
    let part = match page.listing {
        Listing::Newest | Listing::Day(_) => SitePart::Latest,
        Listing::Label(_) | Listing::Issuer(_) => SitePart::Other,
    };
    let frame = Frame {
        feeds: &page.feeds,
        json: Some(&json),
        class: match page.listing {
            Listing::Newest | Listing::Day(_) => "",
            Listing::Label(_) | Listing::Issuer(_) => "src",
        },
        ..Frame::new(site, root, &title, part)
    };
    frame.around(&content)
}

/// The root, the title and the JSON document of a list.
fn address_of(site: &Site, dates: Dates<'_>, listing: &Listing) -> (Root<'static>, String, String) {
    match listing {
        Listing::Newest => (Root::HERE, site.title.clone(), "index.json".to_owned()),
        Listing::Day(day) => (Root::ABOVE, dates.heading(*day), format!("d/{day}.json")),
        Listing::Label(label) => (
            Root::ABOVE,
            label.clone(),
            format!("labels/{}.json", encoded(label)),
        ),
        Listing::Issuer(issuer) => (
            Root::ABOVE,
            issuer.clone(),
            format!("issuers/{}.json", encoded(issuer)),
        ),
    }
}

/// The labels of the listed stories, with the numbers of those.
fn labels(words: &PageWords, root: Root<'_>, page: &FrontPage) -> Markup {
    let mut counts: BTreeMap<&CleanLine, usize> = BTreeMap::new();
    for label in page.stories.iter().flat_map(|story| &story.labels) {
        *counts.entry(label).or_default() += 1;
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| Reverse(*count));
    let all = (page.listing == Listing::Newest).then_some("page");
    html! {
        @if !counts.is_empty() {
            nav.facets aria-label=(words.labels) {
                a href=(root.to("")) aria-current=[all] { (words.all) }
                @for (label, count) in counts {
                    @let is_it = matches!(&page.listing, Listing::Label(of) if of == label.as_str());
                    a href=(root.named("labels", label.as_str())) aria-current=[is_it.then_some("page")] {
                        (label.as_str()) " " span { (count) }
                    }
                }
            }
        }
    }
}

/// A list without stories: still with the head of its day.
fn nothing(drawing: Drawing<'_>, listing: &Listing, said: &str) -> Markup {
    html! {
        @if let Listing::Day(day) = listing {
            section.day aria-labelledby={ "d" (day) } { (head(drawing, *day, None)) p.s { (said) } }
        } @else { p.s { (said) } }
    }
}

/// Links to older and to the newest stories, and to the days around a day.
fn pager(dates: Dates<'_>, root: Root<'_>, page: &FrontPage) -> Markup {
    let words = dates.words;
    let day = match page.listing {
        Listing::Day(day) => Some(day),
        _ => None,
    };
    let beside =
        |day: Option<Date>| day.map(|day| (root.to(&format!("d/{day}")), dates.heading(day)));
    let before = beside(day.and_then(|day| day.yesterday().ok()));
    let after = beside(day.and_then(|day| day.tomorrow().ok()));
    html! {
        nav.more aria-label=(words.older) {
            @if let Some(older) = page.older {
                a href={ "?after=" (older) } rel="next" { (words.older) }
            } @else if let Some((href, name)) = before { a href=(href) { (name) } }
            @else { span {} }
            @if page.begins == Begins::Older { a href=(root.to("")) { (words.newest) } }
            @else if let Some((href, name)) = after { a href=(href) { (name) } }
        }
    }
}

fn troubled(dates: Dates<'_>, root: Root<'_>, sources: &[TroubledSource]) -> Markup {
    let words = dates.words;
    let said = |source: &TroubledSource| match (source.trouble, source.since) {
        (SourceTrouble::Gone, _) => words.withdrawn_feed.to_owned(),
        (SourceTrouble::Fails, Some(at)) => with(words.failing_since, &[&dates.moment(at)]),
        (SourceTrouble::Cut, Some(at)) => with(words.cut_since, &[&dates.moment(at)]),
        (SourceTrouble::Fails | SourceTrouble::Cut, None) => words.never_read.to_owned(),
    };
    html! {
        @if !sources.is_empty() {
            section {
                h2 { (words.look_at) a href=(root.to("sources")) { (words.sources) } }
                ul {
                    @for source in sources.iter().take(ASIDE) {
                        li {
                            a href=(root.named("sources", &source.name)) { (name(source.title.as_str())) }
                            br; span.warn { (said(source)) }
                        }
                    }
                }
            }
        }
    }
}

fn subscriptions(words: &PageWords, root: Root<'_>, feeds: &[FeedLink]) -> Markup {
    html! {
        @if !feeds.is_empty() {
            section {
                h2 { (words.feeds) a href=(root.to("feeds")) { (words.all) } }
                ul {
                    @for feed in feeds.iter().take(ASIDE) {
                        li { a href=(root.to(&encoded(&feed.file))) { (feed.title) } " " small { (feed.format) } }
                    }
                }
            }
        }
    }
}

/// Renders the `.html` output: one page that stands alone.
pub(in crate::publish) fn alone(
    context: Context<'_>,
    feed: &PublishedFeed,
    stories: &[PublishedStory<'_>],
) -> Vec<u8> {
    let dates = Dates::of(context.site);
    let mut listed: Vec<(Uri, ListedStory)> = stories
        .iter()
        .zip(&feed.entries)
        .map(|(published, entry)| {
            let related = published.related.iter().map(|related| related.relation);
            let mut listed = ListedStory::new(
                context,
                published.story,
                published.labels,
                related,
                published.changes,
            );
            // The feed has the beginning of the text for a missing title.
            listed.title = entry.title.clone();
            (published.id.clone(), listed)
        })
        .collect();
    count_apart(listed.iter_mut().map(|(_, story)| story));
    let listed: Vec<(&str, &ListedStory)> = listed
        .iter()
        .map(|(id, story)| (id.as_str(), story))
        .collect();
    let drawing = Drawing {
        dates,
        links: Links::Web,
    };
    let content = html! {
        h1.vh { (dates.words.latest_stories) }
        @if listed.is_empty() { p.s { (dates.words.no_stories) } }
        @else {
            div.cols {
                div { (days(drawing, &listed, true, |id| id)) }
                aside { (highlights(drawing, &listed, |story| place_of(&listed, story))) }
            }
        }
    };
    let page = layout::alone(context.site, dates, feed, &content);
    let mut bytes = page.into_string().into_bytes();
    bytes.push(b'\n');
    bytes
}

/// The place of a story in a page that stands alone.
fn place_of(listed: &[(&str, &ListedStory)], wanted: &ListedStory) -> String {
    let mut listed = listed.iter();
    let found = listed.find(|(_, story)| story.story == wanted.story);
    found.map_or_else(String::new, |(id, _)| format!("#{id}"))
}

/// The days of a list of stories, which is in order; `id` makes the id of a story's element.
/// `is_cut` says that the list may end within its last day, whose numbers are therefore unknown.
fn days<I>(
    drawing: Drawing<'_>,
    stories: &[(I, &ListedStory)],
    is_cut: bool,
    id: impl Fn(&I) -> &str,
) -> Markup {
    let dates = drawing.dates;
    let day_of = |(_, story): &(I, &ListedStory)| dates.day(story.position);
    let last = stories.last().map(day_of).filter(|_| is_cut);
    html! {
        @for of_day in stories.chunk_by(|one, other| day_of(one) == day_of(other)) {
            @if let Some(day) = of_day.first().map(day_of) {
                @let axis = DayAxis::new(day, dates.zone);
                @let counts = (Some(day) != last).then(|| counts(dates, of_day));
                section.day aria-labelledby={ "d" (day) } {
                    (head(drawing, day, counts.as_deref()))
                    @for (own, story) in of_day { (drawing.story(id(own), story, day, &axis)) }
                }
            }
        }
    }
}

fn counts<I>(dates: Dates<'_>, stories: &[(I, &ListedStory)]) -> String {
    let copies: usize = stories.iter().map(|(_, story)| story.copies()).sum();
    with(dates.words.day_counts, &[&stories.len(), &copies])
}

/// The head of a day, with the axis of the strips below it.
fn head(drawing: Drawing<'_>, day: Date, counts: Option<&str>) -> Markup {
    let Drawing { dates, links } = drawing;
    html! {
        header {
            h2 id={ "d" (day) } {
                @match links {
                    Links::Pages(root) => a href=(root.to(&format!("d/{day}"))) { (dates.heading(day)) },
                    Links::Web => (dates.heading(day)),
                }
                @if let Some(counts) = counts { small { (counts) } }
            }
            span.hrs aria-hidden="true" { i { "0" } i { "6" } i { "12" } i { "18" } i { "24" } }
            small { (dates.words.outlets) }
        }
    }
}

/// The stories of the page that changed, and those that were carried most; `href` links to one.
fn highlights<I>(
    drawing: Drawing<'_>,
    stories: &[(I, &ListedStory)],
    href: impl Fn(&ListedStory) -> String,
) -> Markup {
    let dates = drawing.dates;
    let words = dates.words;
    let stories = stories.iter().map(|(_, story)| *story);
    let mut carried: Vec<&ListedStory> = stories.clone().filter(|one| one.outlets > 1).collect();
    carried.sort_by_key(|story| Reverse(story.outlets));
    carried.truncate(ASIDE);
    let changed = stories.filter_map(|story| Some((*story.changes.last()?, story)));
    let mut changed: Vec<(Timestamp, &ListedStory)> = changed.collect();
    changed.sort_by_key(|(at, _)| Reverse(*at));
    changed.truncate(ASIDE);
    let title = |story: &ListedStory| {
        html! {
            a href=(href(story)) lang=[story.language.as_deref()] dir=[direction(story.title.as_str())] {
                (story.title.as_str())
            }
        }
    };
    html! {
        @if !changed.is_empty() {
            section {
                h2 {
                    (words.changed_stories) " " small { (words.of_this_page) }
                    @if let Links::Pages(root) = drawing.links { a href=(root.to("changes")) { (words.all) } }
                }
                ul {
                    @for (at, story) in changed {
                        li { (title(story)) br; small { (dates.time(at, &dates.moment(at))) } }
                    }
                }
            }
        }
        @if !carried.is_empty() {
            section {
                h2 { (words.most_carried) small { (words.of_this_page) } }
                ul {
                    @for story in carried {
                        li { (title(story)) " " small { (with(words.outlets_count, &[&story.outlets])) } }
                    }
                }
            }
        }
    }
}
