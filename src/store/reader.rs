//! A second view of the database for those who read while the one writer writes.

use rusqlite::{Connection, params};

use super::Error;
use super::entries::MAX_KNOWN;
use crate::model::{ContentHash, EntryKey};

/// Reads what is committed, beside the pass that writes.
#[derive(Debug)]
pub struct Reader {
    connection: Connection,
}

impl Reader {
    /// A view of the database that `writer` has open.
    pub(super) fn beside(writer: &Connection) -> Result<Self, Error> {
        let connection = super::open::open_beside(writer)?;
        Ok(Self { connection })
    }

    /// Whether an entry that came under this key is stored whole and just as it was sent, and was read by
    /// this version of the normalisation.
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
