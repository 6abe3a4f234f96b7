//! `backup` and `restore`: a restored store has the same ids, and nothing is lost.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "test code: what is not there is a failed test"
)]

use std::path::PathBuf;

use feedfold::store::Store;
use rusqlite::Connection;
use serde_json::Value;

use super::env::{Env, numbered, text};

const SOURCES: &str = "[[sources]]\nname = \"a\"\npath = \"a.rss\"\n";

/// A feed of texts, told apart by their numbers.
fn feed(numbers: std::ops::Range<u32>) -> String {
    numbered(numbers.map(|number| (number, text(number))))
}

fn filled() -> Env {
    let env = Env::new(SOURCES);
    env.write("a.rss", feed(0..5));
    env.pass();
    env
}

fn json(out: &str) -> Value {
    serde_json::from_str(out).unwrap()
}

/// Names in the folder of the installation that begin like this.
fn names(env: &Env, beginning: &str) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(env.path(""))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.starts_with(beginning))
        .collect();
    names.sort_unstable();
    names
}

fn stored(file: PathBuf) -> u32 {
    Connection::open(file)
        .unwrap()
        .query_row("SELECT count(*) FROM entries", [], |row| row.get(0))
        .unwrap()
}

fn title(store: &Connection, id: u32) -> String {
    store
        .query_row("SELECT title FROM entries WHERE id = ?1", [id], |row| {
            row.get(0)
        })
        .unwrap()
}

#[test]
fn a_backup_says_that_it_made_the_folder_since_a_disk_may_not_be_mounted() {
    let env = filled();
    let first = env.run(&["backup", "disk/kept.db"]);
    assert_eq!(first.code, 0, "{}", first.err);
    assert!(
        first.err.contains("the folder disk was not there"),
        "{}",
        first.err
    );
    assert_eq!(env.run(&["backup", "disk/again.db"]).err, "");
    assert_eq!(env.run(&["backup", "beside.db"]).err, "");
}

#[test]
fn a_lost_store_comes_back_with_its_ids_and_the_next_run_goes_on() {
    let env = filled();
    let (entries, output) = (env.export(), env.read("public/all.atom"));
    let written = json(&env.ok(&["backup", "--json", "safe/kept.db"]));
    assert_eq!(
        (&written["entries"], &written["stories"]),
        (&5.into(), &5.into())
    );
    assert_eq!(
        written["bytes"].as_u64(),
        Some(env.path("safe/kept.db").metadata().unwrap().len())
    );
    std::fs::remove_file(env.path("store.db")).unwrap();
    std::fs::remove_file(env.path("public/all.atom")).unwrap();
    let said = env.ok(&["restore", "safe/kept.db"]);
    assert!(said.contains("5 entries"), "{said}");
    env.ok(&["publish"]);
    assert_eq!(env.read("public/all.atom"), output);
    assert_eq!(env.export(), entries);
    env.write("a.rss", feed(0..6));
    let report = env.pass();
    assert_eq!(report["sources"][0]["counts"]["new"], 1);
    assert_eq!(report["sources"][0]["counts"]["unchanged"], 5);
}

#[test]
fn a_backup_holds_what_is_committed_while_another_program_is_writing() {
    let env = filled();
    let lock = Store::lock(&env.path("store.db"), std::time::Duration::ZERO).unwrap();
    let writing = Connection::open(env.path("store.db")).unwrap();
    let before = title(&writing, 2);
    writing
        .execute_batch(
            "UPDATE entries SET title = 'committed' WHERE id = 1;
             BEGIN IMMEDIATE; UPDATE entries SET title = 'half done' WHERE id = 2;",
        )
        .unwrap();
    env.ok(&["backup", "now.db"]);
    writing.execute_batch("ROLLBACK").unwrap();
    drop(lock);
    let backup = Connection::open(env.path("now.db")).unwrap();
    assert_eq!(title(&backup, 1), "committed");
    assert_eq!(title(&backup, 2), before);
    assert_eq!(names(&env, "now.db"), ["now.db"]);
    assert!(names(&env, ".feedfold").is_empty());
}

#[test]
fn backups_made_during_a_pass_are_whole() {
    let env = filled();
    env.write("a.rss", feed(0..400));
    let mut pass = env.command(&["run"]).spawn().unwrap();
    let mut made = 0;
    while pass.try_wait().unwrap().is_none() || made == 0 {
        env.ok(&["backup", "--overwrite", "during.db"]);
        // Entries and their source's state are one transaction: all of the feed, or nothing of it.
        let found = stored(env.path("during.db"));
        assert!([5, 400].contains(&found), "{found}");
        made += 1;
    }
    assert!(pass.wait().unwrap().success());
    env.ok(&["restore", "during.db"]);
}

