//! Editing on the page of a story: each act does what its command does, and its undo takes it back.
#![expect(
    clippy::indexing_slicing,
    reason = "test code: what is not there is a failed test"
)]

use std::collections::BTreeMap;

use serde_json::Value;

use super::client::{Answer, Serving};
use crate::env::{Env, rss, text};

/// Names and values of the fields of a form.
type Fields<'a> = &'a [(&'a str, &'a str)];

const SAME: (&str, &str) = ("Sec-Fetch-Site", "same-origin");

/// Three copies of one text and another text, in two outputs.
fn env() -> Env {
    let env = Env::new(
        "[[outputs]]\nname = \"tax\"\npath = \"tax.json\"\nlabels = [\"tax\"]\n\
         [[sources]]\nname = \"a\"\npath = \"a.rss\"\npriority = 9\nlabels = [\"sea\"]\n\
         [[sources]]\nname = \"b\"\npath = \"b.rss\"\n\
         [[sources]]\nname = \"c\"\npath = \"c.rss\"\n\
         [[sources]]\nname = \"d\"\npath = \"d.rss\"\n",
    );
    env.write("a.rss", rss(&[("a", "title a", &text(1))]));
    env.write("b.rss", rss(&[("b", "title b", &text(1))]));
    env.write("c.rss", rss(&[("c", "title c", &text(1))]));
    env.write("d.rss", rss(&[("other", "另一篇报道", &text(2))]));
    for source in ["a", "b", "c", "d"] {
        env.ok(&["run", "--source", source]);
    }
    assert_eq!(env.partition().len(), 2);
    env
}

fn of(env: &Env, guid: &str, key: &str) -> String {
    let mut entries = env.export().into_iter();
    let entry = entries.find(|entry| entry["guid"] == guid).unwrap();
    entry[key].as_str().unwrap().to_owned()
}

/// What an act changes, without the times of acts: the stories, their labels and representatives,
/// and what the outputs carry.
fn state(env: &Env) -> String {
    let stories: BTreeMap<String, String> = env
        .export()
        .iter()
        .map(|entry| {
            let show = env.ok(&["show", "--json", entry["story"].as_str().unwrap()]);
            let shown: Value = serde_json::from_str(&show).unwrap();
            let hidden = !shown["hidden"].is_null();
            let said = format!(
                "{} {} {} {} {hidden}",
                entry["story"], entry["evidence"]["rule"], shown["title"], shown["labels"]
            );
            (entry["entry"].to_string(), said)
        })
        .collect();
    let outputs = ["public/all.atom", "tax.json"].map(|file| {
        let content = env.read(file);
        let titles = ["title a", "title b", "title c", "另一篇报道"];
        titles.map(|title| (title, content.matches(title).count()))
    });
    format!("{stories:#?}\n{outputs:?}")
}

fn sent(answer: &Answer, story: &str) {
    assert_eq!(answer.status, 303, "{}", answer.text());
    assert_eq!(answer.must("location"), story);
    assert_eq!(answer.must("cache-control"), "no-store");
}

#[test]
fn each_act_of_a_form_and_its_undo_does_what_the_command_does() {
    let env = env();
    let (story, other) = (of(&env, "a", "story"), of(&env, "other", "story"));
    let b = of(&env, "b", "entry");
    let serving = Serving::start(&env);
    let page = format!("/s/{story}");
    let post = |fields: &[(&str, &str)]| sent(&serving.post(&page, &[SAME], fields), &story);
    let before = state(&env);
    let address = format!("http://localhost:8080/feeds/s/{other}?with={b}#diff");
    let acts: [(Fields<'_>, Fields<'_>, &[&str]); 6] = [
        (&[("act", "hide")], &[("act", "unhide")], &["hide", &story]),
        (
            &[("act", "add-label"), ("label", "tax")],
            &[("act", "withdraw-added-label"), ("label", "tax")],
            &["relabel", "--add", "tax", &story],
        ),
        (
            &[("act", "remove-label"), ("label", " sea ")],
            &[("act", "withdraw-removed-label"), ("label", "sea")],
            &["relabel", "--remove", "sea", &story],
        ),
        (
            &[("act", "pin"), ("entry", &b)],
            &[("act", "unpin"), ("entry", &b)],
            &["pin", &b],
        ),
        (
            &[("act", "split"), ("entry", &b)],
            &[("act", "undo-split"), ("entry", &story), ("other", &b)],
            &["split", &b],
        ),
        (
            &[("act", "merge"), ("other", &address)],
            &[("act", "undo-merge"), ("entry", &story), ("other", &other)],
            &["merge", &story, &other],
        ),
    ];
    for (act, undo, command) in acts {
        let [verb, rest @ ..] = command else {
            unreachable!("a command has a name")
        };
        env.ok(command);
        let by_command = state(&env);
        assert_ne!(by_command, before, "{act:?}");
        post(undo);
        assert_eq!(state(&env), before, "{undo:?}");
        post(act);
        assert_eq!(state(&env), by_command, "{act:?}");
        assert_eq!(
            serving.post(&page, &[SAME], act).status == 303,
            !matches!(*verb, "merge" | "split"),
            "{act:?} again"
        );
        env.ok(&[&[*verb, "--undo"], rest].concat());
        assert_eq!(state(&env), before, "{command:?}");
        let again = serving.post(&page, &[SAME], undo);
        assert_eq!(again.status, 409, "{undo:?}: there is nothing to undo");
        assert_eq!(state(&env), before, "{undo:?} again");
    }
}

