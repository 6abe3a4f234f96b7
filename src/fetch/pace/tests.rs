use std::time::Duration;

use proptest::prelude::*;

use super::{AnswerKind, MAX_WAIT, Terms, holds, is_due, next_due};
use crate::model::{Freshness, SkipTimes, Timestamp};

const MINUTE: u64 = 60;
const HOUR: u64 = 3600;

/// A Sunday.
fn now() -> Timestamp {
    "2026-03-22T08:30:00Z".parse().unwrap()
}

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

fn read(validators: bool, lifetime: Option<u64>) -> AnswerKind {
    AnswerKind::Read {
        validators,
        freshness: Freshness {
            lifetime: lifetime.map(seconds),
        },
    }
}

/// Seconds from [`now`] until due.
fn wait(answer: AnswerKind, failures: u32, interval: Option<u64>, ttl: Option<u64>) -> Option<i64> {
    let terms = Terms {
        interval: interval.map(seconds),
        floor: seconds(5 * MINUTE),
        ttl: ttl.map(seconds),
        skip: &SkipTimes::default(),
    };
    let due = next_due(now(), answer, failures, &terms)?;
    Some(due.duration_since(now()).as_secs())
}

#[test]
fn the_default_pace_is_an_hour_and_a_day_without_validators() {
    assert_eq!(wait(read(true, None), 0, None, None), Some(3600));
    assert_eq!(wait(read(false, None), 0, None, None), Some(24 * 3600));
}

#[test]
fn an_interval_wins_over_the_default_but_never_goes_under_the_floor() {
    assert_eq!(wait(read(false, None), 0, Some(600), None), Some(600));
    assert_eq!(wait(read(true, None), 0, Some(1), None), Some(300));
    assert_eq!(
        wait(read(true, None), 0, Some(7 * 24 * HOUR), None),
        Some(7 * 24 * 3600)
    );
}

#[test]
fn what_the_publisher_asks_lengthens_the_wait_up_to_two_days() {
    assert_eq!(wait(read(true, Some(7200)), 0, None, None), Some(7200));
    assert_eq!(wait(read(true, Some(60)), 0, None, None), Some(3600));
    assert_eq!(
        wait(read(true, Some(u64::MAX)), 0, None, None),
        Some(172_800)
    );
    assert_eq!(wait(read(true, None), 0, None, Some(10_800)), Some(10_800));
    assert_eq!(
        wait(read(true, Some(9000)), 0, Some(300), Some(u64::MAX)),
        Some(172_800)
    );
}

#[test]
fn failures_double_the_wait_up_to_a_day() {
    let waits: Vec<_> = (1..=7)
        .filter_map(|n| wait(AnswerKind::Failed, n, None, None))
        .collect();
    assert_eq!(waits, [3600, 7200, 14_400, 28_800, 57_600, 86_400, 86_400]);
    assert_eq!(
        wait(AnswerKind::Failed, u32::MAX, Some(300), None),
        Some(86_400)
    );
    assert_eq!(
        wait(AnswerKind::Failed, 9, Some(7 * 24 * HOUR), None),
        Some(7 * 24 * 3600)
    );
}

#[test]
fn retry_after_is_kept_to_and_a_429_without_it_backs_off_from_an_hour() {
    let later = |after: Option<u64>, status| AnswerKind::RetryLater {
        after: after.map(seconds),
        status,
    };
    assert_eq!(wait(later(Some(9000), 503), 1, None, None), Some(9000));
    assert_eq!(wait(later(Some(5), 429), 1, None, None), Some(3600));
    assert_eq!(
        wait(later(Some(u64::MAX), 429), 1, None, None),
        Some(172_800)
    );
    assert_eq!(wait(later(None, 429), 1, Some(300), None), Some(3600));
    assert_eq!(wait(later(None, 429), 2, Some(300), None), Some(7200));
    assert_eq!(wait(later(None, 503), 1, Some(300), None), Some(300));
}

