//! Moves entries between stories so that no published id ever changes or occurs twice.
//!
//! The id of a story is the key of the entry that founded it. When that entry leaves, the id goes
//! with it; when stories are merged, the oldest id stays and the others redirect to it.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Transaction, params};

use super::before_rulings::{self, RegroupCause};
use super::statistics::Tally;
use super::{changes, members};
use crate::model::{EntryKey, StoryId, Timestamp};
use crate::store::columns::{bytes, seconds, timestamp};
use crate::store::{Decider, Error};

/// Creates a story, or revives the merged one that has this id; no output carries it yet.
pub(in crate::store) fn create(
    transaction: &Transaction<'_>,
    story: StoryId,
    position: Timestamp,
    updated: Timestamp,
) -> Result<i64, Error> {
    // Without RETURNING, since SQLite creates a table for every such row.
    let made = transaction
        .prepare_cached(
            "INSERT INTO stories (key, position, updated) VALUES (?1, ?2, ?3)
             ON CONFLICT (key) DO NOTHING",
        )?
        .execute(params![
            story.as_bytes(),
            seconds(position),
            seconds(updated)
        ])?;
    if made > 0 {
        return Ok(transaction.last_insert_rowid());
    }
    transaction
        .prepare_cached(
            "UPDATE stories SET merged_into = NULL, updated = ?2, shown = NULL WHERE key = ?1",
        )?
        .execute(params![story.as_bytes(), seconds(updated)])?;
    Ok(transaction
        .prepare_cached("SELECT id FROM stories WHERE key = ?1")?
        .query_row([story.as_bytes()], |row| row.get(0))?)
}

/// When the numbers of rearranged stories are counted.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Counting {
    Now,
    Later,
}

/// The columns of an entry that decide its story.
struct MemberRow {
    row: i64,
    key: EntryKey,
    position: Timestamp,
    story: i64,
}

