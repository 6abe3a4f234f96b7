//! Updates a stored entry of which another form arrived.

use rusqlite::{Row, params};

use super::Ingest;
use crate::model::{
    ChangeSize, Completeness, ContentHash, Counts, EntryKey, Extent, PreparedEntry, Replacement,
};
use crate::store::Error;
use crate::store::columns::{StoredCompleteness, bytes};
use crate::store::folding::decisions;
use crate::store::rows::{
    changes, document_numbers, entry_columns, members, moving_lines, revisions, stories,
};

/// Whether a text differs from the stored one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::store) enum TextChange {
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
    /// Whether `prune` removed its text.
    is_pruned: bool,
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
            is_pruned: row.get::<_, Option<i64>>("pruned")?.is_some(),
        })
    }

    pub(super) fn has_version_of(&self, entry: &PreparedEntry) -> bool {
        self.version == entry.fingerprint.version
    }

    /// Whether the stored text stays though `entry` has another one. Rules of another version may
    /// read a counter in another way, but never make a text out of its beginning.
    pub(super) fn keeps_text_after(&self, extent: Extent, entry: &PreparedEntry) -> bool {
        match extent {
            Extent::Shortened => true,
            Extent::Counters => self.has_version_of(entry),
            Extent::Nothing | Extent::Margin | Extent::Text => false,
        }
    }

    pub(super) fn has_text_of(&self, entry: &PreparedEntry) -> TextChange {
        if self.revision == entry.revision {
            TextChange::Same
        } else {
            TextChange::Changed
        }
    }
}

