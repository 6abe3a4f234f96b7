//! Whom and what the entries name.

use super::{Term, TermSide, flag};
use crate::fold::profile::Profile;
use crate::fold::tokens::overlap::count;
use crate::fold::words;

pub(super) const TERMS: &[Term] = &[
    Term {
        name: "subjects-equal",
        means: "both titles name the same subject",
        side: TermSide::For,
        prior: 0.0,
        weight: 1.21,
        measure: |pair| flag(pair.same_subject == Some(true)),
    },
    Term {
        name: "subjects-differ",
        means: "the titles name different subjects",
        side: TermSide::Against,
        prior: 0.0,
        weight: -0.80,
        measure: |pair| flag(pair.same_subject == Some(false)),
    },
    Term {
        name: "subject-missing",
        means: "one entry never names the subject of the other one",
        side: TermSide::Against,
        prior: -4.0,
        weight: -7.33,
        measure: |pair| {
            let (short, long) = (pair.short, pair.long);
            subject_missing(short, long).max(subject_missing(long, short))
        },
    },
    Term {
        name: "names-missing",
        means: "names and terms in Latin script that the other entry lacks",
        side: TermSide::Against,
        prior: 0.0,
        weight: -0.30,
        measure: |pair| count(names_missing(pair.short, pair.long)).ln_1p(),
    },
    Term {
        name: "title-names-missing",
        means: "names and terms in a title that the other entry lacks",
        side: TermSide::Against,
        prior: 0.0,
        weight: -1.87,
        measure: |pair| {
            let (short, long) = (pair.short, pair.long);
            count(title_names_missing(short, long) + title_names_missing(long, short)).ln_1p()
        },
    },
];

/// Whether both titles name one subject; `None` if one of them names none.
pub(in crate::fold) fn same_subject(one: &Profile, other: &Profile) -> Option<bool> {
    let both_name_one = !one.subject.is_empty() && !other.subject.is_empty();
    both_name_one.then(|| words::same_name(&one.subject, &other.subject))
}

/// Share of the subject that the other entry never names.
fn subject_missing(from: &Profile, to: &Profile) -> f64 {
    // If the rest of the title is the whole title of the other entry, it is a kicker and no
    // subject: `EQS-News: Hallstein AG: …`.
    let rest = from.title.tokens.get(from.subject.len()..);
    let is_kicker = rest.is_some_and(|rest| !rest.is_empty() && to.title.tokens.starts_with(rest));
    if from.subject.is_empty() || is_kicker {
        return 0.0;
    }
    1.0 - to.names_share_of(&from.subject)
}

/// How many names of the text the other entry lacks.
///
/// In a text of ideographs every word in Latin script is a name. In a text of words, a word counts
/// as a name only if the title has it too: outlets exchange other words freely.
fn names_missing(from: &Profile, to: &Profile) -> usize {
    let is_name = |name: &u64| !from.body.is_spaced() || from.title.has_name(*name);
    let names = from.body.names.iter().filter(|name| is_name(name));
    names.filter(|name| !to.names(**name)).count()
}

/// How many names of the title the other entry lacks. In a title of words, a word counts as a name
/// only if the text repeats it.
fn title_names_missing(from: &Profile, to: &Profile) -> usize {
    let is_name = |name: &u64| !from.title.is_spaced() || from.repeats_name(*name);
    let names = from.title.names.iter().filter(|name| is_name(name));
    names.filter(|name| !to.names(**name)).count()
}
