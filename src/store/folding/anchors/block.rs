//! A block: sorted postings, packed into few bytes.
//!
//! A posting is stored as two variable-length integers (LEB128): the difference between its anchor
//! and the previous one, and its entry. In an index of a million texts, anchors are about 30,000
//! apart, and a posting takes five bytes.

use std::ops::ControlFlow;

use crate::model::PER_ANCHOR;
use rusqlite::types::FromSqlError;

/// An anchor and the row of an entry that has it. Sorted by anchor, then by row, which is the
/// order of arrival.
pub(super) type Posting = (u64, i64);

/// Length, in bytes, at which a block is split. A look-up reads half of a block, one posting after
/// another: in blocks of 2,000 bytes that took two fifths of its time, and a store of 60,000
/// entries was no smaller.
const MAX_BLOCK_BYTES: usize = 700;

/// Approximate bytes per posting, and how many more the first one of a block has: its whole anchor.
const BYTES_PER_POSTING: usize = 6;
const MORE_OF_FIRST: usize = 4;

/// Packs sorted postings into blocks of about equal length, none much longer than
/// [`MAX_BLOCK_BYTES`]. All postings of an anchor are in one block. Returns each block with its
/// least anchor.
pub(super) fn pack(postings: &[Posting]) -> Vec<(u64, Vec<u8>)> {
    let about = postings.len() * BYTES_PER_POSTING;
    let blocks = about.div_ceil(MAX_BLOCK_BYTES - MORE_OF_FIRST).max(1);
    let length = about.div_ceil(blocks) + MORE_OF_FIRST;
    let mut packed: Vec<(u64, Vec<u8>)> = Vec::with_capacity(blocks);
    let mut last = None;
    for (anchor, entry) in postings {
        let is_full = packed.last().is_none_or(|(_, block)| block.len() >= length);
        if is_full && last != Some(*anchor) {
            packed.push((*anchor, Vec::with_capacity(length + 4 * BYTES_PER_POSTING)));
            last = None;
        }
        if let Some((_, block)) = packed.last_mut() {
            push(block, anchor - last.unwrap_or_default());
            push(block, entry.cast_unsigned());
        }
        last = Some(*anchor);
    }
    packed
}

/// Packs sorted postings into one block, whatever its length.
pub(super) fn pack_in_one(postings: &[Posting]) -> Vec<u8> {
    let mut block = Vec::with_capacity(postings.len() * BYTES_PER_POSTING);
    let mut last = 0;
    for (anchor, entry) in postings {
        push(&mut block, anchor - last);
        push(&mut block, entry.cast_unsigned());
        last = *anchor;
    }
    block
}

/// Calls `each` with the postings of a block until it breaks.
pub(super) fn read(
    packed: &[u8],
    mut each: impl FnMut(Posting) -> ControlFlow<()>,
) -> Result<(), FromSqlError> {
    let (mut rest, mut last) = (packed, 0);
    while !rest.is_empty() {
        let (posting, others) = take_posting(rest, last)
            .ok_or_else(|| FromSqlError::Other("a block of anchors cannot be unpacked".into()))?;
        if each(posting).is_break() {
            break;
        }
        (rest, last) = (others, posting.0);
    }
    Ok(())
}

/// The posting at the beginning of `packed`, after one of the anchor `last`, and what follows it.
#[inline]
fn take_posting(packed: &[u8], last: u64) -> Option<(Posting, &[u8])> {
    let (apart, rest) = take(packed)?;
    let (entry, rest) = take(rest)?;
    Some(((last.checked_add(apart)?, entry.cast_signed()), rest))
}

/// The postings of a block.
pub(super) fn unpack(packed: &[u8]) -> Result<Vec<Posting>, FromSqlError> {
    let mut postings = Vec::with_capacity(packed.len() / 4);
    read(packed, |posting| {
        postings.push(posting);
        ControlFlow::Continue(())
    })?;
    Ok(postings)
}

