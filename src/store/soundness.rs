//! Looks whether an open database is ours and whole, as far as that can be seen at once.
//!
//! The cost does not grow with the store: the schema, both ends of every table, the beginning of every index.
//! Together with the header it shows what is no database or another program's, what was cut short, and damage
//! to the pages at which queries begin. It does not show a damaged page further in: a pass that meets one ends
//! with [`Error::Damaged`] and is rolled back; `feedfold doctor` and `feedfold backup` read every page. Letters
//! that changed within a text are shown by nothing.

use std::path::Path;
use std::time::Duration;

use rusqlite::Connection;
use rusqlite::config::DbConfig;

use super::header::Log;
use super::{Error, open};

/// Looks whether the database is ours and whole, as far as that can be seen at once; gives the version of
/// its schema, 0 for an empty one. Writes nothing, also when the connection ends with an error.
pub(super) fn look(connection: &Connection, path: &Path, log: Log) -> Result<i64, Error> {
    let refused = |error: rusqlite::Error| Error::from(error).at(path);
    // The last connection to end moves the log into the file; a damaged one stays as it is.
    let keep_log =
        |keep| connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, keep);
    if log != Log::Empty {
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
        touch(connection, name, *without_rowid).map_err(refused)?;
    }
    keep_log(false).map_err(refused)?;
    Ok(found)
}

/// The tables, and whether each is kept without row ids.
fn tables(connection: &Connection) -> rusqlite::Result<Vec<(String, bool)>> {
    connection
        .prepare(
            "SELECT name, wr FROM pragma_table_list
             WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'",
        )?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect()
}

/// Reads both ends of a table and the beginning of its indexes: the path from each root to a leaf.
fn touch(connection: &Connection, table: &str, without_rowid: bool) -> rusqlite::Result<()> {
    let read = |what: &str, rest: &str| {
        let sql = format!("SELECT {what} FROM {} {rest} LIMIT 1", quoted(table));
        connection.prepare(&sql)?.exists([])
    };
    if without_rowid {
        // An index that holds what is asked for would be read in its place.
        read("*", "NOT INDEXED")?;
    } else {
        read("1", "NOT INDEXED")?;
        read("1", "NOT INDEXED ORDER BY rowid DESC")?;
    }
    // A partial index can only be asked with its own condition; a primary key may be the table.
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
