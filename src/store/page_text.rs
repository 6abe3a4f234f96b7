//! The texts of pages in the place of summaries, while entries are stored and afterwards.

use rusqlite::{OptionalExtension, Transaction, params};

use super::anchors::Anchors;
use super::columns::seconds;
use super::entries::{Carrier, Ingest, StoredEntry, Text};
use super::learning::Uses;
use super::packed::Html;
use super::seen::Seen;
use super::{Error, Judge, articles, stories};
use crate::model::{ArticleAttempt, ArticleState, Counts, Extent, PreparedEntry, Timestamp};

/// Makes of an entry as sent the entry with the text of its page, given as HTML.
pub type WithText<'a> = &'a dyn Fn(&PreparedEntry, String) -> PreparedEntry;

/// How a source's texts are read from the pages of its entries.
#[derive(Clone, Copy)]
pub struct FromPages<'a> {
    /// As configured; empty where texts are detected.
    pub selector: &'a str,
    /// For entries that change while their text is that of the page.
    pub with_text: WithText<'a>,
}

impl Ingest<'_> {
    /// Notes that an entry's page is to be asked, where texts are read from pages.
    pub(super) fn list(&self, row: i64, entry: &PreparedEntry) -> Result<(), Error> {
        self.from_pages.map_or(Ok(()), |from_pages| {
            let selector = from_pages.selector;
            articles::list(self.transaction, row, entry.revision, selector, self.now)
        })
    }

    /// The entry with the text of its page, if that is the one stored. A source whose texts are no longer
    /// read from pages gets the feed's back.
    pub(super) fn with_text_of_page(
        &self,
        row: i64,
        entry: &PreparedEntry,
    ) -> Result<Option<PreparedEntry>, Error> {
        let Some(from_pages) = self.from_pages else {
            self.transaction
                .prepare_cached("DELETE FROM articles WHERE entry = ?1")?
                .execute([row])?;
            return Ok(None);
        };
        let html: Option<Html> = self
            .transaction
            .prepare_cached(
                "SELECT html FROM bodies JOIN articles USING (entry)
                 WHERE entry = ?1 AND state = 'taken'",
            )?
            .query_row([row], |row| row.get(0))
            .optional()?;
        Ok(html.map(|Html(html)| (from_pages.with_text)(entry, html)))
    }
}

/// Writes down what a look at a page came to and, if it gave a text, puts that in the place of the one
/// stored.
///
/// What is replaced is kept as an earlier form, and counts as corrected by its publisher, only if it came
/// from the page in the same way: a summary is no form of the text, nor is what another selector took.
pub(super) fn fill(
    transaction: &Transaction<'_>,
    (seen, anchors): (&Seen, &Anchors),
    attempt: &ArticleAttempt,
    text: Option<&PreparedEntry>,
    judge: &dyn Judge,
    now: Timestamp,
) -> Result<Counts, Error> {
    let (stored, source, was_there, before): (_, i64, _, _) = transaction
        .prepare_cached(
            "SELECT *, entries.first_seen < ?2 AS was_there, articles.asked IS NOT NULL AS was_asked
             FROM entries JOIN articles ON articles.entry = entries.id WHERE entries.key = ?1",
        )?
        .query_row(params![attempt.entry.as_bytes(), seconds(now)], |row| {
            let was_asked: bool = row.get("was_asked")?;
            Ok((
                StoredEntry::read(row)?,
                row.get("source")?,
                row.get::<_, bool>("was_there")?,
                Some(articles::state(row)?).filter(|_| was_asked),
            ))
        })?;
    let row = stored.id;
    let mut counts = Counts::default();
    if let Some(entry) = text {
        let carrier = transaction
            .prepare_cached("SELECT id, name, feed_title FROM sources WHERE id = ?1")?
            .query_row([source], Carrier::read)?;
        let ingest = Ingest {
            seen,
            anchors,
            transaction,
            uses: Uses::of(transaction, carrier.id)?,
            carrier,
            judge,
            now,
            from_pages: None,
        };
        let stored = ingest.as_read_now(stored, entry)?;
        let was_taken = matches!(before, Some(ArticleState::Taken { .. }));
        let extent = match stored.has_text_of(entry) {
            Text::Same => Extent::Nothing,
            // A summary is no earlier form of the page.
            Text::Changed if !was_taken => Extent::Text,
            Text::Changed => ingest.extent_of_change(&stored, entry)?,
        };
        if extent == Extent::Counters && stored.has_version_of(entry) {
            articles::record(transaction, stored.id, attempt)?;
            return Ok(Counts {
                full_texts: 1,
                ..counts
            });
        }
        let changed = extent >= Extent::Margin;
        let corrected = changed && was_taken;
        if corrected {
            ingest.keep_revision(stored.id, extent)?;
        }
        ingest.write_text(stored.id, entry)?;
        counts = Counts {
            folded: ingest.place_again(&stored, entry)?,
            updated: u64::from(corrected),
            full_texts: 1,
            ..Counts::default()
        };
        // Nobody saw the summary of an entry that came in this very pass.
        if changed && was_there {
            stories::touch_if_represented_by(transaction, judge, attempt.entry, now)?;
        }
    }
    articles::record(transaction, row, attempt)?;
    Ok(counts)
}
