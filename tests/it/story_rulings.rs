//! `hide` and `relabel`: a person's decision about a story holds until it is taken back.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "test code: what is not there is a failed test"
)]

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::env::{Env, rss, text};

const SOURCES: &str = "[[sources]]\nname = \"a\"\npath = \"a.rss\"\npriority = 9\nlabels = [\"sea\"]\n\
     [[sources]]\nname = \"b\"\npath = \"b.rss\"\n\
     [[sources]]\nname = \"c\"\npath = \"c.rss\"\n";

const OUTPUTS: &str = "[[outputs]]\nname = \"rss\"\npath = \"all.rss\"\n\
     [[outputs]]\nname = \"json\"\npath = \"all.json\"\n\
     [[outputs]]\nname = \"tax\"\npath = \"tax.atom\"\nlabels = [\"tax\"]\n\
     [[outputs]]\nname = \"taxed\"\npath = \"taxed.atom\"\nwhen = { label = [\"tax\"] }\n";

const FILES: [&str; 5] = [
    "public/all.atom",
    "all.rss",
    "all.json",
    "tax.atom",
    "taxed.atom",
];

/// Two copies of one text, and two other texts.
fn env() -> Env {
    let env = Env::new(&format!("{SOURCES}{OUTPUTS}"));
    env.write("a.rss", rss(&[("a", "title a", &text(1))]));
    env.write(
        "b.rss",
        rss(&[("b", "title b", &text(1)), ("dry", "a dry dock", &text(3))]),
    );
    env.write("c.rss", rss(&[("other", "另一篇报道", &text(2))]));
    for source in ["a", "b", "c"] {
        env.ok(&["run", "--source", source]);
    }
    assert_eq!(env.partition().len(), 3);
    env
}

fn entry(env: &Env, guid: &str) -> Value {
    let mut entries = env.export().into_iter();
    entries.find(|entry| entry["guid"] == guid).unwrap()
}

fn id(env: &Env, guid: &str) -> String {
    entry(env, guid)["entry"].as_str().unwrap().to_owned()
}

/// Carries out a decision about the stories of these entries.
fn act(env: &Env, words: &[&str], guids: &[&str]) -> String {
    let ids: Vec<String> = guids.iter().map(|guid| id(env, guid)).collect();
    let ids = ids.iter().map(String::as_str);
    env.ok(&words.iter().copied().chain(ids).collect::<Vec<_>>())
}

/// All outputs, as bytes.
fn published(env: &Env) -> [String; 5] {
    FILES.map(|file| env.read(file))
}

/// Which of the stories of these entries the main output carries.
fn carried(env: &Env) -> BTreeSet<&'static str> {
    let feed = env.read("public/all.atom");
    let titles = [
        ("a", "title a"),
        ("b", "title b"),
        ("dry", "a dry dock"),
        ("other", "另一篇报道"),
    ];
    let carried = titles
        .into_iter()
        .filter(|(_, title)| feed.contains(&format!("<title>{title}</title>")));
    carried.map(|(guid, _)| guid).collect()
}

fn shown(env: &Env, guid: &str) -> Value {
    serde_json::from_str(&env.ok(&["show", "--json", &id(env, guid)])).unwrap()
}

#[test]
fn a_hidden_story_is_in_no_output_and_an_undo_publishes_it_as_before() {
    for guid in ["a", "b"] {
        let env = env();
        let before = published(&env);
        let said = act(&env, &["hide"], &[guid]);
        assert!(
            said.contains("is hidden") && said.contains("wrote "),
            "{said}"
        );
        assert_eq!(carried(&env), BTreeSet::from(["dry", "other"]), "{guid}");
        for (file, content) in FILES.iter().zip(published(&env)) {
            assert!(!content.contains("title a"), "{file}");
        }
        let hidden = published(&env);
        env.pass();
        env.ok(&["refold"]);
        env.ok(&["publish"]);
        assert!(published(&env) == hidden, "{guid}");
        let done: Value =
            serde_json::from_str(&act(&env, &["hide", "--undo", "--json"], &["a"])).unwrap();
        assert_eq!(done["did"], "hide --undo");
        assert_eq!(done["outputs"][0]["output"], "all");
        assert!(published(&env) == before, "{guid}");
        env.pass();
        assert!(published(&env) == before, "{guid}");
    }
}

