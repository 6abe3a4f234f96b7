//! Strange requests, slow clients, and the end.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use super::client::{Answer, Serving, send};
use super::published;

const SIGINT: i32 = 2;
const SIGTERM: i32 = 15;

#[test]
fn a_foreign_host_gets_421_and_our_own_names_are_known() {
    let env = published();
    let config = env.read("feeds.toml");
    env.write(
        "feeds.toml",
        format!("{config}[serve]\nhosts = [\"news.example\"]\n"),
    );
    let serving = Serving::start(&env);
    let status = |host: &str, target: &str| {
        let mut stream = serving.connect();
        send(
            &mut stream,
            "GET",
            target,
            &[("Host", host), ("Connection", "close")],
        );
        Answer::read(stream, "GET").status
    };
    let own = serving.address.to_string();
    for host in [&own, "localhost", "feeds.example.org", "NEWS.example:80"] {
        assert_eq!(status(host, "/all.atom"), 200, "{host}");
    }
    for host in [
        "rebound.example",
        "localhost.rebound.example",
        "10.0.0.1",
        "",
    ] {
        for target in ["/all.atom", "/", "/healthz", "/nothing"] {
            assert_eq!(status(host, target), 421, "{host} {target}");
        }
    }
    assert_eq!(status("localhost", "http://rebound.example/all.atom"), 421);
}

#[test]
fn other_methods_get_405_with_those_that_are_allowed() {
    let env = published();
    let serving = Serving::start(&env);
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "BREW"] {
        let answer = serving.ask(method, "/all.atom", &[("Content-Length", "0")]);
        assert_eq!(answer.status, 405, "{method}");
        assert_eq!(answer.must("allow"), "GET, HEAD");
    }
}

#[test]
fn a_head_that_is_too_long_is_refused_and_harms_nobody() {
    let env = published();
    let serving = Serving::start(&env);
    let long = "x".repeat(20_000);
    assert_eq!(serving.get("/all.atom", &[("Cookie", &long)]).status, 431);
    let many: Vec<(&str, &str)> = vec![("X", "y"); 100];
    assert_eq!(serving.get("/all.atom", &many).status, 431);
    assert_eq!(serving.get("/all.atom", &[]).status, 200);
}

#[test]
fn a_client_that_sends_its_head_slowly_holds_up_nobody_and_is_cut_off() {
    let env = published();
    let serving = Serving::start(&env);
    let mut slow: Vec<TcpStream> = (0..20).map(|_| serving.connect()).collect();
    for stream in &mut slow {
        stream
            .write_all(b"GET /all.atom HTTP/1.1\r\nHost: loc")
            .unwrap();
    }
    assert_eq!(serving.get("/all.atom", &[]).status, 200);
    let mut rest = Vec::new();
    let stream = &mut slow[0];
    stream
        .set_read_timeout(Some(Duration::from_mins(2)))
        .unwrap();
    stream.read_to_end(&mut rest).unwrap();
    assert!(rest.is_empty() || rest.starts_with(b"HTTP/1.1 408"));
}

/// Sends these bytes and returns all that comes back, until the server closes the connection or
/// has long had nothing more to say.
fn exchanged(serving: &Serving, bytes: &[u8]) -> String {
    let mut stream = serving.connect();
    stream.write_all(bytes).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_secs(3)))
        .unwrap();
    let mut answers = Vec::new();
    // A server that closes while bytes are on their way resets the connection.
    let _ignored = stream.read_to_end(&mut answers);
    String::from_utf8_lossy(&answers).into_owned()
}

/// A proxy and a server that see the end of a request at two places let one client put words into
/// the request of another (request smuggling).
#[test]
fn what_lies_behind_an_ambiguous_body_is_never_answered_as_a_request() {
    let env = published();
    let serving = Serving::start(&env);
    let smuggled = "GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    let length = smuggled.len();
    for head in [
        format!("Content-Length: {length}\r\nTransfer-Encoding: chunked"),
        format!("Transfer-Encoding: chunked\r\nContent-Length: {length}"),
        format!("Content-Length: 0\r\nContent-Length: {length}"),
        format!("Content-Length: 0, {length}"),
        format!("Content-Length: +{length}"),
        format!("Content-Length : {length}"),
        format!("Content-Length: 0\r\n Content-Length: {length}"),
        "Transfer-Encoding: chunked, identity".to_owned(),
        "Transfer-Encoding: xchunked".to_owned(),
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity".to_owned(),
    ] {
        for method in ["GET", "POST"] {
            let request = format!(
                "{method} /nothing HTTP/1.1\r\nHost: localhost\r\n{head}\r\n\r\n0\r\n\r\n{smuggled}"
            );
            let answers = exchanged(&serving, request.as_bytes());
            assert!(
                !answers.contains("feedfold_store_up"),
                "{method} {head}: {answers}"
            );
        }
    }
    // The body of a request that is refused is no request.
    let request = format!(
        "POST /nothing HTTP/1.1\r\nHost: localhost\r\nContent-Length: {length}\r\n\r\n{smuggled}"
    );
    let answers = exchanged(&serving, request.as_bytes());
    assert!(answers.starts_with("HTTP/1.1 404"), "{answers}");
    assert!(!answers.contains("feedfold_store_up"), "{answers}");
}

