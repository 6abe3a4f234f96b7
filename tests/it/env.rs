//! An isolated run of the whole program: a temporary folder, a configuration, the real binary.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::disallowed_methods,
    reason = "test code: what cannot be set up is a failed test"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Output;

use serde_json::Value;
use tempfile::TempDir;

/// A folder with a `feeds.toml` in which the binary is run. When dropped, the store in it must
/// pass SQLite's integrity check.
pub(crate) struct Env {
    folder: TempDir,
}

/// What the binary said, and how it ended.
pub(crate) struct Ended {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

const HEAD: &str = r#"
[site]
title = "Curated"
url = "https://feeds.example.org/"
author = "Desk"
contact = "mailto:desk@example.org"
[store]
path = "store.db"
[fetch]
allow_private = ["127.0.0.1"]
timeout = "5s"
[[outputs]]
name = "all"
path = "public/all.atom"
"#;

impl Env {
    /// A configuration with one output and these `[[sources]]` (and other) tables.
    pub(crate) fn new(tables: &str) -> Self {
        let env = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        env.configure(tables);
        env
    }

    /// Writes the configuration anew.
    pub(crate) fn configure(&self, tables: &str) {
        self.write("feeds.toml", format!("{HEAD}{tables}"));
    }

    /// Other words in the configuration: every `from` becomes `to`.
    pub(crate) fn reword(&self, from: &str, to: &str) {
        let own = self.read("feeds.toml");
        assert!(own.contains(from), "{from} in {own}");
        self.write("feeds.toml", own.replace(from, to));
    }

    /// A path in the folder.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file in the folder.
    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }

    /// Reads a file in the folder.
    pub(crate) fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).expect(name)
    }

    /// Runs the binary in the folder.
    pub(crate) fn run(&self, arguments: &[&str]) -> Ended {
        ended(self.command(arguments).output().unwrap())
    }

    /// Runs the binary, which must end with 0, and gives what it wrote to standard output.
    pub(crate) fn ok(&self, arguments: &[&str]) -> String {
        let ended = self.run(arguments);
        assert_eq!(ended.code, 0, "{arguments:?}: {}{}", ended.out, ended.err);
        ended.out
    }

    /// A pass over every source, due or not; its report.
    pub(crate) fn pass(&self) -> Value {
        serde_json::from_str(&self.ok(&["run", "--force", "--json"])).expect("a report")
    }

    /// The stored entries.
    pub(crate) fn export(&self) -> Vec<Value> {
        let lines = self.ok(&["export"]);
        lines
            .lines()
            .map(|line| serde_json::from_str(line).expect("a JSON line"))
            .collect()
    }

    /// The stories, as sets of guids.
    pub(crate) fn partition(&self) -> BTreeSet<BTreeSet<String>> {
        let mut stories: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for entry in self.export() {
            let word = |key: &str| entry.get(key).and_then(Value::as_str).unwrap().to_owned();
            let members = stories.entry(word("story")).or_default();
            members.insert(word("guid"));
        }
        stories.into_values().collect()
    }

    /// Id and `updated` of every entry in an output.
    pub(crate) fn published(&self, output: &str) -> BTreeMap<String, String> {
        let feed = self.read(output);
        let part = |entry: &str, name: &str| {
            let rest = entry.split_once(&format!("<{name}>")).unwrap().1;
            rest.split_once('<').unwrap().0.to_owned()
        };
        let entries = feed.split("<entry>").skip(1);
        entries
            .map(|entry| (part(entry, "id"), part(entry, "updated")))
            .collect()
    }

    /// Another folder with the same files.
    pub(crate) fn copy(&self) -> Self {
        let copy = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        copy_files(self.folder.path(), copy.folder.path());
        copy
    }

    /// Fails unless the store, if there is one, passes SQLite's own checks.
    pub(crate) fn assert_sound(&self) {
        let store = self.path("store.db");
        if !is_database(&store) {
            return;
        }
        let connection = rusqlite::Connection::open(&store).unwrap();
        let check: String = connection
            .pragma_query_value(None, "integrity_check", |row| row.get(0))
            .unwrap();
        assert_eq!(check, "ok");
        let broken = connection
            .prepare("PRAGMA foreign_key_check")
            .unwrap()
            .exists([])
            .unwrap();
        assert!(!broken, "a reference leads nowhere");
    }

    /// The binary, about to run in the folder with nothing of the developer's environment.
    pub(crate) fn command(&self, arguments: &[&str]) -> std::process::Command {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_feedfold"));
        command
            .args(arguments)
            .current_dir(self.folder.path())
            .env_clear()
            .env("PATH", "/usr/bin:/bin");
        command
    }
}

impl Drop for Env {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            self.assert_sound();
        }
    }
}

fn copy_files(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            std::fs::create_dir(&target).unwrap();
            copy_files(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

fn is_database(path: &Path) -> bool {
    std::fs::read(path).is_ok_and(|bytes| bytes.starts_with(b"SQLite format 3\0"))
}

pub(crate) fn ended(output: Output) -> Ended {
    Ended {
        code: output.status.code().expect("ended by itself"),
        out: String::from_utf8(output.stdout).expect("UTF-8"),
        err: String::from_utf8(output.stderr).expect("UTF-8"),
    }
}

/// An RSS 2.0 feed of (guid, title, body).
pub(crate) fn rss(items: &[(&str, &str, &str)]) -> String {
    let item = |(guid, title, body): &(&str, &str, &str)| {
        format!(
            "<item><guid isPermaLink=\"false\">{guid}</guid><title>{title}</title>\
             <link>https://outlet.example/{guid}</link>\
             <pubDate>Mon, 22 Mar 2021 09:03:29 GMT</pubDate>\
             <description><![CDATA[{body}]]></description></item>"
        )
    };
    let items = items.iter().map(item).collect::<Vec<_>>().concat();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><rss version=\"2.0\"><channel>\
         <title>Outlet</title><link>https://outlet.example/</link>{items}</channel></rss>"
    )
}

/// An RSS 2.0 feed of numbered bodies; the number is guid and title.
pub(crate) fn numbered(items: impl Iterator<Item = (u32, String)>) -> String {
    rss_of(items.map(|(number, body)| (number.to_string(), body)))
}

/// An RSS 2.0 feed of (guid, body), each titled by its guid.
pub(crate) fn rss_of(items: impl IntoIterator<Item = (String, String)>) -> String {
    let items: Vec<(String, String)> = items.into_iter().collect();
    let items: Vec<(&str, &str, &str)> = items
        .iter()
        .map(|(guid, body)| (guid.as_str(), guid.as_str(), body.as_str()))
        .collect();
    rss(&items)
}

/// A text long enough to fold by its hash, told apart by `number`.
pub(crate) fn text(number: u32) -> String {
    format!(
        "<p>　　关于第{number}号提案答复的函</p><p>　　您提出的关于推进海岸灯塔数字化改造的提案收悉，经研究，现答复如下：\
         我部将会同有关部门，安排专项资金{number}万元，分三年完成全部灯塔的改造，\
         并建立运行维护的长效机制，定期向社会公布进展，接受各方面的监督，确保改造工作按期保质完成。</p>"
    )
}
