//! A pair of entries with everything that more than one term measures, computed once at most.

use std::cell::OnceCell;
use std::ops::Range;

use super::agency::agency_likeness;
use super::exactness::Exactness;
use super::flag;
use super::names::same_subject;
use super::numbers::{Changed, Numbers, codes_differ};
use super::time::days_differ;
use super::titles::titles_replaced;
use crate::fold::alignment::Alignment;
use crate::fold::profile::Profile;
use crate::fold::substitution::Substitution;
use crate::fold::tokens::overlap::{share, share_of_pairs};
use crate::fold::tokens::{
    MASK, SharedGrams, TokenizedText, is_number_word, length, may_be_spellings, pairs,
};
use crate::fold::words;

/// Share of the shorter text's grams from which on the other text has it nearly whole, in whatever
/// order. Two texts of one vocabulary share fewer.
pub(in crate::fold) const NEARLY_WHOLE: f64 = 0.9;

/// Least share of the shorter text, or of its title, that two entries worth measuring have in
/// common.
pub(in crate::fold) const MIN_SHARED_TEXT: f64 = 0.12;
pub(in crate::fold) const MIN_SHARED_TITLE: f64 = 0.35;

/// Difference of the dates, in hours, where one of them is unknown: neither near nor far.
pub(in crate::fold) const UNKNOWN_HOURS: f64 = 6.0;

/// Two entries that have something in common.
#[derive(Debug)]
pub(in crate::fold) struct Pair<'a> {
    /// The entry with the shorter text.
    pub(in crate::fold) short: &'a Profile,
    /// The other one.
    pub(in crate::fold) long: &'a Profile,
    /// What both texts have in the same order.
    pub(in crate::fold) alignment: Alignment,
    /// Share of the shorter text's grams that the other entry has.
    pub(super) contained: f64,
    /// Share of the shorter text's title that the other entry has.
    pub(super) title_in_text: f64,
    /// Length of the shorter text in ideographs, at least 1; a word counts as two.
    pub(super) length: f64,
    /// Logarithm of how many times longer the other text is.
    pub(super) log_length_ratio: f64,
    /// How exactly numbers have to agree.
    pub(super) exactness: Exactness,
    /// What the other entry says of the numbers in the shorter text.
    pub(super) numbers: Numbers,
    /// Whether both titles name one subject; `None` if one of them names none.
    pub(super) same_subject: Option<bool>,
    /// Hours between both publications.
    pub(super) hours: f64,
    /// Whether they were published on different days.
    pub(in crate::fold) is_other_day: bool,
    /// Whether one outlet carries both.
    pub(super) is_same_outlet: bool,
    // Most pairs turn out to be apart before anything asks for these.
    changed: OnceCell<Changed>,
    substitution: OnceCell<Substitution>,
    titles_replaced: OnceCell<f64>,
    replaced: OnceCell<u32>,
    agency_text: OnceCell<f64>,
}

impl<'a> Pair<'a> {
    /// `None` when the entries have next to nothing in common. The order of the entries does not
    /// matter.
    pub(in crate::fold) fn new(one: &'a Profile, other: &'a Profile) -> Option<Self> {
        let (short, long) = if one.order(other).is_le() {
            (one, other)
        } else {
            (other, one)
        };
        let shared = SharedGrams::new(&short.body, &long.body);
        let (grams, found) = shared.count_with(&long.title);
        let contained = share(found, grams);
        let title_in_text = share_of_pairs(&pairs(&short.title.tokens), [&long.title, &long.body]);
        // Of an entry without a text both measure the title.
        let is_little = contained < MIN_SHARED_TEXT || !short.has_text();
        if is_little && title_in_text < MIN_SHARED_TITLE {
            return None;
        }
        let alignment = Alignment::of(&shared, &short.body, &long.body);
        let exactness = Exactness::of(short, long);
        let length = f64::from(short.body.ideographs.max(1));
        Some(Self {
            contained,
            title_in_text,
            length,
            log_length_ratio: (f64::from(long.body.ideographs.max(1)) / length).ln(),
            numbers: Numbers::new(short, long, exactness),
            same_subject: same_subject(short, long),
            hours: hours_later(short, long).map_or(UNKNOWN_HOURS, f64::abs),
            is_other_day: short.is_of_another_day(long),
            is_same_outlet: short.outlet == long.outlet,
            changed: OnceCell::new(),
            substitution: OnceCell::new(),
            titles_replaced: OnceCell::new(),
            replaced: OnceCell::new(),
            agency_text: OnceCell::new(),
            short,
            long,
            alignment,
            exactness,
        })
    }

    /// The numbers that both texts have in the same words.
    pub(in crate::fold) fn changed(&self) -> &Changed {
        self.changed
            .get_or_init(|| Changed::new(self.short, self.long, &self.alignment, self.exactness))
    }

