//! Entries that came incomplete because their document was cut off: what may replace them, and
//! what they may replace.

use rusqlite::{OptionalExtension, params};

use super::Ingest;
use super::update::StoredEntry;
use crate::model::{Completeness, ContentHash, Length, PreparedEntry, Replacement, Sighting};
use crate::store::Error;
use crate::store::columns::{StoredCompleteness, bytes, seconds};

impl Ingest<'_> {
    /// How `entry`, another form of a stored entry, changes it.
    pub(super) fn replacement(
        &self,
        stored: &StoredEntry,
        entry: &PreparedEntry,
    ) -> Result<Replacement, Error> {
        let arriving = entry.raw.completeness;
        if stored.completeness == Completeness::Whole && arriving == Completeness::Whole {
            return Ok(Replacement::Change);
        }
        let is_repeated = stored.sent == entry.raw_hash
            || self.incomplete_form(stored.id)? == Some(entry.raw_hash);
        let sighting = if is_repeated {
            Sighting::Repeated
        } else {
            Sighting::First
        };
        let length = if entry.fingerprint.chars < stored.chars {
            Length::Shorter
        } else {
            Length::NotShorter
        };
        Ok(stored.completeness.replaced_by(arriving, sighting, length))
    }

    fn incomplete_form(&self, row: i64) -> Result<Option<ContentHash>, Error> {
        Ok(self
            .transaction
            .prepare_cached("SELECT sent FROM incomplete_forms WHERE entry = ?1")?
            .query_row([row], |row| bytes(row, "sent"))
            .optional()?)
    }

    /// Remembers an incomplete form that did not replace the stored one.
    pub(super) fn remember_incomplete_form(
        &self,
        row: i64,
        entry: &PreparedEntry,
    ) -> Result<(), Error> {
        self.transaction
            .prepare_cached(
                "INSERT OR REPLACE INTO incomplete_forms (entry, sent) VALUES (?1, ?2)",
            )?
            .execute(params![row, entry.raw_hash.as_bytes()])?;
        Ok(())
    }

    /// Stores how complete the entry at `row` is.
    pub(in crate::store) fn mark(&self, row: i64, completeness: Completeness) -> Result<(), Error> {
        self.transaction
            .prepare_cached("UPDATE entries SET completeness = ?2 WHERE id = ?1")?
            .execute(params![row, StoredCompleteness(completeness)])?;
        self.transaction
            .prepare_cached("DELETE FROM incomplete_forms WHERE entry = ?1")?
            .execute([row])?;
        Ok(())
    }

    /// Moves a completed entry to the position it would have if it had come whole: the incomplete
    /// one may have come without its date.
    pub(super) fn move_to_its_date(
        &self,
        stored: &StoredEntry,
        entry: &PreparedEntry,
    ) -> Result<(), Error> {
        let Some(published) = entry.raw.published else {
            return Ok(());
        };
        let mut tally = self.tally.borrow_mut();
        tally.take_out(self.transaction, stored.story)?;
        self.transaction
            .prepare_cached("UPDATE entries SET position = min(first_seen, ?2) WHERE id = ?1")?
            .execute(params![stored.id, seconds(published)])?;
        tally.put_in(self.transaction, stored.story)?;
        self.transaction
            .prepare_cached(
                "UPDATE stories SET position = (SELECT position FROM entries WHERE id = ?1)
                 WHERE key = (SELECT key FROM entries WHERE id = ?1)",
            )?
            .execute([stored.id])?;
        Ok(())
    }
}
