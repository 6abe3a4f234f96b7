//! Decides when messages are tried again and when they are given up. Pure.

use std::time::Duration;

use crate::fetch::Undelivered;
use crate::model::{DeliveryTrouble, RecipientState, Timestamp};
use crate::store::Reaching;

/// How long after a failure the next attempt is made; it doubles with each failure.
const FIRST_WAIT: Duration = Duration::from_mins(1);
/// The longest wait, unless the recipient asks for a longer one.
const LONGEST_WAIT: Duration = Duration::from_hours(1);
/// How long a message is tried, and the longest wait that a recipient may ask for.
const GIVE_UP_AFTER: Duration = Duration::from_hours(24);
/// How long feedfold reports messages that it gave up.
pub(super) const REMEMBERED: Duration = Duration::from_hours(7 * 24);
/// When the rest of a queue longer than `max_per_run` is sent.
const NEXT_PART: Duration = Duration::from_mins(1);

/// Whether a recipient that failed is left alone. A hold from before the clock was set back does
/// not count.
pub(super) fn is_held(trouble: Option<&DeliveryTrouble>, now: Timestamp) -> bool {
    trouble.is_some_and(|trouble| {
        now < trouble.retry_at && trouble.retry_at <= later(now, GIVE_UP_AFTER)
    })
}

/// The series of failures after another one.
pub(super) fn after_failure(
    before: Option<&DeliveryTrouble>,
    undelivered: &Undelivered,
    now: Timestamp,
) -> DeliveryTrouble {
    let failures = before.map_or(0, |before| before.failures).saturating_add(1);
    let doubled = FIRST_WAIT.saturating_mul(1 << (failures - 1).min(10));
    let asked = undelivered.retry_after.unwrap_or_default();
    let wait = doubled.min(LONGEST_WAIT).max(asked.min(GIVE_UP_AFTER));
    DeliveryTrouble {
        // A series from the future began before the clock was set back.
        since: before.map_or(now, |before| before.since.min(now)),
        failures,
        retry_at: later(now, wait),
        what: undelivered.failure.what.clone(),
        remedy: undelivered.failure.remedy.clone(),
    }
}

/// Which messages are given up after a failure: those that failed first at that time or before;
/// and if the recipient took nothing since then, also those that have waited as long.
pub(super) fn limit(trouble: &DeliveryTrouble, now: Timestamp) -> Option<(Timestamp, Reaching)> {
    let limit = now.checked_sub(GIVE_UP_AFTER).ok()?;
    let reaching = if trouble.since <= limit {
        Reaching::Untried
    } else {
        Reaching::Failed
    };
    Some((limit, reaching))
}

/// When to hand over again; `None` if nothing waits.
pub(super) fn next(state: &RecipientState, now: Timestamp) -> Option<Timestamp> {
    (state.queued > 0).then(|| match &state.trouble {
        Some(trouble) if is_held(Some(trouble), now) => trouble.retry_at,
        _ => later(now, NEXT_PART),
    })
}

/// Whether an instant is at most so long ago, or in the future.
pub(super) fn is_within(at: Timestamp, within: Duration, now: Timestamp) -> bool {
    now <= later(at, within)
}

fn later(from: Timestamp, wait: Duration) -> Timestamp {
    from.saturating_add(wait).unwrap_or(from)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{after_failure, is_held, limit};
    use crate::fetch::Undelivered;
    use crate::model::{Cause, DeliveryTrouble, Failure, Step, Timestamp};
    use crate::store::Reaching;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + second).unwrap()
    }

    fn failure(retry_after: Option<u64>) -> Undelivered {
        Undelivered {
            failure: Failure {
                step: Step::Fetch,
                cause: Cause::Server,
                what: "it answered 500".to_owned(),
                remedy: "wait".to_owned(),
            },
            retry_after: retry_after.map(Duration::from_secs),
        }
    }

    fn waits(failures: usize, retry_after: Option<u64>) -> Vec<i64> {
        let mut trouble: Option<DeliveryTrouble> = None;
        let next = |_| {
            let next = after_failure(trouble.as_ref(), &failure(retry_after), at(0));
            let wait = next.retry_at.duration_since(at(0)).as_secs();
            trouble = Some(next);
            wait
        };
        (0..failures).map(next).collect()
    }

    #[test]
    fn waits_double_up_to_an_hour_unless_the_recipient_asks_for_more() {
        assert_eq!(
            waits(9, None),
            [60, 120, 240, 480, 960, 1920, 3600, 3600, 3600]
        );
        assert_eq!(waits(2, Some(7200)), [7200, 7200]);
        assert_eq!(waits(1, Some(30)), [60]);
        assert_eq!(waits(1, Some(u64::MAX)), [24 * 3600]);
        assert_eq!(waits(100, None).last(), Some(&3600));
    }

    #[test]
    fn a_hold_of_before_the_clock_was_set_back_does_not_count() {
        let trouble = after_failure(None, &failure(None), at(0));
        assert!(is_held(Some(&trouble), at(59)));
        assert!(!is_held(Some(&trouble), at(60)));
        assert!(!is_held(Some(&trouble), at(-365 * 24 * 3600)));
        assert!(!is_held(None, at(0)));
    }

    #[test]
    fn messages_are_given_up_after_a_day_and_untried_ones_only_with_the_recipient() {
        let day = 24 * 3600;
        let first = after_failure(None, &failure(None), at(0));
        assert_eq!(limit(&first, at(day - 1)), Some((at(-1), Reaching::Failed)));
        assert_eq!(limit(&first, at(day)), Some((at(0), Reaching::Untried)));
    }
}
