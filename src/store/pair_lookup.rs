//! Reads stored entries in the form that is compared, and the rulings about them, for `explain`
//! and for repeating decisions.

use rusqlite::{Connection, OptionalExtension};

use super::Error;
use super::anchors::Anchors;
use super::candidates::{NO_ROW, candidates};
use super::columns::{bytes, timestamp};
use super::entry_cache::EntryCache;
use super::rulings::Ruling;
use crate::model::{Comparable, EntryKey, PreparedEntry, StoryId, Timestamp};

/// A person's ruling about an entry.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Decided {
    /// Merge or split; `None` for a pin.
    pub ruling: Option<Ruling>,
    /// The other entry; `None` for a pin.
    pub other: Option<EntryKey>,
    /// When.
    pub at: Timestamp,
}

/// An entry in the form that is compared, and its story.
pub(super) fn placed(
    connection: &Connection,
    entry: EntryKey,
) -> Result<Option<(Comparable, StoryId)>, Error> {
    let Some(found) = EntryCache::default().by_key(connection, entry)? else {
        return Ok(None);
    };
    let story = connection
        .prepare_cached(
            "SELECT stories.key AS key FROM stories JOIN entries ON entries.story = stories.id
             WHERE entries.key = ?1",
        )?
        .query_row([entry.as_bytes()], |row| bytes(row, "key"))?;
    Ok(Some((found, story)))
}

/// The stored entries with which a new entry is compared.
pub(super) fn compared_with(
    connection: &Connection,
    entry: &PreparedEntry,
) -> Result<Vec<(Comparable, StoryId)>, Error> {
    // The transaction ends without a commit; nothing is written in it.
    let transaction = connection.unchecked_transaction()?;
    let row: Option<i64> = transaction
        .prepare_cached("SELECT id FROM entries WHERE key = ?1")?
        .query_row([entry.identity.key.as_bytes()], |row| row.get(0))
        .optional()?;
    let mut compared = Vec::new();
    let anchors = Anchors::default();
    for candidate in candidates(&transaction, &anchors, row.unwrap_or(NO_ROW), entry)? {
        let key: EntryKey = transaction
            .prepare_cached("SELECT key FROM entries WHERE id = ?1")?
            .query_row([candidate], |row| bytes(row, "key"))?;
        compared.extend(placed(&transaction, key)?);
    }
    Ok(compared)
}

/// All rulings of people about an entry, the latest first.
pub(super) fn decided(connection: &Connection, entry: EntryKey) -> Result<Vec<Decided>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT kind, iif(one = ?1, other, one) AS other, at FROM rulings
         WHERE one = ?1 OR other = ?1 ORDER BY at DESC, id DESC",
    )?;
    let rows = statement.query_map([entry.as_bytes()], |row| {
        let kind: String = row.get("kind")?;
        let ruling = Ruling::parse(&kind);
        Ok(Decided {
            ruling,
            other: match ruling {
                Some(_) => Some(bytes(row, "other")?),
                None => None,
            },
            at: timestamp(row, "at")?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
