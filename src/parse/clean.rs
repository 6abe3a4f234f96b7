//! Strings without the characters XML 1.0 forbids, white space trimmed, lengths bounded.

use std::borrow::Cow;

/// What Windows-1252 has where ISO-8859-1 has the control characters U+0080 to U+009F; `\0` where it
/// has nothing. Publishers write the one and declare the other (`&#150;` for a dash), and HTML 5
/// reads such references the same way (13.2.5.80).
const WINDOWS_1252: [char; 32] = [
    '€', '\0', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\0', 'Ž', '\0', '\0', '‘',
    '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\0', 'ž', 'Ÿ',
];

/// How many control characters stand in a text that XML 1.0 forbids (2.2 `Char`).
pub(super) fn forbidden(text: &str) -> usize {
    let forbidden = |byte: &u8| *byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r');
    text.bytes().filter(|byte| forbidden(byte)).count()
}

/// Removes what XML 1.0 (2.2 `Char`) forbids and gives C1 controls their Windows-1252 meaning.
pub(super) fn legal(text: &str) -> Cow<'_, str> {
    if text.bytes().all(plainly_legal) || text.chars().all(is_legal) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().filter_map(to_legal).collect())
}

/// [`legal`] for a string already owned, without copying when nothing is wrong.
pub(super) fn legal_owned(text: String) -> String {
    match legal(&text) {
        Cow::Borrowed(_) => text,
        Cow::Owned(cleaned) => cleaned,
    }
}

/// UTF-8 that was taken for ISO-8859-1 and encoded again (`Ã©` for `é`), undone.
///
/// Only a text that consists of such sequences and ASCII counts; no language writes so.
pub(super) fn unmangled(text: &str) -> Cow<'_, str> {
    if text.is_ascii() || !text.chars().all(|c| u32::from(c) <= 0xff) {
        return Cow::Borrowed(text);
    }
    let bytes: Vec<u8> = text.chars().filter_map(|c| u8::try_from(c).ok()).collect();
    String::from_utf8(bytes).map_or(Cow::Borrowed(text), Cow::Owned)
}

/// A short field: legal, trimmed, its white space runs one space each; `None` when nothing is left.
/// At most `limit` characters; what is beyond is cut off.
pub(super) fn line(text: &str, limit: usize) -> Option<String> {
    let text = legal(text);
    let mut line = String::with_capacity(text.len().min(limit.saturating_mul(4)));
    let mut chars = 0;
    for word in words(&text) {
        if !line.is_empty() && chars < limit {
            line.push(' ');
            chars += 1;
        }
        for c in word.chars().take(limit.saturating_sub(chars)) {
            line.push(c);
            chars += 1;
        }
        if chars >= limit {
            break;
        }
    }
    (!line.is_empty()).then_some(line)
}

/// A body: legal and trimmed; `None` when nothing is left.
pub(super) fn body(text: String) -> Option<String> {
    let text = legal_owned(text);
    let trimmed = text.trim();
    if trimmed.is_empty() {
        None
    } else if trimmed.len() == text.len() {
        Some(text)
    } else {
        Some(trimmed.to_owned())
    }
}

/// Parts between white space; U+3000 and U+00A0 inside a line are content (the one sets off names and
/// numbers in Chinese titles) and stay.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.trim()
        .split(|c: char| c.is_whitespace() && c != '\u{3000}' && c != '\u{a0}')
        .filter(|word| !word.is_empty())
}

/// Bytes that stand in legal characters only: printable ASCII, tab, line ends. Everything else is
/// looked at as a character.
fn plainly_legal(byte: u8) -> bool {
    matches!(byte, b' '..=b'~' | b'\t' | b'\n' | b'\r')
}

fn is_legal(c: char) -> bool {
    match c {
        '\t' | '\n' | '\r' => true,
        '\0'..' ' | '\u{7f}'..='\u{9f}' | '\u{fffe}' | '\u{ffff}' => false,
        _ => true,
    }
}

fn to_legal(c: char) -> Option<char> {
    match c {
        '\u{80}'..='\u{9f}' => {
            let place = usize::try_from(u32::from(c) - 0x80).ok()?;
            WINDOWS_1252.get(place).copied().filter(|c| *c != '\0')
        }
        c => is_legal(c).then_some(c),
    }
}
