//! Who signed, and when.

use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;

use super::authority::{Named, authorities};
use super::parts::Parts;
use super::spelling::{digits, numeral};

/// The longest line of a signature, in bytes.
const MAX_LINE: usize = 240;

/// Who signed a text and when.
#[derive(Debug, Default)]
pub(super) struct Signature {
    /// The authorities in the lines in front of the date.
    pub(super) signers: Vec<String>,
    /// The date.
    pub(super) date: Option<Date>,
}

static DATED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        r"^(?P<who>.*?)(?P<year>(?:[0-9]{4}|[零一二三四五六七八九]{4}))年",
        r"(?P<month>[0-9一二三四五六七八九十]{1,2})月(?P<day>[0-9一二三四五六七八九十]{1,3})日$",
    ))
    .ok()
});

/// The first date of the body that stands under an authority, else the last that stands alone.
pub(super) fn signature(parts: &Parts) -> Signature {
    let mut best = Signature::default();
    let mut above: Vec<String> = Vec::new();
    for line in parts.body_lines() {
        if line.len() > MAX_LINE {
            above.clear();
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
                signers,
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

fn dated(line: &str) -> Option<(&str, Date)> {
    let captures = DATED.as_ref()?.captures(line)?;
    let group = |name: &str| captures.name(name).map(|group| group.as_str());
    let month = i8::try_from(numeral(group("month")?)?).ok()?;
    let day = i8::try_from(numeral(group("day")?)?).ok()?;
    let date = Date::new(digits(group("year")?)?, month, day).ok()?;
    let end = captures.name("who")?.end();
    Some((line.get(..end)?, date))
}

/// The canonical names in a line that holds nothing else.
fn names_only(line: &str) -> Option<Vec<String>> {
    if line.is_empty() || line.len() > MAX_LINE {
        return None;
    }
    let named: Vec<Named> = authorities(line);
    let covered: usize = named.iter().map(|named| named.end - named.start).sum();
    let separators = line
        .chars()
        .filter(|c| "、,()章 ".contains(*c))
        .map(char::len_utf8)
        .sum::<usize>();
    (!named.is_empty() && covered + separators >= line.len())
        .then(|| named.into_iter().map(|named| named.name).collect())
}
