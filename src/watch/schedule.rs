//! Decides when each source is read. Pure: takes and returns instants.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::model::{SourceName, Timestamp};
use crate::pipeline::{PlannedReads, ReadFrom, Scheduled};

/// How often local files are read, without an `interval` of their source.
const FILES: Duration = Duration::from_mins(1);

/// After how long a source that was asked for, but not read, is asked for again.
const ASK_AGAIN: Duration = Duration::from_mins(1);

/// The longest that a read is delayed so that not all sources are read at once.
const MAX_SPREAD: i64 = 15 * 60;

/// The planned reads of all sources.
#[derive(Debug, Default)]
pub struct Schedule {
    reads: BTreeMap<SourceName, PlannedRead>,
    /// The last known time.
    clock: Option<Timestamp>,
}

#[derive(Debug)]
struct PlannedRead {
    /// What it was planned by.
    by: Scheduled,
    at: Timestamp,
}

impl Schedule {
    /// Whether no source is planned.
    pub fn is_empty(&self) -> bool {
        self.reads.is_empty()
    }

    /// Takes the time. If the clock was set back, all planned reads move back with it, so that
    /// their distance in real time stays. A clock that moves ahead moves nothing: a machine that
    /// was suspended reads at once what became due meanwhile.
    pub fn set_clock(&mut self, now: Timestamp) {
        if let Some(before) = self.clock.filter(|before| *before > now) {
            let set_back = before.duration_since(now);
            for read in self.reads.values_mut() {
                read.at = read.at.saturating_sub(set_back).unwrap_or(read.at);
            }
        }
        self.clock = Some(now);
    }

    /// Takes what the store knows now. Plans anew only the sources of which it knows something
    /// else than before.
    pub fn update(&mut self, scheduled: Vec<Scheduled>, now: Timestamp) {
        let mut before = std::mem::take(&mut self.reads);
        for by in scheduled {
            let kept = before.remove(&by.source).filter(|read| read.by == by);
            let read = kept.unwrap_or_else(|| PlannedRead {
                at: time_of(&by, now),
                by,
            });
            self.reads.insert(read.by.source.clone(), read);
        }
    }

    /// The reads whose time has come.
    pub fn due(&self, now: Timestamp) -> PlannedReads {
        let reads = self.reads.values().filter(|read| read.at <= now);
        reads
            .map(|read| (read.by.source.clone(), read.by.due))
            .collect()
    }

    /// Notes that a pass was asked for these reads. The next [`Schedule::update`] plans those anew
    /// that it made; the others wait a minute.
    pub fn asked(&mut self, planned: &PlannedReads, now: Timestamp) {
        for source in planned.keys() {
            if let Some(read) = self.reads.get_mut(source) {
                read.at = later(now, ASK_AGAIN);
            }
        }
    }

    /// The time of the next read; `None` if there are no sources.
    pub fn next(&self) -> Option<Timestamp> {
        self.reads.values().map(|read| read.at).min()
    }
}

/// When to read a source.
fn time_of(by: &Scheduled, now: Timestamp) -> Timestamp {
    let due = match by.place {
        ReadFrom::Web => by.due,
        ReadFrom::Files => {
            let last = by.last_try;
            last.map(|last| later(last, by.interval.unwrap_or(FILES)))
        }
    };
    if let Some(push) = by.push {
        let at = due.map_or(push, |due| due.min(push));
        return by.held_until.map_or(at, |until| at.max(until));
    }
    let Some(due) = due else {
        return by.held_until.unwrap_or(now).max(now);
    };
    let last = by.last_try.unwrap_or(due).min(due);
    let wait = due.duration_since(last).as_secs();
    let delay = match by.place {
        ReadFrom::Web => spread(by.source.as_str(), due, wait),
        ReadFrom::Files => 0,
    };
    let wait = Duration::from_secs(u64::try_from(wait + delay).unwrap_or_default());
    // If the last try is in the future, the clock was set back since then: one whole wait from now
    // is enough.
    let at = later(last.min(now), wait);
    by.held_until.map_or(at, |until| at.max(until))
}

/// By how many seconds a read that is due waits, so that the sources of one interval are read
/// spread over it. Each source has its own place in the interval, by its name. A read moves towards
/// it by a tenth of the interval at most, so that no source is read much later than it is due.
fn spread(source: &str, due: Timestamp, wait: i64) -> i64 {
    if wait < 60 {
        return 0;
    }
    // FNV-1a: the place must only differ between names, and be the same after a restart.
    let hash = source
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
    let place = i64::try_from(hash >> 1)
        .unwrap_or_default()
        .rem_euclid(wait);
    let late = (place - due.as_second()).rem_euclid(wait);
    // A read is always a little late. Then its place is behind it, nearly a whole interval away.
    if late > wait / 10 * 9 {
        return 0;
    }
    late.min(wait / 10).min(MAX_SPREAD)
}

