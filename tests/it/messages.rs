//! What the commands print for people: the cause, its extent, and what to do.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "test code: what is not there is a failed test"
)]

use serde_json::{Value, json};

use super::env::{Ended, Env, rss, text};
use super::run::{feed, outcomes};
use super::server::{Reply, Server};

/// A port of this machine at which nobody listens.
fn closed_port() -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

/// Sources of these hosts, all at one closed port.
fn unreachable(hosts: &[&str]) -> Env {
    let port = closed_port();
    let tables: Vec<String> = hosts
        .iter()
        .enumerate()
        .map(|(at, host)| {
            format!("[[sources]]\nname = \"s{at}\"\nurl = \"http://{host}:{port}/{at}\"\n")
        })
        .collect();
    let env = Env::new(&tables.concat());
    env.reword("[\"127.0.0.1\"]", "[\"127.0.0.0/8\"]");
    env
}

fn lines(ended: &Ended) -> Vec<&str> {
    ended.err.lines().collect()
}

#[test]
fn without_a_network_one_line_tells_the_common_cause_and_v_tells_each_source() {
    let hosts: Vec<String> = (1..=9).map(|host| format!("127.0.0.{host}")).collect();
    let hosts: Vec<&str> = hosts.iter().map(String::as_str).collect();
    let env = unreachable(&hosts);
    let quiet = env.run(&["run", "--force"]);
    assert_eq!(quiet.code, 0);
    let [line] = lines(&quiet)[..] else {
        panic!("{}", quiet.err)
    };
    assert!(line.contains("all 9 sources failed"), "{line}");
    assert!(line.contains("no connection"), "{line}");
    assert!(line.contains("s0, s1, s2 and 6 more"), "{line}");
    assert!(line.contains("check this machine's network"), "{line}");

    let verbose = env.run(&["run", "--force", "-v"]);
    let told = |at: usize| {
        verbose
            .err
            .contains(&format!("error: s{at}: no connection to"))
    };
    assert!((0..9).all(told), "{}", verbose.err);

    let third = env.run(&["run", "--force", "--json"]);
    assert_eq!(third.code, 1, "the exit codes stay");
    let report: Value = serde_json::from_str(&third.out).unwrap();
    let sources = report["sources"].as_array().unwrap();
    assert_eq!(sources.len(), 9);
    assert!(
        sources
            .iter()
            .all(|source| source["failure"]["cause"] == "connection")
    );
}

#[test]
fn a_dead_host_with_many_feeds_is_told_once_and_other_failures_on_their_own() {
    let server = Server::start();
    server.route("/page", Reply::ok("<!doctype html><title>t</title><p>x"));
    server.route("/lost", Reply::status(404));
    let dead = unreachable(&["127.0.0.2", "127.0.0.2", "127.0.0.2", "127.0.0.3"]);
    let own = dead.read("feeds.toml");
    dead.write(
        "feeds.toml",
        own + &feed(&server, "page") + &feed(&server, "lost"),
    );
    let ended = dead.run(&["run", "--force"]);
    let lines = lines(&ended);
    assert_eq!(lines.len(), 4, "{}", ended.err);
    let line = |part: &str| lines.iter().filter(|line| line.contains(part)).count();
    assert_eq!(line("3 sources of 127.0.0.2 failed"), 1, "{}", ended.err);
    for alone in ["error: s3: ", "error: page: ", "error: lost: "] {
        assert_eq!(line(alone), 1, "{alone}: {}", ended.err);
    }
}

#[test]
fn a_dead_proxy_is_named_as_the_common_cause() {
    let env = unreachable(&["127.0.0.1", "127.0.0.2", "127.0.0.3", "127.0.0.4"]);
    let proxy = format!("proxy = \"http://127.0.0.1:{}\"\ntimeout =", closed_port());
    env.reword("timeout =", &proxy);
    let ended = env.run(&["run", "--force"]);
    assert_eq!(lines(&ended).len(), 1, "{}", ended.err);
    assert!(ended.err.contains("`[fetch] proxy`"), "{}", ended.err);
}

