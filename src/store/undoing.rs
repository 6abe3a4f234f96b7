//! What an undo restores: `updated` of every story that a ruling changed for its readers.
//!
//! Before a ruling gives a story another representative, or lets it lead into another one, the store
//! writes down who represented it and its `updated`. When rulings are taken back and the same entry
//! represents the story again, its `updated` is restored. Whatever else changes that entry or the story's
//! representative removes what was written down: a real change counts, whatever is undone later.

use rusqlite::{OptionalExtension, Transaction, params};

use super::Error;
use super::columns::seconds;
use crate::model::{EntryKey, Timestamp};

/// Why stories are rearranged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cause {
    /// Texts came or changed, or are decided again.
    Texts,
    /// A person's ruling of this instant, which tells it from others.
    Ruling(Timestamp),
    /// A ruling was taken back.
    Undo,
}

/// Writes down that `entry` represented a story before the ruling of `act`. What the same ruling changed
/// before is kept.
pub(super) fn remember(
    transaction: &Transaction<'_>,
    story: i64,
    entry: EntryKey,
    act: Timestamp,
) -> Result<(), Error> {
    transaction
        .prepare_cached(
            "INSERT OR IGNORE INTO before_rulings (story, act, entry, updated)
             SELECT stories.id, ?2, entries.id, stories.updated FROM stories, entries
             WHERE stories.id = ?1 AND entries.key = ?3",
        )?
        .execute(params![story, seconds(act), entry.as_bytes()])?;
    Ok(())
}

/// Restores `updated` of a story that `entry` represents again, as it was before the last ruling that
/// replaced this entry; gives whether there was one.
pub(super) fn restore(
    transaction: &Transaction<'_>,
    story: i64,
    entry: EntryKey,
) -> Result<bool, Error> {
    restore_one(transaction, story, entry, "DESC")
}

/// When no ruling is left about a story: restores its `updated` as it was before the first one, and
/// forgets the others.
pub(super) fn restore_first(
    transaction: &Transaction<'_>,
    story: i64,
    entry: EntryKey,
) -> Result<(), Error> {
    restore_one(transaction, story, entry, "ASC")?;
    forget_story(transaction, story)
}

fn restore_one(
    transaction: &Transaction<'_>,
    story: i64,
    entry: EntryKey,
    order: &str,
) -> Result<bool, Error> {
    let updated: Option<i64> = transaction
        .prepare_cached(&format!(
            "SELECT updated FROM before_rulings
             WHERE story = ?1 AND entry = (SELECT id FROM entries WHERE key = ?2)
             ORDER BY act {order} LIMIT 1"
        ))?
        .query_row(params![story, entry.as_bytes()], |row| row.get(0))
        .optional()?;
    let Some(updated) = updated else {
        return Ok(false);
    };
    transaction
        .prepare_cached("UPDATE stories SET updated = ?2 WHERE id = ?1")?
        .execute([story, updated])?;
    Ok(true)
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
