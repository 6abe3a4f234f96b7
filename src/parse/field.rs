//! Values of a document to fields of the model: lines, addresses, bodies, each bounded.

use std::borrow::Cow;

use url::Url;

use super::markup::{Piece, pieces};
use super::outline::{Markup, Value};
use super::relative::{self, ExpansionBudget};
use super::{base64, clean, escaping, references, title};
use crate::html;
use crate::model::{Completeness, RawEntry};
use crate::text;

/// Most entries taken from one document.
pub(super) const MAX_ENTRIES: usize = 10_000;
/// Most characters kept of a title, a name or a category.
pub(super) const MAX_LINE: usize = 2_000;
/// Longest address or id kept; browsers and proxies stop far below.
pub(super) const MAX_ADDRESS: usize = 8_192;
/// Most bytes that an entry takes over of the names of its feed's authors.
const MAX_INHERITED_BYTES: usize = 256;
/// Fewest symbols of Base64 that are a file and no word, where Base64 is announced, and where not.
const MIN_FILE: usize = 64;
const MIN_UNTOLD_FILE: usize = 512;
/// Most categories, authors or enclosures kept of one entry.
pub(super) const MAX_LIST: usize = 100;

/// A body as HTML, decoded as often as it was escaped; plain text is escaped, its line breaks
/// kept. `None` if nothing is left, or if it is a file in Base64.
pub(super) fn html_of(body: String, html: bool, budget: &ExpansionBudget) -> Option<String> {
    let body = match clean::unmangled(&body) {
        Cow::Owned(unmangled) => unmangled,
        Cow::Borrowed(_) => body,
    };
    let body = clean::body(budget.bounded(body))?;
    if base64::is_encoded(&body, MIN_UNTOLD_FILE) {
        return None;
    }
    // Some say of HTML that it is plain text, or say nothing.
    if html || escaping::is_markup(&body) || escaping::decoded(&body).is_some() {
        return clean::body(escaping::as_meant(body));
    }
    if !body.contains(['<', '&', '\n']) {
        return Some(body);
    }
    let escaped = html::escape_content(body.as_str());
    Some(escaped.replace('\n', "<br>\n"))
}

