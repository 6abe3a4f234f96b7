//! Fetching from servers that behave: conditional requests, redirects, waiting, limits.
#![expect(clippy::unwrap_used, clippy::panic, reason = "test code")]

use std::num::NonZeroUsize;
use std::time::Duration;

use feedfold::fetch::{Fetcher, body_hash};
use feedfold::model::{
    AllowedPrivate, Failure, FetchOutcome, FetchPolicy, FetchState, Fetched, Header, PermanentMove,
    RetryAfterScope, Secret, Timestamp, Validators, WebUrl,
};

use crate::server::{Reply, Server};

/// A policy that allows the hosts and ports of the servers, and nothing else that is private.
pub(crate) fn policy(servers: &[&Server]) -> FetchPolicy {
    let allowed = servers.iter().map(|server| AllowedPrivate::Host {
        host: "127.0.0.1".to_owned(),
        port: Some(server.port()),
    });
    FetchPolicy {
        concurrency: NonZeroUsize::new(32).unwrap(),
        per_host: NonZeroUsize::new(2).unwrap(),
        per_domain: NonZeroUsize::new(16).unwrap(),
        retry_after_scope: RetryAfterScope::Host,
        interval: None,
        timeout: Duration::from_secs(20),
        max_body: 1 << 24,
        allow_private: allowed.collect(),
        proxy: None,
        headers: vec![],
        user_agent: "feedfold/0.1 (+mailto:desk@example.org)".to_owned(),
    }
}

/// A policy under which every request goes through `proxy`: to hosts that count as public, since
/// the proxy looks up their names.
pub(crate) fn through(proxy: &Server) -> FetchPolicy {
    FetchPolicy {
        proxy: Some(web(&proxy.url("/"))),
        ..policy(&[])
    }
}

pub(crate) fn now() -> Timestamp {
    "2026-03-22T08:00:00Z".parse().unwrap()
}

pub(crate) fn web(url: &str) -> WebUrl {
    WebUrl::parse(url).unwrap()
}

/// One fetch of `url` under `policy`, with nothing remembered.
pub(crate) async fn fetch(policy: &FetchPolicy, url: &str) -> FetchOutcome {
    fetch_again(policy, url, &FetchState::default()).await
}

pub(crate) async fn fetch_again(
    policy: &FetchPolicy,
    url: &str,
    remembered: &FetchState,
) -> FetchOutcome {
    let fetcher = Fetcher::new(policy).unwrap();
    fetcher.fetch(&web(url), &[], remembered, now()).await
}

pub(crate) fn fetched(outcome: FetchOutcome) -> Fetched {
    match outcome {
        FetchOutcome::Fetched(fetched) => fetched,
        other => panic!("not fetched: {other:?}"),
    }
}

pub(crate) fn failed(outcome: FetchOutcome) -> Failure {
    match outcome {
        FetchOutcome::Failed { failure, .. } => failure,
        other => panic!("not failed: {other:?}"),
    }
}

pub(crate) fn remembered(etag: &[u8], last_modified: &[u8]) -> FetchState {
    FetchState {
        validators: Validators {
            etag: Some(etag.to_vec()),
            last_modified: Some(last_modified.to_vec()),
        },
        ..FetchState::default()
    }
}

#[tokio::test]
async fn a_first_request_is_clean_and_its_answer_arrives_whole() {
    let server = Server::start();
    let reply = Reply::ok("<rss/>")
        .header("Content-Type", "text/xml; charset=gbk")
        .header("Cache-Control", "max-age=7200")
        .header("Set-Cookie", "id=1");
    server.route("/feed", reply);
    let url = server.url("/feed?a=%e4&b");
    let fetched = fetched(fetch(&policy(&[&server]), &url).await);
    assert_eq!(fetched.body, b"<rss/>");
    assert_eq!(fetched.body_hash, body_hash(b"<rss/>"));
    assert_eq!(fetched.bytes, 6);
    assert_eq!(
        fetched.content_type.as_deref(),
        Some("text/xml; charset=gbk")
    );
    assert_eq!(fetched.final_url, web(&url));
    assert_eq!(fetched.freshness.lifetime, Some(Duration::from_hours(2)));
    assert!(fetched.validators.is_empty());
    assert_eq!(fetched.moved_to, None);

    let requests = server.requests();
    assert_eq!(requests.len(), 1);
    assert_eq!(requests[0].method, "GET");
    assert_eq!(requests[0].target, "/feed?a=%e4&b");
    let mut names: Vec<&str> = requests[0]
        .headers
        .iter()
        .map(|(name, _)| &**name)
        .collect();
    names.sort_unstable();
    assert_eq!(names, ["accept", "accept-encoding", "host", "user-agent"]);
    let header = |name| String::from_utf8_lossy(requests[0].header(name).unwrap()).into_owned();
    assert_eq!(
        header("user-agent"),
        "feedfold/0.1 (+mailto:desk@example.org)"
    );
    assert!(header("accept").contains("application/atom+xml"));
    assert!(header("accept-encoding").contains("gzip"));
}

