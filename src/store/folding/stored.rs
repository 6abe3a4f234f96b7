//! Answers the questions about stored entries that a decision asks.

use std::collections::BTreeSet;
use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension, params};

use super::anchors::Anchors;
use super::entry_cache::EntryCache;
use crate::model::{
    Bond, Comparable, EntryKey, EntryRow, EntryTexts, ExactKey, StoredMember, StoredMembers,
    StoryRow,
};
use crate::store::columns::bytes;
use crate::store::rows::{document_numbers, rulings};
use crate::store::{Error, Store};

/// Most entries found by one exact key.
const MAX_PER_KEY: u32 = 16;

/// The stored entries, as the transaction that asks sees them.
#[derive(Clone, Copy, Debug)]
pub struct Stored<'a> {
    pub(in crate::store) connection: &'a Connection,
    pub(in crate::store) cache: &'a EntryCache,
    pub(in crate::store) anchors: &'a Anchors,
}

/// What is stored about a pair of entries.
#[derive(Debug)]
pub struct Paired {
    /// The key of the other entry.
    pub key: EntryKey,
    /// Its story.
    pub story: StoryRow,
    /// Whether it is an official document, or cites one.
    pub has_document: bool,
    /// The score of both; `None` if the pair has no link.
    pub score: Option<f64>,
}

impl Store {
    /// Calls `ask` with the stored entries as they are now.
    pub fn ask<T>(&self, ask: impl FnOnce(&Stored<'_>) -> Result<T, Error>) -> Result<T, Error> {
        self.read(|connection| {
            ask(&Stored {
                connection,
                cache: &EntryCache::noting(&self.damaged),
                anchors: &Anchors::default(),
            })
        })
    }
}

impl Stored<'_> {
    /// Calls `each` for every anchor, in this order, with the newest entries that have it, the
    /// newest first.
    pub fn holders(&self, anchors: &[u64], each: &mut dyn FnMut(&[EntryRow])) -> Result<(), Error> {
        let mut rows = Vec::new();
        self.anchors.lookup(self.connection, anchors, |holders| {
            rows.clear();
            rows.extend(holders.iter().copied().map(EntryRow));
            each(&rows);
        })
    }

    /// The newest entries that have one of these keys, a few for each key.
    pub fn with_keys(&self, keys: &[ExactKey<'_>]) -> Result<BTreeSet<EntryRow>, Error> {
        let mut found = BTreeSet::new();
        for key in keys {
            let (sql, key, title) = match key {
                ExactKey::Text { content, title } => (
                    "SELECT id FROM entries WHERE content = ?1
                     ORDER BY title_hash = ?3 DESC, id DESC LIMIT ?2",
                    content.as_bytes().to_vec().into(),
                    Some(title.as_bytes()),
                ),
                ExactKey::Page(url) => (
                    "SELECT id FROM entries WHERE url_key = ?1 AND ?3 IS NULL
                     ORDER BY id DESC LIMIT ?2",
                    url.as_bytes().to_vec().into(),
                    None,
                ),
                ExactKey::Number(number) => (
                    "SELECT entry FROM document_numbers WHERE number = ?1 AND ?3 IS NULL
                     ORDER BY own DESC, entry DESC LIMIT ?2",
                    rusqlite::types::Value::from(document_numbers::number_key(number)),
                    None,
                ),
            };
            let mut statement = self.connection.prepare_cached(sql)?;
            // One more, since the entry that is being decided may be stored already.
            let rows =
                statement.query_map(params![key, MAX_PER_KEY + 1, title], |row| row.get(0))?;
            for row in rows {
                found.insert(EntryRow(row?));
            }
        }
        Ok(found)
    }

    /// The lengths of the normalised texts of these entries, in characters.
    pub fn lengths(&self, rows: &[EntryRow]) -> Result<Vec<u32>, Error> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT chars FROM entries WHERE id = ?1")?;
        rows.iter()
            .map(|row| match self.cache.cached(row.0) {
                Some(entry) => Ok(entry.fingerprint.chars),
                None => Ok(statement.query_row([row.0], |row| row.get(0))?),
            })
            .collect()
    }

    /// These entries, in this order.
    pub fn entries(&self, rows: &[EntryRow]) -> Result<Vec<Arc<Comparable>>, Error> {
        rows.iter()
            .map(|row| self.cache.entry(self.connection, row.0))
            .collect()
    }

    /// An entry with its texts as sent; without its body, if that is damaged.
    pub fn texts(&self, row: EntryRow) -> Result<EntryTexts, Error> {
        self.cache.readable_texts(self.connection, row.0)
    }

