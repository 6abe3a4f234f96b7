//! Moves entries between stories so that a published id never changes or comes twice.
//!
//! A story's id is the key of the entry that founded it. When an entry leaves, the id stays with the
//! founding entry; when two stories become one, the older id stays and the other one redirects.

use rusqlite::{Transaction, params};

use super::columns::{bytes, seconds, timestamp, to_json};
use super::{Error, Judge, read};
use crate::model::{EntryKey, Evidence, StoryId, Timestamp};

/// Row of a story that stands.
pub(super) fn row(transaction: &Transaction<'_>, story: StoryId) -> Result<i64, Error> {
    Ok(transaction
        .prepare_cached("SELECT id FROM stories WHERE key = ?1")?
        .query_row([story.as_bytes()], |row| row.get(0))?)
}

/// Makes a story, or lets the one that once had this id stand again.
pub(super) fn found(
    transaction: &Transaction<'_>,
    story: StoryId,
    position: Timestamp,
    updated: Timestamp,
) -> Result<i64, Error> {
    Ok(transaction
        .prepare_cached(
            "INSERT INTO stories (key, position, updated) VALUES (?1, ?2, ?3)
             ON CONFLICT (key) DO UPDATE SET merged_into = NULL, updated = excluded.updated
             RETURNING id",
        )?
        .query_row(
            params![story.as_bytes(), seconds(position), seconds(updated)],
            |row| row.get(0),
        )?)
}

/// Takes an entry out of its story, so that it stands alone; gives the story it stands in then.
///
/// The founding entry keeps the story's id, and the others move to a story founded by the earliest of
/// them. Any other entry leaves and founds its own.
pub(super) fn leave(
    transaction: &Transaction<'_>,
    entry: i64,
    key: EntryKey,
    now: Timestamp,
) -> Result<StoryId, Error> {
    let (story_row, story): (i64, StoryId) = transaction
        .prepare_cached(
            "SELECT stories.id, stories.key AS story_key FROM stories
             JOIN entries ON entries.story = stories.id WHERE entries.id = ?1",
        )?
        .query_row([entry], |row| Ok((row.get(0)?, bytes(row, "story_key")?)))?;
    let mut others = transaction.prepare_cached(
        "SELECT key, position FROM entries WHERE story = ?1 AND id <> ?2 ORDER BY id LIMIT 1",
    )?;
    let first_other = others
        .query_map([story_row, entry], |row| {
            Ok((bytes::<EntryKey>(row, "key")?, timestamp(row, "position")?))
        })?
        .next()
        .transpose()?;
    let Some((first_other, position)) = first_other else {
        return Ok(story);
    };
    let mut move_entries = transaction
        .prepare_cached("UPDATE entries SET story = ?1 WHERE story = ?2 AND (id = ?3) = ?4")?;
    if story == StoryId::founded_by(key) {
        let rest = StoryId::founded_by(first_other);
        let rest = found(transaction, rest, position, now)?;
        move_entries.execute(params![rest, story_row, entry, false])?;
        transaction
            .prepare_cached("UPDATE entries SET evidence = ?1 WHERE key = ?2")?
            .execute(params![
                to_json(&Evidence::Founded)?,
                first_other.as_bytes()
            ])?;
        compare_with(transaction, rest, key, first_other)?;
        redirect_with_members(transaction, story_row, rest)?;
        return Ok(story);
    }
    let founder = EntryKey::from_bytes(*story.as_bytes());
    compare_with(transaction, story_row, key, founder)?;
    let own = StoryId::founded_by(key);
    let position = transaction
        .prepare_cached("SELECT position FROM entries WHERE id = ?1")?
        .query_row([entry], |row| timestamp(row, "position"))?;
    let own_row = found(transaction, own, position, now)?;
    move_entries.execute(params![own_row, story_row, entry, true])?;
    Ok(own)
}

