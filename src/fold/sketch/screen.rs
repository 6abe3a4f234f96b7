//! The highest score that two entries can reach, by the sketch of one of them.

use std::cell::OnceCell;
use std::rc::Rc;
use std::sync::OnceLock;

use super::filter::Asked;
use super::order::Chain;
use super::{PossibleNumbers, Sketch, half};
use crate::fold::alignment::{MAX_LEAD_IN_TOKENS, MAX_RUNS};
use crate::fold::compare::related::{
    MIN_LIFTED_LENGTH, MIN_LIFTED_SHARE, MIN_RESTATED_SHARE, share_document,
};
use crate::fold::compare::{MIN_RELATED, agreement};
use crate::fold::evidence::notice::{NOTICE_HOURS, OF_ONE_NOTICE};
use crate::fold::evidence::pair::{MIN_SHARED_TEXT, MIN_SHARED_TITLE, NEARLY_WHOLE, UNKNOWN_HOURS};
use crate::fold::evidence::reworded::{
    MAX_REWORDED_LENGTH, MIN_REWORDED, MIN_REWORDED_LENGTH, MOST_NUMBERS_MISSING, REWORDED_HOURS,
    REWORDED_LOG_RATIO,
};
use crate::fold::evidence::text::{LONG_STRETCH, PARAGRAPH};
use crate::fold::evidence::time::SAME_MINUTES_HOURS;
use crate::fold::evidence::titles::{ONE_HEADLINE_HOURS, TELLING_TITLE};
use crate::fold::evidence::{BIAS, TERMS, flag, log_beyond, within};
use crate::fold::profile::{Profile, hours_apart, is_other_day};
use crate::fold::tokens::overlap::{count, share};
use crate::fold::tokens::{GRAM, TokenizedText, ideographs};
use crate::model::{Comparable, NumberAgreement};

/// How much a sum of the terms may change if they are added in another order.
const ROUNDING: f64 = 1e-6;

/// From the middle of a text on, a pair may be refused at the end of each of so many parts of the
/// text, before the rest of it is looked up.
const PARTS: usize = 8;

/// Number of terms with a bound. Every other term counts against a pair.
const BOUNDED: usize = 21;

/// The weights of the terms of [`bounds`], in their order.
static WEIGHTS: OnceLock<[f64; BOUNDED]> = OnceLock::new();

