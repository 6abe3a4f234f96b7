//! `kill -9` at any point of a run: nothing lost, nothing doubled, the output old or new but whole.
#![expect(
    clippy::unwrap_used,
    reason = "test code: what is not there is a failed test"
)]

use std::collections::BTreeSet;

use feedfold::publish::verify;

use super::env::{Env, rss, text};

const FEEDS: u32 = 12;
const ENTRIES: u32 = 40;

fn filled() -> Env {
    let tables: Vec<String> = (0..FEEDS)
        .map(|feed| format!("[[sources]]\nname = \"s{feed}\"\npath = \"f{feed}.rss\"\n"))
        .collect();
    let env = Env::new(&tables.concat());
    for feed in 0..FEEDS {
        let items: Vec<(String, String)> = (0..ENTRIES)
            // Every text stands in two feeds.
            .map(|entry| {
                (
                    format!("{feed}-{entry}"),
                    text((feed / 2) * ENTRIES + entry),
                )
            })
            .collect();
        let items: Vec<(&str, &str, &str)> = items
            .iter()
            .map(|(guid, body)| (guid.as_str(), guid.as_str(), body.as_str()))
            .collect();
        env.write(&format!("f{feed}.rss"), rss(&items));
    }
    env
}

fn entries(env: &Env) -> BTreeSet<String> {
    env.export()
        .iter()
        .map(|entry| entry["entry"].as_str().unwrap().to_owned())
        .collect()
}

fn bytes(env: &Env, name: &str) -> u64 {
    env.path(name)
        .metadata()
        .map_or(0, |metadata| metadata.len())
}

#[test]
fn a_run_killed_anywhere_is_made_whole_by_the_next() {
    let undisturbed = filled();
    undisturbed.pass();
    let expected = entries(&undisturbed);
    assert_eq!(expected.len(), (FEEDS * ENTRIES) as usize);
    let whole = bytes(&undisturbed, "store.db") + 400_000;

    let mut killed = 0;
    for tenth in 0..10 {
        let env = filled();
        let mut child = env.command(&["run", "--force"]).spawn().unwrap();
        // Killed when so much was written: a point of the work, not of time.
        let point = whole * tenth / 10;
        let written = || bytes(&env, "store.db") + bytes(&env, "store.db-wal");
        while written() < point && child.try_wait().unwrap().is_none() {
            std::thread::yield_now();
        }
        child.kill().unwrap();
        killed += u32::from(child.wait().unwrap().code().is_none());
        if let Ok(feed) = std::fs::read(env.path("public/all.atom")) {
            verify(&feed).unwrap();
        }
        env.pass();
        assert_eq!(entries(&env), expected, "killed after {point} bytes");
        verify(env.read("public/all.atom").as_bytes()).unwrap();
    }
    assert!(
        killed >= 3,
        "only {killed} of 10 runs were killed before their end"
    );
}
