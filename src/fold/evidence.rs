//! Measures what speaks for and against two entries carrying one text: named terms, each a number.

use super::alignment::Alignment;
use super::profile::Profile;
use super::reading::{Figure, Kind, Reading, each_pair, pairs};
use super::substitution::{Substitution, values_replaced};
use super::weights::COUNT;
use super::words::{self, Mark};

/// The value of every term of [`super::weights::TERMS`], in its order, for one pair.
pub type Terms = [f64; COUNT];

/// Longest stretch, in tokens, in which a word for the future changes what is said around it.
const LONGEST_TENSE: usize = 6;

/// Hours apart that count when one of the dates is not known: neither near nor far.
pub(super) const UNKNOWN_HOURS: f64 = 6.0;

/// Text that reads differently between equal words, in ideographs, from which on an outlet tells
/// something else.
const REWORDED: f64 = 8.0;

/// Share of a headline that editors reword, and the share above it from which on it tells
/// something else.
const REWORDED_HEADLINE: f64 = 0.3;
const HEADLINE_SPAN: f64 = 0.4;

/// Share of a digest's title from which on it is the headline of one piece of news.
const LEAST_KNOWN: f64 = 0.5;

/// Most that a longer text's coming later counts: three times as long, three hours later.
const MOST_LATER: f64 = 1.3;

/// Logarithm of how much longer a text is that is no further issue of a figure.
const MUCH_LONGER: f64 = 0.5;

/// Hours from which on a short text is the next issue of a daily figure rather than a late copy.
const NEXT_ISSUE_HOURS: f64 = 20.0;

/// Least share of the shorter text, or of its title, that two entries worth measuring have in
/// common.
pub(super) const LEAST_CONTAINED: f64 = 0.12;
pub(super) const LEAST_TITLE: f64 = 0.35;

/// Length of a stretch in common from which on it counts as long, and of what the shorter text has
/// for itself from which on it counts, in ideographs.
pub(super) const LONG_SHARED: f64 = 200.0;
pub(super) const MUCH_OWN: f64 = 50.0;

