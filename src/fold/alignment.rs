//! Finds the stretches that two texts have in common, in the same order.

use std::ops::Range;

use super::tokens::{SharedGrams, TokenizedText, ideographs, is_word};

/// Most matches for each token of the shorter text. If two texts have more, fewer places of each
/// gram are used.
const MAX_MATCHES_PER_TOKEN: usize = 3;

/// Most runs that are put in order. If two texts have more, the longest ones are.
pub(super) const MAX_RUNS: usize = 48;

/// If the shorter text is cut off within a word, the longer one goes on by at least this length,
/// in ideographs.
const MIN_CUT_LENGTH: u32 = 8;

/// Longest lead-in before two texts of one beginning, in tokens.
pub(super) const MAX_LEAD_IN_TOKENS: usize = 8;

/// A stretch that both texts have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Run {
    short: usize,
    long: usize,
    length: usize,
}

/// The stretches that two texts have in common, in the same order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Alignment {
    runs: Vec<Run>,
    /// Length of all these stretches, in ideographs; a word counts as two, here and below.
    pub(super) covered: u32,
    /// Length of the text that differs between two common stretches: of each place, the smaller
    /// of both sides.
    pub(super) replaced: u32,
    /// Length of the text that differs before the first common stretch.
    pub(super) head_replaced: u32,
    /// Length of the text that differs after the last common stretch.
    pub(super) tail_replaced: u32,
    /// Length of the shorter text after the last common stretch.
    pub(super) tail_missing: u32,
    /// Whether the first common stretch begins within the first few words of both texts.
    pub(super) begins_alike: bool,
    /// Length of the longer text before the first common stretch.
    pub(super) head_skipped: u32,
}

impl Alignment {
    /// Aligns the shorter of two texts with the longer one.
    pub(super) fn new(short: &TokenizedText, long: &TokenizedText) -> Self {
        Self::of(&SharedGrams::new(short, long), short, long)
    }

    /// The same, of texts whose grams in common are known.
    pub(super) fn of(
        shared: &SharedGrams<'_>,
        short: &TokenizedText,
        long: &TokenizedText,
    ) -> Self {
        let mut runs = common_runs(shared, short, long);
        keep_longest(&mut runs, MAX_RUNS);
        let runs = in_order(&runs);
        let covered = runs
            .iter()
            .map(|run| ideographs_between(short, run.short, run.short + run.length))
            .sum();
        let replaced = runs
            .windows(2)
            .filter_map(|pair| {
                let [one, next] = pair else { return None };
                let short = ideographs_between(short, one.short + one.length, next.short);
                let long = ideographs_between(long, one.long + one.length, next.long);
                Some(short.min(long))
            })
            .sum();
        let ends = runs.first().zip(runs.last());
        let (head_replaced, tail_replaced, tail_missing) = if let Some((first, last)) = ends {
            let head = ideographs_between(short, 0, first.short)
                .min(ideographs_between(long, 0, first.long));
            let long_tail = ideographs_between(long, last.long + last.length, long.tokens.len());
            let rest = short.tokens.get(last.short + last.length..);
            // An excerpt that is cut off within a word ends in a stump.
            let is_stump =
                matches!(rest, Some([only]) if is_word(*only)) && long_tail >= MIN_CUT_LENGTH;
            let tail = if is_stump {
                0
            } else {
                ideographs_between(short, last.short + last.length, short.tokens.len())
            };
            (head, tail.min(long_tail), tail)
        } else {
            (short.ideographs.min(long.ideographs), 0, short.ideographs)
        };
        let begins_alike = runs
            .first()
            .is_some_and(|first| first.short.max(first.long) <= MAX_LEAD_IN_TOKENS);
        let head_skipped = runs.first().map_or(long.ideographs, |first| {
            ideographs_between(long, 0, first.long)
        });
        Self {
            runs,
            covered,
            replaced,
            head_replaced,
            tail_replaced,
            tail_missing,
            begins_alike,
            head_skipped,
        }
    }

