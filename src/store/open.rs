//! Opens the database: settings, schema, and a look whether it is whole enough to be used.

use std::path::Path;
use std::time::Duration;

use rusqlite::Connection;
use rusqlite_migration::{M, Migrations};
use tempfile::TempDir;

use super::Error;

/// Numbered migrations, each applied in one transaction and never changed once released.
const MIGRATIONS: [M<'static>; 3] = [
    M::up(include_str!("migrations/01_first.sql")),
    M::up(include_str!("migrations/02_folding.sql")),
    M::up(include_str!("migrations/03_articles.sql")),
];

/// Page cache, in KiB: bounded, whatever the history.
const CACHE_KIB: i64 = 16 * 1024;

#[expect(
    clippy::disallowed_methods,
    reason = "the one place that opens the database"
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
    let mut connection = Connection::open(path)
        .map_err(|error| fail(format!("{error}; check `[store] path` and its permissions")))?;
    configure(&connection).map_err(|error| Error::from(error).at(path))?;
    let known = i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX);
    let found: i64 = connection
        .pragma_query_value(None, "user_version", |row| row.get(0))
        .map_err(|error| Error::from(error).at(path))?;
    if found > known {
        return Err(Error::Newer {
            path: path.to_owned(),
            found,
            known,
        });
    }
    if found == 0 && has_tables(&connection).map_err(|error| Error::from(error).at(path))? {
        return Err(fail(
            "it is the database of another program; correct `[store] path`".to_owned(),
        ));
    }
    if found < known {
        Migrations::from_slice(&MIGRATIONS)
            .to_latest(&mut connection)
            .map_err(|error| match error {
                rusqlite_migration::Error::RusqliteError { err, .. } => Error::from(err).at(path),
                other => fail(other.to_string()),
            })?;
    }
    Ok(connection)
}

pub(super) fn open_copy(path: &Path) -> Result<(Connection, TempDir), Error> {
    let fail = |reason: String| Error::Open {
        path: path.to_owned(),
        reason,
    };
    let folder =
        tempfile::tempdir().map_err(|error| fail(format!("no copy can be made: {error}")))?;
    let copy = folder.path().join("copy.db");
    if path.exists() {
        let original = open(path)?;
        let name = copy
            .to_str()
            .ok_or_else(|| fail("no copy can be made: TMPDIR".to_owned()))?;
        original
            .execute("VACUUM INTO ?1", [name])
            .map_err(|error| Error::from(error).at(path))?;
    }
    Ok((open(&copy)?, folder))
}

fn has_tables(connection: &Connection) -> rusqlite::Result<bool> {
    connection
        .prepare("SELECT 1 FROM sqlite_schema")?
        .exists([])
}

fn configure(connection: &Connection) -> rusqlite::Result<()> {
    connection.busy_timeout(Duration::from_secs(10))?;
    // Reading the schema version first makes a file that is no database fail before it is touched.
    connection.pragma_query_value(None, "schema_version", |row| row.get::<_, i64>(0))?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "NORMAL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "cache_size", -CACHE_KIB)?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(())
}