#[tokio::test]
async fn validators_go_back_byte_for_byte() {
    for etag in [
        &b"\"a\""[..],
        b"W/\"x\"",
        b"bare",
        b"\"\xe4\xb8\xad\xff\"",
        b"\"a\", \"b\"",
    ] {
        let server = Server::start();
        let reply = Reply::ok("<rss/>")
            .header("ETag", etag)
            .header("Last-Modified", "yesterday, I think")
            .conditional();
        server.route("/feed", reply);
        let policy = policy(&[&server]);
        let first = fetched(fetch(&policy, &server.url("/feed")).await);
        let remembered = FetchState {
            validators: first.validators,
            ..FetchState::default()
        };
        let outcome = fetch_again(&policy, &server.url("/feed"), &remembered).await;
        assert!(
            matches!(outcome, FetchOutcome::NotModified { .. }),
            "{outcome:?}"
        );
        let again = &server.requests()[1];
        assert_eq!(again.header("if-none-match"), Some(etag));
        assert_eq!(
            again.header("if-modified-since"),
            Some(&b"yesterday, I think"[..])
        );
    }
}

#[tokio::test]
async fn a_304_renews_the_validators_it_carries() {
    let server = Server::start();
    server.route("/feed", Reply::status(304).header("ETag", "\"2\""));
    let known = remembered(b"\"1\"", b"then");
    let outcome = fetch_again(&policy(&[&server]), &server.url("/feed"), &known).await;
    let FetchOutcome::NotModified { validators, .. } = outcome else {
        panic!("{outcome:?}");
    };
    assert_eq!(validators.etag.as_deref(), Some(&b"\"2\""[..]));
    assert_eq!(validators.last_modified.as_deref(), Some(&b"then"[..]));
}

#[tokio::test]
async fn a_304_nobody_asked_for_is_an_error() {
    let server = Server::start();
    server.route("/feed", Reply::status(304));
    let failure = failed(fetch(&policy(&[&server]), &server.url("/feed")).await);
    assert!(failure.what.contains("304"), "{failure:?}");
}

#[tokio::test]
async fn the_same_bytes_are_not_modified_but_bring_their_new_validators() {
    let server = Server::start();
    server.route("/feed", Reply::ok("<rss/>").header("ETag", "\"2\""));
    let mut known = remembered(b"\"1\"", b"then");
    known.body_hash = Some(body_hash(b"<rss/>"));
    let outcome = fetch_again(&policy(&[&server]), &server.url("/feed"), &known).await;
    let FetchOutcome::NotModified {
        validators, bytes, ..
    } = outcome
    else {
        panic!("{outcome:?}");
    };
    assert_eq!(validators.etag.as_deref(), Some(&b"\"2\""[..]));
    assert_eq!(validators.last_modified, None);
    assert_eq!(bytes, 6);
}

#[tokio::test]
async fn only_the_leading_permanent_redirects_are_reported_as_a_move() {
    let server = Server::start();
    server.route("/a", Reply::redirect(301, "/b?x=1"));
    server.route("/b", Reply::redirect(308, server.url("/c#part")));
    server.route("/c", Reply::redirect(302, "/d"));
    server.route("/d", Reply::redirect(301, "e"));
    server.route("/e", Reply::ok("<rss/>"));
    let policy = policy(&[&server]);
    let a = fetched(fetch(&policy, &server.url("/a")).await);
    assert_eq!(a.moved_to, Some(web(&server.url("/c"))));
    assert_eq!(a.final_url, web(&server.url("/e")));
    let c = fetched(fetch(&policy, &server.url("/c")).await);
    assert_eq!(c.moved_to, None);
    for status in [303, 307] {
        server.route("/t", Reply::redirect(status, "/e"));
        assert_eq!(
            fetched(fetch(&policy, &server.url("/t")).await).moved_to,
            None
        );
    }
}

#[tokio::test]
async fn a_confirmed_move_is_asked_and_an_unconfirmed_one_is_not() {
    let server = Server::start();
    server.route("/old", Reply::redirect(301, "/new"));
    server.route("/new", Reply::ok("<rss/>"));
    for (confirmed, requests) in [(false, 1), (true, 1)] {
        let known = FetchState {
            moved: Some(PermanentMove {
                to: web(&server.url("/new")),
                first_seen: now(),
                confirmed,
            }),
            ..FetchState::default()
        };
        fetched(fetch_again(&policy(&[&server]), &server.url("/old"), &known).await);
        assert_eq!(server.requests_to("/old").len(), requests);
    }
    assert_eq!(server.requests_to("/new").len(), 2);
}

#[tokio::test]
async fn ten_redirects_are_followed_and_eleven_or_a_circle_are_not() {
    let server = Server::start();
    for hop in 0..12 {
        server.route(
            &format!("/{hop}"),
            Reply::redirect(302, format!("/{}", hop + 1)),
        );
    }
    server.route("/12", Reply::ok("<rss/>"));
    server.route("/circle", Reply::redirect(302, "/round"));
    server.route("/round", Reply::redirect(302, "/circle"));
    let policy = policy(&[&server]);
    assert_eq!(
        fetched(fetch(&policy, &server.url("/2")).await).body,
        b"<rss/>"
    );
    let failure = failed(fetch(&policy, &server.url("/1")).await);
    assert!(failure.what.contains("10 redirects"), "{failure:?}");
    let failure = failed(fetch(&policy, &server.url("/circle")).await);
    assert!(failure.what.contains("circle"), "{failure:?}");
    assert_eq!(server.requests_to("/circle").len(), 1);
}

