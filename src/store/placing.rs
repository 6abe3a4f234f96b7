//! Puts an entry into its story, and arranges anew the stories that it brings together or apart.
//!
//! All entries that are linked, directly or through others, are arranged together whenever one of them
//! comes or changes: what results depends on which entries there are, not on the order in which they came.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{OptionalExtension, Transaction, params};

use super::candidates::{COMPARABLE, candidates, comparable};
use super::columns::{bytes, to_json};
use super::{Error, Judge, rulings, stories};
use crate::model::{
    Bond, Comparable, Comparison, EntryKey, Evidence, PreparedEntry, Relation, StoryId, Timestamp,
};

/// Most entries arranged at once; those linked most closely. A story of more copies than this is not
/// arranged anew as a whole.
const MOST: usize = 64;

/// An entry about to be placed.
#[derive(Clone, Copy)]
pub(super) struct Placing<'a> {
    pub(super) transaction: &'a Transaction<'a>,
    pub(super) judge: &'a dyn Judge,
    pub(super) now: Timestamp,
}

/// Entries that are arranged together.
struct Neighbourhood {
    rows: Vec<i64>,
    entries: BTreeMap<i64, Comparable>,
    scores: BTreeMap<(i64, i64), Bond>,
}

impl Placing<'_> {
    /// Compares the entry at `row` with what is stored and arranges every story concerned. True if it
    /// then stands in a story with others.
    pub(super) fn place(&self, row: i64, entry: &PreparedEntry) -> Result<bool, Error> {
        let before = self.linked(row)?;
        self.transaction
            .prepare_cached("DELETE FROM links WHERE low = ?1 OR high = ?1")?
            .execute([row])?;
        let own = self.comparable(row)?;
        for candidate in candidates(self.transaction, row, entry)? {
            let other = self.comparable(candidate)?;
            self.link(row, candidate, &self.judge.compare(&own, &other))?;
        }
        let mut seeds: BTreeSet<i64> = before;
        seeds.insert(row);
        self.arrange(&seeds)?;
        let others: i64 = self
            .transaction
            .prepare_cached(
                "SELECT count(*) FROM entries WHERE story = (SELECT story FROM entries WHERE id = ?1)
                     AND id <> ?1",
            )?
            .query_row([row], |row| row.get(0))?;
        Ok(others > 0)
    }

    /// Arranges the stories of these entries and of all that are linked with them.
    pub(super) fn arrange(&self, seeds: &BTreeSet<i64>) -> Result<(), Error> {
        let rows = self.closure(seeds)?;
        if rows.len() < 2 {
            return Ok(());
        }
        let mut neighbourhood = Neighbourhood {
            entries: BTreeMap::new(),
            scores: BTreeMap::new(),
            rows,
        };
        for row in &neighbourhood.rows {
            neighbourhood.entries.insert(*row, self.comparable(*row)?);
        }
        self.score(&mut neighbourhood)?;
        let Neighbourhood {
            rows,
            entries,
            scores,
        } = &neighbourhood;
        let keys: Vec<EntryKey> = rows
            .iter()
            .filter_map(|row| entries.get(row).map(|entry| entry.key))
            .collect();
        let bond = |one: usize, other: usize| {
            let pair = rows.get(one).zip(rows.get(other));
            pair.and_then(|(one, other)| scores.get(&ordered(*one, *other)))
                .copied()
                .unwrap_or(Bond::Never)
        };
        let groups: Vec<Vec<i64>> = self
            .judge
            .arrange(&keys, &bond)
            .into_iter()
            .map(|group| {
                group
                    .into_iter()
                    .filter_map(|index| rows.get(index).copied())
                    .collect()
            })
            .collect();
        let moved = stories::apply(self.transaction, self.judge, &groups, self.now)?;
        for group in &groups {
            self.explain(group, &moved, &neighbourhood)?;
        }
        Ok(())
    }

    fn comparable(&self, row: i64) -> Result<Comparable, Error> {
        Ok(self
            .transaction
            .prepare_cached(&format!("{COMPARABLE} WHERE entries.id = ?1"))?
            .query_row([row], comparable)?)
    }

    fn link(&self, row: i64, other: i64, comparison: &Comparison) -> Result<(), Error> {
        let Bond::Score(score) = comparison.bond else {
            return Ok(());
        };
        if comparison.relation == Relation::Apart {
            return Ok(());
        }
        let (low, high) = ordered(row, other);
        self.transaction
            .prepare_cached(
                "INSERT OR REPLACE INTO links (low, high, score, related) VALUES (?1, ?2, ?3, ?4)",
            )?
            .execute(params![
                low,
                high,
                score,
                comparison.relation == Relation::Related
            ])?;
        Ok(())
    }

    /// Entries linked with this one as carrying one text, or put together with it by a person.
    fn linked(&self, row: i64) -> Result<BTreeSet<i64>, Error> {
        let mut statement = self.transaction.prepare_cached(
            "SELECT high FROM links WHERE low = ?1 AND related = 0
             UNION SELECT low FROM links WHERE high = ?1 AND related = 0
             UNION SELECT id FROM entries WHERE story = (SELECT story FROM entries WHERE id = ?1)",
        )?;
        let rows = statement.query_map([row], |row| row.get(0))?;
        let mut linked: BTreeSet<i64> = rows.collect::<Result<_, _>>()?;
        linked.extend(rulings::merged_with(self.transaction, row)?);
        linked.remove(&row);
        Ok(linked)
    }

    /// The entries and all that are linked with them through others, nearest first.
    fn closure(&self, seeds: &BTreeSet<i64>) -> Result<Vec<i64>, Error> {
        let mut found: Vec<i64> = seeds.iter().copied().collect();
        let mut seen = seeds.clone();
        let mut at = 0;
        while let Some(row) = found.get(at).copied() {
            at += 1;
            if found.len() >= MOST {
                break;
            }
            found.extend(
                self.linked(row)?
                    .into_iter()
                    .filter(|row| seen.insert(*row)),
            );
        }
        found.truncate(MOST);
        Ok(found)
    }

    /// Fills in what is known of every pair.
    fn score(&self, neighbourhood: &mut Neighbourhood) -> Result<(), Error> {
        for (index, one) in neighbourhood.rows.iter().enumerate() {
            for other in neighbourhood.rows.iter().skip(index + 1) {
                let pair = ordered(*one, *other);
                let bond = match rulings::of_pair(self.transaction, pair.0, pair.1)? {
                    Some(ruled) => ruled,
                    None => self.bond(pair, &neighbourhood.entries)?,
                };
                neighbourhood.scores.insert(pair, bond);
            }
        }
        Ok(())
    }

    fn bond(
        &self,
        (low, high): (i64, i64),
        entries: &BTreeMap<i64, Comparable>,
    ) -> Result<Bond, Error> {
        let stored: Option<f64> = self
            .transaction
            .prepare_cached("SELECT score FROM links WHERE low = ?1 AND high = ?2")?
            .query_row([low, high], |row| row.get(0))
            .optional()?;
        Ok(match (stored, entries.get(&low), entries.get(&high)) {
            (Some(score), ..) => Bond::Score(score),
            (None, Some(one), Some(other)) => self.judge.compare(one, other).bond,
            _ => Bond::Never,
        })
    }

    /// Writes why every member of a story that changed stands in it: its strongest tie to another one.
    fn explain(
        &self,
        group: &[i64],
        moved: &BTreeSet<i64>,
        neighbourhood: &Neighbourhood,
    ) -> Result<(), Error> {
        let founder = self.founder(group)?;
        for row in group {
            let evidence = if Some(*row) == founder {
                Evidence::Founded
            } else if moved.contains(row) || !self.stands(*row, group, neighbourhood)? {
                self.strongest(*row, group, neighbourhood)
            } else {
                continue;
            };
            self.transaction
                .prepare_cached("UPDATE entries SET evidence = ?1 WHERE id = ?2")?
                .execute(params![to_json(&evidence)?, row])?;
        }
        Ok(())
    }

    fn founder(&self, group: &[i64]) -> Result<Option<i64>, Error> {
        let Some(any) = group.first() else {
            return Ok(None);
        };
        Ok(self
            .transaction
            .prepare_cached(
                "SELECT founder.id FROM entries JOIN stories ON stories.id = entries.story
                 JOIN entries AS founder ON founder.key = stories.key WHERE entries.id = ?1",
            )?
            .query_row([any], |row| row.get(0))
            .optional()?)
    }

    /// Whether what is written of an entry still names a member of its story.
    fn stands(
        &self,
        row: i64,
        group: &[i64],
        neighbourhood: &Neighbourhood,
    ) -> Result<bool, Error> {
        let with: Option<String> = self
            .transaction
            .prepare_cached("SELECT json_extract(evidence, '$.with') FROM entries WHERE id = ?1")?
            .query_row([row], |row| row.get(0))?;
        Ok(with.is_some_and(|with| {
            group.iter().any(|member| {
                *member != row
                    && neighbourhood
                        .entries
                        .get(member)
                        .is_some_and(|entry| entry.key.to_string() == with)
            })
        }))
    }

    fn strongest(&self, row: i64, group: &[i64], neighbourhood: &Neighbourhood) -> Evidence {
        let strength = |other: &i64| match neighbourhood.scores.get(&ordered(row, *other)) {
            Some(Bond::Always) => f64::INFINITY,
            Some(Bond::Score(score)) => *score,
            _ => f64::NEG_INFINITY,
        };
        let Some(other) = group
            .iter()
            .filter(|other| **other != row)
            .max_by(|a, b| strength(a).total_cmp(&strength(b)).then(b.cmp(a)))
        else {
            return Evidence::Founded;
        };
        match (
            neighbourhood.entries.get(&row),
            neighbourhood.entries.get(other),
        ) {
            (Some(_), Some(with)) if strength(other).is_infinite() => Evidence::ByHand {
                with: with.key.to_string(),
            },
            (Some(own), Some(with)) => self.judge.compare(own, with).evidence,
            _ => Evidence::Founded,
        }
    }
}

/// A pair in the order in which it is stored.
pub(super) fn ordered(one: i64, other: i64) -> (i64, i64) {
    (one.min(other), one.max(other))
}

/// The story an entry stands in.
pub(super) fn story_of(transaction: &Transaction<'_>, row: i64) -> Result<(i64, StoryId), Error> {
    Ok(transaction
        .prepare_cached(
            "SELECT stories.id, stories.key AS story_key FROM stories
             JOIN entries ON entries.story = stories.id WHERE entries.id = ?1",
        )?
        .query_row([row], |row| Ok((row.get(0)?, bytes(row, "story_key")?)))?)
}
