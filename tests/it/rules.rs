//! Rules over stored stories: what they match, what the outputs carry then, and `check --explain`.

#![expect(
    clippy::unwrap_used,
    reason = "an entry that is not stored is a failed test"
)]

use serde_json::{Value, json};

use super::env::{Env, rss, text};

const SOURCES: &str = "[[sources]]\nname = \"harbour\"\npath = \"harbour.xml\"\n\
     [[sources]]\nname = \"canal\"\npath = \"canal.xml\"\n";

fn rule(name: &str, when: &str, action: &str) -> String {
    format!("[[rules]]\nname = \"{name}\"\nwhen = {{ {when} }}\ndo = {{ {action} }}\n")
}

/// A store with one text that two outlets carry under different titles, and another text.
fn stored() -> Env {
    let env = Env::new(SOURCES);
    let other = "<p>The lighthouse keeps its lamp.</p>";
    let harbour = [
        ("a", "关于灯塔提案答复的函", &*text(7)),
        ("b", "Lamp", other),
    ];
    env.write("harbour.xml", rss(&harbour));
    env.write(
        "canal.xml",
        rss(&[("c", "Lighthouse ＲＥＰＬＹ in full", &text(7))]),
    );
    env.pass();
    assert_eq!(env.partition().len(), 2);
    env
}

fn titles(env: &Env) -> [bool; 2] {
    let feed = env.read("public/all.atom");
    ["<title>关于灯塔", "<title>Lamp"].map(|title| feed.contains(title))
}

/// `check --explain` of the story of an entry.
fn explained(env: &Env, guid: &str) -> Value {
    let entries = env.export();
    let entry = entries.iter().find(|entry| entry["guid"] == guid);
    let id = entry.and_then(|entry| entry["entry"].as_str()).unwrap();
    serde_json::from_str(&env.ok(&["check", "--explain", id, "--json"])).unwrap()
}

#[test]
fn a_changed_rule_holds_for_stored_stories_at_the_next_publish_and_the_id_stays() {
    let env = stored();
    let before = env.published("public/all.atom");
    assert_eq!(titles(&env), [true, true]);
    // Only the repost meets it; the whole story goes.
    for when in [
        "any = \"reply in full\"",
        "any = \"outlet.example/C\", on = [\"link\"]",
        "source = \"canal\"",
    ] {
        env.configure(&format!("{SOURCES}{}", rule("r", when, "drop = true")));
        env.ok(&["publish"]);
        assert_eq!(titles(&env), [false, true], "{when}");
    }
    let short = rule("r", "max_chars = 60", "drop = true");
    env.configure(&format!("{SOURCES}{short}"));
    env.ok(&["publish"]);
    assert_eq!(titles(&env), [true, false]);
    env.configure(SOURCES);
    env.ok(&["publish"]);
    assert_eq!(env.published("public/all.atom"), before);
}

#[test]
fn a_story_is_explained_rule_by_rule_and_output_by_output() {
    let env = stored();
    let rules = [
        rule("replies", "any = \"reply in\"", "label = [\"reply\"]"),
        rule(
            "replied",
            "label = \"reply\", none = \"灯塔\"",
            "keep = true",
        ),
        rule("short", "max_chars = 60", "drop = true"),
    ]
    .concat();
    let outputs = "[[outputs]]\nname = \"replies\"\npath = \"r.atom\"\nlabels = [\"reply\"]\n\
         [[outputs]]\nname = \"week\"\npath = \"n.atom\"\nsince = \"1 week\"\n\
         [[outputs]]\nname = \"wide\"\npath = \"w.atom\"\nwhen = { min_outlets = 3 }\n\
         [[outputs]]\nname = \"list\"\npath = \"l.opml\"\n";
    env.configure(&format!("{SOURCES}{rules}{outputs}"));
    let reply = explained(&env, "c");
    let why = |seen: &Value| -> Vec<Value> {
        let outputs = seen["outputs"].as_array().unwrap();
        outputs
            .iter()
            .map(|output| output["why_not"].clone())
            .collect()
    };
    let met = |seen: &Value| -> Vec<Value> {
        let rules = seen["rules"].as_array().unwrap();
        rules.iter().map(|rule| rule["met"].clone()).collect()
    };
    assert_eq!(json!(met(&reply)), json!([true, true, false]), "{reply}");
    assert_eq!(reply["labels"], json!(["reply"]));
    assert_eq!(reply["verdict"], "keep");
    let expected = json!([null, null, "too-old", "when", "lists-sources"]);
    assert_eq!(json!(why(&reply)), expected, "{reply}");
    let members = reply["rules"][0]["members"].as_array().unwrap();
    let repost = members.iter().find(|member| member["source"] == "canal");
    let found = &repost.unwrap()["found"][0];
    assert_eq!(found["words"], "ＲＥＰＬＹ in");
    assert_eq!(found["before"], "Lighthouse ");
    let own = members.iter().find(|member| member["source"] == "harbour");
    assert_eq!(own.unwrap()["unmet"], "any");

    let lamp = explained(&env, "b");
    assert_eq!(json!(met(&lamp)), json!([false, false, true]), "{lamp}");
    let expected = json!(["dropped", "dropped", "dropped", "dropped", "lists-sources"]);
    assert_eq!(json!(why(&lamp)), expected, "{lamp}");

    // The outputs do what was said of them.
    env.ok(&["publish"]);
    assert_eq!(titles(&env), [true, false]);
    assert_eq!(env.published("r.atom").len(), 1);
    assert_eq!(env.published("w.atom").len(), 0);
}

