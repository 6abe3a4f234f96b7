//! Sums up the numbers of a window: by day, by source, and by pairs of sources.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::Serialize;

use crate::model::{LagBucket, SourceName, Statistics};

/// The numbers of a window of days.
#[derive(Debug, Serialize)]
pub(super) struct Summary {
    /// The first day.
    pub(super) from: Date,
    /// The last day.
    pub(super) to: Date,
    /// The zone of the days.
    pub(super) zone: String,
    pub(super) days: Vec<Day>,
    /// The source with the most entries first.
    pub(super) sources: Vec<SourceNumbers>,
    pub(super) stories: Vec<Carried>,
    /// The pair with the most stories first.
    pub(super) pairs: Vec<SourcePair>,
}

/// How much came.
#[derive(Debug, Default, Clone, Copy, Serialize)]
pub(super) struct Entries {
    pub(super) new: u64,
    /// The first of their story.
    pub(super) own: u64,
    pub(super) reposts: u64,
}

impl Entries {
    fn add(&mut self, new: u64, own: u64) {
        self.new += new;
        self.own += own;
        self.reposts += new.saturating_sub(own);
    }
}

#[derive(Debug, Serialize)]
pub(super) struct Day {
    pub(super) day: Date,
    #[serde(flatten)]
    pub(super) entries: Entries,
}

#[derive(Debug, Serialize)]
pub(super) struct SourceNumbers {
    pub(super) source: SourceName,
    #[serde(flatten)]
    pub(super) entries: Entries,
    /// Stories that other sources carried, too.
    pub(super) shared: u64,
    /// Of these, the ones in which it was the first.
    pub(super) first: u64,
    /// The median time after which it carried stories of others; `None` if it never did.
    pub(super) median_lag_minutes: Option<u64>,
}

/// How many stories as many sources carried.
#[derive(Debug, Serialize)]
pub(super) struct Carried {
    pub(super) sources: u64,
    pub(super) stories: u64,
}

/// One source that carries stories of another one after it.
#[derive(Debug, Serialize)]
pub(super) struct SourcePair {
    pub(super) first: SourceName,
    pub(super) follower: SourceName,
    pub(super) stories: u64,
    pub(super) median_lag_minutes: u64,
}

/// How often each lag occurred.
type Histogram = BTreeMap<LagBucket, u64>;

impl Summary {
    pub(super) fn new((from, to): (Date, Date), statistics: &Statistics) -> Self {
        let mut days: BTreeMap<Date, Entries> = BTreeMap::new();
        let mut sources: BTreeMap<&SourceName, (Entries, u64, u64)> = BTreeMap::new();
        for counts in &statistics.days {
            let day = days.entry(counts.day).or_default();
            day.add(counts.entries, counts.own);
            let (entries, shared, first) = sources.entry(&counts.source).or_default();
            entries.add(counts.entries, counts.own);
            *shared += counts.shared;
            *first += counts.first;
        }
        let mut by_follower: BTreeMap<&SourceName, Histogram> = BTreeMap::new();
        let mut by_pair: BTreeMap<(&SourceName, &SourceName), Histogram> = BTreeMap::new();
        for count in &statistics.lags {
            for histogram in [
                by_follower.entry(&count.follower).or_default(),
                by_pair.entry((&count.first, &count.follower)).or_default(),
            ] {
                *histogram.entry(count.lag).or_default() += count.stories;
            }
        }
        let sources = sources.into_iter();
        let mut sources: Vec<SourceNumbers> = sources
            .map(|(source, (entries, shared, first))| SourceNumbers {
                source: source.clone(),
                entries,
                shared,
                first,
                median_lag_minutes: by_follower.get(source).map(median),
            })
            .collect();
        sources.sort_by_key(|source| std::cmp::Reverse(source.entries.new));
        let pairs = by_pair.iter();
        let mut pairs: Vec<SourcePair> = pairs
            .map(|((first, follower), histogram)| SourcePair {
                first: (*first).clone(),
                follower: (*follower).clone(),
                stories: histogram.values().sum(),
                median_lag_minutes: median(histogram),
            })
            .collect();
        pairs.sort_by_key(|pair| std::cmp::Reverse(pair.stories));
        let days = days.into_iter();
        Self {
            from,
            to,
            zone: name(&statistics.zone),
            days: days.map(|(day, entries)| Day { day, entries }).collect(),
            sources,
            stories: statistics
                .carried_by
                .iter()
                .map(|&(sources, stories)| Carried { sources, stories })
                .collect(),
            pairs,
        }
    }
}

/// The name of a zone, or its offset from UTC.
pub(super) fn name(zone: &TimeZone) -> String {
    match (zone.iana_name(), zone.to_fixed_offset()) {
        (Some(name), _) => name.to_owned(),
        (None, Ok(offset)) => format!("UTC{offset}"),
        (None, Err(_)) => "this machine".to_owned(),
    }
}

/// The middle of the range in which the median lag is, in minutes.
fn median(histogram: &Histogram) -> u64 {
    let total: u64 = histogram.values().sum();
    let mut below = 0;
    for (bucket, count) in histogram {
        below += count;
        if below * 2 >= total {
            return u64::midpoint(bucket.minutes(), bucket.next().minutes());
        }
    }
    0
}

#[cfg(test)]
mod tests {
    use super::{Histogram, median};
    use crate::model::LagBucket;

    #[test]
    fn the_median_lag_is_the_middle_of_its_range() {
        let lags = |minutes: &[i64]| {
            let mut histogram = Histogram::new();
            for minutes in minutes {
                *histogram.entry(LagBucket::of(minutes * 60)).or_default() += 1;
            }
            median(&histogram)
        };
        assert_eq!(lags(&[0, 0, 0]), 0);
        assert_eq!(lags(&[1, 17, 500]), 20);
        assert_eq!(lags(&[70, 70]), 80);
    }
}
