//! Passes a person's decision to the store, with the decider that regroups the affected stories.

use super::decider::{DocumentDecider, Priorities};
use super::profiles::Profiles;
use super::{Error, Plan, searching, source_names};
use crate::identify::DocumentGuids;
use crate::model::Timestamp;
use crate::store::{Act, Store, StoryMembers};

/// Carries out an act and returns where the affected entries are now; `None` if there was nothing
/// to undo. Does not write the outputs: [`super::publish`] does.
pub fn overrule(
    plan: Plan<'_>,
    store: &mut Store,
    act: &Act,
    now: Timestamp,
) -> Result<Option<Vec<StoryMembers>>, Error> {
    // Registers renamed sources first, because representatives depend on the priority of the
    // source.
    store.register(&source_names(plan.sources))?;
    let decider = DocumentDecider {
        document: DocumentGuids::Posts,
        priorities: &Priorities::new(plan.sources),
        profiles: &Profiles::default(),
    };
    let affected = store.overrule(act, &decider, now)?;
    searching::fill_search(store, searching::FILL_LIMIT)?;
    Ok(affected)
}
