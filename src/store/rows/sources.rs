//! Sources: their names, what earlier answers said, and when they are due.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use rusqlite::{Connection, OptionalExtension, Row, named_params, params};

use crate::model::{
    Cause, DocumentEnd, FeedHead, FetchState, PermanentMove, Received, SettingsHash, SkipTimes,
    SourceName, Timestamp, Validators, WebUrl,
};
use crate::store::columns::{
    json, optional_bytes, optional_timestamp, seconds, source_name, to_json,
};
use crate::store::{Error, Store, Writing};

/// What is stored about a source.
#[derive(Debug, Clone)]
pub struct SourceState {
    /// The name that is part of its entries' keys.
    pub identity: SourceName,
    /// Hash of the settings by which it was read at the last try.
    pub settings_hash: Option<SettingsHash>,
    /// What the next request needs.
    pub remembered: FetchState,
    /// No request before this time.
    pub due: Option<Timestamp>,
    /// The publisher withdrew it (410).
    pub gone: bool,
    /// Number of failures since the last success.
    pub failures: u32,
    /// When it was last requested.
    pub last_try: Option<Timestamp>,
    /// When an answer could last be read.
    pub last_success: Option<Timestamp>,
    /// The error of the last try, if it failed.
    pub last_error: Option<String>,
    /// Since when its documents are cut off; `None` if the last one was complete.
    pub cut_since: Option<Timestamp>,
    /// The kind of the last error; `None` if an older version stored it.
    pub last_cause: Option<Cause>,
    /// Title of the feed.
    pub feed_title: Option<String>,
    /// Web page of the feed.
    pub feed_link: Option<String>,
    /// Format of the feed.
    pub feed_kind: Option<String>,
    /// Least time between requests, as the feed asks for.
    pub ttl: Option<Duration>,
    /// Hours and days at which the feed asks not to be requested.
    pub skip: SkipTimes,
    /// The WebSub hub of the feed.
    pub feed_hub: Option<String>,
    /// The address under which that hub knows the feed.
    pub feed_topic: Option<String>,
}

/// A source in the configuration: its name, and the one it was renamed from.
pub type ConfiguredName<'a> = (&'a SourceName, Option<&'a SourceName>);

/// The result of one try, as stored for the next.
#[derive(Debug, Clone)]
pub struct Attempt {
    /// When it was made.
    pub at: Timestamp,
    /// What came back.
    pub received: Received,
    /// Hash of the settings by which the source was read: if these change, what is remembered is
    /// void.
    pub settings_hash: SettingsHash,
    /// What the next request needs.
    pub remembered: FetchState,
    /// No request before this time.
    pub due: Option<Timestamp>,
    /// Whether the publisher withdrew it (410).
    pub gone: bool,
    /// Number of failures since the last success; 0 after a success.
    pub failures: u32,
    /// The error, if it failed.
    pub error: Option<String>,
    /// Whether the document was complete; `None` if none came.
    pub document: Option<DocumentEnd>,
    /// The kind of the error.
    pub cause: Option<Cause>,
}

impl Store {
    /// Adds the sources that are not stored yet, and renames those that the configuration renamed.
    pub fn register(&mut self, sources: &[ConfiguredName<'_>]) -> Result<(), Error> {
        self.write(|connection| {
            let known = names(connection)?;
            let is_unknown = |(name, _): &&ConfiguredName<'_>| !known.contains(name.as_str());
            if !sources.iter().any(|source| is_unknown(&source)) {
                return Ok(());
            }
            let transaction = connection.transaction()?;
            for (name, was) in sources.iter().filter(is_unknown) {
                register_one(&transaction, name, *was)?;
            }
            transaction.commit()?;
            Ok(())
        })
    }

    /// What is stored about a source; `None` if it was never registered.
    pub fn source(&self, name: &SourceName) -> Result<Option<SourceState>, Error> {
        self.read(|connection| state(connection, name))
    }

    /// What is stored about every source.
    pub fn sources(&self) -> Result<HashMap<SourceName, SourceState>, Error> {
        self.read(|connection| {
            let mut all =
                connection.prepare_cached(&format!("SELECT {STATE}, name FROM sources"))?;
            let all = all.query_map([], |row| Ok((source_name(row, "name")?, state_of(row)?)))?;
            Ok(all.collect::<rusqlite::Result<_>>()?)
        })
    }
}

impl Writing<'_> {
    /// Stores an attempt that gave no entries.
    pub fn record(&self, name: &SourceName, attempt: &Attempt) -> Result<(), Error> {
        self.within(|transaction| record(transaction, name, attempt))
    }

    /// Since when the documents of a source are cut off; `None` if the last one was complete.
    pub fn cut_since(&self, name: &SourceName) -> Result<Option<Timestamp>, Error> {
        let state = self.within(|transaction| state(transaction, name))?;
        Ok(state.and_then(|state| state.cut_since))
    }
}

