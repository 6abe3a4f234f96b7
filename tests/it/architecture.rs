//! Checks the map of `src/lib.rs`: which module imports which, and which module alone uses a
//! crate.
#![expect(
    clippy::unwrap_used,
    reason = "test code: a source tree that cannot be read is a failed test"
)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Modules of ours that each module may import.
const MAY_IMPORT: [(&str, &[&str]); 19] = [
    ("main", &["cli"]),
    ("model", &[]),
    // A shared means below the steps: how HTML is read.
    ("html", &[]),
    ("clock", &["model"]),
    ("config", &["model"]),
    ("fetch", &["model"]),
    ("parse", &["html", "model"]),
    ("extract", &["model"]),
    ("normalize", &["html", "model"]),
    ("identify", &["model"]),
    ("official", &["model"]),
    ("fold", &["model"]),
    ("curate", &["model"]),
    ("publish", &["html", "model"]),
    ("store", &["model"]),
    (
        "pipeline",
        &[
            "clock",
            "curate",
            "extract",
            "fetch",
            "fold",
            "html",
            "identify",
            "model",
            "normalize",
            "official",
            "parse",
            "publish",
            "store",
        ],
    ),
    // An instrument for developers beside the spine: it measures what the spine decided.
    ("eval", &["fold", "model", "normalize", "pipeline", "store"]),
    (
        "cli",
        &[
            "clock",
            "config",
            "eval",
            "fetch",
            "html",
            "identify",
            "model",
            "normalize",
            "parse",
            "pipeline",
            "publish",
            "store",
        ],
    ),
    ("lib", &[]),
];

/// Crates that only these modules may use.
const ONLY_USERS: [(&str, &[&str]); 24] = [
    ("reqwest", &["fetch"]),
    ("hyper", &["fetch"]),
    ("rustls", &["fetch"]),
    ("feed_rs", &["parse"]),
    ("serde_saphyr", &["parse"]),
    // The side pass beside feed-rs, and the strict second reader of what is published.
    ("quick_xml", &["parse", "publish"]),
    ("chardetng", &["parse"]),
    // What is compared, the names that `add` makes of titles, and the names of months.
    ("unicode_normalization", &["normalize", "config", "parse"]),
    ("zhhz", &["normalize", "eval"]),
    ("sha2", &["identify"]),
    // `fetch` undoes the coding of that name by another crate.
    ("zstd::bulk", &["model"]),
    // The patterns people write in rules, and those of official documents.
    ("regex", &["model", "official"]),
    // The selectors people write, and the pages they are meant for.
    ("dom_query", &["model", "extract"]),
    ("dom_smoothie", &["extract"]),
    ("robotxt", &["fetch"]),
    ("rusqlite", &["store"]),
    ("rusqlite_migration", &["store"]),
    ("atom_syndication", &["publish"]),
    ("ammonia", &["publish"]),
    ("toml", &["config"]),
    ("clap", &["cli"]),
    // Free space and the right to write, asked by `doctor`; the priority of what computes beside
    // the writer.
    ("rustix", &["cli", "pipeline"]),
    ("similar", &["cli", "eval"]),
    ("fastrand", &["eval"]),
];

#[test]
fn modules_import_only_what_the_map_allows() {
    let mut wrong = Vec::new();
    for (module, path, code) in sources() {
        let (_, allowed) = MAY_IMPORT
            .iter()
            .find(|(name, _)| *name == module)
            .expect(&module);
        for imported in ours(&code) {
            if imported != module && !allowed.contains(&imported.as_str()) {
                wrong.push(format!("{} imports {imported}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn some_crates_have_one_user() {
    let mut wrong = Vec::new();
    for (module, path, code) in sources() {
        for (name, users) in ONLY_USERS {
            let used = code.contains(&format!("{name}::"));
            if used && !users.contains(&module.as_str()) {
                wrong.push(format!("{} uses {name}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_module_begins_with_its_one_job() {
    for (_, path, _) in sources() {
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.starts_with("//! "), "{}", path.display());
    }
}

#[test]
fn the_import_reader_sees_every_form() {
    let code = "use crate::{fetch, model::Story};\nuse crate::store::{self, Store};\nlet x = crate::fold::decide();\n";
    assert_eq!(
        ours(code),
        BTreeSet::from(["fetch", "fold", "model", "store"].map(String::from))
    );
}

/// Every source file but unit tests, with its top-level module and its code without comments.
fn sources() -> Vec<(String, PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for path in std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
        {
            if path.file_stem().is_some_and(|stem| stem == "tests") {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let below = path.strip_prefix(&root).unwrap();
                let module = below
                    .components()
                    .next()
                    .unwrap()
                    .as_os_str()
                    .to_str()
                    .unwrap();
                let text = std::fs::read_to_string(&path).unwrap();
                let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
                let code: Vec<&str> = code
                    .lines()
                    .map(|line| line.split("//").next().unwrap())
                    .collect();
                found.push((
                    module.trim_end_matches(".rs").to_owned(),
                    path.clone(),
                    code.join("\n"),
                ));
            }
        }
    }
    assert!(found.len() > 50);
    found
}

/// The modules of ours that code names: `crate::a`, and each of `crate::{a, b::c}`.
fn ours(code: &str) -> BTreeSet<String> {
    let word = |text: &str| {
        text.trim_start()
            .chars()
            .take_while(|c| c.is_alphanumeric() || *c == '_')
            .collect::<String>()
    };
    let mut names = BTreeSet::new();
    for rest in code.split("crate::").skip(1) {
        let Some(group) = rest.strip_prefix('{') else {
            names.insert(word(rest));
            continue;
        };
        let mut depth = 0;
        let mut begins = true;
        for (at, character) in group.char_indices() {
            match character {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                ',' if depth == 0 => begins = true,
                character if begins && !character.is_whitespace() => {
                    begins = false;
                    names.insert(word(group.get(at..).unwrap()));
                }
                _ => {}
            }
        }
    }
    names.remove("");
    names
}
