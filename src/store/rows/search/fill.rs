//! Fills the full-text index after a pass, many stories in one transaction.
//!
//! `meta` says up to which entry the index reaches; triggers note the stories that change after
//! that. A crash between two transactions therefore loses nothing: the next fill goes on there.

use std::collections::BTreeSet;
use std::sync::mpsc;
use std::thread;

use rusqlite::{Connection, Transaction, TransactionBehavior, params};

use crate::model::{OfficialDocument, PackedHtml, SourceName, UnreadableHtml};
use crate::store::columns::{json, json_or_none, source_name};
use crate::store::damaged::DamagedTexts;
use crate::store::{Error, Store};

/// Entries of one transaction, which takes about half a second. FTS5 writes the terms of each one
/// as at least one segment, and merges these later: with a thousand entries, merging took a sixth
/// of the time, and with four thousand, 28 MB more were in use.
const ENTRIES: i64 = 2_000;

/// Bytes of terms that FTS5 gathers in a hash table before it writes a segment. Its table and the
/// sorting of it follow pointers: with more than the cache of a core has, both take longer.
const GATHERED: i64 = 3 << 19;

/// Segments of one size that FTS5 merges into one: the most that it allows. It merges each term the
/// fewest times then, and a search of 100,000 stories takes no longer (measured for the texts; the
/// titles have the same).
const MERGED: i64 = 16;

/// Changed stories of one transaction.
const STALE: i64 = 1_000;

/// SQL for the stored texts of a story, the longest one first.
const TEXTS: &str = "SELECT entry, html FROM entries JOIN bodies ON bodies.entry = entries.id
    WHERE story = ?1 ORDER BY chars DESC, entries.id";

/// Stories whose terms another thread cuts together, and most such parts that are under way.
const PART: usize = 32;
const MAX_PARTS: usize = 2;

/// What the index has of a story.
#[derive(Debug, Clone, Default)]
pub struct IndexedStory {
    /// Its entries.
    pub members: Vec<IndexedMember>,
    /// The HTML of the member with the longest text that is still stored.
    pub html: Option<PackedHtml>,
}

/// What the index has of an entry.
#[derive(Debug, Clone)]
pub struct IndexedMember {
    /// Its title.
    pub title: String,
    /// Row of its source.
    pub source_row: i64,
    /// Name of its source.
    pub source: SourceName,
    /// Its authors.
    pub authors: Vec<String>,
    /// The base name of its file, if it came from a local file.
    pub file: Option<String>,
    /// Its language, or that of its feed.
    pub language: Option<String>,
    /// The official document that it is.
    pub document: Option<OfficialDocument>,
}

/// The terms of a story, separated by spaces.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct IndexTerms {
    /// Terms of the titles.
    pub titles: String,
    /// All terms, with those of the titles.
    pub all: String,
}

/// Gives the terms of a story, on any thread; fails if its HTML cannot be decompressed.
pub type CutTerms<'a> = &'a (dyn Fn(&IndexedStory) -> Result<IndexTerms, UnreadableHtml> + Sync);

/// The result of filling the index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Filled {
    /// Stories written.
    pub stories: u64,
    /// Entries and changed stories that the index still lacks.
    pub left: u64,
}

/// Removes all terms, so that the next fill writes every story anew.
pub(in crate::store) fn empty(transaction: &Transaction<'_>, version: u32) -> Result<(), Error> {
    transaction.execute_batch(
        "INSERT INTO search_titles (search_titles) VALUES ('delete-all');
         INSERT INTO search_texts (search_texts) VALUES ('delete-all');
         DELETE FROM search_stale",
    )?;
    for table in ["search_titles", "search_texts"] {
        for (name, value) in [("hashsize", GATHERED), ("automerge", MERGED)] {
            transaction.execute(
                &format!("INSERT INTO {table} ({table}, rank) VALUES (?1, ?2)"),
                params![name, value],
            )?;
        }
    }
    set(transaction, "search-filled", 0)?;
    set(transaction, "search-version", i64::from(version))
}

impl Store {
    /// Brings the full-text index up to date, but stops after `limit` entries or changed stories.
    ///
    /// `cut` gives the terms of a story. An index with terms of another `version` is emptied
    /// first.
    pub fn fill_search(
        &mut self,
        version: u32,
        cut: CutTerms<'_>,
        limit: u64,
    ) -> Result<Filled, Error> {
        // Checked before the first transaction, because most passes have nothing to write.
        if self.search_version()? != version {
            self.empty_search(version)?;
        }
        let mut filled = Filled::default();
        let mut done = 0;
        while done < limit {
            let (read, stories) = self.fill_some(cut)?;
            if read == 0 {
                break;
            }
            done += read;
            filled.stories += stories;
        }
        filled.left = self.search_lacks()?;
        Ok(filled)
    }

