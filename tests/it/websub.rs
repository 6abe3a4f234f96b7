//! A hub and the whole program: `watch --serve` is asked, verifies, is pushed to, and is stopped
//! and started again.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    reason = "test code: what is not there is a failed test"
)]

use std::collections::HashMap;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use ring::hmac;
use serde_json::Value;

use super::env::{Env, rss_of, text};
use super::run::feed;
use super::server::{Reply, Server};
use super::watch::Watching;

const TOPIC: &str = "https://outlet.example/feed";

/// A hub, as far as it was asked.
struct Hub {
    server: Server,
    asked: Receiver<HashMap<String, String>>,
}

impl Hub {
    fn start() -> Self {
        let server = Server::start();
        let (ask, asked) = channel();
        server.route_with("/hub", move |request| {
            let form = url::form_urlencoded::parse(&request.body).into_owned();
            ask.send(form.collect()).unwrap();
            Reply::status(202)
        });
        Self { server, asked }
    }

    /// The next request that it gets.
    fn asked(&self) -> HashMap<String, String> {
        self.asked.recv_timeout(Duration::from_mins(1)).unwrap()
    }

    fn carry(&self, entries: u32) {
        let all = (1..=entries).map(|number| (number.to_string(), text(number)));
        let hub = self.server.url("/hub");
        let reply = Reply::ok(rss_of(all))
            .header("ETag", format!("\"{entries}\""))
            .conditional()
            .header("Link", format!("<{hub}>; rel=hub"))
            .header("Link", format!("<{TOPIC}>; rel=self"));
        self.server.route("/a", reply);
    }
}

/// An answer: its status, its head and its body.
struct Answer {
    status: u16,
    head: String,
    body: String,
}

/// Sends a request to the server at `address`, which is called by its public name.
fn call(address: &str, line: &str, headers: &str, body: &[u8]) -> Answer {
    call_as(address, "push.example.org", line, headers, body)
}

fn call_as(address: &str, host: &str, line: &str, headers: &str, body: &[u8]) -> Answer {
    let mut stream = std::net::TcpStream::connect(address).unwrap();
    let head = format!(
        "{line} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nContent-Length: {}\r\n{headers}\r\n",
        body.len()
    );
    std::io::Write::write_all(&mut stream, head.as_bytes()).unwrap();
    // A server that refuses the body may close the connection before it has come whole.
    let _sent = std::io::Write::write_all(&mut stream, body);
    let mut answer = Vec::new();
    let _received = std::io::Read::read_to_end(&mut stream, &mut answer);
    let answer = String::from_utf8(answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    Answer {
        status: head.split(' ').nth(1).unwrap().parse().unwrap(),
        head: head.to_ascii_lowercase(),
        body: body.to_owned(),
    }
}

/// Calls again until the server knows its subscriptions, as hubs do.
fn call_when_ready(address: &str, host: &str, line: &str, headers: &str, body: &[u8]) -> Answer {
    loop {
        let answer = call_as(address, host, line, headers, body);
        if answer.status != 503 {
            return answer;
        }
        assert!(answer.head.contains("retry-after"), "{}", answer.head);
    }
}

/// The path of the callback in a request to a hub.
fn path(asked: &HashMap<String, String>) -> String {
    let path = asked["hub.callback"].strip_prefix("https://push.example.org");
    path.unwrap().to_owned()
}

fn verification(asked: &HashMap<String, String>, mode: &str, topic: &str) -> String {
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("hub.mode", mode)
        .append_pair("hub.topic", topic)
        .append_pair("hub.challenge", "<b>challenge</b>")
        .append_pair("hub.lease_seconds", "864000")
        .finish();
    format!("GET {}?{query}", path(asked))
}

fn signature(secret: &str, body: &[u8]) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, secret.as_bytes());
    let digest = hmac::sign(&key, body);
    let digits: Vec<String> = digest
        .as_ref()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("X-Hub-Signature: sha1={}\r\n", digits.concat())
}

fn serving(env: &Env) -> (Watching, String) {
    let mut watching = Watching::start(env, &["--serve", "127.0.0.1:0"]);
    let line = watching.line("serving");
    let address = line.trim().rsplit(' ').next().unwrap();
    let address = address.trim_start_matches("http://").trim_end_matches('/');
    (watching, address.to_owned())
}

/// Lets an hour pass since the last read: else a push would wait for the shortest time between two
/// requests.
fn let_an_hour_pass(env: &Env) {
    let store = rusqlite::Connection::open(env.path("store.db")).unwrap();
    let aged = store.execute("UPDATE sources SET last_try = last_try - 3600", []);
    assert_eq!(aged.unwrap(), 1);
}

