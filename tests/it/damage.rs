//! feedfold detects a damaged store and does not write to it. Damage that it finds during a run
//! ends the run and leaves the outputs unchanged.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "test code: what is not there is a failed test"
)]

use std::path::Path;

use feedfold::store::{Error, Store};
use rusqlite::Connection;

use super::env::{Env, numbered, rss, text};
use super::serve::client::Serving;

const SOURCES: &str = "[[sources]]\nname = \"a\"\npath = \"a.rss\"\n\
                       [[sources]]\nname = \"b\"\npath = \"b.rss\"\n";

/// A feed of texts, told apart by their numbers.
pub(super) fn feed(numbers: impl Iterator<Item = u32>) -> String {
    numbered(numbers.map(|number| (number, text(number))))
}

/// A store of several pages, and its output.
pub(super) fn filled() -> Env {
    let env = Env::new(SOURCES);
    env.write("a.rss", feed(0..80));
    env.write("b.rss", feed(100..101));
    env.pass();
    env
}

pub(super) fn page_size(store: &Path) -> usize {
    let connection = Connection::open(store).unwrap();
    connection
        .pragma_query_value(None, "page_size", |row| row.get(0))
        .unwrap()
}

/// Fills pages, counted from 1, with a byte that no page begins with.
pub(super) fn spoil(bytes: &mut [u8], size: usize, pages: &[usize]) {
    for (index, page) in bytes.chunks_mut(size).enumerate() {
        if pages.contains(&(index + 1)) {
            page.fill(0xAA);
        }
    }
}

#[test]
fn damage_that_shows_at_once_stops_every_command_and_the_file_stays_as_it_is() {
    let env = filled();
    let store = env.path("store.db");
    let whole = std::fs::read(&store).unwrap();
    let output = env.read("public/all.atom");
    let size = page_size(&store);
    let mut without_schema = whole.clone();
    without_schema[100..size].fill(0);
    let mut other_magic = whole.clone();
    other_magic[3] ^= 1;
    let mut wrong_page_size = whole.clone();
    wrong_page_size[16] = 7;
    for (what, damaged) in [
        ("one page is missing", whole[..whole.len() - size].to_vec()),
        (
            "the last byte is missing",
            whole[..whole.len() - 1].to_vec(),
        ),
        ("only a piece is left", whole[..50].to_vec()),
        ("the schema is gone", without_schema),
        ("one bit of the first bytes changed", other_magic),
        ("the page size is impossible", wrong_page_size),
    ] {
        env.write("store.db", &damaged);
        for command in [
            ["run", "--force"].as_slice(),
            &["run", "--dry-run"],
            &["publish"],
            &["stories"],
            &["export"],
            &["refold"],
            &["pin", "ab"],
        ] {
            let ended = env.run(command);
            assert_eq!(ended.code, 1, "{what}: {command:?} {}", ended.err);
            for part in ["is damaged", "feedfold doctor", "feedfold restore FILE"] {
                assert!(ended.err.contains(part), "{what}: {}", ended.err);
            }
            assert!(
                std::fs::read(&store).unwrap() == damaged,
                "{what}: {command:?}"
            );
        }
        assert_eq!(env.read("public/all.atom"), output, "{what}");
    }
    env.write("store.db", whole);
    env.pass();
}

/// The tables of the full-text index are left out: `damaged_index` has them.
#[test]
fn a_spoiled_root_of_any_table_or_whole_index_is_noticed_when_the_store_is_opened() {
    let env = filled();
    let store = env.path("store.db");
    let whole = std::fs::read(&store).unwrap();
    let size = page_size(&store);
    let roots: Vec<(String, usize)> = Connection::open(&store)
        .unwrap()
        .prepare(
            "SELECT name, rootpage FROM sqlite_schema
             WHERE rootpage > 0 AND coalesce(sql, '') NOT LIKE 'CREATE INDEX % WHERE %'
                 AND name NOT GLOB 'search_t*'",
        )
        .unwrap()
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    assert!(roots.len() > 20, "{roots:?}");
    for (name, root) in roots {
        let mut damaged = whole.clone();
        spoil(&mut damaged, size, &[root]);
        env.write("store.db", &damaged);
        for open in [Store::open, Store::open_to_read] {
            let refused = open(&store);
            assert!(matches!(refused, Err(Error::Damaged { .. })), "{name}");
        }
        assert!(std::fs::read(&store).unwrap() == damaged, "{name}");
    }
    env.write("store.db", whole);
}

