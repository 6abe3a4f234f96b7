//! Findings about the sources: which have failed or been silent for long, moved or gone; and
//! whether runs happen at all.

use std::time::Duration;

use super::super::display::local_time;
use super::finding::{About, Finding};
use super::from_reads;
use crate::health::causes;
use crate::model::{Location, Read, RunSummary, Source, Timestamp, counted_as};
use crate::pipeline::{LOST_AFTER, Wall, WallPlace};
use crate::store::SourceState;

/// A source that has failed for longer needs attention.
const MAX_FAILING: Duration = Duration::from_hours(24);

/// A feed without a new entry for this long may have ended.
const MAX_SILENCE: Duration = Duration::from_hours(24 * 60);

/// If every source is overdue by more than this, probably nobody runs feedfold.
const MAX_OVERDUE: Duration = Duration::from_hours(24);

/// One source with its state in the store.
pub(super) struct SourceWithState<'a> {
    pub(super) source: &'a Source,
    /// `None` if it was never read.
    pub(super) state: Option<SourceState>,
    /// When a pass first saw its newest entry.
    pub(super) last_new: Option<Timestamp>,
    /// What it shows instead of articles.
    pub(super) walls: Vec<Wall>,
    /// Its reads within [`from_reads::WINDOW`], the newest first.
    pub(super) reads: Vec<Read>,
}

/// The findings about one source. `zone` is the zone of the times in them.
pub(super) fn source(
    known: &SourceWithState<'_>,
    zone: &jiff::tz::TimeZone,
    now: Timestamp,
) -> Vec<Finding> {
    let about = About::new("source", known.source.name.to_string());
    if !known.source.enabled {
        return vec![about.ok("not enabled")];
    }
    let unread = || vec![about.note("not read yet", "`feedfold run` reads it")];
    let Some(state) = &known.state else {
        return unread();
    };
    let mut findings = Vec::new();
    findings.extend(trouble(&about, known, state, zone, now));
    if let Some(since) = state.cut_since {
        findings.push(about.note(
            format!(
                "its document ends in the middle since {}: entries behind the break are missing",
                local_time(since, zone)
            ),
            "wait: the next request asks for all of it; if it stays so, tell its publisher",
        ));
    }
    findings.extend(walls(&about, known, zone));
    let reads = &known.reads;
    findings.extend(from_reads::from_reads(
        &about,
        known.source,
        reads,
        zone,
        now,
    ));
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
        findings.push(about.ok(format!("read {}", local_time(success, zone))));
    }
    findings
}

/// The finding about a source that was withdrawn, fails or is silent.
fn trouble(
    about: &About,
    known: &SourceWithState<'_>,
    state: &SourceState,
    zone: &jiff::tz::TimeZone,
    now: Timestamp,
) -> Option<Finding> {
    if state.gone {
        let name = &known.source.name;
        return Some(about.wrong(
            "its publisher withdrew it (410); it is not asked again",
            format!(
                "correct its `url` (`feedfold add ADDRESS` finds the feed of a site), or set `enabled = false`; \
                 `feedfold run --source {name} --force` asks once more",
            ),
        ));
    }
    if state.failures > 0 {
        return Some(failing(about, known.source, state, zone, now));
    }
    let last = known
        .last_new
        .filter(|last| passed(*last, now) > MAX_SILENCE)?;
    Some(about.note(
        format!("nothing new since {}", local_time(last, zone)),
        "look whether its publisher goes on elsewhere: `feedfold add ADDRESS` finds the new feed",
    ))
}

/// The findings about the texts that a source shows instead of articles.
fn walls(about: &About, known: &SourceWithState<'_>, zone: &jiff::tz::TimeZone) -> Vec<Finding> {
    let places = [WallPlace::Entries, WallPlace::Pages].into_iter();
    let findings = places.filter_map(|place| walls_at(place, about, known, zone));
    findings.collect()
}

