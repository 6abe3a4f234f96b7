//! A store of every earlier schema version is migrated completely or not at all.
//!
//! `tests/fixtures/stores` holds a small database for each version of the schema, and the feed
//! that was published from it. To add the database of version N while N is the newest version, run
//! its binary in the folder `input`:
//!
//! ```text
//! feedfold run                        # and merge, split, pin; rulings have to outlive upgrades
//! feedfold publish && mv all.atom ../0N.atom
//! feedfold backup ../0N.db            # and remove store.db* here
//! ```
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "test code: what is not there is a failed test"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};

use feedfold::store::Store;
use rusqlite::Connection;

use super::env::Env;

/// The signal of a write beyond the limit of a file's size.
const SIGXFSZ: i32 = 25;

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/stores")
}

fn database(version: usize) -> PathBuf {
    fixtures().join(format!("{version:02}.db"))
}

fn version(store: &Path) -> usize {
    Connection::open(store)
        .unwrap()
        .pragma_query_value(None, "user_version", |row| row.get(0))
        .unwrap()
}

/// The newest version, by what the program makes.
fn newest() -> usize {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("new.db");
    Store::open(&path).unwrap();
    version(&path)
}

/// An installation with the store of this version.
pub(crate) fn installed(number: usize) -> Env {
    let env = Env::new("");
    let input = fixtures().join("input");
    for file in ["feeds.toml", "harbour.rss", "coast.rss", "posts/reply.md"] {
        env.write(file, std::fs::read(input.join(file)).unwrap());
    }
    let store = std::fs::read(database(number)).unwrap();
    env.write("store.db", store);
    env
}

/// What no upgrade may change.
#[derive(Debug, PartialEq)]
struct Kept {
    /// Story, source, guid and title by entry.
    entries: BTreeMap<String, [String; 4]>,
    /// Kind, entries and time.
    rulings: Vec<String>,
    namespace: String,
}

fn kept(env: &Env) -> Kept {
    let store = Connection::open(env.path("store.db")).unwrap();
    let entries = store
        .prepare(
            "SELECT hex(entries.key), hex(stories.key), sources.identity, entries.guid, entries.title
             FROM entries JOIN stories ON stories.id = entries.story
             JOIN sources ON sources.id = entries.source",
        )
        .unwrap()
        .query_map([], |row| {
            Ok((
                row.get(0)?,
                [row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?],
            ))
        })
        .unwrap()
        .collect::<Result<BTreeMap<_, _>, _>>()
        .unwrap();
    assert_eq!(entries.len(), 8);
    // The first version knew no rulings.
    let rulings = store
        .prepare("SELECT kind || ' ' || hex(one) || ' ' || hex(coalesce(other, '')) || ' ' || at FROM rulings")
        .map(|mut statement| {
            let rows = statement.query_map([], |row| row.get(0)).unwrap();
            rows.collect::<Result<_, _>>().unwrap()
        })
        .unwrap_or_default();
    let namespace = store
        .query_row(
            "SELECT value FROM meta WHERE name = 'namespace'",
            [],
            |row| row.get(0),
        )
        .unwrap();
    Kept {
        entries,
        rulings,
        namespace,
    }
}

/// The ids in a published feed.
fn published(atom: &str) -> BTreeSet<&str> {
    atom.split("<id>")
        .skip(1)
        .map(|rest| rest.split("</id>").next().unwrap())
        .collect()
}

#[test]
fn every_version_but_the_newest_has_its_database_here() {
    let migrations = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/store/file/migrations");
    let files = std::fs::read_dir(migrations).unwrap().count();
    assert_eq!(files, newest(), "a migration is not in `store::file::open`");
    assert!(newest() >= 2);
    for number in 1..newest() {
        let file = database(number);
        assert!(
            file.exists(),
            "{} is missing: see this file's head",
            file.display()
        );
        let folder = tempfile::tempdir().unwrap();
        let copy = folder.path().join("copy.db");
        std::fs::copy(&file, &copy).unwrap();
        assert_eq!(version(&copy), number, "{}", file.display());
    }
}

