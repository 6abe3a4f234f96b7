//! `refold` folds the stored texts again, with the result that a new store would have.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "test code: what is not there is a failed test"
)]

use std::collections::BTreeMap;

use serde_json::Value;

use super::env::{Env, rss, text};
use super::fold_related::{DIGEST, REPLY};

fn feeds() -> Vec<(&'static str, String)> {
    let (half, _) = REPLY.split_once("<p>二、").unwrap();
    let sibling = REPLY.replace("4519", "4520").replace("377", "378");
    let (one, two, three) = (text(1), text(2), text(3));
    vec![
        (
            "a",
            rss(&[
                ("1", "t1", &one),
                ("2", "潮汐装备答复", REPLY),
                ("3", "u", &three),
            ]),
        ),
        (
            "b",
            rss(&[
                ("4", "t2", &one),
                ("5", "工信部答复潮汐装备提案", half),
                ("6", "v", &two),
            ]),
        ),
        (
            "c",
            rss(&[
                ("7", "t3", &two),
                ("8", "潮汐发电升温", DIGEST),
                ("9", "又一答复", &sibling),
            ]),
        ),
    ]
}

fn env(order: [usize; 3]) -> Env {
    let feeds = feeds();
    let tables = order.map(|at| {
        let name = feeds[at].0;
        format!("[[sources]]\nname = \"{name}\"\npath = \"{name}.rss\"\n")
    });
    let env = Env::new(&tables.concat());
    for (name, feed) in &feeds {
        env.write(&format!("{name}.rss"), feed);
    }
    for at in order {
        env.ok(&["run", "--source", feeds[at].0]);
    }
    env
}

fn sql(env: &Env, statements: &str) {
    let store = rusqlite::Connection::open(env.path("store.db")).unwrap();
    store.execute_batch(statements).unwrap();
}

fn refold(env: &Env, arguments: &[&str]) -> Value {
    let arguments = [&["refold", "--json"], arguments].concat();
    serde_json::from_str(&env.ok(&arguments)).unwrap()
}

/// Every entry alone, nothing known of any, and all read by a version of long ago.
const FORGOTTEN: &str = "INSERT OR IGNORE INTO stories (key, position, updated)
         SELECT key, position, first_seen FROM entries;
     UPDATE entries SET story = (SELECT id FROM stories WHERE stories.key = entries.key),
         version = 0, content = zeroblob(32), chars = 0;
     DELETE FROM anchors; DELETE FROM anchor_log; DELETE FROM links; DELETE FROM documents; DELETE FROM document_numbers";

#[test]
fn what_is_decided_already_is_decided_the_same() {
    let env = env([0, 1, 2]);
    let before = env.ok(&["export"]);
    let published = env.read("public/all.atom");
    let refolded = refold(&env, &[]);
    assert_eq!(refolded["entries"], 9);
    assert_eq!(
        (&refolded["moved"], &refolded["joined"], &refolded["parted"]),
        (&0.into(), &0.into(), &0.into())
    );
    assert_eq!(env.ok(&["export"]), before);
    env.ok(&["publish"]);
    assert_eq!(env.read("public/all.atom"), published, "`updated` as well");
}

#[test]
fn a_store_of_an_older_version_comes_to_what_a_new_one_comes_to_in_any_order() {
    let fresh = env([0, 1, 2]);
    let wanted = fresh.partition();
    assert!(wanted.iter().any(|story| story.len() == 2), "{wanted:?}");
    for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0]] {
        let env = env(order);
        assert_eq!(env.partition(), wanted);
        sql(&env, FORGOTTEN);
        assert_ne!(env.partition(), wanted);
        let would = refold(&env, &["--dry-run"]);
        assert_ne!(env.partition(), wanted, "a dry run changes nothing");
        let did = refold(&env, &[]);
        assert_eq!(would["moves"], did["moves"]);
        assert_eq!(did["stories_before"], 9);
        assert_eq!(did["stories"], wanted.len());
        assert_eq!(env.partition(), wanted);
        let documents = env.export();
        let reply = documents.iter().find(|entry| entry["guid"] == "2").unwrap();
        assert_eq!(reply["document"]["numbers"][0]["number"], "4519");
    }
}