/// Measures what two entries have in common. The result does not depend on which of them comes
/// first.
///
/// `None` when they have next to nothing in common: neither is the evidence then measured, nor
/// were its weights fitted on such pairs.
pub fn terms(one: &Profile, other: &Profile) -> Option<Terms> {
    let (short, long) = if one.order(other).is_le() {
        (one, other)
    } else {
        (other, one)
    };
    let contained = contained(&short.body, [&long.body, &long.title]);
    let title_in_text = pairs_contained(&pairs(&short.title.tokens), [&long.title, &long.body]);
    if contained < LEAST_CONTAINED && title_in_text < LEAST_TITLE {
        return None;
    }
    let alignment = Alignment::of(&short.body, &long.body);
    let whole = f64::from(short.body.weight.max(1));
    // What says little of a long text weighs less, the longer it is.
    let brevity = 100.0 / (100.0 + whole);
    let shortness = 20.0 / (20.0 + whole);
    let numbers = Numbers::of(short, long);
    let changed = Changed::of(short, long, &alignment);
    let subjects = same_subject(short, long);
    let hours = hours_apart(short, long).unwrap_or(UNKNOWN_HOURS);
    let other_day = short.is_of_another_day(long);
    let same_outlet = short.outlet == long.outlet;
    let other_title = titles_replaced(&short.title, &long.title);
    let own_words = whole - f64::from(alignment.covered);
    let reworded = (f64::from(alignment.replaced) / REWORDED).min(1.0);
    let replaced = Substitution::of(short, long);
    let longer = (f64::from(long.body.weight.max(1)) / whole).ln();
    let later = hours_later(short, long).unwrap_or(0.0).max(0.0);
    Some([
        contained,
        f64::from(alignment.covered) / whole,
        flag(alignment.begins_alike),
        beyond(alignment.covered.into(), LONG_SHARED),
        title_in_text * telling(&short.title),
        count(numbers.shared).ln_1p(),
        flag(subjects == Some(true)),
        flag(hours <= 0.05),
        f64::from(alignment.replaced) / whole,
        f64::from(alignment.replaced).ln_1p() * brevity,
        f64::from(alignment.tail_replaced).ln_1p(),
        f64::from(alignment.tail_missing) / whole,
        beyond(own_words, MUCH_OWN),
        beyond(alignment.head_skipped.into(), 20.0),
        other_title * brevity,
        count(numbers.missing).ln_1p(),
        share(numbers.missing, numbers.missing + numbers.found),
        count(changed.differ).ln_1p(),
        share(changed.differ, changed.differ + changed.agree),
        count(title_numbers_missing(short, long)).ln_1p(),
        count(title_numbers_missing(long, short)).ln_1p(),
        days_differ(short, long),
        codes_differ(short, long),
        flag(subjects == Some(false)),
        subject_missing(short, long).max(subject_missing(long, short)),
        count(names_missing(short, long)).ln_1p(),
        count(title_names_missing(short, long) + title_names_missing(long, short)).ln_1p(),
        short.directions.differ(long.directions).into(),
        short.lead_directions.differ(long.lead_directions).into(),
        flag(tense_differs(&alignment, short, long)),
        flag(same_outlet) * brevity,
        hours.ln_1p() * brevity,
        hours.ln_1p() * shortness,
        flag(other_day) * brevity,
        flag(other_day) * shortness,
        longer,
        replaced.subject,
        count(replaced.numbers).min(1.0),
        replaced.opposites.min(1).into(),
        flag(same_outlet && other_day) * (1.0 - other_title) * reworded,
        flag(same_outlet && !other_day) * other_title * beyond(own_words, 150.0),
        own_headline(short, long) * longer,
        (longer * later.ln_1p()).min(MOST_LATER),
        flag(move_missing(short, long) || move_missing(long, short)),
        flag(short.marks.has(Mark::Denial) != long.marks.has(Mark::Denial)),
        flag(is_digest_beside(short, long) || is_digest_beside(long, short)),
        values_replaced(&alignment, short, long),
        flag(is_next_issue(short, hours) && longer < MUCH_LONGER) * brevity,
        flag(short.directions.stages_differ(long.directions)),
    ])
}

/// How much a title tells: of a word or two (`预告`, `Part 2`), next to nothing.
fn telling(title: &Reading) -> f64 {
    (f64::from(title.weight) / 10.0).min(1.0)
}

/// Logarithm of how often `value` holds `unit`; 0 below one.
pub(super) fn beyond(value: f64, unit: f64) -> f64 {
    (value / unit).max(1.0).ln()
}

fn hours_apart(one: &Profile, other: &Profile) -> Option<f64> {
    let seconds = one.published?.duration_since(other.published?).abs();
    Some(seconds.as_secs_f64() / 3600.0)
}

/// How many hours after the first the second was published; negative if before.
fn hours_later(one: &Profile, other: &Profile) -> Option<f64> {
    let seconds = other.published?.duration_since(one.published?);
    Some(seconds.as_secs_f64() / 3600.0)
}

/// Whether a text with figures came so long after another one that it is the next issue of a daily
/// figure rather than a late copy.
fn is_next_issue(text: &Profile, hours: f64) -> bool {
    hours >= NEXT_ISSUE_HOURS && amounts(&text.body).next().is_some()
}

/// How much the longer text has a headline of its own: the share of it that the shorter entry has
/// nowhere, 0 to 1. Editors reword a headline, so that the first third of it counts for nothing.
fn own_headline(short: &Profile, long: &Profile) -> f64 {
    let unknown = 1.0 - headline_known(&long.title, short);
    ((unknown - REWORDED_HEADLINE) / HEADLINE_SPAN).clamp(0.0, 1.0)
}

/// Share of a title that an entry has.
fn headline_known(title: &Reading, to: &Profile) -> f64 {
    if title.is_spaced() {
        // Words of an inflected language stand in another order in a headline.
        let known = title.names.iter().filter(|name| to.names(**name));
        share(known.count(), title.names.len())
    } else {
        pairs_contained(&pairs(&title.tokens), [&to.title, &to.body])
    }
}

