//! feedfold remembers the last reads of each source, and the last runs.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "test code: what is not there is a failed test"
)]

use rusqlite::Connection;
use serde_json::{Value, json};

use super::env::{Env, rss_of, text};
use super::run::feed;
use super::server::{Reply, Server};

/// The last reads of a source, the newest first, without their times and sizes.
fn reads(env: &Env, source: &str) -> Vec<Value> {
    let sources = env.ok(&["sources", source, "--json"]);
    let sources: Value = serde_json::from_str(&sources).unwrap();
    let mut reads = sources[0]["reads"].as_array().unwrap().clone();
    for read in &mut reads {
        let read = read.as_object_mut().unwrap();
        assert!(read.remove("at").is_some());
        read.remove("bytes");
        assert!(read.remove("millis").unwrap().is_u64());
    }
    reads
}

fn entries(numbers: std::ops::Range<u32>) -> Reply {
    let items = numbers.map(|number| (number.to_string(), text(number)));
    Reply::ok(rss_of(items))
}

fn read(outcome: &str, status: u16, [new, updated, known]: [u32; 3]) -> Value {
    json!({"outcome": outcome, "status": status, "new": new, "updated": updated, "known": known,
           "garbled": 0})
}

#[test]
fn each_read_is_remembered_with_its_answer_and_its_overlap_with_what_was_known() {
    let server = Server::start();
    let env = Env::new(&feed(&server, "a"));
    let first = entries(1..4).header("ETag", "\"1\"").conditional();
    server.route("/a", first);
    env.pass();
    env.pass();
    let reworded = (3..6).map(|number| {
        let edited = text(number).replace("三年", "五年");
        (
            number.to_string(),
            if number == 3 { edited } else { text(number) },
        )
    });
    server.route("/a", Reply::ok(rss_of(reworded)));
    env.pass();
    server.route("/a", Reply::status(500));
    env.pass();
    server.route("/a", Reply::status(503).header("Retry-After", "1"));
    env.pass();
    assert_eq!(
        reads(&env, "a"),
        [
            read("retry-later", 503, [0, 0, 0]),
            read("failed", 500, [0, 0, 0]),
            read("read", 200, [2, 1, 1]),
            read("not-modified", 304, [0, 0, 0]),
            read("read", 200, [3, 0, 0]),
        ]
    );
    let shown = env.ok(&["sources", "a"]);
    for word in ["not modified", "retry later", "503", "known"] {
        assert!(shown.contains(word), "{word} in {shown}");
    }
    assert!(!env.ok(&["sources"]).contains("known"));

    let store = Connection::open(env.path("store.db")).unwrap();
    let runs: Vec<(i64, i64, i64)> = store
        .prepare("SELECT read, failed, new FROM runs ORDER BY id")
        .unwrap()
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    assert_eq!(
        runs,
        [(1, 0, 3), (1, 0, 0), (1, 0, 2), (0, 1, 0), (0, 0, 0)]
    );
}

#[test]
fn local_files_are_one_read_however_many_they_are() {
    let env = Env::new("[[sources]]\nname = \"posts\"\npath = \"posts/*.md\"\n");
    for number in 1..4 {
        let post = format!("---\ntitle: Post {number}\n---\n{}", text(number));
        env.write(&format!("posts/{number}.md"), post);
    }
    env.pass();
    assert_eq!(
        reads(&env, "posts"),
        [
            json!({"outcome": "read", "status": null, "new": 3, "updated": 0, "known": 0, "garbled": 0})
        ]
    );
}

#[test]
fn a_title_in_the_wrong_character_set_is_counted() {
    let server = Server::start();
    let env = Env::new(&feed(&server, "a"));
    let item = |guid: &str, title: &str| {
        format!(
            "<item><guid>{guid}</guid><title>{title}</title><description>x</description></item>"
        )
    };
    server.route(
        "/a",
        Reply::ok(format!(
            "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>A</title>{}{}</channel></rss>",
            item("1", "å…³äºŽæ”¹çš„"),
            item("2", "关于灯塔的答复")
        )),
    );
    env.pass();
    assert_eq!(reads(&env, "a")[0]["garbled"], 1);
}

#[test]
fn the_oldest_of_more_than_500_reads_and_runs_are_forgotten() {
    let server = Server::start();
    let env = Env::new(&feed(&server, "a"));
    server.route("/a", entries(1..2));
    env.pass();
    let store = Connection::open(env.path("store.db")).unwrap();
    store
        .execute_batch(
            "WITH RECURSIVE n (i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < 500)
             INSERT INTO reads SELECT source, i, at, outcome, status, bytes, new, updated, known, garbled,
                 millis
             FROM reads, n WHERE number = 1;
             WITH RECURSIVE n (i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < 500)
             INSERT INTO runs SELECT i, at, millis, read, failed, new, updated, folded, outputs
             FROM runs, n WHERE id = 1;",
        )
        .unwrap();
    env.pass();
    for (table, number) in [("reads", "number"), ("runs", "id")] {
        let kept: (i64, i64, i64) = store
            .query_row(
                &format!("SELECT count(*), min({number}), max({number}) FROM {table}"),
                [],
                |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
            )
            .unwrap();
        assert_eq!(kept, (500, 2, 501), "{table}");
    }
}
