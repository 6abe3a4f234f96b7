//! HTML → body text → normalised text, versioned: the form in which two texts are compared.
//!
//! Takes markup and strings, gives strings; the same input gives the same output on every machine
//! and in every run of one [`VERSION`]. Nothing is learned here and nothing is looked up.

mod characters;
mod furniture;
mod html;
#[cfg(test)]
mod tests;

pub use html::body_text;

/// Version of everything that changes what [`normalize`] returns. Raised with each such change, so
/// that texts folded under different rules are never compared.
pub const VERSION: u16 = 1;

/// Text folded so that copies of it which differ only in form are equal. Made by [`normalize`] only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NormalizedText(String);

impl NormalizedText {
    /// The folded text: one line, lower case, without furniture.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Length in characters, saturating.
    pub fn chars(&self) -> u32 {
        u32::try_from(self.0.chars().count()).unwrap_or(u32::MAX)
    }
}

/// Folds body text (one block per line) into the form that is hashed.
///
/// Lines that are an outlet's furniture go, and so do a headline in brackets, an agency's lead-in and a
/// source note around the text; every character is folded (NFKC, quotes, dashes and
/// brackets of one class, case, no invisible characters); white space stays only between two
/// words of a script that needs it. Splitting or joining paragraphs therefore changes nothing.
/// Folding twice is the same as folding once.
pub fn normalize(body_text: &str) -> NormalizedText {
    let kept = |line: &String| !furniture::is_furniture(line);
    let text = characters::join(body_text.lines().map(characters::fold).filter(kept));
    NormalizedText(furniture::without_frame(&text).to_owned())
}

/// Folds a title: the characters as in [`normalize`], no line is furniture.
pub fn normalize_title(title: &str) -> NormalizedText {
    NormalizedText(characters::join(title.lines().map(characters::fold)))
}
