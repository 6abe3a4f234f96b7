//! What each of two titles has in the place of something in the other one.

use super::Stretch;
use crate::fold::alignment::Alignment;
use crate::fold::evidence::{Exactness, same_subject};
use crate::fold::profile::Profile;
use crate::fold::tokens::{Figure, MASK, TokenizedText, ideographs, is_word};
use crate::fold::words::{self, Directions};

/// Longest title that is aligned, in tokens; what follows counts as one piece.
const MAX_TITLE_TOKENS: usize = 80;

/// Share of the shorter title from which on what both have in common is a frame, and from which on
/// it is a whole one.
const MIN_FRAME: f64 = 0.3;
const WHOLE_FRAME: f64 = 0.5;

/// Longest verb that may follow a number (`跌5%触发熔断`), in ideographs: outlets exchange it
/// freely.
const MAX_VERB_LENGTH: usize = 2;

/// What is replaced between two entries.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(in crate::fold) struct Substitution {
    /// How much of a place in the titles is taken by values that each entry repeats in its text, 0
    /// to 1.
    pub(in crate::fold) subject: f64,
    /// Numbers in the same place of both titles, neither of which the other entry has there: it has
    /// them nowhere, or the texts replace the same numbers in the same words.
    pub(in crate::fold) numbers: usize,
    /// Opposite words in the same place of both titles or first sentences.
    pub(in crate::fold) opposites: u32,
}

impl Substitution {
    /// Compares the titles of two entries place by place. The alignment is that of their texts.
    pub(in crate::fold) fn new(
        one: &Profile,
        other: &Profile,
        alignment: &Alignment,
        exactness: Exactness,
    ) -> Self {
        let mut found = Self::default();
        let (left, right) = (&one.title, &other.title);
        if left.tokens == right.tokens && left.figures == right.figures {
            return found;
        }
        let matched = matched(&left.tokens, &right.tokens);
        let matched = without_chance(matched, &left.tokens, &right.tokens);
        for (at, place) in &matched {
            if let (Some(a), Some(b)) = (left.figure_at(*at), right.figure_at(*place))
                && a.kind == b.kind
                && !exactness.is_equal(a, b)
                && (!(exactness.finds(a, other) || exactness.finds(b, one))
                    || replaces(alignment, (a, &one.body), (b, &other.body)))
            {
                found.numbers += 1;
            }
        }
        let titles_differ = one.directions.differ(other.directions) > 0;
        for (a, b) in gaps(&matched, left.tokens.len(), right.tokens.len()) {
            let direction = |text: &TokenizedText, gap: &Stretch| {
                // `收涨` and `上涨` differ before the word that says the direction.
                let is_prefix = matches!(
                    text.tokens.get(gap.clone()),
                    Some([only]) if words::comes_before_move(*only)
                );
                let end = if is_prefix { gap.end + 1 } else { gap.end };
                let stretch = gap.start..end.min(text.tokens.len());
                // Part of a word for a direction says one only if nothing else in the titles
                // says the other (`10时停牌、11时复牌`).
                if titles_differ {
                    Directions::read_across(&text.tokens, &stretch)
                } else {
                    Directions::read(text.tokens.get(stretch).unwrap_or_default())
                }
            };
            let directions = (direction(left, &a), direction(right, &b));
            found.opposites += directions.0.differ(directions.1);
            let is_verb = a.len().max(b.len()) <= MAX_VERB_LENGTH
                && a.start.checked_sub(1).and_then(|at| left.tokens.get(at)) == Some(&MASK)
                && b.start.checked_sub(1).and_then(|at| right.tokens.get(at)) == Some(&MASK);
            let are_exchanged = [(left, &a), (right, &b)].iter().any(|(title, gap)| {
                let stretch = title.tokens.get((*gap).clone());
                words::are_exchanged(stretch.unwrap_or_default())
            });
            // `升`, where the other title has 润 of `净利润`, is a verb and no value.
            let is_direction = |gap: &Stretch, directions: Directions| {
                gap.len() == 1 && directions.go_up_or_down()
            };
            let one_is_direction = is_direction(&a, directions.0) != is_direction(&b, directions.1);
            if is_verb || are_exchanged || one_is_direction || directions.0.agree(directions.1) {
                continue;
            }
            let one_own = Way {
                from: one,
                to: other,
            }
            .own(&a);
            let other_own = Way {
                from: other,
                to: one,
            }
            .own(&b);
            for (a, b) in one_own.into_iter().zip(other_own) {
                found.subject = found.subject.max(2.0 * a.value().min(b.value()) - 1.0);
            }
        }
        found.subject *= frame(&matched, left, right);
        // What stands before the colon of titles without a text may be the name of a column.
        let tell_subject = [one, other].iter().any(|entry| entry.has_text());
        if tell_subject && same_subject(one, other) == Some(true) {
            found.subject /= 4.0;
        }
        found
    }
}

