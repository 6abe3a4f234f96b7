//! The memtable: postings in memory, by anchor and in the order in which they came, at about
//! twenty-five bytes each.

use std::hash::BuildHasher as _;

use foldhash::fast::RandomState;
use hashbrown::HashTable;
use hashbrown::hash_table::Entry;

use super::block::{PER_ANCHOR, Posting};
use super::in_order;

/// Bits of a word that hold the index of the entry; the forty bits above them hold the anchor.
const ENTRY_BITS: u32 = 24;

/// Number of entries from which on an anchor has a list: every step along a longer chain would
/// wait for memory.
const MANY: usize = 4;

/// The postings since the index was last emptied; no more than [`ENTRY_BITS`] can number.
#[derive(Debug, Default)]
pub(super) struct Noted {
    /// Rows of the entries, in the order in which they came.
    entries: Vec<i64>,
    notes: Vec<Note>,
    lists: Vec<List>,
    holders: HashTable<Holders>,
    hasher: RandomState,
}

/// One posting.
#[derive(Debug, Clone, Copy)]
struct Note {
    /// The anchor, and the index of its entry in `entries`.
    word: u64,
    /// Index of the previous posting of this anchor, or its own index if it is the first. Unused
    /// once the anchor has a list.
    before: u32,
}

/// The newest entries of an anchor.
#[derive(Debug)]
struct List {
    anchor: u64,
    rows: Vec<i64>,
}

/// A four-byte reference to the postings of an anchor.
#[derive(Debug, Clone, Copy)]
pub(super) struct Holders(u32);

/// What [`Holders`] refers to.
#[derive(Debug, Clone, Copy)]
enum Place {
    /// The last posting of a chain.
    Note(usize),
    List(usize),
}

impl Noted {
    /// Number of postings.
    pub(super) fn len(&self) -> usize {
        self.notes.len()
    }

    /// Adds an entry with these anchors.
    pub(super) fn add(&mut self, entry: i64, anchors: &[u64]) {
        for anchor in anchors {
            self.add_one(entry, *anchor);
        }
        if !anchors.is_empty() {
            self.entries.push(entry);
        }
    }

    fn add_one(&mut self, entry: i64, anchor: u64) {
        let Self {
            entries,
            notes,
            lists,
            holders,
            hasher,
        } = self;
        let mut note = Note {
            word: anchor << ENTRY_BITS | entries.len() as u64,
            before: u32::try_from(notes.len()).unwrap_or(u32::MAX),
        };
        let found = holders.entry(
            hasher.hash_one(anchor),
            |holders| holders.anchor(notes, lists) == Some(anchor),
            |holders| hasher.hash_one(holders.anchor(notes, lists).unwrap_or_default()),
        );
        match found {
            Entry::Vacant(none) => {
                none.insert(Holders::at(Place::Note(notes.len())));
            }
            Entry::Occupied(mut some) => match some.get().place() {
                Place::List(place) => {
                    if let Some(list) = lists.get_mut(place) {
                        list.add(entry);
                    }
                }
                Place::Note(last) => {
                    let mut rows: Vec<i64> = chain(notes, last)
                        .filter_map(|note| note.entry(entries))
                        .collect();
                    if rows.len() + 1 < MANY {
                        note.before = u32::try_from(last).unwrap_or(u32::MAX);
                        *some.get_mut() = Holders::at(Place::Note(notes.len()));
                    } else {
                        rows.reverse();
                        rows.push(entry);
                        *some.get_mut() = Holders::at(Place::List(lists.len()));
                        lists.push(List { anchor, rows });
                    }
                }
            },
        }
        notes.push(note);
    }

