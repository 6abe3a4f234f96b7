//! `run` with failures: its messages, its exit code, and what stays stored and published.
#![expect(
    clippy::disallowed_methods,
    reason = "test code: what is not there is a failed test"
)]

use std::time::Duration;

use feedfold::store::Store;

use super::env::{Env, rss, text};
use super::run::{POST, feed, outcomes, posts};
use super::server::{Reply, Server};

#[test]
fn one_bad_source_costs_itself_only_and_says_what_to_do() {
    let server = Server::start();
    server.route("/good", Reply::ok(rss(&[("1", "t", &text(1))])));
    server.route(
        "/page",
        Reply::ok("<!doctype html><title>Login</title><p>hello"),
    );
    server.route("/empty", Reply::ok(""));
    server.route("/broken", Reply::status(500));
    let tables: String = ["page", "empty", "broken", "good"]
        .iter()
        .map(|name| feed(&server, name))
        .collect();
    let folders = "[[sources]]\nname = \"nofolder\"\npath = \"nowhere/*.md\"\n\
                   [[sources]]\nname = \"noposts\"\npath = \"vacant/*.md\"\n";
    let env = Env::new(&(tables + folders + &posts("posts/*.md")));
    env.write("vacant/readme.txt", "");
    env.write("posts/plain.md", "no front matter\n");
    env.write("posts/good.md", POST);
    std::os::unix::fs::symlink("nowhere", env.path("posts/dangling.md")).unwrap();
    let ended = env.run(&["run", "--force"]);
    assert_eq!(ended.code, 0, "{}", ended.err);
    assert_eq!(ended.out, "");
    for (source, what) in [
        ("page", "web page"),
        ("empty", "empty"),
        ("broken", "500"),
        ("nofolder", "no folder"),
        ("noposts", "no file"),
        ("posts", "plain.md"),
        ("posts", "dangling.md"),
    ] {
        let told = ended.err.lines().any(|line| {
            line.contains(&format!("error: {source}: "))
                && line.contains(what)
                && line.contains("; ")
        });
        assert!(told, "{source} {what}: {}", ended.err);
    }
    assert_eq!(env.export().len(), 2);
    assert_eq!(env.run(&["run", "--force", "--strict"]).code, 1);
}

#[test]
fn when_nothing_could_be_read_three_times_the_run_fails() {
    let server = Server::start();
    server.route("/a", Reply::status(500));
    let env = Env::new(&feed(&server, "a"));
    let ended: Vec<_> = (0..3).map(|_| env.run(&["run", "--force"])).collect();
    assert_eq!(
        ended.iter().map(|ended| ended.code).collect::<Vec<_>>(),
        [0, 0, 1]
    );
    assert!(
        ended[2].err.contains("last three tries"),
        "{}",
        ended[2].err
    );
    server.route("/a", Reply::ok(rss(&[("1", "t", "x")])));
    assert_eq!(env.run(&["run", "--force"]).code, 0);
}

#[test]
fn a_failed_answer_keeps_validators_and_entries() {
    let server = Server::start();
    let good = Reply::ok(rss(&[("1", "t", &text(1))]))
        .header("ETag", "\"1\"")
        .conditional();
    server.route_in_turn(
        "/a",
        [
            good,
            Reply::ok("<html>").header("ETag", "\"2\""),
            Reply::status(500),
            Reply::status(304),
        ],
    );
    let env = Env::new(&feed(&server, "a"));
    let seen: Vec<String> = (0..4).map(|_| outcomes(&env.pass()).concat()).collect();
    assert_eq!(seen, ["read", "failed", "failed", "not-modified"]);
    for request in &server.requests_to("/a")[1..] {
        assert_eq!(request.header("if-none-match"), Some(b"\"1\"".as_slice()));
    }
    assert_eq!(env.export().len(), 1);
}

#[test]
fn another_pass_is_waited_for_or_reported() {
    let env = Env::new(&posts("posts/*.md"));
    env.write("posts/a.md", POST);
    let lock = Store::lock(&env.path("store.db"), Duration::ZERO).unwrap();
    let ended = env.run(&["run", "--no-wait"]);
    assert_eq!(ended.code, 75, "{}", ended.err);
    assert!(ended.err.contains("another run"), "{}", ended.err);
    let waiting = env.command(&["run"]).spawn().unwrap();
    drop(lock);
    assert!(waiting.wait_with_output().unwrap().status.success());
    assert_eq!(env.export().len(), 1);
}

#[test]
fn a_store_that_is_no_database_is_left_as_it_is() {
    let env = Env::new(&posts("posts/*.md"));
    env.write("posts/a.md", POST);
    let garbage = "this is not a database ".repeat(100);
    env.write("store.db", &garbage);
    let ended = env.run(&["run"]);
    assert_eq!(ended.code, 1);
    assert!(
        ended.err.contains("store.db is damaged") && ended.err.contains("backup"),
        "{}",
        ended.err
    );
    assert_eq!(env.read("store.db"), garbage);
}

