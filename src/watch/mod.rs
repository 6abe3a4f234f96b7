//! Runs for ever: reads each source when it is its time, publishes what is new, and takes over a
//! changed configuration.
//!
//! ```text
//! World (time, signals, configuration) ─► watch ─► schedule    when is each source read? pure
//!                                           └────► pipeline    one pass over those that are due
//! ```
//! With a server whose public address hubs can call, it also subscribes at the hubs that feeds
//! name, and reads a source when its hub tells of a change (`pipeline::pushes`).
//!
//! The loop compares the wall clock with the schedule at least once a second. So a machine that
//! was suspended, or a clock that was set, delays nothing. Time, signals and reports come in
//! through [`World`]: tests have a clock of their own and never sleep.
//!
//! The lock of the store is held for one pass at a time, so that `feedfold run` and every other
//! command may work beside. They use the same due times in the store.

mod changed_file;
mod notify;
mod pushes;
mod schedule;

use std::sync::Arc;
use std::time::Duration;

use crate::clock::Clock;
use crate::config::Config;
use crate::model::{Delivery, RunReport, SourceName, SourceReport, Timestamp};
use crate::pipeline::{self, Callbacks, Plan, PlannedReads, Progress, Publishing};
use crate::store::{self, Store};

pub use changed_file::{FileChange, WatchedFile};
pub use notify::Notifier;
pub use schedule::Schedule;

use pushes::{DueTimes, Pushes};

/// After how long a pass writes the outputs although it stored nothing: stories age.
const PUBLISH_AGAIN: Duration = Duration::from_mins(10);

/// After how long the due times are read from the store again, which other commands change.
const LOOK_AGAIN: Duration = Duration::from_mins(5);

/// After how long a pass that failed, for instance because the disk is full, is tried again.
const RETRY: Duration = Duration::from_mins(1);

/// Why [`World::wait`] returned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Woken {
    /// Time has passed.
    Time,
    /// The configuration changed, or somebody asks to read it again.
    Reload,
    /// Somebody asks to stop.
    Stop,
}

/// What [`watch`] needs from outside.
pub trait World {
    /// The time.
    fn clock(&self) -> &dyn Clock;

    /// Waits until this time; may return earlier.
    fn wait(&mut self, until: Timestamp) -> impl Future<Output = Woken>;

    /// Completes when somebody asks to stop.
    fn stop(&self) -> impl Future<Output = ()>;

    /// Reads the configuration again. Reports a broken one and returns `None`.
    fn reload(&mut self) -> Option<Config>;

    /// What a pass works with.
    fn plan<'c>(&self, config: &'c Config) -> Plan<'c>;

    /// What hubs told to the server beside the loop; `None` if there is no server.
    fn callbacks(&self) -> Option<Arc<Callbacks>>;

    /// Takes the hubs that failed, each with the source whose feed names it, and what happened.
    fn hubs_failed(&mut self, failed: &[(SourceName, String)]);

    /// Takes the report of a pass.
    fn report(&mut self, config: &Config, report: &RunReport);

    /// Takes what happened to the messages of outputs that are webhooks or commands.
    fn handed_over(&mut self, deliveries: &[Delivery]);

    /// Takes the error of a pass that stopped. The next one begins in a minute.
    fn trouble(&mut self, error: &pipeline::Error);
}

/// Reads the sources of a configuration at their times, until somebody asks to stop.
pub async fn watch(world: &mut impl World, mut config: Config) {
    let mut schedule = Schedule::default();
    let mut looked: Option<Timestamp> = None;
    let mut published: Option<Timestamp> = None;
    let mut not_before: Option<Timestamp> = None;
    let mut messages_due: Option<Timestamp> = None;
    let mut pushes = Pushes::default();
    loop {
        if pushes.go_on(world, &config).await == DueTimes::Changed {
            looked = None;
        }
        let now = world.clock().now();
        schedule.set_clock(now);
        let is_recent = |at: Option<Timestamp>, within: Duration| {
            at.is_some_and(|at| at <= now && now < later(at, within))
        };
        if !is_recent(looked, LOOK_AGAIN) {
            look(world, &config, &mut schedule, now);
            looked = Some(now);
        }
        let planned = schedule.due(now);
        let is_blocked = not_before.is_some_and(|until| now < until && until <= later(now, RETRY));
        if !is_blocked && (!planned.is_empty() || published.is_none()) {
            let publishing = if is_recent(published, PUBLISH_AGAIN) {
                Publishing::WhenStored
            } else {
                Publishing::Always
            };
            match pass(world, &config, &planned, publishing).await {
                Ok(report) => {
                    // Messages enter the queue when the outputs are written.
                    if !report.outputs.is_empty() {
                        messages_due = Some(now);
                    }
                    not_before = None;
                    pushes.look_again();
                    schedule.asked(&planned, world.clock().now());
                    if publishing == Publishing::Always {
                        published = Some(now);
                    }
                }
                // Another command is at work: try again at the next look at the clock.
                Err(pipeline::Error::Store(store::Error::Locked { .. })) => {
                    not_before = Some(later(now, Duration::from_secs(1)));
                }
                Err(error) => {
                    world.trouble(&error);
                    not_before = Some(later(now, RETRY));
                }
            }
            look(world, &config, &mut schedule, world.clock().now());
        }
        if messages_due.is_some_and(|due| due <= world.clock().now()) {
            messages_due = hand_over(world, &config).await;
        }
        let due = [messages_due, pushes.next(world, world.clock().now())];
        match world.wait(next_look(&schedule, not_before, due, now)).await {
            Woken::Time => {}
            Woken::Stop => return,
            Woken::Reload => {
                if let Some(new) = world.reload() {
                    config = new;
                    // Rules and outputs may have changed: publish, even if no source is due.
                    (looked, published, not_before) = (None, None, None);
                    pushes.look_again();
                }
            }
        }
    }
}

