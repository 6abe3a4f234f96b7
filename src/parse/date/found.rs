//! What has been read of one date so far, and how the next words and numbers add to it.

use jiff::civil::{Date, DateTime};
use jiff::tz::{Offset, TimeZone};

use super::Dates;
use super::names::{self, DayPart, Months, Weekdays};
use super::order::Order;
use super::tokens::{SPACED_HYPHEN, Token, tokens};
use super::zones::{self, Zone};
use crate::model::Timestamp;

/// The years of dates. Earlier ones are Persian, Islamic or errors, later ones Buddhist or the end of
/// a calendar.
const YEARS: std::ops::RangeInclusive<i16> = 1800..=2399;

/// The parts of a date that have been found.
#[derive(Debug, Default)]
pub(super) struct Found {
    year: Option<i16>,
    months: Months,
    /// Whether another word may turn out to be the month: `mar. 25 août` starts with a Tuesday.
    doubt: Doubt,
    day: Option<i8>,
    /// Two numbers before the year, of which one is the day and the other the month.
    either: Option<(i8, i8)>,
    weekdays: Weekdays,
    time: Option<(i8, i8, i8)>,
    nanosecond: i32,
    part: Option<DayPart>,
    offset: Option<Offset>,
    zone: Option<Zone>,
    /// Whether the token before was a number or a word, so that a sign behind it is an offset's.
    is_sign_possible: bool,
}

/// A part that contradicts what stands before it, or that has no place in a date.
#[derive(Debug)]
struct Unreadable;

/// Whether a word that names a month may mean something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Doubt {
    #[default]
    None,
    Some,
}

type Used = Result<Option<usize>, Unreadable>;

