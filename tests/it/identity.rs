//! What a publisher may change about an entry without its looking new, and what it may not.
#![expect(
    clippy::indexing_slicing,
    reason = "test code: what is not there is a failed test"
)]

use std::collections::BTreeSet;

use serde_json::Value;

use super::env::{Env, rss, text};
use super::server::{Reply, Server};

/// Reads the feeds one after the other at one address; gives the counts of the last pass, how many
/// entries are stored, and whether the published ids and dates stayed.
fn in_turn(feeds: impl IntoIterator<Item = String>) -> (Value, usize, bool) {
    let server = Server::start();
    let feeds: Vec<Reply> = feeds.into_iter().map(Reply::ok).collect();
    let passes = feeds.len();
    server.route_in_turn("/a", feeds);
    let env = Env::new(&format!(
        "[[sources]]\nname = \"a\"\nurl = \"{}\"\n",
        server.url("/a")
    ));
    let first = env.pass();
    assert!(
        first["sources"][0]["counts"]["new"].as_u64() > Some(0),
        "{first}"
    );
    let before = env.published("public/all.atom");
    let mut last = first;
    for _ in 1..passes {
        last = env.pass();
    }
    let after = env.published("public/all.atom");
    let kept = before
        .iter()
        .all(|(id, updated)| after.get(id) == Some(updated));
    (
        last["sources"][0]["counts"].clone(),
        env.export().len(),
        kept,
    )
}

fn five() -> Vec<(String, String, String)> {
    (1..=5)
        .map(|n| (format!("g{n}"), format!("title {n}"), text(n)))
        .collect()
}

fn feed(entries: &[(String, String, String)]) -> String {
    let borrowed: Vec<(&str, &str, &str)> = entries
        .iter()
        .map(|(a, b, c)| (a.as_str(), b.as_str(), c.as_str()))
        .collect();
    rss(&borrowed)
}

#[test]
fn a_title_edit_is_an_update() {
    let mut edited = five();
    edited[2].1.push_str(" (corrected)");
    let (counts, stored, _) = in_turn([feed(&five()), feed(&edited)]);
    assert_eq!(
        (&counts["new"], &counts["updated"], stored),
        (&0.into(), &1.into(), 5)
    );
}

#[test]
fn changed_guids_are_nothing_new() {
    let renumbered = feed(&five()).replace(">g", ">2026-");
    let (counts, stored, kept) = in_turn([feed(&five()), renumbered.clone(), renumbered]);
    assert_eq!((&counts["new"], stored), (&0.into(), 5));
    assert_eq!(counts["updated"], 0);
    assert!(kept);
}

#[test]
fn a_move_to_https_or_to_another_domain_changes_no_identity() {
    let old = feed(&five())
        .replace("isPermaLink=\"false\">g", ">http://outlet.example/g")
        .replace("https://outlet", "http://outlet");
    let https = old.replace("http://outlet", "https://outlet");
    let elsewhere = https.replace("outlet.example", "news.example");
    for moved in [https, elsewhere] {
        let (counts, stored, kept) = in_turn([old.clone(), moved]);
        assert_eq!(
            (&counts["new"], &counts["updated"], stored),
            (&0.into(), &0.into(), 5)
        );
        assert!(kept, "no old entry looks new or edited");
    }
}

#[test]
fn a_feed_that_was_empty_reordered_or_away_brings_nothing_back_as_new() {
    let mut reversed = five();
    reversed.reverse();
    let (counts, stored, kept) = in_turn([
        feed(&five()),
        feed(&[]),
        feed(&reversed),
        "gone".to_owned(),
        feed(&five()[1..]),
    ]);
    assert_eq!(
        (&counts["new"], &counts["updated"], stored),
        (&0.into(), &0.into(), 5)
    );
    assert!(kept);
}

#[test]
fn entries_that_share_a_guid_all_survive_and_are_known_again() {
    let mut shared = five();
    for entry in &mut shared {
        entry.0 = "same".to_owned();
    }
    let (counts, stored, _) = in_turn([feed(&shared), feed(&shared)]);
    assert_eq!((&counts["new"], stored), (&0.into(), 5));
    // The first comes alone, and its guid is reused later.
    let (counts, stored, _) = in_turn([feed(&shared[..1]), feed(&shared)]);
    assert_eq!((&counts["new"], stored), (&4.into(), 5));
}

#[test]
fn entries_without_guid_link_and_date_are_known_again() {
    let bare = "<rss version=\"2.0\"><channel><title>t</title><item><title>one</title><description>x</description></item>\
                <item><title>two</title></item><item><description>three</description></item></channel></rss>";
    let (counts, stored, kept) = in_turn([bare.to_owned(), bare.replace("<rss", " <rss")]);
    assert_eq!(
        (&counts["new"], &counts["unchanged"], stored),
        (&0.into(), &3.into(), 3)
    );
    assert!(kept);
}

/// The entry a document breaks off in before anything that names it would come a second time, whole.
#[test]
fn half_an_entry_without_a_name_is_not_stored() {
    let whole = "<rss version=\"2.0\"><channel><title>t</title>\
                 <item><guid>1</guid><title>one</title></item>\
                 <item><description>the second text</description><guid>2</guid></item></channel></rss>";
    let (cut, _) = whole.split_once("text</description>").unwrap();
    let (counts, stored, kept) = in_turn([cut.to_owned(), whole.to_owned()]);
    assert_eq!((counts["new"].as_u64(), stored, kept), (Some(1), 2, true));
}

#[test]
fn a_feed_cannot_overwrite_the_entry_of_another() {
    let server = Server::start();
    server.route("/victim", Reply::ok(rss(&[("g1", "true", &text(1))])));
    server.route("/thief", Reply::ok(rss(&[("g1", "false", &text(2))])));
    let source = |name: &str| {
        format!(
            "[[sources]]\nname = \"{name}\"\nurl = \"{}\"\n",
            server.url(&format!("/{name}"))
        )
    };
    let env = Env::new(&(source("victim") + &source("thief")));
    env.pass();
    let titles: BTreeSet<String> = env
        .export()
        .iter()
        .map(|entry| entry["title"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(
        titles,
        BTreeSet::from(["true".to_owned(), "false".to_owned()])
    );
}

#[test]
fn dates_in_the_far_future_do_not_pin_an_entry_to_the_top() {
    let future = feed(&five()).replacen("2021", "9999", 1);
    let server = Server::start();
    server.route("/a", Reply::ok(future));
    let env = Env::new(&format!(
        "[[sources]]\nname = \"a\"\nurl = \"{}\"\n",
        server.url("/a")
    ));
    env.pass();
    assert!(!env.read("public/all.atom").contains("9999-"));
    assert!(
        env.export()
            .iter()
            .any(|entry| entry["published"].as_str().unwrap().starts_with("9999")),
        "kept as sent"
    );
}
