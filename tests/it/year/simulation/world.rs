//! The world of the loop: its clock, the operator who corrects addresses, and what people are told.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use feedfold::clock::Clock;
use feedfold::config::Config;
use feedfold::model::{AlarmKey, AlarmStep, Delivery, RunReport, SourceName, Timestamp};
use feedfold::pipeline::{self, Callbacks, Plan};
use feedfold::store::Store;
use feedfold::watch::{self, Woken};

use super::incidents::{self, Incident};
use super::oracle::{Publishers, Shared, SharedClock, look};
use super::{BEGIN, CATEGORIES, DAY, HOUR, Month, SOURCES, Scale};
use crate::server::Server;

pub(super) struct World<'a> {
    scale: Scale,
    folder: PathBuf,
    server: &'a Server,
    publishers: Shared,
    clock: SharedClock,
    /// When the operator writes the new address of which source; the first one last.
    corrections: Vec<(i64, usize)>,
    /// The path of each source on the server.
    paths: Vec<String>,
    passes: usize,
    /// What people were told of alarms, and when.
    told: Vec<(i64, AlarmStep, AlarmKey)>,
    tell_month: &'a mut dyn FnMut(&Month),
}

impl<'a> World<'a> {
    pub(super) fn new(
        server: &'a Server,
        scale: Scale,
        folder: &Path,
        tell_month: &'a mut dyn FnMut(&Month),
    ) -> Self {
        let publishers = Publishers::on(server, scale);
        let mut corrections: Vec<(i64, usize)> = incidents::all(scale.days)
            .into_iter()
            .filter(|one| matches!(one.incident, Incident::Moves | Incident::Gone))
            .map(|one| (one.when.end, one.source))
            .collect();
        corrections.sort_unstable_by(|one, other| other.cmp(one));
        let world = Self {
            scale,
            folder: folder.to_owned(),
            server,
            clock: SharedClock(publishers.clone()),
            publishers,
            corrections,
            paths: (0..SOURCES).map(|source| format!("/{source}")).collect(),
            passes: 0,
            told: Vec::new(),
            tell_month,
        };
        world.write_configuration();
        world
    }

    fn write_configuration(&self) {
        let mut text = format!(
            "[site]\ntitle = \"T\"\nurl = \"https://e.org/\"\nauthor = \"A\"\n\
             [store]\npath = \"store.db\"\n\
             [fetch]\nallow_private = [\"127.0.0.1\"]\nretry_after_scope = \"feed\"\n\
             interval = \"{}m\"\nper_host = 32\nper_domain = 32\n\
             [[outputs]]\nname = \"all\"\npath = \"all.atom\"\n",
            self.scale.interval
        );
        for (source, path) in self.paths.iter().enumerate() {
            let (url, category) = (self.server.url(path), source % CATEGORIES);
            write!(
                text,
                "[[sources]]\nname = \"s{source}\"\nurl = \"{url}\"\ncategory = \"c{category}\"\n"
            )
            .unwrap();
        }
        std::fs::write(self.folder.join("feeds.toml"), text).unwrap();
    }

    fn load(&self) -> Config {
        Config::load(&self.folder.join("feeds.toml"), &|_| None).unwrap()
    }

    fn second(&self) -> i64 {
        look(&self.publishers).second
    }

    /// The operator writes the addresses whose time has come; whether there are any.
    fn correct(&mut self) -> bool {
        let now = self.second();
        let mut is_corrected = false;
        while let Some((_, source)) = self.corrections.last().filter(|(at, _)| *at <= now) {
            self.paths[*source] = format!("/{source}/new");
            look(&self.publishers).readdressed(*source);
            self.corrections.pop();
            is_corrected = true;
        }
        if is_corrected {
            self.write_configuration();
        }
        is_corrected
    }

    /// Once a day, after the passes of that second.
    fn check_day(&mut self) {
        self.server.forget_requests();
        look(&self.publishers).assert_pace();
        self.assert_output();
        let Some(number) = look(&self.publishers).ended_month() else {
            return;
        };
        let config = self.load();
        let store = Store::open_to_read(&config.store_path).unwrap();
        let publishers = look(&self.publishers);
        let (entries, stories) =
            publishers.assert_stored(watch::World::plan(self, &config), &store);
        let requests = publishers.requests();
        drop(publishers);
        let month = Month {
            number,
            entries,
            stories,
            requests,
            passes: self.passes,
            alarms: self
                .told
                .iter()
                .filter(|(_, step, _)| *step == AlarmStep::Raised)
                .count(),
            store: size(&config.store_path) + size(&self.folder.join("store.db-wal")),
            memory: resident(),
        };
        (self.tell_month)(&month);
    }

