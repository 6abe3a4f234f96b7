//! Chooses the story of an entry: compares it with its candidates, and joins it to a story, leaves
//! it alone, or has the stories concerned arranged anew.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::rc::Rc;

use rusqlite::{Transaction, params};

use super::anchors::Anchors;
use super::candidates::{NO_ROW, candidates};
use super::columns::{bytes, to_json};
use super::entry_cache::EntryCache;
use super::undoing::Cause;
use super::{Error, Judge, rulings, stories};
use crate::model::{
    Bond, Comparable, Comparison, Evidence, PreparedEntry, Relation, StoryId, Timestamp,
};

/// Most entries arranged at once, since the work grows with the square of their number. If more
/// are concerned, the entry joins the story with which its bonds are strongest, and the others
/// stay as they are.
pub(super) const MAX_ARRANGED: usize = 24;

/// Most entries with which an entry is linked because they report the same in other words.
const MAX_RELATED: usize = 8;

/// What placing an entry needs.
#[derive(Clone, Copy)]
pub(super) struct Placing<'a> {
    pub(super) transaction: &'a Transaction<'a>,
    pub(super) cache: &'a EntryCache,
    pub(super) anchors: &'a Anchors,
    pub(super) judge: &'a dyn Judge,
    pub(super) now: Timestamp,
    pub(super) cause: Cause<'a>,
}

/// The results of comparing an entry with its candidates.
#[derive(Debug)]
pub(super) struct Compared {
    /// Comparisons with the candidates that carry the same text.
    ties: BTreeMap<i64, Comparison>,
    /// Scores and rows of the candidates that report the same in other words, the highest first.
    related: Vec<(f64, i64)>,
}

/// Where to put an entry that is alone in its story or not stored yet.
#[derive(Debug)]
pub(super) enum Placement {
    /// Into a story of its own.
    Alone,
    /// Into a story of others.
    With(Joining),
    /// Where arranging the stories concerned anew puts it.
    NeedsRearranging,
}

/// A story that an entry joins while all others stay as they are.
#[derive(Debug)]
pub(super) struct Joining {
    /// Its row.
    pub(super) story: i64,
    /// Rows of its members.
    pub(super) members: Vec<i64>,
    /// Why the entry joins it.
    pub(super) evidence: Evidence,
}

