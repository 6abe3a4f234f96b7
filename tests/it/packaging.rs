//! The files of the Debian package agree with the program: man pages, completions, the
//! configuration it installs.
//!
//! After a change of the command line, `INSTA_UPDATE=always cargo test --test it packaging` writes
//! the man pages and completions anew.

#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "test code: what cannot be set up is a failed test"
)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use clap_complete::Shell;

use crate::env::Env;
use crate::serve::client::Serving;

fn packaging() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data/packaging")
}

/// The files of a folder by name.
fn files(folder: &Path) -> BTreeMap<String, String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let file = |entry: std::io::Result<std::fs::DirEntry>| {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        (name, std::fs::read_to_string(path).unwrap())
    };
    entries.map(file).collect()
}

/// Compares generated files with those in `data/packaging`, or writes them there.
fn assert_generated(folder: &str, generated: &BTreeMap<String, String>) {
    let folder = packaging().join(folder);
    if std::env::var("INSTA_UPDATE").is_ok_and(|update| update == "always") {
        std::fs::remove_dir_all(&folder).unwrap();
        std::fs::create_dir(&folder).unwrap();
        for (name, text) in generated {
            std::fs::write(folder.join(name), text).unwrap();
        }
    }
    let kept = files(&folder);
    let names = |files: &BTreeMap<String, String>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&kept), names(generated));
    for (name, text) in generated {
        assert!(
            kept.get(name) == Some(text),
            "{} is old: run `INSTA_UPDATE=always cargo test --test it packaging`",
            folder.join(name).display()
        );
    }
}

#[test]
fn the_man_pages_are_those_of_the_commands() {
    let folder = tempfile::tempdir().unwrap();
    clap_mangen::generate_to(feedfold::cli::definition(), folder.path()).unwrap();
    let pages = files(folder.path());
    assert!(pages.len() > 20, "{:?}", pages.keys());
    assert_generated("man", &pages);
}

#[test]
fn the_completions_are_those_of_the_commands() {
    let script = |shell| {
        let mut bytes = Vec::new();
        clap_complete::generate(
            shell,
            &mut feedfold::cli::definition(),
            "feedfold",
            &mut bytes,
        );
        String::from_utf8(bytes).unwrap()
    };
    let scripts = [
        ("feedfold.bash", Shell::Bash),
        ("_feedfold", Shell::Zsh),
        ("feedfold.fish", Shell::Fish),
    ];
    let scripts = scripts.map(|(name, shell)| (name.to_owned(), script(shell)));
    assert_generated("completions", &scripts.into_iter().collect());
}

#[test]
fn the_packaged_configuration_asks_for_sources_and_is_right_with_one() {
    let text = std::fs::read_to_string(packaging().join("feeds.toml")).unwrap();
    let env = Env::new("");
    let check = |text: &str| {
        env.write("feeds.toml", text);
        env.run(&["check"])
    };
    let empty = check(&text);
    assert_eq!(empty.code, 0);
    assert!(empty.err.contains("add a source"), "{}", empty.err);
    let mut example = text;
    for line in ["[[sources]]", "name = ", "url = "] {
        example = example.replace(&format!("\n# {line}"), &format!("\n{line}"));
    }
    let with_source = check(&example);
    assert_eq!(with_source.code, 0, "{}", with_source.err);
}

/// The words of a command line of an example, without its comment and what the shell does next.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut quoted = false;
    let mut blanks = 0;
    for character in line.chars() {
        blanks = if character == ' ' { blanks + 1 } else { 0 };
        match character {
            '\'' => quoted = !quoted,
            '|' | '<' | '>' | '#' | '&' if !quoted => break,
            // Two blanks begin the comment.
            ' ' if blanks == 2 && !quoted => break,
            ' ' if !quoted => words.push(std::mem::take(&mut word)),
            character => word.push(character),
        }
    }
    words.push(word);
    words.retain(|word| !word.is_empty());
    words
}

/// `watch --help` once broke each line of a paragraph twice: where the source broke it, and at the
/// width of the terminal. So a paragraph is one line, and no example is wider than the help.
fn assert_wraps(name: &str, help: &str) {
    let lines: Vec<&str> = help.lines().collect();
    for pair in lines.windows(2) {
        let &[line, next] = pair else { continue };
        let is_text = |line: &str| !line.is_empty() && !line.starts_with("  ");
        let is_broken = is_text(line) && is_text(next) && !line.ends_with(':');
        assert!(!is_broken, "{name}: {line}\n{next}");
    }
    for line in lines.iter().filter(|line| line.starts_with("  ")) {
        assert!(line.chars().count() <= 100, "{name}: {line}");
    }
}

#[test]
fn every_command_shows_examples_in_its_help_that_the_command_line_accepts() {
    let mut commands = vec![(String::from("feedfold"), feedfold::cli::definition())];
    let mut seen = 0;
    while let Some((name, command)) = commands.pop() {
        let inner = command.get_subcommands().cloned();
        let inner: Vec<_> = inner
            .map(|command| (format!("{name} {}", command.get_name()), command))
            .collect();
        let help = command.get_after_help().map(ToString::to_string);
        let help = help.unwrap_or_default();
        let begins = |line: &&str| line.trim_start().starts_with("feedfold ");
        let examples: Vec<&str> = help.lines().filter(|line| line.starts_with("  ")).collect();
        let examples: Vec<&str> = examples.into_iter().filter(begins).collect();
        // clap adds the command `help` to those that have others.
        let is_help = name.split(' ').any(|word| word == "help");
        assert!(!examples.is_empty() || is_help, "`{name}` has no example");
        assert_wraps(&name, &help);
        for example in examples {
            let accepted = feedfold::cli::definition().try_get_matches_from(words(example.trim()));
            let refused = accepted.err().map(|error| error.to_string());
            assert_eq!(refused, None, "{name}: {example}");
            seen += 1;
        }
        commands.extend(inner);
    }
    assert!(seen > 50, "{seen}");
}

#[test]
fn a_container_without_a_configuration_starts_with_one_and_says_whether_it_is_healthy() {
    let env = Env::new("");
    std::fs::remove_file(env.path("feeds.toml")).unwrap();
    let binary = Path::new(env!("CARGO_BIN_EXE_feedfold"));
    let path = format!("{}:/usr/bin:/bin", binary.parent().unwrap().display());
    let start = |arguments: &[&str]| {
        let mut command = Command::new(packaging().join("container-start"));
        command
            .args(arguments)
            .current_dir(env.path("."))
            .env_clear();
        command
            .env("PATH", &path)
            .env("FEEDFOLD_CONFIG", env.path("feeds.toml"));
        command
    };
    let container = Serving::spawn(start(&["feedfold", "watch", "--serve", "127.0.0.1:0"]));
    assert!(env.read("feeds.toml").contains("[site]"));
    let port = container.address.port().to_string();
    let is_healthy = || start(&["health", &port]).output().unwrap().status.success();
    // It is healthy after its first pass.
    assert!((0..1_000).any(|_| is_healthy()));
    drop(container);
    assert!(!is_healthy());
}
