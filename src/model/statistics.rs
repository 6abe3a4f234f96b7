//! Numbers by day and source, for reports and pages.

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::SourceName;

/// What one source sent on one day. Entries that a source sent when it was read for the first time
/// count nowhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DailyCounts {
    /// The day of the entries' positions, in the zone of [`Statistics`].
    pub day: Date,
    /// The source.
    pub source: SourceName,
    /// New entries.
    pub entries: u64,
    /// Of these, the ones that were the first of their story.
    pub own: u64,
    /// Stories of several sources that it carried.
    pub shared: u64,
    /// Of these, the ones in which it was the first.
    pub first: u64,
}

/// How often one source carried stories of another one after a time of some length.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LagCount {
    /// The source that was first.
    pub first: SourceName,
    /// The source that followed.
    pub follower: SourceName,
    /// Between their positions.
    pub lag: LagBucket,
    /// Number of stories.
    pub stories: u64,
}

/// Numbers of a window of days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statistics {
    /// The zone of the days.
    pub zone: TimeZone,
    /// By day, then by source; days and sources without entries are left out.
    pub days: Vec<DailyCounts>,
    /// By first source, follower and lag.
    pub lags: Vec<LagCount>,
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

    /// The range after this one.
    #[must_use]
    pub fn next(self) -> Self {
        // From one to two minutes there is nothing between.
        Self(self.0.saturating_add(if self.0 == 1 { 2 } else { 1 }))
    }
}

#[cfg(test)]
mod tests {
    use super::LagBucket;

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
