//! Fetches several feeds of one host over persistent connections, while the server misuses them.
//!
//! In each case ten feeds of one host that were read before are requested again; every second one
//! is unchanged. Whatever the server does to one request must neither lose nor change the answer
//! to another.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "test code: what is not there is a failed test"
)]

use std::collections::BTreeSet;
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex};

use feedfold::fetch::Fetcher;
use feedfold::model::{FetchOutcome, FetchPolicy, FetchState};
use futures_util::future::join_all;

use crate::env::{Env, rss, text};
use crate::fetch::{now, policy, remembered, web};
use crate::run::{feed, outcomes};
use crate::server::{Act, Reply, Request, Server};

const FEEDS: usize = 10;

const NOT_MODIFIED: &str = "HTTP/1.1 304 Not Modified\r\n\r\n";

/// A 304 for the feed with this number.
fn unchanged(number: usize) -> String {
    format!("HTTP/1.1 304 Not Modified\r\nETag: \"{number}\"\r\n\r\n")
}

/// The body of a feed that changed.
fn changed(number: usize) -> String {
    format!("<rss>{number}</rss>")
}

/// What a decent server answers.
fn decent(number: usize) -> Reply {
    if number % 2 == 1 {
        Reply::raw([Act::Send(unchanged(number).into_bytes())]).kept_open()
    } else {
        Reply::ok(changed(number)).header("ETag", "\"new\"")
    }
}

/// Which connections have carried a request.
#[derive(Clone, Default)]
struct Connections(Arc<Mutex<BTreeSet<usize>>>);

impl Connections {
    /// Whether this request is not the first on its connection.
    fn are_reused_by(&self, request: &Request) -> bool {
        !self.0.lock().unwrap().insert(request.connection)
    }
}

/// A server for ten feeds; `reply` is told the feed, and whether the connection has answered
/// before.
fn server(reply: impl Fn(usize, bool) -> Reply + Clone + Send + 'static) -> Server {
    let (server, connections) = (Server::start(), Connections::default());
    for number in 0..FEEDS {
        let (reply, connections) = (reply.clone(), connections.clone());
        server.route_with(&format!("/{number}"), move |request| {
            reply(number, connections.are_reused_by(request))
        });
    }
    server
}

fn one_at_a_time(server: &Server) -> FetchPolicy {
    FetchPolicy {
        per_host: NonZeroUsize::new(1).unwrap(),
        ..policy(&[server])
    }
}

/// Asks all feeds with one fetcher, on the conditions of earlier answers or on none.
async fn ask_all(server: &Server, conditional: bool) -> Vec<FetchOutcome> {
    let fetcher = Fetcher::new(&one_at_a_time(server)).unwrap();
    let all = (0..FEEDS).map(|number| {
        let (fetcher, url) = (fetcher.clone(), web(&server.url(&format!("/{number}"))));
        let remembered = if conditional {
            remembered(
                format!("\"{number}\"").as_bytes(),
                b"Sun, 22 Mar 2026 08:00:00 GMT",
            )
        } else {
            FetchState::default()
        };
        async move { fetcher.fetch(&url, &[], &remembered, now()).await }
    });
    join_all(all).await
}

/// Every feed has its own answer, `but` those.
fn assert_own_answers(outcomes: &[FetchOutcome], but: &[usize]) {
    for (number, outcome) in outcomes.iter().enumerate() {
        match outcome {
            _ if but.contains(&number) => {}
            FetchOutcome::NotModified { .. } if number % 2 == 1 => {}
            FetchOutcome::Fetched(fetched) if number % 2 == 0 => {
                assert_eq!(fetched.body, changed(number).as_bytes());
            }
            other => panic!("feed {number}: {other:?}"),
        }
    }
}

/// On how many connections the requests came.
fn connections(server: &Server) -> usize {
    let requests = server.requests();
    let connections: BTreeSet<usize> = requests.iter().map(|request| request.connection).collect();
    connections.len()
}

#[tokio::test]
async fn feeds_of_one_host_that_were_read_before_share_a_connection() {
    let server = server(|number, _| decent(number));
    assert_own_answers(&ask_all(&server, true).await, &[]);
    assert_eq!(server.requests().len(), FEEDS);
    assert!(connections(&server) <= 5, "{}", connections(&server));
}

#[tokio::test]
async fn feeds_that_were_never_read_have_a_connection_each() {
    let server = server(|number, _| Reply::ok(changed(number)));
    ask_all(&server, false).await;
    assert_eq!(connections(&server), FEEDS);
}

