//! Arranges anew the stories that an entry joins or separates.
//!
//! Whenever an entry comes or changes, all entries that are linked with it, directly or through
//! others, are grouped again. The result thus depends on the entries, not on the order in which
//! they came.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::{Compared, Deciding, MAX_ARRANGED, StoredEntries, bond_of, strength};
use crate::fold::arrange::arrange;
use crate::fold::compare::NOTHING_SHARED;
use crate::model::{Bond, Comparable, EntryKey, EntryRow, Evidence, Group, StoredMember, StoryRow};

/// The bonds of a pair that cannot be compared any more, because `prune` removed a text: what was
/// one story stays one, and what was not stays apart.
const STAYS_TOGETHER: Bond = Bond::Score(1.0);
const STAYS_APART: Bond = Bond::Score(NOTHING_SHARED);

/// Entries that are grouped together, with the bond of each pair.
struct Neighbourhood {
    rows: Vec<EntryRow>,
    entries: BTreeMap<EntryRow, Arc<Comparable>>,
    bonds: HashMap<(EntryRow, EntryRow), Bond>,
    /// The entry that the stored evidence of each one names.
    with: BTreeMap<EntryRow, Option<String>>,
    /// The entries that founded the stories in which they are.
    founders: BTreeSet<EntryRow>,
}

/// The stories that are arranged together.
#[derive(Default)]
struct Closure {
    members: Vec<StoredMember>,
    founders: BTreeSet<EntryRow>,
    stories: BTreeMap<EntryRow, StoryRow>,
}

impl Neighbourhood {
    fn bond(&self, one: EntryRow, other: EntryRow) -> Bond {
        let pair = self.bonds.get(&ordered(one, other));
        pair.copied().unwrap_or(Bond::Never)
    }
}

