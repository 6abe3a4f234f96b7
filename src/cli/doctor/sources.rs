//! The sources: which have failed or been silent for long, moved or gone, and whether anybody runs at all.

use std::time::Duration;

use super::super::sources::shown;
use super::finding::{About, Finding};
use crate::model::{Location, Source, Timestamp};
use crate::store::SourceState;

/// Failing longer than this is no passing trouble.
const LONG: Duration = Duration::from_hours(24);

/// A feed without a new entry for so long may have ended.
const SILENT: Duration = Duration::from_hours(24 * 60);

/// How far behind its time a source may be before nobody seems to run feedfold.
const OVERDUE: Duration = Duration::from_hours(24);

/// One source with what the store knows of it.
pub(super) struct Known<'a> {
    pub(super) source: &'a Source,
    /// `None` if it was never read.
    pub(super) state: Option<SourceState>,
    /// When its newest entry was first seen.
    pub(super) last_new: Option<Timestamp>,
}

/// What is to be said of one source; times are shown in `zone`.
pub(super) fn source(known: &Known<'_>, zone: &jiff::tz::TimeZone, now: Timestamp) -> Vec<Finding> {
    let about = About::new("source", known.source.name.to_string());
    if !known.source.enabled {
        return vec![about.ok("not enabled")];
    }
    let unread = || vec![about.note("not read yet", "`feedfold run` reads it")];
    let Some(state) = &known.state else {
        return unread();
    };
    let mut findings = Vec::new();
    if state.gone {
        findings.push(about.wrong(
            "its publisher withdrew it (410); it is not asked again",
            "correct its `url`, or set `enabled = false`",
        ));
    } else if state.failures > 0 {
        findings.push(failing(&about, known.source, state, zone, now));
    } else if let Some(last) = known.last_new
        && passed(last, now) > SILENT
    {
        findings.push(about.note(
            format!("nothing new since {}", shown(last, zone)),
            "look whether its publisher goes on elsewhere (`feedfold add URL`)",
        ));
    }
    if let Some(since) = state.cut_since {
        findings.push(about.note(
            format!(
                "its document ends in the middle since {}: entries behind the break are missing",
                shown(since, zone)
            ),
            "wait: every pass asks for all of it; if it stays so, its publisher has to close it",
        ));
    }
    if let Some(moved) = &state.remembered.moved
        && moved.confirmed
    {
        findings.push(about.note(
            format!("moved for good to {}", moved.to),
            "write the new `url` in feeds.toml",
        ));
    }
    if findings.is_empty() {
        let Some(success) = state.last_success else {
            return unread();
        };
        findings.push(about.ok(format!("read {}", shown(success, zone))));
    }
    findings
}

fn failing(
    about: &About,
    source: &Source,
    state: &SourceState,
    zone: &jiff::tz::TimeZone,
    now: Timestamp,
) -> Finding {
    let tries = state.failures;
    let error = state.last_error.as_deref().unwrap_or("no reason is known");
    let look = match &source.location {
        Location::Web(url) => format!(
            "`feedfold preview {url}` tries it now; correct its `url`, or set `enabled = false`"
        ),
        Location::Files(_) => "correct its `path` or the file, or set `enabled = false`".to_owned(),
    };
    match state.last_success {
        None => about.wrong(format!("{tries} tries and never read: {error}"), look),
        Some(success) => {
            let found = format!(
                "{tries} tries failed since {}: {error}",
                shown(success, zone)
            );
            if passed(success, now) > LONG {
                about.wrong(found, look)
            } else {
                about.note(found, "wait: it is asked again by itself")
            }
        }
    }
}

/// Whether runs happen: sources of the web that are far behind their time say that none do.
pub(super) fn runs(known: &[Known<'_>], zone: &jiff::tz::TimeZone, now: Timestamp) -> Finding {
    let about = About::new("runs", "");
    let asked = known
        .iter()
        .filter(|known| known.source.enabled && matches!(known.source.location, Location::Web(_)));
    let states = asked.filter_map(|known| known.state.as_ref());
    let states: Vec<&SourceState> = states.filter(|state| !state.gone).collect();
    let last = states.iter().filter_map(|state| state.last_try).max();
    let overdue = states
        .iter()
        .filter_map(|state| state.due)
        .map(|due| passed(due, now))
        .min();
    match (last, overdue) {
        (Some(last), Some(overdue)) if overdue > OVERDUE => about.wrong(
            format!(
                "none since {}, though every source is due",
                shown(last, zone)
            ),
            "look whether cron or the timer still calls `feedfold run`, and what it says",
        ),
        (Some(last), _) => about.ok(format!("the last asked a source {}", shown(last, zone))),
        (None, _) => about.ok("local files only, or none yet"),
    }
}

/// Zero for what lies ahead.
fn passed(since: Timestamp, now: Timestamp) -> Duration {
    Duration::try_from(now.duration_since(since)).unwrap_or_default()
}
