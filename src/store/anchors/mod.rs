//! Which entries have an anchor, whatever the size of the store: an inverted index with two tiers.
//!
//! New postings wait in memory until their transaction ends, then go to the table of recent ones; when that has
//! grown by its share of the whole, they move into packed blocks, in the order of anchors, a part at a time.
//! A posting is thus written with hundreds of its neighbours instead of changing a page of its own (a
//! log-structured merge: O'Neil, Cheng, Gawlick and O'Neil 1996).

mod block;
mod kept;
mod settle;
#[cfg(test)]
mod tests;

use std::cell::RefCell;

use foldhash::HashMap;
use rusqlite::Connection;

use super::Error;
pub(super) use block::PER_ANCHOR;
use block::Posting;
use kept::Words;
use settle::Stored;

/// Postings that are kept by anchor in memory at most: those of two thousand long texts, 4 MB.
const MOST_NEW: usize = 80_000;

/// The index as one who writes sees it; empty, it gives what the database holds.
#[derive(Debug, Default)]
pub(super) struct Anchors {
    new: RefCell<New>,
    kept: RefCell<Kept>,
}

/// The newest postings.
#[derive(Debug, Default)]
struct New {
    /// All of them, in the order in which they came, each with the place of the one before it of its anchor.
    postings: Vec<(Posting, Option<u32>)>,
    /// Place of the last posting of every anchor.
    last: HashMap<u64, u32>,
    /// How many of them the database has.
    written: usize,
}

/// What is known of the postings in the database.
#[derive(Debug, Default)]
enum Kept {
    /// It was not looked at yet.
    #[default]
    Unknown,
    /// All but the newest, since there were none: a first pass never reads its own postings back.
    All(Words),
    /// That it has to be asked.
    Stored,
}

impl Anchors {
    /// Hands over, of each anchor, the entries that have it, the newest first, at most [`PER_ANCHOR`].
    pub(super) fn holders(
        &self,
        connection: &Connection,
        anchors: &[u64],
        mut each: impl FnMut(&[i64]),
    ) -> Result<(), Error> {
        let (new, kept) = (self.new.borrow(), self.kept.borrow());
        let mut stored = Stored::of(connection)?;
        let mut found = Vec::new();
        for anchor in anchors {
            found.clear();
            new.holders(*anchor, &mut found);
            match &*kept {
                Kept::All(words) => words.holders(*anchor, &mut found),
                _ => stored.holders(*anchor, &mut found)?,
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
        let mut kept = self.kept.borrow_mut();
        kept.look(connection)?;
        for anchor in anchors {
            new.add(*anchor, entry);
        }
        if new.postings.len() >= MOST_NEW {
            new.write(connection)?;
            if let Kept::All(words) = &mut *kept
                && !words.add(&new.after(0))
            {
                *kept = Kept::Stored;
            }
            new.forget();
        }
        Ok(())
    }

    /// Writes what was not written yet: before the transaction is committed.
    pub(super) fn write(&self, connection: &Connection) -> Result<(), Error> {
        self.new.borrow_mut().write(connection)
    }
}

impl New {
    fn add(&mut self, anchor: u64, entry: i64) {
        let place = u32::try_from(self.postings.len()).unwrap_or(u32::MAX);
        let before = self.last.insert(anchor, place);
        self.postings.push(((anchor, entry), before));
    }

    /// Adds the entries that had an anchor last to `found`: a text that a pass brings a thousand times must not cost
    /// a thousand steps each time. Twice as many as are given, since some may be older entries that changed.
    fn holders(&self, anchor: u64, found: &mut Vec<i64>) {
        let posting = |place: u32| self.postings.get(usize::try_from(place).ok()?);
        let last = self.last.get(&anchor).and_then(|place| posting(*place));
        let held = std::iter::successors(last, |(_, before)| posting((*before)?));
        found.extend(held.take(2 * PER_ANCHOR).map(|((_, entry), _)| *entry));
    }

    /// Those that came after the first `number`, in order and each once.
    fn after(&self, number: usize) -> Vec<Posting> {
        let postings = self.postings.iter().skip(number);
        let mut postings: Vec<Posting> = postings.map(|(posting, _)| *posting).collect();
        postings.sort_unstable();
        postings.dedup();
        postings
    }

    fn write(&mut self, connection: &Connection) -> Result<(), Error> {
        let unwritten = self.after(self.written);
        if !unwritten.is_empty() {
            settle::write(connection, unwritten)?;
        }
        self.written = self.postings.len();
        Ok(())
    }

    fn forget(&mut self) {
        self.last.clear();
        self.postings.clear();
        self.written = 0;
    }
}

impl Kept {
    /// Finds out whether there is anything in the database.
    fn look(&mut self, connection: &Connection) -> Result<(), Error> {
        if matches!(self, Self::Unknown) {
            *self = if settle::is_empty(connection)? {
                Self::All(Words::default())
            } else {
                Self::Stored
            };
        }
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
