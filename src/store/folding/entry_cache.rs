//! A cache of stored entries in the form that is compared, without their texts: candidates of one
//! entry are often candidates of others.

use std::cell::RefCell;
use std::sync::Arc;

use foldhash::HashMap;
use rusqlite::{Connection, OptionalExtension, Row};

use super::learning;
use crate::model::{Comparable, EntryKey, EntryTexts, LineKey, PackedHtml, outlet};
use crate::store::Error;
use crate::store::columns::{
    DATED, bytes, fingerprint, json, json_or_none, optional_bytes, optional_timestamp, source_name,
};
use crate::store::damaged::DamagedTexts;

/// Most entries in the newer half of the cache, about 400 bytes each.
const MAX_ENTRIES: usize = 8_000;

const COLUMNS: &str = "entries.key, entries.source, entries.authors, entries.file,
        entries.revision, entries.version, entries.content, entries.title_hash,
        entries.chars, entries.url_key, sources.name AS source_name, sources.feed_title,
        documents.document
    FROM entries JOIN sources ON sources.id = entries.source
    LEFT JOIN documents ON documents.entry = entries.id";

/// The entries and boilerplate read in one pass.
#[derive(Debug, Default)]
pub(in crate::store) struct EntryCache {
    cached: RefCell<Cached>,
    /// Where texts that cannot be unpacked are noted.
    pub(in crate::store) damaged: DamagedTexts,
}

#[derive(Debug, Default)]
struct Cached {
    newer: HashMap<i64, CachedEntry>,
    /// Those that were not used since the newer half was last full.
    older: HashMap<i64, CachedEntry>,
    sources: HashMap<i64, CachedSource>,
}

#[derive(Debug)]
struct CachedEntry {
    source: i64,
    /// How often its source had changed when the entry was read.
    changes: u32,
    entry: Arc<Comparable>,
}

/// What the entries of a source have in common.
#[derive(Debug, Default)]
struct CachedSource {
    /// How often it changed. Entries read before its last change are read again.
    changes: u32,
    boilerplate: Option<Arc<[LineKey]>>,
}

impl Cached {
    fn changes(&self, source: i64) -> u32 {
        self.sources.get(&source).map_or(0, |source| source.changes)
    }

    fn get(&mut self, row: i64) -> Option<Arc<Comparable>> {
        if !self.newer.contains_key(&row) {
            let unused = self.older.remove(&row)?;
            self.insert(row, unused);
        }
        let CachedEntry {
            source,
            changes,
            entry,
        } = self.newer.get(&row)?;
        (*changes == self.changes(*source)).then(|| Arc::clone(entry))
    }

    fn insert(&mut self, row: i64, entry: CachedEntry) {
        if self.newer.len() >= MAX_ENTRIES {
            self.older = std::mem::take(&mut self.newer);
        }
        self.newer.insert(row, entry);
    }
}

impl EntryCache {
    /// An empty cache that notes damaged texts there.
    pub(in crate::store) fn noting(damaged: &DamagedTexts) -> Self {
        Self {
            cached: RefCell::default(),
            damaged: damaged.clone(),
        }
    }

    /// Forgets the title and the boilerplate of a source, given by its row, and its entries.
    pub(in crate::store) fn outdate(&self, source: i64) {
        let mut cached = self.cached.borrow_mut();
        let source = cached.sources.entry(source).or_default();
        source.changes = source.changes.wrapping_add(1);
        source.boilerplate = None;
    }

    /// Removes an entry that is about to change.
    pub(in crate::store) fn remove(&self, row: i64) {
        let mut cached = self.cached.borrow_mut();
        cached.newer.remove(&row);
        cached.older.remove(&row);
    }

    /// Adds an entry of a source that was just written, as it would be read.
    pub(in crate::store) fn insert(&self, row: i64, source: i64, entry: &Arc<Comparable>) {
        let mut cached = self.cached.borrow_mut();
        cached.older.remove(&row);
        let entry = CachedEntry {
            source,
            changes: cached.changes(source),
            entry: Arc::clone(entry),
        };
        cached.insert(row, entry);
    }

