//! Every row of `tests/fixtures/rows.md` (the requirements of a trustworthy feed aggregator) names
//! tests that exist.

use std::collections::BTreeSet;
use std::path::Path;

/// The rows that have to hold. Those of the HTTP server (P22, S4, D11) come with it.
const HARD: [(&str, &[u8]); 6] = [
    (
        "P",
        &[1, 2, 3, 5, 6, 7, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18],
    ),
    ("N", &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]),
    ("X", &[1, 2, 3, 4, 5, 6, 7]),
    ("S", &[1, 2, 3, 5, 6, 7, 8, 9]),
    ("I", &[1, 2, 3, 5, 6, 7, 8, 9]),
    ("D", &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]),
];

/// The cells of each row: its name, what has to hold, its tests.
fn rows() -> Vec<[&'static str; 3]> {
    let lines = include_str!("../fixtures/rows.md").lines();
    let rows = lines.filter_map(|line| {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        cells.try_into().ok()
    });
    // Below the head of the table and its rule.
    rows.skip(2).collect()
}

/// File and name of each test.
fn tests(cell: &str) -> Vec<(String, &str)> {
    let named = cell.split('`').filter_map(|test| test.split_once(".rs "));
    named
        .map(|(file, name)| {
            let folder = if file.starts_with("src/") {
                ""
            } else {
                "tests/it/"
            };
            (format!("{folder}{file}.rs"), name)
        })
        .collect()
}

#[test]
fn every_hard_row_has_its_tests() {
    let hard: Vec<String> = HARD
        .iter()
        .flat_map(|(letter, numbers)| {
            numbers
                .iter()
                .map(move |number| format!("{letter}{number}"))
        })
        .collect();
    let listed: Vec<&str> = rows().iter().map(|[row, ..]| *row).collect();
    assert_eq!(listed, hard);
    for [row, _, cell] in rows() {
        let named = tests(cell);
        let once: BTreeSet<_> = named.iter().collect();
        assert!(!named.is_empty() && once.len() == named.len(), "{row}");
        assert_eq!(named.len() * 2, cell.matches('`').count(), "{row}");
    }
}

#[test]
fn every_test_that_is_named_is_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for [row, _, cell] in rows() {
        for (file, name) in tests(cell) {
            let source = std::fs::read_to_string(root.join(&file)).unwrap();
            let found = source.split_once(&format!("fn {name}()"));
            let (before, _) = found.unwrap_or_else(|| panic!("{row}: {file} has no {name}"));
            let marks = before.lines().rev().take(3).map(str::trim);
            let is_test = marks
                .filter(|line| ["#[test]", "#[tokio::test]"].contains(line))
                .count();
            assert_eq!(is_test, 1, "{row}: {name} in {file} is no test");
        }
    }
}
