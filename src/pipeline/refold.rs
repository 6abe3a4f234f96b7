//! Decides everything again from the stored texts: `prepare` and `fold` as they are now.

use super::policies::{DocumentPolicies, Priorities};
use super::profiles::Profiles;
use super::{Error, Plan, prepare};
use crate::identify::Document;
use crate::model::Timestamp;
use crate::normalize;
use crate::store::{Refolded, Store};

/// Decides everything again; what people decided holds. The outputs are not written.
pub fn refold(plan: Plan<'_>, store: &mut Store, now: Timestamp) -> Result<Refolded, Error> {
    let policies = DocumentPolicies {
        document: Document::Posts,
        priorities: &Priorities::of(plan.sources),
        profiles: &Profiles::default(),
    };
    Ok(store.refold(&prepare::again, &policies, now)?)
}

/// How many stored entries were read by another version of the rules for texts.
pub fn outdated(store: &Store) -> Result<u64, Error> {
    Ok(store.outdated(normalize::VERSION)?)
}
