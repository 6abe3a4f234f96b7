//! Answers the questions of the pages of `serve`. Every list is bounded, and goes on after the last
//! story that it has.

mod changes;
mod front;
mod pieces;
mod rulings;
mod search;
mod source;
mod statistics;
mod story;

use super::curation::{CuratedStory, Unpublished};
use super::related_stories;
use crate::model::{StoryLink, StoryRelation};
use crate::normalize;
use crate::pipeline::related;
use crate::publish::page::{Composer, ListedStory};
use crate::store::{self, Store};

pub use changes::changes_page;
pub use front::front_page;
pub use search::{SearchRequest, search_page};
pub use source::{source_page, sources_page};
pub use statistics::statistics_page;
pub use story::{AtAddress, editable_story_page, story_page};

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
    let links = related::of_story(store, &curated.story)?;
    listed_with(composer, store, curated, &links)
}

/// Like [`listed`], for a story whose links to others are known.
fn listed_with(
    composer: Composer<'_>,
    store: &Store,
    curated: &mut CuratedStory,
    links: &[StoryLink],
) -> Result<ListedStory, store::Error> {
    curated.find_changes(store)?;
    let relations = links.iter().map(|link| link.relation);
    let relations: Vec<StoryRelation> = relations.take(related_stories::MAX_RELATED).collect();
    let story = &curated.story;
    let mut listed = composer.listed(story, &curated.labels, relations, &curated.changes);
    let representative = &story.representative;
    if composer
        .line(representative, &representative.title)
        .is_none()
        && let Some(body) = store.body(representative.row)?.html()
    {
        let beginning = composer.beginning(representative, &normalize::body_text(&body));
        listed.title = beginning.unwrap_or(listed.title);
    }
    Ok(listed)
}
