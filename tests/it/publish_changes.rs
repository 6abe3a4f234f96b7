//! Outputs of changes: one entry for each change of a published story, and none for anything else.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "test code: what is not there is a failed test"
)]

use rusqlite::Connection;
use serde_json::Value;

use super::env::{Env, rss};
use crate::publish_formats::{Said, assert_alike};

const OUTPUTS: &str = r#"
[[outputs]]
name = "changes"
path = "public/changes.atom"
title = "Changes"
changes = "substantial"
[[outputs]]
name = "changes-rss"
path = "public/changes.rss"
title = "Changes"
changes = "substantial"
[[outputs]]
name = "changes-json"
path = "public/changes.json"
title = "Changes"
changes = "substantial"
[[outputs]]
name = "small-changes"
path = "public/small.json"
changes = "all"
"#;

const TIDE: &str = "<p>港务局今日公布潮汐表，栈桥十号泊位水深为8.4米，船只须在申时前离港。</p>\
    <p>第二段：灯塔照常开放，参观者凭票入内，每日限额三百人，雨天顺延。</p>\
    <p>第三段：渡轮每日往返两次，票价三十元，儿童与老人半价，团体另议。</p>";

fn source(name: &str, more: &str) -> String {
    format!("[[sources]]\nname = \"{name}\"\npath = \"{name}.rss\"\ntitle = \"{name}\"\n{more}")
}

fn env(sources: &[String]) -> Env {
    Env::new(&[OUTPUTS, &sources.concat()].concat())
}

/// A pass a day after the one before.
fn pass(env: &Env) -> Value {
    if env.path("store.db").exists() {
        later(env);
    }
    env.pass()
}

/// Makes everything stored a day older.
fn later(env: &Env) {
    let store = Connection::open(env.path("store.db")).unwrap();
    for (table, column) in [
        ("entries", "first_seen"),
        ("stories", "updated"),
        ("changes", "at"),
        ("revisions", "at"),
    ] {
        store
            .execute(
                &format!("UPDATE {table} SET {column} = {column} - 86400"),
                [],
            )
            .unwrap();
    }
}

/// The entries of the output of substantial changes, which all formats carry.
fn changes(env: &Env) -> Vec<Said> {
    let bytes = |ending: &str| env.read(&format!("public/changes.{ending}")).into_bytes();
    assert_alike(&bytes("atom"), &bytes("rss"), &bytes("json"))
}

/// The items of a JSON output.
fn items(env: &Env, file: &str) -> Vec<Value> {
    let feed: Value = serde_json::from_str(&env.read(file)).unwrap();
    feed["items"].as_array().unwrap().clone()
}

/// Fails unless a pass over the same documents writes no file.
fn assert_settled(env: &Env) {
    let report = env.pass();
    for output in report["outputs"].as_array().unwrap() {
        assert_eq!(output["outcome"], "unchanged", "{output}");
    }
}

#[test]
fn each_edit_of_a_published_entry_is_one_entry_with_what_was_cut_and_added() {
    let env = env(&[source("east", "")]);
    let write = |title: &str, body: &str| env.write("east.rss", rss(&[("a", title, body)]));
    write("栈桥潮汐表公布", TIDE);
    pass(&env);
    assert_eq!(changes(&env), []);
    for (file, about) in [
        ("all", "Every story appears once"),
        ("changes", "what changed"),
    ] {
        let atom = env.read(&format!("public/{file}.atom"));
        assert!(atom.contains(about), "{atom}");
    }
    let story = env.published("public/all.atom").into_keys().next().unwrap();

    let edited = TIDE.replace("8.4米", "8.9米");
    write("栈桥潮汐表公布", &edited);
    pass(&env);
    let said = changes(&env).remove(0);
    assert_eq!(said.title, "Changed: 栈桥潮汐表公布");
    assert_eq!(said.link.as_deref(), Some("https://outlet.example/a"));
    assert!(
        said.content
            .contains("水深为<del>8.4</del><ins>8.9</ins>米"),
        "{}",
        said.content
    );
    // A paragraph that stayed is not repeated.
    assert!(!said.content.contains("灯塔照常开放"), "{}", said.content);
    assert!(said.content.contains("<p>…</p>"), "{}", said.content);
    let item = items(&env, "public/changes.json").remove(0);
    let change = &item["_feedfold"]["change"];
    assert_eq!(change["kind"], "edited");
    assert_eq!(change["story"], story.as_str());
    assert_eq!(change["cut"], serde_json::json!(["8.4"]));
    assert_eq!(change["added"], serde_json::json!(["8.9"]));
    let plain = item["content_text"].as_str().unwrap();
    assert!(plain.contains("水深为[-8.4-]{+8.9+}米"), "{plain}");
    assert_settled(&env);

    let shorter = edited.replace("，雨天顺延", "");
    write("栈桥潮汐表更新", &shorter);
    pass(&env);
    let both = changes(&env);
    assert_eq!(both.len(), 2);
    assert_eq!(both[0].title, "Changed: 栈桥潮汐表更新");
    assert!(
        both[0]
            .content
            .contains("<p>Title: 栈桥潮汐表<del>公布</del><ins>更新</ins></p>"),
        "{}",
        both[0].content
    );
    assert!(
        both[0].content.contains("<del>，雨天顺延</del>"),
        "{}",
        both[0].content
    );
    // The day of the first change is another one now, because the test made it older.
    let marked = |said: &Said| said.content.split_once("</p>").unwrap().1.to_owned();
    assert_eq!(marked(&both[1]), marked(&said));
    assert_ne!(both[0].id, both[1].id);
    assert_settled(&env);

    // The story keeps its entry and its id.
    let stories: Vec<String> = env.published("public/all.atom").into_keys().collect();
    assert_eq!(stories, [story]);
    env.reword(
        "changes = \"substantial\"",
        "changes = \"substantial\"\nmax_entries = 1",
    );
    env.ok(&["publish"]);
    assert_eq!(changes(&env), both[..1]);
}

