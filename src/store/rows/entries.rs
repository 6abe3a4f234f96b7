//! Stores the entries that arrived: recognises each, inserts or updates it, and puts it into its
//! story.

use std::cell::RefCell;

use rusqlite::{Row, Transaction, params};

use super::incomplete::StoredCompleteness;
use super::page_text::FromPages;
use super::statistics::{self, Tally};
use super::undoing::Cause;
use super::{articles, moving, sources, stories};
use crate::model::{
    Completeness, ContentHash, Counts, DocumentEnd, EntryKey, EntryRow, Extent, Fingerprint,
    KnownEntry, Links, Placement, PreparedEntry, Replacement, SourceName, StoryId, Timestamp,
};
use crate::store::columns::{bytes, optional_bytes, optional_timestamp, seconds, source_name};
use crate::store::folding::anchors::Anchors;
use crate::store::folding::decisions::{self, Deciding};
use crate::store::folding::entry_cache::EntryCache;
use crate::store::folding::keys;
use crate::store::folding::learning::{self, LineUses};
use crate::store::{Arrival, Error, Policies, Writing};

/// Most earlier forms kept of an entry: a page that changes at every fetch must not fill the disk.
const MAX_REVISIONS: u32 = 20;

/// Most stored entries with the same link or text that are offered for recognition.
pub(super) const MAX_KNOWN: u32 = 16;

impl Writing<'_> {
    /// Stores entries, their decisions and what to remember of the answer.
    pub fn ingest(
        &self,
        arrival: &Arrival<'_>,
        policies: &dyn Policies,
        now: Timestamp,
    ) -> Result<Counts, Error> {
        self.within(|transaction| {
            let mut carrier = transaction
                .prepare_cached("SELECT id, name, feed_title FROM sources WHERE name = ?1")?
                .query_row([arrival.source.as_str()], Carrier::read)?;
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
                tally: RefCell::new(Tally::begin(transaction)?),
                cache: &self.cache,
                anchors: &self.anchors,
                transaction,
                uses: LineUses::load(transaction, carrier.id)?,
                carrier,
                policies,
                now,
                from_pages: arrival.from_pages,
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
pub(super) struct Carrier {
    pub(in crate::store) id: i64,
    pub(in crate::store) name: SourceName,
    pub(in crate::store) feed_title: Option<String>,
}

impl Carrier {
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
    pub(in crate::store) transaction: &'a Transaction<'a>,
    pub(super) carrier: Carrier,
    pub(in crate::store) policies: &'a dyn Policies,
    pub(in crate::store) now: Timestamp,
    pub(in crate::store) cache: &'a EntryCache,
    pub(in crate::store) anchors: &'a Anchors,
    pub(in crate::store) uses: LineUses,
    /// The numbers of the new entries, written after the last one.
    pub(super) tally: RefCell<Tally>,
    /// How texts are read from the pages of the entries; `None` if the feed carries them.
    pub(in crate::store) from_pages: Option<FromPages<'a>>,
}

/// Whether a text differs from the stored one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::store) enum Text {
    Same,
    Changed,
}

/// The columns of an entry that decide whether it has to be updated.
pub(super) struct StoredEntry {
    pub(in crate::store) id: i64,
    pub(super) story: i64,
    pub(in crate::store) sent: ContentHash,
    revision: ContentHash,
    version: u16,
    content: ContentHash,
    title: ContentHash,
    pub(in crate::store) chars: u32,
    pub(super) completeness: Completeness,
}

impl StoredEntry {
    pub(in crate::store) fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            story: row.get("story")?,
            sent: bytes(row, "sent")?,
            revision: bytes(row, "revision")?,
            version: row.get("version")?,
            content: bytes(row, "content")?,
            title: bytes(row, "title_hash")?,
            chars: row.get("chars")?,
            completeness: row.get::<_, StoredCompleteness>("completeness")?.0,
        })
    }

    pub(super) fn has_version_of(&self, entry: &PreparedEntry) -> bool {
        self.version == entry.fingerprint.version
    }

    pub(super) fn has_text_of(&self, entry: &PreparedEntry) -> Text {
        if self.revision == entry.revision {
            Text::Same
        } else {
            Text::Changed
        }
    }
}

