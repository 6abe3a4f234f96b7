//! Carries out a person's ruling: stores it and rearranges the stories at once.

use std::collections::BTreeSet;

use rusqlite::{OptionalExtension, Transaction, TransactionBehavior};

use super::anchors::Anchors;
use super::decisions::{self, DecisionWriter, write_evidence};
use super::entry_cache::EntryCache;
use crate::model::{EntryKey, Evidence, Label, LabelChange, StoryId, Timestamp};
use crate::store::columns::bytes;
use crate::store::rows::before_rulings::{self, RegroupCause, RulingChange, StoriesBefore};
use crate::store::rows::rulings::{self, Pinned, RuledPair, Ruling};
use crate::store::rows::{stories, story_rulings};
use crate::store::{Decider, Error, Store};

/// A ruling, or the withdrawal of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// Merge the stories of these two entries.
    Merge(EntryKey, EntryKey),
    /// Take an entry out of its story, or separate it from one other entry.
    Split(EntryKey, Option<EntryKey>),
    /// Withdraw the rulings of this kind about an entry, or about two.
    Undo(Ruling, EntryKey, Option<EntryKey>),
    /// Make an entry represent its story, or withdraw that.
    Pin(EntryKey, Pinned),
    /// Hide the story of an entry from all outputs.
    Hide(EntryKey),
    /// Show the hidden story of an entry again.
    Unhide(EntryKey),
    /// Change labels of the story of an entry.
    Relabel(EntryKey, Vec<(Label, LabelChange)>),
    /// Withdraw these changes of its labels, or all if none are given.
    WithdrawLabels(EntryKey, Vec<(Label, LabelChange)>),
}

/// A story after the ruling.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct StoryMembers {
    /// Its id.
    pub story: StoryId,
    /// Its entries, the first stored first.
    pub entries: Vec<EntryKey>,
}

impl Store {
    /// Stores a person's ruling and rearranges the stories it concerns; returns their members.
    /// `None` if there was nothing to undo or to leave.
    pub fn overrule(
        &mut self,
        act: &Act,
        decider: &dyn Decider,
        now: Timestamp,
    ) -> Result<Option<Vec<StoryMembers>>, Error> {
        self.write(|connection| {
            let transaction =
                connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let overruling = Overruling {
                transaction: &transaction,
                decider,
                before: StoriesBefore::default(),
                now,
                at: instant(&transaction, now)?,
            };
            let concerned = match act {
                Act::Merge(one, other) => Some(overruling.merge(*one, *other)?),
                Act::Split(entry, other) => overruling.split(*entry, *other)?,
                Act::Undo(ruling, one, other) => overruling.undo(*ruling, *one, *other)?,
                Act::Pin(entry, pinned) => overruling.pin(*entry, *pinned)?,
                Act::Hide(entry) => overruling.about_story(*entry, |members| {
                    story_rulings::hide(&transaction, members, overruling.at)?;
                    Ok(true)
                })?,
                Act::Unhide(entry) => overruling.about_story(*entry, |members| {
                    story_rulings::unhide(&transaction, members)
                })?,
                Act::Relabel(entry, changes) => overruling.about_story(*entry, |members| {
                    story_rulings::relabel(&transaction, members, changes, overruling.at)?;
                    Ok(true)
                })?,
                Act::WithdrawLabels(entry, changes) => overruling
                    .about_story(*entry, |members| {
                        story_rulings::withdraw_labels(&transaction, members, changes)
                    })?,
            };
            let Some(concerned) = concerned else {
                return Ok(None);
            };
            let change = match act {
                Act::Undo(..) | Act::Pin(_, Pinned::No) => Some(RulingChange::Withdraw),
                Act::Merge(..) | Act::Split(..) | Act::Pin(_, Pinned::Yes) => {
                    Some(RulingChange::Rule(overruling.at))
                }
                // These change neither the members nor the representative of a story.
                Act::Hide(_) | Act::Unhide(_) | Act::Relabel(..) | Act::WithdrawLabels(..) => None,
            };
            if let Some(change) = change {
                overruling
                    .before
                    .conclude(&transaction, decider, change, now)?;
            }
            if change == Some(RulingChange::Withdraw) {
                overruling.restore_dates(&concerned)?;
            }
            let story_members = overruling.story_members(&concerned)?;
            transaction.commit()?;
            Ok(Some(story_members))
        })
    }
}

/// The instant to store with an act: later than that of any act before, so that it identifies the
/// act when it is withdrawn.
fn instant(transaction: &Transaction<'_>, now: Timestamp) -> Result<Timestamp, Error> {
    let last: Option<i64> = transaction
        .prepare_cached(
            "SELECT max(at) FROM (
                 SELECT at FROM rulings UNION ALL SELECT act FROM replaced_rulings
                 UNION ALL SELECT act FROM before_rulings UNION ALL SELECT at FROM label_rulings)",
        )?
        .query_row([], |row| row.get(0))?;
    let next = last.and_then(|last| Timestamp::from_second(last.saturating_add(1)).ok());
    Ok(next.map_or(now, |next| next.max(now)))
}

