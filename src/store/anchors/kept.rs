//! Many postings in memory, at eight bytes, for a pass that begins with an empty store.

use super::block::{PER_ANCHOR, Posting};

/// Postings kept at most.
const MOST: usize = 1_000_000;

/// Bits of an entry's row where a posting is one word with the forty of its anchor.
const ROW_BITS: u32 = 24;

/// Bits of the filter, as a power of two: a megabyte.
const FILTER_BITS: u32 = 23;

/// Postings in order, one word each.
#[derive(Debug, Default)]
pub(super) struct Words {
    words: Vec<u64>,
    /// A bit for every anchor that is there: most that are looked for are not, and a search in a long list
    /// misses the processor's cache at every step (a Bloom filter of one function).
    filter: Vec<u64>,
}

impl Words {
    /// Adds postings, in order; false, and useless from then on, if they are too many or do not fit into a word.
    pub(super) fn add(&mut self, postings: &[Posting]) -> bool {
        let new: Option<Vec<u64>> = postings.iter().map(word).collect();
        let Some(new) = new.filter(|new| self.words.len() + new.len() <= MOST) else {
            return false;
        };
        self.filter.resize(1 << (FILTER_BITS - 6), 0);
        for (anchor, _) in postings {
            let (at, bit) = place(*anchor);
            if let Some(bits) = self.filter.get_mut(at) {
                *bits |= bit;
            }
        }
        self.merge(&new);
        true
    }

    /// Puts words that are in order among those that are, from the last on: the list moves only as far as it has
    /// to, and no second one is made.
    fn merge(&mut self, new: &[u64]) {
        let (mut old, mut new) = (self.words.len(), new);
        self.words.reserve_exact(new.len());
        self.words.extend(new);
        for place in (0..self.words.len()).rev() {
            let Some((last, before)) = new.split_last() else {
                return;
            };
            let moved = old
                .checked_sub(1)
                .and_then(|at| self.words.get(at).copied());
            let word = if let Some(moved) = moved.filter(|moved| moved > last) {
                old -= 1;
                moved
            } else {
                new = before;
                *last
            };
            if let Some(slot) = self.words.get_mut(place) {
                *slot = word;
            }
        }
    }

    /// Adds the newest entries of an anchor to `found`.
    pub(super) fn holders(&self, anchor: u64, found: &mut Vec<i64>) {
        let (at, bit) = place(anchor);
        if self.filter.get(at).is_none_or(|bits| bits & bit == 0) {
            return;
        }
        let end = self
            .words
            .partition_point(|word| word >> ROW_BITS <= anchor);
        let until = self.words.get(..end).unwrap_or_default().iter().rev();
        let held = until.take_while(|word| *word >> ROW_BITS == anchor);
        let rows = held.map(|word| (word & ((1 << ROW_BITS) - 1)).cast_signed());
        found.extend(rows.take(PER_ANCHOR));
    }
}

/// A posting in one word; `None` where it does not fit.
fn word((anchor, entry): &Posting) -> Option<u64> {
    let row = u64::try_from(*entry).ok()?;
    let fits = row >> ROW_BITS == 0 && anchor >> (u64::BITS - ROW_BITS) == 0;
    fits.then_some(anchor << ROW_BITS | row)
}

/// Where the bit of an anchor stands.
fn place(anchor: u64) -> (usize, u64) {
    // Anchors are the least of many hashes: what they have in their highest bits says little.
    let spread = anchor.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (u64::BITS - FILTER_BITS);
    let at = usize::try_from(spread >> 6).unwrap_or(usize::MAX);
    (at, 1 << (spread & 63))
}
