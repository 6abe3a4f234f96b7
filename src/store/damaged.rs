//! Texts of the store that cannot be unpacked. Each costs its entry the text, and nothing else: who
//! asks for it gets none, as for a text that `prune` removed, and it is noted here for the report.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::{Connection, OptionalExtension};

use super::columns::{bytes, source_name};
use super::{Error, Store};
use crate::model::{DamagedText, EntryTexts, PackedHtml};

/// Rows of entries with a text, present or earlier, that could not be unpacked. Clones share them.
#[derive(Debug, Clone, Default)]
pub(super) struct DamagedTexts(Arc<Mutex<BTreeSet<i64>>>);

impl DamagedTexts {
    /// Notes that a text of the entry at `row` is damaged.
    pub(super) fn note(&self, row: i64) {
        self.rows(|rows| rows.insert(row));
    }

    /// The rows that were noted.
    pub(super) fn met(&self) -> BTreeSet<i64> {
        self.rows(|rows| rows.clone())
    }

    /// Unpacks a text of the entry at `row`. Notes it and returns `None` if it is damaged.
    pub(super) fn unpack(&self, row: i64, html: &PackedHtml) -> Option<String> {
        let html = html.html().ok();
        if html.is_none() {
            self.note(row);
        }
        html.map(String::from)
    }

    /// The texts of the entry at `row`, without the body if that is damaged.
    pub(super) fn unpack_body(&self, row: i64, texts: EntryTexts) -> EntryTexts {
        let html = self.unpack(row, &texts.html).unwrap_or_default();
        EntryTexts {
            // Unpacked here, so that nobody unpacks it again.
            html: PackedHtml::plain(&html),
            ..texts
        }
    }

    fn rows<T>(&self, work: impl FnOnce(&mut BTreeSet<i64>) -> T) -> T {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Store {
    /// The entries with damaged texts that were met since this was called last, in the order in
    /// which they were stored.
    pub fn take_damaged_texts(&self) -> Result<Vec<DamagedText>, Error> {
        let rows = self.damaged.rows(std::mem::take);
        self.read(|connection| named(connection, rows))
    }
}

/// The entries at these rows, by their names.
pub(super) fn named(
    connection: &Connection,
    rows: BTreeSet<i64>,
) -> Result<Vec<DamagedText>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT key, sources.name AS source, entries.title FROM entries
         JOIN sources ON sources.id = entries.source WHERE entries.id = ?1",
    )?;
    let found = rows.into_iter().map(|row| {
        let found = statement.query_row([row], |row| {
            Ok(DamagedText {
                entry: bytes(row, "key")?,
                source: source_name(row, "source")?,
                title: row.get("title")?,
            })
        });
        found.optional()
    });
    Ok(found
        .filter_map(Result::transpose)
        .collect::<Result<_, _>>()?)
}
