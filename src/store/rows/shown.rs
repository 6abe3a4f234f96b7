//! Records which entry represented a story when an output last carried it.
//!
//! When new entries give a story another representative, the store updates `updated` itself. A
//! changed configuration does so as well, if a source is deleted or gets another priority, but
//! only the publisher can notice that.

use rusqlite::{TransactionBehavior, params};

use super::{stories, undoing};
use crate::model::{EntryRow, StoryId, Timestamp};
use crate::store::columns::bytes;
use crate::store::{Error, Store};

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

impl Store {
    /// The stories that are now represented by another entry than when an output last carried
    /// them, or that no output has carried yet, each with its present representative.
    pub fn changes_of_shown(
        &self,
        shown: &[(StoryId, EntryRow)],
    ) -> Result<Vec<ShownChange>, Error> {
        self.read(|connection| {
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
        })
    }

    /// Stores which entries the outputs show from now on, and sets `updated` of the stories that
    /// changed their representative.
    pub fn write_shown(&mut self, changes: &[ShownChange], now: Timestamp) -> Result<(), Error> {
        self.write(|connection| {
            let transaction =
                connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
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
                    stories::write_representative(&transaction, row, key, now)?;
                    undoing::forget_story(&transaction, row)?;
                }
            }
            transaction.commit()?;
            Ok(())
        })
    }
}