/// Whether the texts put one number into a place where the other one has another number.
fn replaces(
    alignment: &Alignment,
    (a, one): (&Figure, &TokenizedText),
    (b, other): (&Figure, &TokenizedText),
) -> bool {
    let has = |text: &TokenizedText, token: usize, figure: &Figure| {
        text.figure_at(token).is_some_and(|of| of.agrees(figure))
    };
    let is_in_text = |text: &TokenizedText, figure: &Figure| {
        text.figures.iter().any(|of_text| of_text.agrees(figure))
    };
    // Most numbers of titles stand in one of the texts only, which a glance tells.
    is_in_text(one, a)
        && is_in_text(other, b)
        && alignment
            .pairs()
            .any(|(at, place)| has(one, at, a) && has(other, place, b))
}

/// The longest common subsequence of two titles, as pairs of places.
pub(in crate::fold) fn matched(one: &[u64], other: &[u64]) -> Vec<(usize, usize)> {
    let one = one
        .get(..MAX_TITLE_TOKENS.min(one.len()))
        .unwrap_or_default();
    let other = other
        .get(..MAX_TITLE_TOKENS.min(other.len()))
        .unwrap_or_default();
    let width = other.len() + 1;
    let mut best = vec![0_u16; (one.len() + 1) * width];
    let at = |row: usize, column: usize| row * width + column;
    for (row, a) in one.iter().enumerate().rev() {
        for (column, b) in other.iter().enumerate().rev() {
            let value = |row, column| best.get(at(row, column)).copied().unwrap_or_default();
            let next = if a == b {
                value(row + 1, column + 1) + 1
            } else {
                value(row + 1, column).max(value(row, column + 1))
            };
            if let Some(cell) = best.get_mut(at(row, column)) {
                *cell = next;
            }
        }
    }
    let value = |row, column| best.get(at(row, column)).copied().unwrap_or_default();
    let (mut row, mut column) = (0, 0);
    let mut matched = Vec::new();
    while let (Some(a), Some(b)) = (one.get(row), other.get(column)) {
        if a == b {
            matched.push((row, column));
            row += 1;
            column += 1;
        } else if value(row + 1, column) >= value(row, column + 1) {
            row += 1;
        } else {
            column += 1;
        }
    }
    matched
}

/// The pairs of places without those of a country that two pairs of countries share by chance:
/// before it one title alone has another country, and behind it the other title alone (`巴以双方`,
/// `印巴双方`).
fn without_chance(
    mut matched: Vec<(usize, usize)>,
    one: &[u64],
    other: &[u64],
) -> Vec<(usize, usize)> {
    let is_country =
        |title: &[u64], at: usize| title.get(at).is_some_and(|token| words::is_country(*token));
    let is_chance = |at: usize| {
        let (a, b) = *matched.get(at)?;
        let (before, behind) = (*matched.get(at.checked_sub(1)?)?, *matched.get(at + 1)?);
        let alone = |(of_one, of_other): (usize, usize)| (of_one == 2, of_other == 2);
        let before_it = alone((a - before.0, b - before.1));
        let behind_it = alone((behind.0 - a, behind.1 - b));
        let neighbours = match (before_it, behind_it) {
            ((true, false), (false, true)) => is_country(one, a - 1) && is_country(other, b + 1),
            ((false, true), (true, false)) => is_country(one, a + 1) && is_country(other, b - 1),
            _ => false,
        };
        Some(is_country(one, a) && neighbours)
    };
    let mut by_chance = (0..matched.len())
        .map(|at| is_chance(at).unwrap_or(false))
        .collect::<Vec<_>>()
        .into_iter();
    matched.retain(|_| !by_chance.next().unwrap_or(false));
    matched
}

