//! Learns each source's furniture: lines that it repeats in different stories.
//!
//! Copies of one text repeat its lines too, so uses are counted by story. What is learned is left out when
//! texts are compared from then on; exact hashes and anchors never depend on it, so that the same entries
//! come to the same keys in every store. Stories folded before are arranged anew by `refold`.

use rusqlite::{Connection, Transaction, params};

use super::Error;
use super::columns::{bytes, seconds, timestamp};
use crate::model::{LineKey, PreparedEntry, SourceName, Timestamp};

/// Different stories of a source in which a line has to stand.
///
/// Two may quote the same sentence. A third with other words around it is an outlet's habit.
const STORIES: u32 = 3;

/// Uses of a line that are remembered until it is learned: more than [`STORIES`], since some of them may
/// be copies of each other.
const USES: u32 = 6;

/// A line that a source repeats.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FurnitureLine {
    /// As it stood in the entry by which it was learned.
    pub text: String,
    /// When it was learned.
    pub learned: Timestamp,
}

/// Counts the lines of an entry that was placed, and learns those that its source repeats; gives how many.
pub(super) fn learn(
    transaction: &Transaction<'_>,
    source: i64,
    row: i64,
    entry: &PreparedEntry,
    now: Timestamp,
) -> Result<usize, Error> {
    let mut learned = 0;
    let mut uses =
        transaction.prepare_cached("SELECT count(*) FROM lines WHERE source = ?1 AND line = ?2")?;
    let mut remember = transaction
        .prepare_cached("INSERT OR IGNORE INTO lines (source, line, entry) VALUES (?1, ?2, ?3)")?;
    let mut stories = transaction.prepare_cached(
        "SELECT count(DISTINCT entries.story) FROM lines JOIN entries ON entries.id = lines.entry
         WHERE lines.source = ?1 AND lines.line = ?2",
    )?;
    for line in &entry.lines {
        let key = line.key.as_bytes();
        let before: u32 = uses.query_row(params![source, key], |row| row.get(0))?;
        if before >= USES {
            continue;
        }
        remember.execute(params![source, key, row])?;
        // Most lines are never repeated.
        if before + 1 < STORIES {
            continue;
        }
        let stands_in: u32 = stories.query_row(params![source, key], |row| row.get(0))?;
        if stands_in >= STORIES {
            learned += transaction
                .prepare_cached(
                    "INSERT OR IGNORE INTO furniture (source, line, text, learned)
                     VALUES (?1, ?2, ?3, ?4)",
                )?
                .execute(params![source, key, line.text, seconds(now)])?;
        }
    }
    Ok(learned)
}

/// What is learned of a source, the latest first.
pub(super) fn furniture(
    connection: &Connection,
    source: &SourceName,
) -> Result<Vec<FurnitureLine>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT text, learned FROM furniture JOIN sources ON sources.id = furniture.source
         WHERE sources.name = ?1 ORDER BY learned DESC, text",
    )?;
    let rows = statement.query_map([source.as_str()], |row| {
        Ok(FurnitureLine {
            text: row.get("text")?,
            learned: timestamp(row, "learned")?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The keys of the lines that a source, by its row, repeats.
pub(super) fn keys(connection: &Connection, source: i64) -> Result<Vec<LineKey>, Error> {
    let mut statement =
        connection.prepare_cached("SELECT line FROM furniture WHERE source = ?1 ORDER BY line")?;
    let rows = statement.query_map([source], |row| bytes(row, "line"))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
