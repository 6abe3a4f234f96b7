//! Atom entries that have `updated` and no `published`, which RFC 4287 allows.
#![expect(clippy::unwrap_used, reason = "a test may end where it fails")]

use std::fmt::Write;

use crate::env::Env;

const SOURCE: &str = "[[sources]]\nbacklog = 3\nname = \"lan\"\npath = \"lan.atom\"\n";

/// A feed of entries, each a number, the day of November it was updated, and its text.
fn feed(entries: &[(u32, u32, &str)]) -> String {
    let mut feed =
        "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>Lan</title><id>urn:x:lan</id>"
            .to_owned();
    for (number, day, text) in entries {
        write!(
            feed,
            "<entry><id>urn:x:{number}</id><title>Notice to mariners {number}</title>\
             <updated>2025-11-{day:02}T08:00:00Z</updated><content>{text}</content></entry>"
        )
        .unwrap();
    }
    feed + "</feed>"
}

fn text(number: u32) -> String {
    format!("Buoy number {number} of the outer harbour is out of order until further notice.")
}

/// Number, date and updated of the published entries, in their order.
fn published(env: &Env) -> Vec<(String, String, String)> {
    let output = env.read("public/all.atom");
    let between = |text: &str, start: &str, end: &str| {
        let (_, rest) = text.split_once(start).unwrap();
        rest.split_once(end).unwrap().0.to_owned()
    };
    let entries = output.split("<entry>").skip(1);
    entries
        .map(|entry| {
            (
                between(entry, "Notice to mariners ", "<"),
                between(entry, "<published>", "</published>"),
                between(entry, "<updated>", "</updated>"),
            )
        })
        .collect()
}

fn row(number: u32, day: u32) -> (String, String, String) {
    let date = format!("2025-11-{day:02}T08:00:00+00:00");
    (number.to_string(), date.clone(), date)
}

fn environment() -> Env {
    Env::new(SOURCE)
}

#[test]
fn updated_is_the_date_of_an_entry_that_has_no_other() {
    let env = environment();
    let texts: Vec<String> = (0..5).map(text).collect();
    // In an order of its own, so that the dates alone decide.
    env.write(
        "lan.atom",
        feed(&[
            (1, 3, &texts[1]),
            (4, 9, &texts[4]),
            (2, 5, &texts[2]),
            (3, 7, &texts[3]),
        ]),
    );
    env.pass();
    assert_eq!(published(&env), [row(4, 9), row(3, 7), row(2, 5)]);
    let first = env.export();
    assert_eq!(first.len(), 4);
    assert!(first.iter().all(|entry| {
        entry["published"]
            .as_str()
            .unwrap()
            .starts_with("2025-11-0")
    }));

    // A later date moves nothing and is no other entry.
    env.write(
        "lan.atom",
        feed(&[
            (1, 3, &texts[1]),
            (4, 9, &texts[4]),
            (2, 20, &texts[2]),
            (3, 7, &texts[3]),
        ]),
    );
    let before = env.read("public/all.atom");
    env.pass();
    assert_eq!(env.export(), first);
    assert_eq!(env.read("public/all.atom"), before);
}

#[test]
fn preview_says_what_the_publisher_said() {
    let env = environment();
    env.write("lan.atom", feed(&[(1, 3, "Buoy 1 is back.")]));
    let lines = env.ok(&["preview", "lan.atom", "--json"]);
    let entry = lines.lines().nth(1).unwrap();
    assert!(
        entry.contains("\"published\":null,\"updated\":\"2025-11-03T08:00:00Z\""),
        "{entry}"
    );
}

#[test]
fn days_of_entries_with_updated_alone_are_compared() {
    let env = environment();
    let source = "[[sources]]\nname = \"other\"\npath = \"other.atom\"\n";
    env.reword(
        "[[sources]]\nbacklog",
        &format!("{source}[[sources]]\nbacklog"),
    );
    let short = "Buoy 7 is out of order.";
    env.write("lan.atom", feed(&[(1, 3, short)]));
    env.write(
        "other.atom",
        feed(&[(1, 13, short)]).replace("urn:x:", "urn:y:"),
    );
    env.pass();
    let explained = env.ok(&["explain", &id(&env, "urn:x:1"), &id(&env, "urn:y:1")]);
    assert!(
        explained.contains("2025-11-03") && explained.contains("2025-11-13"),
        "{explained}"
    );
    assert!(
        explained.contains("published on different days"),
        "{explained}"
    );
}

fn id(env: &Env, guid: &str) -> String {
    let entries = env.export();
    let entry = entries.iter().find(|entry| entry["guid"] == guid).unwrap();
    entry["entry"].as_str().unwrap().to_owned()
}
