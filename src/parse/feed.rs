//! A feed document to entries: the one place that calls feed-rs.

use std::panic::{AssertUnwindSafe, catch_unwind};

use feed_rs::model as read;
use feed_rs::parser;
use jiff::tz::TimeZone;
use url::Url;

use super::{clean, date, plain};
use crate::model::{
    Category, Enclosure, FeedHead, FeedKind, ParsedFeed, RawEntry, SkipTimes, Timestamp,
};

/// Most entries taken from one document.
pub(super) const MAX_ENTRIES: usize = 10_000;
/// Most characters kept of a title, a name or a category.
pub(super) const MAX_LINE: usize = 2_000;
/// Longest address or id kept; browsers and proxies stop far below.
pub(super) const MAX_ADDRESS: usize = 8_192;
/// Most categories, authors or enclosures kept of one entry.
pub(super) const MAX_LIST: usize = 100;

/// Why feed-rs gave nothing.
#[derive(Debug)]
pub(super) enum Refusal {
    /// Its own words.
    Unread(String),
    /// It panicked.
    Panicked,
}

/// Reads a document that is UTF-8 and declares nothing else.
pub(super) fn read(text: &str, zone: &TimeZone, base: Option<&Url>) -> Result<ParsedFeed, Refusal> {
    let zone_of_dates = zone.clone();
    let reader = parser::Builder::new()
        // An entry without an id must be seen to have none: the default makes up a random one.
        .id_generator(|_, _, _| String::new())
        .sanitize_content(false)
        .base_uri(base.map(Url::as_str))
        .timestamp_parser(move |text| {
            let instant = date::read(text, &zone_of_dates)?;
            let nanosecond = u32::try_from(instant.subsec_nanosecond()).unwrap_or(0);
            chrono::DateTime::from_timestamp(instant.as_second(), nanosecond)
        })
        .build();
    // feed-rs 3.0 panics on some documents (two UTF-16BE ones of feedparser's suite, before our own
    // decoding stood in front). A panic in it may cost this document, never the run; it holds no
    // state of ours, so nothing is left half-changed.
    let read = catch_unwind(AssertUnwindSafe(|| reader.parse(text.as_bytes())));
    let feed = match read {
        Ok(Ok(feed)) => feed,
        Ok(Err(error)) => return Err(Refusal::Unread(error.to_string())),
        Err(_) => return Err(Refusal::Panicked),
    };
    Ok(feed_of(feed, base))
}

fn feed_of(feed: read::Feed, base: Option<&Url>) -> ParsedFeed {
    let mut warnings = Vec::new();
    if feed.entries.len() > MAX_ENTRIES {
        warnings.push(format!(
            "holds {} entries; the first {MAX_ENTRIES} were taken",
            feed.entries.len()
        ));
    }
    let language = feed
        .language
        .as_deref()
        .and_then(|text| clean::line(text, MAX_LINE));
    let kind = match feed.feed_type {
        read::FeedType::Atom => FeedKind::Atom,
        read::FeedType::JSON => FeedKind::Json,
        read::FeedType::RSS0 | read::FeedType::RSS1 | read::FeedType::RSS2 => FeedKind::Rss,
    };
    let head = FeedHead {
        title: feed.title.and_then(|text| title_of(&text)),
        link: page_of(&feed.links).and_then(|href| address(href, base)),
        id: clean::line(&feed.id, MAX_ADDRESS),
        kind,
        encoding: String::new(),
        language,
        ttl: feed
            .ttl
            .map(|minutes| std::time::Duration::from_secs(u64::from(minutes) * 60)),
        skip: SkipTimes::default(),
    };
    let entries = feed
        .entries
        .into_iter()
        .take(MAX_ENTRIES)
        .map(|entry| entry_of(entry, kind, base))
        .collect();
    ParsedFeed {
        head,
        entries,
        warnings,
    }
}

fn entry_of(entry: read::Entry, kind: FeedKind, base: Option<&Url>) -> RawEntry {
    let image = image_of(&entry, base);
    let enclosures = enclosures_of(&entry, base);
    let published = entry.published.and_then(instant);
    let updated = entry.updated.and_then(instant);
    let content = entry.content.and_then(|content| {
        let html = content.content_type.as_str() != "text/plain";
        content.body.and_then(|body| html_of(body, html))
    });
    let summary = entry.summary.and_then(|text| {
        let html = kind == FeedKind::Rss || text.content_type.as_str() != "text/plain";
        html_of(text.content, html)
    });
    // The fuller text is the content; RSS without `content:encoded` has it in the description.
    let (summary, content) = match (summary, content) {
        (Some(summary), None) if kind == FeedKind::Rss => (None, Some(summary)),
        both => both,
    };
    RawEntry {
        guid: clean::line(&entry.id, MAX_ADDRESS),
        link: page_of(&entry.links).and_then(|href| address(href, base)),
        title: entry.title.and_then(|text| title_of(&text)),
        summary,
        content,
        authors: names_of(entry.authors),
        categories: categories_of(entry.categories),
        published,
        // feed-rs repeats the publication date of RSS here; only a later one says something.
        updated: updated.filter(|updated| kind != FeedKind::Rss || Some(*updated) != published),
        image,
        enclosures,
        language: entry.language.and_then(|text| clean::line(&text, MAX_LINE)),
        origin: None,
        file: None,
    }
}

