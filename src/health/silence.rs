//! Decides which sources are silent against their own rhythm. Pure.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::JudgedAlarms;
use super::holidays::Category;
use super::rhythm::{Calendar, Rhythm};
use super::sources::{ActiveHours, SourceFacts, passed};
use crate::model::{Alarm, AlarmKey, AlarmKind, SourceName, Timestamp};

/// A source without a known rhythm is silent after this time.
const MAX_SILENCE: Duration = Duration::from_hours(24 * 60);

/// The silence of a source is judged after it was read for so long: its first document may hold
/// old entries only.
const MIN_READ: Duration = Duration::from_hours(24 * 7);

/// Without a known rhythm, nothing is known of an open alarm about silence for so long after the
/// last entry.
const RHYTHM_FADES: Duration = Duration::from_hours(14 * 24);

/// A source that sent something within this time is not looked at.
const HALF_DAY: Duration = Duration::from_hours(12);

/// Decides about the silence of each source, after its documents.
pub(super) fn judge<E>(
    sources: &[SourceFacts<'_>],
    calendar: &Calendar,
    active: &mut ActiveHours<'_, E>,
    judged: &mut JudgedAlarms,
) -> Result<(), E> {
    let mut rhythms = Rhythms {
        sources,
        calendar,
        known: BTreeMap::new(),
        categories: BTreeMap::new(),
    };
    let is_empty = |alarm: &Alarm| alarm.key.kind == AlarmKind::Empty;
    let empty = judged.alarms.iter().filter(|alarm| is_empty(alarm));
    let empty: BTreeSet<AlarmKey> = empty.map(|alarm| alarm.key.clone()).collect();
    for facts in sources {
        // An empty document says why nothing comes: one alarm is enough.
        if empty.contains(&facts.key(AlarmKind::Empty)) {
            judged.undecided.insert(facts.key(AlarmKind::Silent));
            continue;
        }
        match rhythms.heard_of(facts, active)? {
            Heard::Silent(alarm) => judged.alarms.push(alarm),
            Heard::Undecided => {
                judged.undecided.insert(facts.key(AlarmKind::Silent));
            }
            Heard::Well => {}
        }
    }
    Ok(())
}

/// What is decided about one source.
enum Heard {
    Silent(Alarm),
    /// An alarm that was raised before stays open.
    Undecided,
    Well,
}

/// The rhythms of the sources, as far as they were needed.
struct Rhythms<'a> {
    sources: &'a [SourceFacts<'a>],
    calendar: &'a Calendar,
    /// The active hours of a source, and its rhythm.
    known: BTreeMap<&'a SourceName, (Vec<i64>, Option<Rhythm>)>,
    categories: BTreeMap<Option<&'a str>, Category>,
}

impl<'a> Rhythms<'a> {
    fn heard_of<E>(
        &mut self,
        facts: &'a SourceFacts<'_>,
        active: &mut ActiveHours<'_, E>,
    ) -> Result<Heard, E> {
        // Its entries are known up to the last success only.
        let (Some(last), Some(read), true) =
            (facts.last_entry, facts.last_success, facts.is_read())
        else {
            return Ok(Heard::Undecided);
        };
        let first_read = facts.counted_since.unwrap_or(read);
        if passed(last, read) < HALF_DAY || passed(first_read, read) < MIN_READ {
            return Ok(Heard::Well);
        }
        if self.rhythm(facts, active)?.is_none() {
            return Ok(if passed(last.max(first_read), read) >= MAX_SILENCE {
                Heard::Silent(silence(facts, last, "no entry came for 60 days"))
            } else if passed(last, read) >= RHYTHM_FADES {
                Heard::Undecided
            } else {
                Heard::Well
            });
        }
        let holidays = self.holidays(facts, active)?;
        let hours = self.known.get(&facts.source.name).map(|(hours, _)| hours);
        let hours = hours.map(Vec::as_slice).unwrap_or_default();
        Ok(match Rhythm::new(hours, self.calendar, &holidays) {
            Some(rhythm) if rhythm.is_silent(read, self.calendar, &holidays) => {
                let text = format!(
                    "no entry came, though some come in {:.0} of the 168 hours of a usual week",
                    rhythm.hours_a_week()
                );
                Heard::Silent(silence(facts, last, &text))
            }
            Some(_) if holidays.is_empty() => Heard::Well,
            // On a holiday, an alarm that was raised before it stays open.
            _ => Heard::Undecided,
        })
    }

    fn rhythm<E>(
        &mut self,
        facts: &'a SourceFacts<'_>,
        active: &mut ActiveHours<'_, E>,
    ) -> Result<Option<&Rhythm>, E> {
        let name = &facts.source.name;
        if !self.known.contains_key(name) {
            let hours = active(name)?;
            let rhythm = Rhythm::new(&hours, self.calendar, &BTreeSet::new());
            self.known.insert(name, (hours, rhythm));
        }
        Ok(self.known.get(name).and_then(|(_, rhythm)| rhythm.as_ref()))
    }

    /// The hours in which the other sources of its category were silent together.
    fn holidays<E>(
        &mut self,
        facts: &'a SourceFacts<'_>,
        active: &mut ActiveHours<'_, E>,
    ) -> Result<BTreeSet<i64>, E> {
        let category = facts.source.category.as_deref();
        let calendar = self.calendar;
        if !self.categories.contains_key(&category) {
            let mut joined = Category::default();
            for other in self.sources {
                if other.is_read()
                    && other.source.category.as_deref() == category
                    && let Some(rhythm) = self.rhythm(other, active)?
                {
                    joined.add(rhythm, calendar);
                }
            }
            self.categories.insert(category, joined);
        }
        let rhythm = self.known.get(&facts.source.name);
        let rhythm = rhythm.and_then(|(_, rhythm)| rhythm.as_ref());
        Ok(match (self.categories.get(&category), rhythm) {
            (Some(joined), Some(rhythm)) => joined.holidays_beside(rhythm, calendar),
            _ => BTreeSet::new(),
        })
    }
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
