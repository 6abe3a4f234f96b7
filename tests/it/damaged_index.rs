//! A full-text index that is damaged alone: nothing is lost, and it is made anew from the entries.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "test code: what is not there is a failed test"
)]

use std::path::{Path, PathBuf};

use rusqlite::Connection;

use super::damage::{feed, filled, page_size, spoil};
use super::env::{Env, text};
use super::serve::client::Serving;

/// The pages of the index: `condition` says which.
fn pages(store: &Path, condition: &str) -> Vec<usize> {
    let connection = Connection::open(store).unwrap();
    let sql = format!("SELECT pageno FROM dbstat WHERE name GLOB 'search_t*' AND {condition}");
    let mut statement = connection.prepare(&sql).unwrap();
    let pages = statement.query_map([], |row| row.get(0)).unwrap();
    pages.map(Result::unwrap).collect()
}

/// Kinds of damage, each with the pages of the index that it hits.
fn damages(store: &Path) -> Vec<(&'static str, Vec<usize>)> {
    let damages = [
        ("every page", "true"),
        ("the roots", "path = '/'"),
        ("the pages below the roots", "path <> '/'"),
        ("the terms of the texts", "name = 'search_texts_data'"),
        ("the sizes of the texts", "name = 'search_texts_docsize'"),
        ("the titles", "name GLOB 'search_titles*'"),
    ];
    damages
        .map(|(what, condition)| (what, pages(store, condition)))
        .into()
}

/// An installation, and its store as it was before its index was damaged.
struct Installation {
    env: Env,
    store: PathBuf,
    whole: Vec<u8>,
    /// How many stories a search finds in it that looks for every text.
    stories: usize,
}

impl Installation {
    fn new() -> Self {
        let env = filled();
        let store = env.path("store.db");
        let (whole, stories) = (std::fs::read(&store).unwrap(), found(&env));
        Self {
            env,
            store,
            whole,
            stories,
        }
    }

    /// Puts the whole store in place, but for these pages.
    fn damage(&self, pages: &[usize]) {
        assert!(!pages.is_empty());
        let mut damaged = self.whole.clone();
        spoil(&mut damaged, page_size(&self.store), pages);
        self.env.write("store.db", damaged);
    }

    /// Everything is found, `more` stories than in the whole store, and `doctor` has no fault to
    /// tell of.
    fn assert_whole(&self, more: usize, what: &str) {
        assert_eq!(found(&self.env), self.stories + more, "{what}");
        let doctor = self.env.run(&["doctor"]);
        assert!(!doctor.out.contains("damaged"), "{what}: {}", doctor.out);
        assert!(doctor.out.contains("whole: "), "{what}: {}", doctor.out);
    }
}

/// How many stories a search finds that looks for every text.
fn found(env: &Env) -> usize {
    let found = env.ok(&["search", "--json", "--limit", "1000", "改造"]);
    let found: serde_json::Value = serde_json::from_str(&found).unwrap();
    found.as_array().unwrap().len()
}

#[test]
fn a_run_that_meets_a_damaged_index_stores_what_came_and_makes_the_index_anew() {
    assert!(text(1).contains("改造"));
    let installation = Installation::new();
    let (env, store) = (&installation.env, &installation.store);
    for (what, pages) in damages(store) {
        installation.damage(&pages);
        env.write("a.rss", feed((500..503).chain(0..80)));
        let ended = env.run(&["run", "--force"]);
        assert_eq!(ended.code, 0, "{what}: {}", ended.err);
        assert!(
            ended
                .err
                .contains("full-text index of the store was damaged"),
            "{what}: {}",
            ended.err
        );
        assert!(
            env.read("public/all.atom").contains("资金502万元"),
            "{what}"
        );
        installation.assert_whole(3, what);
        let ended = env.run(&["run", "--force"]);
        assert_eq!((ended.code, ended.err.as_str()), (0, ""), "{what}");
        std::fs::remove_file(store).unwrap();
        drop(std::fs::remove_file(env.path("public/all.atom")));
        env.write("a.rss", feed(0..80));
        env.write("store.db", &installation.whole);
    }
}

