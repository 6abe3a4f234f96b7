//! Reads days written in digits: `2026-06-15`, `15.06.2026`, `6/15`.
//!
//! Such a date reads as `2026年6月15日` does, and as `June 15, 2026` in a text of words.

use super::date::DAYS_OF_MONTH;
use super::lexer::{Lexer, is_word_or_digit};
use super::style::Style;
use super::{FigureKind, MASK};

/// Years that may stand in a date of digits.
const YEARS_OF_DATES: std::ops::RangeInclusive<f64> = 1900.0..=2099.0;

const MONTHS_OF_YEAR: std::ops::RangeInclusive<f64> = 1.0..=12.0;

/// Longest name of a place or an agency in a dateline, in bytes.
const LONGEST_IN_DATELINE: usize = 40;

/// A day written in digits.
struct Written {
    year: Option<f64>,
    month: f64,
    day: f64,
    /// Bytes.
    length: usize,
}

/// Digits of a date.
#[derive(Clone, Copy)]
struct DigitGroup {
    value: f64,
    digits: usize,
}

impl Lexer<'_> {
    /// Reads the date in digits that begins here; true if one does.
    pub(super) fn date_in_digits(&mut self) -> bool {
        let Some(date) = self.written_date() else {
            return false;
        };
        self.at += date.length;
        if self.style() == Style::Unspaced {
            let parts = [
                (FigureKind::Year, date.year, '年'),
                (FigureKind::Month, Some(date.month), '月'),
                (FigureKind::Day, Some(date.day), '日'),
            ];
            for (kind, value, unit) in parts {
                if let Some(value) = value {
                    self.push_date(MASK, kind, value);
                    self.out.tokens.push(u64::from(unit));
                }
            }
        } else {
            self.push_month(date.month);
            self.push_date(MASK, FigureKind::Day, date.day);
            if let Some(year) = date.year {
                self.push_date(MASK, FigureKind::Year, year);
            }
        }
        true
    }

    /// Whether the number that begins at `start` and ends here is the day of a dateline: it stands
    /// between a place and an agency in brackets.
    pub(super) fn is_day_of_dateline(&self, start: usize) -> bool {
        let place = self.head(start);
        let agency = self
            .rest()
            .strip_prefix('(')
            .and_then(|rest| rest.split_once(')'));
        let is_name = |name: &str| {
            (2..=LONGEST_IN_DATELINE).contains(&name.len())
                && !name.contains(|next: char| next.is_ascii_digit() || ".:;(".contains(next))
        };
        is_name(place)
            && agency.is_some_and(|(name, behind)| {
                is_name(name)
                    && behind
                        .trim_start_matches(['.', ' '])
                        .starts_with(['-', ':'])
            })
    }

    fn written_date(&self) -> Option<Written> {
        let before = self.before();
        if before.is_some_and(|before| is_word_or_digit(before) || "./-第".contains(before)) {
            return None;
        }
        let rest = self.rest();
        let (first, mut length) = group(rest)?;
        let mark = rest.get(length..)?.chars().next()?;
        if !matches!(mark, '-' | '/' | '.') {
            return None;
        }
        length += 1;
        // `7. 12. 2026`, as Czech and Slovak write it.
        if rest.get(length..)?.starts_with(' ') {
            return self.spaced_date(first);
        }
        let (second, digits) = group(rest.get(length..)?)?;
        length += digits;
        let third = rest
            .get(length..)
            .and_then(|rest| rest.strip_prefix(mark))
            .and_then(group);
        if let Some((third, digits)) = third {
            length += 1 + digits;
            // Versions and addresses go on.
            let goes_on = rest
                .get(length..)?
                .strip_prefix(mark)
                .is_some_and(|rest| rest.starts_with(|next: char| next.is_ascii_digit()));
            let date = self.whole_date([first, second, third], mark, length)?;
            return (!goes_on).then_some(date);
        }
        self.date_of_two([first, second], mark, length)
    }

    /// A day with spaces behind its full stops, of which `first` is the day.
    fn spaced_date(&self, first: DigitGroup) -> Option<Written> {
        let after_space = |rest: &str| rest.strip_prefix(". ").and_then(group);
        let rest = self.rest();
        let (second, digits) = after_space(rest.get(first.digits..)?)?;
        let so_far = first.digits + 2 + digits;
        let (third, digits) = after_space(rest.get(so_far..)?)?;
        self.whole_date([first, second, third], '.', so_far + 2 + digits)
    }

    fn whole_date(&self, groups: [DigitGroup; 3], mark: char, length: usize) -> Option<Written> {
        let [first, second, third] = groups;
        let written = |year: f64, month: f64, day: f64| {
            let is_date = YEARS_OF_DATES.contains(&year)
                && MONTHS_OF_YEAR.contains(&month)
                && DAYS_OF_MONTH.contains(&day);
            is_date.then_some(Written {
                year: Some(year),
                month,
                day,
                length,
            })
        };
        match [first.digits, second.digits, third.digits] {
            [4, 1 | 2, 1 | 2] => written(first.value, second.value, third.value),
            // `06/15/2026` in the texts of a few countries, `15/06/2026` elsewhere.
            [1 | 2, 1 | 2, 4] if mark != '.' && second.value > 12.0 => {
                written(third.value, first.value, second.value)
            }
            [1 | 2, 1 | 2, 4]
                if mark != '.' && first.value <= 12.0 && self.style() == Style::Point =>
            {
                written(third.value, first.value, second.value)
            }
            [1 | 2, 1 | 2, 4] => written(third.value, second.value, first.value),
            [2, 2, 2] if mark == '.' => written(2000.0 + third.value, second.value, first.value),
            _ => None,
        }
    }

    /// A day without its year: `06-15`, `6/15`, `15.06.`; many numbers look like that.
    fn date_of_two(
        &self,
        [first, second]: [DigitGroup; 2],
        mark: char,
        length: usize,
    ) -> Option<Written> {
        let written = |month: f64, day: f64, length: usize| {
            let is_date = MONTHS_OF_YEAR.contains(&month) && DAYS_OF_MONTH.contains(&day);
            is_date.then_some(Written {
                year: None,
                month,
                day,
                length,
            })
        };
        let after = self.rest().get(length..)?;
        let is_padded = first.digits == 2 && second.digits == 2;
        let ends = !after.starts_with(|next: char| next.is_alphanumeric() || "%-/.".contains(next));
        let is_day_first = first.value > 12.0 && second.value <= 12.0;
        // The style last: few texts have a number that needs it.
        match mark {
            '.' if after.starts_with('.')
                && first.digits <= 2
                && second.digits <= 2
                && self.style() == Style::Comma =>
            {
                written(second.value, first.value, length + 1)
            }
            '/' if is_padded && ends && (is_day_first || self.style() == Style::Comma) => {
                written(second.value, first.value, length)
            }
            '/' if ends && second.digits == 2 && (is_padded || second.value > 12.0) => {
                written(first.value, second.value, length)
            }
            '-' if is_padded && ends && is_day_first && self.style() == Style::Comma => {
                written(second.value, first.value, length)
            }
            '-' if is_padded && (first.value < 10.0 && ends || begins_with_time(after)) => {
                written(first.value, second.value, length)
            }
            '-' if self.before() == Some('(')
                && after.starts_with(')')
                && self.style() == Style::Unspaced =>
            {
                written(first.value, second.value, length)
            }
            _ => None,
        }
    }
}

/// One to four digits at the beginning of a text, and how many.
fn group(text: &str) -> Option<(DigitGroup, usize)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let value = text.get(..digits)?.parse().ok()?;
    (1..=4)
        .contains(&digits)
        .then_some((DigitGroup { value, digits }, digits))
}

/// Whether a text begins with a time of day: ` 10:30`.
fn begins_with_time(text: &str) -> bool {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let text = text.strip_prefix(' ').unwrap_or(text);
    let hours = digits(text);
    let minutes = text.get(hours..).and_then(|rest| rest.strip_prefix(':'));
    matches!(hours, 1 | 2) && minutes.is_some_and(|minutes| digits(minutes) == 2)
}
