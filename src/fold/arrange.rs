//! Arranges entries into stories: each joins a story as a whole, not one lucky member of it.

use crate::model::{Bond, EntryKey};

/// Largest score of a single pair, for or against: all members of a story decide together.
const MAX_SCORE: f64 = 8.0;

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
                Bond::Score(score) => sum += score.clamp(-MAX_SCORE, MAX_SCORE),
                Bond::Always => always = true,
                Bond::Never => return None,
            }
            pairs += 1.0;
        }
    }
    Some(if always { f64::INFINITY } else { sum / pairs })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::arrange;
    use crate::model::{Bond, EntryKey};

    /// Scores of pairs as a table.
    fn arranged(scores: &[&[f64]]) -> Vec<Vec<usize>> {
        let keys: Vec<EntryKey> = (0..scores.len())
            .map(|index| EntryKey::from_bytes([u8::try_from(index).unwrap(); 16]))
            .collect();
        arrange(&keys, |one, other| Bond::Score(scores[one][other]))
    }

    #[test]
    fn a_chain_of_likenesses_does_not_join_two_texts_that_are_unlike() {
        let groups = arranged(&[&[0.0, 2.0, -8.0], &[2.0, 0.0, 1.9], &[-8.0, 1.9, 0.0]]);
        assert_eq!(groups, [vec![0, 1], vec![2]]);
    }

    #[test]
    fn one_doubtful_pair_does_not_keep_a_copy_out_of_its_story() {
        let groups = arranged(&[&[0.0, 6.0, 5.0], &[6.0, 0.0, -0.5], &[5.0, -0.5, 0.0]]);
        assert_eq!(groups, [vec![0, 1, 2]]);
    }

    #[test]
    fn what_a_person_decided_outweighs_every_score() {
        let keys = [1, 2, 3].map(|number| EntryKey::from_bytes([number; 16]));
        let ruled = |one: usize, other: usize| match (one.min(other), one.max(other)) {
            (0, 1) => Bond::Always,
            (0, 2) => Bond::Never,
            _ => Bond::Score(8.0),
        };
        assert_eq!(arrange(&keys, ruled), [vec![0, 1], vec![2]]);
    }

    proptest! {
        #[test]
        fn arranging_depends_on_the_entries_and_not_on_their_order(
            scores in proptest::collection::vec(-9.0_f64..9.0, 36),
            order in Just((0..6_usize).collect::<Vec<_>>()).prop_shuffle(),
        ) {
            let score = |one: usize, other: usize| {
                let (low, high) = (one.min(other), one.max(other));
                Bond::Score(scores[low * 6 + high])
            };
            let key = |index: usize| EntryKey::from_bytes([u8::try_from(index).unwrap(); 16]);
            let straight: Vec<EntryKey> = (0..6).map(key).collect();
            let shuffled: Vec<EntryKey> = order.iter().map(|index| key(*index)).collect();
            let groups = arrange(&straight, score);
            let mut others: Vec<Vec<usize>> = arrange(&shuffled, |a, b| score(order[a], order[b]))
                .into_iter()
                .map(|group| group.into_iter().map(|index| order[index]).collect())
                .collect();
            for group in &mut others {
                group.sort_unstable();
            }
            others.sort();
            prop_assert_eq!(groups, others);
        }
    }
}
