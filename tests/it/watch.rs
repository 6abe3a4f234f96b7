//! `watch` reads each source at its own time: on a clock of the test, and as a process.
#![expect(
    clippy::unwrap_used,
    reason = "test code: what is not there is a failed test"
)]

mod pushes;
mod world;

use std::io::{BufRead, BufReader, Read as _};
use std::process::{Child, Command, Stdio};

use super::ahead::Ahead;
use super::env::{Env, rss_of, text};
use super::run::feed;
use super::server::{Act, Reply, Server};
use world::{BEGIN, World, reads};

const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;

fn entries(numbers: std::ops::Range<u32>) -> Reply {
    Reply::ok(rss_of(
        numbers.map(|number| (number.to_string(), text(number))),
    ))
    .header("ETag", "\"1\"")
    .conditional()
}

/// The seconds after the begin at which a path was requested.
fn asked(world: &World) -> Vec<i64> {
    world.asked.lock().unwrap().clone()
}

/// Serves this feed and notes in the world when it is requested.
fn note_requests(server: &Server, world: &World, path: &str, reply: Reply) {
    let (clock, asked) = (world.clock.clone(), world.asked.clone());
    server.route_with(path, move |_| {
        asked.lock().unwrap().push(clock.second() - BEGIN);
        reply.clone()
    });
}

#[test]
fn each_source_is_read_at_its_own_pace_and_never_early() {
    let server = Server::start();
    let env = Env::new(&feed(&server, "a"));
    let mut world = World::new(&env, BEGIN + DAY);
    note_requests(&server, &world, "/a", entries(1..3));
    world.run(&env);
    let asked = asked(&world);
    assert!((20..=24).contains(&asked.len()), "{asked:?}");
    assert_eq!(asked.first(), Some(&0));
    for pair in asked.windows(2) {
        let wait = pair[1] - pair[0];
        assert!((HOUR..=HOUR + HOUR / 10 + 60).contains(&wait), "{asked:?}");
    }
    assert_eq!(env.published("public/all.atom").len(), 2);
}

#[test]
fn a_clock_set_back_a_day_stops_nothing_and_one_set_ahead_makes_everything_due() {
    for (jump, longest) in [(-DAY, HOUR + HOUR / 10 + 60), (DAY, 60)] {
        let server = Server::start();
        let env = Env::new(&feed(&server, "a"));
        let mut world = World::new(&env, BEGIN + DAY);
        world.jump = Some((BEGIN + 10 * HOUR + 600, jump));
        note_requests(&server, &world, "/a", entries(1..3));
        world.end = BEGIN + 13 * HOUR + jump;
        world.run(&env);
        let asked = asked(&world);
        let after = 10 * HOUR + 600 + jump;
        let mut pairs = asked.windows(2).map(|pair| (pair[0], pair[1]));
        let (_, next) = pairs
            .find(|(before, next)| next < before || *next >= after.max(10 * HOUR + 600))
            .unwrap();
        assert!(next - after <= longest, "{jump}: {asked:?}");
    }
}

#[test]
fn a_changed_configuration_is_taken_over_and_a_broken_one_is_not() {
    let server = Server::start();
    let env = Env::new(&feed(&server, "a"));
    server.route("/a", entries(1..3));
    server.route("/b", entries(5..6));
    let good = env.read("feeds.toml");
    let broken = format!("{good}[[sources]]\nname = 5\n");
    let both = format!("{good}{}", feed(&server, "b"));
    let mut world = World::new(&env, BEGIN + 3 * HOUR);
    world.configurations = vec![(BEGIN + 60, broken), (BEGIN + 120, both)];
    world.run(&env);
    assert_eq!(world.refused, 1);
    assert_eq!(server.requests_to("/b").len(), 3);
    assert_eq!(env.published("public/all.atom").len(), 3);
    // Of the new source, readers heard within seconds.
    let new = world.reports.iter().find(|(_, new)| *new == 1).unwrap();
    assert!(new.0 - BEGIN < 130, "{:?}", world.reports);
}

#[test]
fn a_run_beside_it_and_a_restored_store_use_the_same_due_times() {
    let server = Server::start();
    let env = Env::new(&feed(&server, "a"));
    let mut world = World::new(&env, BEGIN + HOUR / 2);
    note_requests(&server, &world, "/a", entries(1..3));
    world.run(&env);
    env.ok(&["backup", "old.db"]);
    // The real clock is far from that of the test: the source is due to a real run, which reads it.
    env.ok(&["run"]);
    env.ok(&["restore", "old.db"]);
    world.end = BEGIN + 2 * HOUR;
    world.run(&env);
    let asked = asked(&world);
    let own: Vec<i64> = asked.into_iter().filter(|at| *at >= HOUR).collect();
    assert_eq!(own.len(), 1, "{own:?}");
    assert!(env.ok(&["sources"]).contains("ok"));
}

