//! Whether two outlets report one notice of a company.

use super::claims::tells_of_a_part;
use super::negation::is_negated;
use super::{Pair, Term, TermSide, within};
use crate::fold::substitution::values_replaced;
use crate::fold::words::EntryKind;

/// Most hours between two outlets that report one notice: both read it when the exchange publishes
/// it.
pub(in crate::fold) const NOTICE_HOURS: f64 = 1.0 / 3.0;

/// Share of the shorter text's title from which on both may be of one notice, and from which on
/// they are. Of the pairs of June 2026 that all other evidence kept apart, 114 of 139 about one
/// notice have more than the first share; so do 4 of 41 about two notices of one company.
pub(in crate::fold) const OF_ONE_NOTICE: [f64; 2] = [0.6, 0.85];

/// Least share of the shorter text that both reports of a notice have in common.
const MIN_IN_COMMON: f64 = 0.15;

pub(super) const TERMS: &[Term] = &[Term {
    name: "one-notice",
    means: "two outlets report a notice of one company within minutes, and have a headline in common",
    side: TermSide::For,
    prior: 4.0,
    weight: 4.84,
    measure: of_one_notice,
}];

/// How surely both report one notice, 0 to 1. Each outlet selects other sentences and numbers of
/// it, so that the texts differ more than two copies of an article do.
fn of_one_notice(pair: &Pair<'_>) -> f64 {
    let is_possible = pair.same_subject == Some(true)
        && !pair.is_same_outlet
        && pair.hours <= NOTICE_HOURS
        && pair.contained >= MIN_IN_COMMON
        && pair.short.kinds.has(EntryKind::Notice)
        && pair.long.kinds.has(EntryKind::Notice);
    let likeness = within(pair.title_in_text, OF_ONE_NOTICE);
    if !is_possible || likeness == 0.0 || tells_of_a_part(pair) || is_negated(pair) {
        return 0.0;
    }
    // Two notices of one company may differ in one value only: two bonds, two medicines.
    let in_texts = values_replaced(&pair.alignment, pair.short, pair.long);
    let replaced = in_texts.max(pair.substitution().subject);
    likeness * (1.0 - replaced.min(1.0))
}