impl Ingest<'_> {
    /// Updates the entry stored under a key, if `entry` is another form of it.
    pub(super) fn update_stored(
        &self,
        key: EntryKey,
        entry: &PreparedEntry,
    ) -> Result<Counts, Error> {
        let stored = self
            .transaction
            .prepare_cached(
                "SELECT id, story, sent, revision, version, content, title_hash, chars, completeness,
                     pruned
                 FROM entries WHERE key = ?1",
            )?
            .query_row([key.as_bytes()], StoredEntry::read)?;
        if stored.is_pruned {
            return self.keep_pruned(key, &stored, entry);
        }
        let replacement = self.replacement(&stored, entry)?;
        if replacement == Replacement::Nothing {
            self.remember_incomplete_form(stored.id, entry)?;
            return Ok(Counts::UNCHANGED);
        }
        if key != entry.identity.key {
            self.add_key(entry.identity.key, stored.id)?;
        }
        self.schedule_page(stored.id, entry)?;
        if stored.sent == entry.raw_hash && stored.has_version_of(entry) {
            if replacement == Replacement::Completion {
                self.mark(stored.id, Completeness::Whole)?;
            }
            return Ok(Counts::UNCHANGED);
        }
        let stored = self.as_read_now(stored, entry)?;
        self.replace_form((key, &stored), entry, replacement)
    }

    /// Keeps an entry pruned, whatever its publisher changed since: what is left of it cannot tell
    /// a correction from a counter. It is found by its new guid from now on, and by the hashes
    /// that the present rules give its text.
    fn keep_pruned(
        &self,
        key: EntryKey,
        stored: &StoredEntry,
        entry: &PreparedEntry,
    ) -> Result<Counts, Error> {
        if key != entry.identity.key {
            self.add_key(entry.identity.key, stored.id)?;
        }
        // The stored hashes may be those of a text that came from the page.
        let is_as_sent = stored.sent == entry.raw_hash && self.from_pages.is_none();
        if is_as_sent && !stored.has_version_of(entry) {
            entry_columns::write_derived(self.transaction, stored.id, entry)?;
            self.cache.remove(stored.id);
        }
        Ok(Counts::UNCHANGED)
    }

    /// Adds another key under which the entry at `row` is found.
    fn add_key(&self, key: EntryKey, row: i64) -> Result<(), Error> {
        self.transaction
            .prepare_cached(
                "INSERT OR IGNORE INTO aliases (key, entry) SELECT ?1, ?2
                 WHERE NOT EXISTS (SELECT 1 FROM entries WHERE key = ?1)",
            )?
            .execute(params![key.as_bytes(), row])?;
        Ok(())
    }

    /// Replaces the stored form of an entry by another one, and places the entry again if its
    /// words changed.
    fn replace_form(
        &self,
        (key, stored): (EntryKey, &StoredEntry),
        entry: &PreparedEntry,
        replacement: Replacement,
    ) -> Result<Counts, Error> {
        // Keep the text of the page, whatever else changed in the feed.
        let whole = self.with_text_of_page(stored.id, entry)?;
        let entry = whole.as_ref().unwrap_or(entry);
        // A completed text is no correction by the publisher, and the lines that the incomplete
        // one lacked do not count as changed.
        let extent = match replacement {
            Replacement::Change => self.extent_of_change(stored, entry)?,
            _ if stored.has_text_of(entry) == TextChange::Same => Extent::Nothing,
            _ => Extent::Text,
        };
        if stored.keeps_text_after(extent, entry) {
            self.update_columns_except_text(stored.id, entry)?;
            return Ok(Counts::UNCHANGED);
        }
        let seen = match replacement {
            Replacement::Change => self.seen_form(stored, key, (entry, extent))?,
            _ => None,
        };
        if extent >= Extent::Margin && replacement == Replacement::Change {
            revisions::keep(self.transaction, stored.id, extent, self.now)?;
        }
        document_numbers::delete(self.transaction, stored.id)?;
        self.update(key, stored.id, entry)?;
        self.record_edit(seen, extent)?;
        match replacement {
            Replacement::Completion => {
                self.mark(stored.id, Completeness::Whole)?;
                self.move_to_its_date(stored, entry)?;
            }
            Replacement::Extension => self.mark(stored.id, entry.raw.completeness)?,
            // A form that was remembered before this change is no repetition any more.
            Replacement::Change => self.mark(stored.id, Completeness::Whole)?,
            Replacement::Nothing => {}
        }
        let folded = self.place_again(stored, entry)?;
        if extent < Extent::Margin {
            return Ok(Counts::UNCHANGED);
        }
        // Also when an incomplete text was completed: readers saw the incomplete one.
        stories::touch_if_represented_by(self.transaction, self.decider, key, self.now)?;
        let is_correction = replacement == Replacement::Change;
        Ok(Counts {
            updated: u64::from(is_correction),
            completed: u64::from(replacement == Replacement::Completion),
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
        if stored.has_text_of(entry) == TextChange::Same {
            return Ok(Extent::Nothing);
        }
        let learned = moving_lines::learned(self.transaction, self.carrier.id)?;
        let before = self.cache.readable_texts(self.transaction, stored.id)?;
        let change = self.decider.change(&before, entry, &learned)?;
        if change.extent >= Extent::Margin {
            moving_lines::count(self.transaction, (self.carrier.id, stored.id), &change)?;
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
        let text = self.cache.readable_texts(self.transaction, stored.id)?;
        let now = self.decider.read_again(&text)?;
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

    /// What readers see of a stored entry that `entry` is about to replace; `None` if it does not
    /// represent a published story, or if its text stays.
    pub(super) fn seen_form(
        &self,
        stored: &StoredEntry,
        key: EntryKey,
        (entry, extent): (&PreparedEntry, Extent),
    ) -> Result<Option<changes::PublishedText>, Error> {
        if extent == Extent::Counters || stored.has_text_of(entry) == TextChange::Same {
            return Ok(None);
        }
        let Some(seen) = changes::seen(self.transaction, stored.story, key)? else {
            return Ok(None);
        };
        let members = members::of_story(self.transaction, stored.story)?;
        Ok((self.decider.represents(&members) == Some(key)).then_some(seen))
    }

    /// Records that the text of the entry that readers saw was edited.
    pub(super) fn record_edit(
        &self,
        seen: Option<changes::PublishedText>,
        extent: Extent,
    ) -> Result<(), Error> {
        let Some(seen) = seen else { return Ok(()) };
        let size = match extent {
            Extent::Nothing | Extent::Counters | Extent::Shortened => ChangeSize::Small,
            Extent::Margin | Extent::Text => ChangeSize::Substantial,
        };
        changes::record_edit(self.transaction, &seen, size, self.now)
    }
}
