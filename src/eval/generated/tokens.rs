//! Splits a text into the pieces that are swapped: words, numbers, single ideographs, and single
//! characters of any other kind.

use std::ops::Range;

use crate::text::{is_compatibility_ideograph, is_ideograph, is_kana};

/// The pieces of a text, in order; together they are the whole text.
pub(super) fn tokens(text: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = if is_number_part(first) {
            number_length(rest)
        } else if is_word_part(first) {
            rest.find(|c: char| !is_word_part(c)).unwrap_or(rest.len())
        } else {
            first.len_utf8()
        };
        let (token, after) = rest.split_at(length);
        tokens.push(token);
        rest = after;
    }
    tokens
}

/// Digits, with single commas and points between them.
fn number_length(text: &str) -> usize {
    let mut length = 0;
    let mut characters = text.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        let goes_on = characters
            .peek()
            .is_some_and(|(_, next)| is_number_part(*next));
        if !(is_number_part(character) || (matches!(character, '.' | ',') && goes_on)) {
            break;
        }
        length = at + character.len_utf8();
    }
    length
}

fn is_number_part(character: char) -> bool {
    character.is_ascii_digit()
}

/// Letters of scripts that write words; an ideograph or a kana is a piece of its own.
fn is_word_part(character: char) -> bool {
    character.is_alphabetic() && !is_ideograph_or_kana(character)
}

/// Ideographs and kana: scripts that put no space between words.
pub(super) fn is_ideograph_or_kana(character: char) -> bool {
    is_kana(character) || is_ideograph(character) || is_compatibility_ideograph(character)
}

/// Whether a piece is a word, a number or an ideograph, and not punctuation or space.
pub(super) fn says_something(token: &str) -> bool {
    token.chars().any(char::is_alphanumeric)
}

/// How much pieces say, in ideographs; a word or a number counts as two.
pub(super) fn ideographs(tokens: &[&str]) -> usize {
    let weights = tokens.iter().map(|token| {
        let ideograph = token.chars().next().is_some_and(is_ideograph_or_kana);
        match (says_something(token), ideograph) {
            (false, _) => 0,
            (true, true) => 1,
            (true, false) => 2,
        }
    });
    weights.sum()
}

/// Every place of `wanted` in `tokens`, without overlaps.
pub(super) fn places(tokens: &[&str], wanted: &[&str]) -> Vec<Range<usize>> {
    let mut places: Vec<Range<usize>> = Vec::new();
    for (at, window) in tokens.windows(wanted.len().max(1)).enumerate() {
        let free = places.last().is_none_or(|last| last.end <= at);
        if free && window == wanted {
            places.push(at..at + wanted.len());
        }
    }
    places
}

#[cfg(test)]
mod tests {
    use super::{ideographs, places, tokens};

    #[test]
    fn words_numbers_and_ideographs_are_pieces_and_the_rest_is_single_characters() {
        assert_eq!(
            tokens("海港A股涨1,204.5点, up 3.2%."),
            [
                "海", "港", "A", "股", "涨", "1,204.5", "点", ",", " ", "up", " ", "3.2", "%", "."
            ]
        );
        assert_eq!(tokens("").len(), 0);
        assert_eq!(ideographs(&tokens("港口 Kai 12。")), 6);
    }

    #[test]
    fn places_do_not_overlap() {
        let text = tokens("1 1 1 1");
        assert_eq!(places(&text, &tokens("1 1")), [0..3, 4..7]);
        assert!(places(&text, &tokens("1 2")).is_empty());
    }
}