#[test]
fn a_feed_that_is_gone_is_never_due() {
    assert_eq!(wait(AnswerKind::Gone, 1, None, None), None);
}

#[test]
fn hours_and_days_to_skip_are_skipped() {
    let due = |hours: &[u8], days: &[u8]| {
        let skip = SkipTimes {
            hours: hours.to_vec(),
            days: days.to_vec(),
        };
        let terms = Terms {
            interval: None,
            floor: seconds(300),
            ttl: None,
            skip: &skip,
        };
        next_due(now(), read(true, None), 0, &terms)
            .unwrap()
            .to_string()
    };
    assert_eq!(due(&[], &[]), "2026-03-22T09:30:00Z");
    assert_eq!(due(&[8, 10], &[5]), "2026-03-22T09:30:00Z");
    assert_eq!(due(&[9, 10, 11], &[]), "2026-03-22T12:00:00Z");
    assert_eq!(due(&[], &[6]), "2026-03-23T00:00:00Z");
    assert_eq!(due(&[0, 1], &[6]), "2026-03-23T02:00:00Z");
    assert_eq!(
        due(&(0..24).collect::<Vec<_>>(), &[]),
        "2026-03-22T09:30:00Z"
    );
    assert_eq!(due(&[], &[0, 1, 2, 3, 4, 5, 6]), "2026-03-22T09:30:00Z");
}

#[test]
fn a_due_time_beyond_any_wait_is_a_clock_set_back_and_counts_as_due() {
    let at = |hours: i64| now() + jiff::SignedDuration::from_hours(hours);
    let is_due = |due, interval| is_due(now(), (due, Some(at(-1))), interval);
    assert!(is_due(now(), None));
    assert!(is_due(at(-1), None));
    assert!(!is_due(at(1), None));
    assert!(!is_due(at(96), None));
    assert!(is_due(at(97), None));
    assert!(!is_due(at(7 * 24), Some(seconds(7 * 24 * HOUR))));
    assert!(holds(now(), at(48)));
    assert!(!holds(now(), at(49)));
    assert!(!holds(now(), now()));
}

#[test]
fn a_source_is_due_if_the_clock_was_set_back_by_more_than_it_waits() {
    let after = |minutes: i64| now() + jiff::SignedDuration::from_mins(minutes);
    let is_due = |last_try, due| is_due(now(), (after(due), Some(after(last_try))), None);
    assert!(is_due(24 * 60, 25 * 60));
    assert!(is_due(61, 121));
    assert!(!is_due(60, 120));
    assert!(!is_due(10, 70));
    assert!(!is_due(-10, 50));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_wait_is_under_the_floor_or_longer_than_is_due_believes(
        lifetime in proptest::option::of(0..u64::MAX),
        ttl in proptest::option::of(0..u64::MAX),
        interval in proptest::option::of(0..10_000_000_u64),
        failures in 0..u32::MAX,
        kind in 0..4,
        hours in proptest::collection::vec(0..24_u8, 0..24),
        days in proptest::collection::vec(0..7_u8, 0..7),
        second in 0..4_000_000_000_i64,
    ) {
        let now = Timestamp::from_second(second).unwrap();
        let skip = SkipTimes { hours, days };
        let terms = Terms {
            interval: interval.map(seconds),
            floor: seconds(300),
            ttl: ttl.map(seconds),
            skip: &skip,
        };
        let answer = match kind {
            0 => read(true, lifetime),
            1 => AnswerKind::Failed,
            2 => AnswerKind::RetryLater { after: lifetime.map(seconds), status: 429 },
            _ => read(false, lifetime),
        };
        let due = next_due(now, answer, failures, &terms).unwrap();
        prop_assert!(due >= now + seconds(300));
        prop_assert!(!is_due(now, (due, Some(now)), terms.interval));
        prop_assert!(due <= now + MAX_WAIT + MAX_WAIT.max(seconds(10_000_000)));
    }
}
