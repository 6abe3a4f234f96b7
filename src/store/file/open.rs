//! Opens the database for writing or for reading only, and brings its schema up to date.
//!
//! Checks the header ([`header`]) and the contents ([`quick_check`]) before it writes anything.

use std::path::Path;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags};
use rusqlite_migration::{M, Migrations};
use tempfile::TempDir;

use super::header::{self, FileContent, Journal};
use super::{quick_check, search_index};
use crate::store::{Error, Store};

/// Numbered migrations, applied in one transaction and never changed once released.
const MIGRATIONS: [M<'static>; 14] = [
    M::up(include_str!("migrations/01_first.sql")),
    M::up(include_str!("migrations/02_folding.sql")),
    M::up(include_str!("migrations/03_articles.sql")),
    M::up(include_str!("migrations/04_anchors.sql")),
    M::up(include_str!("migrations/05_anchor_log.sql")),
    M::up(include_str!("migrations/06_content.sql")),
    M::up(include_str!("migrations/07_corrections.sql")),
    M::up(include_str!("migrations/08_rulings_and_changes.sql")),
    M::up(include_str!("migrations/09_reads.sql")),
    M::up(include_str!("migrations/10_search.sql")),
    M::up(include_str!("migrations/11_messages.sql")),
    M::up(include_str!("migrations/12_prune.sql")),
    M::up(include_str!("migrations/13_alarms.sql")),
    M::up(include_str!("migrations/14_subscriptions.sql")),
];

/// Size of the page cache in KiB: one part in [`CACHE_DIVISOR`] of the database, within these
/// bounds. The pages with which every look-up begins should stay in memory, since reading one
/// again takes as long as the look-up.
const MIN_CACHE_KIB: i64 = 16 * 1024;
const MAX_CACHE_KIB: i64 = 40 * 1024;
const CACHE_DIVISOR: i64 = 32;

/// Page size of a new database, in bytes: three long bodies fit into a page, while one of 4 KiB
/// would hold one body and waste a third. Older databases keep their page size.
const PAGE_BYTES: i64 = 8 * 1024;

/// Length of the log, in bytes, at which the writer copies it into the database. It is large, so
/// that a short pass rarely copies a page that changes often. During a long pass, a thread has
/// copied most of it by then ([`super::checkpoint`]).
pub(super) const CHECKPOINT_BYTES: i64 = 32 << 20;

/// SQLite needs no mutex, because one thread at a time uses a connection.
const FLAGS: OpenFlags = OpenFlags::SQLITE_OPEN_NO_MUTEX;

impl Store {
    /// Opens the database at `path`, creates it if it is missing, and brings its schema up to
    /// date. Fails if it is damaged or of a newer version; it is not changed then.
    pub fn open(path: &Path) -> Result<Self, Error> {
        Ok(Self::new(open(path)?, path))
    }

    /// Opens the database at `path` for reading, even if this user may write neither the file nor
    /// its folder. Writes nothing, and refuses a schema of an earlier version.
    pub fn open_to_read(path: &Path) -> Result<Self, Error> {
        let (connection, found) = open_as_it_is(path)?;
        if found < newest() {
            return Err(Error::Older {
                path: path.to_owned(),
                found,
                known: newest(),
            });
        }
        configure_reading(&connection)
            .and_then(|()| connection.pragma_update(None, "query_only", true))
            .map_err(|error| Error::from(error).at(path))?;
        Ok(Self::new(connection, path))
    }

    /// Opens a temporary copy of the database at `path`, for a dry run; all writes go to the copy,
    /// which is removed with the store. A missing database gives an empty copy.
    pub fn open_copy(path: &Path) -> Result<Self, Error> {
        let (connection, scratch) = copy(path)?;
        Ok(Self {
            _scratch: Some(scratch),
            ..Self::new(connection, path)
        })
    }

    /// Returns an error if there is no file at `path`. Call it before a lock or a folder is
    /// created for it.
    pub fn require(path: &Path) -> Result<(), Error> {
        if path.exists() {
            return Ok(());
        }
        Err(Error::Missing {
            path: path.to_owned(),
        })
    }
}

/// Opens the database at `path`, creates it if it is missing, and brings its schema up to date.
#[expect(
    clippy::disallowed_methods,
    reason = "the one place that opens the database for writing"
)]
pub(in crate::store) fn open(path: &Path) -> Result<Connection, Error> {
    let fail = |reason: String| Error::Open {
        path: path.to_owned(),
        reason,
    };
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(|error| {
            fail(format!(
                "{error}; its folder cannot be created, check `[store] path`"
            ))
        })?;
    }
    header::check(path)?;
    let journal = Journal::find(path);
    let mut connection = Connection::open(path)
        .map_err(|error| fail(format!("{error}; check `[store] path` and its permissions")))?;
    let found = quick_check::check(&connection, path, journal)?;
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

