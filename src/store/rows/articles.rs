//! Pages of entries: which ones to request, and what came of it.

use std::time::Duration;

use rusqlite::{OptionalExtension, Row, Transaction, named_params, params};

use crate::model::{
    Article, ArticleAttempt, ArticleState, AwaitedArticle, ContentHash, EntryKey, Fingerprint,
    PackedHtml, SourceName, TakenBy, Timestamp, Validators,
};
use crate::store::columns::{DATED, bytes, optional_bytes, optional_timestamp, seconds, timestamp};
use crate::store::{Error, Store};

/// Least time between two requests for a page whose feed entry changed; some feeds put a reader
/// count into their summaries.
const BETWEEN: Duration = Duration::from_hours(6);

/// No page waits longer than this. A later time was written before the clock was set back, and
/// counts as past.
const FURTHEST: Duration = Duration::from_hours(48);

/// Entries of a source whose pages are looked at, the newest first.
const NEWEST: i64 = 1_000;

/// Which pages to return.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Awaited {
    /// Those that are due.
    Due,
    /// Also those that are not due yet.
    All,
}

/// Marks all waiting pages of a source as not listed, before its document is read; [`schedule`]
/// marks those that the document still lists.
pub(in crate::store) fn unlist_waiting(
    transaction: &Transaction<'_>,
    source: i64,
) -> Result<(), Error> {
    transaction
        .prepare_cached(
            "UPDATE articles SET listed = 0
             WHERE due IS NOT NULL AND entry IN (SELECT id FROM entries WHERE source = ?1)",
        )?
        .execute([source])?;
    Ok(())
}

/// Marks an entry as listed in the document. Schedules a request for its page if there never was
/// one, or if what the feed says about the entry, or the selector, has changed since.
pub(in crate::store) fn schedule(
    transaction: &Transaction<'_>,
    row: i64,
    sent: ContentHash,
    selector: &str,
    now: Timestamp,
) -> Result<(), Error> {
    let added = transaction
        .prepare_cached(
            "INSERT OR IGNORE INTO articles (entry, due, sent_revision, selector)
             VALUES (?1, ?2, ?3, ?4)",
        )?
        .execute(params![row, seconds(now), sent.as_bytes(), selector])?;
    if added > 0 {
        return Ok(());
    }
    transaction
        .prepare_cached("UPDATE articles SET listed = 1 WHERE entry = ?1 AND listed = 0")?
        .execute([row])?;
    // The validators belong to what the other selector read.
    transaction
        .prepare_cached(
            "UPDATE articles SET selector = ?2, due = ?3, tries = 0, asked = NULL,
                 etag = NULL, last_modified = NULL
             WHERE entry = ?1 AND selector <> ?2",
        )?
        .execute(params![row, selector, seconds(now)])?;
    transaction
        .prepare_cached(
            "UPDATE articles SET sent_revision = ?2, tries = 0, due = max(?3, coalesce(asked, 0) + ?4)
             WHERE entry = ?1 AND sent_revision <> ?2",
        )?
        .execute(params![
            row,
            sent.as_bytes(),
            seconds(now),
            whole_seconds(BETWEEN)
        ])?;
    Ok(())
}

fn whole_seconds(duration: Duration) -> i64 {
    i64::try_from(duration.as_secs()).unwrap_or(i64::MAX)
}

