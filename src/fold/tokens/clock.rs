//! Reads times of day in texts of words written apart: `18:00`, `6pm`, `18 Uhr`, `18h30`.
//!
//! Each is one number, with the minutes as its decimals: 18.3, as which `18.30` without a word for
//! the clock reads, too.

use super::FigureKind;
use super::lexer::{Lexer, is_word_or_digit};
use super::style::Style;

const HOURS: std::ops::RangeInclusive<f64> = 0.0..=24.0;
const MINUTES: std::ops::RangeInclusive<f64> = 0.0..=59.0;

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

/// Words for the clock behind a time, and before one.
const BEHIND: [&str; 5] = ["uhr", "hrs", "hodin", "hod", "h"];
const BEFORE: [&str; 10] = [
    "kl", "kl.", "klo", "ore", "alle", "saat", "pukul", "jam", "klokken", "klockan",
];

/// A time of day as it is written.
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
        if !may_be || !(1..=2).contains(&digits) || self.is_within_number() {
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
        let (clock, is_certain) = match (mark, minutes(behind.get(1..)?)) {
            (':', Some(minutes)) => (whole(minutes, digits + 3), true),
            ('.', Some(minutes)) => (whole(minutes, digits + 3), self.is_behind_clock_word()),
            ('h', Some(minutes)) => return Some(whole(minutes, digits + 3)),
            ('h', None) if !behind.get(1..)?.starts_with(is_word_or_digit) => {
                return Some(whole(0.0, digits + 1));
            }
            _ => (whole(0.0, digits), false),
        };
        self.with_word(clock, is_certain)
    }

    /// The time with the word for the clock behind it; `None` if it is no time without one, and has
    /// none.
    fn with_word(&self, clock: Clock, is_certain: bool) -> Option<Clock> {
        let after = self.rest().get(clock.length..)?;
        let goes_on = after.starts_with(|next: char| next.is_ascii_digit())
            || (after.starts_with(':')
                && after
                    .get(1..)?
                    .starts_with(|next: char| next.is_ascii_digit()));
        if goes_on {
            return None;
        }
        let word = after.strip_prefix(' ').unwrap_or(after);
        let space = after.len() - word.len();
        let ends = |length: usize| {
            !word
                .get(length..)
                .is_some_and(|after| after.starts_with(is_word_or_digit))
        };
        let half = HALVES
            .into_iter()
            .find(|(half, _)| word.starts_with(half) && ends(half.len()));
        if let Some((half, added)) = half.filter(|_| (1.0..=12.0).contains(&clock.hours)) {
            return Some(Clock {
                hours: clock.hours % 12.0 + added,
                length: clock.length + space + half.len(),
                ..clock
            });
        }
        let named = BEHIND
            .into_iter()
            .find(|name| word.starts_with(name) && ends(name.len()) && space == 1);
        match named {
            // `18 h` alone is as often a span of time.
            Some(name) if is_certain || name != "h" => Some(Clock {
                length: clock.length + space + name.len(),
                ..clock
            }),
            _ => is_certain.then_some(clock),
        }
    }

    /// Whether the digits here go on a number or a ratio, or follow a sign of money.
    fn is_within_number(&self) -> bool {
        self.before()
            .is_some_and(|before| is_word_or_digit(before) || ".,:/-$€£¥₹%".contains(before))
    }

    /// Whether a word for the clock stands before the number here.
    fn is_behind_clock_word(&self) -> bool {
        let head = self.head(self.at);
        let word = head.trim_end_matches(' ').rsplit(' ').next();
        word.is_some_and(|word| BEFORE.contains(&word))
    }
}

/// The minutes with which a text begins; two digits, and no more.
fn minutes(text: &str) -> Option<f64> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let minutes: f64 = text.get(..digits)?.parse().ok()?;
    (digits == 2 && MINUTES.contains(&minutes)).then_some(minutes)
}
