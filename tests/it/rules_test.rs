//! `rules test`: what the rules match in the store, and what `publish` would change.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "test code: what is not there is a failed test"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use feedfold::store::Store;
use serde_json::{Value, json};

use super::env::{Env, rss, text};

const SOURCES: &str = "[[sources]]\nname = \"harbour\"\npath = \"harbour.xml\"\ntitle = \"海港晨报\"\n\
     [[sources]]\nname = \"canal\"\npath = \"canal.xml\"\nlabels = [\"inland\"]\n";

/// Enough days for the dated entries of the tests.
const ALL: &str = "--days=20000";

fn rule(name: &str, when: &str, action: &str) -> String {
    format!("[[rules]]\nname = \"{name}\"\nwhen = {{ {when} }}\ndo = {{ {action} }}\n")
}

fn output(name: &str, file: &str, selection: &str) -> String {
    format!("[[outputs]]\nname = \"{name}\"\npath = \"{file}\"\n{selection}\n")
}

/// A store with one text that two outlets carry under different titles, and two other texts.
fn stored(tables: &str) -> Env {
    let env = Env::new(&format!("{SOURCES}{tables}"));
    env.write(
        "harbour.xml",
        rss(&[
            ("a", "关于灯塔提案答复的函", &text(7)),
            (
                "b",
                "Lamp sale",
                "<p>The shop sells lamps at half price.</p>",
            ),
        ]),
    );
    env.write(
        "canal.xml",
        rss(&[
            ("c", "海事部答复灯塔提案", &text(7)),
            (
                "d",
                "Dredging ends",
                "<p>The dredger left the north canal on Friday.</p>",
            ),
        ]),
    );
    // One after the other, so that the first one always founds the common story.
    for source in ["harbour", "canal"] {
        env.ok(&["run", "--source", source]);
    }
    assert_eq!(env.partition().len(), 3);
    env
}

/// The lines of the report, by kind.
#[derive(Debug)]
struct Report {
    window: Value,
    rules: Vec<Value>,
    outputs: BTreeMap<String, Value>,
}

fn report(env: &Env, arguments: &[&str]) -> Report {
    let arguments: Vec<&str> = ["rules", "test", "--json"]
        .iter()
        .chain(arguments)
        .copied()
        .collect();
    let (mut window, mut rules, mut outputs) = (Value::Null, Vec::new(), BTreeMap::new());
    for line in env.ok(&arguments).lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        let (kind, seen) = line.as_object().unwrap().iter().next().unwrap();
        match kind.as_str() {
            "window" => window = seen.clone(),
            "rule" => rules.push(seen.clone()),
            "output" => {
                let name = seen["output"].as_str().unwrap().to_owned();
                outputs.insert(name, seen.clone());
            }
            other => unreachable!("{other}"),
        }
    }
    Report {
        window,
        rules,
        outputs,
    }
}

/// The words in which a story or entry is named, for one member of a list.
fn words(list: &Value, key: &str) -> Vec<String> {
    let list = list.as_array().unwrap().iter();
    list.map(|one| one[key].as_str().unwrap().to_owned())
        .collect()
}

const RULES: [(&str, &str, &str); 4] = [
    (
        "ministries",
        "any = [\"海事部\", \"/灯塔.{2}/\"], on = [\"title\", \"text\"]",
        "label = [\"ministry\"], priority = 5",
    ),
    (
        "adverts",
        "all = [\"sale\", \"half price\"], on = [\"title\", \"text\"]",
        "drop = true",
    ),
    (
        "wide",
        "min_outlets = 2, source = [\"canal\"]",
        "keep = true",
    ),
    (
        "volcanoes",
        "any = \"火山\", min_chars = 20",
        "label = [\"volcano\"]",
    ),
];

fn rules() -> String {
    RULES
        .map(|(name, when, action)| rule(name, when, action))
        .concat()
}

#[test]
fn a_person_and_a_script_read_what_each_rule_matched_by_which_words_and_what_the_outputs_change() {
    let outputs = [
        output("ministry", "ministry.json", "labels = [\"ministry\"]"),
        output("list", "list.opml", ""),
    ];
    let env = stored(&outputs.concat());
    env.configure(&format!("{SOURCES}{}{}", rules(), outputs.concat()));
    let folder = env.path("").display().to_string();
    let told = env.ok(&["rules", "test", ALL]);
    let (_, since) = told.split_once("since ").unwrap();
    let since = since.split(';').next().unwrap().to_owned();
    insta::assert_snapshot!("rules_test", told.replace(&since, "[since]"));

    let lines = env.ok(&["rules", "test", "--json", ALL]);
    let (_, since) = lines.split_once("\"since\":\"").unwrap();
    let (since, _) = since.split_once('"').unwrap();
    let pretty = lines.lines().map(|line| {
        let line: Value = serde_json::from_str(line).unwrap();
        format!("{line:#}\n")
    });
    let pretty = pretty.collect::<String>().replace(&folder, "[folder]/");
    insta::assert_snapshot!("rules_test_json", pretty.replace(since, "[since]"));
}

