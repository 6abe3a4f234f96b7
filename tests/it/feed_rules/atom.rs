//! The rules of RFC 4287 and of the W3C feed validator for Atom.

use std::collections::BTreeSet;

use feedfold::html;
use feedfold::model::{OutputFormat, StoryFormat, Timestamp};
use feedfold::publish::Uri;

use super::{Element, is_uri, only, xml};

/// Checks an Atom output; returns the number of its entries.
pub(crate) fn verify(bytes: &[u8]) -> Result<usize, String> {
    let format = OutputFormat::Stories(StoryFormat::Atom);
    feedfold::publish::verify(format, bytes).map_err(|error| error.to_string())?;
    let feed = xml(bytes, "http://www.w3.org/2005/Atom")?;
    check(&feed)?;
    for entry in feed.all("entry") {
        let authors = entry.all("author").count() + feed.all("author").count();
        if authors == 0 {
            return Err(count(entry, "author", 0, "at least one (RFC 4287 4.1.2)"));
        }
        let texts = entry.all("content").count();
        let alternates = alternates(entry).count();
        if texts + alternates == 0 {
            let wanted = "one, or an alternate link (RFC 4287 4.1.2)";
            return Err(count(entry, "content", 0, wanted));
        }
    }
    Ok(feed.all("entry").count())
}

/// Checks an element and its descendants.
fn check(element: &Element) -> Result<(), String> {
    only(element, allowed_in(&element.name))?;
    element.children.iter().try_for_each(check)?;
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
            is_uri(&element.text),
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
        // RFC 4287 3.1.1.3: the content of XHTML is one `div`.
        "subtitle" if element.attribute("type") == Some("xhtml") => {
            exactly_one(element, &["xhtml:div"])
        }
        "content" | "summary" | "rights" | "subtitle" => text_type(element),
        "category" => category(element),
        "link" => link(element),
        _ => Ok(()),
    }
}

fn category(element: &Element) -> Result<(), String> {
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

fn link(element: &Element) -> Result<(), String> {
    let href = element.attribute("href").unwrap_or_default();
    value(
        element,
        href,
        is_uri(href),
        "an absolute URI is wanted as href",
    )?;
    plain(element, element.attribute("title").unwrap_or_default())?;
    let rel = element.attribute("rel").unwrap_or("alternate");
    let known = matches!(
        rel,
        "alternate"
            | "self"
            | "via"
            | "related"
            | "enclosure"
            | "hub"
            | "current"
            | "prev-archive"
            | "next-archive"
    );
    value(element, rel, known, "rel must be a registered relation")
}

/// The child elements that RFC 4287 allows in an element, and the mark of an archive (RFC 5005).
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
            "fh:archive",
        ],
        "subtitle" => &["xhtml:div"],
        "xhtml:div" => &["xhtml:p"],
        "xhtml:p" => &["xhtml:a"],
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
fn container(element: &Element) -> Result<(), String> {
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

pub(super) fn exactly_one(element: &Element, names: &[&str]) -> Result<(), String> {
    for name in names {
        let found = element.all(name).count();
        if found != 1 {
            return Err(count(element, name, found, "exactly one"));
        }
    }
    Ok(())
}

fn text_type(element: &Element) -> Result<(), String> {
    let kind = element.attribute("type").unwrap_or("text");
    value(
        element,
        kind,
        matches!(kind, "text" | "html"),
        "type must be text or html",
    )
}

/// Readers may parse this text as HTML, so it must not contain a tag.
pub(super) fn plain(element: &Element, text: &str) -> Result<(), String> {
    value(
        element,
        text,
        !html::begins_markup(text),
        "a tag is not wanted",
    )
}

pub(super) fn is_id(text: &str) -> bool {
    Uri::parse(text).is_some()
}

/// RFC 3339 5.6, in upper case as RFC 4287 3.3 requires, with a day that exists.
pub(super) fn is_date(text: &str) -> bool {
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
        && text.parse::<Timestamp>().is_ok()
}

pub(super) fn value(
    element: &Element,
    found: &str,
    holds: bool,
    wanted: &str,
) -> Result<(), String> {
    if holds {
        return Ok(());
    }
    Err(format!("<{}> holds {found:?}: {wanted}", element.name))
}

pub(super) fn count(parent: &Element, child: &str, found: usize, wanted: &str) -> String {
    format!("<{}> holds {found} <{child}>, {wanted} wanted", parent.name)
}
