//! Whether two outlets carry one text of an agency, each under a headline of its own.

use std::ops::Range;

use super::numbers::amounts;
use super::titles::{LEAD_IN, OVER_ONE_TEXT, TELLS_MORE};
use super::{Pair, within};
use crate::fold::profile::Profile;
use crate::fold::substitution::values_replaced;
use crate::fold::tokens::TokenizedText;

/// Length from which on a text in words may be no coincidence, and from which on it is none, in
/// ideographs: a sentence of ten words that two outlets have is of one agency.
const SENTENCE_OF_AGENCY: [f64; 2] = [14.0, 20.0];

/// Share of the shorter text from which on outlets may have shortened one text of an agency, and
/// from which on both surely carry it.
const SHORTENED_TEXT: [f64; 2] = [0.7, 0.9];

/// Logarithm of the ratio of lengths at which the longer text is hardly the same one any more.
const ANOTHER_TEXT: f64 = 6.0;

/// Share of the shorter text in which outlets may write words of an agency in their own way.
const MOST_REPLACED: f64 = 0.2;

/// Logarithms of the ratio of lengths. From the first one on, a longer text under a headline of
/// which the other entry says nothing may be a report of its own that quotes the agency. From the
/// second one on, it is.
const ANOTHER_REPORT: [f64; 2] = [0.8, 1.4];

/// Hours after the shorter text within which outlets take the text of an agency, and from which on
/// a longer one is a fuller report.
const FULLER_REPORT_HOURS: [f64; 2] = [2.0, 5.0];

impl Pair<'_> {
    /// What a term says against one text, weakened if both carry one text of an agency: then the
    /// headline of another outlet says little.
    pub(super) fn weakened_by_agency(&self, said: f64) -> f64 {
        if said == 0.0 {
            0.0
        } else {
            said * (1.0 - OVER_ONE_TEXT * self.agency_text())
        }
    }
}

/// How surely both carry one text of an agency, 0 to 1. In scripts without spaces a text begins
/// with the name of whom it is about, so that another name in a title says more: there, both titles
/// must tell one number that few texts have.
pub(super) fn agency_likeness(pair: &Pair<'_>) -> f64 {
    let (short, long) = (pair.short, pair.long);
    let may_be_of_agency = !pair.is_same_outlet
        && short.has_text()
        && long.has_text()
        && (short.body.is_spaced() || tell_one_number(&short.title, &long.title));
    if !may_be_of_agency {
        return 0.0;
    }
    let alignment = &pair.alignment;
    let ratio = pair.log_length_ratio;
    let late = within(pair.hours_later(), FULLER_REPORT_HOURS) * (ratio / TELLS_MORE).min(1.0);
    let likeness = within(pair.share_in_order(), SHORTENED_TEXT)
        * within(pair.length, SENTENCE_OF_AGENCY)
        * (1.0 - ratio / ANOTHER_TEXT).max(0.0)
        * (1.0 - late)
        * (1.0 - pair.share_replaced() / MOST_REPLACED).max(0.0);
    let goes_on = alignment.head_skipped <= LEAD_IN && alignment.head_replaced == 0;
    if likeness == 0.0 || !goes_on {
        return 0.0;
    }
    let has_other_values = || {
        pair.numbers.missing > 0
            || pair.changed().different > 0
            || (pair.replaced() > 0
                && (values_replaced(alignment, short, long) > 0.0
                    || headlines_tell_what_differs(pair)))
    };
    // What sites show instead of their articles stands below headlines of which it says nothing.
    let is_wall = || short.tells_nothing_of_title() && long.tells_nothing_of_title();
    if has_other_values() || names_before_text(pair) || is_wall() {
        0.0
    } else if ratio > ANOTHER_REPORT[0] && tells_another_matter(pair) {
        likeness * (1.0 - within(ratio, ANOTHER_REPORT))
    } else {
        likeness
    }
}

/// Whether each headline has a word that its text has in the place of something else, and the other
/// entry has not: a bill was `submitted` or `adopted`.
fn headlines_tell_what_differs(pair: &Pair<'_>) -> bool {
    let tells = |entry: &Profile, place: &Range<usize>, other: &Profile| {
        let words = entry.body.tokens.get(place.clone()).unwrap_or_default();
        let mut own = words.iter().filter(|word| !other.names(**word));
        own.any(|word| entry.title.has_name(*word))
    };
    let mut places = pair.alignment.gap_places();
    places.any(|(a, b)| tells(pair.short, &a, pair.long) && tells(pair.long, &b, pair.short))
}

/// Whether two titles tell one number that few texts have.
fn tell_one_number(one: &TokenizedText, other: &TokenizedText) -> bool {
    let mut specific = amounts(one).filter(|figure| figure.is_specific());
    specific.any(|figure| other.figures.iter().any(|told| told.agrees(figure)))
}

/// Whether the other entry has no word of the longer text's headline.
fn tells_another_matter(pair: &Pair<'_>) -> bool {
    let title = &pair.long.title;
    title.is_foreign_to(&pair.short.body) && title.is_foreign_to(&pair.short.title)
}

/// Whether what the longer text has before the other one is a name in its title, and no lead-in:
/// `core prices rose`, where the other outlet tells of all prices.
fn names_before_text(pair: &Pair<'_>) -> bool {
    let Some((_, before)) = pair.alignment.gap_places().next() else {
        return false;
    };
    let before = pair.long.body.tokens.get(before).unwrap_or_default();
    before
        .iter()
        .any(|word| pair.long.title.has_name(*word) && !pair.short.names(*word))
}
