//! The feeds a web page offers, best first.

use url::Url;

use super::field::MAX_LINE;
use super::markup::{Piece, Tag, pieces};
use super::{FoundBy, FoundFeed, clean, plain};

/// Most feeds offered; a blog directory links to thousands.
const MAX_FEEDS: usize = 50;
/// Pages are looked at this far.
const MAX_PAGE_BYTES: usize = 2 * 1024 * 1024;

/// Media types of `link` elements that name a feed.
const FEED_TYPES: &[&str] = &[
    "application/rss+xml",
    "application/atom+xml",
    "application/feed+json",
    "application/rdf+xml",
    "application/x.atom+xml",
    "application/x-atom+xml",
    "text/rss+xml",
    "text/rss",
    "text/atom",
];

/// Where the common publishing programs put their feeds, most common first.
const COMMON_PATHS: &[&str] = &[
    "/feed",
    "/rss.xml",
    "/atom.xml",
    "/feed.xml",
    "/index.xml",
    "/rss",
    "/feed.json",
    "/feeds/posts/default",
];

/// Reads a page's `link` elements, then links in its body that look like feeds, then guesses.
pub(super) fn feeds(page: &str, address: Option<&Url>) -> Vec<FoundFeed> {
    let page = bounded(page);
    let mut base = address.cloned();
    let (mut declared, mut linked) = (Vec::new(), Vec::new());
    let mut stream = pieces(page);
    while let Some(piece) = stream.next() {
        let Piece::Start(tag) = piece else { continue };
        if tag.name.eq_ignore_ascii_case("base") {
            if let Some(href) = value(tag, "href") {
                base = resolved(base.as_ref(), &href).or(base);
            }
        } else if tag.name.eq_ignore_ascii_case("link") {
            declared.extend(declared_feed(tag, base.as_ref()));
        } else if tag.name.eq_ignore_ascii_case("a") {
            linked.extend(linked_feed(tag, stream.clone().next(), base.as_ref()));
        }
    }
    let guessed = address.into_iter().flat_map(guesses);
    let mut feeds: Vec<FoundFeed> = Vec::new();
    for feed in declared.into_iter().chain(linked).chain(guessed) {
        if feeds.len() < MAX_FEEDS && feeds.iter().all(|known| known.url != feed.url) {
            feeds.push(feed);
        }
    }
    feeds
}

/// The `title` of a page.
pub(super) fn page_title(page: &str) -> Option<String> {
    let mut stream = pieces(bounded(page));
    let title = |piece: &Piece<'_>| matches!(piece, Piece::Start(tag) if tag.name.eq_ignore_ascii_case("title"));
    stream.find(title)?;
    match stream.next()? {
        Piece::Text(text) => clean::line(&plain::resolve(text), MAX_LINE),
        _ => None,
    }
}

fn bounded(page: &str) -> &str {
    page.get(..page.floor_char_boundary(MAX_PAGE_BYTES))
        .unwrap_or(page)
}

fn value(tag: Tag<'_>, name: &str) -> Option<String> {
    clean::line(&plain::resolve(tag.attribute(name)?), MAX_LINE)
}

fn resolved(base: Option<&Url>, href: &str) -> Option<Url> {
    let url = match base {
        Some(base) => base.join(href).ok()?,
        None => Url::parse(href).ok()?,
    };
    matches!(url.scheme(), "http" | "https").then_some(url)
}

fn declared_feed(tag: Tag<'_>, base: Option<&Url>) -> Option<FoundFeed> {
    let rel = value(tag, "rel")?.to_ascii_lowercase();
    let kind = value(tag, "type").unwrap_or_default().to_ascii_lowercase();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    let mut rels = rel.split_ascii_whitespace();
    let is_feed = rels.clone().any(|rel| rel == "feed")
        || (rels.any(|rel| rel == "alternate")
            && (FEED_TYPES.contains(&kind)
                || (kind == "application/json" && value(tag, "href")?.contains("feed"))));
    if !is_feed {
        return None;
    }
    Some(FoundFeed {
        url: resolved(base, &value(tag, "href")?)?,
        title: value(tag, "title"),
        found: FoundBy::LinkElement,
    })
}

fn linked_feed(tag: Tag<'_>, behind: Option<Piece<'_>>, base: Option<&Url>) -> Option<FoundFeed> {
    let url = resolved(base, &value(tag, "href")?)?;
    if !looks_like_feed(&url) {
        return None;
    }
    let title = value(tag, "title").or_else(|| match behind? {
        Piece::Text(text) => clean::line(&plain::resolve(text), MAX_LINE),
        _ => None,
    });
    Some(FoundFeed {
        url,
        title,
        found: FoundBy::BodyLink,
    })
}

/// Whether a link's path ends like a feed's: a file type of its own, or a last part named so.
fn looks_like_feed(url: &Url) -> bool {
    let path = url.path().to_ascii_lowercase();
    let last = path
        .trim_end_matches('/')
        .rsplit('/')
        .next()
        .unwrap_or_default();
    let (stem, kind) = last.rsplit_once('.').unwrap_or((last, ""));
    match kind {
        "rss" | "atom" | "rdf" => true,
        "xml" | "json" | "php" | "aspx" => ["rss", "feed", "atom", "index.rdf"]
            .iter()
            .any(|word| stem.contains(word)),
        _ => matches!(last, "rss" | "feed" | "atom" | "feeds" | "rss2"),
    }
}

fn guesses(page: &Url) -> impl Iterator<Item = FoundFeed> {
    let here = format!("{}/feed", page.path().trim_end_matches('/'));
    let beside = (page.path() != "/")
        .then(|| page.join(&here).ok())
        .flatten();
    let common = COMMON_PATHS.iter().filter_map(|path| page.join(path).ok());
    common.chain(beside).map(|mut url| {
        url.set_query(None);
        url.set_fragment(None);
        FoundFeed {
            url,
            title: None,
            found: FoundBy::CommonPath,
        }
    })
}
