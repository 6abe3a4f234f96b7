//! Writes the rows of an entry: what its publisher sent, its text, and the keys by which it is
//! found.

use std::sync::{Arc, LazyLock};

use rusqlite::{ToSql, Transaction, params, params_from_iter};

use super::entries::Ingest;
use super::stories;
use crate::model::{
    Comparable, Completeness, EntryKey, EntryTexts, Evidence, PackedHtml, PreparedEntry, RawEntry,
    StoryId, Timestamp, outlet,
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

    /// Inserts a new entry and a story founded by it; returns its row.
    pub(in crate::store) fn insert_as_founder(
        &self,
        entry: &PreparedEntry,
        own: EntryTexts,
    ) -> Result<i64, Error> {
        let story = stories::create(
            self.transaction,
            StoryId::founded_by(own.key),
            self.position(entry),
            self.shown_since(entry),
        )?;
        let row = self.insert((story, &Evidence::Founded), entry, own)?;
        self.tally.borrow_mut().put_in(self.transaction, story)?;
        Ok(row)
    }

    /// Inserts a new entry into a story; returns its row.
    pub(in crate::store) fn insert(
        &self,
        (story, evidence): (i64, &Evidence),
        entry: &PreparedEntry,
        own: EntryTexts,
    ) -> Result<i64, Error> {
        self.write_columns(own.key, (story, evidence), entry)?;
        // Without RETURNING, for which SQLite makes a table for every row.
        let row = self.transaction.last_insert_rowid();
        self.write_body(row, entry)?;
        self.cache
            .insert(row, self.carrier.id, &Arc::new(own.entry));
        if entry.raw.completeness != Completeness::Whole {
            self.mark(row, entry.raw.completeness)?;
        }
        self.schedule_page(row, entry)?;
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
            let own = self.comparable(key, entry)?;
            self.cache
                .insert(row, self.carrier.id, &Arc::new(own.entry));
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
        let evidence = to_json(evidence)?;
        let first_seen = seconds(self.now);
        let position = seconds(self.position(entry));
        let title = entry.raw.title.as_deref().unwrap_or_default();
        let kept: [&dyn ToSql; KEPT.len()] = [
            key.as_bytes(),
            &self.carrier.id,
            &story,
            &evidence,
            &first_seen,
            &position,
        ];
        let sent = Sent::new(entry)?;
        let values = kept
            .into_iter()
            .chain(sent.values())
            .chain([&title as &dyn ToSql])
            .chain(derived_values(entry));
        self.transaction
            .prepare_cached(&INSERT)?
            .execute(params_from_iter(values))?;
        Ok(())
    }

    /// Updates the columns of an entry that do not depend on its text, which stays as stored.
    pub(super) fn update_columns_except_text(
        &self,
        row: i64,
        entry: &PreparedEntry,
    ) -> Result<(), Error> {
        let sent = Sent::new(entry)?;
        let values = sent.values().into_iter().chain([&row as &dyn ToSql]);
        self.transaction
            .prepare_cached(&UPDATE_SENT)?
            .execute(params_from_iter(values))?;
        self.cache.remove(row);
        Ok(())
    }

    /// Replaces the text of a stored entry and everything derived from it.
    pub(super) fn write_text(&self, row: i64, entry: &PreparedEntry) -> Result<(), Error> {
        self.cache.remove(row);
        update_text_columns(self.transaction, row, entry)?;
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
pub(in crate::store) fn update_text_columns(
    transaction: &Transaction<'_>,
    row: i64,
    entry: &PreparedEntry,
) -> Result<(), Error> {
    let values = derived_values(entry).into_iter();
    transaction
        .prepare_cached(&UPDATE_DERIVED)?
        .execute(params_from_iter(values.chain([&row as &dyn ToSql])))?;
    Ok(())
}

/// The columns that an entry gets when it is inserted; another form of it does not change them.
const KEPT: [&str; 6] = [
    "key",
    "source",
    "story",
    "evidence",
    "first_seen",
    "position",
];

/// The columns with what the publisher sent, except the title.
const SENT: [&str; 13] = [
    "guid",
    "link",
    "authors",
    "categories",
    "published",
    "updated",
    "image",
    "language",
    "file",
    "sent",
    "link_key",
    "url_key",
    "enclosures",
];

/// The columns derived from the title and the text.
const DERIVED: [&str; 5] = ["revision", "version", "content", "title_hash", "chars"];

// Positional parameters, because SQLite searches for every named one among all.
static INSERT: LazyLock<String> = LazyLock::new(|| {
    let sent: Vec<&str> = [&SENT[..], &["title"], &DERIVED].concat();
    let all: Vec<&str> = [&KEPT[..], &sent].concat();
    format!(
        "INSERT INTO entries ({}) VALUES ({}) ON CONFLICT (key) DO UPDATE SET {}",
        all.join(", "),
        vec!["?"; all.len()].join(", "),
        sent.iter()
            .map(|column| format!("{column} = excluded.{column}"))
            .collect::<Vec<_>>()
            .join(", ")
    )
});

static UPDATE_SENT: LazyLock<String> = LazyLock::new(|| update(&SENT));

static UPDATE_DERIVED: LazyLock<String> = LazyLock::new(|| update(&DERIVED));

/// SQL that sets these columns of the entry whose row is the last parameter.
fn update(columns: &[&str]) -> String {
    format!(
        "UPDATE entries SET {} = ? WHERE id = ?",
        columns.join(" = ?, ")
    )
}

/// What the columns [`SENT`] hold, in the form of the database.
struct Sent<'a> {
    entry: &'a PreparedEntry,
    authors: String,
    categories: String,
    published: Option<i64>,
    updated: Option<i64>,
    link_key: Option<[u8; 8]>,
    url_key: Option<[u8; 8]>,
    enclosures: Option<String>,
}

impl<'a> Sent<'a> {
    fn new(entry: &'a PreparedEntry) -> Result<Self, Error> {
        let raw = &entry.raw;
        Ok(Self {
            entry,
            authors: to_json(&raw.authors)?,
            categories: to_json(&raw.categories)?,
            published: raw.published.map(seconds),
            updated: raw.updated.map(seconds),
            link_key: entry.identity.link.map(|link| *link.as_bytes()),
            url_key: entry.identity.url.map(|url| *url.as_bytes()),
            enclosures: enclosures(raw)?,
        })
    }

    /// The values of [`SENT`], in its order.
    fn values(&self) -> [&dyn ToSql; SENT.len()] {
        let raw = &self.entry.raw;
        [
            &raw.guid,
            &raw.link,
            &self.authors,
            &self.categories,
            &self.published,
            &self.updated,
            &raw.image,
            &raw.language,
            &raw.file,
            self.entry.raw_hash.as_bytes(),
            &self.link_key,
            &self.url_key,
            &self.enclosures,
        ]
    }
}

/// The values of [`DERIVED`], in its order.
fn derived_values(entry: &PreparedEntry) -> [&dyn ToSql; DERIVED.len()] {
    let fingerprint = &entry.fingerprint;
    [
        entry.revision.as_bytes(),
        &fingerprint.version,
        fingerprint.content.as_bytes(),
        fingerprint.title.as_bytes(),
        &fingerprint.chars,
    ]
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
