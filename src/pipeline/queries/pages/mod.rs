//! Answers the questions of the pages of `serve`. Every list is bounded, and goes on after the last
//! story that it has.

mod front;
mod search;
mod source;
mod story;

use super::curation::{CuratedStory, Unpublished};
use super::related_stories;
use crate::model::StoryRelation;
use crate::pipeline::related;
use crate::publish::page::{Composer, ListedStory};
use crate::store::{self, Store};

pub use front::front_page;
pub use search::search_page;
pub use source::{source_page, sources_page};
pub use story::story_page;

/// Whether a page may show a story: outputs may carry it, or it came beyond the backlog of a new
/// source.
fn is_shown(curated: &CuratedStory) -> bool {
    matches!(curated.unpublished, None | Some(Unpublished::Backlog))
}

/// Looks up what a list shows of a story.
fn listed(
    composer: Composer<'_>,
    store: &Store,
    curated: &mut CuratedStory,
) -> Result<ListedStory, store::Error> {
    curated.find_changes(store)?;
    let links = related::of_story(store, &curated.story)?;
    let relations = links.into_iter().map(|link| link.relation);
    let relations: Vec<StoryRelation> = relations.take(related_stories::MAX_RELATED).collect();
    Ok(composer.listed(&curated.story, &curated.labels, relations, &curated.changes))
}
