//! The tokenizer of the search: splits normalised texts and queries into the terms of the index.
//!
//! A run of letters and digits is one term. Ideographs are indexed as bigrams: every two
//! neighbours are one term, also an ideograph beside a letter or digit. The last ideograph of a
//! run is also a term by itself, so that every ideograph begins a term. A query for one ideograph
//! is therefore a prefix query, and a query for several is a query for all of their bigrams.

use crate::normalize;
use crate::store::TermQuery;

/// Version of the terms. Raise it with every change of this file: the index is then filled anew.
pub(super) const VERSION: u32 = 1;

/// Longest term, in bytes. Longer words are encoded data and are cut off there.
const LONGEST: usize = 60;

/// The class of a character for the tokenizer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A letter or digit of a script whose words have spaces between them.
    Letter,
    /// A letter of a script without spaces, and hangul, whose words have endings.
    Ideograph,
    /// Anything else.
    Other,
}

/// Returns what a character is to the search.
#[inline]
pub(super) fn kind(character: char) -> Kind {
    match character {
        '\u{4E00}'..='\u{9FFF}' => Kind::Ideograph,
        'a'..='z' | '0'..='9' => Kind::Letter,
        // Radicals, ideographic zero and numerals, kana, bopomofo, hangul, the other ideographs.
        '\u{2E80}'..='\u{2FDF}'
        | '\u{3005}'..='\u{3007}'
        | '\u{3021}'..='\u{3029}'
        | '\u{3041}'..='\u{318F}'
        | '\u{31A0}'..='\u{31BF}'
        | '\u{31F0}'..='\u{31FF}'
        | '\u{3400}'..='\u{4DBF}'
        | '\u{AC00}'..='\u{D7AF}'
        | '\u{F900}'..='\u{FAFF}'
        | '\u{20000}'..='\u{3FFFF}'
        // Thai, Lao, Tibetan, Myanmar, Khmer.
        | '\u{0E00}'..='\u{0FFF}'
        | '\u{1000}'..='\u{109F}'
        | '\u{1780}'..='\u{17FF}'
            if !is_mark(character) =>
        {
            Kind::Ideograph
        }
        letter if letter.is_alphanumeric() => Kind::Letter,
        _ => Kind::Other,
    }
}

/// Punctuation within the ranges of scripts without spaces.
fn is_mark(character: char) -> bool {
    matches!(character, '\u{3097}'..='\u{309C}' | '\u{30A0}' | '\u{30FB}')
}

/// Returns a line in the form in which it is searched.
pub(super) fn normalised(line: &str) -> String {
    normalize::normalize_title(line).into_string()
}

/// Returns each line of a text in the form in which it is searched.
pub(super) fn normalised_lines(text: &str) -> impl Iterator<Item = String> + '_ {
    text.lines().map(normalised).filter(|line| !line.is_empty())
}

/// Calls `each` with every term of a normalised line.
pub(super) fn cut(line: &str, each: &mut impl FnMut(Term<'_>)) {
    let part = |from: usize, to: usize| line.get(from..to).unwrap_or_default();
    let mut characters = line.char_indices();
    // The character before, and the first letter of its word.
    let (mut last, mut before, mut word) = (0, Kind::Other, 0);
    loop {
        let next = characters.next();
        let (at, here) = next.map_or((line.len(), Kind::Other), |(at, next)| (at, kind(next)));
        let pair = || Term::Pair(part(last, characters.offset()));
        match (before, here) {
            (Kind::Ideograph, Kind::Other) => each(Term::Last(part(last, at), at)),
            (Kind::Ideograph, _) => each(pair()),
            (Kind::Letter, Kind::Ideograph | Kind::Other) => {
                let term = part(word, at);
                let cut = term.floor_char_boundary(LONGEST);
                each(Term::Word(term.get(..cut).unwrap_or_default(), at));
                if here == Kind::Ideograph {
                    each(pair());
                }
            }
            _ => {}
        }
        if next.is_none() {
            return;
        }
        if before != Kind::Letter {
            word = at;
        }
        (last, before) = (at, here);
    }
}

/// A term of a line. A number is the place in the line where the term ends, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Term<'a> {
    /// A run of letters and digits.
    Word(&'a str, usize),
    /// Two neighbours.
    Pair(&'a str),
    /// The last ideograph of a run.
    Last(&'a str, usize),
}

impl<'a> Term<'a> {
    pub(super) fn as_str(self) -> &'a str {
        match self {
            Self::Word(term, _) | Self::Pair(term) | Self::Last(term, _) => term,
        }
    }
}

/// Whether a word may go on after its last letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// It may not.
    Closed,
    /// It may: somebody wrote `*` after it.
    Open,
}

/// Returns the terms that every text with this normalised word has.
pub(super) fn of_word(word: &str, end: End) -> Vec<TermQuery> {
    of_marked_word("", word, end)
}

/// Returns the terms of a normalised word, each behind the prefix of its field.
pub(super) fn of_marked_word(mark: &str, word: &str, end: End) -> Vec<TermQuery> {
    let mut terms = Vec::new();
    cut(word, &mut |term| {
        let marked = format!("{mark}{}", term.as_str());
        match term {
            Term::Word(term, at)
                if at == word.len() && (end == End::Open || term.len() >= LONGEST) =>
            {
                terms.push(TermQuery::Beginning(marked));
            }
            // The last ideograph of the word may be followed by another one in the text. If it has
            // a neighbour before it, the pair of both says more.
            Term::Last(_, at) if at == word.len() => {
                if !ends_with_pair(word) {
                    terms.push(TermQuery::Beginning(marked));
                }
            }
            _ => {
                terms.push(TermQuery::Term(marked));
            }
        }
    });
    terms.dedup();
    terms
}

/// Whether the last two characters are one term.
fn ends_with_pair(word: &str) -> bool {
    let before = word.chars().rev().nth(1).map(kind);
    before.is_some_and(|before| before != Kind::Other)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(line: &str) -> Vec<String> {
        let mut terms = Vec::new();
        cut(&normalised(line), &mut |term| {
            terms.push(term.as_str().to_owned());
        });
        terms
    }

    #[test]
    fn ideographs_are_cut_into_pairs_and_letters_into_words() {
        for (line, expected) in [
            ("央行降准", vec!["央行", "行降", "降准", "准"]),
            ("Rate cut, 2026", vec!["rate", "cut", "2026"]),
            (
                "第1323號提案",
                vec!["第1", "1323", "3号", "号提", "提案", "案"],
            ),
            ("Ａ股。涨", vec!["a", "a股", "股", "涨"]),
            ("한국 은행", vec!["한국", "국", "은행", "행"]),
            ("—— %", vec![]),
        ] {
            assert_eq!(terms(line), expected, "{line}");
        }
    }

    #[test]
    fn a_word_asks_for_terms_that_every_text_with_it_has() {
        let term = |term: &str| TermQuery::Term(term.to_owned());
        let beginning = |term: &str| TermQuery::Beginning(term.to_owned());
        for (word, end, expected) in [
            ("央", End::Closed, vec![beginning("央")]),
            ("央行", End::Closed, vec![term("央行")]),
            ("a股", End::Closed, vec![term("a"), term("a股")]),
            ("rate", End::Closed, vec![term("rate")]),
            ("infla", End::Open, vec![beginning("infla")]),
            ("4.5", End::Closed, vec![term("4"), term("5")]),
            ("(央)行", End::Closed, vec![term("央"), beginning("行")]),
            ("%", End::Closed, vec![]),
        ] {
            assert_eq!(of_word(word, end), expected, "{word}");
        }
    }
}