#[test]
fn force_says_which_source_was_not_asked_why_and_until_when() {
    let server = Server::start();
    server.route("/a", Reply::status(429).header("Retry-After", "3600"));
    server.route("/gone", Reply::status(410));
    let env = Env::new(&(feed(&server, "gone") + &feed(&server, "a")));
    env.reword("timeout =", "per_host = 1\ntimeout =");
    env.run(&["run", "--source", "gone"]);
    env.run(&["run", "--source", "a"]);
    for arguments in [
        ["run", "--force"].as_slice(),
        &["run", "--source", "a", "--force"],
        &["run", "--source", "a"],
    ] {
        let ended = env.run(arguments);
        let held = lines(&ended)
            .into_iter()
            .find(|line| line.contains("a was not asked"));
        let held = held.expect(&ended.err);
        assert!(
            held.contains("until 20") && held.contains("Retry-After"),
            "{held}"
        );
    }
    // What asks for nothing is no warning: cron mails those.
    let ended = env.run(&["run", "-v"]);
    for line in lines(&ended) {
        assert!(
            !line.contains("a was not asked") || line.starts_with("a was"),
            "{line}"
        );
    }
    let forced = env.run(&["run", "--force"]);
    assert!(
        forced.err.contains("warning: gone was not asked"),
        "{}",
        forced.err
    );
    assert!(
        forced.err.contains("--source gone --force"),
        "{}",
        forced.err
    );
    let report = env.pass();
    let reasons: Vec<&Value> = report["not_asked"]
        .as_array()
        .unwrap()
        .iter()
        .map(|source| &source["reason"])
        .collect();
    assert_eq!(reasons, [&json!("gone"), &json!("retry-after")]);
    // Cron says nothing of what is simply not due.
    assert_eq!(env.run(&["run"]).err, "");
}

#[test]
fn a_withdrawn_source_is_asked_once_more_when_it_is_named_and_forced() {
    let server = Server::start();
    server.route_in_turn(
        "/a",
        [Reply::status(410), Reply::ok(rss(&[("1", "t", &text(1))]))],
    );
    let env = Env::new(&feed(&server, "a"));
    let gone = env.run(&["run"]);
    assert!(gone.err.contains("--source a --force"), "{}", gone.err);
    env.run(&["run", "--force"]);
    env.run(&["run", "--source", "a"]);
    assert_eq!(server.requests_to("/a").len(), 1);
    let report = env.ok(&["run", "--source", "a", "--force", "--json"]);
    let report: Value = serde_json::from_str(&report).unwrap();
    assert_eq!(outcomes(&report), ["read"]);
    assert_eq!(server.requests_to("/a").len(), 2);
    assert_eq!(
        outcomes(&env.pass()),
        ["not-modified"],
        "it is an ordinary source again"
    );
}

/// Weight, what was found and what to do, of the findings of `doctor` about a source.
fn of_source(env: &Env, name: &str) -> [String; 3] {
    let ended = env.run(&["doctor", "--json"]);
    let report: Value = serde_json::from_str(&ended.out).unwrap();
    let findings = report["findings"].as_array().unwrap();
    let found = findings.iter().find(|finding| finding["about"] == name);
    let found = found.expect(&ended.out);
    ["weight", "found", "remedy"].map(|key| found[key].as_str().unwrap_or_default().to_owned())
}

#[test]
fn doctor_calls_three_failures_in_a_row_wrong_with_a_remedy_for_their_cause() {
    let server = Server::start();
    let good = || Reply::ok(rss(&[("1", "t", &text(1))]));
    for (name, bad) in [
        ("lost", Reply::status(404)),
        ("page", Reply::ok("<!doctype html><title>t</title><p>x")),
        ("barred", Reply::status(403)),
        ("broken", Reply::status(503)),
    ] {
        server.route_in_turn(&format!("/{name}"), [good(), bad]);
    }
    server.route("/good", good());
    let names = ["lost", "page", "barred", "broken", "good"];
    let tables: String = names.iter().map(|name| feed(&server, name)).collect();
    let env = Env::new(&tables);
    for _ in 0..3 {
        env.run(&["run", "--force"]);
    }
    assert_eq!(of_source(&env, "lost")[0], "note", "two failures");
    env.run(&["run", "--force"]);
    for (name, remedy) in [
        ("lost", "feedfold add --list SITE"),
        ("page", "feedfold add --list http://"),
        ("barred", "credentials"),
        ("broken", "wait"),
    ] {
        let [weight, found, advice] = of_source(&env, name);
        assert_eq!(weight, "wrong", "{name}: {found}");
        assert!(found.contains("3 tries failed"), "{found}");
        assert!(advice.contains(remedy), "{name}: {advice}");
    }
    assert_eq!(of_source(&env, "good")[0], "ok");
    let all = env.run(&["doctor"]);
    assert!(!all.out.contains("not one enabled source"), "{}", all.out);
}

