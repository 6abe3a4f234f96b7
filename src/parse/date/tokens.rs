//! The words, numbers and marks of a date.

use super::names::{self, DayPart, Weekdays};

/// Stands for a hyphen with a space on both sides, which separates a date from a time.
pub(super) const SPACED_HYPHEN: char = '~';

/// A word, number or mark of a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token<'a> {
    Number {
        value: u64,
        digits: usize,
    },
    Word(&'a str),
    Mark(char),
    /// A day of the week in Han, kana or Hangul.
    Weekday(Weekdays),
    /// Morning or afternoon in Han or Hangul.
    DayPart(DayPart),
    /// The local time of a place in Han or Hangul, as hours ahead of UTC: `北京时间`.
    Clock(i8),
}

/// Splits a text into tokens. White space, commas and parentheses only separate tokens.
pub(super) fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut rest = text;
    let mut before = ' ';
    while let Some(c) = rest.chars().next() {
        let (token, used) = next(rest, c, before);
        tokens.extend(token);
        let (taken, behind) = rest.split_at(used);
        before = taken.chars().next_back().unwrap_or(' ');
        rest = behind;
    }
    tokens
}

/// The first token of `rest`, which starts with `c`, and its length in bytes.
fn next(rest: &str, c: char, before: char) -> (Option<Token<'_>>, usize) {
    if let Some((token, used)) = number(rest) {
        return (Some(token), used);
    }
    if names::is_ideographic(c) {
        return ideographic(rest, c, before);
    }
    if c.is_alphabetic() {
        let is_letter = |c: char| {
            (c.is_alphabetic() || unicode_normalization::char::is_combining_mark(c))
                && !names::is_ideographic(c)
        };
        let end = rest.find(|c| !is_letter(c)).unwrap_or(rest.len());
        return (rest.get(..end).map(Token::Word), end.max(c.len_utf8()));
    }
    let used = c.len_utf8();
    let behind = rest.get(used..).unwrap_or_default();
    let token = match names::plain_mark(c) {
        // The comma before a fraction of a second, as in ISO 8601; elsewhere a comma separates.
        ',' if before.is_ascii_digit() && behind.starts_with(|c: char| c.is_ascii_digit()) => {
            Some(Token::Mark(','))
        }
        ',' | '，' | '(' | ')' | '（' | '）' | '[' | ']' => None,
        '-' if before.is_whitespace() && behind.starts_with(char::is_whitespace) => {
            Some(Token::Mark(SPACED_HYPHEN))
        }
        c if c.is_whitespace() => None,
        c => Some(Token::Mark(c)),
    };
    (token, used)
}

/// Reads a number in ASCII, full-width or Arabic digits.
fn number(rest: &str) -> Option<(Token<'_>, usize)> {
    let (mut value, mut digits, mut used) = (0_u64, 0, 0);
    for c in rest.chars() {
        let Some(digit) = decimal(c) else { break };
        value = value.saturating_mul(10).saturating_add(digit);
        digits += 1;
        used += c.len_utf8();
    }
    (digits > 0).then_some((Token::Number { value, digits }, used))
}

/// Reads a token in Han, kana or Hangul: an era, a day of the week, a part of the day, a numeral,
/// a unit.
fn ideographic(rest: &str, c: char, before: char) -> (Option<Token<'_>>, usize) {
    if let Some((era, used)) = names::era(rest) {
        let behind = rest.get(used..).unwrap_or_default();
        let blank = behind.len() - behind.trim_start().len();
        let behind = behind.trim_start();
        let year = match behind.strip_prefix('元') {
            Some(_) => Some((1, '元'.len_utf8())),
            None => match number(behind).or_else(|| numeral(behind)) {
                Some((Token::Number { value, .. }, length)) => Some((value, length)),
                _ => None,
            },
        };
        if let Some((year, length)) = year {
            let value = era.saturating_add(year);
            return (
                Some(Token::Number { value, digits: 4 }),
                used + blank + length,
            );
        }
        return (None, used);
    }
    if let Some((weekday, used)) = names::ideographic_weekday(rest, before) {
        return (Some(Token::Weekday(weekday)), used);
    }
    if let Some((part, used)) = names::day_part(rest) {
        return (Some(Token::DayPart(part)), used);
    }
    if let Some((hours, used)) = names::clock(rest) {
        return (Some(Token::Clock(hours)), used);
    }
    if let Some((token, used)) = numeral(rest) {
        return (Some(token), used);
    }
    (Some(Token::Mark(names::plain_mark(c))), c.len_utf8())
}

/// Reads a number in Han numerals, `二〇二六`, `二十五` or `一百一十五`, if a unit of a date
/// follows.
fn numeral(rest: &str) -> Option<(Token<'_>, usize)> {
    let end = rest
        .find(|c| names::han_digit(c).is_none() && !matches!(c, '十' | '百'))
        .unwrap_or(rest.len());
    let (numeral, behind) = rest.split_at(end);
    let unit = names::plain_mark(behind.chars().next()?);
    if end == 0 || !matches!(unit, '年' | '月' | '日' | '时' | '点' | '分' | '秒') {
        return None;
    }
    let digits = |text: &str| {
        text.chars().try_fold(0_u64, |value, c| {
            value.checked_mul(10)?.checked_add(names::han_digit(c)?)
        })
    };
    let (hundreds, rest) = match numeral.split_once('百') {
        Some(("", rest)) => (1, rest),
        Some((hundreds, rest)) => (digits(hundreds)?, rest),
        None => (0, numeral),
    };
    let below = match rest.split_once('十') {
        Some((tens, ones)) => {
            let tens = if tens.is_empty() { 1 } else { digits(tens)? };
            tens.checked_mul(10)?.checked_add(digits(ones)?)?
        }
        None => digits(rest)?,
    };
    let value = hundreds.checked_mul(100)?.checked_add(below)?;
    let digits = match value {
        0..=99 => 2,
        100..=999 => 3,
        _ => 4,
    };
    Some((Token::Number { value, digits }, end))
}

/// The value of an ASCII, full-width or Arabic digit.
fn decimal(c: char) -> Option<u64> {
    let zero = match c {
        '0'..='9' => '0',
        '０'..='９' => '０',
        '٠'..='٩' => '٠',
        '۰'..='۹' => '۰',
        _ => return None,
    };
    Some(u64::from(c) - u64::from(zero))
}
