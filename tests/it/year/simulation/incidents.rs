//! What happens to which source, and when; and which alarms people should be told of.

use std::ops::Range;

use feedfold::model::AlarmKind;

use super::{CATEGORIES, DAY, HOUR, SOURCES};

/// What happens to one source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Incident {
    /// It answers 301 for ever. Its operator writes the new address after eight days.
    Moves,
    /// Its server fails.
    FailsForDays,
    /// Its server fails for a few hours, which is no alarm.
    FailsForHours,
    /// It answers 410. Its operator writes another address after three days.
    Gone,
    /// Its server asks not to come before the end of this.
    LimitsRates,
    /// Its document has each entry twice.
    Doubles,
    /// It publishes more at once than its document shows.
    DropsEntries,
    /// Its document has no entries.
    Empty,
    /// It publishes nothing, against its rhythm.
    Silent,
    /// The titles of what it publishes are in the wrong character set.
    Garbled,
    /// All its entries get other guids, at the beginning.
    ChangesGuids,
}

use Incident::{
    ChangesGuids, Doubles, DropsEntries, Empty, FailsForDays, FailsForHours, Garbled, Gone,
    LimitsRates, Moves, Silent,
};

/// Each with its hours in every 30 days. Number 0, 5 and 10 befall the category that has holidays.
const EVERY_30_DAYS: [(Incident, Range<i64>); 11] = [
    (Moves, 4 * 24..12 * 24),
    (FailsForDays, 16 * 24..19 * 24),
    (FailsForHours, 5 * 24..5 * 24 + 7),
    (Gone, 8 * 24..11 * 24),
    (LimitsRates, 13 * 24..13 * 24 + 40),
    (Doubles, 6 * 24..9 * 24),
    (DropsEntries, 14 * 24 + 1..14 * 24 + 2),
    (Empty, 15 * 24..18 * 24),
    (Silent, 15 * 24..25 * 24),
    (Garbled, 9 * 24..16 * 24),
    (ChangesGuids, 10 * 24..10 * 24 + 1),
];

/// The days of every 30 on which one category publishes nothing, another one each time.
const HOLIDAY: Range<i64> = 18..25;

/// The hours of every fourth 30 days in which no source can be reached.
const NETWORK_DOWN: Range<i64> = 26 * 24..28 * 24;

/// The source that only copies others on these days.
pub(super) const COPIER: usize = SOURCES - 1;
pub(super) const COPIES_ONLY: Range<i64> = 60..130;

/// One incident: its source, and from when until when it lasts, in seconds since the begin.
#[derive(Debug, Clone)]
pub(crate) struct Befallen {
    pub(crate) incident: Incident,
    pub(crate) source: usize,
    pub(crate) when: Range<i64>,
}

/// Everything that happens in so many days.
pub(super) fn all(days: i64) -> Vec<Befallen> {
    let months = usize::try_from(days / 30).unwrap_or_default();
    let month = |month: usize| {
        let begin = i64::try_from(month).unwrap_or_default() * 30 * DAY;
        let numbered = EVERY_30_DAYS.into_iter().enumerate();
        numbered.map(move |(number, (incident, hours))| Befallen {
            incident,
            source: number * 13 + month,
            when: begin + hours.start * HOUR..begin + hours.end * HOUR,
        })
    };
    (0..months).flat_map(month).collect()
}

/// Whether the category of a source has a holiday in this second.
pub(super) fn is_holiday(source: usize, second: i64) -> bool {
    let (day, month) = (second / DAY % 30, second / DAY / 30);
    let category = i64::try_from(source % CATEGORIES).unwrap_or_default();
    HOLIDAY.contains(&day) && month % 5 == category
}

/// Whether no source can be reached in this second.
pub(super) fn is_network_down(second: i64) -> bool {
    let (hour, month) = (second / HOUR % (30 * 24), second / DAY / 30);
    NETWORK_DOWN.contains(&hour) && month % 4 == 0
}

impl Befallen {
    /// The alarm that it raises, and how long after its end that may be open.
    pub(super) fn alarm(&self) -> Option<(AlarmKind, i64)> {
        // Until the source is read again; the longest back-off is a day.
        let read_again = 2 * DAY;
        match self.incident {
            Moves => Some((AlarmKind::Moved, read_again)),
            FailsForDays => Some((AlarmKind::Unreachable, read_again)),
            Gone => Some((AlarmKind::Gone, read_again)),
            Empty => Some((AlarmKind::Empty, read_again)),
            Silent => Some((AlarmKind::Silent, read_again)),
            DropsEntries => Some((AlarmKind::Gap, 7 * DAY + read_again)),
            Garbled => Some((AlarmKind::Mojibake, 7 * DAY + read_again)),
            FailsForHours | LimitsRates | Doubles | ChangesGuids => None,
        }
    }
}

/// The alarms to be expected in so many days: kind, source (`None`: the installation), from when on
/// it may be raised and until when it must have ended.
pub(super) fn alarms(days: i64) -> Vec<(AlarmKind, Option<usize>, Range<i64>)> {
    let mut expected: Vec<_> = all(days)
        .into_iter()
        .filter_map(|befallen| {
            let (kind, open) = befallen.alarm()?;
            let when = befallen.when.start..befallen.when.end + open;
            Some((kind, Some(befallen.source), when))
        })
        .collect();
    for month in (0..days / 30).step_by(4) {
        let begin = month * 30 * DAY;
        let when = begin + NETWORK_DOWN.start * HOUR..begin + NETWORK_DOWN.end * HOUR + 2 * DAY;
        expected.push((AlarmKind::Unreachable, None, when));
    }
    if days > COPIES_ONLY.end + 4 {
        let when = COPIES_ONLY.start * DAY..(COPIES_ONLY.end + 4) * DAY;
        expected.push((AlarmKind::OnlyReposts, Some(COPIER), when));
    }
    expected
}
