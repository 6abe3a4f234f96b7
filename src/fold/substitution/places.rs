//! The places of two titles: what both have in one order, and where each has something else.

use super::Stretch;
use crate::fold::tokens::{TokenizedText, ideographs};
use crate::fold::words;

/// Longest title that is aligned, in tokens; what follows counts as one piece.
const MAX_TITLE_TOKENS: usize = 80;

/// Share of the shorter title that both titles have: up to the first value it is no frame (words
/// around a value), and from the second one on it surely is one.
const MIN_FRAME: f64 = 0.3;
const WHOLE_FRAME: f64 = 0.5;

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
pub(super) fn without_chance(
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
pub(in crate::fold) fn frame(
    matched: &[(usize, usize)],
    one: &TokenizedText,
    other: &TokenizedText,
) -> f64 {
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
