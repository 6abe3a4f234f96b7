//! A cache in two halves: when the newer one is full, it takes the place of the older one, and
//! what was in that is dropped. What is used moves to the newer half, so that only things that
//! were not used for long are dropped.

use std::rc::Rc;

use foldhash::{HashMap, HashMapExt as _};

use crate::model::{Comparable, ContentHash, EntryKey, LineKey};

/// Which form of the text of an entry something was made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TextForm {
    revision: ContentHash,
    /// The lines of the text that may become boilerplate; `None` if they are not known.
    lines: Option<Rc<[LineKey]>>,
    /// How many of them are boilerplate and left out; if they are not known, how many lines of
    /// the source are boilerplate. What is boilerplate stays so while a pass lasts.
    left_out: usize,
}

impl TextForm {
    /// The form before boilerplate is left out, of a text with these lines.
    pub(super) fn whole(revision: ContentHash, lines: impl Iterator<Item = LineKey>) -> Self {
        Self {
            revision,
            lines: Some(lines.collect()),
            left_out: 0,
        }
    }

    /// The form in which the text of an entry is compared now. `known` is an earlier form of a
    /// text of the entry.
    pub(super) fn now(entry: &Comparable, known: Option<&Self>) -> Self {
        let of_revision = known.filter(|known| known.revision == entry.revision);
        let lines = of_revision.and_then(|known| known.lines.clone());
        Self {
            revision: entry.revision,
            left_out: left_out(entry, lines.as_deref()),
            lines,
        }
    }

    /// Whether the text of an entry is compared in this form now.
    pub(super) fn is_of(&self, entry: &Comparable) -> bool {
        self.revision == entry.revision && self.left_out == left_out(entry, self.lines.as_deref())
    }

    /// How many bytes it takes.
    fn size(&self) -> usize {
        let lines = self.lines.as_deref();
        size_of::<Self>() + size_of_val(lines.unwrap_or_default())
    }
}

fn left_out(entry: &Comparable, lines: Option<&[LineKey]>) -> usize {
    let is_boilerplate = |line: &&LineKey| entry.boilerplate.binary_search(line).is_ok();
    lines.map_or(entry.boilerplate.len(), |lines| {
        lines.iter().filter(is_boilerplate).count()
    })
}

/// Things made of the texts of entries.
#[derive(Debug)]
pub(super) struct Halves<T> {
    newer: HashMap<EntryKey, (TextForm, T)>,
    older: HashMap<EntryKey, (TextForm, T)>,
    /// Bytes in the newer half, and from how many on it is full.
    bytes: usize,
    max_bytes: usize,
    size_of: fn(&T) -> usize,
}

impl<T> Halves<T> {
    /// An empty cache. A half is full when it takes `max_bytes`, to which each thing adds what
    /// `size_of` says, and its place.
    pub(super) fn new(max_bytes: usize, size_of: fn(&T) -> usize) -> Self {
        Self {
            newer: HashMap::new(),
            older: HashMap::new(),
            bytes: 0,
            max_bytes,
            size_of,
        }
    }

    /// Adds something; calls `dropped` with everything that makes room for it.
    pub(super) fn insert(
        &mut self,
        key: EntryKey,
        (form, thing): (TextForm, T),
        dropped: impl FnMut((EntryKey, (TextForm, T))),
    ) {
        self.older.remove(&key);
        let full = self.bytes > self.max_bytes;
        let last = full.then(|| {
            self.bytes = 0;
            std::mem::replace(&mut self.older, std::mem::take(&mut self.newer))
        });
        self.bytes += size_of::<(EntryKey, T)>() + form.size() + (self.size_of)(&thing);
        self.newer.insert(key, (form, thing));
        last.into_iter().flatten().for_each(dropped);
    }

    /// What was made of the text of an entry in the form in which it is compared now.
    pub(super) fn get(
        &mut self,
        entry: &Comparable,
        dropped: impl FnMut((EntryKey, (TextForm, T))),
    ) -> Option<&T> {
        if let Some(found) = self.older.remove(&entry.key) {
            self.insert(entry.key, found, dropped);
        }
        let (form, thing) = self.newer.get(&entry.key)?;
        form.is_of(entry).then_some(thing)
    }

    /// The form of which something was made last of a text of this entry.
    pub(super) fn form(&self, key: EntryKey) -> Option<&TextForm> {
        let found = self.newer.get(&key).or_else(|| self.older.get(&key));
        found.map(|(form, _)| form)
    }
}
