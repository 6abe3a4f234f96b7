//! The numbers of the store, for metrics.

use std::time::Duration;

use crate::model::Timestamp;
use crate::pipeline::{Error, Plan};
use crate::publish::metrics::{LAPSED, SourceNumbers, SourceTry, StoreNumbers};
use crate::store::{SourceState, Store};

const DAY: Duration = Duration::from_hours(24);

/// Returns the numbers of the store. No address and no name of a private source is in them.
pub fn metrics(plan: Plan<'_>, store: &Store, now: Timestamp) -> Result<StoreNumbers, Error> {
    let _snapshot = store.snapshot()?;
    let disclosure = plan.disclosure();
    let states = store.sources()?;
    let since = now.saturating_sub(DAY).unwrap_or(now);
    let mut sources = Vec::new();
    for source in plan.sources.iter().filter(|source| source.enabled) {
        let state = states.get(&source.name);
        let is_named = !disclosure.is_private(&source.name);
        let name = disclosure.title(&source.name, source.name.as_str());
        let (mut new, mut millis) = (0, None);
        if state.is_some() && is_named {
            let reads = store.reads(&source.name, since, usize::MAX)?;
            new = reads.iter().map(|read| read.new).sum();
            let last = store.reads(&source.name, Timestamp::MIN, 1)?.pop();
            millis = last.and_then(|read| read.millis);
        }
        sources.push(SourceNumbers {
            name: is_named.then(|| name.into_owned()),
            outcome: outcome(state),
            last_try: state.and_then(|state| state.last_try),
            last_success: state.and_then(|state| state.last_success),
            due: state
                .filter(|state| !state.gone)
                .and_then(|state| state.due),
            failures: state.map_or(0, |state| state.failures),
            new,
            millis,
        });
    }
    let open = store
        .open_alarms()?
        .into_iter()
        .filter(|raised| !raised.quiet);
    let alarms = open.map(|raised| {
        let source = raised.alarm.key.source;
        let named = source.filter(|source| !disclosure.is_private(source));
        let name = named.map(|name| disclosure.title(&name, name.as_str()).into_owned());
        (raised.alarm.key.kind, name)
    });
    let recipients = if plan.recipients.is_empty() {
        Vec::new()
    } else {
        store.recipients()?.into_values().collect()
    };
    let subscriptions = store.subscriptions()?;
    let subscriptions = subscriptions.iter().map(|one| {
        if one.has_lapsed(now) {
            LAPSED
        } else {
            one.state.as_str()
        }
    });
    Ok(StoreNumbers {
        subscriptions: subscriptions.collect(),
        recipients,
        sources,
        alarms: alarms.collect(),
        last_run: store.runs(1)?.pop(),
    })
}

fn outcome(state: Option<&SourceState>) -> SourceTry {
    match state {
        Some(state) if state.gone => SourceTry::Gone,
        Some(state) if state.failures > 0 => SourceTry::Failed,
        Some(state) if state.last_success.is_some() => SourceTry::Read,
        _ => SourceTry::Never,
    }
}
