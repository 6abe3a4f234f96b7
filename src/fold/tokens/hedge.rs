//! Words around a number that say on which side of it the exact number lies.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::Hedge;
use super::letters::word_token;
use super::lexer::{Lexer, WORD};

/// Ideographs and syllables directly before a number. A word of two ends in one of them (`超过`,
/// `接近`).
const BEFORE: [(Hedge, &str); 3] = [
    (Hedge::Above, "超逾过"),
    (Hedge::Below, "近"),
    (Hedge::Around, "约达약"),
];

/// Ideographs that deny what follows. `不超过20亿` names a limit, which is no side of the number.
const DENYING: &str = "不未没";

/// Ideographs directly before a number of which the exact number falls short if they are denied:
/// `不足20亿`, `未达20亿`.
const DENIED: &str = "足到满及达";

/// Words of spaced scripts directly before a number, each phrase by its last word: whoever writes
/// `than` or `de` before a number has written `more`, `less`, `plus` or `près` before that.
const WORDS_BEFORE: [(Hedge, &[&str]); 3] = [
    (
        Hedge::Above,
        &[
            "over",
            "above",
            "exceeding",
            "exceeds",
            "exceeded",
            "topped",
            "tops",
            "über",
            "oltre",
            "more than",
            "mehr als",
            "plus de",
            "más de",
            "mais de",
            "più di",
            "at least",
            "mindestens",
            "au moins",
            "al menos",
        ],
    ),
    (
        Hedge::Below,
        &[
            "nearly",
            "almost",
            "under",
            "below",
            "knapp",
            "fast",
            "casi",
            "quasi",
            "quase",
            "less than",
            "weniger als",
            "moins de",
            "près de",
            "presque",
            "menos de",
            "meno di",
            "up to",
            "bis zu",
            "jusqu'à",
            "hasta",
        ],
    ),
    (
        Hedge::Around,
        &[
            "about",
            "around",
            "roughly",
            "approximately",
            "some",
            "circa",
            "rund",
            "etwa",
            "ca",
            "environ",
            "quelque",
            "unos",
            "unas",
            "aproximadamente",
            "cerca de",
        ],
    ),
];

/// What may follow a number or its unit.
const BEHIND: [(Hedge, &[&str]); 3] = [
    (Hedge::Above, &["以上", "有余", "이상", "넘"]),
    (Hedge::Below, &["以下", "以内", "이하", "미만"]),
    (Hedge::Around, &["左右", "上下", "안팎", "前後"]),
];

/// Longest unit between a number and a word behind it, in characters (`20亿美元以上`).
const LONGEST_UNIT: usize = 2;

/// The word before the last word of a phrase, if any, and what the phrase says.
type Phrase = (Option<u64>, Hedge);

/// The phrases of [`WORDS_BEFORE`] as tokens, by their last word.
static PHRASES: LazyLock<HashMap<u64, Vec<Phrase>>> = LazyLock::new(|| {
    let mut phrases: HashMap<u64, Vec<Phrase>> = HashMap::new();
    for (hedge, words) in WORDS_BEFORE {
        for phrase in words {
            let (first, last) = match phrase.split_once(' ') {
                Some((first, last)) => (Some(word(first)), last),
                None => (None, *phrase),
            };
            phrases.entry(word(last)).or_default().push((first, hedge));
        }
    }
    phrases
});

/// The token of a word without an apostrophe.
fn word(word: &str) -> u64 {
    word_token(word.chars().filter(|letter| *letter != '\''))
}

impl Lexer<'_> {
    /// What the words around the number that ends here say of it. Its own token is not yet among
    /// the tokens.
    pub(super) fn hedge(&mut self) -> Option<Hedge> {
        if let Some(hedge) = self.hedge.take() {
            return Some(hedge);
        }
        if matches!(self.peek(0), Some('余' | '多' | '여')) {
            return Some(Hedge::Above);
        }
        self.hedge_before().or_else(|| self.hedge_behind())
    }

    /// What the tokens read last say of a number behind them.
    pub(super) fn hedge_before(&self) -> Option<Hedge> {
        let mut before = self.out.tokens.iter().rev().copied();
        let last = before.next()?;
        if last & WORD == 0 {
            let is_in =
                |token: u64, words: &str| words.chars().any(|word| u64::from(word) == token);
            let said = BEFORE.iter().find(|(_, words)| is_in(last, words));
            // `不超过` is one word longer than `不超`.
            let mut first = before.next();
            if last == u64::from('过') && first == Some(u64::from('超')) {
                first = before.next();
            }
            return if first.is_some_and(|first| is_in(first, DENYING)) {
                is_in(last, DENIED).then_some(Hedge::Below)
            } else {
                said.map(|(hedge, _)| *hedge)
            };
        }
        let first = before.next();
        let mut phrases = PHRASES.get(&last)?.iter();
        let said = phrases.find(|(one, _)| one.is_none() || *one == first);
        said.map(|(_, hedge)| *hedge)
    }

    fn hedge_behind(&self) -> Option<Hedge> {
        // ASCII and marks are no unit in front of these words.
        let mut rest = self.rest();
        for _ in 0..=LONGEST_UNIT {
            let first = rest
                .chars()
                .next()
                .filter(|first| !first.is_ascii() || *first == ' ')?;
            let begins = |words: &&[&str]| words.iter().any(|word| rest.starts_with(word));
            if let Some((hedge, _)) = BEHIND.iter().find(|(_, words)| begins(words)) {
                return Some(*hedge);
            }
            rest = rest.get(first.len_utf8()..)?;
        }
        None
    }
}
