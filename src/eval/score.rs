//! Precision, recall, F1, and the agreement of two partitions.

use std::collections::BTreeMap;

use serde::ser::SerializeStruct as _;
use serde::{Serialize, Serializer};

use super::wrong::Wrong;

/// Numbers of pairs of entries, by what should be and what is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PairCounts {
    /// Pairs that should be in one story and are.
    pub folded: usize,
    /// Pairs that are in one story and should not be.
    pub false_folds: usize,
    /// Pairs that should be in one story and are not.
    pub missed: usize,
}

impl PairCounts {
    /// Counts a pair; says in which way it is wrong, if it is.
    pub fn count(&mut self, fold: bool, folded: bool) -> Option<Wrong> {
        match (fold, folded) {
            (true, true) => self.folded += 1,
            (true, false) => {
                self.missed += 1;
                return Some(Wrong::Missed);
            }
            (false, true) => {
                self.false_folds += 1;
                return Some(Wrong::False);
            }
            (false, false) => {}
        }
        None
    }

    /// Share of the folded pairs that are right; 1 if none is folded.
    pub fn precision(&self) -> f64 {
        share(self.folded, self.folded + self.false_folds)
    }

    /// Share of the pairs to fold that are folded; 1 if there is none.
    pub fn recall(&self) -> f64 {
        share(self.folded, self.folded + self.missed)
    }

    /// Harmonic mean of precision and recall; 0 if both are.
    pub fn f1(&self) -> f64 {
        let (precision, recall) = (self.precision(), self.recall());
        let sum = precision + recall;
        if sum == 0.0 {
            0.0
        } else {
            2.0 * precision * recall / sum
        }
    }
}

impl Serialize for PairCounts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("PairCounts", 6)?;
        fields.serialize_field("folded", &self.folded)?;
        fields.serialize_field("false_folds", &self.false_folds)?;
        fields.serialize_field("missed", &self.missed)?;
        fields.serialize_field("precision", &self.precision())?;
        fields.serialize_field("recall", &self.recall())?;
        fields.serialize_field("f1", &self.f1())?;
        fields.end()
    }
}

/// How far two partitions of the same things agree beyond chance (Hubert and Arabie 1985): 1 if
/// they are equal, about 0 if they are unrelated. Each thing is given by its class in one and in
/// the other.
pub fn adjusted_rand_index<A: Ord + Copy, B: Ord + Copy>(things: &[(A, B)]) -> f64 {
    if things.len() < 2 {
        return 1.0;
    }
    let together = pairs_within(things.iter().copied());
    let in_one = pairs_within(things.iter().map(|(one, _)| one));
    let in_other = pairs_within(things.iter().map(|(_, other)| other));
    let by_chance = in_one * in_other / pairs_of(things.len());
    let mean = f64::midpoint(in_one, in_other);
    // Equal when both partitions are a single class, or nothing but classes of one.
    if (mean - by_chance).abs() < f64::EPSILON {
        return 1.0;
    }
    (together - by_chance) / (mean - by_chance)
}

fn pairs_within<T: Ord>(classes: impl Iterator<Item = T>) -> f64 {
    let mut sizes: BTreeMap<T, usize> = BTreeMap::new();
    for class in classes {
        *sizes.entry(class).or_default() += 1;
    }
    sizes.into_values().map(pairs_of).sum()
}

fn pairs_of(things: usize) -> f64 {
    let things = number(things);
    things * (things - 1.0) / 2.0
}

/// `part / whole`; 1 if both are 0.
pub(super) fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 {
        1.0
    } else {
        number(part) / number(whole)
    }
}

fn number(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::{PairCounts, adjusted_rand_index};
    use crate::eval::Wrong;

    fn near(one: f64, other: f64) -> bool {
        (one - other).abs() < 1e-12
    }

    #[test]
    fn precision_recall_and_their_mean() {
        let mut tally = PairCounts::default();
        for (fold, folded, wrong) in [
            (true, true, None),
            (true, true, None),
            (true, true, None),
            (false, true, Some(Wrong::False)),
            (true, false, Some(Wrong::Missed)),
            (true, false, Some(Wrong::Missed)),
            (false, false, None),
        ] {
            assert_eq!(tally.count(fold, folded), wrong);
        }
        assert!(near(tally.precision(), 3.0 / 4.0));
        assert!(near(tally.recall(), 3.0 / 5.0));
        assert!(near(tally.f1(), 2.0 / 3.0));
    }

    #[test]
    fn nothing_folded_is_precise_and_nothing_to_fold_is_found() {
        let nothing = PairCounts::default();
        assert!(near(nothing.precision(), 1.0) && near(nothing.recall(), 1.0));
        let all_wrong = PairCounts {
            folded: 0,
            false_folds: 1,
            missed: 1,
        };
        assert!(near(all_wrong.f1(), 0.0));
    }

    #[test]
    fn agreement_of_partitions() {
        // Groups aab, stories xyy: no pair in common, one in each, three in all; by chance 1/3.
        let things = [('a', 'x'), ('a', 'y'), ('b', 'y')];
        assert!(near(adjusted_rand_index(&things), -0.5));
        // Groups aabb, stories xxyz: one pair in common, two and one, six in all; by chance 1/3.
        let things = [('a', 'x'), ('a', 'x'), ('b', 'y'), ('b', 'z')];
        assert!(near(
            adjusted_rand_index(&things),
            (1.0 - 1.0 / 3.0) / (1.5 - 1.0 / 3.0)
        ));
        // Equal but for the names; one class; classes of one; one thing.
        assert!(near(
            adjusted_rand_index(&[('a', 2), ('b', 1), ('a', 2)]),
            1.0
        ));
        assert!(near(adjusted_rand_index(&[('a', 1), ('a', 1)]), 1.0));
        assert!(near(adjusted_rand_index(&[('a', 1), ('b', 2)]), 1.0));
        assert!(near(adjusted_rand_index(&[('a', 1)]), 1.0));
    }
}
