//! Puts an entry into its story, and arranges anew the stories that it brings together or apart.
//!
//! All entries that are linked, directly or through others, are arranged together whenever one of them
//! comes or changes: what results depends on which entries there are, not on the order in which they came.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::rc::Rc;

use rusqlite::{OptionalExtension, Transaction, params};

use super::anchors::Anchors;
use super::candidates::candidates;
use super::columns::{bytes, to_json};
use super::seen::Seen;
use super::{Error, Judge, rulings, stories};
use crate::model::{
    Bond, Comparable, Comparison, EntryKey, Evidence, PreparedEntry, Relation, StoryId, Timestamp,
};

/// Most entries arranged at once. Where more are concerned, an entry joins the story it belongs to most
/// and the others stay as they are: what is arranged costs the square of this.
const MOST: usize = 24;

/// Most entries that an entry is linked with because they are about the same in other words.
const MOST_RELATED: usize = 8;

/// An entry about to be placed.
#[derive(Clone, Copy)]
pub(super) struct Placing<'a> {
    pub(super) transaction: &'a Transaction<'a>,
    pub(super) seen: &'a Seen,
    pub(super) anchors: &'a Anchors,
    pub(super) judge: &'a dyn Judge,
    pub(super) now: Timestamp,
}

/// Entries that are arranged together.
struct Neighbourhood {
    rows: Vec<i64>,
    entries: BTreeMap<i64, Rc<Comparable>>,
    scores: BTreeMap<(i64, i64), Bond>,
}