#[tokio::test]
async fn one_feed_alone_keeps_no_connection() {
    let server = server(|number, _| decent(number));
    let fetcher = Fetcher::new(&one_at_a_time(&server)).unwrap();
    let before = remembered(b"\"1\"", b"");
    for _ in 0..3 {
        let url = web(&server.url("/1"));
        fetcher.fetch(&url, &[], &before, now()).await;
    }
    assert_eq!(connections(&server), 3);
}

#[tokio::test]
async fn a_server_that_closes_right_after_its_answer_loses_no_request() {
    let server = server(|number, _| {
        let head = "HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n";
        let answer = match number % 2 {
            1 => unchanged(number),
            _ => format!("{head}{}", changed(number)),
        };
        Reply::raw([Act::Send(answer.into_bytes())])
    });
    assert_own_answers(&ask_all(&server, true).await, &[]);
    // It was never asked twice: what was sent into a closed connection did not reach it.
    assert_eq!(server.requests().len(), FEEDS);
}

#[tokio::test]
async fn a_second_answer_to_one_request_is_nobody_elses() {
    let server = server(|number, _| match number {
        1 | 5 => {
            let stray = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nstray";
            let both = unchanged(number) + stray;
            Reply::raw([Act::Send(both.into_bytes())]).kept_open()
        }
        3 | 7 => Reply::raw([Act::Send(NOT_MODIFIED.repeat(2).into_bytes())]).kept_open(),
        _ => decent(number),
    });
    assert_own_answers(&ask_all(&server, true).await, &[]);
    assert_eq!(server.requests().len(), FEEDS);
}

#[tokio::test]
async fn a_304_with_a_body_spoils_no_other_answer() {
    let server = server(|number, _| match number {
        1 | 5 => {
            let both = unchanged(number) + &changed(number);
            Reply::raw([Act::Send(both.into_bytes())]).kept_open()
        }
        _ => decent(number),
    });
    assert_own_answers(&ask_all(&server, true).await, &[]);
    assert_eq!(server.requests().len(), FEEDS);
}

#[tokio::test]
async fn what_arrives_late_on_a_kept_connection_is_not_taken_for_the_next_answer() {
    let timeout = "HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
    for late in [
        // Said to an idle connection while the next request was on its way.
        timeout.to_owned(),
        // The rest of a body that was longer than its head said.
        "</channel></rss>\n".to_owned(),
        // A second answer to the request before.
        unchanged(99),
        // Nothing: it was closed at that moment.
        String::new(),
        "HTTP/1.1 ".to_owned(),
    ] {
        let told = late.clone();
        let server = server(move |number, reused| {
            if reused {
                Reply::raw([Act::Send(late.clone().into_bytes())])
            } else {
                decent(number)
            }
        });
        assert_own_answers(&ask_all(&server, true).await, &[]);
        // Asked once more, and after that the host has a new connection for each.
        assert!(server.requests().len() <= FEEDS + 1, "{told:?}");
        assert!(connections(&server) >= FEEDS - 1, "{told:?}");
    }
}

#[tokio::test]
async fn a_connection_of_its_own_that_is_closed_without_an_answer_is_tried_once_more() {
    let server = server(|number, _| match number {
        // The first has no company, and so a connection of its own; all others get one, since each
        // answer says that its connection closes.
        0 | 4 => Reply::raw([]),
        _ => {
            let closing = unchanged(number).replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n");
            Reply::raw([Act::Send(closing.into_bytes())])
        }
    });
    let outcomes = ask_all(&server, true).await;
    for number in [0, 4] {
        let outcome = outcomes.get(number);
        assert!(
            matches!(outcome, Some(FetchOutcome::Failed { .. })),
            "{outcome:?}"
        );
        assert_eq!(server.requests_to(&format!("/{number}")).len(), 2);
    }
}

#[test]
fn a_second_pass_over_the_feeds_of_one_host_needs_few_connections() {
    let server = Server::start();
    let names: Vec<String> = (0..20).map(|number| format!("feed{number}")).collect();
    for (number, name) in (0..).zip(&names) {
        let document = rss(&[(name, name, &text(number))]);
        let reply = Reply::ok(document).header("ETag", "\"1\"").conditional();
        server.route(&format!("/{name}"), reply);
    }
    let tables: Vec<String> = names.iter().map(|name| feed(&server, name)).collect();
    let env = Env::new(&tables.concat());
    env.pass();
    server.forget_requests();
    let report = env.pass();
    assert_eq!(outcomes(&report), ["not-modified"; 20]);
    assert_eq!(server.requests().len(), 20);
    assert!(connections(&server) < 10, "{}", connections(&server));
}
