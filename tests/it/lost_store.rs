//! A store is lost while its outputs still exist: feedfold publishes nothing twice and overwrites
//! no file that another program or store wrote.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "test code: what is not there is a failed test"
)]

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::env::{Ended, Env, rss, text};

const SOURCES: &str = "[[sources]]\nname = \"east\"\npath = \"east.rss\"\n\
                       [[sources]]\nname = \"west\"\npath = \"west.rss\"\n\
                       priority = 5\n";

const OUTPUT: &str = "public/all.atom";

/// Removes the database with all that stands beside it.
fn lose(env: &Env) {
    for name in ["store.db", "store.db-wal", "store.db-shm", "store.db.lock"] {
        let removed = std::fs::remove_file(env.path(name));
        assert!(removed.is_ok() || name != "store.db");
    }
}

/// A store whose stories were founded in the west; in the east they stand with other guids.
fn published() -> Env {
    let env = Env::new(SOURCES);
    let west: Vec<(&str, &str, String)> = vec![("w1", "one", text(1)), ("w2", "two", text(2))];
    let feed = |items: &[(&str, &str, String)]| {
        let items: Vec<_> = items.iter().map(|(g, t, b)| (*g, *t, b.as_str())).collect();
        // Minutes apart: two stories of one instant stand in the order in which a store got them.
        let mut feed = rss(&items);
        for (guid, minute) in [("w2", "01"), ("e3", "05")] {
            let (link, date) = (format!("/{guid}</link>"), "<pubDate>Mon, 22 Mar 2021 09:");
            feed = feed.replace(&format!("{link}{date}03"), &format!("{link}{date}{minute}"));
        }
        feed
    };
    env.write("west.rss", feed(&west));
    env.write("east.rss", rss(&[]));
    env.pass();
    env.write(
        "east.rss",
        feed(&[("e1", "one again", text(1)), ("e3", "three", text(3))]),
    );
    env.pass();
    env
}

/// Titles and ids of an output, and the id of the feed.
fn ids(env: &Env, output: &str) -> (String, BTreeMap<String, String>) {
    let feed = env.read(output);
    let part = |text: &str, name: &str| {
        let (_, rest) = text.split_once(&format!("<{name}>")).unwrap();
        rest.split_once('<').unwrap().0.to_owned()
    };
    let entries = feed.split("<entry>").skip(1);
    let entries = entries.map(|entry| (part(entry, "title"), part(entry, "id")));
    (part(&feed, "id"), entries.collect())
}

fn refused(ended: &Ended, parts: &[&str]) {
    assert_eq!(ended.code, 1, "{}{}", ended.out, ended.err);
    for part in parts {
        assert!(ended.err.contains(part), "{part} is not in {}", ended.err);
    }
}

#[test]
fn a_run_without_its_store_changes_nothing_and_says_the_way_back() {
    let env = published();
    env.ok(&["backup", "kept.db"]);
    let (entries, output) = (env.export(), env.read(OUTPUT));
    lose(&env);
    let way_back = [
        "feedfold restore FILE",
        "feedfold run --new-store",
        "all.atom",
    ];
    for command in [
        ["run"].as_slice(),
        &["run", "--force"],
        &["run", "--dry-run"],
        &["run", "--source", "west"],
    ] {
        refused(&env.run(command), &way_back);
        assert_eq!(env.read(OUTPUT), output);
        assert!(!env.path("store.db").exists(), "{command:?} made a store");
    }
    assert_eq!(env.run(&["publish"]).code, 1);
    let doctor = env.run(&["doctor"]);
    assert_eq!(doctor.code, 1);
    assert!(doctor.out.contains("another store wrote"), "{}", doctor.out);
    assert!(!env.path("store.db").exists());
    env.ok(&["restore", "kept.db"]);
    env.pass();
    assert_eq!(env.export(), entries);
    assert_eq!(env.read(OUTPUT), output);
}

