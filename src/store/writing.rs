//! Stores what several sources sent in one transaction, so that a page which many of them change
//! is written once.

use std::path::{Path, PathBuf};

use rusqlite::{Transaction, TransactionBehavior};

use super::file::checkpoint::Checkpoints;
use super::folding::anchors::Anchors;
use super::folding::entry_cache::EntryCache;
use super::{Error, Store};

/// A transaction for arrivals. If it is dropped without [`Writing::commit`], nothing is stored.
#[derive(Debug)]
pub struct Writing<'a> {
    transaction: Transaction<'a>,
    pub(super) cache: EntryCache,
    pub(super) anchors: Anchors,
    /// The store's index, which gets `anchors` back after the commit. Until then it is empty, so
    /// that a rollback cannot leave postings in it.
    store_anchors: &'a mut Anchors,
    /// The store's cache, to which the same applies.
    store_cache: &'a mut EntryCache,
    checkpoints: &'a mut Checkpoints,
    path: &'a Path,
}

impl Store {
    /// Begins one transaction for what several sources sent.
    pub fn writing(&mut self) -> Result<Writing<'_>, Error> {
        let transaction = self
            .connection
            // Immediate, because SQLite does not let a reader that starts to write wait for
            // another writer.
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(|error| Error::from(error).at(&self.path))?;
        Ok(Writing {
            transaction,
            cache: std::mem::replace(&mut self.cache, EntryCache::noting(&self.damaged)),
            store_cache: &mut self.cache,
            anchors: std::mem::take(&mut self.anchors),
            store_anchors: &mut self.anchors,
            checkpoints: &mut self.checkpoints,
            path: &self.path,
        })
    }
}

impl Store {
    /// Writes the anchors that a first pass kept in memory to where look-ups are fast. Call it
    /// after the last arrival of a pass.
    pub fn settle_anchors(&mut self) -> Result<(), Error> {
        let anchors = std::mem::take(&mut self.anchors);
        if !anchors.has_long_log() {
            return Ok(());
        }
        self.write(|connection| {
            let transaction =
                connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            anchors.settle(&transaction)?;
            Ok(transaction.commit()?)
        })
    }
}

impl Writing<'_> {
    /// Reads or writes in this transaction; an error names the file of the database.
    pub(super) fn within<T>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        work(&self.transaction).map_err(|error| error.at(self.path))
    }

    /// Commits everything.
    pub fn commit(self) -> Result<(), Error> {
        let path = self.path;
        // In a dry run this is the copy, not the file at `path`.
        let file = self.transaction.path().map(PathBuf::from);
        let written = self.anchors.write(&self.transaction);
        written
            .and_then(|()| Ok(self.transaction.commit()?))
            .map_err(|error| error.at(path))?;
        *self.store_anchors = self.anchors;
        *self.store_cache = self.cache;
        if let Some(file) = file {
            self.checkpoints.committed(&file);
        }
        Ok(())
    }
}
