//! Pseudo-random choices that are the same for the same seed.

use std::ops::Range;

use proptest::prelude::RngExt as _;
use proptest::test_runner::{RngAlgorithm, TestRng};

/// A stream of choices; print its seed where a choice matters.
#[derive(Debug)]
pub(crate) struct Chance(TestRng);

impl Chance {
    /// The stream that begins with `seed`.
    pub(crate) fn from_seed(seed: u64) -> Self {
        let bytes = seed.to_le_bytes().repeat(4);
        Self(TestRng::from_seed(RngAlgorithm::ChaCha, &bytes))
    }

    /// One of a range that is not empty.
    pub(crate) fn within(&mut self, range: Range<u64>) -> u64 {
        self.0.random_range(range)
    }

    /// Whether something happens that does so once in `times`.
    pub(crate) fn once_in(&mut self, times: u64) -> bool {
        self.within(0..times) == 0
    }
}
