//! Repeats all decisions from the stored texts, after a rule or a version changed.
//!
//! It first gives every entry a story of its own, and then places the entries in the order in
//! which they were stored, with the result that a new store would have. Entries whose texts `prune`
//! removed keep their places.
//!
//! It works on a copy of the database (`store::refolding`), with a transaction for each batch.
//! Tables of its own say how far it is, so that it goes on there after an interruption.

use jiff::tz::TimeZone;
use rusqlite::{Connection, OptionalExtension as _, Transaction, TransactionBehavior, params};

use super::anchors::{self, Anchors};
use super::decisions::DecisionWriter;
use super::entry_cache::EntryCache;
use super::index::index;
use crate::model::{
    EntryKey, EntryTexts, Evidence, PreparedEntry, StoryId, Timestamp, UnreadableHtml,
};
use crate::store::columns::{bytes, optional_bytes, seconds, timestamp, to_json};
use crate::store::rows::before_rulings::{self, RegroupCause};
use crate::store::rows::{entry_columns, members, search, statistics, stories};
use crate::store::{Decider, Error, Store};

/// Entries of one transaction.
const BATCH: u32 = 250;

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

/// What a refold works with.
pub struct Refolding<'a> {
    /// Prepares a stored entry as if it arrived now.
    pub again: &'a dyn Fn(&EntryTexts) -> Result<PreparedEntry, UnreadableHtml>,
    /// They decide.
    pub decider: &'a dyn Decider,
    /// The numbers by day are counted anew in days of this zone.
    pub zone: &'a TimeZone,
    /// The time of what changes.
    pub now: Timestamp,
    /// Everything else on which the result depends: an interrupted refold goes on only under the
    /// same basis.
    pub basis: String,
    /// Version of the terms of the full-text index, which is emptied.
    pub search_version: u32,
}

/// What a refold does now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefoldStep {
    /// It copies the database.
    Copying,
    /// It places entries again.
    Deciding {
        /// Entries that are placed.
        done: u64,
        /// All entries.
        all: u64,
    },
    /// It puts the result in the place of the old decisions.
    Replacing,
    /// It fills the full-text index.
    Indexing {
        /// Entries that the index lacks.
        left: u64,
    },
}

/// How far an interrupted refold is.
#[derive(Debug, Clone, Copy)]
struct Reached {
    /// The time that it takes for the present.
    now: Timestamp,
    /// The last entry that is placed.
    last: i64,
    /// How many are placed.
    entries: u64,
}

/// The basis of the refold that was begun in this database; `None` if none was.
pub(in crate::store) fn basis(connection: &Connection) -> Result<Option<String>, Error> {
    if !connection.table_exists(None, "refold_state")? {
        return Ok(None);
    }
    let row = connection.query_row("SELECT basis FROM refold_state", [], |row| row.get(0));
    Ok(row.optional()?)
}

/// Repeats all decisions in this database, or goes on with it.
pub(in crate::store) fn refold(
    connection: &mut Connection,
    what: &Refolding<'_>,
    basis: &str,
    progress: &mut dyn FnMut(RefoldStep),
) -> Result<Refolded, Error> {
    let reached = begin(connection, what, basis)?;
    let entries = place_all(connection, what, reached, progress)?;
    progress(RefoldStep::Replacing);
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let refold = Refold {
        transaction: &transaction,
        decider: what.decider,
        now: reached.now,
    };
    refold.apply_rulings()?;
    refold.restore_dates()?;
    statistics::recount(&transaction, what.zone)?;
    search::empty(&transaction, what.search_version)?;
    let refolded = refold.report(entries, reached.entries)?;
    transaction.execute_batch(
        "DROP TABLE refold_entries; DROP TABLE refold_stories; DROP TABLE refold_state",
    )?;
    transaction.commit()?;
    Ok(refolded)
}