#[test]
fn doctor_says_so_when_every_source_has_failed_three_times() {
    let env = unreachable(&["127.0.0.1", "127.0.0.2"]);
    for _ in 0..3 {
        env.run(&["run", "--force"]);
    }
    let [weight, found, remedy] = of_source(&env, "all");
    assert_eq!(weight, "wrong");
    assert!(
        found.contains("not one enabled source") && found.contains("no connection"),
        "{found}"
    );
    assert!(remedy.contains("network"), "{remedy}");
    assert_eq!(env.run(&["doctor"]).code, 1);
}

#[test]
fn preview_says_what_is_wrong_with_a_file_and_what_to_do_about_that() {
    let env = Env::new("");
    env.write("folder/feed.xml", "");
    env.write("broken.xml", "");
    std::fs::remove_file(env.path("broken.xml")).unwrap();
    std::os::unix::fs::symlink("nowhere", env.path("broken.xml")).unwrap();
    for (path, what, remedy) in [
        ("missing.xml", "it does not exist", "check the path"),
        (
            "folder/feed.xml/more.xml",
            "it does not exist",
            "check the path",
        ),
        (
            "www.harbour.example/feed",
            "it does not exist",
            "https://www.harbour.example/feed",
        ),
        ("broken.xml", "it does not exist", "check the path"),
        ("folder", "is a folder", "name one file in it"),
        ("/dev/null", "is not a file", "name a file"),
    ] {
        let ended = env.run(&["preview", path]);
        assert_eq!(ended.code, 1, "{path}");
        assert!(ended.err.contains(what), "{path}: {}", ended.err);
        assert!(ended.err.contains(remedy), "{path}: {}", ended.err);
        assert!(
            !ended.err.contains("let this user"),
            "{path}: {}",
            ended.err
        );
    }
    let name: &std::ffi::OsStr = std::os::unix::ffi::OsStrExt::from_bytes(b"n\xff.xml");
    let output = env.command(&["preview"]).arg(name).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("not valid UTF-8; rename the file"), "{said}");
}

#[test]
fn preview_and_add_allow_a_private_address_only_where_the_configuration_does() {
    let server = Server::start();
    server.route("/feed", Reply::ok(rss(&[("1", "t", &text(1))])));
    let address = server.url("/feed");
    let env = Env::new("");
    let config = ["--config", "feeds.toml"];
    let preview = |options: &[&str]| env.run(&[options, &["preview", &address]].concat());
    assert_eq!(preview(&config).code, 0, "allowed by this configuration");
    let bare = preview(&[]);
    assert_eq!(bare.code, 1);
    assert!(bare.err.contains("allow_private"), "{}", bare.err);
    assert!(bare.err.contains("--config FILE"), "{}", bare.err);
    env.reword("[\"127.0.0.1\"]", "[]");
    for refused in [preview(&config), env.run(&["add", &address])] {
        assert_eq!(refused.code, 1);
        assert!(
            refused.err.contains("`[fetch] allow_private`"),
            "{}",
            refused.err
        );
    }
    assert!(
        server.requests_to("/feed").len() == 1,
        "nothing was asked that is refused"
    );
}

#[test]
fn search_says_what_it_looks_through_when_it_finds_nothing() {
    let env = Env::new("[[sources]]\nname = \"a\"\npath = \"a.rss\"\n");
    env.write("a.rss", rss(&[("1", "海堤", "<p>渡轮今日停航。</p>")]));
    env.pass();
    let said = env.ok(&["search", "信风"]);
    assert!(said.contains("no story is found by `信风`"), "{said}");
    assert!(
        said.contains("titles") && said.contains("the text of a story"),
        "{said}"
    );
}

