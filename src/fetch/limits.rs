//! Limits how much happens at once: documents in flight in all, requests per host and per
//! registrable domain.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::host;
use super::spacing::Spacing;
use crate::model::{AllowedPrivate, FetchPolicy, WebUrl};

/// Names in a map before it evicts idle ones for the first time.
const FIRST_EVICTION: usize = 1024;

/// The limits of one fetcher.
pub(super) struct RequestLimits {
    all: Arc<Semaphore>,
    hosts: NamedSemaphores,
    domains: NamedSemaphores,
    spacing: Spacing,
    /// The user's own hosts: their requests are not spaced out unless they ask for it.
    own: Vec<AllowedPrivate>,
}

/// Whether several requests want one host at the same time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Contention {
    Uncontended,
    Contended,
}

/// The permit of one request in every limit; dropping it releases them all.
pub(super) struct RequestPermit {
    _host: Option<OwnedSemaphorePermit>,
    _domain: Option<OwnedSemaphorePermit>,
    document: DocumentPermit,
    /// Whether other requests waited for the host, or were on their way to it.
    pub(super) contention: Contention,
}

/// One of the `concurrency` permits for documents in flight; dropping it releases it.
pub(super) struct DocumentPermit {
    _all: Option<OwnedSemaphorePermit>,
}

impl RequestPermit {
    /// Releases the host and its domain once the answer is read; the document stays in flight.
    pub(super) fn release_host(self) -> DocumentPermit {
        self.document
    }
}

impl RequestLimits {
    pub(super) fn new(policy: &FetchPolicy) -> Self {
        Self {
            all: Arc::new(Semaphore::new(permits(policy.concurrency.get()))),
            hosts: NamedSemaphores::new(policy.per_host.get()),
            domains: NamedSemaphores::new(policy.per_domain.get()),
            spacing: Spacing::default(),
            own: policy.allow_private.clone(),
        }
    }

    /// From now on leaves at least `gap` between the starts of two requests to the host of `url`,
    /// even if it is one of the user's own hosts.
    pub(super) fn slow_down(&self, url: &WebUrl, gap: Duration) {
        self.spacing.slow_down(&host::host(url), gap);
    }

    /// Waits for the permit of one request to `url`.
    ///
    /// There is no deadlock, because every request acquires its permits in one order, narrow
    /// before wide: host, spacing at the host, domain, document in flight and, for a large body,
    /// its memory ([`super::body::LargeBodyPermits`]). So a request with a document permit waits
    /// for no host and no domain. A request with a large body waits only for the network (up to
    /// the deadline) and for its own document to be parsed and stored, which fetches nothing. A
    /// redirect releases the permit of one hop before it acquires the next. A request that waits
    /// for a busy host blocks no other host.
    pub(super) async fn acquire(&self, url: &WebUrl) -> RequestPermit {
        let name = host::host(url);
        let at_host = self.hosts.semaphore(&name);
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
            .semaphore(&host::domain(url))
            .acquire_owned()
            .await
            .ok();
        let all = Arc::clone(&self.all).acquire_owned().await.ok();
        // Recorded last: the other limits may have delayed the request for long.
        if let Some(turn) = turn {
            turn.take();
        }
        RequestPermit {
            _host: host,
            _domain: domain,
            document: DocumentPermit { _all: all },
            // The table, this function and our permit hold one reference each. Every further
            // reference belongs to another request that waits or is on its way.
            contention: if Arc::strong_count(&at_host) > 3 {
                Contention::Contended
            } else {
                Contention::Uncontended
            },
        }
    }
}

/// One semaphore for each host or domain name.
struct NamedSemaphores {
    limit: usize,
    semaphores: Mutex<EvictingMap<Arc<Semaphore>>>,
}

/// A map from names to values that now and then evicts the values that are not in use.
pub(super) struct EvictingMap<T> {
    values: HashMap<String, T>,
    most: usize,
}

impl<T> Default for EvictingMap<T> {
    fn default() -> Self {
        Self {
            values: HashMap::new(),
            most: FIRST_EVICTION,
        }
    }
}

impl<T> EvictingMap<T> {
    /// The value of a name; `fresh` makes it if there is none.
    ///
    /// A full map first evicts every value that is not `in_use`. If most are in use, the map
    /// grows, so that it does not look through them again for each new name.
    pub(super) fn get_or_insert(
        &mut self,
        name: &str,
        in_use: impl Fn(&T) -> bool,
        fresh: impl FnOnce() -> T,
    ) -> &mut T {
        if self.values.len() >= self.most {
            self.values.retain(|_, value| in_use(value));
            self.most = FIRST_EVICTION.max(self.values.len() * 2);
        }
        self.values.entry(name.to_owned()).or_insert_with(fresh)
    }
}

impl NamedSemaphores {
    fn new(limit: usize) -> Self {
        Self {
            limit: permits(limit),
            semaphores: Mutex::default(),
        }
    }

    fn semaphore(&self, name: &str) -> Arc<Semaphore> {
        let mut semaphores = self
            .semaphores
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let in_use = |semaphore: &Arc<_>| Arc::strong_count(semaphore) > 1;
        let fresh = || Arc::new(Semaphore::new(self.limit));
        Arc::clone(semaphores.get_or_insert(name, in_use, fresh))
    }
}

fn permits(limit: usize) -> usize {
    limit.min(Semaphore::MAX_PERMITS)
}

#[cfg(test)]
mod tests {
    use super::{EvictingMap, FIRST_EVICTION};

    #[test]
    fn idle_names_are_evicted_and_those_in_use_stay() {
        let mut names = EvictingMap::default();
        for number in 0..10 * FIRST_EVICTION {
            let is_used = number % 100 == 0;
            names.get_or_insert(&number.to_string(), |is_used| *is_used, || is_used);
        }
        assert!(
            names.values.len() <= 2 * FIRST_EVICTION,
            "{}",
            names.values.len()
        );
        let used = names.values.values().filter(|is_used| **is_used).count();
        assert_eq!(used, 10 * FIRST_EVICTION / 100 + 1);
    }
}
