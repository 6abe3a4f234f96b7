//! Words of opposite meaning, and which way a text says that things go.

use std::ops::Range;
use std::sync::LazyLock;

use super::index::WordIndex;
use super::opposites::{Meaning, OPPOSITES, Opposites};
use crate::fold::tokens::is_one_of;

/// Pairs of [`OPPOSITES`] by what they tell.
const MOVES: u32 = pairs(&[Meaning::Price]);
const UP_OR_DOWN: u32 = pairs(&[Meaning::Price, Meaning::Change, Meaning::Growth]);
const STAGES: u32 = pairs(&[Meaning::Stage]);
const EVENTS: u32 = pairs(&[
    Meaning::Price,
    Meaning::Change,
    Meaning::Stage,
    Meaning::Event,
]);

/// The pairs that tell one of these, a bit each: the bit of a pair is its place in [`OPPOSITES`].
const fn pairs(telling: &[Meaning]) -> u32 {
    let (mut pairs, mut bit, mut left) = (0, 1_u32, OPPOSITES.as_slice());
    while let [Opposites(meaning, ..), others @ ..] = left {
        let mut telling = telling;
        while let [one, rest @ ..] = telling {
            if *one as u8 == *meaning as u8 {
                pairs |= bit;
            }
            telling = rest;
        }
        bit = bit.wrapping_shl(1);
        left = others;
    }
    pairs
}

// [`Directions`] has one bit of a `u32` for each pair.
const _: () = assert!(OPPOSITES.len() <= u32::BITS as usize);

/// Which side of every pair of opposites a text takes, a bit each; both where it has words of
/// both.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::fold) struct Directions {
    left: u32,
    right: u32,
}

impl Directions {
    /// The bits of both sides.
    pub(in crate::fold) fn bits(self) -> [u32; 2] {
        [self.left, self.right]
    }

    /// From [`Self::bits`].
    pub(in crate::fold) fn of_bits([left, right]: [u32; 2]) -> Self {
        Self { left, right }
    }

    /// Reads a text.
    pub(in crate::fold) fn read(tokens: &[u64]) -> Self {
        let mut directions = Self::default();
        for sides in DIRECTED.found(tokens) {
            directions.left |= sides.left;
            directions.right |= sides.right;
        }
        directions
    }

    /// Reads the words that lie in a stretch of a text, wholly or in part: `引き上げ` and
    /// `引き下げ` differ in one ideograph.
    pub(in crate::fold) fn read_across(tokens: &[u64], stretch: &Range<usize>) -> Self {
        let mut directions = Self::default();
        for sides in DIRECTED.found_across(tokens, stretch) {
            directions.left |= sides.left;
            directions.right |= sides.right;
        }
        directions
    }

    /// Whether a text says that something happened.
    pub(in crate::fold) fn tell_event(self) -> bool {
        (self.left | self.right) & EVENTS != 0
    }

    /// Whether both take a side of some pair of opposites, and the same one. A price that rises, a
    /// rate that is raised and a profit that grows all go up.
    pub(in crate::fold) fn agree(self, other: Self) -> bool {
        let both = |one: u32, other: u32| {
            one & other != 0 || (one & UP_OR_DOWN != 0 && other & UP_OR_DOWN != 0)
        };
        (both(self.left, other.left) || both(self.right, other.right)) && self.differ(other) == 0
    }

    /// Whether a text says that a price, rate or index goes up or down.
    pub(in crate::fold) fn moves(self) -> bool {
        (self.left | self.right) & MOVES != 0
    }

    /// Whether a text says that something goes up or down.
    pub(in crate::fold) fn go_up_or_down(self) -> bool {
        (self.left | self.right) & UP_OR_DOWN != 0
    }

    /// Whether two texts take different sides of a pair that names the stages of a matter.
    pub(in crate::fold) fn stages_differ(self, other: Self) -> bool {
        let stages = |directions: Self| Self {
            left: directions.left & STAGES,
            right: directions.right & STAGES,
        };
        stages(self).differ(stages(other)) > 0
    }

    /// Whether one text says that something goes up, and the other one that it goes down.
    pub(in crate::fold) fn go_apart(self, other: Self) -> bool {
        let moves = |directions: Self| Self {
            left: directions.left & UP_OR_DOWN,
            right: directions.right & UP_OR_DOWN,
        };
        moves(self).differ(moves(other)) > 0
    }

    /// In how many pairs of opposites two texts take different sides.
    pub(in crate::fold) fn differ(self, other: Self) -> u32 {
        let only = |one: u32, other: u32| one & !other;
        let forth = only(self.left, self.right) & only(other.right, other.left);
        let back = only(self.right, self.left) & only(other.left, other.right);
        (forth | back).count_ones()
    }
}

/// The words of [`OPPOSITES`], each with its side.
static DIRECTED: LazyLock<WordIndex<Directions>> = LazyLock::new(|| {
    let sides = (0_u32..).zip(&OPPOSITES);
    WordIndex::new(sides.flat_map(|(bit, Opposites(_, left, right))| {
        let left_side = Directions {
            left: 1 << bit,
            right: 0,
        };
        let right_side = Directions {
            left: 0,
            right: 1 << bit,
        };
        let left = left.split(", ").map(move |word| (word, left_side));
        left.chain(right.split(", ").map(move |word| (word, right_side)))
    }))
});

/// Ideographs that may precede a word for the move of a price ([`Meaning::Price`]) and change
/// nothing of it: `收涨`, `上涨`, `暴跌`.
const BEFORE_MOVE: &str = "收上大续领齐普微小暴猛急飙直转再";

/// Whether an ideograph belongs to the direction that may follow it.
pub(in crate::fold) fn comes_before_move(token: u64) -> bool {
    is_one_of(token, BEFORE_MOVE)
}
