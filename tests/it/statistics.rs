//! Numbers by day and source equal those counted from the entries, whatever happened before, and
//! `stats` prints them.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "test code: what is not there is a failed test"
)]

use std::collections::{BTreeMap, BTreeSet};

use feedfold::model::LagBucket;
use proptest::prelude::*;
use rusqlite::Connection;
use serde_json::Value;

use super::env::{Env, text};

const SOURCES: [&str; 3] = ["east", "north", "west"];

/// An item: the number of its text, and its minute.
type Item = (u32, i64);

fn env() -> Env {
    let sources = SOURCES.map(|name| {
        format!("[[sources]]\nname = \"{name}\"\npath = \"{name}.rss\"\ntitle = \"{name}\"\n")
    });
    let env = Env::new(&sources.concat());
    write(&env, [&[(900, 0)], &[(901, 0)], &[(902, 0)]]);
    env.pass();
    // What came until now was the first read: everything else comes later.
    let store = Connection::open(env.path("store.db")).unwrap();
    store
        .execute_batch(
            "UPDATE entries SET first_seen = first_seen - 86400;
             UPDATE sources SET first_read = first_read - 86400",
        )
        .unwrap();
    env
}

fn write(env: &Env, items: [&[Item]; 3]) {
    let begin: jiff::Timestamp = "2026-03-02T20:00:00Z".parse().unwrap();
    for (source, items) in SOURCES.iter().zip(items) {
        let items: Vec<String> = items
            .iter()
            .enumerate()
            .map(|(at, (number, minute))| {
                let date = begin + jiff::SignedDuration::from_mins(*minute);
                let date = date.strftime("%d %b %Y %H:%M:%S +0000");
                format!(
                    "<item><guid isPermaLink=\"false\">{source}{at}</guid><title>第{number}号提案答复</title>\
                     <link>https://{source}.example/{at}</link><pubDate>{date}</pubDate>\
                     <description><![CDATA[{}]]></description></item>",
                    text(*number)
                )
            })
            .collect();
        env.write(
            &format!("{source}.rss"),
            format!(
                "<rss version=\"2.0\"><channel><title>{source}</title>{}</channel></rss>",
                items.concat()
            ),
        );
    }
}

/// All numbers, by a text that names their table and key.
type Numbers = BTreeMap<String, i64>;

fn kept(store: &Connection) -> Numbers {
    let mut numbers = Numbers::new();
    for sql in [
        "SELECT 'entries ' || day || ' ' || source, entries FROM daily",
        "SELECT 'own ' || day || ' ' || source, own FROM daily",
        "SELECT 'shared ' || day || ' ' || source, shared FROM daily",
        "SELECT 'first ' || day || ' ' || source, first FROM daily",
        "SELECT 'lag ' || day || ' ' || first || ' ' || follower || ' ' || bucket, stories FROM daily_lags",
        "SELECT 'carried ' || day || ' ' || sources, stories FROM daily_carried",
    ] {
        let mut statement = store.prepare(sql).unwrap();
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)));
        numbers.extend(rows.unwrap().map(Result::unwrap));
    }
    numbers.retain(|_, number| *number != 0);
    numbers
}

/// The same numbers, counted from the entries; days are those of UTC.
fn counted(store: &Connection) -> Numbers {
    let mut statement = store
        .prepare(
            "SELECT story, position, source, first_seen > coalesce(first_read, 0) FROM entries
             JOIN sources ON sources.id = entries.source ORDER BY position, entries.id",
        )
        .unwrap();
    let rows = statement.query_map([], |row| {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
    });
    let mut stories: BTreeMap<i64, Vec<(i64, i64, bool)>> = BTreeMap::new();
    for row in rows.unwrap() {
        let (story, position, source, counts): (i64, i64, i64, bool) = row.unwrap();
        let members = stories.entry(story).or_default();
        members.push((position, source, counts));
    }
    let mut numbers = Numbers::new();
    let mut add = |key: String| *numbers.entry(key).or_default() += 1;
    for members in stories.values() {
        let counts: Vec<_> = members.iter().filter(|(.., counts)| *counts).collect();
        let sources: BTreeSet<i64> = counts.iter().map(|(_, source, _)| *source).collect();
        let (begin, leader, leader_counts) = members[0];
        for (at, (position, source, counts)) in members.iter().enumerate() {
            if *counts {
                add(format!("entries {} {source}", position / 86400));
                if at == 0 {
                    add(format!("own {} {source}", position / 86400));
                }
            }
        }
        let Some((position, ..)) = counts.first() else {
            continue;
        };
        add(format!("carried {} {}", position / 86400, sources.len()));
        if sources.len() < 2 {
            continue;
        }
        for source in sources {
            let (position, ..) = counts
                .iter()
                .find(|(_, other, _)| *other == source)
                .unwrap();
            let day = position / 86400;
            add(format!("shared {day} {source}"));
            if source == leader && leader_counts {
                add(format!("first {day} {source}"));
            } else if leader_counts {
                let LagBucket(bucket) = LagBucket::of(position - begin);
                add(format!("lag {day} {leader} {source} {bucket}"));
            }
        }
    }
    numbers
}

