//! Names that users give to sources, outputs, rules and labels.

use std::fmt;

/// Longest name, in characters.
const MAX_CHARS: usize = 100;

/// Why a name is invalid.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// It is empty or white space.
    #[error("is empty")]
    Empty,
    /// It is too long.
    #[error("is longer than {MAX_CHARS} characters")]
    TooLong,
    /// It contains a line break or another control character.
    #[error("holds a control character")]
    Control,
}

macro_rules! name_type {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Accepts 1 to 100 characters without control characters; removes outer white space.
            /// Other texts are errors.
            pub fn parse(text: &str) -> Result<Self, NameError> {
                checked(text).map(Self)
            }

            /// The name as written.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

name_type! {
    /// The unique, stable name of a source; part of the identity of its entries.
    SourceName
}
name_type! {
    /// A word that a source or a rule attaches to entries; published as a category.
    Label
}
name_type! {
    /// The unique name of an output; part of the identity of the published feed.
    OutputName
}
name_type! {
    /// The name of a curation rule, shown wherever the rule decided something.
    RuleName
}

fn checked(text: &str) -> Result<String, NameError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(NameError::Empty);
    }
    if text.chars().count() > MAX_CHARS {
        return Err(NameError::TooLong);
    }
    if text.chars().any(char::is_control) {
        return Err(NameError::Control);
    }
    Ok(text.to_owned())
}