/// Adds the entries of an anchor in a block to `found`.
pub(super) fn entries_of(
    packed: &[u8],
    anchor: u64,
    found: &mut Vec<i64>,
) -> Result<(), FromSqlError> {
    read(packed, |(at, entry)| {
        if at == anchor {
            found.push(entry);
        }
        if at > anchor {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    })
}

/// Merges two sorted lists of postings without duplicates, keeping the newest [`PER_ANCHOR`] of
/// each anchor.
pub(super) fn merge(stored: &[Posting], new: &[Posting]) -> Vec<Posting> {
    let mut merged: Vec<Posting> = Vec::with_capacity(stored.len() + new.len());
    let (mut stored, mut new) = (stored.iter().peekable(), new.iter().peekable());
    let mut of_anchor = 0;
    loop {
        let next = match (stored.peek(), new.peek()) {
            (Some(one), Some(other)) if one <= other => stored.next(),
            (Some(_), None) => stored.next(),
            _ => new.next(),
        };
        let Some(next) = next else { return merged };
        match merged.last() {
            Some(last) if last == next => continue,
            Some((anchor, _)) if *anchor == next.0 => of_anchor += 1,
            _ => of_anchor = 1,
        }
        if of_anchor > PER_ANCHOR {
            merged.remove(merged.len() - PER_ANCHOR);
            of_anchor = PER_ANCHOR;
        }
        merged.push(*next);
    }
}

fn push(into: &mut Vec<u8>, mut value: u64) {
    loop {
        let [low, ..] = value.to_le_bytes();
        value >>= 7;
        if value == 0 {
            into.push(low & 0x7f);
            return;
        }
        into.push(low | 0x80);
    }
}

/// The integer at the beginning of `packed`, and what follows it.
#[inline]
fn take(packed: &[u8]) -> Option<(u64, &[u8])> {
    let low = |byte: &u8| u64::from(byte & 0x7f);
    // Nearly all have three bytes at most.
    match packed {
        [a, rest @ ..] if *a < 0x80 => Some((low(a), rest)),
        [a, b, rest @ ..] if *b < 0x80 => Some((low(a) | low(b) << 7, rest)),
        [a, b, c, rest @ ..] if *c < 0x80 => Some((low(a) | low(b) << 7 | low(c) << 14, rest)),
        _ => take_long(packed),
    }
}

/// The same, of an integer of any length.
fn take_long(packed: &[u8]) -> Option<(u64, &[u8])> {
    let mut value = 0;
    for ((place, byte), shift) in packed.iter().enumerate().zip((0..u64::BITS).step_by(7)) {
        value |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some((value, packed.get(place + 1..)?));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn postings() -> impl Strategy<Value = Vec<Posting>> {
        let anchor = prop_oneof![0..20_u64, any::<u64>()];
        let entry = prop_oneof![0..50_i64, any::<i64>()];
        proptest::collection::vec((anchor, entry), 0..400).prop_map(|mut postings| {
            postings.sort_unstable();
            postings.dedup();
            postings
        })
    }

    fn unpacked(packed: &[(u64, Vec<u8>)]) -> Vec<Posting> {
        packed
            .iter()
            .flat_map(|(_, block)| unpack(block).unwrap())
            .collect()
    }

    proptest! {
        #[test]
        fn packing_loses_no_posting_and_puts_no_anchor_into_two_blocks(postings in postings()) {
            let packed = pack(&postings);
            prop_assert_eq!(unpacked(&packed), postings);
            for pair in packed.windows(2) {
                let [(_, one), (least, _)] = pair else { unreachable!() };
                prop_assert!(unpack(one).unwrap().last().unwrap().0 < *least);
            }
            for (least, block) in packed {
                prop_assert_eq!(unpack(&block).unwrap()[0].0, least);
            }
        }

        #[test]
        fn reading_any_bytes_as_a_block_does_not_panic(
            packed in proptest::collection::vec(any::<u8>(), 0..64),
            anchor in any::<u64>(),
        ) {
            let _ignored = unpack(&packed);
            let _ignored = entries_of(&packed, anchor, &mut Vec::new());
        }

        #[test]
        fn merging_keeps_the_newest_entries_of_an_anchor(one in postings(), other in postings()) {
            let merged = merge(&one, &other);
            prop_assert!(merged.is_sorted());
            let mut all = [one, other].concat();
            all.sort_unstable();
            all.dedup();
            let packed = pack(&merged);
            for group in all.chunk_by(|one, other| one.0 == other.0) {
                let newest = &group[group.len().saturating_sub(PER_ANCHOR)..];
                let mut held = Vec::new();
                for (_, block) in &packed {
                    entries_of(block, group[0].0, &mut held).unwrap();
                }
                prop_assert!(newest.iter().map(|(_, entry)| *entry).eq(held));
            }
        }
    }

    #[test]
    fn a_block_that_was_cut_short_is_an_error() {
        let (_, packed) = pack(&[(7, 300), (900, 1)]).remove(0);
        for length in [1, 2, 4] {
            assert!(unpack(&packed[..length]).is_err());
        }
        assert!(unpack(&[0xff; 11]).is_err());
    }

    #[test]
    fn a_long_block_is_parted_into_even_ones() {
        let postings: Vec<Posting> = (0..2000).map(|number| (number * 30_000, 99_999)).collect();
        let packed = pack(&postings);
        assert_eq!(unpacked(&packed), postings);
        let lengths: Vec<usize> = packed.iter().map(|(_, block)| block.len()).collect();
        assert!(lengths.len() > 4, "{lengths:?}");
        assert!(
            lengths
                .iter()
                .all(|length| (MAX_BLOCK_BYTES / 2..=MAX_BLOCK_BYTES + 8).contains(length)),
            "{lengths:?}"
        );
    }
}
