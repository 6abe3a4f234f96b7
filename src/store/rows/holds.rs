//! The pauses that hosts asked for.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension, params};

use crate::model::Timestamp;
use crate::store::columns::{seconds, timestamp};
use crate::store::{Error, Store, Writing};

impl Store {
    /// Until when feedfold must not request anything from this feed, host or domain.
    pub fn hold(&self, scope: &str) -> Result<Option<Timestamp>, Error> {
        self.read(|connection| {
            Ok(connection
                .prepare_cached("SELECT until FROM holds WHERE scope = ?1")?
                .query_row([scope], |row| timestamp(row, "until"))
                .optional()?)
        })
    }

    /// The feeds, hosts and domains that must not be requested now, and until when.
    pub fn holds(&self) -> Result<HashMap<String, Timestamp>, Error> {
        self.read(|connection| {
            let mut holds = connection.prepare_cached("SELECT scope, until FROM holds")?;
            let holds =
                holds.query_map([], |row| Ok((row.get("scope")?, timestamp(row, "until")?)))?;
            Ok(holds.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// Forbids requests to this feed, host or domain until then.
    pub fn set_hold(&mut self, scope: &str, until: Timestamp) -> Result<(), Error> {
        self.write(|connection| set_hold(connection, scope, until))
    }
}

impl Writing<'_> {
    /// Forbids requests to this feed, host or domain until then.
    pub fn set_hold(&self, scope: &str, until: Timestamp) -> Result<(), Error> {
        self.within(|transaction| set_hold(transaction, scope, until))
    }
}

fn set_hold(connection: &Connection, scope: &str, until: Timestamp) -> Result<(), Error> {
    connection.execute(
        "INSERT INTO holds (scope, until) VALUES (?1, ?2)
         ON CONFLICT (scope) DO UPDATE SET until = excluded.until",
        params![scope, seconds(until)],
    )?;
    Ok(())
}
