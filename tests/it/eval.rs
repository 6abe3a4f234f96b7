//! `eval` counts correctly, names the wrong pairs, and fits the same weights each time.
#![expect(
    clippy::unwrap_used,
    reason = "test code: what is not there is a failed test"
)]

use feedfold::fold::{BIAS, TERMS};
use serde_json::Value;

use super::env::{Env, rss, text};

/// Three texts of one outlet, copies of two of them and a fourth text of another one, and a post.
///
/// Stories: {a 1, b x}, {a 2, b y}, {a 3}, {b z}, {post.md}.
fn stored() -> Env {
    let env = Env::new(
        "[[sources]]\nname = \"a\"\npath = \"a.rss\"\n[[sources]]\nname = \"b\"\npath = \"b.rss\"\n\
         [[sources]]\nname = \"posts\"\npath = \"posts/*.md\"\n",
    );
    env.write(
        "a.rss",
        rss(&[
            ("1", "灯塔一", &text(1)),
            ("2", "灯塔二", &text(2)),
            ("3", "灯塔三", &text(3)),
        ]),
    );
    env.write(
        "b.rss",
        rss(&[
            ("x", "转发一", &text(1)),
            ("y", "转发二", &text(2)),
            ("z", "灯塔四", &text(4)),
        ]),
    );
    env.write(
        "posts/post.md",
        "---\ntitle: 海风\ndate: 2021-03-22T09:00:00Z\n---\n\n今日海风三级，浪高一米，渔船可以出港。\n",
    );
    env.pass();
    env
}

/// One right pair, one false fold, one missed: a digest and a lone post count neither way.
const LABELS: &str = r#"
{"source":"a","guid":"1","group":"one","relation":"full"}
{"source":"b","guid":"x","group":"one","relation":"excerpt","reason":"cut"}
{"source":"a","guid":"2","group":"two","relation":"full"}
{"source":"b","guid":"y","group":"other","relation":"full"}
{"source":"a","guid":"3","group":"three"}
{"source":"b","guid":"z","group":"three","relation":"full"}
{"file":"post.md","group":"one","relation":"digest"}
"#;

fn json(env: &Env, arguments: &[&str]) -> Value {
    let all = [&["eval", "--json"], arguments].concat();
    serde_json::from_str(&env.ok(&all)).unwrap()
}

fn near(value: &Value, expected: f64) -> bool {
    (value.as_f64().unwrap() - expected).abs() < 1e-9
}

#[test]
fn the_figures_are_those_counted_by_hand() {
    let env = stored();
    env.write("labels.jsonl", LABELS);
    let report = json(&env, &["labels.jsonl"]);
    assert_eq!(report["labels"], "labels.jsonl");
    for (field, expected) in [
        ("entries", 7),
        ("folded", 1),
        ("false_folds", 1),
        ("missed", 1),
        ("neither", 2),
        ("together", 0),
        ("ignored", 0),
    ] {
        assert_eq!(report[field], expected, "{field}");
    }
    for field in ["precision", "recall", "f1"] {
        assert!(near(&report[field], 0.5), "{field}");
    }
    // Without the digest six entries: groups of 2, 1, 1, 2, stories of 2, 2, 1, 1; one pair in
    // both, two in each, fifteen in all: (1 - 4/15) / (2 - 4/15).
    assert!(near(&report["ari"], 11.0 / 26.0), "{}", report["ari"]);
}

