//! Short texts as plain text: HTML tags out, character references resolved.

use std::borrow::Cow;

use quick_xml::escape::resolve_predefined_entity;

use super::markup::{Piece, pieces};

/// The longest reference looked at, `&` and `;` included; HTML's longest is 33.
const REFERENCE_BYTES: usize = 40;

/// Elements of HTML that turn up in titles. Anything else in angle brackets is the title's own
/// text: an outlet once published 《关于修改<中华人民共和国…条例>的决定》 and its readers lost the name.
const TITLE_ELEMENTS: &[&str] = &[
    "a",
    "abbr",
    "acronym",
    "b",
    "bdi",
    "bdo",
    "big",
    "blockquote",
    "br",
    "center",
    "cite",
    "code",
    "del",
    "dfn",
    "div",
    "em",
    "font",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "i",
    "img",
    "ins",
    "kbd",
    "li",
    "mark",
    "nobr",
    "ol",
    "p",
    "pre",
    "q",
    "rp",
    "rt",
    "ruby",
    "s",
    "samp",
    "small",
    "span",
    "strike",
    "strong",
    "style",
    "script",
    "sub",
    "sup",
    "td",
    "tr",
    "table",
    "tbody",
    "tt",
    "u",
    "ul",
    "var",
    "wbr",
];

/// HTML to plain text: tags of [`TITLE_ELEMENTS`] and comments go, references are resolved once.
pub(super) fn from_html(html: &str) -> Cow<'_, str> {
    if !html.contains(['<', '&']) {
        return Cow::Borrowed(html);
    }
    let mut text = String::with_capacity(html.len());
    let mut stream = pieces(html);
    let mut hidden: Option<&str> = None;
    loop {
        let start = stream.offset();
        let Some(piece) = stream.next() else { break };
        let source = || html.get(start..).unwrap_or_default();
        match piece {
            Piece::Start(tag) if is_title_element(tag.name) => {
                if hidden.is_none() && hides(tag.name) && !tag.empty {
                    hidden = Some(tag.name);
                } else if breaks(tag.name) && hidden.is_none() {
                    text.push(' ');
                }
            }
            Piece::End(name) if is_title_element(name) => {
                if hidden.is_some_and(|open| open.eq_ignore_ascii_case(name)) {
                    hidden = None;
                }
            }
            Piece::Aside => {}
            _ if hidden.is_some() => {}
            Piece::Text(raw) => text.push_str(&resolve(raw)),
            Piece::Cdata(raw) => text.push_str(raw),
            Piece::Start(_) | Piece::End(_) => {
                let length = stream.offset().saturating_sub(start);
                let raw = source().get(..length).unwrap_or_default();
                text.push_str(&resolve(raw));
            }
        }
    }
    Cow::Owned(text)
}

/// Whether HTML has an element of this name that turns up in titles.
pub(super) fn is_title_element(name: &str) -> bool {
    TITLE_ELEMENTS
        .iter()
        .any(|known| known.eq_ignore_ascii_case(name))
}

fn hides(name: &str) -> bool {
    name.eq_ignore_ascii_case("script") || name.eq_ignore_ascii_case("style")
}

fn breaks(name: &str) -> bool {
    ["br", "p", "div", "li"]
        .iter()
        .any(|known| known.eq_ignore_ascii_case(name))
}

/// Resolves character references and the named ones of HTML 5, each once; others stay as they are.
pub(super) fn resolve(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut resolved = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        resolved.push_str(before);
        if let Some((meaning, tail)) = reference(after) {
            resolved.push_str(&meaning);
            rest = tail;
        } else {
            resolved.push('&');
            rest = after;
        }
    }
    resolved.push_str(rest);
    Cow::Owned(resolved)
}

/// The meaning of the reference that `after` continues, and what follows it.
fn reference(after: &str) -> Option<(Cow<'static, str>, &str)> {
    let name = reference_name(after)?;
    let tail = after.get(name.len() + 1..)?;
    Some((meaning(name)?, tail))
}

/// What the reference of this name, or `#` and number, means.
pub(super) fn meaning(name: &str) -> Option<Cow<'static, str>> {
    match name.strip_prefix('#') {
        Some(number) => Some(Cow::Owned(character(number)?.to_string())),
        None => resolve_predefined_entity(name).map(Cow::Borrowed),
    }
}

/// The name of the reference that `after`, the text behind an `&`, continues; `#` and digits for a
/// character's.
pub(super) fn reference_name(after: &str) -> Option<&str> {
    let end = after.bytes().take(REFERENCE_BYTES).position(|byte| {
        !(byte.is_ascii_alphanumeric() || matches!(byte, b'#' | b'_' | b'.' | b'-'))
    })?;
    let name = after.get(..end).filter(|name| !name.is_empty())?;
    let digits = name.strip_prefix('#');
    let digits = digits.map(|digits| digits.strip_prefix(['x', 'X']).unwrap_or(digits));
    if digits.is_some_and(str::is_empty) || name.contains('#') != digits.is_some() {
        return None;
    }
    (after.as_bytes().get(end) == Some(&b';')).then_some(name)
}

/// Whether `#` and a number stand for a character XML allows to be named so.
pub(super) fn is_character(name: &str) -> bool {
    name.strip_prefix('#')
        .and_then(character)
        .is_some_and(|c| c != char::REPLACEMENT_CHARACTER)
}

/// Whether HTML 5 has a character of this name.
pub(super) fn is_named(name: &str) -> bool {
    resolve_predefined_entity(name).is_some()
}

/// The character a numeric reference means; one that means none becomes U+FFFD, as in HTML 5.
fn character(number: &str) -> Option<char> {
    let value = match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => number.parse().ok()?,
    };
    let meant = char::from_u32(value).filter(|c| *c != '\0');
    Some(meant.unwrap_or(char::REPLACEMENT_CHARACTER))
}
