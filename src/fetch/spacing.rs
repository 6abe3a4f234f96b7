//! Spaces out the requests to one host.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::OwnedMutexGuard;
use tokio::time::{Instant, sleep_until};

use super::limits::EvictingMap;

/// Shortest time between the starts of two requests to one host.
///
/// Publishers refuse readers whose requests come in a burst (openrss.org did). At four requests a
/// second, forty feeds of one host take ten seconds.
const MIN_GAP: Duration = Duration::from_millis(250);

/// Longest gap that a host gets. Some ask for minutes, which are meant for crawlers of whole
/// sites.
const MAX_GAP: Duration = Duration::from_secs(10);

/// When a host was last requested. The request that is next holds the lock.
type Last = Arc<tokio::sync::Mutex<Option<Instant>>>;

/// When each host was last requested.
#[derive(Default)]
pub(super) struct Spacing {
    hosts: Mutex<EvictingMap<Last>>,
    /// The `Crawl-delay` of hosts; only the `robots.txt` of hosts with article pages is fetched.
    gaps: Mutex<HashMap<String, Duration>>,
}

/// The right to send the next request to a host. No other request gets it before this one is
/// taken or dropped.
pub(super) struct Turn(OwnedMutexGuard<Option<Instant>>);

impl Turn {
    /// Records that the request starts now.
    pub(super) fn take(mut self) {
        *self.0 = Some(Instant::now());
    }
}

impl Spacing {
    /// From now on leaves at least `gap` between two requests to `host`.
    pub(super) fn slow_down(&self, host: &str, gap: Duration) {
        self.gaps().insert(host.to_owned(), gap.min(MAX_GAP));
    }

    /// The gap that `host` asked for.
    pub(super) fn gap_asked_for(&self, host: &str) -> Option<Duration> {
        self.gaps().get(host).copied()
    }

    fn gaps(&self) -> MutexGuard<'_, HashMap<String, Duration>> {
        self.gaps.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until `host` may be requested again, at least `gap` after the last request.
    pub(super) async fn turn(&self, host: &str, gap: Duration) -> Turn {
        let last = self.last(host).lock_owned().await;
        if let Some(asked) = *last {
            sleep_until(asked + gap.max(MIN_GAP)).await;
        }
        Turn(last)
    }

    fn last(&self, host: &str) -> Last {
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        let in_use = |last: &Last| {
            let recent = |asked: Instant| asked.elapsed() < MAX_GAP;
            // A second reference belongs to a request that waits for its turn or has it.
            Arc::strong_count(last) > 1
                || last.try_lock().is_ok_and(|last| last.is_some_and(recent))
        };
        Arc::clone(hosts.get_or_insert(host, in_use, Last::default))
    }
}
