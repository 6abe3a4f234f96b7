//! Words that deny or end what stands behind them.

use std::sync::LazyLock;

use super::index::WordIndex;
use crate::fold::tokens::{MASK, is_word};

/// Ideographs that deny what follows, and those behind them with which they say another thing: how
/// exact a number is (`不超过3%`), or a part of a word (`未来`).
const NEGATIONS: &str = "不未";
const BEHIND_NEGATION: &str = "超低少足高断仅但止只同过到及满等良锈法限变来免动产必久";

/// The two tokens behind each word of a title that denies them.
pub(in crate::fold) fn negated(tokens: &[u64]) -> impl Iterator<Item = &[u64]> {
    let is_one_of = |token: &u64, of: &str| of.chars().any(|one| u64::from(one) == *token);
    tokens.windows(3).filter_map(move |run| match run {
        [negation, denied @ ..] => {
            let is_denied = is_one_of(negation, NEGATIONS)
                && denied
                    .iter()
                    .all(|token| *token != MASK && !is_word(*token))
                && !denied
                    .iter()
                    .take(1)
                    .any(|token| is_one_of(token, BEHIND_NEGATION));
            is_denied.then_some(denied)
        }
        [] => None,
    })
}

/// Most tokens between a word that denies and what it denies: `未获美国正式回应`.
const BEFORE_DENIED: usize = 8;

/// Ideographs that deny what follows within a few words, in a text whose other form denies it.
const DENYING: &str = "不未没无非";

/// Whether a text denies these two tokens somewhere.
pub(in crate::fold) fn negates(tokens: &[u64], denied: &[u64]) -> bool {
    let denies = |token: &u64| DENYING.chars().any(|one| u64::from(one) == *token);
    let places = (0..tokens.len()).filter(|at| {
        tokens
            .get(*at..)
            .is_some_and(|rest| rest.starts_with(denied))
    });
    places
        .filter_map(|at| tokens.get(at.saturating_sub(BEFORE_DENIED)..at))
        .any(|before| before.iter().any(denies))
}

/// Words that end the thing behind them, and ideographs with which a text says that it ends:
/// `解除质押`, `限售股上市流通`.
const LIFTING: [&str; 3] = ["解除", "撤销", "撤除"];
const ENDING: &str = "解撤免去销消终止摘流";

static LIFTS: LazyLock<WordIndex<()>> =
    LazyLock::new(|| WordIndex::new(LIFTING.into_iter().map(|word| (word, ()))));

/// The two tokens behind each word of a title that lifts or ends them: `解除质押`.
pub(in crate::fold) fn lifted(tokens: &[u64]) -> impl Iterator<Item = &[u64]> {
    (0..tokens.len()).filter_map(|at| {
        let rest = tokens.get(at..)?;
        let length = LIFTS.longest(rest);
        let lifted = rest.get(length..length + 2).filter(|_| length > 0)?;
        let is_thing = lifted
            .iter()
            .all(|token| *token != MASK && !is_word(*token));
        is_thing.then_some(lifted)
    })
}

/// Whether a text says somewhere that these two tokens end.
pub(in crate::fold) fn lifts(tokens: &[u64], lifted: &[u64]) -> bool {
    let ends = |token: &u64| ENDING.chars().any(|one| u64::from(one) == *token);
    let around = |at: usize| {
        let end = (at + lifted.len() + BEFORE_DENIED).min(tokens.len());
        tokens.get(at.saturating_sub(BEFORE_DENIED)..end)
    };
    (0..tokens.len())
        .filter(|at| (tokens.get(*at..)).is_some_and(|rest| rest.starts_with(lifted)))
        .filter_map(around)
        .any(|around| around.iter().any(ends))
}
