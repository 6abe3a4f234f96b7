//! Fetching from servers with habits of their own: odd header lines, cookies, codings, checks for
//! a browser.
#![expect(clippy::unwrap_used, reason = "test code")]

use async_compression::futures::bufread::{DeflateEncoder, GzipEncoder, ZlibEncoder};
use feedfold::fetch::Fetcher;
use feedfold::model::{FetchState, Header};
use futures_util::io::AsyncReadExt;

use crate::fetch::{failed, fetch, fetched, header, now, policy, web};
use crate::server::{Act, Reply, Request, Server};

fn raw(lines: &[&str]) -> Reply {
    let text = lines.join("\r\n");
    Reply::raw([Act::Send(text.into_bytes())])
}

#[tokio::test]
async fn a_header_value_on_two_lines_is_one_value() {
    let server = Server::start();
    let reply = raw(&[
        "HTTP/1.1 200 OK",
        "Content-Security-Policy: default-src 'self';",
        "  script-src 'none';",
        "\timg-src *",
        "ETag: \"1\"",
        "Content-Length: 6",
        "",
        "<rss/>",
    ]);
    server.route("/feed", reply);
    let fetched = fetched(fetch(&policy(&[&server]), &server.url("/feed")).await);
    assert_eq!(fetched.body, b"<rss/>");
    assert_eq!(fetched.validators.etag.as_deref(), Some(&b"\"1\""[..]));
}

#[tokio::test]
async fn a_header_with_a_blank_before_its_colon_is_left_out_and_the_rest_is_read() {
    let server = Server::start();
    // Read as a length, the second line would end the body after one byte.
    for line in [
        "X-Powered-By : x",
        "Content-Length : 1",
        "ETag : \"no\"",
        "no colon at all",
    ] {
        let reply = raw(&[
            "HTTP/1.1 200 OK",
            line,
            "Last-Modified: then",
            "Content-Length: 6",
            "",
            "<rss/>",
        ]);
        server.route("/feed", reply);
        let fetched = fetched(fetch(&policy(&[&server]), &server.url("/feed")).await);
        assert_eq!(fetched.body, b"<rss/>", "{line}");
        assert_eq!(fetched.validators.etag, None);
        assert_eq!(
            fetched.validators.last_modified.as_deref(),
            Some(&b"then"[..])
        );
    }
}

/// Answers with the feed to whoever brings the cookie back, and else sets it and redirects to
/// `to`.
fn wants_cookie(to: String) -> impl FnMut(&Request) -> Reply + Send + 'static {
    move |request| match request.header("cookie") {
        Some(b"pass=1") => Reply::ok("<rss/>"),
        Some(_) => Reply::status(500),
        None => Reply::redirect(302, to.as_str()).header("Set-Cookie", "pass=1; Path=/; HttpOnly"),
    }
}

#[tokio::test]
async fn a_redirect_gets_its_cookie_back_and_the_next_exchange_begins_without() {
    let server = Server::start();
    server.route_with("/feed", wants_cookie("/feed".to_owned()));
    let fetcher = Fetcher::new(&policy(&[&server])).unwrap();
    for _ in 0..2 {
        server.forget_requests();
        let url = web(&server.url("/feed"));
        let outcome = fetcher
            .fetch(&url, &[], &FetchState::default(), now())
            .await;
        assert_eq!(fetched(outcome).body, b"<rss/>");
        let requests = server.requests();
        assert_eq!(requests.len(), 2);
        assert_eq!(requests[0].header("cookie"), None);
    }
}

#[tokio::test]
async fn a_cookie_goes_to_no_other_host_and_does_not_hide_a_circle() {
    let (own, other) = (Server::start(), Server::start());
    // Two ports of one address are one host for cookies, so the other one has another name.
    let elsewhere = other.url("/feed").replace("127.0.0.1", "localhost");
    own.route(
        "/feed",
        Reply::redirect(302, elsewhere).header("Set-Cookie", "pass=1; Path=/"),
    );
    other.route("/feed", Reply::ok("<rss/>"));
    let mut policy = policy(&[&own, &other]);
    policy
        .allow_private
        .push(feedfold::model::AllowedPrivate::Host {
            host: "localhost".to_owned(),
            port: Some(other.port()),
        });
    fetched(fetch(&policy, &own.url("/feed")).await);
    assert_eq!(other.requests()[0].header("cookie"), None);

    let circle = Reply::redirect(302, "/circle").header("Set-Cookie", "pass=1");
    own.route("/circle", circle);
    let failure = failed(fetch(&policy, &own.url("/circle")).await);
    assert!(failure.what.contains("circle"), "{failure:?}");
    assert_eq!(own.requests_to("/circle").len(), 2);
}

/// Fetches `/feed` for a source with this header of its own.
async fn fetch_with(server: &Server, header: Header) {
    let fetcher = Fetcher::new(&policy(&[server])).unwrap();
    let url = web(&server.url("/feed"));
    let first = FetchState::default();
    fetched(fetcher.fetch(&url, &[header], &first, now()).await);
}

#[tokio::test]
async fn a_configured_cookie_wins_over_one_that_a_redirect_sets() {
    let server = Server::start();
    server.route(
        "/feed",
        Reply::redirect(302, "/next").header("Set-Cookie", "pass=1; Path=/"),
    );
    server.route("/next", Reply::ok("<rss/>"));
    fetch_with(&server, header("Cookie", "own=1")).await;
    assert_eq!(
        server.requests_to("/next")[0].header("cookie"),
        Some(&b"own=1"[..])
    );
}

async fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = vec![];
    GzipEncoder::new(bytes)
        .read_to_end(&mut packed)
        .await
        .unwrap();
    packed
}

