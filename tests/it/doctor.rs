//! `doctor` names each problem and its remedy, and changes nothing.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "test code: what is not there is a failed test"
)]

use std::collections::BTreeMap;
use std::path::PathBuf;

use feedfold::store::Store;
use rusqlite::Connection;
use serde_json::Value;

use super::env::{Env, rss, text};

const SOURCES: &str = "[[sources]]\nname = \"a\"\npath = \"a.rss\"\n";
const MORE: &str = "[[sources]]\nname = \"new\"\npath = \"new.rss\"\n\
                    [[sources]]\nname = \"web\"\nurl = \"https://outlet.example/feed\"\n\
                    [[sources]]\nname = \"off\"\npath = \"off.rss\"\nenabled = false\n\
                    interval = \"2h\"\n";

fn filled() -> Env {
    let env = Env::new(SOURCES);
    env.write(
        "a.rss",
        rss(&[
            ("1", "one", &text(1)),
            ("2", "two", &text(2)),
            ("3", "again", &text(1)),
        ]),
    );
    env.pass();
    env.ok(&["backup"]);
    env
}

/// How it ended, and its findings but those in order: weight, check, what was found and what to
/// do.
fn findings(env: &Env) -> (i32, Vec<[String; 4]>) {
    let ended = env.run(&["doctor", "--json"]);
    let report: Value = serde_json::from_str(&ended.out).unwrap();
    let word = |finding: &Value, key: &str| {
        finding
            .get(key)
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned()
    };
    let findings = report.get("findings").and_then(Value::as_array).unwrap();
    let told = findings
        .iter()
        .map(|finding| ["weight", "check", "found", "remedy"].map(|key| word(finding, key)))
        // How much room there is depends on the machine.
        .filter(|[weight, check, found, _]| {
            weight != "ok" && !(check == "folder" && found.contains("free"))
        });
    (ended.code, told.collect())
}

fn sql(env: &Env, sql: &str) {
    Connection::open(env.path("store.db"))
        .unwrap()
        .execute_batch(sql)
        .unwrap();
}

/// Every file of the installation with its bytes, and when it was changed.
fn files(env: &Env) -> BTreeMap<PathBuf, (Vec<u8>, std::time::SystemTime)> {
    let mut found = BTreeMap::new();
    let mut folders = vec![env.path("")];
    while let Some(folder) = folders.pop() {
        for path in std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
        {
            if path.is_dir() {
                folders.push(path);
            } else {
                let changed = path.metadata().unwrap().modified().unwrap();
                found.insert(path.clone(), (std::fs::read(path).unwrap(), changed));
            }
        }
    }
    found
}

#[test]
fn where_all_is_well_it_says_so_and_changes_nothing() {
    let env = filled();
    let before = files(&env);
    let (_, told) = findings(&env);
    assert!(told.is_empty(), "{told:?}");
    let shown = env.run(&["doctor"]).out;
    for part in ["whole and up to date, 2 stories", "3 entries, 2 stories"] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    assert!(files(&env) == before);
}

#[test]
fn everything_that_is_wrong_with_the_store_is_named_with_its_remedy() {
    let never = "PRAGMA foreign_keys = OFF; ";
    for (change, found, remedy) in [
        (
            "UPDATE entries SET story = 77 WHERE guid = '2'",
            "1 row of entries names no row of stories",
            "feedfold restore FILE",
        ),
        (
            "UPDATE stories SET merged_into = 1 WHERE id = 2",
            "1 entry is in a story that was merged",
            "feedfold refold",
        ),
        (
            "INSERT INTO stories (key, position, updated) VALUES (x'00', 0, 0)",
            "1 story has no entry",
            "feedfold refold",
        ),
        (
            "INSERT INTO links (low, high, score, related) VALUES (1, 99, 1.0, 0); INSERT INTO anchors VALUES (5, 98)",
            "2 links, anchors or numbers lead to no entry",
            "feedfold refold",
        ),
    ] {
        let env = filled();
        let whole = std::fs::read(env.path("store.db")).unwrap();
        sql(&env, &format!("{never}{change}"));
        let (code, told) = findings(&env);
        assert_eq!(code, 1, "{change}: {told:?}");
        let is_named = |told: &[String; 4]| {
            told[0] == "wrong"
                && told[1] == "store"
                && told[2].contains(found)
                && told[3].contains(remedy)
        };
        assert!(told.iter().any(is_named), "{change}: {told:?}");
        env.write("store.db", whole);
    }
}

