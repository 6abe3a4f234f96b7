//! The most that two entries can have in common, and so the most that they can score.

use std::sync::LazyLock;

use super::{Sketch, count, half, share};
use crate::fold::alignment::{LEAD_IN, MOST_RUNS};
use crate::fold::compare::{self, LIFTED, LIFTED_WEIGHT, NEARLY, RESTATED};
use crate::fold::evidence::{
    LEAST_CONTAINED, LEAST_TITLE, LONG_SHARED, MUCH_OWN, UNKNOWN_HOURS, beyond,
};
use crate::fold::profile::{Profile, is_other_day};
use crate::fold::reading::{GRAM, Reading, each_gram, weight};
use crate::fold::weights::{BIAS, TERMS};
use crate::model::{Comparable, NumberAgreement};

/// What the sum of so many terms may be off, for being summed in another order.
const ROUNDING: f64 = 1e-6;

/// An entry whose candidates are screened.
#[derive(Debug)]
pub struct Screen<'a> {
    entry: &'a Comparable,
    sketch: Sketch,
    /// The grams of its text, in order, and those of its title.
    grams: Vec<u32>,
    title_grams: Vec<u32>,
    /// The weight of the tokens before each one of its text; `None` if every token weighs one.
    before: Option<Vec<u32>>,
}

/// The most that one text can have of another one.
#[derive(Debug, Clone, Copy)]
struct Overlap {
    /// Grams.
    grams: usize,
    /// Weight of the stretches that both have in order.
    covered: u32,
    /// Whether both may begin alike.
    begins_alike: bool,
}

impl<'a> Screen<'a> {
    /// Prepares an entry for being compared with many.
    pub fn new(entry: &'a Comparable, profile: &Profile) -> Self {
        let (body, title) = (&profile.body, &profile.title);
        let has_words = usize::try_from(body.weight) != Ok(body.tokens.len());
        Self {
            entry,
            sketch: Sketch::of(profile),
            grams: halves(body),
            title_grams: halves(title),
            before: has_words.then(|| {
                let tokens = body.tokens.iter();
                let before = tokens.scan(0, |sum, token| {
                    let before = *sum;
                    *sum += weight(*token);
                    Some(before)
                });
                before.collect()
            }),
        }
    }

    /// Whether [`compare()`](crate::fold::compare()) certainly finds that this entry and another
    /// one neither carry one text nor are related.
    pub fn refuses(&self, other: &Comparable, sketch: &Sketch) -> bool {
        let one = self.entry;
        match compare::agreement(one.document.as_ref(), other.document.as_ref()) {
            NumberAgreement::Different => return true,
            NumberAgreement::Same | NumberAgreement::SameDraft => return false,
            NumberAgreement::Unknown => {}
        }
        let has_one_key = (one.fingerprint.content == other.fingerprint.content
            && one.fingerprint.chars > 0)
            || one.fingerprint.title == other.fingerprint.title
            || (one.url.is_some() && one.url == other.url)
            || compare::shares_subject(one, other);
        if has_one_key {
            return false;
        }
        let overlap = self.overlap(sketch);
        let is_refused = |short: &Sketch, long: &Sketch| {
            let carriers = |whole| of_carriers(one, other, whole);
            refuses(short, long, overlap, carriers)
        };
        // Of two texts of one length, either may count as the shorter one.
        (self.sketch.weight > sketch.weight || is_refused(&self.sketch, sketch))
            && (self.sketch.weight < sketch.weight || is_refused(sketch, &self.sketch))
    }

    /// The most that this entry can have in common with the sketched one.
    fn overlap(&self, other: &Sketch) -> Overlap {
        let mut groups: Vec<u32> = Vec::with_capacity(4 * MOST_RUNS);
        let (mut hits, mut begin, mut first) = (0, None, None);
        // Of a stretch that both texts have, the grams follow each other.
        for (at, gram) in self.grams.iter().enumerate() {
            if other.has_gram.may_have(*gram) {
                hits += 1;
                begin.get_or_insert(at);
            } else if let Some(begin) = begin.take() {
                first.get_or_insert(begin);
                groups.push(self.weight_of_grams(begin, at - 1));
            }
        }
        if let Some(begin) = begin {
            first.get_or_insert(begin);
            groups.push(self.weight_of_grams(begin, self.grams.len() - 1));
        }
        if groups.len() > MOST_RUNS {
            groups.select_nth_unstable_by(MOST_RUNS, |a, b| b.cmp(a));
            groups.truncate(MOST_RUNS);
        }
        let of_title = self.title_grams.iter();
        hits += of_title
            .filter(|gram| other.has_gram.may_have(**gram))
            .count();
        Overlap {
            grams: hits,
            covered: groups.iter().sum(),
            begins_alike: first.is_some_and(|first| first <= LEAD_IN),
        }
    }

    /// The most that the tokens weigh which stand in the grams from the first to the last one.
    fn weight_of_grams(&self, first: usize, last: usize) -> u32 {
        match &self.before {
            None => u32::try_from(last - first).unwrap_or(u32::MAX) + GRAM,
            Some(before) => {
                let at = |place: usize| before.get(place).copied().unwrap_or_default();
                // The last token of a gram may be a word, of which half is beyond it.
                at(last) - at(first) + GRAM + 1
            }
        }
    }
}