    /// The entry at `row`, if it is in the cache.
    pub(in crate::store) fn cached(&self, row: i64) -> Option<Arc<Comparable>> {
        self.cached.borrow_mut().get(row)
    }

    /// The entry at `row`.
    pub(in crate::store) fn entry(
        &self,
        connection: &Connection,
        row: i64,
    ) -> Result<Arc<Comparable>, Error> {
        if let Some(cached) = self.cached(row) {
            return Ok(cached);
        }
        let mut statement = connection.prepare_cached(&format!(
            "SELECT {DATED} AS published, {COLUMNS} WHERE entries.id = ?1"
        ))?;
        let mut rows = statement.query([row])?;
        let Some(columns) = rows.next()? else {
            return Err(rusqlite::Error::QueryReturnedNoRows.into());
        };
        let source = columns.get("source")?;
        let boilerplate = self.boilerplate(connection, source)?;
        let entry = Arc::new(comparable(columns, boilerplate)?);
        self.insert(row, source, &entry);
        Ok(entry)
    }

    /// The entry at `row` with its texts as sent; without its body, if that is damaged.
    pub(in crate::store) fn readable_texts(
        &self,
        connection: &Connection,
        row: i64,
    ) -> Result<EntryTexts, Error> {
        let texts = self.texts(connection, row)?;
        Ok(self.damaged.unpack_body(row, texts))
    }

    /// The entry at `row` with its texts as sent, still packed.
    pub(in crate::store) fn texts(
        &self,
        connection: &Connection,
        row: i64,
    ) -> Result<EntryTexts, Error> {
        let entry = self.entry(connection, row)?;
        let mut statement = connection.prepare_cached(
            "SELECT title, html FROM entries LEFT JOIN bodies ON bodies.entry = entries.id
             WHERE entries.id = ?1",
        )?;
        let (title, html) = statement.query_row([row], |row| {
            Ok((row.get(0)?, row.get::<_, Option<PackedHtml>>(1)?))
        })?;
        Ok(EntryTexts {
            entry: Arc::unwrap_or_clone(entry),
            title,
            html: html.unwrap_or_else(|| PackedHtml::plain("")),
        })
    }

    /// The entry with this key, with its texts as sent; without its body, if that is damaged.
    pub(in crate::store) fn by_key(
        &self,
        connection: &Connection,
        key: EntryKey,
    ) -> Result<Option<EntryTexts>, Error> {
        let row = connection
            .prepare_cached("SELECT id FROM entries WHERE key = ?1")?
            .query_row([key.as_bytes()], |row| row.get(0))
            .optional()?;
        row.map(|row| self.readable_texts(connection, row))
            .transpose()
    }

    /// The lines that a source, given by its row, repeats.
    pub(in crate::store) fn boilerplate(
        &self,
        connection: &Connection,
        source: i64,
    ) -> Result<Arc<[LineKey]>, Error> {
        let mut cached = self.cached.borrow_mut();
        let cached = cached.sources.entry(source).or_default();
        if let Some(known) = &cached.boilerplate {
            return Ok(Arc::clone(known));
        }
        let read: Arc<[LineKey]> = learning::keys(connection, source)?.into();
        cached.boilerplate = Some(Arc::clone(&read));
        Ok(read)
    }
}

fn comparable(row: &Row<'_>, boilerplate: Arc<[LineKey]>) -> rusqlite::Result<Comparable> {
    let file: Option<String> = row.get("file")?;
    let authors: Vec<String> = json(row, "authors")?;
    let feed_title: Option<String> = row.get("feed_title")?;
    let source = source_name(row, "source_name")?;
    Ok(Comparable {
        key: bytes(row, "key")?,
        outlet: outlet(file.as_deref(), &authors, feed_title.as_deref(), &source).to_owned(),
        published: optional_timestamp(row, "published")?,
        revision: bytes(row, "revision")?,
        fingerprint: fingerprint(row)?,
        url: optional_bytes(row, "url_key")?,
        document: json_or_none(row, "document")?,
        boilerplate,
    })
}
