//! What the texts have in common, and what the shorter one has differently.

use super::reworded::reworded;
use super::{Pair, Term, TermSide, flag, log_beyond};
use crate::fold::substitution::values_replaced;
use crate::fold::tokens::TokenizedText;

/// Length of a long stretch in common, in ideographs.
pub(in crate::fold) const LONG_STRETCH: f64 = 200.0;

/// Length of a short paragraph, in ideographs: a copy may add one.
pub(in crate::fold) const PARAGRAPH: f64 = 50.0;

/// Length of a lead-in, in ideographs.
const LEAD_IN: f64 = 20.0;

pub(super) const TERMS: &[Term] = &[
    Term {
        name: "contained",
        means: "share of the shorter text that the other one has",
        side: TermSide::For,
        prior: 0.0,
        weight: 1.22,
        measure: |pair| pair.contained,
    },
    Term {
        name: "in-order",
        means: "share of the shorter text that the other one has in the same order",
        side: TermSide::For,
        prior: 0.0,
        weight: 1.67,
        measure: |pair| pair.share_in_order(),
    },
    Term {
        name: "reworded",
        means: "within the hour, another outlet has the same words in another order",
        side: TermSide::For,
        prior: 7.0,
        weight: 7.0,
        measure: reworded,
    },
    Term {
        name: "begins-alike",
        means: "both texts begin alike",
        side: TermSide::For,
        prior: 0.0,
        weight: 0.59,
        measure: |pair| flag(pair.alignment.begins_alike),
    },
    Term {
        name: "same-words",
        means: "titles and texts have the same words, to the letter",
        side: TermSide::For,
        prior: 0.0,
        weight: 1.30,
        measure: |pair| flag(have_same_words(pair)),
    },
    Term {
        name: "long-shared",
        means: "a long stretch of text in common, beyond 200 characters",
        side: TermSide::For,
        prior: 3.0,
        weight: 1.50,
        measure: |pair| log_beyond(pair.alignment.covered.into(), LONG_STRETCH),
    },
    Term {
        name: "replaced",
        means: "share of the shorter text that reads differently between equal words",
        side: TermSide::Against,
        prior: 0.0,
        weight: -3.48,
        measure: |pair| pair.share_replaced(),
    },
    Term {
        name: "replaced-length",
        means: "text that reads differently between equal words",
        side: TermSide::Against,
        prior: 0.0,
        weight: -0.35,
        measure: |pair| f64::from(pair.replaced()).ln_1p() * pair.brevity(),
    },
    Term {
        name: "tail-replaced",
        means: "both texts end differently",
        side: TermSide::Against,
        prior: 0.0,
        weight: -0.56,
        measure: |pair| f64::from(pair.tail_replaced()).ln_1p(),
    },
    Term {
        name: "tail-missing",
        means: "end of the shorter text that the other one lacks",
        side: TermSide::Against,
        prior: 0.0,
        weight: -1.53,
        measure: |pair| f64::from(pair.alignment.tail_missing) / pair.length,
    },
    Term {
        name: "own-words",
        means: "more than 50 characters of the shorter text that the other one lacks",
        side: TermSide::Against,
        prior: -3.0,
        weight: -4.49,
        measure: |pair| log_beyond(pair.own_words(), PARAGRAPH),
    },
    Term {
        name: "lifted",
        means: "the shorter text begins in the middle of the other one",
        side: TermSide::Against,
        prior: -1.0,
        weight: -0.60,
        measure: |pair| log_beyond(pair.alignment.head_skipped.into(), LEAD_IN),
    },
    Term {
        name: "length-ratio",
        means: "how much longer the other text is",
        side: TermSide::Either,
        prior: 0.0,
        weight: 0.35,
        measure: |pair| pair.log_length_ratio,
    },
    Term {
        name: "value-replaced",
        means: "another name in the same place of both texts",
        side: TermSide::Against,
        prior: -6.0,
        weight: -6.8,
        measure: |pair| values_replaced(&pair.alignment, pair.short, pair.long),
    },
];

/// Whether both entries have one title and one text, but for how numbers are written. Outlets bring
/// such a text again days later.
fn have_same_words(pair: &Pair<'_>) -> bool {
    let are_equal = |one: &TokenizedText, other: &TokenizedText| {
        one.tokens == other.tokens
            && (one.figures.iter().zip(&other.figures)).all(|(a, b)| a.agrees(b))
    };
    pair.short.has_text()
        && are_equal(&pair.short.title, &pair.long.title)
        && are_equal(&pair.short.body, &pair.long.body)
}
