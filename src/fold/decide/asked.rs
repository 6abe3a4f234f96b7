//! What a decision asks: the questions about stored entries, and who reads their texts.

use std::collections::BTreeSet;
use std::rc::Rc;
use std::sync::Arc;

use crate::fold::profile::Profile;
use crate::fold::sketch::Sketch;
use crate::model::{
    Bond, Comparable, EntryKey, EntryRow, EntryTexts, ExactKey, StoredMembers, UnreadableHtml,
};

/// The questions about stored entries whose answers decide. Every question is about a set, and a
/// whole decision asks about ten.
pub trait StoredEntries {
    /// Why a question was not answered.
    type Error: From<UnreadableHtml>;

    /// Calls `each` for every anchor, in this order, with the newest entries that have it, the
    /// newest first, and no more than [`PER_ANCHOR`](crate::model::PER_ANCHOR) of them.
    fn holders(
        &self,
        anchors: &[u64],
        each: &mut dyn FnMut(&[EntryRow]),
    ) -> Result<(), Self::Error>;

    /// The newest entries that have one of these keys, a few for each key.
    fn with_keys(&self, keys: &[ExactKey<'_>]) -> Result<BTreeSet<EntryRow>, Self::Error>;

    /// The lengths of the normalised texts of these entries, in characters.
    fn lengths(&self, rows: &[EntryRow]) -> Result<Vec<u32>, Self::Error>;

    /// These entries, in this order.
    fn entries(&self, rows: &[EntryRow]) -> Result<Vec<Arc<Comparable>>, Self::Error>;

    /// An entry with its texts as sent. Only a comparison of texts that are not at hand asks.
    fn texts(&self, row: EntryRow) -> Result<EntryTexts, Self::Error>;

    /// The stories of these entries, each once, in the order of the entries.
    fn stories(&self, rows: &[EntryRow]) -> Result<Vec<StoredMembers>, Self::Error>;

    /// The entries that carry the same text as one of these by a stored link, or that a person
    /// merged with one of these.
    fn linked(&self, rows: &[EntryRow]) -> Result<BTreeSet<EntryRow>, Self::Error>;

    /// The stored scores of pairs of these entries, the lower row first; negative infinity for a
    /// pair that never folds.
    fn scores(&self, rows: &[EntryRow]) -> Result<Vec<(EntryRow, EntryRow, f64)>, Self::Error>;

    /// What people ruled about pairs of these entries, the lower key first.
    fn rulings(&self, keys: &[EntryKey]) -> Result<Vec<(EntryKey, EntryKey, Bond)>, Self::Error>;

    /// Whether people ruled about any pair with this entry.
    fn is_ruled_about(&self, key: EntryKey) -> Result<bool, Self::Error>;
}

/// Reads the texts of entries.
pub trait Texts {
    /// The texts of this entry as they are compared, if they are at hand.
    fn at_hand(&self, entry: &Comparable) -> Option<Rc<Profile>>;

    /// The same, read from what the publisher sent.
    fn read(&self, entry: &EntryTexts) -> Result<Rc<Profile>, UnreadableHtml>;

    /// The texts of this entry as they are compared.
    fn profile(&self, entry: &EntryTexts) -> Result<Rc<Profile>, UnreadableHtml> {
        self.at_hand(entry).map_or_else(|| self.read(entry), Ok)
    }

    /// A sketch of them, if one is at hand.
    fn sketch(&self, entry: &Comparable) -> Option<Rc<Sketch>>;
}
