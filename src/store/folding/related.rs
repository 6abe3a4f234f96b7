//! Finds the stories related to an entry: those with a link to it that are not its own.

use std::collections::HashSet;

use rusqlite::{Row, ToSql};

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
    pub fn numbered(&self, number: &DocumentNumber) -> Result<Vec<NumberedEntry>, Error> {
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
                Ok(NumberedEntry {
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
        let links = self.links_to_others("VALUES (?1)", &entry.0)?;
        Ok(links.into_iter().map(|(_, link)| link).collect())
    }

    /// The stories that the entries of a story have links to, each with the entry; the order is
    /// that of [`Store::related_to`].
    ///
    /// A story of hundreds of copies has thousands of links between them. One question about all
    /// copies reads nothing but the keys of those.
    pub fn related_to_entries_of(
        &self,
        story: StoryId,
    ) -> Result<Vec<(EntryRow, StoryLink)>, Error> {
        let entries = "SELECT id FROM entries
             WHERE story = (SELECT id FROM stories WHERE key = ?1)";
        self.links_to_others(entries, &story.as_bytes())
    }

    /// The links from the entries that the query `entries` gives to entries of other stories.
    /// `parameter` is that of the query.
    fn links_to_others(
        &self,
        entries: &str,
        parameter: &dyn ToSql,
    ) -> Result<Vec<(EntryRow, StoryLink)>, Error> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(&format!(
                "WITH own (id) AS MATERIALIZED ({entries}),
             ends (own, other) AS (
                 SELECT own.id, links.high FROM own CROSS JOIN links ON links.low = own.id
                     WHERE links.high NOT IN own
                 UNION ALL
                 SELECT own.id, links.low FROM own CROSS JOIN links ON links.high = own.id
                     WHERE links.low NOT IN own)
         SELECT ends.own AS own, stories.key AS key, links.correction AS correction,
             links.corrector = ends.own AS says
         FROM ends
         CROSS JOIN entries AS mine ON mine.id = ends.own
         CROSS JOIN entries AS other ON other.id = ends.other AND other.story <> mine.story
         CROSS JOIN links ON links.low = min(ends.own, ends.other)
             AND links.high = max(ends.own, ends.other)
         CROSS JOIN stories ON stories.id = other.story
         WHERE links.related = 1 OR links.score > 0
         ORDER BY links.correction IS NULL, links.score DESC, stories.key"
            ))?;
            let rows = statement.query_map([parameter], |row| {
                Ok((EntryRow(row.get("own")?), story_link(row)?))
            })?;
            let mut known = HashSet::new();
            let mut links = Vec::new();
            for link in rows {
                let (own, link) = link?;
                if known.insert((own, link.story)) {
                    links.push((own, link));
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
pub struct NumberedEntry {
    /// Which entry.
    pub entry: EntryKey,
    /// The story it belongs to.
    pub story: StoryId,
    /// When it was published, or else when it was first seen.
    pub at: Timestamp,
    /// Its official numbers and titles.
    pub document: OfficialDocument,
}
