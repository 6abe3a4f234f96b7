//! Counts what stories add to the numbers, while entries are stored and again from all of them.

use std::collections::{BTreeMap, BTreeSet};

use jiff::tz::TimeZone;
use rusqlite::{Connection, Transaction, params};

use super::{EPOCH, store_zone, stored_zone};
use crate::model::{LagBucket, Timestamp};
use crate::store::Error;
use crate::store::columns::{seconds, timestamp};

/// A member of a story, as far as it is counted.
struct Counted {
    day: i64,
    position: Timestamp,
    source: i64,
    /// Whether the source sent it after its first read.
    counts: bool,
}

/// Changes of the numbers that are not written yet.
#[derive(Debug)]
pub(in crate::store) struct Tally {
    zone: TimeZone,
    /// Entries, own, shared and first by day and source.
    days: BTreeMap<(i64, i64), [i64; 4]>,
    /// Stories by day, first source, follower and lag.
    lags: BTreeMap<(i64, i64, i64, u8), i64>,
    /// Stories by day and number of sources.
    carried: BTreeMap<(i64, i64), i64>,
}

impl Tally {
    /// An empty tally in the zone of the store.
    pub(in crate::store) fn begin(connection: &Connection) -> Result<Self, Error> {
        Ok(Self::in_zone(stored_zone(connection)?))
    }

    fn in_zone(zone: TimeZone) -> Self {
        Self {
            zone,
            days: BTreeMap::new(),
            lags: BTreeMap::new(),
            carried: BTreeMap::new(),
        }
    }

    /// Adds the numbers of a story as it is now.
    pub(in crate::store) fn put_in(
        &mut self,
        connection: &Connection,
        story: i64,
    ) -> Result<(), Error> {
        let members = self.members(connection, story)?;
        self.count(&members, 1);
        Ok(())
    }

    /// Subtracts the numbers of a story as it is now, before its members change.
    pub(in crate::store) fn take_out(
        &mut self,
        connection: &Connection,
        story: i64,
    ) -> Result<(), Error> {
        let members = self.members(connection, story)?;
        self.count(&members, -1);
        Ok(())
    }

    fn members(&self, connection: &Connection, story: i64) -> Result<Vec<Counted>, Error> {
        let mut statement = connection.prepare_cached(
            "SELECT entries.position AS position, entries.source AS source,
                 sources.first_read IS NULL OR entries.first_seen > sources.first_read AS counts
             FROM entries JOIN sources ON sources.id = entries.source
             WHERE entries.story = ?1 ORDER BY entries.position, entries.id",
        )?;
        let rows = statement.query_map([story], |row| {
            let position = timestamp(row, "position")?;
            Ok(Counted {
                day: self.day(position),
                position,
                source: row.get("source")?,
                counts: row.get("counts")?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn day(&self, at: Timestamp) -> i64 {
        let day = self.zone.to_datetime(at).date();
        day.since(EPOCH)
            .map_or(0, |span| i64::from(span.get_days()))
    }

    /// Counts the members of a story, the earliest first.
    fn count(&mut self, members: &[Counted], by: i64) {
        let Some(first) = members.first() else { return };
        let mut sources: BTreeSet<i64> = BTreeSet::new();
        let mut firsts = Vec::new();
        for (at, member) in members
            .iter()
            .enumerate()
            .filter(|(_, member)| member.counts)
        {
            let numbers = self.days.entry((member.day, member.source)).or_default();
            numbers[0] += by;
            numbers[1] += if at == 0 { by } else { 0 };
            if sources.insert(member.source) {
                firsts.push((at, member));
            }
        }
        let Some((_, earliest)) = firsts.first() else {
            return;
        };
        let carriers = i64::try_from(sources.len()).unwrap_or(i64::MAX);
        *self.carried.entry((earliest.day, carriers)).or_default() += by;
        if firsts.len() < 2 {
            return;
        }
        for (at, member) in &firsts {
            let numbers = self.days.entry((member.day, member.source)).or_default();
            numbers[2] += by;
            numbers[3] += if *at == 0 { by } else { 0 };
            if *at > 0 && first.counts && member.source != first.source {
                let lag = seconds(member.position).saturating_sub(seconds(first.position));
                let LagBucket(bucket) = LagBucket::of(lag);
                let pair = (member.day, first.source, member.source, bucket);
                *self.lags.entry(pair).or_default() += by;
            }
        }
    }

    /// Writes the changes to the store.
    pub(in crate::store) fn write(&mut self, connection: &Connection) -> Result<(), Error> {
        let mut write = connection.prepare_cached(
            "INSERT INTO daily (day, source, entries, own, shared, first)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT DO UPDATE SET entries = entries + excluded.entries,
                 own = own + excluded.own, shared = shared + excluded.shared,
                 first = first + excluded.first",
        )?;
        for ((day, source), numbers) in std::mem::take(&mut self.days) {
            let [entries, own, shared, first] = numbers;
            if numbers != [0; 4] {
                write.execute(params![day, source, entries, own, shared, first])?;
            }
        }
        let mut write = connection.prepare_cached(
            "INSERT INTO daily_lags (day, first, follower, bucket, stories)
             VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT DO UPDATE SET stories = stories + excluded.stories",
        )?;
        for ((day, first, follower, bucket), stories) in std::mem::take(&mut self.lags) {
            if stories != 0 {
                write.execute(params![day, first, follower, bucket, stories])?;
            }
        }
        let mut write = connection.prepare_cached(
            "INSERT INTO daily_carried (day, sources, stories) VALUES (?1, ?2, ?3)
             ON CONFLICT DO UPDATE SET stories = stories + excluded.stories",
        )?;
        for ((day, sources), stories) in std::mem::take(&mut self.carried) {
            if stories != 0 {
                write.execute(params![day, sources, stories])?;
            }
        }
        Ok(())
    }
}

/// Remembers that a source is read for the first time, until it gave entries once: what it sends
/// then counts nowhere.
pub(in crate::store) fn note_first_read(
    transaction: &Transaction<'_>,
    source: i64,
    now: Timestamp,
) -> Result<(), Error> {
    transaction
        .prepare_cached("UPDATE sources SET first_read = ?2 WHERE id = ?1 AND settled = 0")?
        .execute(params![source, seconds(now)])?;
    Ok(())
}

/// Counts everything anew, in days of this zone.
pub(in crate::store) fn recount(
    transaction: &Transaction<'_>,
    zone: &TimeZone,
) -> Result<(), Error> {
    transaction.execute_batch(
        "DELETE FROM daily; DELETE FROM daily_lags; DELETE FROM daily_carried;
         UPDATE sources SET first_read =
             (SELECT min(first_seen) FROM entries WHERE entries.source = sources.id)
         WHERE first_read IS NULL AND settled = 1",
    )?;
    store_zone(transaction, zone)?;
    let mut tally = Tally::in_zone(zone.clone());
    let mut stories = transaction.prepare("SELECT DISTINCT story FROM entries ORDER BY story")?;
    let stories = stories.query_map([], |row| row.get(0))?;
    for story in stories {
        tally.put_in(transaction, story?)?;
    }
    tally.write(transaction)
}
