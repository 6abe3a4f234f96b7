//! Counts official documents, changes and decisions of people in a window of days.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use rusqlite::{Connection, OptionalExtension, params};

use super::statistics::stored_zone;
use crate::model::FactCounts;
use crate::store::{Error, Store};

impl Store {
    /// How many stories of the days from `from` to `to`, both included, are official documents,
    /// how many stories changed in them, and how often people ruled.
    ///
    /// The cost grows with the documents that came since `from`, and with the changes and rulings
    /// of these days.
    pub fn fact_counts(&self, (from, to): (Date, Date)) -> Result<FactCounts, Error> {
        self.read(|connection| {
            let zone = stored_zone(connection)?;
            let after = to.tomorrow().unwrap_or(Date::MAX);
            let (start, last) = (start(&zone, from), start(&zone, after) - 1);
            let count = |sql| count(connection, sql, [start, last]);
            // No entry has a position later than its arrival. An entry that only mentions the
            // number of a document is none. As in the other numbers, what a source sent at its
            // first read is left out.
            let documents = connection
                .prepare_cached(
                    "SELECT count(DISTINCT stories.id) FROM documents
                     CROSS JOIN entries ON entries.id = documents.entry
                     CROSS JOIN stories ON stories.id = entries.story
                     CROSS JOIN sources ON sources.id = entries.source
                     WHERE documents.entry >= ?3 AND stories.position BETWEEN ?1 AND ?2
                         AND coalesce(document ->> '$.issuer', document ->> '$.numbers[0]') NOT NULL
                         AND (sources.first_read IS NULL OR first_seen > sources.first_read)",
                )?
                .query_row([start, last, first_row(connection, start)?], |row| {
                    row.get(0)
                })?;
            Ok(FactCounts {
                documents,
                changed: count(
                    "SELECT count(DISTINCT story) FROM changes
                     WHERE at BETWEEN ?1 AND ?2 AND small = 0",
                )?,
                rulings: count(
                    "SELECT count(*) FROM (
                         SELECT DISTINCT at, kind FROM rulings WHERE at BETWEEN ?1 AND ?2
                         UNION ALL
                         SELECT DISTINCT at, change FROM label_rulings WHERE at BETWEEN ?1 AND ?2)",
                )?,
            })
        })
    }
}

/// The first row of an entry that arrived at `seconds` or later, or the one after the last row, by
/// binary search: entries are numbered in the order in which they arrive.
fn first_row(connection: &Connection, seconds: i64) -> Result<i64, Error> {
    let mut next = connection
        .prepare_cached("SELECT id, first_seen FROM entries WHERE id >= ?1 ORDER BY id LIMIT 1")?;
    let mut last = connection.prepare_cached("SELECT coalesce(max(id), 0) FROM entries")?;
    let (mut low, mut high): (i64, i64) = (0, last.query_row([], |row| row.get(0))?);
    high += 1;
    while low < high {
        let middle = low + (high - low) / 2;
        let found = next.query_row([middle], |row| Ok((row.get(0)?, row.get(1)?)));
        match found.optional()? {
            Some::<(i64, i64)>((row, seen)) if seen < seconds => low = row + 1,
            Some(_) | None => high = middle,
        }
    }
    Ok(low)
}

fn count(connection: &Connection, sql: &str, [from, to]: [i64; 2]) -> Result<u64, Error> {
    let mut statement = connection.prepare_cached(sql)?;
    Ok(statement.query_row(params![from, to], |row| row.get(0))?)
}

/// The second at which a day begins.
fn start(zone: &TimeZone, day: Date) -> i64 {
    let start = zone.to_ambiguous_zoned(day.into()).compatible();
    start.map_or(i64::MAX, |start| start.timestamp().as_second())
}
