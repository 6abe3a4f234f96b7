//! Compares two forms of one entry: decides whether a reader sees anything new.
//!
//! Splits both forms into pieces: sentences, and lines without a sentence. Pieces that differ are
//! a change, so that no corrected figure is missed, unless one of these explains them:
//!
//! - pieces at the margins of a text that are only counters and ages (`counters`);
//! - the same short line at the margin with other figures, or a list below the text with other
//!   lines, if the source is known to change that line or list all the time. The result names such
//!   lines, so that the store can learn them;
//! - boilerplate by rule.
//!
//! A text that became its own beginning, with an ellipsis, is no correction either.

mod counters;
mod pieces;
#[cfg(test)]
mod tests;
mod title;

use std::collections::BTreeSet;

use super::boilerplate;
use super::{MIN_LEFT, normalize_entry, normalize_title};
use crate::model::{Extent, FormChange, LineKey};
use counters::shape;
use pieces::{MAX_LISTED, MAX_LISTED_CHARS, Piece, Pieces, is_listed};
use title::{TitleChange, title_change};

/// One form of an entry.
#[derive(Debug, Clone, Copy)]
pub struct Form<'a> {
    /// As sent.
    pub title: &'a str,
    /// Taken from the HTML, one block per line.
    pub body_text: &'a str,
}

/// Most pairs of pieces to compare. In longer texts, everything between the first and the last
/// difference counts as changed.
const MAX_PAIRS: usize = 250_000;

/// Fewest characters of a text that is taken for the beginning of an earlier one.
const MIN_BEGINNING: usize = 20;

/// Most lines that are reported for one change.
const MAX_REPORTED: usize = 8;

/// Compares `now` with `before`; `known` are the lines that the source changes all the time.
pub fn change(before: Form<'_>, now: Form<'_>, known: &BTreeSet<LineKey>) -> FormChange {
    let (old, new) = (Pieces::new(before.body_text), Pieces::new(now.body_text));
    let titles = [before.title, now.title].map(normalize_title);
    let [old_title, new_title] = &titles;
    let title = title_change(old_title.as_str(), new_title.as_str());
    if old.whole == new.whole && title == TitleChange::Nothing {
        return FormChange {
            extent: Extent::Nothing,
            moving: Vec::new(),
            resting: Vec::new(),
        };
    }
    if title == TitleChange::Nothing && is_beginning(&old, &new) {
        return FormChange {
            extent: Extent::Shortened,
            moving: Vec::new(),
            resting: Vec::new(),
        };
    }
    let rest: usize = new
        .pieces
        .iter()
        .filter(|piece| !piece.is_counter && !piece.is_beside())
        .map(|piece| piece.normal.chars().count())
        .sum();
    let nothing = BTreeSet::new();
    let mut comparison = FormComparison {
        // If the text is hardly more than such lines, they are its content and explain nothing.
        known: if rest < MIN_LEFT { &nothing } else { known },
        change: FormChange {
            extent: Extent::Counters,
            moving: Vec::new(),
            resting: Vec::new(),
        },
    };
    let is_text = |piece: &Piece| !piece.is_counter;
    if old.joined(is_text) != new.joined(is_text) {
        comparison.compare(&old.only_text(), &new.only_text());
    }
    comparison.title(title, !new.pieces.is_empty());
    let mut change = comparison.change;
    change.moving.truncate(MAX_REPORTED);
    change.resting.truncate(MAX_REPORTED);
    let is_same_apart_from_its_frame = || {
        let [before, now] = [(&before, old_title), (&now, new_title)].map(|(form, title)| {
            normalize_entry(form.body_text, Some(title), &super::Boilerplate::none())
        });
        old_title == new_title && before == now && old.figures() == new.figures()
    };
    if change.extent == Extent::Text && is_same_apart_from_its_frame() {
        change.extent = Extent::Nothing;
    }
    change
}

/// Whether the later form is the earlier one, cut with an ellipsis.
fn is_beginning(old: &Pieces, new: &Pieces) -> bool {
    let (old, new) = (old.joined(|_| true), new.joined(|_| true));
    let cut = new.trim_end_matches(['[', ']', '(', ')', ' ']);
    let Some(beginning) = cut.strip_suffix("...") else {
        return false;
    };
    let beginning = beginning.trim_end_matches(['[', '(', ' ', '.']);
    let is_cut = beginning.len() < old.trim_end_matches('.').len();
    is_cut && beginning.chars().count() >= MIN_BEGINNING && old.starts_with(beginning)
}

