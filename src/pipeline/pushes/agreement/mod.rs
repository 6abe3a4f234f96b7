//! Decides how a subscription goes on after each event. Pure: takes and changes plain data.

use std::time::Duration;

use crate::fetch::Undelivered;
use crate::model::{Heard, Subscription, SubscriptionState, Timestamp};

/// For how long a hub is asked to tell of changes. It is also the lease of a hub that names none.
pub(super) const LEASE: Duration = Duration::from_hours(10 * 24);
/// The longest lease that is believed.
const LONGEST_LEASE: Duration = Duration::from_hours(30 * 24);
/// How long a hub may take to verify a request.
const VERIFIED_WITHIN: Duration = Duration::from_hours(1);
/// How long after a failure the hub is asked again; it doubles with each failure.
const FIRST_WAIT: Duration = Duration::from_mins(10);
/// The longest wait, unless the hub asks for a longer one, and the wait after a denial.
const LONGEST_WAIT: Duration = Duration::from_hours(24);
/// The longest wait that a hub may ask for.
const LONGEST_ASKED: Duration = Duration::from_hours(48);
/// A lease is renewed when this many fifths of it are over.
const RENEWED_AFTER_FIFTHS: u32 = 4;
/// The shortest time between a lease and its renewal, however short the lease.
const SHORTEST_RENEWAL: Duration = Duration::from_mins(10);
/// Most characters of a hub's words that are kept.
const LONGEST_REASON: usize = 200;
/// How often a hub is asked to end a subscription; then it ends with its lease.
const LEAVING_TRIES: u32 = 3;
/// Reads that may find nothing after a push: the server may have shown the first one an old copy.
const READS_AFTER_PUSH: u32 = 2;
/// However often a hub was silent about entries, after more pushes than this in a row it is
/// relied on again.
const MOST_PROOF: u32 = 8;

/// Whether the hub tells of changes now.
pub(super) fn is_live(subscription: &Subscription, now: Timestamp) -> bool {
    let holds = |end: Timestamp| now < end && end <= later(now, LONGEST_LEASE);
    subscription.state == SubscriptionState::Active && subscription.lease_end.is_some_and(holds)
}

/// Whether the hub is relied on, so that its source is polled as rarely as the manners allow: it
/// has announced entries, and more often than it was silent about some.
pub fn is_relied_on(subscription: &Subscription, now: Timestamp) -> bool {
    let Heard {
        unmet,
        announced,
        missed,
        last_read,
        ..
    } = subscription.heard;
    let is_proven = announced > missed.min(MOST_PROOF);
    is_live(subscription, now) && is_proven && unmet.is_none() && last_read.is_some()
}

/// Whether the hub is to be asked now. A time from before the clock was set back does not count.
pub(super) fn is_due(subscription: &Subscription, now: Timestamp) -> bool {
    let next = subscription.next_attempt;
    next <= now || next > later(now, LONGEST_LEASE)
}

/// The hub took a request.
pub(super) fn taken(subscription: &mut Subscription, now: Timestamp) {
    let wait = match subscription.state {
        SubscriptionState::Active => {
            // It tells of changes meanwhile. The next try comes well before the end of the lease.
            let left = subscription.lease_end.unwrap_or(now).duration_since(now);
            let left = Duration::try_from(left).unwrap_or_default();
            VERIFIED_WITHIN.max(left / 4)
        }
        SubscriptionState::Leaving => VERIFIED_WITHIN,
        _ => {
            subscription.state = SubscriptionState::Asked;
            VERIFIED_WITHIN
        }
    };
    if subscription.state == SubscriptionState::Leaving {
        subscription.failures = subscription.failures.saturating_add(1);
    }
    subscription.next_attempt = later(now, wait);
}

/// A request failed.
pub(super) fn failed(
    subscription: &mut Subscription,
    what: String,
    retry_after: Option<Duration>,
    now: Timestamp,
) {
    let failures = subscription.failures.saturating_add(1);
    let doubled = FIRST_WAIT.saturating_mul(1 << (failures - 1).min(10));
    let asked = retry_after.unwrap_or_default().min(LONGEST_ASKED);
    subscription.failures = failures;
    subscription.next_attempt = later(now, doubled.min(LONGEST_WAIT).max(asked));
    subscription.trouble = Some(what);
    if !matches!(
        subscription.state,
        SubscriptionState::Active | SubscriptionState::Leaving
    ) {
        subscription.state = SubscriptionState::Failed;
    }
}

/// The hub did not take a request.
pub(super) fn refused(subscription: &mut Subscription, why: Undelivered, now: Timestamp) {
    failed(subscription, why.failure.what, why.retry_after, now);
}

