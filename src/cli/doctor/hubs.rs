//! Findings about the hubs of sources: those that refused to push, that do not although they were
//! asked again and again, and those whose lease nobody renewed.

use jiff::tz::TimeZone;

use super::super::display::local_time;
use super::super::failures::first_names;
use super::finding::{About, Finding};
use crate::model::{SourceName, Subscription, SubscriptionState, Timestamp, counted, counted_as};

/// A hub that failed this often in a row is worth a look.
const FAILURES: u32 = 3;

/// The finding about hubs that no process has asked to push, though `[serve] url` says where they
/// can call.
pub(super) fn unheard(sources: &[SourceName]) -> Option<Finding> {
    if sources.is_empty() {
        return None;
    }
    let name = counted_as(
        sources.len(),
        "source names a hub that could push",
        "sources name a hub that could push",
    );
    Some(About::new("hubs", "").note(
        format!("{name} ({}), and no process hears it", first_names(sources.iter())),
        "pushes need `feedfold watch --serve ADDRESS`: neither `run` nor `serve` alone asks hubs for \
         anything. Without it, nothing is lost, since the sources are read at their usual pace",
    ))
}

/// The finding about the hub of a source, if something is to be said.
pub(super) fn hub(subscription: &Subscription, zone: &TimeZone, now: Timestamp) -> Option<Finding> {
    let callback = &subscription.callback;
    let about = About::new("hub", callback.source.as_str());
    if subscription.has_lapsed(now) {
        let ended = subscription.lease_end.map_or_else(String::new, |end| {
            format!(" and ended at {}", local_time(end, zone))
        });
        return Some(about.note(
            format!(
                "{} pushes no more: nobody has renewed the lease{ended}",
                callback.hub
            ),
            "run `feedfold watch --serve ADDRESS`, which renews it; nothing is lost, since the \
             source is read at its usual pace"
                .to_owned(),
        ));
    }
    let is_without_pushes = matches!(
        subscription.state,
        SubscriptionState::Denied | SubscriptionState::Failed | SubscriptionState::Asked
    );
    let trouble = subscription.trouble.as_ref()?;
    // A hub that refuses has decided; one that fails may work the next time.
    let is_final = subscription.state == SubscriptionState::Denied;
    if !is_without_pushes || (!is_final && subscription.failures < FAILURES) {
        return None;
    }
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
