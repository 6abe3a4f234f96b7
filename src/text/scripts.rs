//! The ranges of the scripts whose characters are words by themselves, each named by what it
//! includes. Callers join those that they mean.
//!
//! Two lists stay elsewhere because they include punctuation and rare characters, and must not
//! change with this one: `normalize::characters` has the scripts without spaces of the version of
//! the normalisation, and `pipeline::searching::terms` those of the version of the search index.

use std::ops::RangeInclusive;

/// The Unicode block "CJK Unified Ideographs": nearly every ideograph of a text in Chinese.
pub const COMMON_IDEOGRAPHS: RangeInclusive<char> = '\u{4E00}'..='\u{9FFF}';

/// Whether a character is one of [`COMMON_IDEOGRAPHS`].
#[inline]
pub fn is_common_ideograph(character: char) -> bool {
    matches!(character, '\u{4E00}'..='\u{9FFF}')
}

/// Whether a character is a Han ideograph of the Basic Multilingual Plane: a common one or one of
/// Extension A. Includes the hexagrams between both blocks, and no compatibility ideograph.
#[inline]
pub fn is_ideograph(character: char) -> bool {
    matches!(character, '\u{3400}'..='\u{9FFF}')
}

/// Whether a character is a compatibility ideograph: another code for an ideograph, kept for older
/// character sets.
#[inline]
pub fn is_compatibility_ideograph(character: char) -> bool {
    matches!(character, '\u{F900}'..='\u{FAFF}')
}

/// Whether a character is hiragana or katakana, with the marks of these blocks.
#[inline]
pub fn is_kana(character: char) -> bool {
    matches!(character, '\u{3040}'..='\u{30FF}')
}

/// Whether a character is a Hangul syllable.
#[inline]
pub fn is_hangul(character: char) -> bool {
    matches!(character, '\u{AC00}'..='\u{D7A3}')
}

#[cfg(test)]
mod tests {
    use super::{
        is_common_ideograph, is_compatibility_ideograph, is_hangul, is_ideograph, is_kana,
    };

    #[test]
    fn each_range_has_its_own_characters_and_no_others() {
        for (character, ranges) in [
            ('港', [true, true, false, false, false]),
            ('㐀', [false, true, false, false, false]),
            ('\u{F900}', [false, false, true, false, false]),
            ('か', [false, false, false, true, false]),
            ('カ', [false, false, false, true, false]),
            ('한', [false, false, false, false, true]),
            ('〇', [false; 5]),
            ('a', [false; 5]),
            ('，', [false; 5]),
        ] {
            let found = [
                is_common_ideograph(character),
                is_ideograph(character),
                is_compatibility_ideograph(character),
                is_kana(character),
                is_hangul(character),
            ];
            assert_eq!(found, ranges, "{character}");
        }
    }
}
