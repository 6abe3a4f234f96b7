//! How an entry differs from the stored entry with its key.

use super::LineKey;

/// Comparison of the links of two entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Links {
    /// Both have the same link.
    Same,
    /// They have different links.
    Differ,
    /// One has no link.
    Unknown,
}

/// Dates and links of an arriving entry, compared with the stored entry that has its key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyReuse {
    /// Date of the arriving entry minus that of the stored one, in seconds; `None` if one has no
    /// date.
    pub seconds_apart: Option<i64>,
    /// Whether they link to the same page.
    pub links: Links,
}

/// How much changed between two forms of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Extent {
    /// Nothing visible, or only spelling and typesetting.
    Nothing,
    /// Only counts of readers, ages, and lines that the source is known to change all the time.
    Counters,
    /// The later form is the beginning of the earlier one, cut with an ellipsis: the feed went
    /// from whole texts to summaries.
    Shortened,
    /// Only numbers in short lines at the beginning or end of the text, or in a list below it.
    /// They may be counters that the source is not yet known to change.
    Margin,
    /// The title or the text.
    Text,
}

/// The difference between two forms of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormChange {
    /// How much of it changed.
    pub extent: Extent,
    /// Changed lines that may be counters.
    pub moving: Vec<LineKey>,
    /// Lines that may be counters and did not change.
    pub resting: Vec<LineKey>,
}