#[tokio::test]
async fn secrets_are_sent_to_the_configured_site_only() {
    let (own, other) = (Server::start(), Server::start());
    own.route("/feed", Reply::redirect(302, "/same"));
    own.route("/same", Reply::redirect(302, other.url("/away")));
    let back = other
        .url("/back")
        .replace("http://", "http://evil:planted@");
    other.route("/away", Reply::redirect(302, back));
    other.route("/back", Reply::ok("<rss/>"));
    let mut policy = policy(&[&own, &other]);
    policy.headers = vec![header("X-Key", "policy"), header("X-All", "all")];
    let fetcher = Fetcher::new(&policy).unwrap();
    let url = web(&own.url("/feed").replace("http://", "http://user:pass@"));
    let outcome = fetcher
        .fetch(
            &url,
            &[header("X-Key", "mine")],
            &FetchState::default(),
            now(),
        )
        .await;
    let fetched = fetched(outcome);
    assert_eq!(fetched.final_url.expose().as_str(), other.url("/back"));
    for request in own.requests() {
        assert_eq!(
            request.header("authorization"),
            Some(&b"Basic dXNlcjpwYXNz"[..])
        );
        assert_eq!(request.header("x-key"), Some(&b"mine"[..]));
        assert_eq!(request.header("x-all"), Some(&b"all"[..]));
    }
    assert_eq!((own.requests().len(), other.requests().len()), (2, 2));
    for request in other.requests() {
        for name in ["authorization", "x-key", "x-all", "referer", "cookie"] {
            assert_eq!(request.header(name), None, "{name}");
        }
    }
}

pub(crate) fn header(name: &str, value: &str) -> Header {
    Header {
        name: name.to_owned(),
        value: Secret::new(value.to_owned()),
    }
}

#[tokio::test]
async fn gone_and_come_back_later_are_outcomes_of_their_own() {
    let server = Server::start();
    server.route("/gone", Reply::status(410));
    server.route("/busy", Reply::status(503).header("Retry-After", "120"));
    server.route("/often", Reply::status(429).header("Retry-After", "soon"));
    let policy = policy(&[&server]);
    let outcome = fetch(&policy, &server.url("/gone")).await;
    assert!(matches!(outcome, FetchOutcome::Gone), "{outcome:?}");
    for (path, expected) in [
        ("/busy", (503, Some(Duration::from_mins(2)))),
        ("/often", (429, None)),
    ] {
        let outcome = fetch(&policy, &server.url(path)).await;
        let FetchOutcome::RetryLater { after, status } = outcome else {
            panic!("{outcome:?}");
        };
        assert_eq!((status, after), expected);
        assert_eq!(server.requests_to(path).len(), 1);
    }
}

#[tokio::test]
async fn a_feed_is_gone_for_good_only_if_no_redirect_on_the_way_was_temporary() {
    let server = Server::start();
    server.route("/gone", Reply::status(410));
    for status in [301, 302, 307, 308] {
        let from = format!("/{status}");
        server.route(&from, Reply::status(status).header("Location", "/gone"));
        let outcome = fetch(&policy(&[&server]), &server.url(&from)).await;
        let is_gone = matches!(outcome, FetchOutcome::Gone);
        assert_eq!(
            is_gone,
            matches!(status, 301 | 308),
            "{status}: {outcome:?}"
        );
    }
}

#[tokio::test]
async fn an_error_status_is_a_failure_with_its_number_and_one_request() {
    let server = Server::start();
    let policy = policy(&[&server]);
    for status in [204, 206, 226, 300, 400, 401, 403, 404, 451, 500, 502, 599] {
        let path = format!("/{status}");
        server.route(&path, Reply::status(status));
        let failure = failed(fetch(&policy, &server.url(&path)).await);
        assert!(failure.what.contains(&status.to_string()), "{failure:?}");
        assert!(!failure.remedy.is_empty());
        assert_eq!(server.requests_to(&path).len(), 1);
    }
}

#[tokio::test]
async fn a_page_is_fetched_without_conditions_and_its_refusal_is_a_failure() {
    let server = Server::start();
    server.route("/page", Reply::ok("<html>").header("ETag", "\"1\""));
    server.route("/busy", Reply::status(429));
    let fetcher = Fetcher::new(&policy(&[&server])).unwrap();
    let page = fetcher.page(&web(&server.url("/page"))).await.unwrap();
    assert_eq!(page.body, b"<html>");
    assert_eq!(server.requests()[0].header("if-none-match"), None);
    let failure = fetcher.page(&web(&server.url("/busy"))).await.unwrap_err();
    assert!(failure.what.contains("429"), "{failure:?}");
}
