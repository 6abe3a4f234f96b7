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

use super::evidence::{Measurements, TERMS, Term, TermSide, Weights};

/// A pair of which it is known whether it should fold.
#[derive(Debug, Clone)]
pub struct MeasuredPair {
    /// The measured terms.
    pub measured: Measurements,
    /// Whether both entries carry one text.
    pub fold: bool,
    /// How much the pair counts; a pair that a person judged counts 1.
    pub count: f64,
}

/// How much a false fold counts beside a missed one.
const FALSE_FOLD: f64 = 2.0;

/// How strongly a weight is held at its value in this version: the loss grows by half of this for
/// a distance of 1.
const HELD: f64 = 3.0;

/// Most rounds over all weights.
const MAX_ROUNDS: usize = 1_000;

/// A fit ends when no weight moved by more than this in one round.
const MIN_STEP: f64 = 1e-5;

/// Finds the weights under which the judged pairs are likeliest, near those of this version, each
/// within its [`bounded`] range: coordinate descent on a convex loss. The same pairs give the same
/// weights.
///
/// A step uses the greatest curvature within its reach, so that it never makes the loss greater
/// (Zhang and Oles 2001; Genkin, Lewis and Madigan 2007). Plain Newton steps diverge where labels
/// contradict the priors.
pub fn fit(judged: &[MeasuredPair]) -> Weights {
    let mut weights = Weights::of_this_version();
    for (term, weight) in weights.iter_mut() {
        *weight = bounded(term, *weight);
    }
    let mut columns: Vec<Column> = TERMS.iter().map(|term| Column::new(term, judged)).collect();
    let mut of_bias = Column::of_bias(judged);
    let scores = judged.iter().map(|pair| weights.score(&pair.measured));
    let mut scores: Vec<f64> = scores.collect();
    for _ in 0..MAX_ROUNDS {
        let mut largest: f64 = 0.0;
        for (column, (term, weight)) in columns.iter_mut().zip(weights.iter_mut()) {
            let held = (HELD * (*weight - term.weight), HELD);
            let free = *weight + column.free_step(judged, &scores, held);
            largest = largest.max(column.step(&mut scores, weight, bounded(term, free)));
        }
        let bias = weights.bias + of_bias.free_step(judged, &scores, (0.0, 0.0));
        largest = largest.max(of_bias.step(&mut scores, &mut weights.bias, bias));
        if largest < MIN_STEP {
            break;
        }
    }
    weights
}

/// The pairs in which one term is not zero.
struct Column {
    /// Place of each such pair, and its value.
    values: Vec<(usize, f64)>,
    /// How far the weight may move in one step.
    reach: f64,
}

impl Column {
    fn new(term: &'static Term, judged: &[MeasuredPair]) -> Self {
        let value = |pair: &MeasuredPair| {
            let mut measured = pair.measured.iter();
            measured.find_map(|(other, value)| std::ptr::eq(other, term).then_some(value))
        };
        let values = judged.iter().map(|pair| value(pair).unwrap_or_default());
        let values = (0..).zip(values).filter(|(_, value)| *value != 0.0);
        Self {
            values: values.collect(),
            reach: 1.0,
        }
    }

    /// The bias counts once for each pair.
    fn of_bias(judged: &[MeasuredPair]) -> Self {
        Self {
            values: (0..judged.len()).map(|place| (place, 1.0)).collect(),
            reach: 1.0,
        }
    }

    /// The step that makes the loss least, as far as the reach allows. `held` is the slope and the
    /// curvature of what holds the weight.
    fn free_step(&self, judged: &[MeasuredPair], scores: &[f64], held: (f64, f64)) -> f64 {
        let (mut slope, mut curve) = (0.0, 1e-9);
        for (place, value) in &self.values {
            let (Some(pair), Some(score)) = (judged.get(*place), scores.get(*place)) else {
                continue;
            };
            let (cost, target) = if pair.fold {
                (pair.count, 1.0)
            } else {
                (FALSE_FOLD * pair.count, 0.0)
            };
            let likely = 1.0 / (1.0 + (-score).exp());
            slope += cost * (likely - target) * value;
            curve += cost * steepest(*score, self.reach * value.abs()) * value * value;
        }
        (-(slope + held.0) / (curve + held.1)).clamp(-self.reach, self.reach)
    }

