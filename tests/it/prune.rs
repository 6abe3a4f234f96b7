//! `prune` removes texts, and nothing of them comes back as new.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "test code: what is not there is a failed test"
)]

use rusqlite::Connection;
use serde_json::Value;

use super::env::{Env, rss, text};
use super::serve::client::Serving;

/// An output of the newest story, and two sources; `b` is still empty.
fn env() -> Env {
    let env = Env::new(
        "max_entries = 1\n\
         [[sources]]\nname = \"a\"\npath = \"a.rss\"\n\
         [[sources]]\nname = \"b\"\npath = \"b.rss\"\n",
    );
    let texts = [text(1), text(2), text(3), text(4)];
    write_a(&env, "", &texts);
    env.write("b.rss", rss(&[]));
    env.pass();
    env
}

/// Four entries, of which the last is the newest; `more` follows their guids.
fn write_a(env: &Env, more: &str, texts: &[String; 4]) {
    let guids = ["1", "2", "3", "4"].map(|guid| format!("{guid}{more}"));
    let mut items: Vec<(&str, &str, &str)> = guids
        .iter()
        .zip(["one", "two", "three", "four"])
        .zip(texts)
        .map(|((guid, title), text)| (guid.as_str(), title, text.as_str()))
        .collect();
    // Feeds list the newest first.
    items.reverse();
    // The link does not change with the guid.
    let feed = rss(&items).replace(&format!("{more}</link>"), "</link>");
    env.write(
        "a.rss",
        feed.replace("22 Mar 2021 09:03:29", "22 Mar 2021 09:03:30"),
    );
}

fn prune(env: &Env, arguments: &[&str]) -> Value {
    let arguments = [&["prune", "--json"], arguments].concat();
    serde_json::from_str(&env.ok(&arguments)).unwrap()
}

const ALL: [&str; 2] = ["--max-size", "1 B"];

/// The numbers of new and changed entries of a pass over `source`.
fn counts(env: &Env, source: &str) -> (u64, u64) {
    let report = env.pass();
    let sources = report["sources"].as_array().unwrap();
    let of = sources.iter().find(|one| one["source"] == source).unwrap();
    let number = |name: &str| of["counts"][name].as_u64().unwrap();
    (number("new"), number("updated"))
}

fn number(env: &Env, sql: &str) -> i64 {
    let store = Connection::open(env.path("store.db")).unwrap();
    store.query_row(sql, [], |row| row.get(0)).unwrap()
}

fn sql(env: &Env, statements: &str) {
    let store = Connection::open(env.path("store.db")).unwrap();
    store.execute_batch(statements).unwrap();
}

const TEXTS: &str = "SELECT count(*) FROM bodies";
const PRUNED: &str = "SELECT count(*) FROM entries WHERE pruned IS NOT NULL";

#[test]
fn a_dry_run_says_what_is_removed_and_outputs_keep_their_texts() {
    let env = env();
    let output = env.read("public/all.atom");
    let exported = env.export().len();
    let would = prune(&env, &[ALL[0], ALL[1], "--dry-run"]);
    assert_eq!(number(&env, TEXTS), 4);
    let did = prune(&env, &ALL);
    for name in ["stories", "entries", "bytes", "kept", "used_before"] {
        assert_eq!(would[name], did[name], "{name}");
    }
    assert_eq!((&did["stories"], &did["kept"]), (&3.into(), &1.into()));
    assert_eq!((number(&env, TEXTS), number(&env, PRUNED)), (1, 3));
    env.ok(&["publish"]);
    assert_eq!(env.read("public/all.atom"), output);
    assert_eq!(env.export().len(), exported);
    assert_eq!(prune(&env, &ALL)["stories"], 0);
    env.ok(&["doctor"]);
}

