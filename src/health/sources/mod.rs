//! The alarms of the sources. Pure.

use std::time::Duration;

use super::rhythm::Calendar;
use super::silence;
use super::{JudgedAlarms, causes, documents};
use crate::model::{
    Alarm, AlarmKey, AlarmKind, Cause, EntryCounts, Location, Read, Source, SourceName, Timestamp,
    counted, counted_as,
};
use crate::text::shell_quoted;

/// A source that fails is unreachable after so many tries, if it has failed for so long: a short
/// outage mends itself.
const MIN_FAILURES: u32 = 3;
const MIN_FAILING: Duration = Duration::from_hours(6);

/// If at least so many sources fail together, the cause is not in the sources.
const MIN_TOGETHER: usize = 3;

/// A source that only reposts has sent at least so many entries in a month.
const MIN_REPOSTS: u64 = 20;

/// What is known of an enabled source that was read before.
#[derive(Debug, Clone)]
pub struct SourceFacts<'a> {
    /// The source.
    pub source: &'a Source,
    /// Its web page, if the feed names one.
    pub page: Option<String>,
    /// Whether its publisher withdrew it.
    pub is_gone: bool,
    /// Number of failures since the last success.
    pub failures: u32,
    /// Since when it fails; `None` if it does not.
    pub failing_since: Option<Timestamp>,
    /// The error of the last try, and its kind.
    pub last_error: Option<String>,
    /// The kind of that error.
    pub last_cause: Option<Cause>,
    /// When it was last tried.
    pub last_try: Option<Timestamp>,
    /// When it could last be read.
    pub last_success: Option<Timestamp>,
    /// Its new address after a permanent redirect, and when that was first seen.
    pub moved: Option<(String, Timestamp)>,
    /// Its last reads with a document, the newest first.
    pub documents: Vec<Read>,
    /// When its newest entry came.
    pub last_entry: Option<Timestamp>,
    /// What it sent in the last 30 days.
    pub month: EntryCounts,
    /// Since when entries of it are counted.
    pub counted_since: Option<Timestamp>,
}

impl SourceFacts<'_> {
    /// Whether the last try succeeded, so that its entries are known.
    pub(super) fn is_read(&self) -> bool {
        !self.is_gone && self.failures == 0 && self.last_success.is_some()
    }

    pub(super) fn key(&self, kind: AlarmKind) -> AlarmKey {
        AlarmKey::source(kind, &self.source.name)
    }

    pub(super) fn alarm(&self, kind: AlarmKind, since: Timestamp, text: [String; 3]) -> Alarm {
        let [found, remedy, command] = text;
        Alarm {
            key: self.key(kind),
            since,
            found,
            remedy,
            command,
        }
    }

    pub(super) fn name(&self) -> String {
        shell_quoted(self.source.name.as_str())
    }

    /// The command that finds the feeds of its site, or shows its reads.
    pub(super) fn find_feed(&self) -> String {
        match &self.page {
            Some(page) => format!("feedfold add --list {}", shell_quoted(page)),
            None => format!("feedfold sources {}", self.name()),
        }
    }
}

/// The hours in which each source was active. Asked only for sources that may be silent, and for
/// the others of their categories.
pub type ActiveHours<'a, E> = dyn FnMut(&SourceName) -> Result<Vec<i64>, E> + 'a;

/// The times by which failures are judged.
#[derive(Debug, Clone, Copy)]
pub struct JudgedAt {
    /// The present time.
    pub now: Timestamp,
    /// When people were last told that sources can be read again, after not one could; the present
    /// time if the alarm about that is still open.
    pub outage_ended: Option<Timestamp>,
}

