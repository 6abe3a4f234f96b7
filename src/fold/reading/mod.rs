//! A text as it is compared: tokens with every number masked, and the numbers and names beside them.
//!
//! A token is one ideograph, one word of a spaced script, or the mask of a number. Masking makes
//! templates equal, so that what the numbers say is judged apart from what the words say.

mod figure;
mod lexer;
#[cfg(test)]
mod tests;

pub(crate) use figure::{Figure, Kind};

/// Most characters of a text that are compared; what follows is neither for nor against.
///
/// A report of 20,000 characters says by then what it is; the bound keeps one comparison short.
pub(crate) const MAX_CHARS: usize = 20_000;

/// The token that stands for every number.
pub(crate) const MASK: u64 = 0;

/// How much text one gram covers, in ideographs; a word of a spaced script counts as two.
pub(crate) const GRAM: u32 = 4;

/// A normalised text, read.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Reading {
    /// Ideographs, words and masks, in order.
    pub(crate) tokens: Vec<u64>,
    /// The numbers, in order.
    pub(crate) figures: Vec<Figure>,
    /// Names and terms in Latin script, hashed, sorted, without repetition: `hsk51155`, `kospi`.
    pub(crate) names: Vec<u64>,
    /// How many tokens the first sentence has.
    pub(crate) lead: usize,
    /// Overlapping runs of tokens: hash and first token, sorted by hash.
    pub(crate) grams: Vec<(u64, u32)>,
    /// Pairs of neighbouring tokens, hashed, sorted, without repetition.
    pub(crate) pairs: Vec<u64>,
    /// Its length, in ideographs; a word counts as two.
    pub(crate) weight: u32,
}

impl Reading {
    /// Reads a text that `normalize` has folded.
    pub(crate) fn of(normalized: &str) -> Self {
        let mut reading = lexer::read(normalized);
        reading.names.sort_unstable();
        reading.names.dedup();
        reading.weight = reading.tokens.iter().map(|token| weight(*token)).sum();
        reading.grams = grams(&reading.tokens);
        reading.grams.sort_unstable();
        reading.pairs = pairs(&reading.tokens);
        reading
    }

    /// The number that a token stands for.
    pub(crate) fn figure_at(&self, token: usize) -> Option<&Figure> {
        let index = self
            .figures
            .binary_search_by_key(&token, |figure| figure.token)
            .ok()?;
        self.figures.get(index)
    }

    /// Hashes of its grams, each once, in order.
    pub(crate) fn gram_set(&self) -> impl Iterator<Item = u64> + '_ {
        let mut last = None;
        self.grams
            .iter()
            .map(|(gram, _)| *gram)
            .filter(move |gram| last.replace(*gram) != Some(*gram))
    }
}

/// How much text a token is.
pub(crate) fn weight(token: u64) -> u32 {
    if token & lexer::WORD == 0 { 1 } else { 2 }
}

/// Runs of tokens of [`GRAM`] ideographs' length, one from every token on. A text shorter than that is
/// one gram.
pub(crate) fn grams(tokens: &[u64]) -> Vec<(u64, u32)> {
    let mut grams = Vec::with_capacity(tokens.len());
    for start in 0..tokens.len() {
        let (mut hash, mut covered) = (0, 0);
        for token in tokens.iter().skip(start) {
            hash = mix(hash, *token);
            covered += weight(*token);
            if covered >= GRAM {
                break;
            }
        }
        if covered < GRAM && start > 0 {
            break;
        }
        grams.push((hash, u32::try_from(start).unwrap_or(u32::MAX)));
    }
    grams
}

/// Pairs of neighbouring tokens, hashed and sorted; of a single token, that token.
pub(crate) fn pairs(tokens: &[u64]) -> Vec<u64> {
    let mut pairs: Vec<u64> = match tokens {
        [only] => vec![mix(0, *only)],
        _ => tokens
            .windows(2)
            .filter_map(|pair| pair.iter().copied().reduce(mix))
            .collect(),
    };
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

/// Folds a token into a hash; a fixed function, since its results are stored.
///
/// The multiplier and shifts are those of `MurmurHash3`'s 64-bit finaliser.
pub(crate) fn mix(hash: u64, token: u64) -> u64 {
    let mut mixed = hash.rotate_left(23) ^ token.wrapping_add(0x9E37_79B9_7F4A_7C15);
    mixed ^= mixed >> 33;
    mixed = mixed.wrapping_mul(0xFF51_AFD7_ED55_8CCD);
    mixed ^ (mixed >> 33)
}