#[test]
fn ids_stay_and_people_see_what_moved() {
    let env = env([0, 1, 2]);
    let story = |guid: &str| {
        let entries = env.export();
        let entry = entries.iter().find(|entry| entry["guid"] == guid).unwrap();
        entry["story"].as_str().unwrap().to_owned()
    };
    let (before, alone) = (story("1"), story("3"));
    sql(&env, FORGOTTEN);
    let parted = story("4");
    let said = env.ok(&["refold"]);
    assert!(said.contains("9 entries decided again"), "{said}");
    assert!(said.contains(parted.get(..12).unwrap()), "{said}");
    assert_eq!(
        (story("1"), story("4"), story("3")),
        (before.clone(), before.clone(), alone)
    );
    let shown: Value = serde_json::from_str(&env.ok(&["show", "--json", &parted])).unwrap();
    assert_eq!(
        shown["story"],
        before.as_str(),
        "the younger id leads to the older one"
    );
}

#[test]
fn what_people_decided_outlives_it() {
    let env = env([0, 1, 2]);
    let entry = |guid: &str| {
        let entries = env.export();
        let entry = entries.iter().find(|entry| entry["guid"] == guid).unwrap();
        entry["entry"].as_str().unwrap().to_owned()
    };
    env.ok(&["split", &entry("4")]);
    env.ok(&["merge", &entry("3"), &entry("9")]);
    env.ok(&["pin", &entry("9")]);
    let (before, exported) = (env.partition(), env.ok(&["export"]));
    sql(&env, FORGOTTEN);
    refold(&env, &[]);
    assert_eq!(env.partition(), before);
    assert_eq!(
        env.ok(&["export"]),
        exported,
        "evidence by hand and representatives too"
    );
}

#[test]
fn a_pass_says_when_texts_were_read_by_another_version() {
    let env = env([0, 1, 2]);
    let quiet = env.run(&["run", "--verbose", "--source", "a"]);
    assert!(!quiet.err.contains("refold"), "{}", quiet.err);
    sql(
        &env,
        "UPDATE entries SET version = 0 WHERE guid IN ('7', '8')",
    );
    let told = env.run(&["run", "--verbose", "--source", "a"]);
    assert!(told.err.contains("2 stored entries"), "{}", told.err);
    assert!(told.err.contains("run `feedfold refold`"), "{}", told.err);
}

#[test]
fn a_pass_and_doctor_say_when_stories_were_decided_by_another_version_of_the_comparison() {
    let env = env([0, 1, 2]);
    let says = || {
        let run = env.run(&["run", "--verbose", "--source", "a"]).err;
        let doctor = env.run(&["doctor"]).out;
        [
            run.contains("feedfold's comparison: run `feedfold refold`"),
            doctor.contains("decided by another"),
        ]
    };
    assert_eq!(says(), [false; 2]);
    let other = "UPDATE meta SET value = value + 1 WHERE name = 'comparison'";
    sql(&env, other);
    assert_eq!(says(), [true; 2]);
    refold(&env, &[]);
    assert_eq!(says(), [false; 2]);
    // A store of before this version was kept has none.
    sql(&env, "DELETE FROM meta WHERE name = 'comparison'");
    assert_eq!(says(), [true; 2]);
    refold(&env, &[]);
    assert_eq!(says(), [false; 2]);
}

#[test]
fn an_id_that_once_led_elsewhere_does_not_take_the_place_of_the_one_that_readers_know() {
    let feed = |second: &str| {
        rss(&[
            ("w", "first", &text(1)),
            ("x", "second", second),
            ("y", "third", &text(3)),
        ])
    };
    let env = Env::new("[[sources]]\nname = \"a\"\npath = \"a.rss\"\n");
    // Stored in reverse order: the second entry founds a story, leaves it for the one stored
    // before, and that one for the one stored after it.
    for second in [2, 3, 1] {
        env.write("a.rss", feed(&text(second)));
        env.pass();
    }
    let stories = || -> BTreeMap<String, String> {
        let entries = env.export();
        let word = |entry: &Value, key: &str| entry[key].as_str().unwrap().to_owned();
        entries
            .iter()
            .map(|entry| (word(entry, "guid"), word(entry, "story")))
            .collect()
    };
    let before = stories();
    assert_eq!(before["x"], before["w"]);
    assert_ne!(before["x"], before["y"]);
    let published = env.read("public/all.atom");
    env.ok(&["refold"]);
    env.ok(&["publish"]);
    assert_eq!(stories(), before);
    assert_eq!(env.read("public/all.atom"), published);
}
