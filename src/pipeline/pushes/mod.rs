//! Hears from WebSub hubs when feeds change, so that their sources are read at once and polled less
//! often (W3C WebSub, as a subscriber).
//!
//! ```text
//! feed names hub ─► agenda ─► negotiate ─► hub: subscribe       store first, then ask
//!                                           │
//! serve: GET  verification ─► Callbacks ◄───┘ hub calls back
//!        POST push ─────────► Callbacks ─► hear ─► store ─► schedule: read it now, conditionally
//! after a pass: after_reads ─► agreement   did the hub tell of what was found? then poll rarely
//! ```
//! The body of a push is thrown away: only its signature counts, and only as a reason to ask the
//! publisher. The hub is relied on while what it told was found; each entry of which it did not
//! tell brings the usual pace back.

mod agenda;
mod agreement;
mod callbacks;
mod negotiate;

use std::collections::HashMap;
use std::path::Path;
use std::time::Duration;

pub use agreement::is_relied_on;
pub use callbacks::{Callbacks, Push, Verdict};
pub use negotiate::{Negotiated, negotiate};

use self::agenda::Announced;
use self::callbacks::{Came, Word};
use crate::fetch::pace;
use crate::model::{
    FetchPolicy, RunReport, SourceName, SourceOutcome, Subscription, SubscriptionState, Timestamp,
    WebUrl, is_public,
};
use crate::pipeline::{Error, Plan};
use crate::store::{SourceState, Store, SubscriptionChange};

/// The address below which hubs can call, if it is one that they can reach.
pub fn public_address<'u>(url: Option<&'u WebUrl>, policy: &FetchPolicy) -> Option<&'u WebUrl> {
    url.filter(|url| is_public(url, &policy.allow_private))
}

/// The sources whose feeds name a hub that could push to the public address of this server, while
/// no process has asked it to, or the last one has left its lease to end.
pub fn unheard(
    plan: Plan<'_>,
    store: &Store,
    url: Option<&WebUrl>,
    now: Timestamp,
) -> Result<Vec<SourceName>, Error> {
    if public_address(url, plan.policy).is_none() {
        return Ok(Vec::new());
    }
    let subscriptions = store.subscriptions()?;
    let is_heard = |announced: &Announced| {
        let mut of_source = subscriptions.iter();
        of_source.any(|one| one.callback.source == announced.source && !one.has_lapsed(now))
    };
    let mut announced = agenda::announced(plan, &store.sources()?);
    announced.retain(|announced| !is_heard(announced));
    Ok(announced.into_iter().map(|one| one.source).collect())
}

/// Stores what came to the callbacks.
///
/// # Errors
/// If the store cannot be written, or another command holds its lock. Nothing is lost then.
pub fn hear(path: &Path, callbacks: &Callbacks, now: Timestamp) -> Result<(), Error> {
    let _lock = Store::lock(path, Duration::ZERO)?;
    let mut store = Store::open(path)?;
    hear_with(&mut store, callbacks, now)
}

/// Stores what came to the callbacks, and how the reads of a pass that began at `at` went. Call it
/// with the lock of the store, after the pass.
pub fn after_reads(
    store: &mut Store,
    callbacks: &Callbacks,
    report: &RunReport,
    (at, now): (Timestamp, Timestamp),
) -> Result<(), Error> {
    hear_with(store, callbacks, now)?;
    let mut subscriptions = store.subscriptions()?;
    let mut changes = Vec::new();
    let mut put_off = Vec::new();
    for subscription in &mut subscriptions {
        if subscription.state == SubscriptionState::Leaving {
            continue;
        }
        let source = &subscription.callback.source;
        let mut reads = report.sources.iter();
        let Some(read) = reads.find(|read| read.source == *source) else {
            continue;
        };
        if !matches!(
            read.outcome,
            SourceOutcome::Read | SourceOutcome::NotModified
        ) {
            continue;
        }
        let counts = (read.counts.new, read.counts.updated);
        agreement::read(subscription, counts, at, now);
        if agreement::is_relied_on(subscription, now) {
            put_off.push(subscription.callback.source.clone());
        }
        changes.push(SubscriptionChange::Become(Box::new(subscription.clone())));
    }
    store.change_subscriptions(&changes)?;
    for source in &put_off {
        if let Some(state) = store.source(source)? {
            store.put_off(source, pace::with_pushes(now, &state.skip))?;
        }
    }
    rely_on(store, &subscriptions, now)
}

/// When a push lets a source be read: at once, but no earlier than `floor` after the last try.
/// `None` if none waits. A source that fails is read when its back-off ends.
pub(super) fn read_at(
    subscription: &Subscription,
    state: &SourceState,
    floor: Duration,
) -> Option<Timestamp> {
    let heard = subscription.heard;
    let push = heard.last_push.filter(|_| heard.unmet == Some(0))?;
    if state.failures > 0 {
        return None;
    }
    let earliest = state.last_try.map(|last| agreement::later(last, floor));
    Some(earliest.map_or(push, |earliest| earliest.max(push)))
}

/// The subscription of each source that has one.
pub fn by_source(store: &Store) -> Result<HashMap<SourceName, Subscription>, Error> {
    let subscriptions = store.subscriptions()?.into_iter();
    let present =
        subscriptions.filter(|subscription| subscription.state != SubscriptionState::Leaving);
    Ok(present
        .map(|subscription| (subscription.callback.source.clone(), subscription))
        .collect())
}

/// Gives the sources of hubs that are not relied on now their usual due time back.
fn rely_on(store: &mut Store, subscriptions: &[Subscription], now: Timestamp) -> Result<(), Error> {
    let relied_on = subscriptions
        .iter()
        .filter(|subscription| agreement::is_relied_on(subscription, now));
    let sources: Vec<&SourceName> = relied_on
        .map(|subscription| &subscription.callback.source)
        .collect();
    store.put_off_only(&sources)?;
    Ok(())
}

fn hear_with(store: &mut Store, callbacks: &Callbacks, now: Timestamp) -> Result<(), Error> {
    let came = callbacks.take();
    if came.is_empty() {
        return Ok(());
    }
    let stored = store.subscriptions().and_then(|subscriptions| {
        let known = subscriptions.into_iter();
        let changes: Vec<SubscriptionChange> = known
            .filter_map(|subscription| {
                let came = came.get(&subscription.row)?;
                Some(after(subscription, came, now))
            })
            .collect();
        store.change_subscriptions(&changes)?;
        store.subscriptions()
    });
    let subscriptions = match stored {
        Ok(subscriptions) => subscriptions,
        Err(error) => {
            callbacks.put_back(came);
            return Err(error.into());
        }
    };
    callbacks.know(&subscriptions);
    rely_on(store, &subscriptions, now)
}

/// What becomes of a subscription after something came.
fn after(mut subscription: Subscription, came: &Came, now: Timestamp) -> SubscriptionChange {
    // A time from before the clock was set back would be in the future.
    let at = came.at.min(now);
    match &came.word {
        Some(Word::Unsubscribed) => return SubscriptionChange::End(subscription.row),
        Some(Word::Subscribed(lease)) => agreement::verified(&mut subscription, *lease, at),
        Some(Word::Denied(reason)) => {
            agreement::denied(&mut subscription, reason.as_deref(), at);
        }
        None => {}
    }
    if subscription.state != SubscriptionState::Leaving {
        agreement::pushed(&mut subscription.heard, (came.pushes, came.ignored), at);
    }
    SubscriptionChange::Become(Box::new(subscription))
}
