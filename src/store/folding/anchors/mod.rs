//! The index of anchors: finds the newest entries that have an anchor, in a store of any size.
//!
//! An anchor is a hash of a small part of a text; texts that share one may be copies. A posting is
//! an anchor with the row of an entry that has it. This is an inverted index, kept as a
//! log-structured merge tree (O'Neil, Cheng, Gawlick and O'Neil 1996). A posting passes through
//! four levels:
//!
//! 1. [`memtable`]: in memory, until the transaction ends.
//! 2. [`log`], table `anchor_log`: the postings of the last passes, appended in packed form.
//! 3. [`levels`], table `anchors`: recent postings as rows, filled when the log is full.
//! 4. [`block`], table `anchor_blocks`: packed blocks; when the table exceeds its share of the
//!    index, a range of its anchors is compacted into them.
//!
//! A look-up asks all four. A posting is thus written together with hundreds of its neighbours
//! instead of changing a page of its own, and a pass with few new entries writes one page. A large
//! batch goes directly to the blocks. The first pass of a store keeps all its postings in memory
//! and never reads the log: it appends to it, whatever its length, and settles the index once, at
//! its end. If it is killed before that, the next pass that writes does so.

mod block;
mod levels;
mod log;
mod memtable;
#[cfg(test)]
mod tests;

use std::cell::{OnceCell, RefCell};

use rusqlite::Connection;

use crate::model::PER_ANCHOR;
use crate::store::Error;
use levels::StoredLevels;
use log::Log;
use memtable::MemTable;

/// Most postings kept in memory once the database has some: those of two thousand long texts.
const MAX_IN_MEMORY: usize = if cfg!(test) { 8_000 } else { 80_000 };

/// Most postings kept in memory by a pass that began with an empty index, and so never has to read
/// its own postings back: those of twenty thousand long texts, 20 MB.
const MAX_IN_FIRST_PASS: usize = if cfg!(test) { 60_000 } else { 800_000 };

/// The index as the writer sees it. With nothing in memory it returns what the database holds.
#[derive(Debug, Default)]
pub(in crate::store) struct Anchors {
    new: RefCell<InMemory>,
}

/// The postings in memory.
#[derive(Debug, Default)]
struct InMemory {
    postings: MemTable,
    /// How many of them have been written to the database.
    written: usize,
    database: InDatabase,
    /// The log without these postings, once it was read. Nobody else appends to it while a store
    /// is open for writing.
    log: OnceCell<Log>,
}

/// What the database held before the postings in memory.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum InDatabase {
    /// Not checked yet.
    #[default]
    Unknown,
    Nothing,
    Something,
}

impl Anchors {
    /// Calls `each` for every anchor with the entries that have it, the newest first, at most
    /// [`PER_ANCHOR`].
    pub(in crate::store) fn lookup(
        &self,
        connection: &Connection,
        anchors: &[u64],
        mut each: impl FnMut(&[i64]),
    ) -> Result<(), Error> {
        if anchors.is_empty() {
            return Ok(());
        }
        let new = self.new.borrow();
        let mut stored = match new.database {
            InDatabase::Nothing => None,
            InDatabase::Unknown | InDatabase::Something => {
                Some(StoredLevels::new(connection, new.log(connection)?)?)
            }
        };
        let mut found = Vec::new();
        for (anchor, slot) in anchors.iter().zip(new.postings.slots(anchors)) {
            found.clear();
            if let Some(slot) = slot {
                new.postings.entries_of(slot, &mut found);
            }
            if let Some(stored) = &mut stored {
                stored.holders(*anchor, &mut found)?;
            }
            if found.len() > 1 {
                found.sort_unstable_by(|one, other| other.cmp(one));
                found.dedup();
                found.truncate(PER_ANCHOR);
            }
            each(&found);
        }
        Ok(())
    }

