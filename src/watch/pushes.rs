//! Keeps the subscriptions at hubs going: stores what hubs told, and asks them when it is time.

use std::time::Duration;

use super::{RETRY, World, later};
use crate::config::Config;
use crate::model::Timestamp;
use crate::pipeline;
use crate::store;

/// After how long it is tried again when another command holds the lock of the store.
const SOON: Duration = Duration::from_secs(1);

/// When hubs are asked, and when what they told is stored.
#[derive(Debug, Default)]
pub(super) struct Pushes {
    /// When hubs are asked next; `None` means at once.
    due: Option<Timestamp>,
    /// Nothing is done before this time, because the store could not be written.
    not_before: Option<Timestamp>,
}

/// Whether due times may have changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DueTimes {
    Changed,
    Same,
}

impl Pushes {
    /// A pass may have found another hub in a feed, or the configuration changed.
    pub(super) fn look_again(&mut self) {
        self.due = None;
    }

    /// When there is something to do; `None` if no hub can reach this process.
    pub(super) fn next(&self, world: &impl World, now: Timestamp) -> Option<Timestamp> {
        let callbacks = world.callbacks()?;
        let soon = later(now, SOON);
        let next = if callbacks.has_come() {
            soon
        } else {
            self.due.unwrap_or(soon)
        };
        let held = self.not_before.filter(|until| is_held(*until, now));
        Some(held.map_or(next, |until| next.max(until)).max(soon))
    }

    /// Does what there is to do now.
    pub(super) async fn go_on(&mut self, world: &mut impl World, config: &Config) -> DueTimes {
        let now = world.clock().now();
        let Some(callbacks) = world.callbacks() else {
            return DueTimes::Same;
        };
        if self.not_before.is_some_and(|until| is_held(until, now)) {
            return DueTimes::Same;
        }
        self.not_before = None;
        let mut due_times = DueTimes::Same;
        if callbacks.has_come() && config.store_path.exists() {
            match pipeline::hear(&config.store_path, &callbacks, now) {
                Ok(()) => due_times = DueTimes::Changed,
                Err(error) => {
                    self.fail(world, &error, now);
                    return due_times;
                }
            }
        }
        if self.due.is_some_and(|due| now < due) {
            return due_times;
        }
        let negotiated = {
            let plan = world.plan(config);
            let (path, clock) = (&config.store_path, world.clock());
            tokio::select! {
                negotiated = pipeline::negotiate(plan, path, &callbacks, clock) => negotiated,
                // What was asked is in the store, and the answers of the hubs come again.
                () = world.stop() => return due_times,
            }
        };
        match negotiated {
            Ok(negotiated) => {
                self.due = Some(negotiated.next.unwrap_or(Timestamp::MAX));
                world.hubs_failed(&negotiated.failed);
                due_times = DueTimes::Changed;
            }
            Err(error) => self.fail(world, &error, now),
        }
        due_times
    }

    fn fail(&mut self, world: &mut impl World, error: &pipeline::Error, now: Timestamp) {
        let is_locked = matches!(error, pipeline::Error::Store(store::Error::Locked { .. }));
        let wait = if is_locked { SOON } else { RETRY };
        self.not_before = Some(later(now, wait));
        if !is_locked {
            world.trouble(error);
        }
    }
}

/// Whether a wait goes on. One from before the clock was set back does not.
fn is_held(until: Timestamp, now: Timestamp) -> bool {
    now < until && until <= later(now, RETRY)
}
