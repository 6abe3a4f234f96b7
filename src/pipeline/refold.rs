//! Recomputes all fingerprints and stories from the stored texts with the current rules.

use super::decider::{DocumentDecider, Priorities};
use super::profiles::Profiles;
use super::{Error, Plan, prepare, searching};
use crate::identify::DocumentGuids;
use crate::model::Timestamp;
use crate::normalize;
use crate::store::{Refolded, Store};

/// Recomputes all fingerprints and stories, and fills the full-text index anew; decisions of people
/// stay. Does not write the outputs.
///
/// `progress` gets the number of entries that are decided, and that of all.
pub fn refold(
    plan: Plan<'_>,
    store: &mut Store,
    now: Timestamp,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Refolded, Error> {
    let decider = DocumentDecider {
        document: DocumentGuids::Posts,
        priorities: &Priorities::new(plan.sources),
        profiles: &Profiles::default(),
    };
    let when = (&plan.site.timezone, now);
    let refolded = store.refold(&prepare::reprepare, &decider, when, progress)?;
    searching::rebuild_search(store)?;
    Ok(refolded)
}

/// Counts the stored entries that were normalized by another version of the rules.
pub fn outdated(store: &Store) -> Result<u64, Error> {
    Ok(store.outdated(normalize::VERSION)?)
}
