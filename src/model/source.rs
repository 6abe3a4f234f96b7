//! A source as configured: where to read, and the policy for it.

use std::path::{Path, PathBuf};
use std::time::Duration;

use encoding_rs::Encoding;
use jiff::tz::TimeZone;

use super::{Header, Label, Selector, SourceName, WebUrl};

/// One `[[sources]]` table of `feeds.toml`, checked.
#[derive(Debug, Clone)]
pub struct Source {
    /// Unique and stable; part of the identity of the entries.
    pub name: SourceName,
    /// The name this source had before; its stored state is carried over.
    pub was: Option<SourceName>,
    /// Where to read.
    pub location: Location,
    /// Shown instead of the feed's own title.
    pub title: Option<String>,
    /// Free grouping for reports.
    pub category: Option<String>,
    /// Attached to every entry of the source.
    pub labels: Vec<Label>,
    /// The member of a story with the highest priority represents it. Default 0.
    pub priority: i32,
    /// How long to wait between two requests; the default is the policy's.
    pub interval: Option<Duration>,
    /// Encoding of the documents when they are neither marked by a BOM nor valid UTF-8.
    pub charset: Option<&'static Encoding>,
    /// Zone of dates written without one.
    pub timezone: TimeZone,
    /// Extra request headers; values may be secret.
    pub headers: Vec<Header>,
    /// A source that is not enabled is neither read nor published anew; its entries stay.
    pub enabled: bool,
    /// How many of the newest entries are published when the source is seen for the first time.
    pub backlog: usize,
    /// How the texts of its entries are taken from their pages; `None` where the feed carries
    /// them.
    pub full_text: Option<FullText>,
}

/// How the text of an entry is taken from its page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FullText {
    /// Where the text stands on the page; without it, or where it finds none, the text is
    /// detected.
    pub selector: Option<Selector>,
}

/// Where a source is read from.
#[derive(Debug, Clone)]
pub enum Location {
    /// A feed fetched over HTTP, when due.
    Web(WebUrl),
    /// Local files, always due.
    Files(FilePattern),
}

/// A glob over local files, with the folder in which it starts to vary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilePattern {
    pattern: String,
    fixed: PathBuf,
}

/// Why a file pattern was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FilePatternError {
    /// The glob does not parse.
    #[error("is not a file pattern: {0}")]
    Syntax(String),
    /// Paths are kept as text.
    #[error("is not valid UTF-8 once joined to the configuration's folder")]
    NotUtf8,
}

impl FilePattern {
    /// Takes a pattern (`*`, `?`, `[…]`, `**`) as written and the folder relative paths count
    /// from.
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
        // The folder itself is no pattern: a bracket in its name must not start a character class.
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
        Ok(Self { pattern, fixed })
    }

    /// The pattern to expand, relative to the current folder or absolute.
    pub fn as_str(&self) -> &str {
        &self.pattern
    }

    /// The longest folder without a wildcard; a post's default guid is its path below it.
    pub fn fixed(&self) -> &Path {
        &self.fixed
    }
}
