//! A quick check that an open database belongs to feedfold and is undamaged.
//!
//! Its cost does not grow with the store: it reads the schema, both ends of every table, and the
//! beginning of every index. Together with the header check it detects files that are no database
//! or another program's, files that were cut short, and damage to the pages at which queries
//! begin. It does not detect damage in other pages: a pass that reads one ends with
//! [`Error::Damaged`] and is rolled back, and `feedfold doctor` and `feedfold backup` read every
//! page. No check detects changed letters inside a text.
//!
//! It leaves out the tables in which FTS5 keeps the full-text index: when that is damaged alone, it
//! is made anew, and everything else goes on.

use std::path::Path;
use std::time::Duration;

use rusqlite::Connection;
use rusqlite::config::DbConfig;

use super::header::Journal;
use super::open;
use crate::store::Error;

/// Checks the database quickly and returns the version of its schema, 0 for an empty one. Writes
/// nothing, even if the connection is closed after an error.
pub(super) fn check(connection: &Connection, path: &Path, journal: Journal) -> Result<i64, Error> {
    let refused = |error: rusqlite::Error| Error::from(error).at(path);
    // The last connection to close copies the log into the file; a damaged database must stay
    // unchanged.
    let keep_log =
        |keep| connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, keep);
    if journal != Journal::None {
        keep_log(true).map_err(refused)?;
    }
    connection
        .busy_timeout(Duration::from_secs(10))
        .map_err(refused)?;
    let found: i64 = connection
        .pragma_query_value(None, "user_version", |row| row.get(0))
        .map_err(refused)?;
    let tables = tables(connection).map_err(refused)?;
    let ours = tables.iter().any(|(name, _)| name == "meta");
    if !ours && (found > 0 || !tables.is_empty()) {
        return Err(Error::Open {
            path: path.to_owned(),
            reason: "it is the database of another program; correct `[store] path`".to_owned(),
        });
    }
    if found > open::newest() {
        return Err(Error::Newer {
            path: path.to_owned(),
            found,
            known: open::newest(),
        });
    }
    for (name, without_rowid) in &tables {
        read_ends(connection, name, *without_rowid).map_err(refused)?;
    }
    keep_log(false).map_err(refused)?;
    Ok(found)
}

/// The tables but for those behind the full-text index, and whether each is WITHOUT ROWID.
fn tables(connection: &Connection) -> rusqlite::Result<Vec<(String, bool)>> {
    connection
        .prepare(
            "SELECT name, wr FROM pragma_table_list
             WHERE schema = 'main' AND type = 'table' AND name <> 'sqlite_schema'",
        )?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect()
}

/// Reads both ends of a table and the beginning of its indexes: the path from each root page to a
/// leaf.
fn read_ends(connection: &Connection, table: &str, without_rowid: bool) -> rusqlite::Result<()> {
    let read = |what: &str, rest: &str| {
        let sql = format!("SELECT {what} FROM {} {rest} LIMIT 1", quoted(table));
        connection.prepare(&sql)?.exists([])
    };
    if without_rowid {
        // Read all columns, since SQLite would read an index instead if that held the columns
        // asked for.
        read("*", "NOT INDEXED")?;
    } else {
        read("1", "NOT INDEXED")?;
        read("1", "NOT INDEXED ORDER BY rowid DESC")?;
    }
    // SQLite uses a partial index only with its condition, and a primary key may be the table
    // itself.
    let indexes: Vec<String> = connection
        .prepare("SELECT name FROM pragma_index_list(?1) WHERE origin <> 'pk' AND NOT partial")?
        .query_map([table], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    for index in indexes {
        read("1", &format!("INDEXED BY {}", quoted(&index)))?;
    }
    Ok(())
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
