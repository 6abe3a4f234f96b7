//! The same input in another order, or sent again, gives the same stories.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "test code: what is not there is a failed test"
)]

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::env::{Env, rss, text};
use super::server::{Reply, Server};

type Partition = BTreeSet<BTreeSet<(String, String)>>;

fn partition(entries: &[Value]) -> Partition {
    let mut stories: BTreeMap<&str, BTreeSet<(String, String)>> = BTreeMap::new();
    for entry in entries {
        let word = |key: &str| entry[key].as_str().unwrap();
        let member = (word("source").to_owned(), word("guid").to_owned());
        stories.entry(word("story")).or_default().insert(member);
    }
    stories.into_values().collect()
}

#[test]
fn sources_in_any_order_give_the_same_partition() {
    let feeds = [
        (
            "a",
            rss(&[
                ("1", "t1", &text(1)),
                ("2", "t2", &text(2)),
                ("3", "short", "今日不操作"),
            ]),
        ),
        (
            "b",
            rss(&[
                ("x", "u1", &text(1)),
                ("y", "u2", &text(3)),
                ("z", "short", "今日不操作"),
            ]),
        ),
        (
            "c",
            rss(&[
                ("p", "v1", &text(3)),
                ("q", "v2", &text(1)),
                ("r", "other", "今日不操作"),
            ]),
        ),
    ];
    let mut seen = BTreeSet::new();
    for order in [
        [0, 1, 2],
        [0, 2, 1],
        [1, 0, 2],
        [1, 2, 0],
        [2, 0, 1],
        [2, 1, 0],
    ] {
        let tables = order.map(|index| {
            let (name, _) = feeds[index];
            format!("[[sources]]\nname = \"{name}\"\npath = \"{name}.rss\"\n")
        });
        let env = Env::new(&tables.concat());
        for (name, feed) in &feeds {
            env.write(&format!("{name}.rss"), feed);
        }
        // One source after the other: what is stored first decides who founds a story.
        for index in order {
            env.ok(&["run", "--source", feeds[index].0]);
        }
        seen.insert(partition(&env.export()));
    }
    assert_eq!(seen.len(), 1);
    let sizes: Vec<usize> = seen
        .pop_first()
        .unwrap()
        .iter()
        .map(BTreeSet::len)
        .collect();
    assert_eq!(sizes.iter().sum::<usize>(), 9);
    assert_eq!(
        sizes.len(),
        5,
        "t1, t2, t3, the short one twice, and the other short one"
    );
}

#[test]
fn a_text_that_comes_back_joins_again_and_every_id_leads_somewhere() {
    let server = Server::start();
    let (one, two) = (text(1), text(2));
    server.route_in_turn(
        "/a",
        [
            Reply::ok(rss(&[("1", "t", &one)])),
            Reply::ok(rss(&[("1", "t", &two)])),
            Reply::ok(rss(&[("1", "t", &one)])),
        ],
    );
    server.route("/b", Reply::ok(rss(&[("x", "u", &one)])));
    let env = Env::new(&format!(
        "[[sources]]\nname = \"a\"\nurl = \"{}\"\n[[sources]]\nname = \"b\"\nurl = \"{}\"\n",
        server.url("/a"),
        server.url("/b")
    ));
    let mut stories = Vec::new();
    let mut ids = BTreeSet::new();
    for _ in 0..3 {
        env.pass();
        let entries = env.export();
        stories.push(partition(&entries).len());
        ids.extend(
            entries
                .iter()
                .map(|entry| entry["story"].as_str().unwrap().to_owned()),
        );
    }
    assert_eq!(stories, [1, 2, 1]);
    for id in ids {
        let shown: Value = serde_json::from_str(&env.ok(&["show", "--json", &id])).unwrap();
        assert_eq!(
            shown["entries"].as_array().unwrap().len(),
            2,
            "{id} redirects to the story that stays"
        );
    }
    assert_eq!(env.read("public/all.atom").matches("<entry>").count(), 1);
}

