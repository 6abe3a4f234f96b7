//! Refuses most candidates of an entry before their texts are read.
//!
//! Texts of one language share phrases, so the index returns many candidates that are about
//! something else. The sketch of a candidate, with the grams of the entry, gives the most that
//! both can have in common, and so the highest score that they can reach. A candidate is refused
//! if even that score is too low. A property test checks that [`compare()`](super::compare())
//! refuses it, too.
//!
//! `tests/bench/README.md` says what sketches save.

mod filter;
mod order;
mod packed;
mod screen;
#[cfg(test)]
mod tests;

use super::profile::Profile;
use super::tokens::{Figure, FigureKind, TokenizedText, each_pair, pairs};
use filter::Filter;
use order::Segments;

pub use screen::Screen;

/// Most numbers of an entry in its sketch.
const MAX_NUMBERS: usize = 40;

/// Bits for each gram of an entry, and for each pair of tokens.
const GRAM_BITS: usize = 6;
const PAIR_BITS: usize = 3;

/// A summary of the texts of an entry, shorter than they are.
#[derive(Debug, Clone)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each flag says another thing of the entry"
)]
pub struct Sketch {
    /// Length of the text, in ideographs; a word counts as two.
    ideographs: u32,
    /// How many different grams the text has at least.
    min_grams: usize,
    /// The grams of text and title.
    grams: Filter,
    /// Where the grams of the text are in it.
    segments: Segments,
    /// The pairs of neighbouring tokens in text and title.
    pairs: Filter,
    /// Length of the title.
    title_ideographs: u32,
    /// The pairs of neighbouring tokens in the title, each once.
    title_pairs: Box<[u32]>,
    has_subject: bool,
    /// Whether its title or text may mark it as a correction: such an entry is related to others
    /// whatever their score is.
    may_be_correction: bool,
    has_title_number: bool,
    /// Whether title or text are words of a spaced script, which may spell a number.
    has_spaced_text: bool,
    /// The numbers of text and title with which an amount or a percentage may agree; `None` if
    /// there are too many.
    numbers: Option<Box<[Number]>>,
    /// How many amounts and percentages the text has.
    amounts: usize,
    /// How many of them few texts share by chance.
    specific: usize,
}

/// Numbers of a text that another entry may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct PossibleNumbers {
    /// How many.
    found: usize,
    /// How many of them few texts share by chance.
    specific: usize,
}

/// A number with which an amount or a percentage may agree, in single precision.
#[derive(Debug, Clone, Copy, PartialEq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each flag says another thing of the number"
)]
struct Number {
    value: f32,
    step: f32,
    kind: FigureKind,
    is_specific: bool,
    is_in_title: bool,
    /// Whether a text of words may have it as a word, and another text as a numeral.
    may_be_spelled: bool,
    may_be_numeral: bool,
}

impl Sketch {
    /// Summarises the texts of an entry.
    pub fn new(profile: &Profile) -> Self {
        let (title, body) = (&profile.title, &profile.body);
        let tokens = title.tokens.len() + body.tokens.len();
        let mut grams = Filter::new(GRAM_BITS * tokens);
        let mut min_grams = 0;
        for gram in body.grams() {
            min_grams += usize::from(grams.insert(half(*gram)));
        }
        for gram in title.grams() {
            grams.insert(half(*gram));
        }
        let mut both_pairs = Filter::new(PAIR_BITS * tokens);
        for text in [body, title] {
            each_pair(&text.tokens, |pair| {
                both_pairs.insert(half(pair));
            });
        }
        let numbers = || {
            let of_title = countable(title).map(|figure| Number::new(figure, true));
            of_title.chain(countable(body).map(|figure| Number::new(figure, false)))
        };
        let amounts = || body.figures.iter().filter(|figure| figure.kind.is_amount());
        Self {
            ideographs: body.ideographs,
            min_grams,
            grams,
            segments: Segments::new(body.grams()),
            pairs: both_pairs,
            title_ideographs: title.ideographs,
            title_pairs: pairs(&title.tokens).into_iter().map(half).collect(),
            has_subject: !profile.subject.is_empty(),
            may_be_correction: profile.correction.is_some() || profile.bare.is_some(),
            has_title_number: !title.figures.is_empty(),
            has_spaced_text: title.is_spaced() || body.is_spaced(),
            numbers: (numbers().count() <= MAX_NUMBERS).then(|| numbers().collect()),
            amounts: amounts().count(),
            specific: amounts().filter(|figure| figure.is_specific()).count(),
        }
    }