    /// Adds an entry with these anchors.
    pub(in crate::store) fn add(
        &self,
        connection: &Connection,
        entry: i64,
        anchors: &[u64],
    ) -> Result<(), Error> {
        let mut new = self.new.borrow_mut();
        new.check_database(connection)?;
        new.postings.add(entry, anchors);
        match new.database {
            InDatabase::Nothing if new.postings.len() >= MAX_IN_FIRST_PASS => {
                new.settle(connection)
            }
            InDatabase::Unknown | InDatabase::Something if new.postings.len() >= MAX_IN_MEMORY => {
                new.write(connection)?;
                *new = InMemory::after_others();
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// Writes the postings that are in memory only. Call it before the transaction is committed.
    pub(in crate::store) fn write(&self, connection: &Connection) -> Result<(), Error> {
        self.new.borrow_mut().write(connection)
    }

    /// Whether a first pass made the log longer than other passes should read.
    pub(in crate::store) fn has_long_log(&self) -> bool {
        let new = self.new.borrow();
        new.database == InDatabase::Nothing && new.postings.len() as u64 > log::MAX_POSTINGS
    }

    /// Moves a long log into the blocks. Call it when the pass has written everything.
    pub(in crate::store) fn settle(&self, connection: &Connection) -> Result<(), Error> {
        if self.has_long_log() {
            self.new.borrow_mut().settle(connection)?;
        }
        Ok(())
    }
}

impl InMemory {
    /// Nothing yet, in an index that has postings.
    fn after_others() -> Self {
        Self {
            database: InDatabase::Something,
            ..Self::default()
        }
    }

    /// Finds out whether the database holds any posting.
    fn check_database(&mut self, connection: &Connection) -> Result<(), Error> {
        if self.database == InDatabase::Unknown {
            self.database = if levels::is_empty(connection)? {
                self.postings.reserve(MAX_IN_FIRST_PASS);
                InDatabase::Nothing
            } else {
                InDatabase::Something
            };
        }
        Ok(())
    }

    fn log(&self, connection: &Connection) -> Result<&Log, Error> {
        if let Some(log) = self.log.get() {
            return Ok(log);
        }
        let log = Log::read(connection)?;
        Ok(self.log.get_or_init(|| log))
    }

    fn write(&mut self, connection: &Connection) -> Result<(), Error> {
        let unwritten = self.postings.postings_since(self.written);
        if !unwritten.is_empty() {
            match self.database {
                InDatabase::Nothing => levels::append(connection, &unwritten)?,
                InDatabase::Unknown | InDatabase::Something => {
                    levels::write(connection, unwritten)?;
                }
            }
        }
        self.written = self.postings.len();
        Ok(())
    }

    /// Writes the postings, which are all that the index has, to the blocks, and forgets them.
    fn settle(&mut self, connection: &Connection) -> Result<(), Error> {
        let Self { postings, .. } = std::mem::replace(self, Self::after_others());
        levels::settle(connection, postings)
    }
}

/// Sorts a concatenation of sorted parts, which the stable sort merges, and removes duplicates.
fn sort_and_dedup<T: Ord>(parts: &mut Vec<T>) {
    parts.sort();
    parts.dedup();
}

/// The row of every entry that has an anchor, sorted and without duplicates.
pub(in crate::store) fn entries(connection: &Connection) -> Result<Vec<i64>, Error> {
    levels::entries(connection)
}

/// The blocks that [`sweep_blocks`] looks at.
pub(in crate::store) const BLOCKS_PER_SWEEP: u64 = levels::BLOCKS_PER_READ as u64;

/// Deletes the postings of gone entries from some blocks, the first of which begins at `from` or
/// after it. Returns where the next ones begin; `None` after the last block.
pub(in crate::store) fn sweep_blocks(
    connection: &Connection,
    from: i64,
    is_gone: &dyn Fn(i64) -> bool,
) -> Result<Option<i64>, Error> {
    levels::sweep_blocks(connection, from, is_gone)
}

/// Deletes the postings of gone entries that are in no block yet.
pub(in crate::store) fn sweep_recent(
    connection: &Connection,
    is_gone: &dyn Fn(i64) -> bool,
) -> Result<(), Error> {
    levels::sweep_recent(connection, is_gone)
}

/// Deletes the whole index.
pub(in crate::store) fn clear(connection: &Connection) -> Result<(), Error> {
    levels::clear(connection)
}
