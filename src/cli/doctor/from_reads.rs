//! Findings from the last reads of a source: empty documents, entries that were missed, titles in
//! the wrong character set. Pure.

use std::time::Duration;

use jiff::tz::TimeZone;

use super::super::sources::local_time;
use super::finding::{About, Finding};
use crate::model::{Location, Read, Source, Timestamp, counted_as};

/// How far back the reads are looked at.
pub(super) const WINDOW: Duration = Duration::from_hours(7 * 24);

/// A feed may be empty for a while: some show only what is new today.
const MAX_EMPTY: Duration = Duration::from_hours(24);

/// A document of fewer entries only ever shows the newest one, and never overlaps.
const MIN_ENTRIES: u64 = 2;

/// The findings from the reads of one source since `now` minus [`WINDOW`], the newest first.
pub(super) fn from_reads(
    about: &About,
    source: &Source,
    reads: &[Read],
    zone: &TimeZone,
    now: Timestamp,
) -> Vec<Finding> {
    let empty = empty(about, reads, zone, now);
    let missed = match source.location {
        Location::Web(_) => missed(about, reads, zone),
        // A pass sees every local file.
        Location::Files(_) => None,
    };
    let garbled = garbled(about, source, reads);
    [empty, missed, garbled].into_iter().flatten().collect()
}

/// The documents among the reads, each with the number of its entries.
fn documents(reads: &[Read]) -> impl Iterator<Item = (&Read, u64)> {
    reads
        .iter()
        .filter_map(|read| Some((read, read.entries()?)))
}

fn empty(about: &About, reads: &[Read], zone: &TimeZone, now: Timestamp) -> Option<Finding> {
    let empty = documents(reads).take_while(|(_, entries)| *entries == 0);
    let (first, _) = empty.last()?;
    let since = Duration::try_from(now.duration_since(first.at)).unwrap_or_default();
    (since > MAX_EMPTY).then(|| {
        about.note(
            format!(
                "its document has had no entries since {}",
                local_time(first.at, zone)
            ),
            "look at it in a browser: its publisher may go on elsewhere (`feedfold add ADDRESS` \
             finds the new feed)",
        )
    })
}

/// Two documents without a common entry: what came between them was never seen.
fn missed(about: &About, reads: &[Read], zone: &TimeZone) -> Option<Finding> {
    let documents: Vec<_> = documents(reads)
        .filter(|(_, entries)| *entries > 0)
        .collect();
    let is_gap = |pair: &&[(&Read, u64)]| match pair {
        [(read, entries), _] => read.known == 0 && *entries >= MIN_ENTRIES,
        _ => false,
    };
    let mut gaps = documents.windows(2).filter(is_gap);
    let (last, _) = gaps.next()?.first()?;
    let number = 1 + gaps.count();
    Some(about.note(
        format!(
            "{} in the last 7 days had no entry in common with the one before, the last at {}: \
             entries between them may be missing",
            counted_as(number, "read", "reads"),
            local_time(last.at, zone)
        ),
        "give it a shorter `interval` in feeds.toml, so that it is read before entries leave its \
         document",
    ))
}

fn garbled(about: &About, source: &Source, reads: &[Read]) -> Option<Finding> {
    let came: u64 = reads.iter().map(|read| read.new + read.updated).sum();
    let garbled: u64 = reads.iter().map(|read| read.garbled).sum();
    if garbled == 0 || garbled * 2 < came {
        return None;
    }
    Some(about.note(
        format!(
            "the titles of {garbled} of {} in the last 7 days are in the wrong character set",
            counted_as(came, "entry", "entries")
        ),
        match source.charset {
            Some(_) => "correct its `charset` in feeds.toml, or remove it",
            None => {
                "set its `charset` in feeds.toml, such as \"gb18030\"; if that does not help, tell \
                 its publisher"
            }
        },
    ))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use jiff::tz::TimeZone;

    use super::{documents, empty, missed};
    use crate::cli::doctor::finding::About;
    use crate::model::{Read, ReadOutcome, Timestamp};

    fn now() -> Timestamp {
        Timestamp::from_second(1_800_000_000).unwrap()
    }

    /// A read so many hours ago, with so many new and known entries.
    fn read(hours: u64, new: u64, known: u64) -> Read {
        Read {
            at: now().checked_sub(Duration::from_hours(hours)).unwrap(),
            outcome: ReadOutcome::Read,
            status: Some(200),
            bytes: 100,
            new,
            updated: 0,
            known,
            garbled: 0,
        }
    }

    fn unchanged(hours: u64) -> Read {
        Read {
            outcome: ReadOutcome::NotModified,
            ..read(hours, 0, 0)
        }
    }

    #[test]
    fn a_document_is_missed_only_between_two_that_have_entries_and_none_in_common() {
        let is_missed =
            |reads: &[Read]| missed(&About::new("source", "a"), reads, &TimeZone::UTC).is_some();
        assert!(is_missed(&[read(1, 3, 0), unchanged(2), read(3, 2, 0)]));
        assert!(is_missed(&[read(0, 1, 2), read(1, 3, 0), read(2, 0, 3)]));
        // The first read, one after an empty document, and a feed that shows its newest entry only.
        assert!(!is_missed(&[read(1, 3, 0)]));
        assert!(!is_missed(&[read(1, 3, 0), read(2, 0, 0)]));
        assert!(!is_missed(&[read(1, 1, 0), read(2, 1, 0)]));
        assert!(!is_missed(&[read(1, 3, 1), read(2, 3, 0)]));
    }

    #[test]
    fn a_document_is_empty_if_all_of_the_last_day_were() {
        let is_empty = |reads: &[Read]| {
            empty(&About::new("source", "a"), reads, &TimeZone::UTC, now()).is_some()
        };
        assert!(is_empty(&[
            unchanged(0),
            read(1, 0, 0),
            read(25, 0, 0),
            read(26, 0, 2)
        ]));
        assert!(!is_empty(&[read(1, 0, 0), read(23, 0, 0), read(26, 0, 2)]));
        assert!(!is_empty(&[read(0, 1, 0), read(25, 0, 0)]));
        assert!(!is_empty(&[unchanged(0), unchanged(30)]));
        assert_eq!(documents(&[unchanged(0)]).count(), 0);
    }
}
