//! The WebSub hub hears of every changed feed, once the file has its name.
#![expect(clippy::indexing_slicing, reason = "what is missing is a failed test")]

use serde_json::Value;

use super::env::{Env, rss, text};
use super::server::{Reply, Server};

const SOURCE: &str = "[[sources]]\nname = \"a\"\npath = \"a.rss\"\n";

const OTHER_FORMATS: &str = r#"
[[outputs]]
name = "rss"
path = "public/all.rss"
[[outputs]]
name = "json"
path = "public/all.json"
[[outputs]]
name = "sources"
path = "public/sources.opml"
"#;

/// A configuration with a hub on `server`, and one stored story.
fn with_hub(server: &Server) -> Env {
    let env = Env::new(&[OTHER_FORMATS, SOURCE].concat());
    let hub = format!("author = \"Desk\"\nhub = \"{}\"", server.url("/hub"));
    env.reword("author = \"Desk\"", &hub);
    carry(&env, &[1]);
    env
}

/// Makes the feed carry these entries.
fn carry(env: &Env, numbers: &[u32]) {
    let items: Vec<(String, String)> = numbers
        .iter()
        .map(|number| (number.to_string(), text(*number)))
        .collect();
    let items: Vec<(&str, &str, &str)> = items
        .iter()
        .map(|(guid, body)| (guid.as_str(), "第一号提案答复", body.as_str()))
        .collect();
    env.write("a.rss", rss(&items));
}

/// The addresses that the hub was told, sorted.
fn told(server: &Server) -> Vec<String> {
    let requests = server.requests_to("/hub");
    let mut addresses: Vec<String> = requests
        .iter()
        .map(|request| {
            assert_eq!(request.method, "POST");
            let form = url::form_urlencoded::parse(&request.body);
            let form: Vec<(String, String)> = form.into_owned().collect();
            assert_eq!(form[0], ("hub.mode".to_owned(), "publish".to_owned()));
            assert_eq!(form[1].0, "hub.url");
            form[1].1.clone()
        })
        .collect();
    addresses.sort_unstable();
    addresses
}

#[test]
fn the_hub_hears_of_each_changed_feed_and_of_no_other_file() {
    let server = Server::start();
    server.route("/hub", Reply::status(204));
    let env = with_hub(&server);
    let feeds = ["all.atom", "all.json", "all.rss"];
    let feeds = feeds.map(|name| format!("https://feeds.example.org/{name}"));
    let report = env.pass();
    assert_eq!(told(&server), feeds);
    assert_eq!(report["outputs"][0]["hub"]["outcome"], "told");
    assert_eq!(report["outputs"][3]["hub"], Value::Null);

    server.forget_requests();
    env.pass();
    assert!(told(&server).is_empty(), "nothing changed");

    carry(&env, &[1, 2]);
    env.pass();
    assert_eq!(told(&server), feeds);

    server.forget_requests();
    let story = env.export()[0]["story"].as_str().unwrap().to_owned();
    env.ok(&["merge", &story, env.export()[1]["story"].as_str().unwrap()]);
    assert_eq!(told(&server), feeds, "a ruling changes the feeds as well");
}

#[test]
fn the_hub_hears_of_a_feed_after_the_file_is_whole_and_the_lock_is_free() {
    let server = Server::start();
    let env = with_hub(&server);
    let file = env.path("public/all.atom");
    let lock = env.path("store.db.lock");
    server.route_with("/hub", move |_| {
        let whole = std::fs::read_to_string(&file).is_ok_and(|feed| feed.ends_with("</feed>\n"));
        let free = std::fs::File::open(&lock).is_ok_and(|lock| lock.try_lock().is_ok());
        Reply::status(if whole && free { 204 } else { 500 })
    });
    let report = env.pass();
    assert_eq!(report["outputs"][0]["hub"]["outcome"], "told");
}

#[test]
fn a_hub_that_fails_is_reported_and_fails_no_run() {
    let server = Server::start();
    server.route("/hub", Reply::status(503));
    let env = with_hub(&server);
    let ended = env.run(&["run", "--json"]);
    assert_eq!(ended.code, 0, "{}", ended.err);
    assert!(ended.err.contains("answered 503"), "{}", ended.err);
    assert!(
        ended.err.contains("feedfold tells the hub of the next one"),
        "{}",
        ended.err
    );
    let report: Value = serde_json::from_str(&ended.out).unwrap();
    assert_eq!(report["outputs"][0]["outcome"], "written");
    assert_eq!(report["outputs"][0]["hub"]["outcome"], "failed");
    assert_eq!(server.requests_to("/hub").len(), 3, "no second try");
}

#[test]
fn a_dry_run_tells_the_hub_nothing() {
    let server = Server::start();
    let env = with_hub(&server);
    env.ok(&["run", "--dry-run"]);
    assert!(server.requests().is_empty());
}

#[test]
fn the_feeds_name_the_hub_unless_readers_cannot_reach_it() {
    let env = Env::new(&[OTHER_FORMATS, SOURCE].concat());
    carry(&env, &[1]);
    let named = |hub: &str| {
        let feeds = ["all.atom", "all.rss", "all.json"];
        feeds.map(|name| env.read(&format!("public/{name}")).contains(hub))
    };
    let own = env.read("feeds.toml");
    for (hub, expected) in [
        ("https://hub.invalid/", true),
        ("https://hub.invalid/?token=sesame-5f3a9c1e", false),
        ("http://10.0.0.7/", false),
    ] {
        let table = format!("author = \"Desk\"\nhub = \"{hub}\"");
        env.write("feeds.toml", own.replace("author = \"Desk\"", &table));
        // The hub cannot be reached from here; this is only a warning.
        env.ok(&["run", "--force"]);
        assert_eq!(named(hub), [expected; 3], "{hub}");
    }
}
