//! Words that negate or end what stands beside them.

use std::sync::LazyLock;

use super::index::WordIndex;
use crate::fold::tokens::{MASK, is_one_of, is_word};

/// Ideographs that negate the word behind them, and ideographs before which they do not: there they
/// limit a number (`不超过3%`) or are part of a word (`未来`).
const NEGATIONS: &str = "不未";
const BEHIND_NEGATION: &str = "超低少足高断仅但止只同过到及满等良锈法限变来免动产必久";

/// For each word of a title that negates, the two tokens behind it.
pub(in crate::fold) fn negated(tokens: &[u64]) -> impl Iterator<Item = &[u64]> {
    tokens.windows(3).filter_map(move |run| match run {
        [negation, denied @ ..] => {
            let is_denied = is_one_of(*negation, NEGATIONS)
                && denied
                    .iter()
                    .all(|token| *token != MASK && !is_word(*token))
                && !denied
                    .iter()
                    .take(1)
                    .any(|token| is_one_of(*token, BEHIND_NEGATION));
            is_denied.then_some(denied)
        }
        [] => None,
    })
}

/// Most tokens between a word and what it negates (`未获美国正式回应`) or ends, on either side.
const BEFORE_DENIED: usize = 8;

/// Ideographs that negate what follows within [`BEFORE_DENIED`] tokens, in the text that is
/// compared with a negated title.
const NEGATING: &str = "不未没无非";

/// Whether a text denies these two tokens somewhere.
pub(in crate::fold) fn negates(tokens: &[u64], denied: &[u64]) -> bool {
    let places = (0..tokens.len()).filter(|at| {
        tokens
            .get(*at..)
            .is_some_and(|rest| rest.starts_with(denied))
    });
    places
        .filter_map(|at| tokens.get(at.saturating_sub(BEFORE_DENIED)..at))
        .any(|before| before.iter().any(|token| is_one_of(*token, NEGATING)))
}

/// Words that say that something is not so or not done, parted by commas, the languages side by
/// side, as normalised text writes them. Languages that join them to the verb have none here.
#[rustfmt::skip]
const NEGATORS: &str = "declines to, declined to, refuses to, refused to, fails to, failed to, отказался, отказалась, отказались, \
    отказал, отказала, відмовився, відмовилася, odmítl, odmítla, odmówił, odmówiła, weigert, weigerte, refuse de, rifiuta di, not, won't, wouldn't, can't, cannot, couldn't, don't, doesn't, didn't, isn't, wasn't, aren't, weren't, hasn't, \
    haven't, never, nicht, kein, keine, keinen, keiner, keinem, keines, nie, niemals, pas, jamais, aucun, aucune, ne, no, nunca, \
    ningún, ninguna, não, nenhum, nenhuma, non, nessun, nessuna, nessuno, nu, niciun, nicio, niet, geen, nooit, inte, aldrig, \
    ikke, ikkje, aldri, ei, eivät, nem, sem, nincs, değil, nie, не, нет, няма, немає, neće, nije, nisu, nema, неће, није, нису, \
    δεν, όχι, لا, لن, لم, ليس, ليست, عدم, نه, לא, אין, नहीं, không, chưa, tidak, tak, belum, bukan, ไม่, \
    지 않, 지않, 않기로, 않는다, 안 한다, 안 하, 안 해, 못 하, 못 해, 못한, ない, せず, ません";

static IN_NEGATORS: LazyLock<WordIndex<()>> =
    LazyLock::new(|| WordIndex::new(NEGATORS.split(", ").map(|word| (word, ()))));

/// How many words of a text say that something is not so. `no 5` is a number.
pub(in crate::fold) fn negators(tokens: &[u64]) -> usize {
    let is_negator = |at: &usize| {
        let rest = tokens.get(*at..).unwrap_or_default();
        let length = IN_NEGATORS.longest(rest);
        length > 0 && rest.get(length) != Some(&MASK)
    };
    (0..tokens.len()).filter(is_negator).count()
}

/// Words that end the thing behind them, and ideographs with which a text says that it ends:
/// `解除质押`, `限售股上市流通`.
const LIFTING: [&str; 3] = ["解除", "撤销", "撤除"];
const ENDING: &str = "解撤免去销消终止摘流";

static LIFTS: LazyLock<WordIndex<()>> =
    LazyLock::new(|| WordIndex::new(LIFTING.into_iter().map(|word| (word, ()))));

/// For each word of a title that ends a thing, the two tokens behind it: `解除质押`.
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
    let around = |at: usize| {
        let end = (at + lifted.len() + BEFORE_DENIED).min(tokens.len());
        tokens.get(at.saturating_sub(BEFORE_DENIED)..end)
    };
    (0..tokens.len())
        .filter(|at| (tokens.get(*at..)).is_some_and(|rest| rest.starts_with(lifted)))
        .filter_map(around)
        .any(|around| around.iter().any(|token| is_one_of(*token, ENDING)))
}
