//! One pass: which sources are due, a task for each, the writer, and the report.

use std::collections::HashMap;
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::time::Instant;

use tokio::sync::{Semaphore, mpsc};

use super::known::Known;
use super::outputs::named;
use super::policies::Priorities;
use super::read::{DOCUMENTS_KIB, Task, reading};
use super::robots::Doors;
use super::writer::{self, Message};
use super::{Error, Plan, Progress};
use crate::clock::Clock;
use crate::fetch::{Fetcher, hold_key, pace};
use crate::identify;
use crate::model::{Location, NotAsked, RunReport, Source, SourceName, Timestamp, WhyNotAsked};
use crate::store::{Awaited, SourceState, Store};

/// Messages that wait for the writer at most. What they hold in memory is bounded by the size of
/// the documents that are read at once, and for files by the batches.
const QUEUE: usize = 256;

/// Which sources a pass reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Which {
    /// Those whose time has come.
    Due,
    /// Every one, still conditionally; `Retry-After` holds, and 410 unless one source is named.
    All,
}

/// Whether what is read is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Storing {
    /// Stored and published.
    Keep,
    /// Stored in the copy of the store that was given, and published nowhere.
    DryRun,
}

/// Reads the sources, stores what is new and writes the outputs.
///
/// `only` names the one source to read. The store is given back for what the caller shows next.
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
    // Before anything is stored: entries would be published under ids that readers do not know.
    super::require_own(plan, Some(&store))?;
    let (mut tasks, mut left_out) = (Vec::new(), Vec::new());
    let (mut states, holds) = (store.sources()?, store.holds()?);
    let unknown = |source: &&Arc<Source>| !states.contains_key(&source.name);
    let unknown: Vec<&Arc<Source>> = enabled.iter().copied().filter(unknown).collect();
    if !unknown.is_empty() {
        store.register(&named(unknown))?;
        states = store.sources()?;
    }
    for source in &enabled {
        let Some(state) = states.remove(&source.name) else {
            continue;
        };
        let reading = reading(source);
        let state = state.as_read_by(reading);
        match not_asked(plan, source, &state, &holds, (&which, only), now) {
            None => tasks.push((Arc::clone(source), reading, state)),
            Some(why) => left_out.push(NotAsked::of(source, why)),
        }
    }
    let sources: Vec<Arc<Source>> = tasks
        .iter()
        .map(|(source, ..)| Arc::clone(source))
        .collect();
    let names: Vec<SourceName> = sources.iter().map(|source| source.name.clone()).collect();
    progress.begin(&names);

    let known = Known::of(&store)?;
    let policy = Arc::new(plan.policy.clone());
    let fetcher = Fetcher::new(plan.policy, identify::body_hash)?;
    let cores = std::thread::available_parallelism().map_or(2, NonZeroUsize::get);
    let cpu = Arc::new(Semaphore::new(cores));
    let batches = Arc::new(Semaphore::new(cores));
    let documents = Arc::new(Semaphore::new(DOCUMENTS_KIB as usize));
    let doors = Arc::new(Doors::default());
    let pages = match which {
        Which::Due => Awaited::Due,
        Which::All => Awaited::All,
    };
    let (sender, receiver) = mpsc::channel::<Message>(QUEUE);
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
    for (index, (source, reading, state)) in tasks.into_iter().enumerate() {
        let task = Box::new(Task {
            index,
            known: may_be_known(&source, &state).then(|| known.clone()),
            source,
            reading,
            state,
            policy: Arc::clone(&policy),
            fetcher: fetcher.clone(),
            cpu: Arc::clone(&cpu),
            batches: Arc::clone(&batches),
            documents: Arc::clone(&documents),
            sender: sender.clone(),
            doors: Arc::clone(&doors),
            pages,
            now,
        });
        tokio::spawn(task.run());
    }
    drop(sender);
    // It ends when every task has: each holds a sender.
    let (mut store, sources) = match writer.await {
        Ok(written) => written?,
        Err(panic) => std::panic::resume_unwind(panic.into_panic()),
    };
    let outputs = super::publish(plan, &mut store, storing, now)?;
    let elapsed = started.elapsed();
    Ok((
        store,
        RunReport {
            sources,
            not_due: left_out.len(),
            not_asked: left_out,
            outputs,
            elapsed,
        },
    ))
}

/// Whether entries of a source may be passed over as known. Those whose texts are read from pages
/// may not: the store notes which of them still stand in the feed.
fn may_be_known(source: &Source, state: &SourceState) -> bool {
    source.full_text.is_none() && state.last_success.is_some()
}

/// Why a source is not asked now; `None` if it is.
fn not_asked(
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
    // Who names the one source may have put its address right elsewhere, or know better.
    if state.gone && !(is_forced && only.is_some()) {
        return Some(WhyNotAsked::Gone);
    }
    let hold = |holds: &HashMap<String, Timestamp>| {
        let scope = hold_key(url, plan.policy.retry_after_scope);
        holds.get(&scope).copied()
    };
    // Mostly nobody asked for anything.
    let held = Some(holds).filter(|holds| !holds.is_empty()).and_then(hold);
    if let Some(until) = held.filter(|until| pace::holds(now, *until)) {
        return Some(WhyNotAsked::RetryAfter { until });
    }
    let interval = source.interval.or(plan.policy.interval);
    let waits = |due: &Timestamp| !is_forced && !pace::is_due(now, *due, interval);
    let until = state.due.filter(waits)?;
    Some(WhyNotAsked::NotDue { until })
}
