//! Commands at the same time: they fetch nothing twice and lose nothing, and the messages do not
//! speak of locks.
#![expect(
    clippy::unwrap_used,
    reason = "test code: what is not there is a failed test"
)]

use std::collections::BTreeSet;
use std::process::{Child, Stdio};

use super::env::{Ended, Env, ended, rss, rss_of, text};
use super::run::feed;
use super::server::{Act, Reply, Server};

fn start(env: &Env, arguments: &[&str]) -> Child {
    env.command(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// However long an answer is held back, it is waited for.
fn patient(tables: &str) -> Env {
    let env = Env::new(tables);
    env.reword("\"5s\"", "\"5m\"");
    env
}

fn end(child: Child) -> Ended {
    ended(child.wait_with_output().unwrap())
}

/// A feed whose answer comes when the server has been asked, or knocked at, that often.
fn held_until(requests: usize, feed: &str) -> Reply {
    let answer = format!("HTTP/1.1 200 OK\r\nETag: \"held\"\r\n\r\n{feed}");
    Reply::raw([Act::Await(requests), Act::Send(answer.into_bytes())])
}

#[test]
fn runs_and_publish_at_the_same_time_ask_once_and_all_end_well() {
    let server = Server::start();
    server.route("/a", held_until(2, &rss(&[("1", "t", &text(1))])));
    let env = patient(&feed(&server, "a"));
    // Before there is a store, and then beside one.
    for asked in [1, 3] {
        let first = start(&env, &["run", "--force"]);
        while server.requests().is_empty() {
            std::thread::yield_now();
        }
        let refused = env.run(&["run", "--no-wait", "--force"]);
        assert_eq!(refused.code, 75, "{}", refused.err);
        assert!(refused.err.contains("another run"), "{}", refused.err);
        let others = [["run"], ["run"], ["publish"]].map(|arguments| start(&env, &arguments));
        assert_eq!(
            server.requests().len(),
            1,
            "request {asked} is the only one"
        );
        server.knock();
        assert_eq!(end(first).err, "");
        for other in others {
            let other = end(other);
            assert_eq!((other.code, other.err.as_str()), (0, ""));
        }
        assert_eq!(server.requests().len(), 1, "no source is asked twice");
        server.forget_requests();
        server.route("/a", held_until(4, &rss(&[("2", "u", &text(2))])));
    }
    assert_eq!(env.export().len(), 2);
}

#[test]
fn a_merge_during_a_run_waits_for_it_and_is_carried_out() {
    let server = Server::start();
    let two = rss(&[("1", "t", &text(1)), ("2", "u", &text(2))]);
    server.route("/a", Reply::ok(two));
    let env = patient(&feed(&server, "a"));
    env.pass();
    let keys = env.export();
    let [one, other] = [0, 1].map(|at| keys[at]["entry"].as_str().unwrap());
    let more = rss(&[("3", "v", &text(3))]);
    server.route("/a", held_until(3, &more));
    server.forget_requests();
    let run = start(&env, &["run", "--force"]);
    while server.requests().is_empty() {
        std::thread::yield_now();
    }
    let merge = start(&env, &["merge", one, other]);
    server.knock();
    for ended in [end(run), end(merge)] {
        assert_eq!((ended.code, ended.err.as_str()), (0, ""));
    }
    let sizes: Vec<usize> = env.partition().iter().map(BTreeSet::len).collect();
    assert_eq!((sizes.len(), sizes.iter().sum::<usize>()), (2, 3));
}

#[test]
fn reports_during_a_run_show_what_is_stored_so_far() {
    let tables = ["a", "b", "c"]
        .map(|name| format!("[[sources]]\nname = \"{name}\"\npath = \"{name}.rss\"\n"));
    let env = Env::new(&tables.concat());
    let fill = |from: u32| {
        for (at, name) in (0..).zip(["a", "b", "c"]) {
            let items =
                (0..10).map(|number| (format!("{from}-{number}"), text(from + at * 10 + number)));
            env.write(&format!("{name}.rss"), rss_of(items));
        }
    };
    fill(0);
    env.pass();
    fill(100);
    let mut run = start(&env, &["run"]);
    let mut looked = 0;
    let mut seen = BTreeSet::new();
    while looked < 3 || run.try_wait().unwrap().is_none() {
        for report in [
            ["export"].as_slice(),
            &["sources"],
            &["stories", "--json"],
            &["search", "灯塔"],
        ] {
            let ended = env.run(report);
            assert_eq!((ended.code, ended.err.as_str()), (0, ""), "{report:?}");
            if report == ["export"] {
                seen.insert(ended.out.lines().count());
            }
        }
        looked += 1;
    }
    assert_eq!(end(run).code, 0);
    assert_eq!(env.export().len(), 60);
    let whole = [30, 40, 50, 60];
    assert!(
        seen.iter().all(|count| whole.contains(count)),
        "a source is seen whole or not at all: {seen:?}"
    );
}

/// Each of two `add` read the old file, and the second wrote over the first.
#[test]
fn sources_added_at_the_same_time_are_all_there() {
    const ADDED: usize = 12;
    let server = Server::start();
    let env =
        patient("\n# ours\n[[sources]]\nname = \"old\"\nurl = \"https://old.example/\"  # slow\n");
    let before = env.read("feeds.toml");
    // No answer before all have been asked for: then they all write at once.
    for number in 0..ADDED {
        let reply = held_until(ADDED, &rss(&[("1", "t", "x")]));
        server.route(&format!("/{number}"), reply);
    }
    let adding: Vec<Child> = (0..ADDED)
        .map(|number| start(&env, &["add", &server.url(&format!("/{number}"))]))
        .collect();
    for added in adding {
        let added = end(added);
        assert_eq!((added.code, added.err.as_str()), (0, ""));
    }
    let after = env.read("feeds.toml");
    assert!(after.starts_with(before.trim_end()), "{after}");
    for number in 0..ADDED {
        let url = format!("\"{}\"", server.url(&format!("/{number}")));
        assert_eq!(after.matches(&url).count(), 1, "{number} in {after}");
    }
    env.ok(&["check"]);
    assert_eq!(server.requests().len(), ADDED);
}
