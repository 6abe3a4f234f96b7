//! Fits the weights of the evidence to labels, and says what the fit is worth on labels it has not seen.

use serde::Serialize;

use super::index::Index;
use super::labels::{IgnoredPair, Labelled};
use super::score::Tally;
use super::{Found, unordered};
use crate::fold::{self, Fitted, Judged, Profile, TermSide};
use crate::pipeline::prepare;
use crate::store::{self, Store};

/// Labels of one window: pairs are made within it only.
#[derive(Debug, Clone)]
pub struct LabelSet {
    /// Shown in the report.
    pub name: String,
    /// The labels.
    pub labels: Vec<Labelled>,
    /// Pairs that do not count.
    pub ignored: Vec<IgnoredPair>,
}

/// What a fit came to.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Fitting {
    /// The score of a pair without evidence.
    pub bias: f64,
    /// Every term, in order.
    pub terms: Vec<TermFitted>,
    /// What it was fitted on.
    pub windows: Vec<Window>,
    /// Each window, decided by what was fitted on the others; empty of a single one.
    pub left_out: Vec<Left>,
    /// Names of labelled entries that are not in the store, or that more than one entry bears.
    pub missing: Vec<String>,
}

/// A term and its weight.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TermFitted {
    /// Its name.
    pub name: &'static str,
    /// What it may say: `For`, `Against` or `Either`.
    pub side: &'static str,
    /// What it weighs where no label speaks.
    pub prior: f64,
    /// What it weighed so far.
    pub before: f64,
    /// What it weighs now.
    pub weight: f64,
    /// In words.
    pub means: &'static str,
}

/// What one window gave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Window {
    /// Its name.
    pub name: String,
    /// Labelled entries that are stored.
    pub entries: usize,
    /// Pairs with anything in common.
    pub candidates: usize,
    /// Those of them that carry one text.
    pub true_pairs: usize,
    /// Pairs that carry one text and have next to nothing in common: no weight can fold them.
    pub out_of_reach: usize,
}

/// A window, pair by pair, under weights that were fitted on the others.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Left {
    /// Its name.
    pub name: String,
    /// Its pairs; what is out of reach is missed.
    #[serde(flatten)]
    pub tally: Tally,
}

/// Fits the weights to the pairs of every set, and once more without each of them.
pub fn fit(store: &Store, sets: &[LabelSet]) -> Result<Fitting, store::Error> {
    let index = Index::of(store)?;
    let mut missing = Vec::new();
    let mut windows = Vec::new();
    let mut judged = Vec::new();
    for set in sets {
        let found = Found::of(&index, &set.labels);
        missing.extend(found.missing);
        let mut read = Vec::new();
        for (label, entry) in found.known {
            let profile = prepare::profile(&store.comparable(entry.key)?);
            read.push((label, entry.key, profile));
        }
        let ignored = index.pairs(&set.ignored);
        let (pairs, out_of_reach) =
            measure(&read, |one, other| ignored.contains(&unordered(one, other)));
        windows.push(Window {
            name: set.name.clone(),
            entries: read.len(),
            candidates: pairs.len(),
            true_pairs: pairs.iter().filter(|pair| pair.fold).count(),
            out_of_reach,
        });
        judged.push(pairs);
    }
    let left_out = if judged.len() > 1 {
        let without = |left: usize| {
            let others = judged.iter().enumerate().filter(|(at, _)| *at != left);
            fold::fit(
                &others
                    .flat_map(|(_, pairs)| pairs)
                    .cloned()
                    .collect::<Vec<_>>(),
            )
        };
        let each = windows.iter().zip(&judged).enumerate();
        each.map(|(at, (window, pairs))| left(window, pairs, &without(at)))
            .collect()
    } else {
        Vec::new()
    };
    let fitted = fold::fit(&judged.concat());
    Ok(Fitting {
        bias: fitted.bias,
        terms: terms(&fitted),
        windows,
        left_out,
        missing,
    })
}

/// Measures every pair that counts; gives those with anything in common, and how many true ones have
/// nothing.
fn measure<K: Copy>(
    entries: &[(&Labelled, K, Profile)],
    is_ignored: impl Fn(K, K) -> bool,
) -> (Vec<Judged>, usize) {
    let mut pairs = Vec::new();
    let mut out_of_reach = 0;
    for (at, (one, a, a_read)) in entries.iter().enumerate() {
        for (other, b, b_read) in entries.iter().skip(at + 1) {
            let Some(fold) = one.folds_with(other) else {
                continue;
            };
            if is_ignored(*a, *b) {
                continue;
            }
            match fold::terms(a_read, b_read) {
                Some(terms) => pairs.push(Judged { terms, fold }),
                None => out_of_reach += usize::from(fold),
            }
        }
    }
    (pairs, out_of_reach)
}

fn left(window: &Window, pairs: &[Judged], fitted: &Fitted) -> Left {
    let mut tally = Tally::default();
    for pair in pairs {
        tally.count(pair.fold, fitted.score(&pair.terms) > 0.0);
    }
    tally.missed += window.out_of_reach;
    Left {
        name: window.name.clone(),
        tally,
    }
}

fn terms(fitted: &Fitted) -> Vec<TermFitted> {
    let terms = fold::TERMS.iter().zip(&fitted.weights);
    terms
        .map(|(term, weight)| TermFitted {
            name: term.name,
            side: match term.side {
                TermSide::For => "For",
                TermSide::Against => "Against",
                TermSide::Either => "Either",
            },
            prior: term.prior,
            before: term.weight,
            weight: *weight,
            means: term.means,
        })
        .collect()
}
