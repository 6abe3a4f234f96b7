//! Checks a whole database for damage.

use std::collections::BTreeSet;

use rusqlite::{Connection, ErrorCode};

use crate::model::{PackedHtml, counted_as};

/// Most faults reported; one lost page causes many.
const MAX_FAULTS: u32 = 10;

/// The faults in pages, rows and references, in SQLite's words; empty if there are none.
///
/// Reads the whole file, so that it takes longer the larger the store is.
pub(in crate::store) fn faults(connection: &Connection) -> rusqlite::Result<Vec<String>> {
    let found = pages(connection).and_then(|mut found| {
        found.extend(references(connection)?);
        Ok(found)
    });
    match found {
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::DatabaseCorrupt) => {
            Ok(vec![error.to_string()])
        }
        found => found,
    }
}

/// The entries with a text, present or earlier, that cannot be unpacked, in the order in which they
/// were stored.
///
/// SQLite has no checksums, so it does not see a changed bit within a row. This check reads every
/// text, which takes some 10 µs for each.
pub(super) fn damaged_texts(connection: &Connection) -> rusqlite::Result<BTreeSet<i64>> {
    let mut statement = connection.prepare(
        "SELECT entry, html FROM bodies UNION ALL SELECT entry, html FROM revisions
         UNION ALL SELECT entry, html FROM changes WHERE html IS NOT NULL
         UNION ALL SELECT old_entry, old_html FROM changes WHERE old_html IS NOT NULL",
    )?;
    let mut rows = statement.query([])?;
    let mut damaged = BTreeSet::new();
    while let Some(row) = rows.next()? {
        let html: PackedHtml = row.get(1)?;
        if html.html().is_err() {
            damaged.insert(row.get(0)?);
        }
    }
    Ok(damaged)
}

/// The numbers of entries and of stories that are not merged into others.
pub(super) fn counts(connection: &Connection) -> rusqlite::Result<(u64, u64)> {
    connection.query_row(
        "SELECT (SELECT count(*) FROM entries),
                (SELECT count(*) FROM stories WHERE merged_into IS NULL)",
        [],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// The first fault in a table and its indexes.
pub(super) fn fault_of_table(
    connection: &Connection,
    table: &str,
) -> rusqlite::Result<Option<String>> {
    let name = table.replace('\'', "''");
    match integrity(connection, &format!("'{name}'")) {
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::DatabaseCorrupt) => {
            Ok(Some(error.to_string()))
        }
        found => Ok(found?.into_iter().next()),
    }
}

fn pages(connection: &Connection) -> rusqlite::Result<Vec<String>> {
    let found = integrity(connection, &MAX_FAULTS.to_string())?;
    let is_cut = found.len() >= MAX_FAULTS as usize;
    let told = without_unused(found);
    if told.is_empty() && is_cut {
        // The faults behind them were not looked for.
        return Ok(without_unused(integrity(
            connection,
            &i32::MAX.to_string(),
        )?));
    }
    Ok(told)
}

/// The faults but for pages that nothing uses: they cost room, and the next vacuum frees them. A
/// vacuum that was killed may leave some after the full-text index was made anew.
fn without_unused(faults: Vec<String>) -> Vec<String> {
    let told = faults.into_iter();
    told.filter(|line| !line.ends_with(": never used"))
        .collect()
}

/// The lines of `PRAGMA integrity_check`, with the name of a table or the most faults to look for.
fn integrity(connection: &Connection, argument: &str) -> rusqlite::Result<Vec<String>> {
    let found: Vec<String> = connection
        .prepare(&format!("PRAGMA integrity_check({argument})"))?
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    // SQLite reports the faults of pages in one row of several lines below a heading.
    let lines = found.iter().flat_map(|row| row.lines());
    let told = lines.filter(|line| *line != "ok" && !line.starts_with("***"));
    Ok(told.map(str::to_owned).collect())
}

/// The references between tables that lead to no row, in words.
pub(super) fn references(connection: &Connection) -> rusqlite::Result<Vec<String>> {
    connection
        .prepare(
            "SELECT \"table\", parent, count(*) FROM pragma_foreign_key_check GROUP BY 1, 2 ORDER BY 1, 2",
        )?
        .query_map([], |row| {
            let (table, parent): (String, String) = (row.get(0)?, row.get(1)?);
            let rows: u64 = row.get(2)?;
            Ok(counted_as(
                rows,
                &format!("row of {table} names no row of {parent}"),
                &format!("rows of {table} name no row of {parent}"),
            ))
        })?
        .collect()
}
