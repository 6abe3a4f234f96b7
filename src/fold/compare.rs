//! Compares two entries: exact keys first, then the evidence of their texts.

use super::evidence::{Terms, pairs_contained, terms};
use super::profile::{Profile, is_other_day};
use super::reading::{Figure, Kind, Reading, pairs};
use super::weights::{BIAS, TERMS};
use crate::model::{
    Bond, Comparable, Comparison, Evidence, Fingerprint, NumberAgreement, OfficialDocument,
    Relation, Weighed,
};

/// Shortest normalised text, in characters, that folds by its hash under another title.
///
/// Below it, one publisher may write the same words about different things
/// («今日不开展逆回购操作», a disclaimer that stands for the text of every notice): the titles
/// have to be equal as well.
pub const MIN_CHARS: u32 = 100;

/// Shortest normalised text, in characters, that folds by its hash with one of another day.
///
/// Serial releases repeat themselves to the letter (a fixing that comes out at the same rate twice
/// in a fortnight); a longer notice says by itself which day it is about.
pub const MIN_CHARS_OVER_DAYS: u32 = 300;

/// Score of an exact key: surer than any evidence of texts.
const EXACT: f64 = 8.0;

/// Score of two texts that have next to nothing in common.
const NOTHING_SHARED: f64 = -12.0;

/// What one own official number adds: an excerpt of a reply is known by it where its text alone
/// says too little. It does not outweigh a digest's own words.
const SAME_NUMBER: f64 = 6.5;

/// What one page adds: two feeds that link to it carry what stands there.
const SAME_PAGE: f64 = 5.0;

/// Lowest score from which on two entries that do not fold are shown as related.
const NEARLY: f64 = -1.5;

/// Lowest share of the shorter text that is related to where it was lifted from.
const LIFTED: f64 = 0.5;

/// Highest share of a lifted text that reads differently.
const CHANGED: f64 = 0.1;

/// Least share of the shorter text that stands in the other one if both say the same but for a
/// number.
const RESTATED: f64 = 0.8;

/// Shortest text, in ideographs, that can be lifted: less is a phrase.
const LIFTED_WEIGHT: f64 = 40.0;

/// Shortest title in 《》, in characters, that two entries about it have in common by no
/// coincidence.
const TITLE_CHARS: usize = 10;

/// Least share of the pairs of words that the titles of two issues of a series have in common.
const SAME_FORM: f64 = 0.6;

/// What it costs two entries that they share a form and nothing that says what happened: more than
/// all that equal texts have in common.
const ONLY_A_FORM: f64 = -20.0;

/// Most terms of evidence that are kept.
const KEPT_TERMS: usize = 8;

/// An entry, ready to be compared.
#[derive(Debug, Clone, Copy)]
pub struct Side<'a> {
    /// As stored.
    pub entry: &'a Comparable,
    /// Its texts as read.
    pub profile: &'a Profile,
}

/// Compares two entries. Whether the first or the second comes first changes nothing but whom the
/// evidence names: `other`.
pub fn compare(one: Side<'_>, other: Side<'_>) -> Comparison {
    let agreement = agreement(one.entry.document.as_ref(), other.entry.document.as_ref());
    if !share_only_a_form(one, other)
        && let Some(same) = equal_hashes(one.entry, other.entry, agreement)
    {
        return same;
    }
    let measured = terms(one.profile, other.profile);
    let Weighing {
        base,
        terms: mut weighed,
    } = weighing(one, other, agreement, measured.as_ref());
    let score = base + weighed.iter().map(|term| term.points).sum::<f64>();
    weighed.truncate(KEPT_TERMS);
    let alike = Evidence::Alike {
        with: other.entry.key.to_string(),
        score,
        terms: weighed,
    };
    if agreement == NumberAgreement::Different {
        return Comparison {
            bond: Bond::Never,
            relation: Relation::Apart,
            evidence: alike,
        };
    }
    let relation = if score > 0.0 {
        Relation::Same
    } else if score > NEARLY
        || agreement != NumberAgreement::Unknown
        || link_to_one_page(one.entry, other.entry)
        || measured.is_some_and(|terms| {
            is_lifted(one.profile, other.profile, &terms) || is_restated(&terms)
        })
        || shares_subject(one.entry, other.entry)
        || have_one_telling_title(one, other)
    {
        Relation::Related
    } else {
        Relation::Apart
    };
    Comparison {
        bond: Bond::Score(score),
        relation,
        evidence: alike,
    }
}

