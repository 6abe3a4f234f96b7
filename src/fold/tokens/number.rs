//! Reads one number of a text: its digits, and by what stands around it what it counts.

use super::FigureKind;
use super::lexer::{Lexer, WORD, numeral};
use super::scale::Scaled;
use super::style::Style;

/// Denominators of fractions that prices are written in: `7-3/4`.
const DENOMINATORS: [f64; 6] = [2.0, 4.0, 8.0, 16.0, 32.0, 64.0];

const MONTHS_OF_YEAR: f64 = 12.0;

/// What follows the decimals of a number whose point is `·`; `7·8月` are two months.
const BEHIND_DECIMALS: &str = "%万亿兆倍割ポパド円";

/// Digits as written, with a decimal point and separators of thousands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Digits {
    pub(super) value: f64,
    /// What one step of the last digit is worth.
    pub(super) step: f64,
    /// Significant digits.
    pub(super) significant: u32,
    /// Bytes, separators included.
    length: usize,
    has_point: bool,
    is_grouped: bool,
}

impl Lexer<'_> {
    /// Reads the number that begins here, or the date.
    pub(super) fn number(&mut self) {
        if self.date_in_digits() || self.time_of_day() {
            return;
        }
        let start = self.at;
        let before = self.before();
        let mut digits = self.digits();
        if digits.is_plain() && self.is_code(start, digits.length) {
            self.push_figure(FigureKind::Code, digits.value, 1.0, digits.significant, 1.0);
            self.skip_market();
            return;
        }
        if digits.is_plain() && self.year_of_era(digits.value) {
            return;
        }
        if digits.is_plain() {
            self.fraction(&mut digits);
        }
        if digits.is_plain() && digits.value < 1e3 && self.is_behind_thousand(start) {
            digits.value += 1e3;
        }
        self.months_behind_years(&mut digits);
        let is_plain = digits.is_plain();
        let number = self.scaled(Scaled {
            value: digits.value,
            step: digits.step,
            significant: digits.significant,
            scale: 1.0,
        });
        let is_counted = before == Some('第');
        let is_amount = !is_plain || is_counted || number.scale > 1.0;
        let (kind, factor) = match self.rate(number.value) {
            Some(rate) => (FigureKind::Percent, rate.factor),
            None if self.is_percent_before(start) => (FigureKind::Percent, 1.0),
            None if is_amount => (FigureKind::Amount, 1.0),
            None => (self.kind_of_plain(number.value, digits.length, start), 1.0),
        };
        if kind == FigureKind::Day || kind == FigureKind::Amount && is_plain {
            self.skip_ordinal();
        }
        self.number_start = Some(start);
        self.push_figure(
            kind,
            number.value * factor,
            number.step * factor,
            number.significant,
            number.scale,
        );
    }

    /// Reads `4年8个月` as `56个月`.
    fn months_behind_years(&mut self, years: &mut Digits) {
        let Some(rest) = self.rest().strip_prefix('年') else {
            return;
        };
        let length = rest.bytes().take_while(u8::is_ascii_digit).count();
        let months: Option<f64> = rest.get(..length).and_then(|digits| digits.parse().ok());
        let Some(months) = months.filter(|months| *months < MONTHS_OF_YEAR) else {
            return;
        };
        let are_counted = rest
            .get(length..)
            .is_some_and(|rest| rest.starts_with("个月"));
        if years.is_plain() && are_counted {
            years.value = MONTHS_OF_YEAR * years.value + months;
            self.at += '年'.len_utf8() + length;
        }
    }

    /// What a number of digits alone counts, by what stands around it.
    fn kind_of_plain(&self, value: f64, length: usize, start: usize) -> FigureKind {
        match self.peek(0) {
            Some('年' | '년') if length == 4 => FigureKind::Year,
            Some('月' | '월') if length <= 2 && value <= 12.0 => FigureKind::Month,
            Some('日' | '号' | '일') if length <= 2 && value <= 31.0 => FigureKind::Day,
            // Taiwan writes `今(20)日`.
            Some(')')
                if length <= 2
                    && value <= 31.0
                    && matches!(self.peek(1), Some('日' | '号'))
                    && self.head(start).ends_with('(') =>
            {
                FigureKind::Day
            }
            // Brazil writes `quarta-feira (25)`.
            Some(')') if self.head(start).ends_with("feira (") => FigureKind::Day,
            // Agencies write `MADRID, 24 (EUROPA PRESS) -`.
            Some('(') if length <= 2 && value <= 31.0 && self.is_day_of_dateline(start) => {
                FigureKind::Day
            }
            _ if self.is_counted_behind() || self.is_money(start) => FigureKind::Amount,
            _ => self
                .day_or_year(value, length, start)
                .or_else(|| self.is_label(start).then_some(FigureKind::Label))
                .unwrap_or(FigureKind::Amount),
        }
    }

    /// Reads the fraction behind a whole number: `7-3/4`, `7 3/4`.
    fn fraction(&mut self, digits: &mut Digits) {
        let rest = self.rest();
        let Some((above, below)) = rest
            .strip_prefix(['-', ' '])
            .and_then(|rest| rest.split_once('/'))
        else {
            return;
        };
        let length = below.bytes().take_while(u8::is_ascii_digit).count();
        let goes_on = below
            .get(length..)
            .is_some_and(|after| after.starts_with('/'));
        let parse = |digits: &str| -> Option<f64> {
            let is_number =
                (1..=2).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
            is_number.then(|| digits.parse().ok()).flatten()
        };
        let (Some(part), Some(whole)) = (parse(above), below.get(..length).and_then(parse)) else {
            return;
        };
        if part < 1.0 || part >= whole || goes_on || !DENOMINATORS.contains(&whole) {
            return;
        }
        self.at += 1 + above.len() + 1 + length;
        digits.value += part / whole;
        digits.step = 1.0 / whole;
        digits.significant += 1;
        digits.has_point = true;
    }

    pub(super) fn digits(&mut self) -> Digits {
        let start = self.at;
        let mut digits = Digits {
            value: 0.0,
            step: 1.0,
            significant: 0,
            length: 0,
            has_point: false,
            is_grouped: false,
        };
        let mut grouped_by = None;
        while let Some(character) = self.peek(0) {
            match character.to_digit(10) {
                Some(digit) => {
                    digits.value = digits.value * 10.0 + f64::from(digit);
                    digits.significant += u32::from(digits.significant > 0 || digit > 0);
                    if digits.has_point {
                        digits.step /= 10.0;
                    }
                }
                None if matches!(character, ',' | '.' | '\'' | ' ')
                    && !digits.has_point
                    && self.separates_thousands(character, start, &digits) =>
                {
                    digits.is_grouped = true;
                    grouped_by = Some(character);
                }
                // `1,342,000, 2.7 percent` lists two numbers.
                None if !digits.has_point
                    && grouped_by != Some(character)
                    && self.is_decimal(character) =>
                {
                    digits.has_point = true;
                }
                None => break,
            }
            self.skip(character);
        }
        digits.length = self.at - start;
        digits.value *= digits.step;
        digits
    }

    fn is_digit(&self, ahead: usize) -> bool {
        self.peek(ahead).is_some_and(|next| next.is_ascii_digit())
    }

    /// Whether three digits and no more follow the mark here, and it is one of thousands: not of a
    /// list, and not that of decimals.
    fn separates_thousands(&self, mark: char, start: usize, digits: &Digits) -> bool {
        let three = (1..=3).all(|ahead| self.is_digit(ahead)) && !self.is_digit(4);
        let length = self.at - start;
        let leads = digits.is_grouped || length <= 3;
        if !three || !leads {
            return false;
        }
        // Another mark behind says what this one is: `1.234,5`, `1,234.5`, `1.234.567`.
        let next = self.peek(4).filter(|_| self.is_digit(5));
        let goes_on = next == Some(mark) && (6..=7).all(|ahead| self.is_digit(ahead));
        let begins_with_zero = self.head(start + 1).ends_with('0');
        match mark {
            '\'' => true,
            ',' if next == Some('.') || goes_on || digits.is_grouped => true,
            ',' => !self.has_decimal_comma() || self.are_thousands_of_america(),
            '.' if next == Some(',') || goes_on || digits.is_grouped => true,
            '.' => !begins_with_zero && self.has_decimal_comma(),
            // In a text of words that writes a decimal point, a space groups whole thousands:
            // `31 000`. Three other digits behind a space may be a number of their own. Offices
            // of Hong Kong write `3 700人`.
            _ => {
                let is_thousands = (1..=3).all(|ahead| self.peek(ahead) == Some('0'));
                (is_thousands || self.style() != Style::Point) && self.ends_words(start)
            }
        }
    }

    /// Whether the comma here separates thousands although the words of the text are those of a
    /// language with a decimal comma: `1,900 toneladas` in a newspaper of Peru or Mexico. As a
    /// decimal, the last zero would say nothing, but in a price of fuel, which has three.
    fn are_thousands_of_america(&self) -> bool {
        let behind = self
            .rest()
            .get(4..)
            .unwrap_or_default()
            .trim_start_matches(' ');
        self.peek(3) == Some('0')
            && !self.writes_decimal_commas()
            && !behind.starts_with(['%', '€'])
            && !behind.starts_with("euro")
    }

    /// Whether the text writes a decimal comma. The few texts that need it are read for it.
    fn has_decimal_comma(&self) -> bool {
        self.style() == Style::Comma
    }

    /// Whether the number that begins at `start` does not follow another number: `8 400` is one
    /// number in a text that groups digits by spaces, `15 200` behind a month is not.
    fn ends_words(&self, start: usize) -> bool {
        !self.is_behind_month(start) && self.number_end.is_none_or(|end| end + 1 < start)
    }

    /// Whether the mark here begins the decimals. A comma does in a text whose words are written
    /// apart, before one or two digits: Chinese outlets list numbers by it (`1、2、3`, which
    /// normalising makes `1,2,3`).
    fn is_decimal(&self, mark: char) -> bool {
        match mark {
            '.' => self.is_digit(1),
            // Japanese newspapers write it in vertical lines: `9・1%`, `1・2万人`. Normalised text
            // has one sign for all points in the middle of a line.
            '·' => {
                let decimals = (1..=2).take_while(|ahead| self.is_digit(*ahead)).count();
                let unit = self.peek(decimals + 1);
                decimals > 0 && unit.is_some_and(|unit| BEHIND_DECIMALS.contains(unit))
            }
            ',' => {
                let behind_word = self.out.tokens.last().is_some_and(|last| last & WORD != 0);
                let decimals = (1..=5).take_while(|ahead| self.is_digit(*ahead)).count();
                let is_list = self.peek(decimals + 1) == Some(',') && self.is_digit(decimals + 2);
                match decimals {
                    1 | 2 if behind_word => !is_list,
                    1..=4 => !is_list && self.has_decimal_comma(),
                    _ => false,
                }
            }
            _ => false,
        }
    }

    /// Reads `百分之十二`, `百分之3.5` and `千分之三` as `12%`, `3.5%` and `0.3%`; true if one is
    /// here.
    pub(super) fn share_in_words(&mut self) -> bool {
        let rest = self.rest();
        let Some((word, part)) = [("百分之", 1.0), ("千分之", 0.1), ("万分之", 0.01)]
            .into_iter()
            .find(|(word, _)| rest.starts_with(word))
        else {
            return false;
        };
        let after = rest.get(word.len()..).unwrap_or_default();
        if after.starts_with(|first: char| first.is_ascii_digit()) {
            self.at += word.len();
            let Digits {
                value,
                step,
                significant,
                ..
            } = self.digits();
            self.push_figure(
                FigureKind::Percent,
                value * part,
                step * part,
                significant,
                1.0,
            );
            return true;
        }
        let Some((value, step, length)) = in_numerals(after) else {
            return false;
        };
        self.at += word.len() + length;
        self.push_figure(FigureKind::Percent, value * part, step * part, 1, 1.0);
        true
    }
}

