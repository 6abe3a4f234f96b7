//! Any text in `feeds.toml` is either read or refused with a message.

use std::path::Path;

use feedfold::config::keys::{ROOT, TableKeys, ValueType};
use feedfold::config::{Canvas, Config, Problems, draw};
use proptest::prelude::*;
use proptest::sample::{Index, select};

const FULL: &str = include_str!("../fixtures/config/full.toml");

fn parse(bytes: &[u8]) -> Result<Config, Problems> {
    let environment = |name: &str| (name == "TOKEN").then(|| "s3cr3t".to_owned());
    Config::from_bytes(
        bytes,
        "feeds.toml",
        Path::new("/srv/feeds.toml"),
        &environment,
    )
}

/// Reads and draws; whatever was refused must say a place and what to do.
fn is_answered(bytes: &[u8]) -> Result<(), TestCaseError> {
    let lines = bytes.split(|byte| *byte == b'\n').count();
    match parse(bytes) {
        Ok(config) => {
            draw(&config.warnings, Canvas::Plain);
        }
        Err(problems) => {
            prop_assert!(problems.iter().next().is_some());
            for problem in problems.iter() {
                prop_assert!((1..=lines).contains(&problem.line), "{problem:?}");
                prop_assert!(!problem.expected.is_empty() && !problem.remedy.is_empty());
            }
            let canvas = Canvas::Terminal {
                color: false,
                width: 60,
            };
            let drawn = draw(problems.iter(), canvas);
            prop_assert!(
                !drawn.chars().any(|char| char.is_control() && char != '\n'),
                "{drawn:?}"
            );
        }
    }
    Ok(())
}

/// Words of the format and values near those it takes.
fn snippets() -> impl Strategy<Value = String> {
    let words = vec![
        "[site]",
        "[[sources]]",
        "[sources]",
        "[fetch]",
        "[[outputs]]",
        "[[rules]]",
        "[store]",
        "\n",
        "\n",
        " = ",
        "\"",
        "'",
        "\"\"\"",
        "{",
        "}",
        "[",
        "]",
        ",",
        "#",
        "\\",
        "\t",
        "\r\n",
        "\u{feff}",
        "“",
        "＝",
        "title",
        "name",
        "url",
        "path",
        "interval",
        "headers",
        "when",
        "do",
        "on",
        "any",
        "\"/(/\"",
        "\"60m\"",
        "60",
        "1e400",
        "-0",
        "true",
        "1979-05-27",
        "\"${TOKEN}\"",
        "\"${\"",
        "\"rsshub://\"",
        "\"https://[\"",
        "\"**/[\"",
        "\"+08:0\u{661}\"",
        "\"9999999999999 weeks\"",
        "\"1.000001 GiB\"",
        "a.b.c",
        "\u{1b}",
        "\u{202e}",
        "财经",
    ];
    prop_oneof![
        4 => select(words).prop_map(str::to_owned),
        1 => any::<String>(),
    ]
}

