//! Compares two titles of one entry, which may have a counter in brackets beside them.

use super::counters::{is_count_beside_title, is_counter};

/// A title and the number beside it.
#[derive(Debug, PartialEq, Eq)]
struct Parts<'a> {
    title: &'a str,
    /// A number without a word, or with a word but without brackets, which may belong to the
    /// title.
    number: Option<u32>,
}

/// How two normalised titles of one entry differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TitleChange {
    Nothing,
    /// Only a count with its word differs.
    Counter,
    /// Only a number grew: it is a count if nothing else in the entry changed.
    Growth,
    Words,
}

/// Most digits of a number that may be a count without a word: four digits are a year or a code.
const MAX_BARE_DIGITS: usize = 3;

pub(super) fn title_change(before: &str, now: &str) -> TitleChange {
    if before == now {
        return TitleChange::Nothing;
    }
    let (before, now) = (parts(before), parts(now));
    if before.title != now.title || before.title.is_empty() {
        return TitleChange::Words;
    }
    match (before.number, now.number) {
        (None, None) => TitleChange::Counter,
        (Some(before), Some(now)) if before == now => TitleChange::Counter,
        (Some(before), Some(now)) if before < now => TitleChange::Growth,
        _ => TitleChange::Words,
    }
}

fn parts(whole: &str) -> Parts<'_> {
    let mut parts = Parts {
        title: whole,
        number: None,
    };
    // A title may have two counts: `[12] title (3 comments)`.
    for _ in 0..2 {
        let Some((title, beside)) = cut(parts.title) else {
            break;
        };
        match beside {
            Beside::Counter => {}
            Beside::Number(number) if parts.number.is_none() => parts.number = Some(number),
            Beside::Number(_) => break,
        }
        parts.title = title.trim_matches([' ', '-', '|', '·']);
    }
    parts
}

enum Beside {
    Counter,
    Number(u32),
}

/// Removes a part in brackets, or separated by a bar or dash, from either end of a title.
fn cut(title: &str) -> Option<(&str, Beside)> {
    // Folding turns all quotation marks, including `«»` and `「」`, into `"`.
    let brackets = [('(', ')'), ('[', ']'), ('{', '}'), ('"', '"')];
    let at_end = brackets.iter().filter_map(|(open, close)| {
        let (rest, inner) = title.strip_suffix(*close)?.rsplit_once(*open)?;
        Some((rest, in_brackets(inner)?))
    });
    let at_start = brackets.iter().filter_map(|(open, close)| {
        let (inner, rest) = title.strip_prefix(*open)?.split_once(*close)?;
        Some((rest, in_brackets(inner)?))
    });
    let behind = ['|', '-', '·'].into_iter().filter_map(|mark| {
        let (rest, last) = title.rsplit_once(mark)?;
        is_counter(last.trim()).then_some((rest, Beside::Counter))
    });
    let in_front = ['|', '-', '·'].into_iter().filter_map(|mark| {
        let (first, rest) = title.split_once(mark)?;
        is_counter(first.trim()).then_some((rest, Beside::Counter))
    });
    let found = at_end.chain(at_start).chain(behind).chain(in_front).next();
    found.or_else(|| without_brackets(title))
}

fn in_brackets(inner: &str) -> Option<Beside> {
    if is_counter(inner) || is_count_beside_title(inner) {
        return Some(Beside::Counter);
    }
    let is_bare = inner.len() <= MAX_BARE_DIGITS && !(inner.len() > 1 && inner.starts_with('0'));
    let digits = inner.bytes().all(|byte| byte.is_ascii_digit());
    (is_bare && digits).then(|| inner.parse().ok().map(Beside::Number))?
}

/// Splits `Title 3 comments` before the last number.
fn without_brackets(title: &str) -> Option<(&str, Beside)> {
    let last = title.rfind(|c: char| c.is_ascii_digit())?;
    let number = title.get(..=last)?;
    let start = number.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let (rest, beside) = title.split_at_checked(start)?;
    let digits = number.get(start..)?;
    is_count_beside_title(beside).then(|| Some((rest, Beside::Number(digits.parse().ok()?))))?
}
