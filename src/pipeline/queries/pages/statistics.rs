//! The numbers of a window of days, from the sums by day and source.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

use jiff::ToSpan as _;
use jiff::civil::Date;

use crate::model::{
    EntryCounts, LagBucket, LagCount, LagHistogram, Source, SourceName, Statistics, Timestamp,
};
use crate::pipeline::{Error, Plan};
use crate::publish::page::{
    CarriedBy, Composer, CountedSource, DayCount, FollowingPair, NamedSource, StatisticsPage,
    Window, zone_name,
};
use crate::store::{SourceState, Store};

/// Days of a window if nobody asks for others.
const DAYS: i64 = 30;

/// Most days of a window: the cost grows with them.
const MAX_DAYS: i64 = 92;

/// Most sources in the table of lags.
const IN_MATRIX: usize = 12;

/// Returns the numbers of the days from `from` to `to`; without them, of thirty days up to the
/// last one with a counted entry.
pub fn statistics_page(
    plan: Plan<'_>,
    store: &Store,
    (from, to): (Option<Date>, Option<Date>),
    now: Timestamp,
) -> Result<StatisticsPage, Error> {
    let _snapshot = store.snapshot()?;
    let today = plan.site.timezone.to_datetime(now).date();
    let to = match to {
        Some(to) => to,
        // An entry may have a date in the future.
        None => store
            .last_counted_day()?
            .map_or(today, |day| day.min(today)),
    };
    let window = window(from, to);
    let ends = (window.from, window.to);
    let statistics = store.statistics(ends)?;
    let names = Names::new(plan, store)?;
    let disclosure = plan.disclosure();
    let composer = Composer::new(plan.site, &disclosure);
    let pairs = store.lags_among(&busiest(&statistics), ends)?;
    let sources = statistics.sources.iter();
    let mut sources: Vec<CountedSource> = sources
        .map(|(name, counts)| CountedSource {
            source: names.named(composer, name),
            entries: counts.entries,
            own: counts.own,
            shared: counts.shared,
            first: counts.first,
        })
        .collect();
    sources.sort_by_key(|source| Reverse((source.first, source.entries)));
    Ok(StatisticsPage {
        window,
        longest: MAX_DAYS.unsigned_abs(),
        zone: zone_name(&statistics.zone),
        carried_by: statistics
            .carried_by
            .iter()
            .map(|&(sources, stories)| CarriedBy { sources, stories })
            .collect(),
        facts: store.fact_counts(ends)?,
        days: every_day(window, &statistics.days),
        pairs: pairs_of(&names, &pairs),
        sources,
    })
}

/// The window with these ends, in order, and not too long.
fn window(from: Option<Date>, to: Date) -> Window {
    let from = from.unwrap_or_else(|| to.saturating_sub((DAYS - 1).days()));
    let (from, to) = (from.min(to), from.max(to));
    Window {
        from: from.max(to.saturating_sub((MAX_DAYS - 1).days())),
        to,
    }
}

/// Every day of a window, also those without entries.
pub(super) fn every_day(window: Window, days: &[(Date, EntryCounts)]) -> Vec<DayCount> {
    let counted: BTreeMap<Date, EntryCounts> = days.iter().copied().collect();
    let all = window
        .from
        .series(1.day())
        .take_while(|day| *day <= window.to);
    all.map(|day| DayCount::new(day, counted.get(&day).copied().unwrap_or_default()))
        .collect()
}

/// The sources that share the most stories with others.
fn busiest(statistics: &Statistics) -> Vec<SourceName> {
    let sources = statistics.sources.iter();
    let mut shared: Vec<&(SourceName, EntryCounts)> =
        sources.filter(|(_, counts)| counts.shared > 0).collect();
    shared.sort_by_key(|(_, counts)| Reverse(counts.shared));
    let names = shared.into_iter().take(IN_MATRIX);
    names.map(|(name, _)| name.clone()).collect()
}

fn pairs_of(names: &Names<'_>, lags: &[LagCount]) -> Vec<FollowingPair> {
    let pairs = by_pair(lags).into_iter();
    let mut pairs: Vec<FollowingPair> = pairs
        .map(|((first, follower), lags)| FollowingPair {
            first: names.present(first).to_string(),
            follower: names.present(follower).to_string(),
            stories: lags.stories(),
            median_lag_minutes: lags.median().map_or(0, LagBucket::middle),
        })
        .collect();
    pairs.sort_by_key(|pair| Reverse(pair.stories));
    pairs
}

/// The lags of each pair: the source that was first, and the one that followed.
pub(super) fn by_pair(lags: &[LagCount]) -> BTreeMap<(&SourceName, &SourceName), LagHistogram> {
    let mut pairs: BTreeMap<_, LagHistogram> = BTreeMap::new();
    for count in lags {
        let pair = pairs.entry((&count.first, &count.follower)).or_default();
        pair.add(count.lag, count.stories);
    }
    pairs
}

/// How the pages call the sources of the store.
pub(super) struct Names<'a> {
    /// By present and former name: the store learns of a rename only in the next run.
    configured: HashMap<&'a SourceName, &'a Source>,
    states: HashMap<SourceName, SourceState>,
}

impl<'a> Names<'a> {
    pub(super) fn new(plan: Plan<'a>, store: &Store) -> Result<Self, Error> {
        let mut configured = HashMap::new();
        for source in plan.sources {
            configured.extend(source.was.as_ref().map(|was| (was, source.as_ref())));
        }
        configured.extend(
            plan.sources
                .iter()
                .map(|source| (&source.name, source.as_ref())),
        );
        Ok(Self {
            configured,
            states: store.sources()?,
        })
    }

    pub(super) fn named(&self, composer: Composer<'_>, name: &SourceName) -> NamedSource {
        let state = self.states.get(name);
        let title = state.and_then(|state| state.feed_title.as_deref());
        composer.named(name, self.configured.get(name).copied(), title)
    }

    /// The name in the configuration.
    fn present<'n>(&'n self, name: &'n SourceName) -> &'n SourceName {
        self.configured
            .get(name)
            .map_or(name, |source| &source.name)
    }
}

#[cfg(test)]
mod tests {
    use super::window;
    use jiff::civil::date;

    #[test]
    fn a_window_is_in_order_and_has_at_most_92_days() {
        let to = date(2026, 11, 27);
        let days = |from| {
            (
                window(from, to).from.to_string(),
                window(from, to).to.to_string(),
            )
        };
        let ends = |from: &str, to: &str| (from.to_owned(), to.to_owned());
        assert_eq!(days(None), ends("2026-10-29", "2026-11-27"));
        assert_eq!(
            days(Some(date(2026, 11, 20))),
            ends("2026-11-20", "2026-11-27")
        );
        assert_eq!(
            days(Some(date(2020, 1, 1))),
            ends("2026-08-28", "2026-11-27")
        );
        assert_eq!(
            days(Some(date(2026, 12, 1))),
            ends("2026-11-27", "2026-12-01")
        );
        assert_eq!(window(None, jiff::civil::Date::MIN).days(), 1);
    }
}
