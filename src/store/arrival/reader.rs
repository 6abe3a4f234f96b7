//! A second connection to the database, for threads that read while the writer writes.

use rusqlite::{Connection, params};

use super::recognise::MAX_KNOWN;
use crate::model::{ContentHash, EntryKey};
use crate::store::file::open::open_second_reader;
use crate::store::{Error, Store};

/// Reads what a running pass has committed.
#[derive(Debug)]
pub struct Reader {
    connection: Connection,
}

impl Store {
    /// A second connection that reads what this one has committed, for threads that read
    /// meanwhile.
    pub fn reader(&self) -> Result<Reader, Error> {
        self.read(|writer| {
            Ok(Reader {
                connection: open_second_reader(writer)?,
            })
        })
    }
}

impl Reader {
    /// Whether an entry with this key is stored complete and exactly as sent, and normalised by
    /// this version.
    pub fn is_stored(&self, key: EntryKey, sent: ContentHash, version: u16) -> Result<bool, Error> {
        Ok(self
            .connection
            .prepare_cached(
                "SELECT 1 FROM entries
                 WHERE key = ?1 AND sent = ?2 AND version = ?3 AND completeness = 0
                 UNION ALL
                 SELECT 1 FROM (
                     SELECT entry FROM reused WHERE key = ?1 ORDER BY entry DESC LIMIT ?4
                 ) JOIN entries ON entries.id = entry
                 WHERE sent = ?2 AND version = ?3 AND completeness = 0",
            )?
            .exists(params![key.as_bytes(), sent.as_bytes(), version, MAX_KNOWN])?)
    }
}