/// A pass of a version that did not refuse, or a disk that was full, may have left a store that is
/// empty.
#[test]
fn a_store_that_never_published_is_refused_by_every_command_that_publishes() {
    let env = published();
    let output = env.read(OUTPUT);
    lose(&env);
    drop(feedfold::store::Store::open(&env.path("store.db")).unwrap());
    for command in [["run"].as_slice(), &["run", "--dry-run"], &["publish"]] {
        refused(&env.run(command), &["feedfold run --new-store"]);
        assert_eq!(env.read(OUTPUT), output);
    }
    let doctor = env.run(&["doctor"]);
    assert_eq!(doctor.code, 1);
    assert!(doctor.out.contains("another store wrote"), "{}", doctor.out);
}

#[test]
fn a_new_store_keeps_the_ids_of_the_feed_and_of_every_story_that_comes_again() {
    let env = published();
    let (before, text_before) = (ids(&env, OUTPUT), env.read(OUTPUT));
    // With another address and other names nothing follows from the keys any more.
    for (from, to) in [
        ("https://feeds.example.org/", "https://other.example.org/"),
        ("name = \"east\"", "name = \"orient\""),
        ("name = \"west\"", "name = \"occident\""),
    ] {
        let env = env.copy();
        env.reword(from, to);
        lose(&env);
        let said = env.run(&["run", "--new-store"]);
        assert_eq!(said.code, 0, "{}", said.err);
        assert!(
            said.err.contains("3 published entries in 1 output"),
            "{}",
            said.err
        );
        assert_eq!(ids(&env, OUTPUT), before, "{to}");
        // For good.
        for _ in 0..2 {
            env.pass();
            env.ok(&["publish"]);
            assert_eq!(ids(&env, OUTPUT), before, "{to}");
        }
    }
    let env = env.copy();
    lose(&env);
    env.run(&["run", "--new-store"]);
    assert_eq!(
        env.read(OUTPUT),
        text_before,
        "readers see no change at all"
    );
}

#[test]
fn a_story_whose_source_is_down_now_gets_its_id_when_it_comes_back() {
    let env = published();
    let before = ids(&env, OUTPUT);
    env.reword("https://feeds.example.org/", "https://other.example.org/");
    lose(&env);
    let west = env.read("west.rss");
    env.write("west.rss", rss(&[("w9", "nine", &text(9))]));
    env.run(&["run", "--new-store"]);
    let first = ids(&env, OUTPUT);
    let known = |published: &(String, BTreeMap<String, String>)| {
        let ids: BTreeSet<String> = published.1.values().cloned().collect();
        before.1.values().filter(|id| ids.contains(*id)).count()
    };
    assert_eq!((first.1.len(), known(&first)), (3, 2));
    env.write("west.rss", west);
    env.pass();
    let second = ids(&env, OUTPUT);
    assert_eq!((second.1.len(), known(&second)), (4, 3));
    for id in first.1.values() {
        assert!(second.1.values().any(|known| known == id), "{id} is gone");
    }
}

/// What readers know of the lost store is older than what the new one gave meanwhile.
#[test]
fn the_id_of_the_lost_store_survives_a_merge_and_a_split() {
    let env = published();
    let before = ids(&env, OUTPUT);
    env.reword("https://feeds.example.org/", "https://other.example.org/");
    lose(&env);
    env.write("west.rss", rss(&[("w9", "nine", &text(9))]));
    env.run(&["run", "--new-store"]);
    let entry = |guid: &str| {
        let mut entries = env.export().into_iter();
        let found = entries.find(|entry| entry["guid"] == guid).unwrap();
        found["entry"].as_str().unwrap().to_owned()
    };
    // The new one is made to be the one stored first.
    let (nine, three) = (entry("w9"), entry("e3"));
    let own = ids(&env, OUTPUT).1["nine"].clone();
    env.ok(&["merge", &nine, &three]);
    env.ok(&["publish"]);
    let merged: BTreeSet<String> = ids(&env, OUTPUT).1.into_values().collect();
    assert!(
        merged.contains(&before.1["three"]) && !merged.contains(&own),
        "{merged:?}"
    );
    env.ok(&["merge", "--undo", &nine, &three]);
    env.ok(&["publish"]);
    let split = ids(&env, OUTPUT).1;
    assert_eq!(
        (&split["three"], &split["nine"]),
        (&before.1["three"], &own)
    );
}