#[tokio::test]
async fn a_body_is_unpacked_where_its_bytes_say_that_it_is_packed() {
    let server = Server::start();
    let text = "<rss>中文</rss>".repeat(1000);
    let once = gzip(text.as_bytes()).await;
    let twice = gzip(&once).await;
    let (mut zlib, mut deflate) = (vec![], vec![]);
    ZlibEncoder::new(text.as_bytes())
        .read_to_end(&mut zlib)
        .await
        .unwrap();
    DeflateEncoder::new(text.as_bytes())
        .read_to_end(&mut deflate)
        .await
        .unwrap();
    let padded = [once.clone(), vec![0; 700]].concat();
    let members = [
        gzip(&text.as_bytes()[..100]).await,
        gzip(&text.as_bytes()[100..]).await,
    ]
    .concat();
    let plain = text.clone().into_bytes();
    let declared = format!("<?xml version=\"1.0\"?>{text}").into_bytes();
    for coding in ["deflate", "br"] {
        let reply = Reply::ok(declared.clone()).header("Content-Encoding", coding);
        server.route("/feed", reply);
        let fetched = fetched(fetch(&policy(&[&server]), &server.url("/feed")).await);
        assert!(fetched.body == declared, "{coding} said and not done");
    }
    for (name, coding, bytes) in [
        ("gzip without a header", None, once.clone()),
        ("zlib without a header", None, zlib.clone()),
        ("gzip twice, said once", Some("gzip"), twice.clone()),
        ("gzip twice, said twice", Some("gzip, gzip"), twice.clone()),
        ("gzip once, said twice", Some("gzip, gzip"), once.clone()),
        ("gzip twice without a header", None, twice),
        ("zeros behind gzip", Some("gzip"), padded.clone()),
        ("zeros behind gzip without a header", None, padded),
        ("two members", Some("gzip"), members),
        ("gzip said to be deflate", Some("deflate"), once.clone()),
        ("zlib said to be gzip", Some("gzip"), zlib.clone()),
        ("deflate as zlib", Some("deflate"), zlib),
        ("deflate bare", Some("deflate"), deflate),
        ("gzip said and not done", Some("gzip"), plain),
    ] {
        let length = bytes.len() as u64;
        let mut reply = Reply::ok(bytes);
        if let Some(coding) = coding {
            reply = reply.header("Content-Encoding", coding);
        }
        server.route("/feed", reply);
        let fetched = fetched(fetch(&policy(&[&server]), &server.url("/feed")).await);
        assert!(fetched.body == text.as_bytes(), "{name}");
        assert_eq!(fetched.bytes, length, "{name}");
    }
}

#[tokio::test]
async fn an_undeclared_bomb_is_stopped_at_the_cap() {
    let server = Server::start();
    let mut policy = policy(&[&server]);
    policy.max_body = 100_000;
    let bomb = gzip(&vec![b' '; 10_000_000]).await;
    for (coding, bytes) in [
        ("identity", bomb.clone()),
        ("gzip", gzip(&bomb).await),
        ("gzip", gzip(&gzip(&bomb).await).await),
    ] {
        server.route("/feed", Reply::ok(bytes).header("Content-Encoding", coding));
        let failure = failed(fetch(&policy, &server.url("/feed")).await);
        assert!(
            failure.what.contains("larger than 100000 bytes"),
            "{failure:?}"
        );
    }
}

#[tokio::test]
async fn a_check_for_a_browser_is_named_with_what_to_do() {
    let server = Server::start();
    let page = "<!DOCTYPE html><html><head><title>Just a moment...</title></head>\
                <body><script src=\"/check.js\"></script></body></html>";
    let html = |body: Vec<u8>, status| {
        let reply = Reply::ok(body).with_status(status);
        reply.header("Content-Type", "text/html; charset=utf-8")
    };
    let packed = gzip(page.as_bytes()).await;
    for (told, reply) in [
        ("200", html(page.into(), 200)),
        ("403", html(page.into(), 403)),
        ("503", html(page.into(), 503)),
        (
            "header",
            Reply::status(403).header("cf-mitigated", "challenge"),
        ),
        (
            "202",
            Reply::status(202).header("x-amzn-waf-action", "challenge"),
        ),
        (
            "packed",
            html(packed, 403).header("Content-Encoding", "gzip"),
        ),
    ] {
        server.route("/feed", reply);
        let failure = failed(fetch(&policy(&[&server]), &server.url("/feed")).await);
        assert!(
            failure.what.contains("checks for a browser"),
            "{told}: {failure:?}"
        );
        assert!(failure.remedy.contains("`headers`"), "{failure:?}");
        let fetcher = Fetcher::new(&policy(&[&server])).unwrap();
        let Err(failure) = fetcher.page(&web(&server.url("/feed"))).await else {
            unreachable!("a check is no page")
        };
        assert!(
            failure.what.contains("checks for a browser"),
            "{told}: {failure:?}"
        );
    }
    let refused = html("<html><body>Forbidden</body></html>".into(), 403);
    server.route("/feed", refused);
    let failure = failed(fetch(&policy(&[&server]), &server.url("/feed")).await);
    assert!(failure.what.contains("403"), "{failure:?}");
}

#[tokio::test]
async fn a_source_can_have_a_user_agent_of_its_own() {
    let server = Server::start();
    server.route("/feed", Reply::ok("<rss/>"));
    fetch_with(
        &server,
        header("User-Agent", "Reader/1.0 (agreed with the owner)"),
    )
    .await;
    let sent = server.requests()[0]
        .header("user-agent")
        .map(<[u8]>::to_vec);
    assert_eq!(
        sent.as_deref(),
        Some(&b"Reader/1.0 (agreed with the owner)"[..])
    );
}
