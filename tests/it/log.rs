//! A log of JSON lines: messages, the result of each source, and the steps of a pass.

#![expect(
    clippy::unwrap_used,
    reason = "test code: what cannot be set up is a failed test"
)]

use serde_json::Value;

use crate::env::{Env, rss};

/// Each line of standard error, which must be a JSON object with a time and a level.
fn log(err: &str) -> Vec<Value> {
    let lines = err
        .lines()
        .map(|line| -> Value { serde_json::from_str(line).expect(line) });
    let lines: Vec<Value> = lines.collect();
    for line in &lines {
        assert!(
            line["timestamp"].is_string() && line["level"].is_string(),
            "{line}"
        );
    }
    lines
}

fn env() -> Env {
    let env = Env::new(
        "[[sources]]\nname = \"whole\"\npath = \"a.xml\"\n[[sources]]\nname = \"broken\"\npath = \"b.xml\"\n",
    );
    env.write(
        "a.xml",
        rss(&[("1", "岚洲港扩建", "岚洲港务局宣布,新码头下月起试航.")]),
    );
    env.write("b.xml", "no feed");
    env
}

#[test]
fn a_log_of_json_lines_has_the_result_of_each_source_and_every_message() {
    let ended = env().run(&["run", "--log-format", "json"]);
    let lines = log(&ended.err);
    let of = |source: &str| {
        let result = |line: &&Value| line["source"] == source && line["message"] == "source read";
        lines.iter().find(result).unwrap().clone()
    };
    let whole = of("whole");
    assert_eq!(
        (&whole["outcome"], &whole["new"]),
        (&"read".into(), &1.into())
    );
    let broken = of("broken");
    assert_eq!(
        (&broken["level"], &broken["outcome"]),
        (&"INFO".into(), &"failed".into())
    );
    assert!(broken["failure"].is_string());
    let warns = |line: &Value| {
        line["level"] != "INFO" && line["message"].as_str().unwrap().contains("broken")
    };
    assert!(lines.iter().any(warns), "{}", ended.err);
}

#[test]
fn a_verbose_log_has_each_step_with_its_duration_and_its_source() {
    let lines = log(&env().run(&["run", "-v", "--log-format", "json"]).err);
    let step = |name: &str| {
        let ends = |line: &&Value| line["message"] == "close" && line.to_string().contains(name);
        let line = lines.iter().find(ends).expect(name);
        assert!(line["time.busy"].is_string(), "{line}");
        line.to_string()
    };
    assert!(step("\"parse\"").contains("whole") || step("\"parse\"").contains("broken"));
    assert!(step("\"store\"").contains("whole"));
    step("\"publish\"");
    step("\"fill search\"");
}

#[test]
fn a_broken_configuration_is_reported_to_the_log() {
    let env = Env::new("[[sources]]\nname = 1\n");
    let ended = env.run(&["run", "--log-format", "json"]);
    assert_eq!(ended.code, 2);
    let lines = log(&ended.err);
    assert!(
        lines.iter().any(|line| line["level"] == "ERROR"),
        "{}",
        ended.err
    );
}
