//! A stored text that cannot be unpacked: another copy of its story gives the text, and everything
//! that shows the entry says that its own is damaged.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "test code: what is not there is a failed test"
)]

use rusqlite::Connection;
use serde_json::Value;

use super::env::{Env, rss};
use super::serve::client::Serving;
use super::server::{Reply, Request, Server};

const SOURCES: &str = "[[sources]]\nname = \"a\"\npath = \"a.rss\"\npriority = 9\n\
                       [[sources]]\nname = \"b\"\npath = \"b.rss\"\n\
                       [[sources]]\nname = \"c\"\npath = \"c.rss\"\n";

/// The paragraphs of a text that is stored compressed.
fn paragraphs(word: &str) -> Vec<String> {
    let places = [
        "东岸的渔港",
        "北面的海峡",
        "河口的沙洲",
        "西侧的旧城",
        "离岛的货场",
        "湖区的大坝",
        "南端的岬角",
        "内河的船坞",
        "外海的钻井",
        "县城的渡口",
    ];
    let dues = [
        "财政", "交通", "海事", "水利", "渔政", "环保", "规划", "应急", "气象", "港务",
    ];
    let both = places.iter().zip(dues);
    let both = both.map(|(place, due)| {
        format!(
            "<p>{word}要先看{place}，{due}部门在那里设点值守，{place}的居民可以随时查阅{due}部门的记录。</p>"
        )
    });
    both.collect()
}

fn long(word: &str) -> String {
    paragraphs(word).concat()
}

/// A story that `a` represents, with a full repost of `b` and an excerpt of `c`, and another of `b`
/// alone.
fn carried() -> Env {
    let env = Env::new(SOURCES);
    env.write("a.rss", rss(&[("original", "灯塔", &long("灯塔"))]));
    let repost = format!("{}<p><img src=\"/of-b.png\"/></p>", long("灯塔"));
    env.write(
        "b.rss",
        rss(&[
            ("repost", "灯塔改造", &repost),
            ("alone", "码头", &long("码头")),
        ]),
    );
    let excerpt = paragraphs("灯塔").drain(..6).collect::<String>();
    env.write("c.rss", rss(&[("excerpt", "灯塔", &excerpt)]));
    env.pass();
    env.ok(&["merge", &key(&env, "excerpt"), &key(&env, "original")]);
    assert_eq!(env.partition().len(), 2);
    env
}

/// Damages the stored texts of the entries with these guids.
fn spoil(env: &Env, guids: &[&str]) {
    let store = Connection::open(env.path("store.db")).unwrap();
    for guid in guids {
        let changed = store.execute(
            "UPDATE bodies SET html = x'09000000FF'
             WHERE entry IN (SELECT id FROM entries WHERE guid = ?1)",
            [guid],
        );
        assert_eq!(changed.unwrap(), 1, "{guid}");
    }
}

fn key(env: &Env, guid: &str) -> String {
    let entry = env.export().into_iter().find(|entry| entry["guid"] == guid);
    let key = entry.unwrap().get("entry").cloned();
    key.unwrap().as_str().unwrap().to_owned()
}

/// The entry with this title in the output.
fn entry(env: &Env, title: &str) -> String {
    let output = env.read("public/all.atom");
    let mut entries = output.split("<entry>");
    let found = entries.find(|entry| entry.contains(&format!(">{title}</title>")));
    found.unwrap().to_owned()
}