#[test]
fn every_report_knows_a_hidden_story_and_says_that_a_person_hid_it() {
    let env = env();
    env.reword("[site]\n", "[site]\ntimezone = \"Asia/Shanghai\"\n");
    assert!(entry(&env, "a").get("hidden").is_none());
    act(&env, &["hide"], &["b"]);
    let a = id(&env, "a");
    let said = env.ok(&["show", &a]);
    assert!(said.contains("hidden by a person at 20"), "{said}");
    assert!(said.contains("in none: a person hid it"), "{said}");
    assert!(
        env.ok(&["explain", &a])
            .contains("hidden by a person at 20")
    );
    assert!(env.ok(&["stories"]).contains("no: hidden"));
    let story = shown(&env, "a");
    assert_eq!(story["unpublished"], "hidden");
    assert_eq!(story["hidden"], entry(&env, "b")["hidden"]);
    assert!(story["hidden"].is_string());
    assert_eq!(env.export().len(), 4);

    // Not even a rule that keeps it publishes it.
    let keep = "[[rules]]\nname = \"k\"\nwhen = { any = \"title\" }\ndo = { keep = true }\n";
    env.configure(&format!("{SOURCES}{OUTPUTS}{keep}"));
    env.ok(&["publish"]);
    assert_eq!(carried(&env), BTreeSet::from(["dry", "other"]));
    let explained: Value =
        serde_json::from_str(&env.ok(&["check", "--explain", &a, "--json"])).unwrap();
    assert_eq!(explained["verdict"], "keep");
    assert_eq!(explained["outputs"][0]["why_not"], "hidden");
    assert!(
        env.ok(&["check", "--explain", &a])
            .contains("a person hid the story")
    );
}

#[test]
fn a_copy_that_comes_later_is_hidden_with_its_story() {
    let env = env();
    act(&env, &["hide"], &["a"]);
    env.write(
        "c.rss",
        rss(&[
            ("other", "另一篇报道", &text(2)),
            ("late", "a late copy", &text(1)),
        ]),
    );
    env.pass();
    assert_eq!(entry(&env, "late")["story"], entry(&env, "a")["story"]);
    assert_eq!(carried(&env), BTreeSet::from(["dry", "other"]));
    assert!(!env.read("public/all.atom").contains("a late copy"));
    // Another text under the same entry stays hidden too: a person decided about this entry.
    env.write("a.rss", rss(&[("a", "title a", &text(8))]));
    env.pass();
    assert_ne!(entry(&env, "late")["story"], entry(&env, "a")["story"]);
    env.ok(&["refold"]);
    env.ok(&["publish"]);
    assert_eq!(carried(&env), BTreeSet::from(["dry", "other"]));
    assert!(
        !env.read("public/all.atom").contains("a late copy"),
        "b is in its story"
    );
}

#[test]
fn a_story_merged_with_a_hidden_one_is_hidden_and_comes_back_when_that_is_undone() {
    for guids in [["a", "other"], ["other", "a"]] {
        let env = env();
        let before = published(&env);
        act(&env, &["hide"], &["a"]);
        let hidden = published(&env);
        act(&env, &["merge"], &guids);
        assert_eq!(carried(&env), BTreeSet::from(["dry"]));
        env.pass();
        act(&env, &["merge", "--undo"], &guids);
        assert!(published(&env) == hidden, "{guids:?}");
        act(&env, &["hide", "--undo"], &["a"]);
        assert!(published(&env) == before, "{guids:?}");

        // To show the story again shows all of it.
        act(&env, &["hide"], &["other"]);
        act(&env, &["merge"], &guids);
        act(&env, &["hide", "--undo"], &["a"]);
        assert_eq!(carried(&env), BTreeSet::from(["a", "dry"]));
        act(&env, &["merge", "--undo"], &guids);
        assert!(published(&env) == before, "{guids:?}");
    }
}

#[test]
fn both_parts_of_a_hidden_story_stay_hidden_and_each_can_be_shown_again() {
    let env = env();
    let before = published(&env);
    act(&env, &["hide"], &["a"]);
    let hidden = published(&env);
    act(&env, &["split"], &["b"]);
    assert_eq!(carried(&env), BTreeSet::from(["dry", "other"]));
    act(&env, &["hide", "--undo"], &["b"]);
    assert_eq!(carried(&env), BTreeSet::from(["b", "dry", "other"]));
    assert!(
        !env.read("public/all.atom").contains("title a"),
        "not as related either"
    );
    act(&env, &["hide"], &["b"]);
    act(&env, &["split", "--undo"], &["b"]);
    assert!(published(&env) == hidden);
    act(&env, &["hide", "--undo"], &["b"]);
    assert!(published(&env) == before);
}

