//! Dates as publishers write them, to instants.
//!
//! One loose reader instead of a list of formats: numbers, words and marks are taken in turn, and
//! each says by its neighbours what it is. RFC 822 and 3339 in all their broken forms, `asctime`,
//! `2021年08月25日 10:15`, slashes and dots, `下午3时05分`, month names of a dozen languages and epoch
//! seconds are all read by the same few rules. A date without a zone counts in the source's zone;
//! what makes no date (month 13, 30 February, no year) gives none.

#[cfg(test)]
mod tests;
mod tokens;
mod words;

use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone};

use crate::model::Timestamp;
use tokens::{Token, tokens};

/// The longest text looked at, in bytes; a real date is under 80.
const MAX_BYTES: usize = 200;

/// The beginning of year 1: an instant before it has no form in RFC 3339 that is read the same again.
const EARLIEST: Timestamp = Timestamp::constant(-62_135_596_800, 0);

/// The instant `text` names, or `None` when it names none. `zone` is the source's.
pub(super) fn read(text: &str, zone: &TimeZone) -> Option<Timestamp> {
    let text = text.trim();
    if text.is_empty() || text.len() > MAX_BYTES {
        return None;
    }
    if let Some(instant) = epoch(text) {
        return Some(instant);
    }
    let tokens = tokens(text);
    let mut found = Found::default();
    let mut rest = tokens.as_slice();
    while let [first, ..] = rest {
        let used = found.take(rest);
        found.after_sign_place = matches!(first, Token::Number { .. } | Token::Word(_));
        rest = rest.get(used.max(1)..).unwrap_or_default();
    }
    if text.len() == 4 {
        found.year_alone(text)?;
    }
    let instant = found.instant(text, zone)?;
    (instant >= EARLIEST).then_some(instant)
}

/// Seconds, milliseconds or microseconds since 1970, told apart by their length.
fn epoch(text: &str) -> Option<Timestamp> {
    let whole = text.split_once('.').map_or(text, |(whole, _)| whole);
    if !whole.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number: i64 = whole.parse().ok()?;
    match whole.len() {
        9 | 10 => Timestamp::from_second(number).ok(),
        13 => Timestamp::from_millisecond(number).ok(),
        16 => Timestamp::from_microsecond(number).ok(),
        _ => None,
    }
}

/// What has been read so far.
#[derive(Debug, Default)]
struct Found {
    year: Option<i16>,
    month: Option<i8>,
    day: Option<i8>,
    time: Option<(i8, i8, i8)>,
    nanosecond: i32,
    afternoon: Option<bool>,
    offset: Option<Offset>,
    /// An abbreviation such as `CST`, upper case; what it means depends on the source's zone.
    abbreviation: Option<String>,
    after_sign_place: bool,
}

