//! Which entries a truth names, and whether it wants two of them to fold.

use std::collections::{HashMap, HashSet};

use super::index::{Index, Placed};
use super::labels::Labelled;
use super::measured::Truth;
use super::unordered;
use crate::model::EntryKey;

/// The entries that a truth names, and what it wants of each pair.
pub(super) struct NamedByTruth<'a> {
    pub(super) entries: Vec<Placed>,
    pub(super) wanted: Wanted<'a>,
    pub(super) missing: Vec<String>,
}

/// What people want of pairs of stored entries.
pub(super) struct Wanted<'a> {
    labels: HashMap<EntryKey, &'a Labelled>,
    ignored: HashSet<(EntryKey, EntryKey)>,
    judged: HashMap<(EntryKey, EntryKey), Option<bool>>,
}

impl Wanted<'_> {
    /// Whether both entries should fold; `None` if nobody says so, or if the pair counts neither
    /// way.
    pub(super) fn should_fold(&self, one: EntryKey, other: EntryKey) -> Option<bool> {
        let pair = unordered(one, other);
        if let Some(judged) = self.judged.get(&pair) {
            return *judged;
        }
        let (one, other) = (self.labels.get(&one)?, self.labels.get(&other)?);
        one.folds_with(other)
            .filter(|_| !self.ignored.contains(&pair))
    }

    /// Whether people say, or leave open, that both entries carry one text.
    pub(super) fn may_be_one_text(&self, one: EntryKey, other: EntryKey) -> bool {
        if let Some(judged) = self.judged.get(&unordered(one, other)) {
            return *judged != Some(false);
        }
        let labels = self.labels.get(&one).zip(self.labels.get(&other));
        labels.is_some_and(|(one, other)| one.folds_with(other) != Some(false))
    }
}

impl<'a> NamedByTruth<'a> {
    pub(super) fn new(index: &Index, truth: &'a Truth) -> Self {
        let mut known = Self {
            entries: Vec::new(),
            wanted: Wanted {
                labels: HashMap::new(),
                ignored: index.pairs(&truth.ignored),
                judged: HashMap::new(),
            },
            missing: Vec::new(),
        };
        let mut seen = HashSet::new();
        let mut find = |name, entries: &mut Vec<Placed>| {
            let placed = *index.find(name)?;
            if seen.insert(placed.key) {
                entries.push(placed);
            }
            Some(placed.key)
        };
        for label in &truth.labels {
            match find(&label.name, &mut known.entries) {
                // Of several labels for one entry, only the first counts.
                Some(key) => {
                    known.wanted.labels.entry(key).or_insert(label);
                }
                None => known.missing.push(label.name.to_string()),
            }
        }
        for pair in &truth.pairs {
            let ends = [&pair.a, &pair.b].map(|name| (name, find(name, &mut known.entries)));
            if let [(_, Some(one)), (_, Some(other))] = ends {
                let ends = unordered(one, other);
                known.wanted.judged.insert(ends, pair.fold);
            } else {
                let gone = ends.into_iter().filter(|(_, key)| key.is_none());
                known.missing.extend(gone.map(|(name, _)| name.to_string()));
            }
        }
        known
    }
}
