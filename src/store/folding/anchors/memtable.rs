//! The memtable: postings in memory, by anchor and in the order in which they came, at about
//! twenty-five bytes each.

use std::hash::BuildHasher as _;

use foldhash::fast::RandomState;
use hashbrown::HashTable;
use hashbrown::hash_table::Entry;

use super::block::Posting;
use super::sort_and_dedup;
use crate::model::PER_ANCHOR;

/// Bits of a word that hold the index of the entry; the forty bits above them hold the anchor.
const ENTRY_BITS: u32 = 24;

/// Number of entries from which on an anchor has a list: every step along a longer chain would
/// wait for memory.
const MIN_LIST: usize = 4;

/// The postings since the index was last emptied; no more than [`ENTRY_BITS`] can number.
#[derive(Debug, Default)]
pub(super) struct MemTable {
    /// Rows of the entries, in the order in which they came.
    entries: Vec<i64>,
    nodes: Vec<Node>,
    lists: Vec<PostingList>,
    slots: HashTable<Slot>,
    hasher: RandomState,
}

/// One posting.
#[derive(Debug, Clone, Copy)]
struct Node {
    /// The anchor, and the index of its entry in `entries`.
    word: u64,
    /// Index of the previous posting of this anchor, or its own index if it is the first. Unused
    /// once the anchor has a list.
    previous: u32,
}

/// The newest entries of an anchor.
#[derive(Debug)]
struct PostingList {
    anchor: u64,
    rows: Vec<i64>,
}

/// A four-byte reference to the postings of an anchor.
#[derive(Debug, Clone, Copy)]
pub(super) struct Slot(u32);

/// What [`Slot`] refers to.
#[derive(Debug, Clone, Copy)]
enum Target {
    /// The last posting of a chain.
    Node(usize),
    List(usize),
}

impl MemTable {
    /// Number of postings.
    pub(super) fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Makes room for so many postings at once: a table that grows is copied, and takes up to
    /// three times its size while it is. The system provides the memory when it is used.
    pub(super) fn reserve(&mut self, postings: usize) {
        self.nodes.reserve(postings);
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
            nodes,
            lists,
            slots,
            hasher,
        } = self;
        let mut node = Node {
            word: anchor << ENTRY_BITS | entries.len() as u64,
            previous: u32::try_from(nodes.len()).unwrap_or(u32::MAX),
        };
        let found = slots.entry(
            hasher.hash_one(anchor),
            |slot| slot.anchor(nodes, lists) == Some(anchor),
            |slot| hasher.hash_one(slot.anchor(nodes, lists).unwrap_or_default()),
        );
        match found {
            Entry::Vacant(none) => {
                none.insert(Slot::new(Target::Node(nodes.len())));
            }
            Entry::Occupied(mut some) => match some.get().target() {
                Target::List(place) => {
                    if let Some(list) = lists.get_mut(place) {
                        list.add(entry);
                    }
                }
                Target::Node(last) => {
                    let mut rows: Vec<i64> = chain(nodes, last)
                        .filter_map(|node| node.entry(entries))
                        .collect();
                    if rows.len() + 1 < MIN_LIST {
                        node.previous = u32::try_from(last).unwrap_or(u32::MAX);
                        *some.get_mut() = Slot::new(Target::Node(nodes.len()));
                    } else {
                        rows.reverse();
                        rows.push(entry);
                        *some.get_mut() = Slot::new(Target::List(lists.len()));
                        lists.push(PostingList { anchor, rows });
                    }
                }
            },
        }
        nodes.push(node);
    }

    /// References to the postings of each anchor, in the order of `anchors`.
    ///
    /// Works in two passes, so that the cache misses of several anchors overlap; they are most of
    /// the time that a look-up takes.
    pub(super) fn slots(&self, anchors: &[u64]) -> Vec<Option<Slot>> {
        let hashed = |anchor: &u64| {
            let hash = self.hasher.hash_one(anchor);
            (hash, self.slots.iter_hash(hash).next().copied())
        };
        let likely: Vec<(u64, Option<Slot>)> = anchors.iter().map(hashed).collect();
        let sure = |(anchor, (hash, likely)): (&u64, (u64, Option<Slot>))| {
            let is_of_anchor = |slot: &Slot| slot.anchor(&self.nodes, &self.lists) == Some(*anchor);
            likely.filter(is_of_anchor).or_else(|| {
                likely?;
                self.slots.find(hash, is_of_anchor).copied()
            })
        };
        anchors.iter().zip(likely).map(sure).collect()
    }

    /// Adds the newest entries of an anchor to `found`: [`PER_ANCHOR`] of them, or a few more.
    pub(super) fn entries_of(&self, at: Slot, found: &mut Vec<i64>) {
        match at.target() {
            Target::Node(last) => {
                let nodes = chain(&self.nodes, last);
                found.extend(nodes.filter_map(|node| node.entry(&self.entries)));
            }
            Target::List(place) => {
                if let Some(list) = self.lists.get(place) {
                    // In the order of a look-up, which then has less to sort.
                    found.extend(list.rows.iter().rev());
                }
            }
        }
    }

    /// The postings added after the first `number`, sorted and without duplicates.
    pub(super) fn postings_since(&self, number: usize) -> Vec<Posting> {
        let nodes = self.nodes.iter().skip(number);
        let mut words: Vec<u64> = nodes.map(|node| node.word).collect();
        words.sort_unstable();
        postings(&words, &self.entries)
    }

    /// Passes all postings to `each`, sorted and without duplicates, in parts of about so many.
    /// All postings of an anchor are in one part.
    pub(super) fn in_parts<E>(
        self,
        length: usize,
        mut each: impl FnMut(&[Posting]) -> Result<(), E>,
    ) -> Result<(), E> {
        let Self { entries, nodes, .. } = self;
        let mut words: Vec<u64> = nodes.into_iter().map(|node| node.word).collect();
        words.sort_unstable();
        let is_of_one_anchor = |one: &u64, other: &u64| *one >> ENTRY_BITS == *other >> ENTRY_BITS;
        let mut part = Vec::with_capacity(length);
        for of_anchor in words.chunk_by(is_of_one_anchor) {
            part.extend_from_slice(of_anchor);
            if part.len() >= length {
                each(&postings(&part, &entries))?;
                part.clear();
            }
        }
        each(&postings(&part, &entries))
    }
}