    /// Removes all terms, so that the next fill writes every story anew.
    pub fn empty_search(&mut self, version: u32) -> Result<(), Error> {
        self.write(|connection| {
            let transaction =
                connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            empty(&transaction, version)?;
            Ok(transaction.commit()?)
        })
    }

    /// How many entries and changed stories the index lacks.
    pub fn search_lacks(&self) -> Result<u64, Error> {
        self.read(lacks)
    }

    fn search_version(&self) -> Result<u32, Error> {
        self.read(|connection| {
            Ok(connection
                .prepare_cached("SELECT value FROM meta WHERE name = 'search-version'")?
                .query_row([], |row| row.get(0))?)
        })
    }

    /// Writes the stories of one transaction; returns how many entries and changed stories it read,
    /// and how many stories it wrote.
    fn fill_some(&mut self, cut: CutTerms<'_>) -> Result<(u64, u64), Error> {
        if self.search_lacks()? == 0 {
            return Ok((0, 0));
        }
        let damaged = self.damaged.clone();
        self.write(|connection| {
            let transaction =
                connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let (mut stories, stale) = stale(&transaction)?;
            let (arrived, entries, last) = arrived(&transaction)?;
            stories.extend(arrived);
            // In the order of their rows: FTS5 writes a new segment at each row that is less than
            // the one before it.
            let stories: Vec<i64> = stories.into_iter().collect();
            let index = IndexWriter {
                transaction: &transaction,
                cut,
                damaged: &damaged,
            };
            index.write(&stories)?;
            if let Some(last) = last {
                set(&transaction, "search-filled", last)?;
            }
            transaction.commit()?;
            let written = u64::try_from(stories.len()).unwrap_or(u64::MAX);
            Ok((stale + entries, written))
        })
    }
}

/// How many entries and changed stories the index lacks.
pub(in crate::store) fn lacks(connection: &Connection) -> Result<u64, Error> {
    let lacking: i64 = connection
        .prepare_cached(
            "SELECT coalesce((SELECT max(id) FROM entries), 0)
                 - (SELECT value FROM meta WHERE name = 'search-filled')
                 + (SELECT count(*) FROM search_stale)",
        )?
        .query_row([], |row| row.get(0))?;
    Ok(lacking.try_into().unwrap_or_default())
}

/// Takes the first changed stories off the list.
fn stale(transaction: &Transaction<'_>) -> Result<(BTreeSet<i64>, u64), Error> {
    let stories = transaction
        .prepare_cached("SELECT story FROM search_stale ORDER BY story LIMIT ?1")?
        .query_map([STALE], |row| row.get(0))?
        .collect::<Result<BTreeSet<i64>, _>>()?;
    if let Some(last) = stories.last() {
        transaction
            .prepare_cached("DELETE FROM search_stale WHERE story <= ?1")?
            .execute([last])?;
    }
    let read = u64::try_from(stories.len()).unwrap_or(u64::MAX);
    Ok((stories, read))
}

/// The stories of the next entries, the number of these, and the row of the last one. A story
/// with later entries is written with the last of them, once.
fn arrived(transaction: &Transaction<'_>) -> Result<(Vec<i64>, u64, Option<i64>), Error> {
    let mut statement = transaction.prepare_cached(
        "SELECT id, story, id = (SELECT max(id) FROM entries AS other WHERE other.story = entries.story)
         FROM entries WHERE id > (SELECT value FROM meta WHERE name = 'search-filled')
         ORDER BY id LIMIT ?1",
    )?;
    let mut rows = statement.query([ENTRIES])?;
    let (mut stories, mut read, mut last) = (Vec::new(), 0, None);
    while let Some(row) = rows.next()? {
        read += 1;
        last = Some(row.get(0)?);
        if row.get(2)? {
            stories.push(row.get(1)?);
        }
    }
    Ok((stories, read, last))
}

/// Stories with their rows, and their terms once they are cut: `None` for one without members.
type Part = Vec<(i64, IndexedStory)>;
type CutPart = Vec<(i64, Result<Option<IndexTerms>, UnreadableHtml>)>;

/// Cuts the terms of stories, on any thread.
fn cut_all(cut: CutTerms<'_>, part: Part) -> CutPart {
    let cut = |story: IndexedStory| {
        let has_members = !story.members.is_empty();
        has_members.then(|| cut(&story)).transpose()
    };
    let part = part.into_iter().map(|(row, story)| (row, cut(story)));
    part.collect()
}

/// Writes the terms of stories within one transaction.
#[derive(Clone, Copy)]
struct IndexWriter<'a> {
    transaction: &'a Transaction<'a>,
    cut: CutTerms<'a>,
    damaged: &'a DamagedTexts,
}

