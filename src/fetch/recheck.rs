//! Decides when a feed that only answers 304 is asked without conditions. Pure: instants in,
//! instants out.
//!
//! Some servers never move their `Last-Modified`, and some caches answer 304 to any condition:
//! such a feed would stay as it is for ever. Honest servers cost one more body in eight days.

use std::time::Duration;

use crate::model::{NotModifiedBy, Timestamp};

/// Longest time of nothing but 304, as `NetNewsWire` has it.
const LONGEST: Duration = Duration::from_hours(8 * 24);

/// Shortest time between two requests without conditions.
const SHORTEST: Duration = Duration::from_hours(24);

/// How many of a feed's newest dates tell its rhythm, and how few do not.
const DATES: usize = 12;
const FEWEST_DATES: usize = 4;

/// How many times its usual gap a feed may be silent before it is overdue.
const OVERDUE: i64 = 3;

/// Whether a recheck on record for `at` is due at `now`.
///
/// One further ahead than any can be means that the clock was set back since.
pub fn is_due(now: Timestamp, at: Timestamp) -> bool {
    at <= now || at > later(now, LONGEST)
}

/// The next recheck of a feed that changed at `now`, by the dates of its entries.
///
/// A feed is overdue when it was silent for three times its usual gap.
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
        Some(gap) if seconds.len() >= FEWEST_DATES => {
            let silence = u64::try_from(gap.saturating_mul(OVERDUE)).unwrap_or(0);
            Duration::from_secs(silence).clamp(SHORTEST, LONGEST)
        }
        _ => LONGEST,
    };
    later(now, silence)
}

/// The next recheck of a feed that said at `now` that nothing changed; `before` is the one on
/// record.
pub fn after_unchanged(now: Timestamp, before: Option<Timestamp>, by: NotModifiedBy) -> Timestamp {
    match (by, before) {
        // It has been looked at, or never was on record.
        (NotModifiedBy::Bytes, _) | (NotModifiedBy::Status, None) => later(now, LONGEST),
        // It answers 304 though nothing was asked for.
        (NotModifiedBy::Status, Some(at)) if is_due(now, at) => later(now, SHORTEST),
        (NotModifiedBy::Status, Some(at)) => at,
    }
}

fn later(now: Timestamp, wait: Duration) -> Timestamp {
    now.checked_add(wait).unwrap_or(Timestamp::MAX)
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