/// Whether one title announces several pieces of news, and next to nothing of it is the other's.
fn is_digest_beside(digest: &Profile, other: &Profile) -> bool {
    digest.title_marks.has(Mark::Digest)
        && !other.title_marks.has(Mark::Digest)
        && headline_known(&digest.title, other) < LEAST_KNOWN
}

/// Whether a title gives a move of a price in per cent of which the other entry says nothing: it
/// tells the reaction to news, with the news as its background.
fn move_missing(from: &Profile, to: &Profile) -> bool {
    let is_missing = |figure: &Figure| figure.kind == Kind::Percent && !has(to, figure);
    from.directions.moves() && !to.directions.moves() && from.title.figures.iter().any(is_missing)
}

/// Whether one text says that something will be done where the other one, in the same words, does
/// not.
fn tense_differs(alignment: &Alignment, short: &Profile, long: &Profile) -> bool {
    alignment
        .gaps(&short.body, &long.body)
        .filter(|(one, other)| one.len().max(other.len()) <= LONGEST_TENSE)
        .any(|(one, other)| words::tells_future(one) != words::tells_future(other))
}

/// Share of the shorter title for which the other one has something else.
fn titles_replaced(one: &Reading, other: &Reading) -> f64 {
    let alignment = Alignment::of(one, other);
    let replaced = alignment.replaced + alignment.head_replaced + alignment.tail_replaced;
    (f64::from(replaced) / f64::from(one.weight.min(other.weight).max(1))).min(1.0)
}

/// Whether both titles name one subject; `None` where one of them names none.
pub(super) fn same_subject(one: &Profile, other: &Profile) -> Option<bool> {
    let named = !one.subject.is_empty() && !other.subject.is_empty();
    named.then(|| words::same_name(&one.subject, &other.subject))
}

/// 1 if both name securities, and none in common.
fn codes_differ(one: &Profile, other: &Profile) -> f64 {
    let (one, other) = (codes(one), codes(other));
    let shared = one.iter().any(|code| other.contains(code));
    flag(!one.is_empty() && !other.is_empty() && !shared)
}

fn flag(holds: bool) -> f64 {
    f64::from(u8::from(holds))
}

fn count(number: usize) -> f64 {
    f64::from(u32::try_from(number).unwrap_or(u32::MAX))
}

fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 {
        0.0
    } else {
        count(part) / count(whole)
    }
}

/// Share of a text's grams that one of two other texts has.
fn contained(text: &Reading, [one, other]: [&Reading; 2]) -> f64 {
    let (mut all, mut found) = (0, 0);
    let (mut one, mut other) = (one.gram_set().peekable(), other.gram_set().peekable());
    for gram in text.gram_set() {
        all += 1;
        // Sorted all three: whatever is less than this gram is less than every later one.
        while one.next_if(|other| *other < gram).is_some() {}
        while other.next_if(|other| *other < gram).is_some() {}
        found += usize::from(one.peek() == Some(&gram) || other.peek() == Some(&gram));
    }
    share(found, all)
}

/// Share of the neighbouring tokens, sorted, that one of the other texts has as well.
pub(super) fn pairs_contained<const TEXTS: usize>(pairs: &[u64], others: [&Reading; TEXTS]) -> f64 {
    // One bit of 64 for every pair: it spares most pairs of a long text the search.
    let bit = |pair: u64| 1_u64 << (pair >> 58);
    let wanted = pairs.iter().fold(0, |bits, pair| bits | bit(*pair));
    let mut found = vec![false; pairs.len()];
    for other in others {
        for pair in each_pair(&other.tokens).filter(|pair| wanted & bit(*pair) != 0) {
            if let Ok(at) = pairs.binary_search(&pair)
                && let Some(found) = found.get_mut(at)
            {
                *found = true;
            }
        }
    }
    share(found.iter().filter(|found| **found).count(), pairs.len())
}

/// What becomes of one entry's numbers in another one.
struct Numbers {
    found: usize,
    /// Of those found, the ones that few texts share by chance.
    shared: usize,
    missing: usize,
}

