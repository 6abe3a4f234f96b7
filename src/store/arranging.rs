//! Arranges anew the stories that an entry joins or separates.
//!
//! Whenever an entry comes or changes, all entries that are linked with it, directly or through
//! others, are grouped again. The result thus depends on the entries, not on the order in which
//! they came.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::rc::Rc;

use rusqlite::OptionalExtension;

use super::placing::{MAX_ARRANGED, Placing, ordered, story_of, strength};
use super::{Error, rulings, stories};
use crate::model::{Bond, Comparable, EntryKey, Evidence};

/// Entries that are grouped together, with the bond of each pair.
struct Neighbourhood {
    rows: Vec<i64>,
    entries: BTreeMap<i64, Rc<Comparable>>,
    scores: BTreeMap<(i64, i64), Bond>,
}

impl Placing<'_> {
    /// Groups these entries and all that are linked with them into stories.
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
        let moved = stories::apply(
            self.transaction,
            self.judge,
            &groups,
            (self.now, self.cause),
        )?;
        for group in &groups {
            self.explain(group, &moved, &neighbourhood)?;
        }
        Ok(())
    }

    /// The entries linked with this one because they carry one text, those of its story, and those
    /// that a person merged with it.
    pub(super) fn linked(&self, row: i64) -> Result<BTreeSet<i64>, Error> {
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

    /// The seeds and all entries linked with them, directly or through others, nearest first, at
    /// most [`MAX_ARRANGED`]. Stories are included whole or not at all: regrouping must not split
    /// a story of which it sees a part only.
    fn closure(&self, seeds: &BTreeSet<i64>) -> Result<Vec<i64>, Error> {
        let mut found: Vec<i64> = Vec::new();
        let mut waiting: VecDeque<i64> = seeds.iter().copied().collect();
        let mut seen = BTreeSet::new();
        while let Some(row) = waiting.pop_front() {
            let (story, _) = story_of(self.transaction, row)?;
            if !seen.insert(story) {
                continue;
            }
            let members = self.members(story)?;
            if found.len() + members.len() > MAX_ARRANGED && !found.is_empty() {
                continue;
            }
            for member in &members {
                waiting.extend(self.linked(*member)?);
            }
            found.extend(members);
        }
        Ok(found)
    }

    /// Fills in the bond of every pair: a person's ruling, else the stored link, else a
    /// comparison.
    fn score(&self, neighbourhood: &mut Neighbourhood) -> Result<(), Error> {
        let Neighbourhood {
            rows,
            entries,
            scores,
        } = neighbourhood;
        let mut stored = self
            .transaction
            .prepare_cached("SELECT high, score FROM links WHERE low = ?1")?;
        for row in rows.iter() {
            let links = stored.query_map([row], |link| Ok((link.get(0)?, link.get(1)?)))?;
            for link in links {
                let (high, score): (i64, f64) = link?;
                scores.insert((*row, high), Bond::Score(score));
            }
        }
        for (low, one) in &*entries {
            for (high, other) in entries.range(low + 1..) {
                let ruled = rulings::of_pair(self.transaction, one.key, other.key)?;
                let bond = match ruled.or_else(|| scores.get(&(*low, *high)).copied()) {
                    Some(known) => known,
                    None => self.judge.compare(one, other)?.bond,
                };
                scores.insert((*low, *high), bond);
            }
        }
        Ok(())
    }

    /// Writes for every member of a changed story why it belongs there: its strongest bond with
    /// another member.
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
                self.strongest(*row, group, neighbourhood)?
            } else {
                continue;
            };
            self.write_evidence(*row, &evidence)?;
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

    /// Whether the stored evidence of an entry still names a member of its story.
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

    fn strongest(
        &self,
        row: i64,
        group: &[i64],
        neighbourhood: &Neighbourhood,
    ) -> Result<Evidence, Error> {
        let strength = |other: &i64| {
            let bond = neighbourhood.scores.get(&ordered(row, *other));
            strength(bond.copied().unwrap_or(Bond::Never))
        };
        let Some(other) = group
            .iter()
            .filter(|other| **other != row)
            .max_by(|a, b| strength(a).total_cmp(&strength(b)).then(b.cmp(a)))
        else {
            return Ok(Evidence::Founded);
        };
        Ok(
            match (
                neighbourhood.entries.get(&row),
                neighbourhood.entries.get(other),
            ) {
                (Some(_), Some(with)) if strength(other).is_infinite() => Evidence::ByHand {
                    with: with.key.to_string(),
                },
                (Some(own), Some(with)) => self.judge.compare(own, with)?.evidence,
                _ => Evidence::Founded,
            },
        )
    }
}
