//! Measures folding against labels of people, and fits the weights to them.
//!
//! Two entries of one group that carry its text ([`Carries`]) belong in one story; entries of
//! different groups do not. A pair with a rewrite or a digest of its own group does not count.

mod fitting;
mod index;
mod judged;
mod labels;
mod score;
mod window;
mod wrong;

pub use fitting::{FittedOn, Fitting, HeldOut, TermFitted, fit};
pub use judged::{PairReport, score_pairs};
pub use labels::{Carries, IgnoredPair, JudgedPair, LabelError, Labelled, Name, read_lines};
pub use score::{Tally, adjusted_rand_index};
pub use window::LabelSet;
pub use wrong::{PairEntry, Reason, Wrong, WrongPair};

use std::collections::HashSet;

use serde::Serialize;

use super::related;
use crate::model::EntryKey;
use crate::store::{self, Store};
use index::{Index, IndexedEntry};
use wrong::WrongPairExplainer;

/// Result of comparing the stories of a store with labels.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// Labelled entries that the store has.
    pub entries: usize,
    /// Names of labelled entries that the store does not have, or that several entries share.
    pub missing: Vec<String>,
    /// Pairs.
    #[serde(flatten)]
    pub tally: Tally,
    /// Adjusted Rand index of groups and stories, over the entries that carry the text of their
    /// group.
    pub ari: f64,
    /// Pairs that the caller ignores.
    pub ignored: usize,
    /// Pairs with a rewrite or a digest of one group.
    pub neither: usize,
    /// Those of them that feedfold shows together: in one story, or as related.
    pub together: usize,
    /// Wrong pairs, false folds first; at most as many as requested.
    pub wrong: Vec<WrongPair>,
}

/// Compares the stories of `store` with `labels`; pairs in `ignored` do not count. Returns at most
/// `show` wrong pairs, with their evidence.
pub fn score_labels(
    store: &Store,
    labels: &[Labelled],
    ignored: &[IgnoredPair],
    show: usize,
) -> Result<Report, store::Error> {
    let index = Index::new(store)?;
    let LabelledEntries { known, missing } = LabelledEntries::new(&index, labels);
    let ignored = index.pairs(ignored);
    let mut report = Report {
        entries: known.len(),
        missing,
        tally: Tally::default(),
        ari: 1.0,
        ignored: 0,
        neither: 0,
        together: 0,
        wrong: Vec::new(),
    };
    let mut wrong = Vec::new();
    for (at, (one, a)) in known.iter().enumerate() {
        for (other, b) in known.iter().skip(at + 1) {
            if ignored.contains(&unordered(a.key, b.key)) {
                report.ignored += 1;
                continue;
            }
            let folded = a.story == b.story;
            let Some(fold) = one.folds_with(other) else {
                report.neither += 1;
                report.together += usize::from(folded || are_related(store, a, b)?);
                continue;
            };
            if let Some(verdict) = report.tally.count(fold, folded) {
                wrong.push((verdict, one.name.to_string(), a, other.name.to_string(), b));
            }
        }
    }
    let carrying = known.iter().filter(|(label, _)| label.carries.carries());
    let stand: Vec<_> = carrying
        .map(|(label, entry)| (label.group.as_str(), entry.story))
        .collect();
    report.ari = adjusted_rand_index(&stand);
    wrong.sort_by_key(|(verdict, ..)| *verdict);
    let witness = WrongPairExplainer::new(store);
    for (verdict, one, a, other, b) in wrong.into_iter().take(show) {
        report
            .wrong
            .extend(witness.explain(verdict, (one, a.key), (other, b.key))?);
    }
    Ok(report)
}

/// Labels with the entries they name.
struct LabelledEntries<'a> {
    known: Vec<(&'a Labelled, &'a IndexedEntry)>,
    missing: Vec<String>,
}

impl<'a> LabelledEntries<'a> {
    /// If an entry has two labels, the first counts.
    fn new(index: &'a Index, labels: &'a [Labelled]) -> Self {
        let mut found = Self {
            known: Vec::new(),
            missing: Vec::new(),
        };
        let mut seen = HashSet::new();
        for label in labels {
            match index.find(&label.name) {
                Some(entry) if seen.insert(entry.key) => found.known.push((label, entry)),
                Some(_) => {}
                None => found.missing.push(label.name.to_string()),
            }
        }
        found
    }
}

fn unordered(one: EntryKey, other: EntryKey) -> (EntryKey, EntryKey) {
    (one.min(other), one.max(other))
}

fn are_related(
    store: &Store,
    one: &IndexedEntry,
    other: &IndexedEntry,
) -> Result<bool, store::Error> {
    let of = |placed: &IndexedEntry| {
        let stored = store.placed(placed.key)?;
        let document = stored.and_then(|(stored, _)| stored.document);
        related::of_entry(store, (placed.row, placed.key), document.as_ref())
    };
    Ok(of(one)?.contains(&other.story) || of(other)?.contains(&one.story))
}
