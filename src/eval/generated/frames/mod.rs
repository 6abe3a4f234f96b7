//! Makes siblings: puts the values of one entry into the words of another one.

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use fastrand::Rng;
use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::GeneratedChange;
use super::copies::without_lead_in;
use super::draft::Draft;
use super::tokens::{ideographs, places, says_something, tokens};

/// Least share of the longer title that two titles of one frame have in common.
const MIN_SHARED: f64 = 0.5;

/// Least length of what two titles of one frame have in common, in ideographs.
const MIN_WEIGHT: usize = 6;

/// Entries with a similar title that are tried for each entry.
const PARTNERS: usize = 4;

/// Longest value, in pieces.
const MAX_VALUE_TOKENS: usize = 12;

/// Most entries that a name may be in. A word of more entries is a common word: swapping it
/// for a synonym would make no sibling.
const RARE: usize = 6;

/// Fewest entries of a set in which it can be told how rare a word is.
const ENOUGH_ENTRIES: usize = 40;

/// Entries, and in which of them two neighbouring pieces of a title stand.
pub(super) struct Frames<'a> {
    drafts: &'a [Draft],
    /// Without lead-ins: the day in a lead-in is no value of the entry.
    titles: Vec<Vec<&'a str>>,
    texts: Vec<Vec<&'a str>>,
    /// By two neighbouring pieces of a title.
    found: HashMap<(&'a str, &'a str), Vec<usize>>,
    /// Numbers of titles with their entries, by the piece after the number: its unit.
    numbers: BTreeMap<&'a str, BTreeSet<(&'a str, usize)>>,
}

/// A value of one entry, and the value of another one in its place.
struct Slot<'a> {
    own: Vec<&'a str>,
    other: Vec<&'a str>,
    change: GeneratedChange,
}

impl<'a> Frames<'a> {
    pub(super) fn new(drafts: &'a [Draft]) -> Self {
        let titles: Vec<Vec<&str>> = drafts
            .iter()
            .map(|draft| tokens(without_lead_in(&draft.title)))
            .collect();
        let texts = drafts.iter().map(|draft| tokens(&draft.text)).collect();
        let mut found: HashMap<_, Vec<usize>> = HashMap::new();
        let mut numbers: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
        for (at, title) in titles.iter().enumerate() {
            for (number, unit) in with_units(title) {
                numbers.entry(unit).or_default().insert((number, at));
            }
            for pair in neighbours(title) {
                found.entry(pair).or_default().push(at);
            }
        }
        Self {
            drafts,
            titles,
            texts,
            found,
            numbers,
        }
    }

    /// The siblings of the entry at a place: with one value of an entry that `lends`, chosen at
    /// random, and with all of them. Where no title has this frame as a whole, a number takes the
    /// place of another one of its unit.
    pub(super) fn siblings(
        &self,
        at: usize,
        lends: &dyn Fn(usize) -> bool,
        rng: &mut Rng,
    ) -> Vec<(GeneratedChange, Draft)> {
        let mut partners: Vec<usize> = self.partners(at);
        partners.retain(|other| lends(*other));
        partners.truncate(PARTNERS);
        rng.shuffle(&mut partners);
        for other in partners {
            let mut slots = self.slots(at, other);
            if slots.is_empty() {
                continue;
            }
            let chosen = rng.usize(0..slots.len());
            slots.swap(0, chosen);
            let mut made = Vec::new();
            let several =
                (slots.len() > 1).then_some((GeneratedChange::OtherValues, slots.as_slice()));
            let single = slots.first().map(|slot| (slot.change, slots.get(..1)));
            let single = single.and_then(|(change, slots)| Some((change, slots?)));
            for (change, slots) in single.into_iter().chain(several) {
                made.extend(self.swapped(at, slots).map(|draft| (change, draft)));
            }
            return made;
        }
        let slot = self.number(at, lends, rng);
        let made = slot.and_then(|slot| self.swapped(at, &[slot]));
        made.map(|made| (GeneratedChange::OtherNumber, made))
            .into_iter()
            .collect()
    }