#[test]
fn every_wrong_pair_is_shown_with_its_evidence_false_folds_first() {
    let env = stored();
    env.write("labels.jsonl", LABELS);
    let shown = env.ok(&["eval", "labels.jsonl"]);
    let lines: Vec<&str> = shown.lines().collect();
    assert_eq!(lines[0], "FALSE   a 2 · Outlet · 灯塔二");
    assert_eq!(lines[1], "        b y · Outlet · 转发二");
    assert_eq!(lines[2], "        their texts are equal");
    assert_eq!(lines[3], "missed  a 3 · Outlet · 灯塔三");
    assert_eq!(lines[4], "        b z · Outlet · 灯塔四");
    assert!(lines[5].starts_with("        score -"), "{shown}");
    assert!(shown.contains("of 2 with a rewrite or a digest, 0 are shown together"));
    let row = lines.last().unwrap();
    let cells: Vec<&str> = row.split_whitespace().collect();
    assert_eq!(
        cells,
        [
            "labels.jsonl",
            "7",
            "0",
            "1",
            "1",
            "1",
            "0.5000",
            "0.5000",
            "0.5000",
            "0.4231"
        ]
    );
    let report = json(&env, &["labels.jsonl"]);
    let missed = &report["wrong"][1];
    assert_eq!(
        (&missed["wrong"], &missed["a"]["name"]),
        (&"missed".into(), &"a 3".into())
    );
    let terms = missed["terms"].as_array().unwrap();
    assert!(terms.len() > 3, "{missed}");
    for told in terms {
        let term = TERMS.iter().find(|term| told["term"] == term.name).unwrap();
        assert_eq!(told["means"], term.means);
        let points = told["value"].as_f64().unwrap() * term.weight;
        assert!(near(&told["points"], points), "{told}");
    }
    let heaviest = terms[0]["means"].as_str().unwrap();
    assert!(lines[6].contains(heaviest), "{shown}");
    let report = json(&env, &["labels.jsonl", "--show", "1"]);
    let wrong = report["wrong"].as_array().unwrap();
    assert_eq!((wrong.len(), &wrong[0]["wrong"]), (1, &"false".into()));
    assert!(
        env.ok(&["eval", "labels.jsonl", "--show", "1"])
            .contains("1 more wrong pair is not shown")
    );
}

#[test]
fn ignored_pairs_count_neither_way() {
    let env = stored();
    env.write("labels.jsonl", LABELS);
    let exported = env.export();
    let y = exported.iter().find(|entry| entry["guid"] == "y").unwrap();
    env.write(
        "ignore.jsonl",
        format!(
            "{{\"a\":{},\"b\":\"2\",\"why\":\"by key and by guid\"}}\n{{\"a\":\"post.md\",\"b\":\"1\"}}\n",
            y["entry"]
        ),
    );
    let report = json(&env, &["labels.jsonl", "--ignore", "ignore.jsonl"]);
    assert_eq!(
        (&report["ignored"], &report["neither"]),
        (&2.into(), &1.into())
    );
    assert_eq!(report["false_folds"], 0);
    assert!(near(&report["precision"], 1.0) && near(&report["recall"], 0.5));
}

#[test]
fn an_entry_that_is_not_stored_is_named_and_fails() {
    let env = stored();
    env.write(
        "labels.jsonl",
        format!("{LABELS}{{\"source\":\"a\",\"guid\":\"x\",\"group\":\"one\"}}\n"),
    );
    let ended = env.run(&["eval", "labels.jsonl"]);
    assert_eq!(ended.code, 1);
    assert!(
        ended
            .out
            .contains("1 labelled entry is not in the store, or several have the name: a x"),
        "x is a guid of b: {}",
        ended.out
    );
    assert!(ended.out.contains("0.4231"), "the rest is measured");
}

#[test]
fn several_files_are_measured_one_by_one() {
    let env = stored();
    env.write("labels.jsonl", LABELS);
    env.write(
        "right.jsonl",
        "{\"guid\":\"1\",\"group\":\"g\"}\n{\"guid\":\"x\",\"group\":\"g\"}\n",
    );
    let reports = json(&env, &["labels.jsonl", "right.jsonl"]);
    assert!(near(&reports[0]["f1"], 0.5) && near(&reports[1]["f1"], 1.0));
}

