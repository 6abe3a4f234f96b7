//! Says what a refold changed.

use std::collections::BTreeSet;

use rusqlite::Transaction;

use crate::model::{DamagedText, EntryKey, StoryId};
use crate::store::columns::bytes;
use crate::store::{Error, damaged};

/// Most moves listed one by one.
const MAX_LISTED_MOVES: u32 = 1000;

/// SQL for the entries that are in another story than before.
const MOVED: &str = "FROM refold_entries AS was
    JOIN entries ON entries.id = was.entry JOIN stories ON stories.id = entries.story
    WHERE stories.key <> was.story";

/// What a refold changed.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Refolded {
    /// Entries placed again.
    pub entries: u64,
    /// Those of them that were placed before the refold was interrupted.
    pub resumed: u64,
    /// Stories before.
    pub stories_before: u64,
    /// Stories now.
    pub stories: u64,
    /// Stories that are now merged into others.
    pub joined: u64,
    /// Stories that did not exist before.
    pub parted: u64,
    /// Entries that are in another story than before.
    pub moved: u64,
    /// The first thousand of those entries.
    pub moves: Vec<Move>,
    /// The entries that kept their places, since their stored texts are damaged.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub damaged_texts: Vec<DamagedText>,
}

/// An entry that is in another story than before.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Move {
    /// Which entry.
    pub entry: EntryKey,
    /// Its title.
    pub title: String,
    /// Its story before.
    pub from: StoryId,
    /// Its story now.
    pub to: StoryId,
}

/// Compares the stories with those before.
pub(super) fn report(
    transaction: &Transaction<'_>,
    entries: u64,
    resumed: u64,
) -> Result<Refolded, Error> {
    let count =
        |sql: &str| -> Result<u64, Error> { Ok(transaction.query_row(sql, [], |row| row.get(0))?) };
    let mut statement = transaction.prepare(&format!(
        "SELECT entries.key AS key, entries.title AS title, was.story AS was_in,
             stories.key AS is_in {MOVED} ORDER BY entries.id LIMIT ?1"
    ))?;
    let moves = statement.query_map([MAX_LISTED_MOVES], |row| {
        Ok(Move {
            entry: bytes(row, "key")?,
            title: row.get("title")?,
            from: bytes(row, "was_in")?,
            to: bytes(row, "is_in")?,
        })
    })?;
    Ok(Refolded {
        entries,
        resumed,
        stories_before: count("SELECT count(*) FROM refold_stories WHERE merged_into IS NULL")?,
        stories: count("SELECT count(*) FROM stories WHERE merged_into IS NULL")?,
        joined: count(
            "SELECT count(*) FROM refold_stories AS was JOIN stories ON stories.id = was.id
             WHERE was.merged_into IS NULL AND stories.merged_into IS NOT NULL",
        )?,
        parted: count(
            "SELECT count(*) FROM stories WHERE merged_into IS NULL AND id NOT IN
                 (SELECT id FROM refold_stories WHERE merged_into IS NULL)",
        )?,
        moved: count(&format!("SELECT count(*) {MOVED}"))?,
        moves: moves.collect::<Result<_, _>>()?,
        damaged_texts: damaged::named(transaction, damaged_rows(transaction)?)?,
    })
}

fn damaged_rows(transaction: &Transaction<'_>) -> Result<BTreeSet<i64>, Error> {
    let mut statement = transaction.prepare("SELECT entry FROM refold_damaged")?;
    let rows = statement.query_map([], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
