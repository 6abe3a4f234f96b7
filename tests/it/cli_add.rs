//! `add` turns an address into a source in `feeds.toml`.
#![expect(
    clippy::unwrap_used,
    reason = "test code: what is not there is a failed test"
)]

use serde_json::{Value, json};

use super::env::{Ended, Env, rss, text};
use super::server::{Reply, Server};

/// What stands in the configuration, with the remarks somebody made.
const OLD: &str = "\n# ours, since 2019\n[[sources]]   # do not touch\nname = \"old\"\nurl   =   'https://old.example/feed'   # slow\n\n# The end.\n";

fn feed() -> Reply {
    Reply::ok(rss(&[("1", "第1号", &text(1))])).header("Content-Type", "application/rss+xml")
}

fn page(head: &str, body: &str) -> Reply {
    let html = format!(
        "<!DOCTYPE html><html><head><title>Outlet</title>{head}</head><body>{body}</body></html>"
    );
    Reply::ok(html).header("Content-Type", "text/html; charset=utf-8")
}

fn link(href: &str, title: &str) -> String {
    format!(
        "<link rel=\"alternate\" type=\"application/rss+xml\" title=\"{title}\" href=\"{href}\">"
    )
}

/// The paths asked for, in order.
fn asked(server: &Server) -> Vec<String> {
    let requests = server.requests();
    requests
        .iter()
        .map(|request| request.target.clone())
        .collect()
}

fn value(ended: &Ended) -> Value {
    assert_eq!(ended.code, 0, "{}", ended.err);
    serde_json::from_str(&ended.out).unwrap()
}

/// The `[[sources]]` of the configuration behind those that stood there.
fn added(env: &Env) -> Vec<toml::Table> {
    let document: toml::Table = env.read("feeds.toml").parse().unwrap();
    let sources = document.get("sources").and_then(toml::Value::as_array);
    let tables = sources.into_iter().flatten().skip(1);
    tables
        .filter_map(|source| source.as_table().cloned())
        .collect()
}

fn text_of<'t>(table: &'t toml::Table, key: &str) -> &'t str {
    table
        .get(key)
        .and_then(toml::Value::as_str)
        .unwrap_or_default()
}

/// That a command changed nothing in the configuration.
fn unchanged(env: &Env, arguments: &[&str], code: i32) -> Ended {
    let before = env.read("feeds.toml");
    let ended = env.run(arguments);
    assert_eq!(ended.code, code, "{}{}", ended.out, ended.err);
    assert_eq!(env.read("feeds.toml"), before);
    ended
}

#[test]
fn a_feed_is_added_with_one_request_and_the_next_run_reads_it() {
    let server = Server::start();
    server.route("/feed.xml", feed());
    let env = Env::new(&OLD.replace("name", "enabled = false\nname"));
    let before = env.read("feeds.toml");
    let url = server.url("/feed.xml");
    let said = env.ok(&["add", &url]);
    assert!(
        said.contains("added `outlet` to feeds.toml: Outlet, "),
        "{said}"
    );
    assert_eq!(asked(&server), ["/feed.xml"]);

    let [source] = &added(&env)[..] else {
        unreachable!("one source is added")
    };
    assert_eq!(text_of(source, "name"), "outlet");
    assert_eq!(text_of(source, "url"), url);
    assert_eq!(text_of(source, "title"), "Outlet");
    let after = env.read("feeds.toml");
    let table = format!("\n[[sources]]\nname = \"outlet\"\nurl = \"{url}\"\ntitle = \"Outlet\"\n");
    assert!(after.contains(&table), "{after}");
    assert_eq!(after.replacen(&table, "", 1), before);

    let report = env.pass();
    assert_eq!(report["sources"][0]["source"], "outlet");
    assert_eq!(env.export().len(), 1);
}

#[test]
fn the_feed_a_page_names_is_added_with_two_requests() {
    let server = Server::start();
    server.route("/news/", page(&link("../rss?a=1&amp;b=2", "News"), ""));
    server.route("/rss", feed());
    let env = Env::new(OLD);
    env.ok(&["add", &server.url("/news/")]);
    assert_eq!(asked(&server), ["/news/", "/rss?a=1&b=2"]);
    assert_eq!(text_of(&added(&env)[0], "url"), server.url("/rss?a=1&b=2"));
}

