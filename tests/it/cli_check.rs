//! `check`, as people, editors and scripts use it.
#![expect(
    clippy::unwrap_used,
    reason = "test code: what is not there is a failed test"
)]

use serde_json::Value;

use super::env::Env;

const SOURCE: &str = "[[sources]]\nname = \"sina\"\nurl = \"https://sina.example/feed\"\n";

/// An output for a label that nothing gives, which is a warning.
const UNKNOWN_LABEL: &str =
    "[[outputs]]\nname = \"tax\"\npath = \"tax.json\"\nlabels = [\"tax\"]\n";

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[test]
fn a_right_configuration_is_shown_source_by_source() {
    let env = Env::new(SOURCE);
    let ended = env.run(&["check"]);
    assert_eq!((ended.code, &*ended.err), (0, ""), "{}", ended.out);
    for part in [
        "sina",
        "https://sina.example/feed",
        "every 1h; 24h if it sends no ETag or Last-Modified",
        "feeds.toml is in order: 1 source, 0 rules, 1 output",
    ] {
        assert!(ended.out.contains(part), "{part} in {}", ended.out);
    }
    assert!(!env.path("store.db").exists());
}

#[test]
fn everything_wrong_is_drawn_at_once_and_nothing_else_is_said() {
    let wrong = SOURCE.replace("https://", "") + "intervall = \"2h\"\nbacklog = -1\n";
    let env = Env::new(&wrong);
    for arguments in [&["check"][..], &["run"], &["add", "https://e.org/"]] {
        let ended = env.run(arguments);
        assert_eq!((ended.code, &*ended.out), (2, ""), "{arguments:?}");
        for part in [
            "write \"https://sina.example/feed\"",
            "write `interval`",
            "a whole number from 0",
            "intervall = \"2h\"",
        ] {
            assert!(ended.err.contains(part), "{part} in {}", ended.err);
        }
        assert!(!ended.err.contains('\u{1b}'), "{:?}", ended.err);
    }
}

#[test]
fn warnings_are_shown_and_end_well() {
    let env = Env::new(&format!("{SOURCE}{UNKNOWN_LABEL}"));
    let ended = env.run(&["check"]);
    assert_eq!(ended.code, 0, "{}", ended.err);
    assert!(ended.err.contains("outputs[tax].labels"), "{}", ended.err);
    assert!(ended.out.contains("is in order"), "{}", ended.out);
}

#[test]
fn scripts_get_problems_and_sources_as_json() {
    let env = Env::new(&format!("{SOURCE}enabled = false\n{UNKNOWN_LABEL}"));
    let checked = json(&env.ok(&["check", "--json"]));
    assert_eq!(checked["problems"][0]["weight"], "warning");
    assert_eq!(checked["sources"][0]["name"], "sina");
    assert_eq!(checked["sources"][0]["kind"], "web");
    assert_eq!(checked["sources"][0]["enabled"], false);

    env.configure(&SOURCE.replace("name", "nmae"));
    let ended = env.run(&["check", "--json"]);
    assert_eq!((ended.code, &*ended.err), (2, ""));
    let checked = json(&ended.out);
    let [problem] = &checked["problems"].as_array().unwrap()[..] else {
        unreachable!("{checked}")
    };
    assert_eq!(problem["weight"], "error");
    assert_eq!(problem["file"], "feeds.toml");
    assert_eq!(problem["key"], "sources[#1].nmae");
    assert_eq!(problem["remedy"], "write `name`");
    let line = env
        .read("feeds.toml")
        .lines()
        .position(|line| line.starts_with("nmae"))
        .unwrap();
    assert_eq!(problem["line"], line + 1);
    assert_eq!(checked["sources"], json("[]"));
}

#[test]
fn a_configuration_that_is_not_there_or_not_text_is_said() {
    let env = Env::new("");
    let ended = env.run(&["check", "--config", "nowhere.toml"]);
    assert!(ended.err.contains("nowhere.toml") && ended.err.contains("feedfold demo"));
    assert_eq!(ended.code, 2, "{}", ended.err);
    env.write("feeds.toml", b"[site]\ntitle = \"\xb2\xc6\"\n");
    let ended = env.run(&["check"]);
    assert!(
        ended.err.contains("save the file as UTF-8"),
        "{}",
        ended.err
    );
    assert_eq!(ended.code, 2);
}

#[test]
fn the_file_and_its_variables_come_from_the_environment() {
    let env = Env::new("");
    env.write(
        "other.toml",
        env.read("feeds.toml") + SOURCE + "headers = { X = \"${TOKEN}\" }\n",
    );
    let check = |token: Option<&str>| {
        let mut command = env.command(&["check"]);
        command.env("FEEDFOLD_CONFIG", "other.toml");
        if let Some(token) = token {
            command.env("TOKEN", token);
        }
        super::env::ended(command.output().unwrap())
    };
    let without = check(None);
    assert_eq!(without.code, 2);
    assert!(without.err.contains("set TOKEN before"), "{}", without.err);
    let with = check(Some("s3cr3t"));
    assert_eq!(with.code, 0, "{}", with.err);
    assert!(with.out.contains("other.toml is in order"), "{}", with.out);
    assert!(!with.out.contains("s3cr3t"));
}

#[test]
fn editors_get_a_schema_without_any_configuration() {
    let env = Env::new("");
    let schema = json(&env.ok(&["check", "--schema", "--config", "nowhere.toml"]));
    assert_eq!(
        schema["$schema"],
        "https://json-schema.org/draft/2020-12/schema"
    );
    assert_eq!(schema["required"], json("[\"site\"]"));
    let both = env.run(&["check", "--schema", "--json"]);
    assert_eq!(both.code, 2);
}