    /// The text that each of both has before and between the common stretches.
    pub(super) fn gaps<'a>(
        &'a self,
        short: &'a TokenizedText,
        long: &'a TokenizedText,
    ) -> impl Iterator<Item = (&'a [u64], &'a [u64])> {
        self.gap_places().map(|(of_short, of_long)| {
            (
                short.tokens.get(of_short).unwrap_or_default(),
                long.tokens.get(of_long).unwrap_or_default(),
            )
        })
    }

    /// The same, as places of tokens.
    pub(super) fn gap_places(&self) -> impl Iterator<Item = (Range<usize>, Range<usize>)> + '_ {
        let ends = std::iter::once((0, 0)).chain(
            self.runs
                .iter()
                .map(|run| (run.short + run.length, run.long + run.length)),
        );
        ends.zip(&self.runs)
            .map(|((short, long), next)| (short..next.short, long..next.long))
    }

    /// The token behind the last common stretch in the shorter and in the longer text.
    pub(super) fn tail_in_short(&self) -> usize {
        self.runs.last().map_or(0, |last| last.short + last.length)
    }

    pub(super) fn tail_in_long(&self) -> usize {
        self.runs.last().map_or(0, |last| last.long + last.length)
    }

    /// The places of each common token in the shorter and in the longer text.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        self.runs
            .iter()
            .flat_map(|run| (0..run.length).map(|offset| (run.short + offset, run.long + offset)))
    }
}

fn ideographs_between(text: &TokenizedText, from: usize, to: usize) -> u32 {
    if !text.has_words() {
        let to = to.min(text.tokens.len());
        return u32::try_from(to.saturating_sub(from)).unwrap_or(u32::MAX);
    }
    text.tokens
        .iter()
        .skip(from)
        .take(to.saturating_sub(from))
        .map(|token| ideographs(*token))
        .sum()
}

/// Keeps the longest runs; of several of one length, the first ones. Their order stays.
fn keep_longest(runs: &mut Vec<Run>, most: usize) {
    let mut lengths: Vec<usize> = runs.iter().map(|run| run.length).collect();
    if lengths.len() <= most {
        return;
    }
    let (longer, least, _) = lengths.select_nth_unstable_by(most, |a, b| b.cmp(a));
    let mut of_least = longer.iter().filter(|length| *length == least).count();
    runs.retain(|run| {
        run.length > *least
            || run.length == *least && {
                let is_kept = of_least > 0;
                of_least = of_least.saturating_sub(1);
                is_kept
            }
    });
}

/// Every maximal stretch of common tokens at least one gram long, in the order of the shorter text
/// and then of the longer one.
fn common_runs(shared: &SharedGrams<'_>, short: &TokenizedText, long: &TokenizedText) -> Vec<Run> {
    /// Where the first gram of a run begins in both texts, and the last one in the shorter text.
    struct Grams {
        short: usize,
        long: usize,
        last: usize,
    }
    let number = |most: &usize| -> usize {
        let numbers = shared.matches().map(|(_, places)| places.len().min(*most));
        numbers.sum()
    };
    let is_few = |most: &usize| MAX_MATCHES_PER_TOKEN * short.tokens.len() >= number(most);
    let most = [usize::MAX, 2].into_iter().find(is_few).unwrap_or(1);
    let mut runs: Vec<Grams> = Vec::new();
    // Neighbouring matches at the same distance make one run: the last one of each distance.
    let mut last_runs = vec![u32::MAX; short.tokens.len() + long.tokens.len()];
    for (at, places) in shared.matches() {
        for place in places.iter().take(most) {
            let place = *place as usize;
            let Some(last_run) = last_runs.get_mut(short.tokens.len() + place - at) else {
                continue;
            };
            match runs.get_mut(*last_run as usize) {
                Some(run) if at == run.last + 1 || at <= gram_end(short, run.last) => run.last = at,
                _ => {
                    *last_run = u32::try_from(runs.len()).unwrap_or(u32::MAX);
                    runs.push(Grams {
                        short: at,
                        long: place,
                        last: at,
                    });
                }
            }
        }
    }
    let run = |grams: Grams| Run {
        short: grams.short,
        long: grams.long,
        length: gram_end(short, grams.last) - grams.short,
    };
    runs.into_iter().map(run).collect()
}