#[test]
fn what_was_pruned_does_not_come_back_as_new_whatever_its_publisher_changes() {
    let env = env();
    let stories = env.partition().len();
    prune(&env, &ALL);
    assert_eq!(counts(&env, "a"), (0, 0));
    // Other guids, with the links of before.
    let texts = [text(1), text(2), text(3), text(4)];
    write_a(&env, "?v=2", &texts);
    assert_eq!(counts(&env, "a"), (0, 0));
    // Other texts: what is pruned stays pruned. The fourth is not pruned.
    let edited = texts.clone().map(|text| text.replace("三年", "五年"));
    write_a(&env, "?v=2", &edited);
    assert_eq!(counts(&env, "a"), (0, 1));
    write_a(&env, "?v=2", &texts);
    assert_eq!(counts(&env, "a"), (0, 1));
    // The rules for texts changed since.
    sql(&env, "UPDATE entries SET version = version - 1");
    assert_eq!(counts(&env, "a"), (0, 0));
    assert_eq!(number(&env, PRUNED), 3);
    assert_eq!((env.partition().len(), number(&env, TEXTS)), (stories, 1));
}

#[test]
fn only_an_exact_repost_of_a_pruned_text_is_recognised() {
    let env = env();
    prune(&env, &ALL);
    let near = text(2).replace("三年", "五年");
    let repost = |guid: &str, title: &str, text: &str| {
        env.write("b.rss", rss(&[(guid, title, text)]));
        assert_eq!(counts(&env, "b"), (1, 0));
        let all = env.export();
        let new = all.iter().find(|entry| entry["guid"] == guid).unwrap();
        let story = &new["story"];
        all.iter().filter(|entry| entry["story"] == *story).count()
    };
    assert_eq!(repost("b1", "one", &text(1)), 2);
    assert_eq!(repost("b2", "two", &near), 1);
    // Nobody can say whether another title marks it.
    assert_eq!(repost("b3", "更正：three", &text(3)), 1);
}

#[test]
fn decisions_of_people_and_a_refold_leave_what_was_pruned_in_its_place() {
    let env = env();
    env.write(
        "b.rss",
        rss(&[("b1", "one", &text(1)), ("b2", "two", &text(2))]),
    );
    env.pass();
    let id = |guid: &str| {
        let all = env.export();
        let entry = all.iter().find(|entry| entry["guid"] == guid).unwrap();
        entry["entry"].as_str().unwrap().to_owned()
    };
    env.ok(&["split", &id("b2")]);
    env.ok(&["merge", &id("2"), &id("3")]);
    env.ok(&["hide", &id("1")]);
    let before = env.partition();
    prune(&env, &ALL);
    assert!(number(&env, PRUNED) >= 4);
    let refolded: Value = serde_json::from_str(&env.ok(&["refold", "--json"])).unwrap();
    assert_eq!(refolded["moved"], 0);
    assert_eq!(env.partition(), before);
    env.ok(&["split", "--undo", &id("b2")]);
    env.ok(&["merge", "--undo", &id("2"), &id("3")]);
    env.ok(&["merge", &id("2"), &id("3")]);
    assert!(env.ok(&["show", &id("1")]).contains("hidden"));
    for guid in ["1", "2", "b2"] {
        env.ok(&["show", &id(guid)]);
        env.ok(&["explain", &id(guid)]);
    }
    env.ok(&["doctor"]);
}

#[test]
fn age_counts_from_the_last_entry_and_the_last_change_of_a_story() {
    let env = env();
    // The first story changed today, and a repost of the second came today.
    sql(
        &env,
        "UPDATE stories SET updated = (SELECT max(first_seen) FROM entries) WHERE id = 1;
         UPDATE entries SET first_seen = first_seen - 86400 * 40",
    );
    env.write("b.rss", rss(&[("b1", "two", &text(2))]));
    env.pass();
    assert_eq!(prune(&env, &["--older-than", "50 days"])["stories"], 0);
    assert_eq!(prune(&env, &["--older-than", "30 days"])["stories"], 1);
    let ended = env.run(&["prune"]);
    assert_eq!(ended.code, 2);
    let ended = env.run(&["prune", "--older-than", "2"]);
    assert_eq!(ended.code, 2);
    assert!(ended.err.contains("unit"), "{}", ended.err);
}

#[test]
fn a_search_finds_a_pruned_story_by_its_title_only() {
    let env = env();
    let found = |words: &str| env.ok(&["search", words]).contains("two");
    assert!(found("two") && found("长效机制"));
    prune(&env, &ALL);
    assert!(found("two") && !found("长效机制"));
}

