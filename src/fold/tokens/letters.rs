//! Letters as words are compared by them: without the marks that outlets leave out or cannot write
//! (`l'Economie`, `São Paulo`, `Málaga`, `все ещё`).

use std::ops::Range;

use super::lexer::WORD;
use super::mix;
use super::unspaced::is_unspaced;

/// Bits of the token of a word: five of each of its first two letters, and four for its length. Two
/// spellings of a name can be told from two names by them. The lowest byte stays that of the hash,
/// because words are looked up by it.
pub(super) const FIRST_LETTERS: u64 = (0x1F << FIRST_AT) | (0x1F << SECOND_AT);
pub(super) const LENGTH: u64 = 0xF << LENGTH_AT;
pub(super) const LETTER: u64 = 0x1F;
pub(super) const FIRST_AT: u32 = 8;
pub(super) const SECOND_AT: u32 = 13;
pub(super) const LENGTH_AT: u32 = 18;

/// Sixteen more bits, of its consonants in order, if it has three or more: outlets write a name of
/// another script by other vowels (`Mykhailo`, `Mikhail`; `Muhammad`, `Mohammed`).
pub(super) const CONSONANTS: u64 = 0xFFFF << CONSONANTS_AT;
const CONSONANTS_AT: u32 = 22;
const MIN_CONSONANTS: u64 = 3;

/// What stands for each letter among the consonants, by the lowest five bits of its code point: `k`
/// also for `c` and `q`, `s` for `z`, `v` for `w`; 0 for vowels and for letters that outlets leave
/// out, which are `h`, `j` and `y`, and in Cyrillic script `й` and both signs.
const LATIN: [u8; 32] = [
    27, 0, 2, 11, 4, 0, 6, 7, 0, 0, 0, 11, 12, 13, 14, 0, 16, 11, 18, 19, 20, 0, 22, 22, 24, 0, 19,
    27, 28, 29, 30, 31,
];
const CYRILLIC: [u8; 32] = [
    1, 2, 3, 0, 5, 6, 7, 8, 9, 10, 0, 0, 0, 0, 0, 0, 0, 17, 18, 19, 20, 0, 22, 23, 0, 0, 26, 27,
    28, 29, 0, 31,
];

/// The same for other scripts: each letter stands for itself.
const OTHER: [u8; 32] = [
    32, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25,
    26, 27, 28, 29, 30, 31,
];
const CYRILLIC_LETTERS: Range<u64> = 0x400..0x530;
const ARABIC_LETTERS: Range<u64> = 0x621..0x64B;

/// Letters of Arabic for vowels, of which outlets write one in the place of another one
/// (`الأمريكية`, `الأميركية`), and two for the `g` of foreign names (`جرينتش`, `غرينتش`).
const ARABIC_VOWELS: [char; 3] = ['ا', 'و', 'ي'];
const ARABIC_G: [char; 2] = ['غ', 'ج'];

/// The article with which most Arabic nouns begin.
const ARTICLE: [u64; 2] = ['ا' as u64, 'ل' as u64];

/// The dot of Devanagari letters for foreign sounds, which outlets leave out.
const NUKTA: char = '\u{93C}';

/// `s` and `c`, which are written together in `Lukaschenko`, for the `s` of `Lukashenko`.
const S_AND_C: u64 = (b's' as u64) << 32 | b'c' as u64;

/// A word of a spaced script as it is read, letter by letter.
#[derive(Debug, Clone, Copy)]
pub(super) struct Word {
    hash: u64,
    first: u64,
    letters: u64,
    consonants: u64,
    consonants_read: u64,
    last: u64,
    has_article: bool,
    is_code: bool,
    is_unspaced: bool,
    before: Option<char>,
}

impl Word {
    /// A word without letters.
    pub(super) const EMPTY: Self = Self {
        hash: WORD,
        first: 0,
        letters: 0,
        consonants: 0,
        consonants_read: 0,
        last: 0,
        has_article: false,
        is_code: false,
        is_unspaced: false,
        before: None,
    };

    /// Adds a lower-case letter.
    ///
    /// Who cannot write `ä`, `ö`, `ü`, `æ` and `œ` writes `ae`, `oe` and `ue`, or the first letter
    /// alone; Switzerland writes `ss` for `ß`.
    #[inline]
    pub(super) fn add(&mut self, letter: char) {
        let before = self.before.replace(letter);
        self.is_code |= letter.is_ascii_digit();
        self.is_unspaced |= is_unspaced(letter);
        match letter {
            'ß' => {
                self.add_plain('s');
                self.add_plain('s');
                return;
            }
            NUKTA => return,
            _ => {}
        }
        let letter = plain(letter);
        if letter != 'e' || !matches!(before.map(plain), Some('a' | 'o' | 'u')) {
            self.add_plain(letter);
        }
    }

    #[inline]
    fn add_plain(&mut self, letter: char) {
        let letter = u64::from(letter);
        match (self.letters, self.has_article) {
            (0, _) | (2, true) => self.first = (letter & LETTER) << FIRST_AT,
            (1, _) | (3, true) => self.first |= (letter & LETTER) << SECOND_AT,
            _ => {}
        }
        self.has_article |= self.letters == 1 && [self.last, letter] == ARTICLE;
        self.add_consonant(letter);
        self.letters += 1;
        self.hash = mix(self.hash, letter);
    }

