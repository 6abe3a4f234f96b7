//! Published ids that are not derived from the key of a story or the name of an output.

use std::collections::HashMap;
use std::time::Duration;

use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};

use crate::model::{OutputName, PublishedFacts, StoryId, Timestamp};
use crate::store::Error;
use crate::store::columns::{bytes, json, seconds, timestamp, to_json};

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

pub(in crate::store) fn feed_ids(
    connection: &Connection,
) -> Result<HashMap<String, String>, Error> {
    let mut ids = connection.prepare_cached("SELECT output, id FROM feed_ids")?;
    let ids = ids.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(ids.collect::<rusqlite::Result<_>>()?)
}

pub(in crate::store) fn keep_feed_id(
    connection: &Connection,
    output: &OutputName,
    id: &str,
) -> Result<(), Error> {
    connection
        .prepare_cached("INSERT OR IGNORE INTO feed_ids (output, id) VALUES (?1, ?2)")?
        .execute([output.as_str(), id])?;
    Ok(())
}

/// Whether every story has the id derived from its key, and no entry of a lost store waits for its
/// story.
pub(in crate::store) fn all_follow(connection: &Connection) -> Result<bool, Error> {
    let others = "SELECT EXISTS (SELECT 1 FROM published_ids) OR EXISTS (SELECT 1 FROM inherited)";
    let others: bool = connection
        .prepare_cached(others)?
        .query_row([], |row| row.get(0))?;
    Ok(!others)
}

pub(in crate::store) fn of_story(
    connection: &Connection,
    story: StoryId,
) -> Result<Option<String>, Error> {
    Ok(connection
        .prepare_cached("SELECT id FROM published_ids WHERE story = ?1")?
        .query_row([story.as_bytes()], |row| row.get(0))
        .optional()?)
}

pub(in crate::store) fn is_given(connection: &Connection, id: &str) -> Result<bool, Error> {
    Ok(connection
        .prepare_cached("SELECT 1 FROM published_ids WHERE id = ?1")?
        .exists([id])?)
}

/// Whether `is_wanted` is true for any story, including those that were merged into others.
pub(in crate::store) fn any_story(
    connection: &Connection,
    is_wanted: &dyn Fn(StoryId) -> bool,
) -> Result<bool, Error> {
    let mut keys = connection.prepare("SELECT key FROM stories")?;
    let keys = keys.query_map([], |row| bytes(row, "key"))?;
    for key in keys {
        if is_wanted(key?) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Stores what the outputs of a lost store say, and fixes the namespace, as this database now
/// continues published feeds.
pub(in crate::store) fn inherit(
    connection: &mut Connection,
    namespace: &str,
    feeds: &[(OutputName, String)],
    entries: &[PublishedFacts],
    now: Timestamp,
) -> Result<(), Error> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    super::sources::namespace(&transaction, namespace)?;
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
}

/// The entries of a lost store that no story has been matched with yet.
pub(in crate::store) fn inherited(connection: &Connection) -> Result<Vec<PublishedFacts>, Error> {
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
}

/// Stores the ids of stories that are published for the first time.
pub(in crate::store) fn give(
    connection: &mut Connection,
    ids: &[GivenId],
    now: Timestamp,
) -> Result<(), Error> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
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
}