#[test]
fn what_would_enter_and_leave_is_what_publish_then_changes() {
    let more = [
        output("rss", "r.rss", "max_per_source = 1"),
        output("json", "j.json", "labels = [\"inland\"]"),
        output("short", "s.atom", "when = { max_chars = 60 }"),
        output("own", "own.atom", "ids = \"own\""),
    ]
    .concat();
    let env = stored(&more);
    let cases = [
        rule("r", "any = \"dredger\", on = [\"text\"]", "drop = true"),
        rule("r", "source = \"harbour\"", "label = [\"inland\"]"),
        rule("r", "source = \"canal\"", "priority = 9"),
        rule("r", "max_chars = 1000", "drop = true")
            + &rule("k", "any = \"海事部\"", "keep = true"),
        String::new(),
    ];
    for rules in cases {
        env.configure(&format!("{SOURCES}{rules}{more}"));
        let before = ids(&env);
        let told = report(&env, &[]).outputs;
        env.ok(&["publish"]);
        let after = ids(&env);
        for (name, output) in &told {
            let left: BTreeSet<String> = words(&output["leaves"], "id").into_iter().collect();
            let gone: BTreeSet<String> = before[name].difference(&after[name]).cloned().collect();
            assert_eq!(left, gone, "{name}: {rules}");
            let came = after[name].difference(&before[name]).count();
            let enters = output["enters"].as_array().unwrap().len();
            assert_eq!(enters, came, "{name}: {rules}");
            assert_eq!(output["now"], before[name].len(), "{name}: {rules}");
            assert_eq!(output["then"], after[name].len(), "{name}: {rules}");
        }
        let told = report(&env, &[]).outputs;
        for output in told.values() {
            assert_eq!(output["enters"], json!([]), "{output}");
            assert_eq!(output["leaves"], json!([]), "{output}");
        }
    }
}

/// The ids in each output file, by the name of the output.
fn ids(env: &Env) -> BTreeMap<String, BTreeSet<String>> {
    let within = |file: &str, entry: &str, before: &str, after: &str| -> BTreeSet<String> {
        let file = env.read(file);
        let entries = file.split(entry).skip(1);
        entries
            .map(|entry| {
                let (_, id) = entry.split_once(before).unwrap();
                id.split_once(after).unwrap().0.to_owned()
            })
            .collect()
    };
    let json: Value = serde_json::from_str(&env.read("j.json")).unwrap();
    let items = json["items"].as_array().unwrap().iter();
    BTreeMap::from([
        (
            "all".to_owned(),
            within("public/all.atom", "<entry>", "<id>", "</id>"),
        ),
        (
            "short".to_owned(),
            within("s.atom", "<entry>", "<id>", "</id>"),
        ),
        (
            "own".to_owned(),
            within("own.atom", "<entry>", "<id>", "</id>"),
        ),
        (
            "rss".to_owned(),
            within("r.rss", "<item>", "<guid isPermaLink=\"false\">", "</guid>"),
        ),
        (
            "json".to_owned(),
            items
                .map(|item| item["id"].as_str().unwrap().to_owned())
                .collect(),
        ),
    ])
}

#[test]
fn it_says_why_a_story_leaves_and_by_which_rule() {
    let env = stored("");
    let all = |tables: &str| {
        env.configure(&format!("{SOURCES}{tables}"));
        report(&env, &[]).outputs["all"]["leaves"].clone()
    };
    let dropped = all(&(rule("one", "any = \"sale\"", "drop = true")
        + &rule("two", "max_chars = 60", "drop = true")
        + &rule("three", "any = \"sale\"", "label = [\"x\"]")));
    let sale = dropped.as_array().unwrap().iter();
    let sale = sale
        .clone()
        .find(|left| left["title"] == "Lamp sale")
        .unwrap();
    assert_eq!(sale["why"], "dropped");
    assert_eq!(sale["rules"], json!(["one", "two"]));

    // A file from before a merge names a story that is now part of another one.
    let before = env.read("public/all.atom");
    let entries = env.export();
    let id = |guid: &str| {
        let entry = entries.iter().find(|entry| entry["guid"] == guid).unwrap();
        entry["entry"].as_str().unwrap().to_owned()
    };
    env.configure(SOURCES);
    env.ok(&["merge", &id("b"), &id("d")]);
    env.write("public/all.atom", &before);
    let left = report(&env, &[]).outputs["all"]["leaves"].clone();
    assert_eq!(words(&left, "why"), ["merged"]);
    assert_eq!(words(&left, "title"), ["Dredging ends"]);

    // It also may name a story that the store does not have.
    env.ok(&["merge", "--undo", &id("b"), &id("d")]);
    let mut entries = before.split("<entry>");
    let entry = entries.find(|entry| entry.contains("Dredging ends"));
    let (_, own) = entry.unwrap().split_once("<id>").unwrap();
    let (own, _) = own.split_once('<').unwrap();
    let other = own.replace(|c: char| c.is_ascii_digit(), "0");
    env.write("public/all.atom", before.replace(own, &other));
    let left = report(&env, &[]).outputs["all"]["leaves"].clone();
    assert_eq!(words(&left, "why"), ["not-stored"]);
    assert_eq!(left[0]["story"], Value::Null);
}