/// Compares two entries by their hashes alone; `None` if their texts have to be read for it.
pub fn same_text(one: &Comparable, other: &Comparable) -> Option<Comparison> {
    let agreement = agreement(one.document.as_ref(), other.document.as_ref());
    // Other titles may be those of two issues of a series, or stand above one wall: they have to
    // be read for that.
    let is_sure = one.fingerprint.title == other.fingerprint.title;
    is_sure
        .then(|| equal_hashes(one, other, agreement))
        .flatten()
}

fn equal_hashes(
    one: &Comparable,
    other: &Comparable,
    agreement: NumberAgreement,
) -> Option<Comparison> {
    if agreement == NumberAgreement::Different || !has_same_text(one, other) {
        return None;
    }
    let Fingerprint { version, chars, .. } = other.fingerprint;
    Some(Comparison {
        bond: Bond::Score(EXACT),
        relation: Relation::Same,
        evidence: Evidence::SameText {
            version,
            with: other.key.to_string(),
            chars,
        },
    })
}

/// Whether all that two entries share is a form: equal texts below the titles of two issues or of
/// two other matters, or a title that says nothing over no text.
fn share_only_a_form(one: Side<'_>, other: Side<'_>) -> bool {
    one.profile.says_nothing()
        || other.profile.says_nothing()
        || is_below_foreign_titles(one, other)
        || (has_same_text(one.entry, other.entry)
            && one.profile.is_of_another_day(other.profile)
            && are_two_issues(&one.profile.title, &other.profile.title))
}

/// Whether two entries have one text of which neither title says anything, nor do the titles have
/// anything in common: what a site shows instead of its articles (subscribe, accept cookies, prove
/// that you are no robot).
fn is_below_foreign_titles(one: Side<'_>, other: Side<'_>) -> bool {
    let (a, b) = (&one.entry.fingerprint, &other.entry.fingerprint);
    a.content == b.content
        && a.title != b.title
        && a.chars > 0
        && one.profile.has_foreign_title()
        && other.profile.has_foreign_title()
        && one.profile.title.is_foreign_to(&other.profile.title)
}

/// Whether two titles have the same words around other numbers (`week of 9 November`, `week of 16
/// November`; `第4期`, `第5期`), as two issues of a series have, however equal the text below them
/// is.
fn are_two_issues(one: &Reading, other: &Reading) -> bool {
    let lacks = |from: &Reading, to: &Reading| {
        let agrees = |figure: &Figure| to.figures.iter().any(|other| other.agrees(figure));
        // Two issues of one month or year name it both.
        let is_wide = |figure: &Figure| matches!(figure.kind, Kind::Year | Kind::Month);
        let (known, other): (Vec<&Figure>, Vec<&Figure>) =
            from.figures.iter().partition(|figure| agrees(figure));
        !other.is_empty() && known.into_iter().all(is_wide)
    };
    lacks(one, other)
        && lacks(other, one)
        && pairs_contained(&pairs(&one.tokens), [other]) >= SAME_FORM
        && pairs_contained(&pairs(&other.tokens), [one]) >= SAME_FORM
}

/// What speaks for and against one text, as it is summed up.
#[derive(Debug, Clone, PartialEq)]
pub struct Weighing {
    /// What the sum begins with.
    pub base: f64,
    /// Every term that counts, the heaviest first.
    pub terms: Vec<Weighed>,
}

/// All that [`compare`] sums up for a pair, for explaining it.
pub fn weighed(one: Side<'_>, other: Side<'_>) -> Weighing {
    let agreement = agreement(one.entry.document.as_ref(), other.entry.document.as_ref());
    let measured = terms(one.profile, other.profile);
    weighing(one, other, agreement, measured.as_ref())
}

fn weighing(
    one: Side<'_>,
    other: Side<'_>,
    agreement: NumberAgreement,
    measured: Option<&Terms>,
) -> Weighing {
    let mut weighed = measured.map(weigh).unwrap_or_default();
    if agreement == NumberAgreement::Same {
        weighed.push(fixed("same-number", SAME_NUMBER));
    }
    if one.entry.url.is_some() && one.entry.url == other.entry.url {
        weighed.push(fixed("same-page", SAME_PAGE));
    }
    if share_only_a_form(one, other) {
        weighed.push(fixed("only-a-form", ONLY_A_FORM));
    }
    weighed.sort_by(|a, b| {
        b.points
            .abs()
            .total_cmp(&a.points.abs())
            .then(a.term.cmp(&b.term))
    });
    Weighing {
        base: if measured.is_some() {
            BIAS
        } else {
            NOTHING_SHARED
        },
        terms: weighed,
    }
}

