//! Reads stories and entries for publishing, showing and exporting.

use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::Serialize;

use super::story_rulings;
use crate::model::{
    EntryKey, EntryRow, Member, PackedHtml, SourceName, StoredStory, StoryId, Timestamp,
};
use crate::store::columns::{
    DATED, StoredCompleteness, bytes, json, json_or_none, optional_timestamp, seconds, source_name,
    timestamp,
};
use crate::store::{Error, Store};

/// The result of looking up an id or the beginning of one.
#[derive(Debug)]
pub enum Found<T> {
    /// One story, or one entry.
    One(T),
    /// No story and no entry.
    Nothing,
    /// Several; the caller needs more digits.
    Several,
}

/// What the store has of the text of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StoredBody {
    /// The HTML as sent.
    Html(String),
    /// The entry never had a text, or `prune` removed it.
    Nothing,
    /// It cannot be unpacked; [`Store::take_damaged_texts`] names the entry.
    Damaged,
}

impl StoredBody {
    /// The HTML; `None` if there is none, or if it is damaged.
    pub fn html(self) -> Option<String> {
        match self {
            Self::Html(html) => Some(html),
            Self::Nothing | Self::Damaged => None,
        }
    }
}

const MEMBER_COLUMNS: &str = "entries.id AS row, entries.key AS key, sources.name AS source_name,
    sources.feed_title AS feed_title, sources.feed_link AS feed_link, sources.feed_id AS feed_id,
    sources.feed_language AS feed_language, entries.file AS file, entries.guid AS guid,
    entries.link AS link, entries.title AS title, entries.authors AS authors,
    entries.categories AS categories, entries.first_seen AS first_seen, entries.image AS image,
    entries.language AS language,
    entries.content AS content, entries.chars AS chars, entries.evidence AS evidence, entries.backlog AS backlog,
    entries.completeness AS completeness,
    entries.enclosures AS enclosures, entries.pruned AS pruned,
    (SELECT document FROM documents WHERE documents.entry = entries.id) AS document,
    EXISTS (SELECT 1 FROM rulings WHERE kind = 'pin' AND one = entries.key) AS pinned";

pub(in crate::store) fn of_story(
    connection: &Connection,
    story: i64,
) -> Result<Vec<Member>, Error> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {DATED} AS published, {MEMBER_COLUMNS} FROM entries JOIN sources ON sources.id = entries.source
         WHERE entries.story = ?1 ORDER BY entries.first_seen, entries.id"
    ))?;
    let rows = statement.query_map([story], member)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// One entry as a member of its story.
pub(super) fn entry(connection: &Connection, row: EntryRow) -> Result<Option<Member>, Error> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {DATED} AS published, {MEMBER_COLUMNS} FROM entries
         JOIN sources ON sources.id = entries.source WHERE entries.id = ?1"
    ))?;
    Ok(statement.query_row([row.0], member).optional()?)
}

fn member(row: &Row<'_>) -> rusqlite::Result<Member> {
    Ok(Member {
        row: EntryRow(row.get("row")?),
        key: bytes(row, "key")?,
        source: source_name(row, "source_name")?,
        feed_title: row.get("feed_title")?,
        feed_link: row.get("feed_link")?,
        feed_id: row.get("feed_id")?,
        file: row.get("file")?,
        guid: row.get("guid")?,
        link: row.get("link")?,
        title: row.get("title")?,
        authors: json(row, "authors")?,
        categories: json(row, "categories")?,
        published: optional_timestamp(row, "published")?,
        first_seen: timestamp(row, "first_seen")?,
        image: row.get("image")?,
        enclosures: json_or_none(row, "enclosures")?.unwrap_or_default(),
        language: match row.get("language")? {
            Some(language) => Some(language),
            None => row.get("feed_language")?,
        },
        content_hash: bytes(row, "content")?,
        chars: row.get("chars")?,
        document: json_or_none(row, "document")?,
        evidence: json(row, "evidence")?,
        body: None,
        backlog: row.get("backlog")?,
        completeness: row.get::<_, StoredCompleteness>("completeness")?.0,
        pinned: row.get("pinned")?,
        pruned: optional_timestamp(row, "pruned")?,
    })
}

/// A row of `stories`, without its members.
struct StoryColumns {
    row: i64,
    id: StoryId,
    position: Timestamp,
    updated: Timestamp,
}