impl Found {
    /// Takes what `rest` starts with and says how many tokens that was.
    fn take(&mut self, rest: &[Token<'_>]) -> usize {
        self.take_date(rest)
            .or_else(|| self.take_time(rest))
            .or_else(|| self.take_offset(rest))
            .or_else(|| self.take_word(rest))
            .or_else(|| self.take_number(rest))
            .unwrap_or(1)
    }

    /// Three numbers with marks between, two of them with a year first, or eight digits in one.
    fn take_date(&mut self, rest: &[Token<'_>]) -> Option<usize> {
        use Token::{Mark, Number};
        if self.year.is_some() {
            return None;
        }
        match *rest {
            [
                Number { value: a, digits },
                Mark(first),
                Number { value: b, .. },
                Mark(second),
                Number {
                    value: c,
                    digits: last,
                },
                ..,
            ] if is_date_mark(first) && is_date_mark(second) && digits <= 4 && last <= 4 => {
                let year_first = digits > 2 || first == '年' || (first == '-' && last <= 2);
                if year_first {
                    self.set(a, digits, b, c)?;
                } else if first == '/' && a <= 12 {
                    // An American habit; the rest of the world writes the day first.
                    self.set(c, last, a, b)?;
                } else {
                    self.set(c, last, b, a)?;
                }
                Some(5)
            }
            // ISO 8601 ordinal date: 2003-335.
            [
                Number {
                    value: year,
                    digits: 4,
                },
                Mark('-'),
                Number {
                    value: day,
                    digits: 3,
                },
                ..,
            ] => {
                let first = jiff::civil::Date::new(full_year(year, 4)?, 1, 1).ok()?;
                let days = i64::try_from(day).ok()?.checked_sub(1)?;
                let date = first.checked_add(jiff::Span::new().days(days)).ok()?;
                self.year = Some(date.year());
                self.month = Some(date.month());
                self.day = Some(date.day());
                Some(3)
            }
            [
                Number { value: a, digits },
                Mark(first),
                Number { value: b, .. },
                ..,
            ] if (digits == 4 && first == '-') || first == '年' => {
                self.set(a, digits, b, 1)?;
                Some(3)
            }
            [Number { value, digits: 8 }, ..] => {
                self.set(value / 10_000, 4, value / 100 % 100, value % 100)?;
                Some(1)
            }
            [
                Number {
                    value,
                    digits: digits @ (12 | 14),
                },
                ..,
            ] => {
                let (date, time) = if digits == 14 {
                    (value / 1_000_000, value % 1_000_000)
                } else {
                    (value / 10_000, value % 10_000 * 100)
                };
                self.set(date / 10_000, 4, date / 100 % 100, date % 100)?;
                self.set_time(time / 10_000, time / 100 % 100, time % 100)?;
                Some(1)
            }
            _ => None,
        }
    }

    fn take_time(&mut self, rest: &[Token<'_>]) -> Option<usize> {
        use Token::{Mark, Number, Word};
        if self.time.is_some() {
            return None;
        }
        let (hour, minute, mut used) = match *rest {
            [
                Number { value, digits },
                Mark(':' | '时' | '点'),
                Number { value: minute, .. },
                ..,
            ] if digits <= 2 => (value, minute, 3),
            [Number { value, digits }, Mark('时' | '点'), ..] if digits <= 2 => (value, 0, 2),
            // `09 May 2024 16.10.35 GMT`, as Finland and Indonesia write times.
            [
                Number { value, digits },
                Mark('.'),
                Number {
                    value: minute,
                    digits: 2,
                },
                Mark('.'),
                Number {
                    value: second,
                    digits: 2,
                },
                ..,
            ] if digits <= 2 && self.year.is_some() => {
                self.set_time(value, minute, second)?;
                return Some(5);
            }
            // ISO 8601 basic: 20210825T101500.
            [
                Word("T" | "t"),
                Number {
                    value,
                    digits: digits @ (4 | 6),
                },
                ..,
            ] => {
                let time = if digits == 4 { value * 100 } else { value };
                self.set_time(time / 10_000, time / 100 % 100, time % 100)?;
                return Some(2);
            }
            _ => return None,
        };
        let mut second = 0;
        if let Some([Mark(':' | '分'), Number { value, .. }]) = rest.get(used..used + 2) {
            second = *value;
            used += 2;
            if let Some([Mark('.'), Number { value, digits }]) = rest.get(used..used + 2) {
                self.nanosecond = fraction(*value, *digits);
                used += 2;
            }
        }
        self.set_time(hour, minute, second)?;
        Some(used)
    }

    /// `+0800`, `-05:00`, `+8`: only behind a time, where a sign is no date mark.
    fn take_offset(&mut self, rest: &[Token<'_>]) -> Option<usize> {
        use Token::{Mark, Number};
        let [Mark(sign @ ('+' | '-')), Number { value, digits }, ..] = *rest else {
            return None;
        };
        if self.time.is_none() || self.offset.is_some() || !self.after_sign_place {
            return None;
        }
        let (hours, minutes, used) = match (digits, rest.get(2..4)) {
            (1 | 2, Some([Mark(':'), Number { value: minutes, .. }])) => (value, *minutes, 4),
            (1 | 2, _) => (value, 0, 2),
            (3 | 4, _) => (value / 100, value % 100, 2),
            _ => return None,
        };
        let minutes = hours.checked_mul(60)?.checked_add(minutes)?;
        let seconds = i32::try_from(minutes.checked_mul(60)?).ok()?;
        let seconds = if sign == '-' { -seconds } else { seconds };
        self.offset = Some(Offset::from_seconds(seconds).ok()?);
        Some(used)
    }

    fn take_word(&mut self, rest: &[Token<'_>]) -> Option<usize> {
        match *rest {
            [Token::Mark(mark), ..] => {
                self.afternoon = self.afternoon.or(words::half_of_day(mark));
                None
            }
            [Token::Word(word), ..] => {
                let lower = word.to_lowercase();
                // The last one counts: `mar. 25 août` starts with a Tuesday.
                if let Some(month) = words::month(&lower).filter(|_| self.year.is_none()) {
                    self.month = Some(month);
                } else if matches!(lower.as_str(), "am" | "pm") {
                    self.afternoon = Some(lower == "pm");
                } else if words::is_abbreviation(&lower) && self.abbreviation.is_none() {
                    self.abbreviation = Some(lower);
                }
                Some(1)
            }
            _ => None,
        }
    }

    /// A number by itself: the day before or after a named month, then the year.
    fn take_number(&mut self, rest: &[Token<'_>]) -> Option<usize> {
        let [Token::Number { value, digits }, ..] = *rest else {
            return None;
        };
        if self.day.is_none() && digits <= 2 && (1..=31).contains(&value) {
            self.day = i8::try_from(value).ok();
        } else if self.year.is_none() && (digits == 4 || (digits == 2 && self.day.is_some())) {
            self.year = full_year(value, digits);
        }
        Some(1)
    }

    fn set(&mut self, year: u64, digits: usize, month: u64, day: u64) -> Option<()> {
        let year = full_year(year, digits)?;
        let month = i8::try_from(month).ok().filter(|m| (1..=12).contains(m))?;
        let day = i8::try_from(day).ok().filter(|d| (1..=31).contains(d))?;
        (self.year, self.month, self.day) = (Some(year), Some(month), Some(day));
        Some(())
    }

    fn set_time(&mut self, hour: u64, minute: u64, second: u64) -> Option<()> {
        let hour = i8::try_from(hour).ok().filter(|h| (0..=24).contains(h))?;
        let minute = i8::try_from(minute).ok().filter(|m| (0..=59).contains(m))?;
        // A leap second is the last second there is a name for.
        let second = i8::try_from(second).ok().filter(|s| (0..=60).contains(s))?;
        self.time = Some((hour, minute, second.min(59)));
        Some(())
    }

    /// `2003` alone is a date of the W3C profile of ISO 8601.
    fn year_alone(&mut self, text: &str) -> Option<()> {
        let year: u64 = text.parse().ok()?;
        self.set(year, 4, 1, 1)
    }

    fn instant(&self, text: &str, zone: &TimeZone) -> Option<Timestamp> {
        let (hour, minute, second) = self.time.unwrap_or_default();
        let hour = match self.afternoon {
            Some(true) if hour < 12 => hour + 12,
            Some(false) if hour == 12 => 0,
            _ => hour,
        };
        let day = self.day.unwrap_or(1);
        let (hour, next_day) = if hour == 24 { (0, 1) } else { (hour, 0) };
        let nanosecond = self.nanosecond;
        let civil = DateTime::new(
            self.year?,
            self.month?,
            day,
            hour,
            minute,
            second,
            nanosecond,
        )
        .ok()?
        .checked_add(jiff::Span::new().days(next_day))
        .ok()?;
        if let Some(offset) = self.offset {
            return offset.to_timestamp(civil).ok();
        }
        if let Some(abbreviation) = &self.abbreviation {
            return words::offset(abbreviation, civil, zone)
                .and_then(|offset| offset.to_timestamp(civil).ok());
        }
        let named = text
            .split_whitespace()
            .filter(|word| word.contains('/') && word.starts_with(|c: char| c.is_ascii_uppercase()))
            .find_map(|word| TimeZone::get(word.trim_matches(['(', ')', '[', ']'])).ok());
        let zone = named.as_ref().unwrap_or(zone);
        zone.to_ambiguous_zoned(civil)
            .compatible()
            .ok()
            .map(|zoned| zoned.timestamp())
    }
}

fn is_date_mark(mark: char) -> bool {
    matches!(mark, '-' | '/' | '.' | '年' | '月')
}

/// Two digits mean 1950 to 2049 (RFC 2822 4.3), three digits years since 1900.
fn full_year(value: u64, digits: usize) -> Option<i16> {
    let year = match digits {
        2 if value < 50 => 2000 + value,
        2 | 3 => 1900 + value,
        _ => value,
    };
    i16::try_from(year)
        .ok()
        .filter(|year| (1..=9999).contains(year))
}

fn fraction(value: u64, digits: usize) -> i32 {
    let scaled = match u32::try_from(digits) {
        Ok(digits @ 0..=9) => value.saturating_mul(10u64.pow(9 - digits)),
        Ok(digits @ 10..=19) => value / 10u64.pow(digits - 9),
        _ => 0,
    };
    i32::try_from(scaled).unwrap_or(0).min(999_999_999)
}
