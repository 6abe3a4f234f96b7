//! Whether one outlet carries both entries: an outlet rarely publishes one text twice.

use super::{Term, TermSide, flag, log_beyond};
use crate::fold::profile::days_apart;

/// Length of text that reads differently from which on an outlet tells something else, in
/// ideographs.
const REWORDED: f64 = 8.0;

/// Length of own text from which on an entry under another title is no second form of the other
/// one, in ideographs.
const OWN_TEXT: f64 = 150.0;

pub(super) const TERMS: &[Term] = &[
    Term {
        name: "same-outlet",
        means: "one outlet carries both",
        side: TermSide::Against,
        prior: 0.0,
        weight: -3.62,
        measure: |pair| flag(pair.is_same_outlet) * pair.brevity(),
    },
    Term {
        name: "same-outlet-other-day",
        means: "one outlet carries both, on different days",
        side: TermSide::Against,
        prior: 0.0,
        weight: -8.95,
        measure: |pair| {
            let reworded = (f64::from(pair.replaced()) / REWORDED).min(1.0);
            let repeated = flag(pair.is_same_outlet) * days_apart(pair.hours);
            repeated * (1.0 - pair.titles_replaced()) * reworded
        },
    },
    Term {
        name: "same-outlet-other-title",
        means: "one outlet carries both under different titles, each with much text of its own",
        side: TermSide::Against,
        prior: 0.0,
        weight: -16.00,
        measure: |pair| {
            let is_of_one_day = pair.is_same_outlet && !pair.is_other_day;
            flag(is_of_one_day) * pair.titles_replaced() * log_beyond(pair.own_words(), OWN_TEXT)
        },
    },
];
