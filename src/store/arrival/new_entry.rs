//! Stores an entry that was not stored before, and puts it into its story.

use std::sync::Arc;

use super::Ingest;
use crate::model::{
    Completeness, Counts, EntryRow, EntryTexts, Evidence, Placement, PreparedEntry, StoryId,
};
use crate::store::Error;
use crate::store::folding::decisions;
use crate::store::rows::stories;

impl Ingest<'_> {
    pub(super) fn store_new(&self, entry: &PreparedEntry) -> Result<Counts, Error> {
        let key = entry.identity.key;
        let own = self.comparable(key, entry)?;
        let deciding = self.deciding();
        let arriving = (EntryRow::UNSTORED, &own, &entry.anchors);
        let decision = self.decider.decide(arriving, &deciding.stored())?;
        let (row, folded) = match &decision.placement {
            Placement::Joins { story, evidence } => {
                let shown = stories::representative_before_pass(
                    self.transaction,
                    self.decider,
                    story.0,
                    self.now,
                )?;
                self.tally
                    .borrow_mut()
                    .take_out(self.transaction, story.0)?;
                let row = self.insert((story.0, evidence), entry, own)?;
                self.tally.borrow_mut().put_in(self.transaction, story.0)?;
                deciding.link(row, &decision)?;
                stories::record_representative_change(
                    self.transaction,
                    self.decider,
                    story.0,
                    shown,
                    self.now,
                )?;
                self.learn(row, entry)?;
                (row, true)
            }
            Placement::Alone => {
                let row = self.insert_as_founder(entry, own)?;
                deciding.link(row, &decision)?;
                self.learn(row, entry)?;
                (row, false)
            }
            Placement::Arranged(groups) => {
                let row = self.insert_as_founder(entry, own)?;
                deciding.link(row, &decision)?;
                deciding.write_groups(row, groups)?;
                self.learn(row, entry)?;
                // No reader ever saw the story just founded, so that it needs no redirect.
                self.transaction
                    .prepare_cached(
                        "DELETE FROM stories WHERE key = ?1 AND merged_into IS NOT NULL",
                    )?
                    .execute([StoryId::founded_by(key).as_bytes()])?;
                (row, deciding.shares_story(row)?)
            }
        };
        if decisions::says_of_others(&decision, row) {
            deciding.record_corrections(row)?;
        }
        Ok(Counts {
            new: 1,
            folded: u64::from(folded),
            ..Counts::default()
        })
    }

    /// Inserts a new entry and a story founded by it; returns its row.
    pub(in crate::store) fn insert_as_founder(
        &self,
        entry: &PreparedEntry,
        own: EntryTexts,
    ) -> Result<i64, Error> {
        let story = stories::create(
            self.transaction,
            StoryId::founded_by(own.key),
            self.position(entry),
            self.shown_since(entry),
        )?;
        let row = self.insert((story, &Evidence::Founded), entry, own)?;
        self.tally.borrow_mut().put_in(self.transaction, story)?;
        Ok(row)
    }

    /// Inserts a new entry into a story; returns its row.
    pub(in crate::store) fn insert(
        &self,
        (story, evidence): (i64, &Evidence),
        entry: &PreparedEntry,
        own: EntryTexts,
    ) -> Result<i64, Error> {
        self.insert_columns(own.key, (story, evidence), entry)?;
        // Without RETURNING, for which SQLite makes a table for every row.
        let row = self.transaction.last_insert_rowid();
        self.write_body(row, entry)?;
        self.cache
            .insert(row, self.carrier.id, &Arc::new(own.entry));
        if entry.raw.completeness != Completeness::Whole {
            self.mark(row, entry.raw.completeness)?;
        }
        self.schedule_page(row, entry)?;
        Ok(row)
    }
}
