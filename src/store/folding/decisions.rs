//! Writes decisions about stories: links, members, and the evidence of every member.

use std::collections::BTreeSet;

use rusqlite::types::Null;
use rusqlite::{OptionalExtension, Transaction, params};

use super::anchors::Anchors;
use super::entry_cache::EntryCache;
use super::stored::Stored;
use crate::model::{
    Decision, EntryRow, Evidence, Group, Placement, PreparedEntry, StoryId, Timestamp,
};
use crate::store::columns::{bytes, to_json};
use crate::store::rows::before_rulings::RegroupCause;
use crate::store::rows::{changes, stories};
use crate::store::{Decider, Error};

/// The context for deciding about an entry and writing the decision.
#[derive(Clone, Copy)]
pub(in crate::store) struct DecisionWriter<'a> {
    pub(in crate::store) transaction: &'a Transaction<'a>,
    pub(in crate::store) cache: &'a EntryCache,
    pub(in crate::store) anchors: &'a Anchors,
    pub(in crate::store) decider: &'a dyn Decider,
    pub(in crate::store) now: Timestamp,
    pub(in crate::store) cause: RegroupCause<'a>,
}

impl DecisionWriter<'_> {
    /// The stored entries, of which a decision asks.
    pub(in crate::store) fn stored(&self) -> Stored<'_> {
        Stored {
            connection: self.transaction,
            cache: self.cache,
            anchors: self.anchors,
        }
    }

    /// Decides again about a stored entry. Returns whether its story then has other members.
    pub(in crate::store) fn decide_again(
        &self,
        row: i64,
        entry: &PreparedEntry,
    ) -> Result<bool, Error> {
        let own = self.cache.texts(self.transaction, row)?;
        let decision = self
            .decider
            .decide((EntryRow(row), &own, &entry.anchors), &self.stored())?;
        self.transaction
            .prepare_cached("DELETE FROM links WHERE low = ?1 OR high = ?1")?
            .execute([row])?;
        self.link(row, &decision)?;
        let corrects = says_of_others(&decision, row);
        let shares_story = match decision.placement {
            Placement::Alone => false,
            Placement::Joins { story, evidence } => {
                write_evidence(self.transaction, row, &evidence)?;
                let mut members = members(self.transaction, story.0)?;
                members.push(row);
                self.regroup(&[members])?;
                self.shares_story(row)?
            }
            Placement::Arranged(groups) => {
                self.write_groups(row, &groups)?;
                self.shares_story(row)?
            }
        };
        if corrects {
            self.record_corrections(row)?;
        }
        Ok(shares_story)
    }

    /// Records which published stories the entry at `row` corrects or withdraws.
    pub(in crate::store) fn record_corrections(&self, row: i64) -> Result<(), Error> {
        match self.cause {
            RegroupCause::Texts => changes::record_corrections(self.transaction, row, self.now),
            RegroupCause::Refold | RegroupCause::Person(_) => Ok(()),
        }
    }

    /// Arranges the stories of these entries together with all that are linked with them.
    pub(in crate::store) fn rearrange(&self, rows: &BTreeSet<i64>) -> Result<(), Error> {
        let rows: BTreeSet<EntryRow> = rows.iter().copied().map(EntryRow).collect();
        let groups = self.decider.rearrange(&rows, &self.stored())?;
        self.write_groups(EntryRow::UNSTORED.0, &groups)
    }

    /// Makes one story of each group, and writes why its members belong there. `row` is the row of
    /// the entry that was not stored when the groups were formed.
    pub(in crate::store) fn write_groups(&self, row: i64, groups: &[Group]) -> Result<(), Error> {
        let stored = |member: &EntryRow| match *member {
            EntryRow::UNSTORED => row,
            EntryRow(member) => member,
        };
        let rows: Vec<Vec<i64>> = groups
            .iter()
            .map(|group| group.members.iter().map(stored).collect())
            .collect();
        self.regroup(&rows)?;
        for (group, rows) in groups.iter().zip(&rows) {
            for (member, evidence) in &group.evidence {
                write_evidence(self.transaction, stored(member), evidence)?;
            }
            if let Some(founder) = self.founder(rows)? {
                write_evidence(self.transaction, founder, &Evidence::Founded)?;
            }
        }
        Ok(())
    }

    /// Stores the links of the entry at `row`.
    pub(in crate::store) fn link(&self, row: i64, decision: &Decision) -> Result<(), Error> {
        if decision.same.is_empty() && decision.related.is_empty() {
            return Ok(());
        }
        let mut insert = self.transaction.prepare_cached(
            "INSERT OR REPLACE INTO links (low, high, score, related, correction, corrector)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?;
        for (EntryRow(other), score) in &decision.same {
            let pair = (row.min(*other), row.max(*other));
            insert.execute(params![pair.0, pair.1, score, false, Null, Null])?;
        }
        for related in &decision.related {
            let EntryRow(other) = related.row;
            let pair = (row.min(other), row.max(other));
            let correction = related.correction.map(|(kind, _)| kind.as_str());
            let corrector = related.correction.map(|(_, by)| match by {
                EntryRow::UNSTORED => row,
                EntryRow(by) => by,
            });
            insert.execute(params![
                pair.0,
                pair.1,
                related.score,
                true,
                correction,
                corrector
            ])?;
        }
        Ok(())
    }

    /// Whether the story of the entry at `row` has other members.
    pub(in crate::store) fn shares_story(&self, row: i64) -> Result<bool, Error> {
        Ok(self
            .transaction
            .prepare_cached(
                "SELECT 1 FROM entries WHERE story = (SELECT story FROM entries WHERE id = ?1)
                     AND id <> ?1",
            )?
            .exists([row])?)
    }

    fn regroup(&self, groups: &[Vec<i64>]) -> Result<(), Error> {
        let when = (self.now, self.cause);
        stories::regroup(self.transaction, self.decider, groups, when)?;
        Ok(())
    }

    /// The entry that founded the story of this group.
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
}

/// Whether a decision says that its entry corrects or withdraws others. The entry is at `row` now;
/// it may not have been stored when the decision was made.
pub(in crate::store) fn says_of_others(decision: &Decision, row: i64) -> bool {
    let own = [EntryRow::UNSTORED, EntryRow(row)];
    let mut related = decision.related.iter();
    related.any(|related| related.correction.is_some_and(|(_, by)| own.contains(&by)))
}

/// The entries of a story, in the order in which they were stored.
fn members(transaction: &Transaction<'_>, story: i64) -> Result<Vec<i64>, Error> {
    let mut statement =
        transaction.prepare_cached("SELECT id FROM entries WHERE story = ?1 ORDER BY id")?;
    let rows = statement.query_map([story], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The story of an entry.
pub(in crate::store) fn story_of(
    transaction: &Transaction<'_>,
    row: i64,
) -> Result<(i64, StoryId), Error> {
    Ok(transaction
        .prepare_cached(
            "SELECT stories.id, stories.key AS story_key FROM stories
             JOIN entries ON entries.story = stories.id WHERE entries.id = ?1",
        )?
        .query_row([row], |row| Ok((row.get(0)?, bytes(row, "story_key")?)))?)
}

/// Writes why the entry at `row` is in its story.
pub(super) fn write_evidence(
    transaction: &Transaction<'_>,
    row: i64,
    evidence: &Evidence,
) -> Result<(), Error> {
    transaction
        .prepare_cached("UPDATE entries SET evidence = ?1 WHERE id = ?2")?
        .execute(params![to_json(evidence)?, row])?;
    Ok(())
}
