//! Records which entry represented a story when an output last carried it, and which corrections
//! the output named in it.
//!
//! When new entries give a story another representative, the store updates `updated` itself. A
//! changed configuration does so as well, if a source is deleted or gets another priority, but
//! only the publisher can notice that. It also notices when a story is corrected, since an output
//! names no correction that it may not carry.

use rusqlite::{TransactionBehavior, params};

use super::{before_rulings, stories};
use crate::model::{EntryRow, StoryId, Timestamp};
use crate::store::columns::bytes;
use crate::store::{Error, Store};

/// A story as an output carries it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// Which story.
    pub story: StoryId,
    /// The entry that represents it.
    pub entry: EntryRow,
    /// The corrections that the output names in it, in stable words; `None` without any.
    pub notice: Option<String>,
}

/// A story that an output carries otherwise than last time, or for the first time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownChange {
    /// The story as it is carried now.
    pub shown: Shown,
    /// Whether readers saw another entry before, and `updated` does not reflect that yet.
    pub is_switch: bool,
    /// Whether it names corrections that readers did not see in it before. A correction that a
    /// person merged with it and separated again is none of these.
    pub is_noticed: bool,
}

impl ShownChange {
    /// Whether readers see something else than before that `updated` does not reflect yet.
    pub fn moves_updated(&self) -> bool {
        self.is_switch || self.is_noticed
    }
}

impl Store {
    /// The stories that are now represented by another entry than when an output last carried
    /// them, that name other corrections, or that no output has carried yet.
    pub fn changes_of_shown(&self, shown: &[Shown]) -> Result<Vec<ShownChange>, Error> {
        self.read(|connection| {
            // For a change recorded in `representatives`, `updated` was set already.
            let mut statement = connection.prepare_cached(
                "SELECT shown IS NOT NULL AND shown IS NOT ?2 AND ?2 IS NOT
             (SELECT entry FROM representatives WHERE story = stories.id
              ORDER BY at DESC, rowid DESC LIMIT 1) AS is_switch,
             shown IS NOT NULL AND notice IS NOT coalesce(?3, notice) AS is_noticed
         FROM stories WHERE key = ?1
             AND (shown IS NOT ?2 OR notice IS NOT coalesce(?3, notice))",
            )?;
            let mut changes = Vec::new();
            for story in shown {
                let of_story = params![story.story.as_bytes(), story.entry.0, story.notice];
                let rows = statement.query_map(of_story, |row| {
                    Ok(ShownChange {
                        shown: story.clone(),
                        is_switch: row.get("is_switch")?,
                        is_noticed: row.get("is_noticed")?,
                    })
                })?;
                for change in rows {
                    changes.push(change?);
                }
            }
            Ok(changes)
        })
    }

    /// Stores which entries and corrections the outputs show from now on, and sets `updated` of
    /// the stories in which readers see others than before.
    pub fn write_shown(&mut self, changes: &[ShownChange], now: Timestamp) -> Result<(), Error> {
        self.write(|connection| {
            let transaction =
                connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            for change in changes {
                let Shown {
                    story,
                    entry,
                    notice,
                } = &change.shown;
                let (row, key): (i64, _) = transaction
                    .prepare_cached(
                        "UPDATE stories SET shown = ?2, notice = coalesce(?3, notice)
                 WHERE key = ?1
                 RETURNING id, (SELECT key FROM entries WHERE id = ?2) AS entry_key",
                    )?
                    .query_row(params![story.as_bytes(), entry.0, notice], |row| {
                        Ok((row.get("id")?, bytes(row, "entry_key")?))
                    })?;
                if change.moves_updated() {
                    stories::touch(&transaction, row, now)?;
                    before_rulings::forget_story(&transaction, row)?;
                }
                if change.is_switch {
                    stories::write_representative(&transaction, row, key, now)?;
                }
            }
            transaction.commit()?;
            Ok(())
        })
    }
}
