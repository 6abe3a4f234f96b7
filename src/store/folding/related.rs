//! Finds the stories related to an entry: those with a link to it that are not its own.

use rusqlite::Row;

use crate::model::{
    CorrectionKind, DocumentNumber, EntryKey, EntryRow, OfficialDocument, StoryId, StoryLink,
    StoryRelation, Timestamp,
};
use crate::store::columns::{bytes, json, timestamp};
use crate::store::rows::document_numbers::any_session_key;
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

    /// The stories that an entry has links to, except its own: first those that it corrects or is
    /// corrected by, then those with the strongest links.
    pub fn related_to(&self, entry: EntryRow) -> Result<Vec<StoryLink>, Error> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "WITH linked AS (
             SELECT high AS row, score, related, correction, corrector FROM links WHERE low = ?1
             UNION ALL
             SELECT low, score, related, correction, corrector FROM links WHERE high = ?1)
         SELECT stories.key AS key, linked.correction AS correction,
             linked.corrector = ?1 AS says FROM linked
         JOIN entries ON entries.id = linked.row
         JOIN stories ON stories.id = entries.story
         WHERE stories.id <> (SELECT story FROM entries WHERE id = ?1)
             AND (linked.related = 1 OR linked.score > 0)
         ORDER BY linked.correction IS NULL, linked.score DESC, stories.key",
            )?;
            let rows = statement.query_map([entry.0], story_link)?;
            let mut links: Vec<StoryLink> = Vec::new();
            for link in rows {
                let link = link?;
                if links.iter().all(|known| known.story != link.story) {
                    links.push(link);
                }
            }
            Ok(links)
        })
    }
}

/// Reads a link to a story from the columns `key`, `correction` and `says`.
fn story_link(row: &Row<'_>) -> rusqlite::Result<StoryLink> {
    let correction: Option<String> = row.get("correction")?;
    let kind = correction.as_deref().and_then(CorrectionKind::parse);
    let says: Option<bool> = row.get("says")?;
    Ok(StoryLink {
        story: bytes(row, "key")?,
        relation: match (kind, says) {
            (Some(kind), Some(true)) => StoryRelation::says(kind),
            (Some(kind), Some(false)) => StoryRelation::is_said(kind),
            _ => StoryRelation::Related,
        },
    })
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
