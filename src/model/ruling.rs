//! Rulings of people about the labels of stories.

use super::{Label, Timestamp};

/// A change of a label that a person made. It wins over sources and rules.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct LabelRuling {
    /// The label.
    pub label: Label,
    /// Whether the story gets or loses it.
    pub change: LabelChange,
    /// When the person decided.
    pub at: Timestamp,
}

/// Whether a story gets or loses a label.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum LabelChange {
    /// It gets the label, whether or not a source or rule gives it.
    Add,
    /// It does not get the label, even if a source or rule gives it.
    Remove,
}

impl LabelChange {
    /// The word in the store.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Add => "add",
            Self::Remove => "remove",
        }
    }

    /// The change with this word.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Add, Self::Remove]
            .into_iter()
            .find(|change| change.as_str() == word)
    }
}
