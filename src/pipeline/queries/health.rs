//! The health of a source: its rhythm, what it sends, and its open alarms.

use std::collections::BTreeSet;

use jiff::ToSpan as _;
use serde::Serialize;

use crate::health::rhythm::{Calendar, Pace, Rhythm};
use crate::model::{EntryCounts, LagHistogram, RaisedAlarm, Source, SourceName, Timestamp};
use crate::pipeline::Plan;
use crate::store::{self, Store};

/// The days of the numbers.
const DAYS: i64 = 30;

/// How a source does. All numbers are those of the last 30 days, without its first read.
#[derive(Debug, Clone, Default, Serialize)]
pub struct SourceHealth {
    /// How often it sends something; `None` if that is not known yet.
    pub pace: Option<Pace>,
    /// For each day of the week, Monday first, the number of hours in which entries are expected.
    pub hours_by_weekday: Option<[f64; 7]>,
    /// New entries a day.
    pub new_per_day: Option<f64>,
    /// Of these, the percentage that other sources had sent before.
    pub reposts_percent: Option<u64>,
    /// The median of how long it carried stories after the first source, in minutes.
    pub median_lag_minutes: Option<u64>,
    /// Since when a person has silenced its alarms.
    pub quiet_since: Option<Timestamp>,
    /// Its open alarms.
    pub alarms: Vec<RaisedAlarm>,
}

/// Answers how each of these sources does, in their order.
pub fn source_health<'s>(
    plan: Plan<'_>,
    store: &Store,
    sources: impl IntoIterator<Item = &'s Source>,
    now: Timestamp,
) -> Result<Vec<SourceHealth>, store::Error> {
    let zone = &plan.site.timezone;
    let calendar = Calendar::until(now, zone);
    let today = now.to_zoned(zone.clone()).date();
    let window = (today.saturating_sub((DAYS - 1).days()), today);
    let counts = store.counts_by_source(window)?;
    let (open, quiet) = (store.open_alarms()?, store.quiet_sources()?);
    let mut health = Vec::new();
    for source in sources {
        let name = &source.name;
        let is_it = |other: &SourceName| other == name;
        let active = store.active_hours(name, calendar.begin())?;
        let rhythm = Rhythm::new(&active, &calendar, &BTreeSet::new());
        let mut lags = LagHistogram::default();
        for count in store.lags_of(name, window)? {
            if count.follower == *name {
                lags.add(count.lag, count.stories);
            }
        }
        let days = counted_days(store.first_read(name)?, now);
        let counted = counts.iter().find(|(source, _)| is_it(source));
        let counts = counted.map(|(_, counts)| *counts).unwrap_or_default();
        health.push(SourceHealth {
            pace: rhythm.as_ref().map(Rhythm::pace),
            hours_by_weekday: rhythm.map(|rhythm| rhythm.days().map(tenths)),
            new_per_day: days.map(|days| per_day(counts, days)),
            reposts_percent: (counts.reposts() * 100).checked_div(counts.entries),
            median_lag_minutes: lags.median().map(crate::model::LagBucket::middle),
            quiet_since: quiet
                .iter()
                .find(|(source, _)| is_it(source))
                .map(|(_, at)| *at),
            alarms: open
                .iter()
                .filter(|raised| raised.alarm.key.source.as_ref().is_some_and(is_it))
                .cloned()
                .collect(),
        });
    }
    Ok(health)
}

/// How many of the days were counted: a young source has less. `None` before its first day.
fn counted_days(since: Option<Timestamp>, now: Timestamp) -> Option<u32> {
    let days = now.duration_since(since?).as_hours() / 24;
    u32::try_from(days.min(DAYS)).ok().filter(|days| *days > 0)
}

fn per_day(counts: EntryCounts, days: u32) -> f64 {
    let entries = u32::try_from(counts.entries).unwrap_or(u32::MAX);
    tenths(f64::from(entries) / f64::from(days))
}

fn tenths(number: f64) -> f64 {
    (number * 10.0).round() / 10.0
}
