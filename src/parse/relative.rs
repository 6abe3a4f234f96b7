//! Relative addresses in a body made absolute, by looking at `href` and `src` only.

use url::Url;

use super::{field, plain};

/// The longest address that is looked at.
const MAX_BYTES: usize = 2_048;

/// `html` with every relative `href`, `src` or `poster` resolved against `base`. What is absolute,
/// an anchor, or in no tag stays byte for byte.
pub(super) fn resolved(html: String, base: &Url) -> String {
    let mut out = String::new();
    let (mut copied, mut from) = (0, 0);
    while let Some(found) = html.get(from..).and_then(|rest| rest.find('=')) {
        let equals = from + found;
        from = equals + 1;
        let before = html.get(..equals).unwrap_or_default();
        if !names_an_address(before) {
            continue;
        }
        let Some((start, end)) = quoted(&html, from) else {
            continue;
        };
        let raw = html.get(start..end).unwrap_or_default();
        if is_absolute(raw) || !in_tag(before) {
            continue;
        }
        let Ok(url) = base.join(plain::resolve(raw).trim()) else {
            continue;
        };
        out.push_str(html.get(copied..start).unwrap_or_default());
        out.push_str(&quick_xml::escape::escape(url.as_str()));
        (copied, from) = (end, end);
    }
    if copied == 0 {
        return html;
    }
    out.push_str(html.get(copied..).unwrap_or_default());
    out
}

fn names_an_address(before: &str) -> bool {
    let bytes = before.as_bytes().trim_ascii_end();
    ["href", "src", "poster"].iter().any(|name| {
        let Some(at) = bytes.len().checked_sub(name.len()) else {
            return false;
        };
        let tail = bytes.get(at..).unwrap_or_default();
        let space = at.checked_sub(1).and_then(|at| bytes.get(at));
        tail.eq_ignore_ascii_case(name.as_bytes())
            && space.is_some_and(|byte| byte.is_ascii_whitespace() || matches!(byte, b'"' | b'\''))
    })
}

/// Start and end of the quoted value behind an equals sign.
fn quoted(html: &str, from: usize) -> Option<(usize, usize)> {
    let rest = html.get(from..)?;
    let trimmed = rest.trim_start();
    let quote = trimmed.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let start = from + (rest.len() - trimmed.len()) + 1;
    let window = html.as_bytes().get(start..)?;
    let length = window
        .iter()
        .take(MAX_BYTES)
        .position(|byte| char::from(*byte) == quote)?;
    Some((start, start + length))
}

fn is_absolute(raw: &str) -> bool {
    let raw = raw.trim();
    raw.is_empty() || raw.starts_with('#') || field::has_scheme(raw)
}

/// Whether the text ends inside a tag.
fn in_tag(before: &str) -> bool {
    let near = before.as_bytes();
    let near = near.get(near.len().saturating_sub(MAX_BYTES)..);
    let mut backwards = near.unwrap_or_default().iter().rev();
    backwards.find(|byte| matches!(byte, b'<' | b'>')) == Some(&b'<')
}

#[cfg(test)]
mod tests {
    use super::resolved;
    use url::Url;

    fn html(html: &str) -> String {
        let base = Url::parse("https://example.org/a/b.html").unwrap();
        resolved(html.to_owned(), &base)
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
    fn everything_else_stays_as_it_is() {
        for same in [
            "<a href='https://other.example/'>x</a>",
            "<a href='#top'>x</a><a href='mailto:a@example.org'>y</a>",
            "the attribute href='x' in words",
            "<p title='src'>a = b</p>",
            "<img src=",
            "",
        ] {
            assert_eq!(html(same), same);
        }
    }
}
