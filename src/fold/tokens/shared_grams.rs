//! The grams that two texts have in common: one text is indexed, the other one is read once.

use super::TokenizedText;

/// Most places of one gram that are found: a phrase that a text repeats more often says nothing
/// about order.
const MAX_PLACES_OF_GRAM: usize = 8;

/// The grams of a text, in a hash table with linear probing.
#[derive(Debug, Clone)]
pub(super) struct GramIndex {
    /// For the gram that begins at each token, the first place of the same gram.
    firsts: Vec<u32>,
    /// First places, each one increased by 1; 0 is an empty slot. At least half are empty.
    slots: Vec<u32>,
    /// How many bits of a hash are no part of the number of its slot.
    shift: u32,
    /// How many different grams there are.
    pub(super) distinct: usize,
}

impl GramIndex {
    pub(super) fn new(grams: &[u64]) -> Self {
        let slots = (2 * grams.len()).next_power_of_two().max(2);
        let mut index = Self {
            firsts: Vec::with_capacity(grams.len()),
            slots: vec![0; slots],
            shift: u64::BITS - slots.trailing_zeros(),
            distinct: 0,
        };
        for (gram, place) in grams.iter().zip(0_u32..) {
            let mut slot = index.slot(*gram);
            let first = loop {
                match index.slots.get_mut(slot) {
                    Some(empty @ 0) => {
                        *empty = place + 1;
                        index.distinct += 1;
                        break place;
                    }
                    Some(other) if grams.get(*other as usize - 1) == Some(gram) => {
                        break *other - 1;
                    }
                    _ => slot = (slot + 1) & (slots - 1),
                }
            };
            index.firsts.push(first);
        }
        index
    }

    /// The first place of a gram. `grams` are those of the text.
    #[inline]
    fn first(&self, grams: &[u64], gram: u64) -> Option<u32> {
        let mut slot = self.slot(gram);
        loop {
            let place = self.slots.get(slot)?.checked_sub(1)?;
            if grams.get(place as usize) == Some(&gram) {
                return Some(place);
            }
            slot = (slot + 1) & (self.slots.len() - 1);
        }
    }

    #[inline]
    fn slot(&self, gram: u64) -> usize {
        usize::try_from(gram >> self.shift).unwrap_or_default()
    }
}

/// The places of the grams of one text in another one.
#[derive(Debug)]
pub(crate) struct SharedGrams<'a> {
    grams: &'a [u64],
    index: &'a GramIndex,
    /// For each token of the text, where the places of the gram that begins there are, if it is the
    /// first such gram; and the end of the last ones.
    starts: Vec<u32>,
    /// The first places of each gram in the other text, in order.
    places: Vec<u32>,
    /// How many different grams of the text the other one has.
    distinct: usize,
}

impl<'a> SharedGrams<'a> {
    /// Finds the grams of `text` in `other`.
    pub(crate) fn new(text: &'a TokenizedText, other: &TokenizedText) -> Self {
        let (grams, index) = (text.grams(), text.gram_index());
        let mut found: Vec<(u32, u32)> = Vec::with_capacity(grams.len().min(other.grams().len()));
        let mut starts = vec![0_u32; grams.len() + 1];
        let mut distinct = 0;
        for (gram, place) in other.grams().iter().zip(0..) {
            if let Some(first) = index.first(grams, *gram)
                && let Some(number) = starts.get_mut(first as usize)
                && (*number as usize) < MAX_PLACES_OF_GRAM
            {
                distinct += usize::from(*number == 0);
                *number += 1;
                found.push((first, place));
            }
        }
        let mut before = 0;
        for start in &mut starts {
            before += std::mem::replace(start, before);
        }
        let mut places = vec![0; found.len()];
        let mut next = starts.clone();
        for (first, place) in found {
            if let Some(next) = next.get_mut(first as usize)
                && let Some(slot) = places.get_mut(*next as usize)
            {
                *slot = place;
                *next += 1;
            }
        }
        Self {
            grams,
            index,
            starts,
            places,
            distinct,
        }
    }

    /// Each token of the text with the first places in the other one of the gram that begins there,
    /// if the other one has it.
    pub(crate) fn matches(&self) -> impl Iterator<Item = (usize, &[u32])> {
        self.index
            .firsts
            .iter()
            .enumerate()
            .filter_map(|(at, first)| {
                let first = *first as usize;
                let (from, to) = (self.starts.get(first)?, self.starts.get(first + 1)?);
                let places = self.places.get(*from as usize..*to as usize)?;
                (!places.is_empty()).then_some((at, places))
            })
    }

    /// How many different grams the text has, and how many of these the other text or its title
    /// has.
    pub(crate) fn count_with(&self, title: &TokenizedText) -> (usize, usize) {
        let mut only_in_title = Vec::new();
        for gram in title.grams() {
            if let Some(first) = self.index.first(self.grams, *gram) {
                let at = first as usize;
                if self.starts.get(at) == self.starts.get(at + 1) {
                    only_in_title.push(first);
                }
            }
        }
        only_in_title.sort_unstable();
        only_in_title.dedup();
        (self.index.distinct, self.distinct + only_in_title.len())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;
    use crate::fold::tokens::grams;

    /// Texts of few different ideographs, so that most grams repeat, and of words.
    fn texts() -> impl Strategy<Value = TokenizedText> {
        let text = prop_oneof!["[甲乙]{0,60}", "[甲乙丙丁a ]{0,40}", "(a |bc |甲){0,30}"];
        text.prop_map(|text| TokenizedText::new(&text))
    }

    proptest! {
        #[test]
        fn the_index_finds_what_a_search_of_both_texts_finds(
            (text, other, title) in (texts(), texts(), texts())
        ) {
            let (own, others) = (grams(&text.tokens), grams(&other.tokens));
            let shared = SharedGrams::new(&text, &other);
            let found = shared.matches().map(|(at, places)| (at, places.to_vec()));
            let searched = own.iter().enumerate().map(|(at, gram)| {
                let places = (0..).zip(&others).filter(|(_, other)| *other == gram);
                let places = places.map(|(place, _)| place).take(MAX_PLACES_OF_GRAM);
                (at, places.collect::<Vec<u32>>())
            });
            let searched = searched.filter(|(_, places)| !places.is_empty());
            prop_assert_eq!(found.collect::<Vec<_>>(), searched.collect::<Vec<_>>());
            let own: BTreeSet<u64> = own.into_iter().collect();
            let known: BTreeSet<u64> = others.into_iter().chain(grams(&title.tokens)).collect();
            let both = own.intersection(&known).count();
            prop_assert_eq!(shared.count_with(&title), (own.len(), both));
        }
    }
}
