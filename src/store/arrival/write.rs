//! Writes the rows of an entry: what its publisher sent, its text, and the keys by which it is
//! found.

use std::sync::Arc;

use rusqlite::params;

use super::Ingest;
use crate::model::{
    Comparable, EntryKey, EntryTexts, Evidence, PackedHtml, PreparedEntry, Timestamp, outlet,
};
use crate::store::Error;
use crate::store::columns::seconds;
use crate::store::folding::index::index;
use crate::store::rows::document_numbers;
use crate::store::rows::entry_columns::{self, Kept};

impl Ingest<'_> {
    /// An entry in the form that is compared, as it would be read once it is stored under this
    /// key.
    pub(in crate::store) fn comparable(
        &self,
        key: EntryKey,
        entry: &PreparedEntry,
    ) -> Result<EntryTexts, Error> {
        let raw = &entry.raw;
        let outlet = outlet(
            raw.file.as_deref(),
            &raw.authors,
            self.carrier.feed_title.as_deref(),
            &self.carrier.name,
        );
        let comparable = Comparable {
            key,
            outlet: outlet.to_owned(),
            published: whole_seconds(raw.published.or_else(|| {
                // The same date as [`crate::store::columns::DATED`] gives for a new entry.
                Some(raw.updated?.min(self.position(entry)))
            })),
            revision: entry.revision,
            fingerprint: entry.fingerprint.clone(),
            url: entry.identity.url,
            document: entry.document.clone(),
            boilerplate: self.cache.boilerplate(self.transaction, self.carrier.id)?,
        };
        Ok(EntryTexts {
            entry: comparable,
            title: raw.title.clone().unwrap_or_default(),
            html: entry.html.clone().unwrap_or_else(|| PackedHtml::plain("")),
        })
    }

    /// Updates the entry stored at `row` with what the publisher sent now.
    pub(super) fn update(
        &self,
        key: EntryKey,
        row: i64,
        entry: &PreparedEntry,
    ) -> Result<(), Error> {
        entry_columns::update(self.transaction, row, entry)?;
        self.write_body(row, entry)?;
        if entry.raw.published.is_none() && entry.raw.updated.is_some() {
            // The date of the entry is the one it had first, which is in the database only.
            self.cache.remove(row);
        } else {
            let own = self.comparable(key, entry)?;
            self.cache
                .insert(row, self.carrier.id, &Arc::new(own.entry));
        }
        Ok(())
    }

    /// Inserts the columns of an entry under its key.
    pub(super) fn insert_columns(
        &self,
        key: EntryKey,
        (story, evidence): (i64, &Evidence),
        entry: &PreparedEntry,
    ) -> Result<(), Error> {
        let kept = Kept {
            key,
            source: self.carrier.id,
            story,
            evidence,
            first_seen: self.now,
            position: self.position(entry),
        };
        entry_columns::insert(self.transaction, &kept, entry)
    }

    /// Updates the columns of an entry that do not depend on its text, which stays as stored.
    pub(super) fn update_columns_except_text(
        &self,
        row: i64,
        entry: &PreparedEntry,
    ) -> Result<(), Error> {
        entry_columns::write_sent(self.transaction, row, entry)?;
        self.cache.remove(row);
        Ok(())
    }

    /// Replaces the text of a stored entry and everything derived from it.
    pub(super) fn write_text(&self, row: i64, entry: &PreparedEntry) -> Result<(), Error> {
        self.cache.remove(row);
        entry_columns::write_derived(self.transaction, row, entry)?;
        if let Some(picture) = &entry.raw.image {
            self.transaction
                .prepare_cached("UPDATE entries SET image = coalesce(image, ?2) WHERE id = ?1")?
                .execute(params![row, picture])?;
        }
        document_numbers::delete(self.transaction, row)?;
        self.write_body(row, entry)
    }

    pub(super) fn write_body(&self, row: i64, entry: &PreparedEntry) -> Result<(), Error> {
        match &entry.html {
            Some(html) => self
                .transaction
                .prepare_cached(
                    "INSERT INTO bodies (entry, html) VALUES (?1, ?2)
                     ON CONFLICT (entry) DO UPDATE SET html = excluded.html",
                )?
                .execute(params![row, html])?,
            None => self
                .transaction
                .prepare_cached("DELETE FROM bodies WHERE entry = ?1")?
                .execute([row])?,
        };
        index(self.transaction, self.anchors, row, entry)
    }
}

/// An instant with the precision of the database.
fn whole_seconds(at: Option<Timestamp>) -> Option<Timestamp> {
    Timestamp::from_second(seconds(at?)).ok()
}