impl Numbers {
    fn of(from: &Profile, to: &Profile) -> Self {
        let mut numbers = Self {
            found: 0,
            shared: 0,
            missing: 0,
        };
        for figure in amounts(&from.body) {
            if has(to, figure) {
                numbers.found += 1;
                numbers.shared += usize::from(figure.is_specific());
            } else {
                numbers.missing += 1;
            }
        }
        numbers
    }
}

fn amounts(text: &Reading) -> impl Iterator<Item = &Figure> {
    text.figures
        .iter()
        .filter(|figure| matches!(figure.kind, Kind::Amount | Kind::Percent))
}

fn has(profile: &Profile, figure: &Figure) -> bool {
    profile
        .body
        .figures
        .iter()
        .chain(&profile.title.figures)
        .any(|other| other.agrees(figure))
}

fn title_numbers_missing(from: &Profile, to: &Profile) -> usize {
    from.title
        .figures
        .iter()
        .filter(|figure| matches!(figure.kind, Kind::Amount | Kind::Percent) && !has(to, figure))
        .count()
}

/// Numbers in the same words of both texts.
struct Changed {
    agree: usize,
    differ: usize,
}

impl Changed {
    fn of(short: &Profile, long: &Profile, alignment: &Alignment) -> Self {
        let mut changed = Self {
            agree: 0,
            differ: 0,
        };
        for (at, place) in alignment.pairs() {
            let (Some(one), Some(other)) = (short.body.figure_at(at), long.body.figure_at(place))
            else {
                continue;
            };
            if one.agrees(other) {
                changed.agree += usize::from(!one.is_date());
            } else {
                changed.differ += 1;
            }
        }
        changed
    }
}

fn codes(profile: &Profile) -> Vec<u64> {
    let figures = profile.title.figures.iter().chain(&profile.body.figures);
    figures
        .filter(|figure| figure.kind == Kind::Code)
        .map(|figure| figure.value.to_bits())
        .collect()
}

/// Share of the days named by the entry that names fewer which the other one neither names nor was
/// published on.
fn days_differ(short: &Profile, long: &Profile) -> f64 {
    let missing = |from: &Profile, to: &Profile| {
        from.days
            .iter()
            .filter(|(month, day)| {
                let named = to.days.iter().chain(to.month_and_day().iter()).any(
                    |(other_month, other_day)| {
                        day == other_day
                            && (month == other_month || *month == 0 || *other_month == 0)
                    },
                );
                !named
            })
            .count()
    };
    if short.days.is_empty() || long.days.is_empty() {
        let days = missing(short, long) + missing(long, short);
        return if days > 0 { 0.25 } else { 0.0 };
    }
    share(missing(short, long), short.days.len()).min(share(missing(long, short), long.days.len()))
        + share(missing(short, long), short.days.len())
}

/// Share of the subject that the other entry never names.
fn subject_missing(from: &Profile, to: &Profile) -> f64 {
    // What stands before a whole title of the other entry is a kicker: `EQS-News: Hallstein AG:
    // …`.
    let rest = from.title.tokens.get(from.subject.len()..);
    let is_kicker = rest.is_some_and(|rest| !rest.is_empty() && to.title.tokens.starts_with(rest));
    if from.subject.is_empty() || is_kicker {
        return 0.0;
    }
    1.0 - to.names_share_of(&from.subject)
}

/// How many names of the text the other entry lacks.
///
/// In a text of ideographs every word in Latin script is a name. In a text of words only what the
/// title says as well can be told from the words that outlets exchange freely.
fn names_missing(from: &Profile, to: &Profile) -> usize {
    let is_name = |name: &u64| !from.body.is_spaced() || from.title.has_name(*name);
    let names = from.body.names.iter().filter(|name| is_name(name));
    names.filter(|name| !to.names(**name)).count()
}

/// The same of the title, of whose words the text repeats those that are names.
fn title_names_missing(from: &Profile, to: &Profile) -> usize {
    let is_name = |name: &u64| !from.title.is_spaced() || from.repeats_name(*name);
    let names = from.title.names.iter().filter(|name| is_name(name));
    names.filter(|name| !to.names(**name)).count()
}
