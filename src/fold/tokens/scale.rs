//! Reads the East Asian units behind a number, and the value that they and scale words give it.

use super::Hedge;
use super::lexer::{Lexer, is_word, is_word_or_digit};
use super::number::Digits;

/// East Asian units that multiply what is before them within a group of four digits.
const SMALL_UNITS: [(char, f64); 4] = [('千', 1e3), ('천', 1e3), ('百', 1e2), ('백', 1e2)];

/// East Asian units that close a group of four digits.
const GREAT_UNITS: [(char, f64); 6] = [
    ('万', 1e4),
    ('만', 1e4),
    ('亿', 1e8),
    ('억', 1e8),
    ('兆', 1e12),
    ('조', 1e12),
];

/// Units of measure before which 兆 is the prefix mega, and 千 the prefix kilo.
const MEASURES: &str = "瓦赫帕焦伏欧字比";

/// Units of measure with 千, which does not scale the number before them, and their other names.
const OF_ANOTHER_NAME: [(&str, [char; 2]); 2] = [("千米", ['公', '里']), ("千克", ['公', '斤'])];

/// A number with the scale words behind it.
pub(super) struct Scaled {
    pub(super) value: f64,
    /// What one step of the last digit is worth, before `scale`.
    pub(super) step: f64,
    pub(super) significant: u32,
    /// 1 where no scale word follows.
    pub(super) scale: f64,
}

impl Lexer<'_> {
    /// Reads the scale words after the number `plain`: one word (`1.37 bn`), or the units of a
    /// compound (`2조1천400억`).
    pub(super) fn scaled(&mut self, plain: Scaled) -> Scaled {
        if let Some(scaled) = self.scaled_by_words(&plain) {
            return scaled;
        }
        let Some((mut scale, mut total)) = self.units(plain.value) else {
            return plain;
        };
        let (mut step, mut significant) = (plain.step, plain.significant);
        // A compound: every following part has a smaller unit than the one before it.
        loop {
            let back = self.at;
            // Korean writes the parts apart: `3천214억 5천만원`.
            let is_apart = self.peek(0) == Some(' ');
            if is_apart {
                self.skip(' ');
            }
            let part = self.starts_with_digit().then(|| self.digits());
            let units = part.and_then(|part| self.units(part.value));
            match (part, units) {
                (Some(part), Some((unit, worth))) if unit < scale => {
                    total += worth;
                    (step, scale) = (part.step, unit);
                    significant += part.significant;
                }
                // `361万2000人` is `361万2千人`.
                (Some(rest), None)
                    if !is_apart
                        && step >= 1.0
                        && !rest.has_decimals()
                        && self.ends_compound(&rest, scale) =>
                {
                    total += rest.value;
                    step = 1.0 / scale;
                    significant += rest.significant;
                    break;
                }
                _ => {
                    self.at = back;
                    break;
                }
            }
        }
        Scaled {
            value: total / scale,
            step,
            significant,
            scale,
        }
    }

    /// Whether digits without a unit, which end here, are the end of a number whose last unit is
    /// `scale`: no year, month or time, and no share of it.
    fn ends_compound(&self, rest: &Digits, scale: f64) -> bool {
        let begins_another = |next: char| "年月日时点分%:/-.년월일시".contains(next);
        scale >= 1e3 && rest.value < scale && !self.peek(0).is_some_and(begins_another)
    }

    /// Reads the East Asian units after a number; returns the product of the units, and the value
    /// of the number with them.
    fn units(&mut self, number: f64) -> Option<(f64, f64)> {
        let (mut section, mut small) = (number, 1.0);
        // `2000余万`, `20여만`: a word that belongs behind the unit.
        if matches!(self.peek(0), Some('余' | '多' | '여'))
            && self
                .peek(1)
                .is_some_and(|next| is_great(next) || is_small(next))
        {
            self.at += self.peek(0).map_or(0, char::len_utf8);
            self.hedge = Some(Hedge::Above);
        }
        let is_points = self.rest().starts_with("百分");
        let is_of_unit = self.peek(0) == Some('千') && self.unit_with_kilo().is_some();
        if !is_points
            && !is_of_unit
            && let Some(unit) = self.unit(&SMALL_UNITS)
        {
            section *= unit;
            small = unit;
            // `1천820억`: the digits behind the small unit belong to the same section.
            if self.starts_with_digit() {
                let back = self.at;
                let rest = self.digits();
                if rest.value < unit && self.peek(0).is_some_and(is_great) {
                    section += rest.value;
                    small = 1.0;
                } else {
                    self.at = back;
                }
            }
        }
        let is_mega = self.peek(0) == Some('兆') && self.peek(1).is_some_and(is_measure);
        let great = self.unit(&GREAT_UNITS);
        let Some(mut great) = great.map(|great| if is_mega { 1e6 } else { great }) else {
            return (small > 1.0).then_some((small, section));
        };
        // `万亿`.
        if great < 1e8 && self.peek(0) == Some('亿') {
            self.skip('亿');
            great *= 1e8;
        }
        // `10万千瓦` is `100兆瓦`.
        if self.peek(0) == Some('千') && self.peek(1).is_some_and(is_measure) {
            self.skip('千');
            great *= 1e3;
        }
        Some((great * small, section * great))
    }

    /// The other name of the unit with 千 that is here.
    fn unit_with_kilo(&self) -> Option<(&'static str, [char; 2])> {
        let mut units = OF_ANOTHER_NAME.into_iter();
        units.find(|(unit, _)| self.rest().starts_with(unit))
    }

    /// Reads the unit behind a number as its other name: `10千米` is `10公里`.
    pub(super) fn unit_of_another_name(&mut self) {
        if self.peek(0) == Some('千')
            && let Some((unit, name)) = self.unit_with_kilo()
        {
            self.at += unit.len();
            self.out.tokens.extend(name.map(u64::from));
        }
    }

    fn unit(&mut self, units: &[(char, f64)]) -> Option<f64> {
        let next = self.peek(0)?;
        let (_, unit) = units.iter().find(|(name, _)| *name == next)?;
        self.skip(next);
        Some(*unit)
    }

    /// The word here, behind `ahead` bytes of ASCII; `None` if it goes on in digits, or there is
    /// none.
    pub(super) fn word_ahead(&self, ahead: usize) -> Option<&str> {
        let rest = self.rest().get(ahead..)?;
        let end = rest.find(|next: char| !is_word(next)).unwrap_or(rest.len());
        let goes_on = rest
            .get(end..)
            .is_some_and(|after| after.starts_with(|next: char| next.is_ascii_digit()));
        rest.get(..end).filter(|word| !word.is_empty() && !goes_on)
    }

    /// Whether this word is here, behind `ahead` characters, and ends here.
    pub(super) fn has_word(&self, ahead: usize, word: &str) -> bool {
        begins_with(self.rest().get(ahead..).unwrap_or_default(), word)
    }
}

/// Whether a text begins with this word, and the word ends there.
pub(super) fn begins_with(text: &str, word: &str) -> bool {
    text.strip_prefix(word)
        .is_some_and(|after| !after.chars().next().is_some_and(is_word_or_digit))
}

fn is_great(character: char) -> bool {
    GREAT_UNITS.iter().any(|(unit, _)| *unit == character)
}

fn is_small(character: char) -> bool {
    SMALL_UNITS.iter().any(|(unit, _)| *unit == character)
}

fn is_measure(character: char) -> bool {
    MEASURES.contains(character)
}
