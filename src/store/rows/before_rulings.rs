//! The `updated` of stories that people rearrange: a ruling changes it, and an undo restores it.
//!
//! Before a ruling changes the representative of a story or merges it into another, the store
//! records the representative and `updated`. When rulings are withdrawn and the same entry
//! represents the story again, `updated` is restored. Any other change of that entry or of the
//! representative deletes the record, because it must stay visible whatever is undone later.

use std::cell::RefCell;
use std::collections::BTreeMap;

use rusqlite::{OptionalExtension, Transaction, params};

use super::{members, stories};
use crate::model::{EntryKey, Timestamp};
use crate::store::columns::{seconds, timestamp};
use crate::store::{Decider, Error};

/// What rearranges stories.
#[derive(Clone, Copy)]
pub(in crate::store) enum RegroupCause<'a> {
    /// Texts that came or changed.
    Texts,
    /// A refold. Nobody sees the stories in between, so that no change of a representative is
    /// recorded until all entries are placed.
    Refold,
    /// A person's ruling or its withdrawal, with the stories concerned as they were before.
    Person(&'a StoriesBefore),
}

/// Whether a person rules or withdraws rulings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::store) enum RulingChange {
    /// A ruling, with its instant, which no other ruling has.
    Rule(Timestamp),
    /// The withdrawal of rulings.
    Withdraw,
}

/// What readers saw of a story.
#[derive(Debug, Clone, Copy)]
struct Representative {
    entry: EntryKey,
    updated: Timestamp,
}

/// The stories that a person's act rearranges, in one or several steps, as they were before the
/// first one. `None` for a story that did not exist or was merged into another.
#[derive(Default)]
pub(in crate::store) struct StoriesBefore(RefCell<BTreeMap<i64, Option<Representative>>>);

impl StoriesBefore {
    /// Records a story that is about to change.
    pub(in crate::store) fn record(
        &self,
        transaction: &Transaction<'_>,
        decider: &dyn Decider,
        story: i64,
    ) -> Result<(), Error> {
        if !self.0.borrow().contains_key(&story) {
            let seen = seen(transaction, decider, story)?;
            self.0.borrow_mut().insert(story, seen);
        }
        Ok(())
    }

    /// Records a new story, unless an earlier step of the same act removed it.
    pub(in crate::store) fn record_new(&self, story: i64) {
        self.0.borrow_mut().entry(story).or_insert(None);
    }

    /// Sets `updated` of every recorded story, after all steps are done.
    pub(in crate::store) fn conclude(
        &self,
        transaction: &Transaction<'_>,
        decider: &dyn Decider,
        change: RulingChange,
        now: Timestamp,
    ) -> Result<(), Error> {
        for (&story, &before) in &*self.0.borrow() {
            let after = seen(transaction, decider, story)?.map(|seen| seen.entry);
            if let Some(before) = before {
                set_updated(transaction, story, before.updated)?;
                if after == Some(before.entry) {
                    continue;
                }
                if let RulingChange::Rule(act) = change {
                    write_before(transaction, story, before.entry, act)?;
                }
            }
            let Some(after) = after else { continue };
            let restored = change == RulingChange::Withdraw
                && restore(transaction, story, after, WhichRuling::Last)?;
            if before.is_some() {
                if !restored {
                    stories::touch(transaction, story, now)?;
                }
                stories::write_representative(transaction, story, after, now)?;
            }
        }
        Ok(())
    }
}

/// `None` for a story without members.
fn seen(
    transaction: &Transaction<'_>,
    decider: &dyn Decider,
    story: i64,
) -> Result<Option<Representative>, Error> {
    let Some(entry) = decider.represents(&members::of_story(transaction, story)?) else {
        return Ok(None);
    };
    let updated = transaction
        .prepare_cached("SELECT updated FROM stories WHERE id = ?1")?
        .query_row([story], |row| timestamp(row, "updated"))?;
    Ok(Some(Representative { entry, updated }))
}

fn set_updated(transaction: &Transaction<'_>, story: i64, updated: Timestamp) -> Result<(), Error> {
    transaction
        .prepare_cached("UPDATE stories SET updated = ?2 WHERE id = ?1")?
        .execute([story, seconds(updated)])?;
    Ok(())
}

/// Records that `entry` represented a story before the ruling of `act`.
fn write_before(
    transaction: &Transaction<'_>,
    story: i64,
    entry: EntryKey,
    act: Timestamp,
) -> Result<(), Error> {
    transaction
        .prepare_cached(
            "INSERT INTO before_rulings (story, act, entry, updated)
             SELECT stories.id, ?2, entries.id, stories.updated FROM stories, entries
             WHERE stories.id = ?1 AND entries.key = ?3",
        )?
        .execute(params![story, seconds(act), entry.as_bytes()])?;
    Ok(())
}

/// Which of the rulings that gave a story another representative.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum WhichRuling {
    First,
    Last,
}

/// Restores the `updated` that a story represented by `entry` had before such a ruling; returns
/// whether there was one.
fn restore(
    transaction: &Transaction<'_>,
    story: i64,
    entry: EntryKey,
    which: WhichRuling,
) -> Result<bool, Error> {
    let order = match which {
        WhichRuling::First => "ASC",
        WhichRuling::Last => "DESC",
    };
    let updated = transaction
        .prepare_cached(&format!(
            "SELECT updated FROM before_rulings
             WHERE story = ?1 AND entry = (SELECT id FROM entries WHERE key = ?2)
             ORDER BY act {order} LIMIT 1"
        ))?
        .query_row(params![story, entry.as_bytes()], |row| {
            timestamp(row, "updated")
        })
        .optional()?;
    if let Some(updated) = updated {
        set_updated(transaction, story, updated)?;
    }
    Ok(updated.is_some())
}

/// Restores the `updated` that a story had before its first ruling, when no ruling about its
/// members is left.
pub(in crate::store) fn restore_first(
    transaction: &Transaction<'_>,
    decider: &dyn Decider,
    story: i64,
) -> Result<(), Error> {
    if let Some(seen) = seen(transaction, decider, story)? {
        restore(transaction, story, seen.entry, WhichRuling::First)?;
    }
    forget_story(transaction, story)
}

/// Deletes the records of a story that changed for its readers by other means than a ruling.
pub(in crate::store) fn forget_story(
    transaction: &Transaction<'_>,
    story: i64,
) -> Result<(), Error> {
    transaction
        .prepare_cached("DELETE FROM before_rulings WHERE story = ?1")?
        .execute([story])?;
    Ok(())
}

/// Deletes the records of an entry whose text changed.
pub(super) fn forget_entry(transaction: &Transaction<'_>, entry: EntryKey) -> Result<(), Error> {
    transaction
        .prepare_cached(
            "DELETE FROM before_rulings
             WHERE entry = (SELECT id FROM entries WHERE key = ?1)",
        )?
        .execute([entry.as_bytes()])?;
    Ok(())
}
