//! Findings about the hubs of sources: those that do not push although they were asked again and
//! again.

use jiff::tz::TimeZone;

use super::super::sources::local_time;
use super::finding::{About, Finding};
use crate::model::{Subscription, SubscriptionState, counted};

/// A hub that failed this often in a row is worth a look.
const FAILURES: u32 = 3;

/// The finding about the hub of a source, if something is to be said.
pub(super) fn hub(subscription: &Subscription, zone: &TimeZone) -> Option<Finding> {
    let is_without_pushes = matches!(
        subscription.state,
        SubscriptionState::Denied | SubscriptionState::Failed | SubscriptionState::Asked
    );
    let trouble = subscription.trouble.as_ref()?;
    if !is_without_pushes || subscription.failures < FAILURES {
        return None;
    }
    let callback = &subscription.callback;
    let about = About::new("hub", callback.source.as_str());
    let found = format!(
        "{} does not push after {}: {trouble}; it is asked again at {}",
        callback.hub,
        counted(subscription.failures, "attempt"),
        local_time(subscription.next_attempt, zone)
    );
    let remedy = format!(
        "nothing is lost, since the source is read at its usual pace; if all hubs fail, see whether \
         {} leads to `watch --serve` from the internet",
        callback.server
    );
    Some(about.note(found, remedy))
}
