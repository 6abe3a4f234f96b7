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
mod changes;
mod compared;
mod composer;
mod copies;
mod dates;
mod document;
mod drawing;
mod feeds;
mod forms;
mod front;
mod history;
mod inline;
mod lag_matrix;
mod layout;
mod listed;
mod plain;
mod plots;
mod read_back;
mod refused;
mod search;
mod source;
mod sources;
mod statistics;
mod story;
mod strip;
mod style;
mod words;

pub use changes::{ChangePlace, ChangesPage, ListedChange, SaidBy, WhichChanges, changes};
pub use compared::{ComparedCopies, ComparedCopy, ListedTerm};
pub use composer::Composer;
pub use copies::CopyRow;
pub use dates::zone_name;
pub use document::DocumentFacts;
pub use feeds::{ListedOutput, feeds};
pub use forms::{EditableStory, EntryRuling, EntryRulingKind, FormAct, OtherEntry};
pub use front::{Begins, FrontPage, Listing, SourceTrouble, TroubledSource, front};
pub use history::{Happened, What};
pub use layout::FeedLink;
pub use listed::{ListedCopy, ListedDocument, ListedStory};
pub use plain::plain;
pub use refused::{Refused, WhyApart};
pub use search::{Hit, ResultList, SearchPage, search};
pub use source::{LagRange, ReadRow, SharedWith, SourcePage, SourceSettings, TextOrigin, source};
pub use sources::{OpenAlarm, SourceHealth, SourceRow, sources};
pub use statistics::{
    CarriedBy, CountedSource, DayCount, FollowingPair, NamedSource, StatisticsPage, Window,
    statistics, statistics_alone,
};
pub use story::{InsteadOfText, NamedRelation, StoryPage, editable_story, story};
pub use style::{STYLE, style_name};

pub(super) use front::alone;
pub(super) use read_back::{FEED_ID, read_back};
