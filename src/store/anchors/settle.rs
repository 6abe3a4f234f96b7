//! The tiers in the database: postings of the last passes in a log, recent ones as rows, settled ones in blocks.

use rusqlite::{CachedStatement, Connection, OptionalExtension, params};

use super::block::{self, Posting};
use super::in_order;
use super::log::{self, Log};
use crate::store::Error;

/// Postings that stay recent in any store: a table of half a megabyte.
const LEAST_RECENT: u64 = 32_000;

/// The share of all postings that stay recent: each page of blocks that changes takes in some ten at once, and of a
/// million entries they take three megabytes, which a look-up finds in the cache.
const SHARE: u64 = 128;

/// Postings that are moved at once at most.
const MOST_MOVED: u64 = 128_000;

/// Fewest postings that go into their blocks at once: fewer are cheaper as rows.
const LEAST_MOVED: u64 = 4_000;

/// The share of all postings from which on new ones go into their blocks at once: every block gets several, and
/// to make them recent first would cost more than to write all blocks.
const MANY: u64 = 32;

/// Blocks that are read together.
const AT_ONCE: usize = 64;

/// Anchors are stored as SQLite's integers, which are signed.
const GREATEST: i64 = i64::MAX;

/// How far settling has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct State {
    logged: u64,
    recent: u64,
    settled: u64,
    /// Anchor from which on recent postings are moved next.
    next: i64,
}

impl State {
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
            settled: number(value("anchors-settled")?),
            next: value("anchors-next")?,
        })
    }

    fn write(self, connection: &Connection) -> Result<(), Error> {
        let mut write = connection.prepare_cached("INSERT OR REPLACE INTO meta VALUES (?1, ?2)")?;
        write.execute(params!["anchors-logged", self.logged])?;
        write.execute(params!["anchors-recent", self.recent])?;
        write.execute(params!["anchors-settled", self.settled])?;
        write.execute(params!["anchors-next", self.next])?;
        Ok(())
    }

    /// How many may stay recent.
    fn limit(self) -> u64 {
        LEAST_RECENT.max(self.settled / SHARE)
    }
}

/// Adds postings, in order and each once, and settles what became too much.
pub(super) fn write(connection: &Connection, postings: Vec<Posting>) -> Result<(), Error> {
    let mut state = State::read(connection)?;
    let new = number(postings.len());
    let is_much = new > LEAST_MOVED && new > state.settled / MANY;
    if is_much && state.recent <= MOST_MOVED {
        let mut moved = postings;
        moved.extend(recent(connection, 0, GREATEST)?);
        moved.extend(take_log(connection, &mut state)?);
        in_order(&mut moved);
        state.settled += settle(connection, &moved)?;
        remove(connection, 0, GREATEST)?;
        state.recent = 0;
        return state.write(connection);
    }
    if state.logged + new <= log::MOST {
        log::add(connection, &postings)?;
        state.logged += new;
        return state.write(connection);
    }
    let mut postings = postings;
    postings.extend(take_log(connection, &mut state)?);
    in_order(&mut postings);
    let new = number(postings.len());
    let mut insert = connection
        .prepare_cached("INSERT OR IGNORE INTO anchors (anchor, entry) VALUES (?1, ?2)")?;
    for (anchor, entry) in postings {
        state.recent += number(insert.execute(params![signed(anchor), entry])?);
    }
    if state.recent > state.limit() {
        let excess = (state.recent - state.limit()).max(new).min(MOST_MOVED);
        let last = nth_from(connection, state.next, excess)?;
        let moved = recent(connection, state.next, last)?;
        state.recent = state.recent.saturating_sub(number(moved.len()));
        state.settled += settle(connection, &moved)?;
        remove(connection, state.next, last)?;
        state.next = last.checked_add(1).unwrap_or_default();
        if state.next == 0 {
            // All the way round: from here on the count is what it should be, whoever else wrote.
            state.recent =
                connection.query_row("SELECT count(*) FROM anchors", [], |row| row.get(0))?;
        }
    }
    state.write(connection)
}

/// Takes the log's postings out of it.
fn take_log(connection: &Connection, state: &mut State) -> Result<Vec<Posting>, Error> {
    let postings = Log::read(connection)?.into_postings();
    log::clear(connection)?;
    state.logged = 0;
    Ok(postings)
}

/// Looks anchors up in the database.
pub(super) struct Stored<'a> {
    log: &'a Log,
    recent: CachedStatement<'a>,
    settled: CachedStatement<'a>,
}

impl<'a> Stored<'a> {
    /// With the log as it was read, which may lack what the same connection wrote since.
    pub(super) fn of(connection: &'a Connection, log: &'a Log) -> Result<Self, Error> {
        Ok(Self {
            log,
            recent: connection.prepare_cached(
                "SELECT entry FROM anchors WHERE anchor = ?1 ORDER BY entry DESC LIMIT ?2",
            )?,
            settled: connection.prepare_cached(
                "SELECT packed FROM anchor_blocks WHERE first <= ?1 ORDER BY first DESC LIMIT 1",
            )?,
        })
    }

