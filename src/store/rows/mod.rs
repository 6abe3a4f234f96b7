//! Reads and writes the rows of sources, entries, stories, rulings and published ids.
//!
//! - [`sources`] keeps what a source said and when to ask it again, [`robots`] the `robots.txt`
//!   of each origin.
//! - [`entries`] stores the entries that arrive, with [`insert`] for their columns, [`incomplete`]
//!   for those that came cut off, [`moving`] for lines that change all the time and [`revisions`]
//!   for earlier forms. [`articles`] and [`page_text`] do the same for texts read from pages.
//! - [`stories`] moves entries between stories. [`rulings`], [`story_rulings`], [`overrule`] and
//!   [`undoing`] store and withdraw what people decided.
//! - [`shown`] and [`published_ids`] keep what the outputs carry, [`changes`] how published stories
//!   changed.
//! - [`statistics`] keeps numbers by day and source, [`reads`] what each read and run brought.
//! - [`read`], [`search`], [`activity`] and [`repeated_texts`] answer commands and pages;
//!   [`reader`] reads beside the writer.

mod activity;
mod articles;
pub(super) mod changes;
pub(super) mod entries;
mod incomplete;
pub(super) mod insert;
mod moving;
mod overrule;
mod page_text;
mod published_ids;
pub(super) mod read;
mod reader;
mod reads;
mod repeated_texts;
mod revisions;
mod robots;
pub(super) mod rulings;
mod search;
mod shown;
mod sources;
pub(super) mod statistics;
pub(super) mod stories;
mod story_rulings;
pub(super) mod undoing;

pub use articles::Awaited;
pub use overrule::{Act, StoryMembers};
pub use page_text::FromPages;
pub use published_ids::{GivenId, TakenOver};
pub use read::{Found, Switch};
pub use reader::Reader;
pub use repeated_texts::{EquallyLong, MIN_STORIES, RepeatedText};
pub use revisions::Revision;
pub use rulings::{Pinned, Ruling};
pub use search::SearchQuery;
pub use shown::{Shown, ShownChange};
pub use sources::{Attempt, ConfiguredName, SourceState};
