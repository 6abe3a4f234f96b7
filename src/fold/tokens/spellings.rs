//! Compares words by their tokens: which may be spellings, forms or abbreviations of one word.

use super::common_words::is_common_word;
use super::letters::{CONSONANTS, FIRST_AT, FIRST_LETTERS, LENGTH, LENGTH_AT, LETTER, SECOND_AT};
use super::lexer::WORD;

/// How many letters longer one spelling of a name is than another one with the same consonants
/// (`labour`, `labor`): `Niger` is not `Nigeria`.
const MORE_VOWELS: u64 = 1;

/// How many letters longer one form of a word is than another one that begins alike.
const LONGER_SPELLING: u64 = 2;

/// Most letters of a word that stands for a longer one with a full stop (`adm. dir.`), and least
/// letters that it leaves out. One such word alone may be another name.
const SHORTENED: u64 = 4;
const LEFT_OUT: u64 = 3;
const LEAST_SHORTENED: usize = 2;

/// Letters of a word that few texts have by chance.
const LONG: u64 = 12;

/// Letters of a name of initials.
const INITIALS: std::ops::RangeInclusive<u64> = 2..=5;

/// Most words in which a word is spelled.
const MOST_WORDS: usize = 2;

/// Whether a token is that of a long word, which few texts have by chance.
pub(super) fn is_long(token: u64) -> bool {
    token & WORD != 0 && (token & LENGTH) >> LENGTH_AT >= LONG
}

/// Whether a token is that of a word with a digit: the code of a product, a security, a road.
pub(crate) fn is_code(token: u64) -> bool {
    token & WORD != 0 && token & (LENGTH | CONSONANTS) == 0
}

/// Whether two words may be spellings of one name of another script: both have the same consonants
/// and about one length.
pub(crate) fn have_same_consonants(one: u64, other: u64) -> bool {
    let letters = |word: u64| (word & LENGTH) >> LENGTH_AT;
    (one & other & WORD) != 0
        && one & CONSONANTS != 0
        && one & CONSONANTS == other & CONSONANTS
        && letters(one).abs_diff(letters(other)) <= MORE_VOWELS
}

/// Whether each of some words is one of the other words in its place, or has its consonants:
/// `labor group`, `labour group`.
fn are_one_spelling(one: &[u64], other: &[u64]) -> bool {
    let is_one = |(one, other): (&u64, &u64)| one == other || have_same_consonants(*one, *other);
    one.len() == other.len() && !one.is_empty() && one.iter().zip(other).all(is_one)
}

/// Whether one stretch shortens the words of the other one: each word in its place (`adm. dir.`,
/// `administrerende direktør`), or all to a name of their initials (`ΤτΕ`, `Τράπεζα της Ελλάδος`).
fn are_shortened(one: &[u64], other: &[u64]) -> bool {
    let letters = |word: u64| (word & LENGTH) >> LENGTH_AT;
    let is_shortened = |(one, other): (&u64, &u64)| {
        let (short, long) = (
            letters(*one).min(letters(*other)),
            letters(*one).max(letters(*other)),
        );
        one & FIRST_LETTERS == other & FIRST_LETTERS
            && (1..=SHORTENED).contains(&short)
            && short + LEFT_OUT <= long
    };
    let pairs = || one.iter().zip(other);
    if one.len() == other.len() {
        return pairs().filter(|pair| is_shortened(*pair)).count() >= LEAST_SHORTENED
            && pairs().all(|pair| pair.0 == pair.1 || is_shortened(pair));
    }
    let (([name], words) | (words, [name])) = (one, other) else {
        return false;
    };
    has_initials(*name, words.iter().copied())
        || has_initials(
            *name,
            words.iter().copied().filter(|word| !is_common_word(*word)),
        )
}

/// Whether a name has one letter for each of some words, and begins with those of the first two.
fn has_initials(name: u64, mut words: impl Iterator<Item = u64> + Clone) -> bool {
    let number = u64::try_from(words.clone().count()).unwrap_or(u64::MAX);
    let first = |word: u64| (word & LETTER << FIRST_AT) >> FIRST_AT;
    let second = (name & LETTER << SECOND_AT) >> SECOND_AT;
    name & WORD != 0
        && INITIALS.contains(&number)
        && (name & LENGTH) >> LENGTH_AT == number
        && words.next().map(first) == Some(first(name))
        && words.next().map(first) == Some(second)
}

/// Whether words may be spellings or forms of others: a word, or two, and others begin with the
/// same two letters and have about one length (`bekannt gab`, `bekanntgab`), or each word has the
/// consonants of the other one in its place (`harbor labor`, `harbour labour`), or some words
/// shorten the others.
pub(crate) fn may_be_spellings(one: &[u64], other: &[u64]) -> bool {
    if are_one_spelling(one, other) || are_shortened(one, other) {
        return true;
    }
    let letters = |words: &[u64]| -> u64 {
        let letters = words.iter().map(|word| (word & LENGTH) >> LENGTH_AT);
        letters.sum()
    };
    let are_words = |words: &[u64]| {
        (1..=MOST_WORDS).contains(&words.len())
            && words
                .iter()
                .all(|word| word & WORD != 0 && word & LENGTH != 0)
    };
    let first = |words: &[u64]| words.first().map(|word| word & FIRST_LETTERS);
    are_words(one)
        && are_words(other)
        && first(one) == first(other)
        && letters(one).abs_diff(letters(other)) <= LONGER_SPELLING
}

#[cfg(test)]
mod tests {
    use super::may_be_spellings;
    use crate::fold::tokens::TokenizedText;

    #[test]
    fn two_spellings_of_a_word_are_told_from_two_names() {
        let token = |word| TokenizedText::new(word).tokens[0];
        for (one, other, expected) in [
            ("labour", "labor", true),
            ("selenskij", "selenskyj", true),
            ("отключат", "отключили", true),
            ("mykhailo", "mikhail", true),
            ("muhammad", "mohammed", true),
            ("lukaschenko", "lukashenko", true),
            ("selenskyj", "zelensky", true),
            ("odessa", "odesa", true),
            ("hall", "hill", false),
            ("oran", "iran", false),
            ("torvan", "tirvald", false),
            ("wexley", "norley", false),
            ("brunnau", "lindach", false),
            ("essen", "elmshorn", false),
            ("hsk51155", "hsk46256", false),
            ("glm-5", "glm-4", false),
            ("ford", "foxconn", false),
        ] {
            assert_eq!(
                may_be_spellings(&[token(one)], &[token(other)]),
                expected,
                "{one}"
            );
        }
        let tokens = |words| TokenizedText::new(words).tokens;
        assert!(may_be_spellings(
            &tokens("bekannt gab"),
            &tokens("bekanntgab")
        ));
        for (one, other, expected) in [
            ("vance and ohara", "vance", false),
            ("adm. dir.", "administrerende direktør", true),
            ("ford motor", "foxconn motor", false),
            ("ττε", "τράπεζα της ελλάδος", true),
            ("fca", "financial conduct authority", true),
            ("doj", "department of justice", true),
            ("fca", "federal trade commission", false),
            ("fca", "financial conduct", false),
        ] {
            assert_eq!(
                may_be_spellings(&tokens(one), &tokens(other)),
                expected,
                "{one}"
            );
        }
    }
}
