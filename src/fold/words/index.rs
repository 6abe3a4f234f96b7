//! Finds the words of a table in a text.

use std::ops::Range;

use foldhash::{HashMap, HashMapExt as _};

use crate::fold::tokens::TokenizedText;

/// Number of places for first tokens.
const PLACES: usize = 1 << 12;

/// Words by their first tokens, so that a text is read once for all of them.
pub(super) struct WordIndex<T> {
    /// The first tokens, by their lowest bits: most tokens begin no word.
    begins: [bool; PLACES],
    words: HashMap<u64, Vec<(Vec<u64>, T)>>,
    /// Most tokens behind the first one of a word.
    longest: usize,
}

impl<T: Copy> WordIndex<T> {
    pub(super) fn new<'a>(words: impl Iterator<Item = (&'a str, T)>) -> Self {
        let mut index = Self {
            begins: [false; PLACES],
            words: HashMap::new(),
            longest: 0,
        };
        for (word, meaning) in words {
            if let [first, rest @ ..] = TokenizedText::new(word).tokens.as_slice() {
                if let Some(begins) = index.begins.get_mut(Self::place(*first)) {
                    *begins = true;
                }
                index.longest = index.longest.max(rest.len());
                let words = index.words.entry(*first).or_default();
                words.push((rest.to_vec(), meaning));
            }
        }
        index
    }

    /// The meanings of all words in a text, in its order.
    pub(super) fn found<'a>(&'a self, tokens: &'a [u64]) -> impl Iterator<Item = T> + 'a {
        (0..tokens.len()).flat_map(move |at| {
            let (first, after) = match tokens.get(at..) {
                Some([first, after @ ..]) => (*first, after),
                _ => (0, [].as_slice()),
            };
            let words = self.beginning_with(first).iter();
            let found = words.filter(move |(rest, _)| after.starts_with(rest));
            found.map(|(_, meaning)| *meaning)
        })
    }

    /// How many tokens the longest word takes with which a text begins.
    pub(super) fn longest(&self, text: &[u64]) -> usize {
        let [first, after @ ..] = text else {
            return 0;
        };
        let words = self.beginning_with(*first).iter();
        let found = words.filter(|(rest, _)| after.starts_with(rest));
        found.map(|(rest, _)| 1 + rest.len()).max().unwrap_or(0)
    }

    /// The meanings of the words of which a part is in a stretch of a text.
    pub(super) fn found_across<'a>(
        &'a self,
        tokens: &'a [u64],
        stretch: &Range<usize>,
    ) -> impl Iterator<Item = T> + 'a {
        let (start, end) = (stretch.start, stretch.end.min(tokens.len()));
        (start.saturating_sub(self.longest)..end).flat_map(move |at| {
            let (first, after) = match tokens.get(at..) {
                Some([first, after @ ..]) => (*first, after),
                _ => (0, [].as_slice()),
            };
            let words = self.beginning_with(first).iter();
            let found =
                words.filter(move |(rest, _)| at + rest.len() >= start && after.starts_with(rest));
            found.map(|(_, meaning)| *meaning)
        })
    }

    fn beginning_with(&self, first: u64) -> &[(Vec<u64>, T)] {
        if self.begins.get(Self::place(first)) != Some(&true) {
            return &[];
        }
        self.words.get(&first).map_or(&[], Vec::as_slice)
    }

    fn place(token: u64) -> usize {
        let [low, high, ..] = token.to_le_bytes();
        usize::from(u16::from_le_bytes([low, high])) % PLACES
    }
}
