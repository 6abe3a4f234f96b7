//! Decides when a source is due next. Pure: takes and returns instants.

use std::time::Duration;

use jiff::tz::TimeZone;

use crate::model::{FetchPolicy, Freshness, SkipTimes, Timestamp};

/// Longest wait that a publisher can ask for with one answer: two days.
pub const MAX_WAIT: Duration = Duration::from_hours(48);

const WITH_VALIDATORS: Duration = FetchPolicy::INTERVAL;
const WITHOUT_VALIDATORS: Duration = FetchPolicy::INTERVAL_WITHOUT_VALIDATORS;

/// The pace of a source of whose changes a hub tells: the longest that feedfold takes by itself.
const WITH_PUSHES: Duration = WITHOUT_VALIDATORS;

/// Longest back-off after failures.
const MAX_BACK_OFF: Duration = Duration::from_hours(24);

const HOUR: u64 = 3600;

/// The kinds of answer that the pace depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AnswerKind {
    /// The body was parsed, or nothing had changed.
    Read {
        /// Whether the feed sends validators.
        validators: bool,
        /// How long the answer stays fresh.
        freshness: Freshness,
    },
    /// 429 or 503.
    RetryLater {
        /// The wait from `Retry-After`; `None` if there is no usable one.
        after: Option<Duration>,
        /// The status code.
        status: u16,
    },
    /// The request failed, or the body could not be parsed.
    Failed,
    /// 410.
    Gone,
}

/// What the configuration and the feed say about the pace of one source.
#[derive(Debug, Clone, Copy)]
pub struct Terms<'a> {
    /// The source's interval, else the policy's; `None` means the defaults.
    pub interval: Option<Duration>,
    /// From [`FetchPolicy::floor`].
    pub floor: Duration,
    /// RSS `ttl` of the feed as last read.
    pub ttl: Option<Duration>,
    /// RSS `skipHours` and `skipDays` of the feed as last read.
    pub skip: &'a SkipTimes,
}

/// When to request a source again after `answer` came at `now`; `None` means never, until the user
/// asks for it.
///
/// `failures` counts the failed tries in a row, this one included; it is zero after a success.
/// Freshness, `ttl` and skip times can only lengthen the wait, each by two days at most. Failures
/// double it, from the usual interval up to a day. A 429 without `Retry-After` counts from at
/// least an hour.
pub fn next_due(
    now: Timestamp,
    answer: AnswerKind,
    failures: u32,
    terms: &Terms<'_>,
) -> Option<Timestamp> {
    let usual = |default: Duration| terms.interval.unwrap_or(default).max(terms.floor);
    let wait = match answer {
        AnswerKind::Gone => return None,
        AnswerKind::Read {
            validators,
            freshness,
        } => {
            let default = if validators {
                WITH_VALIDATORS
            } else {
                WITHOUT_VALIDATORS
            };
            let asked = freshness.lifetime.max(terms.ttl).unwrap_or_default();
            usual(default).max(asked.min(MAX_WAIT))
        }
        AnswerKind::RetryLater {
            after: Some(after), ..
        } => usual(WITH_VALIDATORS).max(after.min(MAX_WAIT)),
        AnswerKind::RetryLater { status: 429, .. } => {
            backed_off(usual(WITH_VALIDATORS).max(WITH_VALIDATORS), failures)
        }
        AnswerKind::RetryLater { .. } | AnswerKind::Failed => {
            backed_off(usual(WITH_VALIDATORS), failures)
        }
    };
    let due = later(now, wait);
    Some(match answer {
        AnswerKind::Read { .. } => outside(terms.skip, due),
        _ => due,
    })
}

/// When to request a source again that was read at `now` and of whose changes a hub tells.
pub fn with_pushes(now: Timestamp, skip: &SkipTimes) -> Timestamp {
    outside(skip, later(now, WITH_PUSHES))
}

/// Whether a source whose stored due time is `due`, and which was last tried at `last_try`, should
/// be requested at `now`.
///
/// A due time further ahead than the longest wait means that the clock was set back since then:
/// such a source is due. It also is if the clock was set back by more than its wait, so that no
/// source waits more than twice.
pub fn is_due(
    now: Timestamp,
    (due, last_try): (Timestamp, Option<Timestamp>),
    interval: Option<Duration>,
) -> bool {
    let longest = MAX_WAIT.max(interval.unwrap_or_default());
    due <= now
        // Skip times may add to the wait.
        || due > later(now, longest.saturating_add(MAX_WAIT))
        || last_try.is_some_and(|last| last.duration_since(now) > due.duration_since(last))
}

/// Whether a `Retry-After` that ends at `until` still holds at `now`. If `until` is too far ahead,
/// the clock was set back, and it does not hold.
pub fn holds(now: Timestamp, until: Timestamp) -> bool {
    now < until && until <= later(now, MAX_WAIT)
}

fn backed_off(usual: Duration, failures: u32) -> Duration {
    let factor = 2_u32.saturating_pow(failures.saturating_sub(1));
    usual.saturating_mul(factor).min(MAX_BACK_OFF.max(usual))
}

/// The first hour at or after `due` that the publisher does not ask us to skip. Skip times that
/// leave no hour within two days are ignored.
fn outside(skip: &SkipTimes, due: Timestamp) -> Timestamp {
    let skipped = |at: Timestamp| {
        let at = at.to_zoned(TimeZone::UTC);
        let hour = u8::try_from(at.hour()).is_ok_and(|hour| skip.hours.contains(&hour));
        let day = u8::try_from(at.weekday().to_monday_zero_offset())
            .is_ok_and(|day| skip.days.contains(&day));
        hour || day
    };
    if !skipped(due) {
        return due;
    }
    let into_the_hour = u64::try_from(due.as_second().rem_euclid(3600)).unwrap_or_default();
    (1..=MAX_WAIT.as_secs() / HOUR)
        .map(|hours| later(due, Duration::from_secs(hours * HOUR - into_the_hour)))
        .find(|at| !skipped(*at))
        .unwrap_or(due)
}

/// The instant after a wait, or the latest instant that there is.
pub(super) fn later(from: Timestamp, wait: Duration) -> Timestamp {
    from.saturating_add(wait).unwrap_or(from)
}

#[cfg(test)]
mod tests;
