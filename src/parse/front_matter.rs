//! Parses the front matter of a post as YAML, or line by line if it is not valid YAML.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};

use super::loose::Loose;

/// Longest front matter, in bytes; real ones have less than 2 KiB.
const MAX_HEAD_BYTES: usize = 64 * 1024;

/// The front matter of a post: each key in lower case, with its values as text, in order.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct FrontMatter {
    values: BTreeMap<String, Vec<String>>,
    /// Why it is not valid YAML, if it was read line by line.
    pub(super) repaired: Option<String>,
}

impl FrontMatter {
    /// Returns all values of the first of `keys` that has any.
    pub(super) fn all(&self, keys: &[&str]) -> &[String] {
        keys.iter()
            .filter_map(|key| self.values.get(*key))
            .find(|values| !values.is_empty())
            .map(Vec::as_slice)
            .unwrap_or_default()
    }

    /// Returns the first value of the first of `keys` that has any.
    pub(super) fn one(&self, keys: &[&str]) -> Option<&str> {
        self.all(keys).first().map(String::as_str)
    }
}

/// Splits a file into front matter and body. The error says what is missing.
pub(super) fn split(text: &str) -> Result<(&str, &str), &'static str> {
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    let rest = text
        .strip_prefix("---")
        .ok_or("its first line is not `---`")?
        .trim_start_matches([' ', '\t', '\r']);
    let rest = rest
        .strip_prefix('\n')
        .ok_or("its first line is not `---`")?;
    let mut at = 0;
    for line in rest.split_inclusive('\n') {
        if matches!(line.trim_end(), "---" | "...") {
            let head = rest.get(..at).unwrap_or_default();
            let body = rest.get(at + line.len()..).unwrap_or_default();
            return Ok((head, body));
        }
        at += line.len();
        if at > MAX_HEAD_BYTES {
            return Err("no line `---` ends it within 64 KiB");
        }
    }
    Err("no second line `---` ends it")
}

/// Parses front matter. Never fails; the result may be empty.
pub(super) fn read(head: &str) -> FrontMatter {
    if head.trim().is_empty() {
        return FrontMatter::default();
    }
    match serde_saphyr::from_str::<Keys>(head) {
        Ok(Keys(values)) => FrontMatter {
            values,
            repaired: None,
        },
        Err(error) => FrontMatter {
            values: by_line(head),
            repaired: Some(first_line(&error.to_string())),
        },
    }
}

fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().trim().to_owned()
}

/// Reads `key: value` at the beginning of a line, with list items and continued lines below it.
/// This also reads titles such as `@某某 关注了…` or `公告: 第3号: 结果`, which are not valid YAML.
fn by_line(head: &str) -> BTreeMap<String, Vec<String>> {
    let mut values: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut current: Option<String> = None;
    for line in head.lines() {
        let trimmed = line.trim();
        if trimmed.is_empty() || trimmed.starts_with('#') {
            continue;
        }
        let item = trimmed
            .strip_prefix("- ")
            .or((trimmed == "-").then_some(""));
        if let (Some(item), Some(key)) = (item, &current) {
            let value = unquoted(item);
            if !value.is_empty() {
                values.entry(key.clone()).or_default().push(value);
            }
        } else if let Some((key, value)) = key_and_value(line) {
            let list = values.entry(key.clone()).or_default();
            current = Some(key);
            let inline = value
                .strip_prefix('[')
                .and_then(|value| value.strip_suffix(']'));
            let found: Vec<String> = match inline {
                Some(items) => items.split(',').map(unquoted).collect(),
                None => vec![unquoted(value)],
            };
            // The first of two equal keys counts.
            if list.is_empty() {
                list.extend(found.into_iter().filter(|value| !value.is_empty()));
            }
        } else if let Some(last) = current
            .as_ref()
            .and_then(|key| values.get_mut(key))
            .and_then(|list| list.last_mut())
        {
            last.push(' ');
            last.push_str(trimmed);
        }
    }
    values
}

fn key_and_value(line: &str) -> Option<(String, &str)> {
    let (key, value) = line.split_once(':')?;
    let is_key = !key.is_empty()
        && key
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))
        && (value.is_empty() || value.starts_with(char::is_whitespace));
    is_key.then(|| (key.to_ascii_lowercase(), value.trim()))
}

fn unquoted(value: &str) -> String {
    let value = value.trim();
    for quote in ['"', '\''] {
        if let Some(inside) = value
            .strip_prefix(quote)
            .and_then(|value| value.strip_suffix(quote))
        {
            return if quote == '\'' {
                inside.replace("''", "'")
            } else {
                inside.replace("\\\"", "\"").replace("\\\\", "\\")
            };
        }
    }
    value.to_owned()
}

/// Top-level keys with scalar values or lists of them.
struct Keys(BTreeMap<String, Vec<String>>);

impl<'de> Deserialize<'de> for Keys {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct KeysVisitor;
        impl<'de> Visitor<'de> for KeysVisitor {
            type Value = Keys;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("lines of the form `key: value`")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Keys, A::Error> {
                let mut keys = BTreeMap::new();
                while let Some(key) = map.next_key::<String>()? {
                    let Values(values) = map.next_value()?;
                    keys.insert(key.to_ascii_lowercase(), values);
                }
                Ok(Keys(keys))
            }
        }
        deserializer.deserialize_map(KeysVisitor)
    }
}

/// A scalar or a list, as texts.
struct Values(Vec<String>);

impl<'de> Deserialize<'de> for Values {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(match Loose::deserialize(deserializer)? {
            Loose::Text(text) if text.is_empty() => Vec::new(),
            Loose::Text(text) => vec![text],
            Loose::Truth(truth) => vec![truth.to_string()],
            Loose::List(texts) => texts,
            Loose::Nothing => Vec::new(),
        }))
    }
}
