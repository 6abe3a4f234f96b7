//! `init` writes a configuration into a folder without one, and the first commands work there.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "test code: what is not there is a failed test"
)]

use std::path::Path;

use feedfold::config::{Config, NewSite, STARTER_OUTPUT, starter};

use super::env::{Env, rss, text};
use super::server::{Reply, Server};

/// A folder without a configuration.
fn empty() -> Env {
    let env = Env::new("");
    std::fs::remove_file(env.path("feeds.toml")).unwrap();
    env
}

fn parse(text: &str) -> Config {
    let config = Config::from_bytes(text.as_bytes(), "f", Path::new("/srv/feeds.toml"), &|_| {
        None
    });
    config.unwrap_or_else(|problems| panic!("{problems}\n{text}"))
}

#[test]
fn init_add_and_run_publish_a_feed() {
    let server = Server::start();
    let feed = rss(&[("1", "第1号", &text(1))]);
    server.route(
        "/rss",
        Reply::ok(feed).header("Content-Type", "application/rss+xml"),
    );
    let env = empty();
    let site = [
        "--title",
        "我的 \"feed\"",
        "--url",
        "https://f.example/",
        "--author",
        "Desk",
    ];
    let said = env.ok(&[&["init"][..], &site].concat());
    assert!(said.contains("wrote feeds.toml"), "{said}");
    for next in ["feedfold add ", "feedfold run "] {
        assert!(said.contains(next), "{said}");
    }
    assert!(!said.contains("set "), "{said}");
    env.ok(&["check"]);
    // The server of the test is on this machine.
    env.reword(
        "# allow_private = [\"127.0.0.1:1200\"]",
        "allow_private = [\"127.0.0.1\"]",
    );
    let run = env.run(&["run"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(
        run.err.contains("`feedfold add ADDRESS` adds one"),
        "{}",
        run.err
    );

    env.ok(&["add", &server.url("/rss")]);
    let run = env.run(&["run"]);
    assert_eq!((run.code, &*run.err), (0, ""));
    let published = env.read(STARTER_OUTPUT);
    assert!(
        published.contains("我的 &quot;feed&quot;") || published.contains("我的 \"feed\""),
        "{published}"
    );
    assert_eq!(published.matches("<entry>").count(), 1);
}

#[test]
fn a_configuration_that_is_there_stays() {
    let env = Env::new("");
    let before = env.read("feeds.toml");
    let refused = env.run(&["init"]);
    assert_eq!((refused.code, &*refused.out), (1, ""));
    assert!(
        refused.err.contains("is there already and stays as it is"),
        "{}",
        refused.err
    );
    assert_eq!(env.read("feeds.toml"), before);
    // Also a link that leads nowhere: its file may be on a disk that is not mounted.
    let env = empty();
    std::os::unix::fs::symlink("nowhere.toml", env.path("feeds.toml")).unwrap();
    assert_eq!(env.run(&["init"]).code, 1);
    assert!(!env.path("nowhere.toml").exists());
    assert_eq!(std::fs::read_dir(env.path("")).unwrap().count(), 1);
}

#[test]
fn the_file_is_written_where_config_says_and_the_next_commands_name_it() {
    let env = empty();
    let said = env.ok(&["init", "--config", "new/my feeds.toml"]);
    assert!(
        said.contains("feedfold --config 'new/my feeds.toml' run "),
        "{said}"
    );
    assert!(
        said.contains("set title, url, author before you publish"),
        "{said}"
    );
    env.ok(&["check", "--config", "new/my feeds.toml"]);
    let files = std::fs::read_dir(env.path("new")).unwrap();
    assert_eq!(files.count(), 1);
}

#[test]
fn a_value_that_site_does_not_take_is_refused_and_nothing_is_written() {
    let env = empty();
    for (option, value) in [("--url", "x"), ("--title", " "), ("--author", "a\nb")] {
        let refused = env.run(&["init", option, value]);
        assert_eq!(refused.code, 2, "{option}");
        assert!(
            refused.err.contains(&format!("{option}: expected ")),
            "{}",
            refused.err
        );
    }
    assert_eq!(std::fs::read_dir(env.path("")).unwrap().count(), 0);
}

#[test]
fn every_command_that_needs_a_configuration_names_init() {
    let env = empty();
    for arguments in [
        &["add", "https://a.example/"][..],
        &["run"],
        &["check"],
        &["remove", "a"],
        &["disable", "a"],
    ] {
        let ended = env.run(arguments);
        assert_eq!((ended.code, &*ended.out), (2, ""), "{arguments:?}");
        assert!(
            ended.err.contains("`feedfold init` writes one"),
            "{}",
            ended.err
        );
    }
    let ended = env.run(&["run", "--config", "other.toml"]);
    assert!(
        ended.err.contains("`feedfold init --config other.toml`"),
        "{}",
        ended.err
    );
}

#[test]
fn what_the_comments_of_the_starter_offer_works_when_uncommented() {
    let text = starter(&NewSite::default());
    let is_toml = |line: &&str| {
        let key = line.split(" = ").next().unwrap_or_default();
        line.starts_with("[[")
            || key != *line && key.chars().all(|c| c.is_ascii_lowercase() || c == '_')
    };
    let uncommented: Vec<&str> = text
        .lines()
        .map(|line| line.strip_prefix("# ").filter(is_toml).unwrap_or(line))
        .collect();
    let config = parse(&uncommented.join("\n"));
    assert_eq!(config.warnings, []);
    assert_eq!(
        (
            config.sources.len(),
            config.rules.len(),
            config.outputs.len()
        ),
        (2, 1, 2)
    );
    assert_eq!(
        config.outputs[0].path,
        Path::new("/srv").join(STARTER_OUTPUT)
    );
    assert!(
        text.lines().all(|line| line.chars().count() <= 105),
        "{text}"
    );
}
