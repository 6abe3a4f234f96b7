//! Hundreds of runs over publishers who do anything, with a clock that jumps: the invariants hold.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "test code: what is not there is a failed test, and a failed test tells its round"
)]

mod publisher;

use std::collections::{BTreeMap, BTreeSet};
use std::os::unix::fs::MetadataExt as _;
use std::sync::Arc;

use crate::feed_rules::atom::verify;
use feedfold::clock::Clock;
use feedfold::config::Config;
use feedfold::model::{RunReport, SourceName, SourceReport, Timestamp};
use feedfold::pipeline::{self, Plan, Progress, Storing, Which};
use feedfold::store::Store;

use super::chance::Chance;
use super::env::Env;
use super::server::Server;
use publisher::{FEEDS, Mood, Publishers, Shared, look};

/// Under this one a repost came to represent a story while the clock was behind, and `updated`
/// stayed.
const SEED: u64 = 2;
const ROUNDS: u32 = 200;
/// Rounds at the end in which nothing happens.
const QUIET: u32 = 20;

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
const YEAR: i64 = 365 * DAY;

/// The longest any publisher can keep us away with one answer.
const LONGEST: i64 = 2 * DAY;

struct At(Timestamp);

impl Clock for At {
    fn now(&self) -> Timestamp {
        self.0
    }
}

struct Silent;

impl Progress for Silent {
    fn begin(&self, _: &[SourceName]) {}
    fn done(&self, _: &SourceReport) {}
}

/// When a feed was asked last, and how long that keeps us away.
#[derive(Debug, Clone, Copy)]
struct Asked {
    at: i64,
    wait: i64,
}

/// What is known from the rounds before.
#[derive(Default)]
struct Past {
    asked: [Option<Asked>; FEEDS],
    /// Until when each asked to be left alone, last. It holds also when the clock comes by again.
    holds: [i64; FEEDS],
    withdrawn: BTreeSet<usize>,
    /// Published id and story, by link.
    ids: BTreeMap<String, String>,
    stories: BTreeMap<String, String>,
    /// By published id: `updated`, and what else a reader sees.
    published: BTreeMap<String, (String, String)>,
    output: Option<(u64, Vec<u8>)>,
}

struct Soak {
    env: Env,
    config: Config,
    publishers: Shared,
    runtime: tokio::runtime::Runtime,
    /// Kept for its thread.
    _server: Server,
}

impl Soak {
    fn new() -> Self {
        let server = Server::start();
        let publishers = Publishers::on(&server, SEED);
        let tables: Vec<String> = (0..FEEDS)
            .map(|at| {
                let url = server.url(&format!("/{at}"));
                format!("[[sources]]\nname = \"s{at}\"\nurl = \"{url}\"\n")
            })
            .collect();
        let env = Env::new(&format!("max_entries = 60\n{}", tables.concat()));
        // What one feed asks for is not to be mistaken for what another does.
        env.reword("\"5s\"", "\"5m\"\nretry_after_scope = \"feed\"");
        let config = Config::load(&env.path("feeds.toml"), &|_| None).unwrap();
        Self {
            env,
            config,
            publishers,
            runtime: tokio::runtime::Runtime::new().unwrap(),
            _server: server,
        }
    }

