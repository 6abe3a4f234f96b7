//! The three levels in the database: the log of the last passes, the table of recent postings, and
//! the blocks into which those are compacted.

use rusqlite::{CachedStatement, Connection, OptionalExtension, params};

use super::block::{self, Posting};
use super::log::{self, Log};
use super::memtable::MemTable;
use super::sort_and_dedup;
use crate::model::PER_ANCHOR;
use crate::store::Error;

/// Postings that the table of recent ones may hold in a store of any size: half a megabyte.
const MIN_RECENT: u64 = 32_000;

/// Divisor of the number of postings in the blocks, which gives the limit of the table of recent
/// ones. Compaction then adds about ten postings to each page of blocks that it rewrites. For a
/// million entries the table takes three megabytes, which stay in the page cache for look-ups.
const RECENT_DIVISOR: u64 = 128;

/// Most postings that one compaction moves.
const MAX_MOVED: u64 = 128_000;

/// Fewest postings that are compacted at once; fewer are cheaper as rows of the table.
const MIN_COMPACTED: u64 = 4_000;

/// Divisor of the number of postings in the blocks: a larger batch, with the log that it does not
/// fit into, is written directly to the blocks. Every block then gets several new postings, and
/// writing them to the table first would cost more than rewriting all blocks.
const DIRECT_DIVISOR: u64 = if cfg!(test) { 8 } else { 32 };

/// About how many postings are settled at once: together they take a megabyte of memory.
const SETTLED_AT_ONCE: usize = if cfg!(test) { 5_000 } else { 32_000 };

/// Number of blocks read together.
pub(super) const BLOCKS_PER_READ: usize = 64;

/// The greatest anchor as a signed integer, as SQLite stores it.
const GREATEST: i64 = i64::MAX;

/// The sizes of the levels, and where compaction continues.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct LevelSizes {
    logged: u64,
    recent: u64,
    compacted: u64,
    /// The anchor at which the next compaction begins.
    next: i64,
}

impl LevelSizes {
    fn read(connection: &Connection) -> Result<Self, Error> {
        let value = |name: &str| {
            connection
                .prepare_cached("SELECT value FROM meta WHERE name = ?1")?
                .query_row([name], |row| row.get(0))
                .optional()
                .map(Option::unwrap_or_default)
        };
        let number = |value: i64| u64::try_from(value).unwrap_or_default();
        Ok(Self {
            logged: number(value("anchors-logged")?),
            recent: number(value("anchors-recent")?),
            compacted: number(value("anchors-settled")?),
            next: value("anchors-next")?,
        })
    }

    fn write(self, connection: &Connection) -> Result<(), Error> {
        let mut write = connection.prepare_cached("INSERT OR REPLACE INTO meta VALUES (?1, ?2)")?;
        write.execute(params!["anchors-logged", self.logged])?;
        write.execute(params!["anchors-recent", self.recent])?;
        write.execute(params!["anchors-settled", self.compacted])?;
        write.execute(params!["anchors-next", self.next])?;
        Ok(())
    }

    /// How many postings the table of recent ones may hold.
    fn limit(self) -> u64 {
        MIN_RECENT.max(self.compacted / RECENT_DIVISOR)
    }
}

/// Appends postings that are sorted and without duplicates to the log, whatever its length.
pub(super) fn append(connection: &Connection, postings: &[Posting]) -> Result<(), Error> {
    let mut sizes = LevelSizes::read(connection)?;
    log::add(connection, postings)?;
    sizes.logged += number(postings.len());
    sizes.write(connection)
}

/// Writes all postings of an index to its blocks, which are empty; empties its log, which has the
/// same postings.
pub(super) fn settle(connection: &Connection, postings: MemTable) -> Result<(), Error> {
    let mut sizes = LevelSizes::read(connection)?;
    log::clear(connection)?;
    sizes.logged = 0;
    postings.in_parts(SETTLED_AT_ONCE, |part| {
        sizes.compacted += compact(connection, part)?;
        Ok::<_, Error>(())
    })?;
    sizes.write(connection)
}

