//! Of a document with more entries than are kept, the newest: some archives list the oldest first.

use std::collections::VecDeque;

use url::Url;

use super::date::Dates;
use super::field::MAX_ENTRIES;
use super::markup::{Piece, pieces};
use super::outline::{Inside, Item, Limits, known, outline};
use crate::model::{RawEntry, Timestamp};

/// How many entries at an end of the document tell how new that end is: one may be pinned or
/// undated.
const ASKED: usize = 20;

/// A document without the entries that are too many, when its last entries are newer than its
/// first.
pub(super) struct Tail {
    /// The document.
    pub(super) text: String,
    /// How many entries there were.
    pub(super) all: usize,
}

/// The document with its last entries only, or `None` if its first, `items`, are as new.
pub(super) fn tail(
    text: &str,
    items: &[Item<'_>],
    dates: &Dates<'_>,
    base: Option<&Url>,
    limits: Limits,
) -> Option<Tail> {
    let mut first = None;
    let mut starts = VecDeque::with_capacity(MAX_ENTRIES);
    let mut all = 0;
    let mut stream = pieces(text);
    loop {
        let at = stream.offset();
        let Some(piece) = stream.next() else { break };
        let Piece::Start(tag) = piece else { continue };
        if known(tag.name).inside != Inside::Fields {
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
    let later = outline(&text, base, limits);
    let instant = |item: &Item<'_>| {
        let written = [item.published, item.updated, item.dated];
        written
            .iter()
            .flatten()
            .filter_map(|value| dates.read(&value.plain()))
            .max()
    };
    let newest_first = items.iter().take(ASKED).filter_map(instant).max()?;
    let newest_last = later
        .items
        .iter()
        .rev()
        .take(ASKED)
        .filter_map(instant)
        .max()?;
    (newest_last > newest_first).then_some(Tail { text, all })
}

/// Whether the last entries of a document are newer than its first.
pub(super) fn is_oldest_first(first: &[RawEntry], last: &VecDeque<RawEntry>) -> bool {
    let instant = |entry: &RawEntry| entry.published.max(entry.updated);
    let newest: Option<Timestamp> = first.iter().take(ASKED).filter_map(instant).max();
    let last = last.iter().rev().take(ASKED).filter_map(instant).max();
    newest.is_some() && last > newest
}
