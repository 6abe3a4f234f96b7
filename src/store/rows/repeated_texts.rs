//! Texts that entries of several stories of one source have: what a site shows instead of articles.

use rusqlite::params;

use crate::model::{PackedHtml, SourceName, Timestamp};
use crate::store::columns::timestamp;
use crate::store::{Error, Store};

/// Entries of a source that are looked at, the newest first: a source that shows a wall shows it
/// now.
const NEWEST: i64 = 1_000;

/// Fewest stories, and fewest titles, under which one text is no article. An outlet that sends one
/// notice under two titles does not reach them, and equal texts of one matter are one story.
pub const MIN_STORIES: u32 = 3;

/// The same for texts that are equal but for a number: each of them has to be read.
const NEWEST_READ: i64 = 60;

/// Longest text, in characters, that is read to see whether it is such a text.
const MAX_CHARS_READ: i64 = 2_000;

/// One text that entries of several stories of a source have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RepeatedText {
    /// The HTML of the newest entry with this text; empty if the store no longer has it.
    pub html: String,
    /// Two of the titles above it.
    pub titles: [String; 2],
    /// How many of the newest entries of the source have this text.
    pub entries: u64,
    /// When a pass first saw it among them.
    pub since: Timestamp,
    /// When a pass last saw a new entry with it.
    pub last: Timestamp,
}

/// An entry whose text has as many characters as the texts of other stories of its source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EquallyLong {
    /// Its text.
    pub html: String,
    /// Its title.
    pub title: String,
    /// The number of its story.
    pub story: i64,
    /// When a pass first saw it.
    pub first_seen: Timestamp,
}

impl Store {
    /// Those of the newest entries of a source that have different texts of one length in several
    /// stories, in the order in which they were stored: they may differ in a counter alone.
    pub fn equally_long(&self, source: &SourceName) -> Result<Vec<EquallyLong>, Error> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "WITH newest AS (
                     SELECT entries.id, content, title, story, first_seen, chars
                     FROM entries JOIN sources ON sources.id = entries.source
                     WHERE sources.name = ?1 AND entries.chars BETWEEN 1 AND ?3
                     ORDER BY entries.position DESC LIMIT ?2
                 ), lengths AS (
                     SELECT chars FROM newest GROUP BY chars
                     HAVING count(DISTINCT story) >= ?4 AND count(DISTINCT content) > 1
                 )
                 SELECT newest.id, title, story, first_seen, html
                 FROM newest JOIN lengths USING (chars) JOIN bodies ON bodies.entry = newest.id
                 ORDER BY newest.id",
            )?;
            let limits = params![source.as_str(), NEWEST_READ, MAX_CHARS_READ, MIN_STORIES];
            let rows = statement.query_map(limits, |row| {
                let html: PackedHtml = row.get("html")?;
                let Some(html) = self.damaged.unpack(row.get("id")?, &html) else {
                    return Ok(None);
                };
                Ok(Some(EquallyLong {
                    html,
                    title: row.get("title")?,
                    story: row.get("story")?,
                    first_seen: timestamp(row, "first_seen")?,
                }))
            })?;
            Ok(rows
                .filter_map(Result::transpose)
                .collect::<Result<_, _>>()?)
        })
    }

    /// The texts that entries of several stories of a source have, under several titles, the most
    /// frequent first.
    ///
    /// Reads the newest thousand entries of the source, by the index of sources.
    pub fn repeated_texts(&self, source: &SourceName) -> Result<Vec<RepeatedText>, Error> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "WITH newest AS (
                     SELECT entries.id, content, title, title_hash, story, first_seen
                     FROM entries JOIN sources ON sources.id = entries.source
                     WHERE sources.name = ?1 AND entries.chars > 0
                     ORDER BY entries.position DESC LIMIT ?2
                 ), repeated AS (
                     SELECT max(id) AS newest, count(*) AS entries, min(first_seen) AS since,
                            max(first_seen) AS last, min(title) AS one, max(title) AS other
                     FROM newest GROUP BY content
                     HAVING count(DISTINCT story) >= ?3 AND count(DISTINCT title_hash) >= ?3
                 )
                 SELECT repeated.*, coalesce(bodies.html, '') AS html
                 FROM repeated LEFT JOIN bodies ON bodies.entry = repeated.newest
                 ORDER BY repeated.entries DESC, repeated.newest",
            )?;
            let rows =
                statement.query_map(params![source.as_str(), NEWEST, MIN_STORIES], |row| {
                    let html: PackedHtml = row.get("html")?;
                    let html = self.damaged.unpack(row.get("newest")?, &html);
                    Ok(RepeatedText {
                        html: html.unwrap_or_default(),
                        titles: [row.get("one")?, row.get("other")?],
                        entries: row.get("entries")?,
                        since: timestamp(row, "since")?,
                        last: timestamp(row, "last")?,
                    })
                })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }
}
