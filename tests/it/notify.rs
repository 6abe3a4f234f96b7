//! Webhooks and commands get each new story once, and each correction of it.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "test code: what is not there is a failed test"
)]

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Stdio;
use std::sync::mpsc;
use std::time::Duration;

use feedfold::config::Config;
use serde_json::Value;

use super::env::{Ended, Env, ended, numbered, rss, text};
use super::server::{Act, Reply, Request, Server};

const SOURCE: &str = "[[sources]]\nname = \"a\"\npath = \"a.rss\"\n";
const JSON: &str = "[[outputs]]\nname = \"json\"\npath = \"public/all.json\"\n";

/// An output that posts to `/hook` of this server, with further keys.
fn webhook(server: &Server, keys: &str) -> String {
    let url = server.url("/hook");
    format!("[[outputs]]\nname = \"chat\"\nwebhook = \"{url}\"\n{keys}\n")
}

/// An installation whose source was read once, with story 1, so that other stories are new.
fn begun(output: &str) -> Env {
    let env = Env::new(&[SOURCE, JSON, output].concat());
    carry(&env, 1..2);
    env.pass();
    let_a_minute_pass(&env);
    env
}

/// Moves the first reads of all sources back by a minute: two runs of a test may begin in one
/// second, and what has the second of the first read is old.
fn let_a_minute_pass(env: &Env) {
    let store = rusqlite::Connection::open(env.path("store.db")).unwrap();
    let moved = "UPDATE sources SET first_read = first_read - 60";
    store.execute(moved, []).unwrap();
}

fn carry(env: &Env, numbers: std::ops::Range<u32>) {
    env.write(
        "a.rss",
        numbered(numbers.map(|number| (number, text(number)))),
    );
}

/// What was posted to `/hook`.
fn posted(server: &Server) -> Vec<Value> {
    let requests = server.requests_to("/hook");
    requests
        .iter()
        .map(|request| serde_json::from_slice(&request.body).unwrap())
        .collect()
}

/// The titles of what was posted, sorted.
fn titles(server: &Server) -> Vec<String> {
    let posted = posted(server);
    let titles = posted.iter().map(|item| item["title"].as_str().unwrap());
    let mut titles: Vec<String> = titles.map(str::to_owned).collect();
    titles.sort_unstable();
    titles
}

fn key(request: &Request) -> String {
    let key = request.header("idempotency-key").unwrap();
    String::from_utf8(key.to_vec()).unwrap()
}

/// The id of the story of which this is the guid of an entry.
fn story(env: &Env, guid: &str) -> String {
    let export = env.export();
    let entry = export.iter().find(|entry| entry["guid"] == guid).unwrap();
    entry["story"].as_str().unwrap().to_owned()
}

#[test]
fn each_new_story_is_posted_once_as_the_item_of_the_json_output() {
    let server = Server::start();
    server.route("/hook", Reply::status(204));
    let env = begun(&webhook(&server, "headers = { X-Desk = \"7\" }"));
    assert!(posted(&server).is_empty(), "the backlog of a new source");
    carry(&env, 1..4);
    let report = env.pass();
    assert_eq!(titles(&server), ["2", "3"]);
    assert_eq!(report["messages"][0]["sent"], 2);
    assert_eq!(report["messages"][0]["queued"], 0);

    let feed: Value = serde_json::from_str(&env.read("public/all.json")).unwrap();
    let items = feed["items"].as_array().unwrap();
    for item in posted(&server) {
        assert!(items.contains(&item), "{item}");
    }
    let requests = server.requests_to("/hook");
    let keys: BTreeSet<String> = requests.iter().map(key).collect();
    assert_eq!(keys.len(), 2);
    for request in &requests {
        assert_eq!(request.method, "POST");
        assert_eq!(
            request.header("content-type"),
            Some(&b"application/json"[..])
        );
        assert_eq!(request.header("x-desk"), Some(&b"7"[..]));
    }

    env.pass();
    env.ok(&["publish"]);
    assert_eq!(posted(&server).len(), 2, "nothing is new");
    let stats: Value = serde_json::from_str(&env.ok(&["stats", "--json"])).unwrap();
    let messages = &stats["messages"][0];
    assert_eq!(
        (&messages["output"], &messages["sent"]),
        (&"chat".into(), &2.into())
    );
    assert!(
        env.ok(&["stats"])
            .contains("Messages of webhooks and commands")
    );
}