#[test]
fn judged_pairs_are_right_missed_or_false() {
    let env = stored();
    env.write(
        "pairs.jsonl",
        r#"{"a":"1","b":"x","fold":true}
{"a":"2","b":"y","fold":false,"label":"said so"}
{"a":"3","b":"z","fold":true}
{"a":"1","b":"2","same":false}
{"a":"1","b":"post.md","fold":null}
"#,
    );
    let shown = env.ok(&["eval", "--pairs", "pairs.jsonl"]);
    assert!(
        shown.starts_with("FALSE   2 · Outlet · 灯塔二\n"),
        "{shown}"
    );
    assert!(shown.contains("missed  3 · Outlet · 灯塔三\n"), "{shown}");
    assert!(
        shown
            .ends_with("2 of 4 pairs are right (50.0 %): 1 missed, 1 false; 1 count neither way\n"),
        "{shown}"
    );
    env.write(
        "gone.jsonl",
        "{\"a\":\"1\",\"b\":\"nowhere\",\"fold\":true}\n",
    );
    let ended = env.run(&["eval", "--pairs", "gone.jsonl", "--json"]);
    let report: Value = serde_json::from_str(&ended.out).unwrap();
    assert_eq!((ended.code, &report["pairs"]), (1, &0.into()));
    assert_eq!(report["missing"], serde_json::json!(["nowhere"]));
}

#[test]
fn a_fit_prints_every_term_and_the_same_twice() {
    let env = stored();
    env.write(
        "one.jsonl",
        "{\"guid\":\"1\",\"group\":\"g\"}\n{\"guid\":\"x\",\"group\":\"g\"}\n{\"guid\":\"2\",\"group\":\"h\"}\n",
    );
    env.write(
        "two.jsonl",
        "{\"guid\":\"2\",\"group\":\"h\"}\n{\"guid\":\"y\",\"group\":\"h\"}\n{\"guid\":\"3\",\"group\":\"i\"}\n",
    );
    let fit = ["eval", "--fit", "one.jsonl", "two.jsonl"];
    let shown = env.ok(&fit);
    assert_eq!(shown, env.ok(&fit));
    let rows: Vec<Vec<&str>> = shown
        .lines()
        .map(|line| line.split_whitespace().collect())
        .collect();
    let row = |name: &str| rows.iter().find(|row| row.first() == Some(&name)).unwrap();
    assert_eq!(row("BIAS")[1], format!("{BIAS:.3}"));
    for term in &TERMS {
        let side = format!("{:?}", term.side);
        let [prior, weight] = [term.prior, term.weight].map(|number| format!("{number:.3}"));
        assert_eq!(row(term.name)[1..4], [side, prior, weight], "{shown}");
    }
    let fitted = json(&env, &fit[1..]);
    assert_eq!(fitted["terms"].as_array().unwrap().len(), TERMS.len());
    for (set, name) in fitted["sets"]
        .as_array()
        .unwrap()
        .iter()
        .zip(["one.jsonl", "two.jsonl"])
    {
        assert_eq!(set["name"], name);
        assert_eq!(set["entries"], 3);
        // All three texts are one template.
        assert_eq!(
            (&set["candidates"], &set["true_pairs"]),
            (&3.into(), &1.into())
        );
    }
    let outcomes = fitted["outcomes"].as_array().unwrap();
    let under = ["this-version", "others-fitted", "all-fitted"];
    let expected: Vec<(&str, &str)> = ["one.jsonl", "two.jsonl"]
        .into_iter()
        .flat_map(|name| under.map(|under| (name, under)))
        .collect();
    let told: Vec<(&str, &str)> = outcomes
        .iter()
        .map(|outcome| {
            let field = |name: &str| outcome[name].as_str().unwrap();
            (field("name"), field("under"))
        })
        .collect();
    assert_eq!(told, expected);
    for outcome in outcomes {
        for by in ["pairs", "stories"] {
            let counted = |what: &str| outcome[by][what].as_u64().unwrap();
            assert_eq!(counted("folded") + counted("missed"), 1, "{by}");
        }
        assert_eq!(
            outcome["stories"]["folded"], 1,
            "equal texts need no weight"
        );
    }
    let alone = env.ok(&["eval", "--fit", "one.jsonl"]);
    assert!(alone.contains("A single set cannot be left out"), "{alone}");
}

