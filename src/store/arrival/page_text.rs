//! Stores the texts of pages in place of the feed's summaries, when entries arrive and later.

use rusqlite::{OptionalExtension, Transaction, params};

use super::update::{StoredEntry, TextChange};
use super::{Ingest, SendingSource};
use crate::model::{
    ArticleAttempt, ArticleState, Counts, EntryKey, Extent, PackedHtml, PreparedEntry, Timestamp,
};
use crate::store::columns::seconds;
use crate::store::rows::{articles, revisions, stories};
use crate::store::{Decider, Error, Writing};

/// How the texts of a source are read from the pages of its entries.
#[derive(Clone, Copy)]
pub struct FromPages<'a> {
    /// The configured CSS selector; empty if feedfold detects the text.
    pub selector: &'a str,
}

impl Ingest<'_> {
    /// Schedules a request for the page of an entry, if texts are read from pages.
    pub(in crate::store) fn schedule_page(
        &self,
        row: i64,
        entry: &PreparedEntry,
    ) -> Result<(), Error> {
        self.from_pages.map_or(Ok(()), |from_pages| {
            let selector = from_pages.selector;
            articles::schedule(self.transaction, row, entry.revision, selector, self.now)
        })
    }

    /// The entry with the text of its page, if that is the stored one. If the source's texts are
    /// no longer read from pages, forgets the page, and the feed's text is stored again.
    pub(super) fn with_text_of_page(
        &self,
        row: i64,
        entry: &PreparedEntry,
    ) -> Result<Option<PreparedEntry>, Error> {
        if self.from_pages.is_none() {
            self.transaction
                .prepare_cached("DELETE FROM articles WHERE entry = ?1")?
                .execute([row])?;
            return Ok(None);
        }
        let html: Option<PackedHtml> = self
            .transaction
            .prepare_cached(
                "SELECT html FROM bodies JOIN articles USING (entry)
                 WHERE entry = ?1 AND state = 'taken'",
            )?
            .query_row([row], |row| row.get(0))
            .optional()?;
        let html = html.and_then(|html| self.cache.damaged.unpack(row, &html));
        Ok(html.map(|html| self.decider.with_page_text(entry, html)))
    }
}

/// What the store has of an entry whose page was requested.
struct Requested {
    stored: StoredEntry,
    source: i64,
    /// Whether an earlier pass stored it.
    was_there: bool,
    /// The result of the request before this one.
    before: Option<ArticleState>,
}

impl Requested {
    fn read(transaction: &Transaction<'_>, entry: EntryKey, now: Timestamp) -> Result<Self, Error> {
        let mut statement = transaction.prepare_cached(
            "SELECT *, entries.first_seen < ?2 AS was_there, articles.asked IS NOT NULL AS was_asked
             FROM entries JOIN articles ON articles.entry = entries.id WHERE entries.key = ?1",
        )?;
        let requested = statement.query_row(params![entry.as_bytes(), seconds(now)], |row| {
            let was_asked: bool = row.get("was_asked")?;
            Ok(Self {
                stored: StoredEntry::read(row)?,
                source: row.get("source")?,
                was_there: row.get("was_there")?,
                before: Some(articles::state(row)?).filter(|_| was_asked),
            })
        })?;
        Ok(requested)
    }
}

impl Writing<'_> {
    /// Stores the result of a request for a page, and the text of the page, if there is one, in
    /// place of the stored text.
    ///
    /// The old text is kept as a revision and counts as corrected by the publisher only if it also
    /// came from the page, by the same selector. A summary is no earlier form of the text, nor is
    /// what another selector found.
    pub fn fill(
        &self,
        attempt: &ArticleAttempt,
        text: Option<&PreparedEntry>,
        decider: &dyn Decider,
        now: Timestamp,
    ) -> Result<Counts, Error> {
        self.within(|transaction| {
            let Requested {
                stored,
                source,
                was_there,
                before,
            } = Requested::read(transaction, attempt.entry, now)?;
            let row = stored.id;
            let mut counts = Counts::default();
            if let Some(entry) = text {
                let carrier = transaction
                    .prepare_cached("SELECT id, name, feed_title FROM sources WHERE id = ?1")?
                    .query_row([source], SendingSource::read)?;
                let ingest = Ingest::new(self, transaction, carrier, (decider, now))?;
                let stored = ingest.as_read_now(stored, entry)?;
                let was_taken = matches!(before, Some(ArticleState::Taken { .. }));
                let extent = match stored.has_text_of(entry) {
                    TextChange::Same => Extent::Nothing,
                    // A summary is no earlier form of the page's text.
                    TextChange::Changed if !was_taken => Extent::Text,
                    TextChange::Changed => ingest.extent_of_change(&stored, entry)?,
                };
                if stored.keeps_text_after(extent, entry) {
                    articles::record(transaction, stored.id, attempt)?;
                    return Ok(Counts {
                        full_texts: 1,
                        ..counts
                    });
                }
                let changed = extent >= Extent::Margin;
                let corrected = changed && was_taken;
                let seen = if was_taken {
                    ingest.seen_form(&stored, attempt.entry, (entry, extent))?
                } else {
                    None
                };
                if corrected {
                    revisions::keep(transaction, stored.id, extent, now)?;
                }
                ingest.write_text(stored.id, entry)?;
                ingest.record_edit(seen, extent)?;
                counts = Counts {
                    folded: ingest.place_again(&stored, entry)?,
                    updated: u64::from(corrected),
                    full_texts: 1,
                    ..Counts::default()
                };
                // If the entry came in this pass, nobody saw its summary.
                if changed && was_there {
                    stories::touch_if_represented_by(transaction, decider, attempt.entry, now)?;
                }
            }
            articles::record(transaction, row, attempt)?;
            Ok(counts)
        })
    }
}
