//! Whether one entry negates or ends what the other one tells.

use super::{Pair, Term, TermSide, flag};
use crate::fold::profile::Profile;
use crate::fold::tokens::overlap::share;
use crate::fold::words;

pub(super) const TERMS: &[Term] = &[Term {
    name: "negation-missing",
    means: "one title says that something is not so or not done, the other one that it is",
    side: TermSide::Against,
    prior: -9.0,
    weight: -9.0,
    measure: |pair| flag(is_negated(pair)),
}];

/// Whether one of two entries denies or ends what the other one tells.
pub(super) fn is_negated(pair: &Pair<'_>) -> bool {
    is_negation_missing(pair.short, pair.long) || is_negation_missing(pair.long, pair.short)
}

/// Whether a title denies what the other title says in the same words (`不提前赎回`, `提前赎回`),
/// and the other entry has no such word before them anywhere.
///
/// The same holds of a title that lifts or ends a thing (`解除质押`, `质押`).
fn is_negation_missing(from: &Profile, to: &Profile) -> bool {
    let is_nowhere_in = |says: fn(&[u64], &[u64]) -> bool, denied: &[u64]| {
        to.title.has_run(denied)
            && !says(&to.title.tokens, denied)
            && !says(&to.body.tokens, denied)
    };
    let title = &from.title.tokens;
    words::negated(title).any(|denied| is_nowhere_in(words::negates, denied))
        || words::lifted(title).any(|lifted| is_nowhere_in(words::lifts, lifted))
        || is_negator_missing(from, to)
}

/// Share of a title's words that the other title has, from which on both are one sentence.
const ONE_SENTENCE: f64 = 0.7;

/// The same, from which on both titles are about one thing.
const ONE_THING: f64 = 0.4;

/// Whether the title and the first sentence of one entry say that something is not so (`will not
/// extend`), and those of the other one say it. Titles of other words may tell one text, so that
/// the other entry must then have no such word anywhere.
fn is_negator_missing(from: &Profile, to: &Profile) -> bool {
    let more_in = |one: &[u64], other: &[u64]| words::negators(one) > words::negators(other);
    let (title, other) = (&from.title.tokens, &to.title.tokens);
    let (lead, other_lead) = (from.body.lead_tokens(), to.body.lead_tokens());
    if !more_in(title, other) || (from.has_text() && words::negators(lead) == 0) {
        return false;
    }
    let common = title.iter().filter(|token| other.contains(token)).count();
    let common = share(common, title.len());
    if common >= ONE_SENTENCE {
        // Portuguese writes `no` for another word, too.
        words::negators(other_lead) == 0 || more_in(lead, other_lead)
    } else {
        common >= ONE_THING && words::negators(other) == 0 && words::negators(&to.body.tokens) == 0
    }
}