/// When to look at the clock again: when the next source is due, but not before a pass may begin;
/// when something else is `due`; and in [`LOOK_AGAIN`] at the latest.
fn next_look(
    schedule: &Schedule,
    not_before: Option<Timestamp>,
    due: [Option<Timestamp>; 2],
    now: Timestamp,
) -> Timestamp {
    let read = [schedule.next(), not_before.filter(|until| *until > now)];
    let read = read.into_iter().flatten().max();
    let times = due.into_iter().flatten().chain(read);
    let next = times.fold(later(now, LOOK_AGAIN), Timestamp::min);
    // A pass may have made other sources due.
    next.max(later(now, Duration::from_secs(1)))
}

/// Reads the due times from the store. If that fails, those that are known stay: the next pass
/// reports why.
fn look(world: &impl World, config: &Config, schedule: &mut Schedule, now: Timestamp) {
    let store = match Store::open_to_read(&config.store_path) {
        Ok(store) => Some(store),
        // The first pass creates or upgrades it.
        Err(store::Error::Missing { .. } | store::Error::Older { .. }) => None,
        Err(_) if !schedule.is_empty() => return,
        Err(_) => None,
    };
    if let Ok(scheduled) = pipeline::schedule(world.plan(config), store.as_ref(), now) {
        schedule.update(scheduled, now);
    }
}

/// Hands over the messages that wait. Returns when to do so again; `None` if none is left.
async fn hand_over(world: &mut impl World, config: &Config) -> Option<Timestamp> {
    let plan = world.plan(config);
    let handing = pipeline::hand_over(plan, &config.store_path, world.clock(), world.stop());
    let deliveries = handing.await;
    world.handed_over(&deliveries);
    deliveries.iter().filter_map(|delivery| delivery.next).min()
}

/// One pass over the planned sources, with the lock of the store.
async fn pass(
    world: &mut impl World,
    config: &Config,
    planned: &PlannedReads,
    publishing: Publishing,
) -> Result<RunReport, pipeline::Error> {
    let plan = world.plan(config);
    let path = &config.store_path;
    // Checked before a store is created: a lost store must not be replaced by an empty one.
    if !path.exists() {
        pipeline::require_own(plan, None)?;
    }
    let lock = Store::lock(path, Duration::ZERO)?;
    let store = Store::open(path)?;
    let begun = world.clock().now();
    let progress: Arc<dyn Progress> = Arc::new(Silent);
    let ends = (progress, world.stop());
    let run = pipeline::run_planned(plan, store, planned, publishing, world.clock(), ends);
    let (mut store, mut report) = run.await?;
    if let Some(callbacks) = world.callbacks() {
        let times = (begun, world.clock().now());
        // What was read is stored: this only decides how soon it is read again.
        if let Err(error) = pipeline::after_reads(&mut store, &callbacks, &report, times) {
            world.trouble(&error);
        }
    }
    store.stop_checkpoints();
    drop(store);
    drop(lock);
    if config.site.hub.is_some() {
        pipeline::tell_hub(plan, &mut report.outputs).await;
    }
    world.report(config, &report);
    Ok(report)
}

fn later(from: Timestamp, wait: Duration) -> Timestamp {
    from.saturating_add(wait).unwrap_or(from)
}

/// No progress is shown.
struct Silent;

impl Progress for Silent {
    fn begin(&self, _: &[SourceName]) {}

    fn done(&self, _: &SourceReport) {}
}