    /// Fails if the output names an entry twice.
    fn assert_output(&self) {
        let text = std::fs::read_to_string(self.folder.join("all.atom")).unwrap();
        let mut seen = BTreeSet::new();
        for entry in text.split("<entry>").skip(1) {
            let id = entry.split_once("<id>").unwrap().1;
            let id = id.split_once("</id>").unwrap().0;
            let title = entry.split_once("<title").unwrap().1;
            let title = title.split_once("</title>").unwrap().0;
            for part in [id, title] {
                assert!(seen.insert(part), "{part} is published twice");
            }
        }
        assert!(!seen.is_empty(), "nothing is published");
    }

    /// Fails unless people were told of each alarm that was to be expected once, and once of its
    /// end.
    pub(super) fn assert_alarms(&self) {
        let mut left = self.told.clone();
        let mut wrong = Vec::new();
        for (kind, source, when) in incidents::alarms(self.scale.days) {
            let key = AlarmKey {
                kind,
                source: source.map(|source| SourceName::parse(&format!("s{source}")).unwrap()),
                about: String::new(),
            };
            let mut take = |wanted: AlarmStep| {
                let at = left.iter().position(|(at, step, told)| {
                    *step == wanted && *told == key && when.contains(at)
                });
                at.map(|at| left.remove(at))
            };
            match [take(AlarmStep::Raised), take(AlarmStep::Ended)] {
                [Some((raised, ..)), Some((ended, ..))] if raised < ended => {}
                found => wrong.push(format!("{key:?} within {when:?}: {found:?}")),
            }
        }
        // Some are open for more than a week.
        left.retain(|(_, step, _)| *step != AlarmStep::Reminded);
        let left: Vec<String> = left
            .into_iter()
            .map(|(at, step, key)| {
                format!(
                    "day {} hour {}: {step:?} {key:?}",
                    at / DAY,
                    at % DAY / HOUR
                )
            })
            .collect();
        assert!(
            wrong.is_empty() && left.is_empty(),
            "{wrong:#?}, and not expected {left:#?}"
        );
    }
}

impl watch::World for World<'_> {
    fn clock(&self) -> &dyn Clock {
        &self.clock
    }

    /// The machine sleeps for a step at least.
    async fn wait(&mut self, until: Timestamp) -> Woken {
        if self.correct() {
            return Woken::Reload;
        }
        let (now, step) = (self.second(), self.scale.step);
        let steps = (until.as_second() - BEGIN + step - 1).div_euclid(step);
        let next = (steps * step).max(now + 1);
        if now > 0 && now % DAY == 0 {
            self.check_day();
        }
        look(&self.publishers).second = next;
        if next > self.scale.days * DAY {
            Woken::Stop
        } else {
            Woken::Time
        }
    }

    async fn stop(&self) {
        std::future::pending::<()>().await;
    }

    fn reload(&mut self) -> Option<Config> {
        Some(self.load())
    }

    fn plan<'c>(&self, config: &'c Config) -> Plan<'c> {
        Plan::new(config)
    }

    fn callbacks(&self) -> Option<Arc<Callbacks>> {
        None
    }

    fn hubs_failed(&mut self, _: &[(SourceName, String)]) {}

    fn report(&mut self, _: &Config, report: &RunReport) {
        self.passes += 1;
        let now = self.second();
        let alarms = report.alarms.iter();
        self.told
            .extend(alarms.map(|told| (now, told.step, told.alarm.key.clone())));
    }

    fn handed_over(&mut self, _: &[Delivery]) {}

    fn trouble(&mut self, error: &pipeline::Error) {
        panic!("{error}");
    }
}

fn size(path: &Path) -> u64 {
    std::fs::metadata(path).map_or(0, |metadata| metadata.len())
}

/// The resident memory of this process, in bytes.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))
        .unwrap();
    let kib: u64 = line.trim().trim_end_matches("kB").trim().parse().unwrap();
    kib * 1024
}