#[test]
fn a_chain_of_decisions_is_undone_step_by_step() {
    let env = env();
    let steps: [(&[&str], &[&str]); 8] = [
        (&["hide"], &["dry"]),
        (&["relabel", "--add", "tax"], &["a"]),
        (&["merge"], &["other", "b"]),
        (
            &["relabel", "--remove", "sea", "--add", "harbour"],
            &["other"],
        ),
        (&["hide"], &["b"]),
        (&["split"], &["b"]),
        (&["relabel", "--remove", "tax"], &["b"]),
        (&["pin"], &["other"]),
    ];
    let mut states = vec![published(&env)];
    for (words, guids) in steps {
        act(&env, words, guids);
        states.push(published(&env));
    }
    for (words, guids) in steps.into_iter().rev() {
        assert!(published(&env) == states.pop().unwrap(), "{words:?}");
        let mut undo = words.to_vec();
        undo.push("--undo");
        act(&env, &undo, guids);
        env.pass();
    }
    assert!(published(&env) == states.pop().unwrap());
}

#[test]
fn a_persons_labels_win_over_sources_and_rules_and_outlive_runs_changes_and_refold() {
    let rules = "[[rules]]\nname = \"r\"\nwhen = { any = \"title\" }\ndo = { label = [\"port\", \"wet\"] }\n\
         [[rules]]\nname = \"taxed\"\nwhen = { label = [\"tax\"] }\ndo = { label = [\"money\"] }\n\
         [[rules]]\nname = \"seen\"\nwhen = { label = [\"sea\"] }\ndo = { label = [\"blue\"] }\n";
    let env = env();
    env.configure(&format!("{SOURCES}{OUTPUTS}{rules}"));
    env.ok(&["publish"]);
    let before = published(&env);
    let updated = env.published("public/all.atom");
    let labels = |guid: &str| entry(&env, guid)["labels"].clone();
    assert_eq!(labels("a"), json!(["sea", "port", "wet", "blue"]));

    let change = [
        "relabel", "--add", "tax", "--add", "税务", "--remove", "sea", "--remove", "wet",
    ];
    let said = act(&env, &change, &["b"]);
    assert!(
        said.contains("has the label tax") && said.contains("lacks the label wet"),
        "{said}"
    );
    let expected = json!(["tax", "税务", "port", "money"]);
    assert_eq!(labels("a"), expected, "conditions see a person's labels");
    for file in ["tax.atom", "taxed.atom"] {
        assert_eq!(env.published(file).len(), 1, "{file}");
    }
    assert!(!env.read("public/all.atom").contains("term=\"sea\""));
    assert_eq!(
        env.published("public/all.atom"),
        updated,
        "no reader sees it twice"
    );

    env.write(
        "c.rss",
        rss(&[
            ("other", "另一篇报道", &text(2)),
            ("late", "title c", &text(1)),
        ]),
    );
    env.pass();
    env.ok(&["refold"]);
    env.pass();
    assert_eq!(labels("late"), expected);
    env.write(
        "c.rss",
        rss(&[
            ("other", "另一篇报道", &text(2)),
            ("late", "title c", &text(7)),
        ]),
    );
    env.write("a.rss", rss(&[("a", "title a", &text(9))]));
    env.pass();
    assert_eq!(labels("a"), expected, "it has another text");
    assert_eq!(labels("late"), json!(["port", "wet"]), "it left the story");
    env.write("a.rss", rss(&[("a", "title a", &text(1))]));
    env.pass();

    let story = shown(&env, "a");
    let made = story["relabelled"].as_array().unwrap().iter();
    let made: Vec<Value> = made
        .map(|one| json!([one["label"], one["change"]]))
        .collect();
    assert_eq!(
        json!(made),
        json!([
            ["sea", "remove"],
            ["tax", "add"],
            ["wet", "remove"],
            ["税务", "add"]
        ])
    );
    let said = env.ok(&["show", &id(&env, "a")]);
    assert!(
        said.contains("label 税务 added by a person at 20"),
        "{said}"
    );
    assert!(
        said.contains("label sea removed by a person at 20"),
        "{said}"
    );

    act(
        &env,
        &["relabel", "--undo", "--add", "tax", "--remove", "wet"],
        &["a"],
    );
    assert_eq!(labels("a"), json!(["税务", "port", "wet"]));
    act(&env, &["relabel", "--undo"], &["b"]);
    assert_eq!(labels("a"), json!(["sea", "port", "wet", "blue"]));
    assert_eq!(published(&env)[3..], before[3..]);
}