/// The token after the gram that begins at `start`.
fn gram_end(text: &TokenizedText, start: usize) -> usize {
    let mut covered = 0;
    let mut end = start;
    for token in text.tokens.iter().skip(start) {
        end += 1;
        covered += ideographs(*token);
        if covered >= super::tokens::GRAM {
            break;
        }
    }
    end
}

/// Of runs in the order of the shorter text, the chain that covers most: each is after the one
/// before it in both texts.
fn in_order(runs: &[Run]) -> Vec<Run> {
    // best[i]: most tokens covered by a chain that ends with run i, and the run before it.
    let mut best: Vec<(usize, Option<usize>)> = Vec::with_capacity(runs.len());
    for (index, run) in runs.iter().enumerate() {
        // Of the runs that it may follow, the one whose chain covers most; of several, the last.
        // Most chains cover too little, which costs less to see than whether the run may follow.
        let before = runs.get(..index).unwrap_or_default();
        let (mut most, mut longest) = (0, None);
        for (at, (other, (covered, _))) in before.iter().zip(&best).enumerate().rev() {
            if *covered > most
                && let Some(kept) = trimmed(other, run)
            {
                (most, longest) = (*covered, Some((at, kept.length)));
            }
        }
        let (covered, previous) = longest.map_or((run.length, None), |(previous, kept)| {
            (most + kept, Some(previous))
        });
        best.push(if covered > run.length {
            (covered, previous)
        } else {
            (run.length, None)
        });
    }
    let mut chain = Vec::new();
    let mut next = (0..best.len()).max_by_key(|index| {
        (
            best.get(*index).map(|(covered, _)| *covered),
            std::cmp::Reverse(*index),
        )
    });
    while let Some(index) = next {
        chain.extend(runs.get(index).copied());
        next = best.get(index).and_then(|(_, previous)| *previous);
    }
    let mut in_order: Vec<Run> = Vec::with_capacity(chain.len());
    for run in chain.into_iter().rev() {
        // Of a run that overlaps with the one before it after that was trimmed, nothing may be
        // left.
        let left = match in_order.last() {
            Some(before) => trimmed(before, &run),
            None => Some(run),
        };
        in_order.extend(left);
    }
    in_order
}

/// What is left of `run` after `before`, with which it may overlap; `None` if nothing is.
fn trimmed(before: &Run, run: &Run) -> Option<Run> {
    let overlap = (before.short + before.length)
        .saturating_sub(run.short)
        .max((before.long + before.length).saturating_sub(run.long));
    let follows = run.short > before.short && run.long > before.long;
    (follows && overlap < run.length).then(|| Run {
        short: run.short + overlap,
        long: run.long + overlap,
        length: run.length - overlap,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use std::cmp::Reverse;

    use super::{Alignment, Run, common_runs, keep_longest};
    use crate::fold::test_entries::texts_of_the_same_phrases;
    use crate::fold::tokens::SharedGrams;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4_000))]

        /// In texts that repeat their phrases, a run may overlap with several others, and one
        /// counted though nothing was left of it: more was covered than a text has.
        #[test]
        fn no_two_runs_overlap(
            [one, other] in texts_of_the_same_phrases()
        ) {
            let alignment = Alignment::new(&one, &other);
            for (of_one, of_other) in alignment.gap_places() {
                prop_assert!(of_one.start <= of_one.end && of_other.start <= of_other.end);
            }
            prop_assert!(alignment.covered <= one.ideographs.min(other.ideographs));
        }

        #[test]
        fn the_longest_runs_stay_in_order(
            [one, other] in texts_of_the_same_phrases(), most in 0_usize..12
        ) {
            let mut runs = common_runs(&SharedGrams::new(&one, &other), &one, &other);
            let in_order = |run: &Run| (run.short, run.long);
            prop_assert!(runs.is_sorted_by_key(in_order));
            let mut longest = runs.clone();
            longest.sort_by_key(|run| Reverse(run.length));
            longest.truncate(most);
            longest.sort_by_key(in_order);
            keep_longest(&mut runs, most);
            prop_assert_eq!(runs, longest);
        }
    }
}
