//! Compares the stories of a store with pairs that people judged one by one.

use serde::Serialize;

use super::index::Index;
use super::labels::JudgedPair;
use super::score::{PairCounts, share};
use super::wrong::WrongPair;
use crate::pipeline;
use crate::store::Store;

/// How the stories of a store agree with judged pairs.
#[derive(Debug, Serialize)]
pub struct PairReport {
    /// Number of pairs that count.
    pub pairs: usize,
    /// How many of these are decided as people judged.
    pub right: usize,
    /// The share of these.
    pub share: f64,
    /// Number of pairs that should be in one story and are not.
    pub missed: usize,
    /// Number of pairs that are in one story and should not be.
    pub false_folds: usize,
    /// Number of pairs that count neither way.
    pub neither: usize,
    /// Names of entries that are not in the store, or that several entries have.
    pub missing: Vec<String>,
    /// The wrong pairs that were asked for, false folds first.
    pub wrong: Vec<WrongPair>,
}

/// Compares the stories of `store` with `pairs`. The report explains at most `show` wrong pairs.
pub fn score_pairs(
    store: &Store,
    pairs: &[JudgedPair],
    show: usize,
) -> Result<PairReport, pipeline::Error> {
    let index = Index::read(store)?;
    let mut tally = PairCounts::default();
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
    let mut explained = Vec::new();
    for (verdict, pair, a, b) in wrong.into_iter().take(show) {
        let (one, other) = ((pair.a.to_string(), a.key), (pair.b.to_string(), b.key));
        explained.extend(WrongPair::explain(store, verdict, one, other)?);
    }
    Ok(PairReport {
        pairs: counted,
        right,
        share: share(right, counted),
        missed: tally.missed,
        false_folds: tally.false_folds,
        neither,
        missing,
        wrong: explained,
    })
}