/// Saves the stories and separates the entries, unless that is done.
fn begin(connection: &mut Connection, what: &Refolding<'_>, basis: &str) -> Result<Reached, Error> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    if self::basis(&transaction)?.is_none() {
        let refold = Refold {
            transaction: &transaction,
            decider: what.decider,
            now: what.now,
        };
        refold.save_stories()?;
        refold.separate_entries()?;
        transaction.execute_batch(
            "CREATE TABLE refold_state (basis TEXT, now INTEGER, last INTEGER, entries INTEGER)",
        )?;
        transaction.execute(
            "INSERT INTO refold_state VALUES (?1, ?2, ?3, 0)",
            params![basis, seconds(what.now), i64::MIN],
        )?;
    }
    let reached =
        transaction.query_row("SELECT now, last, entries FROM refold_state", [], |row| {
            Ok(Reached {
                now: timestamp(row, "now")?,
                last: row.get("last")?,
                entries: row.get("entries")?,
            })
        })?;
    transaction.commit()?;
    Ok(reached)
}

/// Places the entries that are not placed yet, a transaction for each batch. Returns how many are
/// placed.
fn place_all(
    connection: &mut Connection,
    what: &Refolding<'_>,
    reached: Reached,
    progress: &mut dyn FnMut(RefoldStep),
) -> Result<u64, Error> {
    let all = "SELECT count(*) FROM entries WHERE pruned IS NULL";
    let all = connection.query_row(all, [], |row| row.get(0))?;
    let (cache, anchors) = (EntryCache::default(), Anchors::default());
    let (mut last, mut done) = (reached.last, reached.entries);
    loop {
        progress(RefoldStep::Deciding { done, all });
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let deciding = DecisionWriter {
            cache: &cache,
            anchors: &anchors,
            transaction: &transaction,
            decider: what.decider,
            now: reached.now,
            cause: RegroupCause::Refold,
        };
        let batch = rows_after(&transaction, last)?;
        let Some(end) = batch.last() else {
            anchors.settle(&transaction)?;
            transaction.commit()?;
            return Ok(done);
        };
        last = *end;
        for row in batch {
            let entry = (what.again)(&cache.texts(&transaction, row)?)?;
            // The columns that hold what was sent do not change.
            entry_columns::write_derived(&transaction, row, &entry)?;
            index(&transaction, &anchors, row, &entry)?;
            cache.remove(row);
            deciding.decide_again(row, &entry)?;
            done += 1;
        }
        anchors.write(&transaction)?;
        transaction.execute(
            "UPDATE refold_state SET last = ?1, entries = ?2",
            params![last, done],
        )?;
        transaction.commit()?;
    }
}

fn rows_after(transaction: &Transaction<'_>, last: i64) -> Result<Vec<i64>, Error> {
    let mut statement = transaction.prepare_cached(
        "SELECT id FROM entries WHERE id > ?1 AND pruned IS NULL ORDER BY id LIMIT ?2",
    )?;
    let rows = statement.query_map(params![last, BATCH], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

impl Store {
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
            "CREATE TABLE refold_entries AS
                 SELECT entries.id AS entry, stories.key AS story FROM entries
                 JOIN stories ON stories.id = entries.story;
             CREATE TABLE refold_stories AS
                 SELECT id, key, updated, merged_into, CAST(NULL AS BLOB) AS shown FROM stories;
             CREATE INDEX refold_entries_by_entry ON refold_entries (entry);
             CREATE INDEX refold_stories_by_id ON refold_stories (id)",
        )?;
        for story in self.live_stories()? {
            let members = members::of_story(self.transaction, story)?;
            if let Some(shown) = self.decider.represents(&members) {
                self.transaction
                    .prepare_cached("UPDATE refold_stories SET shown = ?1 WHERE id = ?2")?
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
                 AND id NOT IN (SELECT id FROM refold_stories)",
        )?;
        for story in self.live_stories()? {
            let after = self
                .decider
                .represents(&members::of_story(self.transaction, story)?);
            let mut statement = self.transaction.prepare_cached(
                "SELECT shown, updated FROM refold_stories
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

    fn report(&self, entries: u64, resumed: u64) -> Result<Refolded, Error> {
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
        })
    }
}