/// Every table of a document with its keys, as the path of each key.
fn keys_of(table: &toml::Table, keys: &'static TableKeys) -> Vec<&'static str> {
    let mut found = Vec::new();
    for key in keys.keys {
        let Some(value) = table.get(key.name) else {
            continue;
        };
        found.push(key.name);
        let (below, tables): (_, Vec<&toml::Table>) = match (key.value_type, value) {
            (ValueType::Table(below), value) => (below, value.as_table().into_iter().collect()),
            (ValueType::Tables(below), value) => {
                let list = value.as_array().into_iter().flatten();
                (below, list.filter_map(toml::Value::as_table).collect())
            }
            _ => continue,
        };
        for table in tables {
            found.extend(keys_of(table, below));
        }
    }
    found
}

/// The places in the text at which a key of ours stands: offset and key.
fn places() -> Vec<(usize, &'static str)> {
    let table: toml::Table = FULL.parse().unwrap_or_default();
    let mut keys = keys_of(&table, &ROOT);
    keys.sort_unstable();
    keys.dedup();
    let mut places = Vec::new();
    for key in keys {
        for (at, _) in FULL.match_indices(key) {
            let (before, after) = FULL.split_at(at);
            let begins = before.ends_with(['\n', '[', ' ']);
            let after = after.trim_start_matches(key);
            // Comments and values hold the words of keys too.
            let line = before.rsplit('\n').next().unwrap_or_default();
            if begins
                && !line.starts_with('#')
                && (after.starts_with(" =") || after.starts_with(']'))
            {
                places.push((at, key));
            }
        }
    }
    places
}

/// One slip of the finger: a letter left out, doubled, exchanged with the next, or another.
fn misspelt(key: &str, slip: u8, at: Index, letter: char) -> String {
    let mut letters: Vec<char> = key.chars().collect();
    let at = at.index(letters.len());
    match slip {
        0 if letters.len() > 1 => {
            letters.remove(at);
        }
        1 => letters.insert(at, letter),
        2 if at + 1 < letters.len() => letters.swap(at, at + 1),
        _ => letters.splice(at..=at, [letter]).for_each(drop),
    }
    letters.into_iter().collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_answered(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        is_answered(&bytes)?;
    }

    #[test]
    fn any_mixture_of_the_formats_words_is_answered(
        words in proptest::collection::vec(snippets(), 0..40),
    ) {
        is_answered(words.concat().as_bytes())?;
    }

    #[test]
    fn a_right_file_with_a_part_replaced_is_answered(
        at in any::<Index>(), length in 0..30usize, word in snippets(),
    ) {
        let mut bytes = FULL.as_bytes().to_vec();
        let start = at.index(bytes.len());
        let end = (start + length).min(bytes.len());
        bytes.splice(start..end, word.into_bytes());
        is_answered(&bytes)?;
    }

    #[test]
    fn a_misspelt_key_is_named_with_its_line_and_the_right_one(
        place in select(places()), slip in 0..4u8, at in any::<Index>(), letter in "[a-z_]",
    ) {
        let (offset, key) = place;
        let letter = letter.chars().next().unwrap_or('x');
        let wrong = misspelt(key, slip, at, letter);
        prop_assume!(wrong != key);
        let (before, after) = FULL.split_at(offset);
        let rest = after.strip_prefix(key).unwrap_or_default();
        let text = format!("{before}{wrong}{rest}");
        let line = before.matches('\n').count() + 1;
        let Err(problems) = parse(text.as_bytes()) else {
            return Err(TestCaseError::fail(format!("{wrong} for {key} is accepted")));
        };
        let named = problems.iter().any(|problem| {
            problem.line == line
                && problem.found == format!("`{wrong}`")
                && problem.remedy.split('`').any(|word| word.trim_matches(['[', ']']) == key)
        });
        prop_assert!(named, "{wrong} for {key} in line {line}: {problems}");
        let missed = problems.iter().any(|problem| problem.expected == format!("the key `{key}`"));
        prop_assert!(!missed, "{problems}");
    }
}

proptest! {
    #[test]
    fn lengths_that_no_text_can_meet_are_warned_of_in_rules_and_outputs(
        least in 1_u32..3_000,
        most in 1_u32..3_000,
        of_output in any::<bool>(),
        swapped in any::<bool>(),
    ) {
        let (least_key, most_key) = (format!("min_chars = {least}"), format!("max_chars = {most}"));
        let when = if swapped {
            format!("when = {{ {most_key}, {least_key} }}\n")
        } else {
            format!("when = {{ {least_key}, {most_key} }}\n")
        };
        let (before, after) = if of_output {
            ("[[outputs]]\nname = \"o\"\npath = \"o.atom\"\n", "")
        } else {
            ("[[rules]]\nname = \"r\"\n", "do = { drop = true }\n")
        };
        let site = "[site]\ntitle = \"t\"\nurl = \"https://feeds.example.org/\"\n\
            author = \"a\"\ncontact = \"mailto:desk@example.org\"\n";
        let text = format!("{site}{before}{when}{after}");
        let config = parse(text.as_bytes()).map_err(|problems| {
            TestCaseError::fail(problems.to_string())
        })?;
        let line = text.lines().position(|line| line.starts_with("when")).map(|line| line + 1);
        let warned: Vec<&feedfold::config::Problem> = config
            .warnings
            .iter()
            .filter(|problem| problem.key.as_deref().is_some_and(|key| key.ends_with("max_chars")))
            .collect();
        prop_assert_eq!(warned.len(), usize::from(most < least), "{}", text);
        for problem in warned {
            prop_assert_eq!(Some(problem.line), line);
            prop_assert!(problem.expected.contains(&least.to_string()), "{}", problem);
        }
    }
}

#[test]
fn every_kind_of_key_can_be_misspelt_in_the_fixture() {
    let mut keys: Vec<&str> = places().into_iter().map(|(_, key)| key).collect();
    keys.dedup();
    for key in [
        "site",
        "sources",
        "name",
        "url",
        "when",
        "any",
        "on",
        "do",
        "max_per_source",
    ] {
        assert!(keys.contains(&key), "{key} of {keys:?}");
    }
    assert!(parse(FULL.as_bytes()).is_ok());
}