#[test]
fn show_names_the_title_before_a_change_only_when_the_title_changed() {
    let env = Env::new("[[sources]]\nname = \"a\"\npath = \"a.rss\"\n");
    let changed = |body: &str, title: &str| {
        env.write("a.rss", rss(&[("1", title, body)]));
        env.pass();
    };
    changed("<p>渡轮今日停航。码头照常开放。</p>", "渡轮停航");
    changed("<p>渡轮明日停航。码头照常开放。</p>", "渡轮停航");
    let id = env.export()[0]["entry"].as_str().unwrap().to_owned();
    let said = env.ok(&["show", &id]);
    assert!(
        said.contains("1 changed") && !said.contains("(before:"),
        "{said}"
    );
    changed("<p>渡轮明日停航。码头照常开放。</p>", "渡轮复航");
    let said = env.ok(&["show", &id]);
    assert!(
        said.contains("retitled") && said.contains("(before: 渡轮停航)"),
        "{said}"
    );
}

#[test]
fn no_message_counts_one_in_the_plural() {
    let env = Env::new(
        "[[sources]]\nname = \"a\"\npath = \"a.rss\"\n\
         [[rules]]\nname = \"r\"\nwhen = { any = [\"x\"] }\ndo = { label = [\"l\"] }\n",
    );
    env.write("a.rss", rss(&[("1", "海堤", "<p>渡轮今日停航。</p>")]));
    let id = |env: &Env| env.export()[0]["entry"].as_str().unwrap().to_owned();
    let mut said = env.ok(&["run", "-v"]);
    let entry = id(&env);
    for arguments in [
        ["check"].as_slice(),
        &["doctor"],
        &["backup", "-v", "one.db"],
        &["refold"],
        &["explain", &entry],
        &["pin", &entry],
        &["publish", "-v"],
        &["restore", "one.db"],
        &["preview", "a.rss"],
    ] {
        let ended = env.run(arguments);
        said += &ended.out;
        said += &ended.err;
    }
    assert!(said.contains("1 source, 1 rule, 1 output"), "{said}");
    let is_number_one = |word: &str| word.trim_start_matches(['(', ' ']) == "1";
    let words: Vec<&str> = said.split_whitespace().collect();
    for pair in words.windows(2) {
        let [one, noun] = pair else { continue };
        let noun = noun.trim_end_matches([',', ';', ')', '.', ':']);
        let plurals = [
            "sources",
            "rules",
            "outputs",
            "stories",
            "entries",
            "findings",
            "characters",
            "files",
            "days",
            "tries",
            "texts",
            "feeds",
        ];
        assert!(
            !(is_number_one(one) && plurals.contains(&noun)),
            "{pair:?}: {said}"
        );
    }
}

#[test]
fn export_takes_the_option_of_every_report() {
    let env = Env::new("[[sources]]\nname = \"a\"\npath = \"a.rss\"\n");
    env.write("a.rss", rss(&[("1", "海堤", "<p>渡轮今日停航。</p>")]));
    env.pass();
    let plain = env.ok(&["export"]);
    assert_eq!(plain.lines().count(), 1);
    for options in [
        ["--json"].as_slice(),
        &["--format", "jsonl"],
        &["--format", "jsonl", "--json"],
    ] {
        assert_eq!(env.ok(&[&["export"], options].concat()), plain);
    }
}

#[test]
fn doctor_says_what_to_do_below_each_finding_and_breaks_no_address() {
    let env = Env::new(
        "[[sources]]\nname = \"dead\"\nurl = \"http://127.0.0.1:1/a/long/address/of/a/feed.xml\"\n",
    );
    env.run(&["run", "--force"]);
    let doctor = env.run(&["doctor"]).out;
    let mut lines = doctor.lines();
    let found = lines.find(|line| line.contains("source dead: never read in 1 try: "));
    assert!(
        found.is_some_and(|line| line.contains("/a/long/address/of/a/feed.xml")),
        "{doctor}"
    );
    let remedy = lines.next().unwrap();
    assert!(
        remedy.trim_start().starts_with("→ check host and port"),
        "{doctor}"
    );
}

