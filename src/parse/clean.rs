//! Cleans strings: removes characters that XML 1.0 forbids, trims white space, and limits lengths.

use std::borrow::Cow;

/// The characters of Windows-1252 at the places of the control characters U+0080 to U+009F; `\0`
/// where it has none. Publishers write Windows-1252 and declare ISO-8859-1 (`&#150;` for a dash);
/// HTML reads such references the same way (WHATWG HTML 13.2.5.80).
const WINDOWS_1252: [char; 32] = [
    '€', '\0', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\0', 'Ž', '\0', '\0', '‘',
    '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\0', 'ž', 'Ÿ',
];

/// Bytes per block: the count of one block fits in a byte.
const BLOCK: usize = 255;

/// Counts the control characters in a text that XML 1.0 forbids (2.2 `Char`).
pub(super) fn forbidden(text: &str) -> usize {
    // A loop over whole blocks, without an early exit, is one that the compiler can vectorise.
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

/// Whether a text has only legal characters. Checks its bytes: no control, no DEL, none of U+0080
/// to U+009F (`C2 80` to `C2 9F`), neither U+FFFE nor U+FFFF (`EF BF BE`, `EF BF BF`).
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

/// Repairs UTF-8 that was taken for ISO-8859-1 and encoded again (`Ã©` for `é`).
///
/// Changes only a text that consists of such sequences and ASCII: no language is written like
/// that.
pub(super) fn unmangled(text: &str) -> Cow<'_, str> {
    // The first character beyond ASCII decides for most texts: another kind of character follows
    // it.
    let mut chars = text.chars().skip_while(char::is_ascii).skip(1);
    let is_like_utf8 = matches!(chars.next(), Some('\u{80}'..='\u{bf}'));
    if !is_like_utf8 || !text.chars().all(|c| u32::from(c) <= 0xff) {
        return Cow::Borrowed(text);
    }
    let bytes: Vec<u8> = text.chars().filter_map(|c| u8::try_from(c).ok()).collect();
    String::from_utf8(bytes).map_or(Cow::Borrowed(text), Cow::Owned)
}

/// Cleans a short field: only legal characters, one space for each run of white space, at most
/// `limit` characters. `None` if nothing is left.
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

/// Cleans a body: only legal characters, trimmed. `None` if nothing is left.
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

/// Splits at white space, except at U+3000 and U+00A0, which are content within a line: Chinese
/// titles separate names and numbers with U+3000.
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
        // Word processors break lines with these.
        '\u{b}' | '\u{c}' => Some(' '),
        '\u{80}'..='\u{9f}' => {
            let place = usize::try_from(u32::from(c) - 0x80).ok()?;
            WINDOWS_1252.get(place).copied().filter(|c| *c != '\0')
        }
        c => is_legal(c).then_some(c),
    }
}