/// Whether two texts, the first no longer than the second, have too little in common. `carriers`
/// gives what outlets and dates say, by the weight of the shorter one.
fn refuses(short: &Sketch, long: &Sketch, overlap: Overlap, carriers: impl Fn(f64) -> f64) -> bool {
    let whole = f64::from(short.weight.max(1));
    let covered = f64::from(overlap.covered).min(whole);
    let in_order = covered / whole;
    let may_be_lifted = in_order >= LIFTED && covered >= LIFTED_WEIGHT;
    let may_be_restated = in_order >= RESTATED && short.has_title_number && long.has_title_number;
    if may_be_lifted || may_be_restated {
        return false;
    }
    let contained = share(overlap.grams, short.grams);
    let title = short.most_of_title_in(long);
    if contained < LEAST_CONTAINED && title < LEAST_TITLE {
        return true;
    }
    let telling = (f64::from(short.title_weight) / 10.0).min(1.0);
    let weights = &*WEIGHTS;
    let score = BIAS
        + contained * weights.contained
        + in_order * weights.in_order
        + flag(overlap.begins_alike) * weights.begins_alike
        + beyond(covered, LONG_SHARED) * weights.long_shared
        + title * telling * weights.title_in_text
        + flag(short.has_subject && long.has_subject) * weights.subjects_equal
        + (f64::from(long.weight.max(1)) / whole).ln() * weights.length_ratio
        + beyond(whole - covered, MUCH_OWN) * weights.own_words
        + carriers(whole)
        + of_numbers(short, long);
    score <= NEARLY - ROUNDING
}

/// The grams of a text, in order.
fn halves(text: &Reading) -> Vec<u32> {
    let mut grams = Vec::with_capacity(text.tokens.len());
    each_gram(&text.tokens).for_each(|gram| grams.push(half(gram)));
    grams
}

/// What outlets and dates say.
fn of_carriers(one: &Comparable, other: &Comparable, whole: f64) -> f64 {
    let weights = &*WEIGHTS;
    let (brevity, shortness) = (100.0 / (100.0 + whole), 20.0 / (20.0 + whole));
    let dates = one.published.zip(other.published);
    let hours = dates.map_or(UNKNOWN_HOURS, |(one, other)| {
        one.duration_since(other).abs().as_secs_f64() / 3600.0
    });
    let other_day = flag(dates.is_some_and(|(one, other)| is_other_day(one, other)));
    flag(hours <= 0.05) * weights.same_minutes
        + flag(one.outlet == other.outlet) * brevity * weights.same_outlet
        + hours.ln_1p() * (brevity * weights.time_apart + shortness * weights.time_apart_short)
        + other_day * (brevity * weights.other_day + shortness * weights.other_day_short)
}

/// The most that the numbers of the shorter text say.
fn of_numbers(short: &Sketch, long: &Sketch) -> f64 {
    let weights = &*WEIGHTS;
    let (found, specific) = short.most_numbers_in(long);
    let missing = short.amounts.saturating_sub(found);
    count(specific).ln_1p() * weights.numbers_shared
        + count(missing).ln_1p() * weights.numbers_missing
        + share(missing, short.amounts) * weights.numbers_missing_share
}

fn flag(holds: bool) -> f64 {
    f64::from(u8::from(holds))
}

/// The weights of the terms that a sketch bounds. Every other term speaks against a pair, or says
/// nothing.
struct Weights {
    contained: f64,
    in_order: f64,
    begins_alike: f64,
    long_shared: f64,
    title_in_text: f64,
    numbers_shared: f64,
    subjects_equal: f64,
    same_minutes: f64,
    length_ratio: f64,
    own_words: f64,
    numbers_missing: f64,
    numbers_missing_share: f64,
    same_outlet: f64,
    time_apart: f64,
    time_apart_short: f64,
    other_day: f64,
    other_day_short: f64,
}

static WEIGHTS: LazyLock<Weights> = LazyLock::new(|| {
    let of = |name: &str| {
        let named = TERMS.iter().find(|term| term.name == name);
        named.map_or(0.0, |term| term.weight)
    };
    Weights {
        contained: of("contained"),
        in_order: of("in-order"),
        begins_alike: of("begins-alike"),
        long_shared: of("long-shared"),
        title_in_text: of("title-in-text"),
        numbers_shared: of("numbers-shared"),
        subjects_equal: of("subjects-equal"),
        same_minutes: of("same-minutes"),
        length_ratio: of("length-ratio"),
        own_words: of("own-words"),
        numbers_missing: of("numbers-missing"),
        numbers_missing_share: of("numbers-missing-share"),
        same_outlet: of("same-outlet"),
        time_apart: of("time-apart"),
        time_apart_short: of("time-apart-short"),
        other_day: of("other-day"),
        other_day_short: of("other-day-short"),
    }
});
