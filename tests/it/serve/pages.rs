//! The pages, what is served beside them, and what is not.
#![expect(
    clippy::disallowed_methods,
    reason = "test code: it plays the part of a pass"
)]

use rusqlite::Connection;
use serde_json::{Value, json};

use super::client::Serving;
use super::published;
use crate::env::{Env, rss, text};
use crate::fold_related::REPLY;

const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; \
                      form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// An upgraded program may be started as a server before the next run of cron.
#[test]
fn a_store_of_an_older_version_is_said_to_be_one_until_a_run_upgrades_it() {
    let env = crate::upgrade::installed(7);
    let serving = Serving::start(&env);
    let answer = serving.get("/", &[]);
    assert_eq!(answer.status, 503);
    assert!(answer.header("retry-after").is_some());
    assert!(
        answer
            .text()
            .contains("`feedfold run` brings it up to date"),
        "{}",
        answer.text()
    );
    env.ok(&["publish"]);
    assert_eq!(serving.get("/", &[]).status, 200);
}

#[test]
fn the_list_of_outputs_names_each_with_format_entries_and_last_change() {
    let env = published();
    std::fs::remove_file(env.path("public/all.json")).unwrap();
    let serving = Serving::start(&env);
    let listed: Value = serde_json::from_slice(&serving.get("/feeds.json", &[]).body).unwrap();
    let told = |place: usize| {
        let output = &listed[place];
        (
            output["file"].clone(),
            output["holds"].clone(),
            output["changed"].is_string(),
        )
    };
    assert_eq!(listed.as_array().unwrap().len(), 4);
    assert_eq!(told(0), (json!("all.atom"), json!({"stories": 3}), true));
    assert_eq!(told(1), (json!("all.rss"), json!({"stories": 3}), true));
    assert_eq!(told(2), (json!("all.json"), Value::Null, false));
    assert_eq!(
        told(3),
        (json!("政 sources.opml"), json!({"sources": 1}), true)
    );

    {
        let page = serving.get("/feeds", &[]);
        assert_eq!(page.must("content-type"), "text/html; charset=utf-8");
        assert_eq!(page.must("cache-control"), "no-cache");
        assert_eq!(page.must("vary"), "Accept-Encoding");
        for link in ["./all.atom", "./%E6%94%BF%20sources.opml"] {
            assert!(page.text().contains(&format!("href=\"{link}\"")), "{link}");
        }
        assert!(page.text().contains("not written yet"));
    }
}

#[test]
fn every_page_answers_for_people_and_for_programs() {
    let env = published();
    let serving = Serving::start(&env);
    let json = |path: &str| -> Value {
        let answer = serving.get(path, &[]);
        assert_eq!(answer.status, 200, "{path}");
        serde_json::from_slice(&answer.body).unwrap()
    };
    let front = json("/index.json");
    let stories = front["stories"].as_array().unwrap();
    assert_eq!(stories.len(), 3);
    let story = stories[0]["story"].as_str().unwrap();
    let day = stories[0]["position"].as_str().unwrap().get(..10).unwrap();
    for path in [
        "/".to_owned(),
        format!("/?after={story}"),
        format!("/d/{day}"),
        "/labels/none".to_owned(),
        "/issuers/%E8%B4%A2%E6%94%BF%E9%83%A8".to_owned(),
        format!("/s/{story}"),
        format!("/s/{story}?with={story}"),
        "/sources".to_owned(),
        "/sources/a".to_owned(),
        "/search?q=1".to_owned(),
        "/feeds".to_owned(),
        "/changes".to_owned(),
        "/changes?source=a&label=none&size=all&after=1700000000-5".to_owned(),
        "/stats".to_owned(),
        "/stats?from=2026-11-01&to=".to_owned(),
    ] {
        let page = serving.get(&path, &[]);
        assert_eq!(page.status, 200, "{path}");
        assert!(page.text().starts_with("<!DOCTYPE html>"), "{path}");
        let (before, query) = path.split_once('?').unwrap_or((&path, ""));
        let name = if before == "/" { "/index" } else { before };
        json(&format!("{name}.json?{query}"));
        let tag = page.must("etag");
        let again = serving.get(&path, &[("If-None-Match", tag)]);
        assert_eq!(again.status, 304, "{path}");
    }
    for path in [
        "/s/ffff",
        "/sources/z",
        "/d/yesterday",
        "/?after=ffff",
        "/s",
        "/changes?source=z",
        "/changes?after=x",
        "/stats?from=yesterday",
    ] {
        assert_eq!(serving.get(path, &[]).status, 404, "{path}");
    }
}

