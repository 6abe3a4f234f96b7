//! Reads the earlier forms of entries.

use crate::model::{EntryKey, EntryRow, Timestamp};
use crate::store::columns::timestamp;
use crate::store::packed::Html;
use crate::store::{Error, Store};

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

    /// The earlier forms of an entry, the oldest first.
    pub fn revisions(&self, entry: EntryKey) -> Result<Vec<Revision>, Error> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT revisions.at, revisions.title, revisions.html FROM revisions
         JOIN entries ON entries.id = revisions.entry
         WHERE entries.key = ?1 ORDER BY revisions.at, revisions.rowid",
            )?;
            let rows = statement.query_map([entry.as_bytes()], |row| {
                Ok(Revision {
                    at: timestamp(row, "at")?,
                    title: row.get("title")?,
                    html: row.get::<_, Html>("html")?.0,
                })
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }
}
