//! What kind of document some text or bytes are, by how they start.

use super::markup::{Piece, Tag, pieces};

/// What a text looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind<'a> {
    /// Nothing but white space.
    Empty,
    /// A JSON object.
    Json,
    /// XML whose root is one of a feed format.
    Feed,
    /// HTML.
    WebPage,
    /// XML with another root, named.
    Xml(&'a str),
    /// No markup at all.
    Text,
}

/// Roots of feed formats, compared without prefix and case. `channel` is RSS 0.9 cut off its root
/// or CDF, `entry` an Atom entry document.
const FEED_ROOTS: &[&str] = &["rss", "rdf", "feed", "channel", "entry", "item"];

/// What stands before a feed by mistake is short: the beginning of a page whose template was not
/// switched off. A page that shows a feed, or a licence in RDF, does so further down.
const JUNK_BYTES: usize = 2048;

/// Whether a root of a feed is one beyond doubt, though a web page seemed to start: licences are
/// RDF.
fn is_certain(tag: Tag<'_>, local: &str) -> bool {
    let namespace = tag.attribute("xmlns").unwrap_or_default();
    let is = |name: &str| local.eq_ignore_ascii_case(name);
    is("rss") || is("feed") || (is("rdf") && namespace.contains("/rss/"))
}

/// Looks at the first tags of a text.
pub(super) fn kind(text: &str) -> Kind<'_> {
    if text.trim_start_matches(is_blank).is_empty() {
        return Kind::Empty;
    }
    if json_start(text).is_some() {
        return Kind::Json;
    }
    let mut first = None;
    let mut page = false;
    let mut stream = pieces(text);
    while let Some(piece) = stream.next() {
        let Piece::Start(tag) = piece else { continue };
        let name = local(tag.name);
        if is_feed_root(tag.name) && (!page || is_certain(tag, name)) {
            return Kind::Feed;
        }
        page = page || name.eq_ignore_ascii_case("html") || name.eq_ignore_ascii_case("body");
        if page && stream.offset() > JUNK_BYTES {
            break;
        }
        first = first.or(Some(name));
    }
    match first {
        _ if page => Kind::WebPage,
        Some(name) if is_html(name) => Kind::WebPage,
        Some(name) => Kind::Xml(name),
        None => Kind::Text,
    }
}

/// White space, or a byte order mark, of which some documents have several.
pub(super) fn is_blank(c: char) -> bool {
    c.is_whitespace() || c == '\u{feff}'
}

/// Where a JSON object starts with which a document begins, or that is a JSON Feed behind a little
/// junk: the warnings of a PHP program, a guard against being run as a script.
pub(super) fn json_start(text: &str) -> Option<usize> {
    const MARKUP: &[&str] = &[
        "<html",
        "<!doctype",
        "<head",
        "<body",
        "<script",
        "<?xml",
        "<rss",
        "<feed",
        "<rdf",
        "<channel",
    ];
    let start = text.trim_start_matches(is_blank);
    if start.starts_with('{') {
        return Some(text.len() - start.len());
    }
    let near = text.get(..text.floor_char_boundary(JUNK_BYTES))?;
    let mut braces = near.match_indices('{').map(|(at, _)| at);
    let at = braces.find(|at| {
        let inside = text.get(at + 1..).unwrap_or_default();
        inside.trim_start().starts_with('"')
    })?;
    let junk = text.get(..at)?.to_ascii_lowercase();
    let json = text.get(at..)?;
    let is_feed = json.contains("\"items\"") || json.contains("jsonfeed.org/version");
    (is_feed && !MARKUP.iter().any(|tag| junk.contains(tag))).then_some(at)
}

/// Whether an element of this name, prefix or not, may be the root of a feed.
pub(super) fn is_feed_root(name: &str) -> bool {
    let name = local(name);
    FEED_ROOTS
        .iter()
        .any(|root| root.eq_ignore_ascii_case(name))
}

/// The name without its prefix.
pub(super) fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

fn is_html(name: &str) -> bool {
    [
        "head", "title", "meta", "script", "div", "p", "center", "h1", "br", "b", "font", "table",
    ]
    .iter()
    .any(|known| known.eq_ignore_ascii_case(name))
}

/// What bytes are that start like no text, for people.
pub(super) fn binary(bytes: &[u8]) -> Option<&'static str> {
    const MAGIC: &[(&[u8], &str)] = &[
        (b"\x89PNG", "a PNG image"),
        (b"\xff\xd8\xff", "a JPEG image"),
        (b"GIF8", "a GIF image"),
        (b"RIFF", "a media file"),
        (b"\x1f\x8b", "gzip-compressed data"),
        (b"BZh", "bzip2-compressed data"),
        (b"\x28\xb5\x2f\xfd", "zstd-compressed data"),
        (b"PK\x03\x04", "a ZIP archive"),
        (b"%PDF", "a PDF document"),
        (b"SQLite format 3", "an SQLite database"),
        (b"\x7fELF", "a program"),
        (b"ID3", "an MP3 file"),
        (b"OggS", "an Ogg file"),
    ];
    MAGIC
        .iter()
        .find(|(start, _)| bytes.starts_with(start))
        .map(|(_, what)| *what)
}