    /// Adds the entries of an anchor to `found`.
    pub(super) fn holders(&mut self, anchor: u64, found: &mut Vec<i64>) -> Result<(), Error> {
        self.log.holders(anchor, found);
        let mut rows = self
            .recent
            .query(params![signed(anchor), block::PER_ANCHOR])?;
        while let Some(row) = rows.next()? {
            found.push(row.get(0)?);
        }
        drop(rows);
        let mut rows = self.settled.query([signed(anchor)])?;
        if let Some(row) = rows.next()? {
            let packed = row.get_ref(0)?.as_blob().map_err(rusqlite::Error::from)?;
            block::holders(packed, anchor, found).map_err(rusqlite::Error::from)?;
        }
        Ok(())
    }
}

/// Whether no entry has an anchor.
pub(super) fn is_empty(connection: &Connection) -> Result<bool, Error> {
    let any = "SELECT EXISTS (SELECT 1 FROM anchors) OR EXISTS (SELECT 1 FROM anchor_blocks)
                   OR EXISTS (SELECT 1 FROM anchor_log)";
    let any: bool = connection
        .prepare_cached(any)?
        .query_row([], |row| row.get(0))?;
    Ok(!any)
}

/// Every entry that has an anchor, in order and each once.
pub(super) fn entries(connection: &Connection) -> Result<Vec<i64>, Error> {
    let logged = Log::read(connection)?.into_postings();
    let mut entries: Vec<i64> = logged.into_iter().map(|(_, entry)| entry).collect();
    let mut recent = connection.prepare("SELECT DISTINCT entry FROM anchors")?;
    let mut rows = recent.query([])?;
    while let Some(row) = rows.next()? {
        entries.push(row.get(0)?);
    }
    let mut settled = connection.prepare("SELECT packed FROM anchor_blocks")?;
    let mut rows = settled.query([])?;
    let mut read = 0;
    while let Some(row) = rows.next()? {
        let packed = row.get_ref(0)?.as_blob().map_err(rusqlite::Error::from)?;
        let postings = block::unpack(packed).map_err(rusqlite::Error::from)?;
        entries.extend(postings.iter().map(|(_, entry)| entry));
        // As many as there are entries, not as there are postings.
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

/// Takes all postings away.
pub(super) fn clear(connection: &Connection) -> Result<(), Error> {
    connection
        .execute_batch("DELETE FROM anchors; DELETE FROM anchor_blocks; DELETE FROM anchor_log")?;
    State {
        logged: 0,
        recent: 0,
        settled: 0,
        next: 0,
    }
    .write(connection)
}

/// Recent postings from one anchor to another, both included.
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

/// The anchor up to which there are `number` recent postings from `from` on; the greatest where there are fewer.
fn nth_from(connection: &Connection, from: i64, number: u64) -> Result<i64, Error> {
    Ok(connection
        .prepare_cached(
            "SELECT anchor FROM anchors WHERE anchor >= ?1 ORDER BY anchor LIMIT 1 OFFSET ?2",
        )?
        .query_row(params![from, number], |row| row.get(0))
        .optional()?
        .unwrap_or(GREATEST))
}

/// Moves postings, in order and each once, into their blocks; gives by how many there are more now.
fn settle(connection: &Connection, postings: &[Posting]) -> Result<u64, Error> {
    let mut add = connection.prepare_cached("INSERT INTO anchor_blocks VALUES (?1, ?2)")?;
    let mut change =
        connection.prepare_cached("UPDATE anchor_blocks SET packed = ?2 WHERE first = ?1")?;
    let (mut rest, mut more) = (postings, 0);
    while let Some((anchor, _)) = rest.first() {
        let blocks = blocks_from(connection, signed(*anchor))?;
        let begins = blocks.iter().skip(1).map(|(first, _)| Some(*first));
        // The last of many only tells where the one before it ends.
        let ends = begins.chain((blocks.len() <= AT_ONCE).then_some(None));
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

/// The block to which an anchor belongs and those behind it, [`AT_ONCE`] and one more at most; the first that
/// there will be, where there is none.
fn blocks_from(connection: &Connection, anchor: i64) -> Result<Vec<(i64, Vec<u8>)>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT first, packed FROM anchor_blocks
         WHERE first >= (SELECT max(first) FROM anchor_blocks WHERE first <= ?1)
         ORDER BY first LIMIT ?2",
    )?;
    let rows = statement.query_map(params![anchor, AT_ONCE + 1], |row| {
        Ok((row.get(0)?, row.get(1)?))
    })?;
    let mut blocks = rows.collect::<Result<Vec<(i64, Vec<u8>)>, _>>()?;
    if blocks.is_empty() {
        blocks.push((0, Vec::new()));
    }
    Ok(blocks)
}

/// SQLite's integers are signed; anchors have forty bits.
fn signed(anchor: u64) -> i64 {
    i64::try_from(anchor).unwrap_or(GREATEST)
}

fn number(of: usize) -> u64 {
    u64::try_from(of).unwrap_or(u64::MAX)
}
