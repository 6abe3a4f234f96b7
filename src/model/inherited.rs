//! The published form of stories, by which a new store matches them with the output of a lost
//! store and keeps their ids.

use super::Timestamp;

/// A published entry: of a lost store, or of this store for the comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishedFacts {
    /// Its `atom:id`.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Addresses of the representative and of the listed reposts.
    pub links: Vec<String>,
    /// Beginning of its text, without white space; see [`PublishedFacts::WORDS`].
    pub words: String,
    /// Its `atom:published`.
    pub published: Timestamp,
    /// Its `atom:updated`.
    pub updated: Timestamp,
}

impl PublishedFacts {
    /// Most characters in [`PublishedFacts::words`].
    pub const WORDS: usize = 200;

    /// Whether a reader sees the same title and the same beginning of a text.
    pub fn reads_like(&self, other: &Self) -> bool {
        self.title == other.title && self.words == other.words
    }
}
