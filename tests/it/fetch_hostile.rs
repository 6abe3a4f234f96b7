//! Fetching from servers that lie, stall or flood.
#![expect(clippy::unwrap_used, reason = "test code")]

use std::time::Duration;

use async_compression::futures::bufread::{BrotliEncoder, GzipEncoder, ZstdEncoder};
use feedfold::fetch::Fetcher;
use feedfold::model::{AllowedPrivate, FetchState};
use futures_util::io::AsyncReadExt;

use crate::fetch::{failed, fetch, fetched, header, now, policy, web};
use crate::server::{Act, Reply, Server};

const HEAD: &[u8] = b"HTTP/1.1 200 OK\r\n";

fn send(bytes: &[u8]) -> Act {
    Act::Send(bytes.to_vec())
}

/// `bytes` under each coding we ask for.
pub(crate) async fn encoded(bytes: &[u8]) -> [(&'static str, Vec<u8>); 3] {
    let (mut gzip, mut brotli, mut zstd) = (vec![], vec![], vec![]);
    GzipEncoder::new(bytes)
        .read_to_end(&mut gzip)
        .await
        .unwrap();
    BrotliEncoder::new(bytes)
        .read_to_end(&mut brotli)
        .await
        .unwrap();
    ZstdEncoder::new(bytes)
        .read_to_end(&mut zstd)
        .await
        .unwrap();
    [("gzip", gzip), ("br", brotli), ("zstd", zstd)]
}

#[tokio::test]
async fn every_coding_asked_for_is_undone_and_the_wire_is_counted() {
    let server = Server::start();
    let text = "<rss>中文</rss>".repeat(1000);
    for (coding, bytes) in encoded(text.as_bytes()).await {
        let length = bytes.len() as u64;
        server.route("/feed", Reply::ok(bytes).header("Content-Encoding", coding));
        let fetched = fetched(fetch(&policy(&[&server]), &server.url("/feed")).await);
        assert_eq!(fetched.body, text.as_bytes(), "{coding}");
        assert_eq!(fetched.bytes, length);
    }
}

#[tokio::test]
async fn a_body_over_the_cap_is_refused_on_the_wire_and_after_decoding() {
    let server = Server::start();
    let mut policy = policy(&[&server]);
    policy.max_body = 100_000;
    let url = server.url("/feed");
    server.route("/feed", Reply::ok(vec![b' '; 100_000]));
    assert_eq!(fetched(fetch(&policy, &url).await).body.len(), 100_000);

    let mut replies = vec![
        Reply::ok(vec![b' '; 100_001]),
        Reply::raw([
            send(HEAD),
            send(b"Content-Length: 99999999999999999\r\n\r\n"),
            Act::Stall,
        ]),
        Reply::raw([send(HEAD), send(b"\r\n"), Act::Forever(vec![b' '; 4096])]),
    ];
    for (coding, bytes) in encoded(&vec![0; 30_000_000]).await {
        assert!(bytes.len() < 100_000);
        replies.push(Reply::ok(bytes).header("Content-Encoding", coding));
    }
    for reply in replies {
        server.route("/feed", reply);
        let failure = failed(fetch(&policy, &url).await);
        assert!(
            failure.what.contains("larger than 100000 bytes"),
            "{failure:?}"
        );
        assert!(failure.remedy.contains("max_body"), "{failure:?}");
    }
}

#[tokio::test]
async fn a_zstd_window_larger_than_http_allows_is_refused() {
    let server = Server::start();
    // Magic number, no content size, a window of 128 MiB, then one raw block of a byte.
    let frame = [0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x88, 0x09, 0x00, 0x00, b'x'];
    server.route("/feed", Reply::ok(frame).header("Content-Encoding", "zstd"));
    let failure = failed(fetch(&policy(&[&server]), &server.url("/feed")).await);
    assert!(failure.what.contains("zstd"), "{failure:?}");
}

#[tokio::test]
async fn one_deadline_covers_headers_and_body() {
    let server = Server::start();
    let slow = Duration::from_millis(20);
    let mut policy = policy(&[&server]);
    policy.timeout = Duration::from_millis(250);
    for acts in [
        vec![Act::Stall],
        vec![send(HEAD), Act::Stall],
        vec![Act::Drip(HEAD.repeat(10), slow)],
        vec![
            send(HEAD),
            send(b"Content-Length: 5000\r\n\r\n"),
            Act::Stall,
        ],
        vec![send(HEAD), send(b"\r\n"), Act::Drip(vec![b' '; 5000], slow)],
        vec![
            send(b"HTTP/1.1 302 Found\r\nLocation: /other\r\nX: "),
            Act::Stall,
        ],
    ] {
        let told = format!("{acts:?}");
        server.route("/feed", Reply::raw(acts));
        let failure = failed(fetch(&policy, &server.url("/feed")).await);
        assert!(failure.what.contains("within 250ms"), "{failure:?} {told}");
    }
}

#[tokio::test]
async fn a_body_that_ends_too_early_is_an_error() {
    let server = Server::start();
    let text = "<rss>中文</rss>".repeat(1000);
    let mut replies = vec![
        Reply::raw([send(HEAD), send(b"Content-Length: 100\r\n\r\n<rss>")]),
        Reply::raw([
            send(HEAD),
            send(b"Transfer-Encoding: chunked\r\n\r\n5\r\n<rss>\r\n"),
        ]),
        Reply::raw([
            send(HEAD),
            send(b"Transfer-Encoding: chunked\r\n\r\n50\r\n<rss>"),
        ]),
    ];
    for (coding, bytes) in encoded(text.as_bytes()).await {
        for kept in [bytes.len() / 2, bytes.len() - 1] {
            let cut = bytes.iter().take(kept).copied().collect::<Vec<u8>>();
            replies.push(Reply::ok(cut).header("Content-Encoding", coding));
        }
        let head = format!("Content-Encoding: {coding}\r\n\r\n");
        let cut = bytes.iter().take(bytes.len() / 2).copied().collect();
        replies.push(Reply::raw([
            send(HEAD),
            send(head.as_bytes()),
            Act::Send(cut),
        ]));
    }
    for reply in replies {
        let told = format!("{reply:?}");
        server.route("/feed", reply);
        let failure = failed(fetch(&policy(&[&server]), &server.url("/feed")).await);
        assert!(
            failure.what.contains("cut short") || failure.what.contains("broke off"),
            "{failure:?} {told}"
        );
    }
}

#[tokio::test]
async fn headers_without_end_are_an_error() {
    let server = Server::start();
    for acts in [
        vec![send(HEAD), Act::Forever(b"X-More: and more\r\n".to_vec())],
        vec![
            send(HEAD),
            send(b"X-Long: "),
            Act::Forever(vec![b'x'; 4096]),
        ],
        vec![
            send(HEAD),
            send(b"X-Long: "),
            send(&[b'x'; 70_000]),
            send(b"\r\nContent-Length: 0\r\n\r\n"),
        ],
    ] {
        server.route("/feed", Reply::raw(acts));
        let failure = failed(fetch(&policy(&[&server]), &server.url("/feed")).await);
        assert!(!failure.what.contains("xxx"), "{failure:?}");
    }
}

#[tokio::test]
async fn no_secret_reaches_a_message() {
    let server = Server::start();
    let port = server.port();
    server.route(
        "/feed",
        Reply::raw([Act::Send(b"garbage\r\n\r\n".to_vec())]),
    );
    let address = format!("http://user:hush@127.0.0.1:{port}/feed?token=hush");
    let failure = failed(fetch(&policy(&[&server]), &address).await);
    assert!(!format!("{failure:?}").contains("hush"), "{failure:?}");
    drop(server);
    let mut policy = policy(&[]);
    policy.allow_private = vec![AllowedPrivate::Host {
        host: "127.0.0.1".to_owned(),
        port: None,
    }];
    let failure = failed(fetch(&policy, &address).await);
    assert!(failure.what.contains("no connection"), "{failure:?}");
    assert!(!format!("{failure:?}").contains("hush"), "{failure:?}");
}

#[tokio::test]
async fn a_header_that_cannot_be_sent_is_named_without_its_value() {
    let server = Server::start();
    server.route("/feed", Reply::ok("<rss/>"));
    let fetcher = Fetcher::new(&policy(&[&server])).unwrap();
    for (name, value) in [
        ("X-Key", "hush\r\nX-Other: 1"),
        ("Host", "hush"),
        ("X Y", "hush"),
    ] {
        let outcome = fetcher
            .fetch(
                &web(&server.url("/feed")),
                &[header(name, value)],
                &FetchState::default(),
                now(),
            )
            .await;
        let failure = failed(outcome);
        assert!(failure.what.contains(name), "{failure:?}");
        assert!(!format!("{failure:?}").contains("hush"), "{failure:?}");
    }
    assert_eq!(server.requests().len(), 0);
}

#[tokio::test]
async fn a_connection_that_is_closed_before_any_answer_is_tried_once_more() {
    let server = Server::start();
    server.route("/feed", Reply::raw([]));
    let failure = failed(fetch(&policy(&[&server]), &server.url("/feed")).await);
    assert!(failure.what.contains("broke off"), "{failure:?}");
    assert_eq!(server.requests().len(), 2);

    let mut answers = vec![Reply::ok("<rss/>"), Reply::raw([])];
    server.route_with("/feed", move |_| answers.pop().unwrap());
    server.forget_requests();
    let fetched = fetched(fetch(&policy(&[&server]), &server.url("/feed")).await);
    assert_eq!(fetched.body, b"<rss/>");
    assert_eq!(server.requests().len(), 2);
    assert!(server.requests()[0].headers == server.requests()[1].headers);
}

#[tokio::test]
async fn an_answer_that_breaks_off_is_not_tried_again() {
    let server = Server::start();
    let begun = b"Content-Length: 9\r\n\r\n<rss>";
    server.route("/feed", Reply::raw([send(HEAD), send(begun)]));
    let failure = failed(fetch(&policy(&[&server]), &server.url("/feed")).await);
    assert!(failure.what.contains("broke off"), "{failure:?}");
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn what_a_server_says_neither_breaks_nor_buries_the_message_about_it() {
    let server = Server::start();
    let long = "x".repeat(20_000);
    for reply in [
        Reply::ok("no gzip").header("Content-Encoding", "gzip, br \u{9b}31m\u{202e}\t\u{2028}"),
        Reply::ok("<rss/>").header("Content-Encoding", format!("gzip, br, {long}")),
        Reply::redirect(302, format!("{long}://a.example/")),
        Reply::redirect(302, format!("/{long}\u{202e}\t")),
        Reply::redirect(302, format!("http://{}.example/", "y".repeat(300))),
    ] {
        server.route("/feed", reply);
        let failure = failed(fetch(&policy(&[&server]), &server.url("/feed")).await);
        let shown = format!("{}{}", failure.what, failure.remedy);
        assert!(shown.chars().count() < 1000, "{shown}");
        for bad in shown.chars() {
            assert!(
                !bad.is_control() && !"\u{202e}\u{2028}".contains(bad),
                "{shown:?}"
            );
        }
    }
}

#[tokio::test]
async fn header_fields_beyond_any_count_are_an_error() {
    let server = Server::start();
    let many = (0..5000).fold(Reply::ok("<rss/>"), |reply, n| {
        reply.header(&format!("X-{n}"), "1")
    });
    server.route("/feed", many);
    failed(fetch(&policy(&[&server]), &server.url("/feed")).await);
    server.route("/feed", Reply::ok("<rss/>"));
    assert_eq!(
        fetched(fetch(&policy(&[&server]), &server.url("/feed")).await).body,
        b"<rss/>"
    );
}