#[test]
fn of_two_feeds_the_first_that_can_be_read_is_added_and_the_other_named() {
    let server = Server::start();
    let links = link("/one", "One") + &link("/two", "Two");
    server.route("/", page(&links, ""));
    server.route("/one", feed());
    server.route("/two", feed());
    let env = Env::new(OLD);
    let said = env.ok(&["add", &server.url("/")]);
    assert!(said.contains("the page also offers:"), "{said}");
    assert!(
        said.contains(&format!("{}  Two", server.url("/two"))),
        "{said}"
    );
    assert_eq!(asked(&server), ["/", "/one"]);
    assert_eq!(text_of(&added(&env)[0], "url"), server.url("/one"));

    server.route("/one", Reply::status(404));
    let env = Env::new(OLD);
    env.ok(&["add", &server.url("/")]);
    assert_eq!(text_of(&added(&env)[0], "url"), server.url("/two"));
}

#[test]
fn a_feed_at_a_common_path_is_found_without_being_named() {
    let server = Server::start();
    server.route("/", page("", "<p>Welcome.</p>"));
    server.route("/atom.xml", feed());
    let env = Env::new(OLD);
    let ended = env.run(&["add", "--json", &server.url("/")]);
    assert_eq!(value(&ended)["found"].as_array().map(Vec::len), Some(1));
    assert_eq!(asked(&server), ["/", "/feed", "/rss.xml", "/atom.xml"]);
    assert_eq!(text_of(&added(&env)[0], "url"), server.url("/atom.xml"));
}

/// Adds what is behind the page at `/` and says which address was written.
fn found_behind(server: &Server) -> String {
    let env = Env::new(OLD);
    env.ok(&["add", &server.url("/")]);
    let added = added(&env);
    let first = added.first().unwrap();
    text_of(first, "url").to_owned()
}

#[test]
fn a_feed_that_only_the_header_link_names_is_found() {
    let server = Server::start();
    let header = "</style.css>; rel=preload, </news.php?id=1>; rel=\"alternate\"; type=\"application/rss+xml\"";
    server.route("/", page("", "<p>Welcome.</p>").header("Link", header));
    server.route("/news.php", feed());
    assert_eq!(found_behind(&server), server.url("/news.php?id=1"));
    assert_eq!(asked(&server), ["/", "/news.php?id=1"]);
}

#[test]
fn a_page_that_sends_browsers_on_is_followed() {
    let server = Server::start();
    let refresh = "<meta http-equiv=\"Refresh\" content=\"0; URL='/cn/index.html'\">";
    server.route("/", page(refresh, ""));
    server.route("/cn/index.html", page(&link("/cn/rss", "News"), ""));
    server.route("/cn/rss", feed());
    assert_eq!(found_behind(&server), server.url("/cn/rss"));
    assert_eq!(asked(&server), ["/", "/cn/index.html", "/cn/rss"]);
}

#[test]
fn a_feed_that_a_frame_names_is_found_before_common_paths_are_tried() {
    let server = Server::start();
    let frames = "<frameset><frame src=\"/top.html\"><frame src=\"/main.html\"></frameset>";
    server.route("/", page(frames, ""));
    server.route("/top.html", page("", "<p>Logo</p>"));
    server.route("/main.html", page("", "<a href=\"/export?id=7\">RSS</a>"));
    server.route("/export", feed());
    assert_eq!(found_behind(&server), server.url("/export?id=7"));
    assert_eq!(
        asked(&server),
        ["/", "/top.html", "/main.html", "/export?id=7"]
    );
}

#[test]
fn a_page_that_sends_browsers_to_itself_ends() {
    let server = Server::start();
    let frames = "<meta http-equiv=refresh content=\"5;url=/\"><iframe src=\"/a\"></iframe>";
    server.route("/", page(frames, ""));
    server.route(
        "/a",
        page(
            "<iframe src=\"/\"></iframe><iframe src=\"/b\"></iframe>",
            "",
        ),
    );
    let env = Env::new(OLD);
    unchanged(&env, &["add", &server.url("/")], 1);
    let asked = asked(&server);
    assert!(!asked.contains(&"/b".to_owned()), "{asked:?}");
    // The page, its frame and the common paths.
    assert_eq!(asked.len(), 8, "{asked:?}");
}

