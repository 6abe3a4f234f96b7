//! Spaces out the requests to one host.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::OwnedMutexGuard;
use tokio::time::{Instant, sleep_until};

use super::slots::Forgetful;

/// Least time between the starts of two requests to one host.
///
/// Publishers turn away readers whose requests come in a burst (openrss.org did). Four a second
/// reads forty feeds of one host in ten seconds.
const GAP: Duration = Duration::from_millis(250);

/// The longest gap that a host is granted. Some ask for minutes, meant for crawlers of whole
/// sites.
const LONGEST: Duration = Duration::from_secs(10);

/// When a host was last asked; locked by whoever is next to ask it.
type Last = Arc<tokio::sync::Mutex<Option<Instant>>>;

/// When each host was last asked.
#[derive(Default)]
pub(super) struct Spacing {
    hosts: Mutex<Forgetful<Last>>,
    /// What hosts asked for in their `robots.txt`; only those of article pages are asked for it.
    gaps: Mutex<HashMap<String, Duration>>,
}

/// The right to ask a host next. Nobody else gets it before this one is taken or dropped.
pub(super) struct Turn(OwnedMutexGuard<Option<Instant>>);

impl Turn {
    /// Notes that the host is asked now.
    pub(super) fn take(mut self) {
        *self.0 = Some(Instant::now());
    }
}

impl Spacing {
    /// From now on leaves at least `gap` between two requests to `host`.
    pub(super) fn slow_down(&self, host: &str, gap: Duration) {
        self.gaps().insert(host.to_owned(), gap.min(LONGEST));
    }

    /// What `host` asked for.
    pub(super) fn gap_asked_for(&self, host: &str) -> Option<Duration> {
        self.gaps().get(host).copied()
    }

    fn gaps(&self) -> MutexGuard<'_, HashMap<String, Duration>> {
        self.gaps.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until `host` may be asked again, at least `gap` after the last time.
    pub(super) async fn turn(&self, host: &str, gap: Duration) -> Turn {
        let last = self.last(host).lock_owned().await;
        if let Some(asked) = *last {
            sleep_until(asked + gap.max(GAP)).await;
        }
        Turn(last)
    }

    fn last(&self, host: &str) -> Last {
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        let in_use = |last: &Last| {
            let recent = |asked: Instant| asked.elapsed() < LONGEST;
            // A second holder is waiting for its turn or has it.
            Arc::strong_count(last) > 1
                || last.try_lock().is_ok_and(|last| last.is_some_and(recent))
        };
        Arc::clone(hosts.of(host, in_use, Last::default))
    }
}
