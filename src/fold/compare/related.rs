//! Which entries are about the same although they carry different texts.

use super::ProfiledEntry;
use crate::fold::evidence::Pair;
use crate::model::{Comparable, OfficialDocument};

/// Lowest share of the shorter text that is related to where it was lifted from.
pub(in crate::fold) const MIN_LIFTED_SHARE: f64 = 0.5;

/// Highest share of a lifted text that reads differently.
const MAX_LIFTED_CHANGE: f64 = 0.1;

/// Shortest text that can be lifted, in ideographs: less is a phrase.
pub(in crate::fold) const MIN_LIFTED_LENGTH: f64 = 40.0;

/// Least share of the shorter text that the other one has too if both say the same but for a
/// number.
pub(in crate::fold) const MIN_RESTATED_SHARE: f64 = 0.8;

/// Shortest title in 《》, in characters, that two entries about it have in common by no
/// coincidence.
const MIN_TITLE_CHARS: usize = 10;

/// Whether one entry is a point taken out of a longer text, unchanged. A template with other names
/// and numbers is not.
pub(super) fn is_lifted(pair: &Pair<'_>) -> bool {
    let in_order = pair.share_in_order();
    in_order >= MIN_LIFTED_SHARE
        && f64::from(pair.short.body.ideographs) * in_order >= MIN_LIFTED_LENGTH
        && pair.share_replaced() <= MAX_LIFTED_CHANGE
        && pair.changed().different == 0
}

/// Whether one entry gives another number in the words of the other one, on the same day: a
/// correction, or the next step of a price.
pub(super) fn is_restated(pair: &Pair<'_>) -> bool {
    pair.share_in_order() >= MIN_RESTATED_SHARE
        && !pair.is_other_day
        && pair.substitution().numbers > 0
        && pair.substitution().subject == 0.0
}

/// Whether a link, an official document or a title says that both are about one matter.
pub(super) fn are_about_one_matter(one: ProfiledEntry<'_>, other: ProfiledEntry<'_>) -> bool {
    link_to_one_page(one.entry, other.entry)
        || share_document(one.entry, other.entry)
        || have_one_telling_title(one, other)
}

/// Whether entries of two outlets link to one page: an aggregator and the page's own feed may
/// describe it in words that have nothing in common. One outlet also links many things to one
/// page.
fn link_to_one_page(one: &Comparable, other: &Comparable) -> bool {
    one.url.is_some() && one.url == other.url && one.outlet != other.outlet
}

/// Whether both are about one official document: one bears a number that the other one mentions,
/// or both name one title.
pub(in crate::fold) fn share_document(one: &Comparable, other: &Comparable) -> bool {
    let (Some(one), Some(other)) = (&one.document, &other.document) else {
        return false;
    };
    let is_cited = |from: &OfficialDocument, to: &OfficialDocument| {
        let mut numbers = from.numbers.iter();
        numbers.any(|number| to.mentioned().any(|mentioned| mentioned == number))
    };
    let is_shared =
        |title: &String| title.chars().count() >= MIN_TITLE_CHARS && other.titles.contains(title);
    is_cited(one, other) || is_cited(other, one) || one.titles.iter().any(is_shared)
}

/// Whether both have one title that says what happened, and came on one day: two summaries of one
/// matter may have no words in common.
fn have_one_telling_title(one: ProfiledEntry<'_>, other: ProfiledEntry<'_>) -> bool {
    one.entry.fingerprint.title == other.entry.fingerprint.title
        && one.profile.has_telling_title()
        && one.entry.outlet != other.entry.outlet
        && !one.profile.is_of_another_day(other.profile)
}
