//! Explains TOML syntax errors by the mistakes that people usually make.

use std::ops::Range;

use super::keys::{ROOT, ValueType};
use super::problem::Refusal;

/// Characters of word processors and Chinese keyboards that look like characters of TOML, each
/// with the one that its author meant.
const LOOKALIKES: [(char, char); 9] = [
    ('“', '"'),
    ('”', '"'),
    ('„', '"'),
    ('＂', '"'),
    ('‘', '\''),
    ('’', '\''),
    ('＝', '='),
    ('，', ','),
    ('【', '['),
];

/// The kinds of errors from which other errors follow.
#[derive(PartialEq, Eq)]
enum Trouble {
    /// A list without its closing bracket: the parser takes the next lines for elements.
    OpenList,
    /// A repeated table header: the keys below it may be repeated too.
    TwiceBegun,
    Other,
}

/// Returns at most one refusal for each line, and none for an error that follows from another.
pub(super) fn refusals(
    text: &str,
    errors: &[toml::de::Error],
) -> impl Iterator<Item = (Range<usize>, Refusal)> {
    let mut shown: Vec<(Range<usize>, Refusal)> = Vec::new();
    let mut last: Option<(Trouble, Range<usize>)> = None;
    // The parser does not report errors in the order of the file.
    let mut errors: Vec<_> = errors
        .iter()
        .map(|error| (error.span().unwrap_or(0..0), error.message()))
        .collect();
    errors.sort_by_key(|(span, _)| span.start);
    for (span, message) in errors {
        let line = line_at(text, span.start);
        let (trouble, refusal) = refusal(message, text, &span);
        if let Some((before, below)) = &last {
            let again = below.contains(&span.start) || *below == line;
            let between = text.get(below.end..line.end).unwrap_or_default();
            let same_table = !between.lines().any(is_header);
            let follows = match before {
                Trouble::OpenList => same_table,
                Trouble::TwiceBegun => same_table && is_twice(message),
                Trouble::Other => false,
            };
            if again || follows {
                continue;
            }
        }
        last = Some((trouble, line));
        shown.push((span, refusal));
    }
    shown.into_iter()
}

fn is_twice(message: &str) -> bool {
    message.contains("duplicate key")
}

fn is_header(line: &str) -> bool {
    line.trim_start().starts_with('[')
}

/// The byte range of the line that holds an offset, with its line break.
fn line_at(text: &str, offset: usize) -> Range<usize> {
    let before = text.get(..offset).unwrap_or_default();
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let rest = text.get(offset..).unwrap_or_default();
    let end = rest.find('\n').map_or(text.len(), |at| offset + at + 1);
    start..end
}

/// Recognises the messages of `toml_parser` 1.x. An unknown message is shown as it is.
fn refusal(message: &str, text: &str, span: &Range<usize>) -> (Trouble, Refusal) {
    let line = text.get(line_at(text, span.start)).unwrap_or_default();
    let code = line.split('#').next().unwrap_or_default();
    let said = |expected: &str, found: &str, remedy: &str| {
        let refusal = Refusal::new(expected, remedy).found(found);
        (Trouble::Other, refusal)
    };
    if is_twice(message) {
        return twice(line);
    }
    if message.contains("comma between array elements") || message.contains("unclosed array, ") {
        let refusal = Refusal::new(
            "a comma between two elements of a list, or `]` at its end",
            "look at the list above or here: close it with `]`, or add the comma",
        )
        .found("none");
        return (Trouble::OpenList, refusal);
    }
    let lookalike = LOOKALIKES.iter().find(|(sign, _)| code.contains(*sign));
    if let Some((sign, meant)) = lookalike {
        return said(
            &format!("the plain sign {meant}"),
            &format!("{sign}, which looks like it"),
            "write plain quotes, brackets, commas and equals signs, as on an English keyboard",
        );
    }
    let word = text.get(span.clone()).unwrap_or_default().to_lowercase();
    let is_flag = ["true", "false", "yes", "no", "on", "off"].contains(&word.as_str());
    if is_flag && (message.contains("boolean") || message.contains("must be quoted")) {
        return said(
            "true or false",
            "another word",
            "write true or false, in small letters",
        );
    }
    let is_bare = [
        "must be quoted",
        "invalid boolean",
        "invalid float, expected `nan`",
    ]
    .iter()
    .any(|words| message.contains(words));
    if is_bare {
        return said(
            "a text in quotes, a number, true or false",
            "a word without quotes",
            "put the text in quotes",
        );
    }
    if message.contains("basic string") || message.contains("literal string") {
        return said(
            "a quote at the end of the text",
            "the end of the line",
            "close the text with the quote it begins with",
        );
    }
    if message.contains("escape") {
        return said(
            "a backslash that is written twice",
            "one alone",
            "double each backslash, put the text in 'single quotes', or write paths with `/`",
        );
    }
    if message.contains("unquoted key") && is_colon(text, span) {
        return said(
            "`=` between key and value",
            "`:`",
            "write key = value instead of key: value",
        );
    }
    if message.contains("unclosed array table") || message.contains("unclosed table") {
        return said(
            "the closing brackets of the header",
            "the end of the line",
            "write the whole header on one line: [fetch] or [[sources]]",
        );
    }
    if message.contains("unexpected key or value, expected newline") {
        return said(
            "the end of the line after a value",
            "more behind it",
            "remove what follows the value, or put # before it if it is a comment",
        );
    }
    let refusal = Refusal::new(
        "TOML",
        "texts stand in quotes, lists in [ ], tables in { } on one line; see https://toml.io",
    );
    (Trouble::Other, refusal.found(message))
}

fn is_colon(text: &str, span: &Range<usize>) -> bool {
    text.get(span.clone())
        .is_some_and(|found| found.starts_with(':'))
}

/// The refusal of a repeated key or table header.
fn twice(line: &str) -> (Trouble, Refusal) {
    if !is_header(line) {
        let refusal = Refusal::new(
            "each key once in a table",
            "keep one of the two, or begin another table before the second",
        );
        return (Trouble::Other, refusal.found("this one again"));
    }
    let name = line
        .trim_start_matches([' ', '\t', '['])
        .split(']')
        .next()
        .unwrap_or_default()
        .trim();
    let is_list = ROOT
        .key(name)
        .is_some_and(|key| matches!(key.value_type, ValueType::Tables(_)));
    let refusal = if is_list {
        Refusal::new(
            format!("[[{name}]], with two brackets"),
            format!("write [[{name}]] before each of them"),
        )
    } else {
        Refusal::new(
            "each table once",
            "put the keys of both below one of the headers",
        )
    };
    (Trouble::TwiceBegun, refusal.found("this header again"))
}
