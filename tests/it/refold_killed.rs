//! A refold that is killed goes on where it was, and comes to what one without interruption comes
//! to; meanwhile the store is as it was before.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "test code: what is not there is a failed test"
)]

use std::process::Stdio;

use feedfold::fold::Weights;
use serde_json::Value;

use super::env::{Env, rss_of, text};

/// More than three batches of a refold.
const ENTRIES: u32 = 800;

/// The copy that a refold works on.
const COPY: &str = "store.db-refold";

/// Entries that all stand alone though each text is there twice, read by a version of long ago.
fn env() -> Env {
    let feed = |name: &str| {
        let numbers = 1..=ENTRIES / 2;
        rss_of(numbers.map(|number| (format!("{name}{number}"), text(number))))
    };
    let env = Env::new(
        "[[sources]]\nname = \"a\"\npath = \"a.rss\"\n\
         [[sources]]\nname = \"b\"\npath = \"b.rss\"\n",
    );
    env.write("a.rss", feed("a"));
    env.write("b.rss", feed("b"));
    env.pass();
    let store = rusqlite::Connection::open(env.path("store.db")).unwrap();
    store
        .execute_batch(
            "INSERT OR IGNORE INTO stories (key, position, updated)
                 SELECT key, position, first_seen FROM entries;
             UPDATE entries SET story = (SELECT id FROM stories WHERE stories.key = entries.key),
                 version = 0",
        )
        .unwrap();
    env
}

/// How many entries an unfinished refold has placed.
fn placed(env: &Env) -> u32 {
    let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY;
    let copy = rusqlite::Connection::open_with_flags(env.path(COPY), flags);
    copy.and_then(|copy| copy.query_row("SELECT entries FROM refold_state", [], |row| row.get(0)))
        .unwrap_or(0)
}

/// Begins a refold, and kills it with this signal when it has placed more entries than before.
fn kill(env: &Env, signal: &str) -> u32 {
    let before = placed(env);
    let mut child = env
        .command(&["refold"])
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    while placed(env) <= before {
        assert!(child.try_wait().unwrap().is_none(), "it ended too early");
        std::thread::yield_now();
    }
    let sent = std::process::Command::new("/bin/sh")
        .args(["-c", &format!("kill -{signal} {}", child.id())])
        .status();
    assert!(sent.unwrap().success());
    assert_eq!(child.wait().unwrap().code(), None);
    placed(env)
}

fn refold(env: &Env) -> Value {
    serde_json::from_str(&env.ok(&["refold", "--json"])).unwrap()
}

#[test]
fn a_refold_that_is_killed_twice_goes_on_where_it_was_and_comes_to_the_same() {
    let env = env();
    let undisturbed = env.copy();
    let mut expected = refold(&undisturbed);
    assert_eq!(expected["stories"], ENTRIES / 2);
    let before = env.ok(&["export"]);
    assert!(kill(&env, "KILL") < ENTRIES);
    env.assert_sound();
    assert_eq!(env.ok(&["export"]), before, "the store is as it was");
    let told = |env: &Env| {
        env.run(&["doctor"])
            .out
            .contains("a refold was interrupted")
    };
    assert!(told(&env));
    let reached = kill(&env, "TERM");
    let resumed = refold(&env);
    assert_eq!(resumed["resumed"], reached);
    expected["resumed"] = reached.into();
    assert_eq!(resumed, expected);
    assert_eq!(env.partition(), undisturbed.partition());
    assert_eq!(
        env.ok(&["search", "灯塔"]),
        undisturbed.ok(&["search", "灯塔"])
    );
    for suffix in ["", "-wal", "-shm"] {
        assert!(!env.path(&format!("{COPY}{suffix}")).exists(), "{suffix}");
    }
    assert!(!told(&env));
}

