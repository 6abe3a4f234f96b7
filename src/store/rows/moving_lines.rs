//! Learns which lines at the margins of its texts a source changes all the time: counters that no
//! rule knows, and lists of other articles.
//!
//! A live report also changes the same line again and again, and its readers must see that. A line
//! therefore counts only if several entries of the source have it and it changed more than once in
//! each.

use std::collections::BTreeSet;

use rusqlite::{Transaction, params};

use crate::model::{FormChange, LineKey};
use crate::store::Error;
use crate::store::columns::bytes;

/// Number of entries of a source in which a line must change, and how often in each.
const MIN_ENTRIES: u32 = 3;
const MIN_CHANGES: u32 = 2;

/// How many changes a line needs for each time it stayed the same.
const CHANGES_PER_REST: u32 = 4;

/// Most entries stored for one line.
const MAX_ENTRIES: u32 = 4;

/// Most rows stored for one source; those that changed least are deleted.
const MAX_ROWS: u32 = 300;

/// The lines that a source, given by its row, is known to change all the time.
pub(in crate::store) fn learned(
    transaction: &Transaction<'_>,
    source: i64,
) -> Result<BTreeSet<LineKey>, Error> {
    let mut statement = transaction.prepare_cached(
        "SELECT line FROM moving_lines WHERE source = ?1 GROUP BY line
         HAVING count(*) FILTER (WHERE changed >= ?2) >= ?3 AND sum(changed) >= ?4 * sum(rested)",
    )?;
    let limits = params![source, MIN_CHANGES, MIN_ENTRIES, CHANGES_PER_REST];
    let rows = statement.query_map(limits, |row| bytes(row, "line"))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Counts the lines that a new form of the entry at `row` changed, and those that it did not
/// change.
pub(in crate::store) fn count(
    transaction: &Transaction<'_>,
    (source, row): (i64, i64),
    change: &FormChange,
) -> Result<(), Error> {
    for line in &change.resting {
        transaction
            .prepare_cached(
                "UPDATE moving_lines SET rested = rested + 1
                 WHERE source = ?1 AND line = ?2 AND entry = ?3",
            )?
            .execute(params![source, line.as_bytes(), row])?;
    }
    for line in &change.moving {
        transaction
            .prepare_cached(
                "INSERT INTO moving_lines (source, line, entry, changed, rested)
                 SELECT ?1, ?2, ?3, 1, 0 WHERE (
                     SELECT count(*) FROM moving_lines
                     WHERE source = ?1 AND line = ?2 AND entry <> ?3) < ?4
                 ON CONFLICT DO UPDATE SET changed = changed + 1",
            )?
            .execute(params![source, line.as_bytes(), row, MAX_ENTRIES])?;
    }
    if !change.moving.is_empty() {
        transaction
            .prepare_cached(
                "DELETE FROM moving_lines WHERE source = ?1 AND (line, entry) IN (
                     SELECT line, entry FROM moving_lines WHERE source = ?1
                     ORDER BY changed DESC, entry DESC LIMIT -1 OFFSET ?2)",
            )?
            .execute(params![source, MAX_ROWS])?;
    }
    Ok(())
}
