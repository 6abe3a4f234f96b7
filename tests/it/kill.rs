//! `kill -9` at any point of any command that writes: nothing is lost or doubled, and each output
//! is either the old or the new one, whole.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "test code: what is not there is a failed test"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::os::unix::fs::MetadataExt as _;
use std::process::Command;

use crate::feed_rules::atom::verify;

use super::chance::Chance;
use super::env::{Env, rss_of, text};
use super::server::{Reply, Server};

const OUTPUTS: [&str; 3] = ["public/all.atom", "public/some.atom", "public/newest.atom"];

const TABLES: &str = "[[outputs]]\nname = \"some\"\npath = \"public/some.atom\"\nsources = [\"gazette\", \"files\"]\n\
                      [[outputs]]\nname = \"newest\"\npath = \"public/newest.atom\"\nmax_entries = 5\n\
                      [[sources]]\nname = \"files\"\npath = \"files.rss\"\n";

/// Four feeds of the web and one on the disk, on two days.
const FEEDS: [&str; 4] = ["gazette", "portal", "daily", "wire"];

/// Bytes of the file that SQLite shares between processes: beyond it, the log is what grows.
const SHARED: u64 = 33_000;

/// Bytes that even a small change takes in the log, and every output in its file.
const SMALL: u64 = 40_000;

/// Where a command is killed.
#[derive(Debug, Clone, Copy)]
enum Point {
    /// When the files of the store have grown by so many bytes.
    Stored(u64),
    /// When the server has been asked so often.
    Asked(u64),
    /// When an output is being written aside, after so many others.
    Aside(u64),
    /// When so many outputs have been replaced.
    Replaced(u64),
    /// By the kernel, in the middle of a write, when a file would grow beyond so many bytes.
    Grown(u64),
}

/// What a run came to, without what depends on the hour.
#[derive(Debug, PartialEq, Eq)]
struct Stored {
    /// By key: source, guid, title, content hash.
    entries: BTreeMap<String, [String; 4]>,
    /// Keys of the entries that stand together.
    stories: BTreeSet<BTreeSet<String>>,
    /// How many texts there are, which `prune` removes.
    texts: i64,
}

impl Stored {
    fn of(env: &Env) -> Self {
        let export = env.export();
        let mut entries = BTreeMap::new();
        let mut stories: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for entry in &export {
            let word = |key: &str| entry[key].as_str().unwrap().to_owned();
            let members = stories.entry(word("story")).or_default();
            members.insert(word("entry"));
            let said = ["source", "guid", "title", "content_hash"].map(word);
            entries.insert(word("entry"), said);
        }
        assert_eq!(export.len(), entries.len(), "an entry stands there twice");
        let stories = stories.into_values().collect();
        let store = rusqlite::Connection::open(env.path("store.db")).unwrap();
        let texts = store
            .query_row("SELECT count(*) FROM bodies", [], |row| row.get(0))
            .unwrap();
        Self {
            entries,
            stories,
            texts,
        }
    }

    /// The key of an entry, by its guid.
    fn key(&self, guid: &str) -> &str {
        let mut entries = self.entries.iter();
        entries.find(|(_, said)| said[1] == guid).unwrap().0
    }
}

/// An installation beside its server.
struct World {
    env: Env,
    server: Server,
}

impl World {
    /// Before its first run, on the first day.
    fn new() -> Self {
        let server = Server::start();
        let tables = FEEDS.map(|name| {
            let url = server.url(&format!("/{name}"));
            format!("[[sources]]\nname = \"{name}\"\nurl = \"{url}\"\n")
        });
        let env = Env::new(&(TABLES.to_owned() + &tables.concat()));
        // However busy the machine is, a feed that is there is read.
        env.reword("\"5s\"", "\"5m\"");
        let world = Self { env, server };
        world.is_day(1);
        world
    }

    /// What the feeds carry on that day: an edit, reposts, new entries, another guid, a 304, an
    /// error.
    fn is_day(&self, day: u32) {
        let first = day == 1;
        let feed = |name: &str, numbers: &[u32]| {
            rss_of(numbers.iter().map(|number| {
                let edited = name == "gazette" && *number == 3 && !first;
                let years = if edited { "分五年" } else { "分三年" };
                let mut body = text(*number).replace("分三年", years);
                if *number == 30 {
                    // An output that takes more than one write.
                    body.push_str(&"<br>".repeat(5_000));
                }
                (format!("{name}-{number}"), body)
            }))
        };
        let carried: [&[u32]; 4] = if first {
            [&[1, 2, 3, 4], &[1, 2, 7], &[9, 10, 11], &[20, 21]]
        } else {
            [&[5, 1, 2, 3, 4], &[9, 1, 2, 7], &[9, 10, 11], &[]]
        };
        for (name, numbers) in FEEDS.iter().zip(carried) {
            let body = feed(name, numbers).replace("portal-7<", &format!("portal-7-{day}<"));
            let tag = format!("\"{name}-{}\"", if *name == "daily" { 1 } else { day });
            let reply = match numbers {
                [] => Reply::status(500),
                _ => Reply::ok(body).header("ETag", tag).conditional(),
            };
            self.server.route(&format!("/{name}"), reply);
        }
        let kept: &[u32] = if first { &[30] } else { &[31, 30, 5] };
        self.env.write("files.rss", feed("files", kept));
    }