    /// What each title has in the place of something in the other one.
    pub(in crate::fold) fn substitution(&self) -> Substitution {
        *self.substitution.get_or_init(|| {
            Substitution::new(self.short, self.long, &self.alignment, self.exactness)
        })
    }

    /// Share of the shorter title for which the other title has something else.
    pub(super) fn titles_replaced(&self) -> f64 {
        *self
            .titles_replaced
            .get_or_init(|| titles_replaced(&self.short.title, &self.long.title))
    }

    /// How surely two outlets carry one text of an agency, 0 to 1.
    pub(super) fn agency_text(&self) -> f64 {
        *self.agency_text.get_or_init(|| agency_likeness(self))
    }

    /// Share of the shorter text that the other text has in the same order.
    pub(in crate::fold) fn share_in_order(&self) -> f64 {
        f64::from(self.alignment.covered) / self.length
    }

    /// Share of the shorter text that reads differently between equal words.
    pub(in crate::fold) fn share_replaced(&self) -> f64 {
        f64::from(self.replaced()) / self.length
    }

    /// Length of the text that reads differently between two common stretches, in ideographs,
    /// without what outlets exchange freely or spell in two ways.
    pub(in crate::fold) fn replaced(&self) -> u32 {
        let (short, long) = (&self.short.body, &self.long.body);
        let in_place = |(a, b): (Range<usize>, Range<usize>)| {
            let one = short.tokens.get(a.clone()).unwrap_or_default();
            let other = long.tokens.get(b.clone()).unwrap_or_default();
            let shorter = u32::min(length(one), length(other));
            let are_exchanged = || words::are_exchanged(one) && words::are_exchanged(other);
            let are_numbers = || is_number(one) && is_number(other);
            // `上交` of `上交所` and `上海证券交易` of `上海证券交易所`.
            let is_shortened =
                || shorter > 1 && one.first() == other.first() && words::same_name(one, other);
            if shorter > 0
                && (may_be_spellings(one, other)
                    || words::are_aliases(one, other)
                    || are_exchanged()
                    || are_numbers()
                    || is_shortened()
                    || TokenizedText::have_one_currency((short, &a), (long, &b)))
            {
                0
            } else {
                shorter
            }
        };
        *self.replaced.get_or_init(|| {
            if self.alignment.replaced == 0 {
                return 0;
            }
            self.alignment.gap_places().skip(1).map(in_place).sum()
        })
    }

    /// Whether both name securities, and none in common.
    pub(in crate::fold) fn names_other_securities(&self) -> bool {
        codes_differ(self.short, self.long)
    }

    /// Whether the texts name different days.
    pub(in crate::fold) fn names_other_days(&self) -> bool {
        days_differ(self.short, self.long) > 0.0
    }

    /// Whether the longer text has all numbers of the shorter one, and not by chance.
    pub(in crate::fold) fn has_all_numbers(&self) -> bool {
        self.numbers.are_all_found()
    }

    /// Length of what the shorter text has and the other one lacks, in ideographs. In a text that
    /// the other one has nearly whole, a paragraph that moved is not lacking; an outlet moves none,
    /// but has the same notes below several releases.
    pub(super) fn own_words(&self) -> f64 {
        let own = self.length - f64::from(self.alignment.covered);
        if self.is_same_outlet || self.contained < NEARLY_WHOLE {
            return own;
        }
        own.min(self.length * (1.0 - self.contained))
    }

    /// A factor for what says little about a long text: 1 for an empty text, a half for one of 100
    /// ideographs.
    pub(super) fn brevity(&self) -> f64 {
        100.0 / (100.0 + self.length)
    }

    /// The same for what says little about any but the shortest texts: a half for one of 20
    /// ideographs.
    pub(super) fn shortness(&self) -> f64 {
        20.0 / (20.0 + self.length)
    }

    /// How many hours after the shorter text the longer one was published; 0 if before, or if a
    /// date is unknown.
    pub(super) fn hours_later(&self) -> f64 {
        hours_later(self.short, self.long).unwrap_or(0.0).max(0.0)
    }

    /// 1 if `holds` is true of the two entries in one order or the other, else 0.
    pub(super) fn either(&self, holds: impl Fn(&Profile, &Profile) -> bool) -> f64 {
        flag(holds(self.short, self.long) || holds(self.long, self.short))
    }
}

/// Whether a stretch of a text is a number in digits or in a word. Whether both texts have the
/// number is looked at by itself.
fn is_number(tokens: &[u64]) -> bool {
    matches!(tokens, [only] if *only == MASK || is_number_word(*only))
}

/// How many hours after the first entry the second one was published; negative if before.
fn hours_later(one: &Profile, other: &Profile) -> Option<f64> {
    let seconds = other.published?.duration_since(one.published?);
    Some(seconds.as_secs_f64() / 3600.0)
}
