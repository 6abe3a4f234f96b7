//! Records which entry represented a story when an output last carried it.
//!
//! When new entries give a story another representative, the store updates `updated` itself. A
//! changed configuration does so as well, if a source is deleted or gets another priority, but
//! only the publisher can notice that.

use rusqlite::{Connection, TransactionBehavior, params};

use super::{stories, undoing};
use crate::model::{EntryRow, StoryId, Timestamp};
use crate::store::Error;
use crate::store::columns::bytes;

/// A story that an output carries with another representative than last time, or for the first
/// time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ShownChange {
    /// Which story.
    pub story: StoryId,
    /// The entry that represents it.
    pub entry: EntryRow,
    /// Whether readers saw another entry before, and `updated` does not reflect that yet.
    pub is_switch: bool,
}

/// Compares the present representatives of stories with those at their last publication.
pub(in crate::store) fn changes(
    connection: &Connection,
    shown: &[(StoryId, EntryRow)],
) -> Result<Vec<ShownChange>, Error> {
    // For a change recorded in `representatives`, `updated` was set already.
    let mut statement = connection.prepare_cached(
        "SELECT shown IS NOT NULL AND ?2 IS NOT
             (SELECT entry FROM representatives WHERE story = stories.id
              ORDER BY at DESC, rowid DESC LIMIT 1) AS is_switch
         FROM stories WHERE key = ?1 AND shown IS NOT ?2",
    )?;
    let mut changes = Vec::new();
    for (story, entry) in shown {
        let rows = statement.query_map(params![story.as_bytes(), entry.0], |row| {
            Ok(ShownChange {
                story: *story,
                entry: *entry,
                is_switch: row.get("is_switch")?,
            })
        })?;
        for change in rows {
            changes.push(change?);
        }
    }
    Ok(changes)
}

pub(in crate::store) fn write(
    connection: &mut Connection,
    changes: &[ShownChange],
    now: Timestamp,
) -> Result<(), Error> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    for change in changes {
        let (row, key): (i64, _) = transaction
            .prepare_cached(
                "UPDATE stories SET shown = ?2 WHERE key = ?1
                 RETURNING id, (SELECT key FROM entries WHERE id = ?2) AS entry_key",
            )?
            .query_row(params![change.story.as_bytes(), change.entry.0], |row| {
                Ok((row.get("id")?, bytes(row, "entry_key")?))
            })?;
        if change.is_switch {
            stories::touch(&transaction, row, now)?;
            stories::write_switch(&transaction, row, key, now)?;
            undoing::forget_story(&transaction, row)?;
        }
    }
    transaction.commit()?;
    Ok(())
}
