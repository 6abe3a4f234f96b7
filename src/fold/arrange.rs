//! Arranges entries into stories: each joins a story as a whole, not one lucky member of it.

use crate::model::{Bond, EntryKey};

/// Most a single pair can say for or against, as a score: a story is judged by all its members.
const MOST: f64 = 8.0;

/// Puts entries together, two groups at a time, as long as the mean score of all pairs between
/// both is above zero and no pair forbids it (average linkage; Sokal and Michener 1958).
///
/// `bond` gives what is known of the entries at two indices. The result depends on the entries and
/// not on their order: ties go to the lowest keys. Every group is in the order of `keys`.
pub fn arrange(keys: &[EntryKey], bond: impl Fn(usize, usize) -> Bond) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..keys.len()).collect();
    order.sort_by_key(|index| keys.get(*index));
    let mut groups: Vec<Vec<usize>> = order.into_iter().map(|index| vec![index]).collect();
    while let Some((one, other)) = closest(&groups, &bond) {
        let moved = groups.remove(other);
        if let Some(group) = groups.get_mut(one) {
            group.extend(moved);
        }
    }
    for group in &mut groups {
        group.sort_unstable();
    }
    groups.sort();
    groups
}

/// The two groups that belong together most; `None` when no two do.
fn closest(groups: &[Vec<usize>], bond: &impl Fn(usize, usize) -> Bond) -> Option<(usize, usize)> {
    let mut best: Option<(f64, usize, usize)> = None;
    for (one, left) in groups.iter().enumerate() {
        for (other, right) in groups.iter().enumerate().skip(one + 1) {
            let Some(affinity) = affinity(left, right, bond) else {
                continue;
            };
            if affinity > 0.0 && best.is_none_or(|(most, ..)| affinity > most) {
                best = Some((affinity, one, other));
            }
        }
    }
    best.map(|(_, one, other)| (one, other))
}

/// Mean score between two groups; `None` when a pair forbids to put them together. What a person
/// put together outweighs every score.
fn affinity(left: &[usize], right: &[usize], bond: &impl Fn(usize, usize) -> Bond) -> Option<f64> {
    let (mut sum, mut pairs, mut always) = (0.0, 0.0, false);
    for one in left {
        for other in right {
            match bond(*one, *other) {
                Bond::Score(score) => sum += score.clamp(-MOST, MOST),
                Bond::Always => always = true,
                Bond::Never => return None,
            }
            pairs += 1.0;
        }
    }
    Some(if always { f64::INFINITY } else { sum / pairs })
}