#[test]
fn the_page_shows_every_ruling_with_its_time_and_a_form_that_takes_it_back() {
    let env = env();
    let (story, other) = (of(&env, "a", "story"), of(&env, "other", "story"));
    let (b, c) = (of(&env, "b", "entry"), of(&env, "c", "entry"));
    let serving = Serving::start(&env);
    let address = format!("/s/{story}");
    let plain = serving.get(&address, &[]).text().to_owned();
    assert!(!plain.contains("id=\"rulings\""));
    let before = state(&env);
    for fields in [
        &[("act", "merge"), ("other", other.as_str())][..],
        &[("act", "split"), ("entry", &c)],
        &[("act", "pin"), ("entry", &b)],
        &[("act", "add-label"), ("label", "税 & \"tax\"")],
        &[("act", "hide")],
    ] {
        sent(&serving.post(&address, &[SAME], fields), &story);
    }
    let html = |serving: &Serving| serving.get(&address, &[]).text().to_owned();
    let page = html(&serving);
    let (_, rulings) = page.split_once("id=\"rulings\"").unwrap();
    assert_eq!(
        rulings
            .split("</section>")
            .next()
            .unwrap()
            .matches("<time")
            .count(),
        5
    );
    assert!(
        page.contains("Label “税 &amp; &quot;tax&quot;” added"),
        "{page}"
    );
    // Merging ruled about each pair of entries, and is one decision in the history, too.
    let (_, history) = page.split_once("id=\"changes\"").unwrap();
    let history = history.split("</section>").next().unwrap();
    for decision in ["a person put it together", "a person keeps it apart"] {
        assert_eq!(history.matches(decision).count(), 1, "{history}");
    }
    // A person takes back all that the page offers, one after the other.
    for _ in 0..5 {
        let page = html(&serving);
        let (_, rulings) = page.split_once("id=\"rulings\"").unwrap();
        let (_, form) = rulings.split_once("<form").unwrap();
        let form = form.split("</form>").next().unwrap();
        let action = value(form, "action=\"");
        assert_eq!(action, format!("../s/{story}"));
        let mut fields = vec![("act".to_owned(), value(form, "name=\"act\" value=\""))];
        for name in ["entry", "other", "label"] {
            let hidden = format!("type=\"hidden\" name=\"{name}\" value=\"");
            if form.contains(&hidden) {
                fields.push((name.to_owned(), value(form, &hidden)));
            }
        }
        let fields: Vec<(&str, &str)> = fields
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        sent(&serving.post(&address, &[SAME], &fields), &story);
    }
    assert!(!html(&serving).contains("id=\"rulings\""));
    assert_eq!(state(&env), before);
}

/// The value of an attribute.
fn value(html: &str, before: &str) -> String {
    let (_, rest) = html.split_once(before).unwrap();
    let value = rest.split('"').next().unwrap();
    value.replace("&quot;", "\"").replace("&amp;", "&")
}

