//! `run`, end to end, twice: reads sources, stores entries, writes one feed.
#![expect(
    clippy::unwrap_used,
    reason = "test code: what is not there is a failed test"
)]

use serde_json::{Value, json};

use super::env::{Env, rss, text};
use super::server::{Reply, Server};

/// Shared with `run_trouble`.
pub(crate) const POST: &str = "\n---\ntitle: '某部：第7号提案答复'\ncategories: \n    - 金融\n    - 财经 - 国内\n\nauthor: 海港财经\ncomments: false\ndate: Mon, 22 Mar 2021 09:03:29 GMT\nthumbnail: 'https://img.example/a.png'\n---\n\n<div><p>　　正文第一段。</p>\n<p>第二段。</p></div>\n";

/// Shared with `run_trouble`.
pub(crate) fn posts(pattern: &str) -> String {
    format!("[[sources]]\nname = \"posts\"\npath = \"{pattern}\"\n")
}

/// Shared with `run_trouble`.
pub(crate) fn feed(server: &Server, name: &str) -> String {
    let url = server.url(&format!("/{name}"));
    format!("[[sources]]\nname = \"{name}\"\nurl = \"{url}\"\n")
}

/// Shared with `run_trouble`.
pub(crate) fn outcomes(report: &Value) -> Vec<&str> {
    let sources = report["sources"].as_array().unwrap();
    sources
        .iter()
        .map(|source| source["outcome"].as_str().unwrap())
        .collect()
}

#[test]
fn everything_a_post_says_arrives() {
    let env = Env::new(&posts("posts/*.md"));
    env.write("posts/a.md", POST);
    env.pass();
    let [entry] = env.export().try_into().unwrap();
    let shown: Value =
        serde_json::from_str(&env.ok(&["show", "--json", entry["entry"].as_str().unwrap()]))
            .unwrap();
    assert_eq!(entry["title"], "某部：第7号提案答复");
    assert_eq!(entry["guid"], "a.md");
    assert_eq!(entry["file"], "a.md");
    assert_eq!(entry["published"], "2021-03-22T09:03:29Z");
    assert_eq!(entry["categories"], json!(["金融", "财经 - 国内"]));
    assert_eq!(shown["entries"][0]["authors"], json!(["海港财经"]));
    assert_eq!(shown["entries"][0]["outlet"], "海港财经");
    assert_eq!(shown["entries"][0]["image"], "https://img.example/a.png");
    let published = env.read("public/all.atom");
    for part in [
        "某部：第7号提案答复",
        "正文第一段。",
        "<name>海港财经</name>",
        "金融",
    ] {
        assert!(published.contains(part), "{part} in {published}");
    }
    // RFC 4287 4.1.2: an entry without an alternate link must have content.
    assert!(published.contains("<content type=\"html\""));
}

#[test]
fn a_second_pass_stores_nothing_and_leaves_the_output_alone() {
    let server = Server::start();
    server.route("/a", Reply::ok(rss(&[("1", "t", &text(1))])));
    let env = Env::new(&(posts("posts/*.md") + &feed(&server, "a")));
    env.write("posts/a.md", POST);
    env.pass();
    let (bytes, before) = (
        env.read("public/all.atom"),
        env.path("public/all.atom").metadata().unwrap(),
    );
    let exported = env.export();
    let report = env.pass();
    assert_eq!(report["outputs"][0]["outcome"], "unchanged");
    assert_eq!(env.export(), exported);
    assert_eq!(env.read("public/all.atom"), bytes);
    let after = env.path("public/all.atom").metadata().unwrap();
    assert_eq!(after.modified().unwrap(), before.modified().unwrap());
}

