//! What is published, and as whom.

use std::path::PathBuf;
use std::time::Duration;

use jiff::tz::TimeZone;

use super::{Condition, Label, OutputName, SourceName, WebUrl};

/// The `[site]` table: identity of what we publish.
#[derive(Debug, Clone)]
pub struct Site {
    /// Title of outputs that have none of their own.
    pub title: String,
    /// Public base URL of the outputs, ending in `/`.
    pub url: WebUrl,
    /// Author of the published feeds (RFC 4287 4.2.1 wants one).
    pub author: String,
    /// `mailto:` or http(s) address for publishers who have a complaint.
    pub contact: String,
    /// BCP 47 tag of the published feeds.
    pub language: Option<String>,
    /// Zone in which dates are shown to people, and of sources that name none.
    pub timezone: TimeZone,
    /// Address of a small square image.
    pub icon: Option<WebUrl>,
    /// Address of a larger, wide image.
    pub logo: Option<WebUrl>,
}

/// One `[[outputs]]` table, checked.
#[derive(Debug, Clone)]
pub struct Output {
    /// Unique and stable; part of the identity of the published feed.
    pub name: OutputName,
    /// File to write.
    pub path: PathBuf,
    /// By the file's extension.
    pub format: OutputFormat,
    /// Where readers fetch the file.
    pub url: WebUrl,
    /// Title of the published feed. Where the configuration gives none, the site's title, to which
    /// all but the first such output add their name.
    pub title: Option<String>,
    /// Which stories it carries.
    pub selection: Selection,
}

/// The formats that can be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OutputFormat {
    /// Atom 1.0, RFC 4287.
    Atom,
}

/// Which stories an output carries: all conditions hold, on any member of the story.
#[derive(Debug, Clone)]
pub struct Selection {
    /// Any of these labels; empty means any story.
    pub labels: Vec<Label>,
    /// Any of these sources; empty means any story.
    pub sources: Vec<SourceName>,
    /// Asked as in a rule, after the rules were applied; `None` means any story.
    pub when: Option<Condition>,
    /// Most stories, newest first.
    pub max_entries: usize,
    /// Most stories represented by one source.
    pub max_per_source: Option<usize>,
    /// No stories older than this.
    pub since: Option<Duration>,
}
