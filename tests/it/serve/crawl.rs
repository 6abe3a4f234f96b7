//! Follows the links of a served site.
#![expect(
    clippy::unwrap_used,
    reason = "test code: an address that is none is a failed test"
)]

use std::collections::{BTreeMap, VecDeque};

use url::Url;

use super::client::{Answer, Serving};
use crate::env::Env;

/// Every address of a site, from the front page and `first` on, with its answer. Each must be
/// there; on a busy machine a page may take longer than `serve` allows, which is a 503.
pub(crate) fn crawl(serving: &Serving, first: &[&str]) -> BTreeMap<String, Answer> {
    let base = Url::parse(&format!("http://{}/", serving.address)).unwrap();
    let mut queue: VecDeque<String> = first.iter().map(|&path| path.to_owned()).collect();
    queue.extend(["/", "/feeds", "/healthz", "/metrics"].map(str::to_owned));
    let mut answers = BTreeMap::new();
    while let Some(path) = queue.pop_front() {
        if answers.contains_key(&path) {
            continue;
        }
        let answer = serving.get(&path, &[]);
        assert!(
            [200, 503].contains(&answer.status),
            "{path}: {}",
            answer.status
        );
        let here = base.join(&path).unwrap();
        let is_page = answer.must("content-type").starts_with("text/html");
        let links = answer.text().split(" href=\"").skip(1).filter(|_| is_page);
        for link in links.filter_map(|rest| rest.split('"').next()) {
            let target = here.join(&link.replace("&amp;", "&")).unwrap();
            // Every day leads to the days beside it, without an end.
            let is_next_day = path.starts_with("/d/") && target.path().starts_with("/d/");
            if target.origin() == base.origin() && !is_next_day {
                let query = target.query().map(|query| format!("?{query}"));
                queue.push_back(format!("{}{}", target.path(), query.unwrap_or_default()));
            }
        }
        answers.insert(path, answer);
    }
    answers
}

/// The links of the demo lead to every kind of page and file, and all of them are there.
#[test]
fn every_address_that_a_served_site_names_is_there() {
    let env = Env::new("");
    env.ok(&["demo", "--into", "demo"]);
    let serving =
        Serving::spawn(env.command(&["--config", "demo/feeds.toml", "serve", "127.0.0.1:0"]));
    let answers = crawl(&serving, &[]);
    for (path, answer) in &answers {
        let is_json = answer.status == 200
            && path
                .split('?')
                .next()
                .unwrap()
                .strip_suffix(".json")
                .is_some();
        if is_json {
            serde_json::from_slice::<serde_json::Value>(&answer.body).unwrap();
        }
    }
    let has = |part: &str| answers.keys().any(|path| path.starts_with(part));
    for part in [
        "/s/",
        "/d/",
        "/labels/",
        "/sources/",
        "/-/",
        "/stories.atom",
        "/index.json",
    ] {
        assert!(has(part), "no link to {part}");
    }
}
