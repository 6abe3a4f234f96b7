//! Makes relative addresses absolute, in a body those in attributes such as `href` and `src`.

use std::cell::Cell;

use url::Url;

use super::{field, references};
use crate::html;

/// Longest address that is resolved, in bytes.
const MAX_ADDRESS_BYTES: usize = 2_048;
/// Longest base, in bytes: every short address in a document grows by the length of its base.
pub(super) const MAX_BASE_BYTES: usize = 1_024;
/// Bytes by which any document may grow, besides four times its own length.
const FREE_BYTES: usize = 4 * 1024 * 1024;
/// Longest body, in bytes. The longest white papers stay below 1 MB; embedded pictures may need
/// more. For 15 MB of brackets, an HTML parser needs two seconds and four times the memory.
const MAX_BODY_BYTES: usize = 4 * 1024 * 1024;

/// Limits how much one document may grow when its addresses become absolute; records whether it
/// exceeded that limit, or had a body that was too long.
///
/// `<a href="x">` has 12 bytes; made absolute, it grows by the length of the base.
#[derive(Debug)]
pub(super) struct ExpansionBudget {
    left: Cell<usize>,
    exhausted: Cell<bool>,
    too_long: Cell<bool>,
}

impl ExpansionBudget {
    /// Creates the budget of a document.
    pub(super) fn for_document(document: &str) -> Self {
        Self {
            left: Cell::new(FREE_BYTES + document.len().saturating_mul(4)),
            exhausted: Cell::new(false),
            too_long: Cell::new(false),
        }
    }

    /// Resolves `text` against `base`; `None` if the result is not a URL or exceeds the budget.
    pub(super) fn join(&self, base: &Url, text: &str) -> Option<Url> {
        if base.as_str().len() > MAX_BASE_BYTES {
            self.exhausted.set(true);
            return None;
        }
        let left = self.left.get().checked_sub(base.as_str().len());
        let Some(left) = left else {
            self.exhausted.set(true);
            return None;
        };
        self.left.set(left);
        base.join(text).ok()
    }

    /// Cuts a body to the limit.
    pub(super) fn bounded(&self, mut body: String) -> String {
        if body.len() > MAX_BODY_BYTES {
            self.too_long.set(true);
            body.truncate(body.floor_char_boundary(MAX_BODY_BYTES));
        }
        body
    }

    /// Returns the warnings about addresses that stayed relative, and about a body that was cut.
    pub(super) fn warnings(&self) -> impl Iterator<Item = String> {
        let relative = "some addresses were left relative: made absolute, they would grow beyond all \
                        reason";
        let cut = "a text of more than 4 MiB was cut off there";
        let warnings = [(&self.exhausted, relative), (&self.too_long, cut)];
        let met = warnings.into_iter().filter(|(is_met, _)| is_met.get());
        met.map(|(_, warning)| warning.to_owned())
    }
}

/// Resolves every relative `href`, `src`, `poster` and `srcset` in `html` against `base`, and the
/// attributes from which scripts load pictures, such as `data-src`. Everything else stays byte for
/// byte, including absolute addresses, fragments and text.
pub(super) fn resolved(html: String, base: &Url, budget: &ExpansionBudget) -> String {
    let mut out = String::new();
    let (mut copied, mut from) = (0, 0);
    while let Some(found) = html.get(from..).and_then(|rest| rest.find('=')) {
        let equals = from + found;
        from = equals + 1;
        let before = html.get(..equals).unwrap_or_default();
        let Some(kind) = attribute_kind(before) else {
            continue;
        };
        let Some((start, end)) = quoted(&html, from) else {
            continue;
        };
        let raw = html.get(start..end).unwrap_or_default();
        if kind == AttributeKind::Candidates {
            if in_tag(before) {
                out.push_str(html.get(copied..start).unwrap_or_default());
                candidates(raw, base, budget, &mut out);
                (copied, from) = (end, end);
            }
            continue;
        }
        let is_words = kind == AttributeKind::Late && raw.trim().contains(char::is_whitespace);
        if is_absolute(raw) || is_words || !in_tag(before) {
            continue;
        }
        let Some(url) = budget.join(base, references::resolve(raw).trim()) else {
            continue;
        };
        out.push_str(html.get(copied..start).unwrap_or_default());
        out.push_str(&html::escape(url.as_str()));
        (copied, from) = (end, end);
    }
    if copied == 0 {
        return html;
    }
    out.push_str(html.get(copied..).unwrap_or_default());
    out
}

/// The kind of value that an attribute has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum AttributeKind {
    Address,
    /// An address or other text for a script.
    Late,
    /// Addresses with sizes, as in `srcset`.
    Candidates,
}

/// Returns the kind of the attribute whose name is at the end of `before`.
fn attribute_kind(before: &str) -> Option<AttributeKind> {
    let bytes = before.as_bytes().trim_ascii_end();
    let space_before = |name: &str| {
        let at = bytes.len().checked_sub(name.len())?;
        let is_named = bytes.get(at..)?.eq_ignore_ascii_case(name.as_bytes());
        at.checked_sub(1)
            .and_then(|at| bytes.get(at))
            .filter(|_| is_named)
    };
    let begins = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'"' | b'\'');
    // `data-src` and the like, from which scripts load pictures.
    let continues = |byte: &u8| matches!(byte, b'-' | b'_');
    if space_before("srcset").is_some_and(|byte| begins(byte) || continues(byte)) {
        return Some(AttributeKind::Candidates);
    }
    let is_any = |names: &[&str], fits: &dyn Fn(&u8) -> bool| {
        names
            .iter()
            .any(|name| space_before(name).is_some_and(fits))
    };
    if is_any(&["href", "src", "poster"], &begins) {
        Some(AttributeKind::Address)
    } else {
        is_any(&["src", "original"], &continues).then_some(AttributeKind::Late)
    }
}

