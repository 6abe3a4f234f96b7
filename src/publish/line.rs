//! Text fit for XML and for the eye: titles, names, terms.

use super::Iri;
use crate::{html, text};

/// One line of text that shows something: never empty, no control, direction or forbidden
/// character.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Line(String);

impl Line {
    /// Cleans what a publisher sent; nothing when nothing visible is left.
    ///
    /// Line breaks and tabs become spaces, runs of ASCII space one. The overrides and isolates
    /// U+202A–202E and U+2066–2069 go: they make `gpj.exe` of `exe.jpg`.
    pub fn parse(text: &str) -> Option<Self> {
        let clean = text::for_xml(text);
        clean.contains(text::is_visible).then_some(Self(clean))
    }

    /// The first of these that shows something.
    pub(crate) fn first<'t>(texts: impl IntoIterator<Item = &'t str>) -> Option<Self> {
        texts.into_iter().find_map(Self::parse)
    }

    /// The beginning, at most `chars` characters, with `…` when something was cut.
    pub(crate) fn beginning(text: &str, chars: usize) -> Option<Self> {
        let whole = Self::parse(text)?;
        if whole.0.chars().count() <= chars {
            return Some(whole);
        }
        let cut: String = whole.0.chars().take(chars.saturating_sub(1)).collect();
        Some(Self(format!("{}…", cut.trim_end())))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The text for where Atom has no type to say that it is none of HTML (names, terms, labels):
    /// a reader that takes it for HTML must find no tag, so `<` becomes `＜`.
    pub(crate) fn inert(&self) -> String {
        if html::begins_markup(&self.0) {
            self.0.replace('<', "＜")
        } else {
            self.0.clone()
        }
    }
}

impl From<&Iri> for Line {
    fn from(iri: &Iri) -> Self {
        Self(iri.as_str().to_owned())
    }
}
