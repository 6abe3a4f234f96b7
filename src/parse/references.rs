//! Resolves character references of HTML.

use std::borrow::Cow;

use quick_xml::escape::resolve_predefined_entity;

/// Longest reference, in bytes with `&` and `;`; the longest of HTML has 33.
const REFERENCE_BYTES: usize = 40;

/// Resolves numeric and named character references of HTML, each once; anything else stays as it
/// is.
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

/// Reads the reference whose `&` is before `after`; returns its meaning and the text after it.
fn reference(after: &str) -> Option<(Cow<'static, str>, &str)> {
    if let Some((c, tail)) = surrogate_pair(after) {
        return Some((Cow::Owned(c.to_string()), tail));
    }
    let name = reference_name(after)?;
    let tail = after.get(name.len() + 1..)?;
    Some((meaning(name)?, tail))
}

/// Replaces every surrogate pair that is written as two references by its character.
///
/// Programs that escape UTF-16 unit by unit write `&#55357;&#56832;` for one emoji. HTML and XML
/// do not allow such references, so a parser would return two replacement characters.
pub(super) fn with_pairs_joined(text: &str) -> Cow<'_, str> {
    let mut joined = String::new();
    let mut rest = text;
    let mut from = 0;
    while let Some(found) = rest.get(from..).and_then(|rest| rest.find('&')) {
        let at = from + found;
        let Some((c, tail)) = rest.get(at + 1..).and_then(surrogate_pair) else {
            from = at + 1;
            continue;
        };
        joined.push_str(rest.get(..at).unwrap_or_default());
        joined.push(c);
        (rest, from) = (tail, 0);
    }
    if joined.is_empty() {
        return Cow::Borrowed(text);
    }
    joined.push_str(rest);
    Cow::Owned(joined)
}

/// Reads a surrogate pair that is written as two references, the first `&` before `after`; returns
/// its character and the text after them.
fn surrogate_pair(after: &str) -> Option<(char, &str)> {
    // The range is 55296 to 57343, or D800 to DFFF: two characters exclude nearly all other
    // references.
    let bytes = after.as_bytes();
    let is_half = match bytes.get(1) {
        Some(b'5') => matches!(bytes.get(2), Some(b'5' | b'6')),
        Some(b'x' | b'X') => matches!(bytes.get(2), Some(b'd' | b'D' | b'0')),
        _ => false,
    };
    if bytes.first() != Some(&b'#') || !is_half {
        return None;
    }
    let (high, rest) = utf16_unit(after)?;
    let (low, tail) = utf16_unit(rest.strip_prefix('&')?)?;
    let c = char::decode_utf16([high, low]).next()?.ok()?;
    (u32::from(c) > 0xffff).then_some((c, tail))
}

/// Reads the numeric reference whose `&` is before `after`; returns its number, if below 65,536,
/// and the text after it.
fn utf16_unit(after: &str) -> Option<(u16, &str)> {
    let name = reference_name(after)?;
    let number = name.strip_prefix('#')?;
    let unit = match number.strip_prefix(['x', 'X']) {
        Some(hex) => u16::from_str_radix(hex, 16).ok()?,
        None => number.parse().ok()?,
    };
    Some((unit, after.get(name.len() + 1..)?))
}

/// Returns the meaning of a reference: its name, or `#` and its number.
pub(super) fn meaning(name: &str) -> Option<Cow<'static, str>> {
    match name.strip_prefix('#') {
        Some(number) => Some(Cow::Owned(character(number)?.to_string())),
        None => resolve_predefined_entity(name).map(Cow::Borrowed),
    }
}

/// Returns the name of the reference whose `&` is before `after`; `#` and digits for a numeric
/// one.
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

/// Whether `#` and a number are a numeric reference to a character that XML allows.
pub(super) fn is_character(name: &str) -> bool {
    name.strip_prefix('#')
        .and_then(character)
        .is_some_and(|c| c != char::REPLACEMENT_CHARACTER)
}

/// Whether HTML has a named character reference of this name.
pub(super) fn is_named(name: &str) -> bool {
    resolve_predefined_entity(name).is_some()
}

/// Returns the character of a numeric reference; an invalid number becomes U+FFFD, as in HTML.
fn character(number: &str) -> Option<char> {
    let value = match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => number.parse().ok()?,
    };
    let meant = char::from_u32(value).filter(|c| *c != '\0');
    Some(meant.unwrap_or(char::REPLACEMENT_CHARACTER))
}

#[cfg(test)]
mod tests {
    use super::{resolve, with_pairs_joined};

    #[test]
    fn a_surrogate_pair_written_as_two_references_is_one_character() {
        for (written, meant) in [
            ("a&#55357;&#56832;b", "a\u{1f600}b"),
            ("&#xD83D;&#xDE00;", "\u{1f600}"),
            ("&#x0000d83d;&#56832;&#55357;&#xde00;", "\u{1f600}\u{1f600}"),
        ] {
            assert_eq!(with_pairs_joined(written), meant);
            assert_eq!(resolve(written), meant);
        }
    }

    #[test]
    fn half_a_pair_and_every_other_reference_stay() {
        for same in [
            "&#55357;",
            "&#56832;&#55357;",
            "&#55357; &#56832;",
            "&#55;&#56;",
            "&amp;#5",
            "&#",
        ] {
            assert_eq!(with_pairs_joined(same), same);
        }
        assert_eq!(resolve("&#55357;x"), "\u{fffd}x");
    }
}
