//! Ends a refold: applies what people ruled, and restores the dates of what did not change.

use rusqlite::Transaction;

use super::separate::live_stories;
use crate::model::{EntryKey, Timestamp};
use crate::store::columns::{optional_bytes, seconds};
use crate::store::rows::before_rulings::{self, RegroupCause};
use crate::store::rows::{members, stories};
use crate::store::{Decider, Error};

/// Merges the entries that people merged, even in stories too large to be arranged at once.
/// Entries that people separated stay apart, whatever would bring them together.
pub(super) fn apply_rulings(
    transaction: &Transaction<'_>,
    decider: &dyn Decider,
    now: Timestamp,
) -> Result<(), Error> {
    let mut apart = transaction.prepare(
        "SELECT one.story, other.story FROM rulings
         JOIN entries AS one ON one.key = rulings.one
         JOIN entries AS other ON other.key = rulings.other
         WHERE rulings.kind = 'merge' AND one.story <> other.story AND NOT EXISTS (
             SELECT 1 FROM rulings AS split
             JOIN entries AS left ON left.key = split.one
             JOIN entries AS right ON right.key = split.other
             WHERE split.kind = 'split'
                 AND left.story IN (one.story, other.story)
                 AND right.story IN (one.story, other.story))
         LIMIT 1",
    )?;
    loop {
        let pair = apart
            .query_map([], |row| Ok([row.get(0)?, row.get(1)?]))?
            .next()
            .transpose()?;
        let Some(pair) = pair else { return Ok(()) };
        let pair: [i64; 2] = pair;
        let mut statement = transaction
            .prepare_cached("SELECT id FROM entries WHERE story IN (?1, ?2) ORDER BY id")?;
        let rows = statement.query_map(pair, |row| row.get(0))?;
        let group = rows.collect::<Result<Vec<i64>, _>>()?;
        let when = (now, RegroupCause::Refold);
        stories::regroup(transaction, decider, &[group], when)?;
    }
}

/// Restores `updated` where readers see the same entry as before, and removes the stories that
/// exist only because entries were taken out of stories to which they then returned.
pub(super) fn restore_dates(
    transaction: &Transaction<'_>,
    decider: &dyn Decider,
    now: Timestamp,
) -> Result<(), Error> {
    transaction.execute_batch(
        "UPDATE stories SET merged_into = NULL
             WHERE merged_into IS NOT NULL AND id IN (SELECT story FROM entries);
         DELETE FROM stories WHERE merged_into IS NOT NULL
             AND id NOT IN (SELECT id FROM refold_stories)",
    )?;
    for story in live_stories(transaction)? {
        let after = decider.represents(&members::of_story(transaction, story)?);
        let mut statement = transaction.prepare_cached(
            "SELECT shown, updated FROM refold_stories
             WHERE id = ?1 AND merged_into IS NULL",
        )?;
        let before = statement
            .query_map([story], |row| {
                let shown: Option<EntryKey> = optional_bytes(row, "shown")?;
                Ok((shown, row.get::<_, i64>("updated")?))
            })?
            .next()
            .transpose()?;
        let updated = match before {
            Some((shown, updated)) if shown == after => updated,
            Some((_, updated)) => {
                if let Some(after) = after {
                    stories::write_representative(transaction, story, after, now)?;
                }
                before_rulings::forget_story(transaction, story)?;
                updated.max(seconds(now))
            }
            None => seconds(now),
        };
        transaction
            .prepare_cached("UPDATE stories SET updated = ?1 WHERE id = ?2")?
            .execute([updated, story])?;
    }
    Ok(())
}
