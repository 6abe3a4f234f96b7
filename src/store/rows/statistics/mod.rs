//! Keeps numbers by day and source, so that statistics cost the same whatever the history.
//!
//! What a story adds to the numbers depends on its members alone. Whoever changes the members of
//! stories takes their numbers out before and puts them in again after, in the same transaction.
//! `refold` counts everything anew.
//!
//! Days are those of the zone in which the first number was counted. Another zone in the
//! configuration holds from the next `refold` on, because the numbers of a day cannot be moved to
//! another one.

mod tally;

use jiff::civil::Date;
use jiff::tz::{Offset, TimeZone};
use rusqlite::{Connection, OptionalExtension, Params, Row, params};

use crate::model::{DailyCounts, EntryCounts, LagBucket, LagCount, SourceName, Statistics};
use crate::store::columns::source_name;
use crate::store::{Error, Store};

pub(in crate::store) use tally::{Tally, note_first_read, recount};

/// Day 0 of the database: 1970-01-01.
const EPOCH: Date = jiff::civil::date(1970, 1, 1);

impl Store {
    /// Counts days in this zone, if nothing is counted yet in another one.
    pub fn begin_days(&mut self, zone: &TimeZone) -> Result<(), Error> {
        self.write(|connection| {
            let is_counted = connection
                .prepare_cached("SELECT 1 FROM daily")?
                .exists([])?;
            if !is_counted && stored_zone(connection)? != *zone {
                store_zone(connection, zone)?;
            }
            Ok(())
        })
    }

    /// The sums over the days from `from` to `to`, both included. The cost depends on the days
    /// and the sources, not on the entries.
    pub fn statistics(&self, window: (Date, Date)) -> Result<Statistics, Error> {
        self.read(|connection| {
            let window = numbers(window);
            Ok(Statistics {
                zone: stored_zone(connection)?,
                days: by_day(connection, window)?,
                sources: by_source(connection, window)?,
                carried_by: carried_by(connection, window)?,
            })
        })
    }

    /// What each source sent in a window of days; sources without entries are left out.
    pub fn counts_by_source(
        &self,
        window: (Date, Date),
    ) -> Result<Vec<(SourceName, EntryCounts)>, Error> {
        self.read(|connection| by_source(connection, numbers(window)))
    }