#[test]
fn two_posts_alike_to_the_byte_are_two_entries_of_one_story() {
    let env = Env::new(&posts("posts/**/*.md"));
    let long = POST.replace("第二段。", &text(7));
    env.write("posts/one/a.md", &long);
    env.write("posts/two/a.md", &long);
    env.pass();
    let entries = env.export();
    assert_eq!(entries.len(), 2);
    assert_eq!(entries[0]["story"], entries[1]["story"]);
    assert_eq!(
        (&entries[0]["guid"], &entries[1]["guid"]),
        (&json!("one/a.md"), &json!("two/a.md"))
    );
    assert_eq!(
        (&entries[0]["role"], &entries[1]["role"]),
        (&json!("representative"), &json!("full"))
    );
}

#[test]
fn the_export_has_the_keys_of_the_contract() {
    let env = Env::new(&posts("posts/*.md"));
    env.write("posts/a.md", POST);
    env.pass();
    let [entry] = env.export().try_into().unwrap();
    let keys: Vec<&str> = entry
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    let mut wanted = [
        "entry",
        "source",
        "file",
        "guid",
        "link",
        "title",
        "published",
        "first_seen",
        "content_hash",
        "corrections",
        "story",
        "role",
        "related_to",
        "evidence",
        "document",
        "labels",
        "categories",
        "image",
        "enclosures",
    ];
    wanted.sort_unstable();
    assert_eq!(keys, wanted);
    assert_eq!(entry["evidence"], json!({"rule": "founded"}));
    assert_eq!(entry["document"]["numbers"][0]["number"], "7");
}

#[test]
fn a_feed_is_asked_with_the_validators_it_gave_byte_for_byte() {
    let server = Server::start();
    let reply = Reply::ok(rss(&[("1", "t", &text(1))]))
        .header("ETag", "W/\"a-b\"")
        .header("Last-Modified", "Mon, 22 Mar 2021 09:03:29 GMT")
        .conditional();
    server.route("/a", reply);
    let env = Env::new(&feed(&server, "a"));
    assert_eq!(outcomes(&env.pass()), ["read"]);
    assert_eq!(outcomes(&env.pass()), ["not-modified"]);
    let requests = server.requests_to("/a");
    assert_eq!(requests[0].header("if-none-match"), None);
    assert_eq!(
        requests[1].header("if-none-match"),
        Some(b"W/\"a-b\"".as_slice())
    );
    assert_eq!(
        requests[1].header("if-modified-since"),
        Some(b"Mon, 22 Mar 2021 09:03:29 GMT".as_slice())
    );
    let agent = String::from_utf8(requests[0].header("user-agent").unwrap().to_vec()).unwrap();
    assert!(
        agent.starts_with("feedfold/") && agent.contains("desk@example.org"),
        "{agent}"
    );
    let not_due: Value = serde_json::from_str(&env.ok(&["run", "--json"])).unwrap();
    assert_eq!(not_due["not_due"], 1);
    assert_eq!(server.requests_to("/a").len(), 2);
}

#[test]
fn a_repost_in_gbk_under_another_title_joins_the_story_and_is_listed() {
    let server = Server::start();
    server.route(
        "/a",
        Reply::ok(rss(&[
            ("1", "关于灯塔提案的答复", &text(1)),
            ("2", "另一件", &text(2)),
        ])),
    );
    let copy = rss(&[(
        "x",
        "灯塔将数字化",
        &text(1).replace("<p>　　", "<div>").replace("，", ","),
    )]);
    let (copy, _, _) = encoding_rs::GBK.encode(&copy);
    server.route(
        "/b",
        Reply::ok(copy.into_owned()).header("Content-Type", "text/xml; charset=gbk"),
    );
    let env = Env::new(&(feed(&server, "a") + &feed(&server, "b")));
    let report = env.pass();
    assert_eq!(
        report["sources"]
            .as_array()
            .unwrap()
            .iter()
            .map(|s| s["counts"]["folded"].as_u64().unwrap())
            .sum::<u64>(),
        1
    );
    let entries = env.export();
    let story_of =
        |guid: &str| entries.iter().find(|entry| entry["guid"] == guid).unwrap()["story"].clone();
    assert_eq!(story_of("1"), story_of("x"));
    assert_ne!(story_of("1"), story_of("2"));
    let published = env.read("public/all.atom");
    assert!(published.contains("rel=\"via\""), "{published}");
    let shown = env.ok(&["show", story_of("x").as_str().unwrap().get(..10).unwrap()]);
    assert!(shown.contains("same text as entry"), "{shown}");
}

