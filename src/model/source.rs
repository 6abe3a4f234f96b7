//! A configured source: its location and its policy.

use std::path::{Path, PathBuf};
use std::time::Duration;

use encoding_rs::Encoding;
use jiff::tz::TimeZone;

use super::{Header, Label, Selector, SourceName, WebUrl};

/// One `[[sources]]` table of `feeds.toml`, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Unique and stable; part of the identity of the entries.
    pub name: SourceName,
    /// Its former name; the store renames its state.
    pub was: Option<SourceName>,
    /// Its location.
    pub location: Location,
    /// Replaces the feed's title.
    pub title: Option<String>,
    /// A group for reports, chosen by the user.
    pub category: Option<String>,
    /// Labels of every entry of the source.
    pub labels: Vec<Label>,
    /// The member of a story with the highest priority represents it. Default 0.
    pub priority: i32,
    /// Time between two requests; the default is the policy's.
    pub interval: Option<Duration>,
    /// Encoding of documents without a byte order mark that are not valid UTF-8.
    pub charset: Option<&'static Encoding>,
    /// Time zone of dates without one.
    pub timezone: TimeZone,
    /// Extra request headers; values may be secret.
    pub headers: Vec<Header>,
    /// Whether to read the source. The entries of a disabled source stay in the store.
    pub enabled: bool,
    /// How many of the newest entries to publish when the source is read for the first time.
    pub backlog: usize,
    /// Whether readers may not see its addresses; see [`Disclosure`](super::Disclosure).
    pub private: bool,
    /// How to read the texts of its entries from their pages; `None` if the feed has them.
    pub full_text: Option<FullText>,
}

/// How to read the text of an entry from its page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FullText {
    /// Matches the text on the page; without a selector, or if it matches nothing, readability
    /// detects the text.
    pub selector: Option<Selector>,
}

/// The location of a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Location {
    /// A feed over HTTP, requested when it is due.
    Web(WebUrl),
    /// Local files, always due.
    Files(FilePattern),
}

/// A glob over local files, with its longest folder without wildcards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilePattern {
    pattern: String,
    fixed: PathBuf,
    has_wildcards: bool,
}

/// Why a file pattern is invalid.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FilePatternError {
    /// The glob does not parse.
    #[error("is not a file pattern: {0}")]
    Syntax(String),
    /// Paths are stored as text.
    #[error("is not valid UTF-8 once joined to the configuration's folder")]
    NotUtf8,
}

impl FilePattern {
    /// Parses a pattern (`*`, `?`, `[…]`, `**`); relative paths start at `folder`. Fails if the
    /// pattern is none.
    pub fn parse(folder: &Path, written: &str) -> Result<Self, FilePatternError> {
        let varying = |part: &str| part.contains(['*', '?', '[']);
        let mut fixed = PathBuf::new();
        let mut parts = Path::new(written).components().peekable();
        while let Some(part) = parts.next() {
            let last = parts.peek().is_none();
            if last || part.as_os_str().to_str().is_none_or(varying) {
                break;
            }
            fixed.push(part);
        }
        let fixed = folder.join(fixed);
        // The folder is not a pattern: a bracket in its name must not start a character class.
        let folder = folder.to_str().ok_or(FilePatternError::NotUtf8)?;
        let pattern = if Path::new(written).is_absolute() || folder.is_empty() {
            written.to_owned()
        } else {
            format!(
                "{}/{written}",
                glob::Pattern::escape(folder.trim_end_matches('/'))
            )
        };
        glob::Pattern::new(&pattern)
            .map_err(|error| FilePatternError::Syntax(error.msg.to_owned()))?;
        Ok(Self {
            pattern,
            fixed,
            has_wildcards: Path::new(written)
                .components()
                .any(|part| part.as_os_str().to_str().is_none_or(varying)),
        })
    }

    /// Whether it may match several files.
    pub fn has_wildcards(&self) -> bool {
        self.has_wildcards
    }

    /// The pattern, relative to the current folder or absolute.
    pub fn as_str(&self) -> &str {
        &self.pattern
    }

    /// The longest folder without a wildcard; the default guid of a post is its path below it.
    pub fn fixed(&self) -> &Path {
        &self.fixed
    }
}
