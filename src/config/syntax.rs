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

/// The kind of a syntax error, by which other errors may follow from it.
#[derive(PartialEq, Eq)]
enum SyntaxFault {
    /// A list without its closing bracket: the parser takes the next lines for elements.
    OpenList,
    /// A repeated table header: the keys below it may be repeated too.
    RepeatedHeader,
    Other,
}

/// Returns at most one refusal for each line, and none for an error that follows from another.
pub(super) fn refusals(
    text: &str,
    errors: &[toml::de::Error],
) -> impl Iterator<Item = (Range<usize>, Refusal)> {
    let mut shown: Vec<(Range<usize>, Refusal)> = Vec::new();
    let mut last: Option<(SyntaxFault, Range<usize>)> = None;
    // The parser does not report errors in the order of the file.
    let mut errors: Vec<_> = errors
        .iter()
        .map(|error| (error.span().unwrap_or(0..0), error.message()))
        .collect();
    errors.sort_by_key(|(span, _)| span.start);
    for (span, message) in errors {
        let line = line_at(text, span.start);
        let (fault, refusal) = refusal(message, text, &span);
        if let Some((before, below)) = &last {
            let again = below.contains(&span.start) || *below == line;
            let between = text.get(below.end..line.end).unwrap_or_default();
            let same_table = !between.lines().any(is_header);
            let follows = match before {
                SyntaxFault::OpenList => same_table,
                SyntaxFault::RepeatedHeader => same_table && is_twice(message),
                SyntaxFault::Other => false,
            };
            if again || follows {
                continue;
            }
        }
        last = Some((fault, line));
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

/// A mistake that messages of the parser reveal.
struct Mistake {
    /// Parts of the messages of `toml_parser` 1.x; one of them must occur.
    messages: &'static [&'static str],
    /// Whether the text at the error, in lower case, fits this mistake.
    is_possible: fn(&str) -> bool,
    expected: &'static str,
    found: &'static str,
    remedy: &'static str,
}

/// The first one that applies is reported.
const MISTAKES: [Mistake; 8] = [
    Mistake {
        messages: &["must be quoted"],
        is_possible: str::is_empty,
        expected: "a value behind `=`",
        found: "none",
        remedy: "write a text in quotes, a number, true or false; or put # before the line",
    },
    Mistake {
        messages: &["boolean", "must be quoted"],
        is_possible: |word| ["true", "false", "yes", "no", "on", "off"].contains(&word),
        expected: "true or false",
        found: "another word",
        remedy: "write true or false, in small letters",
    },
    Mistake {
        messages: &[
            "must be quoted",
            "invalid boolean",
            "invalid float, expected `nan`",
        ],
        is_possible: |_| true,
        expected: "a text in quotes, a number, true or false",
        found: "a word without quotes",
        remedy: "put the text in quotes",
    },
    Mistake {
        messages: &["basic string", "literal string"],
        is_possible: |_| true,
        expected: "a quote at the end of the text",
        found: "the end of the line",
        remedy: "close the text with the quote it begins with",
    },
    Mistake {
        messages: &["escape"],
        is_possible: |_| true,
        expected: "a backslash that is written twice",
        found: "one alone",
        remedy: "double each backslash, put the text in 'single quotes', or write paths with `/`",
    },
    Mistake {
        messages: &["unquoted key"],
        is_possible: |sign| sign.starts_with(':'),
        expected: "`=` between key and value",
        found: "`:`",
        remedy: "write key = value instead of key: value",
    },
    Mistake {
        messages: &["unclosed array table", "unclosed table"],
        is_possible: |_| true,
        expected: "the closing brackets of the header",
        found: "the end of the line",
        remedy: "write the whole header on one line: [fetch] or [[sources]]",
    },
    Mistake {
        messages: &["unexpected key or value, expected newline"],
        is_possible: |_| true,
        expected: "the end of the line after a value",
        found: "more behind it",
        remedy: "remove what follows the value, or put # before it if it is a comment",
    },
];

/// Explains the message of the parser. An unknown message is shown as it is.
fn refusal(message: &str, text: &str, span: &Range<usize>) -> (SyntaxFault, Refusal) {
    let line = text.get(line_at(text, span.start)).unwrap_or_default();
    if is_twice(message) {
        return twice(line);
    }
    if message.contains("comma between array elements") || message.contains("unclosed array, ") {
        let refusal = Refusal::new(
            "a comma between two elements of a list, or `]` at its end",
            "look at the list above or here: close it with `]`, or add the comma",
        );
        return (SyntaxFault::OpenList, refusal.found("none"));
    }
    let code = line.split('#').next().unwrap_or_default();
    let lookalike = LOOKALIKES.iter().find(|(sign, _)| code.contains(*sign));
    let word = text.get(span.clone()).unwrap_or_default().to_lowercase();
    let mistake = MISTAKES.iter().find(|mistake| {
        (mistake.is_possible)(&word) && mistake.messages.iter().any(|part| message.contains(part))
    });
    let refusal = if let Some((sign, meant)) = lookalike {
        Refusal::new(
            format!("the plain sign {meant}"),
            "write plain quotes, brackets, commas and equals signs, as on an English keyboard",
        )
        .found(format!("{sign}, which looks like it"))
    } else if let Some(mistake) = mistake {
        Refusal::new(mistake.expected, mistake.remedy).found(mistake.found)
    } else {
        Refusal::new(
            "TOML",
            "write texts in quotes, lists in [ ], tables in { } on one line; see https://toml.io",
        )
        .found(message)
    };
    (SyntaxFault::Other, refusal)
}

/// The refusal of a repeated key or table header.
fn twice(line: &str) -> (SyntaxFault, Refusal) {
    if !is_header(line) {
        let refusal = Refusal::new(
            "each key once in a table",
            "keep one of the two, or begin another table before the second",
        );
        return (SyntaxFault::Other, refusal.found("this one again"));
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
    (
        SyntaxFault::RepeatedHeader,
        refusal.found("this header again"),
    )
}
