//! Tokenizes a text for comparison: tokens in which every number is masked, and the numbers and
//! names beside them.
//!
//! A token is one ideograph, one word of a spaced script, or the mask of a number. Masking makes
//! templates equal, so that numbers and words are compared apart.

mod bucket_sort;
mod clock;
mod code;
mod common_words;
mod currency;
mod date;
mod date_in_digits;
mod date_in_numerals;
mod figure;
mod hedge;
mod label;
mod letters;
mod lexer;
mod number;
mod number_words;
pub(crate) mod overlap;
mod packed;
mod range;
mod rate;
mod scale;
mod scale_words;
mod shared_grams;
mod spellings;
mod style;
mod synonyms;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_languages;
#[cfg(test)]
mod tests_words;
mod unit;
mod unspaced;
mod word_meanings;

use std::ops::Range;
use std::sync::OnceLock;

use bucket_sort::bucket_sort;
pub(crate) use common_words::is_common_word;
pub(crate) use currency::Currencies;
pub(crate) use figure::{Figure, FigureKind, Hedge};
use shared_grams::GramIndex;
pub(crate) use shared_grams::SharedGrams;
pub(crate) use spellings::{have_same_consonants, is_code, may_be_spellings};
pub(crate) use word_meanings::{are_other_numbers, is_number_word};

/// Where the tokens of a normalised text stand in it, in bytes: for showing what they say.
/// Comparing needs no places, and does not pay for them.
pub(crate) fn places(normalized: &str) -> Vec<Range<usize>> {
    lexer::places(normalized)
}

/// Most characters of a text that are compared; the rest counts neither for nor against.
///
/// The first 20,000 characters of a report say what it is; the bound keeps a comparison short.
pub(crate) const MAX_CHARS: usize = 20_000;

/// Fewest words of a title that tell something, of which a text has one by chance.
const MIN_TOLD: usize = 3;

/// Most tokens of a currency behind an amount: `đô la Mỹ`.
const LONGEST_CURRENCY: usize = 3;

/// The token of every number.
pub(crate) const MASK: u64 = 0;

/// How much text one gram covers, in ideographs; a word of a spaced script counts as two.
pub(crate) const GRAM: u32 = 4;

/// A normalised text as tokens, numbers and names.
#[derive(Debug, Clone, Default)]
pub(crate) struct TokenizedText {
    /// Ideographs, words and masks, in order.
    pub(crate) tokens: Vec<u64>,
    /// The numbers, in order.
    pub(crate) figures: Vec<Figure>,
    /// Its words of three letters and more, and those with a digit, of every spaced script: tokens,
    /// sorted, without repetition. In a text of ideographs they are names (`hsk51155`, `kospi`).
    pub(crate) names: Vec<u64>,
    /// How many tokens the first sentence has.
    pub(crate) lead: usize,
    /// Its length, in ideographs; a word counts as two.
    pub(crate) ideographs: u32,
    /// Whether most of it is words of a spaced script.
    spaced: bool,
    /// The hashes of [`grams`]. Made when they are first asked for.
    pub(in crate::fold) grams: OnceLock<Vec<u64>>,
    /// Made when it is first compared: most texts never are.
    gram_index: OnceLock<GramIndex>,
}

impl TokenizedText {
    /// Reads a text that `normalize` has folded.
    pub(crate) fn new(normalized: &str) -> Self {
        let mut text = lexer::read(normalized);
        text.names.sort_unstable();
        text.names.dedup();
        text.ideographs = length(&text.tokens);
        let words = text.tokens.iter().filter(|token| is_word(**token));
        text.spaced = 2 * words.count() >= text.tokens.len();
        text
    }

    /// Hashes of its grams: runs of tokens of [`GRAM`] ideographs' length, one from every token
    /// on. A text shorter than that is one run.
    pub(crate) fn grams(&self) -> &[u64] {
        self.grams.get_or_init(|| grams(&self.tokens))
    }

    /// The grams that are whole within its first tokens, of which there are at least [`GRAM`].
    pub(crate) fn grams_within(&self, tokens: usize) -> &[u64] {
        let grams = self.grams();
        let Some(beginning) = self.tokens.get(..tokens) else {
            return grams;
        };
        let is_whole = |start: &usize| {
            let rest = beginning.get(*start..).unwrap_or_default();
            length(rest) >= GRAM
        };
        // Four tokens are always enough.
        let sure = (tokens + 1).saturating_sub(GRAM as usize);
        let whole = sure + (sure..tokens).take_while(is_whole).count();
        grams.get(..whole).unwrap_or(grams)
    }