    /// After the run of the first day, on the second.
    fn on_the_second_day() -> Self {
        let world = Self::new();
        world.env.pass();
        world.is_day(2);
        world
    }
}

/// What a command found.
struct Before {
    stored: u64,
    inodes: [Option<u64>; 3],
}

/// What has been done so far of a command, as points count it.
struct Progress {
    stored: u64,
    asked: u64,
    replaced: u64,
    /// Whether an output is being written aside.
    aside: bool,
}

impl Before {
    fn of(env: &Env, server: &Server) -> Self {
        server.forget_requests();
        Self {
            stored: stored(env),
            inodes: inodes(env),
        }
    }

    fn progress(&self, env: &Env, server: &Server) -> Progress {
        let folder = std::fs::read_dir(env.path("public")).into_iter().flatten();
        let mut names = folder.filter_map(Result::ok).map(|entry| entry.file_name());
        let pairs = self.inodes.iter().zip(inodes(env));
        Progress {
            stored: stored(env).saturating_sub(self.stored),
            asked: server.requests().len() as u64,
            replaced: pairs.filter(|(old, new)| **old != *new).count() as u64,
            aside: names.any(|name| name.as_encoded_bytes().starts_with(b".")),
        }
    }
}

impl Progress {
    fn has_reached(&self, point: Point) -> bool {
        match point {
            Point::Stored(bytes) => self.stored >= bytes,
            Point::Asked(requests) => self.asked >= requests,
            Point::Aside(others) => self.aside && self.replaced >= others,
            Point::Replaced(outputs) => self.replaced >= outputs,
            Point::Grown(_) => false,
        }
    }
}

/// Bytes in the files of the store.
fn stored(env: &Env) -> u64 {
    ["store.db", "store.db-wal"]
        .iter()
        .filter_map(|name| env.path(name).metadata().ok())
        .map(|metadata| metadata.len())
        .sum()
}

/// Which files stand where the outputs do.
fn inodes(env: &Env) -> [Option<u64>; 3] {
    OUTPUTS.map(|name| Some(env.path(name).metadata().ok()?.ino()))
}

/// The command, to be killed by SIGXFSZ when a file grows beyond `bytes`, to the block.
fn bounded(command: &Command, bytes: u64) -> Command {
    let blocks = bytes / 512;
    let mut bounded = Command::new("/bin/sh");
    bounded
        .arg("-c")
        .arg(format!(
            "ulimit -c 0 && ulimit -f {blocks} && exec \"$0\" \"$@\""
        ))
        .arg(command.get_program())
        .args(command.get_args())
        .current_dir(command.get_current_dir().unwrap())
        .env_clear();
    bounded
}

/// Runs the command and kills it at `point`, if it gets there; whether it was killed.
fn killed_at(point: Point, env: &Env, server: &Server, command: &[&str]) -> bool {
    let before = Before::of(env, server);
    let mut child = match point {
        Point::Grown(bytes) => bounded(&env.command(command), bytes),
        _ => env.command(command),
    };
    let mut child = child
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    while child.try_wait().unwrap().is_none() {
        if before.progress(env, server).has_reached(point) {
            child.kill().unwrap();
            break;
        }
        std::thread::yield_now();
    }
    child.wait().unwrap().code().is_none()
}

