//! The values of keys that the configuration leaves out, and the bounds of values.
//!
//! `keys` repeats each default as text, for the schema and the documentation; a test compares the
//! two. The limits of request intervals are constants of `FetchPolicy`, which `fetch` reads too.
//! The readers of the tables hold the trivial defaults (`priority` 0, `enabled` true).

use std::num::NonZeroUsize;
use std::time::Duration;

use jiff::tz::TimeZone;

use crate::model::{FetchPolicy, Field, RetryAfterScope};

/// `[store] path`.
pub const STORE_PATH: &str = "data/feedfold.db";
/// `[site] timezone`. We do not guess a zone.
pub const TIMEZONE: TimeZone = TimeZone::UTC;

/// `[fetch] concurrency`.
pub const CONCURRENCY: NonZeroUsize = count(32);
/// `[fetch] per_host`.
pub const PER_HOST: NonZeroUsize = count(2);
/// `[fetch] per_domain`.
pub const PER_DOMAIN: NonZeroUsize = count(16);
/// `[fetch] retry_after_scope`.
pub const RETRY_AFTER_SCOPE: RetryAfterScope = RetryAfterScope::Host;
/// `[fetch] timeout`.
pub const TIMEOUT: Duration = Duration::from_secs(20);
/// `[fetch] max_body`, in bytes.
pub const MAX_BODY: u64 = 16 << 20;

/// `on` of a condition: the title alone, because a text also mentions things that it is not about.
pub const ON: Field = Field::Title;
/// `[[sources]] backlog`.
pub const BACKLOG: usize = 50;
/// `[[outputs]] max_entries`.
pub const MAX_ENTRIES: usize = 100;

/// Longest duration that the configuration may hold, so that sums of times do not overflow.
pub const LONGEST: Duration = Duration::from_hours(24 * 36_525);
/// Smallest and largest `[fetch] timeout`.
pub const TIMEOUT_RANGE: (Duration, Duration) = (Duration::from_secs(1), Duration::from_mins(10));
/// Smallest and largest `[fetch] max_body`, in bytes.
pub const MAX_BODY_RANGE: (u64, u64) = (1 << 10, 1 << 30);
/// Largest accepted number of requests, entries or characters.
pub const MOST: u64 = 1_000_000;
/// Largest `[fetch] concurrency`, `per_host` and `per_domain`.
pub const MOST_AT_ONCE: u64 = 1_000;

/// The `[fetch]` policy of a configuration that sets none of its keys.
pub fn policy(user_agent: String) -> FetchPolicy {
    FetchPolicy {
        concurrency: CONCURRENCY,
        per_host: PER_HOST,
        per_domain: PER_DOMAIN,
        retry_after_scope: RETRY_AFTER_SCOPE,
        interval: None,
        timeout: TIMEOUT,
        max_body: MAX_BODY,
        allow_private: Vec::new(),
        proxy: None,
        headers: Vec::new(),
        user_agent,
    }
}

/// The `User-Agent` without a contact: the product alone (RFC 9110 10.1.5).
pub fn user_agent() -> String {
    format!("feedfold/{}", env!("CARGO_PKG_VERSION"))
}

const fn count(number: usize) -> NonZeroUsize {
    match NonZeroUsize::new(number) {
        Some(number) => number,
        None => NonZeroUsize::MIN,
    }
}