    /// The index of its grams, by which their places in another text are found.
    fn gram_index(&self) -> &GramIndex {
        self.gram_index.get_or_init(|| GramIndex::new(self.grams()))
    }

    /// The number at this token.
    pub(crate) fn figure_at(&self, token: usize) -> Option<&Figure> {
        let index = self
            .figures
            .binary_search_by_key(&token, |figure| figure.token)
            .ok()?;
        self.figures.get(index)
    }

    /// Whether these places of two texts have the currency of one amount of money, with or without
    /// the amount: each text writes it in its own way.
    pub(crate) fn have_one_currency(
        (one, a): (&Self, &Range<usize>),
        (other, b): (&Self, &Range<usize>),
    ) -> bool {
        let of_amount = |text: &Self, place: &Range<usize>| {
            let (amount, words) = match text.figure_at(place.start) {
                Some(amount) => (amount, place.len().checked_sub(1)?),
                None => (text.figure_at(place.start.checked_sub(1)?)?, place.len()),
            };
            let is_currency = (1..=LONGEST_CURRENCY).contains(&words) && amount.is_money();
            is_currency.then_some(*amount)
        };
        let amounts = of_amount(one, a).zip(of_amount(other, b));
        amounts.is_some_and(|(one, other)| one.agrees(&other))
    }

    /// Its words around its numbers, months and weekdays.
    pub(crate) fn form(&self) -> Self {
        let mut tokens = self.tokens.clone();
        for figure in &self.figures {
            if let Some(token) = tokens.get_mut(figure.token) {
                *token = MASK;
            }
        }
        Self {
            tokens,
            spaced: self.spaced,
            ..Self::default()
        }
    }

    /// Its first sentence.
    pub(crate) fn lead_tokens(&self) -> &[u64] {
        self.tokens.get(..self.lead).unwrap_or_default()
    }

    /// Whether it has a name in Latin script.
    pub(crate) fn has_name(&self, name: u64) -> bool {
        self.names.binary_search(&name).is_ok()
    }

    /// Whether another text has no more of this title than chance gives: no number, and few of its
    /// pairs of ideographs, or of its words, whose order an inflected language changes.
    pub(crate) fn is_foreign_to(&self, other: &Self) -> bool {
        let agrees = |figure: &Figure| other.figures.iter().any(|of_other| of_other.agrees(figure));
        if self.figures.iter().any(agrees) {
            return false;
        }
        if self.spaced {
            let (told, known) = self.words_told(other);
            known * 6 <= told
        } else {
            let pairs = pairs(&self.tokens);
            overlap::count_of_pairs(&pairs, [other]) * 4 < pairs.len()
        }
    }

    /// Whether the same holds of the text below this title, in which one word of several may stand
    /// by chance (`melden`, of `Sie melden sich bitte an`), but for a long one.
    pub(crate) fn is_foreign_to_text(&self, text: &Self) -> bool {
        let is_chance = || {
            let (told, known) = self.words_told(text);
            let is_long_and_known = |word: &u64| spellings::is_long(*word) && text.has_name(*word);
            known <= 1 && told >= MIN_TOLD && !self.names.iter().any(is_long_and_known)
        };
        let has_number = || {
            let of_text = |figure: &Figure| text.figures.iter().any(|other| other.agrees(figure));
            self.figures.iter().any(of_text)
        };
        self.is_foreign_to(text) || (self.spaced && !has_number() && is_chance())
    }

    /// The first word of this title that tells something, if it is one of a spaced script.
    pub(crate) fn first_telling_word(&self) -> Option<u64> {
        self.tokens.iter().copied().find(|word| self.tells(*word))
    }

    /// Whether another title has less than half of the words of this one that tell something.
    pub(crate) fn is_mostly_foreign_to(&self, other: &Self) -> bool {
        let (told, known) = self.words_told(other);
        known * 2 < told
    }

    /// Whether one of its words tells something.
    fn tells(&self, word: u64) -> bool {
        self.has_name(word) && !is_common_word(word)
    }

    /// How many words it has that tell something, and how many of these another text has.
    fn words_told(&self, other: &Self) -> (usize, usize) {
        let told = self.names.iter().filter(|name| self.tells(**name));
        let known = told.clone().filter(|name| other.has_name(**name));
        (told.count(), known.count())
    }

