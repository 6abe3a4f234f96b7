//! Compares two forms of a text sentence by sentence, and changed sentences character by
//! character.
//!
//! The same texts give the same difference on every machine: a number of steps, not a time, ends
//! the search for the shortest one.

#[cfg(test)]
mod tests;

use std::ops::Range;

use similar::{Algorithm, DiffOp, capture_diff_slices, get_diff_ratio};

use super::{Form, normalize_title};
use crate::model::{Difference, Piece, PieceKind, SentenceChange};
use crate::text::is_ideograph;

/// Two sentences that have a smaller share in common are two different sentences, not one changed.
const CHANGED: f32 = 0.4;

/// Most pairs of sentences or words that are compared for one difference. What is left then counts
/// as cut and added.
const MAX_PAIRS: usize = 1_000_000;

/// The pairs that may still be compared.
struct Budget(usize);

impl Budget {
    /// Whether two lists of these lengths may be compared, which uses up their pairs.
    fn allows(&mut self, before: usize, after: usize) -> bool {
        let pairs = before.saturating_mul(after);
        let pairs = pairs.saturating_add(before).saturating_add(after);
        let left = self.0.checked_sub(pairs);
        self.0 = left.unwrap_or(self.0);
        left.is_some()
    }
}

/// Compares `after` with `before`. Forms of one character are no difference: full and half width,
/// traditional and simplified, quotes, spaces.
pub fn difference(before: Form<'_>, after: Form<'_>) -> Difference {
    let mut budget = Budget(MAX_PAIRS);
    let old_lines = sentences(before.body_text);
    let new_lines = sentences(after.body_text);
    let (old, new) = (texts(&old_lines), texts(&new_lines));
    let (meant, means) = (meanings(&old), meanings(&new));
    let mut changes = Vec::new();
    let ops = if budget.allows(changed_count(&meant, &means), changed_count(&means, &meant)) {
        capture_diff_slices(Algorithm::Patience, &meant, &means)
    } else {
        vec![DiffOp::Replace {
            old_index: 0,
            old_len: old.len(),
            new_index: 0,
            new_len: new.len(),
        }]
    };
    for op in ops {
        let (was, is) = (part(&old, op.old_range()), part(&new, op.new_range()));
        match op {
            DiffOp::Equal { .. } => {
                let pairs = was.iter().zip(is);
                changes.extend(pairs.map(|(was, is)| same(was, is)));
            }
            _ => replaced(was, is, &mut budget, &mut changes),
        }
    }
    let (title, new_title) = (before.title.trim(), after.title.trim());
    let is_retitled = normalize_title(title) != normalize_title(new_title);
    Difference {
        retitled: is_retitled.then(|| retitled(title, new_title, &mut budget)),
        paragraphs: paragraphs(&changes, &old_lines, &new_lines),
        sentences: changes,
    }
}

/// Number of these lines without the common beginning and the common end of both lists.
fn changed_count(lines: &[String], others: &[String]) -> usize {
    let equal = |(one, other): &(&String, &String)| one == other;
    let begin = lines.iter().zip(others).take_while(equal).count();
    let ends = lines.iter().rev().zip(others.iter().rev());
    lines
        .len()
        .saturating_sub(begin + ends.take_while(equal).count())
}

