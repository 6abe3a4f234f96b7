//! When article pages are requested again, over hours of a simulated clock.
#![expect(
    clippy::unwrap_used,
    reason = "test code: what cannot be set up is a failed test"
)]

use std::path::Path;
use std::sync::Arc;

use feedfold::clock::Clock;
use feedfold::config::Config;
use feedfold::model::{SourceName, SourceReport, Timestamp};
use feedfold::pipeline::{self, Plan, Progress, Storing, Which};
use feedfold::store::Store;

use crate::server::{Reply, Server};

/// Minutes after the beginning.
struct At(i64);

impl Clock for At {
    fn now(&self) -> Timestamp {
        let begin: Timestamp = "2026-03-22T08:00:00Z".parse().unwrap();
        Timestamp::from_second(begin.as_second() + 60 * self.0).unwrap()
    }
}

struct Silent;

impl Progress for Silent {
    fn begin(&self, _: &[SourceName]) {}
    fn done(&self, _: &SourceReport) {}
}

/// Passes at these minutes over one source of one entry, whose feed is due every five minutes;
/// those after which `path` had been asked once more.
async fn asked_at(server: &Server, path: &str, minutes: &[i64]) -> Vec<i64> {
    let folder = tempfile::tempdir().unwrap();
    let item = format!(
        "<item><guid>a</guid><title>灯塔</title><link>{}</link><description>一。</description></item>",
        server.url("/a")
    );
    let feed = format!("<rss version=\"2.0\"><channel><title>T</title>{item}</channel></rss>");
    server.route("/s.rss", Reply::ok(feed).header("ETag", "1"));
    let text = format!(
        "[site]\ntitle = \"T\"\nurl = \"https://e.org/\"\nauthor = \"A\"\n\
         [fetch]\nallow_private = [\"127.0.0.1\"]\n\
         [[sources]]\nname = \"s\"\nurl = \"{}\"\ninterval = \"5m\"\nfull_text = true\n\
         [[outputs]]\nname = \"all\"\npath = \"all.atom\"\n",
        server.url("/s.rss")
    );
    let file = folder.path().join("feeds.toml");
    let config = Config::from_bytes(text.as_bytes(), "feeds.toml", Path::new(&file), &|_| None);
    let config = config.map_err(|problems| problems.to_string()).unwrap();
    let plan = Plan::new(&config);
    let mut store = Store::open(&folder.path().join("store.db")).unwrap();
    let mut asked = Vec::new();
    for minute in minutes {
        let before = server.requests_to(path).len();
        let clock = At(*minute);
        let pass = pipeline::run(
            plan,
            store,
            (Which::Due, None),
            Storing::Keep,
            &clock,
            Arc::new(Silent),
        );
        store = pass.await.unwrap().0;
        if server.requests_to(path).len() > before {
            asked.push(*minute);
        }
    }
    asked
}

#[tokio::test]
async fn a_failed_page_is_tried_after_an_hour_and_after_four_more() {
    let server = Server::start();
    server.route("/a", Reply::status(500));
    let minutes = [0, 6, 50, 61, 70, 130, 295, 302, 310, 600, 3_000];
    assert_eq!(asked_at(&server, "/a", &minutes).await, [0, 61, 302]);
}

#[tokio::test]
async fn a_host_without_an_answer_for_robots_is_heard_again_after_an_hour() {
    let server = Server::start();
    server.route("/robots.txt", Reply::status(503));
    let minutes = [0, 6, 50, 61, 70];
    assert_eq!(asked_at(&server, "/robots.txt", &minutes).await, [0, 61]);
    assert!(server.requests_to("/a").is_empty());
}

#[tokio::test]
async fn robots_txt_is_believed_for_as_long_as_it_says_and_a_day_at_most() {
    for (header, expected) in [
        (None, vec![0, 1_501]),
        (Some("max-age=600"), vec![0, 61, 1_501]),
        (Some("max-age=999999"), vec![0, 1_501]),
    ] {
        let server = Server::start();
        let mut file = Reply::ok("User-agent: *\nDisallow:");
        if let Some(header) = header {
            file = file.header("Cache-Control", header);
        }
        server.route("/robots.txt", file);
        // A page whose server is busy is asked for ever, an hour apart.
        server.route("/a", Reply::status(429));
        let asked = asked_at(&server, "/robots.txt", &[0, 6, 61, 1_501]).await;
        assert_eq!(asked, expected, "{header:?}");
    }
}

#[tokio::test]
async fn a_clock_that_is_set_back_stops_neither_pages_nor_robots() {
    let server = Server::start();
    server.route("/a", Reply::status(500));
    let minutes = [1_000_000, 0];
    assert_eq!(asked_at(&server, "/a", &minutes).await, minutes);
    assert_eq!(server.requests_to("/robots.txt").len(), 2);
}
