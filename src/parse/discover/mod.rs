//! Finds the feeds that a web page offers, the best first.

mod header;

use url::Url;

use super::field::MAX_LINE;
use super::markup::{Piece, Pieces, Tag, pieces};
use super::{FoundBy, FoundFeed, clean, references};

/// Most feeds of one page; a directory of blogs links to thousands.
const MAX_FEEDS: usize = 50;
/// Bytes of a page that are searched.
const MAX_PAGE_BYTES: usize = 2 * 1024 * 1024;
/// Most pieces of the page that are read as the content of one link.
const MAX_LINK_PIECES: usize = 20;

/// Media types that only feeds have.
const FEED_TYPES: &[&str] = &[
    "application/rss+xml",
    "application/atom+xml",
    "application/feed+json",
    "application/rdf+xml",
    "application/x.atom+xml",
    "application/x-atom+xml",
    "application/rss",
    "application/atom",
    "application/x-rss+xml",
    "text/rss+xml",
    "text/atom+xml",
    "text/rss",
    "text/atom",
];

/// Media types that feeds and other documents have.
const XML_TYPES: &[&str] = &["text/xml", "application/xml"];

/// Paths at which common publishing programs have their feeds, the most common first.
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

/// A link on a page or in a header field, with its attributes.
#[derive(Debug, Default)]
struct Link {
    href: String,
    /// In lower case.
    rel: String,
    kind: Option<String>,
    title: Option<String>,
    language: Option<String>,
    media: Option<String>,
    /// Whether it is a link of another document than the one that came.
    has_anchor: bool,
}

/// The feeds that were found on a page, by certainty.
#[derive(Debug, Default)]
struct Offers {
    declared: Vec<FoundFeed>,
    linked: Vec<FoundFeed>,
    /// Links with `rel="alternate"` and no media type.
    alternates: Vec<FoundFeed>,
    pages: Vec<FoundFeed>,
}

/// Returns the feeds in the `Link` header fields of a response.
pub(super) fn header_feeds(links: &[String], address: Option<&Url>) -> Vec<FoundFeed> {
    let mut offers = Offers::default();
    for link in links.iter().flat_map(|value| header::links(value)) {
        offers.add(&link, address);
    }
    offers.in_order()
}

/// Returns the first link of a relation in the `Link` header fields of a response, if it leads to
/// an address of the web.
pub(super) fn header_link(links: &[String], relation: &str, base: Option<&Url>) -> Option<Url> {
    let mut found = links.iter().flat_map(|value| header::links(value));
    // An `anchor` would make the link one of another document (RFC 8288 3.2).
    let link = found.find(|link| {
        let mut relations = link.rel.split_ascii_whitespace();
        !link.has_anchor && relations.any(|own| own == relation)
    })?;
    resolved(base, &link.href).filter(|url| matches!(url.scheme(), "http" | "https"))
}

/// Returns the feeds of a page: from `link` elements, from links in the body whose address or text
/// indicates a feed, and from frames; then common paths.
pub(super) fn feeds(page: &str, address: Option<&Url>) -> Vec<FoundFeed> {
    let page = bounded(page);
    let mut base = address.cloned();
    let mut offers = Offers::default();
    let mut stream = pieces(page);
    while let Some(piece) = stream.next() {
        let Piece::Start(tag) = piece else { continue };
        let is = |name: &str| tag.name.eq_ignore_ascii_case(name);
        if is("base") {
            if let Some(href) = value(tag, "href") {
                base = resolved(base.as_ref(), &href).or(base);
            }
        } else if is("link") {
            offers.add(&read_link(tag), base.as_ref());
        } else if is("a") || is("area") {
            // An `area` has no content.
            let text = if is("a") {
                link_text(stream.clone(), tag)
            } else {
                String::new()
            };
            offers.linked.extend(linked_feed(tag, &text, base.as_ref()));
        } else if is("frame") || is("iframe") {
            let target = value(tag, "src");
            offers.pages.extend(page_at(target, base.as_ref()));
        } else if is("meta") {
            offers.pages.extend(page_at(refresh(tag), base.as_ref()));
        }
    }
    let guessed = address.into_iter().flat_map(common_paths);
    let mut feeds: Vec<FoundFeed> = Vec::new();
    for feed in offers.in_order().into_iter().chain(guessed) {
        let is_page = address.is_some_and(|address| *address == feed.url);
        if feeds.len() < MAX_FEEDS && !is_page && feeds.iter().all(|known| known.url != feed.url) {
            feeds.push(feed);
        }
    }
    feeds
}