/// The result so far of a comparison of two forms.
struct FormComparison<'a> {
    known: &'a BTreeSet<LineKey>,
    change: FormChange,
}

/// Neighbouring pieces that differ.
struct Hunk<'a> {
    /// Their range in the pieces of the earlier form.
    at: std::ops::Range<usize>,
    new: &'a [&'a Piece],
    /// Number of pieces after them in the later form.
    after: usize,
}

impl FormComparison<'_> {
    fn compare(&mut self, old: &[&Piece], new: &[&Piece]) {
        let kept = common(old, new);
        let rests = kept.iter().filter_map(|(at, _)| old.get(*at));
        let rests = rests.filter(|piece| piece.is_beside() && piece.has_figures());
        self.change.resting.extend(rests.map(|piece| piece.key()));
        let (mut from_old, mut from_new) = (0, 0);
        let end = std::iter::once((old.len(), new.len()));
        for (to_old, to_new) in kept.iter().copied().chain(end) {
            if from_old < to_old || from_new < to_new {
                let hunk = Hunk {
                    at: from_old..to_old,
                    new: new.get(from_new..to_new).unwrap_or_default(),
                    after: new.len() - to_new,
                };
                self.hunk(old, &hunk);
            }
            (from_old, from_new) = (to_old + 1, to_new + 1);
        }
    }

    fn hunk(&mut self, old: &[&Piece], hunk: &Hunk<'_>) {
        let removed = old.get(hunk.at.clone()).unwrap_or_default();
        if let Some(lines) = figures_of_lines(removed, hunk.new) {
            // A line that only says how long ago needs no further explanation.
            self.lines(lines.into_iter().flatten());
        } else if let Some(headings) = headings(old, removed, hunk) {
            let is_known = headings.iter().any(|heading| self.known.contains(heading));
            if !is_known {
                self.lines(headings.into_iter().take(1));
            }
        } else {
            self.change.extent = Extent::Text;
        }
    }

    /// Takes lines that changed; those that the source is known to change are explained.
    fn lines(&mut self, lines: impl IntoIterator<Item = LineKey>) {
        for line in lines {
            if !self.known.contains(&line) {
                self.change.extent = self.change.extent.max(Extent::Margin);
                self.change.moving.push(line);
            }
        }
    }

    fn title(&mut self, title: TitleChange, has_text: bool) {
        match title {
            TitleChange::Nothing | TitleChange::Counter => {}
            TitleChange::Growth if has_text && self.change.extent == Extent::Counters => {}
            TitleChange::Growth if self.change.extent < Extent::Text => {
                self.lines([boilerplate::key("a number beside the title")]);
            }
            TitleChange::Growth | TitleChange::Words => self.change.extent = Extent::Text,
        }
    }
}

/// Returns the lines if each new line is the old one with other figures, with `None` for a line in
/// which only an age changed. Otherwise returns `None`.
fn figures_of_lines(removed: &[&Piece], new: &[&Piece]) -> Option<Vec<Option<LineKey>>> {
    if removed.len() != new.len() {
        return None;
    }
    let pairs = removed.iter().zip(new);
    pairs
        .map(|(before, now)| {
            let shapes = [before, now].map(|piece| shape(&piece.normal));
            let [old, new] = &shapes;
            if old != new || !before.is_beside() || !now.is_beside() {
                return None;
            }
            if figures(before) == figures(now) && !counters::sets_term(&now.normal) {
                return Some(None);
            }
            (before.has_counts() && now.has_counts()).then(|| Some(before.key()))
        })
        .collect()
}

/// Returns the numbers of a piece that are not ages.
fn figures(piece: &Piece) -> Vec<&str> {
    let mut rest = piece.normal.as_str();
    let mut figures = Vec::new();
    let is_digit = |c: char| c.is_ascii_digit();
    while let Some(start) = rest.find(is_digit) {
        let number = rest.get(start..).unwrap_or_default();
        let length = number.find(|c| !is_digit(c)).unwrap_or(number.len());
        let (digits, after) = number.split_at_checked(length).unwrap_or_default();
        if counters::after_age(after).is_none() {
            figures.push(digits);
        }
        rest = after;
    }
    figures
}