    /// How much memory it takes, about, in bytes.
    pub fn size(&self) -> usize {
        let numbers = self.numbers.as_deref().unwrap_or_default();
        size_of::<Self>()
            + self.grams.size()
            + self.segments.size()
            + self.pairs.size()
            + size_of_val(&*self.title_pairs)
            + size_of_val(numbers)
    }

    /// How many pairs of this title the other entry has at most.
    fn max_title_pairs_in(&self, other: &Self) -> usize {
        let is_possible = |pair: &&u32| other.pairs.may_contain(**pair);
        self.title_pairs.iter().filter(is_possible).count()
    }

    /// All numbers of this text.
    fn all_numbers(&self) -> PossibleNumbers {
        PossibleNumbers {
            found: self.amounts,
            specific: self.specific,
        }
    }

    /// The numbers of this text that the other entry has at most.
    fn max_numbers_in(&self, other: &Self) -> PossibleNumbers {
        let (Some(own), Some(others)) = (&self.numbers, &other.numbers) else {
            return self.all_numbers();
        };
        let is_possible = |number: &&Number| {
            number.may_be_numeral
                || (number.may_be_spelled && other.has_spaced_text)
                || others.iter().any(|other| number.may_agree(other))
        };
        let of_text = own
            .iter()
            .filter(|number| !number.is_in_title && number.kind.is_amount());
        let possible: Vec<&Number> = of_text.filter(is_possible).collect();
        let specific = possible.iter().filter(|number| number.is_specific);
        PossibleNumbers {
            found: possible.len(),
            specific: specific.count(),
        }
    }
}

impl Number {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "`may_agree` allows for the rounding"
    )]
    fn new(figure: &Figure, is_in_title: bool) -> Self {
        Self {
            value: figure.value as f32,
            step: figure.step as f32,
            kind: figure.kind,
            is_specific: figure.is_specific(),
            is_in_title,
            may_be_spelled: figure.may_be_spelled(),
            may_be_numeral: figure.may_be_numeral(),
        }
    }

    /// Whether both may be the same number, one of them rounded or read some seconds later: true
    /// whenever [`Figure::agrees`] or [`Figure::is_reading_apart`] is.
    fn may_agree(&self, other: &Self) -> bool {
        // Single precision has 24 bits.
        const ROUNDING: f32 = 1e-6;
        let apart = (self.value - other.value).abs();
        let greatest = self.value.abs().max(other.value.abs());
        let step = 1.02 * self.step.max(other.step);
        let max_apart = step.max(1.01e-3 * greatest) + ROUNDING * (greatest + 1.0);
        // A number beyond the range is infinite, and the difference of two of them no number.
        self.kind.may_equal(other.kind) && (apart <= max_apart || apart.is_nan())
    }
}

/// The half of a hash that a sketch uses.
fn half(hash: u64) -> u32 {
    u32::try_from(hash >> u32::BITS).unwrap_or_default()
}

/// The numbers with which an amount or a percentage may agree.
fn countable(text: &TokenizedText) -> impl Iterator<Item = &Figure> {
    let counts = [FigureKind::Amount, FigureKind::Percent];
    let is_countable =
        move |figure: &&Figure| counts.iter().any(|kind| kind.may_equal(figure.kind));
    text.figures.iter().filter(is_countable)
}
