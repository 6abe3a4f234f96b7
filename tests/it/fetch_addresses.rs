//! The fetcher connects to public addresses, and to the private ones that are allowed.

use feedfold::model::AllowedPrivate;

use crate::fetch::{failed, fetch, fetched, policy};
use crate::server::{Reply, Server};

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
    let by_network = AllowedPrivate::Network("127.0.0.0/8".parse().unwrap());
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
