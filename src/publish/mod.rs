//! Renders stories, or changes of them, in every output format and writes them to files.
//!
//! ```text
//! Story ──► entry ──► PublishedEntry ┐                    ┌ atom ┐
//! change ─► change ─► (sanitize)     ├─► PublishedFeed ─► ┤ rss  ├─► bytes ─► write ─► file
//! Publication ───────────────────────┘                    ├ json ┤           (verify)
//!                                                         └ page ┘
//!            └──── ListedSource ────────────────────────►   opml
//! ```
//! All formats say the same, because each writer gets the same [`feed::PublishedFeed`]. [`render`]
//! is pure: the same stories give the same bytes; no date comes from a clock. The types guarantee
//! the rules of the formats: a [`Uri`] is absolute, a [`CleanLine`] is never empty, and an entry
//! always has an author and either a link or content. What types cannot guarantee, [`verify()`]
//! checks in every new file before it replaces the old one: that other parsers find in the bytes
//! what the writer put there.
//!
//! Atom and RSS hold a style sheet and a sentence for people who open a feed in a browser
//! (`browser`). [`page`] renders the pages of `serve`.

mod address;
mod alarms;
mod atom;
mod browser;
mod categories;
mod change;
mod context;
mod disclose;
mod enclosure;
mod entry;
mod feed;
mod file;
mod item;
mod json;
mod line;
pub mod metrics;
mod opml;
pub mod page;
mod read_back;
mod reposts;
mod rss;
mod sanitize;
mod verify;
mod words;

use context::Context;
use entry::PublishedEntry;
use feed::PublishedFeed;

use crate::model::{
    Cause, Disclosure, Failure, Label, Output, RelatedStory, Site, Step, Story, StoryFormat,
    Timestamp, WebUrl,
};

pub use address::Uri;
pub use alarms::alarms;
pub use change::PublishedChange;
pub use entry::title_from_text;
pub use file::{FileChange, WriteError, write, write_metrics};
pub use item::{WrittenItem, item, item_of_change};
pub use line::CleanLine;
pub use opml::{ListedAddress, ListedSource, SourceList, listed_page};
pub use read_back::{WrittenEntry, WrittenFeed, feed_id, read_back};
pub use sanitize::sanitize;
pub use verify::{Invalid, verify};

/// A story with its published ids, labels and related stories.
#[derive(Debug, Clone)]
pub struct PublishedStory<'a> {
    /// Permanent id of the published entry. `identify` computes it from the story's id alone, so
    /// it changes neither with the representative nor with the position in the output.
    pub id: Uri,
    /// Id for `atom:source`, used if the publisher's feed has neither a usable id nor a link.
    /// Computed from the name of the source and, because one source may read posts of many
    /// outlets, from [`Member::outlet`](crate::model::Member::outlet).
    pub source_id: Uri,
    /// Address of the representative's feed, as configured; `None` for local files.
    pub feed: Option<&'a WebUrl>,
    /// The story. The caller must have read the representative's body from the store.
    pub story: &'a Story,
    /// Labels from sources and rules, in the order of the output.
    pub labels: &'a [Label],
    /// Related stories, the closest first; the output lists the first ten.
    pub related: &'a [RelatedStory],
    /// When its entries changed. Only pages show it.
    pub changes: &'a [Timestamp],
}

/// Why a feed could not be rendered.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    /// Two stories have the same id: a reader would show only one of them.
    #[error("two stories have the published id {0}")]
    Twice(Uri),
    /// `atom_syndication` failed.
    #[error("cannot be written as Atom: {0}")]
    Atom(#[from] atom_syndication::Error),
    /// The crate `rss` failed.
    #[error("cannot be written as RSS: {0}")]
    Rss(#[from] ::rss::Error),
    /// `serde_json` failed.
    #[error("cannot be written as JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// A page shows stories; the configuration refuses one of changes.
    #[error("a page cannot list changes")]
    PageOfChanges,
}

impl RenderError {
    /// The failure for the report.
    pub fn failure(&self) -> Failure {
        Failure {
            step: Step::Publish,
            cause: Cause::Feedfold,
            what: self.to_string(),
            remedy: "this is a fault of feedfold: please report it; the old file is still there"
                .to_owned(),
        }
    }
}

/// One output about to be written.
#[derive(Debug, Clone)]
pub struct Publication<'a> {
    /// The site that publishes.
    pub site: &'a Site,
    /// The output.
    pub output: &'a Output,
    /// The permanent id of the feed.
    pub id: Uri,
    /// The `updated` of a feed without entries, which RFC 4287 4.1.1 requires too; it must not
    /// change between passes.
    pub when_empty: Timestamp,
    /// Which addresses its readers may see.
    pub disclosure: &'a Disclosure,
    /// The other documents of its feed.
    pub archive: ArchiveLinks,
}

/// The documents of a feed with archives (RFC 5005, section 4), as one of them names the others.
#[derive(Debug, Clone, Default)]
pub struct ArchiveLinks {
    /// The address of this document, if it is an archive.
    pub own: Option<WebUrl>,
    /// The archive before it.
    pub previous: Option<WebUrl>,
    /// The archive after it.
    pub next: Option<WebUrl>,
}

/// Renders stories as the document of one output. The caller has selected and ordered them,
/// newest first.
pub fn render(
    format: StoryFormat,
    publication: &Publication<'_>,
    stories: &[PublishedStory<'_>],
) -> Result<Vec<u8>, RenderError> {
    let context = Context::new(publication);
    let entries = stories.iter();
    let entries = entries.map(|story| PublishedEntry::new(context, story));
    let feed = PublishedFeed::new(publication, entries.collect())?;
    match format {
        StoryFormat::Html => Ok(page::alone(context, &feed, stories)),
        feed_format => document(feed_format, &feed),
    }
}

/// Renders changes of stories as the document of one output. The caller has selected and ordered
/// them, newest first.
pub fn render_changes(
    format: StoryFormat,
    publication: &Publication<'_>,
    changes: &[PublishedChange<'_>],
) -> Result<Vec<u8>, RenderError> {
    let context = Context::new(publication);
    let entries = changes.iter();
    let entries = entries.map(|change| PublishedEntry::of_change(context, change));
    let feed = PublishedFeed::new(publication, entries.collect())?;
    document(format, &feed)
}

fn document(format: StoryFormat, feed: &PublishedFeed) -> Result<Vec<u8>, RenderError> {
    match format {
        StoryFormat::Atom => atom::to_bytes(feed),
        StoryFormat::Rss => rss::to_bytes(feed),
        StoryFormat::JsonFeed => json::to_bytes(feed),
        StoryFormat::Html => Err(RenderError::PageOfChanges),
    }
}

/// Renders the sources as an OPML document. The caller has selected and ordered them.
pub fn render_sources(publication: &Publication<'_>, sources: &[ListedSource<'_>]) -> Vec<u8> {
    opml::to_bytes(SourceList::of_output(publication, sources))
}

/// Renders a list of sources that is no output as OPML.
pub fn render_source_list(list: SourceList<'_>) -> Vec<u8> {
    opml::to_bytes(list)
}
