//! A pair of entries that is folded and should not be, or the other way round, with the comparison
//! that `explain` shows.

use serde::Serialize;

use crate::model::EntryKey;
use crate::pipeline::{self, EntrySummary, ExplainedPair, ExplainedTerm, PairVerdict};
use crate::store::Store;

/// In which way a pair is wrong; the worse one first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Wrong {
    /// Both entries are in one story and should not be.
    False,
    /// Both entries should be in one story and are not.
    Missed,
}

/// A wrong pair.
#[derive(Debug, Serialize)]
pub struct WrongPair {
    /// In which way it is wrong.
    pub wrong: Wrong,
    /// One entry.
    pub a: NamedEntry,
    /// The other one.
    pub b: NamedEntry,
    /// Logarithm of the odds that both carry one text; they fold above 0.
    pub score: f64,
    /// What decided.
    pub verdict: PairVerdict,
    /// The terms of evidence, the heaviest first.
    pub terms: Vec<ExplainedTerm>,
}

/// An entry of a wrong pair.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NamedEntry {
    /// Its name in the labels.
    pub name: String,
    /// Its key.
    pub entry: EntryKey,
    /// Who carried it.
    pub outlet: String,
    /// Its title.
    pub title: String,
}

impl WrongPair {
    /// Compares two entries again, each given by its name and its key. `None` when one of them has
    /// left the store meanwhile.
    pub(super) fn explain(
        store: &Store,
        wrong: Wrong,
        (a_name, a): (String, EntryKey),
        (b_name, b): (String, EntryKey),
    ) -> Result<Option<Self>, pipeline::Error> {
        let explained = pipeline::explain_pair(store, a, b)?;
        Ok(explained.map(|pair| {
            let ExplainedPair {
                one,
                other,
                verdict,
                terms,
                score,
                ..
            } = pair;
            Self {
                wrong,
                a: NamedEntry::new(a_name, one),
                b: NamedEntry::new(b_name, other),
                score,
                verdict,
                terms,
            }
        }))
    }
}

impl NamedEntry {
    fn new(name: String, entry: EntrySummary) -> Self {
        Self {
            name,
            entry: entry.entry,
            outlet: entry.outlet,
            title: entry.title,
        }
    }
}
