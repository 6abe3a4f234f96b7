//! Checks a written output independently: well-formed XML that follows RFC 4287.
//!
//! Shares only the character and URI rules with the writer, and accepts only what feedfold
//! publishes: no DOCTYPE, no extensions, text and HTML but no XHTML.

mod tree;

use std::collections::BTreeSet;

use super::{Uri, address};
use crate::html;
pub(super) use tree::{Element, XmlDocument};

const ATOM: &str = "http://www.w3.org/2005/Atom";

/// The first rule that a document breaks.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Invalid {
    /// It is not well-formed, or not XML as feedfold writes it.
    #[error("{0}")]
    Malformed(String),
    /// The XML declaration does not name UTF-8.
    #[error("the XML declaration lacks encoding=\"utf-8\"")]
    Encoding,
    /// The root is another element.
    #[error("the root is <{0}>, not <feed>")]
    NotAFeed(String),
    /// An element in a parent that may not contain it.
    #[error("<{child}> has no place in <{parent}>")]
    Misplaced {
        /// The element.
        child: String,
        /// Its parent.
        parent: String,
    },
    /// Too few or too many of an element.
    #[error("<{parent}> holds {found} <{child}>, {wanted} wanted")]
    Count {
        /// The container.
        parent: String,
        /// The element counted.
        child: &'static str,
        /// How many the document has.
        found: usize,
        /// How many RFC 4287 requires.
        wanted: &'static str,
    },
    /// The value of an element is empty or has the wrong form.
    #[error("<{element}> holds {value:?}: {wanted}")]
    Value {
        /// The element.
        element: String,
        /// The beginning of its value.
        value: String,
        /// The rule for the value.
        wanted: &'static str,
    },
    /// Two entries have the same id.
    #[error("two entries have the id {0}")]
    Twice(String),
}

/// Checks a document before [`super::write`] publishes it; returns the number of entries.
pub fn verify(bytes: &[u8]) -> Result<usize, Invalid> {
    let XmlDocument {
        root: feed,
        encoding,
    } = parsed(bytes, usize::MAX)?;
    if !encoding.is_some_and(|name| name.eq_ignore_ascii_case("utf-8")) {
        return Err(Invalid::Encoding);
    }
    check(&feed)?;
    let mut ids = BTreeSet::new();
    for entry in feed.all("entry") {
        let id = entry.all("id").next().map_or("", |id| id.text.as_str());
        if !ids.insert(id) {
            return Err(Invalid::Twice(id.to_owned()));
        }
        let authors = entry.all("author").count() + feed.all("author").count();
        if authors == 0 {
            return Err(count(entry, "author", 0, "at least one (RFC 4287 4.1.2)"));
        }
        let texts = entry.all("content").count();
        let alternates = alternates(entry).count();
        if texts + alternates == 0 {
            return Err(count(
                entry,
                "content",
                0,
                "one, or an alternate link (RFC 4287 4.1.2)",
            ));
        }
    }
    Ok(ids.len())
}

/// Parses an Atom feed of at most `most` elements.
pub(super) fn parsed(bytes: &[u8], most: usize) -> Result<XmlDocument, Invalid> {
    let document = tree::read(bytes, ATOM, most)?;
    if document.root.name != "feed" {
        return Err(Invalid::NotAFeed(document.root.name));
    }
    Ok(document)
}

/// Checks an element and its descendants.
fn check(element: &Element) -> Result<(), Invalid> {
    let allowed = allowed_in(&element.name);
    for child in &element.children {
        if !allowed.contains(&child.name.as_str()) {
            return Err(Invalid::Misplaced {
                child: child.name.clone(),
                parent: element.name.clone(),
            });
        }
        check(child)?;
    }
    match element.name.as_str() {
        "feed" | "entry" | "source" => container(element),
        "author" | "contributor" => exactly_one(element, &["name"]),
        "id" => value(
            element,
            &element.text,
            is_id(&element.text),
            "an absolute URI is wanted",
        ),
        "icon" | "logo" | "uri" => value(
            element,
            &element.text,
            address::is_uri(&element.text),
            "an absolute URI is wanted",
        ),
        "updated" | "published" => value(
            element,
            &element.text,
            is_date(&element.text),
            "an RFC 3339 date is wanted",
        ),
        "title" | "name" => {
            let shown = !element.text.trim().is_empty();
            value(element, &element.text, shown, "it may not be empty")?;
            plain(element, &element.text)?;
            text_type(element)
        }
        "content" | "summary" | "rights" | "subtitle" => text_type(element),
        "category" => category(element),
        "link" => link(element),
        _ => Ok(()),
    }
}

fn category(element: &Element) -> Result<(), Invalid> {
    let term = element.attribute("term").unwrap_or_default();
    value(element, term, !term.is_empty(), "a term is wanted")?;
    plain(element, term)?;
    plain(element, element.attribute("label").unwrap_or_default())?;
    let scheme = element.attribute("scheme");
    value(
        element,
        scheme.unwrap_or_default(),
        scheme.is_none_or(is_id),
        "the scheme must be an absolute URI",
    )
}