#[test]
fn a_story_in_two_old_outputs_has_one_id_and_each_output_keeps_its_own() {
    let two =
        "[[outputs]]\nname = \"east-only\"\npath = \"public/east.atom\"\nsources = [\"east\"]\n";
    let env = Env::new(&format!("{SOURCES}{two}"));
    env.write("east.rss", rss(&[("e1", "one", &text(1))]));
    env.write("west.rss", rss(&[("w2", "two", &text(2))]));
    env.pass();
    let before = [OUTPUT, "public/east.atom"].map(|output| ids(&env, output));
    env.reword("https://feeds.example.org/", "https://other.example.org/");
    lose(&env);
    env.run(&["run", "--new-store"]);
    let after = [OUTPUT, "public/east.atom"].map(|output| ids(&env, output));
    assert_eq!(after, before);
    assert_eq!(after[0].1["one"], after[1].1["one"]);
}

#[test]
fn another_text_on_the_same_page_does_not_get_the_old_id() {
    let item = |guid: &str, title: &str, day: u32, body: &str| {
        format!(
            "<rss version=\"2.0\"><channel><title>t</title><item><guid isPermaLink=\"false\">{guid}</guid>\
             <title>{title}</title><link>https://daily.example/today</link>\
             <pubDate>{day:02} Mar 2021 09:00:00 GMT</pubDate>\
             <description><![CDATA[{body}]]></description></item></channel></rss>"
        )
    };
    let env = Env::new(SOURCES);
    env.write("west.rss", rss(&[]));
    env.write("east.rss", item("a", "Monday", 1, &text(1)));
    env.pass();
    let before = ids(&env, OUTPUT);
    lose(&env);
    env.write("east.rss", item("b", "Tuesday", 2, &text(2)));
    env.run(&["run", "--new-store"]);
    assert_ne!(ids(&env, OUTPUT).1["Tuesday"], before.1["Monday"]);
}

#[test]
fn a_new_store_that_is_not_needed_says_so_and_the_run_is_as_ever() {
    let env = Env::new(SOURCES);
    env.write("east.rss", rss(&[("e1", "one", &text(1))]));
    env.write("west.rss", rss(&[]));
    for _ in 0..2 {
        let ended = env.run(&["run", "--new-store"]);
        assert_eq!(ended.code, 0, "{}", ended.err);
        assert!(ended.err.contains("not needed"), "{}", ended.err);
    }
    let output = env.read(OUTPUT);
    // Neither is it where the output went with the store.
    lose(&env);
    std::fs::remove_file(env.path(OUTPUT)).unwrap();
    env.ok(&["run"]);
    assert_eq!(env.read(OUTPUT), output);
}

#[test]
fn outputs_that_are_new_swapped_renamed_moved_or_empty_are_no_others() {
    let two = "[[outputs]]\nname = \"other\"\npath = \"public/other.atom\"\n";
    let env = Env::new(SOURCES);
    env.write("east.rss", rss(&[("e1", "one", &text(1))]));
    env.write("west.rss", rss(&[]));
    env.ok(&["run", "--dry-run"]);
    env.write(OUTPUT, "\n");
    env.pass();
    env.configure(&format!("{SOURCES}{two}"));
    env.pass();
    env.reword("public/all.atom", "public/x");
    env.reword("public/other.atom", "public/all.atom");
    env.reword("public/x", "public/other.atom");
    env.pass();
    env.ok(&["run", "--dry-run"]);
    env.reword("name = \"other\"", "name = \"renamed\"");
    env.pass();
    env.ok(&["backup", "kept.db"]);
    env.reword("name = \"renamed\"", "name = \"renamed-again\"");
    env.reword("https://feeds.example.org/", "https://moved.example.org/");
    env.pass();
    // An older backup is this store still.
    env.ok(&["restore", "kept.db"]);
    env.pass();
    env.ok(&["publish"]);
}

/// Stores of earlier versions do not know which feeds they wrote.
#[test]
fn an_output_that_an_earlier_version_wrote_under_another_name_is_known_by_its_stories() {
    let env = published();
    let store = rusqlite::Connection::open(env.path("store.db")).unwrap();
    store.execute("DELETE FROM feed_ids", []).unwrap();
    drop(store);
    env.reword("name = \"all\"", "name = \"everything\"");
    env.pass();
}