impl Offers {
    /// Adds a link if it may lead to a feed.
    fn add(&mut self, link: &Link, base: Option<&Url>) {
        let mut rels = link.rel.split_ascii_whitespace();
        let is_feed = rels.clone().any(|rel| rel == "feed");
        let is_alternate = rels.any(|rel| rel == "alternate");
        if !is_feed && !is_alternate {
            return;
        }
        let Some(url) = resolved(base, &link.href) else {
            return;
        };
        let kind = link
            .kind
            .as_deref()
            .unwrap_or_default()
            .to_ascii_lowercase();
        let kind = kind.split(';').next().unwrap_or_default().trim();
        let says_so = looks_like_feed(&url) || link.title.as_deref().is_some_and(says_feed);
        let is_other = link.language.is_some() || link.media.is_some();
        let is_sure = is_feed
            || FEED_TYPES.contains(&kind)
            || XML_TYPES.contains(&kind)
            || (kind == "application/json" && link.href.contains("feed"))
            || (kind.is_empty() && says_so);
        let feed = |found| FoundFeed {
            url,
            title: link.title.clone(),
            found,
        };
        if is_sure {
            self.declared.push(feed(FoundBy::LinkElement));
        } else if kind.is_empty() && !is_other {
            // With a language or a medium it would be another version of the page.
            self.alternates.push(feed(FoundBy::BodyLink));
        }
    }

    /// Returns the feeds, the most certain first; feeds of comments come after all others on the
    /// page.
    fn in_order(self) -> Vec<FoundFeed> {
        let named = self
            .declared
            .into_iter()
            .chain(self.linked)
            .chain(self.alternates);
        let (comments, own): (Vec<_>, Vec<_>) = named.partition(is_comment_feed);
        own.into_iter().chain(self.pages).chain(comments).collect()
    }
}

/// The `title` of a page.
pub(super) fn page_title(page: &str) -> Option<String> {
    let mut stream = pieces(bounded(page));
    let title = |piece: &Piece<'_>| matches!(piece, Piece::Start(tag) if tag.name.eq_ignore_ascii_case("title"));
    stream.find(title)?;
    match stream.next()? {
        Piece::Text(text) => clean::line(&references::resolve(text), MAX_LINE),
        _ => None,
    }
}

fn bounded(page: &str) -> &str {
    page.get(..page.floor_char_boundary(MAX_PAGE_BYTES))
        .unwrap_or(page)
}

fn value(tag: Tag<'_>, name: &str) -> Option<String> {
    clean::line(&references::resolve(tag.attribute(name)?), MAX_LINE)
}

/// Removes the scheme `feed:`, which opens a feed reader, from `feed://host/` and
/// `feed:https://host/`; `None` if the address has another scheme.
pub(super) fn without_feed_scheme(address: &str) -> Option<String> {
    let (scheme, rest) = address.trim().split_once(':')?;
    if !scheme.eq_ignore_ascii_case("feed") {
        return None;
    }
    match rest.strip_prefix("//") {
        Some(rest) => Some(format!("http://{rest}")),
        None => Some(rest.to_owned()),
    }
}

fn resolved(base: Option<&Url>, href: &str) -> Option<Url> {
    let plain = without_feed_scheme(href);
    let mut url = match base {
        Some(base) => base.join(plain.as_deref().unwrap_or(href)).ok()?,
        None => Url::parse(plain.as_deref().unwrap_or(href)).ok()?,
    };
    if plain.is_some()
        && let Some(base) = base
        && base.host() == url.host()
        && base.port() == url.port()
    {
        // `feed://` does not say whether to use TLS; the page of the same host does.
        url.set_scheme(base.scheme()).ok()?;
    }
    matches!(url.scheme(), "http" | "https").then_some(url)
}

fn read_link(tag: Tag<'_>) -> Link {
    Link {
        href: value(tag, "href").unwrap_or_default(),
        rel: value(tag, "rel").unwrap_or_default().to_ascii_lowercase(),
        kind: value(tag, "type"),
        title: value(tag, "title"),
        language: value(tag, "hreflang"),
        media: value(tag, "media"),
        has_anchor: false,
    }
}

