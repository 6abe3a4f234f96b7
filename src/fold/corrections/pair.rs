//! Says of two entries whether one of them corrects or withdraws the other one.

use jiff::SignedDuration;

use crate::fold::compare::ProfiledEntry;
use crate::fold::evidence::Pair;
use crate::fold::profile::Profile;
use crate::fold::tokens::overlap::share_of_pairs;
use crate::fold::tokens::{Figure, FigureKind, TokenizedText, ideographs, pairs};
use crate::fold::words::{EntryKind, is_ordinal};
use crate::model::{Correction, CorrectionKind, Timestamp};

/// Longest time from a text to a marked entry that repeats the text, with or without another value.
const LATEST: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Longest time from a text to a notice that repeats its title and not its text.
const LATEST_NOTICE: SignedDuration = SignedDuration::from_hours(48);

/// Most of the shorter text that a notice has in common with the text that it speaks of. A text of
/// another day that has more is the next issue of a series under one title.
const NOTICE_SHARES: f64 = 0.3;

/// Longest time from a text to the same text with another number and no mark.
const LATEST_SILENT: SignedDuration = SignedDuration::from_hours(6);

/// Most tokens that stand before the title that a marked entry repeats.
const MAX_KICKER: usize = 2;

/// Least share of the pairs of words that two titles of one matter have in common.
const TITLES_ALIKE: f64 = 0.7;

/// Least share of the shorter text that the other one has in the same order: below titles that are
/// alike, and below others.
const TEXTS_ALIKE: f64 = 0.7;
const TEXTS_EQUAL: f64 = 0.9;

/// Length of the name with which titles and texts about one company begin, in ideographs.
const SAME_BEGINNING: u32 = 4;

/// Most that the longer one of two texts below different titles is longer.
const LONGER: f64 = 1.5;

/// Shortest text, in ideographs, that says which matter it is about below a different title.
const TELLING_TEXT: u32 = 60;

/// Most of the numbers in the same words that a correction after days replaces.
const FEW_CHANGED: f64 = 0.2;

/// Shortest title, in ideographs, of a text with a silent correction: shorter ones (`快讯`) stand
/// above other texts every hour.
const LEAST_SILENT_TITLE: u32 = 6;

/// Fewest numbers of a text of which one was silently corrected, and its least length in
/// ideographs: shorter texts with one number are quotes that an outlet repeats.
const LEAST_FIGURES: usize = 4;
const LEAST_SILENT_TEXT: u32 = 50;

/// Two entries of which one alone is marked as a correction, or as a withdrawal.
#[derive(Debug, Clone, Copy)]
pub(in crate::fold) struct MarkedPair<'a> {
    kind: CorrectionKind,
    marked: ProfiledEntry<'a>,
    other: ProfiledEntry<'a>,
}

impl<'a> MarkedPair<'a> {
    /// `None` if both entries have the same mark, or none.
    pub(in crate::fold) fn new(one: ProfiledEntry<'a>, other: ProfiledEntry<'a>) -> Option<Self> {
        let pair = |kind, marked, other| {
            Some(Self {
                kind,
                marked,
                other,
            })
        };
        match (one.profile.correction, other.profile.correction) {
            (None, None) => {
                let (is_one, is_other) = (bare_mark(one, other), bare_mark(other, one));
                match (is_one, is_other) {
                    (Some(kind), _) => pair(kind, one, other),
                    (None, Some(kind)) => pair(kind, other, one),
                    (None, None) => None,
                }
            }
            (Some(kind), None) => pair(kind, one, other),
            (None, Some(kind)) => pair(kind, other, one),
            (Some(a), Some(b)) if a > b => pair(a, one, other),
            (Some(a), Some(b)) if a < b => pair(b, other, one),
            _ => None,
        }
    }

    /// What the marked entry says of the other one; `None` if it is not sure to speak of this one.
    ///
    /// `has_same_text` says whether both texts are equal, and `measured` what was measured of
    /// them.
    pub(in crate::fold) fn statement(
        &self,
        has_same_text: bool,
        measured: Option<&Pair<'_>>,
    ) -> Option<Correction> {
        let (marked, other) = (self.marked.profile, self.other.profile);
        let after = time_since(marked, other);
        let within = |longest| after.is_none_or(|after| after <= longest);
        let is_later = after.is_none_or(|after| !after.is_negative());
        let is_notice = measured.is_none_or(|pair| pair.share_in_order() < NOTICE_SHARES);
        let speaks_of_it = is_later
            && (within(LATEST) && has_same_text
                || within(LATEST_NOTICE)
                    && have_one_title(marked, other)
                    && (!marked.is_of_another_day(other) || is_notice)
                || within(LATEST) && measured.is_some_and(|pair| self.replaces_a_value(pair)));
        speaks_of_it.then_some(Correction {
            kind: self.kind,
            by: self.marked.entry.key,
        })
    }