/// An address made absolute; one that is no URL stays as the publisher wrote it.
pub(super) fn address(text: &str, base: Option<&Url>, budget: &ExpansionBudget) -> Option<String> {
    let text = clean::line(text, MAX_ADDRESS + 1).filter(|text| text.len() <= MAX_ADDRESS)?;
    match base {
        Some(base) if !has_scheme(&text) => {
            Some(budget.join(base, &text).map_or(text, String::from))
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
    pub(super) budget: &'b ExpansionBudget,
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
        address(&text, self.base(value), self.budget)
    }

    /// A body as HTML; `html` says what one is that does not say.
    pub(super) fn body(&self, value: &Value<'_>, html: bool) -> Option<String> {
        let text = decoded(value);
        let html = match value.markup {
            _ if value.nested => true,
            Markup::Text => false,
            Markup::Html | Markup::OddHtml | Markup::Xhtml => true,
            Markup::Unsaid => html,
            // A file, and no text.
            Markup::Base64 if base64::is_encoded(&text, MIN_FILE) => return None,
            Markup::Base64 => html || has_element(&text),
            Markup::Binary => return None,
        };
        let text = match value.markup {
            // Some put escaped HTML into the `div` of XHTML.
            Markup::Html | Markup::OddHtml if value.nested && !text.contains('<') => {
                references::resolve(&text).into_owned()
            }
            _ => text.into_owned(),
        };
        let body = html_of(text, html, self.budget)?;
        Some(self.rebased(body, value))
    }

    /// A body with the addresses in it made absolute.
    pub(super) fn rebased(&self, body: String, value: &Value<'_>) -> String {
        match self.base(value) {
            Some(base) => relative::resolved(body, base, self.budget),
            None => body,
        }
    }
}

/// A title, a name or the like as plain text. Where the document says what it is (RFC 4287 3.1.1),
/// that holds; in RSS, and in Atom that does not say, any may hold HTML.
pub(super) fn line(value: &Value<'_>) -> Option<String> {
    let text = decoded(value);
    let text = clean::unmangled(&text);
    let text = escaping::without_wrappers(&text);
    match value.markup {
        Markup::Text if !value.nested => clean::line(&text, MAX_LINE),
        Markup::Html | Markup::OddHtml | Markup::Xhtml => {
            clean::line(&title::from_html(&text), MAX_LINE)
        }
        Markup::Text | Markup::Unsaid | Markup::Base64 | Markup::Binary => {
            clean::line(&title::from_any(&text), MAX_LINE)
        }
    }
}

/// A category. What stands in it that is no markup of a line belongs to something else: an end
/// tag is missing.
pub(super) fn term(value: &Value<'_>) -> Option<String> {
    let term = line(value)?;
    if value.nested && term.contains('<') {
        return clean::line(&title::from_any(&value.plain()), MAX_LINE);
    }
    Some(term)
}

/// The terms of a list of keywords.
pub(super) fn terms(value: &Value<'_>) -> Vec<String> {
    let text = line(value).unwrap_or_default();
    let terms = text.split([',', '，', '、', ';', '；']);
    let terms = terms.filter_map(|term| clean::line(term, MAX_LINE));
    terms.take(MAX_LIST).collect()
}

/// A person's name; of RSS's `a@example.org (Name)`, or `a@example.org（姓名）`, the name alone.
pub(super) fn person(text: &str) -> Option<String> {
    let text = clean::line(&title::from_any(text), MAX_LINE)?;
    let name = text
        .strip_suffix([')', '）'])
        .and_then(|text| text.split_once(['(', '（']))
        .filter(|(before, name)| {
            let before = before.trim();
            (before.is_empty() || (before.contains('@') && !before.contains(' ')))
                && !name.trim().is_empty()
        })
        .and_then(|(_, name)| clean::line(name, MAX_LINE));
    let name = name.unwrap_or(text);
    let unquoted = name
        .strip_prefix('"')
        .and_then(|name| name.strip_suffix('"'));
    let name = match unquoted {
        Some(unquoted) => clean::line(unquoted, MAX_LINE)?,
        None => name,
    };
    Some(name).filter(|name| !is_nobody(name))
}

/// Names of a feed's authors, as far as its entries take them over. An address alone is for
/// letters to the editor and names nobody; a document may have ten thousand entries, so few bytes
/// are kept.
pub(super) fn inherited(mut names: Vec<String>) -> Vec<String> {
    let mut left = MAX_INHERITED_BYTES;
    names.retain(|name| {
        let rest = left
            .checked_sub(name.len())
            .filter(|_| !is_mail_address(name) && !is_phrase(name));
        left = rest.unwrap_or(left);
        rest.is_some()
    });
    names
}

/// Whether a text says what an address is for, rather than whose it is: `for questions about ads`.
fn is_phrase(text: &str) -> bool {
    const LEAST_WORDS: usize = 4;
    text.split_whitespace().count() >= LEAST_WORDS
        && text.contains(char::is_lowercase)
        && !text.contains(char::is_uppercase)
}

/// Whether a text is a mail address and nothing else.
fn is_mail_address(text: &str) -> bool {
    let is_part = |part: &str| !part.is_empty() && !part.contains(char::is_whitespace);
    text.split_once('@')
        .is_some_and(|(user, host)| is_part(user) && is_part(host) && host.contains('.'))
}

/// Whether it is an address that nobody reads, which platforms put in for an author.
fn is_nobody(name: &str) -> bool {
    const NOBODY: &[&str] = &["noreply", "donotreply", "nobody"];
    let user = name.split_once('@').map(|(user, _)| user);
    is_mail_address(name)
        && user.is_some_and(|user| {
            let letters = user.chars().filter(char::is_ascii_alphanumeric);
            let letters: String = letters.map(|c| c.to_ascii_lowercase()).collect();
            NOBODY.iter().any(|known| letters.starts_with(known))
        })
}

/// Whether a body has a letter to read outside of tags; a script is none.
pub(super) fn has_text(html: &str) -> bool {
    let mut hidden = false;
    pieces(html).any(|piece| match piece {
        Piece::Start(tag) => {
            hidden |= is_hidden(tag.name) && !tag.empty;
            false
        }
        Piece::End(name) => {
            hidden &= !is_hidden(name);
            false
        }
        Piece::Text(_) if hidden => false,
        Piece::Text(raw) => references::resolve(raw)
            .chars()
            .any(|c| text::is_visible(c) && !is_filler(c)),
        Piece::Cdata(_) | Piece::Aside => false,
    })
}

/// Whether a character may stand for a text that was left out.
fn is_filler(c: char) -> bool {
    matches!(c, '.' | '…' | '。' | '-' | '–' | '—' | '*' | '_' | '·')
}

/// Whether elements of HTML stand in a text.
fn has_element(text: &str) -> bool {
    text.contains('<')
        && pieces(text)
            .any(|piece| matches!(piece, Piece::Start(tag) if title::is_element(tag.name)))
}

fn is_hidden(name: &str) -> bool {
    name.eq_ignore_ascii_case("script") || name.eq_ignore_ascii_case("style")
}

/// Whether a body shows a picture, or plays something.
pub(super) fn has_media(html: &str) -> bool {
    const MEDIA: &[&str] = &[
        "img", "picture", "video", "audio", "iframe", "object", "embed", "svg",
    ];
    pieces(html).any(|piece| match piece {
        Piece::Start(tag) => MEDIA.iter().any(|name| name.eq_ignore_ascii_case(tag.name)),
        _ => false,
    })
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

/// Whether an incomplete entry already has what identifies it once it is whole.
///
/// The other entries of the document say what identifies it: many publishers write the guid, or
/// the link, last.
pub(super) fn is_recognisable(incomplete: &RawEntry, others: &[RawEntry]) -> bool {
    let has_guids = others.iter().any(|entry| entry.guid.is_some());
    let has_links = others.iter().any(|entry| entry.link.is_some());
    // A lone entry that ends between two fields may be all its publisher ever sends.
    let may_be_all = incomplete.completeness == Completeness::Unclosed;
    if let Some(guid) = &incomplete.guid {
        // A guid that is not unique identifies together with the link.
        let is_shared = others.iter().any(|entry| entry.guid.as_ref() == Some(guid));
        return !is_shared || incomplete.link.is_some();
    }
    if has_guids {
        return false;
    }
    if incomplete.link.is_some() {
        return has_links || may_be_all;
    }
    incomplete.title.is_some() && !has_links && may_be_all
}

#[cfg(test)]
mod tests {
    use super::{has_text, inherited, person};

    #[test]
    fn an_address_that_nobody_reads_names_nobody() {
        for address in [
            "noreply@example.org",
            "no-reply@example.org",
            "No_Reply+lan@example.org",
            "do-not-reply@mail.example.org",
        ] {
            assert_eq!(person(address), None);
            assert_eq!(person(&format!("{address} (Ann)")).as_deref(), Some("Ann"));
        }
        for name in ["ann@example.org", "Noreply Band", "noreply"] {
            assert_eq!(person(name).as_deref(), Some(name));
        }
    }

    #[test]
    fn entries_take_over_names_and_few() {
        let names = [
            "desk@example.org",
            "for remarks on the site",
            "编辑部",
            "Ann",
        ];
        let names = names.map(str::to_owned);
        assert_eq!(inherited(names.to_vec()), ["编辑部", "Ann"]);
        let many = vec!["x".repeat(100); 100];
        assert_eq!(inherited(many).len(), 2);
    }

    #[test]
    fn a_body_without_a_letter_has_no_text() {
        for html in [
            "",
            "<p>&nbsp; &#8203;</p>",
            "<img src='a'>",
            "<p>...</p>",
            "……",
            "<script>x</script><br>",
            "<!-- x -->",
        ] {
            assert!(!has_text(html), "{html}");
        }
        for html in [
            "a",
            "<p><img src='a'>一</p>",
            "<script>x</script>y",
            "&lt;",
            "👍",
            "<style/>x",
        ] {
            assert!(has_text(html), "{html}");
        }
    }
}
