//! Makes an entry findable by the texts and official documents of entries that arrive later.

use rusqlite::Transaction;

use super::anchors::Anchors;
use crate::model::PreparedEntry;
use crate::store::Error;
use crate::store::rows::document_numbers;

/// Stores the anchors and the official document of the entry at `row`.
pub(in crate::store) fn index(
    transaction: &Transaction<'_>,
    anchors: &Anchors,
    row: i64,
    entry: &PreparedEntry,
) -> Result<(), Error> {
    let stored: Vec<u64> = entry.anchors.stored().collect();
    anchors.add(transaction, row, &stored)?;
    match &entry.document {
        Some(document) => document_numbers::write(transaction, row, document),
        None => Ok(()),
    }
}
