//! How much the ends of two texts differ.

use super::Pair;
use super::pair::NEARLY_WHOLE;
use crate::fold::substitution::Stretch;
use crate::fold::tokens::overlap::share_of_pairs;
use crate::fold::tokens::{self, Figure, TokenizedText, is_word, pairs};

/// Longest stretch of a text, in tokens, in which words are looked for that another stretch has
/// too; and the length from which on it has them by more than chance, in ideographs.
const MAX_STRETCH: usize = 40;
const SHORT_RUN: u32 = 2;

/// Share of a stretch's pairs of tokens from which on a text has the stretch in another place.
const MOVED: f64 = 0.9;

impl Pair<'_> {
    /// Length of the text that differs after the last common stretch, in ideographs: of the smaller
    /// side, what the other one does not have in the same order. If a number or code in it is
    /// another one, it is the whole side.
    pub(super) fn tail_replaced(&self) -> u32 {
        let whole = self.alignment.tail_replaced;
        if whole == 0 {
            return 0;
        }
        let (short, long) = (&self.short.body, &self.long.body);
        let tails = (
            self.alignment.tail_in_short()..short.tokens.len(),
            self.alignment.tail_in_long()..long.tokens.len(),
        );
        let is_known = |figure: &Figure| {
            figure.token < tails.0.start || self.exactness.finds(figure, self.long)
        };
        let is_code_missing = |token: &u64| is_word(*token) && !self.long.has_run(&[*token]);
        let codes = short.tokens.get(tails.0.clone()).unwrap_or_default();
        let has_other_code = || !short.is_spaced() && codes.iter().any(is_code_missing);
        // Around another number or code, equal words are those of a template.
        if !short.figures.iter().all(is_known) || has_other_code() {
            return whole;
        }
        whole.saturating_sub(self.shared_in_order(tails))
    }

    /// How much two stretches of the texts have in the same order, in ideographs: words, and
    /// ideographs and equal numbers side by side. The alignment has what is longer. A long stretch
    /// that the other text has elsewhere is a paragraph that moved.
    fn shared_in_order(&self, (of_short, of_long): (Stretch, Stretch)) -> u32 {
        let (one, other) = (&self.short.body, &self.long.body);
        if of_short.len().max(of_long.len()) > MAX_STRETCH {
            let tail = one.tokens.get(of_short).unwrap_or_default();
            return if self.contained >= NEARLY_WHOLE && is_moved(tail, other) {
                tokens::length(tail)
            } else {
                0
            };
        }
        let is_same = |at: usize, place: usize| {
            one.tokens.get(at).filter(|_| at < of_short.end)
                == other.tokens.get(place).filter(|_| place < of_long.end)
                && at < of_short.end
                && match one.figure_at(at).zip(other.figure_at(place)) {
                    Some((a, b)) => self.exactness.is_equal(a, b),
                    None => true,
                }
        };
        let (mut shared, mut at, mut from) = (0, of_short.start, of_long.start);
        while at < of_short.end {
            let run = |place: usize| {
                let ahead = (0..).take_while(|next| is_same(at + next, place + next));
                (ahead.count(), place)
            };
            let length =
                |run: usize| tokens::length(one.tokens.get(at..at + run).unwrap_or_default());
            let longest = (from..of_long.end)
                .rev()
                .map(run)
                .max_by_key(|(tokens, _)| *tokens);
            match longest {
                Some((tokens, place)) if length(tokens) >= SHORT_RUN => {
                    shared += length(tokens);
                    (at, from) = (at + tokens, place + tokens);
                }
                _ => at += 1,
            }
        }
        shared
    }
}

/// Whether a text has this stretch in another place.
fn is_moved(stretch: &[u64], text: &TokenizedText) -> bool {
    share_of_pairs(&pairs(stretch), [text]) >= MOVED
}
