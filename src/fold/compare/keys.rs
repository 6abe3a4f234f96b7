//! Exact keys: equal texts, one official number, one page. They decide, or count as terms beside
//! the evidence of the texts.

use super::{ProfiledEntry, WeighedTerm, agreement};
use crate::fold::profile::is_other_day;
use crate::fold::substitution::{gaps, matched};
use crate::fold::tokens::overlap::share_of_pairs;
use crate::fold::tokens::{
    Figure, FigureKind, MASK, TokenizedText, ideographs, is_common_word, pairs,
};
use crate::fold::words::{periods_differ, told_beside_columns};
use crate::model::{
    Bond, Comparable, Comparison, Evidence, Fingerprint, NumberAgreement, Relation,
};

/// Shortest normalised text, in characters, that folds by its hash under another title.
///
/// Below it, one publisher may write the same words about different things
/// («今日不开展逆回购操作», a disclaimer in place of the text of every notice): the titles have to
/// be equal as well.
pub const MIN_CHARS: u32 = 100;

/// Shortest normalised text, in characters, that folds by its hash with one of another day.
///
/// Serial releases repeat themselves to the letter (a fixing at the same rate twice in a
/// fortnight); a longer notice says by itself which day it is about.
pub const MIN_CHARS_OVER_DAYS: u32 = 300;

/// Score of two equal texts: surer than any evidence.
const EQUAL_TEXT: f64 = 8.0;

/// Least share of the pairs of words that the titles of two issues of a series have in common.
const MIN_SHARED_FORM: f64 = 0.6;

/// Two texts that differ in one place differ in this part of the shorter one at most: one in
/// eight.
const CHANGED_PART: usize = 8;

/// Length of a name at the beginning of a title, in ideographs; a word counts as two.
const NAME_LENGTH: std::ops::RangeInclusive<u32> = 2..=12;

/// What two entries have in common beside the words of their texts.
#[derive(Debug)]
pub(super) struct Keys {
    /// What their official numbers say.
    pub(super) numbers: NumberAgreement,
    is_one_page: bool,
    is_only_a_form: bool,
}

/// A term that holds or does not.
struct KeyTerm {
    name: &'static str,
    means: &'static str,
    /// What it adds to the score.
    points: f64,
    holds: fn(&Keys) -> bool,
}

const TERMS: [KeyTerm; 3] = [
    // An excerpt of a reply is known by its number where its text alone says too little. The
    // number does not outweigh a digest's own words.
    KeyTerm {
        name: "same-number",
        means: "both bear one official number",
        points: 6.5,
        holds: |keys| keys.numbers == NumberAgreement::Same,
    },
    // Two feeds that link to one page carry its text.
    KeyTerm {
        name: "same-page",
        means: "both link to one page",
        points: 5.0,
        holds: |keys| keys.is_one_page,
    },
    // More than everything that equal texts have in common.
    KeyTerm {
        name: "only-a-form",
        means: "they share a form, and nothing that says which issue or what happened",
        points: -20.0,
        holds: |keys| keys.is_only_a_form,
    },
];

/// The names of the terms.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    TERMS.iter().map(|term| term.name)
}

impl Keys {
    pub(super) fn new(one: ProfiledEntry<'_>, other: ProfiledEntry<'_>) -> Self {
        let (a, b) = (one.entry, other.entry);
        Self {
            numbers: agreement(a.document.as_ref(), b.document.as_ref()),
            is_one_page: a.url.is_some() && a.url == b.url,
            is_only_a_form: share_only_a_form(one, other),
        }
    }

    /// What they add to the score.
    pub(super) fn points(&self) -> f64 {
        self.terms().map(|term| term.points).sum()
    }

    /// The terms that hold.
    pub(super) fn terms(&self) -> impl Iterator<Item = WeighedTerm> + '_ {
        let holding = TERMS.iter().filter(|term| (term.holds)(self));
        holding.map(|term| WeighedTerm {
            name: term.name,
            means: term.means,
            value: 1.0,
            points: term.points,
        })
    }
}

/// The comparison of two entries that carry one text to the letter, unless that text is a form.
pub(super) fn equal_text(
    one: ProfiledEntry<'_>,
    other: ProfiledEntry<'_>,
    keys: &Keys,
) -> Option<Comparison> {
    if keys.is_only_a_form {
        return None;
    }
    equal_hashes(one.entry, other.entry, keys.numbers)
}

/// The comparison of two entries with equal hashes of a text that is no coincidence.
pub(super) fn equal_hashes(
    one: &Comparable,
    other: &Comparable,
    numbers: NumberAgreement,
) -> Option<Comparison> {
    if numbers == NumberAgreement::Different || !has_same_text(one, other) {
        return None;
    }
    let Fingerprint { version, chars, .. } = other.fingerprint;
    Some(Comparison {
        bond: Bond::Score(EQUAL_TEXT),
        relation: Relation::Same,
        evidence: Evidence::SameText {
            version,
            with: other.key.to_string(),
            chars,
        },
    })
}

/// Whether both have equal hashes of a text that is no coincidence. An empty text never folds by
/// its hash.
fn has_same_text(one: &Comparable, other: &Comparable) -> bool {
    let (a, b) = (&one.fingerprint, &other.fingerprint);
    let is_same_day = one
        .published
        .zip(other.published)
        .is_some_and(|(one, other)| !is_other_day(one, other));
    a.chars > 0
        && a.version == b.version
        && a.content == b.content
        && (a.chars >= MIN_CHARS || a.title == b.title)
        && (a.chars >= MIN_CHARS_OVER_DAYS || is_same_day)
}

