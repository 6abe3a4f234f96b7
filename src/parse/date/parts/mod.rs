//! The parts of one date that were read so far, and how further words and numbers add to them.

mod numbers;
mod times;

use std::ops::RangeInclusive;

use jiff::civil::{Date, DateTime};
use jiff::tz::{Offset, TimeZone};

use super::Dates;
use super::names::{self, DayPart, Months, Weekdays};
use super::order::Order;
use super::tokens::{Token, tokens};
use super::zones::{self, Zone};
use crate::model::Timestamp;
use times::half;

/// Valid years of dates. Earlier years are Persian, Islamic or errors.
const YEARS: RangeInclusive<i16> = 1800..=9999;

/// Years of the Buddhist calendar in Thailand, which is 543 ahead.
const BUDDHIST: RangeInclusive<i16> = 2400..=2700;

/// The parts of a date that were read so far.
#[derive(Debug, Default)]
pub(super) struct DateParts {
    year: Option<i16>,
    months: Months,
    /// Whether another word may be the month instead: `mar. 25 août` begins with a Tuesday.
    doubt: Doubt,
    day: Option<i8>,
    /// Two numbers before the year: the day and the month, in either order.
    either: Option<(i8, i8)>,
    weekdays: Weekdays,
    time: Option<(i8, i8, i8)>,
    nanosecond: i32,
    part: Option<DayPart>,
    offset: Option<Offset>,
    zone: Option<Zone>,
    /// Whether the previous token was a number or a word, so that a sign after it may begin an
    /// offset.
    is_sign_possible: bool,
}

/// A part contradicts an earlier one, or cannot be in a date.
#[derive(Debug)]
struct Unreadable;

/// Whether a word that may be a month can also mean something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Doubt {
    #[default]
    None,
    Some,
}

type Used = Result<Option<usize>, Unreadable>;

impl DateParts {
    /// Reads a text; `None` if a part of it cannot be in a date.
    pub(super) fn read(text: &str, dates: &Dates<'_>) -> Option<Self> {
        let tokens = tokens(text);
        let mut found = Self::default();
        let mut rest = tokens.as_slice();
        while let [first, ..] = rest {
            if found.is_complete() {
                break;
            }
            let used = found.take(rest, dates).ok()?;
            found.is_sign_possible = matches!(
                first,
                Token::Number { .. }
                    | Token::Word(_)
                    | Token::Mark('日' | '时' | '点' | '分' | '秒')
            );
            rest = rest.get(used.max(1)..).unwrap_or_default();
        }
        if let [Token::Number { value, digits: 4 }] = *tokens.as_slice() {
            // A year alone, as `2003`, is a date in the W3C profile of ISO 8601.
            found.set(value, 1, 1).ok()?;
        }
        Some(found)
    }

    /// Whether the rest of the text cannot add anything.
    fn is_complete(&self) -> bool {
        self.has_date() && self.time.is_some() && self.offset.is_some()
    }

    fn has_date(&self) -> bool {
        self.year.is_some() && (self.either.is_some() || !self.months.is_empty())
    }

