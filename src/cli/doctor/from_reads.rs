//! Findings from the last reads of a source: empty documents, entries that were missed, titles in
//! the wrong character set. Pure.

use jiff::tz::TimeZone;

use super::super::display::local_time;
use super::finding::{About, Finding};
use crate::health::documents;
pub(super) use crate::health::documents::WINDOW;
use crate::model::{Location, Read, Source, Timestamp, counted_as};

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

fn empty(about: &About, reads: &[Read], zone: &TimeZone, now: Timestamp) -> Option<Finding> {
    let since = documents::empty_since(reads, now)?;
    Some(about.note(
        format!(
            "its document has had no entries since {}",
            local_time(since, zone)
        ),
        "look at it in a browser: its publisher may go on elsewhere (`feedfold add ADDRESS` finds \
         the new feed)",
    ))
}

fn missed(about: &About, reads: &[Read], zone: &TimeZone) -> Option<Finding> {
    let gaps = documents::gaps(reads)?;
    Some(about.note(
        format!(
            "{} in the last 7 days had no entry in common with the one before, the last at {}: \
             entries between them may be missing",
            counted_as(gaps.reads, "read", "reads"),
            local_time(gaps.last, zone)
        ),
        "give it a shorter `interval` in feeds.toml, so that it is read before entries leave its \
         document",
    ))
}

fn garbled(about: &About, source: &Source, reads: &[Read]) -> Option<Finding> {
    let found = documents::garbled(reads)?;
    Some(about.note(
        format!(
            "the titles of {} of {} in the last 7 days are in the wrong character set",
            found.garbled,
            counted_as(found.entries, "entry", "entries")
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
