//! `feedfold demo` as a user runs it: the real binary, a loopback port, no network.
#![expect(clippy::unwrap_used, reason = "a test may end where it fails")]

use std::collections::BTreeSet;

use serde_json::Value;

use super::env::{Env, ended};

const EXPECTED: &str = include_str!("../fixtures/demo/partition.txt");

type Partition = BTreeSet<BTreeSet<String>>;

fn expected() -> Partition {
    let lines: Vec<&str> = EXPECTED
        .lines()
        .filter(|line| !line.starts_with('#'))
        .collect();
    lines
        .split(|line| line.is_empty())
        .filter(|story| !story.is_empty())
        .map(|story| {
            let entries = story.iter();
            entries
                .map(|line| line.trim_start_matches("~ ").to_owned())
                .collect()
        })
        .collect()
}

/// A folder to run in, with a configuration that is none: the demo must not read it.
fn elsewhere() -> Env {
    let env = Env::new("");
    env.write("feeds.toml", "[[[");
    env
}

fn demo(env: &Env, into: &str) -> Value {
    let shown = env.ok(&["demo", "--json", "--into", into]);
    serde_json::from_str(&shown).unwrap()
}

fn sources(run: &Value) -> impl Iterator<Item = (&str, &Value)> {
    let sources = run["sources"].as_array().unwrap().iter();
    sources.map(|source| (source["source"].as_str().unwrap(), source))
}

/// Everything but times and paths.
fn lasting(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for passing in ["seconds", "first_seen", "updated", "path", "feed"] {
                fields.remove(passing);
            }
            fields.values_mut().for_each(lasting);
        }
        Value::Array(items) => items.iter_mut().for_each(lasting),
        _ => {}
    }
}

#[test]
fn the_first_run_reads_everything_and_the_second_is_told_that_nothing_changed() {
    let shown = demo(&elsewhere(), "demo");
    let runs = shown["runs"].as_array().unwrap();
    assert_eq!(runs.len(), 2);
    for (source, report) in sources(&runs[0]) {
        assert_eq!(report["outcome"], "read", "{source}");
        assert_eq!(report["warnings"], serde_json::json!([]), "{source}");
        assert_ne!(report["counts"]["new"], 0, "{source}");
    }
    let new = |run: &Value| -> u64 {
        sources(run)
            .map(|(_, source)| source["counts"]["new"].as_u64().unwrap())
            .sum()
    };
    assert_eq!(new(&runs[0]), 28);
    assert_eq!(new(&runs[1]), 0);
    for (source, report) in sources(&runs[1]) {
        if source == "posts" {
            // Files have no 304: they are read again.
            assert_eq!(report["counts"]["unchanged"], 3);
        } else {
            assert_eq!(report["outcome"], "not-modified", "{source}");
            // Not even a body that turns out to be the same one was sent.
            assert_eq!(report["bytes"], 0, "{source}");
        }
    }
    assert_eq!(sources(&runs[1]).count(), 5);
    assert_eq!(runs[0]["outputs"][0]["outcome"], "written");
    assert_eq!(runs[1]["outputs"][0]["outcome"], "unchanged");
}

#[test]
fn reposts_fold_and_look_alikes_stay_apart() {
    let shown = demo(&elsewhere(), "demo");
    let stories = shown["stories"].as_array().unwrap();
    let text = |entry: &Value, field: &str| entry[field].as_str().unwrap().to_owned();
    let found: Partition = stories
        .iter()
        .map(|story| {
            let entries = story["entries"].as_array().unwrap().iter();
            entries
                .map(|entry| format!("{}: {}", text(entry, "source"), text(entry, "title")))
                .collect()
        })
        .collect();
    assert_eq!(found, expected());
    for story in stories {
        let entries = story["entries"].as_array().unwrap();
        let founded = entries
            .iter()
            .filter(|entry| entry["evidence"]["rule"] == "founded");
        assert_eq!(founded.count(), 1, "{story}");
        // The ministries' own page stands for what it carries.
        let official = entries.iter().any(|entry| entry["source"] == "gazette");
        assert_eq!(entries[0]["role"], "representative");
        assert!(!official || entries[0]["source"] == "gazette", "{story}");
    }
}

