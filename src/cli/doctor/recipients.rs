//! Findings about the outputs that are webhooks or commands: whether they take their messages.

use jiff::tz::TimeZone;

use super::super::display::local_time;
use super::finding::{About, Finding};
use crate::model::{DeliveryTrouble, OutputName, RecipientState, Timestamp, counted};
use crate::pipeline::{RecipientTrouble, trouble_of};

/// The finding about a recipient. `state` is `None` before the first run that knows it.
pub(super) fn recipient(
    name: &OutputName,
    state: Option<&RecipientState>,
    (zone, now): (&TimeZone, Timestamp),
) -> Finding {
    let about = About::new("messages", name.as_str());
    let Some(state) = state else {
        return about.ok("none yet: it gets the stories that come after the next run");
    };
    let waiting = format!("{} waiting", counted(state.queued, "message"));
    match trouble_of(state, now) {
        None => about.ok(format!("{} sent, {waiting}", state.sent)),
        Some(RecipientTrouble::Failing(trouble)) => about.note(
            format!("{}, {waiting}", failing(trouble, zone)),
            trouble.remedy.clone(),
        ),
        Some(RecipientTrouble::GaveUp { at, trouble }) => {
            let lost = format!(
                "{} given up after a day of failures, the last one at {}",
                counted(state.given_up, "message"),
                local_time(at, zone)
            );
            match trouble {
                Some(trouble) => about.wrong(
                    format!("{lost}; {}, {waiting}", failing(trouble, zone)),
                    trouble.remedy.clone(),
                ),
                None => about.wrong(
                    format!("{lost}; it takes messages again, {waiting}"),
                    "the stories are in the other outputs and in `feedfold stories`; this is \
                     forgotten after a week",
                ),
            }
        }
    }
}

fn failing(trouble: &DeliveryTrouble, zone: &TimeZone) -> String {
    format!(
        "{} failed since {}: {}",
        counted(trouble.failures, "attempt"),
        local_time(trouble.since, zone),
        trouble.what
    )
}