#[test]
fn doctor_and_a_search_name_vacuum_which_mends_a_damaged_index() {
    let installation = Installation::new();
    let env = &installation.env;
    for (what, pages) in damages(&installation.store) {
        installation.damage(&pages);
        let doctor = env.run(&["doctor"]);
        assert_eq!(doctor.code, 1, "{what}: {}", doctor.out);
        let said = doctor.out.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(
            said.contains("its full-text index is damaged ("),
            "{what}: {said}"
        );
        assert!(
            said.contains("`feedfold vacuum` makes the index anew"),
            "{what}: {said}"
        );
        assert!(!said.contains("feedfold restore"), "{what}: {said}");
        for command in [
            ["search", "改造"].as_slice(),
            &["backup", "--overwrite", "copy.db"],
            &["run", "--dry-run"],
            &["refold"],
        ] {
            let ended = env.run(command);
            // A search may need none of the pages that are damaged.
            if command[0] != "search" || ended.code != 0 {
                assert_eq!(ended.code, 1, "{what}: {}", ended.out);
                assert!(
                    ended.err.contains("`feedfold vacuum`"),
                    "{what}: {}",
                    ended.err
                );
            }
        }
        env.ok(&["stories"]);
        let mended = env.run(&["vacuum"]);
        assert_eq!(mended.code, 0, "{what}: {}", mended.err);
        assert!(
            mended.err.contains("was made anew"),
            "{what}: {}",
            mended.err
        );
        installation.assert_whole(0, what);
        env.ok(&["backup", "--overwrite", "copy.db"]);
    }
}

#[test]
fn a_server_says_that_nothing_can_be_searched_until_the_index_is_made_anew() {
    let installation = Installation::new();
    let env = &installation.env;
    installation.damage(&pages(&installation.store, "true"));
    let serving = Serving::start(env);
    let searched = serving.get("/search?q=%E6%94%B9%E9%80%A0", &[]);
    assert_eq!(searched.status, 503, "{}", searched.text());
    assert!(
        searched.text().contains("feedfold vacuum"),
        "{}",
        searched.text()
    );
    assert_eq!(serving.get("/", &[]).status, 200);
    env.ok(&["vacuum"]);
    let searched = serving.get("/search?q=%E6%94%B9%E9%80%A0", &[]);
    assert_eq!(searched.status, 200, "{}", searched.text());
}

#[test]
fn an_index_is_not_made_anew_when_something_else_is_damaged_too() {
    let installation = Installation::new();
    let (env, store) = (&installation.env, &installation.store);
    let connection = Connection::open(store).unwrap();
    let leaf: usize = connection
        .query_row(
            "SELECT pageno FROM dbstat WHERE name = 'bodies' AND pagetype = 'leaf'
             ORDER BY path LIMIT 1 OFFSET 1",
            [],
            |row| row.get(0),
        )
        .unwrap();
    drop(connection);
    let mut pages = pages(store, "true");
    pages.push(leaf);
    installation.damage(&pages);
    let damaged = std::fs::read(store).unwrap();
    for command in [["vacuum"].as_slice(), &["search", "改造"], &["doctor"]] {
        let ended = env.run(command);
        assert_eq!(ended.code, 1, "{command:?}: {}", ended.err);
        assert!(std::fs::read(store).unwrap() == damaged, "{command:?}");
    }
    let said = env.run(&["vacuum"]).err;
    assert!(said.contains("feedfold restore FILE"), "{said}");
    std::fs::remove_file(store).unwrap();
}

/// A vacuum that is killed after the index was made anew leaves the old pages in the file.
#[test]
fn pages_that_nothing_uses_are_no_damage_and_a_vacuum_frees_them() {
    let env = filled();
    let store = env.path("store.db");
    let connection = Connection::open(&store).unwrap();
    connection
        .execute_batch(
            "CREATE TABLE spare AS SELECT * FROM bodies;
             INSERT INTO spare SELECT * FROM spare;
             INSERT INTO spare SELECT * FROM spare;
             PRAGMA writable_schema = ON;
             DELETE FROM sqlite_schema WHERE name = 'spare';
             PRAGMA writable_schema = RESET;",
        )
        .unwrap();
    let check: Vec<String> = connection
        .prepare("PRAGMA integrity_check")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    // More than the faults that one check looks for.
    assert!(
        check.join("\n").matches("never used").count() > 10,
        "{check:?}"
    );
    drop(connection);
    env.pass();
    let doctor = env.run(&["doctor"]);
    assert!(doctor.out.contains("whole: "), "{}", doctor.out);
    env.ok(&["backup", "copy.db"]);
    let before = store.metadata().unwrap().len();
    env.ok(&["vacuum"]);
    assert!(store.metadata().unwrap().len() < before);
    env.pass();
}