fn walls_at(
    place: WallPlace,
    about: &About,
    known: &SourceWithState<'_>,
    zone: &jiff::tz::TimeZone,
) -> Option<Finding> {
    let walls = || known.walls.iter().filter(|wall| wall.shown == place);
    let since = local_time(walls().map(|wall| wall.since).min()?, zone);
    let last = local_time(walls().map(|wall| wall.last).max()?, zone);
    let entries: u64 = walls().map(|wall| wall.entries).sum();
    let name = &known.source.name;
    let found = match place {
        WallPlace::Entries => format!(
            "{} one text under different titles since {since}, the last one seen {last}: it shows \
             something else instead of its articles (subscribe, cookies, a check for robots)",
            counted_as(entries, "entry has", "entries have"),
        ),
        WallPlace::Pages => format!(
            "{} something else instead of the article (subscribe, cookies, a check for robots) since \
             {since}, the last one seen {last}: the entries keep the feed's text",
            counted_as(entries, "article page shows", "article pages show"),
        ),
    };
    let pages = if known.source.full_text.is_some() {
        "set `full_text = false` or another `selector`"
    } else {
        "look for another feed of the publisher (`feedfold add ADDRESS`), or log in by `headers`"
    };
    let shows = format!("`feedfold sources --boilerplate {name}` shows the text");
    Some(about.note(found, format!("{shows}; {pages}")))
}

fn failing(
    about: &About,
    source: &Source,
    state: &SourceState,
    zone: &jiff::tz::TimeZone,
    now: Timestamp,
) -> Finding {
    let error = state.last_error.as_deref().unwrap_or("no reason is known");
    let remedy = causes::remedy(source, state.last_cause);
    let Some(success) = state.last_success else {
        let tries = counted_as(state.failures, "try", "tries");
        return about.wrong(format!("never read in {tries}: {error}"), remedy);
    };
    let tries = counted_as(state.failures, "try", "tries");
    let found = format!(
        "{tries} failed since {}: {error}",
        local_time(success, zone)
    );
    if is_lost(state) || passed(success, now) > MAX_FAILING {
        about.wrong(found, remedy)
    } else {
        about.note(found, remedy)
    }
}

fn is_lost(state: &SourceState) -> bool {
    state.failures >= LOST_AFTER
}

/// A finding if every enabled source failed its last three attempts. The cause is then seldom in
/// the sources.
pub(super) fn all_lost(known: &[SourceWithState<'_>]) -> Option<Finding> {
    let enabled: Vec<&SourceWithState<'_>> =
        known.iter().filter(|known| known.source.enabled).collect();
    let lost = |known: &&SourceWithState<'_>| {
        known
            .state
            .as_ref()
            .is_some_and(|state| state.gone || is_lost(state))
    };
    if enabled.len() < 2 || !enabled.iter().all(lost) {
        return None;
    }
    let about = About::new("sources", "all");
    let mut causes = enabled.iter().map(|known| {
        let state = known.state.as_ref();
        state.and_then(|state| state.last_cause)
    });
    let first = causes.next().flatten();
    let shared = first.filter(|first| causes.all(|cause| cause == Some(*first)));
    let failed = "not one enabled source has succeeded in its last three tries";
    Some(match shared.filter(|cause| cause.may_be_common()) {
        Some(cause) => {
            let (what, remedy) = causes::common(cause);
            about.wrong(format!("{failed}: {what}"), remedy)
        }
        None => about.wrong(
            failed,
            "check this machine's network, then each source below",
        ),
    })
}

/// The finding about runs. If all web sources are overdue, no runs happen.
pub(super) fn runs(
    known: &[SourceWithState<'_>],
    last_run: Option<&RunSummary>,
    zone: &jiff::tz::TimeZone,
    now: Timestamp,
) -> Finding {
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
        (Some(last), Some(overdue)) if overdue > MAX_OVERDUE => about.wrong(
            format!(
                "none since {}, though every source is due",
                local_time(last, zone)
            ),
            "look whether cron or the timer still calls `feedfold run`, and what it says",
        ),
        (Some(last), _) => {
            let brought = last_run.map_or_else(String::new, |run| {
                format!(
                    "; the last run that asked any: {} read, {} failed, {} new",
                    run.read, run.failed, run.new
                )
            });
            let last = local_time(last, zone);
            about.ok(format!("a source was last asked at {last}{brought}"))
        }
        (None, _) => about.ok("local files only, or none yet"),
    }
}

/// The time since an instant; zero if it is in the future.
fn passed(since: Timestamp, now: Timestamp) -> Duration {
    Duration::try_from(now.duration_since(since)).unwrap_or_default()
}
