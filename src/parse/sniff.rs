//! Recognises the kind of a document by its beginning.

use super::markup::{Piece, Tag, pieces};

/// The kinds of documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DocumentKind<'a> {
    /// Nothing but white space.
    Empty,
    /// A JSON object.
    Json,
    /// XML with the root element of a feed format.
    Feed,
    /// HTML.
    WebPage,
    /// XML with another root element; its name.
    Xml(&'a str),
    /// No markup at all.
    Text,
}

/// Root elements of feed formats, compared without prefix and case. `channel` is the root of CDF,
/// or of RSS 0.9 without its root; `entry` is that of an Atom entry document.
const FEED_ROOTS: &[&str] = &["rss", "rdf", "feed", "channel", "entry", "item"];

/// Most bytes of junk before a feed, such as the beginning of a page template. A page that quotes
/// a feed, or has a licence in RDF, has it further down.
const JUNK_BYTES: usize = 2048;

/// Whether a root element is certainly that of a feed even after the beginning of a web page.
/// `rdf` needs the namespace of RSS 1.0: licences are RDF too.
fn is_certain(tag: Tag<'_>, local: &str) -> bool {
    let namespace = tag.attribute("xmlns").unwrap_or_default();
    let is = |name: &str| local.eq_ignore_ascii_case(name);
    is("rss") || is("feed") || (is("rdf") && namespace.contains("/rss/"))
}

/// Recognises the kind of a text by its first tags.
pub(super) fn kind(text: &str) -> DocumentKind<'_> {
    if text.trim_start_matches(is_blank).is_empty() {
        return DocumentKind::Empty;
    }
    if json_start(text).is_some() {
        return DocumentKind::Json;
    }
    let mut first = None;
    let mut page = false;
    let mut stream = pieces(text);
    while let Some(piece) = stream.next() {
        let Piece::Start(tag) = piece else { continue };
        let name = local(tag.name);
        if is_feed_root(tag.name) && (!page || is_certain(tag, name)) {
            return DocumentKind::Feed;
        }
        page = page || name.eq_ignore_ascii_case("html") || name.eq_ignore_ascii_case("body");
        if page && stream.offset() > JUNK_BYTES {
            break;
        }
        first = first.or(Some(name));
    }
    match first {
        _ if page => DocumentKind::WebPage,
        Some(name) if is_html(name) => DocumentKind::WebPage,
        Some(name) => DocumentKind::Xml(name),
        None => DocumentKind::Text,
    }
}

/// Whether a character is white space or a byte order mark; some documents have several marks.
pub(super) fn is_blank(c: char) -> bool {
    c.is_whitespace() || c == '\u{feff}'
}

/// Returns the offset of the JSON object at the beginning of a document, or of a JSON Feed after a
/// little junk, such as warnings of a PHP program or a prefix that prevents execution as a script.
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

/// Whether an element of this name, with or without prefix, may be the root of a feed.
pub(super) fn is_feed_root(name: &str) -> bool {
    let name = local(name);
    FEED_ROOTS
        .iter()
        .any(|root| root.eq_ignore_ascii_case(name))
}

/// Returns a name without its prefix.
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

/// Describes the format of bytes that are not text; `None` if they may be text.
pub(super) fn binary_format(bytes: &[u8]) -> Option<&'static str> {
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
