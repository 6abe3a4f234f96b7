//! Begins a refold: saves the stories as they are, and gives every entry a story of its own.

use rusqlite::{Transaction, params};

use super::super::anchors;
use super::HAS_TEXT;
use crate::model::{Evidence, PackedHtml, Timestamp};
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

/// Notes the entries whose texts cannot be unpacked. That reads every text, which takes far less
/// time than comparing it.
pub(super) fn find_damaged_texts(transaction: &Transaction<'_>) -> Result<(), Error> {
    transaction.execute_batch("CREATE TABLE refold_damaged (entry INTEGER PRIMARY KEY)")?;
    let mut bodies = transaction.prepare("SELECT entry, html FROM bodies")?;
    let mut rows = bodies.query([])?;
    let mut insert = transaction.prepare("INSERT INTO refold_damaged VALUES (?1)")?;
    while let Some(row) = rows.next()? {
        let html: PackedHtml = row.get("html")?;
        if html.html().is_err() {
            insert.execute([row.get::<_, i64>("entry")?])?;
        }
    }
    Ok(())
}

/// Gives every entry whose text is stored a story of its own, unless a text of its story is
/// damaged, and deletes everything known about pairs with it.
pub(super) fn separate_entries(transaction: &Transaction<'_>, now: Timestamp) -> Result<(), Error> {
    let separated = format!(
        "{HAS_TEXT} AND entries.story NOT IN (SELECT damaged.story FROM entries AS damaged
             JOIN refold_damaged ON refold_damaged.entry = damaged.id)"
    );
    transaction
        .prepare_cached(&format!(
            "INSERT OR IGNORE INTO stories (key, position, updated)
             SELECT key, position, ?1 FROM entries WHERE {separated} ORDER BY id"
        ))?
        .execute([seconds(now)])?;
    transaction
        .prepare_cached(&format!(
            "UPDATE entries SET evidence = ?1,
                 story = (SELECT stories.id FROM stories WHERE stories.key = entries.key)
             WHERE {separated}"
        ))?
        .execute([to_json(&Evidence::Founded)?])?;
    // Stories that were merged into others stay so for now: among the ids that a story may
    // get, the one that readers know must win.
    let kept = format!("(SELECT id FROM entries WHERE NOT ({HAS_TEXT}))");
    transaction.execute_batch(&format!(
        "DELETE FROM links WHERE low NOT IN {kept} OR high NOT IN {kept};
         DELETE FROM documents WHERE entry NOT IN {kept};
         DELETE FROM document_numbers WHERE entry NOT IN {kept}"
    ))?;
    anchors::clear(transaction)
}

/// The rows of the stories that are not merged into others.
pub(super) fn live_stories(transaction: &Transaction<'_>) -> Result<Vec<i64>, Error> {
    let mut statement =
        transaction.prepare("SELECT id FROM stories WHERE merged_into IS NULL ORDER BY id")?;
    let rows = statement.query_map([], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
