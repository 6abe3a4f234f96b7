//! What happens to the alarms: which are raised, reminded of and ended. Pure.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::JudgedAlarms;
use crate::model::{
    Alarm, AlarmChange, AlarmKey, AlarmStep, AlarmWrite, RaisedAlarm, Remind, SourceName, Timestamp,
};

/// After how long people are reminded of an open alarm.
const REMIND_AFTER: Duration = Duration::from_hours(7 * 24);

/// Compares the alarms that there are with the open ones. Returns what to write, and what to tell
/// people: nothing about the sources in `quiet`, which a person silenced.
pub fn changes(
    open: Vec<RaisedAlarm>,
    judged: &JudgedAlarms,
    quiet: &BTreeSet<SourceName>,
    now: Timestamp,
) -> (Vec<AlarmWrite>, Vec<AlarmChange>) {
    let is_quiet =
        |alarm: &Alarm| (alarm.key.source.as_ref()).is_some_and(|source| quiet.contains(source));
    let mut open: BTreeMap<AlarmKey, RaisedAlarm> = open
        .into_iter()
        .map(|raised| (raised.alarm.key.clone(), raised))
        .collect();
    let (mut writes, mut told) = (Vec::new(), Vec::new());
    let mut tell = |step, alarm: &Alarm| {
        if !is_quiet(alarm) {
            let alarm = alarm.clone();
            told.push(AlarmChange { step, alarm });
        }
    };
    for alarm in &judged.alarms {
        let Some(raised) = open.remove(&alarm.key) else {
            tell(AlarmStep::Raised, alarm);
            writes.push(AlarmWrite::Raise(alarm.clone()));
            continue;
        };
        let alarm = Alarm {
            since: raised.alarm.since,
            ..alarm.clone()
        };
        let passed = Duration::try_from(now.duration_since(raised.told)).unwrap_or_default();
        let remind = if passed >= REMIND_AFTER && !is_quiet(&alarm) {
            tell(AlarmStep::Reminded, &alarm);
            Remind::Now
        } else {
            Remind::NotYet
        };
        if remind == Remind::Now || alarm != raised.alarm {
            let number = raised.number;
            writes.push(AlarmWrite::Update {
                number,
                alarm,
                remind,
            });
        }
    }
    for (key, raised) in open {
        if !judged.undecided.contains(&key) {
            tell(AlarmStep::Ended, &raised.alarm);
            writes.push(AlarmWrite::End(raised.number));
        }
    }
    (writes, told)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::time::Duration;

    use super::changes;
    use crate::health::JudgedAlarms;
    use crate::model::{
        Alarm, AlarmKey, AlarmKind, AlarmStep, AlarmWrite, RaisedAlarm, Remind, SourceName,
        Timestamp,
    };

    fn begin() -> Timestamp {
        Timestamp::from_second(1_800_000_000).unwrap()
    }

    fn after(days: u64) -> Timestamp {
        begin()
            .checked_add(Duration::from_hours(24 * days))
            .unwrap()
    }

    fn source() -> SourceName {
        SourceName::parse("a").unwrap()
    }

    fn alarm() -> Alarm {
        Alarm {
            key: AlarmKey::source(AlarmKind::Gone, &source()),
            since: begin(),
            found: "found".to_owned(),
            remedy: "remedy".to_owned(),
            command: "command".to_owned(),
        }
    }

    fn open() -> Vec<RaisedAlarm> {
        vec![RaisedAlarm {
            number: 7,
            alarm: alarm(),
            raised: begin(),
            told: begin(),
            reminders: 0,
            ended: None,
            quiet: false,
        }]
    }

    fn judged() -> JudgedAlarms {
        JudgedAlarms {
            alarms: vec![alarm()],
            undecided: BTreeSet::new(),
        }
    }

    /// The steps that people are told of, and the writes.
    fn steps(
        open: Vec<RaisedAlarm>,
        judged: &JudgedAlarms,
        now: Timestamp,
    ) -> (Vec<AlarmWrite>, Vec<AlarmStep>) {
        let (writes, told) = changes(open, judged, &BTreeSet::new(), now);
        (writes, told.iter().map(|change| change.step).collect())
    }

    #[test]
    fn an_alarm_is_raised_once_reminded_of_after_a_week_and_ends_by_itself() {
        assert_eq!(
            steps(Vec::new(), &judged(), begin()),
            (vec![AlarmWrite::Raise(alarm())], vec![AlarmStep::Raised])
        );
        assert_eq!(steps(open(), &judged(), after(6)), (vec![], vec![]));
        let (writes, told) = steps(open(), &judged(), after(7));
        assert_eq!(told, [AlarmStep::Reminded]);
        let [
            AlarmWrite::Update {
                number: 7, remind, ..
            },
        ] = writes.as_slice()
        else {
            panic!("{writes:?}");
        };
        assert_eq!(*remind, Remind::Now);
        assert_eq!(
            steps(open(), &JudgedAlarms::default(), after(1)),
            (vec![AlarmWrite::End(7)], vec![AlarmStep::Ended])
        );
    }

    #[test]
    fn an_alarm_of_which_nothing_is_known_stays_open() {
        let unknown = JudgedAlarms {
            alarms: Vec::new(),
            undecided: BTreeSet::from([alarm().key]),
        };
        assert_eq!(steps(open(), &unknown, after(1)), (vec![], vec![]));
        assert_eq!(steps(Vec::new(), &unknown, after(1)), (vec![], vec![]));
    }

    #[test]
    fn what_is_seen_changes_and_since_when_does_not() {
        let now = JudgedAlarms {
            alarms: vec![Alarm {
                since: after(1),
                found: "more".to_owned(),
                ..alarm()
            }],
            ..JudgedAlarms::default()
        };
        let (writes, told) = steps(open(), &now, after(2));
        assert!(told.is_empty());
        let [AlarmWrite::Update { alarm, remind, .. }] = writes.as_slice() else {
            panic!("{writes:?}");
        };
        assert_eq!((alarm.since, *remind), (begin(), Remind::NotYet));
        assert_eq!(alarm.found, "more");
    }

    #[test]
    fn nobody_is_told_of_a_silenced_source_though_its_alarms_are_kept() {
        let quiet = BTreeSet::from([source()]);
        for (open, judged, writes) in [
            (Vec::new(), judged(), 1),
            (open(), judged(), 0),
            (open(), JudgedAlarms::default(), 1),
        ] {
            let (written, told) = changes(open, &judged, &quiet, after(30));
            assert!(told.is_empty());
            assert_eq!(written.len(), writes);
        }
    }
}