#[test]
fn a_shortened_id_leads_to_the_whole_one_and_a_merged_story_to_that_which_has_it() {
    let env = published();
    let serving = Serving::start(&env);
    let front: Value = serde_json::from_slice(&serving.get("/index.json", &[]).body).unwrap();
    let ids: Vec<&str> = front["stories"]
        .as_array()
        .unwrap()
        .iter()
        .map(|story| story["story"].as_str().unwrap())
        .collect();
    let [one, other, third] = ids[..] else {
        unreachable!("there are three stories")
    };
    let leads = |path: &str| {
        let answer = serving.get(path, &[]);
        let location = answer.header("location").unwrap_or_default().to_owned();
        (answer.status, location)
    };
    let short = one.get(..12).unwrap();
    assert_eq!(leads(&format!("/s/{short}")), (308, one.to_owned()));
    let upper = one.to_ascii_uppercase();
    if upper != one {
        assert_eq!(leads(&format!("/s/{upper}")), (308, one.to_owned()));
    }
    let form = format!("/s/{short}.json?with={other}");
    assert_eq!(leads(&form), (308, format!("{one}.json?with={other}")));
    assert_eq!(leads(&format!("/s/{one}")).0, 200);
    for none in ["/s/", "/s/zz", "/s/%20", "/s/..", &format!("/s/{one}0")] {
        assert_eq!(leads(none).0, 404, "{none}");
    }
    // Every one of several begins with these digits: the page is none of them.
    let common = (0..=one.len()).rev().find_map(|length| {
        let start = one.get(..length)?;
        (other.starts_with(start) || third.starts_with(start)).then_some(start)
    });
    assert_eq!(leads(&format!("/s/{}", common.unwrap())).0, 404);

    env.ok(&["merge", one, other]);
    let gone = [one, other].map(|id| leads(&format!("/s/{id}")));
    let kept = if gone[0].0 == 200 { one } else { other };
    let merged = if gone[0].0 == 200 { &gone[1] } else { &gone[0] };
    assert_eq!(*merged, (307, kept.to_owned()), "an undo may bring it back");
    env.ok(&["merge", "--undo", one, other]);
    assert_eq!(leads(&format!("/s/{one}")).0, 200);
    assert_eq!(leads(&format!("/s/{other}")).0, 200);
}

/// The table of the stories becomes a view that has no end.
#[test]
fn a_query_that_takes_too_long_is_a_503_and_the_next_request_is_answered() {
    let env = published();
    let serving = Serving::start(&env);
    assert_eq!(serving.get("/", &[]).status, 200);
    let store = Connection::open(env.path("store.db")).unwrap();
    store
        .execute_batch(
            "PRAGMA legacy_alter_table = ON;
             ALTER TABLE stories RENAME TO kept;
             CREATE VIEW stories AS
             WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)
             SELECT kept.* FROM kept, n WHERE n.i < 0;",
        )
        .unwrap();
    let slow = serving.get("/", &[]);
    assert_eq!(slow.status, 503, "{}", slow.text());
    assert_eq!(slow.must("retry-after"), "10");
    assert_eq!(slow.must("cache-control"), "no-store");
    assert!(slow.text().contains("would take too long"));
    store
        .execute_batch("DROP VIEW stories; ALTER TABLE kept RENAME TO stories;")
        .unwrap();
    assert_eq!(serving.get("/", &[]).status, 200);
}

#[test]
fn a_page_stays_a_304_until_something_that_it_shows_changes() {
    let env = published();
    let serving = Serving::start(&env);
    let tag = serving.get("/feeds", &[]).must("etag").to_owned();
    let again = [("If-None-Match", tag.as_str())];
    assert_eq!(serving.get("/feeds", &again).status, 304);
    env.pass();
    assert_eq!(serving.get("/feeds", &again).status, 304, "nothing is new");
    env.write("a.rss", rss(&[("9", "new", &text(9))]));
    env.pass();
    let changed = serving.get("/feeds", &again);
    assert_eq!(changed.status, 200);
    assert!(changed.text().contains(">4<"), "{}", changed.text());
}