#[test]
fn an_output_whose_kind_of_ids_changed_says_that_its_stories_get_other_ids() {
    let env = stored(&output("own", "own.atom", ""));
    env.reword("own.atom\"\n", "own.atom\"\nids = \"own\"\n");
    let own = report(&env, &[]).outputs["own"].clone();
    assert_eq!(own["enters"].as_array().unwrap().len(), 3);
    assert_eq!(words(&own["leaves"], "why"), ["other-id"; 3]);
    env.ok(&["publish"]);
    let own = report(&env, &[]).outputs["own"].clone();
    assert_eq!((&own["enters"], &own["leaves"]), (&json!([]), &json!([])));
}

#[test]
fn it_writes_nothing_needs_no_lock_and_works_before_the_first_publish() {
    let env = stored("");
    env.configure(&format!("{SOURCES}{}", rules()));
    let store = env.path("store.db");
    let seen = || {
        let modified = |path| std::fs::metadata(path).unwrap().modified().unwrap();
        let mut names: Vec<_> = std::fs::read_dir(env.path(""))
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .collect();
        names.sort_unstable();
        let output = env.path("public/all.atom");
        (
            std::fs::read(&store).unwrap(),
            modified(store.clone()),
            modified(output),
            names,
        )
    };
    let before = seen();
    let lock = Store::lock(&store, Duration::ZERO).unwrap();
    let first = env.ok(&["rules", "test", ALL, "--json"]);
    drop(lock);
    assert!(seen() == before);
    assert!(first.contains("\"dropped\""));

    std::fs::remove_file(env.path("public/all.atom")).unwrap();
    let told = report(&env, &[]);
    assert_eq!(told.outputs["all"]["file"]["state"], "missing");
    assert_eq!(told.outputs["all"]["enters"].as_array().unwrap().len(), 2);
    let said = env.ok(&["rules", "test"]);
    assert!(said.contains("does not exist or is empty"), "{said}");
    assert!(!env.path("public/all.atom").exists());
}

#[test]
fn an_output_file_that_this_store_did_not_write_counts_as_empty_and_is_named() {
    let env = stored("");
    for content in ["not a feed", "<feed", "\u{0}\u{1}"] {
        env.write("public/all.atom", content);
        let told = report(&env, &[]).outputs["all"].clone();
        assert_eq!(told["file"]["state"], "unusable", "{content:?}");
        assert_eq!((&told["now"], &told["then"]), (&json!(0), &json!(3)));
        let said = env.ok(&["rules", "test"]);
        assert!(said.contains("so it counts as empty"), "{said}");
        assert_eq!(env.read("public/all.atom"), content);
    }
    let other = stored("");
    other.reword("feeds.example.org", "other.example.org");
    std::fs::remove_file(other.path("store.db")).unwrap();
    std::fs::remove_file(other.path("public/all.atom")).unwrap();
    other.pass();
    env.write("public/all.atom", other.read("public/all.atom"));
    let told = report(&env, &[]).outputs["all"].clone();
    assert_eq!(told["file"]["state"], "unusable", "{told}");
    assert!(
        told["file"]["why"]
            .as_str()
            .unwrap()
            .contains("another store")
    );
}

