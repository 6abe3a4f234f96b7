//! The most common mistakes, as `check` prints them.

use std::fmt::Write as _;
use std::path::Path;

use feedfold::config::{Canvas, Config, draw};

const SITE: &str = "[site]\ntitle = \"T\"\nurl = \"https://e.org/\"\nauthor = \"A\"\n";
const SOURCE: &str = "\n[[sources]]\nname = \"sina\"\nurl = \"https://sina.example/feed\"\n";
const OUTPUT: &str = "\n[[outputs]]\nname = \"all\"\npath = \"public/all.atom\"\n";

/// What is drawn of a configuration, and its errors as (line, remedy).
fn checked(text: &str) -> (String, Vec<(usize, String)>) {
    let path = Path::new("/srv/feeds.toml");
    let Err(problems) = Config::from_bytes(text.as_bytes(), "feeds.toml", path, &|_| None) else {
        return ("accepted".to_owned(), Vec::new());
    };
    let canvas = Canvas::Terminal {
        color: false,
        width: 100,
    };
    let said = problems
        .iter()
        .map(|problem| (problem.line, problem.remedy.clone()));
    (draw(problems.iter(), canvas), said.collect())
}

/// A right configuration with one part replaced.
fn with(right: &str, wrong: &str) -> String {
    let text = format!("{SITE}{SOURCE}{OUTPUT}");
    assert!(text.contains(right), "{right}");
    text.replacen(right, wrong, 1)
}

/// A right configuration with a line more in its source.
fn source_with(line: &str) -> String {
    with("/feed\"\n", &format!("/feed\"\n{line}\n"))
}

#[test]
fn common_mistakes_are_answered_with_what_to_write() {
    let mistakes = [
        ("no [site]", format!("{SOURCE}{OUTPUT}")),
        ("a url without its scheme", with("https://sina", "sina")),
        ("a feed:// address", with("https://sina", "feed://sina")),
        ("a duration without unit", source_with("interval = 60")),
        ("the same in quotes", source_with("interval = \"60\"")),
        ("a selector alone", source_with("selector = \"#main\"")),
        (
            "an XPath for a selector",
            source_with("full_text = true\nselector = \"//div\""),
        ),
        ("a misspelt key", source_with("intervall = \"60m\"")),
        ("a misspelt key that must be there", with("title", "titel")),
        (
            "two sources of one name",
            format!("{SITE}{SOURCE}{SOURCE}").replacen("/feed", "/rss", 1),
        ),
        ("[source]", with("[[sources]]", "[source]")),
        ("[sources]", with("[[sources]]", "[sources]")),
        (
            "[sources] twice",
            format!("{SITE}{SOURCE}{SOURCE}").replace("[[sources]]", "[sources]"),
        ),
        ("[[site]]", with("[site]", "[[site]]")),
        ("path and url both", source_with("path = \"posts/*.md\"")),
        (
            "a zone of another name",
            source_with("timezone = \"Asia/Peking\""),
        ),
        (
            "an offset as others write it",
            source_with("timezone = \"UTC+8\""),
        ),
        ("an output as text", with("all.atom", "all.txt")),
        (
            "a route without instance",
            with("https://sina.example/feed", "rsshub://sina/finance"),
        ),
        (
            "a variable that is not set",
            source_with("headers = { Authorization = \"Bearer ${TOKEN}\" }"),
        ),
        (
            "headers misspelt",
            source_with("hedaers = { Authorization = \"Bearer hunter2\" }"),
        ),
        ("a text without quotes", with("\"T\"", "Curated finance")),
        ("a key without a value", with("\"T\"", "")),
        ("a text that is not closed", with("\"sina\"", "\"sina")),
        ("quotes of a word processor", with("\"sina\"", "“sina”")),
        ("a full-width equals sign", with("name =", "name ＝")),
        ("key: value", with("name = ", "name: ")),
        ("True", source_with("enabled = True")),
        (
            "a header that is not closed",
            with("[[sources]]", "[[sources]"),
        ),
        (
            "backslashes",
            with(
                "url = \"https://sina.example/feed\"",
                "path = \"C:\\posts\\*.md\"",
            ),
        ),
        (
            "a list that is not closed",
            source_with("labels = [\"a\", \"b\""),
        ),
        ("a comma at the end", source_with("interval = \"1h\",")),
        (
            "a comment of another language",
            source_with("interval = \"1h\" // hourly"),
        ),
        ("a key twice", source_with("url = \"https://b.example/\"")),
        (
            "tabs, and a wrong value",
            source_with("\tinterval\t=\t\"hourly\"\t# as it may be"),
        ),
        (
            "two mistakes",
            source_with("intervall = \"60\"\nbacklog = \"many\""),
        ),
    ];
    let mut drawn = String::new();
    for (mistake, text) in mistakes {
        let (shown, said) = checked(&text);
        assert!(!said.is_empty(), "{mistake} is accepted");
        assert!(!shown.contains("hunter2"), "{shown}");
        let expected = if mistake == "two mistakes" { 2 } else { 1 };
        assert_eq!(said.len(), expected, "{mistake}: {shown}");
        writeln!(drawn, "──── {mistake}\n{shown}").unwrap();
    }
    let trimmed: Vec<&str> = drawn.lines().map(str::trim_end).collect();
    insta::assert_snapshot!("config_mistakes", trimmed.join("\n"));
}

#[test]
fn what_follows_from_a_broken_line_is_not_said_of_the_next() {
    let text = "[site]\ntitle = T\nauthor = A\n[fetch]\ntimeout = True\n[fetch]\nproxy = 1\ntimeout = \"2s\"\n[store]\npath = 's\n";
    let (shown, said) = checked(text);
    let lines: Vec<usize> = said.into_iter().map(|(line, _)| line).collect();
    assert_eq!(lines, [2, 3, 5, 6, 7, 10], "{shown}");
}

#[test]
fn a_key_written_with_escapes_cannot_reach_the_terminal() {
    for key in [r#""\u001b[2J""#, r#""\u202etitle""#] {
        let (shown, _) = checked(&source_with(&format!("{key} = 1")));
        assert!(!shown.contains(['\u{1b}', '\u{202e}']), "{shown:?}");
    }
    let text = with("all.atom", r"\u001b]52;c;aGk=\u0007.txt");
    let (shown, said) = checked(&text);
    assert!(
        !format!("{shown}{said:?}").contains(['\u{1b}', '\u{7}']),
        "{shown:?}"
    );
}
