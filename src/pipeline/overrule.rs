//! Hands what a person decides to the store, with the rulings that rearrange the stories concerned.

use super::judge::{Priorities, Profiles, Rulings};
use super::{Error, Plan};
use crate::identify::Document;
use crate::model::Timestamp;
use crate::store::{Act, Standing, Store};

/// Carries out an act; gives where the entries concerned stand now, `None` when there was nothing to take
/// back. The outputs are not written.
pub fn overrule(
    plan: Plan<'_>,
    store: &mut Store,
    act: Act,
    now: Timestamp,
) -> Result<Option<Vec<Standing>>, Error> {
    let judge = Rulings {
        document: Document::Posts,
        priorities: &Priorities::of(plan.sources),
        profiles: &Profiles::default(),
    };
    Ok(store.overrule(act, &judge, now)?)
}
