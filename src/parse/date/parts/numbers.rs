//! Reads dates written in numbers.

use jiff::civil::Date;

use super::{DateParts, Unreadable, Used, number_to, two_digit_year};
use crate::parse::date::Dates;
use crate::parse::date::names::{self, Months};
use crate::parse::date::tokens::{SPACED_HYPHEN, Token};

impl DateParts {
    /// Takes a date in numbers, or a part of one.
    pub(super) fn take_date(&mut self, rest: &[Token<'_>], dates: &Dates<'_>) -> Used {
        if let Some(used) = self.take_month_and_day(rest)? {
            return Ok(Some(used));
        }
        if self.year.is_some() {
            return Ok(None);
        }
        if let Some(used) = self.take_era(rest, dates)? {
            return Ok(Some(used));
        }
        if let Some(used) = self.take_three_numbers(rest, dates)? {
            return Ok(Some(used));
        }
        if let Some(used) = self.take_year_and_more(rest, dates)? {
            return Ok(Some(used));
        }
        self.take_run(rest, dates)
    }

    /// Takes a date with the letter of a Japanese era: `R7.7.5`.
    fn take_era(&mut self, rest: &[Token<'_>], dates: &Dates<'_>) -> Used {
        use Token::{Mark, Number, Word};
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
        Ok(None)
    }

    /// Takes three numbers with marks between them.
    fn take_three_numbers(&mut self, rest: &[Token<'_>], dates: &Dates<'_>) -> Used {
        use Token::{Mark, Number};
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
            _ => Ok(None),
        }
    }

    /// Takes a year with a day of the year, with a month, or alone.
    fn take_year_and_more(&mut self, rest: &[Token<'_>], dates: &Dates<'_>) -> Used {
        use Token::{Mark, Number};
        match *rest {
            // An ordinal date of ISO 8601: `2003-335`.
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
            _ => Ok(None),
        }
    }

    /// Takes a date written as one long number, perhaps with its time.
    fn take_run(&mut self, rest: &[Token<'_>], dates: &Dates<'_>) -> Used {
        use Token::Number;
        match *rest {
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

    /// Takes `7月5日`, or `07 7月 2026` as Java writes it in Chinese.
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

    /// Takes a date of three numbers, each with its number of digits; `mark` follows the first.
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
        // No country writes the month first when dots separate the numbers.
        if mark == '.' && second <= 12 {
            self.months = Months::one(second);
            self.day = Some(first);
        } else {
            self.either = Some((first, second));
        }
        Ok(())
    }
}

fn is_date_mark(mark: char) -> bool {
    matches!(mark, '-' | '/' | '.' | '年' | '月' | SPACED_HYPHEN)
}

/// Returns the year that a number means; `mark` follows a year that comes first.
fn year_of(number: u64, digits: usize, dates: &Dates<'_>, mark: char) -> Result<u64, Unreadable> {
    match digits {
        2 => Ok(two_digit_year(number)),
        // A year of the Republic of China: before `年` it cannot be anything else.
        3 if mark == '年' || dates.is_taiwanese() => Ok(number.saturating_add(1911)),
        4 => Ok(number),
        _ => Err(Unreadable),
    }
}
