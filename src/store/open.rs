//! Opens the database, to write or only to read it, and brings its schema up to date.
//!
//! Nothing is written before its header ([`header`]) and what it holds ([`soundness`]) were looked at.

use std::path::Path;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags};
use rusqlite_migration::{M, Migrations};
use tempfile::TempDir;

use super::Error;
use super::header::{self, Found, Log};
use super::soundness;

/// Numbered migrations, applied in one transaction and never changed once released.
const MIGRATIONS: [M<'static>; 6] = [
    M::up(include_str!("migrations/01_first.sql")),
    M::up(include_str!("migrations/02_folding.sql")),
    M::up(include_str!("migrations/03_articles.sql")),
    M::up(include_str!("migrations/04_anchors.sql")),
    M::up(include_str!("migrations/05_anchor_log.sql")),
    M::up(include_str!("migrations/06_content.sql")),
];

/// Page cache, in KiB: a share of the database within these bounds, whatever the history. Of a large one, what
/// every look-up begins with should stay in memory: a page that is read again costs as much as the look-up.
const LEAST_CACHE: i64 = 16 * 1024;
const MOST_CACHE: i64 = 40 * 1024;
const CACHE_SHARE: i64 = 32;

/// Size of a page of a new database, in bytes: three long bodies fit into one, where 4 KiB hold one and waste
/// a third. Older databases keep theirs.
const PAGE: i64 = 8 * 1024;

/// Bytes in the log before who writes copies it into the database: in a short pass, a page which changes often is copied
/// rarely. Of a long one, most is copied beside it by then ([`super::checkpoint`]).
pub(super) const CHECKPOINT: i64 = 32 << 20;

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
    let found = soundness::look(&connection, path, log)?;
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
        match soundness::look(&connection, path, log) {
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
    let found = soundness::look(&connection, path, log)?;
    Ok((connection, found))
}

/// Opens the database that `writer` has open a second time, to read what is committed.
#[expect(
    clippy::disallowed_methods,
    reason = "the writer has looked at the file already"
)]
pub(super) fn open_beside(writer: &Connection) -> rusqlite::Result<Connection> {
    let path = writer.path().unwrap_or_default();
    let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY | FLAGS)?;
    stable_plans(&connection)?;
    Ok(connection)
}

/// Opens the database at `path` once more beside the one who writes it, for checkpoints.
#[expect(
    clippy::disallowed_methods,
    reason = "the writer has looked at the file already"
)]
pub(super) fn open_for_checkpoints(path: &Path) -> rusqlite::Result<Connection> {
    let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE | FLAGS)?;
    connection.pragma_update(None, "synchronous", "NORMAL")?;
    Ok(connection)
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

/// SQLite could not make the files that are shared by those who use a database with a log.
fn needs_writing(error: &rusqlite::Error) -> bool {
    matches!(
        error.sqlite_error_code(),
        Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly | ErrorCode::PermissionDenied)
    )
}

fn settle_reading(connection: &Connection) -> rusqlite::Result<()> {
    stable_plans(connection)?;
    let size = "SELECT page_count * page_size / 1024 FROM pragma_page_count, pragma_page_size";
    let kib: i64 = connection.query_row(size, [], |row| row.get(0))?;
    let cache = (kib / CACHE_SHARE).clamp(LEAST_CACHE, MOST_CACHE);
    connection.pragma_update(None, "cache_size", -cache)?;
    // A page that contradicts itself is an error when it is read, before anything is made of it.
    connection.pragma_update(None, "cell_size_check", true)?;
    connection.set_prepared_statement_cache_capacity(128);
    Ok(())
}

fn configure(connection: &Connection) -> rusqlite::Result<()> {
    // Of a database that has pages, this changes nothing. First: SQLite counts its cache in pages of the size
    // there is when it is told how large it may be.
    connection.pragma_update(None, "page_size", PAGE)?;
    settle_reading(connection)?;
    let page: i64 = connection.pragma_query_value(None, "page_size", |row| row.get(0))?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "NORMAL")?;
    connection.pragma_update(None, "wal_autocheckpoint", CHECKPOINT / page.max(1))?;
    // What a statement would have to take back is a few pages: no file is written for that.
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    connection.pragma_update(None, "foreign_keys", true)
}

/// Keeps plans from depending on bound values: SQLite would prepare statements anew for every one of them.
fn stable_plans(connection: &Connection) -> rusqlite::Result<()> {
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    Ok(())
}
