//! Which entries have an anchor, whatever the size of the store: an inverted index with three tiers.
//!
//! New postings wait in memory until their transaction ends, then go to the log, packed together; when that is full,
//! to the table of recent ones; when that has grown by its share of the whole, into packed blocks, in the order of
//! anchors, a part at a time. A posting is thus written with hundreds of its neighbours instead of changing a page of
//! its own (a log-structured merge: O'Neil, Cheng, Gawlick and O'Neil 1996), and a pass with little news writes a page.
//! Where very many come at once they go to their blocks directly, and a first pass keeps them in memory as well.

mod block;
mod log;
mod noted;
mod settle;
#[cfg(test)]
mod tests;

use std::cell::{OnceCell, RefCell};

use rusqlite::Connection;

use super::Error;
pub(super) use block::PER_ANCHOR;
use log::Log;
use noted::Noted;
use settle::Stored;

/// Postings kept in memory at most beside those of the database: those of two thousand long texts.
const MOST_NEW: usize = if cfg!(test) { 8_000 } else { 80_000 };

/// Postings kept in memory at most by a pass that began with none, and never reads its own back: those of twenty
/// thousand long texts, 20 MB, and twice that while they are written.
const MOST_OF_FIRST: usize = if cfg!(test) { 60_000 } else { 800_000 };

/// The index as one who writes sees it; empty, it gives what the database holds.
#[derive(Debug, Default)]
pub(super) struct Anchors {
    new: RefCell<New>,
}

/// The newest postings.
#[derive(Debug, Default)]
struct New {
    postings: Noted,
    /// How many of them the database has.
    written: usize,
    before: Before,
    /// What the database's log held before them, once it was read: as long as a store is open for writing, nobody else
    /// adds to it.
    log: OnceCell<Log>,
}

/// What the database holds besides the newest postings.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Before {
    /// It was not looked at yet.
    #[default]
    Unknown,
    Nothing,
    Something,
}

impl Anchors {
    /// Hands over, of each anchor, the entries that have it, the newest first, at most [`PER_ANCHOR`].
    pub(super) fn holders(
        &self,
        connection: &Connection,
        anchors: &[u64],
        mut each: impl FnMut(&[i64]),
    ) -> Result<(), Error> {
        if anchors.is_empty() {
            return Ok(());
        }
        let new = self.new.borrow();
        let mut stored = match new.before {
            Before::Nothing => None,
            Before::Unknown | Before::Something => {
                Some(Stored::of(connection, new.log(connection)?)?)
            }
        };
        let mut found = Vec::new();
        for (anchor, noted) in anchors.iter().zip(new.postings.places(anchors)) {
            found.clear();
            if let Some(noted) = noted {
                new.postings.holders(noted, &mut found);
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

    /// Notes that an entry has these anchors.
    pub(super) fn add(
        &self,
        connection: &Connection,
        entry: i64,
        anchors: &[u64],
    ) -> Result<(), Error> {
        let mut new = self.new.borrow_mut();
        new.look(connection)?;
        new.postings.add(entry, anchors);
        let most = match new.before {
            Before::Nothing => MOST_OF_FIRST,
            Before::Unknown | Before::Something => MOST_NEW,
        };
        if new.postings.len() >= most {
            new.write(connection)?;
            *new = New {
                before: Before::Something,
                ..New::default()
            };
        }
        Ok(())
    }

    /// Writes what was not written yet: before the transaction is committed.
    pub(super) fn write(&self, connection: &Connection) -> Result<(), Error> {
        self.new.borrow_mut().write(connection)
    }
}

impl New {
    /// Finds out whether there is anything in the database.
    fn look(&mut self, connection: &Connection) -> Result<(), Error> {
        if self.before == Before::Unknown {
            self.before = if settle::is_empty(connection)? {
                Before::Nothing
            } else {
                Before::Something
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
        let unwritten = self.postings.after(self.written);
        if !unwritten.is_empty() {
            settle::write(connection, unwritten)?;
        }
        self.written = self.postings.len();
        Ok(())
    }
}

/// Sorts what consists of two parts in order, which the stable sort merges, and removes what stands twice.
fn in_order<T: Ord>(parts: &mut Vec<T>) {
    parts.sort();
    parts.dedup();
}

/// Every entry that has an anchor, by its row, in order and each once.
pub(super) fn entries(connection: &Connection) -> Result<Vec<i64>, Error> {
    settle::entries(connection)
}

/// Takes all anchors away.
pub(super) fn clear(connection: &Connection) -> Result<(), Error> {
    settle::clear(connection)
}