#[test]
fn an_undone_change_of_labels_publishes_the_same_bytes_as_before() {
    let env = env();
    let before = published(&env);
    for words in [
        ["relabel", "--add", "tax"],
        ["relabel", "--remove", "sea"],
        ["relabel", "--add", "sea"],
        ["relabel", "--remove", "absent"],
    ] {
        act(&env, &words, &["a"]);
        env.pass();
        let mut undo = words.to_vec();
        undo.push("--undo");
        act(&env, &undo, &["b"]);
        assert!(published(&env) == before, "{words:?}");
    }
}

#[test]
fn the_last_decision_about_a_label_holds_and_its_undo_restores_the_one_before() {
    let env = env();
    let has = || {
        entry(&env, "a")["labels"]
            .as_array()
            .unwrap()
            .contains(&json!("tax"))
    };
    act(&env, &["relabel", "--add", "tax"], &["a"]);
    act(&env, &["relabel", "--remove", "tax"], &["a"]);
    assert!(!has());
    act(&env, &["relabel", "--undo", "--remove", "tax"], &["a"]);
    assert!(has());
    act(&env, &["relabel", "--remove", "tax"], &["other"]);
    act(&env, &["merge"], &["a", "other"]);
    assert!(
        !has(),
        "of two stories that become one, the later decision holds"
    );
    act(&env, &["merge", "--undo"], &["a", "other"]);
    assert!(has());
}

#[test]
fn what_nobody_decided_cannot_be_taken_back_and_wrong_arguments_change_nothing() {
    let env = env();
    let a = id(&env, "a");
    let before = published(&env);
    for (arguments, code, said) in [
        (
            vec!["hide", "--undo", a.as_str()],
            1,
            "nobody hid the story",
        ),
        (vec!["relabel", "--undo", &a], 1, "nothing to take back"),
        (
            vec!["relabel", "--undo", "--add", "x", &a],
            1,
            "nothing to take back",
        ),
        (vec!["relabel", &a], 2, "--add"),
        (vec!["relabel", &a, "--add", ""], 2, "is empty"),
        (
            vec!["relabel", &a, "--remove", "a\u{7}b"],
            2,
            "control character",
        ),
        (
            vec!["relabel", &a, "--add", "x", "--remove", "x"],
            2,
            "contradicts",
        ),
        (
            vec!["hide", "ffffffff"],
            1,
            "no story or entry has the id `ffffffff`",
        ),
        (
            vec!["relabel", "nonsense", "--add", "x"],
            1,
            "no story or entry",
        ),
    ] {
        let ended = env.run(&arguments);
        assert_eq!(ended.code, code, "{arguments:?}: {}", ended.err);
        assert!(ended.err.contains(said), "{arguments:?}: {}", ended.err);
    }
    assert!(published(&env) == before);
    act(&env, &["relabel", "--add", "two words"], &["a"]);
    let ended = env.run(&["relabel", "--undo", "--remove", "two words", &a]);
    assert_eq!(ended.code, 1);
    let short = a.get(..12).unwrap();
    let advice = format!("`feedfold relabel --undo {short} --add 'two words'`");
    assert!(ended.err.contains(&advice), "{}", ended.err);
    // A story that is hidden twice is shown again by one undo.
    act(&env, &["hide"], &["a"]);
    act(&env, &["hide"], &["b"]);
    act(&env, &["hide", "--undo"], &["a"]);
    assert_eq!(env.run(&["hide", "--undo", &a]).code, 1);
}

#[test]
fn a_merge_undone_while_its_story_is_hidden_or_relabelled_restores_the_dates() {
    let env = env();
    // The other source represents the merged story.
    env.reword("name = \"c\"\n", "name = \"c\"\npriority = 12\n");
    env.pass();
    let before = env.published("public/all.atom");
    act(&env, &["merge"], &["a", "other"]);
    act(&env, &["hide"], &["a"]);
    act(&env, &["relabel", "--add", "tax"], &["a"]);
    act(&env, &["merge", "--undo"], &["a", "other"]);
    for guid in ["a", "other"] {
        act(&env, &["hide", "--undo"], &[guid]);
    }
    assert_eq!(env.published("public/all.atom"), before);
}

#[test]
fn rules_test_counts_hidden_stories_and_says_that_a_person_hid_them() {
    let env = env();
    let before = env.read("public/all.atom");
    act(&env, &["hide"], &["a"]);
    env.write("public/all.atom", before);
    let lines = env.ok(&["rules", "test", "--json", "--days", "20000"]);
    let lines: Vec<Value> = lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines[0]["window"]["unpublished"], 1);
    assert_eq!(lines[1]["output"]["leaves"][0]["why"], "hidden");
}