/// The score of a pair: the logarithm of the odds that both carry one text.
pub fn score(terms: &Terms) -> f64 {
    BIAS + weigh(terms).iter().map(|term| term.points).sum::<f64>()
}

fn weigh(terms: &Terms) -> Vec<Weighed> {
    TERMS
        .iter()
        .zip(terms)
        .filter(|(_, value)| **value != 0.0)
        .map(|(term, value)| Weighed {
            term: term.name.into(),
            value: *value,
            points: value * term.weight,
        })
        .filter(|term| term.points != 0.0)
        .collect()
}

fn fixed(term: &'static str, points: f64) -> Weighed {
    Weighed {
        term: term.into(),
        value: 1.0,
        points,
    }
}

fn agreement(one: Option<&OfficialDocument>, other: Option<&OfficialDocument>) -> NumberAgreement {
    match (one, other) {
        (Some(one), Some(other)) => one.agreement(other),
        _ => NumberAgreement::Unknown,
    }
}

/// Equal hashes of a text that is no coincidence. An empty text never folds by its hash.
fn has_same_text(one: &Comparable, other: &Comparable) -> bool {
    let (a, b) = (&one.fingerprint, &other.fingerprint);
    let same_day = one
        .published
        .zip(other.published)
        .is_some_and(|(one, other)| !is_other_day(one, other));
    a.chars > 0
        && a.version == b.version
        && a.content == b.content
        && (a.chars >= MIN_CHARS || a.title == b.title)
        && (a.chars >= MIN_CHARS_OVER_DAYS || same_day)
}

/// Whether one entry is a point taken out of a longer text, unchanged. A template with other names
/// and numbers is not.
fn is_lifted(one: &Profile, other: &Profile, terms: &Terms) -> bool {
    let value = |name: &str| value(terms, name);
    let weight = f64::from(one.body.weight.min(other.body.weight));
    let contained = value("in-order");
    contained >= LIFTED
        && weight * contained >= LIFTED_WEIGHT
        && value("replaced") <= CHANGED
        && value("numbers-changed") == 0.0
}

/// Whether both have one title that says what happened, and came on one day: two summaries of one
/// matter may have no words in common.
fn have_one_telling_title(one: Side<'_>, other: Side<'_>) -> bool {
    one.entry.fingerprint.title == other.entry.fingerprint.title
        && one.profile.has_telling_title()
        && one.entry.outlet != other.entry.outlet
        && !one.profile.is_of_another_day(other.profile)
}

/// Whether entries of two outlets link to one page: an aggregator and the page's own feed may
/// describe it in words that have nothing in common. One outlet also links many things to one
/// page.
fn link_to_one_page(one: &Comparable, other: &Comparable) -> bool {
    one.url.is_some() && one.url == other.url && one.outlet != other.outlet
}

/// Whether one entry gives another number in the words of the other, on the same day: a
/// correction, or the next step of a price.
fn is_restated(terms: &Terms) -> bool {
    value(terms, "title-number-replaced") > 0.0
        && value(terms, "in-order") >= RESTATED
        && value(terms, "subject-replaced") == 0.0
        && value(terms, "other-day") == 0.0
}

fn value(terms: &Terms, name: &str) -> f64 {
    let named = TERMS.iter().zip(terms).find(|(term, _)| term.name == name);
    named.map_or(0.0, |(_, value)| *value)
}

/// Whether both are about one document: one's own number, which the other one mentions, or a
/// title.
fn shares_subject(one: &Comparable, other: &Comparable) -> bool {
    let (Some(one), Some(other)) = (&one.document, &other.document) else {
        return false;
    };
    let cites = |from: &OfficialDocument, to: &OfficialDocument| {
        from.numbers
            .iter()
            .any(|number| to.mentioned().any(|mentioned| mentioned == number))
    };
    let titled = one
        .titles
        .iter()
        .any(|title| title.chars().count() >= TITLE_CHARS && other.titles.contains(title));
    cites(one, other) || cites(other, one) || titled
}
