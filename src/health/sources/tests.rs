use std::collections::HashMap;
use std::convert::Infallible;
use std::time::Duration;

use jiff::tz::TimeZone;

use super::{JudgedAt, SourceFacts, judge};
use crate::health::JudgedAlarms;
use crate::health::rhythm::Calendar;
use crate::model::{
    AlarmKey, AlarmKind, Cause, EntryCounts, Location, Read, ReadOutcome, Source, SourceName,
    Timestamp, WebUrl,
};

/// A Monday at noon, UTC.
fn now() -> Timestamp {
    Timestamp::from_second(20_003 * 86_400 + 12 * 3600).unwrap()
}

fn ago(hours: u64) -> Timestamp {
    now().checked_sub(Duration::from_hours(hours)).unwrap()
}

fn source(name: &str, category: Option<&str>) -> Source {
    Source {
        name: SourceName::parse(name).unwrap(),
        was: None,
        location: Location::Web(WebUrl::parse("https://feeds.example/a").unwrap()),
        title: None,
        category: category.map(str::to_owned),
        labels: Vec::new(),
        priority: 0,
        interval: None,
        charset: None,
        timezone: TimeZone::UTC,
        headers: Vec::new(),
        enabled: true,
        backlog: 50,
        private: false,
        full_text: None,
    }
}

/// A source that was read an hour ago and has just sent something.
fn well(source: &Source) -> SourceFacts<'_> {
    SourceFacts {
        source,
        page: None,
        is_gone: false,
        failures: 0,
        failing_since: None,
        last_error: None,
        last_cause: None,
        last_try: Some(now()),
        last_success: Some(now()),
        moved: None,
        documents: vec![read(1, 1, 9)],
        last_entry: Some(ago(1)),
        month: EntryCounts::default(),
        counted_since: Some(ago(100 * 24)),
    }
}

fn read(hours: u64, new: u64, known: u64) -> Read {
    Read {
        at: ago(hours),
        outcome: ReadOutcome::Read,
        status: Some(200),
        bytes: 100,
        new,
        updated: 0,
        known,
        garbled: 0,
        millis: None,
    }
}