#[test]
fn damaged_pages_are_found_by_reading_everything() {
    let env = filled();
    let whole = std::fs::read(env.path("store.db")).unwrap();
    let (root, page): (usize, usize) = Connection::open(env.path("store.db"))
        .unwrap()
        .query_row(
            "SELECT rootpage, page_size FROM sqlite_schema, pragma_page_size WHERE name = 'entries_by_link'",
            [],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .unwrap();
    let mut damaged = whole.clone();
    // The number of cells on a page stands at its fourth and fifth byte: the index lacks an entry.
    damaged[(root - 1) * page + 4] -= 1;
    env.write("store.db", &damaged);
    assert_eq!(env.export().len(), 3, "nothing else notices");
    let (code, told) = findings(&env);
    assert_eq!(code, 1);
    let is_named = |told: &[String; 4]| {
        told[2].contains("entries_by_link") && told[3].contains("feedfold restore FILE")
    };
    assert!(told.iter().any(is_named), "{told:?}");
    env.write("store.db", &whole);
    sql(&env, "UPDATE entries SET evidence = '{' WHERE id = 1");
    let (code, told) = findings(&env);
    assert_eq!(code, 1);
    assert!(
        told.iter()
            .any(|told| told[2].contains("a stored value cannot be read")),
        "{told:?}"
    );
    env.write("store.db", "no database at all, ".repeat(9));
    let (code, told) = findings(&env);
    assert_eq!(
        (code, told[0][2].as_str()),
        (1, "it is damaged: file is not a database")
    );
    env.write("store.db", whole);
}

/// Of a text in more copies than are compared, the older ones lose their anchors to the newer.
#[test]
fn an_entry_without_anchors_among_others_that_have_some_is_no_fault() {
    let env = filled();
    sql(
        &env,
        "DELETE FROM anchor_log; INSERT INTO anchors SELECT 7, id FROM entries WHERE id <> 2",
    );
    let (_, told) = findings(&env);
    assert!(told.is_empty(), "{told:?}");
}

#[test]
fn what_waits_for_a_refold_or_a_backup_is_a_note() {
    let env = filled();
    sql(
        &env,
        "UPDATE entries SET version = 1 WHERE id = 1;
         DELETE FROM anchor_log; INSERT INTO anchors SELECT 7, id FROM entries WHERE id <> 1",
    );
    let backup = std::fs::read_dir(env.path(""))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| path.to_string_lossy().contains("/store-"))
        .unwrap();
    std::fs::rename(backup, env.path("store-20210101T000000Z.db")).unwrap();
    let (_, told) = findings(&env);
    assert!(told.iter().all(|told| told[0] == "note"), "{told:?}");
    for part in [
        "1 entry was read by another version",
        "1 entry has no anchors",
        "days old",
    ] {
        assert!(
            told.iter().any(|told| told[2].contains(part)),
            "{part}: {told:?}"
        );
    }
    env.ok(&["refold"]);
    env.ok(&["publish"]);
    std::fs::remove_file(env.path("store-20210101T000000Z.db")).unwrap();
    let (_, told) = findings(&env);
    assert_eq!(told.len(), 1);
    assert!(told[0][3].contains("feedfold backup"), "{told:?}");
    env.ok(&["backup", "kept/"]);
    assert!(
        env.run(&["doctor", "--backups", "kept"])
            .out
            .contains("is 0 days old")
    );
}

