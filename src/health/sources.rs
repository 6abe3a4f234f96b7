//! The alarms of the sources. Pure.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::rhythm::{Calendar, Rhythm, holidays};
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

/// A source without a known rhythm is silent after this time.
const MAX_SILENCE: Duration = Duration::from_hours(24 * 60);

/// The silence of a source is judged after it was read for so long: its first document may hold
/// old entries only.
const MIN_READ: Duration = Duration::from_hours(24 * 7);

/// Without a known rhythm, nothing is known of an open alarm about silence for so long after the
/// last entry.
const RHYTHM_FADES: Duration = Duration::from_hours(14 * 24);

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
    fn is_read(&self) -> bool {
        !self.is_gone && self.failures == 0 && self.last_success.is_some()
    }

    fn key(&self, kind: AlarmKind) -> AlarmKey {
        AlarmKey::source(kind, &self.source.name)
    }

    fn alarm(&self, kind: AlarmKind, since: Timestamp, text: [String; 3]) -> Alarm {
        let [found, remedy, command] = text;
        Alarm {
            key: self.key(kind),
            since,
            found,
            remedy,
            command,
        }
    }

    fn name(&self) -> String {
        shell_quoted(self.source.name.as_str())
    }

    /// The command that finds the feeds of its site, or shows its reads.
    fn find_feed(&self) -> String {
        match &self.page {
            Some(page) => format!("feedfold add --list {}", shell_quoted(page)),
            None => format!("feedfold sources {}", self.name()),
        }
    }
}

/// The hours in which each source was active. Asked only for sources that may be silent, and for
/// the others of their categories.
pub type ActiveHours<'a, E> = dyn FnMut(&SourceName) -> Result<Vec<i64>, E> + 'a;

/// Decides the alarms of the sources.
pub fn judge<E>(
    sources: &[SourceFacts<'_>],
    calendar: &Calendar,
    active: &mut ActiveHours<'_, E>,
    now: Timestamp,
) -> Result<JudgedAlarms, E> {
    let mut judged = JudgedAlarms::default();
    failures(sources, now, &mut judged);
    for facts in sources {
        judged.alarms.extend(gone_or_moved(facts));
        documents_of(facts, now, &mut judged);
        judged.alarms.extend(only_reposts(facts, now));
    }
    silent(sources, calendar, active, &mut judged)?;
    Ok(judged)
}

/// Sources that cannot be read. If no source can, there is one alarm for all.
fn failures(sources: &[SourceFacts<'_>], now: Timestamp, judged: &mut JudgedAlarms) {
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
            && passed(since, now) >= MIN_FAILING
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

/// The active hours of sources and the rhythm of these, each asked for once.
struct Rhythms<'s, 'a, 'e, E> {
    active: &'a mut ActiveHours<'e, E>,
    calendar: &'a Calendar,
    known: BTreeMap<&'s SourceName, (Vec<i64>, Option<Rhythm>)>,
}

impl<'s, E> Rhythms<'s, '_, '_, E> {
    /// Returns the active hours of a source, and its rhythm if it has one. Takes no day for a
    /// holiday.
    fn find(&mut self, facts: &SourceFacts<'s>) -> Result<&(Vec<i64>, Option<Rhythm>), E> {
        match self.known.entry(&facts.source.name) {
            Entry::Occupied(known) => Ok(known.into_mut()),
            Entry::Vacant(unknown) => {
                let hours = (self.active)(&facts.source.name)?;
                let rhythm = Rhythm::new(&hours, self.calendar, &BTreeSet::new());
                Ok(unknown.insert((hours, rhythm)))
            }
        }
    }
}

/// Sources that are silent against their own rhythm.
fn silent<E>(
    sources: &[SourceFacts<'_>],
    calendar: &Calendar,
    active: &mut ActiveHours<'_, E>,
    judged: &mut JudgedAlarms,
) -> Result<(), E> {
    let half_day = Duration::from_hours(12);
    let mut rhythms = Rhythms {
        active,
        calendar,
        known: BTreeMap::new(),
    };
    for facts in sources {
        let key = facts.key(AlarmKind::Silent);
        // Its entries are known up to the last success only.
        let (Some(last), Some(read), true) =
            (facts.last_entry, facts.last_success, facts.is_read())
        else {
            judged.undecided.insert(key);
            continue;
        };
        let first_read = facts.counted_since.unwrap_or(read);
        if passed(last, read) < half_day || passed(first_read, read) < MIN_READ {
            continue;
        }
        let (hours, rhythm) = rhythms.find(facts)?.clone();
        if rhythm.is_none() {
            if passed(last.max(first_read), read) >= MAX_SILENCE {
                judged
                    .alarms
                    .push(silence(facts, last, "no entry came for 60 days"));
            } else if passed(last, read) >= RHYTHM_FADES {
                judged.undecided.insert(key);
            }
            continue;
        }
        let mut others = Vec::new();
        for other in sources {
            let same = other.source.category == facts.source.category;
            if same && other.source.name != facts.source.name && other.is_read() {
                others.extend(rhythms.find(other)?.1.clone());
            }
        }
        let holidays = holidays(&others, calendar);
        match Rhythm::new(&hours, calendar, &holidays) {
            Some(rhythm) if rhythm.is_silent(read, calendar, &holidays) => {
                let text = format!(
                    "no entry came, though some come in {:.0} of the 168 hours of a usual week",
                    rhythm.hours_a_week()
                );
                judged.alarms.push(silence(facts, last, &text));
            }
            Some(_) if holidays.is_empty() => {}
            // On a holiday, an alarm that was raised before it stays open.
            _ => {
                judged.undecided.insert(key);
            }
        }
    }
    Ok(())
}

fn silence(facts: &SourceFacts<'_>, since: Timestamp, found: &str) -> Alarm {
    facts.alarm(
        AlarmKind::Silent,
        since,
        [
            found.to_owned(),
            format!(
                "look whether its publisher goes on elsewhere; if the silence is meant, `feedfold \
                 sources --quiet {}`",
                facts.name()
            ),
            facts.find_feed(),
        ],
    )
}

/// The time since an instant; zero if it is in the future.
fn passed(since: Timestamp, now: Timestamp) -> Duration {
    Duration::try_from(now.duration_since(since)).unwrap_or_default()
}

#[cfg(test)]
mod tests;
