//! Removes old texts, and makes the file of the database smaller.
//!
//! `prune` removes the texts of whole stories, the first stored first: the HTML of their entries,
//! earlier forms, and what copies are found by ([`sweep`]). The rows of the entries stay, with
//! their keys, titles, links, hashes, official documents and links to other entries. So nothing
//! that was pruned comes back as new, no published id is given twice, and rulings and numbers by
//! day stay as they are.
//!
//! Each transaction removes the texts of some hundred entries. A row of `meta` says that the sweep
//! is not finished, so that the next `prune` goes on where a killed one stopped.

mod sweep;
mod vacuum;

use rusqlite::{Connection, Transaction, TransactionBehavior, params};

use crate::model::{StoryId, Timestamp};
use crate::store::columns::{bytes, seconds, timestamp};
use crate::store::{Error, Store};

pub use vacuum::Room;
pub(in crate::store) use vacuum::require_room;

/// Entries looked at in one transaction.
const ENTRIES_PER_BATCH: u32 = 500;

/// Which texts are removed. A story is removed if either limit asks for it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PruneLimits {
    /// Remove the stories of which nothing came and nothing changed since.
    pub before: Option<Timestamp>,
    /// Remove the first stored stories until the pages in use take no more bytes than this.
    pub max_bytes: Option<u64>,
}

/// A story whose texts may be removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Prunable {
    /// Its id.
    pub story: StoryId,
    /// See [`crate::model::Story::position`].
    pub position: Timestamp,
}

/// What was removed, or would be.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct Pruned {
    /// Stories whose texts were removed.
    pub stories: u64,
    /// Entries in them.
    pub entries: u64,
    /// Bytes of the removed texts, as they were stored.
    pub bytes: u64,
    /// Stories that the limits ask for, and that stay because an output needs their texts.
    pub kept: u64,
    /// Bytes of the pages in use before.
    pub used_before: u64,
    /// Bytes of the pages in use afterwards; for a dry run an estimate that counts the texts only.
    pub used: u64,
    /// Bytes of the file, which `vacuum` makes as small as the pages in use.
    pub file: u64,
}

/// One story of a batch.
struct StoryTexts {
    row: i64,
    prunable: Prunable,
    /// Rows of its entries.
    entries: Vec<i64>,
    /// Bytes of its texts.
    bytes: u64,
    /// When the last of its entries came, or it last changed.
    last: Timestamp,
}

/// The walk over all stored texts, the first stored first.
struct Walk<'a> {
    limits: PruneLimits,
    is_needed: &'a dyn Fn(&Prunable) -> bool,
    /// The entry at which the walk has arrived.
    at: i64,
    pruned: Pruned,
}

