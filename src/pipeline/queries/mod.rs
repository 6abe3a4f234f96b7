//! Answers the questions of commands from the store: stories with the results of the rules, their
//! related stories, and search; and the questions of pages.

mod browse;
mod changes;
mod curation;
mod health;
mod metrics;
mod pages;
pub(super) mod related_stories;
mod search;
mod walls;

pub(super) use browse::each_newest;
pub use browse::{export, stories, story};
pub(super) use changes::{ChangeReader, ReadChange};
pub(super) use curation::Curation;
pub use curation::{CuratedStory, TextState, Unpublished};
pub use health::{SourceHealth, source_health};
pub use metrics::metrics;
pub use pages::{
    AtAddress, SearchRequest, changes_page, editable_story_page, front_page, search_page,
    source_page, sources_page, statistics_page, story_page,
};
pub use search::{BoundedSearch, FoundStory, SearchPosition, SearchResults, search};
pub use walls::{Wall, WallPlace, walls};
