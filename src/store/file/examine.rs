//! Reads the whole database for `doctor`: damage, broken references, and entries that wait for a
//! refold.

use std::path::Path;

use rusqlite::Connection;

use super::{full_check, header, open, search_index};
use crate::model::DamagedText;
use crate::store::folding::{anchors, refold};
use crate::store::rows::search;
use crate::store::{Error, Outdated, Store, Versions, damaged};

/// Every text of at least this many characters has anchors.
const MIN_ANCHORED_CHARS: u32 = 40;

/// The result of reading the whole database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Examination {
    /// Size on disk in bytes, with the log.
    pub bytes: u64,
    /// Version of its schema.
    pub schema: i64,
    /// The schema version that this program writes.
    pub newest: i64,
    /// Damaged pages, rows and references, in SQLite's words.
    pub faults: Vec<String>,
    /// What is wrong with the full-text index; `None` if it is whole, or there are other faults.
    pub index_fault: Option<String>,
    /// Entries with a text, present or earlier, that cannot be unpacked.
    pub damaged_texts: Vec<DamagedText>,
    /// Its contents; `None` for a damaged database and for one of an older schema.
    pub rows: Option<Rows>,
}

/// What an undamaged database holds, and which of its rows do not fit together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rows {
    /// Number of entries.
    pub entries: u64,
    /// Number of stories, without those that were merged into others.
    pub stories: u64,
    /// Entries whose story was merged into another.
    pub astray: u64,
    /// Stories without a member.
    pub empty: u64,
    /// Links, anchors and official numbers of entries that do not exist.
    pub dangling: u64,
    /// Entries for which no copy can be found, because they never got anchors: they are older than
    /// every entry that has some. A later entry without anchors is no fault: its text has more
    /// copies than are compared, and newer ones took its place in the index.
    pub without_anchors: u64,
    /// What waits for a refold.
    pub outdated: Outdated,
    /// Entries and changed stories that the full-text index lacks.
    pub not_indexed: u64,
}

impl Store {
    /// Reads the whole database at `path` and reports what is wrong with it; changes nothing.
    /// `versions` are the present ones. Returns an error if the database cannot be opened.
    pub fn examine(path: &Path, versions: Versions) -> Result<Examination, Error> {
        let (connection, schema) = open::open_as_it_is(path)?;
        let refused = |error| Error::from(error).at(path);
        let mut faults = full_check::faults(&connection).map_err(refused)?;
        let mut index_fault = None;
        if !faults.is_empty() {
            index_fault = search_index::fault_of_index_alone(&connection).map_err(refused)?;
        }
        if index_fault.is_some() {
            faults.clear();
        }
        let (rows, damaged_texts) = if faults.is_empty() && schema == open::newest() {
            let damaged = full_check::damaged_texts(&connection).map_err(refused)?;
            let damaged = damaged::named(&connection, damaged);
            let rows = rows(&connection, versions).map_err(|error| error.at(path))?;
            (Some(rows), damaged.map_err(|error| error.at(path))?)
        } else {
            (None, Vec::new())
        };
        let size = |suffix| header::beside(path, suffix).metadata();
        let bytes = ["", "-wal"]
            .into_iter()
            .filter_map(|suffix| size(suffix).ok())
            .map(|metadata| metadata.len())
            .sum();
        Ok(Examination {
            bytes,
            schema,
            newest: open::newest(),
            faults,
            index_fault,
            damaged_texts,
            rows,
        })
    }
}

fn rows(connection: &Connection, versions: Versions) -> Result<Rows, Error> {
    let count = |sql: &str| connection.query_row(sql, [], |row| row.get(0));
    let (entries, stories) = full_check::counts(connection)?;
    let anchored = anchored(connection)?;
    Ok(Rows {
        entries,
        stories,
        astray: count(
            "SELECT count(*) FROM entries JOIN stories ON stories.id = entries.story
             WHERE stories.merged_into IS NOT NULL",
        )?,
        empty: count(
            "SELECT count(*) FROM stories WHERE merged_into IS NULL
             AND NOT EXISTS (SELECT 1 FROM entries WHERE entries.story = stories.id)",
        )?,
        dangling: count(
            "SELECT count(*) FROM (
                 SELECT low AS entry FROM links UNION ALL SELECT high FROM links
                 UNION ALL SELECT entry FROM document_numbers)
             WHERE entry NOT IN (SELECT id FROM entries)",
        )? + anchored.dangling,
        without_anchors: anchored.without,
        outdated: refold::outdated(connection, versions)?,
        not_indexed: search::lacks(connection)?,
    })
}

/// Faults between entries and anchors.
struct Anchored {
    /// Entries that have anchors but do not exist.
    dangling: u64,
    /// Entries that are long enough but have no anchors, and are older than every entry that has
    /// some.
    without: u64,
}

fn anchored(connection: &Connection) -> Result<Anchored, Error> {
    let with_anchors = anchors::entries(connection)?;
    let (mut found, mut without) = (0, 0);
    let mut statement = connection
        .prepare("SELECT id, CASE WHEN pruned IS NULL THEN chars ELSE 0 END FROM entries")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (id, chars): (i64, u32) = (row.get(0)?, row.get(1)?);
        match with_anchors.binary_search(&id) {
            Ok(_) => found += 1,
            Err(before) => without += u64::from(chars >= MIN_ANCHORED_CHARS && before == 0),
        }
    }
    let entries = u64::try_from(with_anchors.len()).unwrap_or(u64::MAX);
    Ok(Anchored {
        dangling: entries.saturating_sub(found),
        without,
    })
}