fn link(element: &Element) -> Result<(), Invalid> {
    let href = element.attribute("href").unwrap_or_default();
    value(
        element,
        href,
        address::is_uri(href),
        "an absolute URI is wanted as href",
    )?;
    plain(element, element.attribute("title").unwrap_or_default())?;
    let rel = element.attribute("rel").unwrap_or("alternate");
    let known = matches!(rel, "alternate" | "self" | "via" | "related" | "enclosure");
    value(element, rel, known, "rel must be a registered relation")
}

/// The child elements that RFC 4287 allows in an element; feedfold publishes no extensions.
fn allowed_in(name: &str) -> &'static [&'static str] {
    match name {
        "feed" => &[
            "title",
            "id",
            "updated",
            "author",
            "category",
            "contributor",
            "generator",
            "icon",
            "link",
            "logo",
            "rights",
            "subtitle",
            "entry",
        ],
        "entry" => &[
            "title",
            "id",
            "updated",
            "published",
            "author",
            "category",
            "contributor",
            "link",
            "rights",
            "source",
            "summary",
            "content",
        ],
        "source" => &[
            "title",
            "id",
            "updated",
            "author",
            "category",
            "contributor",
            "generator",
            "icon",
            "link",
            "logo",
            "rights",
            "subtitle",
        ],
        "author" | "contributor" => &["name", "uri", "email"],
        _ => &[],
    }
}

/// RFC 4287 4.1.1 and 4.1.2: the elements that a feed, an entry and a source have exactly once,
/// and at most once.
fn container(element: &Element) -> Result<(), Invalid> {
    exactly_one(element, &["id", "title", "updated"])?;
    for child in [
        "published",
        "source",
        "content",
        "summary",
        "generator",
        "icon",
        "logo",
    ] {
        let found = element.all(child).count();
        if found > 1 {
            return Err(count(element, child, found, "at most one"));
        }
    }
    let mut seen = BTreeSet::new();
    for link in alternates(element) {
        if !seen.insert((link.attribute("type"), link.attribute("hreflang"))) {
            let wanted = "one alternate link per type and language";
            return Err(count(element, "link", seen.len() + 1, wanted));
        }
    }
    Ok(())
}

fn alternates(element: &Element) -> impl Iterator<Item = &Element> {
    element
        .all("link")
        .filter(|link| matches!(link.attribute("rel"), None | Some("alternate")))
}

fn exactly_one(element: &Element, names: &[&'static str]) -> Result<(), Invalid> {
    for name in names {
        let found = element.all(name).count();
        if found != 1 {
            return Err(count(element, name, found, "exactly one"));
        }
    }
    Ok(())
}

fn text_type(element: &Element) -> Result<(), Invalid> {
    let kind = element.attribute("type").unwrap_or("text");
    value(
        element,
        kind,
        matches!(kind, "text" | "html"),
        "type must be text or html",
    )
}

/// Readers may parse this text as HTML, so it must not contain a tag.
fn plain(element: &Element, text: &str) -> Result<(), Invalid> {
    value(
        element,
        text,
        !html::begins_markup(text),
        "a tag is not wanted",
    )
}

fn is_id(text: &str) -> bool {
    Uri::parse(text).is_some()
}

/// RFC 3339 5.6, in upper case as RFC 4287 3.3 requires, with a day that exists.
fn is_date(text: &str) -> bool {
    let Some((day, time)) = text.split_once('T') else {
        return false;
    };
    let shape = |text: &str, pattern: &str| {
        text.len() == pattern.len()
            && text
                .bytes()
                .zip(pattern.bytes())
                .all(|(byte, wanted)| match wanted {
                    b'0' => byte.is_ascii_digit(),
                    literal => byte == literal,
                })
    };
    let (clock, zone) = match time.find(['Z', '+', '-']) {
        Some(at) => time.split_at(at),
        None => return false,
    };
    let (clock, fraction) = clock.split_once('.').unwrap_or((clock, "0"));
    shape(day, "0000-00-00")
        && shape(clock, "00:00:00")
        && !fraction.is_empty()
        && fraction.bytes().all(|byte| byte.is_ascii_digit())
        && (zone == "Z" || shape(zone, "+00:00") || shape(zone, "-00:00"))
        && text.parse::<crate::model::Timestamp>().is_ok()
}

fn value(element: &Element, found: &str, holds: bool, wanted: &'static str) -> Result<(), Invalid> {
    if holds {
        return Ok(());
    }
    Err(Invalid::Value {
        element: element.name.clone(),
        value: found.chars().take(80).collect(),
        wanted,
    })
}

fn count(parent: &Element, child: &'static str, found: usize, wanted: &'static str) -> Invalid {
    Invalid::Count {
        parent: parent.name.clone(),
        child,
        found,
        wanted,
    }
}
