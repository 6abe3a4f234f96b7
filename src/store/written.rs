//! Writes an entry: what its publisher sent, its text, and what it is found by.

use std::rc::Rc;

use rusqlite::{Transaction, params};

use super::columns::{seconds, to_json};
use super::entries::Ingest;
use super::{Error, candidates, stories};
use crate::model::{
    Comparable, Completeness, EntryKey, Evidence, PackedHtml, PreparedEntry, StoryId, Timestamp,
    outlet,
};

impl Ingest<'_> {
    /// An entry as it would be read once it is written under this key.
    pub(super) fn comparable(
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
                // As [`super::columns::DATED`] of a new entry.
                Some(raw.updated?.min(self.position(entry)))
            })),
            revision: entry.revision,
            fingerprint: entry.fingerprint.clone(),
            url: entry.identity.url,
            document: entry.document.clone(),
            furniture: self.seen.furniture(self.transaction, self.carrier.id)?,
        })
    }

    /// Writes a new entry that founds a story; gives its row.
    pub(super) fn found(&self, entry: &PreparedEntry, own: Comparable) -> Result<i64, Error> {
        let story = stories::found(
            self.transaction,
            StoryId::founded_by(own.key),
            self.position(entry),
            self.shown_since(entry),
        )?;
        self.insert((story, &Evidence::Founded), entry, own)
    }

    /// Writes a new entry into a story; gives its row.
    pub(super) fn insert(
        &self,
        (story, evidence): (i64, &Evidence),
        entry: &PreparedEntry,
        own: Comparable,
    ) -> Result<i64, Error> {
        self.write_columns(own.key, (story, evidence), entry)?;
        // Without RETURNING, for which SQLite makes a table for every row.
        let row = self.transaction.last_insert_rowid();
        self.write_body(row, entry)?;
        self.seen.keep(row, &Rc::new(own));
        if entry.raw.completeness != Completeness::Whole {
            self.mark(row, entry.raw.completeness)?;
        }
        self.list(row, entry)?;
        Ok(row)
    }

    /// Writes what the publisher says anew of an entry that stands at `row` in a story.
    pub(super) fn update(
        &self,
        key: EntryKey,
        (row, story): (i64, i64),
        entry: &PreparedEntry,
    ) -> Result<(), Error> {
        self.write_columns(key, (story, &Evidence::Founded), entry)?;
        self.write_body(row, entry)?;
        if entry.raw.published.is_none() && entry.raw.updated.is_some() {
            // The date it has is the one it had first, which has to be read.
            self.seen.forget_entry(row);
        } else {
            self.seen.keep(row, &Rc::new(self.comparable(key, entry)?));
        }
        Ok(())
    }

    /// Writes an entry under its key: a new one whole, of one that is known every column that comes from the
    /// publisher.
    fn write_columns(
        &self,
        key: EntryKey,
        (story, evidence): (i64, &Evidence),
        entry: &PreparedEntry,
    ) -> Result<(), Error> {
        let raw = &entry.raw;
        let fingerprint = &entry.fingerprint;
        let title = raw.title.as_deref().unwrap_or_default();
        // By their places: SQLite looks for every name among all.
        self.transaction
            .prepare_cached(
                "INSERT INTO entries (key, source, story, evidence, first_seen, position, guid, link,
                     title, authors, categories, published, updated, image, language, file, sent,
                     revision, version, content, title_hash, chars, link_key, url_key)
                 VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                 ON CONFLICT (key) DO UPDATE SET guid = excluded.guid, link = excluded.link,
                     title = excluded.title, authors = excluded.authors,
                     categories = excluded.categories, published = excluded.published,
                     updated = excluded.updated, image = excluded.image, language = excluded.language,
                     file = excluded.file, sent = excluded.sent, revision = excluded.revision,
                     version = excluded.version, content = excluded.content,
                     title_hash = excluded.title_hash, chars = excluded.chars,
                     link_key = excluded.link_key, url_key = excluded.url_key",
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
                ],
            )?;
        Ok(())
    }

    /// Writes what the publisher says anew of an entry whose text stays as it is stored.
    pub(super) fn write_what_is_no_text(
        &self,
        row: i64,
        entry: &PreparedEntry,
    ) -> Result<(), Error> {
        let raw = &entry.raw;
        self.transaction
            .prepare_cached(
                "UPDATE entries SET guid = ?, link = ?, authors = ?, categories = ?, published = ?,
                     updated = ?, image = ?, language = ?, file = ?, sent = ?, link_key = ?, url_key = ?
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
                row,
            ])?;
        self.seen.forget_entry(row);
        Ok(())
    }

    /// Writes the text of a stored entry and what is made of it.
    pub(super) fn write_text(&self, row: i64, entry: &PreparedEntry) -> Result<(), Error> {
        self.seen.forget_entry(row);
        what_texts_come_to(self.transaction, row, entry)?;
        candidates::unindex(self.transaction, row)?;
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
        candidates::index(self.transaction, self.anchors, row, entry)
    }
}

/// Writes what is made of an entry's texts.
pub(super) fn what_texts_come_to(
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

/// An instant as it is stored.
fn whole_seconds(at: Option<Timestamp>) -> Option<Timestamp> {
    Timestamp::from_second(seconds(at?)).ok()
}