impl Store {
    /// What [`Store::prune`] would remove. `is_needed` names the stories whose texts stay.
    pub fn prunable(
        &self,
        limits: PruneLimits,
        is_needed: &dyn Fn(&Prunable) -> bool,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<Pruned, Error> {
        self.read(|connection| {
            let mut walk = Walk::begin(connection, limits, is_needed)?;
            let all = last_entry(connection)?;
            while walk.batch(connection, &mut |_| Ok(()))? {
                progress(position(walk.at), all);
            }
            let pruned = walk.pruned;
            Ok(Pruned {
                used: pruned.used_before.saturating_sub(pruned.bytes),
                ..pruned
            })
        })
    }

    /// Removes the texts of stories, in many transactions. The caller holds the lock of passes.
    /// `is_needed` names the stories whose texts stay; `progress` gets the steps that are done and
    /// all steps.
    pub fn prune(
        &mut self,
        limits: PruneLimits,
        is_needed: &dyn Fn(&Prunable) -> bool,
        now: Timestamp,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<Pruned, Error> {
        let mut walk = self.read(|connection| Walk::begin(connection, limits, is_needed))?;
        let all = self.read(last_entry)?;
        loop {
            let goes_on = self.write(|connection| {
                let transaction = begin(connection)?;
                let goes_on = walk.batch(&transaction, &mut |story| {
                    remove_texts(&transaction, story, now)
                })?;
                transaction.commit()?;
                Ok(goes_on)
            })?;
            if !goes_on {
                break;
            }
            progress(position(walk.at), all);
        }
        self.sweep(&mut |done, of| progress(done, of))?;
        let (used, file) = self.read(sizes)?;
        Ok(Pruned {
            used,
            file,
            ..walk.pruned
        })
    }
}

impl<'a> Walk<'a> {
    fn begin(
        connection: &Connection,
        limits: PruneLimits,
        is_needed: &'a dyn Fn(&Prunable) -> bool,
    ) -> Result<Self, Error> {
        let (used_before, file) = sizes(connection)?;
        Ok(Self {
            limits,
            is_needed,
            at: i64::MIN,
            pruned: Pruned {
                used_before,
                file,
                ..Pruned::default()
            },
        })
    }

    /// Looks at the next entries with a text, and calls `remove` for each story to be removed.
    /// Returns whether there were any.
    fn batch(
        &mut self,
        connection: &Connection,
        remove: &mut dyn FnMut(&StoryTexts) -> Result<(), Error>,
    ) -> Result<bool, Error> {
        let mut statement = connection.prepare_cached(
            "SELECT bodies.entry, entries.story FROM bodies
             JOIN entries ON entries.id = bodies.entry
             WHERE bodies.entry > ?1 ORDER BY bodies.entry LIMIT ?2",
        )?;
        let rows = statement.query_map(params![self.at, ENTRIES_PER_BATCH], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
        let rows = rows.collect::<Result<Vec<(i64, i64)>, _>>()?;
        for (entry, story) in &rows {
            self.at = *entry;
            if !self.is_enough()
                && let Some(texts) = story_texts(connection, *story, *entry)?
            {
                self.story(&texts, remove)?;
            }
        }
        let is_over = self.limits.before.is_none() && self.is_enough();
        Ok(!rows.is_empty() && !is_over)
    }

    fn story(
        &mut self,
        texts: &StoryTexts,
        remove: &mut dyn FnMut(&StoryTexts) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let is_old = self.limits.before.is_some_and(|before| texts.last < before);
        if !is_old && self.fits() {
            return Ok(());
        }
        if (self.is_needed)(&texts.prunable) {
            self.pruned.kept += 1;
            return Ok(());
        }
        remove(texts)?;
        self.pruned.stories += 1;
        self.pruned.entries += u64::try_from(texts.entries.len()).unwrap_or(u64::MAX);
        self.pruned.bytes += texts.bytes;
        Ok(())
    }

    /// Whether what would be left takes no more room than it may.
    fn fits(&self) -> bool {
        let left = self.pruned.used_before.saturating_sub(self.pruned.bytes);
        self.limits.max_bytes.is_none_or(|most| left <= most)
    }

    /// Whether no story can be asked for any more.
    fn is_enough(&self) -> bool {
        self.limits.before.is_none() && self.fits()
    }
}

/// The texts of a story; `None` unless `entry` is the first of its members with a text, so that
/// the walk looks at every story once.
fn story_texts(
    connection: &Connection,
    story: i64,
    entry: i64,
) -> Result<Option<StoryTexts>, Error> {
    let mut members = connection.prepare_cached(
        "SELECT entries.id, first_seen, coalesce(octet_length(html), 0)
             + (SELECT coalesce(sum(octet_length(revisions.html)), 0) FROM revisions
                WHERE revisions.entry = entries.id),
             html IS NOT NULL
         FROM entries LEFT JOIN bodies ON bodies.entry = entries.id
         WHERE story = ?1 ORDER BY entries.id",
    )?;
    let mut rows = members.query([story])?;
    let (mut entries, mut bytes_of_all, mut last_seen) = (Vec::new(), 0, i64::MIN);
    let mut first_with_text = None;
    while let Some(row) = rows.next()? {
        let (id, first_seen, length): (i64, i64, u64) = (row.get(0)?, row.get(1)?, row.get(2)?);
        if row.get(3)? {
            first_with_text.get_or_insert(id);
        }
        entries.push(id);
        bytes_of_all += length;
        last_seen = last_seen.max(first_seen);
    }
    if first_with_text != Some(entry) {
        return Ok(None);
    }
    let texts = connection
        .prepare_cached(
            "SELECT key, position, max(updated, ?2) AS last,
                 (SELECT coalesce(sum(coalesce(octet_length(html), 0)
                     + coalesce(octet_length(old_html), 0)), 0) FROM changes
                  WHERE changes.story = stories.id) AS of_changes
             FROM stories WHERE id = ?1",
        )?
        .query_row([story, last_seen], |row| {
            Ok(StoryTexts {
                row: story,
                prunable: Prunable {
                    story: bytes(row, "key")?,
                    position: timestamp(row, "position")?,
                },
                entries,
                bytes: bytes_of_all + row.get::<_, u64>("of_changes")?,
                last: timestamp(row, "last")?,
            })
        })?;
    Ok(Some(texts))
}

/// Removes the texts of a story, and notes that what copies are found by is to be swept.
fn remove_texts(
    transaction: &Transaction<'_>,
    texts: &StoryTexts,
    now: Timestamp,
) -> Result<(), Error> {
    sweep::note(transaction)?;
    for statement in [
        "DELETE FROM bodies WHERE entry = ?1",
        "DELETE FROM revisions WHERE entry = ?1",
        "DELETE FROM incomplete_forms WHERE entry = ?1",
        "DELETE FROM articles WHERE entry = ?1",
    ] {
        let mut delete = transaction.prepare_cached(statement)?;
        for entry in &texts.entries {
            delete.execute([entry])?;
        }
    }
    let mut mark = transaction.prepare_cached("UPDATE entries SET pruned = ?2 WHERE id = ?1")?;
    for entry in &texts.entries {
        mark.execute(params![entry, seconds(now)])?;
    }
    // The changes stay with their numbers, which are part of their published ids.
    transaction
        .prepare_cached(
            "UPDATE changes SET html = CASE WHEN html IS NULL THEN NULL ELSE '' END,
                 old_html = CASE WHEN old_html IS NULL THEN NULL ELSE '' END
             WHERE story = ?1",
        )?
        .execute([texts.row])?;
    Ok(())
}

fn begin(connection: &mut Connection) -> Result<Transaction<'_>, Error> {
    Ok(connection.transaction_with_behavior(TransactionBehavior::Immediate)?)
}

/// Bytes of the pages in use, and of the whole file.
fn sizes(connection: &Connection) -> Result<(u64, u64), Error> {
    let sizes = "SELECT (page_count - freelist_count) * page_size, page_count * page_size
                 FROM pragma_page_count, pragma_freelist_count, pragma_page_size";
    Ok(connection.query_row(sizes, [], |row| Ok((row.get(0)?, row.get(1)?)))?)
}

fn last_entry(connection: &Connection) -> Result<u64, Error> {
    let last = "SELECT coalesce(max(id), 0) FROM entries";
    Ok(position(connection.query_row(last, [], |row| row.get(0))?))
}

/// How far the walk has come at this row.
fn position(row: i64) -> u64 {
    u64::try_from(row).unwrap_or_default()
}