    /// Whether the marked entry says the same as the other one but for single values.
    ///
    /// A template around another company, security or place is no correction, and neither is the
    /// issue of another day.
    fn replaces_a_value(&self, pair: &Pair<'_>) -> bool {
        let (marked, other) = (self.marked.profile, self.other.profile);
        let changes_little = pair.changed().share_different() <= FEW_CHANGED
            && pair.substitution().numbers == 0
            && !pair.names_other_days();
        if pair.names_other_securities() || (pair.is_other_day && !changes_little) {
            return false;
        }
        let in_order = pair.share_in_order();
        // The wrong value may be the name of somebody who belongs to the same company.
        let is_one_matter = pair.substitution().subject == 0.0
            || (in_order >= TEXTS_EQUAL && pair.has_all_numbers() && begin_alike(marked, other));
        let (short, long) = (pair.short.body.ideographs, pair.long.body.ideographs);
        let is_same_length = f64::from(long) <= LONGER * f64::from(short);
        let may_replace = pair.substitution().numbers == 0
            || (replaces_values_only(marked, other) && replaces_values_only(other, marked))
            || (in_order >= TEXTS_EQUAL && replaces_counts(pair));
        (is_one_matter
            && may_replace
            && in_order >= TEXTS_ALIKE
            && alike(&marked.title, &other.title))
            || (pair.has_all_numbers()
                && in_order >= TEXTS_EQUAL
                && short >= TELLING_TEXT
                && is_same_length)
    }
}

/// Whether titles and texts of two entries begin with the same words: the name of whom they are
/// about.
fn begin_alike(one: &Profile, other: &Profile) -> bool {
    let begins = |one: &TokenizedText, other: &TokenizedText| {
        let same = one.tokens.iter().zip(&other.tokens);
        let same = same.take_while(|(a, b)| a == b);
        same.map(|(token, _)| ideographs(*token)).sum::<u32>() >= SAME_BEGINNING
    };
    begins(&one.title, &other.title) && begins(&one.body, &other.body)
}

/// Whether every number of a title that the other entry lacks is a value. `第12号` names another
/// matter.
fn replaces_values_only(from: &Profile, to: &Profile) -> bool {
    let mut missing = from
        .title
        .figures
        .iter()
        .filter(|figure| !to.has_figure(figure));
    missing.all(is_value)
}

/// Whether two entries have the same title but for counts (`12家企业`), and replace the same
/// counts in their texts, and no other number there.
///
/// The next one of a series has other dates, amounts or numbers in its text as well.
fn replaces_counts(pair: &Pair<'_>) -> bool {
    let (short, long) = (pair.short, pair.long);
    if short.title.tokens != long.title.tokens {
        return false;
    }
    let in_titles: Vec<(&Figure, &Figure)> = differing(&short.title, &long.title).collect();
    let in_texts: Vec<(&Figure, &Figure)> = (pair.alignment.pairs())
        .filter_map(|(at, place)| short.body.figure_at(at).zip(long.body.figure_at(place)))
        .filter(|(one, other)| !one.agrees(other))
        .collect();
    let has = |all: &[(&Figure, &Figure)], (one, other): &(&Figure, &Figure)| {
        all.iter().any(|(a, b)| a.agrees(one) && b.agrees(other))
    };
    in_titles.iter().all(|(one, other)| {
        let counts = is_count(&short.title, one) && is_count(&long.title, other);
        counts || (is_value(one) && is_value(other))
    }) && in_titles.iter().all(|replaced| has(&in_texts, replaced))
        && in_texts.iter().all(|replaced| has(&in_titles, replaced))
}

/// Whether a number says how many, and does not name one of a series.
fn is_count(text: &TokenizedText, figure: &Figure) -> bool {
    figure.kind == FigureKind::Amount && !is_ordinal(&text.tokens, figure.token)
}