#[test]
fn the_database_of_another_program_is_left_alone() {
    let env = Env::new(&posts("posts/*.md"));
    env.write("posts/a.md", POST);
    let other = rusqlite::Connection::open(env.path("store.db")).unwrap();
    other.execute("CREATE TABLE theirs (a)", []).unwrap();
    let ended = env.run(&["run"]);
    assert_eq!(ended.code, 1);
    assert!(ended.err.contains("another program"), "{}", ended.err);
    let tables: i64 = other
        .query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))
        .unwrap();
    assert_eq!(tables, 1);
}

#[test]
fn a_newer_store_is_refused() {
    let env = Env::new(&posts("posts/*.md"));
    env.write("posts/a.md", POST);
    env.pass();
    rusqlite::Connection::open(env.path("store.db"))
        .unwrap()
        .pragma_update(None, "user_version", 999)
        .unwrap();
    let ended = env.run(&["run"]);
    assert_eq!(ended.code, 1);
    assert!(ended.err.contains("newer feedfold"), "{}", ended.err);
}

#[test]
fn an_output_that_cannot_be_written_fails_the_run_after_storing() {
    let env = Env::new(&posts("posts/*.md"));
    env.write("posts/a.md", POST);
    env.write("public", "a file where the folder should be");
    let ended = env.run(&["run"]);
    assert_eq!(ended.code, 1);
    assert!(ended.err.contains("output all"), "{}", ended.err);
    assert_eq!(env.export().len(), 1);
}

#[test]
fn a_wrong_configuration_or_command_line_is_code_2() {
    let env = Env::new("[[sources]]\nname = \"a\"\nurl = \"ftp://x\"\nintervall = \"5m\"\n");
    let ended = env.run(&["run"]);
    assert_eq!(ended.code, 2);
    assert!(
        ended.err.contains("intervall")
            && ended.err.contains("interval")
            && ended.err.contains("ftp"),
        "{}",
        ended.err
    );
    assert_eq!(env.run(&["runn"]).code, 2);
    assert_eq!(env.run(&["run", "--config", "absent.toml"]).code, 2);
    let env = Env::new(&posts("posts/*.md"));
    assert_eq!(env.run(&["run", "--source", "absent"]).code, 2);
    assert_eq!(env.run(&["run", "--source", ""]).code, 2);
}

#[test]
fn reading_before_the_first_run_says_what_to_do() {
    let env = Env::new(&posts("posts/*.md"));
    for command in [
        ["stories"].as_slice(),
        &["export"],
        &["show", "ab"],
        &["publish"],
    ] {
        let ended = env.run(command);
        assert_eq!(ended.code, 1, "{command:?}");
        assert!(ended.err.contains("feedfold run"), "{}", ended.err);
    }
    assert!(env.ok(&["sources"]).contains("new"));
}

#[test]
fn a_reader_that_has_enough_of_an_export_is_no_error() {
    let env = Env::new(&posts("posts/*.md"));
    for number in 0..200 {
        env.write(
            &format!("posts/{number}.md"),
            POST.replace("第二段。", &text(number)),
        );
    }
    env.pass();
    let mut child = env
        .command(&["export"])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let ended = super::env::ended(child.wait_with_output().unwrap());
    assert_eq!((ended.code, ended.err.as_str()), (0, ""));
}

#[test]
fn a_retry_after_of_one_feed_holds_back_its_whole_host_in_this_run_and_the_next() {
    let server = Server::start();
    let busy = Reply::status(429).header("Retry-After", "3600");
    server.route("/a", busy.clone());
    server.route("/b", busy);
    let tables = feed(&server, "a") + &feed(&server, "b");
    let env = Env::new(&tables);
    env.reword("timeout =", "per_host = 1\ntimeout =");
    let report = env.pass();
    let mut seen = outcomes(&report);
    seen.sort_unstable();
    assert_eq!(seen, ["held", "retry-later"]);
    assert_eq!(server.requests().len(), 1);
    assert_eq!(env.pass()["not_due"], 2);
    assert_eq!(server.requests().len(), 1, "also when everything is forced");
}

#[test]
fn a_feed_that_is_gone_is_not_asked_again_until_its_address_changes() {
    let server = Server::start();
    server.route("/a", Reply::status(410));
    server.route("/a2", Reply::ok(rss(&[("1", "t", &text(1))])));
    server.route("/b", Reply::ok(rss(&[("2", "t", &text(2))])));
    let env = Env::new(&(feed(&server, "a") + &feed(&server, "b")));
    let ended = env.run(&["run", "--force", "--strict"]);
    assert_eq!(ended.code, 1);
    assert!(
        ended
            .err
            .contains("a: the publisher withdrew this feed (410)"),
        "{}",
        ended.err
    );
    assert_eq!(env.pass()["not_due"], 1);
    assert!(env.ok(&["sources"]).contains("gone"));
    assert_eq!(server.requests_to("/a").len(), 1);
    env.configure(&feed(&server, "a").replace("/a\"", "/a2\""));
    assert_eq!(outcomes(&env.pass()), ["read"]);
}