/// Returns the text of a link, with the alternative texts of the pictures in it.
fn link_text(stream: Pieces<'_>, link: Tag<'_>) -> String {
    let mut content = String::new();
    if link.empty {
        return content;
    }
    for piece in stream.take(MAX_LINK_PIECES) {
        match piece {
            Piece::Text(text) => content.push_str(&references::resolve(text)),
            Piece::Start(tag) if tag.name.eq_ignore_ascii_case("a") => break,
            Piece::Start(tag) => {
                let said = ["alt", "title", "aria-label"].iter();
                let icon = value(tag, "class").filter(|class| says_feed(class));
                for said in said.filter_map(|name| value(tag, name)).chain(icon) {
                    content.push(' ');
                    content.push_str(&said);
                }
            }
            Piece::End(name) if name.eq_ignore_ascii_case("a") => break,
            _ => {}
        }
    }
    content
}

fn linked_feed(tag: Tag<'_>, content: &str, base: Option<&Url>) -> Option<FoundFeed> {
    let url = resolved(base, &value(tag, "href")?)?;
    let text = clean::line(content, MAX_LINE);
    let says_so = [
        value(tag, "title"),
        value(tag, "aria-label"),
        value(tag, "class"),
        value(tag, "alt"),
    ];
    let is_feed = looks_like_feed(&url)
        || value(tag, "href")?.starts_with("feed:")
        || text.as_deref().is_some_and(says_feed)
        || says_so.iter().flatten().any(|said| says_feed(said))
        || value(tag, "type").is_some_and(|kind| FEED_TYPES.contains(&kind.as_str()));
    is_feed.then(|| FoundFeed {
        url,
        title: value(tag, "title").or(text),
        found: FoundBy::BodyLink,
    })
}

/// Whether a short text says that its link leads to a feed. `subscribe` alone is not enough:
/// newsletters use it too.
fn says_feed(text: &str) -> bool {
    /// Longest such text, in characters. A sentence that only mentions feeds is longer.
    const MAX_LABEL_CHARS: usize = 40;
    let text = text.to_lowercase();
    if text.chars().count() > MAX_LABEL_CHARS {
        return false;
    }
    let words = text.split(|c: char| !c.is_ascii_alphanumeric());
    let is_word = |word: &str| matches!(word, "rss" | "rss2" | "atom" | "feed" | "feeds" | "rdf");
    let others = ["订阅", "訂閱", "聚合", "フィード", "購読", "피드", "구독"];
    words.into_iter().any(is_word) || others.iter().any(|word| text.contains(word))
}

/// Whether a feed has comments instead of articles.
fn is_comment_feed(feed: &FoundFeed) -> bool {
    let words = [
        "comment",
        "kommentar",
        "commentaire",
        "comentario",
        "commenti",
        "reacties",
        "评论",
        "評論",
        "留言",
        "回應",
        "回应",
        "replies",
        "コメント",
        "댓글",
        "комментари",
    ];
    let path = feed.url.path().to_ascii_lowercase();
    let query = feed.url.query().unwrap_or_default().to_ascii_lowercase();
    let title = feed.title.as_deref().unwrap_or_default().to_lowercase();
    path.contains("comment")
        || query.contains("comment")
        || words.iter().any(|word| title.contains(word))
}

/// Returns the address to which a `meta` element redirects browsers (`http-equiv="refresh"`).
fn refresh(tag: Tag<'_>) -> Option<String> {
    if !value(tag, "http-equiv")?.eq_ignore_ascii_case("refresh") {
        return None;
    }
    let content = value(tag, "content")?;
    let (_, rest) = content.split_once([';', ','])?;
    let rest = rest.trim();
    let target = match rest.get(..3) {
        Some(start) if start.eq_ignore_ascii_case("url") => {
            rest.get(3..)?.trim_start().strip_prefix('=')?.trim()
        }
        _ => rest,
    };
    Some(target.trim_matches(['\'', '"']).to_owned())
}

fn page_at(target: Option<String>, base: Option<&Url>) -> Option<FoundFeed> {
    let url = resolved(base, &target.filter(|target| !target.is_empty())?)?;
    Some(FoundFeed {
        url,
        title: None,
        found: FoundBy::Page,
    })
}

/// Whether the path of a link ends like that of a feed: with a file extension of feeds, or with a
/// segment such as `feed`.
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

fn common_paths(page: &Url) -> impl Iterator<Item = FoundFeed> {
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
