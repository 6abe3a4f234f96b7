//! Checks the map of `src/lib.rs`: which module imports which, and which module alone uses a
//! crate.
#![expect(
    clippy::unwrap_used,
    reason = "test code: a source tree that cannot be read is a failed test"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Modules of ours that each module may import.
const MAY_IMPORT: [(&str, &[&str]); 23] = [
    ("main", &["cli"]),
    ("model", &[]),
    // The shared means below the steps: how HTML is read, and the table of odd characters.
    ("html", &["model"]),
    ("text", &[]),
    ("clock", &["model"]),
    ("config", &["html", "model", "text"]),
    ("fetch", &["model", "text"]),
    ("parse", &["html", "model", "text"]),
    ("extract", &["html", "model"]),
    ("normalize", &["html", "model", "text"]),
    ("identify", &["model"]),
    ("official", &["model", "text"]),
    ("fold", &["model", "text"]),
    ("curate", &["model"]),
    ("health", &["model", "text"]),
    ("publish", &["html", "model", "text"]),
    ("store", &["model"]),
    (
        "pipeline",
        &[
            "clock",
            "config",
            "curate",
            "extract",
            "fetch",
            "fold",
            "health",
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
    (
        "eval",
        &["fold", "model", "normalize", "pipeline", "store", "text"],
    ),
    (
        "cli",
        &[
            "clock",
            "config",
            "eval",
            "fetch",
            "health",
            "html",
            "model",
            "normalize",
            "parse",
            "pipeline",
            "publish",
            "serve",
            "store",
            "text",
            "watch",
        ],
    ),
    // Parts of the shell, beside `cli`.
    ("watch", &["clock", "config", "model", "pipeline", "store"]),
    (
        "serve",
        &["clock", "config", "model", "pipeline", "publish", "store"],
    ),
    ("lib", &[]),
];

/// Modules whose parts import one another without circles.
const WITHOUT_CIRCLES: [&str; 2] = ["store", "pipeline"];

/// Crates that only these modules may use.
const ONLY_USERS: [(&str, &[&str]); 31] = [
    ("reqwest", &["fetch"]),
    // `serve` limits its connections, which axum's own server cannot.
    ("hyper", &["fetch", "serve"]),
    // The bundled feeds of the demo are served, too.
    ("axum", &["serve", "cli"]),
    ("maud", &["publish"]),
    ("rustls", &["fetch"]),
    // `publish` reads what it wrote by a parser that is not its own.
    ("feed_rs", &["parse", "publish"]),
    ("serde_saphyr", &["parse"]),
    // The side pass beside feed-rs, the strict second reader of outputs, and escaping.
    ("quick_xml", &["parse", "publish", "html"]),
    ("chardetng", &["parse"]),
    // What happens in a pass; `cli` decides where it is written.
    ("tracing", &["pipeline", "cli"]),
    ("tracing_subscriber", &["cli"]),
    ("tracing_journald", &["cli"]),
    // What is compared, the names that `add` makes of titles, and the names of months.
    ("unicode_normalization", &["normalize", "config", "parse"]),
    ("zhhz", &["normalize", "eval"]),
    // Identities, the bodies that a fetch recognises again, entity tags, and the name and
    // the hash of the style sheet.
    ("sha2", &["identify", "fetch", "serve", "publish"]),
    // `fetch` undoes the coding of that name by another crate.
    ("zstd::bulk", &["model"]),
    // The patterns people write in rules, and those of official documents.
    ("regex", &["model", "official"]),
    // The selectors people write, and the pages they are meant for.
    ("dom_query", &["html", "extract"]),
    ("dom_smoothie", &["extract"]),
    ("robotxt", &["fetch"]),
    // Signatures of hubs, and random callbacks.
    ("ring", &["pipeline"]),
    ("rusqlite", &["store"]),
    ("rusqlite_migration", &["store"]),
    ("atom_syndication", &["publish"]),
    ("rss", &["publish"]),
    ("ammonia", &["publish"]),
    ("toml", &["config"]),
    ("clap", &["cli"]),
    // Free space and the right to write, asked by `doctor` and by the pages that edit; the priority
    // of what computes beside the writer.
    ("rustix", &["cli", "pipeline", "store"]),
    ("similar", &["normalize", "eval"]),
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
fn the_parts_of_a_module_import_one_another_without_circles() {
    for module in WITHOUT_CIRCLES {
        let mut imports: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (_, path, code) in sources().into_iter().filter(|(of, ..)| of == module) {
            let part = part(&path, module);
            let imported = parts_named(&code, module, &path);
            imports.entry(part).or_default().extend(imported);
        }
        let parts: BTreeSet<String> = imports.keys().cloned().collect();
        assert!(parts.len() > 3, "{parts:?}");
        // A part that imports nothing of what is left can be taken away; a circle stays.
        let mut left = parts;
        loop {
            let names = |part: &String, other: &String| {
                imports.get(part).is_some_and(|named| named.contains(other))
            };
            let is_free = |part: &String| {
                left.iter()
                    .all(|other| other == part || !names(part, other))
            };
            let free: Vec<String> = left.iter().filter(|part| is_free(part)).cloned().collect();
            if free.is_empty() {
                break;
            }
            left.retain(|part| !free.contains(part));
        }
        assert!(
            left.is_empty(),
            "{module}: one of {left:?} imports itself through others"
        );
    }
}

#[test]
fn the_reader_of_parts_sees_every_form() {
    let named = |code: &str, path: &str| -> Vec<String> {
        parts_named(code, "store", Path::new(path))
            .into_iter()
            .collect()
    };
    let deep = "src/store/rows/entries.rs";
    assert_eq!(
        named("use crate::store::folding::Stored;", deep),
        ["folding"]
    );
    assert_eq!(
        named(
            "use crate::store::{\n    Error, file::Lock, rows::{self, shown},\n};",
            deep
        ),
        ["Error", "file", "rows"]
    );
    assert_eq!(named("use super::super::file;", deep), ["file"]);
    assert_eq!(
        named("use super::{file, rows::shown};", "src/store/writing.rs"),
        ["file", "rows"]
    );
    // `super` is the folder itself there.
    assert_eq!(named("use super::shown;", deep), Vec::<String>::new());
}

#[test]
fn some_crates_have_one_user() {
    let mut wrong = Vec::new();
    for (module, path, code) in sources() {
        for (name, users) in ONLY_USERS {
            // Neither `String::` nor `rustls::crypto::ring::` is a use of the crate `ring`.
            let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | ':');
            let prefix = format!("{name}::");
            let mut named = code.match_indices(&prefix);
            let used = named.any(|(at, _)| !code.get(..at).unwrap().ends_with(is_word));
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
fn one_table_lists_the_characters_that_reorder_or_hide_text() {
    // Those that the hashes of texts leave out belong to a version and must not change.
    const MAY_LIST: [&str; 3] = ["text", "normalize", "official"];
    let lists = [
        "\\u{200b}",
        "\\u{200e}",
        "\\u{202a}",
        "\\u{202e}",
        "\\u{2066}",
    ];
    let mut wrong = Vec::new();
    for (module, path, code) in sources() {
        let code = code.to_ascii_lowercase();
        if lists.iter().any(|list| code.contains(list)) && !MAY_LIST.contains(&module.as_str()) {
            wrong.push(path);
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_reader_of_html_takes_its_tokens_from_one_sink() {
    let sinks = sources()
        .into_iter()
        .filter(|(_, _, code)| code.contains("TokenSink for"));
    let paths: Vec<PathBuf> = sinks.map(|(_, path, _)| path).collect();
    assert!(
        matches!(paths.as_slice(), [path] if path.ends_with("src/html/tokens.rs")),
        "{paths:?}"
    );
}

#[test]
fn every_comment_line_ends_within_100_columns() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut wide = Vec::new();
    for path in ["src", "tests"]
        .iter()
        .flat_map(|folder| rust_files(&root.join(folder)))
    {
        let text = std::fs::read_to_string(&path).unwrap();
        for (number, line) in text.lines().enumerate() {
            let Some(comment) = line.trim_start().strip_prefix("//") else {
                continue;
            };
            let comment = comment.trim_start_matches(['/', '!']).trim_start();
            // A row of a table is one line, and an address cannot be broken.
            let is_whole = comment.starts_with('|') || !comment.trim_end().contains(' ');
            if !is_whole && columns(line) > 100 {
                wide.push(format!("{}:{}", path.display(), number + 1));
            }
        }
    }
    assert!(wide.is_empty(), "{wide:#?}");
}

#[test]
fn the_import_reader_sees_every_form() {
    let code = "use crate::{fetch, model::Story};\nuse crate::store::{self, Store};\nlet x = crate::fold::decide();\n";
    assert_eq!(
        ours(code),
        BTreeSet::from(["fetch", "fold", "model", "store"].map(String::from))
    );
}

/// The width of a line; an ideograph and its like take two columns.
fn columns(line: &str) -> usize {
    let is_wide = |c: char| matches!(c, '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe6f}' | '\u{ff00}'..='\u{ff60}' | '\u{20000}'..='\u{3fffd}');
    line.chars().map(|c| 1 + usize::from(is_wide(c))).sum()
}

/// The part of a module in which a file is: the folder or file directly below that of the module.
fn part(path: &Path, module: &str) -> String {
    let mut below = path
        .components()
        .skip_while(|part| part.as_os_str() != module);
    let name = below.nth(1).unwrap().as_os_str();
    name.to_str().unwrap().trim_end_matches(".rs").to_owned()
}

/// The parts of a module that code in one of its files names: by `crate::`, or by as many
/// `super::` as lead to the module.
fn parts_named(code: &str, module: &str, path: &Path) -> BTreeSet<String> {
    let below: Vec<_> = path
        .components()
        .skip_while(|part| part.as_os_str() != module)
        .collect();
    let is_root = path.ends_with("mod.rs");
    let depth = (below.len() - 1) - usize::from(is_root);
    let mut named = names_after(code, &format!("crate::{module}::"));
    if depth > 0 {
        let supers = "super::".repeat(depth);
        let deeper = code.replace(&format!("super::{supers}"), "");
        named.extend(names_after(&deeper, &supers));
    }
    named
}

/// Every Rust file below a folder.
fn rust_files(root: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries = std::fs::read_dir(folder).unwrap();
        for path in entries.map(|entry| entry.unwrap().path()) {
            if path.is_dir() && path.file_name().is_some_and(|name| name != "target") {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path);
            }
        }
    }
    files
}

/// Every source file but unit tests, with its top-level module and its code without comments.
fn sources() -> Vec<(String, PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let is_tests = |path: &Path| path.file_stem().is_some_and(|stem| stem == "tests");
    let mut found = Vec::new();
    for path in rust_files(&root) {
        let below = path.strip_prefix(&root).unwrap();
        if below.ancestors().any(is_tests) {
            continue;
        }
        let module = below.components().next().unwrap();
        let module = module.as_os_str().to_str().unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
        let code: Vec<&str> = code
            .lines()
            .map(|line| line.split("//").next().unwrap())
            .collect();
        let module = module.trim_end_matches(".rs").to_owned();
        found.push((module, path.clone(), code.join("\n")));
    }
    assert!(found.len() > 50);
    found
}

/// The modules of ours that code names: `crate::a`, and each of `crate::{a, b::c}`.
fn ours(code: &str) -> BTreeSet<String> {
    names_after(code, "crate::")
}

/// The first name after each `path`, and of each member of a group after it.
fn names_after(code: &str, path: &str) -> BTreeSet<String> {
    let word = |text: &str| {
        text.trim_start()
            .chars()
            .take_while(|c| c.is_alphanumeric() || *c == '_')
            .collect::<String>()
    };
    let mut names = BTreeSet::new();
    for rest in code.split(path).skip(1) {
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
