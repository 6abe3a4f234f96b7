//! Recognises an entry that arrived: finds the stored entry of the same source that it is, if any.

use rusqlite::{Row, params};

use super::Ingest;
use crate::model::{Counts, EntryKey, KnownEntry, Links, PreparedEntry};
use crate::store::Error;
use crate::store::columns::{bytes, fingerprint, optional_bytes, optional_timestamp};

/// Most stored entries with the same link or text that are offered for recognition.
pub(super) const MAX_KNOWN: u32 = 16;

impl Ingest<'_> {
    /// Stores an entry whose key one or several stored articles have, the last one first, each of
    /// which may be another article.
    pub(super) fn store_under_used_key(
        &self,
        known: &[KnownEntry],
        entry: &PreparedEntry,
    ) -> Result<Counts, Error> {
        let other = |stored: &KnownEntry| self.is_another_article(stored, entry);
        if let Some(key) = self.decider.which_article(entry, known, &other)? {
            return self.update_stored(key, entry);
        }
        if let Some(key) = self.decider.recognise(entry, &self.alike(entry)?) {
            return self.update_stored(key, entry);
        }
        let came_under = entry.identity.key;
        let mut entry = entry.clone();
        entry.identity.key = self.decider.reused_key(&entry);
        if let Some(stored) = self.by_key(entry.identity.key)? {
            return self.update_stored(stored.key, &entry);
        }
        let counts = self.store_new(&entry)?;
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
        let Some(reuse) = self.decider.reuse(entry, stored) else {
            return Ok(false);
        };
        // The stored text may be that of the page, which may share nothing with the feed's
        // summary.
        if self.from_pages.is_some() && reuse.links != Links::Differ {
            return Ok(false);
        }
        let before = self.cache.by_key(self.transaction, stored.key)?;
        let now = self.comparable(entry.identity.key, entry)?;
        let is_another = |before| self.decider.is_another_article(&before, &now, &reuse);
        Ok(before.map(is_another).transpose()?.unwrap_or(false))
    }

    /// The articles that came under a key which an earlier one already had, the last one first.
    pub(super) fn entries_that_reused_key(&self, key: EntryKey) -> Result<Vec<KnownEntry>, Error> {
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
    pub(super) fn by_key(&self, key: EntryKey) -> Result<Option<KnownEntry>, Error> {
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
    pub(super) fn alike(&self, entry: &PreparedEntry) -> Result<Vec<KnownEntry>, Error> {
        let mut known = Vec::new();
        if let Some(key) = entry.identity.alternate_key {
            known.extend(self.by_key(key)?);
            known.extend(self.entries_that_reused_key(key)?);
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
