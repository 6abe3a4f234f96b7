//! Exact keys: equal texts, one official number, one page. They decide, or count as terms beside
//! the evidence of the texts.

use super::{ProfiledEntry, WeighedTerm, agreement};
use crate::fold::profile::{Profile, is_other_day};
use crate::fold::substitution::{Stretch, gaps, matched};
use crate::fold::tokens::overlap::share_of_pairs;
use crate::fold::tokens::{
    Figure, FigureKind, MASK, TokenizedText, is_common_word, is_word, length, pairs,
};
use crate::fold::words::{are_exchanged, periods_differ, told_beside_columns};
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

/// How many times longer than what differs the words are that two outlets have in common in the
/// titles of one form.
const FRAME_TO_NAMES: usize = 2;

/// Fewest tokens that tell something and that the titles of one form have in common.
const LEAST_FORM: usize = 2;

/// Length of a name in a title, in ideographs; a word counts as two. Within an outlet, one differs
/// from another one in an ideograph at least (`인천`, `춘천`).
const SHORTEST_NAME: u32 = 2;
const LONGEST_NAME: u32 = 12;

/// Most tokens up to the end of the name of a company with which a title begins.
const LONGEST_SUBJECT: usize = 12;

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
/// nothing in common, or a topic at most: what a site shows instead of its articles (subscribe,
/// accept cookies, prove that you are no robot). Such a text may count, date or number itself.
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
        && are_of_two_matters(one.profile, other.profile)
        && !leads_with_its_subject(one.profile, other.profile)
        && !leads_with_its_subject(other.profile, one.profile)
}

/// Whether a text begins with the subject of its title, which the other title does not name. In an
/// inflected language it may be the only word that title and text have in common: `Çaykent`, of
/// `Çaykent kulübü borcunu yapılandırdı`.
fn leads_with_its_subject(one: &Profile, other: &Profile) -> bool {
    let subject = one.title.first_telling_word();
    subject.is_some_and(|subject| {
        one.body.lead_tokens().contains(&subject) && !other.title.has_name(subject)
    })
}

/// Whether the titles above one text have nothing in common. If the text has no word of either,
/// they may have less than half of their words in common: `Bahnstreik: …` above two articles on
/// one strike.
fn are_of_two_matters(one: &Profile, other: &Profile) -> bool {
    let (title, other_title) = (&one.title, &other.title);
    let are_foreign = title.is_foreign_to(other_title) && other_title.is_foreign_to(title);
    are_foreign
        || (title.is_spaced()
            && one.tells_nothing_of_title()
            && other.tells_nothing_of_title()
            && title.is_mostly_foreign_to(other_title)
            && other_title.is_mostly_foreign_to(title))
}

/// Whether two entries have one text, and their titles put other names into one frame, which the
/// text does not have: `Météo Corvac : ciel voilé`, `Météo Lannes : ciel voilé` above one
/// forecast. A name in other places than the beginning of the titles counts within an outlet, or
/// if the text says nothing of the frame either: of two outlets that reword a headline, each may
/// say it in words of its own.
fn is_named_by_titles_only(one: ProfiledEntry<'_>, other: ProfiledEntry<'_>) -> bool {
    let (a, b) = (&one.entry.fingerprint, &other.entry.fingerprint);
    if a.content != b.content || a.title == b.title || !(1..MIN_CHARS_OVER_DAYS).contains(&a.chars)
    {
        return false;
    }
    let is_of_one_outlet = one.profile.outlet == other.profile.outlet;
    let speaks_of_itself = one.profile.speaks_of_itself();
    let (title, other_title) = (&one.profile.title.tokens, &other.profile.title.tokens);
    let matched = matched(title, other_title);
    let gaps = gaps(&matched, title.len(), other_title.len());
    let shortest = if is_of_one_outlet || speaks_of_itself {
        1
    } else {
        SHORTEST_NAME
    };
    let has_names = |(of_one, of_other): &(Stretch, Stretch)| {
        is_untold_name(of_one, one.profile, shortest)
            && is_untold_name(of_other, other.profile, shortest)
    };
    let leads = |gap: &(Stretch, Stretch)| gap.0.start == 0 && gap.1.start == 0;
    let longest = |gap: &(Stretch, Stretch)| gap.0.len().max(gap.1.len());
    let replaced: usize = gaps.iter().map(longest).sum();
    // One word that tells something is a topic (`title of the portal`).
    let told = matched.iter().filter_map(|(at, _)| title.get(*at));
    let tells = |token: &&u64| {
        !is_word(**token) || (one.profile.title.has_name(**token) && !is_common_word(**token))
    };
    let is_form = told.filter(tells).count() >= LEAST_FORM;
    let is_frame = match gaps.as_slice() {
        _ if is_of_one_outlet => is_form && matched.len() >= replaced,
        [only] if leads(only) => matched.len() >= replaced,
        // `金石新材:异常波动公告` and `金泰新材:异常波动公告` above one text of `the company`.
        [only] if speaks_of_itself => {
            only.0.end.max(only.1.end) <= LONGEST_SUBJECT
                && matched.len() >= FRAME_TO_NAMES * replaced
        }
        _ => {
            is_form
                && matched.len() >= FRAME_TO_NAMES * replaced
                && one.profile.has_foreign_title()
                && other.profile.has_foreign_title()
        }
    };
    is_frame && gaps.iter().any(has_names)
}

/// Whether a stretch of a title is a name of at least this length of which the text has no part.
fn is_untold_name(stretch: &Stretch, entry: &Profile, shortest: u32) -> bool {
    let title = &entry.title.tokens;
    let Some(name) = title.get(stretch.clone()) else {
        return false;
    };
    let is_told = |part: &[u64]| entry.body.has_run(part);
    // Many texts have one character of a name: the word of which it is part is looked up.
    let is_part_of_word = matches!(name, [only] if !is_word(*only));
    let is_told_in_part = || match name {
        [_] if is_part_of_word => {
            let beginnings = [stretch.start.checked_sub(1), Some(stretch.start)];
            let mut pairs = (beginnings.into_iter().flatten())
                .filter_map(|beginning| title.get(beginning..=beginning + 1));
            pairs.any(is_told)
        }
        _ if name.iter().all(|token| is_word(*token)) => name.chunks(1).any(is_told),
        _ => name.windows(name.len().min(2)).any(is_told),
    };
    let length: u32 = length(name);
    (shortest..=LONGEST_NAME).contains(&length)
        && !name.contains(&MASK)
        && !name.iter().all(|token| is_common_word(*token))
        // `Opinion: …` names a column.
        && told_beside_columns(name) > 0
        && !are_exchanged(name)
        && !is_told_in_part()
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