#[test]
fn two_stories_whose_texts_become_one_keep_the_older_id() {
    let server = Server::start();
    server.route_in_turn(
        "/a",
        [
            Reply::ok(rss(&[("1", "t", &text(1))])),
            Reply::ok(rss(&[("2", "u", &text(2)), ("1", "t", &text(1))])),
            Reply::ok(rss(&[("2", "u", &text(2)), ("1", "t", &text(2))])),
        ],
    );
    let env = Env::new(&format!(
        "[[sources]]\nname = \"a\"\nurl = \"{}\"\n",
        server.url("/a")
    ));
    env.pass();
    let older = env.export()[0]["story"].clone();
    env.pass();
    let newer = env
        .export()
        .iter()
        .find(|entry| entry["guid"] == "2")
        .unwrap()["story"]
        .clone();
    let ids_before = atom_ids(&env);
    env.pass();
    for entry in env.export() {
        assert_eq!(entry["story"], older);
    }
    let shown: Value =
        serde_json::from_str(&env.ok(&["show", "--json", newer.as_str().unwrap()])).unwrap();
    assert_eq!(shown["story"], older);
    let ids_after = atom_ids(&env);
    assert_eq!((ids_before.len(), ids_after.len()), (2, 1));
    assert!(ids_before.is_superset(&ids_after));
}

/// Ids of the published entries.
fn atom_ids(env: &Env) -> BTreeSet<String> {
    env.published("public/all.atom").into_keys().collect()
}

#[test]
fn when_the_founding_entry_leaves_the_others_stand_by_themselves() {
    let server = Server::start();
    server.route_in_turn(
        "/a",
        [
            Reply::ok(rss(&[("1", "t", &text(1))])),
            Reply::ok(rss(&[("1", "t", &text(9))])),
        ],
    );
    for copy in ["b", "c"] {
        server.route(
            &format!("/{copy}"),
            Reply::ok(rss(&[(copy, copy, &text(1))])),
        );
    }
    let tables = ["a", "b", "c"].map(|name| {
        format!(
            "[[sources]]\nname = \"{name}\"\nurl = \"{}\"\n",
            server.url(&format!("/{name}"))
        )
    });
    let env = Env::new(&tables.concat());
    for name in ["a", "b", "c"] {
        env.ok(&["run", "--force", "--source", name]);
    }
    let founded = env.export()[0]["story"].clone();
    env.pass();
    let entries = env.export();
    let of = |guid: &str| entries.iter().find(|entry| entry["guid"] == guid).unwrap();
    assert_eq!(
        of("1")["story"],
        founded,
        "the id stays with the founding entry"
    );
    assert_ne!(of("b")["story"], founded);
    assert_eq!(of("b")["story"], of("c")["story"]);
    assert_eq!(of("b")["evidence"]["rule"], "founded");
    assert_eq!(of("c")["evidence"]["with"], of("b")["entry"]);
}

#[test]
fn a_repost_that_takes_over_the_story_moves_updated_and_keeps_the_id() {
    let server = Server::start();
    let before = |feed: String| feed.replace("09:03:29", "08:03:29");
    server.route(
        "/portal",
        Reply::ok(rss(&[("1", "title of the portal", &text(1))])),
    );
    server.route_in_turn(
        "/ministry",
        [
            Reply::ok(rss(&[("0", "other", &text(2))])),
            Reply::ok(before(rss(&[("9", "title of the ministry", &text(1))]))),
        ],
    );
    let source = |name: &str, priority: u8| {
        let url = server.url(&format!("/{name}"));
        format!("[[sources]]\nname = \"{name}\"\nurl = \"{url}\"\npriority = {priority}\n")
    };
    let env = Env::new(&(source("portal", 0) + &source("ministry", 5)));
    let shown = |env: &Env| -> Value {
        let entries = env.export();
        let entry = entries.iter().find(|entry| entry["guid"] == "1").unwrap();
        serde_json::from_str(&env.ok(&["show", "--json", entry["entry"].as_str().unwrap()]))
            .unwrap()
    };
    env.pass();
    let first = shown(&env);
    // A pass in another second than the first: `updated` has no finer grain.
    let store = rusqlite::Connection::open(env.path("store.db")).unwrap();
    store
        .execute("UPDATE entries SET first_seen = first_seen - 60", [])
        .unwrap();
    drop(store);
    env.pass();
    let second = shown(&env);
    assert_eq!(
        (&first["title"], &second["title"]),
        (
            &"title of the portal".into(),
            &"title of the ministry".into()
        )
    );
    assert_eq!(first["story"], second["story"]);
    assert_ne!(first["updated"], second["updated"]);
}