fn names(connection: &Connection) -> Result<HashSet<String>, Error> {
    let mut names = connection.prepare_cached("SELECT name FROM sources")?;
    let names = names.query_map([], |row| row.get("name"))?;
    Ok(names.collect::<rusqlite::Result<_>>()?)
}

fn register_one(
    connection: &Connection,
    name: &SourceName,
    was: Option<&SourceName>,
) -> Result<(), Error> {
    if let Some(was) = was {
        connection
            .prepare_cached("UPDATE sources SET name = ?1 WHERE name = ?2")?
            .execute([name.as_str(), was.as_str()])?;
    }
    if !is_known(connection, name)? {
        let free = free_identity(connection, name)?;
        connection
            .prepare_cached("INSERT INTO sources (name, identity) VALUES (?1, ?2)")?
            .execute([name.as_str(), free.as_str()])?;
    }
    Ok(())
}

fn is_known(connection: &Connection, name: &SourceName) -> Result<bool, Error> {
    Ok(connection
        .prepare_cached("SELECT 1 FROM sources WHERE name = ?1")?
        .exists([name.as_str()])?)
}

/// The name itself, or with a number if an earlier source, since renamed, has that name in its
/// keys.
fn free_identity(connection: &Connection, name: &SourceName) -> Result<SourceName, Error> {
    let mut taken = connection.prepare_cached("SELECT 1 FROM sources WHERE identity = ?1")?;
    let mut free = name.clone();
    let mut round = 2_u32;
    while taken.exists([free.as_str()])? {
        let Ok(next) = SourceName::parse(&format!("{}#{round}", name.as_str())) else {
            break;
        };
        free = next;
        round += 1;
    }
    Ok(free)
}

fn state(connection: &Connection, name: &SourceName) -> Result<Option<SourceState>, Error> {
    Ok(connection
        .prepare_cached(&format!("SELECT {STATE} FROM sources WHERE name = ?1"))?
        .query_row([name.as_str()], state_of)
        .optional()?)
}

/// The columns of a [`SourceState`], in the order in which [`state_of`] reads them.
const STATE: &str = "identity, reading, etag, last_modified, body_hash, moved_to, moved_first_seen, \
    moved_confirmed, due, gone, failures, last_try, last_success, last_error, feed_title, feed_kind, ttl, \
    skip_hours, skip_days, cut_since, last_cause, recheck, feed_link, feed_hub, feed_topic";

fn state_of(row: &Row<'_>) -> rusqlite::Result<SourceState> {
    Ok(SourceState {
        identity: source_name(row, 0)?,
        settings_hash: optional_bytes(row, 1)?,
        remembered: FetchState {
            validators: Validators {
                etag: row.get(2)?,
                last_modified: row.get(3)?,
            },
            body_hash: optional_bytes(row, 4)?,
            moved: moved(row.get(5)?, optional_timestamp(row, 6)?, row.get(7)?),
            recheck: optional_timestamp(row, 21)?,
        },
        due: optional_timestamp(row, 8)?,
        gone: row.get(9)?,
        failures: row.get(10)?,
        last_try: optional_timestamp(row, 11)?,
        last_success: optional_timestamp(row, 12)?,
        last_error: row.get(13)?,
        feed_title: row.get(14)?,
        feed_link: row.get(22)?,
        feed_kind: row.get(15)?,
        ttl: row.get::<_, Option<u64>>(16)?.map(Duration::from_secs),
        skip: SkipTimes {
            hours: json(row, 17)?,
            days: json(row, 18)?,
        },
        cut_since: optional_timestamp(row, 19)?,
        last_cause: cause(row, 20)?,
        feed_hub: row.get(23)?,
        feed_topic: row.get(24)?,
    })
}