/// Finds the changes with which paragraphs begin. A sentence that both texts have belongs to its
/// paragraph of the second text.
fn paragraphs(
    changes: &[SentenceChange],
    old: &[Sentence<'_>],
    new: &[Sentence<'_>],
) -> Vec<usize> {
    let (mut old, mut new) = (old.iter(), new.iter());
    let (mut old_line, mut new_line) = (None, None);
    let mut begins = Vec::new();
    for (at, change) in changes.iter().enumerate() {
        let was = match change {
            SentenceChange::Added { .. } => None,
            _ => old.next(),
        };
        let is = match change {
            SentenceChange::Cut { .. } => None,
            _ => new.next(),
        };
        let (was, is) = [was, is]
            .map(|side| side.map(|sentence| sentence.line))
            .into();
        let is_first = match is {
            Some(_) => is != new_line,
            None => was != old_line,
        };
        if is_first {
            begins.push(at);
        }
        old_line = was.or(old_line);
        new_line = is.or(new_line);
    }
    begins
}

/// Pairs cut sentences with the sentences that replaced them, in order.
fn replaced(old: &[&str], new: &[&str], budget: &mut Budget, changes: &mut Vec<SentenceChange>) {
    let mut next = 0;
    let after_words: Vec<Words<'_>> = new.iter().map(|text| Words::new(text)).collect();
    for before in old {
        let before_words = Words::new(before);
        let rest = after_words.get(next..).unwrap_or_default();
        let partner = rest.iter().enumerate().find_map(|(at, after)| {
            let (ratio, change) = before_words.changed_to(after, budget)?;
            (ratio >= CHANGED).then_some((at, change))
        });
        let Some((at, change)) = partner else {
            changes.push(SentenceChange::Cut {
                text: (*before).to_owned(),
            });
            continue;
        };
        let skipped = new.iter().skip(next).take(at);
        changes.extend(skipped.map(|text| added(text)));
        changes.push(change);
        next += at + 1;
    }
    changes.extend(new.iter().skip(next).map(|text| added(text)));
}

/// Normalizes texts for comparison. Texts that differ only in forms of characters become equal.
fn meanings(texts: &[&str]) -> Vec<String> {
    texts
        .iter()
        .map(|text| normalize_title(text).as_str().to_owned())
        .collect()
}

/// The change between two sentences with equal normalized text.
fn same(before: &str, after: &str) -> SentenceChange {
    if before == after {
        SentenceChange::Same {
            text: before.to_owned(),
        }
    } else {
        SentenceChange::Respelled {
            before: before.to_owned(),
            after: after.to_owned(),
        }
    }
}

fn added(text: &str) -> SentenceChange {
    SentenceChange::Added {
        text: text.to_owned(),
    }
}

/// The words of a sentence, and the form in which each is compared.
struct Words<'a> {
    written: Vec<&'a str>,
    meant: Vec<String>,
}

impl<'a> Words<'a> {
    fn new(text: &'a str) -> Self {
        let written = words(text);
        Self {
            meant: meanings(&written),
            written,
        }
    }

    /// Returns the share that two sentences have in common, and the change from one to the other;
    /// `None` if comparing them would take too long.
    fn changed_to(&self, after: &Self, budget: &mut Budget) -> Option<(f32, SentenceChange)> {
        let (old, new) = (&self.written, &after.written);
        if !budget.allows(old.len(), new.len()) {
            return None;
        }
        let ops = capture_diff_slices(Algorithm::Myers, &self.meant, &after.meant);
        let ratio = get_diff_ratio(&ops, old.len(), new.len());
        let (mut was, mut is) = (Vec::new(), Vec::new());
        for op in &ops {
            let same = matches!(op, DiffOp::Equal { .. });
            let kind = |kind| if same { PieceKind::Same } else { kind };
            push(&mut was, kind(PieceKind::Cut), part(old, op.old_range()));
            push(&mut is, kind(PieceKind::Added), part(new, op.new_range()));
        }
        let change = SentenceChange::Changed {
            before: was,
            after: is,
        };
        Some((ratio, change))
    }
}

/// The change of a title.
fn retitled(before: &str, after: &str, budget: &mut Budget) -> SentenceChange {
    let changed = Words::new(before).changed_to(&Words::new(after), budget);
    let whole = |kind, text: &str| {
        let text = text.to_owned();
        vec![Piece { kind, text }]
    };
    changed.map_or_else(
        || SentenceChange::Changed {
            before: whole(PieceKind::Cut, before),
            after: whole(PieceKind::Added, after),
        },
        |(_, change)| change,
    )
}

fn push(pieces: &mut Vec<Piece>, kind: PieceKind, words: &[&str]) {
    if !words.is_empty() {
        pieces.push(Piece {
            kind,
            text: words.concat(),
        });
    }
}

fn part<'s, 't>(all: &'s [&'t str], range: Range<usize>) -> &'s [&'t str] {
    all.get(range).unwrap_or_default()
}

/// A sentence of a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Sentence<'a> {
    /// The number of its line.
    line: usize,
    text: &'a str,
}

fn texts<'a>(sentences: &[Sentence<'a>]) -> Vec<&'a str> {
    sentences.iter().map(|sentence| sentence.text).collect()
}

/// Splits a body into sentences. Line breaks do not count as differences.
fn sentences(body: &str) -> Vec<Sentence<'_>> {
    let mut found = Vec::new();
    for (line, mut rest) in body.lines().enumerate() {
        while let Some(end) = sentence_end(rest) {
            let (text, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
            found.push(Sentence { line, text });
            rest = after;
        }
        found.push(Sentence { line, text: rest });
    }
    for sentence in &mut found {
        sentence.text = sentence.text.trim();
    }
    found.retain(|sentence| !sentence.text.is_empty());
    found
}

/// The byte offset after the first sentence, including closing quotes and brackets. A mark of full
/// or half width ends a sentence after an ideograph; elsewhere only before a space.
fn sentence_end(text: &str) -> Option<usize> {
    let mut characters = text.char_indices().peekable();
    let mut last = ' ';
    while let Some((_, character)) = characters.next() {
        let followed_by_space = characters
            .peek()
            .is_some_and(|(_, next)| next.is_whitespace());
        let behind_ideograph = is_ideograph(last);
        last = character;
        let ends = matches!(character, '。' | '｡')
            || (matches!(character, '.' | '!' | '?' | ';' | '．' | '！' | '？' | '；')
                && (followed_by_space || behind_ideograph));
        if ends {
            while characters
                .peek()
                .is_some_and(|(_, next)| "”’」』）》\"')".contains(*next))
            {
                characters.next();
            }
            return characters.peek().map(|(at, _)| *at);
        }
    }
    None
}

/// Splits a text into words of Latin script, numbers, and single other characters.
fn words(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut begin = 0;
    let mut in_word = false;
    for (at, character) in text.char_indices() {
        let goes_on = in_word && (is_letter(character) || ".,%．％".contains(character));
        if !goes_on && at > begin {
            found.extend(text.get(begin..at));
            begin = at;
        }
        in_word = goes_on || is_letter(character);
    }
    found.extend(text.get(begin..).filter(|rest| !rest.is_empty()));
    found
}

/// A Latin letter or a digit, of half or full width.
fn is_letter(character: char) -> bool {
    let half = match character {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(character) - 0xFEE0),
        other => Some(other),
    };
    half.is_some_and(|half| half.is_ascii_alphanumeric())
}
