//! The page that lists the outputs.

use maud::{Markup, html};
use serde::Serialize;

use super::address::{Root, encoded};
use super::dates::Dates;
use super::layout::{Frame, SitePart, scrolling};
use crate::model::{Listed, Site, Timestamp};

/// An output, as the list shows it.
#[derive(Debug, Clone, Serialize)]
pub struct ListedOutput<'a> {
    /// Title of the feed.
    pub title: &'a str,
    /// Its address, relative to the folder of all pages.
    pub file: &'a str,
    /// Its format, for people.
    pub format: &'static str,
    /// The media type.
    pub media_type: &'static str,
    /// How much is in it; `None` if it is not written yet.
    pub holds: Option<Listed>,
    /// When its bytes last changed.
    pub changed: Option<Timestamp>,
}

/// Renders the list of the outputs. `root` is the relative way to the folder of all pages.
pub fn feeds(root: &str, site: &Site, outputs: &[ListedOutput<'_>]) -> String {
    let root = Root(root);
    let dates = Dates::of(site);
    let words = dates.words;
    let content = html! {
        h1 { (words.feeds) }
        p.lead { (words.about_feeds) }
        @if outputs.is_empty() { p { (words.no_output) } }
        @else { (scrolling(words.feeds, &table(root, dates, outputs))) }
    };
    let frame = Frame {
        json: Some("feeds.json"),
        ..Frame::new(site, root, words.feeds, SitePart::Feeds)
    };
    frame.around(&content)
}

fn table(root: Root<'_>, dates: Dates<'_>, outputs: &[ListedOutput<'_>]) -> Markup {
    let words = dates.words;
    html! {
        table.list {
            thead {
                tr {
                    th scope="col" { (words.feed) }
                    th scope="col" { (words.format) }
                    th.num scope="col" { (words.entries) }
                    th scope="col" { (words.last_change) }
                }
            }
            tbody {
                @for output in outputs {
                    tr {
                        th scope="row" { a href=(root.to(&encoded(output.file))) { (output.title) } }
                        td { (output.format) }
                        td.num { (count(output)) }
                        td {
                            @match output.changed {
                                Some(at) => (dates.time(at, &dates.moment(at))),
                                None => (words.not_written),
                            }
                        }
                    }
                }
            }
        }
    }
}

fn count(output: &ListedOutput<'_>) -> String {
    match output.holds {
        Some(Listed::Stories(count) | Listed::Sources(count) | Listed::Changes(count)) => {
            count.to_string()
        }
        None => String::new(),
    }
}
