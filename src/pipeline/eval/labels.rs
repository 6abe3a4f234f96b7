//! Reads labels of people: labelled entries, labelled pairs and pairs to ignore, one JSON object
//! per line.

use std::fmt;

use serde::{Deserialize, Deserializer};

/// How a line names an entry.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Name {
    /// By entry key, base name of the file, or guid: whichever matches.
    Any(String),
    /// By one or more fields of `export`; the first that matches exactly one entry counts.
    Fields {
        /// Entry key.
        entry: Option<String>,
        /// Base name of its file.
        file: Option<String>,
        /// Source, together with the guid.
        source: Option<String>,
        /// Guid.
        guid: Option<String>,
    },
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Any(name) => f.write_str(name),
            Self::Fields {
                entry,
                file,
                source,
                guid,
            } => match (file, entry, source, guid) {
                (Some(file), ..) => f.write_str(file),
                (None, Some(entry), ..) => f.write_str(entry),
                (None, None, Some(source), Some(guid)) => write!(f, "{source} {guid}"),
                (None, None, _, guid) => f.write_str(guid.as_deref().unwrap_or_default()),
            },
        }
    }
}

/// Relation of an entry to the text of its group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Carries {
    /// It carries the whole text.
    #[default]
    Full,
    /// It carries a part of the text.
    Excerpt,
    /// It is the only entry of its group.
    Single,
    /// It says the same in other words.
    Rewrite,
    /// It summarises the text in its own words.
    Digest,
}

impl Carries {
    /// Whether it carries the text of its group.
    pub fn carries(self) -> bool {
        matches!(self, Self::Full | Self::Excerpt | Self::Single)
    }
}

/// A labelled entry.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "LabelLine")]
pub struct Labelled {
    /// Which entry.
    pub name: Name,
    /// The group: all its entries are about one text.
    pub group: String,
    /// Its relation to the text of the group.
    pub carries: Carries,
}

impl Labelled {
    /// Whether it belongs in one story with `other`; `None` if the pair does not count.
    pub fn folds_with(&self, other: &Self) -> Option<bool> {
        if self.group != other.group {
            return Some(false);
        }
        (self.carries.carries() && other.carries.carries()).then_some(true)
    }
}

/// The JSON object of a line.
#[derive(Debug, Deserialize)]
struct LabelLine {
    entry: Option<String>,
    file: Option<String>,
    source: Option<String>,
    guid: Option<String>,
    group: String,
    #[serde(default)]
    relation: Carries,
}

impl TryFrom<LabelLine> for Labelled {
    type Error = &'static str;

    fn try_from(line: LabelLine) -> Result<Self, Self::Error> {
        if line.entry.is_none() && line.file.is_none() && line.guid.is_none() {
            return Err("an entry is named by `entry`, by `file`, or by `source` and `guid`");
        }
        Ok(Self {
            name: Name::Fields {
                entry: line.entry,
                file: line.file,
                source: line.source,
                guid: line.guid,
            },
            group: line.group,
            carries: line.relation,
        })
    }
}

/// A pair that does not count.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct IgnoredPair {
    /// The first entry: entry key, file or guid.
    #[serde(deserialize_with = "any")]
    pub a: Name,
    /// The second entry.
    #[serde(deserialize_with = "any")]
    pub b: Name,
}

/// A pair with a person's decision whether both carry one text.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct JudgedPair {
    /// The first entry: entry key, file or guid.
    #[serde(deserialize_with = "any")]
    pub a: Name,
    /// The second entry.
    #[serde(deserialize_with = "any")]
    pub b: Name,
    /// Whether they belong in one story; `null` does not count. The key is required, so that a
    /// misspelt key is an error.
    #[serde(alias = "same", deserialize_with = "Option::deserialize")]
    pub fold: Option<bool>,
}

fn any<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Name, D::Error> {
    String::deserialize(deserializer).map(Name::Any)
}

/// A line that is not valid.
#[derive(Debug, thiserror::Error)]
#[error("line {line}: {error}")]
pub struct LabelError {
    line: usize,
    error: serde_json::Error,
}

/// Reads one JSON object per line; skips empty lines.
pub fn read_lines<T: serde::de::DeserializeOwned>(text: &str) -> Result<Vec<T>, LabelError> {
    let lines = text.trim_start_matches('\u{feff}').lines().enumerate();
    lines
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(at, line)| {
            serde_json::from_str(line).map_err(|error| LabelError {
                line: at + 1,
                error,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{Carries, JudgedPair, Labelled, read_lines};

    fn label(group: &str, relation: &str) -> Labelled {
        let line = format!("{{\"guid\":\"1\",\"group\":\"{group}\",\"relation\":\"{relation}\"}}");
        read_lines(&line).unwrap().remove(0)
    }

    #[test]
    fn what_folds_and_what_counts_neither_way() {
        let (full, excerpt) = (label("a", "full"), label("a", "excerpt"));
        assert_eq!(full.folds_with(&excerpt), Some(true));
        assert_eq!(full.folds_with(&label("b", "single")), Some(false));
        assert_eq!(full.folds_with(&label("a", "digest")), None);
        assert_eq!(label("a", "rewrite").folds_with(&excerpt), None);
        assert_eq!(
            label("a", "rewrite").folds_with(&label("b", "full")),
            Some(false)
        );
    }

    #[test]
    fn a_label_without_relation_is_full_and_the_reason_is_skipped() {
        let labels: Vec<Labelled> =
            read_lines("\n{\"file\":\"1.md\",\"group\":\"g\",\"reason\":\"same notice\"}\n\n")
                .unwrap();
        assert_eq!(labels[0].carries, Carries::Full);
        assert_eq!(labels[0].name.to_string(), "1.md");
    }

    #[test]
    fn a_bad_line_is_named() {
        let error = read_lines::<Labelled>("{\"guid\":\"1\",\"group\":\"g\"}\n{\"group\":\"g\"}");
        let message = error.unwrap_err().to_string();
        assert!(
            message.starts_with("line 2: an entry is named by `entry`"),
            "{message}"
        );
        let error = read_lines::<JudgedPair>("{\"a\":\"1\",\"b\":\"2\",\"folds\":true}");
        let message = error.unwrap_err().to_string();
        assert!(
            message.starts_with("line 1: missing field `fold`"),
            "{message}"
        );
    }
}
