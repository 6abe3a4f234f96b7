//! How an entry differs from what came before under its key.

use super::LineKey;

/// Whether the links of two entries are one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Links {
    /// Both have the same.
    Same,
    /// Each has another.
    Differ,
    /// One has none.
    Unknown,
}

/// An entry came under the key of a stored one: what dates and links say about that.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyReuse {
    /// The date of the one that came less that of the stored one; `None` if one has no date.
    pub seconds_apart: Option<i64>,
    /// Whether they link to the same page.
    pub links: Links,
}

/// How much of an entry changed from one form of it to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Extent {
    /// Nothing that a reader sees, or spelling and typesetting.
    Nothing,
    /// Counts of readers, ages, and lines that the source is known to change all the time.
    Counters,
    /// Figures in short lines at the margins of the text, or a list below it: perhaps such lines.
    Margin,
    /// The title or the text.
    Text,
}

/// How two forms of an entry differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormChange {
    /// How much of it changed.
    pub extent: Extent,
    /// Lines that changed and may be of those that their source changes all the time.
    pub moving: Vec<LineKey>,
    /// Lines of that kind that did not change.
    pub resting: Vec<LineKey>,
}