#[test]
fn spelling_is_a_small_change_and_listed_only_when_asked_for() {
    let env = env(&[source("east", "")]);
    let write = |body: &str| env.write("east.rss", rss(&[("a", "栈桥潮汐表公布", body)]));
    write(TIDE);
    pass(&env);
    write(
        &TIDE
            .replace("8.4米，", "８.４米, ")
            .replace("三百人", "三百 人"),
    );
    pass(&env);
    assert_eq!(changes(&env), []);
    let small = items(&env, "public/small.json");
    assert_eq!(small.len(), 1);
    let content = small[0]["content_html"].as_str().unwrap();
    assert!(
        content.contains("<del>") && content.contains("８.４米"),
        "{content}"
    );
    assert_settled(&env);
}

#[test]
fn nothing_that_changes_before_the_first_publication_or_in_a_backlog_is_a_change() {
    let env = env(&[source("east", "backlog = 1\n")]);
    let other =
        "<p>引航站发布新规，进港船舶须提前两小时报告吃水与货物，违者罚款三千元并停航一日。</p>";
    let write = |old: &str, new: &str| {
        let items = [("a", "栈桥潮汐表公布", old), ("b", "引航站发布新规", new)];
        let feed = rss(&items);
        // The first of them is the older one.
        env.write(
            "east.rss",
            feed.replacen("22 Mar 2021 09:03:29", "21 Mar 2021 09:03:29", 1),
        );
    };
    write(TIDE, other);
    pass(&env);
    assert_eq!(env.published("public/all.atom").len(), 1);
    write(&TIDE.replace("8.4", "8.9"), other);
    pass(&env);
    assert_eq!(changes(&env), []);
    assert_eq!(items(&env, "public/small.json"), [] as [Value; 0]);

    // A rule that drops the story keeps its later change out, too.
    write(TIDE, &other.replace("三千元", "五千元"));
    pass(&env);
    assert_eq!(changes(&env).len(), 1);
    let rule = "[[rules]]\nname = \"no\"\nwhen = { any = \"引航站\" }\ndo = { drop = true }\n";
    env.reword("[[sources]]", &[rule, "[[sources]]"].concat());
    env.ok(&["publish"]);
    assert_eq!(changes(&env), []);
}

