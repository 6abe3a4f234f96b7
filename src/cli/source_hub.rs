//! What `sources` says about the hub of a source.

use jiff::tz::TimeZone;
use serde::Serialize;

use super::display::local_time;
use crate::model::{Subscription, SubscriptionState, Timestamp, counted_as};
use crate::pipeline;

/// The subscription of a source at the hub that its feed names.
#[derive(Debug, Serialize)]
pub(super) struct SourceHub {
    address: String,
    state: SubscriptionState,
    /// Whether the lease ended and nobody has renewed it.
    lapsed: bool,
    /// Until when the hub tells of changes.
    lease_end: Option<Timestamp>,
    /// When the hub is asked next.
    next_attempt: Timestamp,
    /// Why the hub does not push.
    trouble: Option<String>,
    pushes: u64,
    last_push: Option<Timestamp>,
    /// Pushes whose signature was missing or wrong.
    ignored: u64,
    /// Reads that found entries of which the hub did not tell.
    missed: u32,
    /// Whether the source is polled less often, because the hub tells of its entries.
    relied_on: bool,
}

impl SourceHub {
    pub(super) fn new(subscription: Subscription, now: Timestamp) -> Self {
        let relied_on = pipeline::is_relied_on(&subscription, now);
        let heard = subscription.heard;
        let lapsed = subscription.has_lapsed(now);
        Self {
            address: subscription.callback.hub.to_string(),
            state: subscription.state,
            lapsed,
            lease_end: subscription.lease_end,
            next_attempt: subscription.next_attempt,
            trouble: subscription.trouble,
            pushes: heard.pushes,
            last_push: heard.last_push,
            ignored: heard.ignored,
            missed: heard.missed,
            relied_on,
        }
    }

    /// One line for people.
    pub(super) fn line(&self, zone: &TimeZone) -> String {
        let hub = &self.address;
        let time = |at: Timestamp| local_time(at, zone);
        let trouble = self.trouble.as_deref().unwrap_or("nobody knows why");
        match self.state {
            SubscriptionState::New => format!("hub {hub}: it is asked at once to push"),
            SubscriptionState::Asked => format!(
                "hub {hub}: it was asked to push, and has not called `[serve] url` yet to verify that"
            ),
            SubscriptionState::Active if self.lapsed => format!(
                "hub {hub}: it pushes no more, since nobody has renewed the lease{}; \
                 `feedfold watch --serve` does that",
                self.lease_end.map_or_else(String::new, |end| {
                    format!(", which ended at {}", time(end))
                })
            ),
            SubscriptionState::Active => self.pushing(zone),
            SubscriptionState::Denied | SubscriptionState::Failed => format!(
                "hub {hub}: it does not push: {trouble}; it is asked again at {}",
                time(self.next_attempt)
            ),
            SubscriptionState::Leaving => format!("hub {hub}: it was asked to push no more"),
        }
    }

    /// The line about a hub that pushes.
    fn pushing(&self, zone: &TimeZone) -> String {
        let pushes = |number| counted_as(number, "push", "pushes");
        let time = |at: Timestamp| local_time(at, zone);
        let until = self.lease_end.map_or_else(String::new, |end| {
            format!(" until {}, then the lease is renewed", time(end))
        });
        let last = self.last_push.map_or_else(String::new, |last| {
            format!(", the last one at {}", time(last))
        });
        let ignored = match self.ignored {
            0 => String::new(),
            ignored => format!("; {} without a correct signature ignored", pushes(ignored)),
        };
        let polled = if self.relied_on {
            "the source is polled once a day meanwhile"
        } else {
            "the source is polled at its usual pace until pushes have announced its entries"
        };
        format!(
            "hub {}: it pushes{until}; {} so far{last}{ignored}; {polled}",
            self.address,
            pushes(self.pushes)
        )
    }
}