/// How much of a frame both titles share, 0 to 1.
fn frame(matched: &[(usize, usize)], one: &TokenizedText, other: &TokenizedText) -> f64 {
    let tokens = matched.iter().filter_map(|(at, _)| one.tokens.get(*at));
    let common: u32 = tokens.map(|token| ideographs(*token)).sum();
    let share = f64::from(common) / f64::from(one.ideographs.min(other.ideographs).max(1));
    ((share - MIN_FRAME) / (WHOLE_FRAME - MIN_FRAME)).clamp(0.0, 1.0)
}

/// Where both titles have something else between, before and after what they have in common.
pub(in crate::fold) fn gaps(
    matched: &[(usize, usize)],
    one: usize,
    other: usize,
) -> Vec<(Stretch, Stretch)> {
    let mut gaps = Vec::new();
    let mut last = (0, 0);
    for (a, b) in matched.iter().copied().chain([(one, other)]) {
        if last.0 < a && last.1 < b {
            gaps.push((last.0..a, last.1..b));
        }
        last = (a + 1, b + 1);
    }
    gaps
}

/// A title that may put a value of its own into a place, and the entry that may lack it.
#[derive(Clone, Copy)]
struct Way<'a> {
    from: &'a Profile,
    to: &'a Profile,
}

impl Way<'_> {
    /// How much of a stretch of the title is of its own: of the words, and of the ideographs.
    fn own(self, stretch: &Stretch) -> [Share; 2] {
        let [mut words, mut ideographs] = [Share::default(); 2];
        for at in stretch.clone() {
            match self.from.title.tokens.get(at) {
                Some(token) if self.from.title.names.binary_search(token).is_ok() => {
                    words.add(self.from.repeats_name(*token) && !self.to.names(*token));
                }
                Some(token) if *token == MASK || is_word(*token) => {}
                Some(token) if stretch.len() == 1 && words::is_particle(*token) => {}
                Some(_) if stretch.len() == 1 => ideographs.add(self.is_own_character(at)),
                // `超5%`: the number is looked at by itself.
                Some(token) if words::is_particle(*token) && self.is_number(at + 1) => {}
                Some(_) if at + 1 < stretch.end => ideographs.add(self.is_own(at)),
                _ => {}
            }
        }
        [words, ideographs]
    }

    /// Whether a number stands here in the title.
    fn is_number(self, at: usize) -> bool {
        self.from.title.tokens.get(at) == Some(&MASK)
    }

    /// Whether the text repeats two neighbours of the title, and the other entry has them nowhere.
    fn is_own(self, at: usize) -> bool {
        let pair = self.from.title.tokens.get(at..=at + 1);
        pair.is_some_and(|pair| self.from.repeats(pair) && !self.to.has_run(pair))
    }

    /// The same of one character, which is looked up with either neighbour.
    fn is_own_character(self, at: usize) -> bool {
        let tokens = &self.from.title.tokens;
        let neighbours = [at.checked_sub(1), Some(at)];
        let mut pairs = neighbours
            .into_iter()
            .flatten()
            .filter_map(|at| tokens.get(at..=at + 1));
        pairs.clone().any(|pair| self.from.repeats(pair))
            && pairs.all(|pair| !self.to.has_run(pair))
    }
}

/// How many of some parts are of one kind.
#[derive(Debug, Clone, Copy, Default)]
struct Share {
    all: u32,
    own: u32,
}

impl Share {
    fn add(&mut self, is_own: bool) {
        self.all += 1;
        self.own += u32::from(is_own);
    }

    fn value(self) -> f64 {
        if self.all == 0 {
            0.0
        } else {
            f64::from(self.own) / f64::from(self.all)
        }
    }
}
