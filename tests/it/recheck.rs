//! Feeds of servers that answer 304 for ever.
#![expect(clippy::unwrap_used, clippy::disallowed_methods, reason = "test code")]

use rusqlite::Connection;

use crate::env::{Env, rss, text};
use crate::server::{Reply, Server};

const DAY: i64 = 24 * 3600;

fn source(server: &Server) -> Env {
    Env::new(&format!(
        "[[sources]]\nname = \"a\"\nurl = \"{}\"\n",
        server.url("/feed")
    ))
}

/// When the feed is next asked without conditions, in seconds after the last try.
fn recheck(env: &Env) -> i64 {
    let store = Connection::open(env.path("store.db")).unwrap();
    let wait = "SELECT recheck - last_try FROM sources";
    store.query_row(wait, [], |row| row.get(0)).unwrap()
}

/// Lets the time until the recheck pass.
fn let_it_be_due(env: &Env) {
    let store = Connection::open(env.path("store.db")).unwrap();
    store
        .execute("UPDATE sources SET recheck = last_try", [])
        .unwrap();
}

#[test]
fn a_feed_whose_last_modified_never_moves_is_asked_once_without_conditions() {
    let server = Server::start();
    let mut asked = 0;
    server.route_with("/feed", move |request| {
        asked += 1;
        let first = ("1", "First", text(1));
        let second = ("2", "Second", text(2));
        let conditional = request.header("if-modified-since").is_some();
        let feed = match asked {
            1 => rss(&[(first.0, first.1, &first.2)]),
            _ => rss(&[
                (first.0, first.1, &first.2),
                (second.0, second.1, &second.2),
            ]),
        };
        let reply = if conditional {
            Reply::status(304)
        } else {
            Reply::ok(feed)
        };
        reply.header("Last-Modified", "Thu, 01 Jan 2026 00:00:00 GMT")
    });
    let env = source(&server);
    env.pass();
    assert_eq!(recheck(&env), 8 * DAY);
    let report = env.pass();
    assert_eq!(report["sources"][0]["outcome"], "not-modified");
    assert_eq!(env.export().len(), 1);
    let_it_be_due(&env);
    let report = env.pass();
    assert_eq!(report["sources"][0]["outcome"], "read");
    assert_eq!(env.export().len(), 2);
    assert_eq!(recheck(&env), 8 * DAY);
    let requests = server.requests();
    let last = requests.last().unwrap();
    assert_eq!(last.header("if-modified-since"), None);
    // The validators are kept, and used again from then on.
    env.pass();
    assert!(
        server
            .requests()
            .last()
            .unwrap()
            .header("if-modified-since")
            .is_some()
    );
}

#[test]
fn a_server_that_answers_304_to_anything_is_asked_without_conditions_daily_and_named() {
    let server = Server::start();
    let feed = rss(&[("1", "First", &text(1))]);
    let first = Reply::ok(feed).header("ETag", "\"1\"");
    server.route_in_turn("/feed", [first, Reply::status(304)]);
    let env = source(&server);
    env.pass();
    let_it_be_due(&env);
    let report = env.pass();
    assert_eq!(report["sources"][0]["outcome"], "not-modified");
    let warning = report["sources"][0]["warnings"][0].as_str().unwrap();
    assert!(warning.contains("without conditions"), "{warning}");
    assert_eq!(recheck(&env), DAY);
    let requests = server.requests();
    assert_eq!(requests[1].header("if-none-match"), None);
    env.pass();
    let requests = server.requests();
    assert_eq!(requests[2].header("if-none-match"), Some(&b"\"1\""[..]));
}

#[test]
fn an_honest_server_that_sends_the_same_bytes_is_believed_for_eight_days() {
    let server = Server::start();
    let reply = Reply::ok(rss(&[("1", "First", &text(1))])).header("ETag", "\"1\"");
    server.route("/feed", reply.conditional());
    let env = source(&server);
    env.pass();
    let_it_be_due(&env);
    let report = env.pass();
    assert_eq!(report["sources"][0]["outcome"], "not-modified");
    assert_eq!(recheck(&env), 8 * DAY);
    assert_eq!(server.requests()[1].header("if-none-match"), None);
}