impl IndexWriter<'_> {
    /// Writes the terms of these stories, in this order. Another thread cuts them, a part at a
    /// time: cutting takes more than half of the instructions of a fill.
    fn write(self, stories: &[i64]) -> Result<(), Error> {
        let cut = self.cut;
        let write_here = || {
            let mut parts = stories.chunks(PART);
            parts.try_for_each(|part| self.write_part(cut_all(cut, self.read_part(part)?)))
        };
        if stories.len() <= PART {
            return write_here();
        }
        let (to_cut, parts) = mpsc::channel();
        let (are_cut, terms) = mpsc::channel();
        thread::scope(|scope| {
            let cutting = thread::Builder::new().spawn_scoped(scope, move || {
                for part in parts {
                    if are_cut.send(cut_all(cut, part)).is_err() {
                        break;
                    }
                }
            });
            if cutting.is_err() {
                // The system does not allow another thread now.
                return write_here();
            }
            let mut under_way = 0;
            for part in stories.chunks(PART) {
                // Fails only if the other thread panicked, which ends this one, too.
                if to_cut.send(self.read_part(part)?).is_ok() {
                    under_way += 1;
                }
                if under_way > MAX_PARTS
                    && let Ok(part) = terms.recv()
                {
                    under_way -= 1;
                    self.write_part(part)?;
                }
            }
            drop(to_cut);
            let mut rest = terms.into_iter();
            rest.try_for_each(|part| self.write_part(part))
        })
    }

    fn read_part(self, stories: &[i64]) -> Result<Part, Error> {
        let story = |row: &i64| Ok((*row, read(self.transaction, *row)?));
        stories.iter().map(story).collect()
    }

    /// Writes the terms of stories; one without members has none.
    fn write_part(self, part: CutPart) -> Result<(), Error> {
        for (story, terms) in part {
            let terms = match terms {
                Ok(terms) => terms,
                Err(UnreadableHtml) => Some(self.readable_terms(story)?),
            };
            let Some(IndexTerms { titles, all }) = terms else {
                for table in ["search_titles", "search_texts"] {
                    self.transaction
                        .prepare_cached(&format!("DELETE FROM {table} WHERE rowid = ?1"))?
                        .execute([story])?;
                }
                continue;
            };
            for (table, terms) in [("search_titles", titles), ("search_texts", all)] {
                self.transaction
                    .prepare_cached(&format!(
                        "INSERT OR REPLACE INTO {table} (rowid, terms) VALUES (?1, ?2)"
                    ))?
                    .execute(params![story, terms])?;
            }
        }
        Ok(())
    }

    /// The terms of a story whose longest text is damaged: those of the next text that is not, or
    /// of the titles alone.
    fn readable_terms(self, story: i64) -> Result<IndexTerms, Error> {
        let mut html = None;
        let mut statement = self.transaction.prepare_cached(TEXTS)?;
        let mut rows = statement.query([story])?;
        while let Some(row) = rows.next()?
            && html.is_none()
        {
            let packed: PackedHtml = row.get("html")?;
            let text = self.damaged.unpack(row.get("entry")?, &packed);
            html = text.map(|text| PackedHtml::plain(&text));
        }
        let members = read(self.transaction, story)?.members;
        Ok((self.cut)(&IndexedStory { members, html })?)
    }
}

/// The members of a story in the order of their rows, and the text that [`TEXTS`] names first.
fn read(connection: &Connection, story: i64) -> Result<IndexedStory, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT title, source, sources.name AS source_name, authors, file,
             coalesce(language, sources.feed_language) AS language, document, chars, html
         FROM entries JOIN sources ON sources.id = entries.source
         LEFT JOIN documents ON documents.entry = entries.id
         LEFT JOIN bodies ON bodies.entry = entries.id
         WHERE story = ?1 ORDER BY entries.id",
    )?;
    let mut rows = statement.query([story])?;
    let mut read = IndexedStory::default();
    let mut longest = None;
    while let Some(row) = rows.next()? {
        read.members.push(IndexedMember {
            title: row.get("title")?,
            source_row: row.get("source")?,
            source: source_name(row, "source_name")?,
            authors: json(row, "authors")?,
            file: row.get("file")?,
            language: row.get("language")?,
            document: json_or_none(row, "document")?,
        });
        let chars: u32 = row.get("chars")?;
        // SQLite reads a long text from its pages only if it is asked for.
        if longest.is_none_or(|longest| chars > longest)
            && let Some(html) = row.get("html")?
        {
            longest = Some(chars);
            read.html = Some(html);
        }
    }
    Ok(read)
}

fn set(transaction: &Transaction<'_>, name: &str, value: i64) -> Result<(), Error> {
    transaction
        .prepare_cached("UPDATE meta SET value = ?2 WHERE name = ?1")?
        .execute(params![name, value])?;
    Ok(())
}
