//! Keeps the alarms that were raised, and which sources a person silenced.

use rusqlite::{Row, Transaction, params};

use crate::model::{
    Alarm, AlarmKey, AlarmKind, AlarmWrite, RaisedAlarm, Remind, SourceName, Timestamp,
};
use crate::store::columns::{optional_timestamp, seconds, source_name, timestamp};
use crate::store::{Error, Store};

/// How many alarms that ended are kept.
const MAX_ENDED: u32 = 500;

/// The columns of a [`RaisedAlarm`].
const ALARMS: &str = "SELECT alarms.id AS number, kind, name, about, since, found, remedy, command,
     raised, told, reminders, ended, quiet IS NOT NULL AS quiet
     FROM alarms LEFT JOIN sources ON sources.id = alarms.source";

impl Store {
    /// The open alarms, in the order in which they were raised; also those of silenced sources.
    pub fn open_alarms(&self) -> Result<Vec<RaisedAlarm>, Error> {
        self.read(|connection| {
            let mut statement = connection
                .prepare_cached(&format!("{ALARMS} WHERE ended IS NULL ORDER BY alarms.id"))?;
            let rows = statement.query_map([], raised)?;
            Ok(rows
                .collect::<rusqlite::Result<Vec<_>>>()?
                .into_iter()
                .flatten()
                .collect())
        })
    }

    /// The last alarms, open or ended, the newest first; also those of silenced sources.
    pub fn alarms(&self, limit: usize) -> Result<Vec<RaisedAlarm>, Error> {
        self.read(|connection| {
            let mut statement =
                connection.prepare_cached(&format!("{ALARMS} ORDER BY alarms.id DESC LIMIT ?1"))?;
            let limit = i64::try_from(limit).unwrap_or(i64::MAX);
            let rows = statement.query_map([limit], raised)?;
            Ok(rows
                .collect::<rusqlite::Result<Vec<_>>>()?
                .into_iter()
                .flatten()
                .collect())
        })
    }

    /// The newest alarm with this key, open or ended.
    pub fn last_alarm(&self, key: &AlarmKey) -> Result<Option<RaisedAlarm>, Error> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(&format!(
                "{ALARMS} WHERE kind = ?1 AND name IS ?2 AND about = ?3
                 ORDER BY alarms.id DESC LIMIT 1"
            ))?;
            let source = key.source.as_ref().map(SourceName::as_str);
            let parameters = params![key.kind.as_str(), source, key.about];
            let last = statement
                .query_map(parameters, raised)?
                .next()
                .transpose()?;
            Ok(last.flatten())
        })
    }

    /// Writes what happened to alarms at `now`, all or nothing.
    pub fn write_alarms(&mut self, writes: &[AlarmWrite], now: Timestamp) -> Result<(), Error> {
        if writes.is_empty() {
            return Ok(());
        }
        self.write(|connection| {
            let transaction = connection.transaction()?;
            for write in writes {
                write_alarm(&transaction, write, now)?;
            }
            transaction
                .prepare_cached(
                    "DELETE FROM alarms WHERE ended IS NOT NULL AND id <=
                         (SELECT id FROM alarms WHERE ended IS NOT NULL
                          ORDER BY id DESC LIMIT 1 OFFSET ?1)",
                )?
                .execute([MAX_ENDED])?;
            transaction.commit()?;
            Ok(())
        })
    }

    /// Silences the alarms of a source from `since` on, or no longer (`None`). Returns whether the
    /// source is stored.
    pub fn set_quiet(
        &mut self,
        source: &SourceName,
        since: Option<Timestamp>,
    ) -> Result<bool, Error> {
        self.write(|connection| {
            let changed = connection.execute(
                "UPDATE sources SET quiet = CASE WHEN ?2 IS NULL THEN NULL ELSE coalesce(quiet, ?2) END
                 WHERE name = ?1",
                params![source.as_str(), since.map(seconds)],
            )?;
            Ok(changed > 0)
        })
    }

    /// The sources whose alarms a person silenced, and since when.
    pub fn quiet_sources(&self) -> Result<Vec<(SourceName, Timestamp)>, Error> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT name, quiet FROM sources WHERE quiet IS NOT NULL ORDER BY name",
            )?;
            let rows = statement.query_map([], |row| {
                Ok((source_name(row, "name")?, timestamp(row, "quiet")?))
            })?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
    }
}

/// An alarm; `None` for a kind that only a newer version knows.
fn raised(row: &Row<'_>) -> rusqlite::Result<Option<RaisedAlarm>> {
    let Some(kind) = AlarmKind::parse(row.get_ref("kind")?.as_str()?) else {
        return Ok(None);
    };
    let source: Option<String> = row.get("name")?;
    Ok(Some(RaisedAlarm {
        number: row.get("number")?,
        alarm: Alarm {
            key: AlarmKey {
                kind,
                source: source.map(|_| source_name(row, "name")).transpose()?,
                about: row.get("about")?,
            },
            since: timestamp(row, "since")?,
            found: row.get("found")?,
            remedy: row.get("remedy")?,
            command: row.get("command")?,
        },
        raised: timestamp(row, "raised")?,
        told: timestamp(row, "told")?,
        reminders: row.get("reminders")?,
        ended: optional_timestamp(row, "ended")?,
        quiet: row.get("quiet")?,
    }))
}

/// Writes one thing that happened to an alarm.
fn write_alarm(
    transaction: &Transaction<'_>,
    write: &AlarmWrite,
    now: Timestamp,
) -> Result<(), Error> {
    match write {
        AlarmWrite::Raise(alarm) => {
            let AlarmKey {
                kind,
                source,
                about,
            } = &alarm.key;
            transaction
                .prepare_cached(
                    "INSERT INTO alarms (kind, source, about, since, found, remedy,
                         command, raised, told)
                     VALUES (?1, (SELECT id FROM sources WHERE name = ?2), ?3, ?4, ?5,
                         ?6, ?7, ?8, ?8)",
                )?
                .execute(params![
                    kind.as_str(),
                    source.as_ref().map(SourceName::as_str),
                    about,
                    seconds(alarm.since),
                    alarm.found,
                    alarm.remedy,
                    alarm.command,
                    seconds(now)
                ])?;
        }
        AlarmWrite::Update {
            number,
            alarm,
            remind,
        } => {
            transaction
                .prepare_cached(
                    "UPDATE alarms SET found = ?2, remedy = ?3, command = ?4,
                         told = CASE WHEN ?5 THEN ?6 ELSE told END,
                         reminders = reminders + ?5
                     WHERE id = ?1",
                )?
                .execute(params![
                    number,
                    alarm.found,
                    alarm.remedy,
                    alarm.command,
                    *remind == Remind::Now,
                    seconds(now)
                ])?;
        }
        AlarmWrite::End(number) => {
            transaction
                .prepare_cached("UPDATE alarms SET ended = ?2 WHERE id = ?1")?
                .execute(params![number, seconds(now)])?;
        }
    }
    Ok(())
}