#[test]
fn a_store_that_another_command_holds_or_that_is_damaged_only_delays_it() {
    let server = Server::start();
    let env = Env::new(&feed(&server, "a"));
    server.route("/a", entries(1..3));
    let mut world = World::new(&env, BEGIN + 600);
    env.write("store.db", "this is no database, and long enough to be one");
    world.run(&env);
    assert!(world.troubles >= 5, "{}", world.troubles);
    assert_eq!(server.requests().len(), 0);
    std::fs::remove_file(env.path("store.db")).unwrap();
    world.end = BEGIN + 1200;
    world.run(&env);
    assert_eq!(server.requests().len(), 1);
}

/// The next line that has this word.
fn next_line(lines: &mut impl BufRead, word: &str) -> String {
    loop {
        let mut line = String::new();
        assert!(lines.read_line(&mut line).unwrap() > 0, "no {word}");
        if line.contains(word) {
            return line;
        }
    }
}

/// A running `watch`. It is killed with the test that started it, also if that fails.
pub(crate) struct Watching {
    child: Child,
    out: BufReader<std::process::ChildStdout>,
    err: BufReader<std::process::ChildStderr>,
}

impl Watching {
    pub(crate) fn start(env: &Env, arguments: &[&str]) -> Self {
        Self::spawn(env.command(&[&["watch"], arguments].concat()))
    }

    pub(crate) fn spawn(mut command: Command) -> Self {
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        let err = BufReader::new(child.stderr.take().unwrap());
        Self { child, out, err }
    }

    /// The next line that has this word.
    pub(crate) fn line(&mut self, word: &str) -> String {
        next_line(&mut self.out, word)
    }

    /// The next line on standard error that has this word.
    fn error(&mut self, word: &str) -> String {
        next_line(&mut self.err, word)
    }

    pub(crate) fn signal(&self, name: &str) {
        let sent = Command::new("/bin/sh")
            .args(["-c", &format!("kill -{name} {}", self.child.id())])
            .status();
        assert!(sent.unwrap().success());
    }

    fn end(self) -> Option<i32> {
        self.ended().0
    }

    /// How it ended, and what it wrote to standard error.
    pub(crate) fn ended(mut self) -> (Option<i32>, String) {
        let mut said = String::new();
        self.err.read_to_string(&mut said).unwrap();
        (self.child.wait().unwrap().code(), said)
    }

    /// Waits until signals have stopped the process.
    fn wait_until_stopped(&self) {
        let stat = format!("/proc/{}/stat", self.child.id());
        // The state follows the name in parentheses.
        while !std::fs::read_to_string(&stat).unwrap().contains(") T ") {
            std::thread::yield_now();
        }
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        // Both fail if it has ended.
        let _ignored = self.child.kill();
        let _ignored = self.child.wait();
    }
}

#[test]
fn the_process_publishes_reads_its_configuration_again_serves_and_ends_with_0() {
    for signal in ["TERM", "INT"] {
        let server = Server::start();
        server.route("/a", entries(1..3));
        server.route("/b", entries(5..6));
        let env = Env::new(&feed(&server, "a"));
        // However busy the machine is, a feed that is there is read.
        env.reword("\"5s\"", "\"5m\"");
        let mut watching = Watching::start(&env, &["--serve", "127.0.0.1:0"]);
        let address = watching.line("serving");
        let address = address.trim().rsplit(' ').next().unwrap().to_owned();
        watching.line("2 new");
        let get = |path: &str| {
            let address = address.trim_start_matches("http://").trim_end_matches('/');
            let mut stream = std::net::TcpStream::connect(address).unwrap();
            let request =
                format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
            std::io::Write::write_all(&mut stream, request.as_bytes()).unwrap();
            let mut answer = String::new();
            std::io::Read::read_to_string(&mut stream, &mut answer).unwrap();
            answer
        };
        assert!(get("/all.atom").contains("<entry>"));
        let both = format!("{}{}", env.read("feeds.toml"), feed(&server, "b"));
        env.write("new.toml", both);
        std::fs::rename(env.path("new.toml"), env.path("feeds.toml")).unwrap();
        watching.line("again");
        watching.line("1 new");
        watching.signal("HUP");
        watching.line("again");
        assert!(get("/all.atom").contains("<entry>"));
        watching.signal(signal);
        assert_eq!(watching.end(), Some(0), "{signal}");
        assert_eq!(env.published("public/all.atom").len(), 3);
    }
}

