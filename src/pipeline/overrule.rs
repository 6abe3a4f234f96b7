//! Hands what a person decides to the store, with the rulings that rearrange the stories
//! concerned.

use super::outputs::named;
use super::policies::{DocumentPolicies, Priorities};
use super::profiles::Profiles;
use super::{Error, Plan};
use crate::identify::Document;
use crate::model::Timestamp;
use crate::store::{Act, Store, StoryMembers};

/// Carries out an act; gives where the entries concerned stand now, `None` when there was nothing
/// to take back. The outputs are not written: [`super::publish`] does that.
pub fn overrule(
    plan: Plan<'_>,
    store: &mut Store,
    act: Act,
    now: Timestamp,
) -> Result<Option<Vec<StoryMembers>>, Error> {
    // A source renamed since the last run chooses representatives under its new name.
    store.register(&named(plan.sources))?;
    let policies = DocumentPolicies {
        document: Document::Posts,
        priorities: &Priorities::of(plan.sources),
        profiles: &Profiles::default(),
    };
    Ok(store.overrule(act, &policies, now)?)
}