/// Lets the ids of stories that were merged lead to where the entries that founded them stand now.
fn redirect_with_members(transaction: &Transaction<'_>, from: i64, to: i64) -> Result<(), Error> {
    transaction
        .prepare_cached(
            "UPDATE stories SET merged_into = ?2 WHERE merged_into = ?1
                 AND key IN (SELECT key FROM entries WHERE story = ?2)",
        )?
        .execute([from, to])?;
    Ok(())
}

/// Lets the evidence of a story's members name another entry in place of one that left. All of them
/// carry one text, so what was true of the one is true of the other.
fn compare_with(
    transaction: &Transaction<'_>,
    story: i64,
    left: EntryKey,
    stays: EntryKey,
) -> Result<(), Error> {
    transaction
        .prepare_cached(
            "UPDATE entries SET evidence = json_set(evidence, '$.with', ?1)
             WHERE story = ?2 AND json_extract(evidence, '$.with') = ?3 AND key <> ?4",
        )?
        .execute(params![
            stays.to_string(),
            story,
            left.to_string(),
            stays.as_bytes()
        ])?;
    // The one they are compared with has nothing to be compared with itself.
    transaction
        .prepare_cached(
            "UPDATE entries SET evidence = ?1
             WHERE key = ?2 AND json_extract(evidence, '$.with') = ?3",
        )?
        .execute(params![
            to_json(&Evidence::Founded)?,
            stays.as_bytes(),
            left.to_string()
        ])?;
    Ok(())
}

/// Makes two stories one: the one stored first keeps its id, the other redirects to it.
///
/// That happens when an entry was edited, so what readers see of the one that stays may have changed.
pub(super) fn merge(
    transaction: &Transaction<'_>,
    one: StoryId,
    other: StoryId,
    now: Timestamp,
) -> Result<(), Error> {
    let (a, b) = (row(transaction, one)?, row(transaction, other)?);
    let (stays, goes) = (a.min(b), a.max(b));
    if stays == goes {
        return Ok(());
    }
    transaction
        .prepare_cached("UPDATE entries SET story = ?1 WHERE story = ?2")?
        .execute([stays, goes])?;
    transaction
        .prepare_cached("UPDATE stories SET merged_into = ?1 WHERE id = ?2 OR merged_into = ?2")?
        .execute([stays, goes])?;
    transaction
        .prepare_cached("UPDATE stories SET updated = max(updated, ?1) WHERE id = ?2")?
        .execute(params![seconds(now), stays])?;
    Ok(())
}

/// Moves a story's `updated` when a repost takes the place of what readers saw before this pass.
pub(super) fn touch_if_taken_over(
    transaction: &Transaction<'_>,
    judge: &dyn Judge,
    key: EntryKey,
    now: Timestamp,
) -> Result<(), Error> {
    let stood_before = transaction
        .prepare_cached(
            "SELECT 1 FROM entries WHERE first_seen < ?2
                 AND story = (SELECT story FROM entries WHERE key = ?1)",
        )?
        .exists(params![key.as_bytes(), seconds(now)])?;
    if stood_before {
        touch_if_represented_by(transaction, judge, key, now)?;
    }
    Ok(())
}

/// Moves a story's `updated` when the entry that changed is the one readers see.
pub(super) fn touch_if_represented_by(
    transaction: &Transaction<'_>,
    judge: &dyn Judge,
    key: EntryKey,
    now: Timestamp,
) -> Result<(), Error> {
    let story: i64 = transaction
        .prepare_cached("SELECT story FROM entries WHERE key = ?1")?
        .query_row([key.as_bytes()], |row| row.get(0))?;
    let members = read::members(transaction, story)?;
    if judge.represents(&members) == Some(key) {
        transaction
            .prepare_cached("UPDATE stories SET updated = max(updated, ?1) WHERE id = ?2")?
            .execute(params![seconds(now), story])?;
    }
    Ok(())
}