/// A process that was stopped for five hours has missed four turns of a source: it reads the source
/// once, and then at its usual pace.
#[test]
fn a_process_that_goes_on_after_hours_reads_once_what_became_due() {
    let server = Server::start();
    server.route("/a", entries(1..3));
    let env = Env::new(&feed(&server, "a"));
    env.reword("\"5s\"", "\"5m\"");
    let ahead = Ahead::new(&env);
    let mut command = env.command(&["watch", "-v"]);
    ahead.applies_to(&mut command);
    let mut watching = Watching::spawn(command);
    watching.line("2 new");
    watching.signal("STOP");
    watching.wait_until_stopped();
    let three = (1..4).map(|number| (number.to_string(), text(number)));
    server.route("/a", Reply::ok(rss_of(three)));
    ahead.set(5 * HOUR);
    watching.signal("CONT");
    let read = watching.line(" read, ");
    assert!(read.contains("1 source read, 1 new"), "{read}");
    // It plans everything anew, and finds nothing that is due.
    watching.signal("HUP");
    watching.line("again");
    let next = watching.line(" read, ");
    assert!(next.contains("0 sources read"), "{next}");
    watching.signal("TERM");
    assert_eq!(watching.end(), Some(0));
    assert_eq!(server.requests_to("/a").len(), 2);
    assert_eq!(env.published("public/all.atom").len(), 3);
}

/// `watch` once said of a mended file only that it had read it again, and not when.
#[test]
fn a_configuration_that_is_read_again_is_told_with_the_time_and_what_changed() {
    let server = Server::start();
    for path in ["/a", "/b", "/c"] {
        server.route(path, entries(1..3));
    }
    let [a, b, c] = ["a", "b", "c"].map(|name| feed(&server, name));
    let env = Env::new(&(a.clone() + &b));
    let mut watching = Watching::start(&env, &[]);
    watching.line(" read, ");
    let changed = format!("{a}priority = 3\n{c}");
    let good = env.read("feeds.toml").replace(&(a + &b), &changed);
    env.write("feeds.toml", format!("{good}priority = \"high\"\n"));
    env.write("new.toml", &good);
    std::fs::rename(env.path("new.toml"), env.path("feeds.toml")).unwrap();
    let line = watching.line("again");
    let said =
        "read feeds.toml again: 1 source added (c), 1 source removed (b), 1 source changed (a)";
    assert!(
        line.starts_with("20") && line.trim_end().ends_with(said),
        "{line}"
    );
    watching.signal("HUP");
    let line = watching.line("again");
    assert!(
        line.trim_end().ends_with("again: no source changed"),
        "{line}"
    );
    watching.signal("TERM");
    assert_eq!(watching.end(), Some(0));
}

/// `watch` once went on for weeks with a configuration whose file was gone, and said nothing.
#[test]
fn a_configuration_that_is_gone_is_told_once_and_read_when_it_is_back() {
    let server = Server::start();
    for path in ["/a", "/b"] {
        server.route(path, entries(1..3));
    }
    let env = Env::new(&feed(&server, "a"));
    let mut watching = Watching::start(&env, &[]);
    watching.line(" read, ");
    let both = env.read("feeds.toml") + &feed(&server, "b");
    std::fs::rename(env.path("feeds.toml"), env.path("aside.toml")).unwrap();
    let warning = watching.error("gone");
    assert!(
        warning
            .contains(" warning: feeds.toml is gone: the configuration of before stays in force"),
        "{warning}"
    );
    env.write("new.toml", both);
    std::fs::rename(env.path("new.toml"), env.path("feeds.toml")).unwrap();
    let line = watching.line("again");
    assert!(
        line.trim_end()
            .ends_with("read feeds.toml again: 1 source added (b)"),
        "{line}"
    );
    watching.signal("TERM");
    let (code, said) = watching.ended();
    assert_eq!(code, Some(0), "{said}");
    assert!(!said.contains("is gone"), "{said}");
}

/// The lines on standard output had the time, and the errors beside them had none.
#[test]
fn what_failed_is_told_with_the_time() {
    let server = Server::start();
    server.route("/a", entries(1..3));
    server.route("/lost", Reply::status(404));
    let env = Env::new(&(feed(&server, "a") + &feed(&server, "lost")));
    let mut watching = Watching::start(&env, &[]);
    let read = watching.line(" read, ");
    watching.signal("TERM");
    let (code, said) = watching.ended();
    assert_eq!(code, Some(0), "{said}");
    let (time, error) = said.split_once(" error: lost: ").expect(&said);
    assert!(error.contains("404"), "{said}");
    let shape = |text: &str| text.replace(|digit: char| digit.is_ascii_digit(), "0");
    assert_eq!(shape(time), "0000-00-00 00:00", "{said}");
    assert!(shape(&read).starts_with(&shape(time)), "{read}");
}

