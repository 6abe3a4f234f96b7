//! Boilerplate that is learned: lines that a source repeats in different stories.
//!
//! The store counts the lines. This module gives each line a key that is the same in every
//! release, and recognises the lines that a source is known to repeat.

use std::collections::HashSet;

use crate::model::LineKey;

/// Shortest and longest normalised line worth counting, in characters: sources repeat a shorter one
/// (`特此公告`, `Outlook`) by chance, and a longer one is a text.
const MIN_CHARS: usize = 6;
const MAX_CHARS: usize = 400;

/// The lines that a source is known to repeat, by key.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Boilerplate(HashSet<LineKey>);

impl Boilerplate {
    /// Nothing learned yet.
    pub fn none() -> Self {
        Self::default()
    }

    pub(in crate::normalize) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(in crate::normalize) fn contains(&self, normal: &str) -> bool {
        !self.0.is_empty() && self.0.contains(&key(normal))
    }
}

impl FromIterator<LineKey> for Boilerplate {
    fn from_iter<I: IntoIterator<Item = LineKey>>(keys: I) -> Self {
        Self(keys.into_iter().collect())
    }
}

/// Whether a normalised line has a length that makes it worth counting.
pub(in crate::normalize) fn is_worth_learning(normal: &str) -> bool {
    normal.len() >= MIN_CHARS
        && normal.len() <= MAX_CHARS * 4
        && (MIN_CHARS..=MAX_CHARS).contains(&normal.chars().count())
}

/// FNV-1a over the normalised line, then the finaliser of `MurmurHash3`. It is written out here
/// because the key is stored and must be the same on every machine and in every release.
pub(in crate::normalize) fn key(normal: &str) -> LineKey {
    let mut hash = normal
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
        });
    hash ^= hash >> 33;
    hash = hash.wrapping_mul(0xff51_afd7_ed55_8ccd);
    hash ^= hash >> 33;
    hash = hash.wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    hash ^= hash >> 33;
    LineKey::from_bytes(hash.to_be_bytes())
}