    /// References to the postings of each anchor, in the order of `anchors`.
    ///
    /// Works in two passes, so that the cache misses of several anchors overlap; they are most of
    /// the time that a look-up takes.
    pub(super) fn places(&self, anchors: &[u64]) -> Vec<Option<Holders>> {
        let hashed = |anchor: &u64| {
            let hash = self.hasher.hash_one(anchor);
            (hash, self.holders.iter_hash(hash).next().copied())
        };
        let likely: Vec<(u64, Option<Holders>)> = anchors.iter().map(hashed).collect();
        let sure = |(anchor, (hash, likely)): (&u64, (u64, Option<Holders>))| {
            let is_of_anchor =
                |holders: &Holders| holders.anchor(&self.notes, &self.lists) == Some(*anchor);
            likely.filter(is_of_anchor).or_else(|| {
                likely?;
                self.holders.find(hash, is_of_anchor).copied()
            })
        };
        anchors.iter().zip(likely).map(sure).collect()
    }

    /// Adds the newest entries of an anchor to `found`: [`PER_ANCHOR`] of them, or a few more.
    pub(super) fn holders(&self, at: Holders, found: &mut Vec<i64>) {
        match at.place() {
            Place::Note(last) => {
                let notes = chain(&self.notes, last);
                found.extend(notes.filter_map(|note| note.entry(&self.entries)));
            }
            Place::List(place) => {
                let list = self.lists.get(place);
                found.extend(list.into_iter().flat_map(|list| &list.rows));
            }
        }
    }

    /// The postings added after the first `number`, sorted and without duplicates.
    pub(super) fn after(&self, number: usize) -> Vec<Posting> {
        let notes = self.notes.iter().skip(number);
        let mut words: Vec<u64> = notes.map(|note| note.word).collect();
        words.sort_unstable();
        let posting = |word| {
            let note = Note { word, before: 0 };
            Some((note.anchor(), note.entry(&self.entries)?))
        };
        let mut postings = words.into_iter().filter_map(posting).collect();
        // An older entry that changed was added again later.
        in_order(&mut postings);
        postings
    }
}

impl Note {
    fn anchor(self) -> u64 {
        self.word >> ENTRY_BITS
    }

    fn entry(self, entries: &[i64]) -> Option<i64> {
        let place = usize::try_from(self.word & ((1 << ENTRY_BITS) - 1)).ok()?;
        entries.get(place).copied()
    }
}

/// The chain of postings of an anchor, the newest first.
fn chain(notes: &[Note], last: usize) -> impl Iterator<Item = Note> + '_ {
    std::iter::successors(Some(last), |place| {
        let before = usize::try_from(notes.get(*place)?.before).ok()?;
        (before != *place).then_some(before)
    })
    .filter_map(|place| notes.get(place).copied())
}

impl List {
    /// Adds an entry, and drops the oldest ones when the list is much longer than any look-up
    /// needs. If a pass brings one text a thousand times, each time must not cost a thousand
    /// steps.
    fn add(&mut self, entry: i64) {
        if self.rows.len() >= 2 * PER_ANCHOR {
            self.rows.sort_unstable();
            self.rows.dedup();
            let old = self.rows.len().saturating_sub(PER_ANCHOR);
            self.rows.drain(..old);
        }
        self.rows.push(entry);
    }
}

impl Holders {
    const LIST: u32 = 1 << 31;

    fn at(place: Place) -> Self {
        let (place, mark) = match place {
            Place::Note(place) => (place, 0),
            Place::List(place) => (place, Self::LIST),
        };
        Self(u32::try_from(place).unwrap_or(u32::MAX) | mark)
    }

    fn place(self) -> Place {
        let place = usize::try_from(self.0 & !Self::LIST).unwrap_or(usize::MAX);
        if self.0 & Self::LIST == 0 {
            Place::Note(place)
        } else {
            Place::List(place)
        }
    }

    fn anchor(self, notes: &[Note], lists: &[List]) -> Option<u64> {
        match self.place() {
            Place::Note(place) => notes.get(place).map(|note| note.anchor()),
            Place::List(place) => lists.get(place).map(|list| list.anchor),
        }
    }
}
