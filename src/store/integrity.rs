//! Reads a whole database and says what does not fit together in it.

use rusqlite::{Connection, ErrorCode};

use crate::model::counted_as;

/// Faults named at most; a page that is gone makes many.
const NAMED: u32 = 10;

/// What is wrong with the pages, the rows and the references, in SQLite's words; nothing if all is well.
///
/// Reads everything: its time grows with the store.
pub(super) fn faults(connection: &Connection) -> rusqlite::Result<Vec<String>> {
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

/// How many entries and stories are stored.
pub(super) fn counts(connection: &Connection) -> rusqlite::Result<(u64, u64)> {
    connection.query_row(
        "SELECT (SELECT count(*) FROM entries),
                (SELECT count(*) FROM stories WHERE merged_into IS NULL)",
        [],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

fn pages(connection: &Connection) -> rusqlite::Result<Vec<String>> {
    let found: Vec<String> = connection
        .prepare(&format!("PRAGMA integrity_check({NAMED})"))?
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    // What is wrong with pages comes in one row of many lines, below a heading.
    let lines = found.iter().flat_map(|row| row.lines());
    let told = lines.filter(|line| *line != "ok" && !line.starts_with("***"));
    Ok(told.map(str::to_owned).collect())
}

fn references(connection: &Connection) -> rusqlite::Result<Vec<String>> {
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