impl StoryColumns {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            row: row.get("id")?,
            id: bytes(row, "key")?,
            position: timestamp(row, "position")?,
            updated: timestamp(row, "updated")?,
        })
    }

    fn with_members(self, connection: &Connection) -> Result<StoredStory, Error> {
        let Self {
            row,
            id,
            position,
            updated,
        } = self;
        Ok(StoredStory {
            id,
            position,
            updated,
            members: of_story(connection, row)?,
            hidden: story_rulings::hidden_since(connection, row)?,
            relabelled: story_rulings::label_rulings(connection, row)?,
        })
    }
}

impl Store {
    /// Stories, newest first, starting after `after`; at most `limit`.
    pub fn stories(
        &self,
        after: Option<(Timestamp, StoryId)>,
        limit: usize,
    ) -> Result<Vec<StoredStory>, Error> {
        self.read(|connection| {
            let after = match after {
                None => (i64::MAX, i64::MAX),
                Some((position, story)) => (seconds(position), row_of(connection, story)?),
            };
            stories_after(connection, after, limit)
        })
    }

    /// Stories before an instant, newest first; at most `limit`.
    pub fn stories_before(&self, end: Timestamp, limit: usize) -> Result<Vec<StoredStory>, Error> {
        // No row has the id 0, so none at this position is found.
        self.read(|connection| stories_after(connection, (seconds(end), 0), limit))
    }

    /// The HTML of an entry as sent.
    pub fn body(&self, entry: EntryRow) -> Result<StoredBody, Error> {
        self.read(|connection| {
            let html: Option<PackedHtml> = connection
                .prepare_cached("SELECT html FROM bodies WHERE entry = ?1")?
                .query_row([entry.0], |row| row.get(0))
                .optional()?;
            let Some(html) = html else {
                return Ok(StoredBody::Nothing);
            };
            let html = self.damaged.unpack(entry.0, &html);
            Ok(html.map_or(StoredBody::Damaged, StoredBody::Html))
        })
    }

    /// The story that has this id, has a member with this id, or into which a story with this id
    /// was merged. `id` may be any unambiguous beginning of one.
    pub fn find_story(&self, id: &str) -> Result<Found<StoredStory>, Error> {
        self.read(|connection| {
            let Some((low, high)) = key_range(id) else {
                return Ok(Found::Nothing);
            };
            let mut statement = connection.prepare_cached(
                "SELECT DISTINCT live.id, live.key, live.position, live.updated
         FROM (SELECT coalesce(merged_into, id) AS row FROM stories WHERE key BETWEEN ?1 AND ?2
               UNION SELECT story FROM entries WHERE key BETWEEN ?1 AND ?2) AS found
         JOIN stories AS live ON live.id = found.row LIMIT 2",
            )?;
            let rows = statement.query_map(params![low, high], StoryColumns::read)?;
            let mut found = rows.collect::<Result<Vec<_>, _>>()?;
            Ok(match (found.pop(), found.is_empty()) {
                (None, _) => Found::Nothing,
                (Some(story), true) => Found::One(story.with_members(connection)?),
                (Some(_), false) => Found::Several,
            })
        })
    }

    /// The entry with this id or with this unambiguous beginning of one. A story has the id of the
    /// entry that founded it.
    pub fn find_entry(&self, id: &str) -> Result<Found<EntryKey>, Error> {
        self.read(|connection| {
            let Some((low, high)) = key_range(id) else {
                return Ok(Found::Nothing);
            };
            let mut statement = connection
                .prepare_cached("SELECT key FROM entries WHERE key BETWEEN ?1 AND ?2 LIMIT 2")?;
            let rows = statement.query_map(params![low, high], |row| bytes(row, "key"))?;
            let mut found = rows.collect::<Result<Vec<_>, _>>()?;
            Ok(match (found.pop(), found.is_empty()) {
                (None, _) => Found::Nothing,
                (Some(entry), true) => Found::One(entry),
                (Some(_), false) => Found::Several,
            })
        })
    }

