//! Reads what people say of entries: labels, judged pairs and pairs to ignore, one JSON object a
//! line.

use std::fmt;

use serde::{Deserialize, Deserializer};

/// How a line names an entry.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Name {
    /// By its key, by the base name of its file or by its guid.
    Any(String),
    /// By one or more of the fields that `export` prints; the first that names one entry counts.
    Fields {
        /// Entry key.
        entry: Option<String>,
        /// Base name of its file.
        file: Option<String>,
        /// Source, beside its guid.
        source: Option<String>,
        /// Its guid.
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

/// How much of the text of its group an entry carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Carries {
    /// It carries the text whole.
    #[default]
    Full,
    /// It carries the text cut short.
    Excerpt,
    /// It is the only entry of its group.
    Single,
    /// It says the same in other words.
    Rewrite,
    /// It reports on the text in its own words.
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
    /// Entries of one group are about one text.
    pub group: String,
    /// How much of its group's text it carries.
    pub carries: Carries,
}

impl Labelled {
    /// Whether both entries should be in one story; `None` if the pair counts neither way.
    pub fn folds_with(&self, other: &Self) -> Option<bool> {
        if self.group != other.group {
            return Some(false);
        }
        (self.carries.carries() && other.carries.carries()).then_some(true)
    }
}

/// A line of the file.
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

/// Two entries that count neither way.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct IgnoredPair {
    /// One of them: entry key, file or guid.
    #[serde(deserialize_with = "any")]
    pub a: Name,
    /// The other one.
    #[serde(deserialize_with = "any")]
    pub b: Name,
}

/// Two entries, and whether a person says that they carry one text.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct JudgedPair {
    /// One of them: entry key, file or guid.
    #[serde(deserialize_with = "any")]
    pub a: Name,
    /// The other one.
    #[serde(deserialize_with = "any")]
    pub b: Name,
    /// Whether they should be in one story; `None` counts neither way. A line must have it, so
    /// that a misspelt key is an error.
    #[serde(alias = "same", deserialize_with = "Option::deserialize")]
    pub fold: Option<bool>,
}

fn any<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Name, D::Error> {
    String::deserialize(deserializer).map(Name::Any)
}

/// A line that is not the JSON object that is asked for.
#[derive(Debug, thiserror::Error)]
#[error("line {line}: {error}")]
pub struct LabelError {
    line: usize,
    error: serde_json::Error,
}

/// Reads one JSON object per line; empty lines are skipped. Fails at the first line that is no
/// such object, and names it.
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