/// What `sources --json` says of the hub.
fn state(env: &Env) -> Value {
    let sources: Value = serde_json::from_str(&env.ok(&["sources", "--json"])).unwrap();
    sources[0]["hub"].clone()
}

/// Without `watch --serve`, nobody renews a lease: once it has ended, nothing says that the hub
/// pushes.
fn says_that_a_lease_has_lapsed(env: &Env) {
    assert_eq!(state(env)["lapsed"], false);
    let move_lease = |by: i64| {
        let store = rusqlite::Connection::open(env.path("store.db")).unwrap();
        let moved = store.execute("UPDATE subscriptions SET lease_end = lease_end + ?1", [by]);
        assert_eq!(moved.unwrap(), 1);
    };
    move_lease(-1_000_000);
    assert_eq!(state(env)["lapsed"], true);
    for command in [&["sources", "a"][..], &["doctor"]] {
        let said = env.run(command).out;
        assert!(said.contains("pushes no more"), "{command:?}: {said}");
        assert!(
            said.contains("feedfold watch --serve"),
            "{command:?}: {said}"
        );
    }
    move_lease(1_000_000);
}

fn confirms_only_what_was_asked_for(address: &str, asked: &HashMap<String, String>) {
    // What was not asked for is not confirmed.
    let stranger = "https://stranger.example/feed";
    for (line, status) in [
        (verification(asked, "unsubscribe", TOPIC), 404),
        (verification(asked, "subscribe", stranger), 404),
        (verification(asked, "publish", TOPIC), 404),
        (
            verification(asked, "subscribe", TOPIC).replace("/websub/", "/websub/0"),
            404,
        ),
        (format!("GET {}", path(asked)), 404),
        (format!("HEAD {}", path(asked)), 405),
        (format!("DELETE {}", path(asked)), 405),
    ] {
        assert_eq!(call(address, &line, "", b"").status, status, "{line}");
    }
    let line = verification(asked, "subscribe", TOPIC);
    assert_eq!(
        call_as(address, "rebound.example", &line, "", b"").status,
        421
    );
    let confirmed = call(address, &line, "", b"");
    assert_eq!(
        (confirmed.status, confirmed.body.as_str()),
        (200, "<b>challenge</b>")
    );
    for header in [
        "content-type: text/plain",
        "nosniff",
        "no-store",
        "content-security-policy",
    ] {
        assert!(confirmed.head.contains(header), "{}", confirmed.head);
    }
}

fn ignores_what_is_not_signed(address: &str, asked: &HashMap<String, String>, lie: &[u8]) {
    // A push without a correct signature is taken like any other, and nothing follows from it.
    let post = format!("POST {}", path(asked));
    let wrong = signature("guessed", lie);
    assert_eq!(call(address, &post, &wrong, lie).status, 204);
    assert_eq!(call(address, &post, "", lie).status, 204);
    assert_eq!(call(address, &format!("{post}0"), &wrong, b"").status, 410);
    let long = vec![b' '; 65 * 1024];
    assert_eq!(
        call(
            address,
            &post,
            &signature(&asked["hub.secret"], &long),
            &long
        )
        .status,
        413
    );
}

