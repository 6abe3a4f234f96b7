//! Finds the stories that a story is related to, as they are shown beside it.

use super::curation::CuratedStory;
use crate::fold::{self, Naming};
use crate::model::{
    Document, EntryKey, EntryRow, Member, RelatedStory, StoredStory, Story, StoryId,
};
use crate::store::{self, Found, Numbered, Store};

/// Related stories that are looked for.
const MOST: usize = 10;

/// The stories that members of `story` are related to, the representative's first, as far as
/// `shown` gives them.
pub(super) fn stories(
    store: &Store,
    story: &Story,
    shown: impl Fn(StoredStory) -> Result<Option<CuratedStory>, store::Error>,
) -> Result<Vec<RelatedStory>, store::Error> {
    let mut ids: Vec<StoryId> = Vec::new();
    let mut related = Vec::new();
    for member in story.members() {
        for id in of_member(store, member)? {
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

/// The stories that a member of another one is related to: those that it is linked with, the
/// strongest first, then those that it names, or that name it, by an official number.
pub fn of_member(store: &Store, member: &Member) -> Result<Vec<StoryId>, store::Error> {
    of_entry(store, (member.row, member.key), member.document.as_ref())
}

/// The same of any entry, given where it is stored and its document.
pub fn of_entry(
    store: &Store,
    (row, key): (EntryRow, EntryKey),
    document: Option<&Document>,
) -> Result<Vec<StoryId>, store::Error> {
    let mut related = store.related_to(row)?;
    for id in by_number(store, key, document)? {
        if !related.contains(&id) {
            related.push(id);
        }
    }
    Ok(related)
}

/// The stories that an entry names, or that name it, by a number without a session.
pub(super) fn by_number(
    store: &Store,
    key: EntryKey,
    document: Option<&Document>,
) -> Result<Vec<StoryId>, store::Error> {
    let mut related = Vec::new();
    let Some(document) = document else {
        return Ok(related);
    };
    let numbers = document.numbers.iter().chain(document.mentioned());
    for number in numbers.filter(|number| number.counts_in_session()) {
        let all: Vec<Naming> = store
            .numbered(number)?
            .into_iter()
            .filter_map(|numbered| {
                let Numbered {
                    entry,
                    story,
                    at,
                    document,
                } = numbered;
                Naming::of((entry, story, at), &document, number)
            })
            .collect();
        related.extend(fold::named_with(key, &all));
    }
    Ok(related)
}
