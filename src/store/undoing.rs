//! `updated` of the stories that people rearrange: rulings move it, and an undo restores it.
//!
//! Before a ruling gives a story another representative, or lets it lead into another one, the
//! store writes down who represented it and its `updated`. When rulings are taken back and the same
//! entry represents the story again, its `updated` is restored. Whatever else changes that entry or
//! the story's representative removes what was written down: a real change counts, whatever is
//! undone later.

use std::cell::RefCell;
use std::collections::BTreeMap;

use rusqlite::{OptionalExtension, Transaction, params};

use super::columns::{seconds, timestamp};
use super::{Error, Judge, read, stories};
use crate::model::{EntryKey, Timestamp};

/// Why stories are rearranged.
#[derive(Clone, Copy)]
pub(super) enum Cause<'a> {
    /// Texts came or changed, or are decided again.
    Texts,
    /// A person rules, or takes rulings back: how the stories concerned were before.
    Person(&'a Before),
}

/// What a person does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Deed {
    /// Rules, at an instant which no other ruling has.
    Rule(Timestamp),
    /// Takes rulings back.
    Undo,
}

/// What readers saw of a story.
#[derive(Debug, Clone, Copy)]
struct Seen {
    entry: EntryKey,
    updated: Timestamp,
}

/// The stories that a person's act rearranges, in one step or several, as they were before the
/// first one; `None` for a story that was not there, or led into another one.
#[derive(Default)]
pub(super) struct Before(RefCell<BTreeMap<i64, Option<Seen>>>);

impl Before {
    /// A story is about to change.
    pub(super) fn note(
        &self,
        transaction: &Transaction<'_>,
        judge: &dyn Judge,
        story: i64,
    ) -> Result<(), Error> {
        if !self.0.borrow().contains_key(&story) {
            let seen = seen(transaction, judge, story)?;
            self.0.borrow_mut().insert(story, seen);
        }
        Ok(())
    }

    /// A story stands that did not before, unless an earlier step of the same act took it away.
    pub(super) fn note_new(&self, story: i64) {
        self.0.borrow_mut().entry(story).or_insert(None);
    }

    /// All steps are done: gives every story its `updated`.
    pub(super) fn conclude(
        &self,
        transaction: &Transaction<'_>,
        judge: &dyn Judge,
        deed: Deed,
        now: Timestamp,
    ) -> Result<(), Error> {
        for (&story, &before) in &*self.0.borrow() {
            let after = seen(transaction, judge, story)?.map(|seen| seen.entry);
            if let Some(before) = before {
                set_updated(transaction, story, before.updated)?;
                if after == Some(before.entry) {
                    continue;
                }
                if let Deed::Rule(act) = deed {
                    write_before(transaction, story, before.entry, act)?;
                }
            }
            let Some(after) = after else { continue };
            let restored = deed == Deed::Undo && restore(transaction, story, after, Which::Last)?;
            if before.is_some() {
                if !restored {
                    stories::touch(transaction, story, now)?;
                }
                stories::write_switch(transaction, story, after, now)?;
            }
        }
        Ok(())
    }
}

/// `None` for a story without members.
fn seen(
    transaction: &Transaction<'_>,
    judge: &dyn Judge,
    story: i64,
) -> Result<Option<Seen>, Error> {
    let Some(entry) = judge.represents(&read::members(transaction, story)?) else {
        return Ok(None);
    };
    let updated = transaction
        .prepare_cached("SELECT updated FROM stories WHERE id = ?1")?
        .query_row([story], |row| timestamp(row, "updated"))?;
    Ok(Some(Seen { entry, updated }))
}

fn set_updated(transaction: &Transaction<'_>, story: i64, updated: Timestamp) -> Result<(), Error> {
    transaction
        .prepare_cached("UPDATE stories SET updated = ?2 WHERE id = ?1")?
        .execute([story, seconds(updated)])?;
    Ok(())
}

/// Writes down that `entry` represented a story before the ruling of `act`.
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

/// Which of the rulings that gave a story another representative than an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Which {
    First,
    Last,
}

/// Restores `updated` of a story that `entry` represents, as it was before such a ruling; gives
/// whether there was one.
fn restore(
    transaction: &Transaction<'_>,
    story: i64,
    entry: EntryKey,
    which: Which,
) -> Result<bool, Error> {
    let order = match which {
        Which::First => "ASC",
        Which::Last => "DESC",
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

/// No ruling is left about any member of a story: its `updated` is what it was before the first
/// one.
pub(super) fn restore_first(
    transaction: &Transaction<'_>,
    judge: &dyn Judge,
    story: i64,
) -> Result<(), Error> {
    if let Some(seen) = seen(transaction, judge, story)? {
        restore(transaction, story, seen.entry, Which::First)?;
    }
    forget_story(transaction, story)
}

/// The story changed for its readers, and not by a ruling.
pub(super) fn forget_story(transaction: &Transaction<'_>, story: i64) -> Result<(), Error> {
    transaction
        .prepare_cached("DELETE FROM before_rulings WHERE story = ?1")?
        .execute([story])?;
    Ok(())
}

/// The text of an entry changed.
pub(super) fn forget_entry(transaction: &Transaction<'_>, entry: EntryKey) -> Result<(), Error> {
    transaction
        .prepare_cached(
            "DELETE FROM before_rulings
             WHERE entry = (SELECT id FROM entries WHERE key = ?1)",
        )?
        .execute([entry.as_bytes()])?;
    Ok(())
}
