//! What suffices to refuse most candidates without reading their texts.
//!
//! Texts of one language share phrases, so that the index returns many candidates for an entry
//! that are about something else. Two sketches and the tokens of one of both texts give the most
//! that the two can have in common, and so the most that they can score.
//!
//! A sketch of 3.6 kB of text takes about 2 kB. What it refuses, [`compare()`](super::compare())
//! refuses: a test of properties says so.

mod filter;
mod screen;
#[cfg(test)]
mod tests;

use super::profile::Profile;
use super::reading::{Figure, Kind, Reading, each_gram, each_pair, pairs};
use filter::Filter;

pub use screen::Screen;

/// Most numbers of an entry in its sketch.
const MOST_NUMBERS: usize = 64;

/// Bits for each hash in the filter of a text's grams, and in that of its pairs of tokens.
const GRAM_BITS: usize = 8;
const PAIR_BITS: usize = 4;

/// The half of a hash that a sketch keeps.
fn half(hash: u64) -> u32 {
    u32::try_from(hash >> u32::BITS).unwrap_or_default()
}

/// What is known of an entry's texts without reading them.
#[derive(Debug, Clone)]
pub struct Sketch {
    /// Weight of the text.
    weight: u32,
    /// How many different grams the text has at least.
    grams: usize,
    /// The grams of text and title.
    has_gram: Filter,
    /// The neighbouring tokens of text and title.
    has_pair: Filter,
    /// Weight of the title.
    title_weight: u32,
    /// The neighbouring tokens of the title, each once.
    title_pairs: Box<[u32]>,
    /// Whether the title names a subject.
    has_subject: bool,
    /// Whether the title has a number.
    has_title_number: bool,
    /// The amounts and shares of text and title; `None` if they are too many.
    numbers: Option<Box<[Number]>>,
    /// How many amounts and shares the text has.
    amounts: usize,
}

/// An amount or a share, rounded.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Number {
    value: f32,
    step: f32,
    kind: Kind,
    is_specific: bool,
    is_in_title: bool,
}

impl Sketch {
    /// Sketches the texts of an entry.
    pub fn of(profile: &Profile) -> Self {
        let (title, body) = (&profile.title, &profile.body);
        let number = title.tokens.len() + body.tokens.len();
        let mut has_gram = Filter::new(GRAM_BITS * number);
        let mut grams = 0;
        each_gram(&body.tokens).for_each(|gram| {
            grams += usize::from(has_gram.insert(half(gram)));
        });
        each_gram(&title.tokens).for_each(|gram| {
            has_gram.insert(half(gram));
        });
        let mut has_pair = Filter::new(PAIR_BITS * number);
        let both = each_pair(&body.tokens).chain(each_pair(&title.tokens));
        both.for_each(|pair| {
            has_pair.insert(half(pair));
        });
        let numbers = || {
            let of_title = amounts(title).map(|figure| Number::of(figure, true));
            of_title.chain(amounts(body).map(|figure| Number::of(figure, false)))
        };
        Self {
            weight: body.weight,
            grams,
            has_gram,
            has_pair,
            title_weight: title.weight,
            title_pairs: pairs(&title.tokens).into_iter().map(half).collect(),
            has_subject: !profile.subject.is_empty(),
            has_title_number: !title.figures.is_empty(),
            numbers: (numbers().count() <= MOST_NUMBERS).then(|| numbers().collect()),
            amounts: amounts(body).count(),
        }
    }

    /// How much memory it takes, about, in bytes.
    pub fn size(&self) -> usize {
        let numbers = self.numbers.as_deref().unwrap_or_default();
        size_of::<Self>()
            + self.has_gram.size()
            + self.has_pair.size()
            + size_of_val(&*self.title_pairs)
            + size_of_val(numbers)
    }

    /// The greatest share of this title's pairs that the other entry has.
    fn most_of_title_in(&self, other: &Self) -> f64 {
        let is_possible = |pair: &&u32| other.has_pair.may_have(**pair);
        let possible = self.title_pairs.iter().filter(is_possible).count();
        share(possible, self.title_pairs.len())
    }

    /// How many numbers of this text the other entry has at most, and how many of them few texts
    /// share by chance.
    fn most_numbers_in(&self, other: &Self) -> (usize, usize) {
        let (Some(own), Some(others)) = (&self.numbers, &other.numbers) else {
            return (self.amounts, self.amounts);
        };
        let is_possible = |number: &&Number| others.iter().any(|other| number.may_agree(other));
        let of_text = own.iter().filter(|number| !number.is_in_title);
        let found = of_text.filter(is_possible);
        found.fold((0, 0), |(found, specific), number| {
            (found + 1, specific + usize::from(number.is_specific))
        })
    }
}

impl Number {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "rounding is what `may_agree` allows for"
    )]
    fn of(figure: &Figure, is_in_title: bool) -> Self {
        Self {
            value: figure.value as f32,
            step: figure.step as f32,
            kind: figure.kind,
            is_specific: figure.is_specific(),
            is_in_title,
        }
    }

    /// Whether both may be the same number, one of them rounded: true whenever
    /// [`Figure::agrees`] is.
    fn may_agree(&self, other: &Self) -> bool {
        // Singles have 24 bits.
        const ROUNDED: f32 = 1e-6;
        let apart = (self.value - other.value).abs();
        let most = 1.02 * self.step.max(other.step)
            + ROUNDED * (self.value.abs().max(other.value.abs()) + 1.0);
        // Not `<=`: numbers beyond all bounds are compared whole.
        self.kind == other.kind && !(apart > most)
    }
}

fn amounts(text: &Reading) -> impl Iterator<Item = &Figure> {
    let is_amount = |figure: &&Figure| matches!(figure.kind, Kind::Amount | Kind::Percent);
    text.figures.iter().filter(is_amount)
}

fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 {
        return 0.0;
    }
    (count(part) / count(whole)).min(1.0)
}

fn count(number: usize) -> f64 {
    f64::from(u32::try_from(number).unwrap_or(u32::MAX))
}
