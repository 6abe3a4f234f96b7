//! Repeats all decisions from the stored texts, after a rule or a version changed.
//!
//! It first gives every entry a story of its own, and then places the entries in the order in
//! which they were stored, with the result that a new store would have. Entries whose texts `prune`
//! removed keep their places. So do those whose stored texts are damaged, since nothing can be
//! derived from them: the other members of their stories are placed again from where they are, or
//! a story would fall apart for want of the text that holds it together.
//!
//! It works on a copy of the database (`store::refolding`), with a transaction for each batch.
//! Tables of its own say how far it is, so that it goes on there after an interruption.

mod report;
mod restore;
mod separate;
mod versions;

use jiff::tz::TimeZone;
use rusqlite::{Connection, OptionalExtension as _, Transaction, TransactionBehavior, params};

use super::anchors::Anchors;
use super::decisions::DecisionWriter;
use super::entry_cache::EntryCache;
use super::index::index;
use crate::model::{EntryTexts, PreparedEntry, Timestamp, UnreadableHtml};
use crate::store::columns::{seconds, timestamp};
use crate::store::rows::before_rulings::RegroupCause;
use crate::store::rows::{entry_columns, search, statistics};
use crate::store::{Decider, Error};

pub use report::{Move, Refolded};
pub(in crate::store) use versions::outdated;
pub use versions::{Outdated, Versions};

/// Entries of one transaction.
const BATCH: u32 = 250;

/// SQL for an entry whose text the store has, whole: it is placed again.
const HAS_TEXT: &str =
    "entries.pruned IS NULL AND entries.id NOT IN (SELECT entry FROM refold_damaged)";

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
    /// Version of the comparison that decides.
    pub comparison: u16,
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

/// Repeats all decisions in this database, or goes on with it. `may_end` is asked when every entry
/// is placed: after its error, the next refold goes on there.
pub(in crate::store) fn refold(
    connection: &mut Connection,
    (what, basis): (&Refolding<'_>, &str),
    may_end: &dyn Fn(&Connection) -> Result<(), Error>,
    progress: &mut dyn FnMut(RefoldStep),
) -> Result<Refolded, Error> {
    let reached = begin(connection, what, basis)?;
    let entries = place_all(connection, what, reached, progress)?;
    may_end(connection)?;
    progress(RefoldStep::Replacing);
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    restore::apply_rulings(&transaction, what.decider, reached.now)?;
    restore::restore_dates(&transaction, what.decider, reached.now)?;
    statistics::recount(&transaction, what.zone)?;
    search::empty(&transaction, what.search_version)?;
    versions::write_comparison(&transaction, what.comparison)?;
    let refolded = report::report(&transaction, entries, reached.entries)?;
    transaction.execute_batch(
        "DROP TABLE refold_entries; DROP TABLE refold_stories; DROP TABLE refold_damaged;
         DROP TABLE refold_state",
    )?;
    transaction.commit()?;
    Ok(refolded)
}

/// Saves the stories and separates the entries, unless that is done.
fn begin(connection: &mut Connection, what: &Refolding<'_>, basis: &str) -> Result<Reached, Error> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    if self::basis(&transaction)?.is_none() {
        separate::find_damaged_texts(&transaction)?;
        separate::save_stories(&transaction, what.decider)?;
        separate::separate_entries(&transaction, what.now)?;
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
    let all = format!("SELECT count(*) FROM entries WHERE {HAS_TEXT}");
    let all = connection.query_row(&all, [], |row| row.get(0))?;
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
    let mut statement = transaction.prepare_cached(&format!(
        "SELECT id FROM entries WHERE id > ?1 AND {HAS_TEXT} ORDER BY id LIMIT ?2"
    ))?;
    let rows = statement.query_map(params![last, BATCH], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
