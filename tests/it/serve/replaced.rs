//! Serving while other programs write.
#![expect(
    clippy::disallowed_methods,
    reason = "test code: it plays the part of a pass"
)]

use std::sync::atomic::{AtomicBool, Ordering};

use rusqlite::Connection;

use super::client::Serving;
use super::published;
use crate::env::{rss, text};

#[test]
fn every_answer_under_load_is_one_whole_version_with_the_tag_of_that_version() {
    let env = published();
    let serving = Serving::start(&env);
    let path = env.path("public/all.atom");
    // Equal lengths, so that only the bytes tell the versions apart.
    let versions: Vec<Vec<u8>> = (b'a'..=b'd').map(|letter| vec![letter; 300_000]).collect();
    let done = AtomicBool::new(false);
    let replace = |bytes: &[u8]| {
        let aside = env.path("public/aside");
        std::fs::write(&aside, bytes).unwrap();
        std::fs::rename(&aside, &path).unwrap();
    };
    replace(&versions[0]);
    std::thread::scope(|scope| {
        let readers: Vec<_> = (0..4)
            .map(|_| {
                scope.spawn(|| {
                    let mut seen = std::collections::BTreeMap::new();
                    while !done.load(Ordering::Relaxed) {
                        let answer = serving.get("/all.atom", &[]);
                        assert!(versions.contains(&answer.body), "half a version");
                        let letter = answer.body[0];
                        let tag = answer.must("etag").to_owned();
                        let known = seen.entry(letter).or_insert_with(|| tag.clone());
                        assert_eq!(*known, tag);
                    }
                    seen
                })
            })
            .collect();
        for version in versions.iter().cycle().take(60) {
            replace(version);
        }
        let last = serving.get("/all.atom", &[]);
        assert_eq!(last.body, versions[3], "the newest");
        done.store(true, Ordering::Relaxed);
        let mut tags = std::collections::BTreeMap::new();
        for reader in readers {
            for (letter, tag) in reader.join().unwrap() {
                assert_eq!(*tags.entry(letter).or_insert_with(|| tag.clone()), tag);
            }
        }
    });
}

#[test]
fn a_pass_that_holds_the_lock_and_a_transaction_does_not_hold_up_answers() {
    let env = published();
    let serving = Serving::start(&env);
    let lock = feedfold::store::Store::lock(&env.path("store.db"), std::time::Duration::ZERO);
    let writer = Connection::open(env.path("store.db")).unwrap();
    writer
        .execute_batch("BEGIN IMMEDIATE; UPDATE entries SET title = 'not committed'")
        .unwrap();
    for target in ["/healthz", "/metrics", "/feeds", "/all.atom"] {
        assert_eq!(serving.get(target, &[]).status, 200, "{target}");
    }
    assert!(
        serving
            .get("/metrics", &[])
            .text()
            .contains("feedfold_store_up 1")
    );
    drop((writer, lock));
}

#[test]
fn a_run_beside_the_server_publishes_and_the_server_shows_it() {
    let env = published();
    let serving = Serving::start(&env);
    let tag = serving.get("/all.atom", &[]).must("etag").to_owned();
    let again = [("If-None-Match", tag.as_str())];
    assert_eq!(serving.get("/all.atom", &again).status, 304);
    env.pass();
    assert_eq!(
        serving.get("/all.atom", &again).status,
        304,
        "nothing is new"
    );
    env.write("a.rss", rss(&[("9", "brand new", &text(9))]));
    env.pass();
    let changed = serving.get("/all.atom", &again);
    assert_eq!(changed.status, 200);
    assert!(changed.text().contains("brand new"));
}