#[test]
fn a_file_that_feedfold_did_not_write_is_never_overwritten() {
    let bomb = "<!DOCTYPE feed [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]>\
                <feed xmlns=\"http://www.w3.org/2005/Atom\"><id>&b;</id></feed>";
    let blog = "<feed xmlns=\"http://www.w3.org/2005/Atom\"><id>urn:x:blog</id><title>Blog</title>\
                <updated>2026-03-01T00:00:00Z</updated></feed>";
    let deep = format!(
        "<feed xmlns=\"http://www.w3.org/2005/Atom\">{}",
        "<entry>".repeat(5_000)
    );
    let elements = format!(
        "<feed xmlns=\"http://www.w3.org/2005/Atom\">{}</feed>",
        "<link/>".repeat(1_100_000)
    );
    for file in [
        "a letter to my aunt",
        bomb,
        blog,
        &deep,
        &elements,
        "\u{0}\u{1}",
    ] {
        for is_new in [true, false] {
            let env = published();
            if is_new {
                lose(&env);
            }
            env.write(OUTPUT, file);
            for command in [["run"].as_slice(), &["run", "--new-store"], &["publish"]] {
                if is_new && command == ["publish"] {
                    continue;
                }
                refused(
                    &env.run(command),
                    &["feedfold did not write", "move the file away"],
                );
                assert!(env.read(OUTPUT) == file);
            }
            let doctor = env.run(&["doctor"]);
            assert_eq!(doctor.code, 1);
            assert!(
                doctor.out.contains("feedfold did not write"),
                "{}",
                doctor.out
            );
        }
    }
}

#[test]
fn a_file_too_large_to_be_an_output_is_refused_unread() {
    let env = published();
    lose(&env);
    let file = std::fs::File::create(env.path(OUTPUT)).unwrap();
    file.set_len(100 << 20).unwrap();
    std::io::Write::write_all(&mut &file, b"<feed>").unwrap();
    refused(
        &env.run(&["run", "--new-store"]),
        &["larger than any output"],
    );
}

#[test]
fn a_lost_store_with_several_outputs_is_one_message_and_each_id_counts_once() {
    let env = Env::new(SOURCES);
    let json = "[[outputs]]\nname = \"json\"\npath = \"public/all.json\"\n";
    env.configure(&format!("{json}{SOURCES}"));
    env.write("east.rss", rss(&[("1", "one", &text(1))]));
    env.write("west.rss", rss(&[]));
    env.pass();
    lose(&env);
    let said = env.run(&["run"]).err;
    assert_eq!(said.matches("--new-store").count(), 1, "{said}");
    for output in ["all.atom", "all.json"] {
        assert!(said.contains(output), "{said}");
    }
    let said = env.run(&["run", "--new-store"]).err;
    let kept = "the ids of 1 published entry in 2 output files";
    assert!(said.contains(kept), "{said}");
}

#[test]
fn the_output_of_another_store_that_published_already_is_refused() {
    let (env, other) = (published(), Env::new(SOURCES));
    other.reword(
        "https://feeds.example.org/",
        "https://elsewhere.example.org/",
    );
    other.write("east.rss", rss(&[("z", "zed", &text(77))]));
    other.write("west.rss", rss(&[]));
    other.pass();
    let output = other.read(OUTPUT);
    env.write(OUTPUT, &output);
    for command in [["run"].as_slice(), &["publish"], &["run", "--new-store"]] {
        refused(&env.run(command), &["another store wrote", "[store] path"]);
        assert_eq!(env.read(OUTPUT), output);
    }
}

/// A killed first run leaves ids waiting; the next one goes on with them.
#[test]
fn what_was_taken_over_is_kept_though_the_run_that_did_it_published_nothing() {
    let env = published();
    let before = ids(&env, OUTPUT);
    env.reword("https://feeds.example.org/", "https://other.example.org/");
    lose(&env);
    let (east, west) = (env.read("east.rss"), env.read("west.rss"));
    std::fs::remove_file(env.path("east.rss")).unwrap();
    std::fs::remove_file(env.path("west.rss")).unwrap();
    env.run(&["run", "--new-store"]);
    env.write("east.rss", east);
    env.write("west.rss", west);
    let report: Value = env.pass();
    assert_eq!(report["outputs"][0]["outcome"], "written");
    assert_eq!(ids(&env, OUTPUT), before);
}
