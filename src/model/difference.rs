//! The difference of two texts, sentence by sentence.

use serde::Serialize;

use super::counted;

/// A piece of text that stayed, was cut or was added.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Piece {
    /// What happened to it.
    pub kind: PieceKind,
    /// The text, with the spaces around it.
    pub text: String,
}

/// What happened to a piece of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum PieceKind {
    /// Both texts have it.
    Same,
    /// Only the first one has it.
    Cut,
    /// Only the second one has it.
    Added,
}

/// What happened to a sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "change", rename_all = "lowercase")]
pub enum SentenceChange {
    /// Both texts have it.
    Same {
        /// The sentence.
        text: String,
    },
    /// Only the first one has it.
    Cut {
        /// The sentence.
        text: String,
    },
    /// Only the second one has it.
    Added {
        /// The sentence.
        text: String,
    },
    /// Both texts have it, but with other forms of the same characters: full or half width,
    /// traditional or simplified, other quotes or spaces.
    Respelled {
        /// The sentence of the first text.
        before: String,
        /// The sentence of the second text.
        after: String,
    },
    /// The texts have it in different words.
    Changed {
        /// The sentence of the first text: what stayed and what was cut.
        before: Vec<Piece>,
        /// The sentence of the second text: what stayed and what was added.
        after: Vec<Piece>,
    },
}

/// The difference of two texts.
#[derive(Debug, Clone, Serialize)]
pub struct Difference {
    /// The change of the title; `None` if only forms of characters differ.
    pub retitled: Option<SentenceChange>,
    /// The sentences of both texts, in reading order.
    pub sentences: Vec<SentenceChange>,
    /// Where paragraphs begin: indexes of `sentences`, ascending.
    #[serde(skip)]
    pub paragraphs: Vec<usize>,
}

impl Difference {
    /// Whether both texts have the same words.
    pub fn is_empty(&self) -> bool {
        let same = |change: &SentenceChange| {
            matches!(
                change,
                SentenceChange::Same { .. } | SentenceChange::Respelled { .. }
            )
        };
        self.retitled.is_none() && self.sentences.iter().all(same)
    }

    /// Whether the texts differ in any character but line breaks and spaces around sentences.
    pub fn is_visible(&self) -> bool {
        let is_same = |change: &SentenceChange| matches!(change, SentenceChange::Same { .. });
        self.retitled.is_some() || !self.sentences.iter().all(is_same)
    }

    /// The changes of each paragraph, in reading order.
    pub fn by_paragraph(&self) -> impl Iterator<Item = &[SentenceChange]> {
        let ends = self.paragraphs.iter().skip(1).copied();
        let ends = ends.chain([self.sentences.len()]);
        let begins = self.paragraphs.iter().copied();
        begins
            .zip(ends)
            .filter_map(|(begin, end)| self.sentences.get(begin..end))
    }

    /// Describes the changes in one line.
    pub fn summary(&self) -> String {
        let count = |wanted: fn(&SentenceChange) -> bool| {
            let found = self.sentences.iter().filter(|change| wanted(change));
            found.count()
        };
        let respelled = count(|change| matches!(change, SentenceChange::Respelled { .. }));
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
            (
                count(|change| matches!(change, SentenceChange::Cut { .. })),
                "cut",
            ),
            (
                count(|change| matches!(change, SentenceChange::Added { .. })),
                "added",
            ),
            (
                count(|change| matches!(change, SentenceChange::Changed { .. })),
                "changed",
            ),
            (respelled, "in another spelling only"),
            (
                count(|change| matches!(change, SentenceChange::Same { .. })),
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
