//! What the first publication from this database fixes: the namespace of the published ids, and the
//! time.

use rusqlite::{Connection, OptionalExtension, Row};

use crate::model::Timestamp;
use crate::store::columns::{seconds, timestamp};
use crate::store::{Error, Store};

impl Store {
    /// The name that keeps the published ids of this installation apart from those of others. The
    /// first call stores `proposed`; every later call returns what is stored.
    pub fn namespace(&mut self, proposed: &str) -> Result<String, Error> {
        self.write(|connection| namespace(connection, proposed))
    }

    /// The stored [namespace](Store::namespace); `Some` means that outputs were published from
    /// this database.
    pub fn published_namespace(&self) -> Result<Option<String>, Error> {
        self.read(fixed_namespace)
    }

    /// When outputs were first published from this database; the first call stores `now`.
    pub fn first_publication(&mut self, now: Timestamp) -> Result<Timestamp, Error> {
        self.write(|connection| {
            if let Some(stored) = fixed_time(connection)? {
                return Ok(stored);
            }
            connection.execute(
                "INSERT INTO meta (name, value) VALUES ('created', ?1)",
                [seconds(now)],
            )?;
            Ok(now)
        })
    }

    /// What [`Store::first_publication`] stored; `None` if nothing was published yet.
    pub fn stored_first_publication(&self) -> Result<Option<Timestamp>, Error> {
        self.read(fixed_time)
    }
}

pub(super) fn namespace(connection: &Connection, proposed: &str) -> Result<String, Error> {
    if let Some(stored) = fixed_namespace(connection)? {
        return Ok(stored);
    }
    connection.execute(
        "INSERT INTO meta (name, value) VALUES ('namespace', ?1)",
        [proposed],
    )?;
    Ok(proposed.to_owned())
}

fn fixed_namespace(connection: &Connection) -> Result<Option<String>, Error> {
    fixed(connection, "namespace", |row| row.get("value"))
}

fn fixed_time(connection: &Connection) -> Result<Option<Timestamp>, Error> {
    fixed(connection, "created", |row| timestamp(row, "value"))
}

/// A value of `meta` that never changes once it is stored.
fn fixed<T>(
    connection: &Connection,
    name: &str,
    read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
) -> Result<Option<T>, Error> {
    Ok(connection
        .query_row("SELECT value FROM meta WHERE name = ?1", [name], read)
        .optional()?)
}