#[test]
fn the_feed_of_comments_is_not_the_one_that_is_added() {
    let server = Server::start();
    let head = link("/comments/feed", "Outlet » Comments Feed") + &link("/feed", "Outlet » Feed");
    server.route("/", page(&head, ""));
    for path in ["/comments/feed", "/feed"] {
        server.route(path, feed());
    }
    assert_eq!(found_behind(&server), server.url("/feed"));
}

#[test]
fn an_address_with_the_scheme_feed_is_read_as_what_it_means() {
    let server = Server::start();
    server.route("/export", feed());
    let plain = server.url("/export");
    for written in [
        plain.replacen("http://", "feed://", 1),
        format!("feed:{plain}"),
    ] {
        let env = Env::new(OLD);
        env.ok(&["add", &written]);
        assert_eq!(text_of(&added(&env)[0], "url"), plain, "{written}");
    }
}

#[test]
fn a_page_without_feeds_changes_nothing_and_says_why() {
    let server = Server::start();
    server.route("/", page("", "<p>Welcome.</p>"));
    let env = Env::new(OLD);
    let ended = unchanged(&env, &["add", &server.url("/")], 1);
    assert!(
        ended.err.contains("a web page titled “Outlet”, not a feed"),
        "{}",
        ended.err
    );
    let tried =
        "none at /feed, /rss.xml, /atom.xml, /feed.xml, /index.xml, /rss: look for the address";
    assert!(ended.err.contains(tried), "{}", ended.err);
    assert_eq!(asked(&server).len(), 7);

    server.route("/", page(&link("/gone", "Gone"), ""));
    let ended = unchanged(&env, &["add", &server.url("/")], 1);
    let gone = format!("the page offers {}, but ", server.url("/gone"));
    assert!(ended.err.contains(&gone), "{}", ended.err);
    assert!(ended.err.contains("404"), "{}", ended.err);
}

#[test]
fn an_address_that_cannot_be_read_changes_nothing() {
    let server = Server::start();
    server.route("/down", Reply::status(503));
    let env = Env::new(OLD);
    let ended = unchanged(&env, &["add", &server.url("/down")], 1);
    assert!(ended.err.contains("503"), "{}", ended.err);
    let private = unchanged(&env, &["add", "http://10.0.0.1/feed"], 1);
    assert!(private.err.contains("allow_private"), "{}", private.err);
}

#[test]
fn what_is_there_already_is_refused_without_a_request() {
    let server = Server::start();
    server.route("/feed", feed());
    server.route("/", page(&link("/feed", "News"), ""));
    let env = Env::new(&OLD.replace("https://old.example/feed", &server.url("/feed")));
    let ended = unchanged(&env, &["add", &server.url("/feed#top")], 2);
    assert!(
        ended.err.contains("as the source `old` in line"),
        "{}",
        ended.err
    );
    let ended = unchanged(&env, &["add", "--name", "old", "https://b.example/"], 2);
    assert!(ended.err.contains("choose another name"), "{}", ended.err);
    let ended = unchanged(&env, &["add", "--name", " ", "https://b.example/"], 2);
    assert!(ended.err.contains("--name"), "{}", ended.err);
    let ended = unchanged(&env, &["add", "b.example/feed"], 2);
    assert!(
        ended.err.contains("write \"https://b.example/feed\""),
        "{}",
        ended.err
    );
    assert_eq!(asked(&server), Vec::<String>::new());
    // Behind a page it takes the page to know.
    let ended = unchanged(&env, &["add", &server.url("/")], 2);
    assert!(ended.err.contains("is there already"), "{}", ended.err);
}

#[test]
fn a_route_is_read_on_the_instance_and_written_as_a_route() {
    let server = Server::start();
    server.route("/sina/finance", feed());
    let env = Env::new(OLD);
    let ended = unchanged(&env, &["add", "rsshub://sina/finance"], 2);
    assert!(
        ended.err.contains("name one below [fetch]"),
        "{}",
        ended.err
    );
    let instance = format!("[fetch]\nrsshub = \"{}\"\n", server.url("/?key=sesame"));
    env.write(
        "feeds.toml",
        env.read("feeds.toml").replace("[fetch]\n", &instance),
    );
    let said = env.ok(&["add", "rsshub://sina/finance"]);
    assert!(!said.contains("sesame"), "{said}");
    assert_eq!(asked(&server), ["/sina/finance?key=sesame"]);
    let [source] = &added(&env)[..] else {
        unreachable!("one source is added")
    };
    assert_eq!(text_of(source, "url"), "rsshub://sina/finance");
    assert_eq!(text_of(source, "name"), "sina-finance");
}