#[test]
fn doctor_finds_a_text_that_cannot_be_unpacked_which_sqlite_does_not_see() {
    let long = "<p>三年改造全部灯塔。</p>".repeat(30);
    let env = Env::new("[[sources]]\nname = \"a\"\npath = \"a.rss\"\n");
    env.write("a.rss", rss(&[("1", "灯塔", &long)]));
    env.pass();
    let doctor = || env.run(&["doctor"]);
    let ended = doctor();
    assert!(!ended.out.contains("unpacked"), "{}", ended.out);
    let changed = Connection::open(env.path("store.db"))
        .unwrap()
        .execute(
            "UPDATE bodies SET html = x'09000000FF' WHERE typeof(html) = 'blob'",
            [],
        )
        .unwrap();
    assert_eq!(changed, 1);
    let ended = doctor();
    assert_eq!(ended.code, 1, "{}", ended.out);
    let said = ended.out.split_whitespace().collect::<Vec<_>>().join(" ");
    for part in [
        "it is damaged: 1 text cannot be unpacked (",
        " of a: 灯塔)",
        "feedfold restore FILE",
    ] {
        assert!(said.contains(part), "{said}");
    }
}

/// A text that is stored compressed, told apart by its word.
fn long(word: &str) -> String {
    format!("<p>三年改造全部{word}，{word}的运行由省里负责。</p>").repeat(30)
}

