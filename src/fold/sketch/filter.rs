//! A set of hashes that may say yes where it should say no, but never the other way round (Bloom
//! 1970), with two bits for each hash.

/// Fewest and most bits.
const BITS: std::ops::RangeInclusive<usize> = 64..=32_768;

/// A set of hashes.
#[derive(Debug, Clone)]
pub(super) struct Filter {
    words: Box<[u64]>,
}

impl Filter {
    /// An empty set of so many bits, about.
    pub(super) fn new(bits: usize) -> Self {
        let bits = bits.clamp(*BITS.start(), *BITS.end());
        Self {
            words: vec![0; bits.div_ceil(64)].into(),
        }
    }

    /// Adds a hash; returns whether it certainly was not there before.
    pub(super) fn insert(&mut self, hash: u32) -> bool {
        let mut is_new = false;
        for hash in [hash, second(hash)] {
            let (word, bit) = self.place(hash);
            if let Some(word) = self.words.get_mut(word) {
                is_new |= *word & bit == 0;
                *word |= bit;
            }
        }
        is_new
    }

    /// Whether the set may contain a hash.
    #[inline]
    pub(super) fn may_contain(&self, hash: u32) -> bool {
        self.has_bit(hash) && self.has_bit(second(hash))
    }

    /// Bytes of its bits.
    pub(super) fn size(&self) -> usize {
        size_of_val(&*self.words)
    }

    #[inline]
    fn has_bit(&self, hash: u32) -> bool {
        let (word, bit) = self.place(hash);
        self.words.get(word).is_some_and(|word| word & bit != 0)
    }

    /// The word of a bit, and the bit in it.
    #[inline]
    fn place(&self, hash: u32) -> (usize, u64) {
        let bits = 64 * self.words.len() as u64;
        let place = (u64::from(hash) * bits) >> u32::BITS;
        (
            usize::try_from(place / 64).unwrap_or(usize::MAX),
            1 << (place % 64),
        )
    }
}

/// The hash of the second bit.
#[inline]
fn second(hash: u32) -> u32 {
    hash.wrapping_mul(0x9E37_79B1).rotate_left(15)
}