#[test]
fn a_malformed_or_strange_request_is_refused_and_harms_nobody() {
    let env = published();
    let serving = Serving::start(&env);
    let long = "x".repeat(9_000);
    for (request, status) in [
        (
            "GET /all.atom HTTP/1.1\r\nConnection: close\r\n\r\n".to_owned(),
            "421",
        ),
        ("GET /all.atom HTTP/1.0\r\n\r\n".to_owned(), "421"),
        (
            "GET all.atom HTTP/1.1\r\nConnection: close\r\nHost: localhost\r\n\r\n".to_owned(),
            "4",
        ),
        (
            "OPTIONS * HTTP/1.1\r\nConnection: close\r\nHost: localhost\r\n\r\n".to_owned(),
            "405",
        ),
        (
            "CONNECT localhost:80 HTTP/1.1\r\nConnection: close\r\nHost: localhost\r\n\r\n"
                .to_owned(),
            "405",
        ),
        (
            format!("GET /{long} HTTP/1.1\r\nConnection: close\r\nHost: localhost\r\n\r\n"),
            "404",
        ),
        (
            format!("GET /labels/{long} HTTP/1.1\r\nConnection: close\r\nHost: localhost\r\n\r\n"),
            "404",
        ),
        (
            format!(
                "GET /search?q={long} HTTP/1.1\r\nConnection: close\r\nHost: localhost\r\n\r\n"
            ),
            "200",
        ),
        (
            "GET /\u{1}x HTTP/1.1\r\nConnection: close\r\nHost: localhost\r\n\r\n".to_owned(),
            "400",
        ),
        (
            "GET / HTTP/1.1\r\nConnection: close\r\nHost: localhost\r\nX: a\0b\r\n\r\n".to_owned(),
            "400",
        ),
        (
            "GET / HTTP/1.1\r\nConnection: close\r\nHost: localhost\r\nHost: localhost\r\n\r\n"
                .to_owned(),
            "421",
        ),
        (
            "GET / HTTP/1.1\r\nConnection: close\r\nHost: [fe80::1%25eth0]\r\n\r\n".to_owned(),
            "421",
        ),
        (
            "GET / HTTP/1.1\r\nConnection: close\r\nHost: [::1\r\n\r\n".to_owned(),
            "421",
        ),
        (
            "GET / HTTP/1.1\r\nConnection: close\r\nHost: [::1]:8080\r\n\r\n".to_owned(),
            "200",
        ),
        ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_owned(), ""),
        ("\u{16}\u{3}\u{1}\0\u{5}hello".to_owned(), ""),
    ] {
        let answer = exchanged(&serving, request.as_bytes());
        let start = format!("HTTP/1.1 {status}");
        let is_expected = answer.starts_with(&start)
            || answer.starts_with(&start.replace("1.1", "1.0"))
            || (status.is_empty() && answer.is_empty());
        assert!(is_expected, "{request:.60}: {answer:.200}");
    }
    assert_eq!(serving.get("/all.atom", &[]).status, 200);
}

#[test]
fn one_address_cannot_take_all_connections() {
    let env = published();
    let serving = Serving::start(&env);
    let held: Vec<TcpStream> = (0..128).map(|_| serving.connect()).collect();
    // The next one from the same address is closed without an answer.
    assert_eq!(exchanged(&serving, b"GET / HTTP/1.1\r\n\r\n"), "");
    let other = std::net::SocketAddr::from(([127, 0, 0, 2], 0));
    let socket = connected_from(other, serving.address);
    assert_eq!(Answer::read(socket, "GET").status, 200);
    drop(held);
}

/// A connection from another address of this machine, with a request for the front page.
fn connected_from(from: std::net::SocketAddr, to: std::net::SocketAddr) -> TcpStream {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_io()
        .build()
        .unwrap();
    let stream = runtime.block_on(async {
        let socket = tokio::net::TcpSocket::new_v4().unwrap();
        socket.bind(from).unwrap();
        socket.connect(to).await.unwrap()
    });
    let mut stream = stream.into_std().unwrap();
    stream.set_nonblocking(false).unwrap();
    let head = [("Host", "localhost"), ("Connection", "close")];
    send(&mut stream, "GET", "/", &head);
    stream
}

#[test]
fn a_signal_stops_the_server_after_the_answer_in_flight() {
    for signal in [SIGINT, SIGTERM] {
        let env = published();
        // More than the buffers of a connection hold.
        let title = "x".repeat(16 << 20);
        let file = env.read("public/all.atom").replace("Curated", &title);
        env.write("public/all.atom", &file);
        let serving = Serving::start(&env);
        let mut stream = serving.connect();
        let idle = serving.connect();
        send(&mut stream, "GET", "/all.atom", &[("Host", "localhost")]);
        let mut first = [0];
        stream.read_exact(&mut first).unwrap();
        serving.signal(signal);
        let mut rest = Vec::new();
        stream.read_to_end(&mut rest).unwrap();
        assert!(rest.ends_with(file.as_bytes()), "the whole file");
        drop(idle);
        let address = serving.address;
        assert!(serving.ended().success());
        assert!(TcpStream::connect(address).is_err());
    }
}

#[test]
fn an_address_that_is_taken_is_an_error_with_a_remedy() {
    let env = published();
    let serving = Serving::start(&env);
    let ended = env.run(&["serve", &serving.address.to_string()]);
    assert_eq!(ended.code, 1);
    assert!(ended.err.contains("give another address"), "{}", ended.err);
    let ended = env.run(&["serve", "nonsense"]);
    assert_eq!(ended.code, 2);
    assert!(ended.err.contains("127.0.0.1:8080"), "{}", ended.err);
}
