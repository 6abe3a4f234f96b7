//! A cache of stored entries in the form that is compared, for one transaction: candidates of one
//! entry are often candidates of the next.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use rusqlite::{Connection, Row, ToSql};

use super::learning;
use crate::model::{Comparable, EntryKey, LineKey, PackedHtml, outlet};
use crate::store::Error;
use crate::store::columns::{
    DATED, bytes, json, json_or_none, optional_bytes, optional_timestamp, source_name,
};
use crate::store::rows::entries::fingerprint;

/// Most entries in the cache.
const MAX_ENTRIES: usize = 512;

const COLUMNS: &str = "entries.key, entries.source, entries.title, entries.authors, entries.file,
        entries.revision, entries.version, entries.content, entries.title_hash,
        entries.chars, entries.url_key, sources.name AS source_name, sources.feed_title, bodies.html,
        documents.document
    FROM entries JOIN sources ON sources.id = entries.source
    LEFT JOIN bodies ON bodies.entry = entries.id
    LEFT JOIN documents ON documents.entry = entries.id";

/// The entries and boilerplate read in one transaction.
#[derive(Debug, Default)]
pub(in crate::store) struct EntryCache {
    entries: RefCell<HashMap<i64, Rc<Comparable>>>,
    boilerplate: RefCell<HashMap<i64, Arc<[LineKey]>>>,
}

impl EntryCache {
    /// Empties the cache, after boilerplate was learned.
    pub(in crate::store) fn clear(&self) {
        self.entries.borrow_mut().clear();
        self.boilerplate.borrow_mut().clear();
    }

    /// Removes an entry that is about to change.
    pub(in crate::store) fn remove(&self, row: i64) {
        self.entries.borrow_mut().remove(&row);
    }

    /// Adds an entry that was just written, as it would be read.
    pub(in crate::store) fn insert(&self, row: i64, entry: &Rc<Comparable>) {
        let mut entries = self.entries.borrow_mut();
        if entries.len() >= MAX_ENTRIES {
            entries.clear();
        }
        entries.insert(row, Rc::clone(entry));
    }

    /// The entry at `row`.
    pub(in crate::store) fn entry(
        &self,
        connection: &Connection,
        row: i64,
    ) -> Result<Rc<Comparable>, Error> {
        let known = self.entries.borrow().get(&row).map(Rc::clone);
        if let Some(known) = known {
            return Ok(known);
        }
        let read = self.read(connection, "entries.id = ?1", &row)?;
        let Some(read) = read.map(Rc::new) else {
            return Err(rusqlite::Error::QueryReturnedNoRows.into());
        };
        self.insert(row, &read);
        Ok(read)
    }

    /// The entry with this key.
    pub(in crate::store) fn by_key(
        &self,
        connection: &Connection,
        key: EntryKey,
    ) -> Result<Option<Comparable>, Error> {
        self.read(connection, "entries.key = ?1", key.as_bytes())
    }

    /// The lines that a source, given by its row, repeats.
    pub(in crate::store) fn boilerplate(
        &self,
        connection: &Connection,
        source: i64,
    ) -> Result<Arc<[LineKey]>, Error> {
        if let Some(known) = self.boilerplate.borrow().get(&source) {
            return Ok(Arc::clone(known));
        }
        let read: Arc<[LineKey]> = learning::keys(connection, source)?.into();
        self.boilerplate
            .borrow_mut()
            .insert(source, Arc::clone(&read));
        Ok(read)
    }

    fn read(
        &self,
        connection: &Connection,
        which: &str,
        parameter: &dyn ToSql,
    ) -> Result<Option<Comparable>, Error> {
        let mut statement = connection.prepare_cached(&format!(
            "SELECT {DATED} AS published, {COLUMNS} WHERE {which}"
        ))?;
        let mut rows = statement.query([parameter])?;
        let Some(row) = rows.next()? else {
            return Ok(None);
        };
        let boilerplate = self.boilerplate(connection, row.get("source")?)?;
        Ok(Some(comparable(row, boilerplate)?))
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
        title: row.get("title")?,
        html: row
            .get::<_, Option<PackedHtml>>("html")?
            .unwrap_or_else(|| PackedHtml::plain("")),
        published: optional_timestamp(row, "published")?,
        revision: bytes(row, "revision")?,
        fingerprint: fingerprint(row)?,
        url: optional_bytes(row, "url_key")?,
        document: json_or_none(row, "document")?,
        boilerplate,
    })
}