#[test]
fn doctor_does_not_promise_a_new_store_where_the_outputs_of_a_lost_one_are() {
    let server = Server::start();
    server.route(
        "/a",
        Reply::ok(rss(&[("1", "海堤", "<p>渡轮今日停航。</p>")])),
    );
    let env = Env::new(&feed(&server, "a"));
    env.pass();
    for name in ["store.db", "store.db-wal", "store.db-shm"] {
        let _absent = std::fs::remove_file(env.path(name));
    }
    let doctor = env.run(&["doctor"]);
    assert_eq!(doctor.code, 1);
    assert!(doctor.out.contains("wrong  store"), "{}", doctor.out);
    assert!(doctor.out.contains("run --new-store"), "{}", doctor.out);
    assert!(
        !doctor.out.contains("`feedfold run` makes it"),
        "{}",
        doctor.out
    );
}

#[test]
fn a_damaged_store_is_told_to_make_way_for_a_new_one_that_keeps_the_ids() {
    let server = Server::start();
    server.route(
        "/a",
        Reply::ok(rss(&[("1", "海堤", "<p>渡轮今日停航。</p>")])),
    );
    let env = Env::new(&feed(&server, "a"));
    env.pass();
    std::fs::write(env.path("store.db"), "no database").unwrap();
    for command in ["run", "stories"] {
        let ended = env.run(&[command]);
        assert!(
            ended.err.contains("`feedfold run --new-store`"),
            "{}",
            ended.err
        );
    }
    assert!(env.run(&["doctor"]).out.contains("run --new-store"));
    // The advice works.
    std::fs::rename(env.path("store.db"), env.path("damaged.db")).unwrap();
    env.ok(&["run", "--new-store"]);
}

#[test]
fn lists_without_a_row_say_so_and_how_to_go_on() {
    let env = Env::new("");
    env.run(&["run"]);
    assert_eq!(
        env.ok(&["stories"]),
        "no story is stored yet: `feedfold run` reads the sources that are due\n"
    );
    assert!(
        env.ok(&["stories", "--min-entries", "2"])
            .contains("2 entries or more")
    );
    assert!(env.ok(&["sources"]).contains("`feedfold add ADDRESS`"));
    let check = env.ok(&["check"]);
    assert_eq!(check.lines().count(), 1, "{check}");
    assert!(check.contains("is in order: 0 sources"), "{check}");
}

#[test]
fn a_configuration_that_cannot_be_written_names_the_cause_once() {
    let env = Env::new("");
    env.write("taken", "a file where a folder should be");
    let ended = env.run(&["--config", "taken/feeds.toml", "init"]);
    assert_ne!(ended.code, 0);
    assert_eq!(
        ended.err.matches("not a directory").count(),
        1,
        "{}",
        ended.err
    );
    assert!(!ended.err.contains("is there already"), "{}", ended.err);
}

#[test]
fn a_cut_document_promises_the_next_request_and_not_the_next_run() {
    let server = Server::start();
    let whole = rss(&[
        ("1", "One", "<p>First.</p>"),
        ("2", "Two", "<p>Second.</p>"),
    ]);
    let cut = whole.split("</item>").next().unwrap().to_owned() + "</item><item><title>Ha";
    server.route("/a", Reply::ok(cut));
    let env = Env::new(&feed(&server, "a"));
    let ended = env.run(&["run", "--force"]);
    assert!(
        ended.err.contains("the next request reads all of it again"),
        "{}",
        ended.err
    );
    let doctor = env.run(&["doctor"]).out;
    assert!(
        doctor.contains("the next request asks for all of it"),
        "{doctor}"
    );
}

/// `run -v` once warned of each source that is not due yet, though all is well.
#[test]
fn a_source_that_is_not_due_is_no_warning() {
    let server = Server::start();
    server.route("/a", Reply::ok(rss(&[("1", "title", &text(1))])));
    let env = Env::new(&feed(&server, "a"));
    env.ok(&["run"]);
    let ended = env.run(&["run", "-v"]);
    assert!(
        ended.err.contains("a was not asked: due 20"),
        "{}",
        ended.err
    );
    assert!(!ended.err.contains("warning"), "{}", ended.err);
}
