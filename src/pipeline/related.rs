//! Finds the stories that a story is related to, as they are shown beside it.

use super::curation::CuratedStory;
use crate::model::{RelatedStory, StoredStory, Story, StoryId};
use crate::store::{self, Found, Store};

/// Related stories that are looked for.
const MOST: usize = 10;

/// The stories that members of `story` are linked with, the representative's first, as far as `shown`
/// gives them.
pub(super) fn stories(
    store: &Store,
    story: &Story,
    shown: impl Fn(StoredStory) -> Result<Option<CuratedStory>, store::Error>,
) -> Result<Vec<RelatedStory>, store::Error> {
    let mut ids: Vec<StoryId> = Vec::new();
    let mut related = Vec::new();
    for member in story.members() {
        for id in store.related_to(member.row)? {
            if related.len() >= MOST {
                return Ok(related);
            }
            if ids.contains(&id) {
                continue;
            }
            ids.push(id);
            let Found::One(stored) = store.find_story(&id.to_string())? else {
                continue;
            };
            related.extend(shown(stored)?.map(|curated| RelatedStory {
                story: curated.story.id,
                representative: curated.story.representative,
            }));
        }
    }
    Ok(related)
}
