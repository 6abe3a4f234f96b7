//! Finds the signature of a text and its date.

use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;

use super::authority::{NamedAuthority, authorities};
use super::departments::is_organ;
use super::parts::Parts;
use super::spelling::{digits, numeral};
use crate::text::is_ideograph;

/// The longest line of a signature, in bytes.
const MAX_LINE: usize = 240;

/// The longest name of an organ, in bytes.
const MAX_NAME: usize = 120;

/// The signature of a text.
#[derive(Debug, Default)]
pub(super) struct Signature {
    /// The signers in the lines before the date.
    pub(super) signers: Signers,
    /// The date.
    pub(super) date: Option<Date>,
}

/// The signers of a text.
#[derive(Debug, Default)]
pub(super) enum Signers {
    /// The text has no signature.
    #[default]
    None,
    /// Authorities of the table, by canonical name.
    Known(Vec<String>),
    /// An organ that the table does not have.
    Unknown,
}

static DATED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        r"^(?P<who>.*?)(?P<year>(?:[0-9]{4}|[零一二三四五六七八九]{4}))年",
        r"(?P<month>[0-9一二三四五六七八九十]{1,2})月(?P<day>[0-9一二三四五六七八九十]{1,3})日$",
    ))
    .ok()
});

/// Finds the first date below an authority, else the last date in a line of its own.
pub(super) fn signature(parts: &Parts) -> Signature {
    let mut best = Signature::default();
    let mut above: Vec<String> = Vec::new();
    let mut above_date = "";
    let mut is_recipient = false;
    for line in parts.body_lines() {
        if line.len() > MAX_LINE {
            above.clear();
            (above_date, is_recipient) = ("", false);
            continue;
        }
        let last = std::mem::replace(&mut above_date, line);
        if std::mem::replace(&mut is_recipient, announces_recipients(line)) {
            continue;
        }
        if line.ends_with('日')
            && let Some((who, date)) = dated(line)
        {
            let mut signers = std::mem::take(&mut above);
            match names_only(who) {
                Some(names) => signers.extend(names),
                None if who.is_empty() => {}
                None => continue,
            }
            let is_signed = !signers.is_empty();
            best = Signature {
                signers: if is_signed {
                    Signers::Known(signers)
                } else if is_unknown_organ(if who.is_empty() { last } else { who }) {
                    Signers::Unknown
                } else {
                    Signers::None
                },
                date: Some(date),
            };
            if is_signed {
                return best;
            }
            continue;
        }
        match names_only(line) {
            Some(names) => above.extend(names),
            None => above.clear(),
        }
    }
    best
}

/// Whether a line announces the recipients of copies in the next line.
fn announces_recipients(line: &str) -> bool {
    let word = line.trim_end_matches(':');
    word != line && ["抄送", "抄报", "主送", "分送"].contains(&word)
}

/// Whether the line above a date is the name of an organ that the table does not have.
fn is_unknown_organ(line: &str) -> bool {
    let is_name = |character: char| is_ideograph(character) || "()、".contains(character);
    line.len() <= MAX_NAME
        && line.chars().count() > 3
        && line.chars().all(is_name)
        && is_organ(line.trim_end_matches(')'))
        && authorities(line).is_empty()
}

fn dated(line: &str) -> Option<(&str, Date)> {
    let captures = DATED.as_ref()?.captures(line)?;
    let group = |name: &str| captures.name(name).map(|group| group.as_str());
    let month = i8::try_from(numeral(group("month")?)?).ok()?;
    let day = i8::try_from(numeral(group("day")?)?).ok()?;
    let date = Date::new(digits(group("year")?)?, month, day).ok()?;
    let end = captures.name("who")?.end();
    Some((line.get(..end)?, date))
}

/// Returns the canonical names in a line, if it has nothing else.
fn names_only(line: &str) -> Option<Vec<String>> {
    if line.is_empty() || line.len() > MAX_LINE {
        return None;
    }
    let named: Vec<NamedAuthority> = authorities(line);
    let covered: usize = named.iter().map(|named| named.end - named.start).sum();
    let separators = line
        .chars()
        .filter(|c| "、,()章 ".contains(*c))
        .map(char::len_utf8)
        .sum::<usize>();
    (!named.is_empty() && covered + separators >= line.len())
        .then(|| named.into_iter().map(|named| named.name).collect())
}
