//! Fetching from servers that lie, stall, flood or point inside.
#![expect(clippy::unwrap_used, reason = "test code")]

use std::time::Duration;

use async_compression::futures::bufread::{BrotliEncoder, GzipEncoder, ZstdEncoder};
use feedfold::fetch::Fetcher;
use feedfold::model::{AllowedPrivate, Remembered};
use futures_util::io::AsyncReadExt;

use crate::fetch::{failed, fetch, fetched, hash, header, now, policy, web};
use crate::server::{Act, Reply, Server};

const HEAD: &[u8] = b"HTTP/1.1 200 OK\r\n";

fn send(bytes: &[u8]) -> Act {
    Act::Send(bytes.to_vec())
}

/// `bytes` under each coding we ask for.
async fn encoded(bytes: &[u8]) -> [(&'static str, Vec<u8>); 3] {
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
async fn private_addresses_are_refused_before_anything_is_sent() {
    let inside = Server::start();
    inside.route("/", Reply::ok("secret"));
    let nothing_allowed = policy(&[]);
    let port = inside.port();
    for host in [
        "127.0.0.1",
        "localhost",
        "LOCALHOST",
        "2130706433",
        "0x7f.1",
        "0177.0.0.1",
        "[::ffff:127.0.0.1]",
        "0.0.0.0",
        "user:pass@127.0.0.1",
    ] {
        let url = format!("http://{host}:{port}/");
        let failure = failed(fetch(&nothing_allowed, &url).await);
        assert!(
            failure.what.contains("was not asked"),
            "{host}: {failure:?}"
        );
        assert!(failure.remedy.contains("allow_private"), "{failure:?}");
        assert!(!failure.what.contains("pass"), "{failure:?}");
    }
    assert_eq!(inside.requests().len(), 0);
}

#[tokio::test]
async fn a_redirect_to_a_private_address_is_refused() {
    let (front, inside) = (Server::start(), Server::start());
    inside.route("/", Reply::ok("secret"));
    let policy = policy(&[&front]);
    let port = inside.port();
    for host in [
        "127.0.0.1",
        "localhost",
        "2130706433",
        "[::ffff:7f00:1]",
        "0",
    ] {
        front.route(
            "/feed",
            Reply::redirect(301, format!("http://{host}:{port}/")),
        );
        let failure = failed(fetch(&policy, &front.url("/feed")).await);
        assert!(
            failure.what.contains("was not asked"),
            "{host}: {failure:?}"
        );
    }
    assert_eq!(inside.requests().len(), 0);
}

#[tokio::test]
async fn a_name_is_allowed_by_name_and_port_or_by_the_network_it_lies_in() {
    let server = Server::start();
    server.route("/", Reply::ok("<rss/>"));
    let url = format!("http://localhost:{}/", server.port());
    let by_name = AllowedPrivate::Host {
        host: "localhost".to_owned(),
        port: Some(server.port()),
    };
    let by_network = AllowedPrivate::Network {
        address: "127.0.0.0".parse().unwrap(),
        prefix: 8,
    };
    for allowed in [by_name, by_network] {
        let mut policy = policy(&[]);
        policy.allow_private = vec![allowed];
        assert_eq!(fetched(fetch(&policy, &url).await).body, b"<rss/>");
    }
    let mut policy = policy(&[]);
    policy.allow_private = vec![AllowedPrivate::Host {
        host: "localhost".to_owned(),
        port: Some(1),
    }];
    failed(fetch(&policy, &url).await);
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn other_schemes_are_not_followed() {
    let server = Server::start();
    for location in [
        &b"file:///etc/passwd"[..],
        b"gopher://127.0.0.1:70/",
        b"ftp://example.com/feed",
        b"data:text/xml,<rss/>",
        b"javascript:alert(1)",
        b"http://",
        b"http://exa mple/",
        b"\xff\xfe",
    ] {
        server.route("/feed", Reply::redirect(302, location));
        let failure = failed(fetch(&policy(&[&server]), &server.url("/feed")).await);
        assert!(failure.what.contains("redirects"), "{failure:?}");
    }
    server.route("/feed", Reply::status(302));
    failed(fetch(&policy(&[&server]), &server.url("/feed")).await);
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
    let fetcher = Fetcher::new(&policy(&[&server]), hash).unwrap();
    for (name, value) in [
        ("X-Key", "hush\r\nX-Other: 1"),
        ("Host", "hush"),
        ("X Y", "hush"),
    ] {
        let outcome = fetcher
            .fetch(
                &web(&server.url("/feed")),
                &[header(name, value)],
                &Remembered::default(),
                now(),
            )
            .await;
        let failure = failed(outcome);
        assert!(failure.what.contains(name), "{failure:?}");
        assert!(!format!("{failure:?}").contains("hush"), "{failure:?}");
    }
    assert_eq!(server.requests().len(), 0);
}