/// The kind of a failure; `None` for one that this version does not know.
fn cause(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<Cause>> {
    let text: Option<String> = row.get(column)?;
    Ok(text.and_then(|text| serde_json::from_str(&text).ok()))
}

fn moved(
    target: Option<String>,
    first_seen: Option<Timestamp>,
    confirmed: bool,
) -> Option<PermanentMove> {
    // An address that an earlier version accepted may be invalid now; the source is then requested
    // at its old one.
    let to = target.and_then(|url| WebUrl::parse(&url).ok())?;
    Some(PermanentMove {
        to,
        first_seen: first_seen?,
        confirmed,
    })
}

impl SourceState {
    /// Drops what earlier answers said, if the source was read with other settings.
    #[must_use]
    pub fn as_read_by(self, settings_hash: SettingsHash) -> Self {
        if self.settings_hash == Some(settings_hash) {
            return self;
        }
        Self {
            remembered: FetchState::default(),
            due: None,
            gone: false,
            failures: 0,
            cut_since: None,
            feed_hub: None,
            feed_topic: None,
            ..self
        }
    }
}

pub(in crate::store) fn record(
    connection: &Connection,
    name: &SourceName,
    attempt: &Attempt,
) -> Result<(), Error> {
    let Attempt {
        at,
        received: _,
        settings_hash,
        remembered,
        due,
        gone,
        failures,
        error,
        document,
        cause,
    } = attempt;
    let end = document.map(|end| match end {
        DocumentEnd::Reached => "whole",
        DocumentEnd::Missing => "cut",
    });
    let FetchState {
        validators,
        body_hash,
        moved,
        recheck,
    } = remembered;
    connection
        .prepare_cached(
            "UPDATE sources SET reading = :reading, etag = :etag, last_modified = :last_modified,
                 body_hash = :body_hash, moved_to = :moved_to, moved_first_seen = :moved_first_seen,
                 moved_confirmed = :moved_confirmed, due = :due, usual_due = NULL, gone = :gone,
                 failures = :failures,
                 recheck = :recheck, last_try = :at, last_error = :error, last_cause = :cause,
                 last_success = CASE WHEN :error IS NULL THEN :at ELSE last_success END,
                 cut_since = CASE :document WHEN 'cut' THEN coalesce(cut_since, :at)
                     WHEN 'whole' THEN NULL ELSE cut_since END
             WHERE name = :name",
        )?
        .execute(named_params! {
            ":name": name.as_str(),
            ":reading": settings_hash.as_bytes(),
            ":etag": validators.etag,
            ":last_modified": validators.last_modified,
            ":body_hash": body_hash.map(|hash| *hash.as_bytes()),
            ":moved_to": moved.as_ref().map(|moved| moved.to.expose().as_str()),
            ":moved_first_seen": moved.as_ref().map(|moved| seconds(moved.first_seen)),
            ":moved_confirmed": moved.as_ref().is_some_and(|moved| moved.confirmed),
            ":due": due.map(seconds),
            ":recheck": recheck.map(seconds),
            ":gone": gone,
            ":failures": failures,
            ":at": seconds(*at),
            ":error": error,
            ":document": end,
            ":cause": cause.as_ref().map(to_json).transpose()?,
        })?;
    Ok(())
}

/// Stores what a document says about itself. Values that a cut document lacks are kept, since they
/// may come after the cut.
pub(in crate::store) fn set_head(
    connection: &Connection,
    name: &SourceName,
    head: &FeedHead,
    end: DocumentEnd,
) -> Result<(), Error> {
    let FeedHead {
        title,
        link,
        id,
        kind,
        encoding: _,
        language,
        ttl,
        skip,
        hub,
        own_address,
    } = head;
    connection
        .prepare_cached(
            "UPDATE sources SET
                 feed_title = coalesce(:title, CASE WHEN :cut THEN feed_title END),
                 feed_link = coalesce(:link, CASE WHEN :cut THEN feed_link END),
                 feed_id = coalesce(:id, CASE WHEN :cut THEN feed_id END),
                 feed_kind = :kind,
                 feed_language = coalesce(:language, CASE WHEN :cut THEN feed_language END),
                 ttl = coalesce(:ttl, CASE WHEN :cut THEN ttl END),
                 skip_hours = CASE WHEN :cut AND :hours = '[]' THEN skip_hours ELSE :hours END,
                 skip_days = CASE WHEN :cut AND :days = '[]' THEN skip_days ELSE :days END,
                 feed_hub = coalesce(:hub, CASE WHEN :cut THEN feed_hub END),
                 feed_topic = coalesce(:topic, CASE WHEN :cut THEN feed_topic END)
             WHERE name = :name",
        )?
        .execute(named_params! {
            ":name": name.as_str(),
            ":cut": end == DocumentEnd::Missing,
            ":title": title,
            ":link": link,
            ":id": id,
            ":kind": kind.as_str(),
            ":language": language,
            ":ttl": ttl.map(|ttl| ttl.as_secs()),
            ":hours": to_json(&skip.hours)?,
            ":days": to_json(&skip.days)?,
            ":hub": hub,
            ":topic": own_address,
        })?;
    Ok(())
}

/// Marks the entries beyond the backlog of a new source; later calls change nothing.
pub(in crate::store) fn mark_backlog(
    connection: &Connection,
    name: &SourceName,
    backlog: usize,
) -> Result<(), Error> {
    let backlog = i64::try_from(backlog).unwrap_or(i64::MAX);
    let new = connection
        .prepare_cached(
            "UPDATE sources SET settled = 1 WHERE name = ?1 AND settled = 0
                 AND EXISTS (SELECT 1 FROM entries WHERE entries.source = sources.id)",
        )?
        .execute([name.as_str()])?;
    if new == 1 {
        connection
            .prepare_cached(
                "UPDATE entries SET backlog = 1 WHERE id IN (
                     SELECT entries.id FROM entries JOIN sources ON sources.id = entries.source
                     WHERE sources.name = ?1
                     ORDER BY entries.position DESC, entries.id DESC LIMIT -1 OFFSET ?2)",
            )?
            .execute(params![name.as_str(), backlog])?;
    }
    Ok(())
}
