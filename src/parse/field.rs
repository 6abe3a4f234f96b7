//! Values of a document to fields of the model: lines, addresses, bodies, each bounded.

use std::borrow::Cow;

use url::Url;

use super::outline::{Markup, Value};
use super::relative::{self, Growth};
use super::{base64, clean, plain};

/// Most entries taken from one document.
pub(super) const MAX_ENTRIES: usize = 10_000;
/// Most characters kept of a title, a name or a category.
pub(super) const MAX_LINE: usize = 2_000;
/// Longest address or id kept; browsers and proxies stop far below.
pub(super) const MAX_ADDRESS: usize = 8_192;
/// Most categories, authors or enclosures kept of one entry.
pub(super) const MAX_LIST: usize = 100;

/// A body as HTML; plain text is escaped, its line breaks kept.
pub(super) fn html_of(body: String, html: bool, growth: &Growth) -> Option<String> {
    let body = clean::body(growth.bounded(body))?;
    if html || !body.contains(['<', '&', '\n']) {
        return Some(body);
    }
    let escaped = quick_xml::escape::partial_escape(body.as_str());
    Some(escaped.replace('\n', "<br>\n"))
}

/// An address made absolute; one that is no URL stays as the publisher wrote it.
pub(super) fn address(text: &str, base: Option<&Url>, growth: &Growth) -> Option<String> {
    let text = clean::line(text, MAX_ADDRESS + 1).filter(|text| text.len() <= MAX_ADDRESS)?;
    match base {
        Some(base) if !has_scheme(&text) => {
            Some(growth.join(base, &text).map_or(text, String::from))
        }
        _ => Some(text),
    }
}

/// Whether an address starts with a scheme (RFC 3986 3.1).
pub(super) fn has_scheme(text: &str) -> bool {
    let scheme = text.split_once(':').map(|(scheme, _)| scheme);
    scheme.is_some_and(|scheme| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'))
    })
}

/// Reads values against the bases of their document.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fields<'b> {
    /// [`super::outline::Outline::bases`].
    pub(super) bases: &'b [Option<Url>],
    /// Room for absolute addresses.
    pub(super) growth: &'b Growth,
}

impl Fields<'_> {
    /// The base a value counts from.
    pub(super) fn base(&self, value: &Value<'_>) -> Option<&Url> {
        self.bases.get(value.base)?.as_ref()
    }

    /// An address, absolute where a base is known.
    pub(super) fn address(&self, value: &Value<'_>) -> Option<String> {
        let text = value.plain();
        let text = text.trim();
        // `?a=1&amp;b=2` escaped twice; no server means the entity.
        let text = if text.contains("&amp;") {
            Cow::Owned(text.replace("&amp;", "&"))
        } else {
            Cow::Borrowed(text)
        };
        address(&text, self.base(value), self.growth)
    }

    /// A body as HTML; `html` says what one is that does not say.
    pub(super) fn body(&self, value: &Value<'_>, html: bool) -> Option<String> {
        let html = match value.markup {
            _ if value.nested => true,
            Markup::Text => false,
            Markup::Html | Markup::Xhtml => true,
            Markup::Unsaid | Markup::Base64 => html,
        };
        let body = html_of(decoded(value).into_owned(), html, self.growth)?;
        Some(self.rebased(body, value))
    }

    /// A body with the addresses in it made absolute.
    pub(super) fn rebased(&self, body: String, value: &Value<'_>) -> String {
        match self.base(value) {
            Some(base) => relative::resolved(body, base, self.growth),
            None => body,
        }
    }
}

/// A title, a name or the like as plain text. Atom says whether a title is HTML and is often
/// wrong; in RSS any may hold it.
pub(super) fn line(value: &Value<'_>) -> Option<String> {
    let text = decoded(value);
    clean::line(&plain::from_html(&clean::unmangled(&text)), MAX_LINE)
}

/// A person's name; of RSS's `a@example.org (Name)`, or `a@example.org（姓名）`, the name alone.
pub(super) fn person(text: &str) -> Option<String> {
    let text = clean::line(&plain::from_html(text), MAX_LINE)?;
    let name = text
        .strip_suffix([')', '）'])
        .and_then(|text| text.split_once(['(', '（']))
        .filter(|(before, name)| {
            let before = before.trim();
            (before.is_empty() || (before.contains('@') && !before.contains(' ')))
                && !name.trim().is_empty()
        })
        .and_then(|(_, name)| clean::line(name, MAX_LINE));
    Some(name.unwrap_or(text))
}

/// How many bytes a file has; feeds that do not know say 0.
pub(super) fn length(text: &str) -> Option<u64> {
    text.trim().parse().ok().filter(|length| *length > 0)
}

/// How long something plays, in seconds, of `185`, `185.4`, `3:05` and `1:03:05`.
pub(super) fn duration(text: &str) -> Option<u64> {
    let mut parts = text.trim().split(':').rev();
    let last = parts.next()?;
    let (whole, fraction) = last.split_once('.').unwrap_or((last, "0"));
    fraction.parse::<u64>().ok()?;
    let mut seconds: u64 = whole.parse().ok()?;
    for (part, factor) in parts.by_ref().take(2).zip([60, 3_600]) {
        let part: u64 = part.parse().ok()?;
        seconds = seconds.checked_add(part.checked_mul(factor)?)?;
    }
    (parts.next().is_none() && seconds > 0).then_some(seconds)
}

/// An id: the characters as sent.
pub(super) fn id(value: &Value<'_>) -> Option<String> {
    clean::line(&value.plain(), MAX_ADDRESS)
}

/// The characters of a value, Base64 undone where it is really that.
fn decoded<'a>(value: &Value<'a>) -> Cow<'a, str> {
    let text = value.text();
    if value.markup == Markup::Base64
        && let Some(decoded) = base64::decode(&text)
    {
        return Cow::Owned(decoded);
    }
    text
}
