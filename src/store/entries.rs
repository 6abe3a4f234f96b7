//! Stores what arrived: recognises, inserts or updates each entry, and puts it into its story.

use std::rc::Rc;

use rusqlite::{Row, Transaction, named_params, params};

use super::columns::{bytes, optional_bytes, optional_timestamp, seconds, to_json};
use super::placing::{self, Placing};
use super::seen::Seen;
use super::{Arrival, Error, Judge, candidates, learning, sources, stories};
use crate::model::{
    Comparable, ContentHash, Counts, EntryKey, Evidence, Fingerprint, KnownEntry, PreparedEntry,
    SourceName, StoryId, Timestamp, outlet,
};

/// Earlier forms of an entry that are kept: a page that changes at every fetch must not fill the disk.
const MAX_REVISIONS: u32 = 20;

/// Most stored entries of equal link or text that are offered for recognition.
const MAX_KNOWN: u32 = 16;

pub(super) fn ingest(
    transaction: &Transaction<'_>,
    seen: &Seen,
    arrival: &Arrival<'_>,
    judge: &dyn Judge,
    now: Timestamp,
) -> Result<Counts, Error> {
    let (source, mut feed_title): (i64, Option<String>) = transaction
        .prepare_cached("SELECT id, feed_title FROM sources WHERE name = ?1")?
        .query_row([arrival.source.as_str()], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
    if let Some(head) = arrival.head {
        // First: the title of the feed says who carries its entries, also those that were read.
        sources::set_head(transaction, arrival.source, head)?;
        if feed_title != head.title {
            feed_title.clone_from(&head.title);
            seen.forget();
        }
    }
    let mut counts = Counts::default();
    let ingest = Ingest {
        seen,
        transaction,
        source,
        source_name: arrival.source,
        feed_title,
        judge,
        now,
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

struct Ingest<'a> {
    transaction: &'a Transaction<'a>,
    source: i64,
    source_name: &'a SourceName,
    feed_title: Option<String>,
    judge: &'a dyn Judge,
    now: Timestamp,
    seen: &'a Seen,
}

/// Columns of an entry that decide whether there is anything to do.
struct StoredEntry {
    id: i64,
    story: i64,
    sent: ContentHash,
    revision: ContentHash,
    version: u16,
    content: ContentHash,
    title: ContentHash,
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
        let mut statement = self.transaction.prepare_cached(
            "SELECT * FROM entries WHERE id IN (
                 SELECT * FROM (SELECT id FROM entries WHERE link_key = ?1 LIMIT ?4)
                 UNION
                 SELECT * FROM (SELECT id FROM entries
                                WHERE content = ?2 AND title_hash = ?5 AND source = ?3 AND chars > 0
                                LIMIT ?4))",
        )?;
        let rows = statement.query_map(
            params![
                entry.identity.link.map(|link| *link.as_bytes()),
                entry.fingerprint.content.as_bytes(),
                self.source,
                MAX_KNOWN,
                entry.fingerprint.title.as_bytes()
            ],
            known_entry,
        )?;
        known.extend(rows.collect::<Result<Vec<_>, _>>()?);
        Ok(known)
    }

    fn new_entry(&self, entry: &PreparedEntry) -> Result<Counts, Error> {
        let key = entry.identity.key;
        let position = self.position(entry);
        let story = StoryId::founded_by(key);
        let story = stories::found(self.transaction, story, position, self.shown_since(entry))?;
        let row = self.write(key, story, entry)?;
        let folded = self.placing().place_new(row, entry)?;
        self.learn(row, entry)?;
        // A story that no reader ever saw needs no redirect.
        self.transaction
            .prepare_cached("DELETE FROM stories WHERE key = ?1 AND merged_into IS NOT NULL")?
            .execute([StoryId::founded_by(key).as_bytes()])?;
        Ok(Counts {
            new: 1,
            folded: u64::from(folded),
            ..Counts::default()
        })
    }

    fn learn(&self, row: i64, entry: &PreparedEntry) -> Result<(), Error> {
        if learning::learn(self.transaction, self.source, row, entry, self.now)? > 0 {
            self.seen.forget();
        }
        Ok(())
    }

    fn placing(&self) -> Placing<'_> {
        Placing {
            transaction: self.transaction,
            seen: self.seen,
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
            .query_row([key.as_bytes()], |row| {
                Ok(StoredEntry {
                    id: row.get("id")?,
                    story: row.get("story")?,
                    sent: bytes(row, "sent")?,
                    revision: bytes(row, "revision")?,
                    version: row.get("version")?,
                    content: bytes(row, "content")?,
                    title: bytes(row, "title_hash")?,
                })
            })?;
        if key != entry.identity.key {
            self.transaction
                .prepare_cached("INSERT OR IGNORE INTO aliases (key, entry) VALUES (?1, ?2)")?
                .execute(params![entry.identity.key.as_bytes(), stored.id])?;
        }
        let same_revision = stored.revision == entry.revision;
        let same_version = stored.version == entry.fingerprint.version;
        if stored.sent == entry.sent && same_version {
            return Ok(Counts {
                unchanged: 1,
                ..Counts::default()
            });
        }
        if !same_revision {
            self.keep_revision(stored.id)?;
        }
        candidates::unindex(self.transaction, stored.id)?;
        self.write(key, stored.story, entry)?;
        let mut folded = 0;
        let same_words =
            stored.content == entry.fingerprint.content && stored.title == entry.fingerprint.title;
        if !same_words || !same_version {
            let stands_with_others = self.placing().place_again(stored.id, entry)?;
            self.learn(stored.id, entry)?;
            let (story, _) = placing::story_of(self.transaction, stored.id)?;
            folded = u64::from(stands_with_others && story != stored.story);
        }
        if same_revision {
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

    /// Keeps what an entry said before it is overwritten.
    fn keep_revision(&self, row: i64) -> Result<(), Error> {
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

    /// Writes an entry under its key: a new one whole, of a known one every column that comes from the
    /// publisher. Gives its row.
    fn write(&self, key: EntryKey, story: i64, entry: &PreparedEntry) -> Result<i64, Error> {
        let raw = &entry.raw;
        let fingerprint = &entry.fingerprint;
        let title = raw.title.as_deref().unwrap_or_default();
        let row: i64 = self
            .transaction
            .prepare_cached(
                "INSERT INTO entries (key, source, story, evidence, first_seen, position, guid, link,
                     title, authors, categories, published, updated, image, language, file, sent,
                     revision, version, content, title_hash, chars, link_key, url_key)
                 VALUES (:key, :source, :story, :evidence, :first_seen, :position, :guid, :link,
                     :title, :authors, :categories, :published, :updated, :image, :language, :file, :sent,
                     :revision, :version, :content, :title_hash, :chars, :link_key, :url_key)
                 ON CONFLICT (key) DO UPDATE SET guid = excluded.guid, link = excluded.link,
                     title = excluded.title, authors = excluded.authors,
                     categories = excluded.categories, published = excluded.published,
                     updated = excluded.updated, image = excluded.image, language = excluded.language,
                     file = excluded.file, sent = excluded.sent, revision = excluded.revision,
                     version = excluded.version, content = excluded.content,
                     title_hash = excluded.title_hash, chars = excluded.chars,
                     link_key = excluded.link_key, url_key = excluded.url_key
                 RETURNING id",
            )?
            .query_row(
                named_params! {
                    ":key": key.as_bytes(),
                    ":source": self.source,
                    ":story": story,
                    ":evidence": to_json(&Evidence::Founded)?,
                    ":first_seen": seconds(self.now),
                    ":position": seconds(self.position(entry)),
                    ":guid": raw.guid,
                    ":link": raw.link,
                    ":title": title,
                    ":authors": to_json(&raw.authors)?,
                    ":categories": to_json(&raw.categories)?,
                    ":published": raw.published.map(seconds),
                    ":updated": raw.updated.map(seconds),
                    ":image": raw.image,
                    ":language": raw.language,
                    ":file": raw.file,
                    ":sent": entry.sent.as_bytes(),
                    ":revision": entry.revision.as_bytes(),
                    ":version": fingerprint.version,
                    ":content": fingerprint.content.as_bytes(),
                    ":title_hash": fingerprint.title.as_bytes(),
                    ":chars": fingerprint.chars,
                    ":link_key": entry.identity.link.map(|link| *link.as_bytes()),
                    ":url_key": entry.identity.url.map(|url| *url.as_bytes()),
                },
                |row| row.get(0),
            )?;
        let html = raw.content.as_deref().or(raw.summary.as_deref());
        match html {
            Some(html) => self
                .transaction
                .prepare_cached(
                    "INSERT INTO bodies (entry, html) VALUES (?1, ?2)
                     ON CONFLICT (entry) DO UPDATE SET html = excluded.html",
                )?
                .execute(params![row, html])?,
            None => self
                .transaction
                .prepare_cached("DELETE FROM bodies WHERE entry = ?1")?
                .execute([row])?,
        };
        candidates::index(self.transaction, row, entry)?;
        let outlet = outlet(
            raw.file.as_deref(),
            &raw.authors,
            self.feed_title.as_deref(),
            self.source_name,
        );
        // As it would be read.
        let comparable = Comparable {
            key,
            outlet: outlet.to_owned(),
            title: title.to_owned(),
            html: html.unwrap_or_default().to_owned(),
            published: whole_seconds(raw.published),
            revision: entry.revision,
            fingerprint: fingerprint.clone(),
            url: entry.identity.url,
            document: entry.document.clone(),
            furniture: self.seen.furniture(self.transaction, self.source)?,
        };
        self.seen.keep(row, &Rc::new(comparable));
        Ok(row)
    }

    /// min(first seen, published): a date in the future does not move an entry up.
    fn position(&self, entry: &PreparedEntry) -> Timestamp {
        entry
            .raw
            .published
            .map_or(self.now, |published| published.min(self.now))
    }

    /// When what is stored now was first to be read: the publisher's own word, where it is possible.
    fn shown_since(&self, entry: &PreparedEntry) -> Timestamp {
        let position = self.position(entry);
        entry
            .raw
            .updated
            .map_or(position, |updated| updated.clamp(position, self.now))
    }
}

/// An instant as it is stored.
fn whole_seconds(at: Option<Timestamp>) -> Option<Timestamp> {
    Timestamp::from_second(seconds(at?)).ok()
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
