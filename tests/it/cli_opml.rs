//! `opml`: lists of other readers come in, and go out again, without loss.
#![expect(
    clippy::unwrap_used,
    reason = "a report that cannot be read is a failed test"
)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::env::Env;
use crate::feed_rules;

const COMMENT: &str = "# Kept: this comment.\n";

fn fixtures() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/subscriptions");
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort_unstable();
    assert!(files.len() > 6);
    files
}

fn env() -> Env {
    let env = Env::new(COMMENT);
    env.reword("[fetch]", "[fetch]\nrsshub = \"https://rsshub.example\"");
    env
}

fn import(env: &Env, file: &Path) -> Value {
    let file = file.to_str().unwrap();
    serde_json::from_str(&env.ok(&["opml", "import", "--json", file])).unwrap()
}

/// The new sources of a report: title or name, address, category and labels.
fn added(report: &Value) -> Vec<String> {
    let added = report["added"].as_array().unwrap();
    added.iter().map(ToString::to_string).collect()
}

#[test]
fn the_lists_of_seven_readers_are_read_as_they_mean() {
    for file in fixtures() {
        let name = file.file_name().unwrap().to_str().unwrap().to_owned();
        let report = import(&env(), &file);
        insta::with_settings!({ omit_expression => true }, {
            insta::assert_snapshot!(
                format!("opml_{name}"),
                serde_json::to_string_pretty(&report).unwrap()
            );
        });
    }
}

#[test]
fn an_import_shows_no_password_and_keeps_it_in_the_configuration() {
    let env = env();
    let list = "https://desk:vivaldi@feeds.example.net/a.xml\nhttps://feeds.example.net/b.xml?token=vivaldi\n";
    env.write("list.txt", list);
    let file = env.path("list.txt");
    let file = file.to_str().unwrap();
    let shown = [
        env.ok(&["opml", "import", "--dry-run", file]),
        import(&env, &env.path("list.txt")).to_string(),
        import(&env, &env.path("list.txt")).to_string(),
    ];
    for shown in shown {
        assert!(shown.contains("feeds.example.net/b.xml"), "{shown}");
        assert!(!shown.contains("vivaldi"), "{shown}");
    }
    assert_eq!(env.read("feeds.toml").matches("vivaldi").count(), 2);
}

#[test]
fn what_was_imported_is_exported_and_imported_again_without_a_difference() {
    for file in fixtures() {
        let first = env();
        let report = import(&first, &file);
        let exported = first.ok(&["opml", "export"]);
        first.write("exported.opml", &exported);
        let second = env();
        let again = import(&second, &first.path("exported.opml"));
        // Sources stand in their folders now, so that their order may be another.
        let sorted = |report| added(report).into_iter().collect::<BTreeSet<_>>();
        let known = |address: &str| address.replace("rsshub://", "https://rsshub.example/");
        let before: BTreeSet<_> = added(&report).iter().map(|one| known(one)).collect();
        // A route of RSSHub is the address of the instance in a list for others.
        let without_names = |all: BTreeSet<String>| -> BTreeSet<String> {
            let cut = |one: String| one.split_once("\"url\"").unwrap().1.to_owned();
            all.into_iter().map(cut).collect()
        };
        assert_eq!(
            without_names(before),
            without_names(sorted(&again)),
            "{}",
            file.display()
        );
        assert_eq!(
            second.ok(&["opml", "export"]),
            exported,
            "{}",
            file.display()
        );
    }
}

#[test]
fn a_second_import_adds_nothing_and_comments_stay() {
    let env = env();
    let all = fixtures();
    for file in &all {
        import(&env, file);
    }
    let text = env.read("feeds.toml");
    assert!(text.contains("# Kept: this comment."));
    for file in &all {
        let report = import(&env, file);
        assert_eq!(report["added"], Value::Array(Vec::new()));
        assert!(!report["known"].as_array().unwrap().is_empty());
    }
    assert_eq!(env.read("feeds.toml"), text);
    env.ok(&["check"]);
}

#[test]
fn another_spelling_of_an_address_is_the_same_source() {
    let env = env();
    env.write("list", "https://www.port.example/rss\n");
    env.ok(&["opml", "import", "list"]);
    env.write(
        "list",
        "http://port.example/rss/\nhttps://PORT.example/rss#top\nfeed:https://port.example/rss\n\
         https://port.example/rss?page=2\n",
    );
    let said = env.ok(&["opml", "import", "list"]);
    assert!(said.contains("added 1 source"), "{said}");
    assert!(said.contains("3 of the list are there already"), "{said}");
}

#[test]
fn a_dry_run_of_an_import_changes_nothing() {
    let env = env();
    let text = env.read("feeds.toml");
    let [file, ..] = &fixtures()[..] else {
        panic!("a fixture");
    };
    let said = env.ok(&["opml", "import", "--dry-run", file.to_str().unwrap()]);
    assert!(said.contains("would be added"), "{said}");
    assert_eq!(env.read("feeds.toml"), text);
}

#[test]
fn addresses_that_cannot_be_sources_cost_themselves_only() {
    let env = env();
    env.write(
        "list.opml",
        "<opml><body><outline text='a' xmlUrl='ftp://a.example/'/><outline text='b' \
         xmlUrl='https://b.example/'/><outline text='c' xmlUrl='https://c.example/'",
    );
    let ended = env.run(&["opml", "import", "list.opml"]);
    assert_eq!(ended.code, 1);
    assert!(ended.err.contains("ftp://a.example/"), "{}", ended.err);
    assert!(env.read("feeds.toml").contains("https://b.example/"));

    env.write("nothing", "<html><body>no list</body></html>");
    let ended = env.run(&["opml", "import", "nothing"]);
    assert_eq!(ended.code, 1);
    assert!(ended.err.contains("names no feed"), "{}", ended.err);

    // Not one error for each line of a file of another kind.
    let ended = env.run(&["opml", "import", "feeds.toml"]);
    assert_eq!(ended.code, 1);
    let lines: Vec<&str> = ended.err.lines().collect();
    assert!(
        lines.len() == 1 && lines[0].contains("names no feed"),
        "{}",
        ended.err
    );
}

#[test]
fn an_export_names_no_address_that_outputs_withhold_and_is_valid_opml() {
    let env = env();
    let source = |name: &str, url: &str, more: &str| {
        format!("[[sources]]\nname = \"{name}\"\nurl = \"{url}\"\n{more}")
    };
    env.configure(
        &[
            source("a", "https://a.example/feed?token=sesame-5f3a9c1e", ""),
            source("b", "https://b.example/letter", "private = true\n"),
            source("c", "https://c.example/feed", "category = \"x/y\"\n"),
        ]
        .concat(),
    );
    let exported = env.ok(&["opml", "export"]);
    for secret in ["sesame", "b.example"] {
        assert!(!exported.contains(secret), "{exported}");
    }
    let outlines = feed_rules::opml::list(exported.as_bytes()).unwrap();
    let addresses: Vec<_> = outlines
        .iter()
        .filter_map(|outline| outline.attribute("xmlUrl"))
        .collect();
    assert_eq!(addresses, ["https://c.example/feed"]);
}
