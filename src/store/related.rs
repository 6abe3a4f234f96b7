//! Which stories an entry is related to: linked with one of their members, and not of their text.

use rusqlite::Connection;

use super::Error;
use super::candidates::any_session_key;
use super::columns::{bytes, json, timestamp};
use crate::model::{Document, DocumentNumber, EntryKey, EntryRow, StoryId, Timestamp};

/// Entries read of those that write one number, those whose own it is first, then the newest.
const MOST: u32 = 64;

/// The stories that an entry is linked with and does not stand in, the strongest link first.
///
/// A link that speaks for one text relates as well when its entries came to stand apart.
pub(super) fn related_to(connection: &Connection, entry: EntryRow) -> Result<Vec<StoryId>, Error> {
    let mut statement = connection.prepare_cached(
        "WITH linked AS (
             SELECT high AS row, score, related FROM links WHERE low = ?1
             UNION ALL
             SELECT low, score, related FROM links WHERE high = ?1)
         SELECT stories.key AS key FROM linked
         JOIN entries ON entries.id = linked.row
         JOIN stories ON stories.id = entries.story
         WHERE stories.id <> (SELECT story FROM entries WHERE id = ?1) AND (linked.related = 1 OR linked.score > 0)
         GROUP BY stories.key ORDER BY max(linked.score) DESC, stories.key",
    )?;
    let rows = statement.query_map([entry.0], |row| bytes(row, "key"))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// An entry that bears or cites an official number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Numbered {
    /// Which entry.
    pub entry: EntryKey,
    /// The story it belongs to.
    pub story: StoryId,
    /// When it was published, or else first seen.
    pub at: Timestamp,
    /// All that identifies it officially.
    pub document: Document,
}

/// The entries that bear or cite a number of this series, whatever its session; none for a series whose
/// numbers do not count in sessions.
pub(super) fn numbered(
    connection: &Connection,
    number: &DocumentNumber,
) -> Result<Vec<Numbered>, Error> {
    let Some(key) = any_session_key(number) else {
        return Ok(Vec::new());
    };
    let mut statement = connection.prepare_cached(
        "SELECT entries.key AS key, stories.key AS story, documents.document AS document,
             coalesce(entries.published, entries.first_seen) AS at
         FROM document_numbers
         JOIN entries ON entries.id = document_numbers.entry
         JOIN documents ON documents.entry = entries.id
         JOIN stories ON stories.id = entries.story
         WHERE document_numbers.number = ?1
         ORDER BY own DESC, document_numbers.entry DESC LIMIT ?2",
    )?;
    let rows = statement.query_map(rusqlite::params![key, MOST], |row| {
        Ok(Numbered {
            entry: bytes(row, "key")?,
            story: bytes(row, "story")?,
            at: timestamp(row, "at")?,
            document: json(row, "document")?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