/// Whether two entries share only a form: equal texts below the titles of two issues or of two
/// other matters, or a title that says nothing over no text.
fn share_only_a_form(one: ProfiledEntry<'_>, other: ProfiledEntry<'_>) -> bool {
    one.profile.says_nothing()
        || other.profile.says_nothing()
        || is_below_foreign_titles(one, other)
        || is_named_by_titles_only(one, other)
        || (has_same_text(one.entry, other.entry)
            && one.profile.is_of_another_day(other.profile)
            && are_two_issues(&one.profile.title, &other.profile.title))
}

/// Whether two entries have one text of which neither title says anything, and the titles have
/// nothing in common: what a site shows instead of its articles (subscribe, accept cookies, prove
/// that you are no robot). Such a text may count, date or number itself.
fn is_below_foreign_titles(one: ProfiledEntry<'_>, other: ProfiledEntry<'_>) -> bool {
    let (a, b) = (&one.entry.fingerprint, &other.entry.fingerprint);
    let has_one_text = a.content == b.content
        || differ_in_one_place(&one.profile.body.tokens, &other.profile.body.tokens);
    has_one_text
        && a.title != b.title
        && a.chars > 0
        && b.chars > 0
        && one.profile.has_foreign_title()
        && other.profile.has_foreign_title()
        && one.profile.title.is_foreign_to(&other.profile.title)
        && other.profile.title.is_foreign_to(&one.profile.title)
}

/// Whether two entries have one short text, and their titles differ only in the name with which
/// each begins, which the text does not have: `柏晏制药回购`, `云樾生物回购` above
/// `公司董事会同意…`.
fn is_named_by_titles_only(one: ProfiledEntry<'_>, other: ProfiledEntry<'_>) -> bool {
    let (a, b) = (&one.entry.fingerprint, &other.entry.fingerprint);
    if a.content != b.content || a.title == b.title || a.chars >= MIN_CHARS_OVER_DAYS {
        return false;
    }
    let (title, other_title) = (&one.profile.title.tokens, &other.profile.title.tokens);
    let matched = matched(title, other_title);
    let gaps = gaps(&matched, title.len(), other_title.len());
    let [(of_one, of_other)] = gaps.as_slice() else {
        return false;
    };
    let names = [title.get(of_one.clone()), other_title.get(of_other.clone())];
    let text = &one.profile.body;
    let is_untold_name = |name: Option<&[u64]>| {
        name.is_some_and(|name| {
            let length: u32 = name.iter().map(|token| ideographs(*token)).sum();
            let mut parts = name.windows(name.len().min(2));
            NAME_LENGTH.contains(&length)
                && !name.contains(&MASK)
                && !name.iter().all(|token| is_common_word(*token))
                // `Opinion: …` names a column.
                && told_beside_columns(name) > 0
                && !parts.any(|part| text.has_run(part))
        })
    };
    let frame = matched.len();
    of_one.start == 0
        && of_other.start == 0
        && frame >= of_one.len().max(of_other.len())
        && names.into_iter().all(is_untold_name)
}

/// Whether two texts are equal but for their numbers and one short stretch of words (`ticket
/// 7f3a-11c9`).
fn differ_in_one_place(one: &[u64], other: &[u64]) -> bool {
    let is_equal = |(a, b): &(&u64, &u64)| a == b;
    let head = one.iter().zip(other).take_while(is_equal).count();
    let tail = one.iter().rev().zip(other.iter().rev());
    let tail = tail.take_while(is_equal).count();
    let shorter = one.len().min(other.len());
    let rest = one.len().max(other.len()) - (head + tail).min(shorter);
    rest * CHANGED_PART <= shorter
}

/// Whether two titles name other periods, or have the same words around other numbers (`week of 9
/// November`, `week of 16 November`; `第4期`, `第5期`), as two issues of a series have, however
/// equal their texts are.
fn are_two_issues(one: &TokenizedText, other: &TokenizedText) -> bool {
    let lacks_all = |from: &TokenizedText, to: &TokenizedText| {
        let agrees = |figure: &Figure| to.figures.iter().any(|other| other.agrees(figure));
        // Two issues of one month or year name it both.
        let is_wide = |figure: &Figure| matches!(figure.kind, FigureKind::Year | FigureKind::Month);
        let (known, other): (Vec<&Figure>, Vec<&Figure>) =
            from.figures.iter().partition(|figure| agrees(figure));
        !other.is_empty() && known.into_iter().all(is_wide)
    };
    if periods_differ(&one.tokens, &other.tokens) {
        return true;
    }
    let (form, other_form) = (one.form(), other.form());
    if form.tokens == other_form.tokens {
        // `Vol. 12 Issue 3`, `Vol. 12 Issue 4`.
        let mut figures = one.figures.iter().zip(&other.figures);
        return figures.any(|(a, b)| !a.agrees(b));
    }
    lacks_all(one, other)
        && lacks_all(other, one)
        && share_of_pairs(&pairs(&form.tokens), [&other_form]) >= MIN_SHARED_FORM
        && share_of_pairs(&pairs(&other_form.tokens), [&form]) >= MIN_SHARED_FORM
}
