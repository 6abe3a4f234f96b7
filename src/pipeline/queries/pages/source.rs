//! The state of the sources, and what the store knows about the entries of one.

use std::cmp::Reverse;
use std::time::Duration;

use jiff::ToSpan as _;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::statistics::{Names, by_pair, every_day};
use super::{is_shown, listed};
use crate::model::{
    Disclosure, LagBucket, LagCount, LagHistogram, Location, RaisedAlarm, Source, SourceName,
    Timestamp,
};
use crate::pipeline::queries::Curation;
use crate::pipeline::{Error, Plan};
use crate::publish::page::{
    Composer, LagRange, OpenAlarm, ReadRow, SharedWith, SourceHealth, SourcePage, SourceRow,
    SourceSettings, TextOrigin, Window,
};
use crate::store::{Found, SourceState, Store};

/// The days of the charts.
const DAYS: i64 = 60;

/// The days of the lags.
const LAG_DAYS: i64 = 30;

/// Most sources in the lists of those that it follows and that follow it.
const NEIGHBOURS: usize = 10;

/// Stories in the list of the newest ones.
const NEWEST: usize = 15;

/// Reads in the list of the last ones.
const READS: usize = 20;

/// Most repeated lines of a source.
const LINES: usize = 100;

/// Returns every source of the configuration with its state.
pub fn sources_page(plan: Plan<'_>, store: &Store) -> Result<Vec<SourceRow>, Error> {
    let disclosure = plan.disclosure();
    let composer = Composer::new(plan.site, &disclosure);
    let states = store.sources()?;
    let open = store.open_alarms()?;
    let sources = plan.sources.iter();
    Ok(sources
        .map(|source| {
            let state = states.get(&source.name);
            let row = row(composer, source, state);
            SourceRow {
                alarms: open_alarms(&disclosure, &open, &source.name),
                last_success: state.and_then(|state| state.last_success),
                due: state.and_then(|state| state.due),
                ..row
            }
        })
        .collect())
}

/// Returns one source; `None` if the configuration has no source of this name.
pub fn source_page(
    plan: Plan<'_>,
    store: &Store,
    name: &str,
    now: Timestamp,
) -> Result<Option<SourcePage>, Error> {
    let _snapshot = store.snapshot()?;
    let disclosure = plan.disclosure();
    let composer = Composer::new(plan.site, &disclosure);
    let mut sources = plan.sources.iter();
    let Some(source) = sources.find(|source| source.name.as_str() == name) else {
        return Ok(None);
    };
    let state = store.source(&source.name)?;
    let link = state.as_ref().and_then(|state| state.feed_link.as_deref());
    let curation = Curation::new(plan, now);
    let mut newest = Vec::new();
    for id in store.newest_of(&source.name, NEWEST)? {
        if let Found::One(stored) = store.find_story(&id.to_string())?
            && let Some(mut curated) = curation.curate(store, stored)?.filter(is_shown)
        {
            newest.push(listed(composer, store, &mut curated)?);
        }
    }
    let lines = store.boilerplate(&source.name)?.into_iter().take(LINES);
    let reads = store.reads(&source.name, Timestamp::MIN, READS)?;
    let mut page = SourcePage {
        row: SourceRow {
            alarms: open_alarms(&disclosure, &store.open_alarms()?, &source.name),
            ..row(composer, source, state.as_ref())
        },
        reads: reads
            .iter()
            .map(|read| ReadRow {
                at: read.at,
                outcome: read.outcome,
                status: read.status,
                new: read.entries().map(|_| read.new),
            })
            .collect(),
        page: link.and_then(|link| composer.page_of(&source.name, link)),
        days: Vec::new(),
        hours: [[0; 24]; 7],
        window: None,
        shared: 0,
        first: 0,
        lags: Vec::new(),
        median_lag_minutes: None,
        follows: Vec::new(),
        followed_by: Vec::new(),
        newest,
        boilerplate: lines
            .filter_map(|line| composer.repeated(&source.name, &line.text))
            .collect(),
        settings: SourceSettings {
            interval: source.interval.as_ref().map(Duration::as_secs),
            priority: source.priority,
            labels: composer.labels(&source.labels),
            text: match source.full_text {
                Some(_) => TextOrigin::Pages,
                None => TextOrigin::Feed,
            },
        },
    };
    count(&mut page, (plan, composer), store, &source.name)?;
    Ok(Some(page))
}

