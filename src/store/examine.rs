//! Reads the whole database for `doctor`: what is damaged, what leads nowhere, what waits for a refold.

use std::path::Path;

use rusqlite::Connection;

use super::{Error, anchors, header, integrity, open, refold};

/// Characters from which on every text has anchors.
const ANCHORED: u32 = 40;

/// What a whole reading of the database showed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Examined {
    /// Bytes on disk, with the log.
    pub bytes: u64,
    /// Version of its schema.
    pub schema: i64,
    /// The version this program writes.
    pub newest: i64,
    /// Damaged pages, rows and references, in SQLite's words.
    pub faults: Vec<String>,
    /// What it holds. Not counted in a damaged database, nor in one of an older schema.
    pub rows: Option<Rows>,
}

/// What a whole database holds, and what of it does not fit together though no page is damaged.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rows {
    /// All entries.
    pub entries: u64,
    /// All stories but those merged into others.
    pub stories: u64,
    /// Entries of a story that was merged into another.
    pub astray: u64,
    /// Stories without a member.
    pub empty: u64,
    /// Links, anchors and numbers of entries that are not there.
    pub dangling: u64,
    /// Entries that no copy can be found for, because they were never given anchors: they are older than every one
    /// that has some. A later one without has given way to newer ones, of a text in more copies than are compared.
    pub without_anchors: u64,
    /// Entries read by another version of the normalisation.
    pub outdated: u64,
}

pub(super) fn examine(path: &Path, version: u16) -> Result<Examined, Error> {
    let (connection, schema) = open::open_as_it_is(path)?;
    let refused = |error| Error::from(error).at(path);
    let faults = integrity::faults(&connection).map_err(refused)?;
    let rows = if faults.is_empty() && schema == open::newest() {
        Some(rows(&connection, version).map_err(|error| error.at(path))?)
    } else {
        None
    };
    let size = |suffix| header::beside(path, suffix).metadata();
    let bytes = ["", "-wal"]
        .into_iter()
        .filter_map(|suffix| size(suffix).ok())
        .map(|metadata| metadata.len())
        .sum();
    Ok(Examined {
        bytes,
        schema,
        newest: open::newest(),
        faults,
        rows,
    })
}

fn rows(connection: &Connection, version: u16) -> Result<Rows, Error> {
    let count = |sql: &str| connection.query_row(sql, [], |row| row.get(0));
    let (entries, stories) = integrity::counts(connection)?;
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
        outdated: refold::outdated(connection, version)?,
    })
}

/// How entries and anchors fit together.
struct Anchored {
    /// Entries that are not there and have anchors.
    dangling: u64,
    /// Entries long enough that have none, and are older than every one that has some.
    without: u64,
}

fn anchored(connection: &Connection) -> Result<Anchored, Error> {
    let with_anchors = anchors::entries(connection)?;
    let (mut found, mut without) = (0, 0);
    let mut statement = connection.prepare("SELECT id, chars FROM entries")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (id, chars): (i64, u32) = (row.get(0)?, row.get(1)?);
        match with_anchors.binary_search(&id) {
            Ok(_) => found += 1,
            Err(before) => without += u64::from(chars >= ANCHORED && before == 0),
        }
    }
    let entries = u64::try_from(with_anchors.len()).unwrap_or(u64::MAX);
    Ok(Anchored {
        dangling: entries.saturating_sub(found),
        without,
    })
}
