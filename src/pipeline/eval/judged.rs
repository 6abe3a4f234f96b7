//! Compares the stories with pairs that people labelled one by one.

use serde::Serialize;

use super::index::Index;
use super::labels::JudgedPair;
use super::score::{Tally, share};
use super::wrong::{WrongPair, WrongPairExplainer};
use crate::store::{self, Store};

/// Result of comparing the stories of a store with labelled pairs.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PairReport {
    /// Pairs with a clear label.
    pub pairs: usize,
    /// Those of them that the store has right.
    pub right: usize,
    /// Share of the right ones.
    pub share: f64,
    /// Pairs that belong in one story and are in two.
    pub missed: usize,
    /// Pairs that are in one story and do not belong there.
    pub false_folds: usize,
    /// Pairs without a clear label.
    pub neither: usize,
    /// Names of entries that the store does not have, or that several entries share.
    pub missing: Vec<String>,
    /// Wrong pairs, false folds first; at most as many as requested.
    pub wrong: Vec<WrongPair>,
}

/// Compares the stories of `store` with `pairs`. Returns at most `show` wrong pairs, with their
/// evidence.
pub fn score_pairs(
    store: &Store,
    pairs: &[JudgedPair],
    show: usize,
) -> Result<PairReport, store::Error> {
    let index = Index::new(store)?;
    let mut tally = Tally::default();
    let (mut counted, mut neither) = (0, 0);
    let (mut missing, mut wrong) = (Vec::new(), Vec::new());
    for pair in pairs {
        let ends = [&pair.a, &pair.b].map(|name| (name, index.find(name)));
        let [(_, Some(a)), (_, Some(b))] = ends else {
            let gone = ends.into_iter().filter(|(_, entry)| entry.is_none());
            missing.extend(gone.map(|(name, _)| name.to_string()));
            continue;
        };
        let Some(fold) = pair.fold else {
            neither += 1;
            continue;
        };
        counted += 1;
        if let Some(verdict) = tally.count(fold, a.story == b.story) {
            wrong.push((verdict, pair, a, b));
        }
    }
    missing.sort();
    missing.dedup();
    wrong.sort_by_key(|(verdict, ..)| *verdict);
    let right = counted - tally.missed - tally.false_folds;
    let witness = WrongPairExplainer::new(store);
    let mut shown = Vec::new();
    for (verdict, pair, a, b) in wrong.into_iter().take(show) {
        let (one, other) = (pair.a.to_string(), pair.b.to_string());
        shown.extend(witness.explain(verdict, (one, a.key), (other, b.key))?);
    }
    Ok(PairReport {
        pairs: counted,
        right,
        share: share(right, counted),
        missed: tally.missed,
        false_folds: tally.false_folds,
        neither,
        missing,
        wrong: shown,
    })
}
