//! Stores what arrives: entries of a feed, and the texts of their pages.
//!
//! - This file has the arrival of a document, and what its entries have in common.
//! - [`recognise`] finds the stored entry of which an arriving one is a new version; [`reader`]
//!   finds the entries that did not change.
//! - [`new_entry`] and [`update`] store an entry and put it into its story, with [`mod@write`] for
//!   its rows, and [`incomplete`] for entries that came cut off.
//! - [`page_text`] stores the text of a page in place of the feed's summary.

mod incomplete;
mod new_entry;
mod page_text;
mod reader;
mod recognise;
mod update;
mod write;

pub use page_text::FromPages;
pub use reader::Reader;

use std::cell::RefCell;

use rusqlite::{Row, Transaction};

use super::folding::anchors::Anchors;
use super::folding::decisions::DecisionWriter;
use super::folding::entry_cache::EntryCache;
use super::folding::learning::{self, LineUses};
use super::rows::before_rulings::RegroupCause;
use super::rows::statistics::{self, Tally};
use super::rows::{articles, sources};
use crate::model::{Counts, DocumentEnd, PreparedEntry, SourceName, Timestamp};
use crate::store::columns::source_name;
use crate::store::{Arrival, Decider, Error, Writing};

impl Writing<'_> {
    /// Stores entries, their decisions and what to remember of the answer.
    pub fn ingest(
        &self,
        arrival: &Arrival<'_>,
        decider: &dyn Decider,
        now: Timestamp,
    ) -> Result<Counts, Error> {
        self.within(|transaction| {
            let mut carrier = transaction
                .prepare_cached("SELECT id, name, feed_title FROM sources WHERE name = ?1")?
                .query_row([arrival.source.as_str()], SendingSource::read)?;
            if let Some(head) = arrival.head {
                // This comes first, because the title of the feed is the outlet of its entries,
                // also of those read before.
                sources::set_head(transaction, arrival.source, head, arrival.end)?;
                let is_said = head.title.is_some() || arrival.end == DocumentEnd::Reached;
                if is_said && carrier.feed_title != head.title {
                    carrier.feed_title.clone_from(&head.title);
                    self.cache.outdate(carrier.id);
                }
            }
            if arrival.from_pages.is_some() {
                articles::unlist_waiting(transaction, carrier.id)?;
            }
            statistics::note_first_read(transaction, carrier.id, now)?;
            let mut counts = Counts::default();
            let ingest = Ingest {
                from_pages: arrival.from_pages,
                ..Ingest::new(self, transaction, carrier, (decider, now))?
            };
            for entry in arrival.entries {
                counts.add(ingest.entry(entry)?);
            }
            ingest.tally.borrow_mut().write(transaction)?;
            if let Some(attempt) = arrival.attempt {
                sources::record(transaction, arrival.source, attempt)?;
                sources::mark_backlog(transaction, arrival.source, arrival.backlog)?;
            }
            Ok(counts)
        })
    }
}

/// The source that sent the entries.
pub(super) struct SendingSource {
    pub(super) id: i64,
    pub(super) name: SourceName,
    pub(super) feed_title: Option<String>,
}

impl SendingSource {
    /// From the columns `id`, `name` and `feed_title` of a source.
    pub(in crate::store) fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            name: source_name(row, "name")?,
            feed_title: row.get("feed_title")?,
        })
    }
}

pub(super) struct Ingest<'a> {
    pub(super) transaction: &'a Transaction<'a>,
    pub(super) carrier: SendingSource,
    pub(super) decider: &'a dyn Decider,
    pub(super) now: Timestamp,
    pub(super) cache: &'a EntryCache,
    pub(super) anchors: &'a Anchors,
    pub(super) uses: LineUses,
    /// The numbers of the new entries, written after the last one.
    pub(super) tally: RefCell<Tally>,
    /// How texts are read from the pages of the entries; `None` if the feed carries them.
    pub(super) from_pages: Option<FromPages<'a>>,
}

impl<'a> Ingest<'a> {
    /// The context for storing entries of `carrier`, a feed that carries their texts.
    fn new(
        writing: &'a Writing<'_>,
        transaction: &'a Transaction<'a>,
        carrier: SendingSource,
        (decider, now): (&'a dyn Decider, Timestamp),
    ) -> Result<Self, Error> {
        Ok(Self {
            tally: RefCell::new(Tally::begin(transaction)?),
            cache: &writing.cache,
            anchors: &writing.anchors,
            transaction,
            uses: LineUses::load(transaction, carrier.id)?,
            carrier,
            decider,
            now,
            from_pages: None,
        })
    }

    /// Stores one entry: as another form of the stored entry that it is, or as a new one.
    fn entry(&self, entry: &PreparedEntry) -> Result<Counts, Error> {
        let Some(holder) = self.by_key(entry.identity.key)? else {
            return match self.decider.recognise(entry, &self.alike(entry)?) {
                Some(key) => self.update_stored(key, entry),
                None => self.store_new(entry),
            };
        };
        let mut known = self.entries_that_reused_key(entry.identity.key)?;
        if known.is_empty() && self.decider.reuse(entry, &holder).is_none() {
            return self.update_stored(holder.key, entry);
        }
        known.push(holder);
        self.store_under_used_key(&known, entry)
    }

    fn learn(&self, row: i64, entry: &PreparedEntry) -> Result<(), Error> {
        if learning::learn(self.transaction, &self.uses, row, entry, self.now)? > 0 {
            self.cache.outdate(self.carrier.id);
        }
        Ok(())
    }

    fn deciding(&self) -> DecisionWriter<'_> {
        DecisionWriter {
            transaction: self.transaction,
            cache: self.cache,
            anchors: self.anchors,
            decider: self.decider,
            now: self.now,
            cause: RegroupCause::Texts,
        }
    }

    /// The earlier of the first sight and the date of the entry: a date in the future does not
    /// move an entry up.
    pub(in crate::store) fn position(&self, entry: &PreparedEntry) -> Timestamp {
        entry
            .raw
            .dated()
            .map_or(self.now, |date| date.min(self.now))
    }

    /// Since when readers could see this form: `updated`, if that lies between the entry's
    /// position and now.
    pub(super) fn shown_since(&self, entry: &PreparedEntry) -> Timestamp {
        let position = self.position(entry);
        entry
            .raw
            .updated
            .map_or(position, |updated| updated.clamp(position, self.now))
    }
}
