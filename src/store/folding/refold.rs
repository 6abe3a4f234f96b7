//! Repeats all decisions from the stored texts, after a rule or a version changed.
//!
//! It first gives every entry a story of its own, and then places the entries in the order in
//! which they were stored, with the result that a new store would have. All is one transaction: an
//! interrupted refold changes nothing. Entries whose texts `prune` removed keep their places.

use jiff::tz::TimeZone;
use rusqlite::{Connection, Transaction, TransactionBehavior, params};

use super::anchors::{self, Anchors};
use super::decisions::DecisionWriter;
use super::entry_cache::EntryCache;
use super::index::index;
use crate::model::{
    EntryKey, EntryTexts, Evidence, PreparedEntry, StoryId, Timestamp, UnreadableHtml,
};
use crate::store::columns::{bytes, optional_bytes, seconds, to_json};
use crate::store::rows::before_rulings::{self, RegroupCause};
use crate::store::rows::{entry_columns, members, statistics, stories};
use crate::store::{Decider, Error, Store};

/// Entries read from the store at once.
const BATCH: u32 = 500;

/// Most moves listed one by one.
const MAX_LISTED_MOVES: u32 = 1000;

/// SQL for the entries that are in another story than before.
const MOVED: &str = "FROM temp.was_entries AS was
    JOIN entries ON entries.id = was.entry JOIN stories ON stories.id = entries.story
    WHERE stories.key <> was.story";

/// What a refold changed.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Refolded {
    /// Entries placed again.
    pub entries: u64,
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

impl Store {
    /// Repeats all decisions from the stored texts; `again` prepares a stored entry as if it
    /// arrived now. Rulings of people stay in force. Counts the numbers by day anew, in days of
    /// `zone`. `progress` gets the number of entries that are decided, and that of all.
    pub fn refold(
        &mut self,
        again: &dyn Fn(&EntryTexts) -> Result<PreparedEntry, UnreadableHtml>,
        decider: &dyn Decider,
        (zone, now): (&TimeZone, Timestamp),
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<Refolded, Error> {
        self.anchors = Anchors::default();
        self.write(|connection| {
            // The old stories of all entries take as much room as the store has entries: too much
            // for memory.
            connection.pragma_update(None, "temp_store", "FILE")?;
            let transaction =
                connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let refold = Refold {
                transaction: &transaction,
                decider,
                now,
            };
            refold.save_stories()?;
            refold.separate_entries()?;
            let entries = refold.place_all(again, progress)?;
            refold.apply_rulings()?;
            refold.restore_dates()?;
            statistics::recount(&transaction, zone)?;
            let refolded = refold.report(entries)?;
            transaction
                .execute_batch("DROP TABLE temp.was_entries; DROP TABLE temp.was_stories")?;
            transaction.commit()?;
            Ok(refolded)
        })
    }

    /// How many entries were normalised by another version than this.
    pub fn outdated(&self, version: u16) -> Result<u64, Error> {
        self.read(|connection| outdated(connection, version))
    }
}

/// How many entries were normalised by another version than this.
pub(in crate::store) fn outdated(connection: &Connection, version: u16) -> Result<u64, Error> {
    Ok(connection
        .prepare_cached("SELECT count(*) FROM entries WHERE version <> ?1 AND pruned IS NULL")?
        .query_row([version], |row| row.get(0))?)
}

struct Refold<'a> {
    transaction: &'a Transaction<'a>,
    decider: &'a dyn Decider,
    now: Timestamp,
}

