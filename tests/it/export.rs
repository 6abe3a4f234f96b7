//! `export` as CSV and as posts with front matter.
#![expect(
    clippy::unwrap_used,
    clippy::get_unwrap,
    reason = "test code: what is not there is a failed test"
)]

use std::collections::{BTreeMap, BTreeSet};

use super::env::{Env, rss};

const TWO: &str = "[[sources]]\nname = \"a\"\npath = \"a.rss\"\ntitle = \"Coast \\\"C\\\", daily\"\n\
     [[sources]]\nname = \"b\"\npath = \"b.rss\"\nlabels = [\"sea\", \"north\"]\n";

/// The title, the hash and the story of an entry.
type Facts = (String, String, BTreeSet<String>);

const SHARED: &str = "<p>港务局今日公布，灯塔的维修将在本月底完成，届时东侧航道恢复双向通行，渡轮班次同时增加。</p>\
     <p>船长们可以通过无线电查询最新的水深和潮汐表，夜间航行须保持二十海里以内的联络。</p>\
     <table><tr><td>--- 水深</td><td>4.5 米</td></tr></table>";

/// Two sources that use the same guids, with a text that both carry.
fn env() -> Env {
    let env = Env::new(TWO);
    env.write(
        "a.rss",
        rss(&[
            ("1", "灯塔: \"维修\", 月底", SHARED),
            (
                "2",
                "It's 'noon' #1 -- é 🙂",
                "<p>a &amp; b &lt;c&gt; in 2 %</p>",
            ),
            ("3", "Nothing", ""),
        ]),
    );
    env.write(
        "b.rss",
        rss(&[
            ("1", "灯塔维修月底", SHARED),
            ("2", "- [x] {y}: &z", "<pre>---\ntitle: no\n---</pre>"),
        ]),
    );
    env.pass();
    env
}

#[test]
fn exported_posts_read_back_give_the_same_texts_in_the_same_stories() {
    let first = env();
    let said = first.ok(&["export", "--format", "posts", "--to", "archive/posts"]);
    assert!(
        said.contains("5 posts in archive/posts, 5 of them new"),
        "{said}"
    );
    let second = Env::new("[[sources]]\nname = \"posts\"\npath = \"posts/*.md\"\n");
    for file in std::fs::read_dir(first.path("archive/posts")).unwrap() {
        let file = file.unwrap();
        let name = file.file_name().into_string().unwrap();
        second.write(
            &format!("posts/{name}"),
            std::fs::read(file.path()).unwrap(),
        );
    }
    second.pass();
    let facts = |env: &Env, id: &str| -> BTreeMap<String, Facts> {
        let entries = env.export();
        let text = |entry: &serde_json::Value, key: &str| entry[key].as_str().unwrap().to_owned();
        let together = |story: &str| {
            let members = entries.iter().filter(|entry| entry["story"] == story);
            members.map(|entry| text(entry, id)).collect()
        };
        let facts = entries.iter().map(|entry| {
            let (title, hash) = (text(entry, "title"), text(entry, "content_hash"));
            let story = together(entry["story"].as_str().unwrap());
            (text(entry, id), (title, hash, story))
        });
        facts.collect()
    };
    assert_eq!(facts(&first, "entry"), facts(&second, "guid"));
    let outlets: BTreeSet<String> = second
        .ok(&["stories", "--json"])
        .split('"')
        .filter(|part| part.starts_with("Coast "))
        .map(str::to_owned)
        .collect();
    assert!(!outlets.is_empty(), "the outlet stays the one of the entry");
}

#[test]
fn posts_that_are_there_already_are_not_touched() {
    let env = env();
    let export = ["export", "--format", "posts", "--to", "archive"];
    env.ok(&export);
    assert!(
        env.ok(&export)
            .contains("5 posts in archive, 0 of them new")
    );
    for (arguments, said) in [
        (vec!["export", "--format", "posts"], "--to"),
        (
            vec!["export", "--format", "csv", "--to", "x"],
            "--to is for",
        ),
        (vec!["export", "--format", "csv", "--json"], "--json"),
    ] {
        let ended = env.run(&arguments);
        assert_eq!(ended.code, 2, "{arguments:?}");
        assert!(ended.err.contains(said), "{}", ended.err);
    }
}

/// Reads CSV by the grammar of RFC 4180.
fn rows(csv: &str) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    let mut row = Vec::new();
    let mut rest = csv;
    while !rest.is_empty() {
        let mut cell = String::new();
        if let Some(mut quoted) = rest.strip_prefix('"') {
            loop {
                let (text, after) = quoted.split_once('"').unwrap();
                cell.push_str(text);
                let Some(escaped) = after.strip_prefix('"') else {
                    rest = after;
                    break;
                };
                cell.push('"');
                quoted = escaped;
            }
        } else {
            let end = rest.find([',', '\r']).unwrap();
            let (text, after) = rest.split_at(end);
            assert!(!text.contains('"') && !text.contains('\n'), "{text}");
            cell.push_str(text);
            rest = after;
        }
        row.push(cell);
        if let Some(after) = rest.strip_prefix(',') {
            rest = after;
        } else {
            rest = rest.strip_prefix("\r\n").unwrap();
            rows.push(std::mem::take(&mut row));
        }
    }
    rows
}

#[test]
fn a_csv_reader_gets_the_same_values_as_the_reader_of_json_lines() {
    let env = env();
    let csv = rows(&env.ok(&["export", "--format", "csv"]));
    let (header, body) = csv.split_first().unwrap();
    let entries = env.export();
    assert_eq!(body.len(), entries.len());
    for (row, entry) in body.iter().zip(&entries) {
        let cell = |name: &str| {
            let at = header.iter().position(|column| column == name).unwrap();
            row.get(at).unwrap().as_str()
        };
        for name in [
            "entry",
            "source",
            "guid",
            "title",
            "content_hash",
            "story",
            "role",
            "link",
        ] {
            assert_eq!(
                cell(name),
                entry[name].as_str().unwrap_or_default(),
                "{name}"
            );
        }
        assert_eq!(row.len(), header.len());
        let labels: Vec<&str> = cell("labels")
            .split("; ")
            .filter(|l| !l.is_empty())
            .collect();
        assert_eq!(serde_json::json!(labels), entry["labels"]);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_behind_standard_output_is_named() {
    let env = env();
    for command in [["export", "--json"], ["stories", "--json"]] {
        let full = std::fs::File::options().write(true).open("/dev/full");
        let mut command = env.command(&command);
        let ended = command.stdout(full.unwrap()).output().unwrap();
        assert_eq!(ended.status.code(), Some(1));
        let said = String::from_utf8_lossy(&ended.stderr).into_owned();
        assert!(
            said.starts_with("error: standard output cannot be written: "),
            "{said}"
        );
    }
}
