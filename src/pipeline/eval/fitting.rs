//! Fits the weights of the evidence to labels, and tests the fit on labels that it has not seen.

use serde::Serialize;

use super::index::Index;
use super::score::Tally;
use super::window::{LabelSet, Window};
use crate::fold::{self, Fitted, Judged, TermSide};
use crate::store::{self, Store};

/// The result of a fit.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Fitting {
    /// The score of a pair without evidence.
    pub bias: f64,
    /// Every term, in order.
    pub terms: Vec<TermFitted>,
    /// The windows it was fitted on.
    pub windows: Vec<FittedOn>,
    /// Each window, decided with the weights fitted on the other windows; empty if there is one
    /// window only.
    pub left_out: Vec<HeldOut>,
    /// Names of labelled entries that the store does not have, or that several entries share.
    pub missing: Vec<String>,
}

/// A term and its weight.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TermFitted {
    /// Its name.
    pub name: &'static str,
    /// Its possible direction: `For`, `Against` or `Either`.
    pub side: &'static str,
    /// Its weight without any label.
    pub prior: f64,
    /// Its weight before the fit.
    pub before: f64,
    /// Its weight after the fit.
    pub weight: f64,
    /// Its meaning, in words.
    pub means: &'static str,
}

/// Counts of one window.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FittedOn {
    /// Its name.
    pub name: String,
    /// Labelled entries that the store has.
    pub entries: usize,
    /// Pairs that have something in common.
    pub candidates: usize,
    /// Those of them that carry one text.
    pub true_pairs: usize,
    /// Pairs that carry one text and have almost nothing in common: no weight can fold them.
    pub out_of_reach: usize,
}

/// A window, decided with the weights fitted on the other windows.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct HeldOut {
    /// Its name.
    pub name: String,
    /// Every pair decided by its own score; pairs out of reach count as missed.
    pub pairs: Tally,
    /// Every pair decided as in a pass: exact keys first, then the arrangement into stories.
    pub stories: Tally,
}

/// Fits the weights to the pairs of all sets, and again with each set left out.
pub fn fit(store: &Store, sets: &[LabelSet]) -> Result<Fitting, store::Error> {
    let index = Index::new(store)?;
    let mut windows = Vec::new();
    for set in sets {
        windows.push((set.name.as_str(), Window::new(store, &index, set)?));
    }
    let fit_without = |left: Option<usize>| {
        let others = windows.iter().enumerate();
        let others = others.filter(|(at, _)| Some(*at) != left);
        let judged: Vec<Judged> = others
            .flat_map(|(_, (_, window))| window.judged())
            .collect();
        fold::fit(&judged)
    };
    let mut left_out = Vec::new();
    if windows.len() > 1 {
        for (at, (name, window)) in windows.iter().enumerate() {
            let fitted = fit_without(Some(at));
            left_out.push(HeldOut {
                name: (*name).to_owned(),
                pairs: window.by_pairs(&fitted),
                stories: window.by_stories(&fitted),
            });
        }
    }
    let fitted = fit_without(None);
    Ok(Fitting {
        bias: fitted.bias,
        terms: terms(&fitted),
        windows: windows
            .iter()
            .map(|(name, window)| FittedOn::of(name, window))
            .collect(),
        left_out,
        missing: windows
            .into_iter()
            .flat_map(|(_, window)| window.missing)
            .collect(),
    })
}

impl FittedOn {
    fn of(name: &str, window: &Window) -> Self {
        let mut on = Self {
            name: name.to_owned(),
            entries: window.entries(),
            candidates: 0,
            true_pairs: 0,
            out_of_reach: window.out_of_reach(),
        };
        for pair in window.judged() {
            on.candidates += 1;
            on.true_pairs += usize::from(pair.fold);
        }
        on
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
