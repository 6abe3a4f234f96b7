//! The state of the sources, and what the store knows about the entries of one.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::{is_shown, listed};
use crate::model::{Location, Source, SourceName, Timestamp};
use crate::pipeline::queries::Curation;
use crate::pipeline::{Error, Plan};
use crate::publish::page::{
    Composer, DayCount, Health, SourcePage, SourceRow, SourceSettings, TextOrigin,
};
use crate::store::{Found, SourceState, Store};

/// The days of the charts.
const DAYS: i64 = 60;

/// Stories in the list of the newest ones.
const NEWEST: usize = 15;

/// Most repeated lines of a source.
const LINES: usize = 100;

/// Returns every source of the configuration with its state.
pub fn sources_page(plan: Plan<'_>, store: &Store) -> Result<Vec<SourceRow>, Error> {
    let disclosure = plan.disclosure();
    let composer = Composer::new(plan.site, &disclosure);
    let states = store.sources()?;
    let sources = plan.sources.iter();
    Ok(sources
        .map(|source| {
            let state = states.get(&source.name);
            let row = row(composer, source, state);
            SourceRow {
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
    let page = state.as_ref().and_then(|state| state.feed_link.as_deref());
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
    let (days, hours) = counts(plan, store, &source.name)?;
    Ok(Some(SourcePage {
        row: row(composer, source, state.as_ref()),
        page: page.and_then(|page| composer.page_of(&source.name, page)),
        days,
        hours,
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
    }))
}

fn row(composer: Composer<'_>, source: &Source, state: Option<&SourceState>) -> SourceRow {
    let health = match state {
        _ if !source.enabled => Health::Disabled,
        Some(state) if state.gone => Health::Gone,
        Some(state) if state.failures > 0 => Health::Failing,
        Some(state) if state.cut_since.is_some() => Health::Cut,
        Some(state) if state.last_success.is_some() => Health::Ok,
        _ => Health::New,
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

/// Entries by day, and by hour of each weekday, up to the day of the newest entry.
fn counts(
    plan: Plan<'_>,
    store: &Store,
    source: &SourceName,
) -> Result<(Vec<DayCount>, [[u32; 24]; 7]), Error> {
    let zone = &plan.site.timezone;
    let mut hours = [[0; 24]; 7];
    let Some(last) = store.last_position(source)? else {
        return Ok((Vec::new(), hours));
    };
    let last_day = last.to_zoned(zone.clone()).date();
    let first_day = last_day.saturating_sub((DAYS - 1).days());
    let since = first_day.to_zoned(zone.clone());
    let since = since.map_or(Timestamp::MIN, |since| since.timestamp());
    let mut by_day: BTreeMap<Date, DayCount> = BTreeMap::new();
    for count in store.quarters(source, since)? {
        let at = count.begin.to_zoned(zone.clone());
        let day = by_day.entry(at.date()).or_insert(DayCount {
            day: at.date(),
            own: 0,
            reposts: 0,
        });
        day.own += count.own;
        day.reposts += count.reposts;
        let weekday = usize::try_from(at.weekday().to_monday_zero_offset());
        let hour = usize::try_from(at.hour());
        if let (Ok(weekday), Ok(hour)) = (weekday, hour)
            && let Some(cell) = hours.get_mut(weekday).and_then(|day| day.get_mut(hour))
        {
            *cell += count.own + count.reposts;
        }
    }
    let days = (0..DAYS).filter_map(|place| {
        let day = first_day.checked_add(place.days()).ok()?;
        Some(by_day.get(&day).copied().unwrap_or(DayCount {
            day,
            own: 0,
            reposts: 0,
        }))
    });
    // A young source has no days before its first entry.
    let days = days.skip_while(|day| day.own + day.reposts == 0);
    Ok((days.collect(), hours))
}
