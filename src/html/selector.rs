//! Checks CSS selectors.

use crate::model::Selector;

/// Why a selector was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SelectorError {
    /// It is empty.
    #[error("is empty")]
    Empty,
    /// No present browser accepts it.
    #[error("is none that browsers know")]
    Syntax,
}

/// Checks a selector as `querySelectorAll` of browsers takes it. Fails if the text is no selector.
pub fn parse(text: &str) -> Result<Selector, SelectorError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(SelectorError::Empty);
    }
    match dom_query::Matcher::new(text) {
        Ok(_) => Ok(Selector::from_checked(text)),
        Err(_) => Err(SelectorError::Syntax),
    }
}

#[cfg(test)]
mod tests {
    use super::{SelectorError, parse};

    #[test]
    fn a_selector_is_taken_as_written() {
        for text in [
            "#content",
            "div.article > p, .TRS_Editor",
            "[id^=art]:not(.ad)",
        ] {
            assert_eq!(parse(text).unwrap().as_str(), text);
        }
        assert_eq!(parse(" p ").unwrap().as_str(), "p");
    }

    #[test]
    fn what_is_no_selector_is_refused() {
        assert_eq!(parse("  "), Err(SelectorError::Empty));
        for text in [
            "div..article",
            "#",
            "p >",
            "//div[@id='x']",
            "p::before",
            "p:nonsense",
        ] {
            assert_eq!(parse(text), Err(SelectorError::Syntax), "{text}");
        }
    }
}
