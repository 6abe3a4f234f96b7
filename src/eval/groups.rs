//! Compares the stories of a store with labels that put its entries into groups.

use std::collections::HashSet;

use serde::Serialize;

use super::index::{Index, Placed};
use super::labels::{IgnoredPair, Labelled};
use super::score::{PairCounts, adjusted_rand_index};
use super::unordered;
use super::wrong::WrongPair;
use crate::pipeline;
use crate::store::{self, Store};

/// How the stories of a store agree with labels.
#[derive(Debug, Serialize)]
pub struct GroupsReport {
    /// Number of labelled entries that are in the store.
    pub entries: usize,
    /// Names of labelled entries that are not in the store, or that several entries have.
    pub missing: Vec<String>,
    /// Numbers of right and wrong pairs.
    #[serde(flatten)]
    pub tally: PairCounts,
    /// Agreement of the groups with the stories, over the entries that carry the text of their
    /// group.
    pub ari: f64,
    /// Number of pairs that the ignored pairs leave out.
    pub ignored: usize,
    /// Number of pairs with a rewrite or a digest of their group.
    pub neither: usize,
    /// How many of these are shown together: in one story, or as related.
    pub together: usize,
    /// The wrong pairs that were asked for, false folds first.
    pub wrong: Vec<WrongPair>,
}

/// Compares the stories of `store` with `labels`; the pairs of `ignored` do not count. The report
/// explains at most `show` wrong pairs.
pub fn score_labels(
    store: &Store,
    (labels, ignored): (&[Labelled], &[IgnoredPair]),
    show: usize,
) -> Result<GroupsReport, pipeline::Error> {
    let index = Index::read(store)?;
    let FoundLabels { known, missing } = FoundLabels::new(&index, labels);
    let ignored = index.pairs(ignored);
    let mut report = GroupsReport {
        entries: known.len(),
        missing,
        tally: PairCounts::default(),
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
    let groups_and_stories: Vec<_> = carrying
        .map(|(label, entry)| (label.group.as_str(), entry.story))
        .collect();
    report.ari = adjusted_rand_index(&groups_and_stories);
    wrong.sort_by_key(|(verdict, ..)| *verdict);
    for (verdict, one, a, other, b) in wrong.into_iter().take(show) {
        let explained = WrongPair::explain(store, verdict, (one, a.key), (other, b.key))?;
        report.wrong.extend(explained);
    }
    Ok(report)
}

/// Labels with the entries they name.
struct FoundLabels<'a> {
    known: Vec<(&'a Labelled, &'a Placed)>,
    missing: Vec<String>,
}

impl<'a> FoundLabels<'a> {
    /// Of several labels for one entry, only the first counts.
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

fn are_related(store: &Store, one: &Placed, other: &Placed) -> Result<bool, store::Error> {
    Ok(leads_to(store, one, other)? || leads_to(store, other, one)?)
}

/// Whether an entry is related to the story of another one.
fn leads_to(store: &Store, from: &Placed, to: &Placed) -> Result<bool, store::Error> {
    let stored = store.placed(from.key)?;
    let document = stored.and_then(|(stored, _)| stored.entry.document);
    let related = pipeline::related_to_entry(store, (from.row, from.key), document.as_ref())?;
    Ok(related.iter().any(|link| link.story == to.story))
}
