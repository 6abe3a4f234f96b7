//! Gathers the facts about the sources and the installation, has `health` decide the alarms, and
//! keeps what changed.

use std::collections::HashMap;
use std::path::Path;

use rustix::fs::statvfs;

use super::sources::source_settings_hash;
use super::{Error, Plan};
use crate::health::installation::{self, InstallationFacts};
use crate::health::rhythm::Calendar;
use crate::health::sources::{self, JudgedAt, SourceFacts};
use crate::health::{JudgedAlarms, changes};
use crate::model::{
    AlarmChange, AlarmKey, AlarmKind, Disclosure, EntryCounts, OutputReport, Read, ReadOutcome,
    Source, SourceName, Timestamp, WebUrl,
};
use crate::store::{self, SourceState, Store};

/// How many documents of a source are looked at.
const DOCUMENTS: usize = 500;

/// How many days count for the share of reposts.
const MONTH: i64 = 30;

/// Decides the alarms anew, stores what changed and returns what people should be told.
pub(super) fn renew(
    plan: Plan<'_>,
    store: &mut Store,
    outputs: &[OutputReport],
    now: Timestamp,
) -> Result<Vec<AlarmChange>, Error> {
    let judged = judge(plan, store, outputs, now)?;
    let quiet = store.quiet_sources()?.into_iter().map(|(name, _)| name);
    let quiet = quiet.collect();
    let (writes, told) = changes::changes(store.open_alarms()?, &judged, &quiet, now);
    store.write_alarms(&writes, now)?;
    Ok(told)
}

/// Decides which alarms there are now.
fn judge(
    plan: Plan<'_>,
    store: &Store,
    outputs: &[OutputReport],
    now: Timestamp,
) -> Result<JudgedAlarms, store::Error> {
    let _snapshot = store.snapshot()?;
    let zone = &plan.site.timezone;
    let calendar = Calendar::until(now, zone);
    let states = store.sources()?;
    let disclosure = plan.disclosure();
    let today = now.to_zoned(zone.clone()).date();
    let from = today.saturating_sub(jiff::Span::new().days(MONTH));
    let month: HashMap<SourceName, EntryCounts> =
        store.counts_by_source((from, today))?.into_iter().collect();
    let mut known = Vec::new();
    for source in plan.sources.iter().filter(|source| source.enabled) {
        if let Some(state) = states.get(&source.name) {
            let month = month.get(&source.name).copied().unwrap_or_default();
            known.push(facts(source, state, store, (&disclosure, month))?);
        }
    }
    let begin = calendar.begin();
    let mut active = |name: &SourceName| store.active_hours(name, begin);
    let outage = AlarmKey::installation(AlarmKind::Unreachable, "");
    let outage = store.last_alarm(&outage)?;
    let at = JudgedAt {
        now,
        outage_ended: outage.map(|raised| raised.ended.unwrap_or(now)),
    };
    let mut judged = sources::judge(&known, &calendar, &mut active, at)?;
    let installation = installation(plan, store, &states, outputs)?;
    judged
        .alarms
        .extend(installation::judge(&installation, now));
    Ok(judged)
}

fn facts<'a>(
    source: &'a Source,
    state: &SourceState,
    store: &Store,
    (disclosure, month): (&Disclosure, EntryCounts),
) -> Result<SourceFacts<'a>, store::Error> {
    // Other settings may have mended what earlier answers said.
    let state = state.clone().as_read_by(source_settings_hash(source));
    let failing_since = match state.failures {
        0 => None,
        _ => failing_since(store, &source.name)?,
    };
    // The command with this address is shown on pages.
    let is_shown = |link: &String| {
        WebUrl::parse(link).is_ok_and(|url| disclosure.shows(&source.name, url.expose()))
    };
    let moved = state.remembered.moved.filter(|moved| moved.confirmed);
    Ok(SourceFacts {
        source,
        page: state.feed_link.filter(is_shown),
        is_gone: state.gone,
        failures: state.failures,
        failing_since,
        last_error: state.last_error,
        last_cause: state.last_cause,
        last_try: state.last_try,
        last_success: state.last_success,
        moved: moved.map(|moved| (moved.to.to_string(), moved.first_seen)),
        documents: store.documents(&source.name, DOCUMENTS)?,
        last_entry: store.last_position(&source.name)?,
        month,
        counted_since: store.first_read(&source.name)?,
    })
}

/// The time since which a source could not be read; `None` if the last read succeeded.
pub fn failing_since(
    store: &Store,
    source: &SourceName,
) -> Result<Option<Timestamp>, store::Error> {
    let reads = store.reads(source, Timestamp::MIN, DOCUMENTS)?;
    let fails =
        |read: &&Read| !matches!(read.outcome, ReadOutcome::Read | ReadOutcome::NotModified);
    Ok(reads.iter().take_while(fails).last().map(|read| read.at))
}

fn installation(
    plan: Plan<'_>,
    store: &Store,
    states: &HashMap<SourceName, SourceState>,
    outputs: &[OutputReport],
) -> Result<InstallationFacts, store::Error> {
    let path = store.path();
    let folder = path.parent().unwrap_or(Path::new("."));
    let written = plan
        .outputs
        .iter()
        .filter_map(|output| output.path.parent());
    let mut folders: Vec<&Path> = std::iter::once(folder).chain(written).collect();
    folders.sort_unstable();
    folders.dedup();
    let free = |folder: &&Path| {
        let disk = statvfs(if folder.as_os_str().is_empty() {
            Path::new(".")
        } else {
            folder
        })
        .ok()?;
        let bytes = disk.f_bavail.saturating_mul(disk.f_frsize);
        Some((folder.display().to_string(), bytes))
    };
    let failed = outputs.iter().filter_map(|report| match &report.outcome {
        crate::model::OutputOutcome::Failed { failure } => {
            Some((report.output.to_string(), failure.what.clone()))
        }
        _ => None,
    });
    let last_run = store.runs(1)?.pop().map(|run| run.at);
    let last_try = states.values().filter_map(|state| state.last_try).max();
    // A folder that cannot be listed is reported by `doctor`.
    let backups = Store::backups(path, folder).unwrap_or_default();
    Ok(InstallationFacts {
        folders: folders.iter().filter_map(free).collect(),
        failed_outputs: failed.collect(),
        latest: last_run.max(last_try),
        backup: backups.first().map(|(made, _)| *made),
    })
}
