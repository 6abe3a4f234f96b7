//! Serves the outputs and pages over HTTP/1.1, beside a running cron job on one store.
//!
//! ```text
//! connections ─► answer ─► hosts            is the server called by its name?
//!                  │
//!                  ├─► access, guesses      who may edit?
//!                  ├─► editing ─► origin    POST of a form of ours → ruling, outputs → 303
//!                  ├─► routes ─► outputs    file name → output file
//!                  │       └───► pages      path → query → renderer, each page one row
//!                  ├─► websub               hubs that verify a subscription, or push
//!                  ├─► health, metrics      from the store, made for each request
//!                  └─► content              tag and date → 304, or accepted ─► bodies
//! ```
//!
//! Every resource is a representation with a strong entity tag, made of the hash of its bytes and
//! its coding. The server remembers which state of the output file, or of the store, a tag belongs
//! to ([`content`]). So it answers 304 without reading the file or asking the store, and every
//! other answer is one whole version of the file, also when a pass replaces it meanwhile.
//!
//! Only the configured outputs, the pages and the style sheet have addresses: no path leads to the
//! file system. GET and HEAD only read the store, and every page has a limit of time for its
//! queries. POST of a form changes it, in the way of the commands, for those who may edit.

mod accepted;
mod access;
mod alarms;
mod answer;
mod bodies;
mod conditions;
mod connections;
mod content;
mod editing;
mod failure;
mod feeds;
mod guesses;
mod health;
mod hosts;
mod metrics;
mod origin;
mod outputs;
mod pages;
mod peers;
mod protection;
mod routes;
mod websub;
mod write_timeout;

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Semaphore;
use url::Host;

use crate::clock::SystemClock;
use crate::config::Config;
use crate::model::{FetchPolicy, Location, Output, Secret};
use crate::pipeline::Callbacks;
use crate::store::Readers;

use access::Access;
use content::Contents;
use hosts::Hosts;
use metrics::Counters;
use outputs::ServedOutputs;

/// The queries of one page may take this long together.
const QUERY_TIME: Duration = Duration::from_millis(300);

/// What is served.
#[derive(Debug)]
pub struct Server {
    config: Config,
    clock: SystemClock,
    hosts: Hosts,
    access: Access,
    /// One act at a time: each waits for the lock that passes take.
    acting: Arc<Semaphore>,
    outputs: ServedOutputs,
    readers: Readers,
    contents: Contents,
    counters: Counters,
    /// Where hubs call; `None` without `watch`, which acts on what they tell.
    callbacks: Option<Arc<Callbacks>>,
}

impl Server {
    /// Prepares to serve the outputs of a configuration. The store and the files need not exist
    /// yet. `password` is the one that `[serve]` names. `callbacks` takes what hubs tell.
    pub fn new(
        config: Config,
        password: Option<&Secret>,
        clock: SystemClock,
        callbacks: Option<Arc<Callbacks>>,
    ) -> Arc<Self> {
        let public = [Some(&config.site.url), config.serve.url.as_ref()];
        let public = public.into_iter().flatten();
        let public: Vec<Host> = public
            .filter_map(|url| Host::parse(url.host()).ok())
            .collect();
        let names = config.serve.hosts.iter().cloned();
        let hosts = Hosts::new(names.chain(public));
        Arc::new(Self {
            clock,
            hosts,
            access: Access::new(&config.serve, password),
            acting: Arc::new(Semaphore::new(1)),
            outputs: ServedOutputs::new(&config.outputs),
            readers: Readers::new(&config.store_path, QUERY_TIME),
            contents: Contents::default(),
            counters: Counters::default(),
            callbacks,
            config,
        })
    }

    /// The outputs that have no address, because an earlier one has the same file name.
    pub fn hidden_outputs(&self) -> impl Iterator<Item = &Output> {
        self.outputs.hidden(&self.config.outputs)
    }

    /// How long a reader may keep a feed without asking again: until the next source is due, at
    /// the pace of the most frequent one.
    fn pace(&self) -> Duration {
        /// Nobody should miss the news for longer.
        const LONGEST: Duration = FetchPolicy::INTERVAL;
        const SHORTEST: Duration = FetchPolicy::OWN_FLOOR;
        let default = self.config.fetch.interval.unwrap_or(FetchPolicy::INTERVAL);
        let sources = self.config.sources.iter();
        let paces = sources
            .filter(|source| source.enabled && matches!(source.location, Location::Web(_)))
            .map(|source| source.interval.unwrap_or(default));
        paces.min().unwrap_or(default).clamp(SHORTEST, LONGEST)
    }
}
