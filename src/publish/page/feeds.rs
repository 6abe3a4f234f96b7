//! The page that lists the outputs.

use jiff::tz::TimeZone;
use maud::html;
use serde::Serialize;

use super::plain::document;
use crate::model::{Listed, Site, Timestamp, published_language};
use crate::publish::words::Words;

/// An output, as the list shows it.
#[derive(Debug, Clone, Serialize)]
pub struct ListedOutput<'a> {
    /// Title of the feed.
    pub title: &'a str,
    /// Its address, relative to the folder of all pages.
    pub file: &'a str,
    /// The media type.
    pub media_type: &'static str,
    /// How much is in it; `None` if it is not written yet.
    pub holds: Option<Listed>,
    /// When its bytes last changed.
    pub changed: Option<Timestamp>,
}

/// The place of the column of numbers.
const COUNTS: usize = 2;

/// Renders the list of the outputs. `root` is the relative way to the folder of all pages.
pub fn feeds(root: &str, site: &Site, outputs: &[ListedOutput<'_>]) -> String {
    let words = Words::for_site(site);
    let language = site.language.as_deref().and_then(published_language);
    let language = language.unwrap_or_else(|| words.language().to_owned());
    let content = html! {
        h1 { (site.title) }
        p { (words.about_feeds()) }
        @if outputs.is_empty() {
            p { (words.no_output()) }
        } @else {
            div.scroll role="region" aria-label=(words.feeds()) tabindex="0" {
                table {
                    thead { tr {
                        @for (place, column) in words.feed_columns().iter().enumerate() {
                            th.n[place == COUNTS] scope="col" { (column) }
                        }
                    } }
                    tbody {
                        @for output in outputs { tr {
                            td { a href={ (root) (encoded(output.file)) } { (output.title) } }
                            td { (format_of(output)) }
                            td.n { (count(output)) }
                            td { @match output.changed {
                                Some(at) => (moment(at, &site.timezone)),
                                None => (words.not_written()),
                            } }
                        } }
                    }
                }
            }
        }
    };
    document(root, &language, &site.title, &content).into_string()
}

/// The name of the format, from the media type.
fn format_of(output: &ListedOutput<'_>) -> &'static str {
    match output.media_type.split(';').next().unwrap_or_default() {
        "application/atom+xml" => "Atom",
        "application/rss+xml" => "RSS",
        "application/feed+json" => "JSON Feed",
        "text/x-opml" => "OPML",
        _ => "HTML",
    }
}

fn count(output: &ListedOutput<'_>) -> String {
    match output.holds {
        Some(Listed::Stories(count) | Listed::Sources(count)) => count.to_string(),
        None => String::new(),
    }
}

/// An instant in the zone of the site, as an element that machines can read, too.
fn moment(at: Timestamp, zone: &TimeZone) -> maud::Markup {
    let at = at.to_zoned(zone.clone());
    html! {
        time datetime=(at.strftime("%Y-%m-%dT%H:%M:%S%:z")) { (at.strftime("%Y-%m-%d %H:%M")) }
    }
}

/// Percent-encodes a file name for a relative address (RFC 3986 2.3).
fn encoded(name: &str) -> String {
    let bytes = name.bytes().map(|byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            char::from(byte).to_string()
        } else {
            format!("%{byte:02X}")
        }
    });
    bytes.collect()
}
