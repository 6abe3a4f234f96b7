//! Begins a refold: saves the stories as they are, and gives every entry a story of its own.

use rusqlite::{Transaction, params};

use super::super::anchors;
use crate::model::{Evidence, Timestamp};
use crate::store::columns::{seconds, to_json};
use crate::store::rows::members;
use crate::store::{Decider, Error};

/// Saves the story of every entry, and the representative of every story.
pub(super) fn save_stories(
    transaction: &Transaction<'_>,
    decider: &dyn Decider,
) -> Result<(), Error> {
    transaction.execute_batch(
        "CREATE TABLE refold_entries AS
             SELECT entries.id AS entry, stories.key AS story FROM entries
             JOIN stories ON stories.id = entries.story;
         CREATE TABLE refold_stories AS
             SELECT id, key, updated, merged_into, CAST(NULL AS BLOB) AS shown FROM stories;
         CREATE INDEX refold_entries_by_entry ON refold_entries (entry);
         CREATE INDEX refold_stories_by_id ON refold_stories (id)",
    )?;
    for story in live_stories(transaction)? {
        let members = members::of_story(transaction, story)?;
        if let Some(shown) = decider.represents(&members) {
            transaction
                .prepare_cached("UPDATE refold_stories SET shown = ?1 WHERE id = ?2")?
                .execute(params![shown.as_bytes(), story])?;
        }
    }
    Ok(())
}

/// Gives every entry whose text is stored a story of its own, and deletes everything known
/// about pairs with it.
pub(super) fn separate_entries(transaction: &Transaction<'_>, now: Timestamp) -> Result<(), Error> {
    transaction
        .prepare_cached(
            "INSERT OR IGNORE INTO stories (key, position, updated)
             SELECT key, position, ?1 FROM entries WHERE pruned IS NULL ORDER BY id",
        )?
        .execute([seconds(now)])?;
    transaction
        .prepare_cached(
            "UPDATE entries SET evidence = ?1,
                 story = (SELECT stories.id FROM stories WHERE stories.key = entries.key)
             WHERE pruned IS NULL",
        )?
        .execute([to_json(&Evidence::Founded)?])?;
    // Stories that were merged into others stay so for now: among the ids that a story may
    // get, the one that readers know must win.
    transaction.execute_batch(
        "DELETE FROM links WHERE NOT EXISTS (
             SELECT 1 FROM entries AS one JOIN entries AS other
             WHERE one.id = low AND other.id = high
                 AND one.pruned IS NOT NULL AND other.pruned IS NOT NULL);
         DELETE FROM documents
             WHERE (SELECT pruned FROM entries WHERE id = entry) IS NULL;
         DELETE FROM document_numbers
             WHERE (SELECT pruned FROM entries WHERE id = entry) IS NULL",
    )?;
    anchors::clear(transaction)
}

/// The rows of the stories that are not merged into others.
pub(super) fn live_stories(transaction: &Transaction<'_>) -> Result<Vec<i64>, Error> {
    let mut statement =
        transaction.prepare("SELECT id FROM stories WHERE merged_into IS NULL ORDER BY id")?;
    let rows = statement.query_map([], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
