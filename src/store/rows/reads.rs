//! Remembers the last reads of each source, and the last runs.

use std::time::Duration;

use rusqlite::{Row, named_params, params};

use crate::model::{Read, ReadOutcome, RunSummary, SourceName, Timestamp};
use crate::store::columns::{json, seconds, timestamp, to_json};
use crate::store::{Error, Store, Writing};

/// How many reads of a source are kept, and how many runs.
const MAX_KEPT: u32 = 500;

impl Writing<'_> {
    /// Stores one read of a source, and deletes the oldest if there are too many.
    pub fn remember_read(&self, source: &SourceName, read: &Read) -> Result<(), Error> {
        let Read {
            at,
            outcome,
            status,
            bytes,
            new,
            updated,
            known,
            garbled,
            millis: _,
        } = read;
        self.within(|transaction| {
            transaction
                .prepare_cached(
                    "INSERT INTO reads (source, number, at, outcome, status, bytes, new, updated,
                         known, garbled)
                     SELECT id, 1 + coalesce((SELECT max(number) FROM reads WHERE source = id), 0),
                         :at, :outcome, :status, :bytes, :new, :updated, :known, :garbled
                     FROM sources WHERE name = :source",
                )?
                .execute(named_params! {
                    ":source": source.as_str(),
                    ":at": seconds(*at),
                    ":outcome": outcome.as_str(),
                    ":status": status,
                    ":bytes": bytes,
                    ":new": new,
                    ":updated": updated,
                    ":known": known,
                    ":garbled": garbled,
                })?;
            transaction
                .prepare_cached(
                    "DELETE FROM reads WHERE source = (SELECT id FROM sources WHERE name = ?1)
                         AND number <= (SELECT max(number) FROM reads
                             WHERE source = (SELECT id FROM sources WHERE name = ?1)) - ?2",
                )?
                .execute(params![source.as_str(), MAX_KEPT])?;
            Ok(())
        })
    }

    /// Stores how long the read of a source that began at `at` took.
    pub fn set_read_time(
        &self,
        source: &SourceName,
        at: Timestamp,
        took: Duration,
    ) -> Result<(), Error> {
        let millis = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
        self.within(|transaction| {
            transaction
                .prepare_cached(
                    "UPDATE reads SET millis = ?3
                     WHERE source = (SELECT id FROM sources WHERE name = ?1) AND at = ?2
                         AND number = (SELECT max(number) FROM reads
                             WHERE source = (SELECT id FROM sources WHERE name = ?1))",
                )?
                .execute(params![source.as_str(), seconds(at), millis])?;
            Ok(())
        })
    }
}

impl Store {
    /// The last reads of a source since an instant, the newest first.
    pub fn reads(
        &self,
        source: &SourceName,
        since: Timestamp,
        limit: usize,
    ) -> Result<Vec<Read>, Error> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT at, outcome, status, bytes, new, updated, known, garbled, millis FROM reads
                 WHERE source = (SELECT id FROM sources WHERE name = ?1) AND at >= ?2
                 ORDER BY number DESC LIMIT ?3",
            )?;
            let limit = i64::try_from(limit).unwrap_or(i64::MAX);
            let parameters = params![source.as_str(), seconds(since), limit];
            let rows = statement.query_map(parameters, read_of)?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// The last reads of a source that gave a document, the newest first.
    pub fn documents(&self, source: &SourceName, limit: usize) -> Result<Vec<Read>, Error> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT at, outcome, status, bytes, new, updated, known, garbled, millis FROM reads
                 WHERE source = (SELECT id FROM sources WHERE name = ?1) AND outcome = 'read'
                 ORDER BY number DESC LIMIT ?2",
            )?;
            let limit = i64::try_from(limit).unwrap_or(i64::MAX);
            let rows = statement.query_map(params![source.as_str(), limit], read_of)?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// Stores the numbers of a run, and deletes the oldest if there are too many.
    pub fn remember_run(&mut self, run: &RunSummary) -> Result<(), Error> {
        let RunSummary {
            at,
            millis,
            read,
            failed,
            new,
            updated,
            folded,
            failed_outputs,
        } = run;
        self.write(|connection| {
            let transaction = connection.transaction()?;
            transaction
                .prepare_cached(
                    "INSERT INTO runs (at, millis, read, failed, new, updated, folded, outputs)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                )?
                .execute(params![
                    seconds(*at),
                    millis,
                    read,
                    failed,
                    new,
                    updated,
                    folded,
                    to_json(failed_outputs)?
                ])?;
            transaction
                .prepare_cached("DELETE FROM runs WHERE id <= (SELECT max(id) FROM runs) - ?1")?
                .execute([MAX_KEPT])?;
            transaction.commit()?;
            Ok(())
        })
    }

    /// The last runs, the newest first.
    pub fn runs(&self, limit: usize) -> Result<Vec<RunSummary>, Error> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT at, millis, read, failed, new, updated, folded, outputs FROM runs
                 ORDER BY id DESC LIMIT ?1",
            )?;
            let limit = i64::try_from(limit).unwrap_or(i64::MAX);
            let rows = statement.query_map([limit], |row| {
                Ok(RunSummary {
                    at: timestamp(row, "at")?,
                    millis: row.get("millis")?,
                    read: row.get("read")?,
                    failed: row.get("failed")?,
                    new: row.get("new")?,
                    updated: row.get("updated")?,
                    folded: row.get("folded")?,
                    failed_outputs: json(row, "outputs")?,
                })
            })?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
    }
}

/// Columns by index, since many rows are read.
fn read_of(row: &Row<'_>) -> rusqlite::Result<Read> {
    let word = row.get_ref(1)?.as_str()?;
    let outcome = ReadOutcome::ALL
        .into_iter()
        .find(|outcome| outcome.as_str() == word);
    Ok(Read {
        at: timestamp(row, 0)?,
        // A word that this version does not know is from a version that it would not open.
        outcome: outcome.unwrap_or(ReadOutcome::Failed),
        status: row.get(2)?,
        bytes: row.get(3)?,
        new: row.get(4)?,
        updated: row.get(5)?,
        known: row.get(6)?,
        garbled: row.get(7)?,
        millis: row.get(8)?,
    })
}