    /// A number of the title, and the number of another title before the same unit.
    fn number(&self, at: usize, lends: &dyn Fn(usize) -> bool, rng: &mut Rng) -> Option<Slot<'a>> {
        let mut slots = Vec::new();
        for (own, unit) in with_units(self.titles.get(at)?) {
            for (others, other) in self.numbers.get(unit).into_iter().flatten() {
                let change = self.change((at, &[own]), (*other, &[others]));
                if change == Some(GeneratedChange::OtherNumber) && lends(*other) {
                    slots.push((own, *others));
                }
            }
        }
        let (own, other) = rng.choice(slots)?;
        Some(Slot {
            own: vec![own],
            other: vec![other],
            change: GeneratedChange::OtherNumber,
        })
    }

    /// Entries whose titles share neighbouring pieces with the title of this one, the most first.
    fn partners(&self, at: usize) -> Vec<usize> {
        let mut shared: BTreeMap<usize, usize> = BTreeMap::new();
        let title = self.titles.get(at).map_or(&[][..], Vec::as_slice);
        for pair in neighbours(title) {
            for other in self.found.get(&pair).into_iter().flatten() {
                *shared.entry(*other).or_default() += 1;
            }
        }
        shared.remove(&at);
        let mut partners: Vec<(usize, usize)> = shared.into_iter().collect();
        partners.sort_by_key(|(other, count)| (std::cmp::Reverse(*count), *other));
        partners.into_iter().map(|(other, _)| other).collect()
    }

    /// The places at which two titles of one frame have different values; none if they are of two
    /// frames.
    fn slots(&self, at: usize, other: usize) -> Vec<Slot<'a>> {
        let (Some(own), Some(others)) = (self.titles.get(at), self.titles.get(other)) else {
            return Vec::new();
        };
        let operations = capture_diff_slices(Algorithm::Myers, own, others);
        let equal = operations.iter().map(|operation| match operation {
            DiffOp::Equal { old_index, len, .. } => {
                ideographs(own.get(*old_index..old_index + len).unwrap_or_default())
            }
            _ => 0,
        });
        let equal: usize = equal.sum();
        let longer = ideographs(own).max(ideographs(others));
        let number = |value: usize| f64::from(u32::try_from(value).unwrap_or(u32::MAX));
        if equal < MIN_WEIGHT || number(equal) < MIN_SHARED * number(longer) {
            return Vec::new();
        }
        let replaced = operations.iter().filter_map(|operation| {
            let DiffOp::Replace { .. } = operation else {
                return None;
            };
            let own = trimmed(own.get(operation.old_range())?);
            let others = trimmed(others.get(operation.new_range())?);
            let change = self.change((at, own), (other, others))?;
            Some(Slot {
                own: own.to_vec(),
                other: others.to_vec(),
                change,
            })
        });
        replaced.collect()
    }

    /// Which change it makes to put the value of one entry in the place of another's; `None` if it
    /// may be no value, but another word for the same.
    fn change(
        &self,
        (at, own): (usize, &[&str]),
        (other, others): (usize, &[&str]),
    ) -> Option<GeneratedChange> {
        let sizes = [own.len(), others.len()];
        if sizes
            .iter()
            .any(|size| *size == 0 || *size > MAX_VALUE_TOKENS)
        {
            return None;
        }
        // What only the title says may be the wording of the headline.
        let in_text = |at: usize, value: &[&str]| {
            let text = self.texts.get(at)?;
            Some(text.is_empty() || !places(text, value).is_empty())
        };
        if !in_text(at, own)? || self.has(at, others) {
            return None;
        }
        let has_digit = |value: &[&str]| {
            let mut characters = value.iter().flat_map(|token| token.chars());
            characters.any(|character| character.is_ascii_digit())
        };
        match (has_digit(own), has_digit(others)) {
            (true, true) => are_other_numbers(own, others).then_some(GeneratedChange::OtherNumber),
            (false, false) if self.is_name(own) && self.is_name(others) => {
                (in_text(other, others)? && !self.has(other, own))
                    .then_some(GeneratedChange::OtherName)
            }
            _ => None,
        }
    }

    /// Whether a value is long enough and rare enough to name something, and written like a name
    /// where its script tells.
    fn is_name(&self, value: &[&str]) -> bool {
        let first = |token: &str| token.chars().next();
        let lower = value
            .iter()
            .any(|token| first(token).is_some_and(char::is_lowercase));
        if lower || ideographs(value) < 2 || self.drafts.len() < ENOUGH_ENTRIES {
            return false;
        }
        let entries = (0..self.drafts.len()).filter(|at| self.has(*at, value));
        entries.take(RARE + 1).count() <= RARE
    }

    /// Whether the title or the text of an entry has a value.
    fn has(&self, at: usize, value: &[&str]) -> bool {
        let texts = [self.titles.get(at), self.texts.get(at)];
        let mut texts = texts.into_iter().flatten();
        texts.any(|text| !places(text, value).is_empty())
    }

    /// The entry with the other values in all places of its own ones.
    fn swapped(&self, at: usize, slots: &[Slot<'_>]) -> Option<Draft> {
        let draft = self.drafts.get(at)?;
        let swap = |text: &str| {
            let tokens = tokens(text);
            let mut taken: BTreeMap<usize, (usize, &Slot<'_>)> = BTreeMap::new();
            let mut used: BTreeSet<usize> = BTreeSet::new();
            for slot in slots {
                for place in places(&tokens, &slot.own) {
                    if place.clone().all(|at| !used.contains(&at)) {
                        used.extend(place.clone());
                        taken.insert(place.start, (place.end, slot));
                    }
                }
            }
            let mut swapped = String::new();
            let mut at = 0;
            while let Some(token) = tokens.get(at) {
                if let Some((end, slot)) = taken.get(&at) {
                    swapped.extend(slot.other.iter().copied());
                    at = *end;
                } else {
                    swapped.push_str(token);
                    at += 1;
                }
            }
            swapped
        };
        let made = draft.map(swap);
        (made != *draft).then_some(made)
    }
}

/// Every two pieces side by side that say something, once each.
fn neighbours<'a>(title: &[&'a str]) -> BTreeSet<(&'a str, &'a str)> {
    let telling: Vec<&str> = title
        .iter()
        .copied()
        .filter(|token| says_something(token))
        .collect();
    telling
        .windows(2)
        .filter_map(|pair| Some((*pair.first()?, *pair.last()?)))
        .collect()
}

