//! Hubs that push: subscriptions on the clock of the test, with hubs that behave and misbehave.

use std::sync::{Arc, Mutex};

use feedfold::clock::Clock as _;
use feedfold::pipeline::{Callbacks, Verdict};
use ring::hmac;

use super::world::{BEGIN, TestClock, World};
use super::{DAY, HOUR, asked, note_requests};
use crate::env::{Env, rss_of, text};
use crate::server::{Reply, Server};

pub(super) const TOPIC: &str = "https://outlet.example/feed?a=1&b=2";

/// A request that a hub got, as form fields.
#[derive(Debug, Clone)]
struct Asked {
    second: i64,
    mode: String,
    token: String,
    secret: String,
    topic: String,
}

/// What a hub does with a request.
#[derive(Debug, Clone)]
enum Conduct {
    /// It verifies it before it answers, with this lease.
    Verifies(i64),
    /// It denies it.
    Denies,
    /// It takes it and does nothing.
    Sleeps,
    /// It answers this.
    Answers(Reply),
}

/// A world in which one source, `a`, names a hub.
struct Scene {
    server: Arc<Server>,
    env: Env,
    world: World,
    callbacks: Arc<Callbacks>,
    hub: Arc<Mutex<Vec<Asked>>>,
}

impl Scene {
    fn new(end: i64, conduct: Conduct) -> Self {
        let server = Arc::new(Server::start());
        let env = Env::new(&super::feed(&server, "a"));
        serve_at(&env, "https://push.example.org/below");
        let mut world = World::new(&env, BEGIN + end);
        let callbacks = Arc::new(Callbacks::default());
        world.public = Some(Arc::clone(&callbacks));
        let scene = Self {
            server,
            env,
            world,
            callbacks,
            hub: Arc::default(),
        };
        scene.behave("/hub", conduct);
        scene.carry(1, true);
        scene
    }

    /// Makes a hub behave so.
    fn behave(&self, path: &str, conduct: Conduct) {
        behave(&self.server, path, conduct, self.parts());
    }

    fn parts(&self) -> (TestClock, Arc<Callbacks>, Arc<Mutex<Vec<Asked>>>) {
        let (callbacks, hub) = (Arc::clone(&self.callbacks), Arc::clone(&self.hub));
        (self.world.clock.clone(), callbacks, hub)
    }

    /// Makes the feed carry so many entries, with or without its hub.
    fn carry(&self, entries: u32, hub: bool) {
        let reply = feed_of(&self.server, entries, hub.then_some("/hub"));
        note_requests(&self.server, &self.world, "/a", reply);
    }

    /// Something happens so many seconds after the begin.
    fn at(&mut self, second: i64, event: impl FnOnce() + 'static) {
        self.world.events.push((BEGIN + second, Box::new(event)));
    }

    /// The feed carries so many entries from that second on; its hub tells so, or does not.
    fn publish(&mut self, second: i64, entries: u32, told: bool) {
        let server = Arc::clone(&self.server);
        let (clock, asked) = (self.world.clock.clone(), self.world.asked.clone());
        let (_, callbacks, hub) = self.parts();
        let clock_of_push = clock.clone();
        self.at(second, move || {
            let reply = feed_of(&server, entries, Some("/hub"));
            server.route_with("/a", move |_| {
                asked.lock().unwrap().push(clock.second() - BEGIN);
                reply.clone()
            });
            if told {
                push(
                    &callbacks,
                    hub.lock().unwrap().last().unwrap(),
                    &clock_of_push,
                );
            }
        });
    }

    fn run(&mut self) {
        self.world.run(&self.env);
    }

    fn modes(&self) -> Vec<(i64, String)> {
        let asked = self.hub.lock().unwrap();
        let asked = asked.iter();
        asked
            .map(|asked| (asked.second, asked.mode.clone()))
            .collect()
    }

    /// What `sources --json` says of the hub.
    fn state(&self) -> serde_json::Value {
        let sources = self.env.ok(&["sources", "a", "--json"]);
        let sources: serde_json::Value = serde_json::from_str(&sources).unwrap();
        sources.pointer("/0/hub").unwrap().clone()
    }
}

fn serve_at(env: &Env, url: &str) {
    let tables = env.read("feeds.toml");
    env.write(
        "feeds.toml",
        format!("{tables}\n[serve]\nurl = \"{url}\"\n"),
    );
}

