//! A second view of the database for those who read while the one writer writes.

use rusqlite::{Connection, OptionalExtension};

use super::Error;
use super::columns::bytes;
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

    /// The hash of what was sent of a stored entry, and by which version of the normalisation it
    /// was read. `None` also for an entry that is not stored whole.
    pub fn sent(&self, entry: EntryKey) -> Result<Option<(ContentHash, u16)>, Error> {
        Ok(self
            .connection
            .prepare_cached(
                "SELECT sent, version FROM entries WHERE key = ?1 AND completeness = 0",
            )?
            .query_row([entry.as_bytes()], |row| {
                Ok((bytes(row, "sent")?, row.get("version")?))
            })
            .optional()?)
    }
}