impl Ingest<'_> {
    fn entry(&self, entry: &PreparedEntry) -> Result<Counts, Error> {
        let Some(holder) = self.by_key(entry.identity.key)? else {
            return match self.policies.recognise(entry, &self.alike(entry)?) {
                Some(key) => self.known_entry(key, entry),
                None => self.new_entry(entry),
            };
        };
        let mut known = self.reusers(entry.identity.key)?;
        if known.is_empty() && self.policies.reuse(entry, &holder).is_none() {
            return self.known_entry(holder.key, entry);
        }
        known.push(holder);
        self.under_held_key(&known, entry)
    }

    /// Stores an entry whose key one or several stored articles have, the last one first, each of
    /// which may be another article.
    fn under_held_key(&self, known: &[KnownEntry], entry: &PreparedEntry) -> Result<Counts, Error> {
        let other = |stored: &KnownEntry| self.is_another_article(stored, entry);
        if let Some(key) = self.policies.which_article(entry, known, &other)? {
            return self.known_entry(key, entry);
        }
        if let Some(key) = self.policies.recognise(entry, &self.alike(entry)?) {
            return self.known_entry(key, entry);
        }
        let came_under = entry.identity.key;
        let mut entry = entry.clone();
        entry.identity.key = self.policies.reused_key(&entry);
        if let Some(stored) = self.by_key(entry.identity.key)? {
            return self.known_entry(stored.key, &entry);
        }
        let counts = self.new_entry(&entry)?;
        self.transaction
            .prepare_cached(
                "INSERT OR IGNORE INTO reused (key, entry) SELECT ?1, id FROM entries WHERE key = ?2",
            )?
            .execute([came_under.as_bytes(), entry.identity.key.as_bytes()])?;
        Ok(counts)
    }

    fn is_another_article(
        &self,
        stored: &KnownEntry,
        entry: &PreparedEntry,
    ) -> Result<bool, Error> {
        let Some(reuse) = self.policies.reuse(entry, stored) else {
            return Ok(false);
        };
        // The stored text may be that of the page, which may share nothing with the feed's
        // summary.
        if self.from_pages.is_some() && reuse.links != Links::Differ {
            return Ok(false);
        }
        let before = self.cache.by_key(self.transaction, stored.key)?;
        let now = self.comparable(entry.identity.key, entry)?;
        let is_another = |before| self.policies.is_another_article(&before, &now, &reuse);
        Ok(before.map(is_another).transpose()?.unwrap_or(false))
    }

    /// The articles that came under a key which an earlier one already had, the last one first.
    fn reusers(&self, key: EntryKey) -> Result<Vec<KnownEntry>, Error> {
        let mut statement = self.transaction.prepare_cached(
            "SELECT entries.* FROM reused JOIN entries ON entries.id = reused.entry
             WHERE reused.key = ?1 ORDER BY reused.entry DESC LIMIT ?2",
        )?;
        let rows = statement.query_map(params![key.as_bytes(), MAX_KNOWN], |row| {
            Ok(KnownEntry {
                reused: Some(key),
                ..known_entry(row)?
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The entry that has this key, or had it before its guid changed.
    fn by_key(&self, key: EntryKey) -> Result<Option<KnownEntry>, Error> {
        let mut statement = self.transaction.prepare_cached(
            "SELECT * FROM entries WHERE key = ?1
             UNION ALL
             SELECT entries.* FROM aliases JOIN entries ON entries.id = aliases.entry
             WHERE aliases.key = ?1",
        )?;
        Ok(statement
            .query_map([key.as_bytes()], known_entry)?
            .next()
            .transpose()?)
    }

    /// Stored entries of this source that may be `entry`, although its key is unknown.
    fn alike(&self, entry: &PreparedEntry) -> Result<Vec<KnownEntry>, Error> {
        let mut known = Vec::new();
        if let Some(key) = entry.identity.alternate_key {
            known.extend(self.by_key(key)?);
            known.extend(self.reusers(key)?);
        }
        if let Some(link) = entry.identity.link {
            let mut same_link = self
                .transaction
                .prepare_cached("SELECT * FROM entries WHERE link_key = ?1 LIMIT ?2")?;
            let rows = same_link.query_map(params![link.as_bytes(), MAX_KNOWN], known_entry)?;
            known.extend(rows.collect::<Result<Vec<_>, _>>()?);
        }
        let mut same_words = self.transaction.prepare_cached(
            "SELECT * FROM entries
             WHERE content = ?1 AND title_hash = ?2 AND source = ?3 AND chars > 0 LIMIT ?4",
        )?;
        let rows = same_words.query_map(
            params![
                entry.fingerprint.content.as_bytes(),
                entry.fingerprint.title.as_bytes(),
                self.carrier.id,
                MAX_KNOWN
            ],
            known_entry,
        )?;
        for found in rows {
            let found = found?;
            if known.iter().all(|known| known.key != found.key) {
                known.push(found);
            }
        }
        Ok(known)
    }

    fn new_entry(&self, entry: &PreparedEntry) -> Result<Counts, Error> {
        let key = entry.identity.key;
        let own = self.comparable(key, entry)?;
        let deciding = self.deciding();
        let arriving = (EntryRow::UNSTORED, &own, &entry.anchors);
        let decision = self.policies.decide(arriving, &deciding.stored())?;
        let (row, folded) = match &decision.placement {
            Placement::Joins { story, evidence } => {
                let shown = stories::representative_before_pass(
                    self.transaction,
                    self.policies,
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
                    self.policies,
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

    fn learn(&self, row: i64, entry: &PreparedEntry) -> Result<(), Error> {
        if learning::learn(self.transaction, &self.uses, row, entry, self.now)? > 0 {
            self.cache.outdate(self.carrier.id);
        }
        Ok(())
    }

    fn deciding(&self) -> Deciding<'_> {
        Deciding {
            transaction: self.transaction,
            cache: self.cache,
            anchors: self.anchors,
            policies: self.policies,
            now: self.now,
            cause: Cause::Texts,
        }
    }

    fn known_entry(&self, key: EntryKey, entry: &PreparedEntry) -> Result<Counts, Error> {
        let stored = self
            .transaction
            .prepare_cached(
                "SELECT id, story, sent, revision, version, content, title_hash, chars, completeness
                 FROM entries WHERE key = ?1",
            )?
            .query_row([key.as_bytes()], StoredEntry::read)?;
        let replacement = self.replacement(&stored, entry)?;
        if replacement == Replacement::Nothing {
            self.remember_incomplete_form(stored.id, entry)?;
            return Ok(Counts {
                unchanged: 1,
                ..Counts::default()
            });
        }
        if key != entry.identity.key {
            self.transaction
                .prepare_cached(
                    "INSERT OR IGNORE INTO aliases (key, entry) SELECT ?1, ?2
                     WHERE NOT EXISTS (SELECT 1 FROM entries WHERE key = ?1)",
                )?
                .execute(params![entry.identity.key.as_bytes(), stored.id])?;
        }
        self.schedule_page(stored.id, entry)?;
        let same_version = stored.has_version_of(entry);
        let is_completed = replacement == Replacement::Completion;
        if stored.sent == entry.raw_hash && same_version {
            if is_completed {
                self.mark(stored.id, Completeness::Whole)?;
            }
            return Ok(Counts {
                unchanged: 1,
                ..Counts::default()
            });
        }
        let stored = self.as_read_now(stored, entry)?;
        // Keep the text of the page, whatever else changed in the feed.
        let whole = self.with_text_of_page(stored.id, entry)?;
        let entry = whole.as_ref().unwrap_or(entry);
        // A completed text is no correction by the publisher, and the lines that the incomplete
        // one lacked do not count as changed.
        let extent = match replacement {
            Replacement::Change => self.extent_of_change(&stored, entry)?,
            _ if stored.has_text_of(entry) == Text::Same => Extent::Nothing,
            _ => Extent::Text,
        };
        if extent == Extent::Counters && same_version {
            self.update_columns_except_text(stored.id, entry)?;
            return Ok(Counts {
                unchanged: 1,
                ..Counts::default()
            });
        }
        let seen = match replacement {
            Replacement::Change => self.seen_form(&stored, key, (entry, extent))?,
            _ => None,
        };
        if extent >= Extent::Margin && replacement == Replacement::Change {
            self.keep_revision(stored.id, extent)?;
        }
        keys::unindex(self.transaction, stored.id)?;
        self.update(key, (stored.id, stored.story), entry)?;
        self.record_edit(seen, extent)?;
        match replacement {
            Replacement::Completion => {
                self.mark(stored.id, Completeness::Whole)?;
                self.move_to_its_date(&stored, entry)?;
            }
            Replacement::Extension => self.mark(stored.id, entry.raw.completeness)?,
            // A form that was remembered before this change is no repetition any more.
            Replacement::Change => self.mark(stored.id, Completeness::Whole)?,
            Replacement::Nothing => {}
        }
        let folded = self.place_again(&stored, entry)?;
        if extent < Extent::Margin {
            return Ok(Counts {
                unchanged: 1,
                ..Counts::default()
            });
        }
        // Also when an incomplete text was completed: readers saw the incomplete one.
        stories::touch_if_represented_by(self.transaction, self.policies, key, self.now)?;
        let is_correction = replacement == Replacement::Change;
        Ok(Counts {
            updated: u64::from(is_correction),
            completed: u64::from(is_completed),
            unchanged: u64::from(replacement == Replacement::Extension),
            folded,
            ..Counts::default()
        })
    }

    /// How much of what readers see a new form of a stored entry changes. Also counts which lines
    /// changed.
    pub(super) fn extent_of_change(
        &self,
        stored: &StoredEntry,
        entry: &PreparedEntry,
    ) -> Result<Extent, Error> {
        if stored.has_text_of(entry) == Text::Same {
            return Ok(Extent::Nothing);
        }
        let learned = moving::learned(self.transaction, self.carrier.id)?;
        let before = self.cache.texts(self.transaction, stored.id)?;
        let change = self.policies.change(&before, entry, &learned)?;
        if change.extent >= Extent::Margin {
            moving::count(self.transaction, (self.carrier.id, stored.id), &change)?;
        }
        Ok(change.extent)
    }

    /// The stored entry with the hashes that the rules which read `entry` give its stored text.
    ///
    /// After an upgrade changed these rules, the hashes of an entry differ though its publisher
    /// changed nothing: that is no correction.
    pub(super) fn as_read_now(
        &self,
        stored: StoredEntry,
        entry: &PreparedEntry,
    ) -> Result<StoredEntry, Error> {
        if stored.version == entry.fingerprint.version {
            return Ok(stored);
        }
        let text = self.cache.texts(self.transaction, stored.id)?;
        let now = self.policies.read_again(&text)?;
        Ok(StoredEntry {
            revision: now.revision,
            content: now.fingerprint.content,
            title: now.fingerprint.title,
            ..stored
        })
    }

    /// Places a stored entry again if its words changed; returns 1 if it is now in another story
    /// that has other members, else 0.
    pub(super) fn place_again(
        &self,
        stored: &StoredEntry,
        entry: &PreparedEntry,
    ) -> Result<u64, Error> {
        let same_version = stored.has_version_of(entry);
        let same_words =
            stored.content == entry.fingerprint.content && stored.title == entry.fingerprint.title;
        if same_words && same_version {
            return Ok(0);
        }
        let shares_story = self.deciding().decide_again(stored.id, entry)?;
        self.learn(stored.id, entry)?;
        let (story, _) = decisions::story_of(self.transaction, stored.id)?;
        Ok(u64::from(shares_story && story != stored.story))
    }

    /// Stores the present form of an entry as a revision, before it is overwritten. If there are
    /// too many revisions, it first deletes those that differ from the next one at their margins
    /// only: counters must not push out corrections.
    pub(super) fn keep_revision(&self, row: i64, extent: Extent) -> Result<(), Error> {
        self.transaction
            .prepare_cached(
                "INSERT INTO revisions (entry, at, title, html, margin)
                 SELECT entries.id, ?2, entries.title, coalesce(bodies.html, ''), ?3
                 FROM entries LEFT JOIN bodies ON bodies.entry = entries.id WHERE entries.id = ?1",
            )?
            .execute(params![row, seconds(self.now), extent == Extent::Margin])?;
        self.transaction
            .prepare_cached(
                "DELETE FROM revisions WHERE rowid IN (
                     SELECT rowid FROM revisions WHERE entry = ?1
                     ORDER BY margin, at DESC, rowid DESC LIMIT -1 OFFSET ?2)",
            )?
            .execute(params![row, MAX_REVISIONS])?;
        Ok(())
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

fn known_entry(row: &Row<'_>) -> rusqlite::Result<KnownEntry> {
    Ok(KnownEntry {
        key: bytes(row, "key")?,
        guid: row.get("guid")?,
        link: optional_bytes(row, "link_key")?,
        url: optional_bytes(row, "url_key")?,
        file: row.get("file")?,
        published: optional_timestamp(row, "published")?,
        updated: optional_timestamp(row, "updated")?,
        reused: None,
        fingerprint: fingerprint(row)?,
    })
}

pub(in crate::store) fn fingerprint(row: &Row<'_>) -> rusqlite::Result<Fingerprint> {
    Ok(Fingerprint {
        version: row.get("version")?,
        content: bytes(row, "content")?,
        title: bytes(row, "title_hash")?,
        chars: row.get("chars")?,
    })
}
