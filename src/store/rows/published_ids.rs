//! Published ids that are not derived from the key of a story or the name of an output.

use std::collections::HashMap;
use std::time::Duration;

use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};

use crate::model::{OutputName, PublishedFacts, StoryId, Timestamp};
use crate::store::columns::{bytes, json, seconds, timestamp, to_json};
use crate::store::{Error, Store};

/// How long entries of a lost store wait for their stories to arrive again: a source may be down
/// for weeks.
const WAITS: Duration = Duration::from_hours(24 * 60);

/// An id under which a story is published from now on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenId {
    /// Which story.
    pub story: StoryId,
    /// Its published id.
    pub id: String,
    /// `Some` for an id of a lost store.
    pub taken_over: Option<TakenOver>,
}

/// What readers have already seen of a story whose id comes from a lost store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TakenOver {
    /// The story is sorted by this instant, if its own is later.
    pub published: Timestamp,
    /// When what a reader sees last changed.
    pub updated: Timestamp,
}

impl Store {
    /// The stored ids of published feeds, by the name of the output.
    pub fn feed_ids(&self) -> Result<HashMap<String, String>, Error> {
        self.read(|connection| {
            let mut ids = connection.prepare_cached("SELECT output, id FROM feed_ids")?;
            let ids = ids.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            Ok(ids.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// Stores the id under which an output is published, unless one is stored already.
    pub fn keep_feed_id(&mut self, output: &OutputName, id: &str) -> Result<(), Error> {
        self.write(|connection| keep_feed_id(connection, output, id))
    }

    /// Stores what the outputs of a lost database say about their feeds and stories, so that these
    /// keep their ids; `namespace` is proposed as in [`Store::namespace`].
    pub fn inherit(
        &mut self,
        namespace: &str,
        feeds: &[(OutputName, String)],
        entries: &[PublishedFacts],
        now: Timestamp,
    ) -> Result<(), Error> {
        self.write(|connection| {
            let transaction =
                connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            super::publication::namespace(&transaction, namespace)?;
            for (output, id) in feeds {
                keep_feed_id(&transaction, output, id)?;
            }
            for PublishedFacts {
                id,
                title,
                links,
                words,
                published,
                updated,
            } in entries
            {
                // An entry may be in several outputs; store it once.
                transaction
                    .prepare_cached(
                        "INSERT OR IGNORE INTO inherited
                     (id, title, links, words, published, updated, since)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                    )?
                    .execute(params![
                        id,
                        title,
                        to_json(links)?,
                        words,
                        seconds(*published),
                        seconds(*updated),
                        seconds(now)
                    ])?;
            }
            transaction.commit()?;
            Ok(())
        })
    }

    /// The entries of a lost database's outputs that no story has been matched with yet.
    pub fn inherited(&self) -> Result<Vec<PublishedFacts>, Error> {
        self.read(|connection| {
            let mut entries = connection.prepare_cached("SELECT * FROM inherited ORDER BY id")?;
            let entries = entries.query_map([], |row| {
                Ok(PublishedFacts {
                    id: row.get("id")?,
                    title: row.get("title")?,
                    links: json(row, "links")?,
                    words: row.get("words")?,
                    published: timestamp(row, "published")?,
                    updated: timestamp(row, "updated")?,
                })
            })?;
            Ok(entries.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// Whether the published id of every story is derived from its own id, and no entry is
    /// [inherited](Store::inherited).
    pub fn ids_follow(&self) -> Result<bool, Error> {
        self.read(|connection| {
            let others =
                "SELECT EXISTS (SELECT 1 FROM published_ids) OR EXISTS (SELECT 1 FROM inherited)";
            let others: bool = connection
                .prepare_cached(others)?
                .query_row([], |row| row.get(0))?;
            Ok(!others)
        })
    }

    /// The published id of a story, if one is stored for it.
    pub fn given_id(&self, story: StoryId) -> Result<Option<String>, Error> {
        self.read(|connection| {
            Ok(connection
                .prepare_cached("SELECT id FROM published_ids WHERE story = ?1")?
                .query_row([story.as_bytes()], |row| row.get(0))
                .optional()?)
        })
    }

    /// Whether this published id is stored for any story.
    pub fn is_given(&self, id: &str) -> Result<bool, Error> {
        self.read(|connection| {
            Ok(connection
                .prepare_cached("SELECT 1 FROM published_ids WHERE id = ?1")?
                .exists([id])?)
        })
    }

    /// Stores the published ids of stories, which never change afterwards.
    pub fn give_ids(&mut self, ids: &[GivenId], now: Timestamp) -> Result<(), Error> {
        self.write(|connection| {
            let transaction =
                connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            for GivenId {
                story,
                id,
                taken_over,
            } in ids
            {
                transaction
                    .prepare_cached(
                        "INSERT INTO published_ids (story, id, taken_over) VALUES (?1, ?2, ?3)",
                    )?
                    .execute(params![story.as_bytes(), id, taken_over.is_some()])?;
                let Some(TakenOver { published, updated }) = taken_over else {
                    continue;
                };
                transaction
            .prepare_cached(
                "UPDATE stories SET position = min(position, ?2), updated = ?3 WHERE key = ?1",
            )?
            .execute(params![
                story.as_bytes(),
                seconds(*published),
                seconds(*updated)
            ])?;
                transaction
                    .prepare_cached("DELETE FROM inherited WHERE id = ?1")?
                    .execute([id])?;
            }
            if let Ok(oldest) = now.checked_sub(WAITS) {
                transaction
                    .prepare_cached("DELETE FROM inherited WHERE since < ?1")?
                    .execute([seconds(oldest)])?;
            }
            transaction.commit()?;
            Ok(())
        })
    }

    /// Whether `is_wanted` is true for any story, including those that were merged into others.
    pub fn any_story(&self, is_wanted: &dyn Fn(StoryId) -> bool) -> Result<bool, Error> {
        self.read(|connection| {
            let mut keys = connection.prepare("SELECT key FROM stories")?;
            let keys = keys.query_map([], |row| bytes(row, "key"))?;
            for key in keys {
                if is_wanted(key?) {
                    return Ok(true);
                }
            }
            Ok(false)
        })
    }
}

fn keep_feed_id(connection: &Connection, output: &OutputName, id: &str) -> Result<(), Error> {
    connection
        .prepare_cached("INSERT OR IGNORE INTO feed_ids (output, id) VALUES (?1, ?2)")?
        .execute([output.as_str(), id])?;
    Ok(())
}