#[test]
fn a_fit_takes_sets_in_several_stores_and_a_set_in_two_stores_counts_as_one() {
    let (one, two) = (stored(), stored());
    let env = Env::new("");
    env.write("labels.jsonl", LABELS);
    env.write(
        "pairs.jsonl",
        "{\"a\":\"2\",\"b\":\"y\",\"fold\":true}\n{\"a\":\"1\",\"b\":\"2\",\"fold\":false}\n",
    );
    let line = |name: &str, env: &Env, rest: &str| {
        let store = env.path("store.db");
        format!("{{\"name\":\"{name}\",\"store\":{store:?},{rest}}}\n")
    };
    env.write(
        "sets.jsonl",
        [
            line("groups", &one, "\"labels\":\"labels.jsonl\""),
            line("judged", &one, "\"pairs\":\"pairs.jsonl\""),
            line("groups", &two, "\"labels\":\"labels.jsonl\""),
        ]
        .concat(),
    );
    // There is no configuration to be read.
    std::fs::remove_file(env.path("feeds.toml")).unwrap();
    let fitted = json(&env, &["--fit", "--sets", "sets.jsonl"]);
    let sets: Vec<(&str, u64)> = fitted["sets"]
        .as_array()
        .unwrap()
        .iter()
        .map(|set| {
            let entries = set["entries"].as_u64().unwrap();
            (set["name"].as_str().unwrap(), entries)
        })
        .collect();
    assert_eq!(sets, [("groups", 14), ("judged", 3)]);
    let outcomes = fitted["outcomes"].as_array().unwrap();
    let of = |name: &str| {
        let mut outcomes = outcomes.iter();
        outcomes
            .find(|outcome| outcome["name"] == name && outcome["under"] == "this-version")
            .unwrap()
    };
    // The labels are wrong about one pair in each store; the pair judged to fold is folded.
    let (groups, judged) = (&of("groups")["stories"], &of("judged")["stories"]);
    assert_eq!(
        (&groups["folded"], &groups["false_folds"]),
        (&2.into(), &2.into())
    );
    assert_eq!(
        (&judged["folded"], &judged["false_folds"]),
        (&1.into(), &0.into())
    );
    assert_eq!(
        fitted,
        json(&env, &["--fit", "--sets", "sets.jsonl"]),
        "the random numbers are seeded"
    );
}

#[test]
fn a_line_of_a_file_of_sets_that_cannot_be_used_is_named() {
    let env = stored();
    for (line, told) in [
        (
            "{\"name\":\"n\",\"store\":\"store.db\"}",
            "the set `n` has neither `labels` nor `pairs`",
        ),
        (
            "{\"name\":\"n\",\"stor\":\"store.db\"}",
            "line 1: unknown field `stor`",
        ),
        (
            "{\"name\":\"n\",\"store\":\"gone.db\",\"labels\":\"labels.jsonl\"}",
            "cannot open the store of the set `n`",
        ),
    ] {
        env.write("labels.jsonl", LABELS);
        env.write("sets.jsonl", line);
        let ended = env.run(&["eval", "--fit", "--sets", "sets.jsonl"]);
        assert_eq!(ended.code, 1, "{line}");
        assert!(ended.err.contains(told), "{}", ended.err);
    }
    assert_eq!(env.run(&["eval", "--sets", "sets.jsonl"]).code, 2);
}

#[test]
fn what_cannot_be_read_is_said() {
    let env = stored();
    env.write(
        "bad.jsonl",
        "{\"guid\":\"1\",\"group\":\"g\"}\n{\"guid\":\"1\"}\n",
    );
    let ended = env.run(&["eval", "bad.jsonl"]);
    assert_eq!(ended.code, 1);
    assert!(
        ended
            .err
            .contains("cannot understand bad.jsonl: line 2: missing field `group`"),
        "{}",
        ended.err
    );
    assert_eq!(env.run(&["eval", "nowhere.jsonl"]).code, 1);
    assert_eq!(env.run(&["eval"]).code, 2);
    let too_many = env.run(&["eval", "bad.jsonl", "--ignore", "a", "--ignore", "b"]);
    assert_eq!(too_many.code, 2);
    assert!(too_many.err.contains("more --ignore files than LABELS"));
}