#[test]
fn a_full_repost_gives_the_text_of_a_representative_whose_own_is_damaged_and_nothing_else() {
    let env = carried();
    let (whole, dates) = (
        env.read("public/all.atom"),
        env.published("public/all.atom"),
    );
    let copy = env.copy();
    spoil(&env, &["original"]);
    let ended = env.run(&["publish"]);
    assert_eq!(ended.code, 1, "{}", ended.err);
    assert!(
        ended.err.contains("1 stored text is damaged"),
        "{}",
        ended.err
    );
    assert_eq!(env.published("public/all.atom"), dates, "ids and `updated`");
    let shown = entry(&env, "灯塔");
    assert!(shown.contains("县城的渡口"), "{shown}");
    for part in [
        "href=\"https://outlet.example/original\"",
        // What the text names lies on the site of its outlet.
        "https://outlet.example/of-b.png",
    ] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    // The excerpt does not stand in for the whole text.
    spoil(&env, &["repost"]);
    let ended = env.run(&["publish"]);
    assert_eq!(ended.code, 1, "{}", ended.err);
    assert!(
        ended.err.contains("2 stored texts are damaged"),
        "{}",
        ended.err
    );
    assert_eq!(env.published("public/all.atom"), dates, "ids and `updated`");
    assert!(!entry(&env, "灯塔").contains("灯塔要先看"));
    // The text comes back as it was.
    std::fs::copy(copy.path("store.db"), env.path("backup.db")).unwrap();
    env.ok(&["restore", "backup.db"]);
    env.ok(&["publish"]);
    assert_eq!(env.read("public/all.atom"), whole);
}