#[test]
fn the_page_of_a_pruned_story_is_gone_and_no_list_names_it() {
    let env = env();
    let story = |guid: &str| {
        let all = env.export();
        let entry = all.iter().find(|entry| entry["guid"] == guid).unwrap();
        format!("/s/{}", entry["story"].as_str().unwrap())
    };
    prune(&env, &ALL);
    let serving = Serving::start(&env);
    let pruned = serving.get(&story("1"), &[]);
    assert_eq!(pruned.status, 410);
    assert!(pruned.text().contains("removed"));
    assert_eq!(serving.get(&story("4"), &[]).status, 200);
    let front = serving.get("/", &[]);
    let front = front.text();
    assert!(
        front.contains("four") && !front.contains("three"),
        "{front}"
    );
    assert!(env.ok(&["stories"]).contains("no: pruned"));
}

#[test]
fn a_prune_that_was_killed_before_its_end_is_finished_by_the_next_one() {
    let env = env();
    env.ok(&["backup", "before.db"]);
    prune(&env, &ALL);
    // As if it had been killed after the texts were removed.
    let left = "ATTACH 'PATH' AS before;
        DELETE FROM anchors; INSERT INTO anchors SELECT * FROM before.anchors;
        DELETE FROM anchor_blocks; INSERT INTO anchor_blocks SELECT * FROM before.anchor_blocks;
        DELETE FROM anchor_log; INSERT INTO anchor_log SELECT * FROM before.anchor_log;
        DELETE FROM lines; INSERT INTO lines SELECT * FROM before.lines;
        INSERT OR REPLACE INTO meta SELECT * FROM before.meta WHERE name LIKE 'anchors-%';
        INSERT INTO meta VALUES ('prune-unswept', 1)";
    sql(
        &env,
        &left.replace("PATH", env.path("before.db").to_str().unwrap()),
    );
    let lines = "SELECT count(*) FROM lines JOIN entries ON entries.id = lines.entry
                 WHERE pruned IS NOT NULL";
    assert!(number(&env, lines) > 0);
    // A pass between both: a near copy of a removed text is found, and not compared.
    env.write(
        "b.rss",
        rss(&[("b1", "other", &text(2).replace("三年", "五年"))]),
    );
    assert_eq!(counts(&env, "b"), (1, 0));
    assert_eq!(env.partition().len(), 5);
    // The pass carried the newer story, so that the fourth is not needed any more.
    prune(&env, &ALL);
    assert_eq!(number(&env, lines), 0);
    assert_eq!(
        number(
            &env,
            "SELECT count(*) FROM meta WHERE name = 'prune-unswept'"
        ),
        0
    );
    env.ok(&["doctor"]);
    env.ok(&["refold"]);
}

#[test]
fn archives_keep_the_texts_that_the_store_no_longer_has() {
    let env =
        Env::new("archives = true\nmax_entries = 1\n[[sources]]\nname = \"a\"\npath = \"a.rss\"\n");
    let feed = rss(&[
        ("1", "one", &text(1)),
        ("2", "two", &text(2)),
        ("3", "new", &text(3)),
    ]);
    let (old, new) = feed
        .split_once("<item><guid isPermaLink=\"false\">2")
        .unwrap();
    let old = old.replace("22 Mar 2021", "04 Jan 2021");
    env.write(
        "a.rss",
        format!("{old}<item><guid isPermaLink=\"false\">2{new}"),
    );
    env.ok(&["run"]);
    // One archive is written, the other is not: its stories stay whole.
    let archives = ["public/all-2021-01.atom", "public/all-2021-03.atom"];
    assert!(env.path(archives[0]).exists() && !env.path(archives[1]).exists());
    let pruned = prune(&env, &ALL);
    assert_eq!(
        (&pruned["stories"], &pruned["kept"]),
        (&1.into(), &2.into())
    );
    env.ok(&["publish"]);
    assert_eq!(prune(&env, &ALL)["stories"], 1);
    let before = archives.map(|archive| env.read(archive));
    assert!(before[1].contains("第2号"));
    for _ in 0..3 {
        env.ok(&["publish"]);
    }
    assert_eq!(archives.map(|archive| env.read(archive)), before);
}