impl<S: StoredEntries + ?Sized> Deciding<'_, S> {
    /// Groups these entries and all that are linked with them. `compared` is the entry that
    /// arrived, if one did: what is stored about its pairs no longer counts.
    pub(super) fn arrange(
        &self,
        seeds: &BTreeSet<EntryRow>,
        compared: Option<&Compared<'_>>,
    ) -> Result<Vec<Group>, S::Error> {
        let neighbourhood = self.neighbourhood(seeds, compared)?;
        let rows = &neighbourhood.rows;
        if rows.len() < 2 {
            return Ok(Vec::new());
        }
        let keys: Vec<EntryKey> = rows
            .iter()
            .filter_map(|row| neighbourhood.entries.get(row).map(|entry| entry.key))
            .collect();
        let bond = |one: usize, other: usize| match (rows.get(one), rows.get(other)) {
            (Some(one), Some(other)) => neighbourhood.bond(*one, *other),
            _ => Bond::Never,
        };
        let groups = arrange(&keys, bond).into_iter().map(|group| {
            let members = group.iter().filter_map(|index| rows.get(*index).copied());
            self.explained(members.collect(), &neighbourhood, compared)
        });
        groups.collect()
    }

    fn neighbourhood(
        &self,
        seeds: &BTreeSet<EntryRow>,
        compared: Option<&Compared<'_>>,
    ) -> Result<Neighbourhood, S::Error> {
        let Closure {
            members,
            founders,
            stories,
        } = self.closure(seeds, compared)?;
        let rows: Vec<EntryRow> = members.iter().map(|member| member.entry).collect();
        let stored: Vec<EntryRow> = rows
            .iter()
            .copied()
            .filter(|row| *row != EntryRow::UNSTORED)
            .collect();
        let mut entries: BTreeMap<EntryRow, Arc<Comparable>> = stored
            .iter()
            .copied()
            .zip(self.stored.entries(&stored)?)
            .collect();
        let mut bonds: HashMap<(EntryRow, EntryRow), Bond> = HashMap::new();
        for (low, high, score) in self.stored.scores(&stored)? {
            bonds.insert((low, high), bond_of(score));
        }
        if let Some(Compared { arriving, same, .. }) = compared
            && rows.contains(&arriving.row)
        {
            entries.insert(arriving.row, Arc::new(arriving.entry.entry.clone()));
            bonds.retain(|(low, high), _| *low != arriving.row && *high != arriving.row);
            for (row, comparison) in same {
                bonds.insert(ordered(arriving.row, *row), comparison.bond);
            }
        }
        let keys: Vec<EntryKey> = entries.values().map(|entry| entry.key).collect();
        let ruled: HashMap<(EntryKey, EntryKey), Bond> = self
            .stored
            .rulings(&keys)?
            .into_iter()
            .map(|(one, other, bond)| ((one.min(other), one.max(other)), bond))
            .collect();
        for (index, (low, one)) in entries.iter().enumerate() {
            for (high, other) in entries.iter().skip(index + 1) {
                let pair = (one.key.min(other.key), one.key.max(other.key));
                let known = bonds.get(&(*low, *high)).copied();
                let bond = match ruled.get(&pair).copied().or(known) {
                    Some(known) => known,
                    None => match self.compare((*low, one), (*high, other))? {
                        Some(comparison) => comparison.bond,
                        None if stories.get(low) == stories.get(high) => STAYS_TOGETHER,
                        None => STAYS_APART,
                    },
                };
                bonds.insert((*low, *high), bond);
            }
        }
        Ok(Neighbourhood {
            rows,
            entries,
            bonds,
            founders,
            with: members
                .into_iter()
                .map(|member| (member.entry, member.with))
                .collect(),
        })
    }

    /// The seeds and all entries linked with them, directly or through others, nearest first, at
    /// most [`MAX_ARRANGED`]. Stories are included whole or not at all: regrouping must not split
    /// a story of which it sees a part only.
    fn closure(
        &self,
        seeds: &BTreeSet<EntryRow>,
        compared: Option<&Compared<'_>>,
    ) -> Result<Closure, S::Error> {
        let mut found = Closure::default();
        let mut seen = BTreeSet::new();
        let mut next: Vec<EntryRow> = seeds.iter().copied().collect();
        if let Some(Compared { arriving, same, .. }) = compared {
            next.retain(|row| *row != arriving.row);
            if arriving.row == EntryRow::UNSTORED {
                found.members.push(StoredMember {
                    entry: arriving.row,
                    with: None,
                });
            } else {
                next.insert(0, arriving.row);
            }
            next.extend(same.keys().filter(|row| !seeds.contains(row)));
        }
        let mut visited = BTreeSet::new();
        while !next.is_empty() {
            visited.extend(next.iter().copied());
            let mut added = Vec::new();
            for story in self.stored.stories(&next)? {
                let is_new = seen.insert(story.story);
                let together = found.members.len() + story.members.len();
                let is_too_large = !found.members.is_empty() && together > MAX_ARRANGED;
                if is_new && !is_too_large {
                    added.extend(story.members.iter().map(|member| member.entry));
                    let members = story.members.iter();
                    let placed = members.map(|member| (member.entry, story.story));
                    found.stories.extend(placed);
                    found.founders.extend(story.founder);
                    found.members.extend(story.members);
                }
            }
            visited.extend(added.iter().copied());
            let linked = self.stored.linked(&added)?;
            next = linked.difference(&visited).copied().collect();
        }
        Ok(found)
    }

    /// A group, with the reason of every member whose stored reason is not in the group: its
    /// strongest bond with another member.
    fn explained(
        &self,
        members: Vec<EntryRow>,
        neighbourhood: &Neighbourhood,
        compared: Option<&Compared<'_>>,
    ) -> Result<Group, S::Error> {
        let mut evidence = Vec::new();
        let mut founders = members
            .iter()
            .filter(|row| neighbourhood.founders.contains(row));
        // If one member founded a story, the group is that story, and its founder needs no reason.
        let first = founders.next();
        let founder = first.filter(|_| founders.next().is_none());
        for row in &members {
            let names_member = |with: &String| {
                members.iter().any(|member| {
                    let entry = neighbourhood.entries.get(member);
                    member != row && entry.is_some_and(|entry| entry.key.to_string() == *with)
                })
            };
            let with = neighbourhood.with.get(row).and_then(Option::as_ref);
            let is_named = with.is_some_and(names_member) || Some(row) == founder;
            if !is_named
                && let Some(reason) = self.strongest(*row, &members, neighbourhood, compared)?
            {
                evidence.push((*row, reason));
            }
        }
        Ok(Group { members, evidence })
    }

    /// The strongest bond of an entry with another one of its group; `None` if it is alone, or
    /// cannot be compared any more.
    fn strongest(
        &self,
        row: EntryRow,
        group: &[EntryRow],
        neighbourhood: &Neighbourhood,
        compared: Option<&Compared<'_>>,
    ) -> Result<Option<Evidence>, S::Error> {
        let strength_with = |other: &EntryRow| strength(neighbourhood.bond(row, *other));
        let other = group.iter().filter(|other| **other != row).max_by(|a, b| {
            let by_strength = strength_with(a).total_cmp(&strength_with(b));
            by_strength.then(b.cmp(a))
        });
        let Some(other) = other else { return Ok(None) };
        let entries = &neighbourhood.entries;
        let (Some(own), Some(with)) = (entries.get(&row), entries.get(other)) else {
            return Ok(None);
        };
        if neighbourhood.bond(row, *other) == Bond::Always {
            return Ok(Some(Evidence::ByHand {
                with: with.key.to_string(),
            }));
        }
        let known = compared
            .filter(|compared| compared.arriving.row == row)
            .and_then(|compared| compared.same.get(other));
        if let Some(comparison) = known {
            return Ok(Some(comparison.evidence.clone()));
        }
        let compared = self.compare((row, own), (*other, with))?;
        Ok(compared.map(|comparison| comparison.evidence))
    }
}

/// A pair, the lower row first.
fn ordered(one: EntryRow, other: EntryRow) -> (EntryRow, EntryRow) {
    (one.min(other), one.max(other))
}
