//! The words that two texts share, in whatever order: outlets that reword a report keep its words
//! and change their order.

use super::Pair;
use super::titles::FEW_NUMBERS_CHANGED;
use crate::fold::tokens::overlap::{count_of_pairs, share};
use crate::fold::tokens::{TokenizedText, is_common_word, is_number_word, pairs};

/// Most hours between two outlets that reword one report. Later texts of one matter, with its
/// names and terms, tell what came of it.
pub(in crate::fold) const REWORDED_HOURS: f64 = 1.0;

/// Most of the logarithm of the ratio of lengths: a longer text tells more than the report.
pub(in crate::fold) const REWORDED_LOG_RATIO: f64 = 0.7;

/// Least length of a text that shows in which order its words are, in ideographs. In a shorter one,
/// what lies between two values is too short for a stretch in the same order.
pub(in crate::fold) const MIN_REWORDED_LENGTH: f64 = 30.0;

/// Least share of the shorter text's grams in common: below it, two texts share words by chance.
pub(in crate::fold) const MIN_REWORDED: f64 = 0.15;

/// Most of the shorter text's numbers that the other text may lack: outlets that reword a report
/// keep its numbers.
pub(in crate::fold) const MOST_NUMBERS_MISSING: f64 = 0.5;

/// Greatest length of the longer text, in ideographs: longer texts of one vocabulary share most of
/// their words, whatever they tell. Without this bound, comparing such texts took half of the time
/// of a run over three feeds of 23 MB.
pub(in crate::fold) const MAX_REWORDED_LENGTH: u32 = 400;

/// Factor from [`Pair::share_in_order`] to a share of words or pairs: a stretch has one pair less
/// than it has ideographs, and [`share_of_words`] leaves out common words.
const IN_ORDER: f64 = 0.9;

/// Share of words in common beyond those in the same order: up to the first value it is chance, and
/// from the second one on the texts are surely reworded.
const BEYOND_ORDER: [f64; 2] = [0.1, 0.3];

/// How surely one text is the other one with its words in another order, 0 to 1. A sibling of one
/// form has the words of the form in their order, and words of its own between them.
pub(super) fn reworded(pair: &Pair<'_>) -> f64 {
    let may_be_reworded = !pair.is_same_outlet
        && pair.hours <= REWORDED_HOURS
        && pair.log_length_ratio <= REWORDED_LOG_RATIO
        && pair.length >= MIN_REWORDED_LENGTH
        && pair.long.body.ideographs <= MAX_REWORDED_LENGTH
        && pair.contained >= MIN_REWORDED
        && pair.numbers.share_missing() <= MOST_NUMBERS_MISSING
        && pair.short.has_text()
        && pair.long.has_text();
    if !may_be_reworded {
        return 0.0;
    }
    let [least, surely] = BEYOND_ORDER;
    let in_order = IN_ORDER * pair.share_in_order();
    if in_order + least >= 1.0 {
        return 0.0;
    }
    let beyond = share_of_words(&pair.short.body, &pair.long.body) - in_order;
    // Other numbers in the same words are the next step of a quote.
    if beyond <= least || pair.changed().share_different() > FEW_NUMBERS_CHANGED {
        return 0.0;
    }
    ((beyond - least) / (surely - least)).min(1.0)
}

/// How many words both texts have, as a share of the words of the text with more words. Common
/// words and number words do not count. In scripts without spaces, pairs of tokens count instead.
fn share_of_words(one: &TokenizedText, other: &TokenizedText) -> f64 {
    match (one.is_spaced(), other.is_spaced()) {
        (true, true) => {
            let words = |text: &TokenizedText| -> Vec<u64> {
                let names = text.names.iter().copied();
                names
                    .filter(|name| !is_common_word(*name) && !is_number_word(*name))
                    .collect()
            };
            let (one, others) = (words(one), words(other));
            let common = one.iter().filter(|word| other.has_name(**word)).count();
            share(common, one.len().max(others.len()))
        }
        (false, false) => {
            let (one, others) = (pairs(&one.tokens), pairs(&other.tokens));
            share(count_of_pairs(&one, [other]), one.len().max(others.len()))
        }
        _ => 0.0,
    }
}