#[test]
fn a_damaged_text_costs_its_entry_the_text_and_nothing_else() {
    // The damaged entry represents its story.
    let env = Env::new(&SOURCES.replacen("path", "priority = 9\npath", 1));
    let of = |words: &[&str]| {
        let bodies: Vec<String> = words.iter().map(|word| long(word)).collect();
        let items = words.iter().zip(&bodies);
        let items: Vec<_> = items
            .map(|(word, body)| (*word, *word, body.as_str()))
            .collect();
        rss(&items)
    };
    env.write("a.rss", of(&["灯塔", "码头"]));
    env.write("b.rss", of(&["船闸"]));
    env.pass();
    let spoil = |title: &str| {
        let changed = Connection::open(env.path("store.db")).unwrap().execute(
            "UPDATE bodies SET html = x'09000000FF'
             WHERE entry IN (SELECT id FROM entries WHERE title = ?1)",
            [title],
        );
        assert!(changed.unwrap() > 0, "{title}");
    };
    spoil("灯塔");
    spoil("船闸");
    // A copy, so that the index needs the text of its story again; an edit of the other damaged
    // text, which makes it whole; and a story of its own.
    env.write("a.rss", of(&["灯塔", "码头", "航标"]));
    let edited = format!("{}<p>另有两座新船闸于明年开工。</p>", long("船闸"));
    env.write(
        "b.rss",
        rss(&[("船闸", "船闸", &edited), ("灯塔", "灯塔", &long("灯塔"))]),
    );
    let first = env.run(&["run", "--force"]);
    // Else the next run would bring the text back.
    env.write("a.rss", of(&["码头", "航标"]));
    let second = env.run(&["run", "--force"]);
    assert_eq!(first.code, 1, "{}", first.err);
    for part in ["2 stored texts are damaged", " of a: 灯塔", " of b: 船闸"] {
        assert!(first.err.contains(part), "{}", first.err);
    }
    let key = env.export()[0]["entry"].as_str().unwrap().to_owned();
    let published = [["publish"].as_slice(), &["pin", &key]];
    let [publish, pin] = published.map(|command| env.run(command));
    for ended in [&second, &publish, &pin] {
        assert_eq!(ended.code, 1, "{}", ended.err);
        let lines: Vec<&str> = ended.err.lines().collect();
        let [line] = lines[..] else {
            panic!("{}", ended.err)
        };
        for part in [
            "1 stored text is damaged",
            " of a: 灯塔",
            "feedfold doctor",
            "feedfold restore FILE",
        ] {
            assert!(line.contains(part), "{line}");
        }
    }
    let output = env.read("public/all.atom");
    for title in ["灯塔", "码头", "航标", "船闸"] {
        assert!(output.contains(&format!(">{title}</title>")), "{title}");
    }
    // The copy has the text of the story.
    let texts = ["改造全部码头", "改造全部航标", "两座新船闸", "改造全部灯塔"];
    for text in texts {
        assert!(output.contains(text), "{text}");
    }
    assert_eq!(env.export().len(), 5);
    for words in texts {
        let found = env.ok(&["search", "--json", words]);
        assert_eq!(found.lines().count(), 1, "{words}: {found}");
    }
    let server = Serving::start(&env);
    let entries = env.export();
    let stories = entries.iter().map(|entry| entry["story"].as_str().unwrap());
    let pages = stories.map(|story| format!("/s/{story}"));
    for page in pages.chain(["/", "/changes", "/sources", "/sources/a"].map(str::to_owned)) {
        assert_eq!(server.get(&page, &[]).status, 200, "{page}");
    }
    drop(server);
    // The publisher sends another form, which takes the place of the damaged one.
    let mended = format!("{}<p>另有两座新灯塔于明年开工。</p>", long("灯塔"));
    env.write("a.rss", rss(&[("灯塔", "灯塔", &mended)]));
    // It compares both forms, and then no run needs the damaged one again.
    assert_eq!(env.run(&["run", "--force"]).code, 1);
    let ended = env.run(&["run", "--force"]);
    assert_eq!((ended.code, ended.err.as_str()), (0, ""));
    assert!(env.read("public/all.atom").contains("两座新灯塔"));
}

#[test]
fn the_log_of_a_damaged_store_is_left_beside_it() {
    let env = filled();
    let store = env.path("store.db");
    let open = Connection::open(&store).unwrap();
    open.execute("INSERT INTO holds VALUES ('x', 1)", [])
        .unwrap();
    let log = std::fs::read(env.path("store.db-wal")).unwrap();
    assert!(!log.is_empty());
    let mut damaged = std::fs::read(&store).unwrap();
    let size = page_size(&store);
    let root: usize = open
        .query_row(
            "SELECT rootpage FROM sqlite_schema WHERE name = 'entries'",
            [],
            |row| row.get(0),
        )
        .unwrap();
    spoil(&mut damaged, size, &[root]);
    let other = Env::new(SOURCES);
    other.write("store.db", &damaged);
    other.write("store.db-wal", &log);
    let ended = other.run(&["run"]);
    assert_eq!(ended.code, 1, "{}", ended.err);
    assert!(ended.err.contains("is damaged"), "{}", ended.err);
    assert!(std::fs::read(other.path("store.db")).unwrap() == damaged);
    assert!(std::fs::read(other.path("store.db-wal")).unwrap() == log);
    std::fs::remove_file(other.path("store.db")).unwrap();
}