/// Puts every group of entries into one story; returns the entries whose story changed.
///
/// Entries that are not given stay where they are. Among the stories that members of a group
/// founded, the group gets the one stored first, but one with the id of a lost store takes
/// precedence. If its members founded none, its earliest entry founds one.
pub(in crate::store) fn regroup(
    transaction: &Transaction<'_>,
    decider: &dyn Decider,
    groups: &[Vec<i64>],
    (now, cause): (Timestamp, RegroupCause<'_>),
) -> Result<BTreeSet<i64>, Error> {
    let groups = member_rows(transaction, groups)?;
    let stories_before: BTreeSet<i64> = groups.iter().flatten().map(|entry| entry.story).collect();
    let founders = founders(transaction, &groups)?;
    let is_unchanged = |group: &Vec<MemberRow>| {
        let first = group.first().map(|entry| entry.story);
        group.iter().all(|entry| Some(entry.story) == first)
            && group
                .iter()
                .any(|entry| founders.get(&entry.row).map(|(story, _)| *story) == first)
    };
    if groups.len() == stories_before.len() && groups.iter().all(is_unchanged) {
        return Ok(BTreeSet::new());
    }
    let shown_before = record_before(transaction, decider, &stories_before, (now, cause))?;
    let counting = match cause {
        // A refold counts everything at its end.
        RegroupCause::Refold => Counting::Later,
        RegroupCause::Texts | RegroupCause::Person(_) => Counting::Now,
    };
    let mut tally = Tally::begin(transaction)?;
    if counting == Counting::Now {
        for story in &stories_before {
            tally.take_out(transaction, *story)?;
        }
    }
    let (moved, targets) = move_entries(transaction, &groups, &founders, now)?;
    redirect(transaction, &founders)?;
    if counting == Counting::Now {
        for story in stories_before.union(&targets) {
            tally.put_in(transaction, *story)?;
        }
        tally.write(transaction)?;
    }
    for story in targets {
        let is_new = !stories_before.contains(&story);
        match cause {
            RegroupCause::Texts | RegroupCause::Refold if is_new => {
                before_rulings::forget_story(transaction, story)?;
            }
            RegroupCause::Texts => {
                let before = shown_before.get(&story).copied().flatten();
                record_representative_change(transaction, decider, story, before, now)?;
            }
            RegroupCause::Person(before) if is_new => before.record_new(story),
            RegroupCause::Refold | RegroupCause::Person(_) => {}
        }
    }
    Ok(moved)
}

fn member_rows(
    transaction: &Transaction<'_>,
    groups: &[Vec<i64>],
) -> Result<Vec<Vec<MemberRow>>, Error> {
    let rows = |group: &Vec<i64>| {
        let rows = group.iter().map(|row| member_row(transaction, *row));
        rows.collect()
    };
    groups.iter().map(rows).collect()
}

fn member_row(transaction: &Transaction<'_>, row: i64) -> Result<MemberRow, Error> {
    Ok(transaction
        .prepare_cached("SELECT key, position, story FROM entries WHERE id = ?1")?
        .query_row([row], |columns| {
            Ok(MemberRow {
                row,
                key: bytes(columns, "key")?,
                position: timestamp(columns, "position")?,
                story: columns.get("story")?,
            })
        })?)
}

/// Records what an undo or a list of changes needs of the stories before their entries move.
/// Returns the representative of each story, by the row of the story, if texts are the cause.
fn record_before(
    transaction: &Transaction<'_>,
    decider: &dyn Decider,
    stories: &BTreeSet<i64>,
    (now, cause): (Timestamp, RegroupCause<'_>),
) -> Result<BTreeMap<i64, Option<EntryKey>>, Error> {
    let mut shown = BTreeMap::new();
    for story in stories {
        match cause {
            RegroupCause::Texts => {
                let before = representative_before_pass(transaction, decider, *story, now)?;
                shown.insert(*story, before);
            }
            RegroupCause::Refold => {}
            RegroupCause::Person(before) => before.record(transaction, decider, *story)?,
        }
    }
    Ok(shown)
}

/// Moves the entries of each group into one story. Returns the rows of the entries that moved, and
/// those of the stories that have the groups now.
fn move_entries(
    transaction: &Transaction<'_>,
    groups: &[Vec<MemberRow>],
    founders: &BTreeMap<i64, (i64, bool)>,
    now: Timestamp,
) -> Result<(BTreeSet<i64>, BTreeSet<i64>), Error> {
    let mut moved = BTreeSet::new();
    let mut targets = BTreeSet::new();
    for group in groups {
        let story = target(transaction, group, founders, now)?;
        targets.insert(story);
        for entry in group.iter().filter(|entry| entry.story != story) {
            moved.insert(entry.row);
            transaction
                .prepare_cached("UPDATE entries SET story = ?1 WHERE id = ?2")?
                .execute([story, entry.row])?;
        }
    }
    Ok((moved, targets))
}

/// For every entry that founded a story: the row of that story, and whether it is not merged into
/// another one.
fn founders(
    transaction: &Transaction<'_>,
    groups: &[Vec<MemberRow>],
) -> Result<BTreeMap<i64, (i64, bool)>, Error> {
    let mut statement =
        transaction.prepare_cached("SELECT id, merged_into IS NULL FROM stories WHERE key = ?1")?;
    let mut founders = BTreeMap::new();
    for entry in groups.iter().flatten() {
        let story = StoryId::founded_by(entry.key);
        let rows = statement.query_map([story.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?)))?;
        for founded in rows {
            founders.insert(entry.row, founded?);
        }
    }
    Ok(founders)
}

/// Chooses or creates the story of a group.
fn target(
    transaction: &Transaction<'_>,
    group: &[MemberRow],
    founders: &BTreeMap<i64, (i64, bool)>,
    now: Timestamp,
) -> Result<i64, Error> {
    let mut targets = Vec::new();
    for (story, is_live) in group.iter().filter_map(|entry| founders.get(&entry.row)) {
        if *is_live {
            targets.push((!is_taken_over(transaction, *story)?, *story));
        }
    }
    if let Some((_, story)) = targets.into_iter().min() {
        return Ok(story);
    }
    // The earliest entry is the one stored first, as in every story.
    let first = group.iter().min_by_key(|entry| entry.row);
    let Some(first) = first else {
        return Err(Error::from(rusqlite::Error::QueryReturnedNoRows));
    };
    create(
        transaction,
        StoryId::founded_by(first.key),
        first.position,
        now,
    )
}

/// Whether a story has a published id from a lost store, which is older than any id of this one.
fn is_taken_over(transaction: &Transaction<'_>, story: i64) -> Result<bool, Error> {
    Ok(transaction
        .prepare_cached(
            "SELECT 1 FROM published_ids JOIN stories ON stories.key = published_ids.story
             WHERE stories.id = ?1 AND taken_over = 1",
        )?
        .exists([story])?)
}

/// Redirects every story whose founding entry is now in another one to that one.
fn redirect(
    transaction: &Transaction<'_>,
    founders: &BTreeMap<i64, (i64, bool)>,
) -> Result<(), Error> {
    for (entry, (story, _)) in founders {
        let target: i64 = transaction
            .prepare_cached("SELECT story FROM entries WHERE id = ?1")?
            .query_row([entry], |row| row.get(0))?;
        transaction
            .prepare_cached("UPDATE stories SET merged_into = ?1 WHERE id = ?2 AND id <> ?1")?
            .execute([target, *story])?;
    }
    Ok(())
}

/// The entry that represents a story for readers, if the story existed before this pass, which
/// publishes when it ends.
pub(in crate::store) fn representative_before_pass(
    transaction: &Transaction<'_>,
    decider: &dyn Decider,
    story: i64,
    now: Timestamp,
) -> Result<Option<EntryKey>, Error> {
    // Compare with `<>`, because the clock may have been set back since.
    let was_there = transaction
        .prepare_cached("SELECT 1 FROM entries WHERE story = ?1 AND first_seen <> ?2")?
        .exists([story, seconds(now)])?;
    if !was_there {
        return Ok(None);
    }
    Ok(decider.represents(&members::of_story(transaction, story)?))
}

/// If another entry represents a story than before, sets `updated` and records the change.
pub(in crate::store) fn record_representative_change(
    transaction: &Transaction<'_>,
    decider: &dyn Decider,
    story: i64,
    before: Option<EntryKey>,
    now: Timestamp,
) -> Result<(), Error> {
    let Some(before) = before else {
        return Ok(());
    };
    let Some(after) = decider.represents(&members::of_story(transaction, story)?) else {
        return Ok(());
    };
    if before != after {
        changes::record_replacement(transaction, story, (before, after), now)?;
        touch(transaction, story, now)?;
        before_rulings::forget_story(transaction, story)?;
        write_representative(transaction, story, after, now)?;
    }
    Ok(())
}

/// Records which entry represents a story from now on.
pub(in crate::store) fn write_representative(
    transaction: &Transaction<'_>,
    story: i64,
    entry: EntryKey,
    now: Timestamp,
) -> Result<(), Error> {
    transaction
        .prepare_cached(
            "INSERT INTO representatives (story, entry, at)
             SELECT ?1, id, ?3 FROM entries WHERE key = ?2",
        )?
        .execute(params![story, entry.as_bytes(), seconds(now)])?;
    Ok(())
}

/// Sets `updated` of a story to `now`; never to an earlier time, even if the clock was set back.
pub(super) fn touch(
    transaction: &Transaction<'_>,
    story: i64,
    now: Timestamp,
) -> Result<(), Error> {
    transaction
        .prepare_cached("UPDATE stories SET updated = max(updated, ?1) WHERE id = ?2")?
        .execute(params![seconds(now), story])?;
    Ok(())
}

/// Sets `updated` of a story if the entry whose text changed represents it.
pub(in crate::store) fn touch_if_represented_by(
    transaction: &Transaction<'_>,
    decider: &dyn Decider,
    key: EntryKey,
    now: Timestamp,
) -> Result<(), Error> {
    before_rulings::forget_entry(transaction, key)?;
    let story: i64 = transaction
        .prepare_cached("SELECT story FROM entries WHERE key = ?1")?
        .query_row([key.as_bytes()], |row| row.get(0))?;
    if decider.represents(&members::of_story(transaction, story)?) == Some(key) {
        touch(transaction, story, now)?;
    }
    Ok(())
}