/// The postings of sorted words, sorted and without duplicates.
fn postings(words: &[u64], entries: &[i64]) -> Vec<Posting> {
    let posting = |word: &u64| {
        let node = Node {
            word: *word,
            previous: 0,
        };
        Some((node.anchor(), node.entry(entries)?))
    };
    let mut postings = words.iter().filter_map(posting).collect();
    // An older entry that changed was added again later.
    sort_and_dedup(&mut postings);
    postings
}

impl Node {
    fn anchor(self) -> u64 {
        self.word >> ENTRY_BITS
    }

    fn entry(self, entries: &[i64]) -> Option<i64> {
        let place = usize::try_from(self.word & ((1 << ENTRY_BITS) - 1)).ok()?;
        entries.get(place).copied()
    }
}

/// The chain of postings of an anchor, the newest first.
fn chain(nodes: &[Node], last: usize) -> impl Iterator<Item = Node> + '_ {
    std::iter::successors(Some(last), |place| {
        let previous = usize::try_from(nodes.get(*place)?.previous).ok()?;
        (previous != *place).then_some(previous)
    })
    .filter_map(|place| nodes.get(place).copied())
}

impl PostingList {
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

impl Slot {
    const LIST: u32 = 1 << 31;

    fn new(place: Target) -> Self {
        let (place, mark) = match place {
            Target::Node(place) => (place, 0),
            Target::List(place) => (place, Self::LIST),
        };
        Self(u32::try_from(place).unwrap_or(u32::MAX) | mark)
    }

    fn target(self) -> Target {
        let place = usize::try_from(self.0 & !Self::LIST).unwrap_or(usize::MAX);
        if self.0 & Self::LIST == 0 {
            Target::Node(place)
        } else {
            Target::List(place)
        }
    }

    fn anchor(self, nodes: &[Node], lists: &[PostingList]) -> Option<u64> {
        match self.target() {
            Target::Node(place) => nodes.get(place).map(|node| node.anchor()),
            Target::List(place) => lists.get(place).map(|list| list.anchor),
        }
    }
}
