//! Makes a damaged full-text index anew: all that it holds is derived from stored entries.
//!
//! FTS5 cannot empty a table of which a page is damaged, nor can SQLite drop it. So the rows of
//! these tables leave the schema, new tables take their names, and the vacuum that follows leaves
//! the old pages out.

use rusqlite::{Connection, TransactionBehavior};

use super::full_check;
use crate::store::pruning::require_room;
use crate::store::rows::search::empty;
use crate::store::{Error, Store};

/// The two tables of the index, as the migrations create them.
const CREATE: &str = "
CREATE VIRTUAL TABLE search_titles USING fts5 (
    terms, content = '', contentless_delete = 1, detail = 'none', tokenize = 'ascii'
);
CREATE VIRTUAL TABLE search_texts USING fts5 (
    terms, content = '', contentless_delete = 1, detail = 'none', tokenize = 'ascii'
);";

/// Which tables of the schema belong to the index: both, and those in which FTS5 keeps them.
const IS_OF_INDEX: &str = "(name GLOB 'search_titles*' OR name GLOB 'search_texts*')";

impl Store {
    /// Makes the full-text index anew and empty if it is damaged, so that the next fill writes
    /// every story; returns what was wrong with it. `version` is that of the terms.
    ///
    /// Reads the whole database first, and changes nothing if anything else is damaged.
    pub fn mend_search(&mut self, version: u32) -> Result<Option<String>, Error> {
        let Some(reason) = self.read(|connection| Ok(fault(connection, Part::Index)?))? else {
            return Ok(None);
        };
        if let Some(reason) = self.read(|connection| Ok(fault(connection, Part::Rest)?))? {
            return Err(Error::Damaged {
                path: self.path().to_owned(),
                reason,
            });
        }
        // The old pages stay in the file until it is written anew.
        require_room(self.path(), self.room()?.needed)?;
        self.write(|connection| {
            connection.flush_prepared_statement_cache();
            let replaced = replace(connection, version);
            connection.pragma_update(None, "writable_schema", "RESET")?;
            replaced
        })?;
        self.mended_search = Some(reason.clone());
        self.write_anew()?;
        Ok(Some(reason))
    }

    /// What was wrong with the full-text index that was made anew since this was called last.
    pub fn take_mended_search(&mut self) -> Option<String> {
        self.mended_search.take()
    }
}

/// Puts empty tables in the place of the damaged ones, in one transaction.
fn replace(connection: &mut Connection, version: u32) -> Result<(), Error> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    transaction.pragma_update(None, "writable_schema", true)?;
    transaction.execute_batch(&format!("DELETE FROM sqlite_schema WHERE {IS_OF_INDEX}"))?;
    transaction.pragma_update(None, "writable_schema", "RESET")?;
    transaction.execute_batch(CREATE)?;
    empty(&transaction, version)?;
    Ok(transaction.commit()?)
}

/// What is wrong with the full-text index of a database, if it is damaged and nothing else is.
pub(in crate::store) fn fault_of_index_alone(
    connection: &Connection,
) -> rusqlite::Result<Option<String>> {
    let Some(reason) = fault(connection, Part::Index)? else {
        return Ok(None);
    };
    let is_rest_whole = fault(connection, Part::Rest)?.is_none();
    Ok(is_rest_whole.then_some(reason))
}

/// The error of a database of which something is damaged: says so if that is its full-text index
/// alone.
pub(in crate::store) fn told(connection: &Connection, error: Error) -> Error {
    match error {
        Error::Damaged { path, reason } => match fault_of_index_alone(connection) {
            Ok(Some(reason)) => Error::DamagedIndex { path, reason },
            Ok(None) | Err(_) => Error::Damaged { path, reason },
        },
        error => error,
    }
}

/// A part of a database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// The tables of the full-text index.
    Index,
    /// All other tables, with their indexes.
    Rest,
}

/// The first fault in a part of a database.
fn fault(connection: &Connection, part: Part) -> rusqlite::Result<Option<String>> {
    let of_part = match part {
        Part::Index => IS_OF_INDEX.to_owned(),
        Part::Rest => format!("NOT {IS_OF_INDEX}"),
    };
    let tables: Vec<String> = connection
        .prepare(&format!(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND {of_part} ORDER BY name"
        ))?
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    for table in &tables {
        if let Some(fault) = full_check::fault_of_table(connection, table)? {
            return Ok(Some(fault));
        }
    }
    match part {
        Part::Index => Ok(None),
        Part::Rest => Ok(full_check::references(connection)?.into_iter().next()),
    }
}

#[cfg(test)]
mod tests {
    use super::{CREATE, IS_OF_INDEX};
    use crate::store::Store;

    #[test]
    fn the_tables_are_those_of_the_migrations() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("store.db")).unwrap();
        let tables = |connection: &rusqlite::Connection| -> Vec<String> {
            let sql = format!("SELECT sql FROM sqlite_schema WHERE {IS_OF_INDEX} ORDER BY name");
            let mut statement = connection.prepare(&sql).unwrap();
            let rows = statement.query_map([], |row| row.get(0)).unwrap();
            rows.map(Result::unwrap).collect()
        };
        let migrated = tables(&store.connection);
        store
            .connection
            .execute_batch("DROP TABLE search_titles; DROP TABLE search_texts")
            .unwrap();
        assert!(tables(&store.connection).is_empty());
        store.connection.execute_batch(CREATE).unwrap();
        assert_eq!(tables(&store.connection), migrated);
    }
}