/// The open alarms of a source that people should see.
fn open_alarms(
    disclosure: &Disclosure,
    open: &[RaisedAlarm],
    source: &SourceName,
) -> Vec<OpenAlarm> {
    let of_source = open
        .iter()
        .filter(|raised| !raised.quiet && raised.alarm.key.source.as_ref() == Some(source));
    of_source
        .map(|raised| OpenAlarm {
            kind: raised.alarm.key.kind,
            since: raised.alarm.since,
            command: if disclosure.is_private(source) {
                "feedfold doctor".to_owned()
            } else {
                raised.alarm.command.clone()
            },
        })
        .collect()
}

fn row(composer: Composer<'_>, source: &Source, state: Option<&SourceState>) -> SourceRow {
    let health = match state {
        _ if !source.enabled => SourceHealth::Disabled,
        Some(state) if state.gone => SourceHealth::Gone,
        Some(state) if state.failures > 0 => SourceHealth::Failing,
        Some(state) if state.cut_since.is_some() => SourceHealth::Cut,
        Some(state) if state.last_success.is_some() => SourceHealth::Ok,
        _ => SourceHealth::New,
    };
    let title = state.and_then(|state| state.feed_title.as_deref());
    let error = state.and_then(|state| state.last_error.clone());
    let kind = match source.location {
        Location::Web(_) => state.and_then(|state| state.feed_kind.clone()),
        Location::Files(_) => None,
    };
    SourceRow {
        kind,
        cause: state.and_then(|state| state.last_cause),
        ..composer.source(source, title, health, error)
    }
}

/// Adds the numbers up to the day of its newest entry.
fn count(
    page: &mut SourcePage,
    (plan, composer): (Plan<'_>, Composer<'_>),
    store: &Store,
    source: &SourceName,
) -> Result<(), Error> {
    let zone = &plan.site.timezone;
    let Some(last) = store.last_position(source)? else {
        return Ok(());
    };
    let to = last.to_zoned(zone.clone()).date();
    let from = to.saturating_sub((DAYS - 1).days());
    let days = every_day(Window { from, to }, &store.days_of(source, (from, to))?);
    // A young source has no days before its first entry.
    let days = days
        .into_iter()
        .skip_while(|day| day.own + day.reposts == 0);
    page.days = days.collect();
    page.hours = hours(store, source, from, zone)?;
    let window = Window {
        from: to.saturating_sub((LAG_DAYS - 1).days()),
        to,
    };
    for (_, counts) in store.days_of(source, (window.from, window.to))? {
        page.shared += counts.shared;
        page.first += counts.first;
    }
    if page.shared == 0 {
        return Ok(());
    }
    page.window = Some(window);
    let lags = store.lags_of(source, (window.from, window.to))?;
    count_lags(page, &lags, source);
    let names = Names::new(plan, store)?;
    for ((first, follower), lags) in by_pair(&lags) {
        let (list, other) = if follower == source {
            (&mut page.follows, first)
        } else {
            (&mut page.followed_by, follower)
        };
        list.push(SharedWith {
            source: names.named(composer, other),
            stories: lags.stories(),
            median_lag_minutes: lags.median().map_or(0, LagBucket::middle),
        });
    }
    for list in [&mut page.follows, &mut page.followed_by] {
        list.sort_by_key(|one| Reverse(one.stories));
        list.truncate(NEIGHBOURS);
    }
    Ok(())
}

/// The entries of a source since a day, by weekday (Monday first) and hour.
fn hours(
    store: &Store,
    source: &SourceName,
    from: Date,
    zone: &TimeZone,
) -> Result<[[u32; 24]; 7], Error> {
    let since = from.to_zoned(zone.clone());
    let since = since.map_or(Timestamp::MIN, |since| since.timestamp());
    let mut hours = [[0; 24]; 7];
    for quarter in store.quarters(source, since)? {
        let at = quarter.begin.to_zoned(zone.clone());
        let weekday = usize::try_from(at.weekday().to_monday_zero_offset());
        let hour = usize::try_from(at.hour());
        if let (Ok(weekday), Ok(hour)) = (weekday, hour)
            && let Some(cell) = hours.get_mut(weekday).and_then(|day| day.get_mut(hour))
        {
            *cell += quarter.entries;
        }
    }
    Ok(hours)
}

/// Adds by how much the source is later than the others.
fn count_lags(page: &mut SourcePage, lags: &[LagCount], source: &SourceName) {
    let mut behind = LagHistogram::default();
    for count in lags.iter().filter(|count| count.follower == *source) {
        behind.add(count.lag, count.stories);
    }
    page.median_lag_minutes = behind.median().map(LagBucket::middle);
    let ranges = behind.ranges().into_iter();
    page.lags = ranges
        .map(|(lag, stories)| LagRange {
            minutes: lag.minutes(),
            stories,
        })
        .collect();
}
