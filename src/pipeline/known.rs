//! Passes over entries that are stored just as they were sent: there is nothing to read in them.

use std::sync::{Arc, Mutex, PoisonError};

use crate::identify::{self, Scope};
use crate::model::{Completeness, EntryKey, RawEntry};
use crate::normalize;
use crate::store::{self, Reader, Store};

/// What source tasks may know of the store.
#[derive(Debug, Clone)]
pub(super) struct Known(Arc<Mutex<Reader>>);

/// Entries of a document that did not change since they were stored.
#[derive(Debug, Default)]
pub(super) struct Unchanged {
    /// How many.
    pub(super) entries: u64,
    /// Their guids: they are still in the document.
    pub(super) guids: Vec<String>,
}

impl Unchanged {
    /// Those of two documents.
    pub(super) fn and(&mut self, other: Self) {
        self.entries += other.entries;
        self.guids.extend(other.guids);
    }
}

/// As [`Known::part`]; of a source of which nothing is stored, everything has to be read.
pub(super) fn part(
    known: Option<&Known>,
    scope: Scope<'_>,
    entries: Vec<RawEntry>,
) -> (Vec<RawEntry>, Unchanged) {
    match known {
        Some(known) => known.part(scope, entries),
        None => (entries, Unchanged::default()),
    }
}

impl Known {
    /// A view of what `store` holds.
    pub(super) fn of(store: &Store) -> Result<Self, store::Error> {
        Ok(Self(Arc::new(Mutex::new(store.reader()?))))
    }

    /// Parts the entries of one document that have to be read from those that need not be.
    fn part(&self, scope: Scope<'_>, entries: Vec<RawEntry>) -> (Vec<RawEntry>, Unchanged) {
        let keys = identify::plain_keys(scope, &entries);
        let mut unchanged = Unchanged::default();
        let mut others = Vec::with_capacity(entries.len());
        for (entry, key) in entries.into_iter().zip(keys) {
            let is_whole = entry.completeness == Completeness::Whole;
            if is_whole && key.is_some_and(|key| self.is_stored(key, &entry)) {
                unchanged.entries += 1;
                unchanged.guids.extend(entry.guid);
            } else {
                others.push(entry);
            }
        }
        (others, unchanged)
    }

    fn is_stored(&self, key: EntryKey, entry: &RawEntry) -> bool {
        let reader = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // What cannot be looked up is read, and a broken store stops the writer.
        let stored = reader.is_stored(key, identify::sent(entry), normalize::VERSION);
        stored.unwrap_or(false)
    }
}