impl Refold<'_> {
    /// Saves the story of every entry, and the representative of every story.
    fn save_stories(&self) -> Result<(), Error> {
        self.transaction.execute_batch(
            "CREATE TEMP TABLE was_entries AS
                 SELECT entries.id AS entry, stories.key AS story FROM entries
                 JOIN stories ON stories.id = entries.story;
             CREATE TEMP TABLE was_stories AS
                 SELECT id, key, updated, merged_into, CAST(NULL AS BLOB) AS shown FROM stories;
             CREATE INDEX temp.was_entries_by_entry ON was_entries (entry);
             CREATE INDEX temp.was_stories_by_id ON was_stories (id)",
        )?;
        for story in self.live_stories()? {
            let members = members::of_story(self.transaction, story)?;
            if let Some(shown) = self.decider.represents(&members) {
                self.transaction
                    .prepare_cached("UPDATE temp.was_stories SET shown = ?1 WHERE id = ?2")?
                    .execute(params![shown.as_bytes(), story])?;
            }
        }
        Ok(())
    }

    fn live_stories(&self) -> Result<Vec<i64>, Error> {
        let mut statement = self
            .transaction
            .prepare("SELECT id FROM stories WHERE merged_into IS NULL ORDER BY id")?;
        let rows = statement.query_map([], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Gives every entry whose text is stored a story of its own, and deletes everything known
    /// about pairs with it.
    fn separate_entries(&self) -> Result<(), Error> {
        self.transaction
            .prepare_cached(
                "INSERT OR IGNORE INTO stories (key, position, updated)
                 SELECT key, position, ?1 FROM entries WHERE pruned IS NULL ORDER BY id",
            )?
            .execute([seconds(self.now)])?;
        self.transaction
            .prepare_cached(
                "UPDATE entries SET evidence = ?1,
                     story = (SELECT stories.id FROM stories WHERE stories.key = entries.key)
                 WHERE pruned IS NULL",
            )?
            .execute([to_json(&Evidence::Founded)?])?;
        // Stories that were merged into others stay so for now: among the ids that a story may
        // get, the one that readers know must win.
        self.transaction.execute_batch(
            "DELETE FROM links WHERE NOT EXISTS (
                 SELECT 1 FROM entries AS one JOIN entries AS other
                 WHERE one.id = low AND other.id = high
                     AND one.pruned IS NOT NULL AND other.pruned IS NOT NULL);
             DELETE FROM documents
                 WHERE (SELECT pruned FROM entries WHERE id = entry) IS NULL;
             DELETE FROM document_numbers
                 WHERE (SELECT pruned FROM entries WHERE id = entry) IS NULL",
        )?;
        anchors::clear(self.transaction)
    }

    fn place_all(
        &self,
        again: &dyn Fn(&EntryTexts) -> Result<PreparedEntry, UnreadableHtml>,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<u64, Error> {
        let all = "SELECT count(*) FROM entries WHERE pruned IS NULL";
        let all = self.transaction.query_row(all, [], |row| row.get(0))?;
        let (cache, anchors) = (EntryCache::default(), Anchors::default());
        let deciding = DecisionWriter {
            cache: &cache,
            anchors: &anchors,
            transaction: self.transaction,
            decider: self.decider,
            now: self.now,
            cause: RegroupCause::Refold,
        };
        let (mut last, mut entries) = (i64::MIN, 0);
        loop {
            let batch = self.rows_after(last)?;
            let Some(end) = batch.last() else {
                anchors.write(self.transaction)?;
                return Ok(entries);
            };
            last = *end;
            for row in batch {
                let entry = again(&cache.texts(self.transaction, row)?)?;
                // The columns that hold what was sent do not change.
                entry_columns::write_derived(self.transaction, row, &entry)?;
                index(self.transaction, &anchors, row, &entry)?;
                cache.remove(row);
                deciding.decide_again(row, &entry)?;
                entries += 1;
            }
            progress(entries, all);
        }
    }

    fn rows_after(&self, last: i64) -> Result<Vec<i64>, Error> {
        let mut statement = self.transaction.prepare_cached(
            "SELECT id FROM entries WHERE id > ?1 AND pruned IS NULL ORDER BY id LIMIT ?2",
        )?;
        let rows = statement.query_map(params![last, BATCH], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Merges the entries that people merged, even in stories too large to be arranged at once.
    /// Entries that people separated stay apart, whatever would bring them together.
    fn apply_rulings(&self) -> Result<(), Error> {
        let mut apart = self.transaction.prepare(
            "SELECT one.story, other.story FROM rulings
             JOIN entries AS one ON one.key = rulings.one
             JOIN entries AS other ON other.key = rulings.other
             WHERE rulings.kind = 'merge' AND one.story <> other.story AND NOT EXISTS (
                 SELECT 1 FROM rulings AS split
                 JOIN entries AS left ON left.key = split.one
                 JOIN entries AS right ON right.key = split.other
                 WHERE split.kind = 'split'
                     AND left.story IN (one.story, other.story)
                     AND right.story IN (one.story, other.story))
             LIMIT 1",
        )?;
        loop {
            let pair = apart
                .query_map([], |row| Ok([row.get(0)?, row.get(1)?]))?
                .next()
                .transpose()?;
            let Some(pair) = pair else { return Ok(()) };
            let pair: [i64; 2] = pair;
            let mut statement = self
                .transaction
                .prepare_cached("SELECT id FROM entries WHERE story IN (?1, ?2) ORDER BY id")?;
            let rows = statement.query_map(pair, |row| row.get(0))?;
            let group = rows.collect::<Result<Vec<i64>, _>>()?;
            let when = (self.now, RegroupCause::Refold);
            stories::regroup(self.transaction, self.decider, &[group], when)?;
        }
    }

    /// Restores `updated` where readers see the same entry as before, and removes the stories that
    /// exist only because entries were taken out of stories to which they then returned.
    fn restore_dates(&self) -> Result<(), Error> {
        self.transaction.execute_batch(
            "UPDATE stories SET merged_into = NULL
                 WHERE merged_into IS NOT NULL AND id IN (SELECT story FROM entries);
             DELETE FROM stories WHERE merged_into IS NOT NULL
                 AND id NOT IN (SELECT id FROM temp.was_stories)",
        )?;
        for story in self.live_stories()? {
            let after = self
                .decider
                .represents(&members::of_story(self.transaction, story)?);
            let mut statement = self.transaction.prepare_cached(
                "SELECT shown, updated FROM temp.was_stories
                 WHERE id = ?1 AND merged_into IS NULL",
            )?;
            let before = statement
                .query_map([story], |row| {
                    let shown: Option<EntryKey> = optional_bytes(row, "shown")?;
                    Ok((shown, row.get::<_, i64>("updated")?))
                })?
                .next()
                .transpose()?;
            let updated = match before {
                Some((shown, updated)) if shown == after => updated,
                Some((_, updated)) => {
                    if let Some(after) = after {
                        stories::write_representative(self.transaction, story, after, self.now)?;
                    }
                    before_rulings::forget_story(self.transaction, story)?;
                    updated.max(seconds(self.now))
                }
                None => seconds(self.now),
            };
            self.transaction
                .prepare_cached("UPDATE stories SET updated = ?1 WHERE id = ?2")?
                .execute([updated, story])?;
        }
        Ok(())
    }

    fn report(&self, entries: u64) -> Result<Refolded, Error> {
        let count = |sql: &str| -> Result<u64, Error> {
            Ok(self.transaction.query_row(sql, [], |row| row.get(0))?)
        };
        let mut statement = self.transaction.prepare(&format!(
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
            stories_before: count(
                "SELECT count(*) FROM temp.was_stories WHERE merged_into IS NULL",
            )?,
            stories: count("SELECT count(*) FROM stories WHERE merged_into IS NULL")?,
            joined: count(
                "SELECT count(*) FROM temp.was_stories AS was JOIN stories ON stories.id = was.id
                 WHERE was.merged_into IS NULL AND stories.merged_into IS NOT NULL",
            )?,
            parted: count(
                "SELECT count(*) FROM stories WHERE merged_into IS NULL AND id NOT IN
                     (SELECT id FROM temp.was_stories WHERE merged_into IS NULL)",
            )?,
            moved: count(&format!("SELECT count(*) {MOVED}"))?,
            moves: moves.collect::<Result<_, _>>()?,
        })
    }
}
