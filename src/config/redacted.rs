//! The text of a configuration file for messages: secrets and control characters are masked.

use std::fmt;
use std::ops::Range;
use std::sync::OnceLock;

use miette::NamedSource;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::text;

/// The name and the text of a configuration file. The masked text has the same byte offsets.
///
/// The text is masked at the first use: most files have no problem, and no message quotes them.
pub(super) struct RedactedSource {
    name: String,
    /// The text with its secrets.
    text: String,
    masked: OnceLock<NamedSource<String>>,
}

impl fmt::Debug for RedactedSource {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_tuple("RedactedSource")
            .field(&self.name)
            .finish()
    }
}

impl PartialEq for RedactedSource {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name && self.masked_text() == other.masked_text()
    }
}

impl Eq for RedactedSource {}

/// If a key, or a line with a syntax error, contains one of these words, its value may be a
/// secret.
const SECRET_WORDS: [&str; 8] = [
    "header",
    // The path of such an address often is the secret.
    "webhook",
    "authorization",
    "cookie",
    "token",
    "secret",
    "password",
    "key",
];

impl RedactedSource {
    pub(super) fn new(name: &str, text: &str) -> Self {
        Self {
            name: name.to_owned(),
            text: text.to_owned(),
            masked: OnceLock::new(),
        }
    }

    pub(super) fn named_source(&self) -> &NamedSource<String> {
        self.masked.get_or_init(|| {
            let masked = masked(&self.text, &secrets(&self.text));
            NamedSource::new(&self.name, masked).with_language("TOML")
        })
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    fn masked_text(&self) -> &str {
        self.named_source().inner()
    }

    /// The masked text of a span; empty if the span lies outside the file.
    pub(super) fn excerpt(&self, span: &Range<usize>) -> &str {
        self.masked_text().get(span.clone()).unwrap_or_default()
    }

    /// The line and the column of a byte offset, both counted from 1, the column in characters.
    pub(super) fn position(&self, offset: usize) -> (usize, usize) {
        let before = self.text.get(..offset).unwrap_or(&self.text);
        let line = before.matches('\n').count() + 1;
        let column = before
            .rsplit('\n')
            .next()
            .map_or(0, |line| line.chars().count());
        (line, column + 1)
    }
}

/// The byte ranges that may be secrets.
fn secrets(text: &str) -> Vec<Range<usize>> {
    let (document, errors) = DeTable::parse_recoverable(text);
    let mut secret = Vec::new();
    secrets_of_table(document.get_ref(), false, text, &mut secret);
    let broken: Vec<usize> = errors
        .iter()
        .map(|error| error.span().unwrap_or_default().start)
        .collect();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let range = start..start + line.len();
        start = range.end;
        if broken.iter().any(|at| range.contains(at))
            && holds_secret_word(line)
            && let Some(equals) = line.find('=')
        {
            secret.push(range.start + equals + 1..range.end);
        }
    }
    secret
}

fn secrets_of_table(
    table: &DeTable<'_>,
    headers: bool,
    text: &str,
    secret: &mut Vec<Range<usize>>,
) {
    for (key, value) in table {
        let headers = headers || names_secret(key.get_ref());
        secrets_of_value(value, headers, text, secret);
    }
}

/// Whether the value of a key may be a secret; the key may be misspelt or in the wrong table.
fn names_secret(key: &str) -> bool {
    holds_secret_word(key) || strsim::damerau_levenshtein(&key.to_lowercase(), "headers") <= 2
}

fn holds_secret_word(text: &str) -> bool {
    let text = text.to_lowercase();
    SECRET_WORDS.iter().any(|word| text.contains(word))
}

fn secrets_of_value(
    value: &Spanned<DeValue<'_>>,
    headers: bool,
    text: &str,
    secret: &mut Vec<Range<usize>>,
) {
    match value.get_ref() {
        DeValue::Table(table) => secrets_of_table(table, headers, text, secret),
        DeValue::Array(array) => {
            for item in array {
                secrets_of_value(item, headers, text, secret);
            }
        }
        _ if headers => secret.extend(outside_references(text, &value.span())),
        DeValue::String(_) => secret.extend(address_secrets(text, &value.span())),
        _ => {}
    }
}

/// The parts of a header value outside `${NAME}`, which names a variable and is no secret.
fn outside_references(text: &str, span: &Range<usize>) -> Vec<Range<usize>> {
    let value = text.get(span.clone()).unwrap_or_default();
    let mut secret = Vec::new();
    let mut start = 0;
    for (open, _) in value.match_indices("${") {
        let Some(length) = value.get(open..).and_then(|rest| rest.find('}')) else {
            break;
        };
        if open >= start {
            secret.push(span.start + start..span.start + open);
            start = open + length + 1;
        }
    }
    secret.push(span.start + start..span.end);
    secret
}

/// The user information and the query values of an address, even if the address is invalid.
fn address_secrets(text: &str, span: &Range<usize>) -> Vec<Range<usize>> {
    let value = text.get(span.clone()).unwrap_or_default();
    let mut secret = Vec::new();
    let Some(authority) = value.find("//").map(|at| at + 2) else {
        return secret;
    };
    let rest = value.get(authority..).unwrap_or_default();
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    if let Some(at) = rest.get(..end).and_then(|rest| rest.rfind('@')) {
        secret.push(span.start + authority..span.start + authority + at);
    }
    let mut offset = span.start + authority;
    for part in rest.split_inclusive(['?', '&', '#']) {
        if let Some(equals) = part.find('=')
            && rest.contains('?')
        {
            secret.push(offset + equals + 1..offset + part.len());
        }
        offset += part.len();
    }
    secret
}

/// Replaces secrets, and characters that control a terminal, by the same number of bytes.
fn masked(text: &str, secret: &[Range<usize>]) -> String {
    let mut hidden = vec![false; text.len()];
    for span in secret {
        if let Some(part) = hidden.get_mut(span.clone()) {
            part.fill(true);
        }
    }
    let mut shown = String::with_capacity(text.len());
    let mut chars = text.char_indices().peekable();
    while let Some((offset, char)) = chars.next() {
        let ends_line = char == '\n' || (char == '\r' && matches!(chars.peek(), Some((_, '\n'))));
        let bracket = matches!(char, '"' | '\'' | '}' | ']' | ',' | '&' | '#');
        let replacement = if ends_line || char == '\t' {
            None
        } else if hidden.get(offset) == Some(&true) && !bracket {
            Some('*')
        } else if text::is_unsafe(char) {
            Some(' ')
        } else {
            None
        };
        match replacement {
            Some(replacement) => {
                shown.extend(std::iter::repeat_n(replacement, char.len_utf8()));
            }
            None => shown.push(char),
        }
    }
    shown
}

/// Makes text of the file safe for one line of a terminal. Keys need this too: with escapes they
/// can hold any character.
pub(super) fn printable(text: String) -> String {
    if text.contains(text::is_unsafe) {
        return text.replace(text::is_unsafe, " ");
    }
    text
}
