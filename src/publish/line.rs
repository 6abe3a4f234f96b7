//! Cleaned text for titles, names and terms.

use super::Uri;
use crate::model::{SourceName, StoryId};
use crate::{html, text};

/// One line of text with at least one visible character; without control characters, direction
/// overrides, and characters that XML forbids.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct CleanLine(String);

impl CleanLine {
    /// Cleans a publisher's text; `None` if nothing visible is left.
    ///
    /// Line breaks and tabs become spaces; a run of ASCII spaces becomes one. Removes the
    /// direction overrides and isolates U+202A–202E and U+2066–2069, which can make `exe.jpg` look
    /// like `gpj.exe`.
    pub fn parse(text: &str) -> Option<Self> {
        let clean = text::for_xml(text);
        clean.contains(text::is_visible).then_some(Self(clean))
    }

    /// Returns the first of the texts that has a visible character.
    pub(crate) fn first<'t>(texts: impl IntoIterator<Item = &'t str>) -> Option<Self> {
        texts.into_iter().find_map(Self::parse)
    }

    /// Returns the first `chars` characters at most, ending in `…` if the text is longer.
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

    /// The text for constructs of Atom that cannot declare whether they are HTML (names, terms,
    /// labels). Some readers parse these as HTML, so `<` becomes `＜` where it would begin a tag.
    pub(crate) fn without_markup(&self) -> String {
        if html::begins_markup(&self.0) {
            self.0.replace('<', "＜")
        } else {
            self.0.clone()
        }
    }
}

impl From<&Uri> for CleanLine {
    fn from(uri: &Uri) -> Self {
        Self(uri.as_str().to_owned())
    }
}

impl CleanLine {
    /// The name of a source, or a question mark if that has no visible character.
    pub(crate) fn from_source(source: &SourceName) -> Self {
        Self::parse(source.as_str()).unwrap_or_else(|| Self("?".to_owned()))
    }
}

impl From<StoryId> for CleanLine {
    fn from(story: StoryId) -> Self {
        Self(story.to_string())
    }
}
