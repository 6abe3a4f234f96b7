//! A world for `watch` in which time passes as fast as the loop asks for it.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

use feedfold::clock::Clock;
use feedfold::config::Config;
use feedfold::model::{Delivery, RunReport, SourceName, Timestamp};
use feedfold::pipeline::{self, Callbacks, Plan};
use feedfold::watch::{self, Woken};

use crate::env::Env;

/// When every test begins, in seconds since the epoch.
pub(super) const BEGIN: i64 = 1_800_000_000;

/// A clock that stands still until it is set.
#[derive(Clone)]
pub(super) struct TestClock(Arc<AtomicI64>);

impl TestClock {
    pub(super) fn second(&self) -> i64 {
        self.0.load(Ordering::SeqCst)
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_second(self.second()).unwrap()
    }
}

/// Something that happens outside.
pub(super) type Event = Box<dyn FnOnce()>;

pub(super) struct World {
    pub(super) clock: TestClock,
    /// When somebody stops it; not before the clock was set.
    pub(super) end: i64,
    /// When the clock is set, and by how many seconds.
    pub(super) jump: Option<(i64, i64)>,
    /// When the configuration gets which text, the first one last.
    pub(super) configurations: Vec<(i64, String)>,
    /// Seconds after the begin at which a feed was requested.
    pub(super) asked: Arc<Mutex<Vec<i64>>>,
    /// When passes ended, and how many new entries they stored.
    pub(super) reports: Vec<(i64, u64)>,
    /// What happened to messages, and when.
    pub(super) deliveries: Vec<(i64, Delivery)>,
    /// What the server would hear of hubs; `None` without `--serve`.
    pub(super) public: Option<Arc<Callbacks>>,
    /// What happens at which second, the first one first.
    pub(super) events: Vec<(i64, Event)>,
    /// What the loop said of hubs.
    pub(super) hubs_failed: Vec<String>,
    pub(super) refused: u32,
    pub(super) troubles: u32,
    path: std::path::PathBuf,
}

impl World {
    pub(super) fn new(env: &Env, end: i64) -> Self {
        Self {
            clock: TestClock(Arc::new(AtomicI64::new(BEGIN))),
            end,
            jump: None,
            configurations: Vec::new(),
            asked: Arc::default(),
            reports: Vec::new(),
            deliveries: Vec::new(),
            public: None,
            events: Vec::new(),
            hubs_failed: Vec::new(),
            refused: 0,
            troubles: 0,
            path: env.path("feeds.toml"),
        }
    }

    /// Watches until the end.
    pub(super) fn run(&mut self, env: &Env) {
        let config = Config::load(&env.path("feeds.toml"), &|_| None).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(watch::watch(self, config));
    }
}

impl watch::World for World {
    fn clock(&self) -> &dyn Clock {
        &self.clock
    }

    /// No time passes but this: the clock goes to that second, or to the next event.
    async fn wait(&mut self, until: Timestamp) -> Woken {
        let now = self.clock.second();
        assert!(until.as_second() > now, "it waits for the past");
        if let Some((_, text)) = self.configurations.first().filter(|(at, _)| *at <= now) {
            std::fs::write(&self.path, text).unwrap();
            self.configurations.remove(0);
            return Woken::Reload;
        }
        let next = self.configurations.iter().map(|(at, _)| *at).next();
        while self.events.first().is_some_and(|(at, _)| *at <= now) {
            let (_, event) = self.events.remove(0);
            event();
        }
        let event = self.events.first().map(|(at, _)| *at);
        // Hubs are heard within a second.
        let heard = self.public.as_ref().filter(|public| public.has_come());
        let heard = heard.map(|_| now + 1);
        let jump = self.jump.map(|(at, _)| at);
        let end = jump.is_none().then_some(self.end);
        let events = [Some(until.as_second()), next, jump, end, event, heard];
        let second = events.into_iter().flatten().min().unwrap().max(now);
        let mut set = second;
        if let Some((at, by)) = self.jump.filter(|(at, _)| *at <= second) {
            set = at + by;
            self.jump = None;
        }
        self.clock.0.store(set, Ordering::SeqCst);
        if end.is_some_and(|end| second >= end) {
            Woken::Stop
        } else {
            Woken::Time
        }
    }

    async fn stop(&self) {
        std::future::pending::<()>().await;
    }

    fn reload(&mut self) -> Option<Config> {
        let config = Config::load(&self.path, &|_| None).ok();
        self.refused += u32::from(config.is_none());
        config
    }

    fn plan<'c>(&self, config: &'c Config) -> Plan<'c> {
        Plan {
            callbacks: self.public.as_ref().and(config.serve.url.as_ref()),
            ..Plan::new(config)
        }
    }

    fn callbacks(&self) -> Option<Arc<Callbacks>> {
        self.public.clone()
    }

    fn hubs_failed(&mut self, failed: &[(SourceName, String)]) {
        let lines = failed
            .iter()
            .map(|(source, what)| format!("{source}: {what}"));
        self.hubs_failed.extend(lines);
    }

    fn report(&mut self, _: &Config, report: &RunReport) {
        self.reports
            .push((self.clock.second(), report.counts().new));
    }

    fn handed_over(&mut self, deliveries: &[Delivery]) {
        self.deliveries.extend(
            deliveries
                .iter()
                .map(|one| (self.clock.second(), one.clone())),
        );
    }

    fn trouble(&mut self, _: &pipeline::Error) {
        self.troubles += 1;
    }
}

/// How many reads of a source the store remembers.
pub(super) fn reads(env: &Env, source: &str) -> usize {
    let sources = env.ok(&["sources", source, "--json"]);
    let sources: serde_json::Value = serde_json::from_str(&sources).unwrap();
    sources
        .pointer("/0/reads")
        .unwrap()
        .as_array()
        .unwrap()
        .len()
}