#[test]
fn success_without_a_terminal_is_silent() {
    let env = Env::new(&posts("posts/*.md"));
    env.write("posts/a.md", POST);
    let ended = env.run(&["run"]);
    assert_eq!(
        (ended.code, ended.out.as_str(), ended.err.as_str()),
        (0, "", "")
    );
    assert!(env.ok(&["run", "-v"]).contains("unchanged"));
}

#[test]
fn a_dry_run_shows_what_would_be_new_and_leaves_no_trace() {
    let env = Env::new(&posts("posts/*.md"));
    env.write("posts/a.md", POST);
    let report: Value = serde_json::from_str(&env.ok(&["run", "--dry-run", "--json"])).unwrap();
    assert_eq!(report["sources"][0]["counts"]["new"], 1);
    assert_eq!(report["outputs"][0]["outcome"], "held");
    assert!(!env.path("store.db").exists() && !env.path("public/all.atom").exists());
    env.pass();
    let (store, output) = (
        std::fs::read(env.path("store.db")).unwrap(),
        env.read("public/all.atom"),
    );
    env.write("posts/b.md", POST.replace("第二段", "第三段"));
    env.ok(&["run", "--dry-run"]);
    assert_eq!(env.export().len(), 1);
    assert_eq!(
        (
            std::fs::read(env.path("store.db")).unwrap(),
            env.read("public/all.atom")
        ),
        (store, output)
    );
}

#[test]
fn of_a_new_source_only_the_backlog_is_published_and_all_is_stored() {
    let items: Vec<(String, String)> = (1..=9).map(|n| (n.to_string(), text(n))).collect();
    let items: Vec<(&str, &str, &str)> = items
        .iter()
        .map(|(guid, body)| (guid.as_str(), guid.as_str(), body.as_str()))
        .collect();
    let server = Server::start();
    server.route_in_turn("/a", [Reply::ok(rss(&items[3..])), Reply::ok(rss(&items))]);
    let env = Env::new(&(feed(&server, "a") + "backlog = 2\n"));
    env.pass();
    assert_eq!(env.export().len(), 6);
    assert_eq!(env.read("public/all.atom").matches("<entry>").count(), 2);
    env.pass();
    assert_eq!(env.export().len(), 9);
    assert_eq!(env.read("public/all.atom").matches("<entry>").count(), 5);
}

#[test]
fn a_renamed_source_keeps_its_entries() {
    let server = Server::start();
    server.route("/a", Reply::ok(rss(&[("1", "t", &text(1))])));
    let env = Env::new(&feed(&server, "a"));
    env.pass();
    let before = env.export();
    env.configure(&(feed(&server, "a").replace("name = \"a\"", "name = \"b\"") + "was = \"a\"\n"));
    env.pass();
    let after = env.export();
    assert_eq!(after.len(), 1);
    assert_eq!(
        (&after[0]["source"], &after[0]["entry"]),
        (&json!("b"), &before[0]["entry"])
    );
    // A new source under the old name is another source.
    env.configure(
        &(feed(&server, "a") + &feed(&server, "a").replace("name = \"a\"", "name = \"b\"")),
    );
    env.pass();
    assert_eq!(env.export().len(), 2);
}

