//! How many entries a source had when, and its newest stories.

use rusqlite::params;

use crate::model::{SourceName, StoryId, Timestamp};
use crate::store::columns::{bytes, optional_timestamp, seconds, timestamp};
use crate::store::{Error, Store};

/// The entries of a quarter of an hour. All offsets of time zones are whole quarters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quarter {
    /// When it begins.
    pub begin: Timestamp,
    /// How many entries there are.
    pub entries: u32,
}

impl Store {
    /// The position of the newest entry of a source, without those of its backlog.
    pub fn last_position(&self, source: &SourceName) -> Result<Option<Timestamp>, Error> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT max(position) AS newest FROM entries
                 WHERE source = (SELECT id FROM sources WHERE name = ?1) AND backlog = 0",
            )?;
            Ok(statement.query_row([source.as_str()], |row| optional_timestamp(row, "newest"))?)
        })
    }

    /// The hours since an instant in which entries of a source came, as numbers since 1970, without
    /// those of its first read. Reads the index only.
    pub fn active_hours(&self, source: &SourceName, since: Timestamp) -> Result<Vec<i64>, Error> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT DISTINCT position / 3600 AS hour FROM entries
                 WHERE source = (SELECT id FROM sources WHERE name = ?1)
                     AND position >= ?2
                     AND position > coalesce(
                         (SELECT first_read FROM sources WHERE name = ?1), -9223372036854775808)
                 ORDER BY 1",
            )?;
            let rows =
                statement.query_map(params![source.as_str(), seconds(since)], |row| row.get(0))?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// When a source first gave entries; what it gave then is counted nowhere. `None` if it has
    /// given none.
    pub fn first_read(&self, source: &SourceName) -> Result<Option<Timestamp>, Error> {
        self.read(|connection| {
            let mut statement = connection
                .prepare_cached("SELECT max(first_read) AS at FROM sources WHERE name = ?1")?;
            Ok(statement.query_row([source.as_str()], |row| optional_timestamp(row, "at"))?)
        })
    }

    /// The entries of a source since an instant by quarters of an hour, without those of its
    /// first read.
    pub fn quarters(&self, source: &SourceName, since: Timestamp) -> Result<Vec<Quarter>, Error> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT position / 900 * 900 AS begin, count(*) AS entries
                 FROM entries JOIN sources ON sources.id = entries.source
                 WHERE sources.name = ?1 AND position >= ?2
                     AND (first_read IS NULL OR first_seen > first_read)
                 GROUP BY 1 ORDER BY 1",
            )?;
            let rows = statement.query_map(params![source.as_str(), seconds(since)], |row| {
                Ok(Quarter {
                    begin: timestamp(row, "begin")?,
                    entries: row.get("entries")?,
                })
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// The stories with the newest entries of a source, the newest first.
    pub fn newest_of(&self, source: &SourceName, limit: usize) -> Result<Vec<StoryId>, Error> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT stories.key AS key FROM entries
                 JOIN stories ON stories.id = entries.story
                 WHERE entries.source = (SELECT id FROM sources WHERE name = ?1)
                 ORDER BY entries.position DESC, entries.id DESC LIMIT ?2",
            )?;
            let limit = i64::try_from(limit).unwrap_or(i64::MAX);
            let rows =
                statement.query_map(params![source.as_str(), limit], |row| bytes(row, "key"))?;
            let mut stories: Vec<StoryId> = Vec::new();
            for story in rows {
                let story = story?;
                if !stories.contains(&story) {
                    stories.push(story);
                }
            }
            Ok(stories)
        })
    }
}
