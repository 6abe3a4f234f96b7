//! Reports and dry runs by a user who may write neither the store nor its folder.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "test code: what is not there is a failed test"
)]

use std::fs::Permissions;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::os::unix::process::CommandExt as _;
use std::path::Path;

use rusqlite::Connection;

use super::env::{Ended, Env, ended, rss, text};
use super::serve::client::Serving;

const SOURCES: &str = "[[sources]]\nname = \"a\"\npath = \"../a.rss\"\n";

/// Nobody, on most systems; on all of them somebody else than root.
const SOMEBODY_ELSE: u32 = 65_534;

/// An installation in a folder `theirs` of an [`Env`], in which nothing can be written.
struct Theirs {
    env: Env,
}

impl Theirs {
    fn new() -> Self {
        let env = Env::new(SOURCES);
        let body = text(7);
        env.write(
            "a.rss",
            rss(&[("1", "灯塔", &body), ("2", "another", &body)]),
        );
        let config = env.read("feeds.toml");
        env.write("theirs/feeds.toml", config);
        let run = env.run(&["run", "--config", "theirs/feeds.toml"]);
        assert_eq!(run.code, 0, "{}", run.err);
        Self { env }
    }

    /// Takes away what it needs to write; also for root, who is not held by permissions.
    fn close(&self) {
        mode(self.env.path(""), 0o755);
        mode(self.env.path("theirs/store.db"), 0o444);
        mode(self.env.path("theirs"), 0o555);
    }

    fn run(&self, arguments: &[&str]) -> Ended {
        let arguments = [&["--config", "theirs/feeds.toml"], arguments].concat();
        run_held(&self.env, &arguments).unwrap_or_else(|| {
            // A folder stands where SQLite would make the file it needs to write.
            let shared = self.env.path("theirs/store.db-shm");
            if !shared.exists() {
                std::fs::create_dir(shared).unwrap();
            }
            self.env.run(&arguments)
        })
    }

    fn ok(&self, arguments: &[&str]) -> String {
        let ended = self.run(arguments);
        assert_eq!(ended.code, 0, "{arguments:?}: {}", ended.err);
        ended.out
    }

    /// The files beside the store, without the folder that stands in for permissions.
    fn files(&self) -> Vec<String> {
        let mut names: Vec<String> = std::fs::read_dir(self.env.path("theirs"))
            .unwrap()
            .map(|entry| entry.unwrap())
            .filter(|entry| entry.path().is_file())
            .map(|entry| entry.file_name().into_string().unwrap())
            .collect();
        names.sort_unstable();
        names
    }
}

impl Drop for Theirs {
    fn drop(&mut self) {
        mode(self.env.path("theirs"), 0o755);
    }
}