fn feed_of(server: &Server, entries: u32, hub: Option<&str>) -> Reply {
    let entries = (1..=entries).map(|number| (number.to_string(), text(number)));
    let entries: Vec<(String, String)> = entries.collect();
    let tag = format!("\"{}\"", entries.len());
    let reply = Reply::ok(rss_of(entries)).header("ETag", tag).conditional();
    match hub {
        Some(hub) => {
            let hub = server.url(hub);
            reply.header("Link", format!("<{hub}>; rel=hub, <{TOPIC}>; rel=self"))
        }
        None => reply,
    }
}

fn behave(
    server: &Server,
    path: &str,
    conduct: Conduct,
    (clock, callbacks, asked): (TestClock, Arc<Callbacks>, Arc<Mutex<Vec<Asked>>>),
) {
    server.route_with(path, move |request| {
        assert_eq!(request.method, "POST");
        let form = url::form_urlencoded::parse(&request.body).into_owned();
        let form: std::collections::HashMap<String, String> = form.collect();
        let field = |name: &str| form.get(name).cloned().unwrap_or_default();
        let callback = field("hub.callback");
        let token = callback
            .strip_prefix("https://push.example.org/below/websub/")
            .unwrap();
        let got = Asked {
            second: clock.second() - BEGIN,
            mode: field("hub.mode"),
            token: token.to_owned(),
            secret: field("hub.secret"),
            topic: field("hub.topic"),
        };
        asked.lock().unwrap().push(got.clone());
        let verify = |lease: i64| {
            let verdict = call(&callbacks, &got, &got.mode, Some(lease), &clock);
            assert_eq!(verdict, Verdict::Confirmed("c".to_owned()));
        };
        match &conduct {
            Conduct::Verifies(lease) => verify(*lease),
            Conduct::Denies => {
                let verdict = call(&callbacks, &got, "denied", None, &clock);
                assert_eq!(verdict, Verdict::Noted);
            }
            Conduct::Answers(reply) => return reply.clone(),
            Conduct::Sleeps => {}
        }
        Reply::status(202)
    });
}

/// The hub calls about what it was asked.
fn call(
    callbacks: &Callbacks,
    asked: &Asked,
    mode: &str,
    lease: Option<i64>,
    clock: &TestClock,
) -> Verdict {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.append_pair("hub.mode", mode);
    query.append_pair("hub.topic", &asked.topic);
    query.append_pair("hub.challenge", "c");
    query.append_pair("hub.reason", "no room");
    if let Some(lease) = lease {
        query.append_pair("hub.lease_seconds", &lease.to_string());
    }
    callbacks.verify(&asked.token, &query.finish(), clock.now())
}

/// The hub tells of a change, with a correct signature.
fn push(callbacks: &Callbacks, asked: &Asked, clock: &TestClock) {
    let key = hmac::Key::new(hmac::HMAC_SHA256, asked.secret.as_bytes());
    let digest = hmac::sign(&key, b"anything");
    let digits = digest.as_ref().iter();
    let digits: Vec<String> = digits.map(|byte| format!("{byte:02x}")).collect();
    let signature = format!("sha256={}", digits.concat());
    let mut push = callbacks.push(&asked.token, Some(&signature)).unwrap();
    push.receive(b"anything");
    callbacks.received(push, clock.now());
}

/// The waits between the requests for the feed, in the hours from `from` to `to`.
fn waits(world: &World, from: i64, to: i64) -> Vec<i64> {
    let within = asked(world);
    let within: Vec<i64> = within
        .into_iter()
        .filter(|at| (from * HOUR..to * HOUR).contains(at))
        .collect();
    let next = within.iter().skip(1);
    next.zip(&within)
        .map(|(next, before)| next - before)
        .collect()
}