struct Overruling<'a> {
    transaction: &'a Transaction<'a>,
    decider: &'a dyn Decider,
    before: StoriesBefore,
    now: Timestamp,
    /// The instant stored with the ruling.
    at: Timestamp,
}

impl Overruling<'_> {
    /// Rules about every pair of members of the two stories. If the ruling named one pair only,
    /// the texts would decide about the other members.
    fn merge(&self, one: EntryKey, other: EntryKey) -> Result<BTreeSet<i64>, Error> {
        let (left, right) = (self.members_with(one)?, self.members_with(other)?);
        for (_, one) in &left {
            for (_, other) in right.iter().filter(|(_, other)| other != one) {
                rulings::rule(self.transaction, Ruling::Merge, *one, *other, self.at)?;
            }
        }
        let union: Vec<(i64, EntryKey)> = left.iter().chain(&right).copied().collect();
        let rows: BTreeSet<i64> = union.iter().map(|(row, _)| *row).collect();
        let group = rows.iter().copied().collect();
        let moved = self.regroup(&[group])?;
        for row in moved {
            let came_from_left = left.iter().any(|(member, _)| *member == row);
            let with = if came_from_left { other } else { one };
            self.by_hand(row, with)?;
        }
        self.rearrange(&rows)?;
        Ok(rows)
    }

    /// Takes the entry out first; then the texts of the others decide about them. `None` if the
    /// entry is alone and no ruling ever separated it; repeating a split is no error.
    fn split(
        &self,
        entry: EntryKey,
        other: Option<EntryKey>,
    ) -> Result<Option<BTreeSet<i64>>, Error> {
        let members = self.members_with(entry)?;
        if other.is_none() && members.len() < 2 && !rulings::is_split(self.transaction, entry)? {
            return Ok(None);
        }
        let mut concerned: BTreeSet<i64> = members.iter().map(|(row, _)| *row).collect();
        let leaving = if let Some(other) = other {
            rulings::rule(self.transaction, Ruling::Split, entry, other, self.at)?;
            let others = self.members_with(other)?;
            concerned.extend(others.iter().map(|(row, _)| *row));
            other
        } else {
            for (_, member) in members.iter().filter(|(_, member)| *member != entry) {
                rulings::rule(self.transaction, Ruling::Split, entry, *member, self.at)?;
            }
            entry
        };
        let (out, rest): (Vec<i64>, Vec<i64>) = {
            let (out, rest): (Vec<_>, Vec<_>) =
                members.iter().partition(|(_, member)| *member == leaving);
            let rows =
                |members: Vec<&(i64, EntryKey)>| members.iter().map(|(row, _)| *row).collect();
            (rows(out), rows(rest))
        };
        if !out.is_empty() && !rest.is_empty() {
            self.regroup(&[out, rest])?;
        }
        self.rearrange(&concerned)?;
        Ok(Some(concerned))
    }

    /// Withdraws the whole act that ruled about the two entries, or every act of this kind about
    /// one entry. Rulings that these acts had replaced are in force again.
    fn undo(
        &self,
        ruling: Ruling,
        one: EntryKey,
        other: Option<EntryKey>,
    ) -> Result<Option<BTreeSet<i64>>, Error> {
        let undone = rulings::take_back(self.transaction, ruling, one, other)?;
        if undone.is_empty() {
            return Ok(None);
        }
        let mut concerned = BTreeSet::new();
        for entry in undone.iter().flat_map(|pair| [pair.one, pair.other]) {
            concerned.extend(self.members_with(entry)?.iter().map(|(row, _)| *row));
        }
        if ruling == Ruling::Merge {
            self.part(one, &undone)?;
        }
        for pair in &undone {
            if rulings::reinstate(self.transaction, *pair)? == Some(Ruling::Merge) {
                self.join(pair.one, pair.other)?;
            }
        }
        self.rearrange(&concerned)?;
        Ok(Some(concerned))
    }

    /// Merges the stories of two entries, even if they are too large to be arranged.
    fn join(&self, one: EntryKey, other: EntryKey) -> Result<(), Error> {
        let (left, right) = (self.members_with(one)?, self.members_with(other)?);
        let union: BTreeSet<i64> = left.iter().chain(&right).map(|(row, _)| *row).collect();
        if union.len() > left.len() {
            self.regroup(&[union.into_iter().collect()])?;
        }
        Ok(())
    }

    /// Restores the `updated` that a story had before its first ruling, if no ruling about any of
    /// its members is left.
    fn restore_dates(&self, rows: &BTreeSet<i64>) -> Result<(), Error> {
        let mut seen = BTreeSet::new();
        for row in rows {
            let (story, _) = decisions::story_of(self.transaction, *row)?;
            if !seen.insert(story) || rulings::is_story_ruled(self.transaction, story)? {
                continue;
            }
            before_rulings::restore_first(self.transaction, self.decider, story)?;
        }
        Ok(())
    }

    /// Takes the entries that a withdrawn merge had added out of the story of `entry`. Their texts
    /// may join them again, unless the story is too large to be arranged at once.
    fn part(&self, entry: EntryKey, undone: &[RuledPair]) -> Result<(), Error> {
        let joined: BTreeSet<EntryKey> = undone
            .iter()
            .map(|pair| [pair.one, pair.other])
            .filter(|pair| pair.contains(&entry))
            .flatten()
            .filter(|joined| *joined != entry)
            .collect();
        let (out, rest): (Vec<_>, Vec<_>) = self
            .members_with(entry)?
            .into_iter()
            .partition(|(_, member)| joined.contains(member));
        let rows =
            |members: Vec<(i64, EntryKey)>| members.into_iter().map(|(row, _)| row).collect();
        let groups: [Vec<i64>; 2] = [rows(out), rows(rest)];
        if groups.iter().all(|group| !group.is_empty()) {
            self.regroup(&groups)?;
        }
        Ok(())
    }

    /// Pins or unpins an entry. A story has one pinned entry, the last one. `None` if an entry to
    /// unpin is not pinned.
    fn pin(&self, entry: EntryKey, pinned: Pinned) -> Result<Option<BTreeSet<i64>>, Error> {
        let members = self.members_with(entry)?;
        let story = self.story_of(entry)?;
        if let Some(story) = story {
            self.before.record(self.transaction, self.decider, story)?;
        }
        match pinned {
            Pinned::Yes => {
                for (_, member) in &members {
                    rulings::unpin(self.transaction, *member)?;
                }
                rulings::pin(self.transaction, entry, self.at)?;
            }
            Pinned::No if !rulings::unpin(self.transaction, entry)? => return Ok(None),
            Pinned::No => {}
        }
        Ok(Some(members.iter().map(|(row, _)| *row).collect()))
    }

    /// Carries out a ruling about the story of an entry; `rule` gets the members of the story.
    /// `None` if `rule` returns that it changed nothing.
    fn about_story(
        &self,
        entry: EntryKey,
        rule: impl FnOnce(&[EntryKey]) -> Result<bool, Error>,
    ) -> Result<Option<BTreeSet<i64>>, Error> {
        let (rows, keys): (BTreeSet<i64>, Vec<EntryKey>) =
            self.members_with(entry)?.into_iter().unzip();
        Ok(rule(&keys)?.then_some(rows))
    }

    fn regroup(&self, groups: &[Vec<i64>]) -> Result<BTreeSet<i64>, Error> {
        let cause = RegroupCause::Person(&self.before);
        stories::regroup(self.transaction, self.decider, groups, (self.now, cause))
    }

    /// Arranges the stories of these entries together with all that are linked with them.
    fn rearrange(&self, rows: &BTreeSet<i64>) -> Result<(), Error> {
        let (cache, anchors) = (EntryCache::default(), Anchors::default());
        let deciding = DecisionWriter {
            cache: &cache,
            anchors: &anchors,
            transaction: self.transaction,
            decider: self.decider,
            now: self.now,
            cause: RegroupCause::Person(&self.before),
        };
        deciding.rearrange(rows)
    }

    fn by_hand(&self, row: i64, with: EntryKey) -> Result<(), Error> {
        let evidence = Evidence::ByHand {
            with: with.to_string(),
        };
        write_evidence(self.transaction, row, &evidence)
    }

    fn story_of(&self, entry: EntryKey) -> Result<Option<i64>, Error> {
        Ok(self
            .transaction
            .prepare_cached("SELECT story FROM entries WHERE key = ?1")?
            .query_row([entry.as_bytes()], |row| row.get(0))
            .optional()?)
    }

    /// The members of the entry's story, with the entry.
    fn members_with(&self, entry: EntryKey) -> Result<Vec<(i64, EntryKey)>, Error> {
        let mut statement = self.transaction.prepare_cached(
            "SELECT id, key FROM entries
             WHERE story = (SELECT story FROM entries WHERE key = ?1) ORDER BY id",
        )?;
        let rows = statement.query_map([entry.as_bytes()], |row| {
            Ok((row.get("id")?, bytes(row, "key")?))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn story_members(&self, rows: &BTreeSet<i64>) -> Result<Vec<StoryMembers>, Error> {
        let mut seen = BTreeSet::new();
        let mut story_members = Vec::new();
        for row in rows {
            let (story, id) = decisions::story_of(self.transaction, *row)?;
            if !seen.insert(story) {
                continue;
            }
            let mut statement = self
                .transaction
                .prepare_cached("SELECT key FROM entries WHERE story = ?1 ORDER BY id")?;
            let entries = statement.query_map([story], |row| bytes(row, "key"))?;
            story_members.push(StoryMembers {
                story: id,
                entries: entries.collect::<Result<_, _>>()?,
            });
        }
        Ok(story_members)
    }
}
