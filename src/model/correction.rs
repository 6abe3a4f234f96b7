//! The corrections and withdrawals that a later text makes of an earlier one.

use super::{EntryKey, EntryRow, StoryId};

/// What a correction says of an earlier text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CorrectionKind {
    /// It was wrong, and this is right; or one value in it is replaced.
    Corrects,
    /// It is withdrawn.
    Withdraws,
}

impl CorrectionKind {
    /// The word for the store.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Corrects => "corrects",
            Self::Withdraws => "withdraws",
        }
    }

    /// The kind that [`CorrectionKind::as_str`] gives this word for.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Corrects, Self::Withdraws]
            .into_iter()
            .find(|kind| kind.as_str() == word)
    }
}

/// One of two entries corrects or withdraws the other one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Correction {
    /// What it says.
    pub kind: CorrectionKind,
    /// The entry that says it.
    pub by: EntryKey,
}

/// An entry that is related to another one, for storing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RelatedEntry {
    /// Which entry.
    pub row: EntryRow,
    /// The score of the pair; negative infinity if the two never fold.
    pub score: f64,
    /// What one of the two says of the other one: its kind, and who says it.
    pub correction: Option<(CorrectionKind, EntryRow)>,
}

/// What a story is to a related one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum StoryRelation {
    /// It withdraws the other one.
    Withdraws,
    /// The other one withdraws it.
    WithdrawnBy,
    /// It corrects the other one.
    Corrects,
    /// The other one corrects it.
    CorrectedBy,
    /// It reports the same in other words, or a single point of it.
    Related,
}

impl StoryRelation {
    /// Returns the relation of a correction or withdrawal to the story that it speaks of.
    pub fn says(kind: CorrectionKind) -> Self {
        match kind {
            CorrectionKind::Corrects => Self::Corrects,
            CorrectionKind::Withdraws => Self::Withdraws,
        }
    }

    /// Returns the relation of a corrected or withdrawn story to the one that says so.
    pub fn is_said(kind: CorrectionKind) -> Self {
        match kind {
            CorrectionKind::Corrects => Self::CorrectedBy,
            CorrectionKind::Withdraws => Self::WithdrawnBy,
        }
    }

    /// The word for exports and the store.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Withdraws => "withdraws",
            Self::WithdrawnBy => "withdrawn-by",
            Self::Corrects => "corrects",
            Self::CorrectedBy => "corrected-by",
            Self::Related => "related",
        }
    }
}

/// A link from one story to a related one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct StoryLink {
    /// The id of the related story.
    pub story: StoryId,
    /// What the story from which the link leads is to the related one.
    pub relation: StoryRelation,
}