    /// Whether most of it is words of a spaced script.
    pub(crate) fn is_spaced(&self) -> bool {
        self.spaced
    }

    /// Whether it has a word of a spaced script: each other token is one ideograph long.
    pub(crate) fn has_words(&self) -> bool {
        usize::try_from(self.ideographs) != Ok(self.tokens.len())
    }

    /// Whether these tokens stand side by side in it.
    pub(crate) fn has_run(&self, run: &[u64]) -> bool {
        match run {
            [] => true,
            [first, rest @ ..] => (1_usize..)
                .zip(&self.tokens)
                .filter(|(_, token)| *token == first)
                .filter_map(|(after, _)| self.tokens.get(after..))
                .any(|after| after.starts_with(rest)),
        }
    }

    /// Hashes of its grams, each once, sorted.
    pub(crate) fn gram_set(&self) -> Vec<u64> {
        let mut grams = self.grams().to_vec();
        bucket_sort(&mut grams, |gram| *gram);
        grams.dedup();
        grams
    }
}

/// The length of a token, in ideographs; a word counts as two.
#[inline]
pub(crate) fn ideographs(token: u64) -> u32 {
    if token & lexer::WORD == 0 { 1 } else { 2 }
}

/// The length of some tokens, in ideographs.
pub(crate) fn length(tokens: &[u64]) -> u32 {
    tokens.iter().map(|token| ideographs(*token)).sum()
}

/// Whether a token is one of these ideographs.
pub(crate) fn is_one_of(token: u64, ideographs: &str) -> bool {
    ideographs.chars().any(|one| u64::from(one) == token)
}

/// Whether a token is a word of a spaced script.
#[inline]
pub(crate) fn is_word(token: u64) -> bool {
    token & lexer::WORD != 0
}

/// The grams of these tokens, as [`TokenizedText::grams`] gives them.
pub(crate) fn grams(tokens: &[u64]) -> Vec<u64> {
    let mut grams = Vec::with_capacity(tokens.len());
    // Four tokens are always enough, and nearly every run is four ideographs.
    grams.extend(tokens.array_windows().map(|run: &[u64; GRAM as usize]| {
        let [a, b, c, d] = *run;
        if (a | b | c | d) & lexer::WORD == 0 {
            mix(mix(mix(mix(0, a), b), c), d)
        } else {
            gram_at(run).0
        }
    }));
    let rests = tokens.len().saturating_sub(GRAM as usize - 1)..tokens.len();
    grams.extend(rests.map_while(|start| {
        let (hash, covered) = gram_at(tokens.get(start..)?);
        (covered >= GRAM || start == 0).then_some(hash)
    }));
    grams
}

/// The hash of the run that begins `rest`, and how much text it covers.
fn gram_at(rest: &[u64]) -> (u64, u32) {
    let (mut hash, mut covered) = (0, 0);
    for token in rest {
        hash = mix(hash, *token);
        covered += ideographs(*token);
        if covered >= GRAM {
            break;
        }
    }
    (hash, covered)
}

/// Pairs of neighbouring tokens, hashed and sorted, without repetition; of a single token, that
/// token.
pub(crate) fn pairs(tokens: &[u64]) -> Vec<u64> {
    let mut pairs = Vec::with_capacity(tokens.len());
    each_pair(tokens, |pair| pairs.push(pair));
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

/// Calls `each` with the hashes of neighbouring tokens; of a single token, with that token's.
#[inline]
pub(crate) fn each_pair(tokens: &[u64], mut each: impl FnMut(u64)) {
    if let [only] = tokens {
        each(mix(0, *only));
    }
    for [one, next] in tokens.array_windows() {
        each(mix(*one, *next));
    }
}

/// Folds a token into a hash; a fixed function, since its results are stored.
///
/// The multiplier and shifts are those of `MurmurHash3`'s 64-bit finaliser.
#[inline]
pub(crate) fn mix(hash: u64, token: u64) -> u64 {
    let mut mixed = hash.rotate_left(23) ^ token.wrapping_add(0x9E37_79B9_7F4A_7C15);
    mixed ^= mixed >> 33;
    mixed = mixed.wrapping_mul(0xFF51_AFD7_ED55_8CCD);
    mixed ^ (mixed >> 33)
}