impl Placing<'_> {
    /// Compares a new entry at `row` with what is stored and arranges every story concerned. True if it
    /// then stands in a story with others.
    pub(super) fn place_new(&self, row: i64, entry: &PreparedEntry) -> Result<bool, Error> {
        self.place_beside(row, entry, BTreeSet::new())
    }

    /// As [`Self::place_new`], for an entry that was compared before, with the text it had then.
    pub(super) fn place_again(&self, row: i64, entry: &PreparedEntry) -> Result<bool, Error> {
        let linked = self.linked(row)?;
        self.transaction
            .prepare_cached("DELETE FROM links WHERE low = ?1 OR high = ?1")?
            .execute([row])?;
        self.place_beside(row, entry, linked)
    }

    fn place_beside(
        &self,
        row: i64,
        entry: &PreparedEntry,
        mut seeds: BTreeSet<i64>,
    ) -> Result<bool, Error> {
        let is_alone = seeds.is_empty();
        let own = self.comparable(row)?;
        let candidates = candidates(self.transaction, self.anchors, row, entry)?;
        let ties = self.tie(row, &own, &candidates)?;
        seeds.insert(row);
        if is_alone && ties.is_empty() {
            return Ok(false);
        }
        if !(is_alone && self.join(row, &own, &ties)?) {
            self.arrange(&seeds)?;
        }
        Ok(self
            .transaction
            .prepare_cached(
                "SELECT 1 FROM entries WHERE story = (SELECT story FROM entries WHERE id = ?1)
                     AND id <> ?1",
            )?
            .exists([row])?)
    }

    /// Compares an entry with its candidates, writes down what links them, and gives the ties to those
    /// that carry the same text.
    fn tie(&self, row: i64, own: &Comparable, candidates: &BTreeSet<i64>) -> Result<Ties, Error> {
        let mut ties = Ties::new();
        let mut related = Vec::new();
        for candidate in candidates {
            let comparison = self
                .judge
                .compare(own, self.comparable(*candidate)?.as_ref())?;
            match (comparison.bond, comparison.relation) {
                (Bond::Score(score), Relation::Same) => {
                    self.link(row, *candidate, score, Relation::Same)?;
                    ties.insert(*candidate, comparison);
                }
                (Bond::Score(score), Relation::Related) => related.push((score, *candidate)),
                _ => {}
            }
        }
        related.sort_by(|(a, _), (b, _)| b.total_cmp(a));
        for (score, candidate) in related.into_iter().take(MOST_RELATED) {
            self.link(row, candidate, score, Relation::Related)?;
        }
        Ok(ties)
    }

    /// Lets an entry that stood alone join a story without arranging anything else, where that comes to
    /// the same: every member of the one story concerned speaks for it. Also where arranging would be too
    /// much: it then joins the story that speaks for it most. False if neither is so.
    fn join(&self, row: i64, own: &Comparable, ties: &Ties) -> Result<bool, Error> {
        if rulings::any_about(self.transaction, own.key)? {
            return Ok(false);
        }
        let mut stories: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
        let mut concerned = 1;
        for candidate in ties.keys() {
            let (story, _) = story_of(self.transaction, *candidate)?;
            if let Entry::Vacant(vacant) = stories.entry(story) {
                let members = self.members(story)?;
                concerned += members.len();
                vacant.insert(members);
            }
        }
        let mut best: Option<(f64, i64)> = None;
        let mut all_speak_for_it = true;
        for (story, members) in &stories {
            let mut scores = Vec::new();
            for member in members.iter().take(MOST) {
                let bond = match ties.get(member) {
                    Some(comparison) => comparison.bond,
                    None => {
                        self.judge
                            .compare(own, self.comparable(*member)?.as_ref())?
                            .bond
                    }
                };
                scores.push(match bond {
                    Bond::Score(score) => score,
                    Bond::Never | Bond::Always => f64::NEG_INFINITY,
                });
            }
            all_speak_for_it &= scores.iter().all(|score| *score > 0.0);
            let number = f64::from(u32::try_from(scores.len()).unwrap_or(u32::MAX).max(1));
            let mean = scores.iter().sum::<f64>() / number;
            if best.is_none_or(|(most, _)| mean > most) {
                best = Some((mean, *story));
            }
        }
        let is_clear = stories.len() == 1 && all_speak_for_it;
        if !is_clear && concerned <= MOST {
            return Ok(false);
        }
        let Some((_, story)) = best.filter(|(mean, _)| *mean > 0.0) else {
            return Ok(true);
        };
        let mut group = stories.remove(&story).unwrap_or_default();
        let strongest = group
            .iter()
            .filter_map(|member| ties.get(member))
            .max_by(|a, b| strength(a.bond).total_cmp(&strength(b.bond)));
        let evidence = strongest.map_or(&Evidence::Founded, |comparison| &comparison.evidence);
        self.write_evidence(row, evidence)?;
        group.push(row);
        stories::apply(self.transaction, self.judge, &[group], self.now)?;
        Ok(true)
    }

    fn members(&self, story: i64) -> Result<Vec<i64>, Error> {
        let mut statement = self
            .transaction
            .prepare_cached("SELECT id FROM entries WHERE story = ?1 ORDER BY id")?;
        let rows = statement.query_map([story], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
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

    pub(super) fn comparable(&self, row: i64) -> Result<Rc<Comparable>, Error> {
        self.seen.entry(self.transaction, row)
    }

    fn link(&self, row: i64, other: i64, score: f64, relation: Relation) -> Result<(), Error> {
        let (low, high) = ordered(row, other);
        self.transaction
            .prepare_cached(
                "INSERT OR REPLACE INTO links (low, high, score, related) VALUES (?1, ?2, ?3, ?4)",
            )?
            .execute(params![low, high, score, relation == Relation::Related])?;
        Ok(())
    }

    fn write_evidence(&self, row: i64, evidence: &Evidence) -> Result<(), Error> {
        self.transaction
            .prepare_cached("UPDATE entries SET evidence = ?1 WHERE id = ?2")?
            .execute(params![to_json(evidence)?, row])?;
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

    /// The entries and all that are linked with them through others, nearest first, as far as [`MOST`]
    /// allows. Stories are taken whole or not at all: what is arranged must not part from what is not.
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
            if found.len() + members.len() > MOST && !found.is_empty() {
                continue;
            }
            for member in &members {
                waiting.extend(self.linked(*member)?);
            }
            found.extend(members);
        }
        Ok(found)
    }

    /// Fills in what is known of every pair: what a person decided, what is stored, what texts say.
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

/// What two entries have in common, by the row of the second one.
type Ties = BTreeMap<i64, Comparison>;

fn strength(bond: Bond) -> f64 {
    match bond {
        Bond::Always => f64::INFINITY,
        Bond::Score(score) => score,
        Bond::Never => f64::NEG_INFINITY,
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
