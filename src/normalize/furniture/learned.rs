//! Furniture that is learned: lines which a source repeats in different stories.
//!
//! Counting is the store's work. Here a line gets a key that is the same in every release, and the
//! lines that a source is known for are left out.

use std::collections::HashSet;

use crate::model::LineKey;

/// Shortest and longest folded line worth counting, in characters: a shorter one (`特此公告`,
/// `Outlook`) is repeated by chance and weighs nothing, a longer one is a text.
const MIN_CHARS: usize = 6;
const MAX_CHARS: usize = 400;

/// The lines that a source is known to repeat, by key.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Furniture(HashSet<LineKey>);

impl Furniture {
    /// Nothing learned yet.
    pub fn none() -> Self {
        Self::default()
    }

    pub(in crate::normalize) fn is_none(&self) -> bool {
        self.0.is_empty()
    }

    pub(in crate::normalize) fn holds(&self, folded: &str) -> bool {
        !self.0.is_empty() && self.0.contains(&key(folded))
    }
}

impl FromIterator<LineKey> for Furniture {
    fn from_iter<I: IntoIterator<Item = LineKey>>(keys: I) -> Self {
        Self(keys.into_iter().collect())
    }
}

/// Whether a folded line says enough, and not too much, to be counted.
pub(in crate::normalize) fn is_worth_learning(folded: &str) -> bool {
    folded.len() >= MIN_CHARS
        && folded.len() <= MAX_CHARS * 4
        && (MIN_CHARS..=MAX_CHARS).contains(&folded.chars().count())
}

/// FNV-1a over the folded line, its bits mixed once more (the finaliser of MurmurHash3): written
/// out here because the key is stored, and must be the same on every machine and in every release.
pub(in crate::normalize) fn key(folded: &str) -> LineKey {
    mixed(folded.bytes().fold(EMPTY, step))
}

/// The keys of several lines.
pub(in crate::normalize) fn keys(folded: &[&str]) -> Vec<LineKey> {
    let mut keys = Vec::with_capacity(folded.len());
    for lines in folded.chunks(ABREAST) {
        let [a, b, c, d] = *lines else {
            keys.extend(lines.iter().map(|line| key(line)));
            continue;
        };
        let shortest = a.len().min(b.len()).min(c.len()).min(d.len());
        let [a, b, c, d] = [a, b, c, d].map(|line| line.as_bytes().split_at(shortest));
        let mut hashes = [EMPTY; ABREAST];
        for (((a, b), c), d) in a.0.iter().zip(b.0).zip(c.0).zip(d.0) {
            for (hash, byte) in hashes.iter_mut().zip([a, b, c, d]) {
                *hash = step(*hash, *byte);
            }
        }
        let rests = [a.1, b.1, c.1, d.1];
        keys.extend(
            hashes
                .into_iter()
                .zip(rests)
                .map(|(hash, rest)| mixed(rest.iter().copied().fold(hash, step))),
        );
    }
    keys
}

/// Lines read at once: every step of one has to wait for the multiplication before it.
const ABREAST: usize = 4;

/// FNV-1a of nothing.
const EMPTY: u64 = 0xcbf2_9ce4_8422_2325;

fn step(hash: u64, byte: u8) -> u64 {
    (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
}

fn mixed(mut hash: u64) -> LineKey {
    hash ^= hash >> 33;
    hash = hash.wrapping_mul(0xff51_afd7_ed55_8ccd);
    hash ^= hash >> 33;
    hash = hash.wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    hash ^= hash >> 33;
    LineKey::from_bytes(hash.to_be_bytes())
}