fn assert_kept(env: &Env, after: &str) {
    let store = Connection::open(env.path("store.db")).unwrap();
    assert_eq!(kept(&store), counted(&store), "{after}");
}

#[derive(Debug, Clone)]
enum Act {
    Arrive(usize, Item),
    Edit(usize),
    Merge(usize, usize),
    Split(usize),
    UndoMerge(usize, usize),
    UndoSplit(usize),
    Refold,
}

fn act() -> impl Strategy<Value = Act> {
    let place = 0..6_usize;
    prop_oneof![
        6 => (0..3_usize, 1..4_u32, 0..3000_i64)
            .prop_map(|(source, number, minute)| Act::Arrive(source, (number, minute))),
        1 => (0..3_usize).prop_map(Act::Edit),
        2 => (place.clone(), place.clone()).prop_map(|(one, other)| Act::Merge(one, other)),
        2 => place.clone().prop_map(Act::Split),
        1 => (place.clone(), place.clone()).prop_map(|(one, other)| Act::UndoMerge(one, other)),
        1 => place.prop_map(Act::UndoSplit),
        1 => Just(Act::Refold),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn numbers_equal_those_counted_from_the_entries_after_any_acts(
        acts in prop::collection::vec(act(), 4..10)
    ) {
        let env = env();
        let mut items: [Vec<Item>; 3] = [vec![(900, 0)], vec![(901, 0)], vec![(902, 0)]];
        for act in acts {
            let entries = env.export();
            let key = |place: usize| {
                let entry = &entries[place % entries.len()];
                entry["entry"].as_str().unwrap().to_owned()
            };
            match &act {
                Act::Arrive(source, item) => items[*source].push(*item),
                // The last entry of the source gets another text.
                Act::Edit(source) => {
                    if let Some(last) = items[*source].last_mut() {
                        last.0 += 1;
                    }
                }
                Act::Merge(one, other) => drop(env.run(&["merge", &key(*one), &key(*other)])),
                Act::Split(one) => drop(env.run(&["split", &key(*one)])),
                Act::UndoMerge(one, other) => {
                    drop(env.run(&["merge", "--undo", &key(*one), &key(*other)]));
                }
                Act::UndoSplit(one) => drop(env.run(&["split", "--undo", &key(*one)])),
                Act::Refold => drop(env.ok(&["refold"])),
            }
            if matches!(act, Act::Arrive(..) | Act::Edit(_)) {
                let [east, north, west] = &items;
                write(&env, [east, north, west]);
                env.pass();
            }
            assert_kept(&env, &format!("{act:?}"));
        }
    }
}

/// Three texts: one that all carry, one that two carry, and one alone.
pub(crate) fn carried() -> Env {
    let env = env();
    write(
        &env,
        [
            &[(900, 0), (1, 10), (2, 200)],
            &[(901, 0), (1, 27), (3, 300)],
            &[(902, 0), (1, 140), (2, 210)],
        ],
    );
    // One after the other, so that the same entry founds a story each time.
    for source in SOURCES {
        env.ok(&["run", "--force", "--source", source]);
    }
    assert_kept(&env, "arrival");
    env
}

#[test]
fn the_page_of_stats_stands_alone_and_has_the_numbers_of_its_window() {
    let env = carried();
    let window = ["stats", "--from", "2026-03-01", "--to", "2026-03-05"];
    let page = env.ok(&[&window[..], &["--html"]].concat());
    for outside in [
        "href=\"./",
        "href=\"../",
        "<script",
        "src=",
        "<form",
        "rel=\"stylesheet\"",
    ] {
        assert!(!page.contains(outside), "{outside} in {page}");
    }
    assert!(page.contains("<style>") && page.contains("Content-Security-Policy"));
    for source in SOURCES {
        assert!(page.contains(source), "{source} in {page}");
    }
    assert!(page.contains("2026-03-02"));
    let long = [
        "stats",
        "--html",
        "--from",
        "2025-01-01",
        "--to",
        "2026-03-05",
    ];
    let ended = env.run(&long);
    assert!(ended.err.contains("at most 92 days"), "{}", ended.err);
    // A table of more days than are read at once is whole.
    let csv = |from: &str| {
        let window = ["stats", "--csv", "--from", from, "--to", "2026-11-05"];
        env.ok(&window)
    };
    assert_eq!(csv("2024-01-01"), csv("2026-03-01"));
    assert!(csv("2024-01-01").lines().count() > 3);
}

#[test]
fn stats_prints_the_numbers_of_its_window_and_none_of_a_first_read() {
    let env = carried();
    let window = ["stats", "--from", "2026-03-01", "--to", "2026-03-05"];
    let shown = env.ok(&window);
    assert!(
        shown.lines().all(|line| line.chars().count() <= 80),
        "{shown}"
    );
    insta::assert_snapshot!("stats", shown);
    let json: Value = serde_json::from_str(&env.ok(&[&window[..], &["--json"]].concat())).unwrap();
    assert_eq!(json["from"], "2026-03-01");
    assert_eq!(json["zone"], "UTC");
    let east = &json["sources"][0];
    assert_eq!(
        [
            &east["source"],
            &east["new"],
            &east["own"],
            &east["shared"],
            &east["first"]
        ],
        [
            &serde_json::json!("east"),
            &2.into(),
            &2.into(),
            &2.into(),
            &2.into()
        ]
    );
    assert_eq!(
        json["stories"],
        serde_json::json!([
            {"sources": 1, "stories": 1}, {"sources": 2, "stories": 1}, {"sources": 3, "stories": 1}
        ])
    );
    let csv = env.ok(&[&window[..], &["--csv"]].concat());
    assert!(
        csv.starts_with("day,source,new,own,reposts,shared,first\n2026-03-02,east,2,2,0,2,2\n"),
        "{csv}"
    );
    // The default window names itself, and has none of these days.
    let shown = env.ok(&["stats"]);
    assert!(
        shown.contains(" to ") && shown.contains("No entries are counted"),
        "{shown}"
    );
    assert_eq!(
        env.run(&["stats", "--from", "2026-03-05", "--to", "2026-03-01"])
            .code,
        2
    );
}

#[test]
fn another_zone_holds_from_the_next_refold_on() {
    let env = carried();
    let days = |env: &Env| {
        let shown = env.ok(&[
            "stats",
            "--from",
            "2026-03-01",
            "--to",
            "2026-03-05",
            "--json",
        ]);
        let shown: Value = serde_json::from_str(&shown).unwrap();
        let days = shown["days"].as_array().unwrap().iter();
        let days: Vec<String> = days
            .map(|day| day["day"].as_str().unwrap().to_owned())
            .collect();
        (shown["zone"].as_str().unwrap().to_owned(), days)
    };
    let utc = ["2026-03-02", "2026-03-03"].map(str::to_owned).to_vec();
    assert_eq!(days(&env), ("UTC".to_owned(), utc.clone()));
    env.reword(
        "title = \"Curated\"",
        "title = \"Curated\"\ntimezone = \"Asia/Shanghai\"",
    );
    env.pass();
    assert_eq!(days(&env), ("UTC".to_owned(), utc));
    assert!(env.run(&["stats"]).err.contains("feedfold refold"));
    env.ok(&["refold"]);
    assert_eq!(
        days(&env),
        ("Asia/Shanghai".to_owned(), vec!["2026-03-03".to_owned()])
    );
}

/// Whoever sets `timezone` after the first run has nothing to count again.
#[test]
fn another_zone_holds_at_once_while_only_first_reads_are_stored() {
    let env = Env::new("[[sources]]\nname = \"east\"\npath = \"east.rss\"\n");
    write(&env, [&[(900, 0)], &[], &[]]);
    env.pass();
    env.reword(
        "title = \"Curated\"",
        "title = \"Curated\"\ntimezone = \"Asia/Shanghai\"",
    );
    env.pass();
    let shown = env.run(&["stats", "--json"]);
    assert_eq!(shown.err, "");
    let shown: Value = serde_json::from_str(&shown.out).unwrap();
    assert_eq!(shown["zone"], "Asia/Shanghai");
}

#[test]
fn a_store_of_before_counts_its_entries_after_a_refold() {
    let env = super::upgrade::installed(7);
    env.ok(&["publish"]);
    let store = Connection::open(env.path("store.db")).unwrap();
    assert_eq!(kept(&store), Numbers::new());
    // Half of them came after the first read.
    store
        .execute(
            "UPDATE entries SET first_seen = first_seen + 60 WHERE id % 2 = 0",
            [],
        )
        .unwrap();
    env.ok(&["refold"]);
    assert!(!kept(&store).is_empty());
    assert_eq!(kept(&store), counted(&store));
}
