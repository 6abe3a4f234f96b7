//! The README says what is true: its tables of keys and commands, and the commands CI runs.
#![expect(
    clippy::unwrap_used,
    reason = "test code: a file that is not there is a failed test"
)]

use std::fmt::Write as _;
use std::path::Path;

use feedfold::config::Config;
use feedfold::config::keys::{self, TableKeys, Takes, Without};

use super::env::Env;

fn file(name: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap()
}

#[test]
fn the_table_of_keys_is_that_of_the_program() {
    let readme = file("README.md");
    let mut expected = String::new();
    for table in keys::TABLES {
        expected.push_str(&rows(table));
    }
    assert!(
        readme.contains(&expected),
        "the README's table of keys should be:\n{expected}"
    );
}

/// A heading row and one row per key; tables within are listed by themselves.
fn rows(table: &TableKeys) -> String {
    let mut rows = String::new();
    let tables_only = |takes: &Takes| matches!(takes, Takes::Table(_) | Takes::Tables(_));
    // The top level holds nothing but tables, which are listed by themselves.
    let top = table.keys.iter().all(|key| tables_only(&key.takes));
    let keys = table.keys.iter().filter(|_| !top);
    for key in keys {
        let without = match key.without {
            Without::Refused => "required".to_owned(),
            Without::Default(text) => format!("`{text}`"),
            Without::Otherwise(words) => words.to_owned(),
        };
        let about = key.about.replace('|', "\\|");
        writeln!(
            rows,
            "| `{}` `{}` | {about} | {without} |",
            table.shown, key.name
        )
        .unwrap();
    }
    rows
}

#[test]
fn every_command_of_the_program_has_its_row() {
    let readme = file("README.md");
    let help = Env::new("").ok(&["--help"]);
    let listed = help
        .split("Commands:\n")
        .nth(1)
        .unwrap()
        .split("\n\n")
        .next()
        .unwrap();
    let commands: Vec<&str> = listed
        .lines()
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .map(|line| line.split_whitespace().next().unwrap())
        .filter(|command| *command != "help")
        .collect();
    assert!(commands.len() >= 11, "{commands:?}");
    for command in commands {
        assert!(
            readme.contains(&format!("| `{command}")),
            "{command} is not in the README"
        );
    }
}

#[test]
fn ci_runs_the_commands_of_the_readme() {
    let (readme, ci) = (file("README.md"), file(".ci/run"));
    for command in [
        "cargo test --locked",
        "cargo fmt --all --check",
        "cargo clippy --locked --all-targets -- -D warnings",
        "cargo run --release",
    ] {
        assert!(readme.contains(command), "{command} is not in the README");
        assert!(ci.contains(command), "{command} is not in .ci/run");
    }
}

#[test]
fn the_examples_of_configuration_are_one_that_works() {
    let readme = file("README.md");
    let blocks = readme.split("```toml\n").skip(1);
    let text: String = blocks
        .map(|block| block.split("```").next().unwrap())
        .collect();
    let own_path = Path::new("/srv/feedfold/feeds.toml");
    let config = Config::from_bytes(text.as_bytes(), "README.md", own_path, &|_| None);
    let config = config.map_err(|problems| problems.to_string()).unwrap();
    assert_eq!(
        (
            config.sources.len(),
            config.rules.len(),
            config.outputs.len()
        ),
        (3, 2, 2)
    );
    assert!(config.warnings.is_empty(), "{:?}", config.warnings);
}
