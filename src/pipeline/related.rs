//! Finds the stories that an entry is related to: by a stored link, or by an official number.

use std::collections::HashMap;

use crate::fold::{self, Naming};
use crate::model::{
    EntryKey, EntryRow, Member, OfficialDocument, Story, StoryId, StoryLink, StoryRelation,
};
use crate::store::{self, NumberedEntry, Store};

/// The stories that members of a story are related to, each once, with the strongest thing that is
/// said about it.
pub(super) fn of_story(store: &Store, story: &Story) -> Result<Vec<StoryLink>, store::Error> {
    let mut stored: HashMap<EntryRow, Vec<StoryLink>> = HashMap::new();
    for (entry, link) in store.related_to_entries_of(story.id)? {
        stored.entry(entry).or_default().push(link);
    }
    let mut links: Vec<StoryLink> = Vec::new();
    for member in story.members() {
        let stored = stored.remove(&member.row).unwrap_or_default();
        for link in with_numbered(store, stored, member.key, member.document.as_ref())? {
            match links.iter_mut().find(|known| known.story == link.story) {
                Some(known) => known.relation = known.relation.min(link.relation),
                None => links.push(link),
            }
        }
    }
    // A stable sort: what is only related keeps its order.
    links.sort_by_key(|link| link.relation);
    Ok(links)
}

/// Returns the stories that a member is related to.
///
/// First those that it corrects or is corrected by, then those with a stored link, the strongest
/// first, then those that cite it, or that it cites, by an official number.
pub fn of_member(store: &Store, member: &Member) -> Result<Vec<StoryLink>, store::Error> {
    of_entry(store, (member.row, member.key), member.document.as_ref())
}

/// Like [`of_member`], for an entry given by row, key and document.
pub fn of_entry(
    store: &Store,
    (row, key): (EntryRow, EntryKey),
    document: Option<&OfficialDocument>,
) -> Result<Vec<StoryLink>, store::Error> {
    with_numbered(store, store.related_to(row)?, key, document)
}

/// Adds the stories that an entry is related to by an official number to its stored links.
fn with_numbered(
    store: &Store,
    mut related: Vec<StoryLink>,
    key: EntryKey,
    document: Option<&OfficialDocument>,
) -> Result<Vec<StoryLink>, store::Error> {
    for story in by_number(store, key, document)? {
        if related.iter().all(|link| link.story != story) {
            related.push(StoryLink {
                story,
                relation: StoryRelation::Related,
            });
        }
    }
    Ok(related)
}

/// Returns the stories that an entry cites, or that cite it, by a number that texts often give
/// without its session.
pub(super) fn by_number(
    store: &Store,
    key: EntryKey,
    document: Option<&OfficialDocument>,
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
                let NumberedEntry {
                    entry,
                    story,
                    at,
                    document,
                } = numbered;
                Naming::new((entry, story, at), &document, number)
            })
            .collect();
        related.extend(fold::named_with(key, &all));
    }
    Ok(related)
}