fn judged(facts: &[SourceFacts<'_>], active: &HashMap<&str, Vec<i64>>) -> JudgedAlarms {
    judged_after(None, facts, active)
}

/// What is decided after an outage of all sources ended then.
fn judged_after(
    outage_ended: Option<Timestamp>,
    facts: &[SourceFacts<'_>],
    active: &HashMap<&str, Vec<i64>>,
) -> JudgedAlarms {
    let calendar = Calendar::until(now(), &TimeZone::UTC);
    let mut hours = |name: &SourceName| -> Result<Vec<i64>, Infallible> {
        Ok(active.get(name.as_str()).cloned().unwrap_or_default())
    };
    let at = JudgedAt {
        now: now(),
        outage_ended,
    };
    let Ok(judged) = judge(facts, &calendar, &mut hours, at);
    judged
}

fn kinds(facts: &[SourceFacts<'_>]) -> Vec<AlarmKind> {
    let alarms = judged(facts, &HashMap::new()).alarms;
    alarms.iter().map(|alarm| alarm.key.kind).collect()
}

fn failing(source: &Source, failures: u32, hours: u64) -> SourceFacts<'_> {
    SourceFacts {
        failures,
        failing_since: Some(ago(hours)),
        last_cause: Some(Cause::Server),
        ..well(source)
    }
}

#[test]
fn a_source_is_unreachable_after_three_tries_and_six_hours() {
    let (a, b) = (source("a", None), source("b", None));
    assert!(kinds(&[well(&a), well(&b)]).is_empty());
    assert!(kinds(&[failing(&a, 2, 48), well(&b)]).is_empty());
    assert!(kinds(&[failing(&a, 9, 5), well(&b)]).is_empty());
    assert_eq!(
        kinds(&[failing(&a, 3, 6), well(&b)]),
        [AlarmKind::Unreachable]
    );
    // It stays unknown whether it is silent or empty meanwhile.
    let undecided = judged(&[failing(&a, 3, 6), well(&b)], &HashMap::new()).undecided;
    for kind in [AlarmKind::Silent, AlarmKind::Empty] {
        assert!(undecided.contains(&AlarmKey::source(kind, &a.name)));
    }
}

#[test]
fn sources_that_fail_together_raise_one_alarm_and_keep_those_they_have() {
    let sources = ["a", "b", "c"].map(|name| source(name, None));
    let [a, b, c] = &sources;
    let facts = [failing(a, 3, 6), failing(b, 4, 8), failing(c, 1, 1)];
    let all = judged(&facts, &HashMap::new());
    let [alarm] = all.alarms.as_slice() else {
        panic!("{:?}", all.alarms);
    };
    assert_eq!(alarm.key.source, None);
    assert_eq!(alarm.since, ago(6));
    assert!(
        alarm.found.contains("their servers failed"),
        "{}",
        alarm.found
    );
    assert!(
        all.undecided
            .contains(&AlarmKey::source(AlarmKind::Unreachable, &b.name))
    );
    // One of them that answers is enough.
    let facts = [failing(a, 3, 6), failing(b, 4, 8), well(c)];
    assert_eq!(kinds(&facts), [AlarmKind::Unreachable; 2]);
}

/// Each of 200 sources raised an alarm when the first one could be read again, because the others
/// wait for up to a day after their last try.
#[test]
fn after_an_outage_of_all_a_source_is_unreachable_only_if_it_fails_again() {
    let (a, b, c) = (source("a", None), source("b", None), source("c", None));
    let tried = |hours: u64, facts| SourceFacts {
        last_try: Some(ago(hours)),
        ..facts
    };
    let facts = [
        tried(3, failing(&a, 4, 20)),
        tried(0, failing(&b, 4, 20)),
        well(&c),
    ];
    for ended in [0, 2] {
        let found = judged_after(Some(ago(ended)), &facts, &HashMap::new());
        let [alarm] = found.alarms.as_slice() else {
            panic!("{:?}", found.alarms);
        };
        assert_eq!(alarm.key.source.as_ref(), Some(&b.name));
        assert!(
            found
                .undecided
                .contains(&AlarmKey::source(AlarmKind::Unreachable, &a.name))
        );
    }
    let found = judged_after(Some(ago(4)), &facts, &HashMap::new());
    assert_eq!(found.alarms.len(), 2, "it failed after the outage, too");
}

#[test]
fn a_source_is_known_to_fail_until_its_last_try_only() {
    let (a, b) = (source("a", None), source("b", None));
    let waits = SourceFacts {
        last_try: Some(ago(4)),
        ..failing(&a, 3, 8)
    };
    assert!(kinds(&[waits, well(&b)]).is_empty());
}

#[test]
fn what_a_source_says_and_shows_raises_its_alarms() {
    let a = source("a b", None);
    let gone = SourceFacts {
        is_gone: true,
        ..well(&a)
    };
    let alarms = judged(&[gone], &HashMap::new()).alarms;
    assert_eq!(
        alarms.first().map(|alarm| alarm.command.as_str()),
        Some("feedfold disable 'a b'")
    );
    for (facts, kind) in [
        (
            SourceFacts {
                moved: Some(("https://new.example/".to_owned(), ago(50))),
                ..well(&a)
            },
            AlarmKind::Moved,
        ),
        (
            SourceFacts {
                last_cause: Some(Cause::OwnOutput),
                ..failing(&a, 1, 0)
            },
            AlarmKind::OwnOutput,
        ),
        (
            SourceFacts {
                documents: vec![read(1, 0, 0), read(30, 0, 0), read(31, 0, 4)],
                ..well(&a)
            },
            AlarmKind::Empty,
        ),
        (
            SourceFacts {
                documents: vec![read(1, 8, 0), read(2, 2, 6)],
                ..well(&a)
            },
            AlarmKind::Gap,
        ),
        (
            SourceFacts {
                documents: vec![Read {
                    garbled: 3,
                    ..read(1, 4, 0)
                }],
                ..well(&a)
            },
            AlarmKind::Mojibake,
        ),
        (
            SourceFacts {
                month: EntryCounts {
                    entries: 20,
                    ..EntryCounts::default()
                },
                ..well(&a)
            },
            AlarmKind::OnlyReposts,
        ),
        (
            SourceFacts {
                last_entry: Some(ago(60 * 24)),
                ..well(&a)
            },
            AlarmKind::Silent,
        ),
    ] {
        assert_eq!(kinds(&[facts]), [kind]);
    }
}

#[test]
fn a_new_source_that_lists_old_entries_only_is_silent_after_sixty_days() {
    let a = source("a", None);
    let read_for = |days: u64| SourceFacts {
        last_entry: Some(ago(2_000 * 24)),
        counted_since: Some(ago(days * 24)),
        ..well(&a)
    };
    assert!(kinds(&[read_for(0)]).is_empty());
    assert!(kinds(&[read_for(59)]).is_empty());
    assert_eq!(kinds(&[read_for(60)]), [AlarmKind::Silent]);
}

#[test]
fn a_young_source_or_one_with_a_first_text_does_not_only_repost() {
    let a = source("a", None);
    let month = EntryCounts {
        entries: 20,
        ..EntryCounts::default()
    };
    for facts in [
        SourceFacts {
            month,
            counted_since: Some(ago(29 * 24)),
            ..well(&a)
        },
        SourceFacts {
            month: EntryCounts { own: 1, ..month },
            ..well(&a)
        },
    ] {
        assert!(kinds(&[facts]).is_empty());
    }
}

/// The hours from 9 to 16 of the working days of the last eight weeks, without the last `pause`
/// days.
fn office(pause: i64) -> Vec<i64> {
    let end = now().as_second() / 3600;
    (end - 55 * 24..end - pause * 24)
        .filter(|hour| {
            // Day 0 of the epoch was a Thursday.
            let weekday = (hour / 24 + 3).rem_euclid(7);
            weekday < 5 && (9..17).contains(&(hour % 24))
        })
        .collect()
}

#[test]
fn a_source_alone_is_silent_and_a_category_together_has_a_holiday() {
    let sources = ["a", "b", "c", "d"].map(|name| source(name, Some("offices")));
    let [a, b, c, d] = &sources;
    let other = source("e", Some("others"));
    let silent = |source| SourceFacts {
        last_entry: Some(ago(7 * 24)),
        ..well(source)
    };
    let (paused, working) = (office(7), office(0));
    let hours = |working_ones: &[&'static str]| {
        let of = |name: &'static str| {
            let is_working = working_ones.contains(&name);
            (
                name,
                if is_working {
                    working.clone()
                } else {
                    paused.clone()
                },
            )
        };
        HashMap::from(["a", "b", "c", "d", "e"].map(of))
    };
    let alone = [silent(a), well(b), well(c), well(d), well(&other)];
    let alarms = judged(&alone, &hours(&["b", "c", "d", "e"])).alarms;
    let [alarm] = alarms.as_slice() else {
        panic!("{alarms:?}");
    };
    assert_eq!(alarm.key, AlarmKey::source(AlarmKind::Silent, &a.name));
    assert_eq!(alarm.since, ago(7 * 24));
    assert_eq!(alarm.command, "feedfold sources a");

    let together = [silent(a), silent(b), silent(c), silent(d), well(&other)];
    let judged = judged(&together, &hours(&["e"]));
    assert!(judged.alarms.is_empty(), "{:?}", judged.alarms);
    // One that was silent before the holiday is not told to be well.
    let key = AlarmKey::source(AlarmKind::Silent, &a.name);
    assert!(judged.undecided.contains(&key));
}

#[test]
fn a_source_whose_document_is_empty_is_not_called_silent_too() {
    let a = source("a", None);
    let silent = SourceFacts {
        last_entry: Some(ago(60 * 24)),
        ..well(&a)
    };
    assert_eq!(kinds(&[silent]), [AlarmKind::Silent]);
    let empty = SourceFacts {
        last_entry: Some(ago(60 * 24)),
        documents: vec![read(1, 0, 0), read(30, 0, 0), read(31, 0, 4)],
        ..well(&a)
    };
    let judged = judged(&[empty], &HashMap::new());
    let [alarm] = judged.alarms.as_slice() else {
        panic!("{:?}", judged.alarms);
    };
    assert_eq!(alarm.key.kind, AlarmKind::Empty);
    // An alarm about silence that was raised before stays open.
    let key = AlarmKey::source(AlarmKind::Silent, &a.name);
    assert!(judged.undecided.contains(&key));
}
