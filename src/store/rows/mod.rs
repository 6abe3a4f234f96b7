//! Reads and writes the rows of sources, entries, stories, rulings and published ids.
//!
//! - [`sources`] keeps what a source said and when to ask it again, [`holds`] the pauses that hosts
//!   asked for, [`robots`] the `robots.txt` of each origin.
//! - [`entry_columns`], [`document_numbers`], [`revisions`], [`articles`] and [`moving_lines`] keep
//!   what belongs to an entry: its columns, its official document, its earlier forms, its page and
//!   the lines that change all the time.
//! - [`stories`] moves entries between stories; [`members`] reads stories with their members.
//! - [`rulings`] and [`story_rulings`] keep what people decided, [`before_rulings`] the dates that
//!   a story had before.
//! - [`shown`] and [`published_ids`] keep what the outputs carry, [`publication`] what the first of
//!   them fixed, [`changes`] how published stories changed.
//! - [`messages`] keeps what webhooks and commands are still to get.
//! - [`statistics`] keeps numbers by day and source, [`fact_counts`] counts facts of stories, and
//!   [`reads`] keeps what each read and run brought.
//! - [`asked_again`] has damaged texts read again.
//! - [`search`], [`activity`] and [`repeated_texts`] answer commands and pages.

mod activity;
mod alarms;
pub(super) mod articles;
mod asked_again;
pub(super) mod before_rulings;
pub(super) mod changes;
pub(super) mod document_numbers;
pub(super) mod entry_columns;
mod fact_counts;
mod holds;
pub(super) mod members;
mod messages;
pub(super) mod moving_lines;
mod publication;
mod published_ids;
mod reads;
mod repeated_texts;
pub(super) mod revisions;
mod robots;
pub(super) mod rulings;
pub(super) mod search;
mod shown;
pub(super) mod sources;
pub(super) mod statistics;
pub(super) mod stories;
pub(super) mod story_rulings;
mod subscriptions;

pub use articles::{Awaited, RefusedPages};
pub use members::{Found, RepresentativeChange, StoredBody};
pub use messages::{Entering, Fate, Reaching};
pub use published_ids::{GivenId, TakenOver};
pub use repeated_texts::{EquallyLong, MIN_STORIES, RepeatedText};
pub use revisions::Revision;
pub use rulings::{Pinned, Ruling};
pub use search::{
    Candidate, Candidates, CutTerms, Filled, IndexTerms, Indexed, IndexedMember, IndexedStory,
    NumberQuery, Reach, StoryRows, TermQuery,
};
pub use shown::{Shown, ShownChange};
pub use sources::{Attempt, ConfiguredName, SourceState};
pub use subscriptions::SubscriptionChange;
