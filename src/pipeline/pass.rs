//! One pass: reads the due sources, a task for each, stores what they send, and writes the
//! outputs.

use std::future::Pending;
use std::sync::Arc;
use std::time::Instant;

use super::context::PassContext;
use super::decider::Priorities;
use super::due::{Asking, DueSource, PlannedReads, Which, enabled_sources, select_due};
use super::pages::Pages;
use super::sources::{StoredLookup, Task};
use super::{Error, OwnOutputs, Plan, Progress, writer};
use crate::clock::Clock;
use crate::fold;
use crate::model::{RunReport, Source, SourceName, SourceReport, Timestamp};
use crate::store::{Awaited, SourceState, Store};

/// Whether the pass keeps what it reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Storing {
    /// Store the entries and write the outputs.
    Keep,
    /// Store the entries in the copy of the store that the caller passed; write no output.
    DryRun,
}

/// When a pass writes the outputs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Publishing {
    /// After every pass: rules, rulings and the age of stories may have changed the outputs.
    Always,
    /// After a pass that stored something.
    WhenStored,
}

/// Reads the sources, stores what is new and writes the outputs.
///
/// `only` names the one source to read. Returns the store for the caller's next queries, and the
/// report.
pub async fn run(
    plan: Plan<'_>,
    store: Store,
    (which, only): (Which, Option<&SourceName>),
    storing: Storing,
    clock: &dyn Clock,
    progress: Arc<dyn Progress>,
) -> Result<(Store, RunReport), Error> {
    let asking = Asking::Which(which, only);
    let ends = (storing, Publishing::Always);
    let never: Option<Pending<()>> = None;
    pass(plan, store, asking, ends, clock, (progress, never)).await
}

/// Reads the planned sources, stores what is new and writes the outputs as `publishing` says.
///
/// When `stop` completes, the pass gives up the requests that are not answered yet, stores and
/// publishes what has come, and ends.
pub async fn run_planned(
    plan: Plan<'_>,
    store: Store,
    planned: &PlannedReads,
    publishing: Publishing,
    clock: &dyn Clock,
    (progress, stop): (Arc<dyn Progress>, impl Future<Output = ()>),
) -> Result<(Store, RunReport), Error> {
    let asking = Asking::Planned(planned);
    let ends = (Storing::Keep, publishing);
    pass(plan, store, asking, ends, clock, (progress, Some(stop))).await
}

async fn pass(
    plan: Plan<'_>,
    mut store: Store,
    asking: Asking<'_>,
    (storing, publishing): (Storing, Publishing),
    clock: &dyn Clock,
    (progress, stop): (Arc<dyn Progress>, Option<impl Future<Output = ()>>),
) -> Result<(Store, RunReport), Error> {
    let started = Instant::now();
    let now = clock.now();
    let only = match asking {
        Asking::Which(_, only) => only,
        Asking::Planned(_) => None,
    };
    let enabled = enabled_sources(plan, only)?;
    // Checked before storing: otherwise entries would get published ids that readers do not know.
    super::require_own(plan, Some(&store))?;
    store.begin_days(&plan.site.timezone)?;
    store.begin_comparison(fold::VERSION)?;
    if plan.callbacks.is_none() {
        // No hub can reach this process, so that none is relied on.
        store.put_off_only(&[])?;
    }
    let (due, left_out) = select_due(plan, &mut store, &enabled, asking, now)?;
    let pages = Pages::new(match asking {
        Asking::Which(Which::All, _) => Awaited::All,
        Asking::Which(Which::Due, _) | Asking::Planned(_) => Awaited::Due,
    });
    let ends = (progress, stop);
    let (mut store, sources) = read_sources(plan, store, due, pages, now, ends).await?;
    let mut report = RunReport {
        sources,
        not_due: left_out.len(),
        not_asked: left_out,
        ..RunReport::default()
    };
    if publishing == Publishing::Always || report.has_stored() {
        let publish = || super::publish(plan, &mut store, storing, now);
        report.outputs = tracing::debug_span!("publish").in_scope(publish)?;
    }
    // Looking at every source costs more than many a pass of `watch`.
    if storing == Storing::Keep && publishing == Publishing::Always {
        report.alarms = super::alarms::renew(plan, &mut store, &report.outputs, now)?;
    }
    // Nobody searches the copy of a dry run.
    if storing == Storing::Keep {
        let fill = || super::searching::fill_search(&mut store, super::searching::FILL_LIMIT);
        tracing::debug_span!("fill search").in_scope(fill)?;
    }
    if storing == Storing::Keep {
        store.ask_for_damaged_texts(now)?;
    }
    report.damaged_texts = store.take_damaged_texts()?;
    report.mended_search = store.take_mended_search();
    report.elapsed = started.elapsed();
    if storing == Storing::Keep && !report.sources.is_empty() {
        store.remember_run(&report.summary(now))?;
    }
    Ok((store, report))
}

/// Reads the due sources concurrently, a task for each, while the writer stores what they send.
async fn read_sources(
    plan: Plan<'_>,
    store: Store,
    due: Vec<DueSource>,
    pages: Pages,
    now: Timestamp,
    (progress, stop): (Arc<dyn Progress>, Option<impl Future<Output = ()>>),
) -> Result<(Store, Vec<SourceReport>), Error> {
    let sources: Vec<Arc<Source>> = due.iter().map(|due| Arc::clone(&due.source)).collect();
    let names: Vec<SourceName> = sources.iter().map(|source| source.name.clone()).collect();
    progress.begin(&names);

    let lookup = StoredLookup::new(&store)?;
    let own_outputs = OwnOutputs::read(plan, &store)?;
    let (handle, messages) = writer::channel();
    let context = Arc::new(PassContext::new(plan, own_outputs, handle, now)?);
    let pages = Arc::new(pages);
    let priorities = Priorities::new(plan.sources);
    let mut writer = tokio::task::spawn_blocking(move || {
        writer::write(
            store,
            messages,
            &sources,
            &priorities,
            now,
            progress.as_ref(),
        )
    });
    // Handles keep the memory of tasks that have ended, so they are kept only where they are used.
    let mut stoppable = Vec::new();
    for (index, due) in due.into_iter().enumerate() {
        let DueSource {
            source,
            settings_hash,
            state,
        } = due;
        let task = Box::new(Task {
            index,
            lookup: may_skip_unchanged(&source, &state).then(|| lookup.clone()),
            source,
            settings_hash,
            state,
            pages: Arc::clone(&pages),
            context: Arc::clone(&context),
        });
        let running = tokio::spawn(task.run());
        if stop.is_some() {
            stoppable.push(running.abort_handle());
        }
    }
    // The context has the handle to the writer. Every task holds the context, so the writer ends
    // after the last task.
    drop(context);
    let stopped = async {
        match stop {
            Some(stop) => stop.await,
            None => std::future::pending().await,
        }
    };
    let written = tokio::select! {
        written = &mut writer => written,
        () = stopped => {
            // What a task has sent is stored whole; what it has not sent is read again later.
            for task in stoppable {
                task.abort();
            }
            writer.await
        }
    };
    match written {
        Ok(written) => Ok(written?),
        Err(panic) => std::panic::resume_unwind(panic.into_panic()),
    }
}

/// Whether unchanged entries of this source may skip preparation. Entries of sources with
/// `full_text` may not: the store records which of them are still in the feed.
fn may_skip_unchanged(source: &Source, state: &SourceState) -> bool {
    source.full_text.is_none() && state.last_success.is_some()
}
