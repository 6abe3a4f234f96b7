//! Parses a feed document with feed-rs. Only this module calls it.

use std::cell::Cell;
use std::io::Read;
use std::panic::{self, AssertUnwindSafe, catch_unwind};
use std::sync::Once;

use feed_rs::model as read;
use feed_rs::parser;
use url::Url;

use super::clean;
use super::field::{self, MAX_LINE, MAX_LIST};
use super::relative::ExpansionBudget;
use crate::model::{Enclosure, FeedKind};

/// The fields of an entry that come from feed-rs.
#[derive(Debug, Default)]
pub(super) struct FeedRsEntry {
    pub(super) summary: Option<String>,
    pub(super) content: Option<String>,
    pub(super) authors: Vec<String>,
    pub(super) enclosures: Vec<Enclosure>,
}

/// Why feed-rs gave no entries.
#[derive(Debug)]
pub(super) enum Refusal {
    /// It returned this error.
    Refused(String),
    /// It panicked.
    Panicked,
}

/// Parses a document in UTF-8 without an XML declaration; returns its entries in document order.
pub(super) fn read(
    document: impl Read,
    kind: FeedKind,
    base: Option<&Url>,
    budget: &ExpansionBudget,
) -> Result<Vec<FeedRsEntry>, Refusal> {
    let reader = parser::Builder::new()
        // The lenient parser reads ids and dates. These two would cost time, and the default
        // invents ids.
        .id_generator(|_, _, _| String::new())
        .timestamp_parser(|_| None)
        .sanitize_content(false)
        .base_uri(base.map(Url::as_str))
        .build();
    // feed-rs 3.0 panics on some documents. A panic may cost this document, but not the run. The
    // parser has none of our state, so nothing is left half-changed.
    let read = quietly(|| catch_unwind(AssertUnwindSafe(|| reader.parse(document))));
    match read {
        Ok(Ok(feed)) => Ok(feed
            .entries
            .into_iter()
            .map(|entry| convert(entry, kind, base, budget))
            .collect()),
        Ok(Err(error)) => Err(Refusal::Refused(error.to_string())),
        Err(_) => Err(Refusal::Panicked),
    }
}

thread_local! {
    /// Whether this thread catches panics at the moment.
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// Calls a function that may panic, without the message that a panic prints: a caught panic is no
/// crash.
///
/// feed-rs cuts the name after the address of an author at a byte offset, which in
/// `editor@example.cn（张三）` is within a character. The panic hook belongs to the process. This
/// function wraps it once, and the hook behaves as before in all other threads and at all other
/// times.
fn quietly<T>(run: impl FnOnce() -> T) -> T {
    static WRAPPED: Once = Once::new();
    WRAPPED.call_once(|| {
        let usual = panic::take_hook();
        panic::set_hook(Box::new(move |panic| {
            if !QUIET.get() {
                usual(panic);
            }
        }));
    });
    QUIET.set(true);
    let done = run();
    QUIET.set(false);
    done
}

fn convert(
    entry: read::Entry,
    kind: FeedKind,
    base: Option<&Url>,
    budget: &ExpansionBudget,
) -> FeedRsEntry {
    let enclosures = enclosures_of(&entry, base, budget);
    let content = entry.content.and_then(|content| {
        let html = content.content_type.as_str() != "text/plain";
        content
            .body
            .and_then(|body| field::body_to_html(body, html, budget))
    });
    let summary = entry.summary.and_then(|text| {
        let html = kind == FeedKind::Rss || text.content_type.as_str() != "text/plain";
        field::body_to_html(text.content, html, budget)
    });
    FeedRsEntry {
        summary,
        content,
        authors: names_of(entry.authors),
        enclosures,
    }
}

fn names_of(people: Vec<read::Person>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for person in people.into_iter().take(MAX_LIST) {
        let name = person.name.or(person.email);
        let name = name.and_then(|name| field::person(&name));
        names.extend(name.filter(|name| !names.contains(name)));
    }
    names
}

fn enclosures_of(
    entry: &read::Entry,
    base: Option<&Url>,
    budget: &ExpansionBudget,
) -> Vec<Enclosure> {
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
        let Some(url) = field::address(url, base, budget) else {
            continue;
        };
        if enclosures.iter().all(|known| known.url != url) {
            let media_type = media_type.and_then(|kind| clean::line(&kind, MAX_LINE));
            enclosures.push(Enclosure {
                url,
                media_type,
                length: length.filter(|length| *length > 0),
                duration: None,
            });
        }
    }
    enclosures
}
