use std::collections::{BTreeMap, BTreeSet};

use axum::http::header::{
    CONTENT_TYPE, ETAG, HeaderMap, HeaderName, HeaderValue, IF_MODIFIED_SINCE, IF_NONE_MATCH,
};
use jiff::tz::TimeZone;

use super::super::terminal::shell_quoted;
use super::bundle::{FEEDS, POSTS};
use super::server::answer;
use crate::fold::MIN_CHARS;
use crate::model::RawEntry;
use crate::normalize;
use crate::parse::{self, DocumentContext, PostFile};

const EXPECTED: &str = include_str!("../../../tests/fixtures/demo/partition.txt");

const READING: DocumentContext<'static> = DocumentContext {
    content_type: None,
    charset: None,
    timezone: &TimeZone::UTC,
    base: None,
};

/// Marks an entry of the expected partition whose text is not equal to that of its story.
const OTHER_LETTERS: &str = "~ ";

type Partition = BTreeSet<BTreeSet<String>>;

/// The sets of entries with equal texts.
fn expected() -> Partition {
    let lines: Vec<&str> = EXPECTED
        .lines()
        .filter(|line| !line.starts_with('#'))
        .collect();
    lines
        .split(|line| line.is_empty())
        .filter(|story| !story.is_empty())
        .flat_map(|story| {
            // A copy with other characters has another hash. The evidence folds it.
            let (other, same): (Vec<&str>, Vec<&str>) = story
                .iter()
                .partition(|line| line.starts_with(OTHER_LETTERS));
            let others = other
                .into_iter()
                .map(|line| BTreeSet::from([line.replacen(OTHER_LETTERS, "", 1)]));
            let same = same.into_iter().map(ToString::to_string).collect();
            std::iter::once(same).chain(others).collect::<Vec<_>>()
        })
        .collect()
}

/// Every bundled entry with the name of its source.
fn entries() -> Vec<(&'static str, RawEntry)> {
    let mut entries = Vec::new();
    for document in &FEEDS {
        let feed = parse::parse(document.body, &READING).unwrap();
        assert_eq!(feed.warnings, [""; 0], "{}", document.path);
        let source = document
            .path
            .trim_start_matches('/')
            .split_once('.')
            .unwrap()
            .0;
        entries.extend(feed.entries.into_iter().map(|entry| (source, entry)));
    }
    for (name, bytes) in POSTS {
        let post = parse::parse_post(bytes, &READING, PostFile { path: name, name }).unwrap();
        assert_eq!(post.warnings, [""; 0], "{name}");
        entries.push(("posts", post.entry));
    }
    entries
}

#[test]
fn the_bundled_texts_are_equal_where_they_should_be_and_nowhere_else() {
    let mut stories: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (source, entry) in entries() {
        let title = entry.title.unwrap();
        let text = normalize::normalize(&normalize::body_text(&entry.content.unwrap()));
        assert!(
            text.chars() >= MIN_CHARS,
            "too short to fold by its text: {title}"
        );
        let story = stories.entry(text.as_str().to_owned()).or_default();
        assert!(story.insert(format!("{source}: {title}")), "twice: {title}");
    }
    let found: Partition = stories.into_values().collect();
    assert_eq!(found, expected());
    assert_eq!(found.len(), 16);
}

#[test]
fn every_bundled_entry_is_dated_and_in_the_past() {
    for (_, entry) in entries() {
        let published = entry.published.unwrap().to_string();
        assert!(published.starts_with("2025-03-"), "{published}");
    }
}

#[test]
fn the_portal_sends_gbk_and_says_gb2312() {
    let portal = FEEDS
        .iter()
        .find(|document| document.path == "/portal.rss")
        .unwrap();
    assert!(
        portal
            .body
            .starts_with(b"<?xml version=\"1.0\" encoding=\"gb2312\"?>")
    );
    assert!(std::str::from_utf8(portal.body).is_err());
    assert_eq!(
        answer(portal, &HeaderMap::new()).headers()[CONTENT_TYPE],
        "text/xml"
    );
    assert_eq!(
        parse::parse(portal.body, &READING).unwrap().head.encoding,
        "GBK"
    );
}

#[test]
fn whoever_knows_a_feed_is_answered_304() {
    let request =
        |name: HeaderName, value: &HeaderValue| HeaderMap::from_iter([(name, value.clone())]);
    for document in &FEEDS {
        let whole = answer(document, &HeaderMap::new());
        assert_eq!(whole.status(), 200);
        let etag = &whole.headers()[ETAG];
        let date = HeaderValue::from_static(document.last_modified);
        let other = HeaderValue::from_static("\"other\"");
        for (asked, status) in [
            (request(IF_NONE_MATCH, etag), 304),
            (request(IF_MODIFIED_SINCE, &date), 304),
            (request(IF_NONE_MATCH, &other), 200),
            (request(IF_MODIFIED_SINCE, &other), 200),
        ] {
            assert_eq!(answer(document, &asked).status(), status, "{asked:?}");
        }
        // If the client sends both validators, the entity tag decides (RFC 9110 13.2.2).
        let mut both = request(IF_NONE_MATCH, &other);
        both.insert(IF_MODIFIED_SINCE, date);
        assert_eq!(answer(document, &both).status(), 200);
    }
}

#[test]
fn a_path_is_shown_as_a_shell_takes_it() {
    assert_eq!(
        shell_quoted("/tmp/feedfold-demo-x1/feeds.toml"),
        "/tmp/feedfold-demo-x1/feeds.toml"
    );
    assert_eq!(shell_quoted("/tmp/my demo's"), r"'/tmp/my demo'\''s'");
}
