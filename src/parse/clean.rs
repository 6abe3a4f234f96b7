//! Strings without the characters XML 1.0 forbids, white space trimmed, lengths bounded.

use std::borrow::Cow;

/// What Windows-1252 has where ISO-8859-1 has the control characters U+0080 to U+009F; `\0` where
/// it has nothing. Publishers write the one and declare the other (`&#150;` for a dash), and HTML
/// 5 reads such references the same way (13.2.5.80).
const WINDOWS_1252: [char; 32] = [
    '€', '\0', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\0', 'Ž', '\0', '\0', '‘',
    '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\0', 'ž', 'Ÿ',
];

/// Bytes looked at in one go; a count of one block fits a byte.
const BLOCK: usize = 255;

/// How many control characters stand in a text that XML 1.0 forbids (2.2 `Char`).
pub(super) fn forbidden(text: &str) -> usize {
    // Whole blocks at once: a loop without an early end is what compilers turn into wide steps.
    text.as_bytes()
        .chunks(BLOCK)
        .map(|block| {
            let found = block.iter().map(|byte| u8::from(is_control(*byte)));
            usize::from(found.fold(0, u8::wrapping_add))
        })
        .sum()
}

#[inline]
fn is_control(byte: u8) -> bool {
    byte < b' ' && byte != b'\t' && byte != b'\n' && byte != b'\r'
}

/// Whether a text holds only legal characters, told by its bytes: no control, no DEL, none of
/// U+0080 to U+009F (`C2 80` to `C2 9F`), neither U+FFFE nor U+FFFF (`EF BF BE`, `EF BF BF`).
fn all_legal(text: &str) -> bool {
    let bytes = text.as_bytes();
    let second = bytes.get(1..).unwrap_or_default();
    let third = bytes.get(2..).unwrap_or_default();
    let single = |byte: u8| is_control(byte) || byte == 0x7f;
    if bytes.chunks(BLOCK).any(|block| {
        block
            .iter()
            .fold(false, |found, byte| found | single(*byte))
    }) {
        return false;
    }
    let pairs = bytes.iter().zip(second);
    let c1 = pairs.fold(0, |found, (first, second)| {
        found | (u8::from(*first == 0xc2) & u8::from(*second < 0xa0))
    });
    let triples = bytes.iter().zip(second).zip(third);
    let not_a_character = triples.fold(0, |found, ((first, second), third)| {
        let last = u8::from(*second == 0xbf) & u8::from(*third >= 0xbe);
        found | (u8::from(*first == 0xef) & last)
    });
    c1 | not_a_character == 0
}

/// Removes what XML 1.0 (2.2 `Char`) forbids and gives C1 controls their Windows-1252 meaning.
pub(super) fn legal(text: &str) -> Cow<'_, str> {
    if all_legal(text) {
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
    // Most texts differ at their first letter beyond ASCII: what follows it is ASCII, too.
    let mut chars = text.chars().skip_while(char::is_ascii).skip(1);
    let is_like_utf8 = matches!(chars.next(), Some('\u{80}'..='\u{bf}'));
    if !is_like_utf8 || !text.chars().all(|c| u32::from(c) <= 0xff) {
        return Cow::Borrowed(text);
    }
    let bytes: Vec<u8> = text.chars().filter_map(|c| u8::try_from(c).ok()).collect();
    String::from_utf8(bytes).map_or(Cow::Borrowed(text), Cow::Owned)
}

/// A short field: legal, trimmed, its white space runs one space each; `None` when nothing is
/// left. At most `limit` characters; what is beyond is cut off.
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

/// Parts between white space; U+3000 and U+00A0 inside a line are content (the one sets off names
/// and numbers in Chinese titles) and stay.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.trim()
        .split(|c: char| c.is_whitespace() && c != '\u{3000}' && c != '\u{a0}')
        .filter(|word| !word.is_empty())
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
        // What word processors break a line with.
        '\u{b}' | '\u{c}' => Some(' '),
        '\u{80}'..='\u{9f}' => {
            let place = usize::try_from(u32::from(c) - 0x80).ok()?;
            WINDOWS_1252.get(place).copied().filter(|c| *c != '\0')
        }
        c => is_legal(c).then_some(c),
    }
}