/// Kills `command` at points of `seed`, each time in a copy of the world, and fails unless what
/// follows is as if it had not been killed. `log` bytes are sure to be in the log of the store by
/// its end.
fn survives(world: &World, command: &[&str], log: u64, (seed, times): (u64, usize)) {
    let World { env, server } = world;
    let before: BTreeSet<String> = OUTPUTS
        .iter()
        .filter(|name| env.path(name).exists())
        .flat_map(|name| env.published(name).into_keys())
        .collect();
    let undisturbed = env.copy();
    let start = Before::of(&undisturbed, server);
    undisturbed.ok(command);
    let whole = start.progress(&undisturbed, server);
    undisturbed.ok(&["publish"]);
    let expected = Stored::of(&undisturbed);
    let sizes = OUTPUTS.map(|name| undisturbed.published(name).len());
    let kept = |env: &Env| -> BTreeSet<String> {
        let now = OUTPUTS
            .iter()
            .flat_map(|name| env.published(name).into_keys());
        now.filter(|id| before.contains(id)).collect()
    };
    let expected_ids = kept(&undisturbed);

    let mut chance = Chance::from_seed(seed);
    let mut killed = 0;
    for trial in 0..times {
        let point = match chance.within(0..8) {
            0 if whole.asked > 0 => Point::Asked(chance.within(1..whole.asked + 1)),
            1 if whole.replaced > 0 => Point::Aside(chance.within(0..whole.replaced)),
            2 if whole.replaced > 1 => Point::Replaced(chance.within(1..whole.replaced)),
            3 | 4 if log > 0 => Point::Stored(chance.within(0..log)),
            _ => Point::Grown(chance.within(SHARED..log.max(SMALL))),
        };
        let told = format!("{command:?}, seed {seed}, trial {trial}: killed at {point:?}");
        let copy = env.copy();
        killed += usize::from(killed_at(point, &copy, server, command));
        copy.assert_sound();
        let mut seen = BTreeSet::new();
        for (name, size) in OUTPUTS.iter().zip(sizes) {
            let Ok(feed) = std::fs::read(copy.path(name)) else {
                assert!(before.is_empty(), "{told}: {name} is gone");
                continue;
            };
            assert!(verify(&feed).is_ok(), "{told}: {name} is cut");
            let old = std::fs::read(env.path(name)).is_ok_and(|old| old == feed);
            let ids = copy.published(name);
            assert!(
                old || ids.len() == size,
                "{told}: {name} is neither old nor new"
            );
            seen.extend(ids.into_keys());
        }
        copy.ok(command);
        copy.ok(&["publish"]);
        assert_eq!(Stored::of(&copy), expected, "{told}");
        for (name, size) in OUTPUTS.iter().zip(sizes) {
            let feed = std::fs::read(copy.path(name)).unwrap();
            assert_eq!(verify(&feed), Ok(size), "{told}: {name}");
        }
        assert_eq!(kept(&copy), expected_ids, "{told}");
        let all = copy.published(OUTPUTS[0]);
        let lost = seen.iter().filter(|id| !all.contains_key(*id));
        let lost: Vec<&String> = lost.filter(|id| !before.contains(*id)).collect();
        assert!(
            lost.is_empty(),
            "{told}: {lost:?} were published for a while"
        );
    }
    assert!(
        killed * 3 > times,
        "{command:?}: only {killed} of {times} were killed before their end"
    );
}

#[test]
fn a_first_run_killed_anywhere_is_made_whole_by_the_next() {
    survives(&World::new(), &["run", "--force"], 200_000, (1, 32));
}

#[test]
fn a_later_run_killed_anywhere_is_made_whole_by_the_next() {
    survives(
        &World::on_the_second_day(),
        &["run", "--force"],
        80_000,
        (2, 40),
    );
}

#[test]
fn refolding_killed_anywhere_is_made_whole_by_the_next() {
    let world = World::on_the_second_day();
    world.env.pass();
    survives(&world, &["refold"], SMALL, (3, 16));
}

#[test]
fn pruning_killed_anywhere_is_made_whole_by_the_next() {
    let world = World::on_the_second_day();
    // The outputs need few texts.
    for name in ["all", "some"] {
        let path = format!("path = \"public/{name}.atom\"");
        let few = format!("{path}\nmax_entries = 2");
        world.env.reword(&path, &few);
    }
    world.env.pass();
    survives(&world, &["prune", "--max-size", "1 B"], SMALL, (7, 16));
}

#[test]
fn outputs_written_anew_and_killed_anywhere_are_made_whole_by_the_next() {
    let world = World::on_the_second_day();
    world.env.pass();
    world.env.reword("Curated", "Chosen");
    survives(&world, &["publish"], 0, (4, 16));
}

#[test]
fn a_ruling_killed_anywhere_is_carried_out_by_the_next() {
    let world = World::on_the_second_day();
    world.env.pass();
    let stored = Stored::of(&world.env);
    let (one, other) = (stored.key("gazette-4"), stored.key("daily-10"));
    survives(&world, &["merge", one, other], SMALL, (5, 10));
    survives(&world, &["split", stored.key("portal-1")], SMALL, (6, 10));
}
