//! Anchors: the few hashes of a text by which candidates are found, whatever the size of the
//! store.
//!
//! Winnowing (Schleimer, Wilkerson and Aiken 2003) over the beginning: two texts that share a run
//! as long as a window and a gram share an anchor, wherever lead-ins have moved it. The least
//! hashes of the whole text and of the title (bottom-k sketches, Broder 1997) find copies whose
//! beginnings differ.
//!
//! Not done, and why: `MinHash` bands over whole texts do not find a first sentence in a long
//! report.

use super::profile::Profile;
use super::reading::{Reading, each_gram};

/// Tokens of the beginning that are winnowed densely.
const BEGINNING: usize = 120;

/// Grams of which the least is an anchor.
const WINDOW: usize = 8;

/// Least hashes taken of the whole text.
const OF_TEXT: usize = 8;

/// Least hashes taken of the title.
const OF_TITLE: usize = 6;

/// Bits of an anchor: rows of the index stay small, and a million texts rarely collide.
const BITS: u32 = 40;

/// The anchors of an entry, sorted, without repetition; fewer than fifty.
pub fn anchors(profile: &Profile) -> Vec<u64> {
    let mut anchors = winnowed(&profile.body);
    anchors.extend(least(&profile.body, OF_TEXT));
    anchors.extend(least(&profile.title, OF_TITLE));
    for anchor in &mut anchors {
        *anchor >>= u64::BITS - BITS;
    }
    anchors.sort_unstable();
    anchors.dedup();
    anchors
}

fn winnowed(text: &Reading) -> Vec<u64> {
    let beginning = text.tokens.get(..BEGINNING).unwrap_or(&text.tokens);
    let hashes: Vec<u64> = each_gram(beginning).collect();
    let mut anchors: Vec<u64> = hashes
        .windows(WINDOW.min(hashes.len().max(1)))
        .filter_map(|window| window.iter().min().copied())
        .collect();
    anchors.dedup();
    anchors
}

/// The least hashes of all grams, without sorting them.
fn least(text: &Reading, number: usize) -> Vec<u64> {
    let mut least: Vec<u64> = Vec::with_capacity(number + 1);
    let mut most = u64::MAX;
    each_gram(&text.tokens).for_each(|gram| {
        if gram >= most {
            return;
        }
        if let Err(place) = least.binary_search(&gram) {
            least.insert(place, gram);
            least.truncate(number);
            if least.len() == number {
                most = least.last().copied().unwrap_or(most);
            }
        }
    });
    least
}