    /// The stories of these entries, each once, in the order of the entries.
    pub fn stories(&self, rows: &[EntryRow]) -> Result<Vec<StoredMembers>, Error> {
        let mut story_of = self
            .connection
            .prepare_cached("SELECT story FROM entries WHERE id = ?1")?;
        let mut members_of = self.connection.prepare_cached(
            "SELECT id, json_extract(evidence, '$.with'),
                 key = (SELECT key FROM stories WHERE id = ?1) FROM entries
             WHERE story = ?1 ORDER BY id",
        )?;
        let mut seen = BTreeSet::new();
        let mut stories = Vec::new();
        for row in rows {
            let story = StoryRow(story_of.query_row([row.0], |row| row.get(0))?);
            if !seen.insert(story) {
                continue;
            }
            let rows = members_of.query_map([story.0], |row| {
                let member = StoredMember {
                    entry: EntryRow(row.get(0)?),
                    with: row.get(1)?,
                };
                Ok((member, row.get::<_, bool>(2)?))
            })?;
            let (mut founder, mut members) = (None, Vec::new());
            for row in rows {
                let (member, is_founder) = row?;
                if is_founder {
                    founder = Some(member.entry);
                }
                members.push(member);
            }
            stories.push(StoredMembers {
                story,
                founder,
                members,
            });
        }
        Ok(stories)
    }

    /// The entries that carry the same text as one of these by a stored link, or that a person
    /// merged with one of these.
    pub fn linked(&self, rows: &[EntryRow]) -> Result<BTreeSet<EntryRow>, Error> {
        let mut statement = self.connection.prepare_cached(
            "SELECT high FROM links WHERE low = ?1 AND related = 0
             UNION ALL SELECT low FROM links WHERE high = ?1 AND related = 0",
        )?;
        let mut linked = BTreeSet::new();
        for row in rows {
            let others = statement.query_map([row.0], |row| row.get(0))?;
            for other in others {
                linked.insert(EntryRow(other?));
            }
            let merged = rulings::merged_with(self.connection, row.0)?;
            linked.extend(merged.into_iter().map(EntryRow));
        }
        Ok(linked)
    }

    /// The stored scores of pairs of these entries, the lower row first; negative infinity for a
    /// pair that never folds.
    pub fn scores(&self, rows: &[EntryRow]) -> Result<Vec<(EntryRow, EntryRow, f64)>, Error> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT high, score FROM links WHERE low = ?1")?;
        let mut scores = Vec::new();
        for low in rows {
            let links = statement.query_map([low.0], |row| Ok((row.get(0)?, row.get(1)?)))?;
            for link in links {
                let (high, score) = link?;
                let high = EntryRow(high);
                if rows.contains(&high) {
                    scores.push((*low, high, score));
                }
            }
        }
        Ok(scores)
    }

    /// What people ruled about pairs of these entries, the lower key first.
    pub fn rulings(&self, keys: &[EntryKey]) -> Result<Vec<(EntryKey, EntryKey, Bond)>, Error> {
        let mut ruled = Vec::new();
        for key in keys {
            for (other, bond) in rulings::bonds_with_higher_keys(self.connection, *key)? {
                if keys.contains(&other) {
                    ruled.push((*key, other, bond));
                }
            }
        }
        Ok(ruled)
    }

    /// Whether people ruled about any pair with this entry.
    pub fn is_ruled_about(&self, key: EntryKey) -> Result<bool, Error> {
        rulings::is_ruled_about(self.connection, key)
    }

    /// The entries that a stored link leads to from the entry at `row`, related ones too.
    pub fn links(&self, row: EntryRow) -> Result<BTreeSet<EntryRow>, Error> {
        let mut statement = self.connection.prepare_cached(
            "SELECT high FROM links WHERE low = ?1 UNION ALL SELECT low FROM links WHERE high = ?1",
        )?;
        let rows = statement.query_map([row.0], |row| row.get(0).map(EntryRow))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// What is stored about a pair of entries: about the other entry, and the score of both.
    pub fn paired(&self, entry: EntryRow, other: EntryRow) -> Result<Paired, Error> {
        Ok(self
            .connection
            .prepare_cached(
                "SELECT key, story,
                     EXISTS (SELECT 1 FROM documents WHERE entry = ?2) AS has_document,
                     (SELECT score FROM links
                         WHERE low = min(?1, ?2) AND high = max(?1, ?2)) AS score
                 FROM entries WHERE id = ?2",
            )?
            .query_row([entry.0, other.0], |row| {
                Ok(Paired {
                    key: bytes(row, "key")?,
                    story: StoryRow(row.get("story")?),
                    has_document: row.get("has_document")?,
                    score: row.get("score")?,
                })
            })?)
    }

    /// The row of an entry; `None` if it is not stored.
    pub fn row(&self, key: EntryKey) -> Result<Option<EntryRow>, Error> {
        Ok(self
            .connection
            .prepare_cached("SELECT id FROM entries WHERE key = ?1")?
            .query_row([key.as_bytes()], |row| row.get(0).map(EntryRow))
            .optional()?)
    }
}
