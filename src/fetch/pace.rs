//! Decides when a source is due next. Pure: instants in, instants out.

use std::time::Duration;

use jiff::tz::TimeZone;

use crate::model::{FetchPolicy, Freshness, SkipTimes, Timestamp};

/// The longest a publisher can keep us away with one answer: two days.
pub const LONGEST: Duration = Duration::from_hours(48);

const WITH_VALIDATORS: Duration = FetchPolicy::INTERVAL;
const WITHOUT_VALIDATORS: Duration = FetchPolicy::INTERVAL_WITHOUT_VALIDATORS;

/// Where the back-off after failures ends.
const CEILING: Duration = Duration::from_hours(24);

const HOUR: u64 = 3600;

/// What an answer means for the pace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// A body was read, or nothing had changed.
    Read {
        /// Whether the feed sends validators.
        validators: bool,
        /// What the answer said of its freshness.
        freshness: Freshness,
    },
    /// 429 or 503.
    RetryLater {
        /// Not before this long; `None` without a usable `Retry-After`.
        after: Option<Duration>,
        /// The status code.
        status: u16,
    },
    /// Nothing was read.
    Failed,
    /// 410.
    Gone,
}

/// What was agreed about one source.
#[derive(Debug, Clone, Copy)]
pub struct Terms<'a> {
    /// The source's interval, else the policy's; `None` leaves the defaults.
    pub interval: Option<Duration>,
    /// From [`FetchPolicy::floor`].
    pub floor: Duration,
    /// RSS `ttl` of the feed as last read.
    pub ttl: Option<Duration>,
    /// RSS `skipHours` and `skipDays` of the feed as last read.
    pub skip: &'a SkipTimes,
}

/// When to ask again after `answer` came at `now`; `None` is never, until the user says so.
///
/// `failures` counts the failed tries in a row, this one included; zero after a success.
/// Freshness, `ttl` and skip times only ever lengthen the wait, each by two days at most. Failures
/// double it, from the usual interval up to a day; a 429 without `Retry-After` from an hour up.
pub fn next_due(
    now: Timestamp,
    answer: Answer,
    failures: u32,
    terms: &Terms<'_>,
) -> Option<Timestamp> {
    let usual = |default: Duration| terms.interval.unwrap_or(default).max(terms.floor);
    let wait = match answer {
        Answer::Gone => return None,
        Answer::Read {
            validators,
            freshness,
        } => {
            let default = if validators {
                WITH_VALIDATORS
            } else {
                WITHOUT_VALIDATORS
            };
            let asked = freshness.lifetime.max(terms.ttl).unwrap_or_default();
            usual(default).max(asked.min(LONGEST))
        }
        Answer::RetryLater {
            after: Some(after), ..
        } => usual(WITH_VALIDATORS).max(after.min(LONGEST)),
        Answer::RetryLater { status: 429, .. } => {
            backed_off(usual(WITH_VALIDATORS).max(WITH_VALIDATORS), failures)
        }
        Answer::RetryLater { .. } | Answer::Failed => backed_off(usual(WITH_VALIDATORS), failures),
    };
    let due = later(now, wait);
    Some(match answer {
        Answer::Read { .. } => outside(terms.skip, due),
        _ => due,
    })
}

/// Whether a source with `due` on record is to be asked at `now`.
///
/// A due time further ahead than any wait can be means that the clock was set back since: it
/// counts as due.
pub fn is_due(now: Timestamp, due: Timestamp, interval: Option<Duration>) -> bool {
    let longest = LONGEST.max(interval.unwrap_or_default());
    // Skip times come on top of the wait.
    due <= now || due > later(now, longest.saturating_add(LONGEST))
}

/// Whether a `Retry-After` that ends at `until` still holds at `now`, the clock set back or not.
pub fn holds(now: Timestamp, until: Timestamp) -> bool {
    now < until && until <= later(now, LONGEST)
}

fn backed_off(usual: Duration, failures: u32) -> Duration {
    let factor = 2_u32.saturating_pow(failures.saturating_sub(1));
    usual.saturating_mul(factor).min(CEILING.max(usual))
}

/// The first hour at or after `due` that the publisher does not want skipped. Skip times that
/// leave no hour within two days are not believed.
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
    (1..=LONGEST.as_secs() / HOUR)
        .map(|hours| later(due, Duration::from_secs(hours * HOUR - into_the_hour)))
        .find(|at| !skipped(*at))
        .unwrap_or(due)
}

fn later(from: Timestamp, wait: Duration) -> Timestamp {
    from.saturating_add(wait).unwrap_or(from)
}

#[cfg(test)]
mod tests;
