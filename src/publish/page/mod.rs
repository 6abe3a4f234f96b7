//! Renders pages: the `.html` output, which stands alone, and the pages that `serve` shows.
//!
//! ```text
//! PublishedStory ─► ListedStory ─► front ─► layout (style within) ─► `.html` output
//! pipeline::queries ─► FrontPage, StoryPage, … ─► front, story, … ─► layout ─► page of `serve`
//!                                              └► serde ─► its `.json`
//! ```
//! A page runs no script and loads nothing but the style sheet. It names no time but those of the
//! stories and their sources, so an unchanged store gives the same bytes; only the list of the
//! sources names the last and the next reading. [`mod@read_back`] checks the `.html` output before
//! it replaces the old file.

mod address;
mod compared;
mod composer;
mod dates;
mod feeds;
mod front;
mod layout;
mod listed;
mod plain;
mod read_back;
mod search;
mod source;
mod story;
mod strip;
mod style;
mod words;

pub use compared::{ComparedCopies, ComparedCopy, ListedTerm};
pub use composer::Composer;
pub use feeds::{ListedOutput, feeds};
pub use front::{Begins, FrontPage, Listing, Trouble, TroubledSource, front};
pub use layout::FeedLink;
pub use listed::{Carrier, ListedDocument, ListedStory};
pub use plain::plain;
pub use search::{Extent, Hit, SearchPage, search};
pub use source::{
    DayCount, Health, SourcePage, SourceRow, SourceSettings, TextOrigin, source, sources,
};
pub use story::{
    CopyRow, DocumentFacts, Happened, NamedRelation, Refused, StoryPage, What, WhyApart, story,
};
pub use style::{STYLE, style_name};

pub(super) use front::alone;
pub(super) use read_back::{FEED_ID, read_back};