#[test]
fn a_stop_publishes_what_has_come_and_gives_up_what_has_not() {
    let server = Server::start();
    server.route("/a", entries(1..3));
    server.route("/slow", Reply::raw([Act::Stall]));
    let env = Env::new(&(feed(&server, "a") + &feed(&server, "slow")));
    env.reword("\"5s\"", "\"10m\"");
    let watching = Watching::start(&env, &[]);
    // Both were requested, and what came is stored.
    let stored = || env.run(&["export"]).out.lines().count();
    while stored() < 2 || server.requests().len() < 2 {
        std::thread::yield_now();
    }
    assert!(!env.path("public/all.atom").exists());
    watching.signal("TERM");
    assert_eq!(watching.end(), Some(0));
    assert_eq!(env.published("public/all.atom").len(), 2);
    assert_eq!((reads(&env, "a"), reads(&env, "slow")), (1, 0));
}

/// Two entries for an hour, then a third, and a webhook.
fn with_webhook(server: &Server, keys: &str) -> (Env, World) {
    let source = feed(server, "a");
    let hook = server.url("/hook");
    let env = Env::new(&format!(
        "{source}interval = \"1h\"\n\
         [[outputs]]\nname = \"chat\"\nwebhook = \"{hook}\"\n{keys}"
    ));
    let world = World::new(&env, BEGIN + 3 * DAY);
    let clock = world.clock.clone();
    server.route_with("/a", move |_| {
        let last = if clock.second() < BEGIN + HOUR { 3 } else { 4 };
        Reply::ok(rss_of(
            (1..last).map(|number| (number.to_string(), text(number))),
        ))
    });
    (env, world)
}

/// Answers with these statuses in turn, the last one for ever, and notes in the world when.
fn answer_in_turn(server: &Server, world: &World, statuses: &'static [u16]) {
    let (clock, asked) = (world.clock.clone(), world.asked.clone());
    server.route_with("/hook", move |_| {
        let mut asked = asked.lock().unwrap();
        let status = statuses.get(asked.len()).or(statuses.last());
        asked.push(clock.second() - BEGIN);
        Reply::status(*status.unwrap())
    });
}

fn waits(world: &World) -> Vec<i64> {
    let asked = asked(world);
    let later = asked.iter().skip(1);
    asked
        .iter()
        .zip(later)
        .map(|(one, next)| next - one)
        .collect()
}

#[test]
fn a_message_that_fails_is_tried_ever_less_often_and_given_up_after_a_day() {
    let server = Server::start();
    let (env, mut world) = with_webhook(&server, "");
    answer_in_turn(&server, &world, &[500]);
    world.run(&env);
    let waits = waits(&world);
    assert_eq!(
        waits.get(..7),
        Some(&[60, 120, 240, 480, 960, 1920, 3600][..])
    );
    assert!(waits.iter().skip(6).all(|wait| *wait == HOUR), "{waits:?}");
    let tried: i64 = waits.iter().sum();
    assert!((DAY..=DAY + HOUR).contains(&tried), "{tried} s");
    let given_up = world.deliveries.iter().filter(|(_, one)| one.given_up > 0);
    assert_eq!(given_up.count(), 1);
    let doctor = env.run(&["doctor"]);
    assert_eq!(doctor.code, 1);
    let expected = "1 message given up after a day of failures";
    assert!(doctor.out.contains(expected), "{}", doctor.out);
}

#[test]
fn a_message_that_failed_comes_again_with_its_key_until_it_is_taken() {
    let server = Server::start();
    let (env, mut world) = with_webhook(&server, "");
    answer_in_turn(&server, &world, &[500, 429, 200]);
    world.run(&env);
    assert_eq!(waits(&world), [60, 120]);
    let requests = server.requests_to("/hook");
    let keys: std::collections::BTreeSet<_> = requests
        .iter()
        .map(|request| request.header("idempotency-key").unwrap())
        .collect();
    assert_eq!(keys.len(), 1);
    let doctor = env.run(&["doctor"]);
    assert!(
        doctor.out.contains("1 sent, 0 messages waiting"),
        "{}",
        doctor.out
    );
}

#[test]
fn watch_sends_the_rest_of_a_long_queue_a_minute_later() {
    let server = Server::start();
    let (env, mut world) = with_webhook(&server, "max_per_run = 1\n");
    let clock = world.clock.clone();
    server.route_with("/a", move |_| {
        let last = if clock.second() < BEGIN + HOUR { 2 } else { 5 };
        Reply::ok(rss_of(
            (1..last).map(|number| (number.to_string(), text(number))),
        ))
    });
    answer_in_turn(&server, &world, &[200]);
    world.run(&env);
    assert_eq!(waits(&world), [60, 60]);
}
