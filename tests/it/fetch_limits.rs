//! Limits on concurrency: requests per host, documents in flight, memory for large bodies.

use std::num::NonZeroUsize;
use std::pin::pin;

use feedfold::fetch::{Fetcher, body_hash};
use feedfold::model::{FetchOutcome, FetchState, WebUrl};
use futures_util::future::{Either, join_all, select};

use crate::fetch::{failed, fetched, now, policy, through, web};
use crate::server::{Act, Reply, Server};

#[tokio::test]
async fn no_more_than_per_host_requests_run_at_once_and_all_are_answered() {
    let server = Server::start();
    for n in 0..8 {
        // Each pair waits for the other, so both places are in use at the same time.
        let held = Act::Await(n / 2 * 2 + 2);
        let answer = Act::Send(b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<rss/>".to_vec());
        server.route(&format!("/{n}"), Reply::raw([held, answer]));
    }
    let fetcher = Fetcher::new(&policy(&[&server])).unwrap();
    let nothing = FetchState::default();
    let urls: Vec<WebUrl> = (0..8).map(|n| web(&server.url(&format!("/{n}")))).collect();
    let all = urls
        .iter()
        .map(|url| fetcher.fetch(url, &[], &nothing, now()));
    for outcome in futures_util::future::join_all(all).await {
        assert_eq!(fetched(outcome).body, b"<rss/>");
    }
    assert_eq!(server.most_at_once(), 2);
}

#[tokio::test]
async fn no_more_than_per_domain_requests_run_at_once_on_all_its_hosts() {
    let proxy = Server::start();
    let mut policy = through(&proxy);
    policy.per_domain = NonZeroUsize::new(2).unwrap();
    let urls: Vec<WebUrl> = (0..6)
        .map(|n| web(&format!("http://h{n}.example.com/")))
        .collect();
    for (n, url) in urls.iter().enumerate() {
        // Each pair waits for the other, so both places are in use at the same time.
        let answer = Act::Send(b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<rss/>".to_vec());
        let reply = Reply::raw([Act::Await(n / 2 * 2 + 2), answer]);
        proxy.route(url.expose().as_str(), reply);
    }
    let fetcher = Fetcher::new(&policy).unwrap();
    let nothing = FetchState::default();
    let all = urls
        .iter()
        .map(|url| fetcher.fetch(url, &[], &nothing, now()));
    for outcome in join_all(all).await {
        assert_eq!(fetched(outcome).body, b"<rss/>");
    }
    assert_eq!(proxy.most_at_once(), 2);
}

#[tokio::test]
async fn requests_to_one_public_host_are_spaced_out_and_others_go_ahead() {
    let proxy = Server::start();
    let fetcher = Fetcher::new(&through(&proxy)).unwrap();
    let nothing = FetchState::default();
    let urls = [
        "http://one.example/1",
        "http://one.example/2",
        "http://two.example/1",
        "http://three.example/1",
    ];
    let all = urls.map(|url| {
        proxy.route(url, Reply::ok("<rss/>"));
        let (url, fetcher, nothing) = (web(url), &fetcher, &nothing);
        async move { fetched(fetcher.fetch(&url, &[], nothing, now()).await).body }
    });
    join_all(all).await;
    let requests = proxy.requests();
    let last = requests.last().map(|request| &*request.target);
    assert_eq!((requests.len(), last), (4, Some("http://one.example/2")));
}

#[tokio::test]
async fn hosts_that_redirect_to_each_other_do_not_wait_for_each_other() {
    let (one, two) = (Server::start(), Server::start());
    for n in 0..4 {
        let (path, end) = (format!("/{n}"), format!("/end{n}"));
        one.route(&path, Reply::redirect(302, two.url(&end)));
        two.route(&path, Reply::redirect(302, one.url(&end)));
        one.route(&end, Reply::ok("one"));
        two.route(&end, Reply::ok("two"));
    }
    let mut policy = policy(&[&one, &two]);
    policy.per_host = NonZeroUsize::MIN;
    let fetcher = Fetcher::new(&policy).unwrap();
    let nothing = FetchState::default();
    let urls: Vec<WebUrl> = (0..4)
        .flat_map(|n| [one.url(&format!("/{n}")), two.url(&format!("/{n}"))])
        .map(|url| web(&url))
        .collect();
    let all = urls
        .iter()
        .map(|url| fetcher.fetch(url, &[], &nothing, now()));
    for outcome in futures_util::future::join_all(all).await {
        assert_eq!(fetched(outcome).body.len(), 3);
    }
}

#[tokio::test]
async fn a_third_document_waits_until_the_room_of_one_in_flight_is_dropped() {
    let server = Server::start();
    for path in ["/1", "/2", "/3"] {
        server.route(path, Reply::ok("<rss/>"));
    }
    let mut policy = policy(&[&server]);
    policy.concurrency = NonZeroUsize::new(2).unwrap();
    policy.per_host = NonZeroUsize::new(8).unwrap();
    let (fetcher, other) = (
        Fetcher::new(&policy).unwrap(),
        Fetcher::new(&policy).unwrap(),
    );
    let nothing = FetchState::default();
    let [one, two, three] = ["/1", "/2", "/3"].map(|path| web(&server.url(path)));
    let first = fetched(fetcher.fetch(&one, &[], &nothing, now()).await);
    let second = fetched(fetcher.fetch(&two, &[], &nothing, now()).await);

    let third = pin!(fetcher.fetch(&three, &[], &nothing, now()));
    // Another fetcher has limits of its own: while it is answered, the third could be as well.
    let meanwhile = pin!(async {
        for _ in 0..8 {
            fetched(other.fetch(&one, &[], &nothing, now()).await);
        }
    });
    let Either::Right(((), third)) = select(third, meanwhile).await else {
        panic!("the third did not wait");
    };
    assert_eq!(server.requests_to("/3").len(), 0);

    drop(first.permit);
    assert_eq!(fetched(third.await).body, b"<rss/>");
    drop(second.permit);
}

#[tokio::test]
async fn whatever_gives_no_document_gives_its_place_back() {
    let server = Server::start();
    server.route("/feed", Reply::ok("<rss/>").header("ETag", "\"1\""));
    server.route("/moved", Reply::redirect(302, "/feed"));
    server.route("/lost", Reply::redirect(302, "ftp://example.com/"));
    server.route("/cut", Reply::raw([Act::Send(b"HTTP/1.1 200".to_vec())]));
    for status in [304, 404, 410, 429] {
        server.route(&format!("/{status}"), Reply::status(status));
    }
    let mut policy = policy(&[&server]);
    policy.concurrency = NonZeroUsize::MIN;
    let fetcher = Fetcher::new(&policy).unwrap();
    let known = FetchState {
        body_hash: Some(body_hash(b"<rss/>")),
        ..FetchState::default()
    };
    for path in [
        "/feed", "/moved", "/lost", "/cut", "/304", "/404", "/410", "/429",
    ] {
        let outcome = fetcher
            .fetch(&web(&server.url(path)), &[], &known, now())
            .await;
        assert!(!matches!(outcome, FetchOutcome::Fetched(_)), "{outcome:?}");
    }
    let refused = web("http://127.0.0.1:1/");
    failed(fetcher.fetch(&refused, &[], &known, now()).await);
    let page = fetcher.page(&web(&server.url("/moved"))).await.unwrap();
    assert_eq!(page.body, b"<rss/>");
}

#[tokio::test]
async fn large_bodies_share_their_room_and_none_is_lost() {
    let server = Server::start();
    server.route("/feed", Reply::ok(vec![b' '; 3_000_000]));
    let fetcher = Fetcher::new(&policy(&[&server])).unwrap();
    let (url, nothing) = (web(&server.url("/feed")), FetchState::default());
    let all = (0..8).map(|_| async {
        let outcome = fetcher.fetch(&url, &[], &nothing, now()).await;
        // The room goes with the body.
        fetched(outcome).body.len()
    });
    let lengths = futures_util::future::join_all(all).await;
    assert_eq!(lengths, [3_000_000; 8]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_locks_at_the_narrowest_limits() {
    let (one, two) = (Server::start(), Server::start());
    for n in 0..8 {
        let (path, end) = (format!("/{n}"), format!("/end{n}"));
        one.route(&path, Reply::redirect(302, two.url(&end)));
        two.route(&path, Reply::redirect(302, one.url(&end)));
        for server in [&one, &two] {
            server.route(&end, Reply::ok(vec![b' '; 2_000_000]));
        }
    }
    for concurrency in [1, 2, 3, 8] {
        let mut policy = policy(&[&one, &two]);
        policy.per_host = NonZeroUsize::MIN;
        policy.concurrency = NonZeroUsize::new(concurrency).unwrap();
        let fetcher = Fetcher::new(&policy).unwrap();
        let tasks = (0..8)
            .flat_map(|n| [one.url(&format!("/{n}")), two.url(&format!("/{n}"))])
            .map(|url| {
                let fetcher = fetcher.clone();
                tokio::spawn(async move {
                    let nothing = FetchState::default();
                    let fetched = fetched(fetcher.fetch(&web(&url), &[], &nothing, now()).await);
                    // The rest of a document's way, with its room held.
                    for _ in 0..16 {
                        tokio::task::yield_now().await;
                    }
                    fetched.body.len()
                })
            });
        for length in join_all(tasks).await {
            assert_eq!(length.unwrap(), 2_000_000);
        }
    }
}

#[tokio::test]
async fn a_feed_that_stalls_costs_its_own_place_only() {
    let server = Server::start();
    server.route("/stalls", Reply::raw([Act::Stall]));
    server.route("/feed", Reply::ok("<rss/>"));
    let fetcher = Fetcher::new(&policy(&[&server])).unwrap();
    let nothing = FetchState::default();
    let (bad, good) = (web(&server.url("/stalls")), web(&server.url("/feed")));
    let stalled = pin!(fetcher.fetch(&bad, &[], &nothing, now()));
    let meanwhile = pin!(async {
        server.arrived(1).await;
        let all = (0..4).map(|_| async {
            let outcome = fetcher.fetch(&good, &[], &nothing, now()).await;
            fetched(outcome).body
        });
        join_all(all).await
    });
    let Either::Right((bodies, _)) = select(stalled, meanwhile).await else {
        panic!("the feed that stalls was answered");
    };
    assert_eq!(bodies, [b"<rss/>"; 4]);
}

#[tokio::test]
async fn bad_feeds_harm_no_good_one_beside_them() {
    let server = Server::start();
    let bad = [
        Reply::status(500),
        Reply::raw([Act::Send(b"no http\r\n\r\n".to_vec())]),
        Reply::raw([
            Act::Send(b"HTTP/1.1 200 OK\r\n".to_vec()),
            Act::Forever(b"X: x\r\n".to_vec()),
        ]),
        Reply::raw([
            Act::Send(b"HTTP/1.1 200 OK\r\n\r\n".to_vec()),
            Act::Forever(vec![b' '; 65_536]),
        ]),
        Reply::ok("not gzip").header("Content-Encoding", "gzip"),
        Reply::redirect(301, "http://169.254.169.254/latest/meta-data/"),
    ];
    let mut urls = vec![];
    for (n, reply) in bad.into_iter().enumerate() {
        server.route(&format!("/bad{n}"), reply);
        server.route(&format!("/good{n}"), Reply::ok("<rss/>"));
        urls.extend([format!("/bad{n}"), format!("/good{n}")].map(|path| web(&server.url(&path))));
    }
    let mut policy = policy(&[&server]);
    policy.max_body = 2_000_000;
    let fetcher = Fetcher::new(&policy).unwrap();
    let nothing = FetchState::default();
    let all = urls
        .iter()
        .map(|url| fetcher.fetch(url, &[], &nothing, now()));
    for (url, outcome) in urls.iter().zip(join_all(all).await) {
        if url.expose().path().starts_with("/good") {
            assert_eq!(fetched(outcome).body, b"<rss/>", "{url}");
        } else {
            failed(outcome);
        }
    }
}

#[test]
fn the_shortest_interval_is_lower_on_the_users_own_hosts() {
    let server = Server::start();
    let policy = policy(&[&server]);
    let seconds = |url: &str| policy.floor(&web(url)).as_secs();
    assert_eq!(seconds(&server.url("/feed")), 30);
    assert_eq!(seconds("http://127.0.0.1:1/feed"), 300);
    assert_eq!(seconds("https://example.com/feed"), 300);
}