#[test]
fn the_program_subscribes_verifies_and_reads_what_a_signed_push_is_about() {
    let hub = Hub::start();
    hub.carry(1);
    let env = Env::new(&format!(
        "{}[serve]\nurl = \"https://push.example.org\"\n",
        feed(&hub.server, "a")
    ));
    env.reword(
        "timeout = \"5s\"",
        "timeout = \"5s\"\nmax_body = \"64 KiB\"",
    );
    let (mut watching, address) = serving(&env);
    watching.line("1 new");
    let asked = hub.asked();
    assert_eq!(asked["hub.mode"], "subscribe");
    assert_eq!(asked["hub.topic"], TOPIC);
    assert!(asked["hub.secret"].len() >= 32 && path(&asked).len() >= 8 + 32);
    assert_ne!(asked["hub.secret"], path(&asked));

    confirms_only_what_was_asked_for(&address, &asked);
    hub.carry(2);
    let lie = rss_of([("99".to_owned(), text(99))]);
    ignores_what_is_not_signed(&address, &asked, lie.as_bytes());

    // A signed push makes the program ask the publisher, whatever the push carries.
    let post = format!("POST {}", path(&asked));
    let_an_hour_pass(&env);
    let signed = signature(&asked["hub.secret"], lie.as_bytes());
    assert_eq!(call(&address, &post, &signed, lie.as_bytes()).status, 204);
    watching.line("1 new");
    let reads = hub.server.requests_to("/a");
    assert_eq!(reads.len(), 2);
    assert_eq!(reads[1].header("if-none-match"), Some(b"\"1\"".as_slice()));
    let guids: Vec<Value> = env
        .export()
        .iter()
        .map(|entry| entry["guid"].clone())
        .collect();
    assert_eq!(guids, ["1", "2"]);
    let known = state(&env);
    assert_eq!(known["state"], "active");
    assert_eq!(
        (&known["pushes"], &known["ignored"]),
        (&1.into(), &2.into())
    );
    let shown = env.ok(&["sources", "a"]);
    assert!(
        shown.contains("it pushes until") && shown.contains("2 pushes without"),
        "{shown}"
    );
    for secret in [
        asked["hub.secret"].as_str(),
        path(&asked).rsplit('/').next().unwrap(),
    ] {
        assert!(!shown.contains(secret) && !known.to_string().contains(secret));
    }
    watching.signal("TERM");
    assert_eq!(watching.ended().0, Some(0));
    says_that_a_lease_has_lapsed(&env);

    // After a restart, the hub knows the same callback.
    hub.carry(3);
    let_an_hour_pass(&env);
    let (mut watching, address) = serving(&env);
    let again = call_when_ready(&address, "push.example.org", &post, &signed, lie.as_bytes());
    assert_eq!(again.status, 204);
    watching.line("1 new");
    assert_eq!(env.export().len(), 3);
    assert!(hub.asked.try_recv().is_err(), "the hub was asked again");

    // The source goes: the hub is asked to push no more.
    env.reword("name = \"a\"", "name = \"a\"\nenabled = false");
    let asked = hub.asked();
    assert_eq!(asked["hub.mode"], "unsubscribe");
    let line = verification(&asked, "unsubscribe", TOPIC);
    assert_eq!(call(&address, &line, "", b"").status, 200);
    watching.signal("TERM");
    assert_eq!(watching.ended().0, Some(0));
}

#[test]
fn without_watch_there_are_no_callbacks_and_a_private_address_is_warned_of() {
    let hub = Hub::start();
    hub.carry(1);
    let env = Env::new(&format!(
        "{}[serve]\nurl = \"http://nas.lan:8080/\"\n",
        feed(&hub.server, "a")
    ));
    let (mut watching, address) = serving(&env);
    watching.line("1 new");
    let gone = call_when_ready(&address, "nas.lan", "POST /websub/a", "", b"");
    assert_eq!(gone.status, 410);
    watching.signal("TERM");
    let (code, errors) = watching.ended();
    assert_eq!(code, Some(0));
    assert!(
        errors.contains("`[serve] url` http://nas.lan:8080/"),
        "{errors}"
    );
    assert!(hub.asked.try_recv().is_err());
}

/// Neither `run` nor a `serve` of its own asks hubs for anything: `serve` and `doctor` say so.
#[test]
fn a_server_without_watch_says_that_no_hub_is_heard() {
    let hub = Hub::start();
    hub.carry(1);
    let source = feed(&hub.server, "a");
    let env = Env::new(&source);
    env.pass();
    let serve = |env: &Env| {
        let mut command = env.command(&["serve", "127.0.0.1:0"]);
        command.stderr(std::process::Stdio::piped());
        let mut child = command
            .stdout(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let out = child.stdout.as_mut().unwrap();
        std::io::BufRead::read_line(&mut std::io::BufReader::new(out), &mut line).unwrap();
        assert!(line.starts_with("serving"), "{line}");
        child.kill().unwrap();
        let ended = child.wait_with_output().unwrap();
        String::from_utf8(ended.stderr).unwrap()
    };
    // Without an address at which hubs could call, nobody expects pushes.
    assert_eq!(serve(&env), "");
    assert!(!env.run(&["doctor"]).out.contains("hub"));
    env.configure(&format!(
        "{source}[serve]\nurl = \"https://push.example.org\"\n"
    ));
    let said = serve(&env);
    assert!(
        said.contains("1 source names a hub that could push, but `serve` alone"),
        "{said}"
    );
    let said = env.run(&["doctor"]).out;
    for part in [
        "1 source names a hub that could push (a)",
        "feedfold watch --serve",
    ] {
        assert!(said.contains(part), "{said}");
    }
}
