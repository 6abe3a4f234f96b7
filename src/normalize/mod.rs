//! HTML → body text → normalised text, versioned: the form in which two texts are compared.
//!
//! Takes markup and strings, gives strings; the same input gives the same output on every machine
//! and in every run of one [`VERSION`]. What a source repeats in different stories is counted
//! elsewhere, over [`normalize_and_count`], and comes in as [`Furniture`].
//!
//! | step | rules in |
//! |---|---|
//! | markup → one line per block | `html` |
//! | characters of one meaning → one | `characters`, `variants` |
//! | lines that are an outlet's own → out | `furniture::rules`, `furniture::learned` |
//! | headline, lead-in, source note around the text → out | `furniture::frame` |

mod characters;
mod forms;
mod furniture;
mod html;
#[cfg(test)]
mod tests;
mod variants;

use crate::model::CountedLine;
use characters::Folder;
use furniture::{Judge, Position};

pub use forms::{Form, change};
pub use furniture::Furniture;
pub use html::body_text;

/// Version of everything that changes what [`normalize`] returns. Raised with each such change, so
/// that texts folded under different rules are never compared.
pub const VERSION: u16 = 3;

/// Fewest characters that must be left of a text without its source's learned furniture; of a text
/// of which less is left, nothing learned is taken away.
const MIN_LEFT: usize = 20;

/// Text folded so that copies of it which differ only in form are equal. Made by [`normalize`] and
/// its like only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NormalizedText(String);

impl NormalizedText {
    /// The folded text: one line, lower case, simplified characters, without furniture.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Length in characters, saturating.
    pub fn chars(&self) -> u32 {
        u32::try_from(self.0.chars().count()).unwrap_or(u32::MAX)
    }
}

/// Folds body text (one block per line) into the form that is hashed, with nothing known about the
/// entry it belongs to: see [`normalize_entry`].
pub fn normalize(body_text: &str) -> NormalizedText {
    normalize_entry(body_text, None, &Furniture::none())
}

/// Folds body text (one block per line) into the form that is hashed.
///
/// Lines that are an outlet's furniture go, by rule or since the source repeats them (`learned`),
/// and so do the entry's `title` where it is repeated as the first line, a headline in brackets,
/// an agency's lead-in and a source note around the text. Every character is folded (NFKC,
/// traditional to simplified, quotes, dashes and brackets of one class, case, no invisible
/// characters); white space stays only between two words of a script that needs it. Splitting or
/// joining paragraphs therefore changes nothing, but for what is furniture of a line alone.
/// Folding twice is the same as folding once.
///
/// Furniture is never all of a text: when the rules would leave nothing, they take nothing; when
/// what is learned would leave less than a sentence, nothing learned goes.
pub fn normalize_entry(
    body_text: &str,
    title: Option<&NormalizedText>,
    learned: &Furniture,
) -> NormalizedText {
    let title = title.map_or("", NormalizedText::as_str);
    let mut folder = Folder::new();
    if !learned.is_none() {
        let text = joined(body_text, &mut folder, |judge, line| {
            judge
                .kept(line, title)
                .filter(|_| !learned.holds(line.folded))
        });
        if text.chars().take(MIN_LEFT).count() == MIN_LEFT {
            return framed(folder.settle(text));
        }
    }
    let text = joined(body_text, &mut folder, |judge, line| {
        judge.kept(line, title)
    });
    whole(text, body_text, folder)
}

/// Folds a title: the characters as in [`normalize`], no line is furniture.
pub fn normalize_title(title: &str) -> NormalizedText {
    let mut folder = Folder::new();
    let text = joined(title, &mut folder, |_, line| Some(line.folded));
    NormalizedText(folder.settle(text))
}

/// As [`normalize_entry`] with nothing learned, and in the same pass the lines that are worth
/// counting.
///
/// Each has a key that is equal for lines which fold to the same. What the rules take away anyway
/// is not among them, nor is the title.
pub fn normalize_and_count(
    body_text: &str,
    title: &NormalizedText,
) -> (NormalizedText, Vec<CountedLine>) {
    let mut folder = Folder::new();
    let (mut folded, mut places) = (String::with_capacity(body_text.len()), Vec::new());
    let text = joined(body_text, &mut folder, |judge, line| {
        let kept = judge.kept(line, title.as_str())?;
        if furniture::is_worth_learning(line.folded) {
            folded.push_str(line.folded);
            places.push((line.at..line.at + line.raw.len(), line.folded.len()));
        }
        Some(kept)
    });
    let mut rest = folded.as_str();
    let lines = places.iter().map(|(_, length)| {
        let (line, after) = rest.split_at_checked(*length).unwrap_or_default();
        rest = after;
        line
    });
    let keys = furniture::keys(&lines.collect::<Vec<&str>>());
    let counted = places.into_iter().zip(keys);
    let counted = counted
        .map(|((at, _), key)| CountedLine { key, at })
        .collect();
    (whole(text, body_text, folder), counted)
}

/// A text of which the rules left something; else all of it, without its frame.
fn whole(mut text: String, body_text: &str, mut folder: Folder) -> NormalizedText {
    if text.is_empty() {
        text = joined(body_text, &mut folder, |_, line| Some(line.folded));
    }
    framed(folder.settle(text))
}

/// A line on its way through the rules.
struct Passing<'a> {
    raw: &'a str,
    /// Where it begins in the body text, in bytes.
    at: usize,
    folded: &'a str,
    position: Position,
}

impl Judge {
    /// What of a line is text by the rules.
    fn kept<'a>(&mut self, line: &Passing<'a>, title: &str) -> Option<&'a str> {
        let repeats_title = line.position.from_top == 0 && line.folded == title;
        if repeats_title || self.is_furniture(line.raw, line.folded, line.position) {
            return None;
        }
        Some(if line.position.is_top() {
            furniture::without_lead_in(line.folded)
        } else {
            line.folded
        })
    }
}

/// Folds line by line and joins what is kept.
fn joined(
    body_text: &str,
    folder: &mut Folder,
    mut kept: impl for<'a> FnMut(&mut Judge, &Passing<'a>) -> Option<&'a str>,
) -> String {
    let mut text = String::with_capacity(body_text.len());
    let mut folded = String::new();
    let mut judge = Judge::default();
    let count = body_text.lines().count();
    let mut next = 0;
    for (number, line) in body_text.split_inclusive('\n').enumerate() {
        let at = next;
        next += line.len();
        let raw = line.strip_suffix('\n').map_or(line, |line| {
            // As `str::lines` has it.
            line.strip_suffix('\r').unwrap_or(line)
        });
        folder.fold(raw, &mut folded);
        let line = Passing {
            raw,
            at,
            folded: &folded,
            position: Position {
                from_top: number,
                from_end: count.saturating_sub(number + 1),
            },
        };
        if !folded.is_empty()
            && let Some(part) = kept(&mut judge, &line)
        {
            Folder::join(&mut text, part);
        }
    }
    text
}

fn framed(text: String) -> NormalizedText {
    let inner = furniture::inner(&text);
    if inner.len() == text.len() {
        return NormalizedText(text);
    }
    NormalizedText(inner.to_owned())
}
