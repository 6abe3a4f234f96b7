//! Decides when to request a feed without conditions although it always answers 304. Pure: takes
//! and returns instants.
//!
//! Some servers never change their `Last-Modified`, and some caches answer 304 to any condition:
//! we would never see a new entry of such a feed. At correct servers it costs one more body in
//! eight days.

use std::time::Duration;

use super::pace::later;
use crate::model::{NotModifiedBy, Timestamp};

/// Longest time in which every answer is 304; `NetNewsWire` has the same.
const MAX_SILENCE: Duration = Duration::from_hours(8 * 24);

/// Shortest time between two requests without conditions.
const MIN_SILENCE: Duration = Duration::from_hours(24);

/// Newest dates of a feed from which we take its usual gap.
const DATES: usize = 12;

/// With fewer dates than this a feed has no usual gap.
const MIN_DATES: usize = 4;

/// A feed is overdue after this many of its usual gaps.
const OVERDUE: i64 = 3;

/// Whether a recheck that is stored for `at` is due at `now`.
///
/// One further ahead than the longest silence means that the clock was set back: it is due.
pub fn is_due(now: Timestamp, at: Timestamp) -> bool {
    at <= now || at > later(now, MAX_SILENCE)
}

/// The next recheck of a feed that changed at `now`, by the dates of its entries: after three of
/// its usual gaps, within bounds.
pub fn after_change(now: Timestamp, dates: impl IntoIterator<Item = Timestamp>) -> Timestamp {
    let mut seconds: Vec<i64> = dates.into_iter().map(Timestamp::as_second).collect();
    seconds.sort_unstable_by(|a, b| b.cmp(a));
    seconds.truncate(DATES);
    let mut gaps: Vec<i64> = seconds
        .windows(2)
        .filter_map(|pair| Some(pair.first()? - pair.last()?))
        .collect();
    gaps.sort_unstable();
    let usual = gaps.get(gaps.len() / 2).copied();
    let silence = match usual {
        Some(gap) if seconds.len() >= MIN_DATES => {
            let silence = u64::try_from(gap.saturating_mul(OVERDUE)).unwrap_or(0);
            Duration::from_secs(silence).clamp(MIN_SILENCE, MAX_SILENCE)
        }
        _ => MAX_SILENCE,
    };
    later(now, silence)
}

/// The next recheck of a feed that had not changed at `now`; `before` is the stored one.
pub fn after_unchanged(now: Timestamp, before: Option<Timestamp>, by: NotModifiedBy) -> Timestamp {
    match (by, before) {
        // We have just seen the body, or there was no recheck yet.
        (NotModifiedBy::Bytes, _) | (NotModifiedBy::Status, None) => later(now, MAX_SILENCE),
        // The server answers 304 to a request without conditions.
        (NotModifiedBy::Status, Some(at)) if is_due(now, at) => later(now, MIN_SILENCE),
        (NotModifiedBy::Status, Some(at)) => at,
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{after_change, after_unchanged, is_due};
    use crate::model::{NotModifiedBy, Timestamp};

    const HOUR: u64 = 3600;
    const DAY: u64 = 24 * HOUR;

    fn now() -> Timestamp {
        "2026-03-22T08:00:00Z".parse().unwrap()
    }

    fn after(seconds: u64) -> Timestamp {
        now() + Duration::from_secs(seconds)
    }

    #[test]
    fn a_feed_is_overdue_after_three_of_its_usual_gaps_within_a_day_and_eight() {
        for (gap, expected) in [
            (HOUR, DAY),
            (12 * HOUR, 36 * HOUR),
            (2 * DAY, 6 * DAY),
            (30 * DAY, 8 * DAY),
            (0, DAY),
        ] {
            let dates = (0..20).map(|number| now() - Duration::from_secs(number * gap));
            assert_eq!(after_change(now(), dates), after(expected), "{gap}");
        }
        let few = [now(), now() - Duration::from_mins(1)];
        assert_eq!(after_change(now(), few), after(8 * DAY));
        assert_eq!(after_change(now(), []), after(8 * DAY));
    }

    #[test]
    fn one_pinned_or_old_entry_does_not_change_the_rhythm() {
        let mut dates: Vec<_> = (0..8)
            .map(|number| now() - Duration::from_secs(number * 12 * HOUR))
            .collect();
        dates.push(now() - Duration::from_secs(3000 * DAY));
        assert_eq!(after_change(now(), dates), after(36 * HOUR));
    }

    #[test]
    fn a_304_keeps_what_is_on_record_and_one_without_conditions_waits_a_day() {
        let by = NotModifiedBy::Status;
        assert_eq!(after_unchanged(now(), None, by), after(8 * DAY));
        assert_eq!(after_unchanged(now(), Some(after(60)), by), after(60));
        assert_eq!(after_unchanged(now(), Some(now()), by), after(DAY));
        let bytes = NotModifiedBy::Bytes;
        assert_eq!(after_unchanged(now(), Some(now()), bytes), after(8 * DAY));
    }

    #[test]
    fn a_recheck_too_far_ahead_is_due_since_the_clock_was_set_back() {
        assert!(!is_due(now(), after(8 * DAY)));
        assert!(is_due(now(), after(9 * DAY)));
        assert!(is_due(now(), now()));
    }
}