#[test]
fn a_file_that_is_there_is_replaced_when_asked_only_and_the_store_never_is() {
    let env = filled();
    env.write("kept.db", "something else");
    let refused = env.run(&["backup", "kept.db"]);
    assert_eq!(refused.code, 1);
    assert!(refused.err.contains("--overwrite"), "{}", refused.err);
    assert_eq!(env.read("kept.db"), "something else");
    env.ok(&["backup", "--overwrite", "kept.db"]);
    assert_eq!(stored(env.path("kept.db")), 5);
    std::os::unix::fs::symlink("store.db", env.path("link.db")).unwrap();
    for own in [
        "store.db",
        "./public/../store.db",
        "store.db-wal",
        "store.db.lock",
        "link.db",
    ] {
        let refused = env.run(&["backup", "--overwrite", own]);
        assert_eq!(refused.code, 1, "{own}");
        assert!(refused.err.contains("the store itself"), "{}", refused.err);
    }
    assert_eq!(env.export().len(), 5);
}

#[test]
fn the_newest_are_kept_of_those_that_bear_the_name_of_the_store() {
    let env = filled();
    let older = [
        "store-20210101T000000Z.db",
        "store-20220101T000000Z.db",
        "store-20230101T000000Z.db",
    ];
    for name in older {
        env.write(name, "old");
    }
    let others = [
        "other-20210101T000000Z.db",
        "store-before.db",
        "store-2021.db",
    ];
    for name in others {
        env.write(name, "not to be touched");
    }
    env.write(
        ".feedfold-backup-killed.tmp",
        "left by a backup that was killed",
    );
    let written = json(&env.ok(&["backup", "--keep", "2", "--json"]));
    let removed = written["removed"].as_array().unwrap();
    assert_eq!(removed.len(), 2, "{written}");
    let made = PathBuf::from(written["file"].as_str().unwrap());
    let made = made.file_name().unwrap().to_str().unwrap().to_owned();
    let mut expected = vec!["store-2021.db".to_owned(), older[2].to_owned(), made];
    expected.push("store-before.db".to_owned());
    assert_eq!(names(&env, "store-"), expected);
    assert_eq!(names(&env, "other-").len(), 1);
    assert!(names(&env, ".feedfold").is_empty());
    assert_eq!(env.run(&["backup", "--keep", "2", "one.db"]).code, 2);
    assert_eq!(env.run(&["backup", "--keep", "0"]).code, 2);
}