#[test]
fn a_name_is_taken_as_given_and_made_unique_otherwise() {
    let server = Server::start();
    server.route("/a", feed());
    server.route("/b", feed());
    server.route("/c", feed());
    let env = Env::new(OLD);
    env.ok(&["add", "--name", "新闻", &server.url("/a")]);
    env.ok(&["add", &server.url("/b")]);
    let last = env.run(&["add", "--json", &server.url("/c")]);
    let found = json!([{ "url": server.url("/c"), "title": "Outlet" }]);
    assert_eq!(value(&last), json!({ "added": "outlet-2", "found": found }));
    let sources = added(&env);
    let names: Vec<&str> = sources
        .iter()
        .map(|source| text_of(source, "name"))
        .collect();
    assert_eq!(names, ["新闻", "outlet", "outlet-2"]);
}

#[test]
fn add_with_list_shows_the_feeds_of_a_page_and_adds_nothing() {
    let server = Server::start();
    let links = link("/one", "One") + &link("/two", "Two");
    server.route("/", page(&links, ""));
    server.route("/one", feed());
    let env = Env::new(OLD);
    let ended = unchanged(&env, &["add", "--list", &server.url("/")], 0);
    assert!(ended.out.contains("/one  Outlet"), "{}", ended.out);
    assert!(ended.out.contains("/two  Two"), "{}", ended.out);
    let listed = value(&unchanged(
        &env,
        &["add", "--list", "--json", &server.url("/")],
        0,
    ));
    assert_eq!(listed["added"], Value::Null);
    assert_eq!(listed["found"][1]["url"], json!(server.url("/two")));
    // What a source reads already can be listed still.
    let ended = unchanged(&env, &["add", "--list", &server.url("/one")], 0);
    assert!(ended.out.contains("/one"), "{}", ended.out);
}

#[test]
fn a_title_that_controls_terminals_or_toml_is_harmless() {
    let server = Server::start();
    let title = "A&quot;\nurl = &quot;x\u{202e}]]";
    server.route("/", page(&link("/one", title), ""));
    let hostile = rss(&[]).replace("<title>Outlet</title>", &format!("<title>{title}</title>"));
    server.route("/one", Reply::ok(hostile));
    let env = Env::new(OLD);
    let said = env.ok(&["add", &server.url("/")]);
    assert!(
        !said.contains('\u{202e}') && said.lines().count() == 1,
        "{said:?}"
    );
    let source = &added(&env)[0];
    assert_eq!(text_of(source, "url"), server.url("/one"));
    assert_eq!(text_of(source, "title"), "A\" url = \"x ]]");
    env.ok(&["check"]);
}

#[test]
fn what_somebody_writes_meanwhile_is_kept_and_a_broken_file_left_alone() {
    let server = Server::start();
    let env = Env::new(OLD);
    let file = env.path("feeds.toml");
    let before = env.read("feeds.toml");
    for (path, more, code) in [
        ("/good", "\n# meanwhile\n", 0),
        ("/bad", "\n[store]\npath = 5\n", 2),
        ("/worse", "\nintervall = \"2h\"\n", 2),
    ] {
        let (file, text) = (file.clone(), format!("{before}{more}"));
        let written = text.clone();
        server.route_with(path, move |_| {
            std::fs::write(&file, &written).unwrap();
            feed()
        });
        env.write("feeds.toml", &before);
        let ended = env.run(&["add", &server.url(path)]);
        assert_eq!(ended.code, code, "{path}: {}", ended.err);
        let after = env.read("feeds.toml");
        if code == 0 {
            assert!(
                after.contains("# meanwhile") && after.contains("\"outlet\""),
                "{after}"
            );
        } else {
            assert_eq!(after, text, "{path}");
            assert!(!ended.err.is_empty());
        }
    }
}