/// Whether two values are more than two spellings or roundings of one (`6`, `06`, `6.23`), and of
/// one form: a year does not take the place of a day.
fn are_other_numbers(own: &[&str], others: &[&str]) -> bool {
    let number = |value: &[&str]| -> Option<(f64, f64)> {
        let digits = value.concat().replace(',', "");
        let decimals = digits
            .split_once('.')
            .map_or(0, |(_, decimals)| decimals.len());
        let step = 0.1_f64.powi(i32::try_from(decimals).ok()?);
        Some((digits.parse().ok()?, step))
    };
    match (number(own), number(others)) {
        (Some((own, step)), Some((others, step_of_other))) => {
            let year = |number: f64| (1900.0..2100.0).contains(&number);
            let coarser = step.max(step_of_other);
            (own - others).abs() >= 0.99 * coarser && year(own) == year(others)
        }
        _ => own != others,
    }
}

/// The numbers of a title, each with the piece after it.
fn with_units<'a>(title: &[&'a str]) -> Vec<(&'a str, &'a str)> {
    let pairs = title.windows(2).filter_map(|pair| {
        let (number, unit) = (*pair.first()?, *pair.last()?);
        let is_number = number.starts_with(|first: char| first.is_ascii_digit());
        is_number.then_some((number, unit))
    });
    pairs.collect()
}

/// Without punctuation and space at both ends.
fn trimmed<'t, 'a>(value: &'t [&'a str]) -> &'t [&'a str] {
    let telling = |token: &&str| says_something(token);
    let Some(first) = value.iter().position(telling) else {
        return &[];
    };
    let last = value.iter().rposition(telling).unwrap_or(first);
    value.get(first..=last).unwrap_or_default()
}
