//! What README and documentation say is true: keys, commands and options, examples, what CI runs.
#![expect(
    clippy::unwrap_used,
    reason = "test code: a file that is not there is a failed test"
)]

use std::fmt::Write as _;
use std::path::Path;

use feedfold::config::keys::{self, IfAbsent, TableKeys, ValueType};
use feedfold::config::{Config, NewSite, starter};

use super::env::Env;

/// What users read, besides the README.
const DOCUMENTS: [&str; 7] = [
    "data/docs/changes.md",
    "data/docs/commands.md",
    "data/docs/configuration.md",
    "data/docs/how-it-works.md",
    "data/docs/messages.md",
    "data/docs/operation.md",
    "tests/bench/README.md",
];

/// Most words of the README: a newcomer reads it in ten minutes.
const MOST_WORDS: usize = 1800;

fn file(name: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap()
}

#[test]
fn the_table_of_keys_is_that_of_the_program() {
    let documented = file("data/docs/configuration.md");
    let mut expected = String::new();
    for table in keys::TABLES {
        expected.push_str(&rows(table));
    }
    assert!(
        documented.contains(&expected),
        "the table of keys in data/docs/configuration.md should be:\n{expected}"
    );
}

/// A heading row and one row per key; tables within are listed by themselves.
fn rows(table: &TableKeys) -> String {
    let mut rows = String::new();
    let tables_only =
        |takes: &ValueType| matches!(takes, ValueType::Table(_) | ValueType::Tables(_));
    // The top level holds nothing but tables, which are listed by themselves.
    let top = table.keys.iter().all(|key| tables_only(&key.value_type));
    let keys = table.keys.iter().filter(|_| !top);
    for key in keys {
        let without = match key.if_absent {
            IfAbsent::Refused => "required".to_owned(),
            IfAbsent::Default(written) => format!("`{}`", written()),
            IfAbsent::Otherwise(words) => words.to_owned(),
        };
        let about = key.about.replace('|', "\\|");
        writeln!(
            rows,
            "| `{}` `{}` | {about} | {without} |",
            table.display_name, key.name
        )
        .unwrap();
    }
    rows
}

#[test]
fn the_readme_is_short() {
    let words = file("README.md").split_whitespace().count();
    assert!(words <= MOST_WORDS, "the README has {words} words");
}

#[test]
fn the_readme_names_the_version_of_rust_that_is_needed() {
    let manifest: toml::Table = file("Cargo.toml").parse().unwrap();
    let version = manifest["package"]["rust-version"].as_str().unwrap();
    assert!(file("README.md").contains(&format!("Rust {version} or newer")));
}

/// The names in the list of `--help`.
fn commands() -> Vec<String> {
    let help = Env::new("").ok(&["--help"]);
    let listed = help.split("Commands:\n").nth(1).unwrap();
    let listed = listed.split("\n\n").next().unwrap();
    let commands: Vec<String> = listed
        .lines()
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .map(|line| line.split_whitespace().next().unwrap().to_owned())
        .filter(|command| command != "help")
        .collect();
    assert!(commands.len() >= 20, "{commands:?}");
    commands
}

/// The options that `--help` of a command lists: `opml import` is a command within another one.
fn options(command: &str) -> Vec<String> {
    let words = command.split(' ').chain(["--help"]);
    let help = Env::new("").ok(&words.collect::<Vec<_>>());
    let words = help.split(|c: char| !c.is_ascii_alphanumeric() && c != '-');
    words
        .filter(|word| word.starts_with("--"))
        .map(str::to_owned)
        .collect()
}

fn assert_options(command: &str, written: &str, place: &str) {
    let known = options(command);
    let words = written.split(|c: char| !c.is_ascii_alphanumeric() && c != '-');
    for option in words.filter(|word| word.starts_with("--") && word.len() > 2) {
        assert!(
            known.iter().any(|known| known == option),
            "{place}: `{command}` has no {option}"
        );
    }
}

#[test]
fn every_command_of_the_program_has_its_row_and_every_option_in_it_exists() {
    let documented = file("data/docs/commands.md");
    for command in commands() {
        let rows: Vec<&str> = documented
            .lines()
            .filter(|line| line.starts_with(&format!("| `{command}")))
            .collect();
        assert!(!rows.is_empty(), "{command} has no row");
        for row in rows {
            let words = row.trim_start_matches("| `").split([' ', '`']);
            let is_command =
                |word: &&str| !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase());
            let within: Vec<&str> = words.take_while(is_command).collect();
            assert_options(&within.join(" "), row, "data/docs/commands.md");
        }
    }
}