fn later(from: Timestamp, wait: Duration) -> Timestamp {
    from.saturating_add(wait).unwrap_or(from)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::time::Duration;

    use super::{Schedule, spread};
    use crate::model::{SourceName, Timestamp};
    use crate::pipeline::{ReadFrom, Scheduled};

    const HOUR: i64 = 3600;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + second).unwrap()
    }

    fn web(name: &str, last_try: i64, due: i64) -> Scheduled {
        Scheduled {
            source: SourceName::parse(name).unwrap(),
            place: ReadFrom::Web,
            due: Some(at(due)),
            held_until: None,
            last_try: Some(at(last_try)),
            interval: None,
            push: None,
        }
    }

    fn planned(schedule: &Schedule, now: i64) -> Vec<String> {
        let due = schedule.due(at(now));
        due.keys().map(ToString::to_string).collect()
    }

    #[test]
    fn sources_that_are_due_together_spread_over_their_interval_and_are_never_early() {
        let names: Vec<String> = (0..60).map(|number| format!("source {number}")).collect();
        let mut last = vec![0; names.len()];
        for round in 0..40 {
            for (name, last) in names.iter().zip(&mut last) {
                let due = *last + HOUR;
                let delay = spread(name, at(due), HOUR);
                assert!((0..=HOUR / 10).contains(&delay));
                // Once it has its place, only the seconds of the pass delay it.
                assert!(
                    round < 12 || delay < 60,
                    "{name}: {delay} s in round {round}"
                );
                *last = due + delay;
            }
        }
        let minutes: BTreeSet<i64> = last.iter().map(|last| last.rem_euclid(HOUR) / 60).collect();
        assert!(minutes.len() > 30, "{minutes:?}");
    }

    #[test]
    fn a_clock_set_back_moves_the_reads_with_it_and_one_set_ahead_makes_them_due() {
        let mut schedule = Schedule::default();
        schedule.set_clock(at(0));
        schedule.update(vec![web("a", 0, HOUR)], at(0));
        let before = schedule.next().unwrap();
        assert!(before >= at(HOUR));
        schedule.set_clock(at(-24 * HOUR));
        assert_eq!(
            schedule.next(),
            before.checked_sub(Duration::from_hours(24)).ok()
        );
        schedule.update(vec![web("a", 0, HOUR)], at(-24 * HOUR));
        assert_eq!(
            schedule.next(),
            before.checked_sub(Duration::from_hours(24)).ok()
        );
        schedule.set_clock(at(5 * HOUR));
        assert_eq!(planned(&schedule, 5 * HOUR), ["a"]);
    }

    #[test]
    fn after_a_restart_under_a_clock_set_back_a_source_waits_for_one_interval_only() {
        let mut schedule = Schedule::default();
        schedule.update(vec![web("a", 0, HOUR)], at(-24 * HOUR));
        let next = schedule.next().unwrap();
        assert!(next >= at(-23 * HOUR) && next <= at(-22 * HOUR), "{next}");
    }

    #[test]
    fn a_read_that_a_pass_did_not_make_is_asked_for_again_after_a_minute() {
        let mut schedule = Schedule::default();
        schedule.update(vec![web("a", -HOUR, -HOUR)], at(0));
        let due = schedule.due(at(0));
        assert_eq!(due.len(), 1);
        schedule.asked(&due, at(0));
        schedule.update(vec![web("a", -HOUR, -HOUR)], at(0));
        assert_eq!(planned(&schedule, 59), [""; 0]);
        assert_eq!(planned(&schedule, 60), ["a"]);
        schedule.update(vec![web("a", 0, HOUR)], at(0));
        assert_eq!(planned(&schedule, 60), [""; 0]);
    }

    #[test]
    fn local_files_are_read_once_a_minute_or_at_their_interval_and_a_hold_delays() {
        let files = |interval| Scheduled {
            place: ReadFrom::Files,
            due: None,
            interval,
            ..web("posts", 0, 0)
        };
        let mut schedule = Schedule::default();
        schedule.update(vec![files(None)], at(0));
        assert_eq!(schedule.next(), Some(at(60)));
        schedule.update(vec![files(Some(Duration::from_mins(10)))], at(0));
        assert_eq!(schedule.next(), Some(at(600)));
        let held = Scheduled {
            held_until: Some(at(3 * HOUR)),
            ..web("a", -HOUR, -HOUR)
        };
        schedule.update(vec![held], at(0));
        assert_eq!(schedule.next(), Some(at(3 * HOUR)));
    }

    #[test]
    fn a_push_brings_a_read_forward_and_a_hold_delays_that_too() {
        let pushed = |push: i64, held: Option<i64>| Scheduled {
            push: Some(at(push)),
            held_until: held.map(at),
            ..web("a", 0, 24 * HOUR)
        };
        for (push, held, expected) in [
            (300, None, 300),
            (30 * HOUR, None, 24 * HOUR),
            (300, Some(2 * HOUR), 2 * HOUR),
        ] {
            let mut schedule = Schedule::default();
            schedule.update(vec![web("a", 0, 24 * HOUR)], at(0));
            schedule.update(vec![pushed(push, held)], at(0));
            assert_eq!(schedule.next(), Some(at(expected)), "{push} {held:?}");
        }
    }
}