#[test]
fn the_style_sheet_is_immutable_under_its_hash_and_nowhere_else() {
    let env = published();
    let serving = Serving::start(&env);
    let page = serving.get("/feeds", &[]);
    let (_, rest) = page
        .text()
        .split_once("rel=\"stylesheet\" href=\"")
        .unwrap();
    let link = rest.split('"').next().unwrap();
    let target = link.strip_prefix('.').unwrap();
    let style = serving.get(target, &[]);
    assert_eq!(style.status, 200);
    assert_eq!(style.must("content-type"), "text/css; charset=utf-8");
    assert!(style.must("cache-control").contains("immutable"));
    assert_eq!(serving.get("/-/0123456789abcdef.css", &[]).status, 404);
}

#[test]
fn every_answer_forbids_what_no_page_needs() {
    let env = published();
    let serving = Serving::start(&env);
    let tag = serving.get("/all.atom", &[]).must("etag").to_owned();
    let conditions: &[(&str, &str)] = &[("If-None-Match", &tag)];
    for (method, target, headers) in [
        ("GET", "/feeds", &[][..]),
        ("GET", "/all.atom", &[]),
        ("GET", "/all.atom", conditions),
        ("GET", "/nothing", &[]),
        ("GET", "/healthz", &[]),
        ("GET", "/metrics", &[]),
        ("POST", "/feeds", &[]),
    ] {
        let answer = serving.ask(method, target, headers);
        let policy = answer.must("content-security-policy");
        assert!(policy.starts_with("default-src 'none'; style-src "));
        assert!(policy.ends_with("base-uri 'none'; frame-ancestors 'none'"));
        assert_eq!(answer.must("x-content-type-options"), "nosniff");
        assert_eq!(answer.must("referrer-policy"), "no-referrer");
        assert_eq!(answer.must("cross-origin-resource-policy"), "same-origin");
    }
    let page = serving.get("/feeds", &[]);
    assert_eq!(page.must("content-security-policy"), POLICY);
}

#[test]
fn no_path_leads_to_a_file_that_is_no_output() {
    let env = published();
    env.write("public/secret.txt", "secret");
    let serving = Serving::start(&env);
    for target in [
        "/secret.txt",
        "/public/all.atom",
        "/public/",
        "/../feeds.toml",
        "/%2e%2e/feeds.toml",
        "/..%2ffeeds.toml",
        "/feeds.toml",
        "/store.db",
        "//all.atom",
        "/all.atom/",
        "/all.atom%00",
        "/-/",
        "/-/../all.atom",
        "/feeds/",
        "/.json",
        "/%ff",
    ] {
        let answer = serving.get(target, &[]);
        assert_eq!(answer.status, 404, "{target}");
        assert_eq!(answer.must("content-type"), "text/html; charset=utf-8");
        assert!(!answer.text().contains("secret"), "{target}");
    }
    let deep = serving.get("/a/b/c", &[]);
    assert!(deep.text().contains("href=\"../../\""), "{}", deep.text());
    assert_eq!(serving.get("/all.atom?utm_source=x", &[]).status, 200);
}

#[test]
fn of_two_outputs_with_one_file_name_the_first_is_served_and_the_other_is_named() {
    let env = published();
    let config = env.read("feeds.toml");
    let second = "[[outputs]]\nname = \"second\"\npath = \"other/all.atom\"\n\
                  url = \"https://other.example/all.atom\"\nmax_entries = 1\n";
    env.write("feeds.toml", format!("{config}{second}"));
    env.pass();
    let mut command = env.command(&["serve", "127.0.0.1:0"]);
    let errors = std::fs::File::create(env.path("errors")).unwrap();
    command.stderr(errors);
    let serving = Serving::spawn(command);
    assert!(env.read("errors").contains("output second is not served"));
    let served = serving.get("/all.atom", &[]);
    assert_eq!(served.text(), env.read("public/all.atom"));
    assert_eq!(
        serving
            .get("/feeds", &[])
            .text()
            .matches("all.atom")
            .count(),
        1
    );
}

