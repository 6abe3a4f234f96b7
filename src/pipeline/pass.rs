//! One pass: which sources are due, a task for each, the writer, and the report.

use std::collections::HashMap;
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::time::Instant;

use tokio::sync::{Semaphore, mpsc};

use super::judge::Priorities;
use super::outputs::source_names;
use super::read::{DOCUMENTS_KIB, Task, source_settings_hash};
use super::robots::RobotsCache;
use super::stored_lookup::StoredLookup;
use super::writer::{self, Message};
use super::{Error, Plan, Progress};
use crate::clock::Clock;
use crate::fetch::{Fetcher, hold_key, pace};
use crate::identify;
use crate::model::{Location, NotAsked, RunReport, Source, SourceName, Timestamp, WhyNotAsked};
use crate::store::{Awaited, SourceState, Store};

/// Capacity of the channel to the writer, in messages. The semaphores for documents and batches
/// bound the memory that the queued messages hold.
const CHANNEL_CAPACITY: usize = 256;

/// Which sources a pass reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Which {
    /// The sources that are due.
    Due,
    /// Every enabled source, with conditional requests. `Retry-After` is obeyed all the same; a
    /// feed withdrawn with 410 is requested only if the caller names that one source.
    All,
}

/// Whether the pass keeps what it reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Storing {
    /// Store the entries and write the outputs.
    Keep,
    /// Store the entries in the copy of the store that the caller passed; write no output.
    DryRun,
}

/// Reads the sources, stores what is new and writes the outputs.
///
/// `only` names the one source to read. Returns the store for the caller's next queries, and the
/// report.
pub async fn run(
    plan: Plan<'_>,
    mut store: Store,
    (which, only): (Which, Option<&SourceName>),
    storing: Storing,
    clock: &dyn Clock,
    progress: Arc<dyn Progress>,
) -> Result<(Store, RunReport), Error> {
    let started = Instant::now();
    let now = clock.now();
    let enabled: Vec<&Arc<Source>> = plan
        .sources
        .iter()
        .filter(|source| source.enabled && only.is_none_or(|only| *only == source.name))
        .collect();
    if let (true, Some(only)) = (enabled.is_empty(), only) {
        return Err(Error::UnknownSource(only.to_string()));
    }
    // Checked before storing: otherwise entries would get published ids that readers do not know.
    super::require_own(plan, Some(&store))?;
    let (mut tasks, mut left_out) = (Vec::new(), Vec::new());
    let (mut states, holds) = (store.sources()?, store.holds()?);
    let unknown = |source: &&Arc<Source>| !states.contains_key(&source.name);
    let unknown: Vec<&Arc<Source>> = enabled.iter().copied().filter(unknown).collect();
    if !unknown.is_empty() {
        store.register(&source_names(unknown))?;
        states = store.sources()?;
    }
    for source in &enabled {
        let Some(state) = states.remove(&source.name) else {
            continue;
        };
        let settings_hash = source_settings_hash(source);
        let state = state.as_read_by(settings_hash);
        match why_not_asked(plan, source, &state, &holds, (&which, only), now) {
            None => tasks.push((Arc::clone(source), settings_hash, state)),
            Some(why) => left_out.push(NotAsked::new(source, why)),
        }
    }
    let sources: Vec<Arc<Source>> = tasks
        .iter()
        .map(|(source, ..)| Arc::clone(source))
        .collect();
    let names: Vec<SourceName> = sources.iter().map(|source| source.name.clone()).collect();
    progress.begin(&names);

    let lookup = StoredLookup::new(&store)?;
    let policy = Arc::new(plan.policy.clone());
    let fetcher = Fetcher::new(plan.policy, identify::body_hash)?;
    let cores = std::thread::available_parallelism().map_or(2, NonZeroUsize::get);
    let cpu = Arc::new(Semaphore::new(cores));
    let batches = Arc::new(Semaphore::new(cores));
    let documents = Arc::new(Semaphore::new(DOCUMENTS_KIB as usize));
    let robots = Arc::new(RobotsCache::default());
    let pages = match which {
        Which::Due => Awaited::Due,
        Which::All => Awaited::All,
    };
    let (sender, receiver) = mpsc::channel::<Message>(CHANNEL_CAPACITY);
    let priorities = Priorities::of(plan.sources);
    let writer = tokio::task::spawn_blocking(move || {
        writer::write(
            store,
            receiver,
            &sources,
            &priorities,
            now,
            progress.as_ref(),
        )
    });
    for (index, (source, settings_hash, state)) in tasks.into_iter().enumerate() {
        let task = Box::new(Task {
            index,
            lookup: may_skip_unchanged(&source, &state).then(|| lookup.clone()),
            source,
            settings_hash,
            state,
            policy: Arc::clone(&policy),
            fetcher: fetcher.clone(),
            cpu: Arc::clone(&cpu),
            batches: Arc::clone(&batches),
            documents: Arc::clone(&documents),
            sender: sender.clone(),
            robots: Arc::clone(&robots),
            pages,
            now,
        });
        tokio::spawn(task.run());
    }
    drop(sender);
    // Every task holds a sender, so the writer ends after the last task.
    let (mut store, sources) = match writer.await {
        Ok(written) => written?,
        Err(panic) => std::panic::resume_unwind(panic.into_panic()),
    };
    let outputs = super::publish(plan, &mut store, storing, now)?;
    Ok((
        store,
        RunReport {
            sources,
            not_due: left_out.len(),
            not_asked: left_out,
            outputs,
            elapsed: started.elapsed(),
        },
    ))
}

/// Whether unchanged entries of this source may skip preparation. Entries of sources with
/// `full_text` may not: the store records which of them are still in the feed.
fn may_skip_unchanged(source: &Source, state: &SourceState) -> bool {
    source.full_text.is_none() && state.last_success.is_some()
}

/// Returns why the pass does not request a source now; `None` if it does.
fn why_not_asked(
    plan: Plan<'_>,
    source: &Source,
    state: &SourceState,
    holds: &HashMap<String, Timestamp>,
    (which, only): (&Which, Option<&SourceName>),
    now: Timestamp,
) -> Option<WhyNotAsked> {
    let Location::Web(url) = &source.location else {
        return None;
    };
    let is_forced = *which == Which::All;
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