#[test]
fn while_a_hub_tells_of_entries_the_feed_is_polled_once_a_day_and_else_at_its_usual_pace() {
    let mut scene = Scene::new(80 * HOUR, Conduct::Verifies(10 * DAY));
    scene.publish(5 * HOUR + 300, 2, true);
    // A day later, the hub forgets to tell of an entry, and then tells again.
    scene.publish(30 * HOUR, 3, false);
    scene.publish(60 * HOUR, 4, true);
    scene.publish(60 * HOUR + 1200, 5, true);
    scene.run();
    let all = asked(&scene.world);
    assert_eq!(waits(&scene.world, 0, 5).len(), 4, "{all:?}");
    for push in [5 * HOUR + 301, 60 * HOUR + 1, 60 * HOUR + 1201] {
        assert!(all.contains(&push), "a push is read at once: {all:?}");
    }
    let rare = waits(&scene.world, 6, 56);
    let rare: Vec<i64> = rare.into_iter().take(1).collect();
    assert!(matches!(rare.as_slice(), [wait] if *wait >= DAY), "{all:?}");
    // The poll that finds what nobody told brings the usual pace back.
    let found = all.iter().find(|at| **at >= 30 * HOUR).unwrap();
    let usual = waits(&scene.world, found / HOUR, 60);
    assert!(usual.len() >= 4, "{all:?}");
    assert!(usual.iter().all(|wait| *wait < HOUR + HOUR / 4), "{all:?}");
    // Since then the hub told twice in a row: once more often than it was silent.
    let later = all.iter().filter(|at| **at > 60 * HOUR + 1201);
    assert_eq!(later.count(), 0, "{all:?}");
    assert_eq!(scene.env.published("public/all.atom").len(), 5);
    assert_eq!(scene.modes(), [(1, "subscribe".to_owned())]);
}

#[test]
fn a_flood_of_pushes_makes_no_request_before_its_time() {
    let mut scene = Scene::new(2 * HOUR, Conduct::Verifies(10 * DAY));
    for second in HOUR + 600..HOUR + 900 {
        let (clock, callbacks, hub) = scene.parts();
        scene.at(second, move || {
            for _ in 0..20 {
                push(&callbacks, hub.lock().unwrap().last().unwrap(), &clock);
            }
        });
    }
    scene.run();
    let waits = waits(&scene.world, 0, 2);
    // The shortest pace of a host in `allow_private`; other hosts get five minutes.
    assert!(waits.iter().all(|wait| *wait >= 30), "{waits:?}");
    assert!((8..15).contains(&waits.len()), "{waits:?}");
}

#[test]
fn a_lease_is_renewed_before_it_ends_and_one_that_is_not_brings_the_usual_pace_back() {
    let mut scene = Scene::new(4 * DAY, Conduct::Verifies(40 * HOUR));
    scene.publish(2 * HOUR, 2, true);
    let (server, parts) = (Arc::clone(&scene.server), scene.parts());
    scene.at(40 * HOUR, move || {
        behave(&server, "/hub", Conduct::Answers(Reply::status(503)), parts);
    });
    scene.run();
    let modes = scene.modes();
    // The second lease ends after 72 hours. The hub is asked again and again before.
    assert_eq!(modes.first(), Some(&(1, "subscribe".to_owned())));
    assert!(modes.iter().all(|(_, mode)| mode == "subscribe"));
    let hours: Vec<i64> = modes.iter().map(|(second, _)| second / HOUR).collect();
    assert_eq!(hours.get(..3), Some(&[0, 32, 64][..]), "{hours:?}");
    assert!(hours.len() > 5 && hours.len() < 15, "{hours:?}");
    let tokens: std::collections::BTreeSet<String> = scene
        .hub
        .lock()
        .unwrap()
        .iter()
        .map(|asked| asked.token.clone())
        .collect();
    assert_eq!(tokens.len(), 1, "a renewal keeps its callback");
    let rare = waits(&scene.world, 3, 72);
    assert!(rare.iter().all(|wait| *wait >= DAY), "{rare:?}");
    let usual = waits(&scene.world, 73, 96);
    assert!(usual.len() > 15, "{:?}", asked(&scene.world));
    assert_eq!(scene.state()["state"], "failed");
    assert_eq!(
        scene.world.hubs_failed.len(),
        1,
        "{:?}",
        scene.world.hubs_failed
    );
}

#[test]
fn a_hub_that_denies_fails_or_never_verifies_is_asked_ever_less_often_and_harms_nothing() {
    for (conduct, most, state) in [
        (Conduct::Denies, 2, "denied"),
        (Conduct::Sleeps, 12, "failed"),
        (Conduct::Answers(Reply::status(400)), 12, "failed"),
        (
            Conduct::Answers(Reply::redirect(302, "/other")),
            12,
            "failed",
        ),
        (Conduct::Answers(Reply::redirect(307, "/hub")), 50, "failed"),
        (Conduct::Answers(Reply::raw([])), 12, "failed"),
    ] {
        let mut scene = Scene::new(DAY, conduct.clone());
        scene.run();
        let asks = scene.modes().len();
        assert!((1..=most).contains(&asks), "{conduct:?}: {asks}");
        assert!(scene.server.requests_to("/other").is_empty());
        let polls = asked(&scene.world).len();
        assert!((20..=24).contains(&polls), "{conduct:?}: {polls}");
        let hub = scene.state();
        let is_waiting = hub["state"] == state || hub["state"] == "asked";
        assert!(
            is_waiting && !hub["trouble"].is_null(),
            "{conduct:?}: {hub}"
        );
        assert_eq!(scene.world.troubles, 0);
        let doctor = scene.env.run(&["doctor"]).out;
        let is_named = doctor.contains("/hub does not push after");
        assert!(is_named, "{conduct:?}: {doctor}");
    }
}