#[test]
fn an_output_that_is_away_cut_or_old_is_named() {
    let env = filled();
    let output = env.path("public/all.atom");
    let whole = env.read("public/all.atom");
    let (cut, other) = (
        whole.strip_suffix("</feed>\n").unwrap(),
        whole.replace(">one<", ">eins<"),
    );
    for (content, found) in [
        (None, "it is not there"),
        (Some(cut), "it is not whole"),
        (Some(other.as_str()), "not what the store gives now"),
    ] {
        std::fs::remove_file(&output).unwrap();
        if let Some(content) = content {
            env.write("public/all.atom", content);
        }
        let (code, told) = findings(&env);
        assert_eq!((code, told.len()), (1, 1), "{found}: {told:?}");
        assert!(told[0][2].contains(found), "{told:?}");
        assert!(told[0][3].contains("feedfold publish"), "{told:?}");
        env.ok(&["publish"]);
        assert_eq!(findings(&env).1.len(), 0);
    }
    // A rule or a merge may have changed what is published since; a pass that is at work will
    // write it.
    env.write("public/all.atom", other);
    let lock = Store::lock(&env.path("store.db"), std::time::Duration::ZERO).unwrap();
    let shown = env.run(&["doctor"]).out;
    assert!(
        shown.contains("a run is at work now") && !shown.contains("gives now"),
        "{shown}"
    );
    drop(lock);
    std::fs::remove_dir_all(env.path("public")).unwrap();
    env.write("public", "a file where the folder should be");
    let (code, told) = findings(&env);
    assert_eq!(code, 1);
    assert!(
        told.iter()
            .any(|told| told[1] == "folder" && told[2].contains("is no folder")),
        "{told:?}"
    );
}

#[test]
fn sources_that_fail_moved_went_or_fell_silent_are_named() {
    let env = filled();
    env.configure(&format!("{SOURCES}{MORE}"));
    sql(
        &env,
        "INSERT INTO sources (name, identity, failures, last_error, last_try, due)
             VALUES ('web', 'web', 4, 'a word of trouble', 1000, 2000)",
    );
    let of = |change: &str| {
        sql(&env, change);
        findings(&env).1
    };
    let told = of("SELECT 1");
    let named = |told: &[[String; 4]], weight: &str, found: &str, remedy: &str| {
        let is_named = |told: &[String; 4]| {
            told[0] == weight && told[2].contains(found) && told[3].contains(remedy)
        };
        assert!(told.iter().any(is_named), "{found}: {told:?}");
    };
    named(
        &told,
        "wrong",
        "never read in 4 tries: a word of trouble",
        "feedfold preview",
    );
    named(&told, "wrong", "none since 1970", "cron");
    named(&told, "note", "not read yet", "feedfold run");
    named(&told, "note", "sources[off].interval", "feedfold check");
    // What `feedfold disable` wrote is no mistake.
    assert!(!told.iter().any(|told| told[2].contains("off].enabled")));
    let told = of("UPDATE sources SET last_success = 1000 WHERE name = 'web'");
    named(
        &told,
        "wrong",
        "4 tries failed since 1970",
        "feedfold preview",
    );
    let told = of("UPDATE sources SET last_success = unixepoch() - 600 WHERE name = 'web'");
    named(&told, "wrong", "4 tries failed", "feedfold preview");
    let told = of("UPDATE sources SET failures = 2, last_cause = '\"server\"' WHERE name = 'web'");
    named(&told, "note", "2 tries failed", "wait");
    let told = of("UPDATE sources SET gone = 1 WHERE name = 'web'");
    named(&told, "wrong", "withdrew it (410)", "correct its `url`");
    let told = of(
        "UPDATE sources SET gone = 0, failures = 0, moved_to = 'https://new.example/feed',
             moved_first_seen = 1, moved_confirmed = 1, due = unixepoch() WHERE name = 'web';
         UPDATE entries SET first_seen = 1000;",
    );
    named(
        &told,
        "note",
        "moved for good to https://new.example/feed",
        "feeds.toml",
    );
    named(&told, "note", "nothing new since 1970", "feedfold add");
    assert!(
        told.iter().all(|told| !told[2].contains("none since")),
        "{told:?}"
    );
}

