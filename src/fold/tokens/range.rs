//! Two numbers of one range, of which only the second says what both count: `1.5-3亿元`,
//! `3 to 3.5 percent`.

use super::FigureKind;
use super::currency::Currencies;
use super::lexer::Lexer;

/// What joins the numbers of a range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Joint {
    /// A dash: both numbers have one scale and one unit.
    Dash,
    /// A word (`from 3 to 5 million` may begin at three), so that only a rate counts for both.
    Word,
}

/// A number behind which the next one is the end of a range.
#[derive(Debug, Clone, Copy)]
pub(super) struct OpenRange {
    /// Which figure it is.
    pub(super) first: usize,
    joint: Joint,
}

/// Words between two numbers of a range, in scripts that write words apart.
const WORDS: [&str; 13] = [
    "to", "bis", "à", "a", "al", "au", "ao", "до", "do", "tot", "till", "til", "ke",
];

/// The same in scripts without spaces.
const UNSPACED: [&str; 4] = ["至", "到", "から", "에서 "];

impl Lexer<'_> {
    /// The range that a number read just now begins.
    pub(super) fn range_behind(&self) -> Option<OpenRange> {
        let first = self.out.figures.len().checked_sub(1)?;
        let rest = self.rest();
        let begins_number = |rest: &str| rest.starts_with(|next: char| next.is_ascii_digit());
        let joint = match rest.strip_prefix('-') {
            Some(end) => begins_number(end).then_some(Joint::Dash),
            None => is_joined_by_word(rest, begins_number).then_some(Joint::Word),
        }?;
        Some(OpenRange { first, joint })
    }

    /// Gives the first number of a range the scale, the currency or the kind of its end.
    pub(super) fn end_range(&mut self, kind: FigureKind, scale: f64, currencies: Currencies) {
        let Some(OpenRange { first, joint }) = self.range.take() else {
            return;
        };
        let Some(first) = self.out.figures.get_mut(first) else {
            return;
        };
        if first.scaled || first.kind != FigureKind::Amount {
            return;
        }
        if first.currencies == Currencies::UNKNOWN {
            first.currencies = currencies;
        }
        let is_unit = match joint {
            Joint::Dash => matches!(
                kind,
                FigureKind::Percent | FigureKind::Day | FigureKind::Month
            ),
            Joint::Word => kind == FigureKind::Percent,
        };
        if scale > 1.0 && joint == Joint::Dash {
            first.value *= scale;
            first.step *= scale;
            first.scaled = true;
        } else if is_unit {
            first.kind = kind;
        }
    }
}

/// Whether a word of a range is here, with a number behind it.
fn is_joined_by_word(rest: &str, begins_number: impl Fn(&str) -> bool) -> bool {
    match rest.strip_prefix(' ') {
        Some(rest) => rest
            .split_once(' ')
            .is_some_and(|(word, end)| begins_number(end) && WORDS.contains(&word)),
        None => UNSPACED
            .iter()
            .any(|word| rest.strip_prefix(word).is_some_and(&begins_number)),
    }
}