#[test]
fn health_is_good_after_a_pass_and_says_why_it_is_not() {
    let env = Env::new("[[sources]]\nname = \"a\"\npath = \"a.rss\"\n");
    env.write("a.rss", rss(&[("1", "t", &text(1))]));
    let serving = Serving::start(&env);
    let health = || {
        let answer = serving.get("/healthz", &[]);
        assert_eq!(answer.must("cache-control"), "no-store");
        let said: Value = serde_json::from_slice(&answer.body).unwrap();
        (answer.status, said["status"].as_str().unwrap().to_owned())
    };
    assert_eq!(health(), (503, "no-store".to_owned()));
    env.pass();
    assert_eq!(health(), (200, "ok".to_owned()));

    let store = Connection::open(env.path("store.db")).unwrap();
    let set = |assignment: &str| {
        let sql = format!("UPDATE sources SET {assignment}");
        assert_eq!(store.execute(&sql, []).unwrap(), 1);
    };
    set("failures = 3");
    assert_eq!(health(), (503, "all-fail".to_owned()));
    set("failures = 2");
    assert_eq!(health(), (200, "ok".to_owned()));
    set("last_try = last_try - 4 * 3600, due = NULL");
    assert_eq!(health(), (503, "no-pass".to_owned()));
    set("due = 4000000000");
    assert_eq!(health(), (200, "ok".to_owned()), "no source is due");
}

#[test]
fn metrics_describe_each_number_once_and_label_by_source_and_outcome_only() {
    let env = published();
    let serving = Serving::start(&env);
    assert_eq!(serving.get("/nothing", &[]).status, 404);
    let answer = serving.get("/metrics", &[]);
    assert_eq!(
        answer.must("content-type"),
        "text/plain; version=0.0.4; charset=utf-8"
    );
    let text = answer.text();
    for line in [
        "feedfold_store_up 1",
        "feedfold_sources{outcome=\"read\"} 1",
        "feedfold_sources{outcome=\"failed\"} 0",
        "feedfold_source_failures{source=\"a\"} 0",
        "feedfold_http_responses_total{outcome=\"4xx\"} 1",
    ] {
        assert!(text.lines().any(|own| own == line), "{line} in {text}");
    }
    let mut described = Vec::new();
    for line in text.lines() {
        if let Some(rest) = line.strip_prefix("# HELP ") {
            described.push(rest.split(' ').next().unwrap());
        } else if let Some(rest) = line.strip_prefix("# TYPE ") {
            assert_eq!(rest.split(' ').next(), described.last().copied());
        } else {
            let name = line.split(['{', ' ']).next().unwrap();
            assert_eq!(described.last(), Some(&name), "{line}");
            let label = line
                .split_once('{')
                .map(|(_, rest)| rest.split_once('=').unwrap().0);
            assert!(matches!(label, None | Some("source" | "outcome")), "{line}");
        }
    }
    let count = described.len();
    described.sort_unstable();
    described.dedup();
    assert_eq!(described.len(), count);
}

#[test]
fn nothing_that_is_served_names_a_secret_or_a_private_source() {
    let env = Env::new(
        "[[outputs]]\nname = \"sources\"\npath = \"public/sources.opml\"\n\
         [[sources]]\nname = \"letter\"\nurl = \"http://127.0.0.1:9/letter-path\"\nprivate = true\n\
         [[sources]]\nname = \"b\"\nurl = \"http://user:pa55word@127.0.0.1:9/b?token=t0ken\"\n\
         headers = { Authorization = \"s3cret\" }\n\
         [[sources]]\nname = \"a\"\npath = \"a.rss\"\n",
    );
    env.write("a.rss", rss(&[("1", "t", &text(1))]));
    env.pass();
    let serving = Serving::start(&env);
    for target in [
        "/",
        "/feeds",
        "/feeds.json",
        "/all.atom",
        "/sources.opml",
        "/healthz",
        "/metrics",
        "/nothing",
    ] {
        let answer = serving.get(target, &[]);
        let whole = format!("{:?} {}", answer.headers, answer.text());
        for secret in ["letter-path", "pa55word", "t0ken", "s3cret", "127.0.0.1"] {
            assert!(!whole.contains(secret), "{secret} in {target}: {whole}");
        }
    }
    assert!(!serving.get("/metrics", &[]).text().contains("letter"));
}

