//! Removes the texts of old stories that no output needs any more.

use super::outputs::NeededTexts;
use super::{Error, Plan, searching};
use crate::model::Timestamp;
use crate::store::{PruneLimits, Pruned, Store};

/// Says what [`prune`] would remove. `progress` gets the steps that are done and all steps.
pub fn prunable(
    plan: Plan<'_>,
    store: &Store,
    limits: PruneLimits,
    now: Timestamp,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Pruned, Error> {
    let needed = NeededTexts::of(plan, store, now)?;
    Ok(store.prunable(limits, &|story| needed.has(story), progress)?)
}

/// Removes the texts of the stories that the limits ask for and no output needs, and brings the
/// full-text index up to date. Writes no output: none of them changes.
pub fn prune(
    plan: Plan<'_>,
    store: &mut Store,
    limits: PruneLimits,
    now: Timestamp,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Pruned, Error> {
    let needed = NeededTexts::of(plan, store, now)?;
    let pruned = store.prune(limits, &|story| needed.has(story), now, progress)?;
    searching::fill_search(store, u64::MAX)?;
    Ok(pruned)
}