#[test]
fn a_damaged_text_is_missing_in_its_message_and_is_reported() {
    let server = Server::start();
    server.route("/hook", Reply::status(204));
    let env = begun(&webhook(&server, "max_per_run = 1"));
    // No file needs the text.
    for ending in ["atom", "json"] {
        let path = format!("path = \"public/all.{ending}\"");
        env.reword(&path, &format!("{path}\nlabels = [\"none\"]"));
    }
    carry(&env, 1..4);
    env.pass();
    let sent = titles(&server);
    let changed = rusqlite::Connection::open(env.path("store.db"))
        .unwrap()
        .execute("UPDATE bodies SET html = x'09000000FF'", [])
        .unwrap();
    assert_eq!(changed, 3);
    let ended = env.run(&["publish"]);
    assert_eq!(ended.code, 1, "{}", ended.err);
    assert_eq!(titles(&server), ["2", "3"]);
    let other = if sent == ["2"] { "3" } else { "2" };
    let said = format!(
        "1 stored text is damaged and was left out ({}",
        story(&env, other)
    );
    let said: String = said.chars().take(said.len() - 20).collect();
    assert!(ended.err.contains(&said), "{}", ended.err);
    let last = posted(&server).pop().unwrap();
    let html = last["content_html"].as_str().unwrap_or_default();
    assert!(last["title"] == other && !html.contains("提案"), "{last}");
}

#[test]
fn a_new_output_gets_nothing_old_also_when_it_comes_back() {
    let server = Server::start();
    server.route("/hook", Reply::status(200));
    let env = Env::new(&[SOURCE, JSON].concat());
    carry(&env, 1..2);
    env.pass();
    let_a_minute_pass(&env);
    carry(&env, 1..3);
    env.pass();
    let without = env.read("feeds.toml");
    let with = format!("{without}{}", webhook(&server, ""));
    env.write("feeds.toml", &with);
    carry(&env, 1..4);
    env.pass();
    assert!(posted(&server).is_empty(), "the run that first sees it");
    carry(&env, 1..5);
    env.pass();
    assert_eq!(titles(&server), ["4"]);

    env.write("feeds.toml", &without);
    carry(&env, 1..6);
    env.pass();
    env.write("feeds.toml", &with);
    env.pass();
    carry(&env, 1..7);
    env.pass();
    assert_eq!(titles(&server), ["4", "6"]);
}

#[test]
fn what_a_new_source_sends_first_is_old_and_a_repost_of_a_sent_story_is_no_other_story() {
    let server = Server::start();
    server.route("/hook", Reply::status(200));
    let env = begun(&webhook(&server, ""));
    carry(&env, 1..3);
    env.pass();
    assert_eq!(titles(&server), ["2"]);
    let own = env.read("feeds.toml");
    let second = "[[sources]]\nname = \"b\"\npath = \"b.rss\"\n";
    env.write("feeds.toml", format!("{own}{second}"));
    env.write(
        "b.rss",
        numbered((2..6).map(|number| (number, text(number)))),
    );
    env.pass();
    let_a_minute_pass(&env);
    env.write(
        "b.rss",
        numbered((2..7).map(|number| (number, text(number)))),
    );
    env.pass();
    assert_eq!(titles(&server), ["2", "6"]);
}

#[test]
fn an_output_gets_the_stories_that_meet_its_conditions_also_when_they_do_so_later() {
    let server = Server::start();
    server.route("/hook", Reply::status(200));
    let env = begun(&webhook(&server, "when = { min_outlets = 2 }"));
    let own = env.read("feeds.toml");
    let second = "[[sources]]\nname = \"b\"\npath = \"b.rss\"\n";
    env.write("feeds.toml", format!("{own}{second}"));
    let of_b = |number: u32| {
        let (guid, body) = (format!("b{number}"), text(number));
        let feed = rss(&[("1", "1", &text(1)), (guid.as_str(), "of b", &body)]);
        let feed = feed.replace("Outlet", "Second");
        env.write("b.rss", feed.replace("09:03:29", "09:04:29"));
    };
    of_b(90);
    carry(&env, 1..4);
    env.pass();
    assert!(posted(&server).is_empty(), "one outlet has it");
    of_b(3);
    env.pass();
    assert_eq!(titles(&server), ["3"]);
}

