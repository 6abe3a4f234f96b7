//! Stories to the bytes of an Atom feed, and those bytes to a file.
//!
//! ```text
//! Story ─► entry ─► PublishedEntry ┐
//!                   (sanitize)     ├─► PublishedFeed ─► render ─► bytes ─► write ─► file
//! Site, Output ────────────────────┘                                (verify)
//! ```
//! [`render`] is pure: the same stories give the same bytes, and nothing in them comes from a
//! clock. RFC 4287 is kept by types: an [`Iri`] is absolute, a [`Line`] is never empty, and a
//! [`PublishedEntry`] always has an author and either a link or content. [`verify()`] then reads
//! every file back by rules of its own before it replaces the old one.

mod address;
mod atom;
mod carried;
mod categories;
mod enclosure;
mod entry;
mod file;
mod line;
mod sanitize;
mod verify;
mod written;

use crate::model::{Cause, Failure, Label, Output, RelatedStory, Site, Step, Story, Timestamp};

pub use address::Iri;
pub use atom::PublishedFeed;
pub use entry::{PublishedEntry, PublishedSource};
pub use file::{WriteError, Written, write};
pub use line::Line;
pub use sanitize::sanitize;
pub use verify::{Invalid, verify};
pub use written::{WrittenEntry, WrittenFeed, feed_id, read_back};

/// A story together with what other steps decided about it.
#[derive(Debug, Clone)]
pub struct PublishedStory<'a> {
    /// Permanent id of the published entry, made by `identify` from the story's id alone: neither
    /// the representative nor the position in the output may move it.
    pub id: Iri,
    /// Id of the representative's source, for `atom:source` when the publisher's feed has neither
    /// a usable id nor a link; made of the source's name and, since posts of many outlets come by
    /// one source, of [`Member::outlet`](crate::model::Member::outlet).
    pub source_id: Iri,
    /// What is published. The representative's body must have been read from the store.
    pub story: &'a Story,
    /// Labels of sources and rules, in the order they shall stand.
    pub labels: &'a [Label],
    /// Stories about the same in other words, the closest first; the first ten are shown.
    pub related: &'a [RelatedStory],
}

/// Why no bytes were made of a feed.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    /// Two stories carry one id: a reader would show only one of them.
    #[error("two stories have the published id {0}")]
    Twice(Iri),
    /// `atom_syndication` gave up.
    #[error("cannot be written as Atom: {0}")]
    Atom(#[from] atom_syndication::Error),
}

impl RenderError {
    /// As told to the person who can mend it.
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

/// Makes the Atom document of one output.
///
/// `id` is the feed's own permanent id; `stories` are already selected and in the order they shall
/// stand, newest first. `when_empty` is the `updated` of a feed without entries, for which RFC
/// 4287 4.2.15 wants an instant too; it must not change from pass to pass.
pub fn render(
    site: &Site,
    output: &Output,
    id: &Iri,
    stories: &[PublishedStory<'_>],
    when_empty: Timestamp,
) -> Result<Vec<u8>, RenderError> {
    let entries = stories
        .iter()
        .map(|story| PublishedEntry::of(site, story))
        .collect();
    PublishedFeed::new(site, output, id.clone(), entries, when_empty)?.to_bytes()
}