impl Found {
    /// Reads a text; `None` if some part of it fits no date.
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
            // `2003` alone is a date of the W3C profile of ISO 8601.
            found.set(value, 1, 1).ok()?;
        }
        Some(found)
    }

    /// Whether nothing behind can add to it.
    fn is_complete(&self) -> bool {
        self.has_date() && self.time.is_some() && self.offset.is_some()
    }

    fn has_date(&self) -> bool {
        self.year.is_some() && (self.either.is_some() || !self.months.is_empty())
    }

    /// Takes what `rest` starts with and says how many tokens that was.
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
            [Token::Beijing, ..] => self.offset = Some(Offset::constant(8)),
            [Token::Word(word), ..] => return self.take_word(word, rest, dates),
            [Token::Number { value, digits }, ..] => return self.take_number(value, digits, rest),
            _ => {}
        }
        Ok(1)
    }

    /// Numbers with marks between, two of them with a year first, or eight digits in one.
    fn take_date(&mut self, rest: &[Token<'_>], dates: &Dates<'_>) -> Used {
        use Token::{Mark, Number, Word};
        if let Some(used) = self.take_month_and_day(rest)? {
            return Ok(Some(used));
        }
        if self.year.is_some() {
            return Ok(None);
        }
        // `R7.7.5`: an era of Japan by its letter.
        if let [
            Word(letter),
            Number {
                value,
                digits: 1 | 2,
            },
            Mark('.' | '/' | '-' | '年'),
            Number { value: month, .. },
            Mark('.' | '/' | '-' | '月'),
            Number { value: day, .. },
            ..,
        ] = *rest
            && dates.is_japanese()
            && let Some(before) = names::era_letter(letter)
        {
            self.set(before.saturating_add(value), month, day)?;
            return Ok(Some(6));
        }
        match *rest {
            [
                Number { value: a, digits },
                Mark(first),
                Number {
                    value: b,
                    digits: 1 | 2,
                },
                Mark(second),
                Number {
                    value: c,
                    digits: last @ 1..=4,
                },
                ..,
            ] if is_date_mark(first) && is_date_mark(second) && digits <= 4 => {
                self.set_three((a, digits), b, (c, last), first, dates)?;
                Ok(Some(5))
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
                let year = i16::try_from(year).map_err(|_| Unreadable)?;
                let day = i64::try_from(day).map_err(|_| Unreadable)?;
                let date = Date::new(year, 1, 1)
                    .and_then(|first| first.checked_add(jiff::Span::new().days(day - 1)))
                    .map_err(|_| Unreadable)?;
                if day == 0 || date.year() != year {
                    return Err(Unreadable);
                }
                self.year = Some(year);
                self.months = Months::one(date.month());
                self.day = Some(date.day());
                Ok(Some(3))
            }
            // `2003-12`, `2003年12月`; in `3, 2026 - 09:05` the second number is an hour.
            [
                Number {
                    value: a,
                    digits: 4,
                },
                Mark('-'),
                Number {
                    value: b,
                    digits: 2,
                },
                ref behind @ ..,
            ] if !matches!(behind, [Mark(':' | '.'), ..]) && !self.has_month() => {
                self.set(a, b, 1)?;
                Ok(Some(3))
            }
            [
                Number { value: a, digits },
                Mark('年'),
                Number { value: b, .. },
                Mark('月'),
                ..,
            ] if !self.has_month() => {
                self.set(year_of(a, digits, dates, '年')?, b, 1)?;
                Ok(Some(4))
            }
            [Number { value, digits }, Mark('年'), ..] if digits > 2 => {
                self.set_year(year_of(value, digits, dates, '年')?)?;
                Ok(Some(2))
            }
            [Number { value, digits: 8 }, ..] => {
                self.set(value / 10_000, value / 100 % 100, value % 100)?;
                Ok(Some(1))
            }
            // `1150705`: year 115 of the Republic of China.
            [Number { value, digits: 7 }, ..] if dates.is_taiwanese() => {
                let year = (value / 10_000).saturating_add(1911);
                self.set(year, value / 100 % 100, value % 100)?;
                Ok(Some(1))
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
                self.set(date / 10_000, date / 100 % 100, date % 100)?;
                self.set_time(time / 10_000, time / 100 % 100, time % 100)?;
                Ok(Some(1))
            }
            _ => Ok(None),
        }
    }

    /// `7月5日`, and `07 7月 2026` as Java writes it in Chinese.
    fn take_month_and_day(&mut self, rest: &[Token<'_>]) -> Used {
        use Token::{Mark, Number};
        match *rest {
            [
                Number {
                    value: month,
                    digits: 1 | 2,
                },
                Mark('月'),
                ref behind @ ..,
            ] => {
                self.set_month(month)?;
                if let [
                    Number {
                        value: day,
                        digits: 1 | 2,
                    },
                    Mark('日'),
                    ..,
                ] = *behind
                {
                    self.set_day(day)?;
                    return Ok(Some(4));
                }
                Ok(Some(2))
            }
            [
                Number {
                    value: day,
                    digits: 1 | 2,
                },
                Mark('日'),
                ..,
            ] if self.day.is_none() => {
                self.set_day(day)?;
                Ok(Some(2))
            }
            _ => Ok(None),
        }
    }

    /// Takes a date of three numbers, each with how many digits it has; `mark` stands behind the first.
    fn set_three(
        &mut self,
        (a, digits): (u64, usize),
        b: u64,
        (c, last): (u64, usize),
        mark: char,
        dates: &Dates<'_>,
    ) -> Result<(), Unreadable> {
        let is_year_first = match (digits, last) {
            (3.., 1 | 2) => true,
            (1 | 2, 3..) => false,
            (1 | 2, 1 | 2) if mark == '年' => true,
            (1 | 2, 1 | 2) if c > 31 => false,
            (1 | 2, 1 | 2) => a > 31 || mark == '-' || dates.writes_year_first(),
            _ => return Err(Unreadable),
        };
        if is_year_first {
            return self.set(year_of(a, digits, dates, mark)?, b, c);
        }
        self.set_year(year_of(c, last, dates, mark)?)?;
        let (first, second) = (number_to(31, a)?, number_to(31, b)?);
        // No country writes the month first before a dot.
        if mark == '.' && second <= 12 {
            self.months = Months::one(second);
            self.day = Some(first);
        } else {
            self.either = Some((first, second));
        }
        Ok(())
    }

    fn take_time(&mut self, rest: &[Token<'_>], dates: &Dates<'_>) -> Used {
        use Token::{Mark, Number, Word};
        if self.time.is_some() {
            return Ok(None);
        }
        let (hour, minute, mut used) = match *rest {
            [
                Number {
                    value,
                    digits: 1 | 2,
                },
                Mark(':' | '时' | '点'),
                Number {
                    value: minute,
                    digits: 1 | 2,
                },
                ..,
            ] => (value, minute, 3),
            [
                Number {
                    value,
                    digits: 1 | 2,
                },
                Mark('时' | '点'),
                ..,
            ] => (value, 0, 2),
            [
                Word("T" | "t"),
                Number {
                    value,
                    digits: digits @ (2 | 4 | 6),
                },
                ref behind @ ..,
            ] if !matches!(behind, [Mark(':'), ..]) => {
                // ISO 8601 basic: 20210825T101500.
                let time = value * 100_u64.pow(u32::try_from((6 - digits) / 2).unwrap_or(0));
                self.set_time(time / 10_000, time / 100 % 100, time % 100)?;
                let fraction = self.take_fraction(behind);
                return Ok(Some(2 + fraction));
            }
            // `9h05`, `9 Uhr`; in `9 h 5 juillet` the second number is a day.
            [
                Number {
                    value,
                    digits: 1 | 2,
                },
                Word(unit),
                ref behind @ ..,
            ] if names::is_hour_unit(&names::plain(unit)) => match *behind {
                [
                    Number {
                        value: minute,
                        digits: 2,
                    },
                    ref behind @ ..,
                ] if !self.starts_with_month(behind, dates) => (value, minute, 3),
                _ => (value, 0, 2),
            },
            // `9 p.m.`, `12 noon`
            [
                Number {
                    value,
                    digits: 1 | 2,
                },
                Word(word),
                ref behind @ ..,
            ] if half(word, behind).is_some()
                || names::named_hour(&names::plain(word)).is_some() =>
            {
                (value, 0, 1)
            }
            // `16.10`, `16.10.35` behind a date, as Finland, Denmark, Italy and Indonesia write times.
            [
                Number {
                    value,
                    digits: 1 | 2,
                },
                Mark('.'),
                Number {
                    value: minute,
                    digits: 2,
                },
                ref behind @ ..,
            ] if self.has_date() => {
                if let [
                    Mark('.'),
                    Number {
                        value: second,
                        digits: 2,
                    },
                    ..,
                ] = *behind
                {
                    self.set_time(value, minute, second)?;
                    return Ok(Some(5));
                }
                (value, minute, 3)
            }
            // `1505 GMT` behind a date.
            [Number { value, digits: 4 }, ref behind @ ..]
                if self.has_date()
                    && (self.day.is_some() || self.either.is_some())
                    && is_zone_next(behind) =>
            {
                (value / 100, value % 100, 1)
            }
            _ => return Ok(None),
        };
        let mut second = 0;
        if let Some(
            [
                Mark(':' | '分'),
                Number {
                    value,
                    digits: 1 | 2,
                },
            ],
        ) = rest.get(used..used + 2)
        {
            second = *value;
            used += 2;
            used += self.take_fraction(rest.get(used..).unwrap_or_default());
        }
        self.set_time(hour, minute, second)?;
        Ok(Some(used))
    }

    /// Takes the fraction of a second that `rest` starts with, if any.
    fn take_fraction(&mut self, rest: &[Token<'_>]) -> usize {
        let [Token::Mark('.' | ','), Token::Number { value, digits }, ..] = *rest else {
            return 0;
        };
        self.nanosecond = fraction(value, digits);
        2
    }

    fn starts_with_month(&self, rest: &[Token<'_>], dates: &Dates<'_>) -> bool {
        let word = match rest {
            [Token::Word(word), ..] => word,
            _ => return false,
        };
        !self.has_date()
            && !names::months(&names::plain(word), &dates.language)
                .0
                .is_empty()
    }

    /// `+0800`, `-05:00`, `+8`: only behind a time, where a sign is no date mark; `+08:00` behind a date.
    fn take_offset(&mut self, rest: &[Token<'_>]) -> Used {
        use Token::{Mark, Number};
        let [Mark(sign @ ('+' | '-')), Number { value, digits }, ..] = *rest else {
            return Ok(None);
        };
        if self.offset.is_some() || !self.is_sign_possible {
            return Ok(None);
        }
        if self.time.is_none() {
            // An `xs:date` may have an offset. With `-`, a time or another number may be meant.
            return match (sign, self.has_date()) {
                ('+', true) => self.set_offset(sign, value, digits, rest),
                _ => Ok(None),
            };
        }
        self.set_offset(sign, value, digits, rest)
    }

    fn set_offset(&mut self, sign: char, value: u64, digits: usize, rest: &[Token<'_>]) -> Used {
        use Token::{Mark, Number};
        let (hours, minutes, used) = match (digits, rest.get(2..4)) {
            (1 | 2, Some([Mark(':'), Number { value: minutes, .. }])) => (value, *minutes, 4),
            (1 | 2, _) => (value, 0, 2),
            (3 | 4, _) => (value / 100, value % 100, 2),
            _ => return Err(Unreadable),
        };
        if hours > 14 || minutes > 59 {
            // No zone is that far from UTC; the date counts in the source's.
            return Ok(Some(used));
        }
        let seconds = i32::try_from(hours * 3600 + minutes * 60).map_err(|_| Unreadable)?;
        let seconds = if sign == '-' { -seconds } else { seconds };
        self.offset = Some(Offset::from_seconds(seconds).map_err(|_| Unreadable)?);
        Ok(Some(used))
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
            // `thứ` only says in Vietnamese that a day of the week follows.
            return Ok(1);
        }
        // `PM 5:45` stands before the time.
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
            if let Some(zone) = Zone::of(word, &plain) {
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
        match names::of_rfc_822(plain) {
            Some(names::Name::Weekday(day)) => {
                self.weekdays = day;
                return Ok(());
            }
            Some(names::Name::Month(month)) => return self.take_month(month, Doubt::None),
            None => {}
        }
        let weekdays = names::weekdays(plain, &dates.language);
        let (months, how) = names::months(plain, &dates.language);
        // Where day and month are both numbers, no word is the month.
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

    /// Takes the month that a word names. A word that surely does takes the place of a doubtful one.
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

    /// A number by itself: the day before or after a named month, then the year.
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
            // A year before 1970 in which the digits are a time: `25 Aug 1015 2021` has no other form.
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
        if !YEARS.contains(&year) {
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
        // A leap second is the last second there is a name for.
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

    /// The order in which this date has day and month, if it can be no other.
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

    /// The dates that the two numbers before the year can name, on the day of the week that is given.
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

    /// The instant, if the parts make one. `text` is what was read, for a zone's full name in it.
    pub(super) fn instant(&self, text: &str, dates: &Dates<'_>) -> Option<Timestamp> {
        let date = self.date(dates)?;
        let (hour, minute, second) = match (self.time, self.part) {
            (Some(time), _) => time,
            (None, None) => (0, 0, 0),
            // The time itself was not read.
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

fn in_zone(civil: DateTime, zone: &TimeZone) -> Option<Timestamp> {
    let zoned = zone.to_ambiguous_zoned(civil).compatible().ok()?;
    Some(zoned.timestamp())
}

/// A zone by its name in the time zone database, `Asia/Shanghai`.
fn named_zone(text: &str) -> Option<TimeZone> {
    text.split_whitespace()
        .filter(|word| word.contains('/') && word.starts_with(|c: char| c.is_ascii_uppercase()))
        .find_map(|word| TimeZone::get(word.trim_matches(['(', ')', '[', ']'])).ok())
}

/// Half of the day by a word, `PM`, or by letters with dots, `p.m.`, and how many tokens that takes.
fn half(word: &str, behind: &[Token<'_>]) -> Option<(DayPart, usize)> {
    let plain = names::plain(word);
    if let Some(part) = names::clock_half(&plain) {
        return Some((part, 1));
    }
    let (letter, used) = match behind {
        [Token::Mark('.'), Token::Word(letter), Token::Mark('.'), ..] => (letter, 4),
        [Token::Mark('.'), Token::Word(letter), ..] => (letter, 3),
        [Token::Word(letter), ..] => (letter, 2),
        _ => return None,
    };
    if plain.chars().nth(1).is_some() || letter.chars().nth(1).is_some() {
        return None;
    }
    let part = names::clock_half(&(plain + &names::plain(letter)))?;
    Some((part, used))
}

/// A zone in words, of which `first` is the first: `Eastern Time`, `Pacific Daylight Time`.
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

/// Whether a zone or an offset is what comes next.
fn is_zone_next(rest: &[Token<'_>]) -> bool {
    match *rest {
        [Token::Word(word), ..] => {
            let plain = names::plain(word);
            plain == "hrs" || Zone::of(word, &plain).is_some()
        }
        [Token::Mark('+' | '-'), Token::Number { digits: 4, .. }, ..] => true,
        _ => false,
    }
}

fn is_date_mark(mark: char) -> bool {
    matches!(mark, '-' | '/' | '.' | '年' | '月' | SPACED_HYPHEN)
}

/// A number from 1 to `most`.
fn number_to(most: i8, number: u64) -> Result<i8, Unreadable> {
    match i8::try_from(number) {
        Ok(number) if (1..=most).contains(&number) => Ok(number),
        _ => Err(Unreadable),
    }
}

/// The year that a number means; `mark` stands behind a year that comes first.
fn year_of(number: u64, digits: usize, dates: &Dates<'_>, mark: char) -> Result<u64, Unreadable> {
    match digits {
        2 => Ok(two_digit_year(number)),
        // Of the Republic of China: with `年` the number can be no other year.
        3 if mark == '年' || dates.is_taiwanese() => Ok(number.saturating_add(1911)),
        4 => Ok(number),
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

/// The nanoseconds that the digits behind a point mean.
fn fraction(value: u64, digits: usize) -> i32 {
    let scaled = match u32::try_from(digits) {
        Ok(digits @ 0..=9) => value.saturating_mul(10u64.pow(9 - digits)),
        Ok(digits @ 10..=19) => value / 10u64.pow(digits - 9),
        _ => 0,
    };
    i32::try_from(scaled).unwrap_or(0).min(999_999_999)
}
