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

/// Share of a text's grams that one of two other texts has.
pub(crate) fn share_of_grams(text: &TokenizedText, [one, other]: [&TokenizedText; 2]) -> f64 {
    let (mut all, mut found) = (0, 0);
    let (mut one, mut other) = (one.grams(), other.grams());
    for gram in text.gram_set() {
        all += 1;
        let is_found = [has(&mut one, gram), has(&mut other, gram)].contains(&true);
        found += usize::from(is_found);
    }
    share(found, all)
}

/// Whether a gram is the first of some that are sorted, after those before it are dropped: what is
/// less than this gram is less than every later one.
fn has(sorted: &mut &[(u64, u32)], gram: u64) -> bool {
    let before = sorted.iter().take_while(|(other, _)| *other < gram).count();
    *sorted = sorted.get(before..).unwrap_or_default();
    sorted.first().is_some_and(|(other, _)| *other == gram)
}

/// Share of the given pairs of neighbouring tokens, sorted, that one of the texts has as well.
pub(crate) fn share_of_pairs<const TEXTS: usize>(
    pairs: &[u64],
    texts: [&TokenizedText; TEXTS],
) -> f64 {
    // One bit of 64 for each pair: most pairs of a long text need no search.
    let bit = |pair: u64| 1_u64 << (pair >> 58);
    let wanted = pairs.iter().fold(0, |bits, pair| bits | bit(*pair));
    let mut found = vec![false; pairs.len()];
    for text in texts {
        for pair in each_pair(&text.tokens).filter(|pair| wanted & bit(*pair) != 0) {
            if let Ok(at) = pairs.binary_search(&pair)
                && let Some(found) = found.get_mut(at)
            {
                *found = true;
            }
        }
    }
    share(found.iter().filter(|found| **found).count(), pairs.len())
}
