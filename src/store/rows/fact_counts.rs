//! Counts official documents, changes and decisions of people in a window of days.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use rusqlite::{Connection, params};

use super::statistics::stored_zone;
use crate::model::FactCounts;
use crate::store::{Error, Store};

impl Store {
    /// How many stories of the days from `from` to `to`, both included, are official documents,
    /// how many stories changed in them, and how often people ruled.
    ///
    /// The cost grows with the stories of these days: a quarter of a second for 300,000.
    pub fn fact_counts(&self, (from, to): (Date, Date)) -> Result<FactCounts, Error> {
        self.read(|connection| {
            let zone = stored_zone(connection)?;
            let after = to.tomorrow().unwrap_or(Date::MAX);
            let window = [start(&zone, from), start(&zone, after) - 1];
            let count = |sql| count(connection, sql, window);
            Ok(FactCounts {
                documents: count(
                    // As in the other numbers, what a source sent at its first read is left out.
                    "SELECT count(*) FROM stories
                     WHERE merged_into IS NULL AND position BETWEEN ?1 AND ?2 AND EXISTS (
                         SELECT 1 FROM entries CROSS JOIN documents ON entry = entries.id
                         CROSS JOIN sources ON sources.id = entries.source
                         WHERE entries.story = stories.id
                             AND (sources.first_read IS NULL OR first_seen > sources.first_read))",
                )?,
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

fn count(connection: &Connection, sql: &str, [from, to]: [i64; 2]) -> Result<u64, Error> {
    let mut statement = connection.prepare_cached(sql)?;
    Ok(statement.query_row(params![from, to], |row| row.get(0))?)
}

/// The second at which a day begins.
fn start(zone: &TimeZone, day: Date) -> i64 {
    let start = zone.to_ambiguous_zoned(day.into()).compatible();
    start.map_or(i64::MAX, |start| start.timestamp().as_second())
}