/// The hub verified that we want to hear of changes, and names the time for which it tells.
pub(super) fn verified(subscription: &mut Subscription, lease: Option<Duration>, now: Timestamp) {
    if subscription.state == SubscriptionState::Leaving {
        return;
    }
    if !is_live(subscription, now) {
        subscription.heard.last_read = None;
    }
    let lease = lease.unwrap_or(LEASE).min(LONGEST_LEASE);
    let renewal = (lease / 5 * RENEWED_AFTER_FIFTHS).max(SHORTEST_RENEWAL);
    subscription.state = SubscriptionState::Active;
    subscription.lease_end = Some(later(now, lease));
    subscription.next_attempt = later(now, renewal);
    subscription.failures = 0;
    subscription.trouble = None;
}

/// The hub denied the subscription, perhaps one that it had agreed to.
pub(super) fn denied(subscription: &mut Subscription, reason: Option<&str>, now: Timestamp) {
    if subscription.state == SubscriptionState::Leaving {
        return;
    }
    subscription.trouble = Some(match reason {
        Some(reason) => {
            let reason: String = reason.chars().take(LONGEST_REASON).collect();
            format!("the hub denied it: {reason}")
        }
        None => "the hub denied it and gave no reason".to_owned(),
    });
    subscription.state = SubscriptionState::Denied;
    subscription.lease_end = None;
    subscription.failures = subscription.failures.saturating_add(1);
    subscription.next_attempt = later(now, LONGEST_WAIT);
    subscription.heard.last_read = None;
}

/// Time has passed: ends a lease that was not renewed, and waits no longer for a verification.
/// Returns whether that changed anything.
pub(super) fn overdue(subscription: &mut Subscription, now: Timestamp) -> bool {
    let why = match subscription.state {
        SubscriptionState::Active if !is_live(subscription, now) => {
            "the lease ended, and the hub has not renewed it"
        }
        SubscriptionState::Asked if is_due(subscription, now) => {
            "the hub took the request and did not verify it at the public address of this server"
        }
        _ => return false,
    };
    subscription.state = SubscriptionState::Failed;
    subscription.heard.last_read = None;
    failed(subscription, why.to_owned(), None, now);
    true
}

/// Nobody wants the subscription any longer. Returns whether the hub has to be asked to end it;
/// if not, it is over.
pub(super) fn left(subscription: &mut Subscription, now: Timestamp) -> bool {
    let is_known_to_hub = match subscription.state {
        SubscriptionState::Asked => true,
        SubscriptionState::Active => is_live(subscription, now),
        SubscriptionState::Leaving => {
            let has_ended = |end: Timestamp| end <= now;
            let is_over = subscription.lease_end.is_some_and(has_ended);
            return !is_over && subscription.failures < LEAVING_TRIES;
        }
        SubscriptionState::New | SubscriptionState::Denied | SubscriptionState::Failed => false,
    };
    subscription.state = SubscriptionState::Leaving;
    subscription.failures = 0;
    subscription.next_attempt = now;
    is_known_to_hub
}

/// Pushes came, the last one at `at`; `ignored` more had no correct signature.
pub(super) fn pushed(heard: &mut Heard, (pushes, ignored): (u64, u64), at: Timestamp) {
    heard.ignored = heard.ignored.saturating_add(ignored);
    if pushes > 0 {
        heard.pushes = heard.pushes.saturating_add(pushes);
        heard.last_push = Some(at);
        heard.unmet = Some(0);
    }
}

/// The source was read at `at`, and gave so many new and changed entries.
pub(super) fn read(
    subscription: &mut Subscription,
    (new, updated): (u64, u64),
    at: Timestamp,
    now: Timestamp,
) {
    let is_live = is_live(subscription, now);
    let heard = &mut subscription.heard;
    let has_news = new + updated > 0;
    match heard.unmet {
        Some(_) if has_news => {
            heard.announced = heard.announced.saturating_add(1);
            // A push that came during the read may be about a later entry.
            if heard.last_push.is_none_or(|push| push <= at) {
                heard.unmet = None;
            }
        }
        Some(reads) if heard.last_push.is_none_or(|push| push <= at) => {
            let reads = reads + 1;
            heard.unmet = (reads < READS_AFTER_PUSH).then_some(reads);
        }
        None if new > 0 && is_live && heard.last_read.is_some() => {
            heard.missed = heard.missed.saturating_add(1);
            heard.announced = 0;
        }
        Some(_) | None => {}
    }
    heard.last_read = is_live.then_some(at);
}

pub(super) fn later(from: Timestamp, wait: Duration) -> Timestamp {
    from.saturating_add(wait).unwrap_or(from)
}

#[cfg(test)]
mod tests;
