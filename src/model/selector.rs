//! A CSS selector that was checked.

use std::fmt;

/// A CSS selector list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selector(String);

impl Selector {
    /// Wraps a selector that `html::selector::parse` has checked.
    pub fn from_checked(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// The selector as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Selector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
