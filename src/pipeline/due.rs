//! Selects the sources that a pass reads.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::Duration;

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

/// What a pass selects its sources by.
#[derive(Debug, Clone, Copy)]
pub(super) enum Asking<'a> {
    /// All of them, or the one of this name.
    Which(Which, Option<&'a SourceName>),
    /// Those of a plan.
    Planned(&'a PlannedReads),
}

/// The sources to read, each with the due time that the store had when this was planned. A source
/// whose due time has changed since then was read by another process, and is left out.
pub type PlannedReads = BTreeMap<SourceName, Option<Timestamp>>;

/// What is known of the time of the next read of one source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scheduled {
    /// The source.
    pub source: SourceName,
    /// Whether it is read from the web or from files.
    pub place: ReadFrom,
    /// The due time in the store; `None` for a source that was never read, and for local files.
    pub due: Option<Timestamp>,
    /// Until when its server asked us not to come (`Retry-After`).
    pub held_until: Option<Timestamp>,
    /// When it was last read.
    pub last_try: Option<Timestamp>,
    /// Its interval; for a web source without one, that of `[fetch]`.
    pub interval: Option<Duration>,
    /// When it is read although it is not due, because its hub told of a change.
    pub push: Option<Timestamp>,
}

/// Whether a source is read from the web or from files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReadFrom {
    /// feedfold requests it from the web.
    Web,
    /// feedfold reads local files, which are always due.
    Files,
}

/// What is known of the time of the next read of each enabled source. Leaves out feeds that their
/// publishers withdrew (410).
pub fn schedule(
    plan: Plan<'_>,
    store: Option<&Store>,
    now: Timestamp,
) -> Result<Vec<Scheduled>, Error> {
    let (mut states, holds) = match store {
        Some(store) => (store.sources()?, store.holds()?),
        None => Default::default(),
    };
    let subscriptions = match store.filter(|_| plan.callbacks.is_some()) {
        Some(store) => super::pushes::by_source(store)?,
        None => HashMap::new(),
    };
    let mut scheduled = Vec::new();
    for source in plan.sources.iter().filter(|source| source.enabled) {
        // A renamed source still has its former name until the next pass.
        let was = source.was.as_ref();
        let state = states
            .remove(&source.name)
            .or_else(|| states.remove(was?))
            .map(|state| state.as_read_by(source_settings_hash(source)));
        let (place, held_until, interval) = match &source.location {
            Location::Web(url) => {
                let scope = hold_key(url, plan.policy.retry_after_scope);
                let until = holds.get(&scope).copied();
                let until = until.filter(|until| pace::holds(now, *until));
                (
                    ReadFrom::Web,
                    until,
                    source.interval.or(plan.policy.interval),
                )
            }
            Location::Files(_) => (ReadFrom::Files, None, source.interval),
        };
        if state.as_ref().is_some_and(|state| state.gone) {
            continue;
        }
        let push = match (&source.location, &state) {
            (Location::Web(url), Some(state)) => subscriptions
                .get(&source.name)
                .and_then(|heard| super::pushes::read_at(heard, state, plan.policy.floor(url))),
            _ => None,
        };
        scheduled.push(Scheduled {
            push,
            source: source.name.clone(),
            place,
            due: state.as_ref().and_then(|state| state.due),
            held_until,
            last_try: state.and_then(|state| state.last_try),
            interval,
        });
    }
    Ok(scheduled)
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
    asking: Asking<'_>,
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
        match why_not_asked(plan, source, &state, &holds, asking, now) {
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
    asking: Asking<'_>,
    now: Timestamp,
) -> Option<WhyNotAsked> {
    if let Asking::Planned(planned) = asking
        && planned.get(&source.name) != Some(&state.due)
    {
        let until = state.due.unwrap_or(now);
        return Some(WhyNotAsked::NotDue { until });
    }
    let Location::Web(url) = &source.location else {
        return None;
    };
    // A user who names this source may have corrected its address, or know that it is back.
    if state.gone && !matches!(asking, Asking::Which(Which::All, Some(_))) {
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
    let by_due_time = matches!(asking, Asking::Which(Which::Due, _));
    let waits =
        |due: &Timestamp| by_due_time && !pace::is_due(now, (*due, state.last_try), interval);
    let until = state.due.filter(waits)?;
    Some(WhyNotAsked::NotDue { until })
}
