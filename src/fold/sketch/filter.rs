//! A set of hashes that may say yes where it should say no, but never the other way round (Bloom
//! 1970). Both bits of a hash are in one word (Putze, Sanders and Singler 2007): a look-up reads
//! memory once, and does not branch.

/// Fewest and most bits.
const BITS: std::ops::RangeInclusive<usize> = 64..=32_768;

/// A set of hashes.
#[derive(Debug, Clone)]
pub(super) struct Filter {
    pub(super) words: Box<[u64]>,
}

/// A hash in the form in which filters are asked: a text asks many.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked {
    hash: u32,
    bits: u64,
}

impl Asked {
    pub(super) fn new(hash: u32) -> Self {
        Self {
            hash,
            bits: bits(hash),
        }
    }
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
    #[inline]
    pub(super) fn insert(&mut self, hash: u32) -> bool {
        let (place, bits) = (self.place(hash), bits(hash));
        self.words.get_mut(place).is_some_and(|word| {
            let before = std::mem::replace(word, *word | bits);
            *word != before
        })
    }

    /// Whether the set may contain a hash.
    #[inline]
    pub(super) fn may_contain(&self, hash: u32) -> bool {
        let bits = bits(hash);
        let word = self.words.get(self.place(hash));
        word.is_some_and(|word| word & bits == bits)
    }

    /// Which of 64 hashes the set may contain: the first one is the lowest bit.
    #[inline]
    pub(super) fn may_contain_of(&self, asked: &[Asked]) -> u64 {
        let last_first = asked.iter().take(64).rev();
        last_first.fold(0, |found, asked| {
            let word = self.words.get(self.place(asked.hash));
            let is_found = word.is_some_and(|word| asked.bits & !word == 0);
            found << 1 | u64::from(is_found)
        })
    }

    /// Bytes of its bits.
    pub(super) fn size(&self) -> usize {
        size_of_val(&*self.words)
    }

    /// The word of a hash, by its higher bits.
    #[inline]
    fn place(&self, hash: u32) -> usize {
        let place = (u64::from(hash) * self.words.len() as u64) >> u32::BITS;
        usize::try_from(place).unwrap_or(usize::MAX)
    }
}

/// The bits of a hash in its word, by its lower bits.
#[inline]
fn bits(hash: u32) -> u64 {
    1 << (hash & 63) | 1 << (hash >> 6 & 63)
}