#[test]
fn a_form_that_lacks_something_or_names_what_is_not_there_changes_nothing() {
    let env = env();
    let (story, other) = (of(&env, "a", "story"), of(&env, "other", "story"));
    let serving = Serving::start(&env);
    let before = env.ok(&["export"]);
    let page = format!("/s/{story}");
    let unknown = "0".repeat(story.len());
    for (fields, status) in [
        (&[][..], 400),
        (&[("act", "drop")], 400),
        (&[("act", "add-label")], 400),
        (&[("act", "add-label"), ("label", "")], 400),
        (&[("act", "hide"), ("act", "hide")], 400),
        (&[("act", "pin"), ("entry", "x")], 400),
        (&[("act", "pin"), ("entry", unknown.as_str())], 409),
        (&[("act", "pin"), ("entry", &other)], 409),
        (&[("act", "split"), ("entry", &other)], 409),
        (&[("act", "merge"), ("other", &story)], 409),
        (&[("act", "merge"), ("other", "zz")], 409),
        (&[("act", "merge"), ("other", "")], 409),
        (&[("act", "unhide")], 409),
        (
            &[("act", "undo-merge"), ("entry", &story), ("other", &other)],
            409,
        ),
    ] {
        let answer = serving.post(&page, &[SAME], fields);
        assert_eq!(answer.status, status, "{fields:?}");
        assert!(
            answer.text().contains("nothing was changed"),
            "{}",
            answer.text()
        );
    }
    let hide = &[("act", "hide")];
    let json = serving.post(&page, &[SAME, ("Content-Type", "application/json")], hide);
    assert_eq!(json.status, 415);
    let long = "x".repeat(10_000);
    let answer = serving.post(&page, &[SAME], &[("act", "hide"), ("label", &long)]);
    assert_eq!(answer.status, 413);
    for path in ["/", "/feeds", "/all.atom", "/search"] {
        assert_eq!(serving.post(path, &[SAME], hide).status, 405, "{path}");
    }
    for path in [format!("/s/{unknown}"), "/nothing".to_owned()] {
        assert_eq!(serving.post(&path, &[SAME], hide).status, 404, "{path}");
    }
    assert_eq!(env.ok(&["export"]), before);
}

#[test]
fn get_changes_nothing_whatever_it_asks_for() {
    let env = env();
    let (story, b) = (of(&env, "a", "story"), of(&env, "b", "entry"));
    let serving = Serving::start(&env);
    let before = (env.ok(&["export"]), env.read("public/all.atom"));
    for method in ["GET", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS"] {
        for query in ["act=hide".to_owned(), format!("act=split&entry={b}")] {
            let target = format!("/s/{story}?{query}");
            let answer = serving.ask(method, &target, &[SAME]);
            let is_read = matches!(method, "GET" | "HEAD");
            assert_eq!(answer.status, if is_read { 200 } else { 405 }, "{method}");
            if !is_read {
                assert_eq!(answer.must("allow"), "GET, HEAD, POST");
            }
        }
    }
    assert_eq!((env.ok(&["export"]), env.read("public/all.atom")), before);
}

#[test]
fn an_act_during_a_pass_is_a_503_and_works_after_it() {
    let env = env();
    let story = of(&env, "a", "story");
    let serving = Serving::start(&env);
    let lock = std::fs::File::options()
        .write(true)
        .open(env.path("store.db.lock"))
        .unwrap();
    lock.lock().unwrap();
    let page = format!("/s/{story}");
    let hide = || serving.post(&page, &[SAME], &[("act", "hide")]);
    let refused = hide();
    assert_eq!(refused.status, 503);
    assert_eq!(refused.must("retry-after"), "10");
    assert!(
        refused
            .text()
            .contains("A run is at work, so nothing was changed")
    );
    assert!(env.read("public/all.atom").contains("title a"));
    assert_eq!(serving.get(&page, &[]).status, 200, "reading goes on");
    drop(lock);
    assert_eq!(hide().status, 303);
    assert!(!env.read("public/all.atom").contains("title a"));
}

#[test]
fn an_output_that_cannot_be_written_is_said_and_the_decision_is_kept() {
    let env = env();
    let story = of(&env, "a", "story");
    let serving = Serving::start(&env);
    std::fs::remove_file(env.path("tax.json")).unwrap();
    std::fs::create_dir(env.path("tax.json")).unwrap();
    let page = format!("/s/{story}");
    let answer = serving.post(&page, &[SAME], &[("act", "add-label"), ("label", "tax")]);
    assert_eq!(answer.status, 500);
    assert!(answer.text().contains("The decision is kept"));
    assert!(serving.get(&page, &[]).text().contains("Label “tax” added"));
}

/// An entry that a person takes out of a story of three is kept apart from the two others by one
/// decision: the page once named only one of them.
#[test]
fn a_decision_about_several_entries_names_them_all() {
    let env = env();
    let (story, c) = (of(&env, "a", "story"), of(&env, "c", "entry"));
    env.ok(&["split", &c]);
    let serving = Serving::start(&env);
    let rulings = |id: &str| {
        let page = serving.get(&format!("/s/{id}"), &[]).text().to_owned();
        let (_, rulings) = page.split_once("id=\"rulings\"").unwrap();
        rulings.split("</section>").next().unwrap().to_owned()
    };
    let own = rulings(&c);
    assert_eq!(own.matches("<time").count(), 1, "{own}");
    assert!(own.contains("title a") && own.contains("title b"), "{own}");
    let left = rulings(&story);
    assert_eq!(left.matches("<time").count(), 1, "{left}");
    assert!(left.contains("title c"), "{left}");
}
