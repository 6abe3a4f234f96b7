//! Reads times of the day and offsets from UTC.

use jiff::tz::Offset;

use super::{DateParts, Unreadable, Used};
use crate::parse::date::Dates;
use crate::parse::date::names::{self, DayPart};
use crate::parse::date::tokens::Token;
use crate::parse::date::zones::Zone;

impl DateParts {
    /// Takes a time of the day.
    pub(super) fn take_time(&mut self, rest: &[Token<'_>], dates: &Dates<'_>) -> Used {
        if self.time.is_some() {
            return Ok(None);
        }
        if let Some(used) = self.take_basic_time(rest)? {
            return Ok(Some(used));
        }
        let Some((hour, minute, mut used)) = clock_time(rest)
            .or_else(|| self.spoken_time(rest, dates))
            .or_else(|| self.time_behind_date(rest))
        else {
            return Ok(None);
        };
        let mut second = 0;
        if let Some(
            [
                mark,
                Token::Number {
                    value,
                    digits: 1 | 2,
                },
            ],
        ) = rest.get(used..used + 2)
            && is_second_mark(*mark, rest)
        {
            second = *value;
            used += 2;
            used += self.take_fraction(rest.get(used..).unwrap_or_default());
        }
        self.set_time(hour, minute, second)?;
        Ok(Some(used))
    }

    /// Takes a time of ISO 8601's basic format: `T101500`.
    fn take_basic_time(&mut self, rest: &[Token<'_>]) -> Used {
        let [
            Token::Word("T" | "t"),
            Token::Number { value, digits },
            ref behind @ ..,
        ] = *rest
        else {
            return Ok(None);
        };
        if !matches!(digits, 2 | 4 | 6) || matches!(behind, [Token::Mark(':'), ..]) {
            return Ok(None);
        }
        let mut time = value;
        for _ in digits / 2..3 {
            time = time.saturating_mul(100);
        }
        self.set_time(time / 10_000, time / 100 % 100, time % 100)?;
        Ok(Some(2 + self.take_fraction(behind)))
    }

    /// Reads `9h05`, `9 Uhr`, `9 p.m.` or `12 noon`; returns hour, minute and number of tokens.
    fn spoken_time(&self, rest: &[Token<'_>], dates: &Dates<'_>) -> Option<(u64, u64, usize)> {
        let [
            Token::Number {
                value: hour,
                digits: 1 | 2,
            },
            Token::Word(word),
            ref behind @ ..,
        ] = *rest
        else {
            return None;
        };
        let plain = names::plain(word);
        if names::is_hour_unit(&plain) {
            return Some(match *behind {
                // In `9 h 05 juillet` the second number is a day.
                [
                    Token::Number {
                        value: minute,
                        digits: 2,
                    },
                    ref behind @ ..,
                ] if !self.starts_with_month(behind, dates) => (hour, minute, 3),
                _ => (hour, 0, 2),
            });
        }
        let is_hour = half(word, behind).is_some() || names::named_hour(&plain).is_some();
        is_hour.then_some((hour, 0, 1))
    }

    /// Reads a time that counts only after a date: `16.10`, as in Finland, Denmark, Italy and
    /// Indonesia, or `1505 GMT`. Returns hour, minute and number of tokens.
    fn time_behind_date(&self, rest: &[Token<'_>]) -> Option<(u64, u64, usize)> {
        use Token::{Mark, Number};
        if !self.has_date() {
            return None;
        }
        // In `2026. júl. 3. 10:05` the first number is the day.
        let has_day = self.day.is_some() || self.either.is_some();
        match *rest {
            [
                Number {
                    value: hour,
                    digits: 1 | 2,
                },
                Mark('.'),
                Number {
                    value: minute,
                    digits: 2,
                },
                ref behind @ ..,
            ] if has_day && !matches!(behind, [Mark(':'), ..]) => Some((hour, minute, 3)),
            [Number { value, digits: 4 }, ref behind @ ..] if has_day && is_zone_next(behind) => {
                Some((value / 100, value % 100, 1))
            }
            _ => None,
        }
    }

    /// Takes the fraction of a second at the beginning of `rest`, if any.
    fn take_fraction(&mut self, rest: &[Token<'_>]) -> usize {
        let [Token::Mark('.' | ','), Token::Number { value, digits }, ..] = *rest else {
            return 0;
        };
        self.nanosecond = fraction(value, digits);
        2
    }

    fn starts_with_month(&self, rest: &[Token<'_>], dates: &Dates<'_>) -> bool {
        let [Token::Word(word), ..] = rest else {
            return false;
        };
        !self.has_date()
            && !names::months(&names::plain(word), &dates.language)
                .0
                .is_empty()
    }

    /// Takes an offset: `+0800`, `-05:00` or `+8` after a time, where a sign cannot be a mark of
    /// the date; `+08:00` also after a date.
    pub(super) fn take_offset(&mut self, rest: &[Token<'_>]) -> Used {
        use Token::{Mark, Number};
        let [Mark(sign @ ('+' | '-')), Number { value, digits }, ..] = *rest else {
            return Ok(None);
        };
        if self.offset.is_some() || !self.is_sign_possible {
            return Ok(None);
        }
        if self.time.is_none() {
            // An `xs:date` may have an offset. After `-` there may be a time or another number.
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
            // No zone is that far from UTC, so the date counts in the source's zone.
            return Ok(Some(used));
        }
        let seconds = i32::try_from(hours * 3600 + minutes * 60).map_err(|_| Unreadable)?;
        let seconds = if sign == '-' { -seconds } else { seconds };
        self.offset = Some(Offset::from_seconds(seconds).map_err(|_| Unreadable)?);
        Ok(Some(used))
    }
}

/// Reads a half of the day, `PM` or `p.m.`; returns it with its number of tokens.
pub(super) fn half(word: &str, behind: &[Token<'_>]) -> Option<(DayPart, usize)> {
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

/// Reads `9:05`, `9时05分` or `9点`; returns hour, minute and number of tokens.
fn clock_time(rest: &[Token<'_>]) -> Option<(u64, u64, usize)> {
    use Token::{Mark, Number};
    match *rest {
        [
            Number {
                value: hour,
                digits: 1 | 2,
            },
            Mark(':' | '时' | '点'),
            Number {
                value: minute,
                digits: 1 | 2,
            },
            ..,
        ] => Some((hour, minute, 3)),
        [
            Number {
                value: hour,
                digits: 1 | 2,
            },
            Mark('时' | '点'),
            ..,
        ] => Some((hour, 0, 2)),
        _ => None,
    }
}

/// Whether a mark after the minutes precedes seconds: a time with dots has only dots.
fn is_second_mark(mark: Token<'_>, time: &[Token<'_>]) -> bool {
    match mark {
        Token::Mark(':' | '分') => true,
        Token::Mark('.') => matches!(time, [_, Token::Mark('.'), ..]),
        _ => false,
    }
}

/// Whether a zone or an offset comes next.
fn is_zone_next(rest: &[Token<'_>]) -> bool {
    match *rest {
        [Token::Word(word), ..] => {
            let plain = names::plain(word);
            plain == "hrs" || Zone::named(word, &plain).is_some()
        }
        [Token::Mark('+' | '-'), Token::Number { digits: 4, .. }, ..] => true,
        _ => false,
    }
}

/// Converts the digits after a decimal point to nanoseconds.
fn fraction(value: u64, digits: usize) -> i32 {
    let scaled = match u32::try_from(digits) {
        Ok(digits @ 0..=9) => value.saturating_mul(10u64.pow(9 - digits)),
        Ok(digits @ 10..=19) => value / 10u64.pow(digits - 9),
        _ => 0,
    };
    i32::try_from(scaled).unwrap_or(0).min(999_999_999)
}
