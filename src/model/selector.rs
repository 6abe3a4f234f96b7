//! A valid CSS selector.

use std::fmt;

/// A CSS selector list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selector(String);

/// Why a selector is invalid.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SelectorError {
    /// It is empty.
    #[error("is empty")]
    Empty,
    /// Browsers would not accept it.
    #[error("is none that browsers know")]
    Syntax,
}

impl Selector {
    /// Parses a selector as for a browser's `querySelectorAll`.
    pub fn parse(text: &str) -> Result<Self, SelectorError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(SelectorError::Empty);
        }
        match dom_query::Matcher::new(text) {
            Ok(_) => Ok(Self(text.to_owned())),
            Err(_) => Err(SelectorError::Syntax),
        }
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

#[cfg(test)]
mod tests {
    use super::{Selector, SelectorError};

    #[test]
    fn a_selector_is_taken_as_written() {
        for text in [
            "#content",
            "div.article > p, .TRS_Editor",
            "[id^=art]:not(.ad)",
        ] {
            assert_eq!(Selector::parse(text).unwrap().as_str(), text);
        }
        assert_eq!(Selector::parse(" p ").unwrap().as_str(), "p");
    }

    #[test]
    fn an_invalid_selector_is_refused() {
        assert_eq!(Selector::parse("  "), Err(SelectorError::Empty));
        for text in [
            "div..article",
            "#",
            "p >",
            "//div[@id='x']",
            "p::before",
            "p:nonsense",
        ] {
            assert_eq!(Selector::parse(text), Err(SelectorError::Syntax), "{text}");
        }
    }
}
