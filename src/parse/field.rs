//! Converts values of a document to fields of the model: lines, addresses and bodies, each with a
//! limit.

use std::borrow::Cow;

use url::Url;

use super::lenient::{Markup, Value};
use super::markup::{Piece, pieces};
use super::relative::{self, ExpansionBudget};
use super::{base64, clean, escaping, references, title};
use crate::html;
use crate::model::{Completeness, RawEntry};
use crate::text;

/// Most entries of one document.
pub(super) const MAX_ENTRIES: usize = 10_000;
/// Most characters of a title, a name or a category.
pub(super) const MAX_LINE: usize = 2_000;
/// Longest address or id, in bytes; browsers and proxies have much lower limits.
pub(super) const MAX_ADDRESS: usize = 8_192;
/// Most bytes of the names of the feed's authors that an entry inherits.
const MAX_INHERITED_BYTES: usize = 256;
/// Fewest symbols of Base64 that are a file and not a word: if the document declares Base64, and
/// if it does not.
const MIN_ANNOUNCED_BASE64: usize = 64;
const MIN_UNANNOUNCED_BASE64: usize = 512;
/// Most categories, authors or enclosures of one entry.
pub(super) const MAX_LIST: usize = 100;

/// Converts a body to HTML: decodes it as often as it was escaped; escapes plain text and keeps
/// its line breaks. `html` says whether the body is declared as HTML. `None` if nothing is left,
/// or if the body is a file in Base64.
pub(super) fn body_to_html(body: String, html: bool, budget: &ExpansionBudget) -> Option<String> {
    let body = match clean::unmangled(&body) {
        Cow::Owned(unmangled) => unmangled,
        Cow::Borrowed(_) => body,
    };
    let body = clean::body(budget.bounded(body))?;
    if base64::is_encoded(&body, MIN_UNANNOUNCED_BASE64) {
        return None;
    }
    // Some feeds declare HTML as plain text, or declare no type.
    if html || escaping::is_markup(&body) || escaping::decoded(&body).is_some() {
        return clean::body(escaping::as_meant(body));
    }
    if !body.contains(['<', '&', '\n']) {
        return Some(body);
    }
    let escaped = html::escape_content(body.as_str());
    Some(escaped.replace('\n', "<br>\n"))
}

/// Makes an address absolute; an address that is not a URL stays as written.
pub(super) fn address(text: &str, base: Option<&Url>, budget: &ExpansionBudget) -> Option<String> {
    let text = clean::line(text, MAX_ADDRESS + 1).filter(|text| text.len() <= MAX_ADDRESS)?;
    match base {
        Some(base) if !has_scheme(&text) => {
            // `www.news.example/a` names a host, not a folder of the site.
            let names_host = text
                .get(..4)
                .is_some_and(|it| it.eq_ignore_ascii_case("www."));
            let relative = if names_host {
                Cow::Owned(format!("//{text}"))
            } else {
                Cow::Borrowed(text.as_str())
            };
            let absolute = budget.join(base, &relative).map(String::from);
            Some(absolute.unwrap_or(text))
        }
        _ => Some(text),
    }
}

/// Whether an address begins with a scheme (RFC 3986 3.1).
pub(super) fn has_scheme(text: &str) -> bool {
    let scheme = text.split_once(':').map(|(scheme, _)| scheme);
    scheme.is_some_and(|scheme| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'))
    })
}

/// Converts the values of a document, with its bases.
#[derive(Debug, Clone, Copy)]
pub(super) struct FieldReader<'b> {
    /// See [`super::lenient::LenientFeed::bases`].
    pub(super) bases: &'b [Option<Url>],
    /// The budget for absolute addresses.
    pub(super) budget: &'b ExpansionBudget,
}

impl FieldReader<'_> {
    /// Returns the base of a value.
    pub(super) fn base(&self, value: &Value<'_>) -> Option<&Url> {
        self.bases.get(usize::from(value.base))?.as_ref()
    }

    /// Returns an address, made absolute if a base is known.
    pub(super) fn address(&self, value: &Value<'_>) -> Option<String> {
        let text = value.text_before_markup();
        let text = text.trim();
        // In `?a=1&amp;b=2`, `&` was escaped twice: no server expects the entity.
        let text = if text.contains("&amp;") {
            Cow::Owned(text.replace("&amp;", "&"))
        } else {
            Cow::Borrowed(text)
        };
        address(&text, self.base(value), self.budget)
    }

    /// Converts a body to HTML; `html` says whether a body without a declared type is HTML.
    pub(super) fn body(&self, value: &Value<'_>, html: bool) -> Option<String> {
        let text = decoded(value);
        let html = match value.markup {
            _ if value.nested => true,
            Markup::Text => false,
            Markup::Html | Markup::OddHtml | Markup::Xhtml => true,
            Markup::Unsaid => html,
            // A file, not a text.
            Markup::Base64 if base64::is_encoded(&text, MIN_ANNOUNCED_BASE64) => return None,
            Markup::Base64 => html || has_element(&text),
            Markup::Binary => return None,
        };
        let text = match value.markup {
            // Some feeds have escaped HTML in the `div` of XHTML.
            Markup::Html | Markup::OddHtml if value.nested && !text.contains('<') => {
                references::resolve(&text).into_owned()
            }
            _ => text.into_owned(),
        };
        let body = body_to_html(text, html, self.budget)?;
        Some(self.rebased(body, value))
    }

    /// Makes the addresses in a body absolute.
    pub(super) fn rebased(&self, body: String, value: &Value<'_>) -> String {
        match self.base(value) {
            Some(base) => relative::resolved(body, base, self.budget),
            None => body,
        }
    }
}

