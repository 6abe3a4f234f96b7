//! Stores what arrived: recognises, inserts or updates each entry, and puts it into its story.

use std::collections::BTreeSet;

use rusqlite::{Row, Transaction, params};

use super::anchors::Anchors;
use super::columns::{bytes, optional_bytes, optional_timestamp, seconds, source_name};
use super::learning::{self, Uses};
use super::page_text::FromPages;
use super::placing::{self, Joining, Place, Placing};
use super::seen::Seen;
use super::{Arrival, Error, Judge, articles, candidates, sources, stories};
use crate::model::{
    ContentHash, Counts, EntryKey, Fingerprint, KnownEntry, PreparedEntry, SourceName, StoryId,
    Timestamp,
};

/// Earlier forms of an entry that are kept: a page that changes at every fetch must not fill the disk.
const MAX_REVISIONS: u32 = 20;

/// Most stored entries of equal link or text that are offered for recognition.
const MAX_KNOWN: u32 = 16;

pub(super) fn ingest(
    transaction: &Transaction<'_>,
    (seen, anchors): (&Seen, &Anchors),
    arrival: &Arrival<'_>,
    judge: &dyn Judge,
    now: Timestamp,
) -> Result<Counts, Error> {
    let mut carrier = transaction
        .prepare_cached("SELECT id, name, feed_title FROM sources WHERE name = ?1")?
        .query_row([arrival.source.as_str()], Carrier::read)?;
    if let Some(head) = arrival.head {
        // First: the title of the feed says who carries its entries, also those that were read.
        sources::set_head(transaction, arrival.source, head)?;
        if carrier.feed_title != head.title {
            carrier.feed_title.clone_from(&head.title);
            seen.forget();
        }
    }
    if arrival.from_pages.is_some() {
        articles::begin(transaction, carrier.id)?;
    }
    let mut counts = Counts::default();
    let ingest = Ingest {
        seen,
        anchors,
        transaction,
        uses: Uses::of(transaction, carrier.id)?,
        carrier,
        judge,
        now,
        from_pages: arrival.from_pages,
    };
    for entry in arrival.entries {
        counts.add(ingest.entry(entry)?);
    }
    if let Some(attempt) = arrival.attempt {
        sources::record(transaction, arrival.source, attempt)?;
        sources::settle_backlog(transaction, arrival.source, arrival.backlog)?;
    }
    Ok(counts)
}

/// The source by which entries come.
pub(super) struct Carrier {
    pub(super) id: i64,
    pub(super) name: SourceName,
    pub(super) feed_title: Option<String>,
}

impl Carrier {
    /// From the columns `id`, `name` and `feed_title` of a source.
    pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            name: source_name(row, "name")?,
            feed_title: row.get("feed_title")?,
        })
    }
}

pub(super) struct Ingest<'a> {
    pub(super) transaction: &'a Transaction<'a>,
    pub(super) carrier: Carrier,
    pub(super) judge: &'a dyn Judge,
    pub(super) now: Timestamp,
    pub(super) seen: &'a Seen,
    pub(super) anchors: &'a Anchors,
    pub(super) uses: Uses,
    /// Where the source's texts are read from the pages of its entries.
    pub(super) from_pages: Option<FromPages<'a>>,
}

/// Whether a text is another than the one stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Text {
    Same,
    Changed,
}

/// Columns of an entry that decide whether there is anything to do.
pub(super) struct StoredEntry {
    pub(super) id: i64,
    story: i64,
    sent: ContentHash,
    revision: ContentHash,
    version: u16,
    content: ContentHash,
    title: ContentHash,
}