#[test]
fn what_shows_an_entry_says_that_its_stored_text_is_damaged() {
    let env = carried();
    let ids = ["original", "alone"].map(|guid| key(&env, guid));
    spoil(&env, &["original", "alone"]);
    let [original, alone] = ids.each_ref().map(|id| env.ok(&["show", id]));
    for shown in [&original, &alone] {
        assert!(
            shown.contains("damaged      its stored text cannot be unpacked: `feedfold doctor`"),
            "{shown}"
        );
    }
    assert!(
        original.contains("\nthe text of Outlet:\n灯塔要先看"),
        "{original}"
    );
    assert!(!alone.contains("码头要先看"), "{alone}");
    let json: Value = serde_json::from_str(&env.ok(&["show", "--json", &ids[0]])).unwrap();
    let damaged = json["entries"].as_array().unwrap().iter();
    let damaged: Vec<_> = damaged.map(|entry| entry.get("damaged_text")).collect();
    assert_eq!(damaged, [Some(&Value::Bool(true)), None, None]);

    let found = env.run(&["search", "码头"]);
    assert_eq!(found.code, 0, "{}", found.err);
    assert!(found.out.contains("码头"), "{}", found.out);
    assert!(
        found.err.contains("1 stored text is damaged"),
        "{}",
        found.err
    );

    let compared = env.run(&["diff", &ids[0], &ids[1]]);
    assert_eq!(compared.code, 1);
    assert!(
        compared.err.contains("is damaged (灯塔)"),
        "{}",
        compared.err
    );

    let server = Serving::start(&env);
    let page = |id: &str| server.get(&format!("/s/{id}"), &[]).text().to_owned();
    let story = |id: &str| {
        let found = env.ok(&["show", "--json", id]);
        let found: Value = serde_json::from_str(&found).unwrap();
        found["story"].as_str().unwrap().to_owned()
    };
    let [original, alone] = ids.each_ref().map(|id| page(&story(id)));
    assert!(
        original.contains("The stored text is damaged. This is the text of the copy of Outlet."),
        "{original}"
    );
    assert!(original.contains("灯塔要先看"), "{original}");
    assert!(alone.contains("The stored text is damaged."), "{alone}");
    drop(server);

    let ended = env.run(&["doctor"]);
    assert_eq!(ended.code, 1);
    let said = ended.out.split_whitespace().collect::<Vec<_>>().join(" ");
    for part in [
        "2 entries have a text that cannot be unpacked (",
        " of a: 灯塔",
        " of b: 码头",
        "`feedfold run` brings back what the feeds still have",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
}

#[test]
fn an_export_says_which_texts_it_lacks_and_leaves_the_posts_of_an_earlier_one() {
    let env = carried();
    let export = ["export", "--format", "posts", "--to", "posts"];
    env.ok(&export);
    let post = std::fs::read_dir(env.path("posts"))
        .unwrap()
        .map(Result::unwrap);
    let post = post.map(|file| file.path()).find(|file| {
        let post = std::fs::read_to_string(file).unwrap();
        post.contains("source_guid: \"alone\"")
    });
    let (post, whole) = post
        .map(|post| (post.clone(), std::fs::read(post).unwrap()))
        .unwrap();
    spoil(&env, &["alone"]);
    let ended = env.run(&export);
    assert_eq!(ended.code, 1, "{}", ended.err);
    assert!(ended.err.contains(" of b: 码头"), "{}", ended.err);
    assert!(
        ended.out.contains("3 posts in posts, 0 of them new"),
        "{}",
        ended.out
    );
    assert_eq!(std::fs::read(post).unwrap(), whole);
    let alone = key(&env, "alone");
    // The lines hold no text; a rule that reads texts may give other labels.
    env.ok(&["export"]);
    let rules = "[[rules]]\nname = \"lights\"\nwhen = { any = [\"码头要先看\"], on = [\"text\"] }\n\
                 do = { label = [\"x\"] }\n";
    env.configure(&format!("{SOURCES}{rules}"));
    let ended = env.run(&["export"]);
    assert_eq!(ended.code, 1, "{}", ended.err);
    assert_eq!(ended.out.lines().count(), 4);
    let tested = env.run(&["rules", "test"]);
    let explained = env.run(&["check", "--explain", &alone]);
    for ended in [ended, tested, explained] {
        assert!(ended.err.contains(" of b: 码头"), "{}", ended.err);
    }
}

#[test]
fn a_backup_with_a_damaged_text_takes_the_place_of_no_older_one() {
    let env = carried();
    env.write("store-20210101T000000Z.db", "old");
    spoil(&env, &["alone"]);
    let ended = env.run(&["backup", "--keep", "1", "--json"]);
    assert_eq!(ended.code, 1, "{}", ended.err);
    let said = "1 stored text is damaged, in this backup too (";
    assert!(ended.err.contains(said), "{}", ended.err);
    assert!(ended.err.contains(" of b: 码头)"), "{}", ended.err);
    let written: Value = serde_json::from_str(&ended.out).unwrap();
    assert_eq!(written["damaged_texts"][0]["title"], "码头");
    assert_eq!(written["removed"].as_array().unwrap().len(), 0);
    let file = written["file"].as_str().unwrap();
    assert!(std::path::Path::new(file).exists());
    assert!(env.path("store-20210101T000000Z.db").exists());
}

#[test]
fn a_refold_does_the_rest_and_leaves_the_story_of_a_damaged_text_whole() {
    let env = carried();
    let before = env.partition();
    let (dates, stories) = (env.published("public/all.atom"), stories(&env));
    spoil(&env, &["original"]);
    // As after an upgrade.
    let store = Connection::open(env.path("store.db")).unwrap();
    store.execute("UPDATE entries SET version = 0", []).unwrap();
    for dry in [true, false] {
        let mut command = vec!["refold", "--json"];
        command.extend(dry.then_some("--dry-run"));
        let ended = env.run(&command);
        assert_eq!(ended.code, 1, "{}", ended.err);
        let said = "1 stored text is damaged, so that its entry keeps its story (";
        assert!(ended.err.contains(said), "{}", ended.err);
        let refolded: Value = serde_json::from_str(&ended.out).unwrap();
        assert_eq!(refolded["entries"], 3, "{refolded}");
        assert_eq!(refolded["damaged_texts"][0]["title"], "灯塔");
    }
    assert!(!env.path("store.db-refold").exists());
    assert_eq!(env.partition(), before);
    assert_eq!(self::stories(&env), stories);
    assert_eq!(env.run(&["publish"]).code, 1);
    assert_eq!(env.published("public/all.atom"), dates);
    // A copy that comes later finds the story by its whole members.
    let store = Connection::open(env.path("store.db")).unwrap();
    let old: u32 = store
        .query_row(
            "SELECT count(*) FROM entries WHERE version = 0",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(old, 1, "the damaged one");
    drop(store);
    env.write("c.rss", rss(&[("late", "灯塔", &long("灯塔"))]));
    assert_eq!(env.run(&["run", "--force"]).code, 1);
    assert_eq!(env.partition().len(), before.len());
}

/// Each entry with its story.
fn stories(env: &Env) -> Vec<[Option<Value>; 2]> {
    let entries = env.export().into_iter();
    entries
        .map(|entry| ["entry", "story"].map(|name| entry.get(name).cloned()))
        .collect()
}

/// A feed of this server with one text, and the page of its entry.
fn served(full_text: &str) -> (Server, Env) {
    let server = Server::start();
    let link = server.url("/page");
    let feed = |text: &str| {
        format!(
            "<rss version=\"2.0\"><channel><title>Outlet</title><link>https://outlet.example/</link>\
             <item><guid isPermaLink=\"false\">original</guid><title>灯塔</title><link>{link}</link>\
             <description><![CDATA[{text}]]></description></item></channel></rss>"
        )
    };
    let page = format!(
        "<html><body><article>{}</article></body></html>",
        long("灯塔")
    );
    let text = if full_text.is_empty() {
        long("灯塔")
    } else {
        "<p>灯塔要先看渔港。</p>".to_owned()
    };
    server.route(
        "/a",
        Reply::ok(feed(&text)).header("ETag", "\"1\"").conditional(),
    );
    let page = Reply::ok(page)
        .header("Content-Type", "text/html")
        .header("ETag", "\"p\"");
    server.route("/page", page.conditional());
    let env = Env::new(&format!(
        "[[sources]]\nname = \"a\"\nurl = \"{}\"\n{full_text}",
        server.url("/a")
    ));
    (server, env)
}

/// A feed that did not change was answered with 304, and an entry that did not change was skipped,
/// so that a damaged text stayed so though the publisher still had it.
#[test]
fn the_read_after_a_damaged_text_was_met_brings_it_back_from_a_feed_that_did_not_change() {
    for (full_text, path) in [("", "/a"), ("full_text = true\n", "/page")] {
        let (server, env) = served(full_text);
        env.pass();
        let whole = env.read("public/all.atom");
        assert!(whole.contains("县城的渡口"), "{whole}");
        let dates = env.published("public/all.atom");
        spoil(&env, &["original"]);
        server.forget_requests();
        let met = env.run(&["run", "--force"]);
        assert_eq!(met.code, 1, "{}", met.err);
        let is_conditional = |request: &Request| request.header("if-none-match").is_some();
        assert!(server.requests_to("/a").iter().all(is_conditional));
        server.forget_requests();
        let mended = env.run(&["run", "--force"]);
        assert_eq!((mended.code, mended.err.as_str()), (0, ""), "{path}");
        let asked = server.requests_to(path);
        assert!(asked.len() == 1 && !is_conditional(&asked[0]), "{path}");
        assert_eq!(env.read("public/all.atom"), whole, "{path}");
        assert_eq!(env.published("public/all.atom"), dates, "{path}");
        let shown = env.ok(&["show", &key(&env, "original")]);
        assert!(!shown.contains("changed"), "{path}: {shown}");
    }
}

#[test]
fn a_damaged_text_that_is_nowhere_any_more_is_asked_for_once_a_week() {
    let (server, env) = served("");
    env.pass();
    spoil(&env, &["original"]);
    let empty = "<rss version=\"2.0\"><channel><title>Outlet</title></channel></rss>";
    server.route("/a", Reply::ok(empty).header("ETag", "\"2\"").conditional());
    // What is met is asked for by the next run.
    env.run(&["run", "--force"]);
    server.forget_requests();
    for _ in 0..4 {
        assert_eq!(env.run(&["run", "--force"]).code, 1);
    }
    let requests = server.requests_to("/a");
    let conditions = requests
        .iter()
        .map(|request| request.header("if-none-match").is_some());
    assert_eq!(conditions.collect::<Vec<_>>(), [false, true, true, true]);
}