#[test]
fn of_a_damaged_store_no_backup_is_made_and_no_older_one_removed() {
    let env = filled();
    env.write("store-20210101T000000Z.db", "old");
    env.write("store-20220101T000000Z.db", "old");
    let store = env.path("store.db");
    let whole = std::fs::read(&store).unwrap();
    // An index that lacks an entry: no page is damaged, and no query fails.
    let (root, page): (usize, usize) = Connection::open(&store)
        .unwrap()
        .query_row(
            "SELECT rootpage, page_size FROM sqlite_schema, pragma_page_size WHERE name = 'entries_by_story'",
            [],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .unwrap();
    let mut damaged = whole.clone();
    // The number of cells on a page stands at its fourth and fifth byte.
    let cells = (root - 1) * page + 3;
    damaged[cells + 1] -= 1;
    env.write("store.db", &damaged);
    let refused = env.run(&["backup", "--keep", "1"]);
    assert_eq!(refused.code, 1, "{}", refused.out);
    assert!(
        refused.err.contains("store.db is damaged (Fragmentation"),
        "{}",
        refused.err
    );
    assert_eq!(names(&env, "store-2").len(), 2);
    assert!(names(&env, ".feedfold").is_empty());
    env.write("store.db", whole);
}

#[test]
fn what_is_no_whole_backup_is_refused_and_the_store_stays_as_it_is() {
    let env = filled();
    env.ok(&["backup", "good.db"]);
    let good = std::fs::read(env.path("good.db")).unwrap();
    env.write("text.db", "this is not a database ".repeat(100));
    env.write("empty.db", "");
    env.write("cut.db", &good[..good.len() - 4096]);
    env.write("newer.db", &good);
    Connection::open(env.path("newer.db"))
        .unwrap()
        .pragma_update(None, "user_version", 999)
        .unwrap();
    Connection::open(env.path("other.db"))
        .unwrap()
        .execute("CREATE TABLE theirs (a)", [])
        .unwrap();
    env.write("loose.db", &good);
    Connection::open(env.path("loose.db"))
        .unwrap()
        .execute_batch("PRAGMA foreign_keys = OFF; DELETE FROM stories WHERE id = 1")
        .unwrap();
    let before = std::fs::read(env.path("store.db")).unwrap();
    for (file, what) in [
        ("absent.db", "does not exist"),
        ("text.db", "damaged"),
        ("empty.db", "no store in this file"),
        ("cut.db", "cut short"),
        ("newer.db", "newer feedfold"),
        ("other.db", "another program"),
        ("loose.db", "names no row of stories"),
        ("store.db", "the store itself"),
        ("public", "it is a folder; name the backup in it"),
    ] {
        let refused = env.run(&["restore", file]);
        assert_eq!(refused.code, 1, "{file}");
        assert!(
            refused.err.contains(what) && refused.err.contains(&format!("the backup {file}")),
            "{file}: {}",
            refused.err
        );
        assert!(
            std::fs::read(env.path("store.db")).unwrap() == before,
            "{file}"
        );
    }
    assert!(names(&env, "store-").is_empty() && names(&env, ".feedfold").is_empty());
}

#[test]
fn the_store_that_stood_there_is_kept_and_another_restore_puts_it_back() {
    let env = filled();
    env.ok(&["backup", "before.db"]);
    env.write("a.rss", feed(0..9));
    env.pass();
    let restored = json(&env.ok(&["restore", "before.db", "--json"]));
    assert_eq!(env.export().len(), 5);
    let aside = restored["set_aside"]["file"].as_str().unwrap();
    assert!(aside.contains("store-set-aside-2"), "{aside}");
    env.ok(&["restore", aside]);
    assert_eq!(env.export().len(), 9);
    assert_eq!(names(&env, "store-set-aside-").len(), 2);
}

#[test]
fn a_damaged_store_is_set_aside_with_its_log_as_it_was_found() {
    let env = filled();
    env.ok(&["backup", "good.db"]);
    env.write("store.db", "damaged beyond repair");
    env.write("store.db-wal", "its log");
    let said = env.ok(&["restore", "good.db"]);
    assert!(said.contains("unchanged"), "{said}");
    let names = names(&env, "store-set-aside-");
    let [file, log] = names.as_slice() else {
        unreachable!("{names:?}")
    };
    assert_eq!(env.read(file), "damaged beyond repair");
    assert_eq!(format!("{file}-wal"), *log);
    assert_eq!(env.read(log), "its log");
    assert_eq!(env.export().len(), 5);
    env.pass();
}

#[test]
fn a_restore_killed_half_way_leaves_the_store_and_what_it_wrote_is_swept() {
    let env = filled();
    env.ok(&["backup", "good.db"]);
    let before = std::fs::read(env.path("store.db")).unwrap();
    // The copy is larger than this, whichever unit the shell counts in.
    let limited = "ulimit -c 0; ulimit -f 72; exec \"$0\" \"$@\"";
    let killed = std::process::Command::new("sh")
        .args([
            "-c",
            limited,
            env!("CARGO_BIN_EXE_feedfold"),
            "restore",
            "good.db",
        ])
        .current_dir(env.path(""))
        .output()
        .unwrap();
    assert_eq!(killed.status.code(), None, "{killed:?}");
    assert!(std::fs::read(env.path("store.db")).unwrap() == before);
    assert!(!names(&env, ".feedfold").is_empty(), "nothing to be swept");
    // The nightly backup goes elsewhere, and sweeps here too.
    let left = env.copy();
    left.ok(&["backup", "elsewhere/"]);
    assert!(names(&left, ".feedfold").is_empty());
    env.ok(&["restore", "good.db"]);
    assert!(names(&env, ".feedfold").is_empty());
    assert_eq!(env.export().len(), 5);
}

#[test]
fn the_log_of_a_store_that_is_gone_does_not_get_into_the_restored_one() {
    let env = filled();
    env.ok(&["backup", "good.db"]);
    let entries = env.export();
    let open = Connection::open(env.path("store.db")).unwrap();
    open.execute("UPDATE entries SET title = 'in the log'", [])
        .unwrap();
    let log = std::fs::read(env.path("store.db-wal")).unwrap();
    drop(open);
    std::fs::remove_file(env.path("store.db")).unwrap();
    env.write("store.db-wal", &log);
    env.ok(&["restore", "good.db"]);
    assert_eq!(env.export(), entries);
    let aside = names(&env, "store-set-aside-");
    assert_eq!(aside.len(), 1, "{aside:?}");
    assert!(aside[0].ends_with("-wal"), "{aside:?}");
}

#[test]
fn a_store_that_somebody_reads_is_not_replaced_under_their_hands() {
    let env = filled();
    env.ok(&["backup", "good.db"]);
    let reader = Connection::open(env.path("store.db")).unwrap();
    reader
        .execute_batch("BEGIN; SELECT count(*) FROM entries")
        .unwrap();
    let refused = env.run(&["restore", "good.db"]);
    assert_eq!(refused.code, 1);
    assert!(
        refused.err.contains("another program is using it"),
        "{}",
        refused.err
    );
    drop(reader);
    assert!(names(&env, "store-set").is_empty() && names(&env, ".feedfold").is_empty());
    env.ok(&["restore", "good.db"]);
}

#[test]
fn where_no_file_can_be_made_the_backup_says_so() {
    let env = filled();
    env.write("file", "");
    let refused = env.run(&["backup", "file/below.db"]);
    assert_eq!(refused.code, 1);
    assert!(refused.err.contains("cannot be written"), "{}", refused.err);
    let env = Env::new(SOURCES);
    let refused = env.run(&["backup"]);
    assert_eq!(refused.code, 1);
    assert!(refused.err.contains("feedfold run"), "{}", refused.err);
}
