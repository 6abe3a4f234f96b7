//! Composes the related stories to show beside a story.

use super::curation::CuratedStory;
use crate::model::{RelatedStory, StoredStory, Story, StoryLink};
use crate::pipeline::related;
use crate::store::{self, Found, Store};

/// Most related stories of one story.
pub(super) const MAX_RELATED: usize = 10;

/// Returns the stories that members of `story` are related to: first corrections, then those of
/// the representative. `shown` composes a story, or returns `None` to leave it out.
pub(in crate::pipeline) fn compose(
    store: &Store,
    story: &Story,
    shown: impl Fn(StoredStory) -> Result<Option<CuratedStory>, store::Error>,
) -> Result<Vec<RelatedStory>, store::Error> {
    compose_linked(store, &related::of_story(store, story)?, shown)
}

/// Like [`compose`], for a story whose links are known.
pub(super) fn compose_linked(
    store: &Store,
    links: &[StoryLink],
    shown: impl Fn(StoredStory) -> Result<Option<CuratedStory>, store::Error>,
) -> Result<Vec<RelatedStory>, store::Error> {
    let mut composed = Vec::new();
    for StoryLink {
        story: id,
        relation,
    } in links.iter().copied()
    {
        if composed.len() >= MAX_RELATED {
            break;
        }
        let Found::One(stored) = store.find_story(&id.to_string())? else {
            continue;
        };
        composed.extend(shown(stored)?.map(|curated| RelatedStory {
            story: curated.story.id,
            relation,
            representative: curated.story.representative,
        }));
    }
    Ok(composed)
}
