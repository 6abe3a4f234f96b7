//! Reads stories for display and export, whether an output carries them or not.

use std::io;
use std::ops::ControlFlow;

use super::curation::{CuratedStory, Curation};
use super::related_stories;
use crate::model::{StoredStory, Story, Timestamp};
use crate::pipeline::{Error, Plan};
use crate::store::Store;

/// Stories per query.
const STORIES_PER_QUERY: usize = 200;

/// Returns the newest stories for which `wanted` is true, at most `limit`.
pub fn stories(
    plan: Plan<'_>,
    store: &Store,
    limit: usize,
    wanted: &dyn Fn(&Story) -> bool,
    now: Timestamp,
) -> Result<Vec<CuratedStory>, Error> {
    let curation = Curation::new(plan, now);
    let mut found = Vec::new();
    each_newest(store, &mut |stored| {
        if found.len() >= limit {
            return Ok(ControlFlow::Break(()));
        }
        let curated = curation.curate(store, stored)?;
        found.extend(curated.filter(|story| wanted(&story.story)));
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(found)
}

/// Calls `each` with every story, the newest first, until it breaks. All calls see one state of
/// the store.
pub(in crate::pipeline) fn each_newest(
    store: &Store,
    each: &mut dyn FnMut(StoredStory) -> Result<ControlFlow<()>, Error>,
) -> Result<(), Error> {
    let _snapshot = store.snapshot()?;
    let mut after = None;
    loop {
        let page = store.stories(after, STORIES_PER_QUERY)?;
        let Some(last) = page.last() else {
            return Ok(());
        };
        after = Some((last.position, last.id));
        for stored in page {
            if each(stored)?.is_break() {
                return Ok(());
            }
        }
    }
}

/// Returns one story, with its text and its related stories.
pub fn story(
    plan: Plan<'_>,
    store: &Store,
    stored: StoredStory,
    now: Timestamp,
) -> Result<Option<CuratedStory>, Error> {
    let curation = Curation::new(plan, now);
    let Some(mut curated) = curation.curate(store, stored)? else {
        return Ok(None);
    };
    curated.related = related_stories::compose(store, &curated.story, |stored| {
        curation.curate(store, stored)
    })?;
    curation.read_text(store, &mut curated)?;
    Ok(Some(curated))
}

/// Calls `each` with every story, in the order in which they were founded, until it fails.
pub fn export(
    plan: Plan<'_>,
    store: &Store,
    now: Timestamp,
    each: &mut dyn FnMut(&CuratedStory) -> io::Result<()>,
) -> Result<io::Result<()>, Error> {
    let curation = Curation::new(plan, now);
    let mut failed = None;
    let ended = store.export(&mut |stored| match curation.curate(store, stored) {
        Ok(Some(curated)) => each(&curated),
        Ok(None) => Ok(()),
        Err(error) => {
            failed = Some(error);
            Err(io::Error::other("the store failed"))
        }
    })?;
    match failed {
        Some(error) => Err(error.into()),
        None => Ok(ended),
    }
}
