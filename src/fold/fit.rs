//! Fits the weights of the evidence to judged pairs: a logistic regression whose signs are fixed.
//!
//! The loss is convex, and each weight is held at its value in this version (ridge regression):
//! where the labels say little, it stays near that. A term for folding never gets a negative
//! weight, a term against it never a positive one. A false fold costs as much as two missed ones.
//!
//! Holding the weights at their priors instead was measured: on labelled posts that were left out
//! of the fit, half of the folds were missed.
//!
//! `feedfold eval --fit` calls this; `tests/bench/README.md` says how to fit new weights.

use super::evidence::Terms;
use super::weights::{BIAS, COUNT, Side, TERMS, Term};

/// A pair of which it is known whether it should fold.
#[derive(Debug, Clone)]
pub struct Judged {
    /// The measured terms.
    pub terms: Terms,
    /// Whether both entries carry one text.
    pub fold: bool,
    /// How much the pair counts; a pair that a person judged counts 1.
    pub count: f64,
}

/// The weights and the bias that a fit found.
#[derive(Debug, Clone, PartialEq)]
pub struct Fitted {
    /// Weights, in the order of [`TERMS`].
    pub weights: Terms,
    /// The score of a pair without evidence.
    pub bias: f64,
}

/// How much a false fold counts beside a missed one.
const FALSE_FOLD: f64 = 2.0;

/// How strongly a weight is held at its value in this version: the loss grows by half of this for
/// a distance of 1.
const HELD: f64 = 3.0;

/// Most rounds over all weights.
const MOST_ROUNDS: usize = 1_000;

/// A fit ends when no weight moved by more than this in one round.
const LEAST_STEP: f64 = 1e-5;

/// Finds the weights under which the judged pairs are likeliest, near those of this version, each
/// within its [`bounded`] range: coordinate descent on a convex loss. The same pairs give the same
/// weights.
///
/// A step uses the greatest curvature within its reach, so that it never makes the loss greater
/// (Zhang and Oles 2001; Genkin, Lewis and Madigan 2007). Plain Newton steps diverge where labels
/// contradict the priors.
pub fn fit(judged: &[Judged]) -> Fitted {
    let columns = columns(judged);
    let mut fitted = Fitted {
        weights: TERMS.map(|term| bounded(&term, term.weight)),
        bias: BIAS,
    };
    let mut scores: Vec<f64> = judged
        .iter()
        .map(|pair| fitted.score(&pair.terms))
        .collect();
    let mut reaches = [1.0; COUNT + 1];
    for _ in 0..MOST_ROUNDS {
        let mut largest: f64 = 0.0;
        for (index, (reach, column)) in reaches.iter_mut().zip(&columns).enumerate() {
            let (mut slope, mut curve) = (0.0, 1e-9);
            for (row, value) in column {
                let (Some(pair), Some(score)) = (judged.get(*row), scores.get(*row)) else {
                    continue;
                };
                let (cost, target) = if pair.fold {
                    (pair.count, 1.0)
                } else {
                    (FALSE_FOLD * pair.count, 0.0)
                };
                let likely = 1.0 / (1.0 + (-score).exp());
                slope += cost * (likely - target) * value;
                curve += cost * steepest(*score, *reach * value.abs()) * value * value;
            }
            let term = TERMS.get(index);
            let weight = fitted.weights.get(index).copied().unwrap_or(fitted.bias);
            if let Some(term) = term {
                slope += HELD * (weight - term.weight);
                curve += HELD;
            }
            let free = weight - (slope / curve).clamp(-*reach, *reach);
            let next = term.map_or(free, |term| bounded(term, free));
            let step = next - weight;
            *fitted.weights.get_mut(index).unwrap_or(&mut fitted.bias) = next;
            for (row, value) in column {
                if let Some(score) = scores.get_mut(*row) {
                    *score += step * value;
                }
            }
            *reach = (2.0 * step.abs()).max(*reach / 2.0);
            largest = largest.max(step.abs());
        }
        if largest < LEAST_STEP {
            break;
        }
    }
    fitted
}

/// For each term the pairs in which it is not zero, by their places, with its value; last, the
/// column of the bias.
fn columns(judged: &[Judged]) -> Vec<Vec<(usize, f64)>> {
    let column = |index: usize| {
        let values = judged.iter().enumerate().map(|(row, pair)| {
            let value = pair.terms.get(index).copied().unwrap_or(1.0);
            (row, value)
        });
        values.filter(|(_, value)| *value != 0.0).collect()
    };
    (0..=COUNT).map(column).collect()
}

/// The greatest curvature of the loss of a pair while its score moves by at most `reach`.
fn steepest(score: f64, reach: f64) -> f64 {
    let nearest = score.abs() - reach;
    if nearest <= 0.0 {
        0.25
    } else {
        1.0 / (2.0 + nearest.exp() + (-nearest).exp())
    }
}

