//! Skips entries that are stored exactly as they were sent again.

use std::sync::{Arc, Mutex, PoisonError};

use crate::identify::{self, GuidScope};
use crate::model::{Completeness, EntryKey};
use crate::normalize;
use crate::pipeline::sent::SentEntry;
use crate::pipeline::writer::UnchangedEntries;
use crate::store::{self, Reader, Store};

/// Read access to the store for source tasks.
#[derive(Debug, Clone)]
pub(in crate::pipeline) struct StoredLookup(Arc<Mutex<Reader>>);

/// Like [`StoredLookup::split_unchanged`]; without a lookup nothing is stored, so every entry has
/// to be prepared.
pub(super) fn split_unchanged(
    lookup: Option<&StoredLookup>,
    scope: GuidScope<'_>,
    entries: Vec<SentEntry>,
) -> (Vec<SentEntry>, UnchangedEntries) {
    match lookup {
        Some(lookup) => lookup.split_unchanged(scope, entries),
        None => (entries, UnchangedEntries::default()),
    }
}

impl StoredLookup {
    /// Opens a second connection to `store`.
    pub(in crate::pipeline) fn new(store: &Store) -> Result<Self, store::Error> {
        Ok(Self(Arc::new(Mutex::new(store.reader()?))))
    }

    /// Splits the entries of one document into those to prepare and those that did not change.
    fn split_unchanged(
        &self,
        scope: GuidScope<'_>,
        entries: Vec<SentEntry>,
    ) -> (Vec<SentEntry>, UnchangedEntries) {
        let keys = identify::plain_keys(scope, &entries);
        let mut unchanged = 0;
        let mut guids = Vec::new();
        let mut others = Vec::with_capacity(entries.len());
        for (entry, key) in entries.into_iter().zip(keys) {
            let raw = entry.as_ref();
            let is_whole = raw.completeness == Completeness::Whole;
            if is_whole && key.is_some_and(|key| self.is_stored(key, &entry)) {
                unchanged += 1;
                guids.extend(raw.guid.clone());
            } else {
                others.push(entry);
            }
        }
        let unchanged = UnchangedEntries {
            entries: unchanged,
            guids: guids.into(),
        };
        (others, unchanged)
    }

    fn is_stored(&self, key: EntryKey, entry: &SentEntry) -> bool {
        let reader = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // If the lookup fails the entry is prepared; the writer reports a broken store.
        let stored = reader.is_stored(key, entry.raw_hash(), normalize::VERSION);
        stored.unwrap_or(false)
    }
}