#[test]
fn an_output_without_room_says_which_limit_newer_stories_use_up() {
    let env = stored();
    for (limit, expected) in [
        ("max_entries = 1", "max-entries"),
        ("max_per_source = 1", "max-per-source"),
    ] {
        let output = format!("[[outputs]]\nname = \"one\"\npath = \"one.atom\"\n{limit}\n");
        env.configure(&format!("{SOURCES}{output}"));
        let ends = ["c", "b"].map(|guid| explained(&env, guid)["outputs"][1]["why_not"].clone());
        let carried = ends.iter().filter(|why| why.is_null()).count();
        assert_eq!(carried, 1, "{ends:?}");
        assert!(ends.contains(&json!(expected)), "{ends:?}");
        env.ok(&["publish"]);
        let published = env.read("one.atom");
        assert_eq!(published.contains("<title>Lamp"), ends[1].is_null());
    }
}

#[test]
fn a_person_reads_the_words_in_brackets_and_an_unknown_id_is_an_error() {
    let env = stored();
    let rule = rule("replies", "any = \"reply in\"", "label = [\"reply\"]");
    env.configure(&format!("{SOURCES}{rule}"));
    let entries = env.export();
    let entry = entries.iter().find(|entry| entry["guid"] == "c").unwrap();
    let said = env.ok(&["check", "--explain", entry["story"].as_str().unwrap()]);
    for part in [
        "labels   reply",
        "rule replies: met, gives reply",
        "title Lighthouse [ＲＥＰＬＹ in] full",
        "does not meet `any`",
        "output all: carries it",
    ] {
        assert!(said.contains(part), "{part} in {said}");
    }
    let unknown = env.run(&["check", "--explain", "00000000"]);
    assert_eq!(unknown.code, 1);
    assert!(unknown.err.contains("feedfold stories"), "{}", unknown.err);
}

/// Many feeds in Chinese declare that they are English.
#[test]
fn a_story_is_in_the_language_of_its_letters_where_its_feed_declares_what_they_cannot_be() {
    let env = Env::new(&format!(
        "[[sources]]\nname = \"a\"\npath = \"a.xml\"\n{}",
        rule("chinese", "language = \"zh\"", "label = \"chinese\"")
    ));
    let feed = rss(&[
        ("a", "灯塔提案的答复", &text(7)),
        ("b", "Lamp", "<p>It is lit.</p>"),
    ]);
    let declared = "<channel><language>en-us</language>";
    env.write("a.xml", feed.replacen("<channel>", declared, 1));
    env.pass();
    let found = |query: &str| {
        let found: Value = serde_json::from_str(&env.ok(&["search", "--json", query])).unwrap();
        let titles = found.as_array().unwrap().iter();
        titles
            .map(|story| story["title"].clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(found("label:chinese"), ["灯塔提案的答复"]);
    assert_eq!(found("lang:zh"), ["灯塔提案的答复"]);
    assert_eq!(found("lang:en"), ["Lamp"]);
}