#[test]
fn a_cut_copy_in_other_letters_folds_by_its_evidence_and_look_alikes_are_refused_with_reasons() {
    let shown = demo(&elsewhere(), "demo");
    let entries = shown["stories"].as_array().unwrap().iter();
    let entries = entries.flat_map(|story| story["entries"].as_array().unwrap());
    let weighed: Vec<&Value> = entries
        .filter(|entry| entry["evidence"]["rule"] == "alike")
        .collect();
    let [copy] = weighed[..] else {
        unreachable!("one entry is weighed: {weighed:?}")
    };
    assert_eq!(
        (&copy["source"], &copy["role"]),
        (&"flash".into(), &"excerpt".into())
    );
    assert!(copy["evidence"]["score"].as_f64().unwrap() > 0.0, "{copy}");

    let refused = shown["refused"].as_array().unwrap();
    assert!(refused.len() >= 3, "{refused:?}");
    let by_number = refused
        .iter()
        .find(|pair| pair["verdict"] == "other-number");
    let by_number = by_number.unwrap();
    let titles = ["one", "other"].map(|side| by_number[side]["title"].as_str().unwrap());
    for number in ["44号", "45号"] {
        assert!(
            titles.iter().any(|title| title.contains(number)),
            "{titles:?}"
        );
    }
}

#[test]
fn the_feed_is_valid_and_holds_every_story_once() {
    let env = elsewhere();
    let shown = demo(&env, "demo");
    let feed = env.path("demo/public/stories.atom");
    assert_eq!(shown["feed"], feed.to_str().unwrap());
    let feed = std::fs::read(feed).unwrap();
    assert_eq!(crate::feed_rules::atom::verify(&feed), Ok(15));
}

#[test]
fn two_demos_differ_in_times_and_paths_only() {
    let env = elsewhere();
    let [mut first, mut second] = ["a", "b"].map(|name| demo(&env, name));
    lasting(&mut first);
    lasting(&mut second);
    assert_eq!(first, second);
}

#[test]
fn people_see_both_runs_the_folds_and_how_to_go_on() {
    let env = elsewhere();
    let shown = env.ok(&["demo", "--into", "demo"]);
    assert!(shown.contains("4 of 4 feeds answer 304"), "{shown}");
    let shown = shown.replace(env.path("demo").to_str().unwrap(), "FOLDER");
    // Above are the tables of both runs, with their times.
    let (_, below) = shown
        .split_once("FOLDER/public/stories.atom is unchanged (15 stories)")
        .unwrap();
    insta::assert_snapshot!(below);
}

#[test]
fn what_the_demo_leaves_can_be_looked_at_further() {
    let env = elsewhere();
    demo(&env, "demo");
    let exported = env.ok(&["--config", "demo/feeds.toml", "export"]);
    assert_eq!(exported.lines().count(), 28);
}

#[test]
fn a_folder_with_something_in_it_is_refused_and_left_alone() {
    let env = elsewhere();
    for (into, why) in [(".", "is not empty"), ("feeds.toml", "cannot be used")] {
        let refused = env.run(&["demo", "--into", into]);
        assert_eq!((refused.code, refused.out.as_str()), (2, ""));
        assert!(refused.err.contains(why), "{}", refused.err);
        assert!(refused.err.contains("--into"), "{}", refused.err);
    }
    assert_eq!(std::fs::read_dir(env.path("")).unwrap().count(), 1);
    assert_eq!(env.read("feeds.toml"), "[[[");
}

#[test]
fn without_a_folder_the_demo_works_among_temporary_files() {
    let env = elsewhere();
    let temporary = tempfile::tempdir().unwrap();
    let mut command = env.command(&["demo"]);
    let run = ended(command.env("TMPDIR", temporary.path()).output().unwrap());
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    let made = std::fs::read_dir(temporary.path()).unwrap();
    let [made] = made
        .map(Result::unwrap)
        .collect::<Vec<_>>()
        .try_into()
        .unwrap();
    assert!(
        made.file_name()
            .to_str()
            .unwrap()
            .starts_with("feedfold-demo-")
    );
    assert!(made.path().join("public/stories.atom").is_file());
    assert_eq!(std::fs::read_dir(env.path("")).unwrap().count(), 1);
}

#[test]
fn the_reply_of_the_demo_is_not_issued_by_a_ministry_that_it_only_consulted() {
    let shown = demo(&elsewhere(), "demo");
    let stories = shown["stories"].as_array().unwrap();
    for story in stories {
        assert_ne!(story["document"]["issuer"], "财政部", "{story}");
    }
    assert!(stories.iter().any(|story| {
        let numbers = story["document"]["numbers"].as_array();
        numbers.is_some_and(|numbers| numbers.iter().any(|number| number["number"] == "2107"))
    }));
}
