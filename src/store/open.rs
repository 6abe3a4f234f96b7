//! Opens the database: settings, schema, and a look whether it is whole enough to be used.
//!
//! Nothing is written before that look, whose cost does not grow with the store: the header and the length
//! of the file ([`header`]), the schema, and both ends of every table and index. It notices what is no
//! database or another program's, what was cut short, and damage to the pages that every query begins at.
//! It does not notice a damaged page in the middle, nor text that changed within its row: a pass that meets
//! the former ends with [`Error::Damaged`] and is rolled back; `feedfold doctor` and `feedfold backup` read
//! everything and find both kinds of page, and no check finds the latter.

use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags};
use rusqlite_migration::{M, Migrations};
use tempfile::TempDir;

use super::Error;
use super::header::{self, Found, Log};

/// Numbered migrations, applied in one transaction and never changed once released.
const MIGRATIONS: [M<'static>; 2] = [
    M::up(include_str!("migrations/01_first.sql")),
    M::up(include_str!("migrations/02_folding.sql")),
];

/// Page cache, in KiB: bounded, whatever the history.
const CACHE_KIB: i64 = 16 * 1024;

/// Without a mutex of SQLite's: a connection is used by one thread at a time.
const FLAGS: OpenFlags = OpenFlags::SQLITE_OPEN_NO_MUTEX;

/// Opens the database at `path`, made if it is missing, and brings its schema up to date.
#[expect(
    clippy::disallowed_methods,
    reason = "the one place that opens the database for writing"
)]
pub(super) fn open(path: &Path) -> Result<Connection, Error> {
    let fail = |reason: String| Error::Open {
        path: path.to_owned(),
        reason,
    };
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(|error| {
            fail(format!(
                "{error}; its folder cannot be made, check `[store] path`"
            ))
        })?;
    }
    header::look(path)?;
    let log = Log::of(path);
    let mut connection = Connection::open(path)
        .map_err(|error| fail(format!("{error}; check `[store] path` and its permissions")))?;
    let found = look(&connection, path, log)?;
    configure(&connection).map_err(|error| Error::from(error).at(path))?;
    if found < newest() {
        Migrations::from_slice(&MIGRATIONS)
            .to_latest(&mut connection)
            .map_err(|error| match error {
                rusqlite_migration::Error::RusqliteError { err, .. } => Error::from(err).at(path),
                other => fail(other.to_string()),
            })?;
    }
    Ok(connection)
}

/// Opens the database at `path` to read it as it is now; its schema has to be of this version.
pub(super) fn open_to_read(path: &Path) -> Result<Connection, Error> {
    let (connection, found) = open_as_it_is(path)?;
    if found < newest() {
        return Err(Error::Older {
            path: path.to_owned(),
            found,
            known: newest(),
        });
    }
    settle_reading(&connection)
        .and_then(|()| connection.pragma_update(None, "query_only", true))
        .map_err(|error| Error::from(error).at(path))?;
    Ok(connection)
}

/// Opens the database at `path` to read it, whatever the version of its schema, which is given too; one
/// without a table is none yet.
///
/// A user who may not write beside the database reads it too: SQLite shares a log that stands there, and
/// where none does the file is taken as one that nobody changes (`immutable`). Should its owner start a
/// pass meanwhile, the reader may see half of it: asking again helps.
#[expect(
    clippy::disallowed_methods,
    reason = "the one place that opens the database for reading"
)]
pub(super) fn open_as_it_is(path: &Path) -> Result<(Connection, i64), Error> {
    let missing = || Error::Missing {
        path: path.to_owned(),
    };
    if header::look(path)? == Found::Nothing {
        return Err(missing());
    }
    let refused = |error: rusqlite::Error| Error::from(error).at(path);
    let log = Log::of(path);
    let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE | FLAGS)
        .map_err(refused)?;
    let alone = log == Log::Empty && !header::beside(path, "-shm").is_file();
    // Where the file may not be written, SQLite reads only; it could leave files of ours beside it then.
    if !(alone && connection.is_readonly("main").map_err(refused)?) {
        match look(&connection, path, log) {
            Err(Error::Sqlite { error, .. }) if needs_writing(&error) => {
                if log != Log::Empty {
                    return Err(Error::Unfinished {
                        path: path.to_owned(),
                    });
                }
            }
            Ok(0) => return Err(missing()),
            found => return Ok((connection, found?)),
        }
    }
    let address = std::path::absolute(path)
        .ok()
        .and_then(|path| url::Url::from_file_path(path).ok())
        .ok_or_else(|| Error::Open {
            path: path.to_owned(),
            reason: "its path cannot be made absolute; give an absolute one".to_owned(),
        })?;
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI | FLAGS;
    let connection =
        Connection::open_with_flags(format!("{address}?immutable=1"), flags).map_err(refused)?;
    let found = look(&connection, path, log)?;
    Ok((connection, found))
}

/// Opens a copy of the database at `path` for writing, in a new folder for temporary files.
pub(super) fn open_copy(path: &Path) -> Result<(Connection, TempDir), Error> {
    let fail = |reason: String| Error::Open {
        path: path.to_owned(),
        reason,
    };
    let folder =
        tempfile::tempdir().map_err(|error| fail(format!("no copy can be made: {error}")))?;
    let copy = folder.path().join("copy.db");
    match open_as_it_is(path) {
        Err(Error::Missing { .. }) => {}
        opened => {
            let (original, _) = opened?;
            vacuum_into(&original, &copy).map_err(|error| match Error::from(error) {
                Error::DiskFull { .. } => fail(format!(
                    "no copy can be made: the disk of {} is full; free some space, or set TMPDIR",
                    folder.path().display()
                )),
                error => error.at(path),
            })?;
        }
    }
    Ok((open(&copy)?, folder))
}

/// Writes the database to a new or empty file, as it stands now and in one piece.
pub(super) fn vacuum_into(connection: &Connection, file: &Path) -> rusqlite::Result<()> {
    let name = file
        .to_str()
        .ok_or_else(|| rusqlite::Error::InvalidPath(file.to_owned()))?;
    connection.execute("VACUUM INTO ?1", [name])?;
    Ok(())
}

/// The version of the schema that this program writes.
pub(super) fn newest() -> i64 {
    i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX)
}

/// Looks whether the database is ours and whole, as far as that can be seen at once; gives the version of
/// its schema, 0 for an empty one. Writes nothing, also when the connection ends with an error.
fn look(connection: &Connection, path: &Path, log: Log) -> Result<i64, Error> {
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
    if found > newest() {
        return Err(Error::Newer {
            path: path.to_owned(),
            found,
            known: newest(),
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

/// SQLite could not make the files that are shared by those who use a database with a log.
fn needs_writing(error: &rusqlite::Error) -> bool {
    matches!(
        error.sqlite_error_code(),
        Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly | ErrorCode::PermissionDenied)
    )
}

fn settle_reading(connection: &Connection) -> rusqlite::Result<()> {
    connection.pragma_update(None, "cache_size", -CACHE_KIB)?;
    // A page that contradicts itself is an error when it is read, before anything is made of it.
    connection.pragma_update(None, "cell_size_check", true)?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(())
}

fn configure(connection: &Connection) -> rusqlite::Result<()> {
    settle_reading(connection)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "NORMAL")?;
    connection.pragma_update(None, "foreign_keys", true)
}