    /// Takes the next part from the beginning of `rest`; returns its number of tokens.
    fn take(&mut self, rest: &[Token<'_>], dates: &Dates<'_>) -> Result<usize, Unreadable> {
        if let Some(used) = self.take_date(rest, dates)? {
            return Ok(used);
        }
        if let Some(used) = self.take_time(rest, dates)? {
            return Ok(used);
        }
        if let Some(used) = self.take_offset(rest)? {
            return Ok(used);
        }
        match *rest {
            [Token::Weekday(day), ..] => self.weekdays = day,
            [Token::DayPart(part), ..] => self.set_part(part)?,
            [Token::Clock(hours), ..] => self.offset = Some(Offset::constant(hours)),
            [Token::Word(word), ..] => return self.take_word(word, rest, dates),
            [Token::Number { value, digits }, ..] => return self.take_number(value, digits, rest),
            _ => {}
        }
        Ok(1)
    }

    fn take_word(
        &mut self,
        word: &str,
        rest: &[Token<'_>],
        dates: &Dates<'_>,
    ) -> Result<usize, Unreadable> {
        let plain = names::plain(word);
        let behind = rest.get(1..).unwrap_or_default();
        if plain == "thu" && !word.is_ascii() {
            // In Vietnamese, the number of a day of the week follows `thứ`.
            let number = match behind {
                [Token::Word(number), ..] => names::vietnamese_weekday(&names::plain(number)),
                _ => None,
            };
            self.weekdays = number.unwrap_or(self.weekdays);
            return Ok(if number.is_some() { 2 } else { 1 });
        }
        // In `PM 5:45` it is before the time.
        let is_before_time = matches!(word, "AM" | "PM")
            && matches!(behind, [Token::Number { .. }, Token::Mark(':'), ..]);
        if (self.time.is_some() || is_before_time)
            && self.part.is_none()
            && let Some((part, used)) = half(word, behind)
        {
            self.set_part(part)?;
            return Ok(used);
        }
        if let Some(hour) = names::named_hour(&plain) {
            match self.time {
                None => self.set_time(u64::from(hour.unsigned_abs()), 0, 0)?,
                Some((12 | 0, 0, 0)) => self.time = Some((hour, 0, 0)),
                Some(_) => return Err(Unreadable),
            }
            return Ok(1);
        }
        if (self.time.is_some() || self.has_date()) && self.zone.is_none() {
            if let Some(zone) = Zone::named(word, &plain) {
                self.zone = Some(zone);
                return Ok(1);
            }
            if let Some((zone, used)) = written_out(&plain, behind) {
                self.zone = Some(zone);
                return Ok(used);
            }
            if self.time.is_some() && self.offset.is_none() && zones::looks_like_one(word) {
                return Err(Unreadable);
            }
        }
        // Vietnamese numbers its months: `tháng 7`.
        if let (
            "thang" | "thg" | "th",
            [
                Token::Number {
                    value: month @ 1..=12,
                    ..
                },
                ..,
            ],
        ) = (plain.as_str(), behind)
            && (!self.has_month() || self.doubt == Doubt::Some)
        {
            self.set_month(*month)?;
            return Ok(2);
        }
        self.take_name(&plain, dates)?;
        Ok(1)
    }

    /// Takes the name of a month or of a day of the week.
    fn take_name(&mut self, plain: &str, dates: &Dates<'_>) -> Result<(), Unreadable> {
        match names::rfc_822_name(plain) {
            Some(names::Name::Weekday(day)) => {
                self.weekdays = day;
                return Ok(());
            }
            Some(names::Name::Month(month)) => return self.take_month(month, Doubt::None),
            None => {}
        }
        let weekdays = names::weekdays(plain, &dates.language);
        let (months, how) = names::months(plain, &dates.language);
        // If day and month are both numbers, no word is the month.
        if months.is_empty() || self.either.is_some() {
            if !weekdays.is_empty() {
                self.weekdays = weekdays;
            }
            return Ok(());
        }
        let is_whole = weekdays.is_empty() && how == names::Match::Whole;
        let doubt = if is_whole { Doubt::None } else { Doubt::Some };
        self.take_month(months, doubt)
    }

    /// Takes the month of a word. A certain month replaces a doubtful one.
    fn take_month(&mut self, months: Months, doubt: Doubt) -> Result<(), Unreadable> {
        match (self.doubt, doubt) {
            _ if !self.has_month() => {}
            _ if self.either.is_some() => return Ok(()),
            (_, Doubt::Some) => return Ok(()),
            (Doubt::Some, Doubt::None) => {}
            (Doubt::None, Doubt::None) if self.months == months => {}
            (Doubt::None, Doubt::None) => return Err(Unreadable),
        }
        self.months = months;
        self.doubt = doubt;
        Ok(())
    }

    /// Takes a number without marks: the day before or after the name of a month, then the year.
    fn take_number(
        &mut self,
        value: u64,
        digits: usize,
        rest: &[Token<'_>],
    ) -> Result<usize, Unreadable> {
        let is_alone = self.day.is_none() && self.either.is_none();
        if is_alone && digits <= 2 && (1..=31).contains(&value) {
            self.set_day(value)?;
        } else if self.year.is_none() && digits == 4 {
            self.set_year(value)?;
        } else if self.year.is_none() && digits == 2 && self.day.is_some() {
            self.set_year(two_digit_year(value))?;
        } else if rest.len() > 1 || !self.has_date() || self.time.is_none() {
            return Err(Unreadable);
        }
        Ok(1)
    }

    fn has_month(&self) -> bool {
        !self.months.is_empty() || self.either.is_some()
    }

    fn set(&mut self, year: u64, month: u64, day: u64) -> Result<(), Unreadable> {
        self.set_year(year)?;
        self.set_month(month)?;
        self.set_day(day)
    }

    fn set_year(&mut self, year: u64) -> Result<(), Unreadable> {
        let year = i16::try_from(year).map_err(|_| Unreadable)?;
        if !YEARS.contains(&year) || BUDDHIST.contains(&year) {
            return Err(Unreadable);
        }
        self.year = Some(year);
        Ok(())
    }

    fn set_month(&mut self, month: u64) -> Result<(), Unreadable> {
        let month = Months::one(number_to(12, month)?);
        if self.has_month() && self.doubt == Doubt::None && self.months != month {
            return Err(Unreadable);
        }
        self.months = month;
        self.doubt = Doubt::None;
        Ok(())
    }

    fn set_day(&mut self, day: u64) -> Result<(), Unreadable> {
        self.day = Some(number_to(31, day)?);
        Ok(())
    }

    fn set_time(&mut self, hour: u64, minute: u64, second: u64) -> Result<(), Unreadable> {
        let within = |most, value| match i8::try_from(value) {
            Ok(value) if (0..=most).contains(&value) => Ok(value),
            _ => Err(Unreadable),
        };
        // A leap second counts as second 59.
        let second = within(60, second)?.min(59);
        self.time = Some((within(24, hour)?, within(59, minute)?, second));
        Ok(())
    }

    fn set_part(&mut self, part: DayPart) -> Result<(), Unreadable> {
        if self.part.is_some_and(|known| known != part) {
            return Err(Unreadable);
        }
        self.part = Some(part);
        Ok(())
    }

    /// The order of day and month in this date, if only one order is possible.
    pub(super) fn order(&self) -> Option<Order> {
        let (first, second) = self.either?;
        if first == second {
            return None;
        }
        match self.readings().as_slice() {
            [(order, _)] => Some(*order),
            _ => None,
        }
    }

    /// The possible dates of the two numbers before the year that are on the given day of the
    /// week.
    fn readings(&self) -> Vec<(Order, Date)> {
        let (Some((first, second)), Some(year)) = (self.either, self.year) else {
            return Vec::new();
        };
        let all = [
            (Order::DayFirst, second, first),
            (Order::MonthFirst, first, second),
        ];
        let dates = all
            .into_iter()
            .filter_map(|(order, month, day)| Some((order, Date::new(year, month, day).ok()?)));
        let dates: Vec<_> = dates.collect();
        let on_the_day =
            |date: Date| self.weekdays.is_empty() || self.weekdays.holds(date.weekday());
        if dates.len() < 2 {
            return dates;
        }
        dates
            .into_iter()
            .filter(|(_, date)| on_the_day(*date))
            .collect()
    }

    fn date(&self, dates: &Dates<'_>) -> Option<Date> {
        let year = self.year?;
        if let Some((first, second)) = self.either {
            let readings = self.readings();
            return match readings.as_slice() {
                [(_, date)] => Some(*date),
                [(_, date), _] if first == second => Some(*date),
                several => {
                    let american = self.zone.filter(|zone| zone.is_american());
                    let order = dates.order.or(american.map(|_| Order::MonthFirst))?;
                    several
                        .iter()
                        .find(|(reading, _)| *reading == order)
                        .map(|(_, date)| *date)
                }
            };
        }
        let day = self.day.unwrap_or(1);
        let possible: Vec<Date> = self
            .months
            .iter()
            .filter_map(|month| Date::new(year, month, day).ok())
            .collect();
        match *possible.as_slice() {
            [date] => Some(date),
            _ if self.months.iter().count() < 2 => None,
            _ => {
                let mut fitting = possible
                    .into_iter()
                    .filter(|date| self.weekdays.holds(date.weekday()));
                fitting.next().filter(|_| fitting.next().is_none())
            }
        }
    }

    /// Returns the instant, if the parts are complete. `text` is the whole text, which may have
    /// the full name of a zone.
    pub(super) fn instant(&self, text: &str, dates: &Dates<'_>) -> Option<Timestamp> {
        let date = self.date(dates)?;
        let (hour, minute, second) = match (self.time, self.part) {
            (Some(time), _) => time,
            (None, None) => (0, 0, 0),
            // The text has a part of the day, but no time.
            (None, Some(_)) => return None,
        };
        let hour = match self.part {
            Some(part) => part.hour(hour)?,
            None => hour,
        };
        let (hour, next_day) = match (hour, minute, second) {
            (24, 0, 0) => (0, 1),
            (24, ..) => return None,
            _ => (hour, 0),
        };
        let civil = date
            .at(hour, minute, second, self.nanosecond)
            .checked_add(jiff::Span::new().days(next_day))
            .ok()?;
        if let Some(offset) = self.offset {
            return offset.to_timestamp(civil).ok();
        }
        if let Some(zone) = self.zone {
            let is_chinese = || text.contains(names::is_ideographic) || dates.is_chinese();
            let offset = zone.offset(civil, dates.zone, is_chinese)?;
            return offset.to_timestamp(civil).ok();
        }
        in_zone(civil, named_zone(text).as_ref().unwrap_or(dates.zone))
    }
}

/// Returns the instant of a local time in a zone.
pub(super) fn in_zone(civil: DateTime, zone: &TimeZone) -> Option<Timestamp> {
    let zoned = zone.to_ambiguous_zoned(civil).compatible().ok()?;
    Some(zoned.timestamp())
}

/// Finds a zone in a text by its name in the time zone database, `Asia/Shanghai`.
fn named_zone(text: &str) -> Option<TimeZone> {
    text.split_whitespace()
        .filter(|word| word.contains('/') && word.starts_with(|c: char| c.is_ascii_uppercase()))
        .find_map(|word| TimeZone::get(word.trim_matches(['(', ')', '[', ']'])).ok())
}

/// Reads a zone in words that begin with `first`: `Eastern Time`, `Pacific Daylight Time`.
fn written_out(first: &str, behind: &[Token<'_>]) -> Option<(Zone, usize)> {
    let word = |place: usize| match behind.get(place) {
        Some(Token::Word(word)) => names::plain(word),
        _ => String::new(),
    };
    let mut used = 0;
    let zone = if first == "central" && word(0) == "european" {
        used += 1;
        Zone::Clock("Europe/Berlin")
    } else {
        Zone::written_out(first)?
    };
    if matches!(word(used).as_str(), "standard" | "daylight" | "summer") {
        used += 1;
    }
    (word(used) == "time").then_some((zone, used + 2))
}

/// Checks that a number is from 1 to `most`.
fn number_to(most: i8, number: u64) -> Result<i8, Unreadable> {
    match i8::try_from(number) {
        Ok(number) if (1..=most).contains(&number) => Ok(number),
        _ => Err(Unreadable),
    }
}

/// Two digits mean 1950 to 2049 (RFC 2822 4.3).
fn two_digit_year(number: u64) -> u64 {
    if number < 50 {
        2000 + number
    } else {
        1900 + number
    }
}