fn mode(path: impl AsRef<Path>, mode: u32) {
    std::fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

/// Runs the binary as somebody who is held by permissions; `None` where there is no such user:
/// root in a user namespace of one user cannot become another.
fn run_held(env: &Env, arguments: &[&str]) -> Option<Ended> {
    held(env, arguments).output().ok().map(ended)
}

/// The binary, about to run as somebody who is held by permissions.
fn held(env: &Env, arguments: &[&str]) -> std::process::Command {
    let is_root = env.path("feeds.toml").metadata().unwrap().uid() == 0;
    if !is_root {
        return env.command(arguments);
    }
    let program = env.path("feedfold");
    if !program.exists() {
        let built = env!("CARGO_BIN_EXE_feedfold");
        // Where it was built, somebody else may not look.
        std::fs::hard_link(built, &program)
            .or_else(|_| std::fs::copy(built, &program).map(drop))
            .unwrap();
    }
    let mut dropped = std::process::Command::new(program);
    dropped
        .args(arguments)
        .current_dir(env.path(""))
        .env_clear()
        .uid(SOMEBODY_ELSE)
        .gid(SOMEBODY_ELSE);
    dropped
}

/// Every report, given the id of an entry.
fn reports(id: &str) -> Vec<Vec<&str>> {
    [
        ["stories", "--json"].as_slice(),
        &["search", "灯塔"],
        &["show", id],
        &["explain", id],
        &["sources"],
        &["export"],
        &["eval", "labels.jsonl"],
    ]
    .map(<[&str]>::to_vec)
    .to_vec()
}

#[test]
fn every_report_reads_the_store_of_another_user_and_leaves_nothing_there() {
    let theirs = Theirs::new();
    let config = ["--config", "theirs/feeds.toml"];
    theirs.env.write(
        "labels.jsonl",
        "{\"source\":\"a\",\"guid\":\"1\",\"group\":\"g\",\"relation\":\"single\"}\n",
    );
    let ids = theirs.env.ok(&[&config, ["export"].as_slice()].concat());
    let line: serde_json::Value = serde_json::from_str(ids.lines().next().unwrap()).unwrap();
    let id = line["entry"].as_str().unwrap();
    let as_owner: Vec<String> = reports(id)
        .iter()
        .map(|report| theirs.env.ok(&[&config, report.as_slice()].concat()))
        .collect();
    theirs.close();
    let before = theirs.files();
    let as_reader: Vec<String> = reports(id).iter().map(|report| theirs.ok(report)).collect();
    assert_eq!(as_reader, as_owner);
    let examined = theirs.run(&["doctor"]).out;
    assert!(examined.contains("whole and up to date"), "{examined}");
    assert_eq!(theirs.files(), before);
}

#[test]
fn another_user_serves_the_store_and_leaves_nothing_there() {
    let theirs = Theirs::new();
    theirs.close();
    let before = theirs.files();
    let arguments = ["serve", "127.0.0.1:0", "--config", "theirs/feeds.toml"];
    let mut command = held(&theirs.env, &arguments);
    if command.arg("--help").output().is_err() {
        // Nobody here is held by permissions; see `Theirs::run`.
        std::fs::create_dir(theirs.env.path("theirs/store.db-shm")).unwrap();
        command = theirs.env.command(&arguments);
    } else {
        command = held(&theirs.env, &arguments);
    }
    let serving = Serving::spawn(command);
    for target in ["/healthz", "/feeds", "/all.atom"] {
        assert_eq!(serving.get(target, &[]).status, 200, "{target}");
    }
    let metrics = serving.get("/metrics", &[]);
    assert!(metrics.text().contains("feedfold_store_up 1"));
    // Whoever may not write cannot edit, so that a page has no forms.
    let front: serde_json::Value =
        serde_json::from_slice(&serving.get("/index.json", &[]).body).unwrap();
    let story = front["stories"][0]["story"].as_str().unwrap();
    let page = serving.get(&format!("/s/{story}"), &[]);
    assert_eq!(page.status, 200);
    assert!(!page.text().contains("method=\"post\""));
    assert_eq!(theirs.files(), before);

    // The owner runs a pass meanwhile.
    mode(theirs.env.path("theirs"), 0o755);
    mode(theirs.env.path("theirs/store.db"), 0o644);
    theirs
        .env
        .write("a.rss", rss(&[("3", "another title", &text(3))]));
    let ran = theirs.env.run(&["run", "--config", "theirs/feeds.toml"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(
        serving
            .get("/all.atom", &[])
            .text()
            .contains("another title")
    );
    assert_eq!(serving.get("/healthz", &[]).status, 200);
}

#[test]
fn a_store_that_is_in_use_is_read_as_it_is_now() {
    let theirs = Theirs::new();
    let open = Connection::open(theirs.env.path("theirs/store.db")).unwrap();
    open.execute("UPDATE entries SET title = 'only in the log'", [])
        .unwrap();
    for name in ["store.db-wal", "store.db-shm"] {
        mode(theirs.env.path("theirs").join(name), 0o444);
    }
    theirs.close();
    assert!(theirs.ok(&["stories"]).contains("only in the log"));
}

#[test]
fn a_pass_that_was_killed_is_not_read_past_its_log() {
    let theirs = Theirs::new();
    let store = theirs.env.path("theirs/store.db");
    let open = Connection::open(&store).unwrap();
    open.execute("UPDATE entries SET title = 'only in the log'", [])
        .unwrap();
    let log = std::fs::read(theirs.env.path("theirs/store.db-wal")).unwrap();
    drop(open);
    theirs.env.write("theirs/store.db-wal", log);
    theirs.close();
    let ended = theirs.run(&["stories"]);
    assert_eq!(ended.code, 1);
    assert!(
        ended.err.contains("needs its log") && ended.err.contains("as the user it belongs to"),
        "{}",
        ended.err
    );
}

#[test]
fn dry_runs_need_to_write_nothing_beside_the_store() {
    let theirs = Theirs::new();
    std::fs::remove_file(theirs.env.path("theirs/store.db.lock")).unwrap();
    theirs.env.write("a.rss", rss(&[("3", "new", &text(3))]));
    theirs.close();
    let before = theirs.files();
    assert!(theirs.ok(&["run", "--dry-run"]).contains("dry run"));
    assert!(
        theirs
            .ok(&["refold", "--dry-run"])
            .contains("would be decided")
    );
    assert_eq!(theirs.files(), before);
}

#[test]
fn a_dry_run_where_there_is_no_store_leaves_no_file() {
    let env = Env::new("[[sources]]\nname = \"a\"\npath = \"a.rss\"\n");
    env.write("a.rss", rss(&[("1", "t", &text(1))]));
    assert!(env.ok(&["run", "--dry-run"]).contains("dry run"));
    let refused = env.run(&["refold", "--dry-run"]);
    assert_eq!(refused.code, 1);
    assert!(refused.err.contains("feedfold run"), "{}", refused.err);
    for command in ["publish", "refold"] {
        assert_eq!(env.run(&[command]).code, 1);
    }
    let names: Vec<_> = std::fs::read_dir(env.path(""))
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(names.len(), 2, "{names:?}");
}

#[test]
fn a_dry_run_waits_for_a_pass_that_is_at_work() {
    let env = Env::new("[[sources]]\nname = \"a\"\npath = \"a.rss\"\n");
    env.write("a.rss", rss(&[("1", "t", &text(1))]));
    env.pass();
    let lock = feedfold::store::Store::lock(&env.path("store.db"), std::time::Duration::ZERO);
    let ended = env.run(&["run", "--dry-run", "--no-wait"]);
    assert_eq!(ended.code, 75, "{}", ended.err);
    drop(lock.unwrap());
    env.ok(&["run", "--dry-run", "--no-wait"]);
}

#[test]
fn where_an_output_may_not_be_written_the_pass_stores_all_and_the_next_writes_it() {
    let env = Env::new("[[sources]]\nname = \"a\"\npath = \"a.rss\"\n");
    env.write("a.rss", rss(&[("1", "t", &text(1))]));
    env.pass();
    let before = env.read("public/all.atom");
    env.write("a.rss", rss(&[("1", "t", &text(1)), ("2", "u", &text(2))]));
    mode(env.path(""), 0o777);
    for name in ["store.db", "store.db.lock"] {
        mode(env.path(name), 0o666);
    }
    mode(env.path("public"), 0o555);
    let ended = run_held(&env, &["run"]).unwrap_or_else(|| {
        // The folder is away for as long as a file stands in its place.
        std::fs::rename(env.path("public"), env.path("away")).unwrap();
        env.write("public", "");
        let ended = env.run(&["run"]);
        std::fs::remove_file(env.path("public")).unwrap();
        std::fs::rename(env.path("away"), env.path("public")).unwrap();
        ended
    });
    assert_eq!(ended.code, 1, "{}", ended.err);
    assert!(
        ended.err.contains("error: output all: ") && ended.err.contains("the old file"),
        "{}",
        ended.err
    );
    assert_eq!(env.read("public/all.atom"), before);
    mode(env.path("public"), 0o755);
    assert_eq!(env.export().len(), 2, "the pass stored all");
    env.ok(&["run"]);
    assert!(env.read("public/all.atom").contains("<title>u</title>"));
}