#[test]
fn what_add_cannot_read_is_said_with_what_to_do_and_nobody_tries_again() {
    let server = Server::start();
    server.route("/gone", Reply::status(404));
    server.route("/down", Reply::status(503));
    let env = Env::new(OLD);
    // Nothing listens there: the port of a server that has ended.
    let closed = Server::start().url("/feed");
    for (url, what, remedy) in [
        (server.url("/gone"), "answered 404", "give another address"),
        (server.url("/down"), "503", "run the command again later"),
        (closed, "no connection to", "check host and port"),
    ] {
        let ended = unchanged(&env, &["add", &url], 1);
        assert!(
            ended.err.starts_with("error: nothing was added: "),
            "{}",
            ended.err
        );
        assert!(
            ended.err.contains(what) && ended.err.contains(remedy),
            "{}",
            ended.err
        );
        assert!(!ended.err.contains("asks again"), "{}", ended.err);
        let ended = env.run(&["preview", &url]);
        assert!(!ended.err.contains("asks again"), "{}", ended.err);
    }
}

#[test]
fn the_path_of_a_local_file_is_refused_with_how_to_read_it() {
    let env = Env::new(OLD);
    env.write("here.rss", "<rss/>");
    for (address, is_told) in [("here.rss", true), ("elsewhere.rss", false)] {
        let ended = unchanged(&env, &["add", address], 2);
        let told = ended.err.contains("write `path` instead of `url`");
        assert_eq!(told, is_told, "{}", ended.err);
    }
}

#[test]
fn several_addresses_are_added_though_some_of_them_fail() {
    let server = Server::start();
    server.route("/a", feed());
    server.route("/gone", Reply::status(404));
    let other = rss(&[("1", "第1号", &text(1))]).replace("<title>Outlet<", "<title>岚港财经网<");
    server.route("/b", Reply::ok(other));
    let env = Env::new(OLD);
    let [a, gone, b] = ["/a", "/gone", "/b"].map(|path| server.url(path));
    let old = "https://old.example/feed";
    let ended = env.run(&["add", &gone, &a, old, &b]);
    assert_eq!(ended.code, 1, "{}", ended.err);
    assert_eq!(ended.out.matches("added `").count(), 2, "{}", ended.out);
    assert!(
        ended.err.contains("404") && ended.err.contains("is there already"),
        "{}",
        ended.err
    );
    // The command added others, so that it does not say that nothing was.
    assert!(!ended.err.contains("nothing was added"), "{}", ended.err);
    let sources = added(&env);
    let names: Vec<&str> = sources
        .iter()
        .map(|source| text_of(source, "name"))
        .collect();
    assert_eq!(names, ["outlet", "岚港财经网"]);

    let env = Env::new(OLD);
    let ended = env.run(&["add", "--json", &gone, &b]);
    let lines: Vec<Value> = ended
        .out
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines.len(), 2, "{}", ended.out);
    assert_eq!(lines[0]["added"], Value::Null);
    assert!(
        lines[0]["failed"].as_str().unwrap().contains("404"),
        "{}",
        ended.out
    );
    assert_eq!(lines[1]["added"], "岚港财经网");
    let ended = unchanged(&env, &["add", "--name", "x", &a, &b], 2);
    assert!(
        ended.err.contains("--name names one source"),
        "{}",
        ended.err
    );
}

#[test]
fn the_options_become_keys_of_the_source() {
    let server = Server::start();
    server.route("/a", feed());
    let env = Env::new(OLD);
    let url = server.url("/a");
    let options = [
        "--label",
        "official",
        "--label",
        "部委",
        "--category",
        "a \"b\"",
        "--interval",
        "2h",
        "--full-text",
    ];
    env.ok(&[&["add", url.as_str()][..], &options].concat());
    let source = &added(&env)[0];
    assert_eq!(
        source["labels"],
        toml::Value::from(vec!["official", "部委"])
    );
    assert_eq!(text_of(source, "category"), "a \"b\"");
    assert_eq!(text_of(source, "interval"), "2h");
    assert_eq!(source["full_text"], toml::Value::from(true));
    env.ok(&["check"]);

    // A value that its key does not take is said before anybody is asked.
    let before = asked(&server).len();
    for (option, value, why) in [
        ("--interval", "soon", "interval: expected"),
        ("--label", " ", "labels"),
        ("--category", "", "category: expected"),
    ] {
        let ended = unchanged(&env, &["add", option, value, &server.url("/b")], 2);
        assert!(ended.err.contains(why), "{}", ended.err);
    }
    assert_eq!(asked(&server).len(), before);
}
