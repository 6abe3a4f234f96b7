//! Fetches one feed repeatedly, as runs do, with the state that each answer leaves.
#![expect(clippy::panic, clippy::unwrap_used, reason = "test code")]

use feedfold::fetch::Fetcher;
use feedfold::model::{FetchOutcome, FetchState};

use crate::fetch::{now, policy, web};
use crate::server::{Reply, Server};

/// Fetches `path` once; what is to be remembered for the next time, as the store would keep it.
async fn run(server: &Server, path: &str, remembered: FetchState) -> (FetchState, FetchOutcome) {
    let fetcher = Fetcher::new(&policy(&[server])).unwrap();
    let url = web(&server.url(path));
    let outcome = fetcher.fetch(&url, &[], &remembered, now()).await;
    let next = match &outcome {
        FetchOutcome::Fetched(fetched) => FetchState {
            validators: fetched.validators.clone(),
            body_hash: Some(fetched.body_hash),
            moved: None,
            recheck: None,
        },
        FetchOutcome::NotModified { validators, .. } => FetchState {
            validators: validators.clone(),
            ..remembered
        },
        _ => remembered,
    };
    (next, outcome)
}

fn shown(outcome: &FetchOutcome) -> &'static str {
    match outcome {
        FetchOutcome::Fetched(_) => "fetched",
        FetchOutcome::NotModified { .. } => "not modified",
        FetchOutcome::Failed { .. } => "failed",
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn validators_follow_every_success_and_no_error() {
    let server = Server::start();
    let replies = [
        (Reply::ok("A").header("ETag", "1"), "fetched"),
        (Reply::ok("A").header("ETag", "2"), "not modified"),
        (Reply::status(500).header("ETag", "no"), "failed"),
        (
            Reply::ok("cut")
                .header("ETag", "no")
                .header("Content-Encoding", "gzip"),
            "failed",
        ),
        (Reply::status(304).header("ETag", "3"), "not modified"),
        (Reply::status(304), "not modified"),
        (Reply::ok("A"), "not modified"),
        (Reply::ok("B").header("ETag", "4"), "fetched"),
        (Reply::ok("B").header("Last-Modified", "x"), "not modified"),
        (Reply::ok("C"), "fetched"),
    ];
    let expected = replies.clone().map(|(_, expected)| expected);
    server.route_in_turn("/feed", replies.map(|(reply, _)| reply));
    let mut remembered = FetchState::default();
    let mut outcomes = vec![];
    for _ in &expected {
        let (next, outcome) = run(&server, "/feed", remembered).await;
        remembered = next;
        outcomes.push(shown(&outcome));
    }
    assert_eq!(outcomes, expected);
    let sent: Vec<_> = server
        .requests()
        .iter()
        .map(|request| {
            let text = |name| {
                request
                    .header(name)
                    .map(|value| String::from_utf8_lossy(value).into_owned())
            };
            (text("if-none-match"), text("if-modified-since"))
        })
        .collect();
    let etag = |etag: &str| (Some(etag.to_owned()), None);
    assert_eq!(
        sent,
        [
            (None, None),
            etag("1"),
            etag("2"),
            etag("2"),
            etag("2"),
            etag("3"),
            etag("3"),
            (None, None),
            etag("4"),
            (None, Some("x".to_owned())),
        ]
    );
}

#[tokio::test]
async fn a_changed_body_is_fetched_and_an_unchanged_one_is_not_sent_again() {
    let server = Server::start();
    let mut edition = 0;
    server.route_with("/feed", move |request| {
        // The feed changes before every second request.
        edition += 1;
        Reply::ok(format!("edition {}", edition / 2))
            .header(
                "Last-Modified",
                format!("{} {}", edition / 2, request.path()),
            )
            .conditional()
    });
    let mut remembered = FetchState::default();
    let mut outcomes = vec![];
    for _ in 0..5 {
        let (next, outcome) = run(&server, "/feed", remembered).await;
        remembered = next;
        outcomes.push(shown(&outcome));
    }
    assert_eq!(
        outcomes,
        [
            "fetched",
            "fetched",
            "not modified",
            "fetched",
            "not modified"
        ]
    );
}

#[tokio::test]
async fn nothing_but_the_validators_is_carried_from_one_request_to_the_next() {
    let server = Server::start();
    let cookie = |reply: Reply| reply.header("Set-Cookie", "id=1; Path=/");
    server.route("/feed", cookie(Reply::redirect(302, "/real")));
    server.route(
        "/real",
        cookie(Reply::ok("<rss/>"))
            .header("Date", "Sun, 22 Mar 2026 08:00:00 GMT")
            .header("Expires", "Sun, 22 Mar 2026 09:00:00 GMT"),
    );
    let (remembered, _) = run(&server, "/feed", FetchState::default()).await;
    server.forget_requests();
    let (_, outcome) = run(&server, "/feed", remembered).await;
    assert_eq!(shown(&outcome), "not modified");
    let requests = server.requests();
    assert_eq!(requests.len(), 2);
    let names = requests.iter().map(|request| {
        let mut names: Vec<&str> = request.headers.iter().map(|(name, _)| &**name).collect();
        names.sort_unstable();
        names
    });
    let plain = ["accept", "accept-encoding", "host", "user-agent"];
    // The redirect of this exchange gets its own cookie back, and none of the exchange before.
    let with_cookie = ["accept", "accept-encoding", "cookie", "host", "user-agent"];
    assert_eq!(names.collect::<Vec<_>>(), [plain.as_slice(), &with_cookie]);
    assert_eq!(
        requests[0].header("user-agent"),
        requests[1].header("user-agent")
    );
}
