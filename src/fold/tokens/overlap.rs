//! How much of one text other texts have.

use super::{TokenizedText, each_pair};

/// `part / whole`; 0 if both are 0.
pub(crate) fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 {
        0.0
    } else {
        count(part) / count(whole)
    }
}

/// A number of things, as a factor.
pub(crate) fn count(number: usize) -> f64 {
    f64::from(u32::try_from(number).unwrap_or(u32::MAX))
}

/// Share of the given pairs of neighbouring tokens, sorted, that one of the texts has as well.
pub(crate) fn share_of_pairs<const TEXTS: usize>(
    pairs: &[u64],
    texts: [&TokenizedText; TEXTS],
) -> f64 {
    share(count_of_pairs(pairs, texts), pairs.len())
}

/// How many of the given pairs of neighbouring tokens, sorted, one of the texts has as well.
pub(crate) fn count_of_pairs<const TEXTS: usize>(
    pairs: &[u64],
    texts: [&TokenizedText; TEXTS],
) -> usize {
    // One bit of 1,024 for each pair: most pairs of a long text need no search.
    let mut wanted = [0_u64; 16];
    for pair in pairs {
        if let Some(word) = wanted.get_mut(word(*pair)) {
            *word |= bit(*pair);
        }
    }
    let is_wanted = |pair: u64| (wanted.get(word(pair))).is_some_and(|word| word & bit(pair) != 0);
    let mut found = vec![false; pairs.len()];
    for text in texts {
        each_pair(&text.tokens, |pair| {
            if is_wanted(pair)
                && let Ok(at) = pairs.binary_search(&pair)
                && let Some(found) = found.get_mut(at)
            {
                *found = true;
            }
        });
    }
    found.iter().filter(|found| **found).count()
}

/// The word of 16 in which the bit of a pair is.
#[inline]
fn word(pair: u64) -> usize {
    usize::try_from(pair >> 60).unwrap_or_default()
}

/// The bit of a pair in its word.
#[inline]
fn bit(pair: u64) -> u64 {
    1 << (pair >> 54 & 63)
}