/// The most that these terms can add to a score.
fn points(bounds: &[(&'static str, f64); BOUNDED]) -> f64 {
    let weights = WEIGHTS.get_or_init(|| {
        bounds.map(|(name, _)| {
            let term = TERMS.iter().find(|term| term.name == name);
            term.map_or(0.0, |term| term.weight)
        })
    });
    let points = bounds.iter().zip(weights);
    points.map(|((_, value), weight)| value * weight).sum()
}

/// An entry whose candidates are screened.
#[derive(Debug)]
pub struct Screen<'a> {
    entry: &'a Comparable,
    profile: Rc<Profile>,
    sketch: Rc<Sketch>,
    /// The grams of its title and its text.
    of_title: Vec<Asked>,
    of_text: Vec<Asked>,
    /// The ideographs before each token of its text; `None` if every token is one ideograph.
    before: Option<Vec<u32>>,
}

/// The most that two entries can have in common.
#[derive(Debug, Clone, Copy)]
pub(super) struct Overlap {
    /// Number of grams.
    pub(super) grams: usize,
    /// Ideographs of the stretches.
    pub(super) covered: u32,
    pub(super) begins_alike: bool,
}

impl<'a> Screen<'a> {
    /// Prepares an entry, with its texts and the sketch of them, for many candidates.
    pub fn new(entry: &'a Comparable, profile: Rc<Profile>, sketch: Rc<Sketch>) -> Self {
        let body = &profile.body;
        let asked = |text: &TokenizedText| {
            let grams = text.grams().iter();
            grams.map(|gram| Asked::new(half(*gram))).collect()
        };
        Self {
            before: body.has_words().then(|| {
                let before = body.tokens.iter().scan(0, |sum, token| {
                    let before = *sum;
                    *sum += ideographs(*token);
                    Some(before)
                });
                before.collect()
            }),
            of_title: asked(&profile.title),
            of_text: asked(body),
            entry,
            profile,
            sketch,
        }
    }

    /// Whether [`compare()`](crate::fold::compare()) certainly finds that a candidate neither
    /// carries the same text nor is related.
    pub fn refuses(&self, candidate: &Comparable, sketch: &Sketch) -> bool {
        let (one, other) = (self.entry, candidate);
        match agreement(one.document.as_ref(), other.document.as_ref()) {
            NumberAgreement::Different => return true,
            NumberAgreement::Same | NumberAgreement::SameDraft => return false,
            NumberAgreement::Unknown => {}
        }
        let (a, b) = (&one.fingerprint, &other.fingerprint);
        let has_one_key = (a.content == b.content && a.chars > 0)
            || a.title == b.title
            || (one.url.is_some() && one.url == other.url)
            || share_document(one, other);
        if has_one_key || self.sketch.may_be_correction || sketch.may_be_correction {
            return false;
        }
        let (own, others) = (OnceCell::new(), OnceCell::new());
        let is_refused = |short: &Sketch, long: &Sketch, numbers: &OnceCell<_>, overlap| {
            !may_be_related(short, long, overlap, (one, other))
                && is_too_low((short, long), numbers, overlap, (one, other))
        };
        // Of two texts of one length, either may count as the shorter one.
        self.is_refused_by_overlap(sketch, |overlap| {
            (self.sketch.ideographs > sketch.ideographs
                || is_refused(&self.sketch, sketch, &own, overlap))
                && (self.sketch.ideographs < sketch.ideographs
                    || is_refused(sketch, &self.sketch, &others, overlap))
        })
    }

    /// Whether `is_refused` holds for the most that this entry and a sketched one can have in
    /// common: first in any order, then in the same order. Less in common is refused, too, if
    /// something is: so most pairs are refused before all grams are looked up.
    ///
    /// The grams of a stretch that both have follow each other. A comparison aligns at most
    /// [`MAX_RUNS`] stretches.
    fn is_refused_by_overlap(&self, other: &Sketch, is_refused: impl Fn(Overlap) -> bool) -> bool {
        let mut groups: Vec<u32> = Vec::with_capacity(4 * MAX_RUNS);
        let of_title = self.of_title.chunks(64);
        let of_title =
            of_title.map(|chunk| other.grams.may_contain_of(chunk).count_ones() as usize);
        let (mut grams, mut begin, mut first) = (of_title.sum(), None, None);
        let of_text = &self.of_text;
        let mut next_look = of_text.len() / 2;
        let mut found_in_chunks = Vec::with_capacity(of_text.len().div_ceil(64));
        for (chunk, chunk_begin) in of_text.chunks(64).zip((0..).step_by(64)) {
            if chunk_begin >= next_look.max(64) {
                next_look = chunk_begin + of_text.len() / PARTS;
                let of_rest =
                    self.ideographs_of_grams(begin.unwrap_or(chunk_begin), of_text.len() - 1);
                let most = Overlap {
                    grams: grams + of_text.len() - chunk_begin,
                    covered: groups.iter().sum::<u32>() + of_rest,
                    begins_alike: first.is_some_and(|first| first <= MAX_LEAD_IN_TOKENS),
                };
                if is_refused(most) {
                    return true;
                }
            }
            let found = other.grams.may_contain_of(chunk);
            grams += found.count_ones() as usize;
            found_in_chunks.push(found);
            let mut at = 0;
            while at < chunk.len() {
                let rest = found >> at;
                if let Some(begun) = begin {
                    at += rest.trailing_ones() as usize;
                    if at < chunk.len() {
                        groups.push(self.ideographs_of_grams(begun, chunk_begin + at - 1));
                        begin = None;
                    }
                } else {
                    at += rest.trailing_zeros() as usize;
                    if at < chunk.len() {
                        begin = Some(chunk_begin + at);
                        first = first.or(begin);
                    }
                }
            }
        }
        if let Some(begin) = begin {
            groups.push(self.ideographs_of_grams(begin, of_text.len() - 1));
        }
        let covered = |groups: &[u32]| Overlap {
            grams,
            covered: groups.iter().sum(),
            begins_alike: first.is_some_and(|first| first <= MAX_LEAD_IN_TOKENS),
        };
        if groups.len() > MAX_RUNS {
            if is_refused(covered(&groups)) {
                return true;
            }
            groups.select_nth_unstable_by(MAX_RUNS, |a, b| b.cmp(a));
            groups.truncate(MAX_RUNS);
        }
        let in_any_order = covered(&groups);
        let in_order = || Overlap {
            covered: (in_any_order.covered).min(self.covered_in_order(&found_in_chunks, other)),
            ..in_any_order
        };
        is_refused(in_any_order) || is_refused(in_order())
    }

    /// The most ideographs that both texts can have in the same order. `found_in_chunks` says of
    /// each gram, 64 to a number, whether the other one may have it.
    fn covered_in_order(&self, found_in_chunks: &[u64], other: &Sketch) -> u32 {
        let mut chain = Chain::new(&other.segments);
        let mut grams = 0;
        let chunks = self.profile.body.grams().chunks(64).zip(found_in_chunks);
        for ((chunk, found), chunk_begin) in chunks.zip((0..).step_by(64)) {
            grams += found.count_ones() as usize;
            let mut left = *found;
            while let Some(gram) = chunk.get(left.trailing_zeros() as usize) {
                let at = chunk_begin + left.trailing_zeros() as usize;
                chain.add(*gram, self.ideographs_between(at, at + 1));
                left &= left - 1;
            }
        }
        let stretches = u32::try_from(MAX_RUNS.min(grams)).unwrap_or(u32::MAX);
        (chain.most()).saturating_add(stretches * self.beyond_first())
    }

    /// The most ideographs that a gram has beyond its first token: its last token may be a word of
    /// which half is beyond the gram.
    fn beyond_first(&self) -> u32 {
        GRAM - 1 + u32::from(self.before.is_some())
    }

    /// The most ideographs that the grams from the first to the last one can have together.
    fn ideographs_of_grams(&self, first: usize, last: usize) -> u32 {
        self.ideographs_between(first, last) + 1 + self.beyond_first()
    }

    /// The ideographs of the tokens from one place to before another one.
    fn ideographs_between(&self, from: usize, to: usize) -> u32 {
        match &self.before {
            None => u32::try_from(to - from).unwrap_or(u32::MAX),
            Some(before) => match (before.get(from), before.get(to)) {
                (Some(from), Some(to)) => to - from,
                // The last token.
                _ => 2,
            },
        }
    }
}

/// Whether a text can be a part of the other one, or both can be the same but for a number: such
/// entries are related whatever their score is.
fn may_be_related(
    short: &Sketch,
    long: &Sketch,
    overlap: Overlap,
    (one, other): (&Comparable, &Comparable),
) -> bool {
    let length = f64::from(short.ideographs.max(1));
    let covered = f64::from(overlap.covered).min(length);
    let in_order = covered / length;
    (in_order >= MIN_LIFTED_SHARE && covered >= MIN_LIFTED_LENGTH)
        || (in_order >= MIN_RESTATED_SHARE
            && short.has_title_number
            && long.has_title_number
            && !are_of_two_days(one, other))
}

/// Whether even the highest score of two entries is too low. The first text is no longer than the
/// second.
///
/// `numbers` keeps which numbers both may have, because finding them takes longer than the rest.
fn is_too_low(
    (short, long): (&Sketch, &Sketch),
    numbers: &OnceCell<PossibleNumbers>,
    overlap: Overlap,
    entries: (&Comparable, &Comparable),
) -> bool {
    let contained = share(overlap.grams, short.min_grams).min(1.0);
    let title = share(short.max_title_pairs_in(long), short.title_pairs.len());
    if contained < MIN_SHARED_TEXT && title < MIN_SHARED_TITLE {
        return true;
    }
    let is_too_low = |numbers: PossibleNumbers| {
        let bounds = bounds((short, long), numbers, overlap, (contained, title), entries);
        BIAS + points(&bounds) <= MIN_RELATED - ROUNDING
    };
    is_too_low(short.all_numbers())
        || is_too_low(*numbers.get_or_init(|| short.max_numbers_in(long)))
}

/// The values of terms with which the score is highest, by the names of the terms.
pub(super) fn bounds(
    (short, long): (&Sketch, &Sketch),
    numbers: PossibleNumbers,
    overlap: Overlap,
    (contained, title): (f64, f64),
    (one, other): (&Comparable, &Comparable),
) -> [(&'static str, f64); BOUNDED] {
    let length = f64::from(short.ideographs.max(1));
    let covered = f64::from(overlap.covered).min(length);
    let missing = short.amounts.saturating_sub(numbers.found);
    let (brevity, shortness) = (100.0 / (100.0 + length), 20.0 / (20.0 + length));
    let dates = one.published.zip(other.published);
    let hours = dates.map_or(UNKNOWN_HOURS, |(one, other)| hours_apart(one, other));
    let other_day = flag(are_of_two_days(one, other));
    let own_words = if contained < NEARLY_WHOLE {
        length - covered
    } else {
        (length - covered).min(length * (1.0 - contained))
    };
    let log_length_ratio = (f64::from(long.ideographs.max(1)) / length).ln();
    let are_of_two_outlets = one.outlet != other.outlet;
    let may_be_reworded = are_of_two_outlets
        && hours <= REWORDED_HOURS
        && log_length_ratio <= REWORDED_LOG_RATIO
        && length >= MIN_REWORDED_LENGTH
        && long.ideographs <= MAX_REWORDED_LENGTH
        && contained >= MIN_REWORDED
        && share(missing, short.amounts) <= MOST_NUMBERS_MISSING;
    // A title of one token has no pairs, and a text of a few no grams.
    let may_have_same_words = (title >= 1.0 || short.title_pairs.is_empty())
        && (contained >= 1.0 || short.min_grams == 0);
    let telling = (f64::from(short.title_ideographs) / TELLING_TITLE).min(1.0);
    let may_have_one_headline = title >= 1.0 && are_of_two_outlets && hours <= ONE_HEADLINE_HOURS;
    let have_subjects = short.has_subject && long.has_subject;
    let may_be_of_one_notice = have_subjects && are_of_two_outlets && hours <= NOTICE_HOURS;
    [
        ("contained", contained),
        ("in-order", covered / length),
        ("reworded", flag(may_be_reworded)),
        ("begins-alike", flag(overlap.begins_alike)),
        ("same-words", flag(may_have_same_words)),
        ("long-shared", log_beyond(covered, LONG_STRETCH)),
        ("title-in-text", title * telling),
        ("one-headline", flag(may_have_one_headline)),
        ("subjects-equal", flag(have_subjects)),
        (
            "one-notice",
            flag(may_be_of_one_notice) * within(title, OF_ONE_NOTICE),
        ),
        ("length-ratio", log_length_ratio),
        ("own-words", log_beyond(own_words, PARAGRAPH)),
        ("numbers-shared", count(numbers.specific).ln_1p()),
        ("numbers-missing", count(missing).ln_1p()),
        ("numbers-missing-share", share(missing, short.amounts)),
        (
            "same-minutes",
            flag(are_of_two_outlets && hours <= SAME_MINUTES_HOURS),
        ),
        ("same-outlet", flag(!are_of_two_outlets) * brevity),
        ("time-apart", hours.ln_1p() * brevity),
        ("time-apart-short", hours.ln_1p() * shortness),
        ("other-day", other_day * brevity),
        ("other-day-short", other_day * shortness),
    ]
}

/// Whether both have a date, and these are of two days.
fn are_of_two_days(one: &Comparable, other: &Comparable) -> bool {
    let dates = one.published.zip(other.published);
    dates.is_some_and(|(one, other)| is_other_day(one, other))
}