/// The arguments of every call of `feedfold` in the code of a document.
fn calls(document: &str) -> Vec<String> {
    let mut calls = Vec::new();
    for (index, part) in document.split("```").enumerate() {
        let lines: Vec<String> = if index % 2 == 1 {
            // A fenced block, without what its lines remark.
            let lines = part.lines().skip(1);
            lines
                .map(|line| line.split(" #").next().unwrap_or_default().to_owned())
                .collect()
        } else {
            // Code within a sentence, which may go on in the next line.
            let spans = part.split('`').skip(1).step_by(2);
            spans
                .map(|span| span.split_whitespace().collect::<Vec<_>>().join(" "))
                .collect()
        };
        for line in lines {
            for command in line.split("&&") {
                let command = command.trim().trim_start_matches("$ ");
                let command = command.trim_start_matches("/usr/local/bin/");
                calls.extend(command.strip_prefix("feedfold ").map(str::to_owned));
            }
        }
    }
    calls
}

#[test]
fn every_command_and_option_that_a_document_names_exists() {
    let known = commands();
    for name in DOCUMENTS.iter().chain(&["README.md"]) {
        for call in calls(&file(name)) {
            let command = call.split_whitespace().next().unwrap_or_default();
            assert!(
                known.iter().any(|known| known == command),
                "{name}: feedfold {call}"
            );
            assert_options(command, &call, name);
        }
    }
    assert!(calls(&file("README.md")).len() >= 30);
}

/// Blocks that show a command and what it prints: the command, and the lines below it.
fn shown(document: &str) -> Vec<(String, Vec<String>)> {
    let blocks = document.split("```text\n").skip(1);
    blocks
        .filter_map(|block| {
            let mut lines = block.split("```").next()?.lines();
            let command = lines.next()?.strip_prefix("$ feedfold ")?.to_owned();
            Some((command, lines.map(str::to_owned).collect()))
        })
        .collect()
}

#[test]
fn the_output_that_the_readme_shows_is_what_the_program_prints() {
    let examples = shown(&file("README.md"));
    assert_eq!(examples.len(), 3);
    for (command, lines) in examples {
        let arguments: Vec<&str> = command.split_whitespace().collect();
        let printed = Env::new("").ok(&arguments);
        let mut rest = printed.lines();
        let mut may_skip = false;
        for line in &lines {
            if line == "…" {
                may_skip = true;
            } else if may_skip {
                assert!(
                    rest.any(|printed| printed == line),
                    "{line}\nis not in\n{printed}"
                );
                may_skip = false;
            } else {
                assert_eq!(rest.next(), Some(line.as_str()), "{printed}");
            }
        }
    }
}

#[test]
fn every_link_to_a_file_leads_to_one() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for name in DOCUMENTS.iter().chain(&["README.md"]) {
        let document = file(name);
        let folder = root.join(name);
        let links = document
            .split("](")
            .skip(1)
            .filter_map(|rest| rest.split(')').next());
        for link in links.filter(|link| !link.contains("://")) {
            let target = folder.parent().unwrap().join(link);
            assert!(target.exists(), "{name}: {link}");
        }
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

/// The blocks of TOML in a document.
fn toml_blocks(document: &str) -> String {
    let blocks = document.split("```toml\n").skip(1);
    blocks
        .map(|block| block.split("```").next().unwrap())
        .collect()
}

fn assert_works(text: &str, name: &str, counts: (usize, usize, usize)) {
    let own_path = Path::new("/srv/feedfold/feeds.toml");
    let config = Config::from_bytes(text.as_bytes(), name, own_path, &|_| None);
    let config = config.map_err(|problems| problems.to_string()).unwrap();
    let found = (
        config.sources.len(),
        config.rules.len(),
        config.outputs.len(),
    );
    assert_eq!(found, counts, "{name}");
    assert!(config.warnings.is_empty(), "{:?}", config.warnings);
}

#[test]
fn the_examples_of_configuration_work() {
    // The README begins with `init`: its examples are added to the file that this command writes.
    let begun = starter(&NewSite::default());
    let examples = toml_blocks(&file("README.md"));
    assert_works(&(begun + &examples), "README.md", (1, 2, 2));
    let smallest = toml_blocks(&file("data/docs/configuration.md"));
    assert_works(&smallest, "data/docs/configuration.md", (1, 0, 2));
}
