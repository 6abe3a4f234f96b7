//! The log: the postings of the last passes, few enough that every pass which writes can read
//! them. While a first pass goes on, and until the next one if it is killed, it has all postings.

use rusqlite::Connection;

use super::block::{self, Posting};
use super::sort_and_dedup;
use crate::model::PER_ANCHOR;
use crate::store::Error;

/// Most postings in the log after a pass: a hundred kilobytes, which every pass that writes reads.
pub(super) const MAX_POSTINGS: u64 = 16_000;

/// All postings of the log, sorted and without duplicates.
#[derive(Debug, Default)]
pub(super) struct Log(Vec<Posting>);

impl Log {
    pub(super) fn read(connection: &Connection) -> Result<Self, Error> {
        let mut statement = connection.prepare_cached("SELECT packed FROM anchor_log")?;
        let mut rows = statement.query([])?;
        let mut postings = Vec::new();
        while let Some(row) = rows.next()? {
            let packed = row.get_ref(0)?.as_blob().map_err(rusqlite::Error::from)?;
            postings.extend(block::unpack(packed).map_err(rusqlite::Error::from)?);
        }
        sort_and_dedup(&mut postings);
        Ok(Self(postings))
    }

    pub(super) fn into_postings(self) -> Vec<Posting> {
        self.0
    }

    /// Adds the newest entries of an anchor to `found`.
    pub(super) fn holders(&self, anchor: u64, found: &mut Vec<i64>) {
        let end = self.0.partition_point(|(at, _)| *at <= anchor);
        let until = self.0.get(..end).unwrap_or_default().iter().rev();
        let held = until.take_while(|(at, _)| *at == anchor);
        found.extend(held.take(PER_ANCHOR).map(|(_, entry)| *entry));
    }
}

/// Appends postings that are sorted and without duplicates.
pub(super) fn add(connection: &Connection, postings: &[Posting]) -> Result<(), Error> {
    let mut insert = connection.prepare_cached("INSERT INTO anchor_log (packed) VALUES (?1)")?;
    for (_, packed) in block::pack(postings) {
        insert.execute([packed])?;
    }
    Ok(())
}

/// Deletes all postings of the log.
pub(super) fn clear(connection: &Connection) -> Result<(), Error> {
    connection
        .prepare_cached("DELETE FROM anchor_log")?
        .execute([])?;
    Ok(())
}
