//! Decides which stories, and which changes of stories, enter the queue of each recipient.

use std::time::Duration;

use super::super::choice::unselected;
use super::super::{notice, related_stories};
use super::{Error, Plan};
use crate::model::{ChangeSize, Recipient, StoryId, Timestamp};
use crate::pipeline::queries::{ChangeReader, CuratedStory, Curation};
use crate::store::{self, Entering, Found, Shown, Store};

/// How old a story may be that comes to meet the conditions of a recipient later: because of a
/// ruling, an edit or another rule.
const LATE_WITHIN: Duration = Duration::from_hours(24);

/// How many of the newest stories are looked at for that.
const LATE: u32 = 200;

/// Puts what is new into the queues. Call it after the file outputs are written, so that a message
/// never names a story that the feeds do not have yet.
///
/// A recipient that the store does not know yet gets no story that is stored now.
pub(in crate::pipeline::outputs) fn enter(
    plan: Plan<'_>,
    store: &mut Store,
    now: Timestamp,
) -> Result<(), Error> {
    let names: Vec<_> = plan.recipients.iter().map(|one| &one.name).collect();
    store.keep_recipients(&names)?;
    let curation = Curation::new(plan, now);
    for recipient in plan.recipients {
        let (stories, shown) = stories(&curation, store, recipient, now)?;
        let changes = changes(plan, &curation, store, recipient)?;
        let entering = Entering { stories, changes };
        // Changes are recorded of stories that an output carried. This one counts as well.
        let changed = store.changes_of_shown(&shown)?;
        if !changed.is_empty() {
            store.write_shown(&changed, now)?;
        }
        store.enqueue(&recipient.name, &entering, now)?;
    }
    Ok(())
}

/// The stories that are new to a recipient, in the order in which they came.
fn stories(
    curation: &Curation<'_>,
    store: &Store,
    recipient: &Recipient,
    now: Timestamp,
) -> Result<(Vec<StoryId>, Vec<Shown>), store::Error> {
    let _snapshot = store.snapshot()?;
    let recent = now.saturating_sub(LATE_WITHIN).unwrap_or(now);
    let (mut stories, mut shown) = (Vec::new(), Vec::new());
    for id in store.untold_stories(&recipient.name, recent, LATE)? {
        let Some(curated) = published(curation, store, id)? else {
            continue;
        };
        if unselected(&recipient.filter, &curated, curation).is_some() {
            continue;
        }
        let related = related_stories::compose(store, &curated.story, |stored| {
            curation.published(store, stored)
        })?;
        stories.push(id);
        shown.push(Shown {
            story: id,
            entry: curated.story.representative.row,
            notice: notice(&related),
        });
    }
    Ok((stories, shown))
}

/// The substantial changes, corrections and withdrawals of stories that a recipient was told of.
fn changes(
    plan: Plan<'_>,
    curation: &Curation<'_>,
    store: &Store,
    recipient: &Recipient,
) -> Result<Vec<(StoryId, crate::model::ChangeRow)>, store::Error> {
    let _snapshot = store.snapshot()?;
    let disclosure = plan.disclosure();
    let mut reader = ChangeReader::new(curation, store, &disclosure);
    let mut changes = Vec::new();
    for stored in store.untold_changes(&recipient.name)? {
        let (story, row) = (stored.story, stored.row);
        let Some(curated) = reader.story(story)? else {
            continue;
        };
        if reader
            .change(stored, &curated, ChangeSize::Substantial)?
            .is_some()
        {
            changes.push((story, row));
        }
    }
    Ok(changes)
}

/// A story as outputs may carry it; `None` if they may not.
pub(super) fn published(
    curation: &Curation<'_>,
    store: &Store,
    id: StoryId,
) -> Result<Option<CuratedStory>, store::Error> {
    match store.find_story(&id.to_string())? {
        Found::One(stored) => curation.published(store, stored),
        Found::Nothing | Found::Several => Ok(None),
    }
}