/// Opens the database at `path` for reading, with a schema of any version, and returns that
/// version. A database without tables counts as missing.
///
/// A user without write access to the folder can read it, too. SQLite shares an existing log with
/// its writers. If there is none, the file is opened as one that nobody changes (`immutable`). If
/// its owner starts a pass meanwhile, the reader may see half of it, and should try again.
#[expect(
    clippy::disallowed_methods,
    reason = "the one place that opens the database for reading"
)]
pub(super) fn open_as_it_is(path: &Path) -> Result<(Connection, i64), Error> {
    let missing = || Error::Missing {
        path: path.to_owned(),
    };
    if header::check(path)? == FileContent::Nothing {
        return Err(missing());
    }
    let refused = |error: rusqlite::Error| Error::from(error).at(path);
    let journal = Journal::find(path);
    let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE | FLAGS)
        .map_err(refused)?;
    let alone = journal == Journal::None && !header::beside(path, "-shm").is_file();
    // If the file is read-only, SQLite opens it for reading, and could leave files of ours beside
    // it.
    if !(alone && connection.is_readonly("main").map_err(refused)?) {
        match quick_check::check(&connection, path, journal) {
            Err(Error::Sqlite { error, .. }) if needs_writing(&error) => {
                if journal != Journal::None {
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
    let found = quick_check::check(&connection, path, journal)?;
    Ok((connection, found))
}

/// Opens a second connection to the database of `writer`, to read what is committed.
#[expect(
    clippy::disallowed_methods,
    reason = "the writer has looked at the file already"
)]
pub(in crate::store) fn open_second_reader(writer: &Connection) -> rusqlite::Result<Connection> {
    let path = writer.path().unwrap_or_default();
    let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY | FLAGS)?;
    stable_plans(&connection)?;
    Ok(connection)
}

/// Opens another connection to the database at `path` beside its writer, for checkpoints.
#[expect(
    clippy::disallowed_methods,
    reason = "the writer has looked at the file already"
)]
pub(super) fn open_for_checkpoints(path: &Path) -> rusqlite::Result<Connection> {
    let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE | FLAGS)?;
    connection.pragma_update(None, "synchronous", "NORMAL")?;
    Ok(connection)
}

/// Opens a copy of the database at `path` for writing, in a new temporary folder.
fn copy(path: &Path) -> Result<(Connection, TempDir), Error> {
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
                error => search_index::told(&original, error).at(path),
            })?;
        }
    }
    Ok((open(&copy)?, folder))
}

/// Writes the current state of the database to a new or empty file, without a log.
pub(in crate::store) fn vacuum_into(connection: &Connection, file: &Path) -> rusqlite::Result<()> {
    let name = file
        .to_str()
        .ok_or_else(|| rusqlite::Error::InvalidPath(file.to_owned()))?;
    connection.execute("VACUUM INTO ?1", [name])?;
    Ok(())
}

/// The schema version that this program writes.
pub(super) fn newest() -> i64 {
    i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX)
}

/// Whether SQLite could not create the files that the users of a database with a log share.
fn needs_writing(error: &rusqlite::Error) -> bool {
    matches!(
        error.sqlite_error_code(),
        Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly | ErrorCode::PermissionDenied)
    )
}

fn configure_reading(connection: &Connection) -> rusqlite::Result<()> {
    stable_plans(connection)?;
    let size = "SELECT page_count * page_size / 1024 FROM pragma_page_count, pragma_page_size";
    let kib: i64 = connection.query_row(size, [], |row| row.get(0))?;
    let cache = (kib / CACHE_DIVISOR).clamp(MIN_CACHE_KIB, MAX_CACHE_KIB);
    connection.pragma_update(None, "cache_size", -cache)?;
    // SQLite then reports a page that contradicts itself when it reads it, before anything uses
    // it.
    connection.pragma_update(None, "cell_size_check", true)?;
    connection.set_prepared_statement_cache_capacity(128);
    Ok(())
}

fn configure(connection: &Connection) -> rusqlite::Result<()> {
    // This has no effect on a database that has pages. It comes first, because SQLite converts the
    // size of its cache to pages by the page size of that moment.
    connection.pragma_update(None, "page_size", PAGE_BYTES)?;
    configure_reading(connection)?;
    let page: i64 = connection.pragma_query_value(None, "page_size", |row| row.get(0))?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "NORMAL")?;
    connection.pragma_update(None, "wal_autocheckpoint", CHECKPOINT_BYTES / page.max(1))?;
    // SQLite's temporary files only serve to roll back single statements, which is a few pages.
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    connection.pragma_update(None, "foreign_keys", true)
}

/// Makes query plans independent of bound values; otherwise SQLite would prepare a statement again
/// for other values.
fn stable_plans(connection: &Connection) -> rusqlite::Result<()> {
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    Ok(())
}
