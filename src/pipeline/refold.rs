//! Recomputes all fingerprints and stories from the stored texts with the current rules.

use super::decider::{DocumentDecider, Priorities};
use super::profiles::Profiles;
use super::{Error, Plan, prepare, searching};
use crate::fold::{self, Weights};
use crate::identify::DocumentGuids;
use crate::model::Timestamp;
use crate::normalize;
use crate::store::{Lock, Outdated, RefoldStep, Refolded, Refolding, Store, Versions};

/// Entries that are written to the full-text index between two reports of progress.
const INDEXED_AT_ONCE: u64 = 5_000;

/// Recomputes all fingerprints and stories, and fills the full-text index anew.
///
/// Decisions of people stay. Goes on where an interrupted refold was, if nothing was written to the
/// store since. Does not write the outputs. `held` is the lock of the store; `None` for a temporary
/// copy.
pub fn refold(
    plan: Plan<'_>,
    (store, held): (&mut Store, Option<&Lock>),
    now: Timestamp,
    progress: &mut dyn FnMut(RefoldStep),
) -> Result<Refolded, Error> {
    let decider = DocumentDecider {
        document: DocumentGuids::Posts,
        priorities: &Priorities::new(plan.sources),
        profiles: &Profiles::default(),
    };
    let what = Refolding {
        again: &prepare::reprepare,
        decider: &decider,
        zone: &plan.site.timezone,
        now,
        basis: basis(plan),
        search_version: searching::version(),
        comparison: fold::VERSION,
    };
    let refolded = store.refold(held, &what, progress)?;
    loop {
        let left = searching::fill_search(store, INDEXED_AT_ONCE)?.left;
        progress(RefoldStep::Indexing { left });
        if left == 0 {
            return Ok(refolded);
        }
    }
}

/// What the result of a refold depends on, beside the store.
fn basis(plan: Plan<'_>) -> String {
    let sources = plan.sources.iter();
    let priorities: Vec<String> = sources
        .map(|source| format!("{}={}", source.name, source.priority))
        .collect();
    format!(
        "{} {} {} {} {} {:?} {}",
        env!("CARGO_PKG_VERSION"),
        normalize::VERSION,
        fold::VERSION,
        searching::version(),
        weights(),
        plan.site.timezone.iana_name(),
        priorities.join(" ")
    )
}

/// The weights of the evidence, which may change within one version of the program.
fn weights() -> String {
    let weights = Weights::of_this_version();
    let terms = weights.iter();
    let terms: Vec<String> = terms
        .map(|(term, weight)| format!("{}={weight}", term.name))
        .collect();
    format!("bias={} {}", weights.bias, terms.join(" "))
}

/// The versions of what decides about stories.
pub fn versions() -> Versions {
    Versions {
        texts: normalize::VERSION,
        comparison: fold::VERSION,
    }
}

/// What in a store waits for a refold.
pub fn outdated(store: &Store) -> Result<Outdated, Error> {
    Ok(store.outdated(versions())?)
}
