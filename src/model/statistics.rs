//! Numbers by day and source, for reports and pages.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::SourceName;

/// Entries and stories of one source or day. Entries that a source sent when it was read for the
/// first time count nowhere.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct EntryCounts {
    /// New entries.
    pub entries: u64,
    /// Of these, the ones that were the first of their story.
    pub own: u64,
    /// Stories of several sources that it carried.
    pub shared: u64,
    /// Of these, the ones in which it was the first.
    pub first: u64,
}

impl EntryCounts {
    /// The entries of stories that other entries began.
    pub fn reposts(self) -> u64 {
        self.entries.saturating_sub(self.own)
    }
}

/// What one source sent on one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DailyCounts {
    /// The day of the entries' positions, in the zone of [`Statistics`].
    pub day: Date,
    /// The source.
    pub source: SourceName,
    /// What it sent.
    pub counts: EntryCounts,
}

/// How many stories one source carried after another one, with a lag in one range.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LagCount {
    /// The source that was first.
    pub first: SourceName,
    /// The source that followed.
    pub follower: SourceName,
    /// The range of the time between their positions.
    pub lag: LagBucket,
    /// Number of stories.
    pub stories: u64,
}

/// Numbers of a window of days that are not sums over sources.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
pub struct FactCounts {
    /// Stories that are official documents.
    pub documents: u64,
    /// Stories that changed after publication, but for spelling.
    pub changed: u64,
    /// Decisions of people.
    pub rulings: u64,
}

/// Sums over a window of days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statistics {
    /// The zone of the days.
    pub zone: TimeZone,
    /// Entries and own entries by day; days without entries are left out.
    pub days: Vec<(Date, EntryCounts)>,
    /// By source, in the order of their names; sources without entries are left out.
    pub sources: Vec<(SourceName, EntryCounts)>,
    /// Number of stories by the number of sources that carried them, ascending.
    pub carried_by: Vec<(u64, u64)>,
}

/// A range of lags. The ranges grow with the lag: two for each doubling, from one minute on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LagBucket(pub u8);

impl LagBucket {
    /// The range of a lag in seconds.
    pub fn of(seconds: i64) -> Self {
        let minutes = u64::try_from(seconds).unwrap_or(0) / 60;
        let Some(octave) = minutes.checked_ilog2() else {
            return Self(0);
        };
        let half = octave.checked_sub(1).map_or(0, |bit| (minutes >> bit) & 1);
        // At most 59 octaves.
        Self(u8::try_from(1 + 2 * u64::from(octave) + half).unwrap_or(u8::MAX))
    }

    /// The least lag of this range, in minutes.
    pub fn minutes(self) -> u64 {
        let Some(place) = self.0.checked_sub(1) else {
            return 0;
        };
        let (octave, half) = (u32::from(place / 2), u64::from(place % 2));
        let least = 1_u64.checked_shl(octave).unwrap_or(u64::MAX);
        least.saturating_add(half.saturating_mul(least / 2))
    }

    /// The middle of this range, in minutes.
    pub fn middle(self) -> u64 {
        u64::midpoint(self.minutes(), self.next().minutes())
    }

    /// The range after this one.
    #[must_use]
    pub fn next(self) -> Self {
        // Range 2 does not exist: lags are whole minutes, so 1 to 2 minutes is one range.
        Self(self.0.saturating_add(if self.0 == 1 { 2 } else { 1 }))
    }
}

/// How often each lag occurred.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LagHistogram(BTreeMap<LagBucket, u64>);

impl LagHistogram {
    /// Adds stories with a lag.
    pub fn add(&mut self, lag: LagBucket, stories: u64) {
        *self.0.entry(lag).or_default() += stories;
    }

    /// How many stories were counted.
    pub fn stories(&self) -> u64 {
        self.0.values().sum()
    }

    /// The stories of each range, from the shortest lag to the longest that occurred.
    pub fn ranges(&self) -> Vec<(LagBucket, u64)> {
        let Some(longest) = self.0.keys().next_back() else {
            return Vec::new();
        };
        let buckets = std::iter::successors(Some(LagBucket(0)), |bucket| Some(bucket.next()));
        let buckets = buckets.take_while(|bucket| bucket <= longest);
        buckets
            .map(|bucket| (bucket, self.0.get(&bucket).copied().unwrap_or(0)))
            .collect()
    }

    /// The range in which the median lag is; `None` without stories.
    pub fn median(&self) -> Option<LagBucket> {
        let total = self.stories();
        let mut below = 0;
        self.0.iter().find_map(|(bucket, count)| {
            below += count;
            (total > 0 && below * 2 >= total).then_some(*bucket)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{LagBucket, LagHistogram};

    #[test]
    fn the_median_lag_is_the_middle_of_its_range() {
        let median = |minutes: &[i64]| {
            let mut lags = LagHistogram::default();
            for minutes in minutes {
                lags.add(LagBucket::of(minutes * 60), 1);
            }
            lags.median().map(LagBucket::middle)
        };
        assert_eq!(median(&[]), None);
        assert_eq!(median(&[0, 0, 0]), Some(0));
        assert_eq!(median(&[1, 17, 500]), Some(20));
        assert_eq!(median(&[70, 70]), Some(80));
    }

    #[test]
    fn the_ranges_go_on_from_the_shortest_to_the_longest_lag() {
        let mut lags = LagHistogram::default();
        lags.add(LagBucket::of(5 * 60), 2);
        lags.add(LagBucket::of(60), 1);
        let ranges = lags.ranges();
        let shown = ranges.iter().map(|(lag, count)| (lag.minutes(), *count));
        assert_eq!(
            shown.collect::<Vec<_>>(),
            [(0, 0), (1, 1), (2, 0), (3, 0), (4, 2)]
        );
        assert_eq!(LagHistogram::default().ranges(), []);
    }

    #[test]
    fn every_lag_is_in_the_range_that_begins_at_or_before_it() {
        for seconds in (-5..200_000).step_by(7) {
            let bucket = LagBucket::of(seconds);
            let minutes = u64::try_from(seconds).unwrap_or(0) / 60;
            assert!(bucket.minutes() <= minutes, "{seconds}");
            assert!(minutes < bucket.next().minutes(), "{seconds}");
        }
    }
}