#[test]
fn a_hub_may_send_a_subscription_on_to_another_address() {
    for status in [307, 308] {
        let redirect = Conduct::Answers(Reply::redirect(status, "/moved"));
        let mut scene = Scene::new(HOUR, redirect);
        scene.behave("/moved", Conduct::Verifies(10 * DAY));
        scene.run();
        assert_eq!(scene.state()["state"], "active", "{status}");
        assert_eq!(scene.modes().len(), 2);
    }
}

#[test]
fn a_subscription_ends_with_its_source_its_hub_its_topic_or_the_address_of_the_server() {
    type Change = fn(&Scene) -> String;
    let changes: [(Change, [&str; 2]); 3] = [
        (
            |scene| {
                scene
                    .env
                    .read("feeds.toml")
                    .replace("name = \"a\"", "name = \"a\"\nenabled = false")
            },
            ["subscribe", "unsubscribe"],
        ),
        (
            |scene| {
                scene
                    .env
                    .read("feeds.toml")
                    .replace("name = \"a\"", "name = \"a\"\nprivate = true")
            },
            ["subscribe", "unsubscribe"],
        ),
        (
            |scene| {
                scene
                    .env
                    .read("feeds.toml")
                    .replace("url = \"https://push.example.org/below\"", "")
            },
            ["subscribe", ""],
        ),
    ];
    for (change, expected) in changes {
        let mut scene = Scene::new(3 * HOUR, Conduct::Verifies(10 * DAY));
        scene.world.configurations = vec![(BEGIN + 2 * HOUR, change(&scene))];
        scene.run();
        let modes = scene.modes();
        let modes: Vec<&str> = modes.iter().map(|(_, mode)| mode.as_str()).collect();
        let expected: Vec<&str> = expected
            .into_iter()
            .filter(|mode| !mode.is_empty())
            .collect();
        assert_eq!(modes, expected);
        assert!(scene.state().is_null());
        let asked = scene.hub.lock().unwrap().first().cloned().unwrap();
        assert!(scene.callbacks.push(&asked.token, None).is_none());
    }

    // Another hub: the new one is asked, and the old one hears that it is over.
    let mut scene = Scene::new(3 * HOUR, Conduct::Verifies(10 * DAY));
    scene.behave("/second", Conduct::Verifies(10 * DAY));
    let (server, asked) = (Arc::clone(&scene.server), scene.world.asked.clone());
    scene.at(HOUR + 1800, move || {
        let reply = feed_of(&server, 2, Some("/second"));
        server.route_with("/a", move |_| {
            asked.lock().unwrap().push(0);
            reply.clone()
        });
    });
    scene.run();
    let mut modes = scene.modes();
    modes.sort_by_key(|(second, mode)| (*second > 0, mode.clone()));
    let modes: Vec<&str> = modes.iter().map(|(_, mode)| mode.as_str()).collect();
    assert_eq!(modes, ["subscribe", "subscribe", "unsubscribe"]);
    assert!(
        scene.state()["address"]
            .as_str()
            .unwrap()
            .ends_with("/second")
    );
}

#[test]
fn a_hub_that_never_confirms_an_end_is_asked_three_times() {
    let mut scene = Scene::new(2 * DAY, Conduct::Verifies(10 * DAY));
    let (server, parts) = (Arc::clone(&scene.server), scene.parts());
    scene.at(HOUR, move || {
        behave(&server, "/hub", Conduct::Sleeps, parts);
    });
    let removed = scene
        .env
        .read("feeds.toml")
        .replace("name = \"a\"", "name = \"b\"");
    scene.world.configurations = vec![(BEGIN + 2 * HOUR, removed)];
    scene.carry(1, true);
    scene.run();
    let ends = scene.modes();
    let ends = ends.iter().filter(|(_, mode)| mode == "unsubscribe");
    assert_eq!(ends.count(), 3);
}