/// Adds postings that are sorted and without duplicates, and compacts the levels that became too
/// large.
pub(super) fn write(connection: &Connection, postings: Vec<Posting>) -> Result<(), Error> {
    let mut sizes = LevelSizes::read(connection)?;
    if sizes.logged + number(postings.len()) <= log::MAX_POSTINGS {
        return append(connection, &postings);
    }
    let mut postings = postings;
    postings.extend(take_log(connection, &mut sizes)?);
    let new = number(postings.len());
    let is_much = new > MIN_COMPACTED && new > sizes.compacted / DIRECT_DIVISOR;
    if is_much && sizes.recent <= MAX_MOVED {
        postings.extend(recent(connection, 0, GREATEST)?);
        sort_and_dedup(&mut postings);
        sizes.compacted += compact(connection, &postings)?;
        remove(connection, 0, GREATEST)?;
        sizes.recent = 0;
        return sizes.write(connection);
    }
    sort_and_dedup(&mut postings);
    let new = number(postings.len());
    let mut insert = connection
        .prepare_cached("INSERT OR IGNORE INTO anchors (anchor, entry) VALUES (?1, ?2)")?;
    for (anchor, entry) in postings {
        sizes.recent += number(insert.execute(params![signed(anchor), entry])?);
    }
    if sizes.recent > sizes.limit() {
        let excess = (sizes.recent - sizes.limit()).max(new).min(MAX_MOVED);
        let last = nth_from(connection, sizes.next, excess)?;
        let moved = recent(connection, sizes.next, last)?;
        sizes.recent = sizes.recent.saturating_sub(number(moved.len()));
        sizes.compacted += compact(connection, &moved)?;
        remove(connection, sizes.next, last)?;
        sizes.next = last.checked_add(1).unwrap_or_default();
        if sizes.next == 0 {
            // Compaction has gone through all anchors once. Count again, in case another program
            // wrote to the table.
            sizes.recent =
                connection.query_row("SELECT count(*) FROM anchors", [], |row| row.get(0))?;
        }
    }
    sizes.write(connection)
}

/// Empties the log and returns its postings.
fn take_log(connection: &Connection, sizes: &mut LevelSizes) -> Result<Vec<Posting>, Error> {
    let postings = Log::read(connection)?.into_postings();
    log::clear(connection)?;
    sizes.logged = 0;
    Ok(postings)
}

/// Looks anchors up in the database.
pub(super) struct StoredLevels<'a> {
    log: &'a Log,
    /// `None` while the table is empty, as in a first pass.
    recent: Option<CachedStatement<'a>>,
    blocks: CachedStatement<'a>,
}

impl<'a> StoredLevels<'a> {
    /// `log` is the log as read earlier; it may lack what this connection has written since.
    pub(super) fn new(connection: &'a Connection, log: &'a Log) -> Result<Self, Error> {
        let has_recent: bool = connection
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM anchors)")?
            .query_row([], |row| row.get(0))?;
        let newest = "SELECT entry FROM anchors WHERE anchor = ?1 ORDER BY entry DESC LIMIT ?2";
        let recent = has_recent.then(|| connection.prepare_cached(newest));
        Ok(Self {
            log,
            recent: recent.transpose()?,
            blocks: connection.prepare_cached(
                "SELECT packed FROM anchor_blocks WHERE first <= ?1 ORDER BY first DESC LIMIT 1",
            )?,
        })
    }

    /// Adds the entries of an anchor to `found`.
    pub(super) fn holders(&mut self, anchor: u64, found: &mut Vec<i64>) -> Result<(), Error> {
        self.log.holders(anchor, found);
        if let Some(recent) = &mut self.recent {
            let mut rows = recent.query(params![signed(anchor), PER_ANCHOR])?;
            while let Some(row) = rows.next()? {
                found.push(row.get(0)?);
            }
        }
        let mut rows = self.blocks.query([signed(anchor)])?;
        if let Some(row) = rows.next()? {
            let packed = row.get_ref(0)?.as_blob().map_err(rusqlite::Error::from)?;
            block::entries_of(packed, anchor, found).map_err(rusqlite::Error::from)?;
        }
        Ok(())
    }
}

/// Whether the index is empty.
pub(super) fn is_empty(connection: &Connection) -> Result<bool, Error> {
    let any = "SELECT EXISTS (SELECT 1 FROM anchors) OR EXISTS (SELECT 1 FROM anchor_blocks)
                   OR EXISTS (SELECT 1 FROM anchor_log)";
    let any: bool = connection
        .prepare_cached(any)?
        .query_row([], |row| row.get(0))?;
    Ok(!any)
}

