//! Compares two texts sentence by sentence, and changed sentences character by character.

use std::ops::Range;
use std::time::{Duration, Instant};

use crate::model::counted;
use crate::normalize::normalize_title;
use serde::Serialize;
use similar::{Algorithm, DiffOp, capture_diff_slices_deadline, get_diff_ratio};

/// Two sentences that have a smaller share in common are two different sentences, not one changed.
const CHANGED: f32 = 0.4;

/// Longest search for the shortest difference. After it, we accept a longer difference.
const PATIENCE: Duration = Duration::from_secs(1);

/// A piece of text that stayed, was cut or was added.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(in crate::cli) struct Piece {
    pub(in crate::cli) kind: Kind,
    pub(in crate::cli) text: String,
}

/// What happened to a piece of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(in crate::cli) enum Kind {
    Same,
    Cut,
    Added,
}

/// What happened to a sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "change", rename_all = "lowercase")]
pub(in crate::cli) enum Change {
    /// Both texts have it.
    Same { text: String },
    /// Only the first one has it.
    Cut { text: String },
    /// Only the second one has it.
    Added { text: String },
    /// Both texts have it, but with other forms of the same characters: full or half width,
    /// traditional or simplified, other quotes or spaces.
    Respelled { before: String, after: String },
    /// The texts have it in different words.
    Changed {
        before: Vec<Piece>,
        after: Vec<Piece>,
    },
}

/// The difference of two texts.
#[derive(Debug, Clone, Serialize)]
pub(in crate::cli) struct Difference {
    /// The change of the title; `None` if only forms of characters differ.
    pub(in crate::cli) retitled: Option<Change>,
    /// In reading order.
    pub(in crate::cli) sentences: Vec<Change>,
}

/// A text to compare: its title, and its body with one block on each line.
#[derive(Debug, Clone, Copy)]
pub(in crate::cli) struct Text<'a> {
    pub(in crate::cli) title: &'a str,
    pub(in crate::cli) body: &'a str,
}

impl Difference {
    pub(in crate::cli) fn of(one: Text<'_>, other: Text<'_>) -> Self {
        let deadline = Instant::now() + PATIENCE;
        let (before, after) = (sentences(one.body), sentences(other.body));
        let mut changes = Vec::new();
        let (meant, means) = (meanings(&before), meanings(&after));
        let ops = capture_diff_slices_deadline(Algorithm::Patience, &meant, &means, Some(deadline));
        for op in ops {
            let (old, new) = (part(&before, op.old_range()), part(&after, op.new_range()));
            match op {
                DiffOp::Equal { .. } => {
                    let pairs = old.iter().zip(new);
                    changes.extend(pairs.map(|(old, new)| same(old, new)));
                }
                _ => replaced(old, new, deadline, &mut changes),
            }
        }
        let (title, new_title) = (one.title.trim(), other.title.trim());
        let is_retitled = normalize_title(title) != normalize_title(new_title);
        Self {
            retitled: is_retitled.then(|| changed(title, new_title, deadline).1),
            sentences: changes,
        }
    }

    /// Whether both texts have the same words.
    pub(in crate::cli) fn is_empty(&self) -> bool {
        let same =
            |change: &Change| matches!(change, Change::Same { .. } | Change::Respelled { .. });
        self.retitled.is_none() && self.sentences.iter().all(same)
    }

    /// Describes the changes in one line.
    pub(in crate::cli) fn summary(&self) -> String {
        let count = |wanted: fn(&Change) -> bool| {
            let found = self.sentences.iter().filter(|change| wanted(change));
            found.count()
        };
        let respelled = count(|change| matches!(change, Change::Respelled { .. }));
        if self.is_empty() {
            return match respelled {
                0 => "both read the same".to_owned(),
                number => format!(
                    "both read the same, {} in another spelling only",
                    counted(number, "sentence")
                ),
            };
        }
        let mut said = Vec::new();
        if self.retitled.is_some() {
            said.push("retitled".to_owned());
        }
        for (number, word) in [
            (count(|change| matches!(change, Change::Cut { .. })), "cut"),
            (
                count(|change| matches!(change, Change::Added { .. })),
                "added",
            ),
            (
                count(|change| matches!(change, Change::Changed { .. })),
                "changed",
            ),
            (respelled, "in another spelling only"),
            (
                count(|change| matches!(change, Change::Same { .. })),
                "alike",
            ),
        ] {
            if number > 0 {
                said.push(format!("{number} {word}"));
            }
        }
        format!("{} (sentences)", said.join(", "))
    }
}

/// Pairs cut sentences with the sentences that replaced them, in order.
fn replaced(old: &[&str], new: &[&str], deadline: Instant, changes: &mut Vec<Change>) {
    let mut next = 0;
    for before in old {
        let rest = new.get(next..).unwrap_or_default();
        let partner = rest.iter().enumerate().find_map(|(at, after)| {
            let (ratio, change) = changed(before, after, deadline);
            (ratio >= CHANGED).then_some((at, change))
        });
        let Some((at, change)) = partner else {
            changes.push(Change::Cut {
                text: (*before).to_owned(),
            });
            continue;
        };
        changes.extend(rest.iter().take(at).map(|text| added(text)));
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
fn same(before: &str, after: &str) -> Change {
    if before == after {
        Change::Same {
            text: before.to_owned(),
        }
    } else {
        Change::Respelled {
            before: before.to_owned(),
            after: after.to_owned(),
        }
    }
}

fn added(text: &str) -> Change {
    Change::Added {
        text: text.to_owned(),
    }
}

/// Returns the share that two sentences have in common, and the change from one to the other.
fn changed(before: &str, after: &str, deadline: Instant) -> (f32, Change) {
    let (old, new) = (words(before), words(after));
    let (meant, means) = (meanings(&old), meanings(&new));
    let ops = capture_diff_slices_deadline(Algorithm::Myers, &meant, &means, Some(deadline));
    let ratio = get_diff_ratio(&ops, old.len(), new.len());
    let (mut was, mut is) = (Vec::new(), Vec::new());
    for op in &ops {
        let same = matches!(op, DiffOp::Equal { .. });
        let kind = |kind| if same { Kind::Same } else { kind };
        push(&mut was, kind(Kind::Cut), part(&old, op.old_range()));
        push(&mut is, kind(Kind::Added), part(&new, op.new_range()));
    }
    let change = Change::Changed {
        before: was,
        after: is,
    };
    (ratio, change)
}

fn push(pieces: &mut Vec<Piece>, kind: Kind, words: &[&str]) {
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

/// Splits a body into sentences. Line breaks do not count as differences.
pub(super) fn sentences(body: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for line in body.lines() {
        let mut rest = line;
        while let Some(end) = sentence_end(rest) {
            let (sentence, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
            found.push(sentence.trim());
            rest = after;
        }
        found.push(rest.trim());
    }
    found.retain(|sentence| !sentence.is_empty());
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
        let behind_ideograph = ('\u{3400}'..='\u{9FFF}').contains(&last);
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
pub(super) fn words(text: &str) -> Vec<&str> {
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