/// Writes the image candidates of a `srcset` (WHATWG HTML 4.8.4.2.1) with absolute addresses.
fn candidates(raw: &str, base: &Url, budget: &ExpansionBudget, out: &mut String) {
    let mut is_address = true;
    for part in raw.split_inclusive(|c: char| c.is_ascii_whitespace()) {
        let word = part.trim_ascii_end();
        // A comma ends a candidate: after its size, or after an address without a size.
        let (before, address, after) = if is_address {
            let address = word.trim_end_matches(',');
            ("", address, part.get(address.len()..).unwrap_or_default())
        } else {
            match word.split_once(',') {
                Some((size, address)) => {
                    let before = part.get(..=size.len()).unwrap_or_default();
                    let after = part.get(before.len() + address.len()..).unwrap_or_default();
                    (before, address, after)
                }
                None => (part, "", ""),
            }
        };
        if !word.is_empty() {
            is_address = word.ends_with(',');
        }
        out.push_str(before);
        let absolute = Some(address)
            .filter(|address| !is_absolute(address))
            .and_then(|address| budget.join(base, &references::resolve(address)));
        match absolute {
            Some(url) => out.push_str(&html::escape(url.as_str())),
            None => out.push_str(address),
        }
        out.push_str(after);
    }
}

/// Returns begin and end of the quoted value after an equals sign.
fn quoted(html: &str, from: usize) -> Option<(usize, usize)> {
    let rest = html.get(from..)?;
    let trimmed = rest.trim_start();
    let quote = trimmed.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let start = from + (rest.len() - trimmed.len()) + 1;
    let window = html.as_bytes().get(start..)?;
    let length = window
        .iter()
        .take(MAX_ADDRESS_BYTES)
        .position(|byte| char::from(*byte) == quote)?;
    Some((start, start + length))
}

fn is_absolute(raw: &str) -> bool {
    let raw = raw.trim();
    raw.is_empty() || raw.starts_with('#') || field::has_scheme(raw)
}

/// Whether a text ends within a tag.
fn in_tag(before: &str) -> bool {
    let near = before.as_bytes();
    let near = near.get(near.len().saturating_sub(MAX_ADDRESS_BYTES)..);
    let mut backwards = near.unwrap_or_default().iter().rev();
    backwards.find(|byte| matches!(byte, b'<' | b'>')) == Some(&b'<')
}

#[cfg(test)]
mod tests {
    use super::{ExpansionBudget, resolved};
    use url::Url;

    fn html(html: &str) -> String {
        let base = Url::parse("https://example.org/a/b.html").unwrap();
        resolved(html.to_owned(), &base, &ExpansionBudget::for_document(html))
    }

    #[test]
    fn addresses_grow_up_to_a_bound() {
        let long = "a".repeat(super::MAX_BASE_BYTES - 30);
        let base = Url::parse(&format!("https://example.org/{long}/")).unwrap();
        let html = "<a href=\"x\">".repeat(100_000);
        let budget = ExpansionBudget::for_document(&html);
        let absolute = resolved(html.clone(), &base, &budget);
        assert!(absolute.len() < 6 * html.len() + super::FREE_BYTES);
        assert!(absolute.starts_with("<a href=\"https://example.org/"));
        assert!(absolute.ends_with("<a href=\"x\">"));
        assert!(budget.warnings().count() == 1);
    }

    #[test]
    fn relative_addresses_become_absolute() {
        assert_eq!(
            html("<p><a href='c.html?x=1&amp;y=2'>c</a><img alt=\"\" SRC = \"/d.png\">"),
            "<p><a href='https://example.org/a/c.html?x=1&amp;y=2'>c</a>\
             <img alt=\"\" SRC = \"https://example.org/d.png\">"
        );
    }

    #[test]
    fn what_a_script_was_to_load_becomes_absolute() {
        assert_eq!(
            html(
                "<img data-src='c.jpg' data-original=\"/d.jpg\" srcset='e.jpg 1x, /f,g.jpg 2x,h.jpg 3x'>"
            ),
            "<img data-src='https://example.org/a/c.jpg' data-original=\"https://example.org/d.jpg\" \
             srcset='https://example.org/a/e.jpg 1x, https://example.org/f,g.jpg 2x,https://example.org/a/h.jpg 3x'>"
        );
    }

    #[test]
    fn everything_else_stays_as_it_is() {
        for same in [
            "<a href='https://other.example/'>x</a>",
            "<a href='#top'>x</a><a href='mailto:a@example.org'>y</a>",
            "the attribute href='x' in words",
            "<p title='src'>a = b</p>",
            "<p data-original='Some words'>a</p>",
            "<img srcset='https://other.example/a.jpg 2x'>",
            "<img src=",
            "",
        ] {
            assert_eq!(html(same), same);
        }
    }
}
