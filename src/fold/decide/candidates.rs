//! Chooses the stored entries that are worth comparing with an entry: by exact keys, official
//! numbers and anchors.
//!
//! The work is bounded for any size of the store, since every question has a limit.

use std::collections::BTreeSet;

use foldhash::{HashMap, HashMapExt as _};

use super::{Arriving, StoredEntries, exact_keys};
use crate::model::{EntryRow, PER_ANCHOR};

/// Most entries compared because their texts share anchors, the likeliest first.
const MAX_BY_ANCHORS: usize = 32;

/// Least rarity of the anchors that two texts share: one anchor that only the two have, or a few
/// that few texts have. It is not needed for texts that share [`MANY`] anchors, or three fifths of
/// those of the new text. Every text shares some anchors with more entries than a look-up returns.
const MIN_RARITY: f64 = 0.9;

/// Least rarity of the shared anchors of half days that is enough by itself.
const MIN_NEAR: f64 = 0.7;

/// Fewest anchors that two texts must share. Two long texts that share no more do so by chance: of
/// 747 such pairs among 3,000 flashes one carried one text, and was found through others as well.
const MIN_SHARED: usize = 2;

/// Number of anchors from which on a new text counts as long, and number of characters from which
/// on a stored one does.
const LONG_ANCHORS: usize = 24;
const LONG_CHARS: u32 = 100;

/// Number of shared anchors that is enough even if all of them are common. An excerpt shares this
/// many with the long text it was cut from, even among a hundred notices written after one
/// template.
const MANY: usize = 12;

/// The anchors that a stored entry shares with the new one.
#[derive(Default)]
struct Shared {
    anchors: usize,
    /// Sum of the rarity of all of them.
    rarity: f64,
    /// Sum of the rarity of those that fewer entries have than a look-up returns.
    rare: f64,
    /// Number of the shared anchors of half days, and the sum of their rarity.
    of_half_day: usize,
    near: f64,
}

impl Shared {
    /// Whether the entry is worth comparing with a text that has so many anchors.
    fn is_enough(&self, anchors: usize) -> bool {
        (self.rare >= MIN_RARITY && self.anchors >= MIN_SHARED)
            || self.anchors >= MANY
            || 5 * self.anchors >= 3 * anchors
            || (self.near >= MIN_NEAR && self.of_half_day >= MIN_SHARED)
    }
}

/// How much a shared anchor counts that `entries` entries have, including the two.
fn rarity(entries: usize) -> f64 {
    1.0 / (f64::from(u32::try_from(entries).unwrap_or(u32::MAX)) + 1.0).ln()
}

/// Expected number of entries that share anchors with one.
const EXPECTED_SHARING: usize = 800;

/// Number of counters of [`AtMost`].
const COUNTED_ROWS: usize = 4_096;

/// How many times each of some entries is named, at most: entries whose rows are [`COUNTED_ROWS`]
/// apart have one counter. A counter ends at 255, which is more than [`MANY`].
struct AtMost(Vec<u8>);

impl AtMost {
    fn new(entries: &[EntryRow]) -> Self {
        let mut counters = vec![0_u8; COUNTED_ROWS];
        for entry in entries {
            if let Some(number) = counters.get_mut(Self::counter(*entry)) {
                *number = number.saturating_add(1);
            }
        }
        Self(counters)
    }

    /// Gives an entry the highest number, which is more than [`MANY`].
    fn set_many(&mut self, entry: EntryRow) {
        if let Some(number) = self.0.get_mut(Self::counter(entry)) {
            *number = u8::MAX;
        }
    }

    /// The number of an entry.
    fn of(&self, entry: EntryRow) -> usize {
        let number = self.0.get(Self::counter(entry)).copied();
        usize::from(number.unwrap_or(u8::MAX))
    }

    fn counter(entry: EntryRow) -> usize {
        usize::try_from(entry.0).unwrap_or_default() % COUNTED_ROWS
    }
}

/// The stored entries worth comparing with this one, which is never among them.
pub fn candidates<S: StoredEntries + ?Sized>(
    arriving: Arriving<'_>,
    stored: &S,
) -> Result<BTreeSet<EntryRow>, S::Error> {
    let mut found = stored.with_keys(&exact_keys(arriving.entry))?;
    found.extend(by_anchors(arriving, stored)?);
    found.remove(&arriving.row);
    Ok(found)
}