/// Decides the alarms of the sources.
pub fn judge<E>(
    sources: &[SourceFacts<'_>],
    calendar: &Calendar,
    active: &mut ActiveHours<'_, E>,
    at: JudgedAt,
) -> Result<JudgedAlarms, E> {
    let mut judged = JudgedAlarms::default();
    failures(sources, at, &mut judged);
    let now = at.now;
    for facts in sources {
        judged.alarms.extend(gone_or_moved(facts));
        documents_of(facts, now, &mut judged);
        judged.alarms.extend(only_reposts(facts, now));
    }
    silence::judge(sources, calendar, active, &mut judged)?;
    Ok(judged)
}

/// Sources that cannot be read. If no source can, there is one alarm for all. After that has ended,
/// nothing is known of a source until it is tried again.
fn failures(sources: &[SourceFacts<'_>], at: JudgedAt, judged: &mut JudgedAlarms) {
    let JudgedAt { now, outage_ended } = at;
    let mut lost = Vec::new();
    for facts in sources.iter().filter(|facts| !facts.is_gone) {
        if facts.failures > 0 && facts.last_cause == Some(Cause::OwnOutput) {
            judged.alarms.push(facts.alarm(
                AlarmKind::OwnOutput,
                facts.failing_since.unwrap_or(now),
                [
                    "it is an output of this feedfold".to_owned(),
                    "remove it: reading it would publish every story again".to_owned(),
                    format!("feedfold remove {}", facts.name()),
                ],
            ));
        } else if let Some(since) = facts.failing_since
            && facts.failures >= MIN_FAILURES
            // Whether it would fail now is not known before the next try.
            && passed(since, facts.last_try.unwrap_or(now)) >= MIN_FAILING
        {
            lost.push((facts, since));
        }
    }
    let web = || {
        let web = |facts: &&SourceFacts<'_>| matches!(facts.source.location, Location::Web(_));
        sources.iter().filter(web).filter(|facts| !facts.is_gone)
    };
    let all_fail = web().count() >= MIN_TOGETHER && web().all(|facts| facts.failures > 0);
    if let (true, Some(since)) = (all_fail, lost.iter().map(|(_, since)| *since).max()) {
        let keys = lost
            .iter()
            .map(|(facts, _)| facts.key(AlarmKind::Unreachable));
        judged.undecided.extend(keys);
        judged.alarms.push(all_unreachable(web(), since));
        return;
    }
    let is_old = |facts: &SourceFacts<'_>| facts.last_try < outage_ended;
    let (old, lost): (Vec<_>, Vec<_>) = lost.into_iter().partition(|(facts, _)| is_old(facts));
    let old = old
        .iter()
        .map(|(facts, _)| facts.key(AlarmKind::Unreachable));
    judged.undecided.extend(old);
    judged.alarms.extend(lost.into_iter().map(|(facts, since)| {
        let error = facts.last_error.as_deref().unwrap_or("no reason is known");
        let tries = counted_as(facts.failures, "try", "tries");
        facts.alarm(
            AlarmKind::Unreachable,
            since,
            [
                format!("it could not be read in {tries}: {error}"),
                causes::remedy(facts.source, facts.last_cause),
                format!("feedfold run --source {} --force", facts.name()),
            ],
        )
    }));
}

fn all_unreachable<'a>(
    sources: impl Iterator<Item = &'a SourceFacts<'a>>,
    since: Timestamp,
) -> Alarm {
    let causes: Vec<Option<Cause>> = sources.map(|facts| facts.last_cause).collect();
    let first = causes.first().copied().flatten();
    let shared = first.filter(|first| causes.iter().all(|cause| *cause == Some(*first)));
    let none = format!("not one of {} can be read", counted(causes.len(), "source"));
    let (found, remedy) = match shared.filter(|cause| cause.may_be_common()) {
        Some(cause) => {
            let (what, remedy) = causes::common(cause);
            (format!("{none}: {what}"), remedy)
        }
        None => (none, "check this machine's network"),
    };
    Alarm {
        key: AlarmKey::installation(AlarmKind::Unreachable, ""),
        since,
        found,
        remedy: remedy.to_owned(),
        command: "feedfold doctor".to_owned(),
    }
}

fn gone_or_moved(facts: &SourceFacts<'_>) -> Option<Alarm> {
    if facts.is_gone {
        let name = facts.name();
        return Some(facts.alarm(
            AlarmKind::Gone,
            facts.last_try?,
            [
                "its publisher withdrew it (410); it is not asked again".to_owned(),
                format!(
                    "correct its `url` in feeds.toml, or disable it; `feedfold run --source {name} \
                     --force` asks once more"
                ),
                format!("feedfold disable {name}"),
            ],
        ));
    }
    let (to, since) = facts.moved.as_ref()?;
    Some(facts.alarm(
        AlarmKind::Moved,
        *since,
        [
            format!("it moved for good to {to}, where it is read now"),
            "write that address as its `url` in feeds.toml".to_owned(),
            "feedfold check".to_owned(),
        ],
    ))
}

/// What the last documents show.
fn documents_of(facts: &SourceFacts<'_>, now: Timestamp, judged: &mut JudgedAlarms) {
    let recent = facts.documents.as_slice();
    let within = |read: &&Read| passed(read.at, now) < documents::WINDOW;
    let week: Vec<Read> = recent.iter().take_while(within).copied().collect();
    if !facts.is_read() || recent.is_empty() {
        judged.undecided.insert(facts.key(AlarmKind::Empty));
    } else if let Some(since) = documents::empty_since(recent, now) {
        judged.alarms.push(facts.alarm(
            AlarmKind::Empty,
            since,
            [
                "its document has no entries".to_owned(),
                "look at it in a browser: its publisher may go on elsewhere".to_owned(),
                facts.find_feed(),
            ],
        ));
    }
    // A pass sees every local file.
    if let (Some(gaps), Location::Web(_)) = (documents::gaps(&week), &facts.source.location) {
        let reads = counted_as(gaps.reads, "read", "reads");
        judged.alarms.push(facts.alarm(
            AlarmKind::Gap,
            gaps.first,
            [
                format!(
                    "{reads} in 7 days had no entry in common with the one before: entries between \
                     them may be missing"
                ),
                "give it a shorter `interval` in feeds.toml".to_owned(),
                format!("feedfold sources {}", facts.name()),
            ],
        ));
    }
    if let Some(found) = documents::garbled(&week) {
        judged.alarms.push(
            facts.alarm(
                AlarmKind::Mojibake,
                found.first,
                [
                    format!(
                        "the titles of {} of {} in 7 days are in the wrong character set",
                        found.garbled,
                        counted_as(found.entries, "entry", "entries")
                    ),
                    match facts.source.charset {
                        Some(_) => "correct its `charset` in feeds.toml, or remove it",
                        None => "set its `charset` in feeds.toml, such as \"gb18030\"",
                    }
                    .to_owned(),
                    format!("feedfold run --source {} --force", facts.name()),
                ],
            ),
        );
    } else if week.iter().all(|read| read.new + read.updated == 0) {
        judged.undecided.insert(facts.key(AlarmKind::Mojibake));
    }
}

fn only_reposts(facts: &SourceFacts<'_>, now: Timestamp) -> Option<Alarm> {
    let month = Duration::from_hours(30 * 24);
    let EntryCounts { entries, own, .. } = facts.month;
    // Less than a month may have been an exception.
    let is_long = (facts.counted_since).is_some_and(|since| passed(since, now) >= month);
    if own > 0 || entries < MIN_REPOSTS || !is_long {
        return None;
    }
    Some(facts.alarm(
        AlarmKind::OnlyReposts,
        now.saturating_sub(month).unwrap_or(now),
        [
            format!(
                "each of its {} of the last 30 days was sent by another source before",
                counted(entries, "entry")
            ),
            "disable it if the other sources are enough".to_owned(),
            format!("feedfold disable {}", facts.name()),
        ],
    ))
}

/// The time since an instant; zero if it is in the future.
pub(super) fn passed(since: Timestamp, now: Timestamp) -> Duration {
    Duration::try_from(now.duration_since(since)).unwrap_or_default()
}

#[cfg(test)]
mod tests;
