//! Removes what was derived from removed texts: the postings by which copies are found, and the
//! lines that count as used. Both are sorted by hash, not by entry, so that all of them are read
//! once after many texts were removed.
//!
//! Until then they lead to entries without a text, which `fold` does not compare.

use rusqlite::{Connection, params};

use super::begin;
use crate::store::folding::anchors::{self, Anchors};
use crate::store::{Error, Store};

/// The row of `meta` that says that texts were removed and no sweep has ended since.
const UNFINISHED: &str = "prune-unswept";

/// Lines looked at in one transaction.
const LINES_PER_BATCH: u32 = 20_000;

/// The place of a line in its table: source, line, entry.
type Place = (i64, Vec<u8>, i64);

/// Notes that the sweep has to be done.
pub(super) fn note(connection: &Connection) -> Result<(), Error> {
    connection
        .prepare_cached("INSERT OR IGNORE INTO meta VALUES (?1, 1)")?
        .execute([UNFINISHED])?;
    Ok(())
}

impl Store {
    /// Removes what was derived from removed texts, if a `prune` left any. `progress` gets the
    /// blocks that are done and all of them.
    pub(super) fn sweep(&mut self, progress: &mut dyn FnMut(u64, u64)) -> Result<(), Error> {
        let (is_due, blocks) = self.read(|connection| {
            let due = "SELECT EXISTS (SELECT 1 FROM meta WHERE name = ?1)";
            let blocks = "SELECT count(*) FROM anchor_blocks";
            let is_due: bool = connection.query_row(due, [UNFINISHED], |row| row.get(0))?;
            let blocks: u64 = connection.query_row(blocks, [], |row| row.get(0))?;
            Ok((is_due, blocks))
        })?;
        if !is_due {
            return Ok(());
        }
        let pruned = self.read(pruned)?;
        let is_gone = |entry: i64| pruned.binary_search(&entry).is_ok();
        self.anchors = Anchors::default();
        let (mut from, mut done) = (Some(0), 0_u64);
        while let Some(block) = from {
            from = self.write(|connection| {
                let transaction = begin(connection)?;
                let next = anchors::sweep_blocks(&transaction, block, &is_gone)?;
                transaction.commit()?;
                Ok(next)
            })?;
            done = blocks.min(done + anchors::BLOCKS_PER_SWEEP);
            progress(done, blocks);
        }
        let mut after = Some((i64::MIN, Vec::new(), i64::MIN));
        while let Some(place) = after {
            after = self.write(|connection| {
                let transaction = begin(connection)?;
                let next = sweep_lines(&transaction, &place, &is_gone)?;
                transaction.commit()?;
                Ok(next)
            })?;
        }
        self.write(|connection| {
            let transaction = begin(connection)?;
            anchors::sweep_recent(&transaction, &is_gone)?;
            transaction.execute("DELETE FROM meta WHERE name = ?1", [UNFINISHED])?;
            transaction.commit()?;
            Ok(())
        })
    }
}

/// The rows of all entries without their texts, sorted.
fn pruned(connection: &Connection) -> Result<Vec<i64>, Error> {
    let mut statement =
        connection.prepare("SELECT id FROM entries WHERE pruned IS NOT NULL ORDER BY id")?;
    let rows = statement.query_map([], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Deletes the next lines of gone entries; returns the last place looked at, `None` at the end.
fn sweep_lines(
    connection: &Connection,
    after: &Place,
    is_gone: &dyn Fn(i64) -> bool,
) -> Result<Option<Place>, Error> {
    let (source, line, entry) = after;
    let mut statement = connection.prepare_cached(
        "SELECT source, line, entry FROM lines WHERE (source, line, entry) > (?1, ?2, ?3)
         ORDER BY source, line, entry LIMIT ?4",
    )?;
    let rows = statement.query_map(params![source, line, entry, LINES_PER_BATCH], |row| {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?))
    })?;
    let mut places = rows.collect::<Result<Vec<Place>, _>>()?;
    let mut delete = connection
        .prepare_cached("DELETE FROM lines WHERE source = ?1 AND line = ?2 AND entry = ?3")?;
    for (source, line, entry) in &places {
        if is_gone(*entry) {
            delete.execute(params![source, line, entry])?;
        }
    }
    Ok(places.pop())
}
