//! How much goes on at once: documents in flight in all, requests per host and per registrable
//! domain.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::host;
use super::spacing::Spacing;
use crate::model::{AllowedPrivate, FetchPolicy, WebUrl};

/// Names kept before idle ones are forgotten for the first time.
const KEPT: usize = 1024;

/// The limits of one fetcher.
pub(super) struct Slots {
    all: Arc<Semaphore>,
    hosts: Keyed,
    domains: Keyed,
    spacing: Spacing,
    /// Hosts of the user's own, which are not spaced out unless they ask for it.
    own: Vec<AllowedPrivate>,
}

/// Who else is at a host.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Company {
    None,
    Others,
}

/// A place in each limit, given back when dropped.
pub(super) struct Slot {
    _host: Option<OwnedSemaphorePermit>,
    _domain: Option<OwnedSemaphorePermit>,
    flight: Flight,
    /// Whether other requests waited for the host, or were on their way to it.
    pub(super) company: Company,
}

/// One of the `concurrency` places for documents in flight, given back when dropped.
pub(super) struct Flight {
    _all: Option<OwnedSemaphorePermit>,
}

impl Slot {
    /// Gives back the places at the host and its domain once they were heard out; the document
    /// stays in flight.
    pub(super) fn heard_out(self) -> Flight {
        self.flight
    }
}

impl Slots {
    pub(super) fn new(policy: &FetchPolicy) -> Self {
        Self {
            all: Arc::new(Semaphore::new(permits(policy.concurrency.get()))),
            hosts: Keyed::new(policy.per_host.get()),
            domains: Keyed::new(policy.per_domain.get()),
            spacing: Spacing::default(),
            own: policy.allow_private.clone(),
        }
    }

    /// From now on leaves at least `gap` between the starts of two requests to the host of `url`,
    /// also if it is the user's own.
    pub(super) fn slow_down(&self, url: &WebUrl, gap: Duration) {
        self.spacing.slow_down(&host::host(url), gap);
    }

    /// Waits for a place for one request to `url`.
    ///
    /// Nothing can lock, because places are always taken in one order, narrow before wide: host,
    /// turn at the host, domain, place in flight and, for a large body, its room
    /// ([`super::body::Rooms`]). So whoever holds a place in flight waits for no host and no
    /// domain, and whoever holds a room waits for the network (up to the deadline) or for the rest
    /// of its own document's way, which fetches nothing. Redirects keep the order too: the slot of
    /// one hop is given back before the next is taken. And whoever waits for a busy host keeps
    /// nobody else waiting.
    pub(super) async fn take(&self, url: &WebUrl) -> Slot {
        let name = host::host(url);
        let at_host = self.hosts.of(&name);
        let host = Arc::clone(&at_host).acquire_owned().await.ok();
        let asked_for = self.spacing.gap_asked_for(&name);
        let turn = if asked_for.is_none() && AllowedPrivate::any_names(&self.own, url) {
            None
        } else {
            Some(
                self.spacing
                    .turn(&name, asked_for.unwrap_or_default())
                    .await,
            )
        };
        let domain = self
            .domains
            .of(&host::domain(url))
            .acquire_owned()
            .await
            .ok();
        let all = Arc::clone(&self.all).acquire_owned().await.ok();
        // Only now: a turn noted earlier would be long past when the other limits let it through.
        if let Some(turn) = turn {
            turn.take();
        }
        Slot {
            _host: host,
            _domain: domain,
            flight: Flight { _all: all },
            // Who waits holds the semaphore, as does who is let through; it stands in the table,
            // and here.
            company: if Arc::strong_count(&at_host) > 3 {
                Company::Others
            } else {
                Company::None
            },
        }
    }
}

struct Keyed {
    limit: usize,
    semaphores: Mutex<Forgetful<Arc<Semaphore>>>,
}

/// Values by name, of which the idle ones are forgotten now and then.
pub(super) struct Forgetful<T> {
    values: HashMap<String, T>,
    most: usize,
}

impl<T> Default for Forgetful<T> {
    fn default() -> Self {
        Self {
            values: HashMap::new(),
            most: KEPT,
        }
    }
}

impl<T> Forgetful<T> {
    /// The value of a name, `fresh` if it has none. Before there are too many, all but those
    /// `in_use` go; and if few do, it is not tried again for each name that comes.
    pub(super) fn of(
        &mut self,
        name: &str,
        in_use: impl Fn(&T) -> bool,
        fresh: impl FnOnce() -> T,
    ) -> &mut T {
        if self.values.len() >= self.most {
            self.values.retain(|_, value| in_use(value));
            self.most = KEPT.max(self.values.len() * 2);
        }
        self.values.entry(name.to_owned()).or_insert_with(fresh)
    }
}

impl Keyed {
    fn new(limit: usize) -> Self {
        Self {
            limit: permits(limit),
            semaphores: Mutex::default(),
        }
    }

    fn of(&self, name: &str) -> Arc<Semaphore> {
        let mut semaphores = self
            .semaphores
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let in_use = |semaphore: &Arc<_>| Arc::strong_count(semaphore) > 1;
        let fresh = || Arc::new(Semaphore::new(self.limit));
        Arc::clone(semaphores.of(name, in_use, fresh))
    }
}

fn permits(limit: usize) -> usize {
    limit.min(Semaphore::MAX_PERMITS)
}

#[cfg(test)]
mod tests {
    use super::{Forgetful, KEPT};

    #[test]
    fn idle_names_are_forgotten_and_those_in_use_stay() {
        let mut names = Forgetful::default();
        for number in 0..10 * KEPT {
            let is_used = number % 100 == 0;
            names.of(&number.to_string(), |is_used| *is_used, || is_used);
        }
        assert!(names.values.len() <= 2 * KEPT, "{}", names.values.len());
        let used = names.values.values().filter(|is_used| **is_used).count();
        assert_eq!(used, 10 * KEPT / 100 + 1);
    }
}
