//! The parts of a place in which two texts have something else: what stands around the words that
//! both have there.

use super::Stretch;
use crate::fold::tokens::{TokenizedText, is_one_of, is_word};
use crate::fold::words;

/// Least length of a replaced value, in ideographs; a word counts as two.
pub(super) const LEAST_VALUE: u32 = 2;

/// Length from which on something that the entry says only once is likely a value, and what stands
/// beside a word of both texts.
pub(super) const LIKELY_VALUE: u32 = 4;

/// Longest stretch, in tokens, that is split at a word of both texts. A longer one is no value.
const MAX_SPLIT: usize = 14;

/// A place of two texts, and the least length of values that are replaced there, in ideographs.
pub(super) struct Part {
    pub(super) a: Stretch,
    pub(super) b: Stretch,
    pub(super) least: u32,
    /// Whether each of both is the name of a country.
    pub(super) are_countries: bool,
}

/// Ideographs that make the name of a country or its people of the ideograph before them: `日方`,
/// `韩国`, `美军`, `欧元`.
const BEHIND_COUNTRY: &str = "方国军媒股元";

impl Part {
    fn new(a: Stretch, b: Stretch, least: u32) -> Self {
        Self {
            a,
            b,
            least,
            are_countries: false,
        }
    }

    /// Two ideographs for two countries, with the ideograph behind both.
    pub(super) fn with_whole_countries(
        mut self,
        one: &TokenizedText,
        other: &TokenizedText,
    ) -> Self {
        let country = |text: &TokenizedText, stretch: &Stretch| {
            let names = match text.tokens.get(stretch.clone()) {
                Some([only]) => words::is_country(*only),
                _ => false,
            };
            let behind = text.tokens.get(stretch.end).copied();
            behind.filter(|behind| names && is_one_of(*behind, BEHIND_COUNTRY))
        };
        let behind = country(one, &self.a).zip(country(other, &self.b));
        if behind.is_some_and(|(one, other)| one == other) {
            (self.a.end, self.b.end) = (self.a.end + 1, self.b.end + 1);
            self.are_countries = true;
        }
        self
    }
}

/// Two stretches without the tokens with which both begin or end, in parts around what both have
/// between: `启动KOSPI的`, `触发KOSPI指数`; `远岫能源收购清渡电力`, `永盛集团收购海陵物流`.
///
/// Outlets exchange the words beside a shared one (`政策利率自`, `目标利率由`), but for a longer
/// one, which is likely a name.
pub(super) fn split(
    (a, one): (Stretch, &TokenizedText),
    (b, other): (Stretch, &TokenizedText),
) -> Vec<Part> {
    let (mut a, mut b) = trimmed((a, one), (b, other));
    let whole = (a.clone(), b.clone());
    let (mut parts, mut least) = (Vec::new(), LEAST_VALUE);
    if a.len().max(b.len()) <= MAX_SPLIT {
        while let Some((of_one, of_other)) = first_shared((a.clone(), one), (b.clone(), other)) {
            if of_one.len() > 1 {
                least = LIKELY_VALUE;
            }
            parts.push(Part::new(
                a.start..of_one.start,
                b.start..of_other.start,
                least,
            ));
            (a.start, b.start) = (of_one.end, of_other.end);
        }
    }
    parts.push(Part::new(a, b, least));
    // Two names may have a word in common by chance: `氨溴索注射液`, `注射用头孢曲松钠`.
    let is_chance =
        |part: &Part| part.a.len().min(part.b.len()) == 0 && part.a.len() != part.b.len();
    if least == LIKELY_VALUE && parts.iter().any(is_chance) {
        let (a, b) = whole;
        return vec![Part::new(a, b, least)];
    }
    parts
}

/// The first word, or ideographs of its length, that two stretches have in common.
fn first_shared(
    (a, one): (Stretch, &TokenizedText),
    (b, other): (Stretch, &TokenizedText),
) -> Option<(Stretch, Stretch)> {
    a.clone().find_map(|at| {
        let length = match one.tokens.get(at) {
            Some(token) if is_word(*token) => 1,
            _ => 2,
        };
        let run = one
            .tokens
            .get(at..at + length)
            .filter(|_| at + length <= a.end)?;
        let mut places = b.clone().filter(|place| place + length <= b.end);
        let place = places.find(|place| other.tokens.get(*place..place + length) == Some(run))?;
        Some((at..at + length, place..place + length))
    })
}

/// Two stretches without the tokens with which both begin or end: less than a gram.
pub(in crate::fold) fn trimmed(
    (a, one): (Stretch, &TokenizedText),
    (b, other): (Stretch, &TokenizedText),
) -> (Stretch, Stretch) {
    let (mut a, mut b) = (a, b);
    let is_same = |at: usize, place: usize| one.tokens.get(at) == other.tokens.get(place);
    while !a.is_empty() && !b.is_empty() && is_same(a.start, b.start) {
        (a.start, b.start) = (a.start + 1, b.start + 1);
    }
    while !a.is_empty() && !b.is_empty() && is_same(a.end - 1, b.end - 1) {
        (a.end, b.end) = (a.end - 1, b.end - 1);
    }
    (a, b)
}
