//! Finds the stories related to an entry: those with a link to it that are not its own.

use super::keys::any_session_key;
use crate::model::{DocumentNumber, EntryKey, EntryRow, OfficialDocument, StoryId, Timestamp};
use crate::store::columns::{bytes, json, timestamp};
use crate::store::{Error, Store};

/// Most entries read for one number. Entries that have it as their own come first, then the
/// newest.
const MAX_ENTRIES: u32 = 64;

impl Store {
    /// The entries that have or cite a number, in any session; empty for a series whose numbers do
    /// not restart with each session.
    pub fn numbered(&self, number: &DocumentNumber) -> Result<Vec<Numbered>, Error> {
        self.read(|connection| {
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
            let rows = statement.query_map(rusqlite::params![key, MAX_ENTRIES], |row| {
                Ok(Numbered {
                    entry: bytes(row, "key")?,
                    story: bytes(row, "story")?,
                    at: timestamp(row, "at")?,
                    document: json(row, "document")?,
                })
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// The stories that an entry has links to, except its own, the strongest link first.
    pub fn related_to(&self, entry: EntryRow) -> Result<Vec<StoryId>, Error> {
        self.read(|connection| {
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
})
    }
}

/// An entry that has or cites an official number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Numbered {
    /// Which entry.
    pub entry: EntryKey,
    /// The story it belongs to.
    pub story: StoryId,
    /// When it was published, or else when it was first seen.
    pub at: Timestamp,
    /// Its official numbers and titles.
    pub document: OfficialDocument,
}
