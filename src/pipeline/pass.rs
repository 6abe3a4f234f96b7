//! One pass: reads the due sources, a task for each, stores what they send, and writes the
//! outputs.

use std::sync::Arc;
use std::time::Instant;

use super::context::PassContext;
use super::due::{DueSource, Which, enabled_sources, select_due};
use super::pages::Pages;
use super::policies::Priorities;
use super::sources::{StoredLookup, Task};
use super::{Error, OwnOutputs, Plan, Progress, writer};
use crate::clock::Clock;
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
    let enabled = enabled_sources(plan, only)?;
    // Checked before storing: otherwise entries would get published ids that readers do not know.
    super::require_own(plan, Some(&store))?;
    store.begin_days(&plan.site.timezone)?;
    let (due, left_out) = select_due(plan, &mut store, &enabled, (which, only), now)?;
    let pages = Pages::new(match which {
        Which::Due => Awaited::Due,
        Which::All => Awaited::All,
    });
    let (mut store, sources) = read_sources(plan, store, due, pages, now, progress).await?;
    let outputs = super::publish(plan, &mut store, storing, now)?;
    let report = RunReport {
        sources,
        not_due: left_out.len(),
        not_asked: left_out,
        outputs,
        elapsed: started.elapsed(),
    };
    // Nobody searches the copy of a dry run.
    if storing == Storing::Keep {
        super::searching::fill_search(&mut store, super::searching::FILL_LIMIT)?;
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
    progress: Arc<dyn Progress>,
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
    let writer = tokio::task::spawn_blocking(move || {
        writer::write(
            store,
            messages,
            &sources,
            &priorities,
            now,
            progress.as_ref(),
        )
    });
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
        tokio::spawn(task.run());
    }
    // The context has the handle to the writer. Every task holds the context, so the writer ends
    // after the last task.
    drop(context);
    match writer.await {
        Ok(written) => Ok(written?),
        Err(panic) => std::panic::resume_unwind(panic.into_panic()),
    }
}

/// Whether unchanged entries of this source may skip preparation. Entries of sources with
/// `full_text` may not: the store records which of them are still in the feed.
fn may_skip_unchanged(source: &Source, state: &SourceState) -> bool {
    source.full_text.is_none() && state.last_success.is_some()
}