#[test]
fn an_interrupted_refold_begins_anew_after_something_was_stored() {
    let env = env();
    assert!(kill(&env, "KILL") > 0);
    env.write("b.rss", rss_of([("new".to_owned(), text(1))]));
    env.pass();
    let refolded = refold(&env);
    assert_eq!(
        (&refolded["entries"], &refolded["resumed"]),
        (&(ENTRIES + 1).into(), &0.into())
    );
    assert_eq!(refolded["stories"], ENTRIES / 2);
}

/// Changes the leaves of a table or index of a database file.
fn spoil(env: &Env, file: &str, name: &str, change: fn(&mut [u8])) {
    let path = env.path(file);
    let store = rusqlite::Connection::open(&path).unwrap();
    store
        .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
        .unwrap();
    let size: usize = store
        .pragma_query_value(None, "page_size", |row| row.get(0))
        .unwrap();
    let pages: Vec<usize> = store
        .prepare("SELECT pageno FROM dbstat WHERE name = ?1 AND pagetype = 'leaf' ORDER BY path")
        .unwrap()
        .query_map([name], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    drop(store);
    let mut bytes = std::fs::read(&path).unwrap();
    // Every command looks at both ends of a table.
    let pages = match pages.as_slice() {
        [_, inner @ .., _] if !inner.is_empty() => inner,
        [_, rest @ ..] => rest,
        [] => &[],
    };
    assert!(!pages.is_empty());
    for (index, page) in bytes.chunks_mut(size).enumerate() {
        if pages.contains(&(index + 1)) {
            change(page);
        }
    }
    std::fs::write(path, bytes).unwrap();
}

/// An index that no step of a refold reads, so that only the check of the whole copy sees it.
#[test]
fn a_copy_that_the_disk_damaged_never_takes_the_place_of_the_store() {
    let env = env();
    assert!(kill(&env, "KILL") > 0);
    // The number of entries on a page of an index stands at its fourth and fifth byte.
    spoil(&env, COPY, "entries_by_link", |page| page[4] -= 1);
    let refolded = refold(&env);
    assert_eq!(
        (&refolded["entries"], &refolded["resumed"]),
        (&ENTRIES.into(), &0.into())
    );
    assert_eq!(refolded["stories"], ENTRIES / 2);
}

#[test]
fn a_refold_of_a_damaged_store_names_the_store_and_leaves_no_copy() {
    let env = env();
    spoil(&env, "store.db", "bodies", |page| page.fill(0xAA));
    let damaged = std::fs::read(env.path("store.db")).unwrap();
    let ended = env.run(&["refold"]);
    assert_eq!(ended.code, 1, "{}", ended.err);
    assert!(ended.err.contains("store.db is damaged ("), "{}", ended.err);
    for suffix in ["", "-wal", "-shm", "-part", "-part-journal"] {
        assert!(!env.path(&format!("{COPY}{suffix}")).exists(), "{suffix}");
    }
    assert!(std::fs::read(env.path("store.db")).unwrap() == damaged);
    std::fs::remove_file(env.path("store.db")).unwrap();
}

/// Builds of one version may have other weights, as during development.
#[test]
fn an_interrupted_refold_begins_anew_under_other_weights() {
    let env = env();
    let open = |env: &Env| rusqlite::Connection::open(env.path(COPY)).unwrap();
    assert!(kill(&env, "KILL") > 0);
    let basis: String = open(&env)
        .query_row("SELECT basis FROM refold_state", [], |row| row.get(0))
        .unwrap();
    let weights = Weights::of_this_version();
    for (term, weight) in weights.iter() {
        let said = format!(" {}={weight} ", term.name);
        assert_eq!(basis.matches(&said).count(), 1, "{said} in {basis}");
    }
    let (term, weight) = weights.iter().next().unwrap();
    let other = basis.replace(
        &format!(" {}={weight} ", term.name),
        &format!(" {}={} ", term.name, weight + 0.01),
    );
    open(&env)
        .execute("UPDATE refold_state SET basis = ?1", [other])
        .unwrap();
    let refolded = refold(&env);
    assert_eq!(
        (&refolded["entries"], &refolded["resumed"]),
        (&ENTRIES.into(), &0.into())
    );
}