#[test]
fn a_source_whose_reads_do_not_overlap_or_are_empty_or_garbled_is_named() {
    let env = filled();
    env.configure(
        "[[sources]]\nname = \"web\"\nurl = \"https://outlet.example/feed\"\n[[rules]]\nname = \"r\"\n\
         when = { any = [\"x\"] }\ndo = { drop = true }\n",
    );
    sql(
        &env,
        "INSERT INTO sources (name, identity, last_success, last_try, due)
             VALUES ('web', 'web', unixepoch(), unixepoch(), unixepoch() + 3600)",
    );
    let told_of = |reads: &[(u32, [u32; 3])]| {
        sql(&env, "DELETE FROM reads");
        for (number, (hours, [new, known, garbled])) in reads.iter().rev().enumerate() {
            sql(
                &env,
                &format!(
                    "INSERT INTO reads SELECT id, {number}, unixepoch() - {hours} * 3600, 'read', 200, 9,
                         {new}, 0, {known}, {garbled}, NULL FROM sources WHERE name = 'web'"
                ),
            );
        }
        let of_source = |told: &[String; 4]| told[1] == "source";
        let told = findings(&env).1.into_iter().filter(of_source);
        told.map(|told| told[2].clone()).collect::<Vec<_>>()
    };
    assert_eq!(told_of(&[(1, [0, 3, 0]), (2, [3, 0, 0])]), [""; 0]);
    for (reads, found) in [
        ([(1, [3, 0, 0]), (2, [4, 0, 0])], "no entry in common"),
        ([(1, [0, 0, 0]), (30, [0, 0, 0])], "no entries since"),
        ([(1, [3, 1, 2]), (2, [1, 0, 0])], "2 of 4 entries"),
    ] {
        let told = told_of(&reads);
        assert!(told.len() == 1 && told[0].contains(found), "{told:?}");
    }
}

/// `kill -9` or a full disk ended the first run after it stored entries: `restore` would lose them.
#[test]
fn a_store_whose_first_run_ended_before_it_published_is_whole_and_lacks_only_its_output() {
    let env = filled();
    std::fs::remove_file(env.path("public/all.atom")).unwrap();
    sql(
        &env,
        "DELETE FROM meta WHERE name IN ('created', 'namespace')",
    );
    let (code, told) = findings(&env);
    let told: Vec<&[String]> = told.iter().map(|told| &told[1..]).collect();
    let lacks = [
        "output",
        "it is not there",
        "`feedfold publish` writes it again",
    ];
    assert_eq!((code, told), (1, vec![&lacks.map(str::to_owned)[..]]));
}

#[test]
fn before_the_first_run_there_is_nothing_wrong_and_a_wrong_configuration_is_code_2() {
    let env = Env::new(SOURCES);
    let (_, told) = findings(&env);
    assert!(told.iter().all(|told| told[0] == "note"), "{told:?}");
    assert!(
        told.iter().any(|told| told[3].contains("feedfold run")),
        "{told:?}"
    );
    assert!(!env.path("store.db").exists() && !env.path("store.db.lock").exists());
    env.configure("[[sources]]\nname = \"a\"\nurl = \"ftp://x\"\n");
    let (code, told) = findings(&env);
    assert_eq!((code, told.len()), (2, 1));
    assert!(told[0][2].contains("ftp"), "{told:?}");
    let shown = env.run(&["doctor"]);
    assert_eq!(shown.code, 2);
    assert!(shown.err.contains("ftp"), "{}", shown.err);
}