    /// Moves a weight and the scores of its pairs; returns how far.
    fn step(&mut self, scores: &mut [f64], weight: &mut f64, next: f64) -> f64 {
        let step = next - *weight;
        *weight = next;
        for (place, value) in &self.values {
            if let Some(score) = scores.get_mut(*place) {
                *score += step * value;
            }
        }
        self.reach = (2.0 * step.abs()).max(self.reach / 2.0);
        step.abs()
    }
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
        TermSide::For => weight.max(least.max(0.0)),
        TermSide::Against => weight.min(least.min(0.0)),
        TermSide::Either => weight,
    }
}

#[cfg(test)]
mod tests {
    use super::{MeasuredPair, bounded, fit};
    use crate::fold::{Measurements, TERMS, Term, TermSide, Weights};

    fn term(name: &str) -> &'static Term {
        TERMS.iter().find(|term| term.name == name).unwrap()
    }

    fn weight(weights: &Weights, name: &str) -> f64 {
        let mut all = weights.iter();
        all.find_map(|(term, weight)| (term.name == name).then_some(weight))
            .unwrap()
    }

    /// Pairs that differ in the given terms only.
    fn pairs(number: usize, fold: bool, terms: &[(&str, f64)]) -> Vec<MeasuredPair> {
        let pair = MeasuredPair {
            measured: Measurements::with(terms),
            fold,
            count: 1.0,
        };
        vec![pair; number]
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
            for (term, weight) in fitted.iter() {
                let least = term.prior / 2.0;
                match term.side {
                    TermSide::For => assert!(weight >= least.max(0.0), "{}", term.name),
                    TermSide::Against => assert!(weight <= least.min(0.0), "{}", term.name),
                    TermSide::Either => {}
                }
            }
            for (name, _) in contrary {
                let (weight, term) = (weight(&fitted, name), term(name));
                assert!(
                    (weight - term.prior / 2.0).abs() < 1e-12,
                    "{name}: {weight}"
                );
            }
        }
    }

    #[test]
    fn the_bounds_are_those_of_the_priors() {
        let codes = term("codes-differ");
        assert!((bounded(codes, 3.0) - codes.prior / 2.0).abs() < 1e-12);
        assert!((bounded(codes, 2.0 * codes.prior) - 2.0 * codes.prior).abs() < 1e-12);
        let free = term("length-ratio");
        assert!((bounded(free, -3.0) + 3.0).abs() < 1e-12);
    }

    #[test]
    fn labels_are_learned_and_the_same_labels_give_the_same_weights() {
        let mut judged = pairs(30, true, &[("contained", 0.9)]);
        judged.extend(pairs(30, false, &[("contained", 0.9), ("replaced", 0.5)]));
        judged.extend(pairs(30, false, &[("contained", 0.2)]));
        let fitted = fit(&judged);
        for pair in &judged {
            assert_eq!(fitted.score(&pair.measured) > 0.0, pair.fold);
        }
        assert_eq!(fitted, fit(&judged));
        let untold = "directions-differ";
        assert!((weight(&fitted, untold) - term(untold).weight).abs() < 1e-9);
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
        let with = odds(fitted.score(&judged[0].measured));
        let without = odds(fitted.bias);
        // A false fold costs two: 30 (p-1) + 20 p + 10 (q-1) + 60 q = 0.
        assert!(
            (30.0 * (with - 1.0) + 20.0 * with + 10.0 * (without - 1.0) + 60.0 * without).abs()
                < 1e-3
        );
    }
}
