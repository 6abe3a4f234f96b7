//! Parses documents: bytes → entries as the publisher sent them, with a warning for everything
//! that was repaired or left out.
//!
//! [`decode`](mod@decode) decodes the bytes, `sniff` recognises the kind of document, and a parser
//! reads it. Nothing here panics, recurses on input, or invents an id; bad input costs at most its
//! own document. No other module uses feed-rs or YAML.
//!
//! Two parsers read every RSS, Atom and CDF document, and `document` merges their entries:
//!
//! - The lenient parser (`lenient`) decides which entries and fields there are, also in a broken
//!   document. It gives everything but the fields below, and all fields if feed-rs fails.
//! - feed-rs (`feed`) gives the bodies of `summary` and `content` if they are escaped or XHTML,
//!   and the names of authors. It also gives the enclosures if the lenient parser finds none, such
//!   as a `media:player`. It does not see JSON Feed and posts.

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
mod garbled;
mod json;
mod lenient;
mod loose;
mod markup;
mod oldest_first;
mod portions;
mod post;
mod references;
mod relative;
mod repair;
mod sniff;
mod subscriptions;
mod title;

use std::borrow::Cow;

use encoding_rs::Encoding;
use jiff::tz::TimeZone;
use url::Url;

use decode::Decoded;
use sniff::DocumentKind;

use crate::model::{FeedHead, ParsedFeed, RawEntry};

pub use error::Error;
pub use garbled::is_garbled;
pub use subscriptions::{Subscription, Subscriptions};

/// Most characters of a warning, or of the message of a library in an error.
const MAX_WARNING: usize = 300;

/// Everything that a parser needs to know about a document besides its bytes.
#[derive(Debug, Clone, Copy)]
pub struct DocumentContext<'a> {
    /// `Content-Type` as the server sent it.
    pub content_type: Option<&'a str>,
    /// The source's `charset`.
    pub charset: Option<&'static Encoding>,
    /// Zone of dates without one.
    pub timezone: &'a TimeZone,
    /// Address of the document; the base of relative addresses.
    pub base: Option<&'a Url>,
}

/// The local file of a post.
#[derive(Debug, Clone, Copy)]
pub struct PostFile<'a> {
    /// Path below the fixed part of the source's pattern: the guid of a post without one.
    pub path: &'a str,
    /// Base name.
    pub name: &'a str,
}

/// A parsed post.
#[derive(Debug)]
pub struct ParsedPost {
    /// The post as an entry.
    pub entry: RawEntry,
    /// WHATWG name of the encoding that was used for the bytes.
    pub encoding: &'static str,
    /// What was repaired, replaced or left out, one sentence each.
    pub warnings: Vec<String>,
}

/// A feed that a web page offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundFeed {
    /// Its address; http or https.
    pub url: Url,
    /// Its title on the page.
    pub title: Option<String>,
    /// How it was found.
    pub found: FoundBy,
}

/// How a feed was found, the most certain first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FoundBy {
    /// `<link rel="alternate" type="application/rss+xml">` or the like, or the header field
    /// `Link`.
    LinkElement,
    /// A link in the body whose address looks like that of a feed, or whose text says that it is
    /// one.
    BodyLink,
    /// A frame, or the target of an HTML redirect: if it is not a feed, it may offer some.
    Page,
    /// A path at which many sites have a feed. The page does not mention it, so only a request
    /// shows whether it exists.
    CommonPath,
}

/// Parses a feed document of any format: RSS, Atom or JSON Feed.
pub fn parse(document: &[u8], context: &DocumentContext<'_>) -> Result<ParsedFeed, Error> {
    parse_each(document, context, std::convert::identity)
}

/// Parses a feed document as [`parse`] does, and passes its entries through `each`.
///
/// A caller that shortens them there never has all texts of a long document in memory. `each` may
/// be called twice for an entry; the result of the first call is then dropped.
pub fn parse_each<T>(
    document: &[u8],
    context: &DocumentContext<'_>,
    each: impl FnMut(RawEntry) -> T,
) -> Result<ParsedFeed<T>, Error> {
    if let Some(what) = sniff::binary_format(document) {
        return Err(Error::Other(what));
    }
    let Decoded {
        text,
        encoding,
        mut warnings,
    } = decode::decode(document, context);
    let (zone, base) = (context.timezone, context.base);
    let mut parsed = match sniff::kind(&text) {
        DocumentKind::Feed => {
            let text = references::with_pairs_joined(without_xml_declaration(&text));
            document::read(&text, zone, base, each)?
        }
        DocumentKind::Json => json::read(&text, zone, base)?.map_entries(each),
        other => return Err(no_feed(other, &text, context)),
    };
    encoding.clone_into(&mut parsed.head.encoding);
    warnings.append(&mut parsed.warnings);
    parsed.warnings = printable(&warnings);
    Ok(parsed)
}