    /// Adds the first letter, or a consonant that does not double the one before. It has no
    /// branches, since no processor foresees which letters are consonants.
    #[inline]
    fn add_consonant(&mut self, letter: u64) {
        let places = match letter {
            ..0x80 => &LATIN,
            _ if CYRILLIC_LETTERS.contains(&letter) => &CYRILLIC,
            _ => &OTHER,
        };
        let [low, ..] = (letter & LETTER).to_le_bytes();
        let of_consonant = if ARABIC_LETTERS.contains(&letter) {
            arabic_consonant(letter)
        } else {
            places.get(usize::from(low)).copied().map_or(0, u64::from)
        };
        let before = std::mem::replace(&mut self.last, letter);
        let apart = u64::from(before != letter) * u64::from(before << 32 | letter != S_AND_C);
        let is_first = u64::from(self.letters == 0);
        let is_read = is_first.max(of_consonant.min(1) * apart);
        // A vowel at the beginning counts: `Oran` is not `Iran`.
        let place = of_consonant + (1 - of_consonant.min(1)) * (letter & LETTER);
        let longer = self.consonants.wrapping_mul(1 + 28 * is_read);
        self.consonants = longer.wrapping_add(is_read * (place + 1));
        self.consonants_read += is_read;
    }

    /// Its token. That of a code (`HSK51155`) has no length: two codes are never two spellings.
    /// Nor are two stretches of a script that writes no space between words.
    #[inline]
    pub(super) fn token(self) -> u64 {
        if self.is_code {
            return self.hash & !(LENGTH | CONSONANTS) | WORD;
        }
        if self.is_unspaced {
            return self.hash & !LENGTH | WORD;
        }
        let letters = self.letters.min(LENGTH >> LENGTH_AT) << LENGTH_AT;
        let consonants = if self.consonants_read < MIN_CONSONANTS {
            0
        } else {
            self.consonants << CONSONANTS_AT & CONSONANTS
        };
        self.hash & !(FIRST_LETTERS | LENGTH | CONSONANTS)
            | self.first
            | letters
            | consonants
            | WORD
    }
}

/// What stands for an Arabic letter among the consonants; 0 for a vowel.
fn arabic_consonant(letter: u64) -> u64 {
    let is_one_of = |letters: &[char]| letters.iter().any(|one| u64::from(*one) == letter);
    if is_one_of(&ARABIC_VOWELS) {
        return 0;
    }
    let [_, other] = ARABIC_G;
    let letter = if is_one_of(&ARABIC_G) {
        u64::from(other)
    } else {
        letter
    };
    letter - ARABIC_LETTERS.start + 1
}

/// The token of a word.
pub(super) fn word_token(word: impl Iterator<Item = char>) -> u64 {
    let mut read = Word::EMPTY;
    word.for_each(|letter| read.add(letter));
    read.token()
}

/// The letter without its mark. `й` and `и` are two letters.
#[inline]
fn plain(letter: char) -> char {
    if letter.is_ascii() {
        letter
    } else {
        without_mark(letter)
    }
}

fn without_mark(letter: char) -> char {
    match letter {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ā' | 'ă' | 'ą' | 'æ' => 'a',
        'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' => 'c',
        'ď' | 'đ' => 'd',
        'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' => 'e',
        'ĝ' | 'ğ' | 'ġ' | 'ģ' => 'g',
        'ĥ' | 'ħ' => 'h',
        'ì' | 'í' | 'î' | 'ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' | 'ı' => 'i',
        'ĵ' => 'j',
        'ķ' => 'k',
        'ĺ' | 'ļ' | 'ľ' | 'ł' => 'l',
        'ñ' | 'ń' | 'ņ' | 'ň' => 'n',
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' | 'ō' | 'ŏ' | 'ő' | 'œ' => 'o',
        'ŕ' | 'ŗ' | 'ř' => 'r',
        'ś' | 'ŝ' | 'ş' | 'š' | 'ș' => 's',
        'ţ' | 'ť' | 'ŧ' | 'ț' => 't',
        'ù' | 'ú' | 'û' | 'ü' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' => 'u',
        'ŵ' => 'w',
        'ý' | 'ÿ' | 'ŷ' => 'y',
        'ź' | 'ż' | 'ž' => 'z',
        'ё' => 'е',
        'ά' => 'α',
        'έ' => 'ε',
        'ή' => 'η',
        'ί' | 'ϊ' | 'ΐ' => 'ι',
        'ό' => 'ο',
        'ύ' | 'ϋ' | 'ΰ' => 'υ',
        'ώ' => 'ω',
        'ς' => 'σ',
        'أ' | 'إ' | 'آ' | 'ٱ' => 'ا',
        'ى' | 'ی' | 'ئ' => 'ي',
        'ک' => 'ك',
        'ة' => 'ه',
        'ؤ' => 'و',
        'ँ' => 'ं',
        _ => letter,
    }
}

#[cfg(test)]
mod tests {
    use crate::fold::tokens::TokenizedText;

    #[test]
    fn a_word_without_its_marks_is_the_same_word() {
        for (one, other) in [
            ("l'économie de l'état", "l'economie de l'etat"),
            ("são paulo", "sao paulo"),
            ("málaga y cádiz", "malaga y cadiz"),
            ("straße", "strasse"),
            ("israël et l'aéroport", "israel et l'aeroport"),
            ("änderungen beim bürgergeld", "aenderungen beim buergergeld"),
            ("zürich und köln", "zurich und koeln"),
            ("manœuvre à bruxelles", "manoeuvre a bruxelles"),
            ("łódź", "lodz"),
            ("ещё дороже", "еще дороже"),
        ] {
            let tokens = |text| TokenizedText::new(text).tokens;
            assert_eq!(tokens(one), tokens(other), "{one}");
        }
        let tokens = |text| TokenizedText::new(text).tokens;
        assert_ne!(tokens("мои"), tokens("мой"));
    }
}
