//! Writes the rows of an entry: what its publisher sent, its text, and the keys by which it is
//! found.

use std::rc::Rc;

use rusqlite::{Transaction, params};

use super::entries::Ingest;
use super::stories;
use crate::model::{
    Comparable, Completeness, EntryKey, Evidence, PackedHtml, PreparedEntry, RawEntry, StoryId,
    Timestamp, outlet,
};
use crate::store::Error;
use crate::store::columns::{seconds, to_json};
use crate::store::folding::keys;

impl Ingest<'_> {
    /// An entry in the form that is compared, as it would be read once it is stored under this
    /// key.
    pub(in crate::store) fn comparable(
        &self,
        key: EntryKey,
        entry: &PreparedEntry,
    ) -> Result<Comparable, Error> {
        let raw = &entry.raw;
        let outlet = outlet(
            raw.file.as_deref(),
            &raw.authors,
            self.carrier.feed_title.as_deref(),
            &self.carrier.name,
        );
        Ok(Comparable {
            key,
            outlet: outlet.to_owned(),
            title: raw.title.clone().unwrap_or_default(),
            html: entry.html.clone().unwrap_or_else(|| PackedHtml::plain("")),
            published: whole_seconds(raw.published.or_else(|| {
                // The same date as [`crate::store::columns::DATED`] gives for a new entry.
                Some(raw.updated?.min(self.position(entry)))
            })),
            revision: entry.revision,
            fingerprint: entry.fingerprint.clone(),
            url: entry.identity.url,
            document: entry.document.clone(),
            boilerplate: self.cache.boilerplate(self.transaction, self.carrier.id)?,
        })
    }

    /// Inserts a new entry and a story founded by it; returns its row.
    pub(in crate::store) fn found(
        &self,
        entry: &PreparedEntry,
        own: Comparable,
    ) -> Result<i64, Error> {
        let story = stories::found(
            self.transaction,
            StoryId::founded_by(own.key),
            self.position(entry),
            self.shown_since(entry),
        )?;
        self.insert((story, &Evidence::Founded), entry, own)
    }

    /// Inserts a new entry into a story; returns its row.
    pub(in crate::store) fn insert(
        &self,
        (story, evidence): (i64, &Evidence),
        entry: &PreparedEntry,
        own: Comparable,
    ) -> Result<i64, Error> {
        self.write_columns(own.key, (story, evidence), entry)?;
        // Without RETURNING, for which SQLite makes a table for every row.
        let row = self.transaction.last_insert_rowid();
        self.write_body(row, entry)?;
        self.cache.insert(row, &Rc::new(own));
        if entry.raw.completeness != Completeness::Whole {
            self.mark(row, entry.raw.completeness)?;
        }
        self.list(row, entry)?;
        Ok(row)
    }

    /// Updates the entry stored at `row` in a story with what the publisher sent now.
    pub(super) fn update(
        &self,
        key: EntryKey,
        (row, story): (i64, i64),
        entry: &PreparedEntry,
    ) -> Result<(), Error> {
        self.write_columns(key, (story, &Evidence::Founded), entry)?;
        self.write_body(row, entry)?;
        if entry.raw.published.is_none() && entry.raw.updated.is_some() {
            // The date of the entry is the one it had first, which is in the database only.
            self.cache.remove(row);
        } else {
            self.cache
                .insert(row, &Rc::new(self.comparable(key, entry)?));
        }
        Ok(())
    }

    /// Inserts an entry under its key, or updates every column that comes from the publisher.
    fn write_columns(
        &self,
        key: EntryKey,
        (story, evidence): (i64, &Evidence),
        entry: &PreparedEntry,
    ) -> Result<(), Error> {
        let raw = &entry.raw;
        let fingerprint = &entry.fingerprint;
        let title = raw.title.as_deref().unwrap_or_default();
        // Positional parameters, because SQLite searches for every named one among all.
        self.transaction
            .prepare_cached(
                "INSERT INTO entries (key, source, story, evidence, first_seen, position, guid, link,
                     title, authors, categories, published, updated, image, language, file, sent,
                     revision, version, content, title_hash, chars, link_key, url_key, enclosures)
                 VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                 ON CONFLICT (key) DO UPDATE SET guid = excluded.guid, link = excluded.link,
                     title = excluded.title, authors = excluded.authors,
                     categories = excluded.categories, published = excluded.published,
                     updated = excluded.updated, image = excluded.image, language = excluded.language,
                     file = excluded.file, sent = excluded.sent, revision = excluded.revision,
                     version = excluded.version, content = excluded.content,
                     title_hash = excluded.title_hash, chars = excluded.chars,
                     link_key = excluded.link_key, url_key = excluded.url_key,
                     enclosures = excluded.enclosures",
            )?
            .execute(
                params![
                    key.as_bytes(),
                    self.carrier.id,
                    story,
                    to_json(evidence)?,
                    seconds(self.now),
                    seconds(self.position(entry)),
                    raw.guid,
                    raw.link,
                    title,
                    to_json(&raw.authors)?,
                    to_json(&raw.categories)?,
                    raw.published.map(seconds),
                    raw.updated.map(seconds),
                    raw.image,
                    raw.language,
                    raw.file,
                    entry.raw_hash.as_bytes(),
                    entry.revision.as_bytes(),
                    fingerprint.version,
                    fingerprint.content.as_bytes(),
                    fingerprint.title.as_bytes(),
                    fingerprint.chars,
                    entry.identity.link.map(|link| *link.as_bytes()),
                    entry.identity.url.map(|url| *url.as_bytes()),
                    enclosures(raw)?,
                ],
            )?;
        Ok(())
    }

    /// Updates the columns of an entry that do not depend on its text, which stays as stored.
    pub(super) fn write_what_is_no_text(
        &self,
        row: i64,
        entry: &PreparedEntry,
    ) -> Result<(), Error> {
        let raw = &entry.raw;
        self.transaction
            .prepare_cached(
                "UPDATE entries SET guid = ?, link = ?, authors = ?, categories = ?, published = ?,
                     updated = ?, image = ?, language = ?, file = ?, sent = ?, link_key = ?, url_key = ?,
                     enclosures = ?
                 WHERE id = ?",
            )?
            .execute(params![
                raw.guid,
                raw.link,
                to_json(&raw.authors)?,
                to_json(&raw.categories)?,
                raw.published.map(seconds),
                raw.updated.map(seconds),
                raw.image,
                raw.language,
                raw.file,
                entry.raw_hash.as_bytes(),
                entry.identity.link.map(|link| *link.as_bytes()),
                entry.identity.url.map(|url| *url.as_bytes()),
                enclosures(raw)?,
                row,
            ])?;
        self.cache.remove(row);
        Ok(())
    }

    /// Replaces the text of a stored entry and everything derived from it.
    pub(super) fn write_text(&self, row: i64, entry: &PreparedEntry) -> Result<(), Error> {
        self.cache.remove(row);
        what_texts_come_to(self.transaction, row, entry)?;
        if let Some(picture) = &entry.raw.image {
            self.transaction
                .prepare_cached("UPDATE entries SET image = coalesce(image, ?2) WHERE id = ?1")?
                .execute(params![row, picture])?;
        }
        keys::unindex(self.transaction, row)?;
        self.write_body(row, entry)
    }

    fn write_body(&self, row: i64, entry: &PreparedEntry) -> Result<(), Error> {
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
        keys::index(self.transaction, self.anchors, row, entry)
    }
}

/// Updates the columns derived from an entry's text: revision, version, hashes and length.
pub(in crate::store) fn what_texts_come_to(
    transaction: &Transaction<'_>,
    row: i64,
    entry: &PreparedEntry,
) -> Result<(), Error> {
    let fingerprint = &entry.fingerprint;
    transaction
        .prepare_cached(
            "UPDATE entries SET revision = ?2, version = ?3, content = ?4, title_hash = ?5, chars = ?6
             WHERE id = ?1",
        )?
        .execute(params![
            row,
            entry.revision.as_bytes(),
            fingerprint.version,
            fingerprint.content.as_bytes(),
            fingerprint.title.as_bytes(),
            fingerprint.chars,
        ])?;
    Ok(())
}

/// The attached files of an entry as its column holds them.
fn enclosures(raw: &RawEntry) -> Result<Option<String>, Error> {
    match raw.enclosures.as_slice() {
        [] => Ok(None),
        files => Ok(Some(to_json(files)?)),
    }
}

/// An instant with the precision of the database.
fn whole_seconds(at: Option<Timestamp>) -> Option<Timestamp> {
    Timestamp::from_second(seconds(at?)).ok()
}