#[test]
fn an_edit_of_a_sent_story_is_posted_and_one_of_an_unsent_story_is_not() {
    let server = Server::start();
    server.route("/hook", Reply::status(200));
    let env = begun(&webhook(&server, ""));
    carry(&env, 1..3);
    env.pass();
    server.forget_requests();
    let edited = |number: u32| (number, text(number).replace("分三年", "分五年"));
    env.write("a.rss", numbered((1..3).map(edited)));
    env.pass();
    let posted = posted(&server);
    assert_eq!(posted.len(), 1, "{posted:?}");
    let change = &posted[0]["_feedfold"]["change"];
    assert_eq!(change["kind"], "edited");
    let feed: Value = serde_json::from_str(&env.read("public/all.json")).unwrap();
    let items = feed["items"].as_array().unwrap();
    let item = items.iter().find(|item| item["title"] == "2").unwrap();
    assert_eq!(change["story"], item["id"]);
    env.pass();
    assert_eq!(server.requests_to("/hook").len(), 1);
}

#[test]
fn a_correction_by_another_story_is_posted_for_the_story_that_it_corrects() {
    let server = Server::start();
    server.route("/hook", Reply::status(200));
    let env = begun(&webhook(&server, ""));
    let ferry = "The Brackwater ferry board said on Monday that it will spend 1.4 million crowns on the \
                 northern route from June, after the council agreed to pay for a third crew.";
    let right = ferry.replace("1.4 million", "1.1 million");
    let first = ("f", "Brackwater ferry to spend 1.4 million crowns", ferry);
    let title = "Correction: Brackwater ferry to spend 1.1 million crowns";
    env.write("a.rss", rss(&[("1", "1", &text(1)), first]));
    env.pass();
    let feed = rss(&[("f-", title, &right), ("1", "1", &text(1)), first]);
    // The correction is the first of them.
    env.write("a.rss", feed.replacen("09:03:29", "10:03:29", 1));
    env.pass();
    let posted = posted(&server);
    let kinds: Vec<_> = posted
        .iter()
        .map(|item| item["_feedfold"]["change"]["kind"].as_str())
        .collect();
    assert_eq!(
        posted.len(),
        3,
        "the story, its correction, the change: {kinds:?}"
    );
    assert!(kinds.contains(&Some("corrected")), "{kinds:?}");
}

