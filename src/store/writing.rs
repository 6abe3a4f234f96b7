//! Stores what several sources brought in one transaction: a page that many of them change is written once.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, Transaction, TransactionBehavior};

use super::anchors::Anchors;
use super::checkpoint::Checkpoints;
use super::seen::Seen;
use super::{Arrival, Attempt, Error, Judge, entries, page_text, sources};
use crate::model::{ArticleAttempt, Counts, PreparedEntry, SourceName, Timestamp};

/// Arrivals that are stored together, or not at all. Dropped without [`Writing::commit`], nothing happened.
#[derive(Debug)]
pub struct Writing<'a> {
    transaction: Transaction<'a>,
    seen: Seen,
    anchors: Anchors,
    /// Where the index stands again once all this is committed: without that, nothing is known of it.
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
            // Immediate: a reader that becomes a writer half-way could not wait for its turn.
            transaction: connection.transaction_with_behavior(TransactionBehavior::Immediate)?,
            seen: Seen::default(),
            anchors: std::mem::take(known),
            known,
            checkpoints,
            path,
        })
    }

    /// Stores entries, their decisions and what the answer taught us.
    pub fn ingest(
        &self,
        arrival: &Arrival<'_>,
        judge: &dyn Judge,
        now: Timestamp,
    ) -> Result<Counts, Error> {
        entries::ingest(
            &self.transaction,
            (&self.seen, &self.anchors),
            arrival,
            judge,
            now,
        )
        .map_err(|error| error.at(self.path))
    }

    /// Records an attempt that brought no entries.
    pub fn record(&self, name: &SourceName, attempt: &Attempt) -> Result<(), Error> {
        sources::record(&self.transaction, name, attempt).map_err(|error| error.at(self.path))
    }

    /// Since when documents of a source end in the middle; `None` if its last one was whole.
    pub fn cut_since(&self, name: &SourceName) -> Result<Option<Timestamp>, Error> {
        let state = sources::state(&self.transaction, name).map_err(|error| error.at(self.path))?;
        Ok(state.and_then(|state| state.cut_since))
    }

    /// Writes down what a look at a page came to; `text`, if it gave one, takes the place of what is stored
    /// of the entry.
    pub fn fill(
        &self,
        attempt: &ArticleAttempt,
        text: Option<&PreparedEntry>,
        judge: &dyn Judge,
        now: Timestamp,
    ) -> Result<Counts, Error> {
        page_text::fill(
            &self.transaction,
            (&self.seen, &self.anchors),
            attempt,
            text,
            judge,
            now,
        )
        .map_err(|error| error.at(self.path))
    }

    /// Leaves the given scope alone until then.
    pub fn set_hold(&self, scope: &str, until: Timestamp) -> Result<(), Error> {
        sources::set_hold(&self.transaction, scope, until).map_err(|error| error.at(self.path))
    }

    /// Makes all of it last.
    pub fn commit(self) -> Result<(), Error> {
        let path = self.path;
        // Of a dry run, not the one of `path`.
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