    /// Each time another entry began to represent a story, the oldest first.
    pub fn switches(&self, story: StoryId) -> Result<Vec<RepresentativeChange>, Error> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT representatives.at AS at, entries.key AS key, entries.title AS title
         FROM representatives JOIN stories ON stories.id = representatives.story
         JOIN entries ON entries.id = representatives.entry
         WHERE stories.key = ?1 ORDER BY representatives.at, representatives.rowid",
            )?;
            let rows = statement.query_map([story.as_bytes()], |row| {
                Ok(RepresentativeChange {
                    at: timestamp(row, "at")?,
                    entry: bytes(row, "key")?,
                    title: row.get("title")?,
                })
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// Calls `each` with every story, in the order in which they were founded, until it fails.
    pub fn export(
        &self,
        each: &mut dyn FnMut(StoredStory) -> std::io::Result<()>,
    ) -> Result<std::io::Result<()>, Error> {
        self.read(|connection| {
            let mut statement = connection.prepare(
        "SELECT id, key, position, updated FROM stories WHERE merged_into IS NULL ORDER BY id",
    )?;
            let rows = statement.query_map([], StoryColumns::read)?;
            for row in rows {
                if let Err(error) = each(row?.with_members(connection)?) {
                    return Ok(Err(error));
                }
            }
            Ok(Ok(()))
        })
    }

    /// When the newest entry of a source was first seen.
    pub fn last_new(&self, name: &SourceName) -> Result<Option<Timestamp>, Error> {
        self.read(|connection| {
            Ok(connection
                .prepare_cached(
                    "SELECT max(entries.first_seen) AS newest FROM entries
             JOIN sources ON sources.id = entries.source WHERE sources.name = ?1",
                )?
                .query_row([name.as_str()], |row| optional_timestamp(row, "newest"))?)
        })
    }

    /// How many entries and stories a source has.
    pub fn extent(&self, name: &SourceName) -> Result<(u64, u64), Error> {
        self.read(|connection| {
            Ok(connection
                .prepare_cached(
                    "SELECT count(*), count(DISTINCT story) FROM entries
             JOIN sources ON sources.id = entries.source WHERE sources.name = ?1",
                )?
                .query_row([name.as_str()], |row| Ok((row.get(0)?, row.get(1)?)))?)
        })
    }
}

/// Stories after a position and, at that position, below a row; newest first.
fn stories_after(
    connection: &Connection,
    (position, row): (i64, i64),
    limit: usize,
) -> Result<Vec<StoredStory>, Error> {
    // Two queries, because for one comparison of both columns SQLite uses the index for
    // the first column only, and would read all stories of that position for every page.
    let mut statement = connection.prepare_cached(
        "SELECT * FROM (
        SELECT id, key, position, updated FROM stories
        WHERE merged_into IS NULL AND position = ?1 AND id < ?2
        ORDER BY id DESC LIMIT ?3)
    UNION ALL
    SELECT * FROM (
        SELECT id, key, position, updated FROM stories
        WHERE merged_into IS NULL AND position < ?1
        ORDER BY position DESC, id DESC LIMIT ?3)
    ORDER BY position DESC, id DESC LIMIT ?3",
    )?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows = statement.query_map(params![position, row, limit], StoryColumns::read)?;
    rows.map(|row| row?.with_members(connection)).collect()
}

/// The story at a row; `None` if it was merged into another one.
pub(super) fn story(connection: &Connection, row: i64) -> Result<Option<StoredStory>, Error> {
    connection
        .prepare_cached(
            "SELECT id, key, position, updated FROM stories
             WHERE id = ?1 AND merged_into IS NULL",
        )?
        .query_row([row], StoryColumns::read)
        .optional()?
        .map(|story| story.with_members(connection))
        .transpose()
}

fn row_of(connection: &Connection, story: StoryId) -> Result<i64, Error> {
    Ok(connection
        .prepare_cached("SELECT id FROM stories WHERE key = ?1")?
        .query_row([story.as_bytes()], |row| row.get(0))?)
}

/// The lowest and the highest key that begin with the given hexadecimal digits.
fn key_range(digits: &str) -> Option<([u8; 16], [u8; 16])> {
    let digits = digits.trim().to_ascii_lowercase();
    if digits.is_empty() || digits.len() > 32 {
        return None;
    }
    let filled = |with: char| {
        let text: String = digits
            .chars()
            .chain(std::iter::repeat(with))
            .take(32)
            .collect();
        text.parse::<EntryKey>().ok().map(|key| *key.as_bytes())
    };
    Some((filled('0')?, filled('f')?))
}

/// Another entry began to represent a story.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RepresentativeChange {
    /// When it changed.
    pub at: Timestamp,
    /// The entry that represents it from then on.
    pub entry: EntryKey,
    /// Its title.
    pub title: String,
}