#[test]
fn before_the_first_run_the_list_is_served_and_an_output_is_missing() {
    let env = Env::new("");
    let serving = Serving::start(&env);
    assert_eq!(serving.get("/", &[]).status, 200);
    assert_eq!(serving.get("/all.atom", &[]).status, 404);
    assert!(!env.path("store.db").exists(), "serving creates nothing");
    assert!(
        serving
            .get("/metrics", &[])
            .text()
            .contains("feedfold_store_up 0")
    );
    env.pass();
    assert_eq!(serving.get("/all.atom", &[]).status, 200);
}

/// The first half of a reply, stored first, and the whole of it, which another outlet had published
/// two hours before.
fn founded_by_the_later_copy() -> Env {
    founded_by_a_copy_later_than("22 Mar 2021 07:03:29")
}

fn founded_by_a_copy_later_than(published: &str) -> Env {
    let env = Env::new(
        "[[sources]]\nname = \"a\"\npath = \"a.rss\"\ntitle = \"Later Post\"\n\
         [[sources]]\nname = \"b\"\npath = \"b.rss\"\ntitle = \"Early Post\"\n",
    );
    let (half, _) = REPLY.split_once("<p>二、").unwrap();
    env.write(
        "a.rss",
        rss(&[("half", "工信部答复潮汐发电装备国产化提案", half)]),
    );
    let whole = rss(&[("whole", "对第4519号提案的答复", REPLY)]);
    env.write("b.rss", whole.replace("22 Mar 2021 09:03:29", published));
    env.ok(&["run", "--source", "a"]);
    env.ok(&["run", "--source", "b"]);
    assert_eq!(env.partition().len(), 1);
    env
}

/// The page once called the copy that was stored first "the first copy", above an earlier one.
#[test]
fn the_copy_that_was_stored_first_is_the_first_copy_only_if_it_is_the_earliest() {
    let env = founded_by_the_later_copy();
    let serving = Serving::start(&env);
    let story = env.export()[0]["story"].as_str().unwrap().to_owned();
    let page = serving.get(&format!("/s/{story}"), &[]).text().to_owned();
    assert!(page.contains("stored first"), "{page}");
    assert!(!page.contains("the first copy"), "{page}");
}

/// `/` and `/search` once showed the time of the copy that was stored first, `show` and `stories`
/// that of the representative.
#[test]
fn every_list_shows_when_the_text_was_published() {
    let env = founded_by_the_later_copy();
    let serving = Serving::start(&env);
    let story = env.export()[0]["story"].as_str().unwrap().to_owned();
    for command in [&["stories"][..], &["search", "潮汐"], &["show", &story]] {
        assert!(env.ok(command).contains("2021-03-22 07:03"), "{command:?}");
    }
    let time = "<time datetime=\"2021-03-22T07:03+00:00\" title=\"Published\">";
    for path in [
        "/",
        "/search?q=%E6%BD%AE%E6%B1%90",
        "/sources/b",
        &format!("/s/{story}"),
    ] {
        let page = serving.get(path, &[]).text().to_owned();
        assert!(page.contains(time), "{path}: {page}");
        assert_eq!(page.matches("title=\"Published\"").count(), 1, "{path}");
    }
    let feed = env.read("public/all.atom");
    assert!(
        feed.contains("<published>2021-03-22T07:03:29+00:00</published>"),
        "{feed}"
    );
}

/// Below the head of a day, the narrow column of times has the day of a story that was published on
/// another one in a line of its own.
#[test]
fn a_time_of_another_day_has_the_day_above_it() {
    let env = founded_by_a_copy_later_than("21 Mar 2021 22:03:29");
    let page = Serving::start(&env).get("/", &[]).text().to_owned();
    let time =
        "<time datetime=\"2021-03-21T22:03+00:00\" title=\"Published\">03-21<br>22:03</time>";
    assert!(page.contains(time), "{page}");
}

/// The list of outlets beside the results once had only those of representatives.
#[test]
fn a_search_counts_every_outlet_that_carried_a_story() {
    let env = founded_by_the_later_copy();
    let serving = Serving::start(&env);
    let page = serving.get("/search?q=%E6%BD%AE%E6%B1%90", &[]);
    let (_, facets) = page.text().split_once("<aside>").unwrap();
    for outlet in ["Early Post", "Later Post"] {
        assert!(facets.contains(outlet), "{outlet}: {facets}");
    }
}
