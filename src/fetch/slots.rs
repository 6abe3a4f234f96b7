//! How many requests run at once: in all, per host and per registrable domain.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::host;
use crate::model::{FetchPolicy, WebUrl};

/// Names kept before idle ones are forgotten.
const KEPT: usize = 1024;

/// The limits of one fetcher.
pub(super) struct Slots {
    all: Arc<Semaphore>,
    hosts: Keyed,
    domains: Keyed,
}

/// A place in each limit, given back when dropped.
pub(super) struct Slot {
    _host: Option<OwnedSemaphorePermit>,
    _domain: Option<OwnedSemaphorePermit>,
    _all: Option<OwnedSemaphorePermit>,
}

impl Slots {
    pub(super) fn new(policy: &FetchPolicy) -> Self {
        Self {
            all: Arc::new(Semaphore::new(permits(policy.concurrency.get()))),
            hosts: Keyed::new(policy.per_host.get()),
            domains: Keyed::new(policy.per_domain.get()),
        }
    }

    /// Waits for a place for one request to `url`.
    ///
    /// Always narrow before wide, so that whoever waits for a busy host keeps nobody else waiting;
    /// and never while another slot is held, so that redirects between two hosts cannot lock.
    pub(super) async fn take(&self, url: &WebUrl) -> Slot {
        let host = self.hosts.of(host::host(url)).acquire_owned().await.ok();
        let domain = self
            .domains
            .of(host::domain(url))
            .acquire_owned()
            .await
            .ok();
        let all = Arc::clone(&self.all).acquire_owned().await.ok();
        Slot {
            _host: host,
            _domain: domain,
            _all: all,
        }
    }
}

struct Keyed {
    limit: usize,
    semaphores: Mutex<HashMap<String, Arc<Semaphore>>>,
}

impl Keyed {
    fn new(limit: usize) -> Self {
        Self {
            limit: permits(limit),
            semaphores: Mutex::new(HashMap::new()),
        }
    }

    fn of(&self, name: String) -> Arc<Semaphore> {
        let mut semaphores = self
            .semaphores
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if semaphores.len() >= KEPT {
            semaphores.retain(|_, semaphore| Arc::strong_count(semaphore) > 1);
        }
        let fresh = || Arc::new(Semaphore::new(self.limit));
        Arc::clone(semaphores.entry(name).or_insert_with(fresh))
    }
}

fn permits(limit: usize) -> usize {
    limit.min(Semaphore::MAX_PERMITS)
}
