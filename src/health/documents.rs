//! What the last documents of a source show: that they are empty, that entries between two of them
//! were missed, or that titles are in the wrong character set. Pure.

use std::time::Duration;

use crate::model::{Read, Timestamp};

/// How far back the reads are looked at for missed entries and wrong character sets.
pub const WINDOW: Duration = Duration::from_hours(7 * 24);

/// A feed may be empty for a while: some show only what is new today.
const MAX_EMPTY: Duration = Duration::from_hours(24);

/// A document of fewer entries only ever shows the newest one, and never overlaps.
const MIN_ENTRIES: u64 = 2;

/// The documents among the reads, each with the number of its entries.
fn documents(reads: &[Read]) -> impl Iterator<Item = (&Read, u64)> {
    reads
        .iter()
        .filter_map(|read| Some((read, read.entries()?)))
}

/// Since when the documents have no entries, if that is longer than a day. `reads` are the newest
/// first.
pub fn empty_since(reads: &[Read], now: Timestamp) -> Option<Timestamp> {
    let empty = documents(reads).take_while(|(_, entries)| *entries == 0);
    let (first, _) = empty.last()?;
    let since = Duration::try_from(now.duration_since(first.at)).unwrap_or_default();
    (since > MAX_EMPTY).then_some(first.at)
}

/// Reads that had no entry in common with the document before: what came between was never seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gaps {
    /// How many reads.
    pub reads: u64,
    /// The first of them.
    pub first: Timestamp,
    /// The last of them.
    pub last: Timestamp,
}

/// The gaps among the reads (the newest first); `None` if there are none.
pub fn gaps(reads: &[Read]) -> Option<Gaps> {
    let documents: Vec<_> = documents(reads)
        .filter(|(_, entries)| *entries > 0)
        .collect();
    let mut found: Option<Gaps> = None;
    for pair in documents.windows(2) {
        let [(read, entries), _] = pair else { continue };
        if read.known == 0 && *entries >= MIN_ENTRIES {
            let gaps = found.get_or_insert(Gaps {
                reads: 0,
                first: read.at,
                last: read.at,
            });
            gaps.reads += 1;
            gaps.first = read.at;
        }
    }
    found
}

/// How many new and changed entries have a title in the wrong character set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Garbled {
    /// Those with a wrong title.
    pub garbled: u64,
    /// All of them.
    pub entries: u64,
    /// The first read with one.
    pub first: Timestamp,
}

/// The wrong titles among what these reads brought, if they are at least half of it.
pub fn garbled(reads: &[Read]) -> Option<Garbled> {
    let entries: u64 = reads.iter().map(|read| read.new + read.updated).sum();
    let wrong = || reads.iter().filter(|read| read.garbled > 0);
    let garbled: u64 = wrong().map(|read| read.garbled).sum();
    let first = wrong().map(|read| read.at).min()?;
    (garbled * 2 >= entries).then_some(Garbled {
        garbled,
        entries,
        first,
    })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{documents, empty_since, gaps, garbled};
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
            millis: None,
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
        let missed = |reads: &[Read]| gaps(reads).map_or(0, |gaps| gaps.reads);
        assert_eq!(missed(&[read(1, 3, 0), unchanged(2), read(3, 2, 0)]), 1);
        assert_eq!(missed(&[read(0, 1, 2), read(1, 3, 0), read(2, 0, 3)]), 1);
        let twice = [read(1, 3, 0), read(2, 3, 0), read(3, 2, 1)];
        assert_eq!(missed(&twice), 2);
        assert_eq!(gaps(&twice).unwrap().first, read(2, 0, 0).at);
        assert_eq!(gaps(&twice).unwrap().last, read(1, 0, 0).at);
        // The first read, one after an empty document, and a feed that shows its newest entry only.
        assert_eq!(missed(&[read(1, 3, 0)]), 0);
        assert_eq!(missed(&[read(1, 3, 0), read(2, 0, 0)]), 0);
        assert_eq!(missed(&[read(1, 1, 0), read(2, 1, 0)]), 0);
        assert_eq!(missed(&[read(1, 3, 1), read(2, 3, 0)]), 0);
    }

    #[test]
    fn a_document_is_empty_if_all_of_the_last_day_were() {
        let since = |reads: &[Read]| empty_since(reads, now());
        assert_eq!(
            since(&[unchanged(0), read(1, 0, 0), read(25, 0, 0), read(26, 0, 2)]),
            Some(read(25, 0, 0).at)
        );
        assert_eq!(
            since(&[read(1, 0, 0), read(23, 0, 0), read(26, 0, 2)]),
            None
        );
        assert_eq!(since(&[read(0, 1, 0), read(25, 0, 0)]), None);
        assert_eq!(since(&[unchanged(0), unchanged(30)]), None);
        assert_eq!(documents(&[unchanged(0)]).count(), 0);
    }

    #[test]
    fn titles_are_wrong_if_half_of_what_came_is() {
        let wrong = |garbled| Read {
            garbled,
            ..read(1, 4, 0)
        };
        assert_eq!(garbled(&[wrong(1)]), None);
        assert_eq!(garbled(&[wrong(2)]).map(|found| found.garbled), Some(2));
        assert_eq!(garbled(&[read(1, 4, 0)]), None);
    }
}
