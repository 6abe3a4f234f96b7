//! Article pages and robots.txt, requested by the fetcher alone.

use std::time::{Duration, Instant};

use feedfold::fetch::{Fetcher, Robots};
use feedfold::model::{PageOutcome, RobotsAnswer, Validators};

use crate::fetch::{header, now, policy, through, web};
use crate::server::{Reply, Server};

fn rules(text: &str) -> RobotsAnswer {
    RobotsAnswer::Rules(text.as_bytes().to_vec())
}

#[tokio::test]
async fn every_answer_for_robots_txt_is_understood_as_rfc_9309_says() {
    for (reply, expected) in [
        (Reply::ok("User-agent: *"), rules("User-agent: *")),
        (Reply::status(404), RobotsAnswer::Nothing),
        (Reply::status(401), RobotsAnswer::Nothing),
        (Reply::status(403), RobotsAnswer::Nothing),
        (Reply::status(429), RobotsAnswer::Unreachable),
        (Reply::status(500), RobotsAnswer::Unreachable),
        (Reply::status(503), RobotsAnswer::Unreachable),
        (Reply::status(204), RobotsAnswer::Unreachable),
        (Reply::raw([]), RobotsAnswer::Unreachable),
        (Reply::redirect(301, "/moved"), rules("moved")),
        (
            Reply::redirect(301, "/robots.txt"),
            RobotsAnswer::Unreachable,
        ),
        (
            Reply::redirect(302, "http://10.0.0.1/"),
            RobotsAnswer::Unreachable,
        ),
    ] {
        let server = Server::start();
        server.route("/robots.txt", reply.clone());
        server.route("/moved", Reply::ok("moved"));
        let fetcher = Fetcher::new(&policy(&[&server])).unwrap();
        let file = fetcher.robots(&web(&server.url("/a?b")), now()).await;
        assert_eq!(file.unwrap().answer, expected, "{reply:?}");
    }
}

#[tokio::test]
async fn a_robots_txt_without_end_is_cut_after_500_kib() {
    let server = Server::start();
    let long = "Disallow: /b\n".repeat(100_000);
    server.route(
        "/robots.txt",
        Reply::ok(format!("User-agent: *\nDisallow: /a\n{long}Disallow: /c")),
    );
    let fetcher = Fetcher::new(&policy(&[&server])).unwrap();
    let page = web(&server.url("/a"));
    let said = fetcher.robots(&page, now()).await.unwrap().answer;
    assert!(matches!(&said, RobotsAnswer::Rules(text) if text.len() == 500 * 1024 + 1));
    assert!(!Robots::read(&said).allows(&page));
    assert!(Robots::read(&said).allows(&web(&server.url("/c"))));
}

#[tokio::test]
async fn robots_txt_is_asked_without_anything_that_was_configured_for_the_source() {
    let server = Server::start();
    let mut policy = policy(&[&server]);
    policy.headers = vec![header("X-Token", "sesame")];
    server.route("/robots.txt", Reply::status(404));
    let fetcher = Fetcher::new(&policy).unwrap();
    let page = server.url("/a").replace("//", "//user:sesame@");
    fetcher.robots(&web(&page), now()).await.unwrap();
    let request = &server.requests_to("/robots.txt")[0];
    let names: Vec<&str> = request.headers.iter().map(|(name, _)| &**name).collect();
    assert!(
        !names.contains(&"x-token") && !names.contains(&"authorization"),
        "{names:?}"
    );
}

#[tokio::test]
async fn a_sources_headers_reach_pages_of_its_own_site_only() {
    let proxy = Server::start();
    let fetcher = Fetcher::new(&through(&proxy)).unwrap();
    let feed = web("http://user:sesame@own.example/feed");
    let headers = [header("X-Token", "sesame")];
    for page in ["http://own.example/a", "http://other.example/a"] {
        proxy.route(page, Reply::ok("<p>text</p>"));
        let source = (&feed, headers.as_slice());
        let outcome = fetcher
            .article(&web(page), source, &Validators::default(), now())
            .await;
        assert!(matches!(outcome, PageOutcome::Fetched(_)));
    }
    let has = |target: &str, name: &str| proxy.requests_to(target)[0].header(name).is_some();
    assert!(has("http://own.example/a", "x-token"));
    assert!(has("http://own.example/a", "authorization"));
    assert!(!has("http://other.example/a", "x-token"));
    assert!(!has("http://other.example/a", "authorization"));
}

#[tokio::test]
async fn the_pause_a_host_asks_for_is_kept_also_on_a_host_of_the_users_own() {
    let server = Server::start();
    server.route("/a", Reply::ok("<p>text</p>"));
    let fetcher = Fetcher::new(&policy(&[&server])).unwrap();
    let page = web(&server.url("/a"));
    let asked_for = rules("User-agent: *\nCrawl-delay: 0.6");
    fetcher.slow_down(&page, &Robots::read(&asked_for));
    let began = Instant::now();
    for _ in 0..2 {
        let source = (&page, [].as_slice());
        fetcher
            .article(&page, source, &Validators::default(), now())
            .await;
    }
    assert!(began.elapsed() >= Duration::from_millis(600));
    assert_eq!(server.requests().len(), 2);
}