/// The row of every entry that has an anchor, sorted and without duplicates.
pub(super) fn entries(connection: &Connection) -> Result<Vec<i64>, Error> {
    let logged = Log::read(connection)?.into_postings();
    let mut entries: Vec<i64> = logged.into_iter().map(|(_, entry)| entry).collect();
    let mut recent = connection.prepare("SELECT DISTINCT entry FROM anchors")?;
    let mut rows = recent.query([])?;
    while let Some(row) = rows.next()? {
        entries.push(row.get(0)?);
    }
    let mut blocks = connection.prepare("SELECT packed FROM anchor_blocks")?;
    let mut rows = blocks.query([])?;
    let mut read = 0;
    while let Some(row) = rows.next()? {
        let packed = row.get_ref(0)?.as_blob().map_err(rusqlite::Error::from)?;
        let postings = block::unpack(packed).map_err(rusqlite::Error::from)?;
        entries.extend(postings.iter().map(|(_, entry)| entry));
        // Remove duplicates as we go, so that memory grows with the entries and not with the
        // postings.
        if entries.len() > 2 * read + 1_000_000 {
            entries.sort_unstable();
            entries.dedup();
            read = entries.len();
        }
    }
    entries.sort_unstable();
    entries.dedup();
    Ok(entries)
}

/// Deletes all postings.
pub(super) fn clear(connection: &Connection) -> Result<(), Error> {
    connection
        .execute_batch("DELETE FROM anchors; DELETE FROM anchor_blocks; DELETE FROM anchor_log")?;
    LevelSizes {
        logged: 0,
        recent: 0,
        compacted: 0,
        next: 0,
    }
    .write(connection)
}

/// Deletes the postings of gone entries from the next [`BLOCKS_PER_READ`] blocks that begin at
/// `from` or after it. Returns where the blocks after these begin.
pub(super) fn sweep_blocks(
    connection: &Connection,
    from: i64,
    is_gone: &dyn Fn(i64) -> bool,
) -> Result<Option<i64>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT first, packed FROM anchor_blocks WHERE first >= ?1 ORDER BY first LIMIT ?2",
    )?;
    let rows = statement.query_map(params![from, BLOCKS_PER_READ + 1], |row| {
        Ok((row.get(0)?, row.get(1)?))
    })?;
    let mut blocks = rows.collect::<Result<Vec<(i64, Vec<u8>)>, _>>()?;
    let next = (blocks.len() > BLOCKS_PER_READ)
        .then(|| blocks.pop())
        .flatten();
    let mut sizes = LevelSizes::read(connection)?;
    let mut change =
        connection.prepare_cached("UPDATE anchor_blocks SET packed = ?2 WHERE first = ?1")?;
    let mut delete = connection.prepare_cached("DELETE FROM anchor_blocks WHERE first = ?1")?;
    for (first, packed) in blocks {
        let mut postings = block::unpack(&packed).map_err(rusqlite::Error::from)?;
        let before = postings.len();
        postings.retain(|(_, entry)| !is_gone(*entry));
        if postings.len() == before {
            continue;
        }
        sizes.compacted = sizes
            .compacted
            .saturating_sub(number(before - postings.len()));
        if postings.is_empty() {
            delete.execute([first])?;
        } else {
            change.execute(params![first, block::pack_in_one(&postings)])?;
        }
    }
    // Look-ups and compaction expect that the first block begins at the least anchor.
    connection
        .prepare_cached(
            "UPDATE anchor_blocks SET first = 0
             WHERE first > 0 AND first = (SELECT min(first) FROM anchor_blocks)",
        )?
        .execute([])?;
    sizes.write(connection)?;
    Ok(next.map(|(first, _)| first))
}

/// Deletes the postings of gone entries from the log and from the table of recent ones.
pub(super) fn sweep_recent(
    connection: &Connection,
    is_gone: &dyn Fn(i64) -> bool,
) -> Result<(), Error> {
    let mut sizes = LevelSizes::read(connection)?;
    let mut logged = take_log(connection, &mut sizes)?;
    logged.retain(|(_, entry)| !is_gone(*entry));
    log::add(connection, &logged)?;
    sizes.logged = number(logged.len());
    let mut delete =
        connection.prepare_cached("DELETE FROM anchors WHERE anchor = ?1 AND entry = ?2")?;
    for (anchor, entry) in recent(connection, 0, GREATEST)? {
        if is_gone(entry) {
            delete.execute(params![signed(anchor), entry])?;
            sizes.recent = sizes.recent.saturating_sub(1);
        }
    }
    sizes.write(connection)
}

