//! Stores what several sources sent in one transaction, so that a page which many of them change
//! is written once.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, Transaction, TransactionBehavior};

use super::file::checkpoint::Checkpoints;
use super::folding::anchors::Anchors;
use super::folding::entry_cache::EntryCache;
use super::rows::{entries, page_text, sources};
use super::{Arrival, Attempt, Error, Policies};
use crate::model::{ArticleAttempt, Counts, PreparedEntry, SourceName, Timestamp};

/// A transaction for arrivals. If it is dropped without [`Writing::commit`], nothing is stored.
#[derive(Debug)]
pub struct Writing<'a> {
    transaction: Transaction<'a>,
    cache: EntryCache,
    anchors: Anchors,
    /// The store's index, which gets `anchors` back after the commit. Until then it is empty, so
    /// that a rollback cannot leave postings in it.
    known: &'a mut Anchors,
    checkpoints: &'a mut Checkpoints,
    path: &'a Path,
}

impl<'a> Writing<'a> {
    pub(super) fn begin(
        connection: &'a mut Connection,
        (known, checkpoints): (&'a mut Anchors, &'a mut Checkpoints),
        path: &'a Path,
    ) -> Result<Self, Error> {
        Ok(Self {
            // Immediate, because SQLite does not let a reader that starts to write wait for
            // another writer.
            transaction: connection.transaction_with_behavior(TransactionBehavior::Immediate)?,
            cache: EntryCache::default(),
            anchors: std::mem::take(known),
            known,
            checkpoints,
            path,
        })
    }

    /// Stores entries, their decisions and what to remember of the answer.
    pub fn ingest(
        &self,
        arrival: &Arrival<'_>,
        policies: &dyn Policies,
        now: Timestamp,
    ) -> Result<Counts, Error> {
        entries::ingest(
            &self.transaction,
            (&self.cache, &self.anchors),
            arrival,
            policies,
            now,
        )
        .map_err(|error| error.at(self.path))
    }

    /// Stores an attempt that gave no entries.
    pub fn record(&self, name: &SourceName, attempt: &Attempt) -> Result<(), Error> {
        sources::record(&self.transaction, name, attempt).map_err(|error| error.at(self.path))
    }

    /// Since when the documents of a source are cut off; `None` if the last one was complete.
    pub fn cut_since(&self, name: &SourceName) -> Result<Option<Timestamp>, Error> {
        let state = sources::state(&self.transaction, name).map_err(|error| error.at(self.path))?;
        Ok(state.and_then(|state| state.cut_since))
    }

    /// Stores the result of a request for a page; `text`, if there is one, replaces the stored
    /// text of the entry.
    pub fn fill(
        &self,
        attempt: &ArticleAttempt,
        text: Option<&PreparedEntry>,
        policies: &dyn Policies,
        now: Timestamp,
    ) -> Result<Counts, Error> {
        page_text::fill(
            &self.transaction,
            (&self.cache, &self.anchors),
            attempt,
            text,
            policies,
            now,
        )
        .map_err(|error| error.at(self.path))
    }

    /// Forbids requests to this feed, host or domain until then.
    pub fn set_hold(&self, scope: &str, until: Timestamp) -> Result<(), Error> {
        sources::set_hold(&self.transaction, scope, until).map_err(|error| error.at(self.path))
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
        *self.known = self.anchors;
        if let Some(file) = file {
            self.checkpoints.committed(&file);
        }
        Ok(())
    }
}
