//! Reads days written in Chinese numerals and years of eras: `二〇二六年六月三十日` is the day
//! `2026年6月30日`, and `令和8年` the year `2026年`.

use super::FigureKind;
use super::date::DAYS_OF_MONTH;
use super::lexer::{Lexer, numeral};
use super::number::in_numerals;

const MONTHS_OF_YEAR: std::ops::RangeInclusive<f64> = 1.0..=12.0;

/// What makes another word of 日 (`三十日元`, `二十日均线`), or counts days (`十五日内`).
const NO_DAY: [char; 10] = ['内', '以', '间', '之', '元', '圆', '本', '均', '线', '游'];

/// Days that texts count by numerals.
const MOST_COUNTED_DAYS: f64 = 10.0;

/// Numerals of a year.
const DIGITS_OF_YEAR: usize = 4;

/// Eras of Japan and Taiwan in simplified characters, and the year before the first of each.
const ERAS: [(&str, f64); 4] = [
    ("令和", 2018.0),
    ("平成", 1988.0),
    ("昭和", 1925.0),
    ("民国", 1911.0),
];

/// Whether a year, a month or a day in numerals can begin with this character.
pub(super) const fn begins_date(character: char) -> bool {
    numeral(character).is_some() || matches!(character, '十' | '廿' | '卅')
}

impl Lexer<'_> {
    /// Reads the year, the month or the day in numerals that begins here, without the ideograph
    /// that follows it; true if one does.
    pub(super) fn date_in_numerals(&mut self, character: char) -> bool {
        if !begins_date(character) || self.before().is_some_and(continues) {
            return false;
        }
        let Some((kind, value, length)) = self.part_of_date() else {
            return false;
        };
        self.at += length;
        let digits = match value {
            ..10.0 => 1,
            10.0..100.0 => 2,
            _ => 4,
        };
        self.push_figure(kind, value, 1.0, digits, 1.0);
        true
    }

    /// Reads the year of an era before 年, of which the number was read; true if it is one.
    pub(super) fn year_of_era(&mut self, year: f64) -> bool {
        if self.peek(0) != Some('年') {
            return false;
        }
        let ends = |era: &str| {
            let tokens = era.chars().map(u64::from);
            self.out
                .tokens
                .iter()
                .rev()
                .copied()
                .take(2)
                .eq(tokens.rev())
        };
        let Some((_, before_first)) = ERAS.into_iter().find(|(era, _)| ends(era)) else {
            return false;
        };
        self.take_back(self.out.tokens.len().saturating_sub(2));
        self.push_figure(FigureKind::Year, before_first + year, 1.0, 4, 1.0);
        true
    }

    /// The kind, the value and the length in bytes of the part of a date that begins here.
    fn part_of_date(&self) -> Option<(FigureKind, f64, usize)> {
        if let Some((year, length)) = year_in_numerals(self.rest()) {
            return Some((FigureKind::Year, year, length));
        }
        let (value, step, length) = in_numerals(self.rest())?;
        let is_whole = (step - 1.0).abs() < f64::EPSILON;
        let unit = self.rest().get(length..)?.chars().next()?;
        let is_behind_month = self.before() == Some('月');
        // Japanese newspapers write `十七日` without the month. `三日` may be three days, and
        // `十五日内` counts days.
        let is_day_alone = || {
            let behind = self
                .rest()
                .get(length + unit.len_utf8()..)
                .unwrap_or_default();
            value > MOST_COUNTED_DAYS && !behind.starts_with(NO_DAY)
        };
        match unit {
            '月' if is_whole && MONTHS_OF_YEAR.contains(&value) => {
                Some((FigureKind::Month, value, length))
            }
            '日' | '号'
                if is_whole
                    && (is_behind_month || unit == '日' && is_day_alone())
                    && DAYS_OF_MONTH.contains(&value) =>
            {
                Some((FigureKind::Day, value, length))
            }
            _ => None,
        }
    }
}

/// The year that the text begins with (`二〇二六年`, `二零二六年`), and the length of its numerals
/// in bytes.
fn year_in_numerals(text: &str) -> Option<(f64, usize)> {
    let digit = |character: char| match character {
        '〇' | '零' | '○' => Some(0.0),
        _ => numeral(character),
    };
    let (mut value, mut length) = (0.0, 0);
    for character in text.chars().take(DIGITS_OF_YEAR) {
        value = value * 10.0 + digit(character)?;
        length += character.len_utf8();
    }
    text.get(length..)?
        .starts_with('年')
        .then_some((value, length))
}

/// Whether the numerals behind this character are the end of a longer number, or no date: `第三月`.
pub(super) fn continues(before: char) -> bool {
    begins_date(before) || "〇零○百千万两几数第每".contains(before) || before.is_ascii_digit()
}