impl StoredEntry {
    pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            story: row.get("story")?,
            sent: bytes(row, "sent")?,
            revision: bytes(row, "revision")?,
            version: row.get("version")?,
            content: bytes(row, "content")?,
            title: bytes(row, "title_hash")?,
        })
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
        let own_key = self.by_key(entry.identity.key)?;
        let stored = match own_key {
            Some(stored) => Some(stored.key),
            None => self.judge.recognise(entry, &self.alike(entry)?),
        };
        match stored {
            Some(key) => self.known_entry(key, entry),
            None => self.new_entry(entry),
        }
    }

    /// The entry stored under this key, or under this key until its guid changed.
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

    /// Stored entries of this source that `entry` may be, though its key is not known.
    fn alike(&self, entry: &PreparedEntry) -> Result<Vec<KnownEntry>, Error> {
        let mut known = Vec::new();
        if let Some(also) = entry.identity.also {
            known.extend(self.by_key(also)?);
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
        let placing = self.placing();
        let (compared, place) = placing.look(&own, entry)?;
        let folded = match place {
            Place::With(Joining {
                story, evidence, ..
            }) => {
                let shown = stories::shown(self.transaction, self.judge, story, self.now)?;
                let row = self.insert((story, &evidence), entry, own)?;
                placing.link(row, &compared)?;
                stories::tell_switch(self.transaction, self.judge, story, shown, self.now)?;
                self.learn(row, entry)?;
                true
            }
            Place::Alone => {
                let row = self.found(entry, own)?;
                placing.link(row, &compared)?;
                self.learn(row, entry)?;
                false
            }
            Place::Arranged => {
                let row = self.found(entry, own)?;
                placing.link(row, &compared)?;
                placing.arrange(&BTreeSet::from([row]))?;
                self.learn(row, entry)?;
                // A story that no reader ever saw needs no redirect.
                self.transaction
                    .prepare_cached(
                        "DELETE FROM stories WHERE key = ?1 AND merged_into IS NOT NULL",
                    )?
                    .execute([StoryId::founded_by(key).as_bytes()])?;
                placing.stands_with_others(row)?
            }
        };
        Ok(Counts {
            new: 1,
            folded: u64::from(folded),
            ..Counts::default()
        })
    }

    fn learn(&self, row: i64, entry: &PreparedEntry) -> Result<(), Error> {
        if learning::learn(self.transaction, &self.uses, row, entry, self.now)? > 0 {
            self.seen.forget();
        }
        Ok(())
    }

    fn placing(&self) -> Placing<'_> {
        Placing {
            transaction: self.transaction,
            seen: self.seen,
            anchors: self.anchors,
            judge: self.judge,
            now: self.now,
        }
    }

    fn known_entry(&self, key: EntryKey, entry: &PreparedEntry) -> Result<Counts, Error> {
        let stored = self
            .transaction
            .prepare_cached(
                "SELECT id, story, sent, revision, version, content, title_hash FROM entries
                 WHERE key = ?1",
            )?
            .query_row([key.as_bytes()], StoredEntry::read)?;
        if key != entry.identity.key {
            self.transaction
                .prepare_cached("INSERT OR IGNORE INTO aliases (key, entry) VALUES (?1, ?2)")?
                .execute(params![entry.identity.key.as_bytes(), stored.id])?;
        }
        self.list(stored.id, entry)?;
        let same_version = stored.version == entry.fingerprint.version;
        if stored.sent == entry.sent && same_version {
            return Ok(Counts {
                unchanged: 1,
                ..Counts::default()
            });
        }
        let stored = self.as_read_now(stored, entry)?;
        // Whatever else the feed says anew, the text of the page stays.
        let whole = self.with_text_of_page(stored.id, entry)?;
        let entry = whole.as_ref().unwrap_or(entry);
        let text = stored.has_text_of(entry);
        if text == Text::Changed {
            self.keep_revision(stored.id)?;
        }
        candidates::unindex(self.transaction, stored.id)?;
        self.update(key, (stored.id, stored.story), entry)?;
        let folded = self.place_again(&stored, entry)?;
        if text == Text::Same {
            return Ok(Counts {
                unchanged: 1,
                ..Counts::default()
            });
        }
        stories::touch_if_represented_by(self.transaction, self.judge, key, self.now)?;
        Ok(Counts {
            updated: 1,
            folded,
            ..Counts::default()
        })
    }

    /// The stored entry with the hashes that the rules by which `entry` was read give its text.
    ///
    /// After an upgrade that reads texts otherwise, an entry differs from what was stored of it though
    /// its publisher changed nothing: that is no correction.
    pub(super) fn as_read_now(
        &self,
        stored: StoredEntry,
        entry: &PreparedEntry,
    ) -> Result<StoredEntry, Error> {
        if stored.version == entry.fingerprint.version {
            return Ok(stored);
        }
        let text = self.placing().comparable(stored.id)?;
        let now = self.judge.read_again(&text)?;
        Ok(StoredEntry {
            revision: now.revision,
            content: now.fingerprint.content,
            title: now.fingerprint.title,
            ..stored
        })
    }

    /// Places a known entry anew if its words changed; 1 if it now stands in another story with others.
    pub(super) fn place_again(
        &self,
        stored: &StoredEntry,
        entry: &PreparedEntry,
    ) -> Result<u64, Error> {
        let same_version = stored.version == entry.fingerprint.version;
        let same_words =
            stored.content == entry.fingerprint.content && stored.title == entry.fingerprint.title;
        if same_words && same_version {
            return Ok(0);
        }
        let stands_with_others = self.placing().place_again(stored.id, entry)?;
        self.learn(stored.id, entry)?;
        let (story, _) = placing::story_of(self.transaction, stored.id)?;
        Ok(u64::from(stands_with_others && story != stored.story))
    }

    /// Keeps what an entry said before it is overwritten.
    pub(super) fn keep_revision(&self, row: i64) -> Result<(), Error> {
        self.transaction
            .prepare_cached(
                "INSERT INTO revisions (entry, at, title, html)
                 SELECT entries.id, ?2, entries.title, coalesce(bodies.html, '')
                 FROM entries LEFT JOIN bodies ON bodies.entry = entries.id WHERE entries.id = ?1",
            )?
            .execute(params![row, seconds(self.now)])?;
        self.transaction
            .prepare_cached(
                "DELETE FROM revisions WHERE rowid IN (
                     SELECT rowid FROM revisions WHERE entry = ?1 ORDER BY at DESC LIMIT -1 OFFSET ?2)",
            )?
            .execute(params![row, MAX_REVISIONS])?;
        Ok(())
    }

    /// min(first seen, published): a date in the future does not move an entry up.
    pub(super) fn position(&self, entry: &PreparedEntry) -> Timestamp {
        entry
            .raw
            .published
            .map_or(self.now, |published| published.min(self.now))
    }

    /// When what is stored now was first to be read: the publisher's own word, where it is possible.
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
        published: optional_timestamp(row, "published")?,
        fingerprint: fingerprint(row)?,
    })
}

pub(super) fn fingerprint(row: &Row<'_>) -> rusqlite::Result<Fingerprint> {
    Ok(Fingerprint {
        version: row.get("version")?,
        content: bytes(row, "content")?,
        title: bytes(row, "title_hash")?,
        chars: row.get("chars")?,
    })
}
