//! Changes of stories after an output first carried them.

use super::{CorrectionKind, Difference, Member, StoryId, StoryRelation, Timestamp};

/// How much a change matters to readers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ChangeSize {
    /// Spelling and typesetting only: punctuation, white space, full and half width, traditional
    /// and simplified characters. It does not move `updated` of the story.
    Small,
    /// The title or the text; a correction or withdrawal.
    Substantial,
}

/// A change as the store keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredChange {
    /// Its row in the store.
    pub row: ChangeRow,
    /// The story that changed. It may be merged into another one since.
    pub story: StoryId,
    /// Which change of the story it is, from 1.
    pub number: u32,
    /// When the pass that saw it began.
    pub at: Timestamp,
    /// How much it matters.
    pub size: ChangeSize,
    /// What changed.
    pub kind: ChangeKind,
}

/// The row of a change in the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ChangeRow(pub i64);

/// What changed in a story.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangeKind {
    /// The publisher edited the text or the title.
    Edited,
    /// Another entry represents the story, with another text.
    Replaced,
    /// Another story says that this one was wrong, or withdraws it.
    Said {
        /// Which of the two.
        kind: CorrectionKind,
        /// The story that says it.
        by: StoryId,
    },
}

impl ChangeKind {
    /// What the story that says something of this one is to it; `None` for a change of the text.
    pub fn relation(self) -> Option<StoryRelation> {
        match self {
            Self::Said { kind, .. } => Some(StoryRelation::is_said(kind)),
            Self::Edited | Self::Replaced => None,
        }
    }

    /// The word for outputs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Edited => "edited",
            Self::Replaced => "replaced",
            Self::Said { kind, .. } => match kind {
                CorrectionKind::Corrects => "corrected",
                CorrectionKind::Withdraws => "withdrawn",
            },
        }
    }
}

/// What readers saw of a story before or after a change.
#[derive(Debug, Clone)]
pub struct ShownForm {
    /// The entry that represented the story, as it is now.
    pub member: Member,
    /// The title then.
    pub title: String,
    /// The HTML then; empty without a text.
    pub html: String,
}

/// What a change did to the text, for display: from the form before to the form after.
#[derive(Debug, Clone)]
pub struct ShownDifference {
    /// The title after the change.
    pub title: String,
    /// What was cut and added, without addresses that readers may not see.
    pub difference: Difference,
}
