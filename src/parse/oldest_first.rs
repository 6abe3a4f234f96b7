//! Finds the newest entries of a document with too many entries: some archives list the oldest
//! first.

use std::collections::VecDeque;

use url::Url;

use super::date::Dates;
use super::field::MAX_ENTRIES;
use super::lenient::{ContentModel, Item, Limits, element_traits, read_lenient};
use super::markup::{Piece, pieces};
use crate::model::{RawEntry, Timestamp};

/// Number of entries at each end of the document whose dates are compared. A single entry may be
/// pinned or have no date.
const SAMPLED: usize = 20;

/// A document reduced to its last entries.
pub(super) struct LastEntries {
    /// The document without its other entries.
    pub(super) text: String,
    /// How many entries the whole document has.
    pub(super) all: usize,
}

/// Returns the document with only its last entries; `None` if they are not newer than its first
/// ones, `items`.
pub(super) fn last_entries(
    text: &str,
    items: &[Item<'_>],
    dates: &Dates<'_>,
    base: Option<&Url>,
    limits: Limits,
) -> Option<LastEntries> {
    let mut first = None;
    let mut starts = VecDeque::with_capacity(MAX_ENTRIES);
    let mut all = 0;
    let mut stream = pieces(text);
    loop {
        let at = stream.offset();
        let Some(piece) = stream.next() else { break };
        let Piece::Start(tag) = piece else { continue };
        if element_traits(tag.name).inside != ContentModel::Fields {
            continue;
        }
        first.get_or_insert(at);
        all += 1;
        if starts.len() == MAX_ENTRIES {
            starts.pop_front();
        }
        starts.push_back(at);
    }
    let head = text.get(..first?)?;
    let last = text.get(*starts.front()?..)?;
    let text = [head, last].concat();
    let later = read_lenient(&text, base, limits);
    let instant = |item: &Item<'_>| {
        let written = [item.published, item.updated, item.dated];
        written
            .iter()
            .flatten()
            .filter_map(|value| dates.read(&value.text_before_markup()))
            .max()
    };
    let newest_first = items.iter().take(SAMPLED).filter_map(instant).max()?;
    let newest_last = later
        .items
        .iter()
        .rev()
        .take(SAMPLED)
        .filter_map(instant)
        .max()?;
    (newest_last > newest_first).then_some(LastEntries { text, all })
}

/// Whether the last entries of a document are newer than its first.
pub(super) fn is_oldest_first(first: &[RawEntry], last: &VecDeque<RawEntry>) -> bool {
    let instant = |entry: &RawEntry| entry.published.max(entry.updated);
    let newest: Option<Timestamp> = first.iter().take(SAMPLED).filter_map(instant).max();
    let last = last.iter().rev().take(SAMPLED).filter_map(instant).max();
    newest.is_some() && last > newest
}