impl Store {
    /// The pages to request for entries of a source, those of the newest entries first, at most
    /// `limit`.
    pub fn awaited(
        &self,
        source: &SourceName,
        which: Awaited,
        limit: usize,
        now: Timestamp,
    ) -> Result<Vec<AwaitedArticle>, Error> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(&format!(
                "SELECT entries.key, entries.link, entries.title, {DATED} AS published,
                entries.url_key, entries.sent,
                coalesce(bodies.html, '') AS html, articles.*
         FROM articles JOIN entries ON entries.id = articles.entry
         JOIN sources ON sources.id = entries.source
         LEFT JOIN bodies ON bodies.entry = entries.id
         WHERE sources.name = :source AND articles.due IS NOT NULL AND articles.listed = 1
             AND entries.backlog = 0 AND (articles.due NOT BETWEEN :now + 1 AND :furthest OR :all)
         ORDER BY entries.position DESC, entries.id DESC LIMIT :limit"
            ))?;
            let rows = statement.query_map(
                named_params! {
                    ":source": source.as_str(),
                    ":now": seconds(now),
                    ":furthest": seconds(now).saturating_add(whole_seconds(FURTHEST)),
                    ":all": which == Awaited::All,
                    ":limit": i64::try_from(limit).unwrap_or(i64::MAX),
                },
                |row| {
                    let html: PackedHtml = row.get("html")?;
                    // If it is damaged, the page may bring it back.
                    let html = html.html().map(String::from).ok();
                    Ok(AwaitedArticle {
                        entry: bytes(row, "key")?,
                        link: row.get("link")?,
                        title: row.get("title")?,
                        html: html.unwrap_or_default(),
                        published: optional_timestamp(row, "published")?,
                        url: optional_bytes(row, "url_key")?,
                        raw_hash: bytes(row, "sent")?,
                        state: state(row)?,
                        tries: row.get("tries")?,
                        validators: Validators {
                            etag: row.get("etag")?,
                            last_modified: row.get("last_modified")?,
                        },
                    })
                },
            )?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// Whether another entry of the source has this text under another title.
    pub fn has_text_under_other_title(
        &self,
        source: &SourceName,
        fingerprint: &Fingerprint,
    ) -> Result<bool, Error> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT 1 FROM entries JOIN sources ON sources.id = entries.source
         WHERE entries.content = ?1 AND entries.title_hash <> ?2 AND sources.name = ?3
           AND entries.chars > 0",
            )?;
            Ok(statement.exists(params![
                fingerprint.content.as_bytes(),
                fingerprint.title.as_bytes(),
                source.as_str()
            ])?)
        })
    }

    /// The state of an entry's page; `None` if feedfold never looks for the entry's text on its
    /// page.
    pub fn article(&self, entry: EntryKey) -> Result<Option<Article>, Error> {
        self.read(|connection| {
            Ok(connection
                .prepare_cached(
                    "SELECT articles.* FROM articles JOIN entries ON entries.id = articles.entry
             WHERE entries.key = ?1",
                )?
                .query_row([entry.as_bytes()], |row| {
                    Ok(Article {
                        state: state(row)?,
                        asked: optional_timestamp(row, "asked")?,
                        due: optional_timestamp(row, "due")?,
                    })
                })
                .optional()?)
        })
    }

    /// Why pages gave no text, among those of the newest entries of a source.
    pub fn refused_pages(&self, source: &SourceName) -> Result<Vec<RefusedPages>, Error> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "WITH newest AS (
                     SELECT entries.id, first_seen
                     FROM entries JOIN sources ON sources.id = entries.source
                     WHERE sources.name = ?1 ORDER BY entries.position DESC LIMIT ?2
                 )
                 SELECT why, count(*) AS entries, min(coalesce(asked, first_seen)) AS since,
                     max(coalesce(asked, first_seen)) AS last
                 FROM newest JOIN articles ON articles.entry = newest.id
                 WHERE state = 'not-taken' GROUP BY why ORDER BY why",
            )?;
            let rows = statement.query_map(params![source.as_str(), NEWEST], |row| {
                Ok(RefusedPages {
                    why: row.get("why")?,
                    entries: row.get("entries")?,
                    since: timestamp(row, "since")?,
                    last: timestamp(row, "last")?,
                })
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// How many entries of a source have the text of their page, and how many pages gave no text.
    pub fn articles(&self, source: &SourceName) -> Result<(u64, u64), Error> {
        self.read(|connection| {
            Ok(connection
                .prepare_cached(
                    "SELECT count(*) FILTER (WHERE state = 'taken'),
                    count(*) FILTER (WHERE state = 'not-taken')
             FROM articles JOIN entries ON entries.id = articles.entry
             JOIN sources ON sources.id = entries.source WHERE sources.name = ?1",
                )?
                .query_row([source.as_str()], |row| Ok((row.get(0)?, row.get(1)?)))?)
        })
    }
}

/// How many pages of a source gave no text for one reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedPages {
    /// Why their texts were not taken.
    pub why: String,
    /// How many entries keep the feed's text for it.
    pub entries: u64,
    /// When the first of them was requested last.
    pub since: Timestamp,
    /// When one of them was last requested.
    pub last: Timestamp,
}

/// Stores the result of a request for a page.
pub(in crate::store) fn record(
    transaction: &Transaction<'_>,
    row: i64,
    attempt: &ArticleAttempt,
) -> Result<(), Error> {
    let ArticleAttempt {
        entry: _,
        state,
        asked,
        tries,
        due,
        validators,
    } = attempt;
    let (word, why) = match state {
        ArticleState::Waiting => ("waiting", ""),
        ArticleState::Taken { by } => ("taken", by.as_str()),
        ArticleState::NotTaken { why } => ("not-taken", why.as_str()),
    };
    transaction
        .prepare_cached(
            "UPDATE articles SET state = ?2, why = ?3, asked = coalesce(?4, asked), tries = ?5, due = ?6,
                 etag = ?7, last_modified = ?8
             WHERE entry = ?1",
        )?
        .execute(params![
            row,
            word,
            why,
            asked.map(seconds),
            tries,
            due.map(seconds),
            validators.etag,
            validators.last_modified
        ])?;
    Ok(())
}

pub(in crate::store) fn state(row: &Row<'_>) -> rusqlite::Result<ArticleState> {
    let (word, why): (String, String) = (row.get("state")?, row.get("why")?);
    Ok(match word.as_str() {
        "taken" => ArticleState::Taken {
            by: if why == TakenBy::Selector.as_str() {
                TakenBy::Selector
            } else {
                TakenBy::Readability
            },
        },
        "not-taken" => ArticleState::NotTaken { why },
        _ => ArticleState::Waiting,
    })
}