/// What `one` says if its title is a mark and the title of `other`.
fn bare_mark(one: ProfiledEntry<'_>, other: ProfiledEntry<'_>) -> Option<CorrectionKind> {
    let bare = one.profile.bare?;
    let tokens = &one.profile.title.tokens;
    let rest = if bare.is_before {
        tokens.get(bare.tokens..)
    } else {
        tokens.get(..tokens.len().checked_sub(bare.tokens)?)
    };
    let is_title = rest == Some(&other.profile.title.tokens);
    (is_title && other.profile.has_telling_title()).then_some(bare.kind)
}

/// How long after the second entry the first one was published; `None` if a date is unknown.
fn time_since(one: &Profile, other: &Profile) -> Option<SignedDuration> {
    let (one, other): (Timestamp, Timestamp) = one.published.zip(other.published)?;
    Some(one.duration_since(other))
}

/// Whether both have one title that says by itself what happened, but for the kicker of a marked
/// one (`ADVISORY: story withdrawn - …`).
fn have_one_title(marked: &Profile, other: &Profile) -> bool {
    let (title, other_title) = (&marked.title, &other.title);
    let kicker = title.tokens.len().checked_sub(other_title.tokens.len());
    other.has_telling_title()
        && kicker.is_some_and(|kicker| kicker <= MAX_KICKER)
        && title.tokens.ends_with(&other_title.tokens)
        && title
            .figures
            .iter()
            .rev()
            .zip(other_title.figures.iter().rev())
            .all(|(a, b)| a.agrees(b))
}

/// Whether two texts have the same words and numbers.
fn is_same(one: &TokenizedText, other: &TokenizedText) -> bool {
    one.tokens == other.tokens && differing(one, other).next().is_none()
}

/// Whether two titles have most of their words in common, each of the other's.
fn alike(one: &TokenizedText, other: &TokenizedText) -> bool {
    one.tokens == other.tokens
        || share_of_pairs(&pairs(&one.tokens), [other]) >= TITLES_ALIKE
            && share_of_pairs(&pairs(&other.tokens), [one]) >= TITLES_ALIKE
}

/// The numbers of two texts with the same words that differ.
fn differing<'a>(
    one: &'a TokenizedText,
    other: &'a TokenizedText,
) -> impl Iterator<Item = (&'a Figure, &'a Figure)> {
    let both = one.figures.iter().zip(&other.figures);
    both.filter(|(a, b)| !a.agrees(b))
}

/// Says which of two entries of one outlet gives another number in the text of the other one,
/// without a word about it.
///
/// That is certain only if nothing else differs: one headline that tells no price and is none of a
/// digest, one text of some length with several numbers, and one of these replaced within hours.
/// Dates and counters are no such numbers. What is not certain is left to the evidence of the
/// texts.
pub(in crate::fold) fn silently_corrected(
    one: ProfiledEntry<'_>,
    other: ProfiledEntry<'_>,
) -> Option<Correction> {
    let (a, b) = (one.profile, other.profile);
    let is_one_text = one.entry.outlet == other.entry.outlet
        && a.title.ideographs >= LEAST_SILENT_TITLE
        && is_same(&a.title, &b.title)
        && !a.title_kinds.has(EntryKind::Digest)
        && a.body.tokens == b.body.tokens;
    if !is_one_text {
        return None;
    }
    let tells_price = a.directions.moves() || a.lead_directions.moves();
    let after = time_since(a, b)?;
    let mut changed = differing(&a.body, &b.body);
    let (from, to) = changed.next()?;
    let is_certain = !tells_price
        && !after.is_zero()
        && after.abs() <= LATEST_SILENT
        && changed.next().is_none()
        && is_value(from)
        && is_value(to)
        && a.body.figures.len() >= LEAST_FIGURES
        && a.body.ideographs >= LEAST_SILENT_TEXT;
    is_certain.then_some(Correction {
        kind: CorrectionKind::Corrects,
        by: if after.is_positive() { one } else { other }.entry.key,
    })
}

/// Whether a number is an amount with a scale or decimals, or a percentage. Counters of readers
/// are none of these.
fn is_value(figure: &Figure) -> bool {
    match figure.kind {
        FigureKind::Percent => true,
        FigureKind::Amount => figure.scaled || figure.step < 1.0,
        FigureKind::Year
        | FigureKind::Month
        | FigureKind::Day
        | FigureKind::Weekday
        | FigureKind::Code
        | FigureKind::Label => false,
    }
}