#[test]
fn a_damaged_page_met_in_a_run_ends_it_takes_the_feed_back_and_keeps_the_outputs() {
    let env = filled();
    let store = env.path("store.db");
    let whole = std::fs::read(&store).unwrap();
    let output = env.read("public/all.atom");
    let size = page_size(&store);
    // One end of the table is read when it is opened; what lies between is met by who needs it.
    let leaves: Vec<usize> = Connection::open(&store)
        .unwrap()
        .prepare(
            "SELECT pageno FROM dbstat WHERE name = 'entries' AND pagetype = 'leaf' ORDER BY path",
        )
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    assert!(leaves.len() > 2, "{leaves:?}");
    let mut damaged = whole.clone();
    spoil(&mut damaged, size, &leaves[1..leaves.len() - 1]);
    env.write("store.db", &damaged);
    // New entries first, so that there is something to take back.
    env.write("a.rss", feed((500..520).chain(0..80)));
    let ended = env.run(&["run", "--source", "a"]);
    assert_eq!(ended.code, 1, "{}", ended.err);
    assert!(
        ended.err.contains("store.db is damaged") && ended.err.contains("feedfold restore FILE"),
        "{}",
        ended.err
    );
    assert_eq!(env.read("public/all.atom"), output);
    let stored: u32 = Connection::open(&store)
        .unwrap()
        .query_row(
            "SELECT count(guid) FROM entries NOT INDEXED WHERE id > 81",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(stored, 0, "the feed was stored half");
    env.write("store.db", whole);
    env.pass();
    assert_eq!(env.export().len(), 101);
}

#[test]
fn a_value_that_cannot_be_read_is_damage_and_not_a_fault_of_the_program() {
    let env = filled();
    Connection::open(env.path("store.db"))
        .unwrap()
        .execute("UPDATE entries SET evidence = '{' WHERE id = 7", [])
        .unwrap();
    let ended = env.run(&["export"]);
    assert_eq!(ended.code, 1);
    assert!(
        ended.err.contains("is damaged") && ended.err.contains("evidence"),
        "{}",
        ended.err
    );
}

#[test]
fn a_row_that_others_name_and_that_is_missing_is_damage() {
    let env = filled();
    Connection::open(env.path("store.db"))
        .unwrap()
        .execute_batch("PRAGMA foreign_keys = OFF; DELETE FROM entries WHERE id BETWEEN 3 AND 60")
        .unwrap();
    env.write("b.rss", feed(0..80));
    let ended = env.run(&["run", "--force"]);
    assert_eq!(ended.code, 1);
    assert!(
        ended
            .err
            .contains("store.db is damaged (a row that others name is missing)"),
        "{}",
        ended.err
    );
    std::fs::remove_file(env.path("store.db")).unwrap();
}

/// Killed at its first steps, a run leaves a file without a byte, one without a table, or one that
/// a rollback journal has still to empty: the header of each is not that of a store.
#[test]
fn what_a_first_run_leaves_that_was_killed_is_no_damage() {
    let env = Env::new(SOURCES);
    env.write("a.rss", feed(0..2));
    env.write("b.rss", feed(9..10));
    env.write("empty.db", "");
    Connection::open(env.path("bare.db"))
        .unwrap()
        .pragma_update(None, "journal_mode", "WAL")
        .unwrap();
    // A page of a database of no page, as the journal has it.
    let mut journal = vec![0; 512];
    journal[..8].copy_from_slice(&[0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7]);
    journal[20..28].copy_from_slice(&[0, 0, 2, 0, 0, 0, 0x10, 0]);
    env.write("half.db", [0xAA; 4096]);
    for (left, log) in [
        ("empty.db", None),
        ("bare.db", None),
        ("half.db", Some(journal)),
    ] {
        std::fs::copy(env.path(left), env.path("store.db")).unwrap();
        // A first run that was killed published nothing: the output of a store that was lost is
        // another case.
        drop(std::fs::remove_file(env.path("public/all.atom")));
        if let Some(log) = log {
            env.write("store.db-journal", log);
        }
        let ended = env.run(&["stories"]);
        assert_eq!(ended.code, 1, "{left}");
        assert!(ended.err.contains("feedfold run"), "{left}: {}", ended.err);
        env.ok(&["run", "--dry-run"]);
        env.pass();
        assert_eq!(env.export().len(), 3, "{left}");
    }
}