    fn plan(&self) -> Plan<'_> {
        Plan::new(&self.config)
    }

    fn run(&self, now: i64) -> (Store, RunReport) {
        let store = Store::open(&self.config.store_path).unwrap();
        let clock = At(Timestamp::from_second(now).unwrap());
        let which = (Which::Due, None);
        let run = pipeline::run(
            self.plan(),
            store,
            which,
            Storing::Keep,
            &clock,
            Arc::new(Silent),
        );
        self.runtime.block_on(run).unwrap()
    }

    /// Links of the stored entries, each with its story.
    fn stored(&self, store: &Store) -> Vec<(String, String)> {
        let mut found = vec![];
        let now = Timestamp::UNIX_EPOCH;
        pipeline::export(self.plan(), store, now, &mut |curated| {
            let story = curated.story.id.to_string();
            let links = curated
                .story
                .members()
                .filter_map(|member| member.link.clone());
            found.extend(links.map(|link| (link, story.clone())));
            Ok(())
        })
        .unwrap()
        .unwrap();
        found
    }

    /// Pages of the database in use.
    fn pages(&self) -> i64 {
        let store = rusqlite::Connection::open(&self.config.store_path).unwrap();
        let count = |name: &str| -> i64 {
            store
                .pragma_query_value(None, name, |row| row.get(0))
                .unwrap()
        };
        count("page_count") - count("freelist_count")
    }

    /// No source is asked before its time, twice in a run, or never again.
    fn assert_pace(&self, now: i64, past: &mut Past) {
        let mut publishers = look(&self.publishers);
        let paths = publishers.asked();
        let once: BTreeSet<&String> = paths.iter().collect();
        assert_eq!(once.len(), paths.len(), "asked twice: {paths:?}");
        for (at, feed) in publishers.feeds.iter().enumerate() {
            let is_asked = paths
                .iter()
                .any(|path| path.strip_prefix('/').unwrap().starts_with(&at.to_string()));
            let last = past.asked[at];
            let due = last.map(|last| last.at + last.wait);
            if is_asked {
                assert!(!past.withdrawn.contains(&at), "/{at} was withdrawn");
                let set_back = |due: i64| due > now + LONGEST;
                assert!(
                    due.is_none_or(|due| due <= now || set_back(due)),
                    "/{at} is asked at {now}, and was at {last:?}"
                );
                past.asked[at] = Some(Asked {
                    at: now,
                    wait: feed.mood.wait(),
                });
                if let Mood::Busy(_, Some(seconds)) = feed.mood {
                    past.holds[at] = now + seconds.min(LONGEST);
                }
                if feed.gone {
                    past.withdrawn.insert(at);
                }
            } else if !past.withdrawn.contains(&at) {
                let is_held = now < past.holds[at] && past.holds[at] <= now + LONGEST;
                let last = last.unwrap().at;
                assert!(
                    is_held || last + LONGEST >= now && last <= now + 2 * LONGEST,
                    "/{at} is not asked at {now}, and was last at {last}: {feed:?}"
                );
            }
        }
    }

    /// Every entry that came is there once, and where it was.
    fn assert_entries(&self, store: &Store, past: &mut Past) {
        let stored = self.stored(store);
        let links: BTreeSet<&String> = stored.iter().map(|(link, _)| link).collect();
        assert_eq!(links.len(), stored.len(), "an entry is there twice");
        let publishers = look(&self.publishers);
        assert!(
            links.iter().copied().eq(&publishers.delivered),
            "lost: {:?}",
            publishers
                .delivered
                .iter()
                .filter(|link| !links.contains(link))
                .collect::<Vec<_>>()
        );
        for (link, story) in stored {
            let known = past.stories.entry(link).or_insert_with(|| story.clone());
            assert_eq!(*known, story);
        }
    }

    /// What readers get is valid, keeps its ids, and says that something changed when it did.
    fn assert_output(&self, now: i64, report: &RunReport, past: &mut Past) {
        let path = self.env.path("public/all.atom");
        let bytes = std::fs::read(&path).unwrap();
        verify(&bytes).unwrap();
        let text = String::from_utf8(bytes.clone()).unwrap();
        assert!(
            !text.contains(">9999-"),
            "a date of the future is published"
        );
        let counts = report.counts();
        let inode = path.metadata().unwrap().ino();
        if (counts.new, counts.updated) == (0, 0)
            && let Some((old_inode, old)) = &past.output
        {
            assert!(*old == bytes, "nothing came, and the output changed");
            assert_eq!(*old_inode, inode);
        }
        past.output = Some((inode, bytes));
        let mut published = BTreeMap::new();
        for entry in text.split("<entry>").skip(1) {
            let part = |from: &str, to: &str| {
                let rest = entry.split_once(from).unwrap().1;
                rest.split_once(to).unwrap().0.to_owned()
            };
            let id = part("<id>", "</id>");
            let mut links = entry.split("<link ").skip(1);
            let link = links.find(|link| link.contains("rel=\"alternate\""));
            let link = link.unwrap().split_once("/>").unwrap().0.to_owned();
            let known = past.ids.entry(link.clone()).or_insert_with(|| id.clone());
            assert_eq!(*known, id);
            // A late repost is listed below the text, and that alone is no news.
            let content = part("<content", "</content>");
            let (body, _) = content.split_once("&lt;hr&gt;").unwrap_or((&content, ""));
            let seen = part("<title", "</title>") + &link + body.trim_end();
            let updated = part("<updated>", "</updated>");
            if let Some((old_updated, old_seen)) = past.published.get(&id) {
                let told =
                    format!("{id} at {now}: {old_updated} became {updated}, {old_seen} {seen}");
                if *old_seen == seen {
                    assert_eq!(*old_updated, updated, "{told}");
                } else {
                    // Never back, also when the clock goes back.
                    let wanted = old_updated.clone().max(shown(now));
                    assert_eq!(updated, wanted, "{told}");
                }
            }
            published.insert(id, (updated, seen));
        }
        past.published = published;
    }
}

/// As in an output.
fn shown(second: i64) -> String {
    let at = Timestamp::from_second(second).unwrap().to_string();
    at.replace('Z', "+00:00")
}

// The reads and runs of the quiet rounds are remembered; nothing else may grow.
const REMEMBERED: i64 = 3;

#[test]
fn hundreds_of_runs_lose_nothing_double_nothing_and_keep_to_the_pace() {
    let soak = Soak::new();
    let mut chance = Chance::from_seed(SEED);
    let mut past = Past::default();
    let mut now = 1_800_000_000;
    for round in 0..ROUNDS {
        look(&soak.publishers).live_on();
        now += match chance.within(0..20) {
            0 => -10 * MINUTE,
            1 => 3 * DAY,
            2 if now < 1_900_000_000 => 5 * YEAR,
            3 if now > 1_700_000_000 => -5 * YEAR,
            4..10 => 20 * MINUTE,
            _ => 70 * MINUTE,
        };
        println!("seed {SEED}, round {round}, clock {now}");
        let (store, report) = soak.run(now);
        soak.assert_pace(now, &mut past);
        soak.assert_entries(&store, &mut past);
        soak.assert_output(now, &report, &mut past);
    }
    assert!(past.stories.len() > 150, "{} entries", past.stories.len());

    look(&soak.publishers).settle();
    let mut pages = 0;
    for round in 0..QUIET {
        now += 3 * DAY;
        let (store, report) = soak.run(now);
        soak.assert_pace(now, &mut past);
        soak.assert_entries(&store, &mut past);
        soak.assert_output(now, &report, &mut past);
        drop(store);
        let found = soak.pages();
        if round < 2 {
            pages = found;
        }
        let bounds = pages..=pages + REMEMBERED;
        assert!(bounds.contains(&found), "{found} pages after {pages}");
    }
    soak.env.assert_sound();
}
