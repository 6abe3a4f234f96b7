//! Answers the questions of commands from the store: stories with the results of the rules, their
//! related stories, and search; and the questions of pages.

mod browse;
mod curation;
mod pages;
pub(super) mod related_stories;
mod search;
mod walls;

pub(super) use browse::each_newest;
pub use browse::{export, stories, story};
pub(super) use curation::Curation;
pub use curation::{CuratedStory, Unpublished};
pub use pages::{front_page, search_page, source_page, sources_page, story_page};
pub use search::search;
pub use walls::{Wall, walls};