#[test]
fn another_copy_of_the_text_is_no_change_but_another_text_is_one() {
    let sources = [
        source("east", ""),
        source("west", "priority = 5\n"),
        source("north", "priority = 9\n"),
    ];
    let env = env(&sources);
    let title = "栈桥潮汐表公布";
    env.write("east.rss", rss(&[("a", title, TIDE)]));
    for name in ["west", "north"] {
        env.write(&format!("{name}.rss"), rss(&[]));
    }
    pass(&env);
    // The same text, with a lead-in and a note of the editor.
    let copy = TIDE.replace("<p>港务局今日", "<p>港务局网站3月22日消息，港务局今日")
        + "<p>责任编辑：潮生</p>";
    env.write("west.rss", rss(&[("b", title, &copy)]));
    pass(&env);
    let represented = |source: &str| {
        let entries = env.export();
        let role = |entry: &Value| entry["role"] == "representative" && entry["source"] == source;
        entries.iter().any(role) && env.partition().len() == 1
    };
    assert!(represented("west"), "{:?}", env.export());
    assert_eq!(changes(&env), []);
    assert_eq!(items(&env, "public/small.json"), [] as [Value; 0]);

    let longer = TIDE.replace("团体另议。", "团体另议，详情见港务局公告栏。");
    env.write("north.rss", rss(&[("c", title, &longer)]));
    pass(&env);
    assert!(represented("north"), "{:?}", env.export());
    let said = changes(&env);
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(
        said[0].content.contains("<ins>，详情见港务局公告栏</ins>"),
        "{}",
        said[0].content
    );
    let item = items(&env, "public/changes.json").remove(0);
    assert_eq!(item["_feedfold"]["change"]["kind"], "replaced");
    assert_settled(&env);

    // What a person, the configuration or a refold changes is none.
    let entry = |source: &str| {
        let entries = env.export();
        let entry = entries
            .iter()
            .find(|entry| entry["source"] == source)
            .unwrap();
        entry["entry"].as_str().unwrap().to_owned()
    };
    for act in [
        vec!["pin".to_owned(), entry("east")],
        vec!["split".to_owned(), entry("north")],
        vec!["split".to_owned(), "--undo".to_owned(), entry("north")],
        vec!["pin".to_owned(), "--undo".to_owned(), entry("east")],
        vec!["refold".to_owned()],
    ] {
        let act: Vec<&str> = act.iter().map(String::as_str).collect();
        env.ok(&act);
        env.pass();
        // The text of a member that left the story is none of its changes.
        let has_left = act[0] == "split" && act[1] != "--undo";
        let expected = if has_left { &[] } else { &said[..] };
        assert_eq!(changes(&env), expected, "{act:?}");
    }
}

#[test]
fn a_correction_and_a_withdrawal_are_one_change_each_however_many_outlets_carry_them() {
    let env = env(&[source("east", ""), source("west", "")]);
    let title = "港务局公布栈桥十号泊位潮汐表与灯塔开放安排";
    let right = TIDE.replace("8.4", "8.9");
    let gone = "<p>此稿内容有误，现予撤回，敬请各媒体停止使用。</p>";
    let correction = format!("更正：{title}");
    let withdrawal = format!("撤稿：{title}");
    let write =
        |name: &str, items: &[(&str, &str, &str)]| env.write(&format!("{name}.rss"), rss(items));
    let first = ("a", title, TIDE);
    write("east", &[first]);
    write("west", &[]);
    pass(&env);
    write("west", &[("b", &correction, &right)]);
    pass(&env);
    let said = changes(&env);
    assert_eq!(said.len(), 1, "{said:?}");
    assert_eq!(said[0].title, format!("Corrected: {title}"));
    assert!(
        said[0].content.contains("<strong>Corrected by </strong>"),
        "{}",
        said[0].content
    );
    assert_eq!(said[0].related.len(), 1);
    // A copy of the correction, and a late copy of the wrong text.
    write("east", &[first, ("c", &correction, &right)]);
    write("west", &[("b", &correction, &right), ("d", title, TIDE)]);
    pass(&env);
    let ids = |said: &[Said]| said.iter().map(|said| said.id.clone()).collect::<Vec<_>>();
    assert_eq!(changes(&env).len(), 1);
    assert_settled(&env);
    write(
        "east",
        &[first, ("c", &correction, &right), ("e", &withdrawal, gone)],
    );
    pass(&env);
    // It withdraws the story and its correction, which is a story of its own.
    let said = changes(&env);
    let titles: Vec<&str> = said.iter().map(|said| said.title.as_str()).collect();
    let expected = [
        format!("Withdrawn: {correction}"),
        format!("Withdrawn: {title}"),
        format!("Corrected: {title}"),
    ];
    assert_eq!(titles, expected);
    let before = ids(&said);
    assert_settled(&env);
    assert_eq!(ids(&changes(&env)), before);
    env.reword(
        "title = \"Curated\"",
        "title = \"Curated\"\nlanguage = \"zh-CN\"",
    );
    env.ok(&["publish"]);
    let chinese: Vec<String> = changes(&env).into_iter().map(|said| said.title).collect();
    assert_eq!(
        chinese,
        [
            format!("已被撤回：{correction}"),
            format!("已被撤回：{title}"),
            format!("已被更正：{title}")
        ]
    );
    assert_eq!(ids(&changes(&env)), before);
}

#[test]
fn a_story_published_with_its_correction_did_not_change() {
    let env = env(&[source("east", ""), source("west", "")]);
    let title = "港务局公布栈桥十号泊位潮汐表与灯塔开放安排";
    let correction = format!("更正：{title}");
    let right = TIDE.replace("8.4", "8.9");
    env.write("east.rss", rss(&[("a", title, TIDE)]));
    env.write("west.rss", rss(&[("b", &correction, &right)]));
    pass(&env);
    env.write(
        "east.rss",
        rss(&[("a", title, TIDE), ("c", &correction, &right)]),
    );
    pass(&env);
    assert_eq!(changes(&env), []);
}

