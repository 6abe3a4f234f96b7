//! How a text writes its numbers: with a decimal point or a decimal comma.

use super::lexer::{Lexer, is_word};
use crate::text::is_common_ideograph;

/// How a text writes its numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// In a script without words apart: `1,234.5`.
    Unspaced,
    /// `1,234.5`.
    Point,
    /// `1.234,5` or `1 234,5`.
    Comma,
}

/// As much of a text as says which language it is in, in bytes.
const BEGINNING: usize = 1500;

/// Frequent words of languages with a decimal point, and of languages with a decimal comma.
const POINT: &str = " the of and to for is with by at from has its was ";
#[rustfmt::skip]
const COMMA: &str = " der die das und den dem des von mit auf für ist im ein eine zu nach um \
    le la les du et une pour dans sur au aux est de un el los las del y en por para con al \
    il lo gli della di che per nel alla o da dos em um uma het een van op och på av i w na z się \
    ve bir bu için ile olarak milyon milyar yüzde yang dan untuk dengan pada juta miliar persen và của là trong cho \
    och att det som på med til fra ja että oli myös mukaan prosenttia az és hogy nem egy százalék și la din pentru \
    este milioane že se ve pro podle je na su će od sa procent procenta kr kronor kroner lei forint \
    mio mrd milliarden millionen milliards mln euro euros prozent ";

impl Lexer<'_> {
    /// How this text writes its numbers, by its words and, where these do not say it, by the shape
    /// of its numbers. Read when it is first asked for: few texts hold a number that needs it.
    pub(super) fn style(&self) -> Style {
        *self.style.get_or_init(|| {
            let end = self.text.floor_char_boundary(BEGINNING);
            style(self.text.get(..end).unwrap_or_default())
        })
    }

    /// Whether the beginning of the text has a comma before one or two decimals.
    pub(super) fn writes_decimal_commas(&self) -> bool {
        let end = self.text.floor_char_boundary(BEGINNING);
        decimals(self.text.get(..end).unwrap_or_default(), b',') > 0
    }
}

fn style(text: &str) -> Style {
    // Greek, Cyrillic and Vietnamese are written with a decimal comma.
    let has_comma = |next| matches!(next, '\u{370}'..'\u{530}' | '\u{1EA0}'..='\u{1EF9}');
    if text.contains(has_comma) {
        return Style::Comma;
    }
    let (mut spaced, mut unspaced) = (0, 0);
    for next in text.chars() {
        // The first question spares most characters of a Chinese text the tables.
        if is_common_ideograph(next) {
            unspaced += 1;
        } else if is_word(next) {
            spaced += 1;
        } else if next.is_alphabetic() {
            unspaced += 1;
        }
    }
    if unspaced > spaced / 8 {
        return Style::Unspaced;
    }
    let words = || {
        text.split(|next| !is_word(next))
            .filter(|word| !word.is_empty())
    };
    let count = |table: &str| {
        let is_in = |word: &&str| table.split(' ').any(|entry| entry == *word);
        words().filter(is_in).count()
    };
    let (point, comma) = (count(POINT), count(COMMA));
    let shape = || decimals(text, b',') > decimals(text, b'.');
    if comma > point || (comma == point && shape()) {
        Style::Comma
    } else {
        Style::Point
    }
}

/// How often one or two digits stand behind this mark, and end there.
fn decimals(text: &str, mark: u8) -> usize {
    let bytes = text.as_bytes();
    let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let begins = |at: &usize| bytes.get(*at) == Some(&mark) && *at > 0 && is_digit(at - 1);
    (0..bytes.len())
        .filter(begins)
        .filter(|at| is_digit(at + 1) && !(is_digit(at + 2) && is_digit(at + 3)))
        .count()
}