/// The nearest weight that a term may have: never on the wrong side of zero, and never nearer to
/// zero than half its prior. A prior is set where the labels hold too few texts of a kind, such as
/// notices that name other securities.
fn bounded(term: &Term, weight: f64) -> f64 {
    let least = term.prior / 2.0;
    match term.side {
        Side::For => weight.max(least.max(0.0)),
        Side::Against => weight.min(least.min(0.0)),
        Side::Either => weight,
    }
}

impl Fitted {
    /// The weights of this version.
    pub fn of_this_version() -> Self {
        Self {
            weights: TERMS.map(|term| term.weight),
            bias: BIAS,
        }
    }

    /// The logarithm of the odds that a pair carries one text.
    pub fn score(&self, terms: &Terms) -> f64 {
        let sum: f64 = terms
            .iter()
            .zip(&self.weights)
            .map(|(term, weight)| term * weight)
            .sum();
        self.bias + sum
    }
}

#[cfg(test)]
mod tests {
    use super::{Judged, bounded, fit};
    use crate::fold::{TERMS, TermSide};

    fn index(name: &str) -> usize {
        TERMS.iter().position(|term| term.name == name).unwrap()
    }

    /// Pairs that differ in the given terms only.
    fn pairs(number: usize, fold: bool, terms: &[(&str, f64)]) -> Vec<Judged> {
        let mut measured = [0.0; TERMS.len()];
        for (name, value) in terms {
            measured[index(name)] = *value;
        }
        vec![
            Judged {
                terms: measured,
                fold,
                count: 1.0,
            };
            number
        ]
    }

    #[test]
    fn no_weight_is_on_the_wrong_side_or_nearer_to_zero_than_half_its_prior() {
        // Labels that say the contrary of the priors, one side at a time.
        let against = [("codes-differ", 1.0), ("replaced", 1.0)];
        let for_it = [("long-shared", 2.0), ("contained", 1.0)];
        for (fold, contrary) in [(true, against), (false, for_it)] {
            let mut judged = pairs(400, fold, &contrary);
            judged.extend(pairs(400, !fold, &[]));
            let fitted = fit(&judged);
            for (term, weight) in TERMS.iter().zip(fitted.weights) {
                let least = term.prior / 2.0;
                match term.side {
                    TermSide::For => assert!(weight >= least.max(0.0), "{}", term.name),
                    TermSide::Against => assert!(weight <= least.min(0.0), "{}", term.name),
                    TermSide::Either => {}
                }
            }
            for (name, _) in contrary {
                let (weight, term) = (fitted.weights[index(name)], TERMS[index(name)]);
                assert!(
                    (weight - term.prior / 2.0).abs() < 1e-12,
                    "{name}: {weight}"
                );
            }
        }
    }

    #[test]
    fn the_bounds_are_those_of_the_priors() {
        let codes = TERMS[index("codes-differ")];
        assert!((bounded(&codes, 3.0) - codes.prior / 2.0).abs() < 1e-12);
        assert!((bounded(&codes, 2.0 * codes.prior) - 2.0 * codes.prior).abs() < 1e-12);
        let free = TERMS[index("length-ratio")];
        assert!((bounded(&free, -3.0) + 3.0).abs() < 1e-12);
    }

    #[test]
    fn labels_are_learned_and_the_same_labels_give_the_same_weights() {
        let mut judged = pairs(30, true, &[("contained", 0.9)]);
        judged.extend(pairs(30, false, &[("contained", 0.9), ("replaced", 0.5)]));
        judged.extend(pairs(30, false, &[("contained", 0.2)]));
        let fitted = fit(&judged);
        for pair in &judged {
            assert_eq!(fitted.score(&pair.terms) > 0.0, pair.fold);
        }
        assert_eq!(fitted, fit(&judged));
        let untold = index("directions-differ");
        assert!((fitted.weights[untold] - TERMS[untold].weight).abs() < 1e-9);
    }

    #[test]
    fn a_fit_ends_where_the_loss_is_least() {
        // The bias is not held: at the least loss, its slope vanishes.
        let mut judged = pairs(30, true, &[("numbers-shared", 1.0)]);
        judged.extend(pairs(10, false, &[("numbers-shared", 1.0)]));
        judged.extend(pairs(10, true, &[]));
        judged.extend(pairs(30, false, &[]));
        let fitted = fit(&judged);
        let odds = |score: f64| 1.0 / (1.0 + (-score).exp());
        let with = odds(fitted.score(&judged[0].terms));
        let without = odds(fitted.bias);
        // A false fold costs two: 30 (p-1) + 20 p + 10 (q-1) + 60 q = 0.
        assert!(
            (30.0 * (with - 1.0) + 20.0 * with + 10.0 * (without - 1.0) + 60.0 * without).abs()
                < 1e-3
        );
    }
}
