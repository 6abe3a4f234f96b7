//! Which versions of the rules read the texts of a store and decided about its stories.

use rusqlite::{Connection, OptionalExtension as _, Transaction};

use crate::store::{Error, Store};

/// The versions of what decides about stories.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Versions {
    /// Of the rules for texts.
    pub texts: u16,
    /// Of the comparison of entries.
    pub comparison: u16,
}

/// What waits for a refold.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Outdated {
    /// How many entries were normalised by another version.
    pub entries: u64,
    /// The other version of the comparison under which the first stories were decided: 0 if that
    /// was before stores kept it. `None` if it is the same one, or there are no stories.
    pub comparison: Option<u16>,
}

impl Store {
    /// What waits for a refold.
    pub fn outdated(&self, versions: Versions) -> Result<Outdated, Error> {
        self.read(|connection| outdated(connection, versions))
    }

    /// Remembers the version of the comparison in a store that has no entry yet.
    pub fn begin_comparison(&mut self, version: u16) -> Result<(), Error> {
        self.write(|connection| {
            // Read first, because most passes have nothing to write.
            if connection.prepare("SELECT 1 FROM entries")?.exists([])? {
                return Ok(());
            }
            connection.execute(WRITE, [version])?;
            Ok(())
        })
    }
}

const WRITE: &str = "INSERT OR REPLACE INTO meta (name, value) VALUES ('comparison', ?1)";

/// Remembers under which version of the comparison all stories were decided.
pub(super) fn write_comparison(transaction: &Transaction<'_>, version: u16) -> Result<(), Error> {
    transaction.execute(WRITE, [version])?;
    Ok(())
}

/// What waits for a refold.
pub(in crate::store) fn outdated(
    connection: &Connection,
    versions: Versions,
) -> Result<Outdated, Error> {
    let entries = connection
        .prepare_cached("SELECT count(*) FROM entries WHERE version <> ?1 AND pruned IS NULL")?
        .query_row([versions.texts], |row| row.get(0))?;
    let comparison: Option<u16> = connection
        .query_row(
            "SELECT coalesce((SELECT value FROM meta WHERE name = 'comparison'), 0)
             WHERE EXISTS (SELECT 1 FROM entries)",
            [],
            |row| row.get(0),
        )
        .optional()?;
    Ok(Outdated {
        entries,
        comparison: comparison.filter(|version| *version != versions.comparison),
    })
}
