//! The head, the navigation and the foot around the content of every page.

use maud::{DOCTYPE, Markup, PreEscaped, html};
use serde::Serialize;

use super::address::{Root, encoded};
use super::dates::Dates;
use super::style::{STYLE, policy, style_name};
use super::words::PageWords;
use crate::model::Site;
use crate::publish::feed::PublishedFeed;
use crate::publish::words::with;

/// The parts of the site that the navigation names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SitePart {
    Latest,
    Changes,
    Sources,
    Statistics,
    Feeds,
    /// A search, whose page has a form of its own.
    Search,
    /// None of them.
    Other,
}

/// An output, as every page names it to the browser.
#[derive(Debug, Clone, Serialize)]
pub struct FeedLink {
    /// Title of the feed.
    pub title: String,
    /// Its file name.
    pub file: String,
    /// Its format, for people.
    pub format: &'static str,
    /// Its media type.
    pub media_type: &'static str,
}

/// A page of `serve`, without its content.
#[derive(Debug, Clone, Copy)]
pub(super) struct Frame<'a> {
    pub(super) site: &'a Site,
    pub(super) dates: Dates<'a>,
    pub(super) root: Root<'a>,
    /// The title; that of the site comes behind it.
    pub(super) title: &'a str,
    pub(super) part: SitePart,
    /// Feeds of the same content.
    pub(super) feeds: &'a [FeedLink],
    /// The form for programs, relative to the folder of all pages.
    pub(super) json: Option<&'a str>,
    /// Classes of the content: `story` for a page of one story, `src` for others with a heading.
    pub(super) class: &'static str,
    /// The Referrer Policy: to which sites a browser may name the page.
    pub(super) referrer: &'static str,
}

impl<'a> Frame<'a> {
    /// A frame in the words of a site.
    pub(super) fn new(site: &'a Site, root: Root<'a>, title: &'a str, part: SitePart) -> Self {
        Self {
            site,
            dates: Dates::of(site),
            root,
            title,
            part,
            feeds: &[],
            json: None,
            class: "src",
            referrer: "no-referrer",
        }
    }

    /// The whole page.
    pub(super) fn around(self, content: &Markup) -> String {
        let Self { site, root, .. } = self;
        let words = self.dates.words;
        let title = if self.title == site.title {
            site.title.clone()
        } else {
            format!("{} · {}", self.title, site.title)
        };
        let page = html! {
            (DOCTYPE)
            html lang=(words.tag(site)) {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width,initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    meta name="referrer" content=(self.referrer);
                    title { (title) }
                    link rel="icon" href="data:,";
                    link rel="stylesheet" href=(root.to(&format!("-/{}", style_name())));
                    @for feed in self.feeds {
                        link rel="alternate" type=(feed.media_type) title=(feed.title)
                            href=(root.to(&encoded(&feed.file)));
                    }
                }
                body {
                    (skip(words))
                    header.top {
                        div.page {
                            strong { a href=(root.to("")) { (site.title) } }
                            (self.navigation())
                            @if self.part != SitePart::Search {
                                form action=(root.to("search")) role="search" {
                                    input type="search" name="q" aria-label=(words.search)
                                        placeholder=(words.search_hint);
                                    button { (words.search) }
                                }
                            }
                        }
                    }
                    main #main class={ "page " (self.class) } { (content) }
                    (footer(self.dates, &html! {
                        @if let Some(json) = self.json {
                            a href=(root.to(json)) { (words.as_json) }
                        }
                    }))
                }
            }
        };
        page.into_string()
    }

    fn navigation(self) -> Markup {
        let words = self.dates.words;
        let parts = [
            (SitePart::Latest, "", words.latest),
            (SitePart::Changes, "changes", words.changes),
            (SitePart::Sources, "sources", words.sources),
            (SitePart::Statistics, "stats", words.statistics),
            (SitePart::Feeds, "feeds", words.feeds),
        ];
        html! {
            nav aria-label=(words.main_pages) {
                ul {
                    @for (part, path, name) in parts {
                        @let current = (part == self.part).then_some("page");
                        li { a href=(self.root.to(path)) aria-current=[current] { (name) } }
                    }
                }
            }
        }
    }
}

/// A page that stands alone: its style is within, and the policy allows nothing else.
pub(super) fn alone(
    site: &Site,
    dates: Dates<'_>,
    feed: &PublishedFeed,
    content: &Markup,
) -> Markup {
    let id = html! { meta name="id" content=(feed.id.as_str()); };
    standing_alone(
        (site, dates),
        feed.title.as_str(),
        &id,
        &site_link(feed),
        content,
    )
}

/// A page that stands alone and is no output: the numbers of `stats --html`.
pub(super) fn alone_without_feed(
    site: &Site,
    dates: Dates<'_>,
    title: &str,
    content: &Markup,
) -> Markup {
    let link = html! { a href=(site.url.to_string()) { (site.title) } };
    let title = format!("{title} · {}", site.title);
    standing_alone((site, dates), &title, &html! {}, &link, content)
}

fn standing_alone(
    (site, dates): (&Site, Dates<'_>),
    title: &str,
    id: &Markup,
    link: &Markup,
    content: &Markup,
) -> Markup {
    let words = dates.words;
    let version = env!("CARGO_PKG_VERSION");
    html! {
        (DOCTYPE)
        html lang=(words.tag(site)) {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(policy(STYLE));
                meta name="viewport" content="width=device-width,initial-scale=1";
                meta name="generator" content={ (env!("CARGO_PKG_NAME")) " " (version) };
                (id)
                meta name="color-scheme" content="light dark";
                meta name="referrer" content="no-referrer";
                link rel="icon" href="data:,";
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                (skip(words))
                header.top { div.page { strong { (link) } } }
                main.page.alone #main { (content) }
                (footer(dates, &html! {}))
            }
        }
    }
}

fn site_link(feed: &PublishedFeed) -> Markup {
    html! {
        @if let Some(address) = &feed.site_address {
            a href=(address.as_str()) { (feed.title.as_str()) }
        } @else { (feed.title.as_str()) }
    }
}

fn skip(words: &PageWords) -> Markup {
    html! { a.skip href="#main" { (words.skip) } }
}

/// The last lines of a page; `more` comes between the zone and the version.
fn footer(dates: Dates<'_>, more: &Markup) -> Markup {
    html! {
        footer {
            div.page {
                span { (with(dates.words.times_are, &[&dates.zone_name()])) }
                (more)
                span { (env!("CARGO_PKG_NAME")) " " (env!("CARGO_PKG_VERSION")) }
            }
        }
    }
}

/// The head of a section, with a rule above.
pub(super) fn head(title: &str) -> Markup {
    html! { h2.h { (title) } }
}

/// The head of a section, with a link to more.
pub(super) fn head_with_link(title: &str, href: &str, said: &str) -> Markup {
    html! { h2.h { (title) a href=(href) { (said) } } }
}

/// A table that scrolls sideways on a narrow screen: with a name, and reachable by the keyboard.
pub(super) fn scrolling(name: &str, table: &Markup) -> Markup {
    html! {
        div.scroll tabindex="0" role="region" aria-label=(name) { (table) }
    }
}
