//! Bounds how much of one text another one has in the same order, by a small table of where in the
//! other text its grams are.
//!
//! Texts in one language and of one kind share many phrases, but not their order. What an
//! alignment covers is a chain that goes forward in both texts. So it goes forward through the
//! segments of the other text, too, and the best chain through segments has no fewer grams.

/// Into how many parts of one length a text is divided: one bit of a byte for each.
const SEGMENTS: usize = 8;

/// Bits of the table for each gram.
const BITS: usize = 4;

/// Most bytes of the table: that of a long text says little of the order of its grams.
const MAX_BYTES: usize = 2_048;

/// In which segments of a text its grams are.
#[derive(Debug, Clone)]
pub(super) struct Segments {
    /// The segments of all grams whose hash has the same place.
    pub(super) sets: Box<[u8]>,
}

impl Segments {
    /// Divides a text into segments.
    pub(super) fn new(grams: &[u64]) -> Self {
        let places = (BITS * grams.len()).div_ceil(SEGMENTS).clamp(1, MAX_BYTES);
        let mut sets: Box<[u8]> = vec![0; places].into();
        let length = grams.len().div_ceil(SEGMENTS).max(1);
        for (segment, grams) in grams.chunks(length).enumerate() {
            for gram in grams {
                if let Some(set) = sets.get_mut(place(*gram, places)) {
                    *set |= 1 << segment;
                }
            }
        }
        Self { sets }
    }

    /// Bytes of the table.
    pub(super) fn size(&self) -> usize {
        size_of_val(&*self.sets)
    }

    /// The segments that may have a gram: all that have it, and perhaps others. The lowest bit is
    /// the first segment.
    fn may_have(&self, gram: u64) -> u8 {
        let set = self.sets.get(place(gram, self.sets.len())).copied();
        set.unwrap_or(u8::MAX)
    }
}

/// The place of a gram in a table, by the half of its hash that the filter does not use.
fn place(gram: u64, places: usize) -> usize {
    let place = ((gram & u64::from(u32::MAX)) * places as u64) >> u32::BITS;
    usize::try_from(place).unwrap_or_default()
}

/// The best chain of grams of one text through the segments of another one.
#[derive(Debug)]
pub(super) struct Chain<'a> {
    segments: &'a Segments,
    /// The ideographs of the best chain that ends in each segment or before it.
    most: [u32; SEGMENTS],
}

impl<'a> Chain<'a> {
    /// An empty chain.
    pub(super) fn new(segments: &'a Segments) -> Self {
        Self {
            segments,
            most: [0; SEGMENTS],
        }
    }

    /// Goes on to the next gram that the other text may have; its first token has so many
    /// ideographs.
    #[inline]
    pub(super) fn add(&mut self, gram: u64, ideographs: u32) {
        let found = self.segments.may_have(gram);
        let mut best = 0;
        for (most, segment) in self.most.iter_mut().zip(0_u8..) {
            // Without a branch, which could not be predicted.
            let added = u32::from(found >> segment & 1) * ideographs;
            best = best.max(*most + added);
            *most = best;
        }
    }

    /// The most ideographs that the first tokens of grams can have which both texts have in the
    /// same order.
    pub(super) fn most(&self) -> u32 {
        let [.., most] = self.most;
        most
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Chain, Segments};
    use crate::fold::alignment::Alignment;
    use crate::fold::test_entries::texts_of_the_same_phrases;
    use crate::fold::tokens::{GRAM, TokenizedText, ideographs};

    /// The most that a text can have of another one in the same order.
    fn most(text: &TokenizedText, other: &TokenizedText) -> u32 {
        let segments = Segments::new(other.grams());
        let mut chain = Chain::new(&segments);
        for (gram, token) in text.grams().iter().zip(&text.tokens) {
            if other.grams().contains(gram) {
                chain.add(*gram, ideographs(*token));
            }
        }
        chain.most()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4_000))]

        #[test]
        fn no_alignment_covers_more_than_the_best_chain_through_segments(
            [one, other] in texts_of_the_same_phrases()
        ) {
            let most = most(&one, &other);
            for alignment in [Alignment::new(&one, &other), Alignment::new(&other, &one)] {
                // A word of which half is beyond the gram may be the last token of a stretch.
                let beyond_first: u32 = alignment.gap_places().map(|_| GRAM).sum();
                prop_assert!(alignment.covered <= most + beyond_first);
            }
        }
    }

    #[test]
    fn the_same_phrases_in_another_order_cover_less() {
        let phrases: Vec<String> = (0..8_u32)
            .map(|number| ('一'..).skip(number as usize * 50).take(30).collect())
            .collect();
        let forward = TokenizedText::new(&phrases.concat());
        let backward: String = phrases.iter().rev().map(String::as_str).collect();
        let backward = TokenizedText::new(&backward);
        assert_eq!(most(&forward, &forward), 237);
        assert!(most(&backward, &forward) < 120);
    }
}
