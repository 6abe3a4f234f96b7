//! Stores and reads the earlier forms of entries.

use rusqlite::{Transaction, params};

use crate::model::{EntryKey, EntryRow, Extent, PackedHtml, Timestamp};
use crate::store::columns::{seconds, timestamp};
use crate::store::{Error, Store};

/// Most earlier forms kept of an entry: a page that changes at every fetch must not fill the disk.
const MAX_REVISIONS: u32 = 20;

/// An earlier form of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revision {
    /// When its change was seen.
    pub at: Timestamp,
    /// Its title.
    pub title: String,
    /// Its HTML; empty if it had none.
    pub html: String,
}

impl Store {
    /// When an entry changed, the earliest change first. A change of counters and the like at the
    /// margins of the text is none.
    pub fn changes_of(&self, entry: EntryRow) -> Result<Vec<Timestamp>, Error> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT at FROM revisions WHERE entry = ?1 AND margin = 0 ORDER BY at, rowid",
            )?;
            let rows = statement.query_map([entry.0], |row| timestamp(row, "at"))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// The earlier forms of an entry, the oldest first, without those that are damaged.
    pub fn revisions(&self, entry: EntryKey) -> Result<Vec<Revision>, Error> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT entry, revisions.at, revisions.title, revisions.html FROM revisions
         JOIN entries ON entries.id = revisions.entry
         WHERE entries.key = ?1 ORDER BY revisions.at, revisions.rowid",
            )?;
            let rows = statement.query_map([entry.as_bytes()], |row| {
                let html: PackedHtml = row.get("html")?;
                let Some(html) = self.damaged.unpack(row.get("entry")?, &html) else {
                    return Ok(None);
                };
                Ok(Some(Revision {
                    at: timestamp(row, "at")?,
                    title: row.get("title")?,
                    html,
                }))
            })?;
            Ok(rows
                .filter_map(Result::transpose)
                .collect::<Result<_, _>>()?)
        })
    }
}

/// Stores the present form of the entry at `row` as a revision, before it is overwritten. If there
/// are too many revisions, it first deletes those that differ from the next one at their margins
/// only: counters must not push out corrections.
pub(in crate::store) fn keep(
    transaction: &Transaction<'_>,
    row: i64,
    extent: Extent,
    now: Timestamp,
) -> Result<(), Error> {
    transaction
        .prepare_cached(
            "INSERT INTO revisions (entry, at, title, html, margin)
             SELECT entries.id, ?2, entries.title, coalesce(bodies.html, ''), ?3
             FROM entries LEFT JOIN bodies ON bodies.entry = entries.id WHERE entries.id = ?1",
        )?
        .execute(params![row, seconds(now), extent == Extent::Margin])?;
    transaction
        .prepare_cached(
            "DELETE FROM revisions WHERE rowid IN (
                 SELECT rowid FROM revisions WHERE entry = ?1
                 ORDER BY margin, at DESC, rowid DESC LIMIT -1 OFFSET ?2)",
        )?
        .execute(params![row, MAX_REVISIONS])?;
    Ok(())
}
