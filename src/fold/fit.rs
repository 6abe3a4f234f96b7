//! Fits the weights of the evidence to judged pairs: a logistic regression whose signs are fixed.

use super::evidence::Terms;
use super::weights::{COUNT, Side, TERMS};

/// A pair that a person judged.
#[derive(Debug, Clone)]
pub struct Judged {
    /// What was measured of it.
    pub terms: Terms,
    /// Whether it carries one text.
    pub fold: bool,
}

/// What a fit came to.
#[derive(Debug, Clone, PartialEq)]
pub struct Fitted {
    /// Weights, in the order of [`TERMS`].
    pub weights: Terms,
    /// The score of a pair without evidence.
    pub bias: f64,
}

/// How much a false fold counts beside a missed one.
const FALSE_FOLD: f64 = 2.0;

/// How strongly a weight is held at its prior, per squared unit of its term's spread.
const PRIOR_STRENGTH: f64 = 1.0;

/// Rounds over all weights; the sum changes by less than a millionth long before.
const ROUNDS: usize = 2_000;

/// Finds the weights under which the judged pairs are likeliest, near the priors, none of them on the
/// wrong side of zero: coordinate descent with Newton steps on a convex loss. The same pairs give the
/// same weights.
pub fn fit(judged: &[Judged]) -> Fitted {
    let spread = spreads(judged);
    let mut fitted = Fitted {
        weights: TERMS.map(|term| term.prior),
        bias: 0.0,
    };
    let mut scores: Vec<f64> = judged
        .iter()
        .map(|pair| fitted.score(&pair.terms))
        .collect();
    for _ in 0..ROUNDS {
        let mut largest: f64 = 0.0;
        for index in 0..=COUNT {
            let value = |pair: &Judged| pair.terms.get(index).copied().unwrap_or(1.0);
            let (mut slope, mut curve) = (0.0, 1e-9);
            for (pair, score) in judged.iter().zip(&scores) {
                let value = value(pair);
                if value != 0.0 {
                    let (cost, target) = if pair.fold {
                        (1.0, 1.0)
                    } else {
                        (FALSE_FOLD, 0.0)
                    };
                    let likely = 1.0 / (1.0 + (-score).exp());
                    slope += cost * (likely - target) * value;
                    curve += cost * (likely * (1.0 - likely)).max(1e-4) * value * value;
                }
            }
            let term = TERMS.get(index);
            let weight = fitted.weights.get(index).copied().unwrap_or(fitted.bias);
            if let (Some(term), Some(spread)) = (term, spread.get(index)) {
                let held = PRIOR_STRENGTH * spread * spread;
                slope += held * (weight - term.prior);
                curve += held;
            }
            let mut next = weight - slope / curve;
            match term.map(|term| term.side) {
                Some(Side::For) => next = next.max(0.0),
                Some(Side::Against) => next = next.min(0.0),
                _ => {}
            }
            let step = next - weight;
            *fitted.weights.get_mut(index).unwrap_or(&mut fitted.bias) = next;
            for (pair, score) in judged.iter().zip(&mut scores) {
                *score += step * value(pair);
            }
            largest = largest.max(step.abs());
        }
        if largest < 1e-6 {
            break;
        }
    }
    fitted
}

impl Fitted {
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

/// Standard deviation of every term, so that the priors hold all weights alike.
fn spreads(judged: &[Judged]) -> Terms {
    let mut spreads = [0.0; COUNT];
    let number = f64::from(u32::try_from(judged.len()).unwrap_or(u32::MAX).max(1));
    for (index, spread) in spreads.iter_mut().enumerate() {
        let values = || {
            judged
                .iter()
                .filter_map(|pair| pair.terms.get(index).copied())
        };
        let mean = values().sum::<f64>() / number;
        *spread = (values().map(|value| (value - mean).powi(2)).sum::<f64>() / number)
            .sqrt()
            .max(1e-3);
    }
    spreads
}