impl Digits {
    /// Whether it has neither decimals nor separators of thousands.
    pub(super) fn is_plain(&self) -> bool {
        !self.has_point && !self.is_grouped
    }

    pub(super) fn has_decimals(&self) -> bool {
        self.has_point
    }
}

/// A number below a hundred, or with decimals, in Chinese numerals at the beginning of `text`
/// (`十二`, `三点五`, `廿`): its value, what a step of its last digit is worth, and its length in
/// bytes.
pub(super) fn in_numerals(text: &str) -> Option<(f64, f64, usize)> {
    let digit = |character: char| match character {
        '零' | '〇' => Some(0.0),
        '两' => Some(2.0),
        _ => numeral(character),
    };
    let (mut tens, mut ones, mut length) = (None, None, 0);
    let mut decimals: Option<(f64, f64)> = None;
    for character in text.chars() {
        match (character, &mut decimals) {
            ('十', None) if tens.is_none() => tens = Some(ones.take().unwrap_or(1.0)),
            ('廿', None) if tens.is_none() && ones.is_none() => tens = Some(2.0),
            ('卅', None) if tens.is_none() && ones.is_none() => tens = Some(3.0),
            ('百', None) if tens.is_none() && ones == Some(1.0) => {
                (tens, ones) = (Some(10.0), None);
            }
            ('点', None) if tens.is_some() || ones.is_some() => decimals = Some((0.0, 1.0)),
            (_, Some((value, step))) => {
                let Some(next) = digit(character) else { break };
                *step /= 10.0;
                *value += next * *step;
            }
            (_, None) => {
                let Some(next) = digit(character).filter(|_| ones.is_none()) else {
                    break;
                };
                ones = Some(next);
            }
        }
        length += character.len_utf8();
    }
    if tens.is_none() && ones.is_none() {
        return None;
    }
    let (fraction, step) = decimals.unwrap_or((0.0, 1.0));
    let whole = tens.unwrap_or(0.0) * 10.0 + ones.unwrap_or(0.0);
    Some((whole + fraction, step, length))
}