#[test]
fn addresses_that_readers_may_not_see_are_in_no_change() {
    let env = env(&[source("east", "")]);
    let write = |address: &str| {
        let body =
            format!("{TIDE}<p>详见 {address} 的公告，或<a href=\"{address}\">点此</a>。</p>");
        env.write(
            "east.rss",
            rss(&[("a", &format!("潮汐表 {address}"), &body)]),
        );
    };
    write("http://192.168.7.9/s3same");
    pass(&env);
    write("https://outlet.example/a?token=s3same");
    pass(&env);
    write("https://reader:s3same@outlet.example/");
    pass(&env);
    write("https://outlet.example/open");
    pass(&env);
    for file in ["changes.atom", "changes.rss", "changes.json", "small.json"] {
        let text = env.read(&format!("public/{file}"));
        assert!(!text.contains("s3same"), "{file}: {text}");
    }
    let said = changes(&env);
    assert!(
        said[0].content.contains("https://outlet.example/open"),
        "{said:?}"
    );
}

#[test]
fn changes_stay_in_the_output_when_their_story_has_left_the_others() {
    let env = env(&[source("east", "")]);
    env.reword(
        "path = \"public/all.atom\"",
        "path = \"public/all.atom\"\nmax_entries = 1",
    );
    let other =
        "<p>引航站发布新规，进港船舶须提前两小时报告吃水与货物，违者罚款三千元并停航一日。</p>";
    let first = ("a", "栈桥潮汐表公布", TIDE);
    env.write("east.rss", rss(&[first]));
    pass(&env);
    let newer = rss(&[("b", "引航站发布新规", other)]).replace("22 Mar 2021", "23 Mar 2021");
    let newer = newer
        .split_once("<item>")
        .unwrap()
        .1
        .split_once("</item>")
        .unwrap()
        .0
        .to_owned();
    let with_newer =
        |feed: String| feed.replacen("<item>", &format!("<item>{newer}</item><item>"), 1);
    env.write("east.rss", with_newer(rss(&[first])));
    pass(&env);
    assert!(env.read("public/all.atom").contains("引航站"));
    assert_eq!(env.published("public/all.atom").len(), 1);
    let edited = TIDE.replace("8.4", "8.9");
    env.write(
        "east.rss",
        with_newer(rss(&[("a", "栈桥潮汐表公布", &edited)])),
    );
    pass(&env);
    assert_eq!(changes(&env).len(), 1);
}

#[test]
fn a_new_store_inherits_no_story_from_an_output_of_changes() {
    let env = env(&[source("east", "")]);
    let write = |body: &str| env.write("east.rss", rss(&[("a", "栈桥潮汐表公布", body)]));
    write(TIDE);
    pass(&env);
    write(&TIDE.replace("8.4", "8.9"));
    pass(&env);
    assert_eq!(changes(&env).len(), 1);
    let stories = env.published("public/all.atom");
    for file in ["store.db", "store.db-wal", "store.db-shm"] {
        let _missing = std::fs::remove_file(env.path(file));
    }
    env.ok(&["run", "--new-store"]);
    assert!(env.published("public/all.atom").keys().eq(stories.keys()));
    assert_eq!(changes(&env), []);
}

#[test]
fn outputs_of_changes_without_one_of_stories_get_a_warning() {
    let env = env(&[source("east", "")]);
    env.write("east.rss", rss(&[]));
    env.reword(
        "path = \"public/all.atom\"",
        "path = \"public/all.atom\"\nchanges = \"all\"",
    );
    let checked = env.run(&["check"]);
    let said = [checked.out, checked.err].concat();
    assert!(said.contains("add an output without `changes`"), "{said}");
}

#[test]
fn a_store_of_before_tells_of_changes_from_its_upgrade_on() {
    let env = super::upgrade::installed(7);
    let output = "\n[[outputs]]\nname = \"changes\"\npath = \"changes.json\"\nchanges = \"all\"\n";
    env.write("feeds.toml", env.read("feeds.toml") + output);
    env.ok(&["publish"]);
    assert_eq!(items(&env, "changes.json"), [] as [Value; 0]);
    // A person merged these two: readers see the text of one of them.
    let feed = env.read("coast.rss");
    let edited = feed.replace("two boats", "three boats");
    env.write("coast.rss", edited.replace("noon tomorrow", "Friday noon"));
    env.pass();
    assert_eq!(items(&env, "changes.json").len(), 1);
}