#[test]
fn an_edit_moves_updated_and_a_late_repost_does_not() {
    let server = Server::start();
    let edited = text(1).replace("三年", "四年");
    server.route_in_turn(
        "/a",
        [
            Reply::ok(rss(&[("1", "t", &text(1))])),
            Reply::ok(rss(&[("1", "t", &text(1)), ("2", "u", &text(2))])),
            Reply::ok(rss(&[("1", "t", &edited)])),
        ],
    );
    server.route_in_turn(
        "/b",
        [
            Reply::ok(rss(&[("9", "z", &text(9))])),
            Reply::ok(rss(&[("8", "y", &text(1))])),
        ],
    );
    let env = Env::new(&(feed(&server, "a") + &feed(&server, "b")));
    let updated = |env: &Env| {
        let id = env
            .export()
            .iter()
            .find(|entry| entry["guid"] == "1")
            .unwrap()["story"]
            .as_str()
            .unwrap()
            .to_owned();
        let shown: Value = serde_json::from_str(&env.ok(&["show", "--json", &id])).unwrap();
        (
            shown["updated"].clone(),
            shown["entries"].as_array().unwrap().len(),
        )
    };
    env.pass();
    let (first, alone) = updated(&env);
    env.pass();
    let (second, carried) = updated(&env);
    assert_eq!((alone, carried), (1, 2));
    assert_eq!(first, second);
    env.pass();
    let (third, left) = updated(&env);
    assert_ne!(first, third);
    assert_eq!(
        left, 1,
        "the repost carries the old text and stands alone now"
    );
}

#[test]
fn a_short_daily_notice_folds_with_its_copies_of_the_day_only() {
    let daily = |guids: [&str; 2], day: &str| {
        rss(&guids.map(|guid| (guid, "公开市场", "今日不开展逆回购操作"))).replace("22 Mar", day)
    };
    let server = Server::start();
    server.route_in_turn(
        "/a",
        [
            Reply::ok(daily(["1", "2"], "22 Mar")),
            Reply::ok(daily(["3", "4"], "23 Mar")),
        ],
    );
    let env = Env::new(&feed(&server, "a"));
    env.pass();
    env.pass();
    let entries = env.export();
    let stories: std::collections::BTreeSet<&str> = entries
        .iter()
        .map(|entry| entry["story"].as_str().unwrap())
        .collect();
    assert_eq!((entries.len(), stories.len()), (4, 2));
}

#[test]
fn what_a_reader_does_not_see_moves_nothing() {
    let server = Server::start();
    let noisy = |noise: &str| {
        rss(&[(
            "1",
            "t",
            &(text(1) + &format!("<script>{noise}</script><!-- {noise} -->")),
        )])
    };
    server.route_in_turn("/a", [Reply::ok(noisy("1")), Reply::ok(noisy("2"))]);
    let env = Env::new(&feed(&server, "a"));
    env.pass();
    let before = env.read("public/all.atom");
    let report = env.pass();
    assert_eq!(report["sources"][0]["counts"]["unchanged"], 1);
    assert_eq!(env.read("public/all.atom"), before);
}

#[test]
fn posts_that_share_an_id_are_two_entries() {
    let env = Env::new(&posts("posts/*.md"));
    for name in ["a", "b"] {
        env.write(
            &format!("posts/{name}.md"),
            POST.replace("comments: false", "id: 7")
                .replace("第二段", name),
        );
    }
    env.pass();
    assert_eq!(env.pass()["sources"][0]["counts"]["unchanged"], 2);
    assert_eq!(env.export().len(), 2);
}

#[test]
fn a_rename_reaches_the_outputs_by_publish_alone() {
    let server = Server::start();
    server.route("/a", Reply::ok(rss(&[("1", "t", &text(1))])));
    let env = Env::new(&feed(&server, "a"));
    env.pass();
    env.configure(&(feed(&server, "a").replace("name = \"a\"", "name = \"b\"") + "was = \"a\"\n"));
    env.ok(&["publish"]);
    assert_eq!(env.read("public/all.atom").matches("<entry>").count(), 1);
}