#[test]
fn without_a_public_address_or_with_something_to_hide_no_hub_hears_anything() {
    type Case = (&'static str, &'static str, fn(&mut Scene));
    let nothing = |_: &mut Scene| {};
    let cases: [Case; 6] = [
        ("url = \"https://push.example.org/below\"", "", nothing),
        ("name = \"a\"", "name = \"a\"\nprivate = true", nothing),
        (
            "name = \"a\"",
            "name = \"a\"\nheaders = { Cookie = \"x\" }",
            nothing,
        ),
        ("http://127", "http://user:word@127", nothing),
        // Nobody serves: `watch` without `--serve`.
        ("name = \"a\"", "name = \"a\"", |scene| {
            scene.world.public = None;
        }),
        // The feed names an address with a credential.
        ("name = \"a\"", "name = \"a\"", |scene| {
            let hub = scene.server.url("/hub");
            let link = format!("<{hub}>; rel=hub, <https://o.example/?token=5f3a9c1e>; rel=self");
            let reply = Reply::ok(rss_of([("1".to_owned(), text(1))])).header("Link", link);
            scene.server.route("/a", reply);
        }),
    ];
    for (from, to, change) in cases {
        let mut scene = Scene::new(2 * HOUR, Conduct::Verifies(DAY));
        scene.env.reword(from, to);
        change(&mut scene);
        scene.run();
        assert!(scene.server.requests_to("/hub").is_empty(), "{to}");
        assert!(!scene.server.requests_to("/a").is_empty());
    }
    // `run` subscribes nowhere.
    let scene = Scene::new(HOUR, Conduct::Verifies(DAY));
    scene.env.ok(&["run"]);
    assert!(scene.server.requests_to("/hub").is_empty());
}

#[test]
fn a_feed_of_the_internet_cannot_name_a_hub_that_only_this_machine_can_reach() {
    let mut scene = Scene::new(2 * HOUR, Conduct::Verifies(DAY));
    let (own, proxy) = (scene.server.url("/a"), scene.server.url("/"));
    scene.env.reword(&own, "http://outlet.example/a");
    scene
        .env
        .reword("[fetch]", &format!("[fetch]\nproxy = \"{proxy}\""));
    let reply = feed_of(&scene.server, 1, Some("/hub"));
    note_requests(
        &scene.server,
        &scene.world,
        "http://outlet.example/a",
        reply,
    );
    scene.run();
    assert!(asked(&scene.world).len() > 1);
    assert!(scene.server.requests_to("/hub").is_empty());
    let failed = scene.world.hubs_failed.concat();
    assert!(failed.contains("is a loopback address"), "{failed}");
}

#[test]
fn after_a_restart_a_subscription_goes_on_and_the_source_is_first_read_at_its_usual_pace() {
    let mut scene = Scene::new(3 * HOUR, Conduct::Verifies(10 * DAY));
    scene.publish(2 * HOUR, 2, true);
    scene.run();
    assert_eq!(scene.state()["pushes"], 1);
    // Another process: what came meanwhile was lost.
    let known = scene.hub.lock().unwrap().first().cloned().unwrap();
    scene.callbacks = Arc::new(Callbacks::default());
    scene.world.public = Some(Arc::clone(&scene.callbacks));
    assert_eq!(
        call(
            &scene.callbacks,
            &known,
            "subscribe",
            None,
            &scene.world.clock
        ),
        Verdict::TooEarly
    );
    scene.world.end = BEGIN + 2 * DAY;
    scene.publish(6 * HOUR, 3, true);
    scene.run();
    assert_eq!(scene.modes().len(), 1, "the hub is asked no second time");
    let all = asked(&scene.world);
    assert!(
        all.iter().any(|at| (3 * HOUR..=4 * HOUR).contains(at)),
        "{all:?}"
    );
    assert!(all.contains(&(6 * HOUR + 1)), "{all:?}");
    // Without a server nobody hears the hub: the usual pace is back, and nothing is asked of it.
    scene.world.public = None;
    scene.world.end = BEGIN + 2 * DAY + 5 * HOUR;
    scene.run();
    let usual = waits(&scene.world, 48, 53);
    assert!(
        usual.len() >= 3 && usual.iter().all(|wait| *wait < HOUR + HOUR / 4),
        "{usual:?}"
    );
    assert_eq!(scene.modes().len(), 1);
}