/// The entries that share most anchors; rare anchors count for more.
pub(super) fn by_anchors<S: StoredEntries + ?Sized>(
    arriving: Arriving<'_>,
    stored: &S,
) -> Result<Vec<EntryRow>, S::Error> {
    let Arriving { row, anchors, .. } = arriving;
    let number_of_text = anchors.of_text.len();
    let mut shared: HashMap<EntryRow, Shared> = HashMap::with_capacity(EXPECTED_SHARING);
    let (mut common, mut of_common) = (0, Vec::new());
    let mut index = 0;
    let all: Vec<u64> = anchors.sought().collect();
    stored.holders(&all, &mut |entries| {
        let is_of_text = index < number_of_text;
        index += 1;
        let others = others(entries, row);
        // Count the entry itself as the newest holder, whether or not it is stored.
        let number = others.map(<[EntryRow]>::len).iter().sum::<usize>() + 1;
        if number == PER_ANCHOR {
            // What so many share within half a day tells nothing.
            if is_of_text {
                common += 1;
                for part in others {
                    of_common.extend_from_slice(part);
                }
            }
            return;
        }
        let rarity = rarity(number);
        for entry in others.into_iter().flatten() {
            let shared = shared.entry(*entry).or_default();
            shared.rarity += rarity;
            if is_of_text {
                shared.anchors += 1;
                shared.rare += rarity;
            } else {
                shared.of_half_day += 1;
                shared.near += rarity;
            }
        }
    })?;
    count_common(&mut shared, &of_common, common, number_of_text);
    shared.retain(|_, shared| shared.is_enough(number_of_text));
    if number_of_text >= LONG_ANCHORS {
        remove_long_with_few(&mut shared, stored)?;
    }
    let mut ranked: Vec<(EntryRow, f64)> = shared
        .into_iter()
        .map(|(entry, shared)| (entry, shared.rarity))
        .collect();
    ranked.sort_by(|(a, left), (b, right)| right.total_cmp(left).then(b.cmp(a)));
    ranked.truncate(MAX_BY_ANCHORS);
    Ok(ranked.into_iter().map(|(entry, _)| entry).collect())
}

/// The entries of an anchor without the one at `row`: those before it and those after it, together
/// [`PER_ANCHOR`] less one at most.
fn others(entries: &[EntryRow], row: EntryRow) -> [&[EntryRow]; 2] {
    match entries.iter().position(|entry| *entry == row) {
        Some(at) => {
            let (newer, older) = entries.split_at(at);
            [newer, older.get(1..).unwrap_or_default()]
        }
        None => [entries.get(..PER_ANCHOR - 1).unwrap_or(entries), &[]],
    }
}

/// Counts common anchors: those that at least [`PER_ANCHOR`] entries have. `of_common` has an entry
/// once for each common anchor of the entry, and `common` is their number in the new entry.
///
/// An entry that shares only common anchors needs many of them. Most entries share fewer, and never
/// enter the map.
fn count_common(
    shared: &mut HashMap<EntryRow, Shared>,
    of_common: &[EntryRow],
    common: usize,
    number_of_text: usize,
) {
    let is_enough = |anchors: usize| {
        let of_common = Shared {
            anchors,
            ..Shared::default()
        };
        of_common.is_enough(number_of_text)
    };
    // An entry counts if it is in the map already, or if it may have enough of these anchors. Its
    // counter says both: reading that is faster than a look-up in the map.
    let mut at_most = AtMost::new(if is_enough(common) { of_common } else { &[] });
    for entry in shared.keys() {
        at_most.set_many(*entry);
    }
    let of_each = rarity(PER_ANCHOR);
    for entry in of_common {
        if is_enough(at_most.of(*entry)) {
            let shared = shared.entry(*entry).or_default();
            shared.anchors += 1;
            shared.rarity += of_each;
        }
    }
}

/// Removes long texts that share few anchors with the new, long text.
fn remove_long_with_few<S: StoredEntries + ?Sized>(
    shared: &mut HashMap<EntryRow, Shared>,
    stored: &S,
) -> Result<(), S::Error> {
    let few = shared
        .iter()
        .filter(|(_, shared)| shared.anchors <= MIN_SHARED && shared.near < MIN_NEAR);
    let few: Vec<EntryRow> = few.map(|(entry, _)| *entry).collect();
    for (entry, length) in few.iter().zip(stored.lengths(&few)?) {
        if length >= LONG_CHARS {
            shared.remove(entry);
        }
    }
    Ok(())
}
