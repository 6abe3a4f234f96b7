//! What `preview` writes for a document.
#![expect(clippy::unwrap_used, reason = "a test may end where it fails")]

use std::process::Command;

use feedfold::cli::preview::Preview;

use super::env::Env;
use super::parse::{UTC, reading};

fn preview(document: &str, json: bool) -> String {
    let preview = Preview {
        reading: reading(&UTC),
        post: None,
        json,
    };
    let mut out = Vec::new();
    preview.write(document.as_bytes(), &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

const FEED: &str = "<rss version='2.0'><channel><title>t</title><link>https://example.org/</link>\
    <item><title>一&#8238;二</title><guid>1</guid><category>c</category>\
    <pubDate>Wed, 25 Aug 2021 10:15:00 +0800</pubDate>\
    <description>&lt;p&gt;a&lt;script&gt;</description></item></channel></rss>";

#[test]
fn json_lines_hold_the_contracts_fields() {
    insta::assert_snapshot!(preview(FEED, true));
}

#[test]
fn a_post_is_shown_without_a_title_of_a_feed_that_it_is_not() {
    let env = Env::new("");
    env.write(
        "a.md",
        "---\ntitle: 潮汐电站公告\ndate: 2026-06-11\n---\n正文。\n",
    );
    let out = env.run(&["preview", "a.md"]).out;
    assert!(
        out.starts_with("post, UTF-8, 1 entry\n\n潮汐电站公告\n"),
        "{out}"
    );
}

#[test]
fn half_an_entry_is_shown_last_and_said_to_be_left_out() {
    let cut = "<rss version='2.0'><channel><item><guid>1</guid></item><item><description>半";
    let lines = preview(cut, true);
    let lines: Vec<&str> = lines.lines().collect();
    assert_eq!(lines.len(), 3);
    assert!(lines[0].contains("left out until it comes whole"));
    assert!(lines[2].contains("\"body_text\":\"半\""));
}

#[test]
fn a_panic_of_the_parser_below_is_no_panic_of_ours() {
    let file = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/fixtures/feeds/authors_beside_addresses.xml"
    );
    let output = Command::new(env!("CARGO_BIN_EXE_feedfold"))
        .args(["preview", file, "--json"])
        .output()
        .unwrap();
    assert!(output.status.success());
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert_eq!(String::from_utf8_lossy(&output.stdout).lines().count(), 3);
}

#[test]
fn people_get_a_list_without_characters_that_turn_the_text() {
    insta::assert_snapshot!(preview(FEED, false));
}