/// The rows of the table of recent postings from one anchor to another, both included.
fn recent(connection: &Connection, from: i64, to: i64) -> Result<Vec<Posting>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT anchor, entry FROM anchors WHERE anchor BETWEEN ?1 AND ?2 ORDER BY anchor, entry",
    )?;
    let rows = statement.query_map([from, to], |row| {
        Ok((row.get::<_, i64>(0)?.cast_unsigned(), row.get(1)?))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn remove(connection: &Connection, from: i64, to: i64) -> Result<(), Error> {
    connection
        .prepare_cached("DELETE FROM anchors WHERE anchor BETWEEN ?1 AND ?2")?
        .execute([from, to])?;
    Ok(())
}

/// The anchor of the recent posting number `number` after `from`; the greatest anchor if there are
/// fewer.
fn nth_from(connection: &Connection, from: i64, number: u64) -> Result<i64, Error> {
    Ok(connection
        .prepare_cached(
            "SELECT anchor FROM anchors WHERE anchor >= ?1 ORDER BY anchor LIMIT 1 OFFSET ?2",
        )?
        .query_row(params![from, number], |row| row.get(0))
        .optional()?
        .unwrap_or(GREATEST))
}

/// Merges postings, sorted and without duplicates, into the blocks; returns how many postings the
/// blocks hold more than before.
fn compact(connection: &Connection, postings: &[Posting]) -> Result<u64, Error> {
    let mut add = connection.prepare_cached("INSERT INTO anchor_blocks VALUES (?1, ?2)")?;
    let mut change =
        connection.prepare_cached("UPDATE anchor_blocks SET packed = ?2 WHERE first = ?1")?;
    let (mut rest, mut more) = (postings, 0);
    while let Some((anchor, _)) = rest.first() {
        let blocks = blocks_from(connection, signed(*anchor))?;
        let begins = blocks.iter().skip(1).map(|(first, _)| Some(*first));
        // If there are more, the last one read only bounds the one before it.
        let ends = begins.chain((blocks.len() <= BLOCKS_PER_READ).then_some(None));
        for ((first, packed), end) in blocks.iter().zip(ends) {
            let (here, after) = rest.split_at(end.map_or(rest.len(), |end| {
                rest.partition_point(|(anchor, _)| signed(*anchor) < end)
            }));
            rest = after;
            if here.is_empty() {
                continue;
            }
            let stored = block::unpack(packed).map_err(rusqlite::Error::from)?;
            let merged = block::merge(&stored, here);
            more += number(merged.len().saturating_sub(stored.len()));
            for (index, (least, block)) in block::pack(&merged).into_iter().enumerate() {
                match index {
                    0 if stored.is_empty() => add.execute(params![first, block])?,
                    0 => change.execute(params![first, block])?,
                    _ => add.execute(params![signed(least), block])?,
                };
            }
        }
    }
    Ok(more)
}

/// The block to which an anchor belongs and the following ones, at most [`BLOCKS_PER_READ`] and
/// one more. If there are no blocks, an empty first one.
fn blocks_from(connection: &Connection, anchor: i64) -> Result<Vec<(i64, Vec<u8>)>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT first, packed FROM anchor_blocks
         WHERE first >= (SELECT max(first) FROM anchor_blocks WHERE first <= ?1)
         ORDER BY first LIMIT ?2",
    )?;
    let rows = statement.query_map(params![anchor, BLOCKS_PER_READ + 1], |row| {
        Ok((row.get(0)?, row.get(1)?))
    })?;
    let mut blocks = rows.collect::<Result<Vec<(i64, Vec<u8>)>, _>>()?;
    if blocks.is_empty() {
        blocks.push((0, Vec::new()));
    }
    Ok(blocks)
}

/// Anchors have forty bits, so that they always fit into SQLite's signed integers.
fn signed(anchor: u64) -> i64 {
    i64::try_from(anchor).unwrap_or(GREATEST)
}

fn number(of: usize) -> u64 {
    u64::try_from(of).unwrap_or(u64::MAX)
}