#[test]
fn the_window_holds_the_stories_of_the_days_asked_for_and_examples_are_the_ten_newest() {
    let env = stored(&rules());
    assert_eq!(report(&env, &[]).window["stories"], 0, "they are of 2021");
    assert_eq!(report(&env, &[ALL]).window["stories"], 3);
    let items: Vec<(String, String)> = (10..40)
        .map(|number| (format!("n{number}"), text(number)))
        .collect();
    let dated = super::env::rss_of(items);
    let undated: Vec<&str> = dated
        .split("<pubDate>Mon, 22 Mar 2021 09:03:29 GMT</pubDate>")
        .collect();
    env.write("harbour.xml", undated.concat());
    env.configure(&format!(
        "{SOURCES}{}",
        rule("all", "min_chars = 1", "label = [\"x\"]")
    ));
    env.pass();
    let told = report(&env, &[]);
    assert_eq!(told.window["stories"], 30);
    assert_eq!(told.rules[0]["matched"], 30);
    assert_eq!(told.rules[0]["labelled"], 30);
    let examples = words(&told.rules[0]["examples"], "story");
    let newest: Value = serde_json::from_str(&env.ok(&["stories", "--json"])).unwrap();
    assert_eq!(examples, words(&newest, "story")[..10]);
    assert_eq!(report(&env, &[ALL]).rules[0]["matched"], 33);
}

#[test]
fn one_rule_is_reported_alone_while_the_labels_of_others_count() {
    let tables = rule("first", "any = \"海事部\"", "label = [\"ministry\"]")
        + &rule("second", "label = \"ministry\"", "drop = true")
        + &rule(
            "third",
            "label = \"inland\", source = \"harbour\"",
            "keep = true",
        )
        + &rule("fourth", "any = \"Lamp\", max_chars = 5", "drop = true");
    let env = stored(&tables);
    let one = |name: &str| {
        let told = report(&env, &[ALL, name]);
        assert_eq!(told.outputs.len(), 1);
        let [rule] = &told.rules[..] else {
            unreachable!("{told:?}")
        };
        assert_eq!(rule["rule"], name);
        rule.clone()
    };
    let second = one("second");
    assert_eq!(
        (&second["matched"], &second["dropped"]),
        (&json!(1), &json!(1))
    );
    assert_eq!(second["stopped_by"], json!([]));
    let third = one("third");
    assert_eq!(third["matched"], 0, "no entry has both");
    // Of each story the entry counts that meets most of the condition.
    let expected = json!([{"key": "label", "stories": 2}, {"key": "source", "stories": 1}]);
    assert_eq!(sorted(&third["stopped_by"]), sorted(&expected));
    let fourth = one("fourth");
    assert_eq!(
        fourth["stopped_by"],
        json!([{"key": "max_chars", "stories": 3}])
    );
    let said = env.ok(&["rules", "test", ALL, "third"]);
    assert!(
        said.contains("rule third never matched in this window"),
        "{said}"
    );
    assert!(!said.contains("rule first"), "{said}");
}

fn sorted(list: &Value) -> BTreeSet<String> {
    list.as_array()
        .unwrap()
        .iter()
        .map(Value::to_string)
        .collect()
}

#[test]
fn a_drop_that_a_keep_outweighs_matches_and_drops_nothing() {
    let env = stored(
        &(rule("drop", "min_chars = 1", "drop = true")
            + &rule("keep", "any = \"海事部\"", "keep = true")),
    );
    let told = report(&env, &[ALL]);
    let [drop, keep] = &told.rules[..] else {
        unreachable!("{told:?}")
    };
    assert_eq!((&drop["matched"], &drop["dropped"]), (&json!(3), &json!(2)));
    assert_eq!((&keep["matched"], &keep["kept"]), (&json!(1), &json!(1)));
    assert_eq!(told.window["dropped"], 2);
    let said = env.ok(&["rules", "test", ALL]);
    assert!(said.contains("1 of them kept by another rule"), "{said}");
}

#[test]
fn a_wrong_configuration_or_rule_name_ends_with_2_and_no_rules_are_no_error() {
    let env = stored("");
    let said = env.ok(&["rules", "test"]);
    assert!(said.contains("add a [[rules]] table"), "{said}");
    let ended = env.run(&["rules", "test", "ministries"]);
    assert_eq!((ended.code, &*ended.out), (2, ""));
    assert!(ended.err.contains("has no rules"), "{}", ended.err);
    env.configure(&format!("{SOURCES}{}", rules()));
    let ended = env.run(&["rules", "test", "nobody"]);
    assert_eq!((ended.code, &*ended.out), (2, ""));
    assert!(
        ended.err.contains("ministries, adverts, wide"),
        "{}",
        ended.err
    );
    env.configure(&format!(
        "{SOURCES}{}",
        rule("r", "any = \"/(/\"", "drop = true")
    ));
    assert_eq!(env.run(&["rules", "test"]).code, 2);
    assert_eq!(env.run(&["rules"]).code, 2);
    for wrong in ["0", "x", "99999999"] {
        assert_eq!(
            env.run(&["rules", "test", "--days", wrong]).code,
            2,
            "{wrong}"
        );
    }
}