impl Placing<'_> {
    /// Compares an entry that is not stored yet with its candidates, and chooses its place.
    pub(super) fn compare_and_place(
        &self,
        own: &Comparable,
        entry: &PreparedEntry,
    ) -> Result<(Compared, Placement), Error> {
        let compared = self.compare_with_candidates(NO_ROW, own, entry)?;
        let place = self.choose(own, &compared)?;
        Ok((compared, place))
    }

    /// Compares a stored entry again and arranges all stories concerned. Returns whether its story
    /// then has other members.
    pub(super) fn place_again(&self, row: i64, entry: &PreparedEntry) -> Result<bool, Error> {
        let mut linked = self.linked(row)?;
        self.transaction
            .prepare_cached("DELETE FROM links WHERE low = ?1 OR high = ?1")?
            .execute([row])?;
        let own = self.comparable(row)?;
        let compared = self.compare_with_candidates(row, &own, entry)?;
        self.link(row, &compared)?;
        let place = if linked.is_empty() {
            self.choose(&own, &compared)?
        } else {
            Placement::NeedsRearranging
        };
        match place {
            Placement::Alone => return Ok(false),
            Placement::NeedsRearranging => {
                linked.insert(row);
                self.arrange(&linked)?;
            }
            Placement::With(Joining {
                mut members,
                evidence,
                ..
            }) => {
                self.write_evidence(row, &evidence)?;
                members.push(row);
                stories::apply(
                    self.transaction,
                    self.judge,
                    &[members],
                    (self.now, self.cause),
                )?;
            }
        }
        self.shares_story(row)
    }

    /// Whether the story of the entry at `row` has other members.
    pub(super) fn shares_story(&self, row: i64) -> Result<bool, Error> {
        Ok(self
            .transaction
            .prepare_cached(
                "SELECT 1 FROM entries WHERE story = (SELECT story FROM entries WHERE id = ?1)
                     AND id <> ?1",
            )?
            .exists([row])?)
    }

    /// Compares an entry with its candidates. It is stored at `row`, or not yet ([`NO_ROW`]).
    fn compare_with_candidates(
        &self,
        row: i64,
        own: &Comparable,
        entry: &PreparedEntry,
    ) -> Result<Compared, Error> {
        let mut ties = BTreeMap::new();
        let mut related = Vec::new();
        for candidate in candidates(self.transaction, self.anchors, row, entry)? {
            let comparison = self
                .judge
                .compare(own, self.comparable(candidate)?.as_ref())?;
            match (comparison.bond, comparison.relation) {
                (Bond::Score(_), Relation::Same) => {
                    ties.insert(candidate, comparison);
                }
                (Bond::Score(score), Relation::Related) => related.push((score, candidate)),
                _ => {}
            }
        }
        related.sort_by(|(a, _), (b, _)| b.total_cmp(a));
        related.truncate(MAX_RELATED);
        Ok(Compared { ties, related })
    }

    /// Stores the links of the entry at `row`.
    pub(super) fn link(&self, row: i64, compared: &Compared) -> Result<(), Error> {
        if compared.ties.is_empty() && compared.related.is_empty() {
            return Ok(());
        }
        let mut insert = self.transaction.prepare_cached(
            "INSERT OR REPLACE INTO links (low, high, score, related) VALUES (?1, ?2, ?3, ?4)",
        )?;
        let ties = compared.ties.iter();
        let ties = ties.map(|(other, comparison)| (strength(comparison.bond), *other, false));
        let related = compared.related.iter();
        let related = related.map(|(score, other)| (*score, *other, true));
        for (score, other, is_related) in ties.chain(related) {
            let (low, high) = ordered(row, other);
            insert.execute(params![low, high, score, is_related])?;
        }
        Ok(())
    }

    /// Chooses the place of an entry that is alone.
    ///
    /// The entry joins a story directly in two cases. First, if only one story is concerned and
    /// the entry's score with every member is positive: arranging would have the same result.
    /// Second, if too many entries are concerned to be arranged: then it joins the story with the
    /// highest mean score, if that is positive.
    fn choose(&self, own: &Comparable, compared: &Compared) -> Result<Placement, Error> {
        let ties = &compared.ties;
        if ties.is_empty() {
            return Ok(Placement::Alone);
        }
        if rulings::any_about(self.transaction, own.key)? {
            return Ok(Placement::NeedsRearranging);
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
            for member in members.iter().take(MAX_ARRANGED) {
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
        if !is_clear && concerned <= MAX_ARRANGED {
            return Ok(Placement::NeedsRearranging);
        }
        let Some((_, story)) = best.filter(|(mean, _)| *mean > 0.0) else {
            return Ok(Placement::Alone);
        };
        let members = stories.remove(&story).unwrap_or_default();
        let strongest = members
            .iter()
            .filter_map(|member| ties.get(member))
            .max_by(|a, b| strength(a.bond).total_cmp(&strength(b.bond)));
        Ok(Placement::With(Joining {
            story,
            evidence: strongest.map_or(Evidence::Founded, |comparison| comparison.evidence.clone()),
            members,
        }))
    }

    pub(super) fn members(&self, story: i64) -> Result<Vec<i64>, Error> {
        let mut statement = self
            .transaction
            .prepare_cached("SELECT id FROM entries WHERE story = ?1 ORDER BY id")?;
        let rows = statement.query_map([story], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    pub(super) fn comparable(&self, row: i64) -> Result<Rc<Comparable>, Error> {
        self.cache.entry(self.transaction, row)
    }

    pub(super) fn write_evidence(&self, row: i64, evidence: &Evidence) -> Result<(), Error> {
        self.transaction
            .prepare_cached("UPDATE entries SET evidence = ?1 WHERE id = ?2")?
            .execute(params![to_json(evidence)?, row])?;
        Ok(())
    }
}

pub(super) fn strength(bond: Bond) -> f64 {
    match bond {
        Bond::Always => f64::INFINITY,
        Bond::Score(score) => score,
        Bond::Never => f64::NEG_INFINITY,
    }
}

/// A pair in the order in which links are stored.
pub(super) fn ordered(one: i64, other: i64) -> (i64, i64) {
    (one.min(other), one.max(other))
}

/// The story of an entry.
pub(super) fn story_of(transaction: &Transaction<'_>, row: i64) -> Result<(i64, StoryId), Error> {
    Ok(transaction
        .prepare_cached(
            "SELECT stories.id, stories.key AS story_key FROM stories
             JOIN entries ON entries.story = stories.id WHERE entries.id = ?1",
        )?
        .query_row([row], |row| Ok((row.get(0)?, bytes(row, "story_key")?)))?)
}
