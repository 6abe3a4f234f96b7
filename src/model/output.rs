//! The site and its outputs.

use std::path::PathBuf;
use std::time::Duration;

use jiff::tz::TimeZone;

use super::{ChangeSize, Condition, Label, Month, OutputName, SourceName, WebUrl};

/// The `[site]` table: identity of the published feeds.
#[derive(Debug, Clone)]
pub struct Site {
    /// Title of outputs that have none of their own.
    pub title: String,
    /// Public base URL of the outputs, ending in `/`.
    pub url: WebUrl,
    /// Author of the published feeds (RFC 4287 4.1.1 requires one).
    pub author: String,
    /// `mailto:` or http(s) address for complaints of publishers.
    pub contact: String,
    /// Language of the published feeds, a BCP 47 tag.
    pub language: Option<String>,
    /// Time zone of displayed dates, and of sources that name none.
    pub timezone: TimeZone,
    /// Address of a small square image.
    pub icon: Option<WebUrl>,
    /// Address of a larger, wide image.
    pub logo: Option<WebUrl>,
    /// The WebSub hub that tells subscribers when an output changed (W3C WebSub).
    pub hub: Option<WebUrl>,
}

/// One `[[outputs]]` table, checked.
#[derive(Debug, Clone)]
pub struct Output {
    /// Unique and stable; part of the identity of the published feed.
    pub name: OutputName,
    /// Path of the file.
    pub path: PathBuf,
    /// Its format, from the file's extension.
    pub format: OutputFormat,
    /// Address at which readers fetch the file.
    pub url: WebUrl,
    /// Title of the published feed. Without one in the configuration, it is the site's title, with
    /// the name of the output for all such outputs but the first.
    pub title: Option<String>,
    /// Whether its entries have the ids that the other outputs give the same stories.
    pub ids: EntryIds,
    /// Whether its entries are stories or changes of stories.
    pub entries: EntryKind,
    /// Whether older stories are in archives.
    pub archives: Archives,
    /// Which stories it carries, or of which it carries the changes.
    pub selection: Selection,
}

/// Whether a feed has archives (RFC 5005, section 4).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Archives {
    /// It has none.
    #[default]
    None,
    /// One for each month that is over.
    ByMonth,
}

impl Output {
    /// The path of the archive of a month.
    pub fn archive_path(&self, month: Month) -> PathBuf {
        let file = self.path.file_name().unwrap_or_default().to_string_lossy();
        self.path.with_file_name(archive_name(&file, month))
    }

    /// The address of the archive of a month; `None` if the address of the output names no file.
    pub fn archive_url(&self, month: Month) -> Option<WebUrl> {
        let mut url = self.url.expose().clone();
        let path = url.path().to_owned();
        let (folder, file) = path.rsplit_once('/')?;
        url.set_path(&format!("{folder}/{}", archive_name(file, month)));
        (!file.is_empty())
            .then(|| WebUrl::from_url(url).ok())
            .flatten()
    }
}

/// The file name of the archive of a month: `name-2026-10.atom` for `name.atom`.
fn archive_name(file: &str, month: Month) -> String {
    match file.rsplit_once('.') {
        Some((name, ending)) => format!("{name}-{month}.{ending}"),
        None => format!("{file}-{month}"),
    }
}

/// What the entries of an output are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryKind {
    /// One entry for each story.
    Stories,
    /// One entry for each change of a published story that matters at least so much.
    Changes(ChangeSize),
}

/// Which ids the entries of an output have.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum EntryIds {
    /// Those of the stories: one story has one id in every such output (RFC 4287 4.2.6).
    #[default]
    Shared,
    /// Ids of this output alone. newsboat keeps one entry for each id, whatever its feed
    /// (newsboat #210), so that two outputs with one story would take it from each other.
    Own,
}

/// What an output file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OutputFormat {
    /// A list of stories, or of changes of stories.
    Stories(StoryFormat),
    /// A list of the sources: OPML 2.0.
    Opml,
}

/// The formats that carry stories or changes: all carry the same ones under the same ids.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StoryFormat {
    /// Atom 1.0, RFC 4287.
    Atom,
    /// RSS 2.0.
    Rss,
    /// JSON Feed 1.1.
    JsonFeed,
    /// A page that stands alone: it loads nothing and runs no script.
    Html,
}

impl OutputFormat {
    /// Every format with the file name extension that chooses it.
    pub const ALL: [(&str, Self); 5] = [
        ("atom", Self::Stories(StoryFormat::Atom)),
        ("rss", Self::Stories(StoryFormat::Rss)),
        ("json", Self::Stories(StoryFormat::JsonFeed)),
        ("html", Self::Stories(StoryFormat::Html)),
        ("opml", Self::Opml),
    ];

    /// Returns the format for a file name extension, in any case.
    pub fn by_extension(extension: &str) -> Option<Self> {
        let mut all = Self::ALL.into_iter();
        all.find(|(known, _)| extension.eq_ignore_ascii_case(known))
            .map(|(_, format)| format)
    }

    /// The name of the format for people.
    pub fn name(self) -> &'static str {
        match self {
            Self::Stories(StoryFormat::Atom) => "Atom",
            Self::Stories(StoryFormat::Rss) => "RSS",
            Self::Stories(StoryFormat::JsonFeed) => "JSON Feed",
            Self::Stories(StoryFormat::Html) => "HTML",
            Self::Opml => "OPML",
        }
    }

    /// The media type of its files, with the charset.
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Stories(StoryFormat::Atom) => "application/atom+xml; charset=utf-8",
            Self::Stories(StoryFormat::Rss) => "application/rss+xml; charset=utf-8",
            // RFC 8259 11: JSON is UTF-8, and its media type has no charset.
            Self::Stories(StoryFormat::JsonFeed) => "application/feed+json",
            Self::Stories(StoryFormat::Html) => "text/html; charset=utf-8",
            Self::Opml => "text/x-opml; charset=utf-8",
        }
    }

    /// The media type of its files, as links name it.
    pub fn media_type(self) -> &'static str {
        let content_type = self.content_type();
        content_type
            .split_once(';')
            .map_or(content_type, |(media_type, _)| media_type)
    }

    /// Whether feed readers subscribe to its files. Nobody subscribes to a page.
    pub fn is_feed(self) -> bool {
        match self {
            Self::Stories(StoryFormat::Html) | Self::Opml => false,
            Self::Stories(StoryFormat::Atom | StoryFormat::Rss | StoryFormat::JsonFeed) => true,
        }
    }
}

/// Which stories an output takes: those that meet all conditions. Any member of the story may meet
/// them.
#[derive(Debug, Clone)]
pub struct StoryFilter {
    /// Any of these labels; empty means any story.
    pub labels: Vec<Label>,
    /// Any of these sources; empty means any story.
    pub sources: Vec<SourceName>,
    /// A condition as in a rule, tested after the rules; `None` means any story.
    pub when: Option<Condition>,
}

/// Which of these stories a file lists.
#[derive(Debug, Clone)]
pub struct Selection {
    /// The stories that it takes.
    pub filter: StoryFilter,
    /// Most entries; the newest have precedence.
    pub max_entries: usize,
    /// Most entries whose story is represented by one source.
    pub max_per_source: Option<usize>,
    /// No entries older than this.
    pub since: Option<Duration>,
}
