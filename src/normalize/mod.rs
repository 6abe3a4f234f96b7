//! HTML → body text → normalised text, versioned: the form in which two texts are compared.
//!
//! Takes markup and strings, returns strings; the same input gives the same output on every
//! machine and in every run of one [`VERSION`]. The store counts the lines of
//! [`normalize_and_count`] that a source repeats in different stories, and the caller passes them
//! in as [`Boilerplate`].
//!
//! | step | rules in |
//! |---|---|
//! | markup → one line per block | `html` |
//! | characters of one meaning → one | `characters`, `variants` |
//! | lines of boilerplate → removed | `boilerplate::rules`, `boilerplate::learned` |
//! | headline, lead-in, source note around the text → removed | `boilerplate::frame` |

mod boilerplate;
mod characters;
mod difference;
mod forms;
mod html;
mod language;
#[cfg(test)]
mod tests;
mod variants;

use crate::model::CountedLine;
use boilerplate::{LineFilter, Position};
use characters::Folder;

pub use boilerplate::Boilerplate;
pub use difference::difference;
pub use forms::{Form, change};
pub use html::body_text;
pub use language::language_tag;

/// Version of the result of [`normalize`]. Every change of the result raises it, so that feedfold
/// never compares texts that were normalised by different rules.
pub const VERSION: u16 = 7;

/// Fewest characters that must be left of a text without its source's learned boilerplate. If
/// fewer would be left, the learned lines stay in the text.
const MIN_LEFT: usize = 20;

/// Normalised text: copies that differ only in form are equal. Only [`normalize`] and the functions
/// like it create it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NormalizedText(String);

impl NormalizedText {
    /// The normalised text: one line, lower case, simplified characters, without boilerplate.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The same, owned.
    pub fn into_string(self) -> String {
        self.0
    }

    /// Length in characters, saturating.
    pub fn chars(&self) -> u32 {
        u32::try_from(self.0.chars().count()).unwrap_or(u32::MAX)
    }
}

/// Folds body text (one block per line) into the form that is hashed, with nothing known about the
/// entry it belongs to: see [`normalize_entry`].
pub fn normalize(body_text: &str) -> NormalizedText {
    normalize_entry(body_text, None, &Boilerplate::none())
}

/// Folds body text (one block per line) into the form that is hashed.
///
/// Removes lines of boilerplate, by rule or because the source repeats them (`learned`); the
/// entry's `title` if the first line repeats it; and a headline in brackets, an agency's lead-in
/// and a source note around the text. Folds every character (NFKC, traditional to simplified, one
/// form of quotes, dashes and brackets, lower case, no invisible characters), and keeps white
/// space only between two words of a script that needs it. Splitting or joining paragraphs
/// therefore changes nothing, except for lines that are boilerplate only by themselves. The
/// normalised text of a normalised text is that text.
///
/// Boilerplate is never the whole text: if the rules would leave nothing, they remove nothing; if
/// the learned lines would leave less than a sentence, these stay.
pub fn normalize_entry(
    body_text: &str,
    title: Option<&NormalizedText>,
    learned: &Boilerplate,
) -> NormalizedText {
    let title = title.map_or("", NormalizedText::as_str);
    let mut folder = Folder::new();
    if !learned.is_empty() {
        let text = joined(body_text, &mut folder, |filter, line| {
            filter
                .kept(line, title)
                .filter(|_| !learned.contains(line.normal))
        });
        if text.chars().take(MIN_LEFT).count() == MIN_LEFT {
            return framed(folder.fold_until_stable(text));
        }
    }
    let text = joined(body_text, &mut folder, |filter, line| {
        filter.kept(line, title)
    });
    whole(text, body_text, folder)
}

/// Normalises a title: the characters as in [`normalize`], no line is boilerplate.
pub fn normalize_title(title: &str) -> NormalizedText {
    let mut folder = Folder::new();
    let text = if title.contains('\n') {
        joined(title, &mut folder, |_, line| Some(line.normal))
    } else {
        let mut line = String::new();
        folder.fold(title, &mut line);
        line
    };
    NormalizedText(folder.fold_until_stable(text))
}

/// As [`normalize_entry`] with nothing learned; also returns the lines that are worth counting.
///
/// Lines that fold to the same have the same key. The title and the lines that the rules remove
/// are not among them.
pub fn normalize_and_count(
    body_text: &str,
    title: &NormalizedText,
) -> (NormalizedText, Vec<CountedLine>) {
    let mut folder = Folder::new();
    let mut counted = Vec::new();
    let text = joined(body_text, &mut folder, |filter, line| {
        let kept = filter.kept(line, title.as_str())?;
        if boilerplate::is_worth_learning(line.normal) {
            counted.push(CountedLine {
                key: boilerplate::key(line.normal),
                at: line.at..line.at + line.raw.len(),
            });
        }
        Some(kept)
    });
    (whole(text, body_text, folder), counted)
}

/// Returns the text that the rules left, or all of it if they left nothing, without its frame.
fn whole(mut text: String, body_text: &str, mut folder: Folder) -> NormalizedText {
    if text.is_empty() {
        text = joined(body_text, &mut folder, |_, line| Some(line.normal));
    }
    framed(folder.fold_until_stable(text))
}

/// A line that the rules look at.
struct Passing<'a> {
    raw: &'a str,
    /// Where it begins in the body text, in bytes.
    at: usize,
    normal: &'a str,
    position: Position,
}

impl LineFilter {
    /// Returns the part of a line that is text by the rules.
    fn kept<'a>(&mut self, line: &Passing<'a>, title: &str) -> Option<&'a str> {
        let repeats_title = line.position.from_top == 0 && line.normal == title;
        if repeats_title || self.is_boilerplate(line.raw, line.normal, line.position) {
            return None;
        }
        Some(if line.position.is_top() {
            boilerplate::without_lead_in(line.normal)
        } else {
            line.normal
        })
    }
}

/// Normalises each line, and joins the parts that `kept` returns.
fn joined(
    body_text: &str,
    folder: &mut Folder,
    mut kept: impl for<'a> FnMut(&mut LineFilter, &Passing<'a>) -> Option<&'a str>,
) -> String {
    let mut text = String::with_capacity(body_text.len());
    let mut normal = String::new();
    let mut filter = LineFilter::default();
    let count = body_text.lines().count();
    let mut next = 0;
    for (number, line) in body_text.split_inclusive('\n').enumerate() {
        let at = next;
        next += line.len();
        let raw = line.strip_suffix('\n').map_or(line, |line| {
            // As `str::lines` does.
            line.strip_suffix('\r').unwrap_or(line)
        });
        folder.fold(raw, &mut normal);
        let line = Passing {
            raw,
            at,
            normal: &normal,
            position: Position {
                from_top: number,
                from_end: count.saturating_sub(number + 1),
            },
        };
        if !normal.is_empty()
            && let Some(part) = kept(&mut filter, &line)
        {
            Folder::join(&mut text, part);
        }
    }
    text
}

fn framed(text: String) -> NormalizedText {
    let inner = boilerplate::inner(&text);
    if inner.len() == text.len() {
        return NormalizedText(text);
    }
    NormalizedText(inner.to_owned())
}
