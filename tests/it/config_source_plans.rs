//! What `check` prints about each source.
use std::path::Path;

use feedfold::config::{Config, SourcePlan, source_plans};

const TEXT: &str = r#"
[site]
title = "T"
url = "https://example.org/"
author = "A"
timezone = "Asia/Shanghai"

[fetch]
rsshub = "http://rsshub:1200/?key=sesame"
allow_private = ["rsshub"]

[[sources]]
name = "plain"
url = "https://user:sesame@e.org/feed?token=sesame"
headers = { Authorization = "sesame" }
full_text = true

[[sources]]
name = "own"
url = "rsshub://sina/finance"
interval = "30s"
charset = "gb2312"
timezone = "-03:30"
labels = ["media", "china"]
backlog = 5
full_text = true
selector = "div.article"
enabled = false

[[sources]]
name = "posts"
path = "posts/**/*.md"

[[sources]]
name = "feeds"
path = "/var/feeds/a.RSS"

[[sources]]
name = "mixed"
path = "inbox/*"
"#;

fn plans() -> Vec<SourcePlan> {
    let path = Path::new("/srv/feeds.toml");
    Config::from_bytes(TEXT.as_bytes(), "feeds.toml", path, &|_| None)
        .map(|config| source_plans(&config))
        .unwrap_or_default()
}

#[test]
fn each_source_says_where_how_often_and_how_it_is_read() {
    let mut table = SourcePlan::COLUMNS.join(" | ");
    for plan in plans() {
        table.push('\n');
        table.push_str(&plan.cells().join(" | "));
    }
    assert!(!table.contains("sesame"), "{table}");
    insta::assert_snapshot!("config_source_plans", table);
}

#[test]
fn the_same_is_said_in_json() {
    let json = serde_json::to_string_pretty(&plans().get(1..3)).unwrap();
    insta::assert_snapshot!("config_source_plans_json", json);
}

#[test]
fn a_pace_for_all_sources_leaves_no_other_for_feeds_without_validators() {
    let text = TEXT.replace("[fetch]", "[fetch]\ninterval = \"90m\"");
    let config = Config::from_bytes(text.as_bytes(), "f", Path::new("/f"), &|_| None).unwrap();
    let paces: Vec<String> = source_plans(&config)
        .into_iter()
        .map(|one| one.pace)
        .collect();
    assert_eq!(
        paces,
        [
            "every 1h 30m",
            "every 30s",
            "every run",
            "every run",
            "every run"
        ]
    );
}