    /// The last day with a counted entry.
    pub fn last_counted_day(&self) -> Result<Option<Date>, Error> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT day FROM daily WHERE entries > 0 ORDER BY day DESC LIMIT 1",
            )?;
            Ok(statement
                .query_row([], |row| Ok(date(row.get(0)?)))
                .optional()?)
        })
    }

    /// What each source sent on each day of a window, by day, then by source.
    pub fn daily(&self, window: (Date, Date)) -> Result<Vec<DailyCounts>, Error> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT day, name, entries, own, shared, first FROM daily
                 JOIN sources ON sources.id = daily.source
                 WHERE day BETWEEN ?1 AND ?2 AND entries > 0 ORDER BY day, name",
            )?;
            let rows = statement.query_map(numbers(window), |row| {
                Ok(DailyCounts {
                    day: date(row.get("day")?),
                    source: source_name(row, "name")?,
                    counts: counts(row)?,
                })
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// What one source sent on the days of a window; days without entries are left out.
    pub fn days_of(
        &self,
        source: &SourceName,
        window: (Date, Date),
    ) -> Result<Vec<(Date, EntryCounts)>, Error> {
        self.read(|connection| {
            let [from, to] = numbers(window);
            // One look-up for each day: the rows of a day are those of all sources.
            let mut statement = connection.prepare_cached(
                "WITH RECURSIVE days (day) AS
                     (SELECT ?2 UNION ALL SELECT day + 1 FROM days WHERE day < ?3)
                 SELECT daily.* FROM days CROSS JOIN daily USING (day)
                 WHERE source = (SELECT id FROM sources WHERE name = ?1) AND entries > 0",
            )?;
            let rows = statement.query_map(params![source.as_str(), from, to], |row| {
                Ok((date(row.get("day")?), counts(row)?))
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// Who carried whose stories, and how long after them. The cost grows with the days times the
    /// pairs of sources that share stories.
    pub fn lags(&self, window: (Date, Date)) -> Result<Vec<LagCount>, Error> {
        self.read(|connection| lags(connection, "daily_lags", "true", numbers(window)))
    }

    /// Whom one source followed, and who followed it.
    pub fn lags_of(
        &self,
        source: &SourceName,
        window: (Date, Date),
    ) -> Result<Vec<LagCount>, Error> {
        self.read(|connection| {
            let [from, to] = numbers(window);
            lags(
                connection,
                "daily_lags",
                "?3 IN (first, follower)",
                params![from, to, row_of(connection, source)?],
            )
        })
    }

    /// Who of these sources followed whom of them.
    pub fn lags_among(
        &self,
        sources: &[SourceName],
        window: (Date, Date),
    ) -> Result<Vec<LagCount>, Error> {
        self.read(|connection| {
            let [from, to] = numbers(window);
            let mut rows = Vec::new();
            for source in sources {
                rows.extend(row_of(connection, source)?);
            }
            let rows = serde_json::to_string(&rows).unwrap_or_default();
            // One look-up for each day and first source.
            lags(
                connection,
                "(WITH RECURSIVE days (day) AS
                      (SELECT ?1 UNION ALL SELECT day + 1 FROM days WHERE day < ?2)
                  SELECT daily_lags.* FROM days CROSS JOIN daily_lags USING (day)
                  WHERE first IN (SELECT value FROM json_each(?3))) AS daily_lags",
                "follower IN (SELECT value FROM json_each(?3))",
                params![from, to, rows],
            )
        })
    }
}

/// The row of a source.
fn row_of(connection: &Connection, source: &SourceName) -> Result<Option<i64>, Error> {
    let mut statement = connection.prepare_cached("SELECT id FROM sources WHERE name = ?1")?;
    Ok(statement
        .query_row([source.as_str()], |row| row.get(0))
        .optional()?)
}

fn counts(row: &Row<'_>) -> rusqlite::Result<EntryCounts> {
    Ok(EntryCounts {
        entries: row.get("entries")?,
        own: row.get("own")?,
        shared: row.get("shared")?,
        first: row.get("first")?,
    })
}

const SUMS: &str = "sum(entries) AS entries, sum(own) AS own, sum(shared) AS shared,
     sum(first) AS first";

fn by_day(connection: &Connection, window: [i64; 2]) -> Result<Vec<(Date, EntryCounts)>, Error> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT day, {SUMS} FROM daily WHERE day BETWEEN ?1 AND ?2 AND entries > 0
         GROUP BY day ORDER BY day"
    ))?;
    let rows = statement.query_map(window, |row| Ok((date(row.get("day")?), counts(row)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn by_source(
    connection: &Connection,
    window: [i64; 2],
) -> Result<Vec<(SourceName, EntryCounts)>, Error> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT sources.name AS name, sums.* FROM
             (SELECT source, {SUMS} FROM daily WHERE day BETWEEN ?1 AND ?2 AND entries > 0
              GROUP BY source) AS sums
         JOIN sources ON sources.id = sums.source ORDER BY name"
    ))?;
    let rows = statement.query_map(window, |row| Ok((source_name(row, "name")?, counts(row)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Sums up rows of `daily_lags` in the window from `?1` to `?2`.
fn lags(
    connection: &Connection,
    table: &str,
    condition: &str,
    values: impl Params,
) -> Result<Vec<LagCount>, Error> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT leaders.name AS first, followers.name AS follower, bucket, stories FROM
             (SELECT first, follower, bucket, sum(stories) AS stories FROM {table}
              WHERE day BETWEEN ?1 AND ?2 AND {condition}
              GROUP BY first, follower, bucket HAVING sum(stories) > 0) AS sums
         JOIN sources AS leaders ON leaders.id = sums.first
         JOIN sources AS followers ON followers.id = sums.follower ORDER BY 1, 2, 3"
    ))?;
    let rows = statement.query_map(values, |row| {
        Ok(LagCount {
            first: source_name(row, "first")?,
            follower: source_name(row, "follower")?,
            lag: LagBucket(row.get("bucket")?),
            stories: row.get("stories")?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn carried_by(connection: &Connection, window: [i64; 2]) -> Result<Vec<(u64, u64)>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT sources, sum(stories) FROM daily_carried
         WHERE day BETWEEN ?1 AND ?2 GROUP BY sources HAVING sum(stories) > 0 ORDER BY sources",
    )?;
    let rows = statement.query_map(window, |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn numbers((from, to): (Date, Date)) -> [i64; 2] {
    [number(from), number(to)]
}

fn number(day: Date) -> i64 {
    day.since(EPOCH)
        .map_or(0, |span| i64::from(span.get_days()))
}

fn date(number: i64) -> Date {
    let span = jiff::Span::new().try_days(number);
    span.and_then(|span| EPOCH.checked_add(span))
        .unwrap_or(EPOCH)
}

/// The zone of the days; UTC before counting began.
pub(super) fn stored_zone(connection: &Connection) -> Result<TimeZone, Error> {
    let stored: Option<String> = connection
        .prepare_cached("SELECT value FROM meta WHERE name = 'days'")?
        .query_row([], |row| row.get(0))
        .optional()?;
    let stored = stored.unwrap_or_default();
    let offset = stored.strip_prefix("offset ").and_then(|seconds| {
        let offset = Offset::from_seconds(seconds.parse().ok()?);
        offset.ok().map(TimeZone::fixed)
    });
    Ok(offset
        .or_else(|| TimeZone::get(&stored).ok())
        .unwrap_or(TimeZone::UTC))
}

fn store_zone(connection: &Connection, zone: &TimeZone) -> Result<(), Error> {
    connection
        .prepare_cached("INSERT OR REPLACE INTO meta (name, value) VALUES ('days', ?1)")?
        .execute([name(zone)])?;
    Ok(())
}

/// The IANA name of a zone, or its offset in seconds.
fn name(zone: &TimeZone) -> String {
    match (zone.iana_name(), zone.to_fixed_offset()) {
        (Some(name), _) => name.to_owned(),
        (None, Ok(offset)) => format!("offset {}", offset.seconds()),
        (None, Err(_)) => "UTC".to_owned(),
    }
}