/// Reads a list of subscriptions: OPML, the `urls` file of newsboat, or one address on each line.
///
/// It never fails: a document that is no such list has no feeds.
pub fn subscriptions(document: &[u8], context: &DocumentContext<'_>) -> Subscriptions {
    subscriptions::read(&decode::decode(document, context).text)
}

/// Parses a post: front matter between two lines `---`, then HTML.
pub fn parse_post(
    document: &[u8],
    context: &DocumentContext<'_>,
    file: PostFile<'_>,
) -> Result<ParsedPost, Error> {
    let decoded = decode::decode(document, context);
    if decoded.text.trim().is_empty() {
        return Err(Error::NoFrontMatter("it is empty"));
    }
    let post = post::read(&decoded, context, file)?;
    Ok(ParsedPost {
        warnings: printable(&post.warnings),
        ..post
    })
}

/// Decodes a web page. The error says what the bytes are if they are certainly not a page.
pub fn page<'a>(
    document: &'a [u8],
    context: &DocumentContext<'_>,
) -> Result<Cow<'a, str>, &'static str> {
    match sniff::binary_format(document) {
        Some(what) => Err(what),
        None => Ok(decode::decode_page(document, context).text),
    }
}

/// Finds the feeds that a response offers: first those of its header fields `Link` and of its
/// `link` elements, then links in its body, frames, feeds of comments, and common paths.
///
/// If the body is not a web page, only the header fields count. `links` are the values of `Link`,
/// `context.base` is the address of the page.
pub fn discover(page: &[u8], links: &[String], context: &DocumentContext<'_>) -> Vec<FoundFeed> {
    let mut feeds = discover::header_feeds(links, context.base);
    let decoded = decode::decode(page, context);
    if sniff::kind(&decoded.text) == DocumentKind::WebPage {
        let named = discover::feeds(&decoded.text, context.base);
        let is_new = |feed: &FoundFeed| feeds.iter().all(|known| known.url != feed.url);
        let named: Vec<FoundFeed> = named.into_iter().filter(is_new).collect();
        feeds.extend(named);
    }
    feeds
}

/// Adds to the metadata of a feed what the `Link` header fields of the response say about its
/// WebSub hub and its own address. They come before what the document says (W3C WebSub 4).
///
/// `links` are the values of `Link`, `base` is the address of the response.
pub fn add_header_links(head: &mut FeedHead, links: &[String], base: &Url) {
    let link = |relation| discover::header_link(links, relation, Some(base)).map(String::from);
    head.hub = link("hub").or(head.hub.take());
    head.own_address = link("self").or(head.own_address.take());
}

/// Removes the scheme `feed:`, which some pages use for the addresses of their feeds; `None` if
/// the address has another scheme.
pub fn without_feed_scheme(address: &str) -> Option<String> {
    discover::without_feed_scheme(address)
}

fn no_feed(kind: DocumentKind<'_>, text: &str, context: &DocumentContext<'_>) -> Error {
    match kind {
        DocumentKind::Empty => Error::Empty,
        DocumentKind::WebPage => Error::WebPage {
            title: discover::page_title(text),
            feeds: discover::feeds(text, context.base),
        },
        DocumentKind::Xml(root) => {
            let root = clean::line(root, 40).unwrap_or_default();
            Error::OtherFormat(format!("XML with the root `{root}`"))
        }
        DocumentKind::Text | DocumentKind::Feed | DocumentKind::Json => Error::Other("plain text"),
    }
}

/// Makes warnings safe to display: some quote the document, which may contain any character.
fn printable(warnings: &[String]) -> Vec<String> {
    let lines = warnings.iter();
    lines
        .filter_map(|warning| clean::line(warning, MAX_WARNING))
        .collect()
}

/// Returns the text after its XML declaration, whose encoding is wrong for decoded text.
fn without_xml_declaration(text: &str) -> &str {
    let declaration = text.find("<?xml").filter(|at| text.find('<') == Some(*at));
    declaration
        .and_then(|at| text.get(at..)?.split_once("?>"))
        .map_or(text, |(_, rest)| rest)
}