#[test]
fn an_upgrade_keeps_entries_stories_published_ids_and_rulings_and_every_command_works() {
    // That of the newest version, when it is there already, has nothing to be changed.
    let all = (1..=newest()).filter(|number| database(*number).exists());
    for number in all {
        let env = installed(number);
        let before = kept(&env);
        let old = std::fs::read_to_string(fixtures().join(format!("{number:02}.atom"))).unwrap();
        env.ok(&["publish"]);
        assert_eq!(version(&env.path("store.db")), newest());
        assert_eq!(kept(&env), before, "version {number}");
        assert_eq!(
            published(&env.read("all.atom")),
            published(&old),
            "version {number}"
        );

        let store = Connection::open(env.path("store.db")).unwrap();
        let without_session: u32 = store
            .query_row(
                "SELECT count(*) FROM document_numbers WHERE number IN ('提案 * 11', '提案 * 12')",
                [],
                |row| row.get(0),
            )
            .unwrap();
        let with: u32 = store
            .query_row(
                "SELECT count(*) FROM document_numbers WHERE number IN ('提案  11', '提案  12')",
                [],
                |row| row.get(0),
            )
            .unwrap();
        assert_eq!(without_session, with, "version {number}");
        drop(store);

        let report = env.pass();
        for source in report["sources"].as_array().unwrap() {
            assert_eq!(source["counts"]["new"], 0, "version {number}: {source}");
        }
        assert_eq!(kept(&env).rulings, before.rulings);
        assert_eq!(env.export().len(), 8);
        // The entries of its local feeds are recognised under other guids and in a renamed file.
        for file in ["harbour.rss", "coast.rss"] {
            let feed = env.read(file);
            env.write(
                &format!("new-{file}"),
                feed.replace("</guid>", "?v=2</guid>"),
            );
            std::fs::remove_file(env.path(file)).unwrap();
            env.reword(file, &format!("new-{file}"));
        }
        for source in env.pass()["sources"].as_array().unwrap() {
            assert_eq!(source["counts"]["new"], 0, "version {number}: {source}");
        }
        assert!(env.ok(&["stories"]).contains("A new pier"));
        for entry in before.entries.keys() {
            env.ok(&["show", entry]);
            env.ok(&["explain", entry]);
        }
        env.ok(&["refold"]);
        let after = kept(&env);
        assert_eq!(after.rulings, before.rulings, "version {number}");
        assert!(after.entries.keys().eq(before.entries.keys()));
        env.ok(&["publish"]);
        assert_eq!(
            published(&env.read("all.atom")),
            published(&old),
            "version {number}"
        );
    }
}

#[test]
fn a_report_does_not_change_the_schema_of_an_older_store_and_says_what_does() {
    for number in 1..newest() {
        let env = installed(number);
        let before = std::fs::read(env.path("store.db")).unwrap();
        for report in ["stories", "export", "sources"] {
            let ended = env.run(&[report]);
            assert_eq!(ended.code, 1, "{report}");
            assert!(
                ended.err.contains("older feedfold") && ended.err.contains("feedfold publish"),
                "{}",
                ended.err
            );
        }
        // A dry run works on a copy, and may upgrade that.
        env.ok(&["run", "--dry-run"]);
        env.ok(&["refold", "--dry-run"]);
        // A backup before the upgrade is one of the older version.
        env.ok(&["backup", "before.db"]);
        assert_eq!(version(&env.path("before.db")), number);
        assert!(std::fs::read(env.path("store.db")).unwrap() == before);
        env.ok(&["publish"]);
        env.ok(&["restore", "before.db"]);
        assert_eq!(version(&env.path("store.db")), number);
        env.ok(&["publish"]);
        env.ok(&["stories"]);
    }
}

#[test]
fn an_upgrade_killed_half_way_leaves_the_old_version_whole() {
    let env = installed(1);
    let old = std::fs::read(env.path("store.db")).unwrap();
    let before = kept(&env);
    // A log of all new tables is larger than this, whichever unit the shell counts in.
    let limited = "ulimit -c 0; ulimit -f 72; exec \"$0\" \"$@\"";
    let killed = std::process::Command::new("sh")
        .args(["-c", limited, env!("CARGO_BIN_EXE_feedfold"), "publish"])
        .current_dir(env.path(""))
        .output()
        .unwrap();
    assert_eq!(killed.status.signal(), Some(SIGXFSZ), "{killed:?}");
    let written = env.path("store.db-wal").metadata().unwrap().len();
    assert!(
        written > 30_000,
        "{written} bytes of the upgrade were written"
    );
    assert!(std::fs::read(env.path("store.db")).unwrap() == old);
    assert_eq!(version(&env.path("store.db")), 1);
    assert_eq!(kept(&env), before);
    env.ok(&["publish"]);
    assert_eq!(version(&env.path("store.db")), newest());
    assert_eq!(kept(&env), before);
}

#[test]
fn a_newer_version_is_refused_to_the_byte() {
    let env = installed(newest() - 1);
    env.ok(&["publish"]);
    Connection::open(env.path("store.db"))
        .unwrap()
        .pragma_update(None, "user_version", newest() + 1)
        .unwrap();
    let before = std::fs::read(env.path("store.db")).unwrap();
    let output = env.read("all.atom");
    for command in [
        ["run"].as_slice(),
        &["run", "--dry-run"],
        &["publish"],
        &["stories"],
        &["refold"],
        &["pin", "ab"],
        &["backup"],
    ] {
        let ended = env.run(command);
        assert_eq!(ended.code, 1, "{command:?}");
        assert!(ended.err.contains("newer feedfold"), "{}", ended.err);
        assert!(
            std::fs::read(env.path("store.db")).unwrap() == before,
            "{command:?}"
        );
    }
    assert_eq!(env.read("all.atom"), output);
}