/// Converts a title, a name or the like to plain text. The declared type decides how (RFC 4287
/// 3.1.1); without one, as in RSS, the text may be HTML.
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

/// Converts a category to plain text. If it contains elements that are no markup of a line, its
/// end tag is missing, and only the text before them counts.
pub(super) fn term(value: &Value<'_>) -> Option<String> {
    let term = line(value)?;
    if value.nested && term.contains('<') {
        return clean::line(&title::from_any(&value.text_before_markup()), MAX_LINE);
    }
    Some(term)
}

/// Splits a list of keywords.
pub(super) fn terms(value: &Value<'_>) -> Vec<String> {
    let text = line(value).unwrap_or_default();
    let terms = text.split([',', '，', '、', ';', '；']);
    let terms = terms.filter_map(|term| clean::line(term, MAX_LINE));
    terms.take(MAX_LIST).collect()
}

/// Returns the name of a person: of `a@example.org (Name)` in RSS, or `a@example.org（姓名）`, only
/// the name.
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

/// Returns the names of a feed's authors that its entries inherit. A mail address alone is for
/// letters to the editor and names nobody. The number of bytes is limited, because a document may
/// have ten thousand entries.
pub(super) fn inheritable_authors(mut names: Vec<String>) -> Vec<String> {
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

/// Whether a text says what a mail address is for, not whose it is: `for questions about ads`.
fn is_phrase(text: &str) -> bool {
    const MIN_PHRASE_WORDS: usize = 4;
    text.split_whitespace().count() >= MIN_PHRASE_WORDS
        && text.contains(char::is_lowercase)
        && !text.contains(char::is_uppercase)
}

/// Whether a text is only a mail address.
fn is_mail_address(text: &str) -> bool {
    let is_part = |part: &str| !part.is_empty() && !part.contains(char::is_whitespace);
    text.split_once('@')
        .is_some_and(|(user, host)| is_part(user) && is_part(host) && host.contains('.'))
}

/// Whether a name is an address that nobody reads, which platforms write instead of an author.
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

/// Whether a body has visible text; scripts and styles do not count.
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

/// Whether a character may replace omitted text.
fn is_filler(c: char) -> bool {
    matches!(c, '.' | '…' | '。' | '-' | '–' | '—' | '*' | '_' | '·')
}

/// Whether a text has HTML elements.
fn has_element(text: &str) -> bool {
    text.contains('<')
        && pieces(text)
            .any(|piece| matches!(piece, Piece::Start(tag) if title::is_element(tag.name)))
}

fn is_hidden(name: &str) -> bool {
    name.eq_ignore_ascii_case("script") || name.eq_ignore_ascii_case("style")
}

/// Whether a body has a picture, a player or an embedded page.
pub(super) fn has_media(html: &str) -> bool {
    const MEDIA: &[&str] = &[
        "img", "picture", "video", "audio", "iframe", "object", "embed", "svg",
    ];
    pieces(html).any(|piece| match piece {
        Piece::Start(tag) => MEDIA.iter().any(|name| name.eq_ignore_ascii_case(tag.name)),
        _ => false,
    })
}

/// Parses the length of a file in bytes. `None` for 0, which means *unknown* in feeds.
pub(super) fn length(text: &str) -> Option<u64> {
    text.trim().parse().ok().filter(|length| *length > 0)
}

/// Parses a playing time such as `185`, `185.4`, `3:05` or `1:03:05`; returns seconds.
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

/// Returns an id as sent.
pub(super) fn id(value: &Value<'_>) -> Option<String> {
    clean::line(&value.text_before_markup(), MAX_ADDRESS)
}

/// Returns the text of a value; decodes it if it is declared as Base64 and is valid Base64.
fn decoded<'a>(value: &Value<'a>) -> Cow<'a, str> {
    let text = value.text();
    if value.markup == Markup::Base64
        && let Some(decoded) = base64::decode(&text)
    {
        return Cow::Owned(decoded);
    }
    text
}

/// Whether an incomplete entry has what will identify it when it is complete.
///
/// The other entries of the document show what that is: many publishers write the guid, or the
/// link, last.
pub(super) fn is_recognisable(incomplete: &RawEntry, others: &[RawEntry]) -> bool {
    let has_guids = others.iter().any(|entry| entry.guid.is_some());
    let has_links = others.iter().any(|entry| entry.link.is_some());
    // An entry that ends between two fields may be all that its publisher ever sends.
    let may_be_all = incomplete.completeness == Completeness::Unclosed;
    if let Some(guid) = &incomplete.guid {
        // A shared guid identifies an entry only together with its link.
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
    use super::{ExpansionBudget, Url, address, has_text, inheritable_authors, person};

    #[test]
    fn an_address_that_lacks_only_its_scheme_is_not_relative() {
        let base = Url::parse("https://news.example/list/").unwrap();
        let budget = ExpansionBudget::for_document("x");
        for (written, meant) in [
            ("www.news.example/a?b#c", "https://www.news.example/a?b#c"),
            ("www", "https://news.example/list/www"),
            ("a/www.html", "https://news.example/list/a/www.html"),
        ] {
            let read = address(written, Some(&base), &budget);
            assert_eq!(read.as_deref(), Some(meant));
        }
    }

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
        assert_eq!(inheritable_authors(names.to_vec()), ["编辑部", "Ann"]);
        let many = vec!["x".repeat(100); 100];
        assert_eq!(inheritable_authors(many).len(), 2);
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
