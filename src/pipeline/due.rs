//! Selects the sources that a pass reads.

use std::collections::HashMap;
use std::sync::Arc;

use super::sources::source_settings_hash;
use super::{Error, Plan, source_names};
use crate::fetch::{hold_key, pace};
use crate::model::{Location, NotAsked, SettingsHash, Source, SourceName, Timestamp, WhyNotAsked};
use crate::store::{SourceState, Store};

/// Which sources a pass reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// The sources that are due.
    Due,
    /// Every enabled source, with conditional requests. `Retry-After` is obeyed all the same; a
    /// feed withdrawn with 410 is requested only if the caller names that one source.
    All,
}

/// A source that the pass reads.
pub(super) struct DueSource {
    pub(super) source: Arc<Source>,
    /// See [`source_settings_hash`].
    pub(super) settings_hash: SettingsHash,
    pub(super) state: SourceState,
}

/// Returns the enabled sources of the plan; with `only`, that one.
pub(super) fn enabled_sources<'a>(
    plan: Plan<'a>,
    only: Option<&SourceName>,
) -> Result<Vec<&'a Arc<Source>>, Error> {
    let enabled: Vec<&Arc<Source>> = plan
        .sources
        .iter()
        .filter(|source| source.enabled && only.is_none_or(|only| *only == source.name))
        .collect();
    match only {
        Some(only) if enabled.is_empty() => Err(Error::UnknownSource(only.to_string())),
        _ => Ok(enabled),
    }
}

/// Splits the enabled sources into those to read and those to leave out now. Registers sources
/// that are new in the configuration.
pub(super) fn select_due(
    plan: Plan<'_>,
    store: &mut Store,
    enabled: &[&Arc<Source>],
    (which, only): (Which, Option<&SourceName>),
    now: Timestamp,
) -> Result<(Vec<DueSource>, Vec<NotAsked>), Error> {
    let (mut due, mut left_out) = (Vec::new(), Vec::new());
    let (mut states, holds) = (store.sources()?, store.holds()?);
    let unknown = |source: &&Arc<Source>| !states.contains_key(&source.name);
    let unknown: Vec<&Arc<Source>> = enabled.iter().copied().filter(unknown).collect();
    if !unknown.is_empty() {
        store.register(&source_names(unknown))?;
        states = store.sources()?;
    }
    for source in enabled {
        let Some(state) = states.remove(&source.name) else {
            continue;
        };
        let settings_hash = source_settings_hash(source);
        let state = state.as_read_by(settings_hash);
        match why_not_asked(plan, source, &state, &holds, (which, only), now) {
            None => due.push(DueSource {
                source: Arc::clone(source),
                settings_hash,
                state,
            }),
            Some(why) => left_out.push(NotAsked::new(source, why)),
        }
    }
    Ok((due, left_out))
}

/// Returns why the pass does not request a source now; `None` if it does.
fn why_not_asked(
    plan: Plan<'_>,
    source: &Source,
    state: &SourceState,
    holds: &HashMap<String, Timestamp>,
    (which, only): (Which, Option<&SourceName>),
    now: Timestamp,
) -> Option<WhyNotAsked> {
    let Location::Web(url) = &source.location else {
        return None;
    };
    let is_forced = which == Which::All;
    // A user who names this source may have corrected its address, or know that it is back.
    if state.gone && !(is_forced && only.is_some()) {
        return Some(WhyNotAsked::Gone);
    }
    let hold = |holds: &HashMap<String, Timestamp>| {
        let scope = hold_key(url, plan.policy.retry_after_scope);
        holds.get(&scope).copied()
    };
    // Usually no host has asked for a delay: skip computing the key.
    let held = Some(holds).filter(|holds| !holds.is_empty()).and_then(hold);
    if let Some(until) = held.filter(|until| pace::holds(now, *until)) {
        return Some(WhyNotAsked::RetryAfter { until });
    }
    let interval = source.interval.or(plan.policy.interval);
    let waits = |due: &Timestamp| !is_forced && !pace::is_due(now, *due, interval);
    let until = state.due.filter(waits)?;
    Some(WhyNotAsked::NotDue { until })
}
