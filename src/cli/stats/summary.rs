//! Sums up the numbers of a window: by day, by source, and by pairs of sources.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::Serialize;

use crate::model::{
    EntryCounts, LagBucket, LagCount, LagHistogram, RecipientState, SourceName, Statistics,
};

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
    /// Of each output that is a webhook or a command, since it began and not of the window.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) messages: Vec<Messages>,
}

/// How many messages an output has taken, and how many it has not.
#[derive(Debug, Serialize)]
pub(super) struct Messages {
    pub(super) output: String,
    pub(super) sent: u64,
    /// Those that wait for their turn.
    pub(super) queued: u64,
    /// Attempts that failed.
    pub(super) failed: u64,
    pub(super) given_up: u64,
}

/// Numbers of entries, of one day or source.
#[derive(Debug, Clone, Copy, Serialize)]
pub(super) struct Entries {
    pub(super) new: u64,
    /// The first of their story.
    pub(super) own: u64,
    pub(super) reposts: u64,
}

impl From<EntryCounts> for Entries {
    fn from(counts: EntryCounts) -> Self {
        Self {
            new: counts.entries,
            own: counts.own,
            reposts: counts.reposts(),
        }
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

/// The number of stories that exactly so many sources carried.
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

impl Summary {
    pub(super) fn new(
        (from, to): (Date, Date),
        statistics: &Statistics,
        lags: &[LagCount],
        recipients: BTreeMap<String, RecipientState>,
    ) -> Self {
        let mut by_follower: BTreeMap<&SourceName, LagHistogram> = BTreeMap::new();
        let mut by_pair: BTreeMap<(&SourceName, &SourceName), LagHistogram> = BTreeMap::new();
        for count in lags {
            for histogram in [
                by_follower.entry(&count.follower).or_default(),
                by_pair.entry((&count.first, &count.follower)).or_default(),
            ] {
                histogram.add(count.lag, count.stories);
            }
        }
        let median = |lags: &LagHistogram| lags.median().map(LagBucket::middle);
        let sources = statistics.sources.iter();
        let mut sources: Vec<SourceNumbers> = sources
            .map(|(source, counts)| SourceNumbers {
                source: source.clone(),
                entries: Entries::from(*counts),
                shared: counts.shared,
                first: counts.first,
                median_lag_minutes: by_follower.get(source).and_then(median),
            })
            .collect();
        sources.sort_by_key(|source| std::cmp::Reverse(source.entries.new));
        let pairs = by_pair.iter();
        let mut pairs: Vec<SourcePair> = pairs
            .map(|((first, follower), lags)| SourcePair {
                first: (*first).clone(),
                follower: (*follower).clone(),
                stories: lags.stories(),
                median_lag_minutes: median(lags).unwrap_or(0),
            })
            .collect();
        pairs.sort_by_key(|pair| std::cmp::Reverse(pair.stories));
        let days = statistics.days.iter();
        Self {
            from,
            to,
            zone: name(&statistics.zone),
            days: days
                .map(|&(day, counts)| Day {
                    day,
                    entries: Entries::from(counts),
                })
                .collect(),
            sources,
            stories: statistics
                .carried_by
                .iter()
                .map(|&(sources, stories)| Carried { sources, stories })
                .collect(),
            pairs,
            messages: recipients
                .into_iter()
                .map(|(output, state)| Messages {
                    output,
                    sent: state.sent,
                    queued: state.queued,
                    failed: state.failed,
                    given_up: state.given_up,
                })
                .collect(),
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
