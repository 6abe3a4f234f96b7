//! The alarms of the installation: disk, clock, backups and outputs. Pure.

use std::time::Duration;

use crate::model::{Alarm, AlarmKey, AlarmKind, Timestamp, counted};

/// With less free space than this, in bytes, the next pass may fail.
pub const MIN_FREE: u64 = 64 * 1024 * 1024;

/// Passes before this time show that the clock was set back.
const MAX_BACK: Duration = Duration::from_mins(10);

/// A backup that is older than this, in days, is too old.
pub const OLD_BACKUP: i64 = 7;

/// What is known of the machine and the last pass.
#[derive(Debug, Clone, Default)]
pub struct InstallationFacts {
    /// Folders that a pass writes to, with their free bytes.
    pub folders: Vec<(String, u64)>,
    /// Names of the outputs that could not be written, and why.
    pub failed_outputs: Vec<(String, String)>,
    /// The latest time at which anything was done, as the store has it.
    pub latest: Option<Timestamp>,
    /// When the newest backup beside the store was made; `None` if there is none, because backups
    /// may be elsewhere.
    pub backup: Option<Timestamp>,
}

/// Decides the alarms of the installation.
pub fn judge(facts: &InstallationFacts, now: Timestamp) -> Vec<Alarm> {
    let mut alarms = Vec::new();
    for (folder, free) in &facts.folders {
        if *free < MIN_FREE {
            alarms.push(alarm(
                AlarmKind::Disk,
                folder,
                now,
                [
                    format!("the disk has {} MiB free", free >> 20),
                    "free some space, or move the folder to another disk".to_owned(),
                    "feedfold doctor".to_owned(),
                ],
            ));
        }
    }
    for (output, error) in &facts.failed_outputs {
        alarms.push(alarm(
            AlarmKind::Output,
            output,
            now,
            [
                format!("the output cannot be written: {error}"),
                "mend the cause, then publish".to_owned(),
                "feedfold publish".to_owned(),
            ],
        ));
    }
    alarms.extend(facts.latest.and_then(|latest| clock(latest, now)));
    alarms.extend(facts.backup.and_then(|made| old_backup(made, now)));
    alarms
}

/// The alarm about a clock that is far behind the latest thing done.
fn clock(latest: Timestamp, now: Timestamp) -> Option<Alarm> {
    let behind = Duration::try_from(latest.duration_since(now)).unwrap_or_default();
    (behind > MAX_BACK).then(|| {
        alarm(
            AlarmKind::Clock,
            "",
            now,
            [
                format!("the clock says {now}, but the last pass was at {latest}"),
                "set the clock of this machine, and let it be kept by NTP".to_owned(),
                "timedatectl set-ntp true".to_owned(),
            ],
        )
    })
}

/// The alarm about the newest backup, if it is old.
fn old_backup(made: Timestamp, now: Timestamp) -> Option<Alarm> {
    let days = now.duration_since(made).as_hours() / 24;
    (days >= OLD_BACKUP).then(|| {
        let age = counted(days.unsigned_abs(), "day");
        alarm(
            AlarmKind::Backup,
            "",
            made,
            [
                format!("the newest backup is {age} old"),
                "make one every night".to_owned(),
                "feedfold backup --keep 14".to_owned(),
            ],
        )
    })
}

fn alarm(
    kind: AlarmKind,
    about: &str,
    since: Timestamp,
    [found, remedy, command]: [String; 3],
) -> Alarm {
    Alarm {
        key: AlarmKey::installation(kind, about),
        since,
        found,
        remedy,
        command,
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{InstallationFacts, MIN_FREE, judge};
    use crate::model::{AlarmKind, Timestamp};

    #[test]
    fn a_full_disk_a_clock_set_back_an_old_backup_and_an_output_raise_alarms() {
        let now = Timestamp::from_second(1_800_000_000).unwrap();
        let ago = |hours| now.checked_sub(Duration::from_hours(hours)).unwrap();
        let ahead = now.checked_add(Duration::from_hours(1)).unwrap();
        let well = InstallationFacts {
            folders: vec![("data".to_owned(), MIN_FREE)],
            latest: Some(ago(1)),
            backup: Some(ago(7 * 24 - 1)),
            ..InstallationFacts::default()
        };
        assert!(judge(&well, now).is_empty());
        let ill = InstallationFacts {
            folders: vec![("data".to_owned(), MIN_FREE - 1)],
            failed_outputs: vec![("all".to_owned(), "no permission".to_owned())],
            latest: Some(ahead),
            backup: Some(ago(7 * 24)),
        };
        let kinds: Vec<AlarmKind> = judge(&ill, now)
            .iter()
            .map(|alarm| alarm.key.kind)
            .collect();
        let all = [
            AlarmKind::Disk,
            AlarmKind::Output,
            AlarmKind::Clock,
            AlarmKind::Backup,
        ];
        assert_eq!(kinds, all);
    }
}
