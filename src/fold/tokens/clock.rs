//! Reads times of day in texts of words written apart: `18:00`, `6pm`, `18 Uhr`, `18h30`, `6 h 50`.
//!
//! Each is one number, with the minutes as its decimals: 18.3, as which `18.30` without a word for
//! the clock reads, too.

use super::FigureKind;
use super::lexer::{Lexer, is_word_or_digit};
use super::style::Style;

const HOURS: std::ops::RangeInclusive<f64> = 0.0..=24.0;
const MINUTES: std::ops::RangeInclusive<f64> = 0.0..=59.0;

/// Most digits of an hour.
const LONGEST_HOUR: usize = 2;

/// What stands behind an hour of twelve, with the hours that it adds.
const HALVES: [(&str, f64); 8] = [
    ("am", 0.0),
    ("a.m", 0.0),
    ("a. m", 0.0),
    ("π.μ", 0.0),
    ("pm", 12.0),
    ("p.m", 12.0),
    ("p. m", 12.0),
    ("μ.μ", 12.0),
];

/// The half of a day that is another word in German.
const GERMAN_WORD: &str = "am";

/// Words for the clock behind a time. An `h` behind a whole number is as often a span of time.
const BEHIND: [&str; 4] = ["uhr", "hrs", "hodin", "hod"];
const BEHIND_MINUTES: &str = "h";

/// The same between hours and minutes, as French typography asks for.
const BETWEEN: &str = " h ";

/// A time of day as it is written.
#[derive(Clone, Copy)]
struct Clock {
    hours: f64,
    minutes: f64,
    /// Bytes.
    length: usize,
}

impl Lexer<'_> {
    /// Reads the time of day that begins here; true if one does.
    pub(super) fn time_of_day(&mut self) -> bool {
        let Some(time) = self.clock() else {
            return false;
        };
        self.at += time.length;
        let value = time.hours + time.minutes / 100.0;
        self.push_figure(FigureKind::Amount, value, 0.01, 4, 1.0);
        true
    }

    fn clock(&self) -> Option<Clock> {
        let rest = self.rest();
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let behind = rest.get(digits..)?;
        let mark = behind.chars().next()?;
        // The first question spares most numbers the others.
        let may_be = matches!(mark, ':' | '.' | ' ' | 'h' | 'a' | 'p');
        if !may_be || !(1..=LONGEST_HOUR).contains(&digits) || self.is_within_number() {
            return None;
        }
        let hours: f64 = rest.get(..digits)?.parse().ok()?;
        if !HOURS.contains(&hours) || self.style() == Style::Unspaced {
            return None;
        }
        let whole = |minutes, length| Clock {
            hours,
            minutes,
            length,
        };
        if let Some(minutes) = behind.strip_prefix(BETWEEN).and_then(minutes) {
            return Some(whole(minutes, digits + BETWEEN.len() + 2));
        }
        let (clock, alone) = match (mark, minutes(behind.get(1..)?)) {
            (':', Some(minutes)) => {
                let clock = whole(minutes, digits + 3);
                (clock, Some(clock))
            }
            ('.', Some(minutes)) => (whole(minutes, digits + 3), None),
            ('h', Some(minutes)) => return Some(whole(minutes, digits + 3)),
            ('h', None) if !behind.get(1..)?.starts_with(is_word_or_digit) => {
                return Some(whole(0.0, digits + 1));
            }
            _ => (whole(0.0, digits), None),
        };
        let after = rest.get(clock.length..)?;
        let is_digit = |next: char| next.is_ascii_digit();
        let goes_on = after
            .strip_prefix(':')
            .unwrap_or(after)
            .starts_with(is_digit);
        if goes_on {
            return None;
        }
        self.with_word(clock).or(alone)
    }

    /// The time with the word for the clock behind it, if one is there.
    fn with_word(&self, clock: Clock) -> Option<Clock> {
        let after = self.rest().get(clock.length..)?;
        let word = after.strip_prefix(' ').unwrap_or(after);
        let space = after.len() - word.len();
        let is_here = |name: &str| {
            let behind = word.strip_prefix(name);
            behind.is_some_and(|behind| !behind.starts_with(is_word_or_digit))
        };
        // `12 am Dienstag` is German.
        let is_word = |half: &str| half == GERMAN_WORD && self.style() != Style::Point;
        let half = HALVES
            .into_iter()
            .find(|(half, _)| is_here(half) && !is_word(half));
        if let Some((half, added)) = half.filter(|_| (1.0..=12.0).contains(&clock.hours)) {
            return Some(Clock {
                hours: clock.hours % 12.0 + added,
                length: clock.length + space + half.len(),
                ..clock
            });
        }
        let has_minutes = clock.length > LONGEST_HOUR;
        let named = BEHIND
            .into_iter()
            .chain(has_minutes.then_some(BEHIND_MINUTES));
        let mut named = named.filter(|name| space == 1 && is_here(name));
        named.next().map(|name| Clock {
            length: clock.length + space + name.len(),
            ..clock
        })
    }

    /// Whether the digits here go on a number or a ratio, or follow a sign of money.
    fn is_within_number(&self) -> bool {
        self.before()
            .is_some_and(|before| is_word_or_digit(before) || ".,:/-$€£¥₹%".contains(before))
    }
}

/// The minutes with which a text begins; two digits, and no more.
fn minutes(text: &str) -> Option<f64> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let minutes: f64 = text.get(..digits)?.parse().ok()?;
    (digits == 2 && MINUTES.contains(&minutes)).then_some(minutes)
}
