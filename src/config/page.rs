//! The text of a configuration file as it may be shown: secrets and control characters masked.

use std::fmt;
use std::ops::Range;
use std::sync::OnceLock;

use miette::NamedSource;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A configuration file, safe to draw. Every byte offset of the file holds here too.
///
/// Masked when it is first looked at: most files have nothing wrong, and are never drawn.
pub(super) struct Page {
    name: String,
    /// With its secrets.
    text: String,
    masked: OnceLock<NamedSource<String>>,
}

impl fmt::Debug for Page {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Page").field(&self.name).finish()
    }
}

impl PartialEq for Page {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name && self.shown() == other.shown()
    }
}

impl Eq for Page {}

/// Words in a key, or in a line of broken TOML, beside which a secret may stand.
const SECRET_WORDS: [&str; 7] = [
    "header",
    "authorization",
    "cookie",
    "token",
    "secret",
    "password",
    "key",
];

impl Page {
    /// Takes the file's name and text.
    pub(super) fn new(name: &str, text: &str) -> Self {
        Self {
            name: name.to_owned(),
            text: text.to_owned(),
            masked: OnceLock::new(),
        }
    }

    pub(super) fn drawn(&self) -> &NamedSource<String> {
        self.masked.get_or_init(|| {
            let masked = masked(&self.text, &secrets(&self.text));
            NamedSource::new(&self.name, masked).with_language("TOML")
        })
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    fn shown(&self) -> &str {
        self.drawn().inner()
    }

    /// The masked text of a span; empty when it does not lie within the file.
    pub(super) fn excerpt(&self, span: &Range<usize>) -> &str {
        self.shown().get(span.clone()).unwrap_or_default()
    }

    /// Line and column of a byte offset, both from 1, the column in characters.
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

/// Where secrets may stand.
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

/// Whether a secret may stand under a key, also one that is misspelt or in the wrong table.
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

/// A header value but for its quotes and its `${NAME}`s, which name secrets without being them.
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

/// User info and query values of an address, however wrong the rest of it is.
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

/// Replaces secrets and what a terminal would act on by as many bytes.
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
        } else if char.is_control() || reorders_or_hides(char) {
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

/// Text out of a file, as it may be shown on one line: a key can hold any character by its escape.
pub(super) fn harmless(text: String) -> String {
    let is_harmful = |char: char| char.is_control() || reorders_or_hides(char);
    if text.contains(is_harmful) {
        return text.replace(is_harmful, " ");
    }
    text
}

/// Marks that reorder or hide text on a terminal.
pub(super) fn reorders_or_hides(char: char) -> bool {
    matches!(char, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}
