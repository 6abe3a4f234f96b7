//! Renders stories as an Atom feed and writes the feed to a file.
//!
//! ```text
//! Story ─► entry ─► PublishedEntry ┐
//!                   (sanitize)     ├─► PublishedFeed ─► render ─► bytes ─► write ─► file
//! Site, Output ────────────────────┘                                (verify)
//! ```
//! [`render`] is pure: the same stories give the same bytes; no date comes from a clock. The types
//! guarantee RFC 4287: a [`Uri`] is absolute, a [`CleanLine`] is never empty, and a
//! [`PublishedEntry`] always has an author and either a link or content. As a second check,
//! [`verify()`] parses every new file with rules of its own before it replaces the old one.

mod address;
mod atom;
mod categories;
mod enclosure;
mod entry;
mod file;
mod line;
mod read_back;
mod reposts;
mod sanitize;
mod verify;

use crate::model::{Cause, Failure, Label, Output, RelatedStory, Site, Step, Story, Timestamp};

pub use address::Uri;
pub use atom::PublishedFeed;
pub use entry::{PublishedEntry, PublishedSource};
pub use file::{FileChange, WriteError, write};
pub use line::CleanLine;
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
    /// The story. The caller must have read the representative's body from the store.
    pub story: &'a Story,
    /// Labels from sources and rules, in the order of the output.
    pub labels: &'a [Label],
    /// Related stories, the closest first; the output lists the first ten.
    pub related: &'a [RelatedStory],
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

/// Renders the Atom document of one output.
///
/// `id` is the permanent id of the feed. The caller has selected and ordered `stories`, newest
/// first. `when_empty` is the `updated` of a feed without entries, which RFC 4287 4.1.1 requires
/// too; it must not change between passes.
pub fn render(
    site: &Site,
    output: &Output,
    id: &Uri,
    stories: &[PublishedStory<'_>],
    when_empty: Timestamp,
) -> Result<Vec<u8>, RenderError> {
    let entries = stories
        .iter()
        .map(|story| PublishedEntry::new(site, story))
        .collect();
    PublishedFeed::new(site, output, id.clone(), entries, when_empty)?.to_bytes()
}
