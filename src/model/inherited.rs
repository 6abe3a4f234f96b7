//! What an output that another store wrote says of its stories, so that a new store can keep their
//! ids.

use super::Timestamp;

/// A published entry of a lost store, or of this one when both are compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishedFacts {
    /// Its `atom:id`.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Addresses of the representative and of the listed reposts.
    pub links: Vec<String>,
    /// Beginning of its text without white space, see [`PublishedFacts::WORDS`].
    pub words: String,
    /// Its `atom:published`.
    pub published: Timestamp,
    /// Its `atom:updated`.
    pub updated: Timestamp,
}

impl PublishedFacts {
    /// Characters of a text that are kept in [`PublishedFacts::words`] at most.
    pub const WORDS: usize = 200;

    /// Whether a reader sees the same title and the same beginning of a text.
    pub fn reads_like(&self, other: &Self) -> bool {
        self.title == other.title && self.words == other.words
    }
}
