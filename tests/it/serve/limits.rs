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