/// Plain text of a title. Atom says whether a title is HTML; in RSS any may hold it.
fn title_of(text: &read::Text) -> Option<String> {
    clean::line(&plain::from_html(&text.content), MAX_LINE)
}

/// A body as HTML; plain text is escaped, its line breaks kept.
pub(super) fn html_of(body: String, html: bool) -> Option<String> {
    let body = clean::body(body)?;
    if html || !body.contains(['<', '&', '\n']) {
        return Some(body);
    }
    let escaped = quick_xml::escape::partial_escape(body.as_str());
    Some(escaped.replace('\n', "<br>\n"))
}

/// The address of the web page: `rel=alternate` or none, HTML before other types.
fn page_of(links: &[read::Link]) -> Option<&str> {
    let pages = || {
        links.iter().filter(|link| {
            link.target.is_none()
                && link
                    .rel
                    .as_deref()
                    .is_none_or(|rel| rel.eq_ignore_ascii_case("alternate"))
        })
    };
    pages()
        .find(|link| {
            link.media_type
                .as_deref()
                .is_none_or(|kind| kind.contains("html"))
        })
        .or_else(|| pages().next())
        .map(|link| link.href.as_str())
}

/// An address made absolute; one that is no URL stays as the publisher wrote it.
pub(super) fn address(text: &str, base: Option<&Url>) -> Option<String> {
    let text = clean::line(text, MAX_ADDRESS + 1).filter(|text| text.len() <= MAX_ADDRESS)?;
    match (base, Url::parse(&text)) {
        (Some(base), Err(url::ParseError::RelativeUrlWithoutBase)) => {
            Some(base.join(&text).map_or(text, String::from))
        }
        _ => Some(text),
    }
}

fn instant(read: chrono::DateTime<chrono::Utc>) -> Option<Timestamp> {
    let nanosecond = i32::try_from(read.timestamp_subsec_nanos()).ok()?;
    Timestamp::new(read.timestamp(), nanosecond).ok()
}

fn names_of(people: Vec<read::Person>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for person in people.into_iter().take(MAX_LIST) {
        let name = person.name.or(person.email);
        let name = name.and_then(|name| clean::line(&plain::from_html(&name), MAX_LINE));
        names.extend(name.filter(|name| !names.contains(name)));
    }
    names
}

fn categories_of(categories: Vec<read::Category>) -> Vec<Category> {
    categories
        .into_iter()
        .take(MAX_LIST)
        .filter_map(|category| {
            Some(Category {
                term: clean::line(&plain::from_html(&category.term), MAX_LINE)?,
                scheme: category
                    .scheme
                    .and_then(|text| clean::line(&text, MAX_ADDRESS)),
                label: category.label.and_then(|text| clean::line(&text, MAX_LINE)),
            })
        })
        .collect()
}

fn image_of(entry: &read::Entry, base: Option<&Url>) -> Option<String> {
    let thumbnails = entry.media.iter().flat_map(|media| &media.thumbnails);
    let address = thumbnails
        .map(|thumbnail| thumbnail.image.uri.as_str())
        .next();
    let picture = || {
        let contents = entry.media.iter().flat_map(|media| &media.content);
        contents
            .filter(|content| {
                let kind = content.content_type.as_ref();
                kind.is_some_and(|kind| kind.as_str().starts_with("image/"))
            })
            .find_map(|content| content.url.as_ref().map(Url::as_str))
    };
    self::address(address.or_else(picture)?, base)
}

fn enclosures_of(entry: &read::Entry, base: Option<&Url>) -> Vec<Enclosure> {
    let links = entry
        .links
        .iter()
        .filter(|link| link.rel.as_deref() == Some("enclosure"))
        .map(|link| (link.href.as_str(), link.media_type.clone(), link.length));
    let media = entry.media.iter().flat_map(|media| &media.content);
    let media = media.filter_map(|content| {
        let kind = content.content_type.as_ref().map(ToString::to_string);
        Some((content.url.as_ref()?.as_str(), kind, content.size))
    });
    let mut enclosures: Vec<Enclosure> = Vec::new();
    for (url, media_type, length) in links.chain(media).take(MAX_LIST) {
        let Some(url) = address(url, base) else {
            continue;
        };
        if enclosures.iter().all(|known| known.url != url) {
            let media_type = media_type.and_then(|kind| clean::line(&kind, MAX_LINE));
            enclosures.push(Enclosure {
                url,
                media_type,
                length,
            });
        }
    }
    enclosures
}