/// Starts a run, and kills it when its message has arrived and is not answered.
fn kill_while_sending(env: &Env, server: &Server) {
    let (arrived, arrives) = mpsc::channel();
    server.route_with("/hook", move |_| {
        arrived.send(()).unwrap();
        Reply::raw([Act::Stall])
    });
    let mut run = env
        .command(&["run", "--force"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    arrives.recv_timeout(Duration::from_mins(2)).unwrap();
    run.kill().unwrap();
    run.wait().unwrap();
}

#[test]
fn a_message_whose_run_was_killed_before_the_answer_comes_again_with_the_same_key() {
    let server = Server::start();
    let env = begun(&webhook(&server, ""));
    carry(&env, 1..4);
    kill_while_sending(&env, &server);
    server.route("/hook", Reply::status(200));
    env.pass();
    let requests = server.requests_to("/hook");
    assert_eq!(titles(&server).len(), 3);
    let first = requests.first().unwrap();
    let again: Vec<_> = requests
        .iter()
        .filter(|one| key(one) == key(first))
        .collect();
    assert_eq!(again.len(), 2);
    assert_eq!(again[0].body, again[1].body);
    let stories: BTreeSet<String> = titles(&server).into_iter().collect();
    assert_eq!(stories.len(), 2, "the other one came once");
    env.pass();
    assert_eq!(server.requests_to("/hook").len(), 3);
}

#[test]
fn one_run_sends_no_more_than_max_per_run_and_the_rest_follows_in_order() {
    let server = Server::start();
    server.route("/hook", Reply::status(200));
    let env = begun(&webhook(&server, "max_per_run = 2"));
    carry(&env, 1..7);
    for expected in [2, 4, 5, 5] {
        env.pass();
        assert_eq!(titles(&server).len(), expected);
    }
    let sent = titles(&server);
    let mut once = sent.clone();
    once.dedup();
    assert_eq!(once.len(), 5, "{sent:?}");
}

#[test]
fn a_story_that_is_hidden_before_its_turn_is_not_sent() {
    let server = Server::start();
    server.route("/hook", Reply::status(200));
    let env = begun(&webhook(&server, "max_per_run = 1"));
    carry(&env, 1..4);
    env.pass();
    assert_eq!(titles(&server).len(), 1);
    let other = if titles(&server) == ["2"] { "3" } else { "2" };
    assert_eq!(waiting(&env), 1);
    env.ok(&["hide", &story(&env, other)]);
    env.pass();
    assert_eq!(titles(&server).len(), 1, "hidden");
    assert_eq!(waiting(&env), 0);
}

/// How many messages wait in the store.
fn waiting(env: &Env) -> u64 {
    let doctor = env.run(&["doctor", "--json"]);
    let report: Value = serde_json::from_str(&doctor.out).unwrap();
    let findings = report["findings"].as_array().unwrap();
    let about = findings.iter().find(|one| one["check"] == "messages");
    let found = about.unwrap()["found"].as_str().unwrap();
    let part = found.split(", ").find(|part| part.ends_with("waiting"));
    let number = part.unwrap().split(' ').next().unwrap();
    number.parse().unwrap()
}

#[test]
fn a_story_that_is_split_off_a_sent_one_is_sent_once_and_a_merged_one_is_not_sent_again() {
    let server = Server::start();
    server.route("/hook", Reply::status(200));
    let env = begun(&webhook(&server, ""));
    let both = |guids: [&str; 2]| {
        let body = text(7);
        let items = guids.map(|guid| (guid, "七号答复", body.as_str()));
        env.write("a.rss", rss(&items).replace("2021", "2026"));
    };
    both(["x", "y"]);
    env.pass();
    assert_eq!(posted(&server).len(), 1, "copies are one story");
    let export = env.export();
    let entry = |guid: &str| {
        let entry = export.iter().find(|entry| entry["guid"] == guid).unwrap();
        entry["entry"].as_str().unwrap().to_owned()
    };
    env.ok(&["split", &entry("x"), &entry("y")]);
    env.pass();
    let sent = posted(&server).len();
    assert!(sent <= 2, "{sent}");
    env.ok(&["split", "--undo", &entry("x"), &entry("y")]);
    env.ok(&["merge", &entry("x"), &entry("y")]);
    env.pass();
    assert_eq!(posted(&server).len(), sent);
}

#[test]
fn a_server_that_fails_costs_a_warning_and_is_left_alone_for_a_while() {
    let server = Server::start();
    server.route("/hook", Reply::status(500));
    let env = begun(&webhook(&server, ""));
    carry(&env, 1..4);
    let ended = env.run(&["run", "--force", "--json"]);
    assert_eq!(ended.code, 0, "{}", ended.err);
    assert!(ended.err.contains("output chat: "), "{}", ended.err);
    assert!(ended.err.contains("answered 500"), "{}", ended.err);
    assert!(ended.err.contains("2 messages waiting"), "{}", ended.err);
    let report: Value = serde_json::from_str(&ended.out).unwrap();
    assert_eq!(report["messages"][0]["queued"], 2);
    assert_eq!(report["outputs"][0]["outcome"], "written");
    env.pass();
    assert_eq!(posted(&server).len(), 1, "one attempt, and no other yet");
    let doctor = env.run(&["doctor"]);
    assert!(
        doctor.out.contains("1 attempt failed since"),
        "{}",
        doctor.out
    );
}

#[test]
fn a_redirect_is_refused_whatever_its_status() {
    for status in [301, 302, 303, 307, 308] {
        let server = Server::start();
        server.route("/hook", Reply::redirect(status, "/other"));
        let env = begun(&webhook(
            &server,
            "headers = { Authorization = \"sesame-1\" }",
        ));
        carry(&env, 1..3);
        let ended = env.run(&["run", "--force"]);
        assert!(server.requests_to("/other").is_empty(), "{status}");
        assert!(ended.err.contains("follow no redirect"), "{}", ended.err);
    }
}

#[test]
fn a_private_address_is_not_asked_and_no_message_shows_the_path_of_a_webhook() {
    let output = "[[outputs]]\nname = \"chat\"\n\
                  webhook = \"http://10.1.2.3/services/sesame-5f3a9c1e\"\n";
    let env = begun(output);
    carry(&env, 1..3);
    let ended = env.run(&["run", "--force", "--json"]);
    assert!(ended.err.contains("http://10.1.2.3"), "{}", ended.err);
    assert!(ended.err.contains("allow_private"), "{}", ended.err);
    let doctor = env.run(&["doctor"]);
    assert!(doctor.out.contains("10.1.2.3"), "{}", doctor.out);
    for said in [&ended.err, &ended.out, &doctor.out] {
        assert!(!said.contains("sesame"), "{said}");
    }
}

#[test]
fn secrets_come_from_the_environment_from_files_and_from_credentials_of_systemd() {
    let server = Server::start();
    for path in ["/hook/sesame-1", "/hook/sesame-2"] {
        server.route(path, Reply::status(200));
    }
    let env = Env::new(SOURCE);
    env.write("token", "sesame-2\nnot this\n");
    env.write("credentials/hook", "sesame-1\n");
    let token = env.path("token");
    let outputs = format!(
        "{SOURCE}[[outputs]]\nname = \"one\"\nwebhook = \"{}/${{credential:hook}}\"\n\
         headers = {{ Authorization = \"Bearer ${{KEY}}\" }}\n\
         [[outputs]]\nname = \"two\"\nwebhook = \"{}/${{file:{}}}\"\n",
        server.url("/hook"),
        server.url("/hook"),
        token.display()
    );
    env.configure(&outputs);
    let run = || {
        let mut run = env.command(&["run", "--force", "-v"]);
        run.env("KEY", "sesame-3");
        run.env("CREDENTIALS_DIRECTORY", env.path("credentials"));
        ended(run.output().unwrap())
    };
    carry(&env, 1..2);
    let begun = run();
    assert_eq!(begun.code, 0, "{}", begun.err);
    let_a_minute_pass(&env);
    carry(&env, 1..3);
    let Ended { code, out, err } = run();
    assert_eq!(code, 0, "{err}");
    assert!(
        !out.contains("sesame") && !err.contains("sesame"),
        "{out}{err}"
    );
    let one = server.requests_to("/hook/sesame-1");
    assert_eq!(one.len(), 1);
    assert_eq!(
        one[0].header("authorization"),
        Some(&b"Bearer sesame-3"[..])
    );
    assert_eq!(server.requests_to("/hook/sesame-2").len(), 1);

    let missing = env.run(&["check"]);
    assert_eq!(missing.code, 2);
    assert!(
        missing.err.contains("CREDENTIALS_DIRECTORY"),
        "{}",
        missing.err
    );
    std::fs::remove_file(token).unwrap();
    let missing = env.run(&["check"]);
    assert!(
        missing.err.contains("a secret in the first line of"),
        "{}",
        missing.err
    );
}

#[test]
fn no_message_names_an_address_of_a_private_source_or_network() {
    let server = Server::start();
    server.route("/hook", Reply::status(200));
    server.route("/paid", Reply::ok(numbered([(1, text(1))].into_iter())));
    let source = format!(
        "[[sources]]\nname = \"a\"\nurl = \"{}\"\nprivate = true\n",
        server.url("/paid?key=sesame-4")
    );
    let env = Env::new(&format!("{source}{}", webhook(&server, "")));
    env.pass();
    let_a_minute_pass(&env);
    let body = format!("{}<a href=\"http://10.0.0.9/intranet\">x</a>", text(2));
    server.route("/paid", Reply::ok(rss(&[("2", "2", &body)])));
    env.pass();
    let requests = server.requests_to("/hook");
    assert_eq!(requests.len(), 1);
    let sent = String::from_utf8(requests[0].body.clone()).unwrap();
    for address in ["sesame", "127.0.0.1", "10.0.0.9", "outlet.example"] {
        assert!(!sent.contains(address), "{address} in {sent}");
    }
}

#[test]
fn nothing_is_sent_while_a_file_output_cannot_be_written_and_then_it_is() {
    let server = Server::start();
    server.route("/hook", Reply::status(200));
    let env = begun(&webhook(&server, ""));
    let file = env.path("public/all.atom");
    std::fs::remove_file(&file).unwrap();
    std::fs::create_dir(&file).unwrap();
    env.write("public/all.atom/in the way", "x");
    carry(&env, 1..3);
    let ended = env.run(&["run", "--force"]);
    assert_eq!(ended.code, 1, "{}", ended.err);
    assert!(posted(&server).is_empty());
    std::fs::remove_dir_all(&file).unwrap();
    env.pass();
    assert_eq!(titles(&server), ["2"]);
}

#[test]
fn a_message_comes_after_the_files_are_written_and_the_lock_is_free() {
    let server = Server::start();
    let env = begun(&webhook(&server, ""));
    let (feed, lock) = (env.path("public/all.json"), env.path("store.db.lock"));
    server.route_with("/hook", move |_| {
        let feed: Value = serde_json::from_slice(&std::fs::read(&feed).unwrap()).unwrap();
        let whole = feed["items"].as_array().unwrap().len() == 2;
        let free = std::fs::File::open(&lock).is_ok_and(|lock| lock.try_lock().is_ok());
        Reply::status(if whole && free { 204 } else { 500 })
    });
    carry(&env, 1..3);
    assert_eq!(env.pass()["messages"][0]["sent"], 1);
}

#[test]
fn a_dry_run_and_a_preview_send_nothing() {
    let server = Server::start();
    server.route("/hook", Reply::status(200));
    let env = begun(&webhook(&server, ""));
    carry(&env, 1..3);
    env.ok(&["run", "--force", "--dry-run"]);
    env.ok(&["preview", "a.rss"]);
    env.run(&["doctor"]);
    assert!(posted(&server).is_empty());
    env.pass();
    assert_eq!(titles(&server), ["2"]);
}

#[test]
fn a_body_of_ones_own_is_posted_with_the_parts_of_the_story() {
    let server = Server::start();
    server.route("/hook", Reply::status(200));
    let body = r#"body = '{"text": "{title}|{outlet}|{output}", "url": ["{url}"], "n": 1}'"#;
    let env = begun(&webhook(&server, body));
    let title = "A \"quoted\" {url} title";
    env.write("a.rss", rss(&[("q", title, &text(8))]));
    env.pass();
    let posted = posted(&server);
    assert_eq!(posted[0]["text"], format!("{title}|Outlet|chat"));
    assert_eq!(posted[0]["url"][0], "https://outlet.example/q");
    assert_eq!(posted[0]["n"], 1);
}

const RECORD: &str = "printf '%s\\n' \"$@\" > args\ncat > item\n\
    printf '%s\\n' \"$FEEDFOLD_TITLE\" \"$FEEDFOLD_IDEMPOTENCY_KEY\" \"$FEEDFOLD_OUTPUT\" > vars\n\
    pwd > folder\necho noise\necho noise >&2\n";

#[test]
fn a_command_gets_the_item_and_its_arguments_without_a_shell_and_may_print() {
    let output = "[[outputs]]\nname = \"mail\"\n\
        command = [\"/bin/sh\", \"record.sh\", \"a b; touch owned\", \"$HOME\", \"*\"]\n";
    let env = begun(output);
    env.write("record.sh", RECORD);
    carry(&env, 1..3);
    let ended = env.run(&["run", "--force", "--json"]);
    assert_eq!((ended.code, ended.err.as_str()), (0, ""));
    let report: Value = serde_json::from_str(&ended.out).unwrap();
    assert_eq!(report["messages"][0]["sent"], 1);
    assert_eq!(env.read("args"), "a b; touch owned\n$HOME\n*\n");
    assert!(!env.path("owned").exists());
    let item = env.read("item");
    assert_eq!(item.lines().count(), 1);
    let item: Value = serde_json::from_str(&item).unwrap();
    assert_eq!(item["title"], "2");
    let vars = env.read("vars");
    let vars: Vec<&str> = vars.lines().collect();
    assert_eq!((vars[0], vars[2]), ("2", "mail"));
    assert_eq!(vars[1].len(), 36);
    let folder = std::fs::canonicalize(env.path("")).unwrap();
    let ran_in = std::fs::canonicalize(env.read("folder").trim()).unwrap();
    assert_eq!(ran_in, folder);
}

#[test]
fn a_command_that_fails_or_is_not_there_is_reported_with_what_it_said() {
    let output = "[[outputs]]\nname = \"mail\"\n\
        command = [\"/bin/sh\", \"-c\", \"echo; echo no such desk >&2; exit 3\"]\n\
        [[outputs]]\nname = \"none\"\ncommand = [\"./not-there\"]\n";
    let env = begun(output);
    carry(&env, 1..3);
    let ended = env.run(&["run", "--force"]);
    assert_eq!(ended.code, 0);
    assert!(
        ended.err.contains("ended with status 3: no such desk"),
        "{}",
        ended.err
    );
    assert!(
        ended.err.contains("not-there cannot be started"),
        "{}",
        ended.err
    );
}

#[test]
fn a_command_that_hangs_is_killed_with_all_that_it_started() {
    let output = "[[outputs]]\nname = \"mail\"\ntimeout = \"1s\"\n\
        command = [\"/bin/sh\", \"-c\", \"sleep 1000 & echo $! > pid; sleep 1000\"]\n";
    let env = begun(output);
    carry(&env, 1..3);
    let ended = env.run(&["run", "--force"]);
    assert_eq!(ended.code, 0);
    assert!(
        ended.err.contains("did not end within 1s and was killed"),
        "{}",
        ended.err
    );
    let status = format!("/proc/{}/stat", env.read("pid").trim());
    let lives = || {
        let status = std::fs::read_to_string(&status).unwrap_or_default();
        !status.is_empty() && !status.contains(") Z ")
    };
    let is_gone = (0..1_000_000).any(|_| {
        std::thread::yield_now();
        !lives()
    });
    assert!(is_gone, "{status}");
}

#[test]
fn a_command_need_not_read_what_it_gets() {
    let output = "[[outputs]]\nname = \"mail\"\ncommand = [\"true\"]\n";
    let env = begun(output);
    let long = format!("{}<p>{}</p>", text(2), "长文".repeat(200_000));
    env.write("a.rss", rss(&[("2", "2", &long)]));
    assert_eq!(env.pass()["messages"][0]["sent"], 1);
}

/// The problems of a configuration with this output, as (key, expected, found).
fn problems(output: &str) -> Vec<String> {
    let text = format!(
        "[site]\ntitle = \"T\"\nurl = \"https://e.org/\"\nauthor = \"A\"\n\
         [[sources]]\nname = \"s\"\nurl = \"https://s.example/feed\"\n\
         [[outputs]]\nname = \"all\"\npath = \"public/all.atom\"\n\
         [[outputs]]\nname = \"o\"\n{output}\n"
    );
    let path = Path::new("/srv/feeds.toml");
    match Config::from_bytes(text.as_bytes(), "f", path, &|_| None) {
        Ok(config) => config.warnings.iter().map(said).collect(),
        Err(problems) => problems.iter().map(said).collect(),
    }
}

fn said(problem: &feedfold::config::Problem) -> String {
    format!(
        "{}: {:?}: {}, found {}; {}",
        problem.key.as_deref().unwrap_or_default(),
        problem.severity,
        problem.expected,
        problem.found,
        problem.remedy
    )
}

#[test]
fn combinations_that_make_no_sense_are_refused_with_what_to_do() {
    let hook = "webhook = \"https://chat.example/hooks/sesame-5f3a9c1e\"";
    let command = "command = [\"mail-story\"]";
    let cases = [
        ("nothing", String::new()),
        ("a path and a webhook", format!("path = \"o.atom\"\n{hook}")),
        ("a webhook and a command", format!("{hook}\n{command}")),
        ("changes", format!("{hook}\nchanges = \"all\"")),
        ("archives", format!("{command}\narchives = true")),
        ("max_entries", format!("{hook}\nmax_entries = 3")),
        (
            "headers of a command",
            format!("{command}\nheaders = {{ A = \"b\" }}"),
        ),
        (
            "a body of a file",
            "path = \"o.atom\"\nbody = '{\"a\": \"{title}\"}'".to_owned(),
        ),
        (
            "max_per_run of a file",
            "path = \"o.atom\"\nmax_per_run = 3".to_owned(),
        ),
        (
            "one text as command",
            "command = \"mail -s x desk@example.org\"".to_owned(),
        ),
        ("an empty command", "command = []".to_owned()),
        (
            "another scheme",
            "webhook = \"ftp://chat.example/sesame-5f3a9c1e\"".to_owned(),
        ),
        (
            "an unset variable",
            "webhook = \"https://chat.example/${HOOK}\"".to_owned(),
        ),
        ("a relative file", "webhook = \"${file:hook}\"".to_owned()),
        (
            "a path as credential",
            "webhook = \"${credential:../hook}\"".to_owned(),
        ),
        (
            "a body that is no JSON",
            format!("{hook}\nbody = \"{{title}}\""),
        ),
        (
            "a misspelt part",
            format!("{hook}\nbody = '{{\"a\": \"{{titel}}\"}}'"),
        ),
        ("max_per_run of none", format!("{hook}\nmax_per_run = 0")),
    ];
    let mut all = Vec::new();
    for (name, output) in cases {
        let problems = problems(&output);
        assert!(!problems.is_empty(), "{name}");
        let listed = problems.join("\n  ");
        assert!(!listed.contains("sesame"), "{listed}");
        all.push(format!("{name}\n  {listed}"));
    }
    insta::assert_snapshot!("notify_mistakes", all.join("\n"));
}

/// The code blocks of a kind in the documentation of messages.
fn blocks(kind: &str) -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/docs/messages.md");
    let document = std::fs::read_to_string(path).unwrap();
    let open = format!("```{kind}\n");
    let blocks = document.split(&open).skip(1);
    blocks
        .map(|block| block.split("```").next().unwrap().to_owned())
        .collect()
}

#[test]
fn the_documented_chat_gets_a_message_that_it_understands() {
    let server = Server::start();
    server.route("/hook/t0k", Reply::status(204));
    let chat = blocks("toml");
    let chat = chat
        .iter()
        .find(|block| block.contains("CHAT_HOOK"))
        .unwrap();
    let url = "https://discord.com/api/webhooks/";
    assert!(chat.contains(url));
    let chat = chat
        .replace(url, &server.url("/hook/"))
        .replace("when = { min_outlets = 3 }", "");
    let env = Env::new(&[SOURCE, &chat].concat());
    let run = || {
        let mut run = env.command(&["run", "--force"]);
        ended(run.env("CHAT_HOOK", "t0k").output().unwrap())
    };
    carry(&env, 1..2);
    assert_eq!(run().code, 0);
    let_a_minute_pass(&env);
    carry(&env, 1..3);
    assert_eq!(run().err, "");
    let requests = server.requests_to("/hook/t0k");
    let message: Value = serde_json::from_slice(&requests[0].body).unwrap();
    assert_eq!(message["content"], "2 (Outlet)\nhttps://outlet.example/2");
    assert_eq!(message["allowed_mentions"]["parse"], Value::Array(vec![]));
}

#[test]
fn the_documented_script_mails_a_story() {
    let mail = blocks("toml");
    let mail = mail
        .iter()
        .find(|block| block.contains("mail-story"))
        .unwrap();
    let mail = mail.replace("labels = [\"ministry\"]\n", "");
    let env = Env::new(&[SOURCE, &mail].concat());
    env.write("mail-story.sh", blocks("sh").first().unwrap());
    env.write(
        "bin/sendmail",
        "#!/bin/sh\nprintf '%s ' \"$@\" > flags\ncat > sent\n",
    );
    let sendmail = env.path("bin/sendmail");
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    std::fs::set_permissions(&sendmail, mode).unwrap();
    let run = || {
        let path = format!("{}:/usr/bin:/bin", env.path("bin").display());
        let mut run = env.command(&["run", "--force"]);
        ended(run.env("PATH", path).output().unwrap())
    };
    carry(&env, 1..2);
    assert_eq!(run().code, 0);
    let_a_minute_pass(&env);
    env.write("a.rss", rss(&[("2", "第二号答复", &text(2))]));
    assert_eq!(run().err, "");
    assert_eq!(env.read("flags"), "-t -i ");
    let sent = env.read("sent");
    let (head, body) = sent.split_once("\n\n").unwrap();
    assert!(head.contains("To: desk@example.org\n"), "{head}");
    // The title in Base64.
    assert!(
        head.contains("Subject: =?UTF-8?B?56ys5LqM5Y+3562U5aSN?=\n"),
        "{head}"
    );
    assert!(head.contains("Message-ID: <"), "{head}");
    assert!(
        body.starts_with("T3V0bGV0Cmh0dHBz"),
        "Outlet, then its address: {body}"
    );
}