/// Returns the possible headings of a list below the text that has other lines now, the nearest
/// piece first; `None` if the pieces are no such list.
fn headings(old: &[&Piece], removed: &[&Piece], hunk: &Hunk<'_>) -> Option<Vec<LineKey>> {
    let is_list = |pieces: &[&Piece]| {
        let listed = |piece: &&Piece| is_listed(&piece.normal, MAX_LISTED_CHARS);
        !pieces.is_empty() && pieces.iter().all(listed)
    };
    let below = old.get(hunk.at.start..).unwrap_or_default();
    let is_below = hunk.after <= MAX_LISTED && below.len() <= MAX_LISTED && is_list(below);
    // Lines in which only figures changed are not other lines.
    let keys: BTreeSet<LineKey> = removed.iter().map(|piece| piece.key()).collect();
    let has_other_words = !hunk.new.iter().any(|piece| keys.contains(&piece.key()));
    if !is_below || !is_list(removed) || !is_list(hunk.new) || !has_other_words {
        return None;
    }
    let before = old.get(..hunk.at.start).unwrap_or_default();
    let before = before.iter().rev().take(MAX_LISTED);
    let headings: Vec<LineKey> = before
        .take_while(|piece| is_listed(&piece.normal, MAX_LISTED_CHARS))
        .filter(|piece| piece.is_beside() && !piece.has_figures())
        .map(|piece| boilerplate::key(&format!("below {}", piece.normal)))
        .collect();
    (!headings.is_empty()).then_some(headings)
}

/// Returns a longest common subsequence of both lists, as pairs of indexes.
fn common(old: &[&Piece], new: &[&Piece]) -> Vec<(usize, usize)> {
    let is_same = |(old, new): &(&&Piece, &&Piece)| old.normal == new.normal;
    let start = old.iter().zip(new).take_while(is_same).count();
    let rest = old.len().min(new.len()) - start;
    let ends = old.iter().rev().zip(new.iter().rev());
    let end = ends.take(rest).take_while(is_same).count();
    let mut pairs: Vec<(usize, usize)> = (0..start).map(|at| (at, at)).collect();
    let middle_old = old.get(start..old.len() - end).unwrap_or_default();
    let middle_new = new.get(start..new.len() - end).unwrap_or_default();
    let middle = common_by_table(middle_old, middle_new);
    pairs.extend(middle.into_iter().map(|(a, b)| (start + a, start + b)));
    pairs.extend(
        (0..end)
            .rev()
            .map(|at| (old.len() - 1 - at, new.len() - 1 - at)),
    );
    pairs
}

fn common_by_table(old: &[&Piece], new: &[&Piece]) -> Vec<(usize, usize)> {
    let width = new.len() + 1;
    if old.is_empty() || new.is_empty() || old.len().saturating_mul(new.len()) > MAX_PAIRS {
        return Vec::new();
    }
    // For each pair of indexes, length of the longest common subsequence of the rests.
    let mut table = vec![0_u32; width * (old.len() + 1)];
    let cell = |table: &[u32], a: usize, b: usize| table.get(a * width + b).copied().unwrap_or(0);
    for (a, one) in old.iter().enumerate().rev() {
        for (b, other) in new.iter().enumerate().rev() {
            let length = if one.normal == other.normal {
                cell(&table, a + 1, b + 1) + 1
            } else {
                cell(&table, a + 1, b).max(cell(&table, a, b + 1))
            };
            if let Some(slot) = table.get_mut(a * width + b) {
                *slot = length;
            }
        }
    }
    let (mut a, mut b) = (0, 0);
    let mut pairs = Vec::new();
    while let (Some(one), Some(other)) = (old.get(a), new.get(b)) {
        if one.normal == other.normal {
            pairs.push((a, b));
            (a, b) = (a + 1, b + 1);
        } else if cell(&table, a + 1, b) >= cell(&table, a, b + 1) {
            a += 1;
        } else {
            b += 1;
        }
    }
    pairs
}
