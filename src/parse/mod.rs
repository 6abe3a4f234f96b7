//! Bytes to entries as the publisher sent them, with a warning for everything repaired or left
//! out.
//!
//! Decoding comes first ([`mod@decode`]), then the kind of document is told by how it starts, then
//! it is read. The only user of feed-rs and of YAML. Nothing here panics, recurses on input or
//! makes up an id; bad input costs at most the document it stands in.

mod base64;
mod clean;
mod date;
mod decode;
mod discover;
mod document;
mod entry;
mod error;
mod escaping;
mod feed;
mod field;
mod front_matter;
mod json;
mod loose;
mod markup;
mod oldest_first;
mod outline;
mod post;
mod references;
mod relative;
mod repair;
mod sniff;
mod title;

use std::borrow::Cow;

use encoding_rs::Encoding;
use jiff::tz::TimeZone;
use url::Url;

use decode::Decoded;
use sniff::Kind;

use crate::model::{ParsedFeed, RawEntry};

pub use error::Error;

/// Most characters of a warning, or of another program's words in an error.
const MAX_WARNING: usize = 300;

/// What is known about a document besides its bytes.
#[derive(Debug, Clone, Copy)]
pub struct Reading<'a> {
    /// `Content-Type` as the server sent it.
    pub content_type: Option<&'a str>,
    /// The source's `charset`.
    pub charset: Option<&'static Encoding>,
    /// Zone of dates written without one.
    pub timezone: &'a TimeZone,
    /// Where the document came from; relative addresses count from it.
    pub base: Option<&'a Url>,
}

/// The local file a post was read from.
#[derive(Debug, Clone, Copy)]
pub struct PostFile<'a> {
    /// Path below the fixed part of the source's pattern: the guid of a post that states none.
    pub path: &'a str,
    /// Base name.
    pub name: &'a str,
}

/// A post, read.
#[derive(Debug)]
pub struct ParsedPost {
    /// The post as an entry.
    pub entry: RawEntry,
    /// WHATWG name of the encoding the bytes were read as.
    pub encoding: &'static str,
    /// What had to be repaired, replaced or left out, one sentence each.
    pub warnings: Vec<String>,
}

/// A feed that a web page offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundFeed {
    /// Its address; http or https.
    pub url: Url,
    /// What the page calls it.
    pub title: Option<String>,
    /// How it was found.
    pub found: FoundBy,
}

/// How sure a page is to offer a feed, surest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FoundBy {
    /// `<link rel="alternate" type="application/rss+xml">` or the like, or the header field
    /// `Link`.
    LinkElement,
    /// A link in the body whose address looks like a feed's, or that says so.
    BodyLink,
    /// A frame, or the page that this one sends browsers to: if that is no feed, it may offer
    /// some.
    Page,
    /// Nothing on the page: a path where many sites have one. Ask before believing it.
    CommonPath,
}

/// Reads a feed document of any format: RSS, Atom or JSON Feed.
pub fn parse(document: &[u8], reading: &Reading<'_>) -> Result<ParsedFeed, Error> {
    if let Some(what) = sniff::binary(document) {
        return Err(Error::Other(what));
    }
    let Decoded {
        text,
        encoding,
        mut warnings,
    } = decode::decode(document, reading);
    let (zone, base) = (reading.timezone, reading.base);
    let mut parsed = match sniff::kind(&text) {
        Kind::Feed => {
            let text = references::with_pairs_joined(undeclared(&text));
            document::read(&text, zone, base)?
        }
        Kind::Json => json::read(&text, zone, base)?,
        other => return Err(no_feed(other, &text, reading)),
    };
    encoding.clone_into(&mut parsed.head.encoding);
    warnings.append(&mut parsed.warnings);
    parsed.warnings = shown(&warnings);
    Ok(parsed)
}

/// Reads a post: front matter between two lines `---`, then HTML.
pub fn parse_post(
    document: &[u8],
    reading: &Reading<'_>,
    file: PostFile<'_>,
) -> Result<ParsedPost, Error> {
    let decoded = decode::decode(document, reading);
    if decoded.text.trim().is_empty() {
        return Err(Error::Empty);
    }
    let post = post::read(&decoded, reading, file)?;
    Ok(ParsedPost {
        warnings: shown(&post.warnings),
        ..post
    })
}

/// A web page as text, whatever its encoding; what the bytes are instead if they surely are no
/// page.
pub fn page<'a>(document: &'a [u8], reading: &Reading<'_>) -> Result<Cow<'a, str>, &'static str> {
    match sniff::binary(document) {
        Some(what) => Err(what),
        None => Ok(decode::decode_page(document, reading).text),
    }
}

/// The feeds that an answer offers: those of its header fields `Link` and of its link elements
/// first, then links in its body, frames and feeds of comments, then common paths.
///
/// Anything but a web page offers only what its headers name. `links` are the values of `Link`,
/// `reading.base` is the address of the page.
pub fn discover(page: &[u8], links: &[String], reading: &Reading<'_>) -> Vec<FoundFeed> {
    let mut feeds = discover::of_headers(links, reading.base);
    let decoded = decode::decode(page, reading);
    if sniff::kind(&decoded.text) == Kind::WebPage {
        let named = discover::feeds(&decoded.text, reading.base);
        let is_new = |feed: &FoundFeed| feeds.iter().all(|known| known.url != feed.url);
        let named: Vec<FoundFeed> = named.into_iter().filter(is_new).collect();
        feeds.extend(named);
    }
    feeds
}

/// An address without the scheme `feed:`, in which some pages write those of their feeds; `None`
/// if it has another one.
pub fn without_feed_scheme(address: &str) -> Option<String> {
    discover::without_feed_scheme(address)
}

fn no_feed(kind: Kind<'_>, text: &str, reading: &Reading<'_>) -> Error {
    match kind {
        Kind::Empty => Error::Empty,
        Kind::WebPage => Error::WebPage {
            title: discover::page_title(text),
            feeds: discover::feeds(text, reading.base),
        },
        Kind::Xml(root) => {
            let root = clean::line(root, 40).unwrap_or_default();
            Error::OtherFormat(format!("XML with the root `{root}`"))
        }
        Kind::Text | Kind::Feed | Kind::Json => Error::Other("plain text"),
    }
}

/// Warnings as people may read them: some quote the document, which may hold anything.
fn shown(warnings: &[String]) -> Vec<String> {
    let lines = warnings.iter();
    lines
        .filter_map(|warning| clean::line(warning, MAX_WARNING))
        .collect()
}

/// The text behind its XML declaration, which names an encoding that no longer holds.
fn undeclared(text: &str) -> &str {
    let declaration = text.find("<?xml").filter(|at| text.find('<') == Some(*at));
    declaration
        .and_then(|at| text.get(at..)?.split_once("?>"))
        .map_or(text, |(_, rest)| rest)
}
