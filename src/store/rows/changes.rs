//! Records how stories changed after an output first carried them, and reads these changes.
//!
//! A change is what publishers did: the text that represents a story was edited or replaced by
//! another text, or a correction or withdrawal came. Rulings of people, a changed configuration
//! and `refold` may also change what readers see, and are no changes in this sense.

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

use super::members;
use crate::model::{
    ChangeKind, ChangeRow, ChangeSize, CorrectionKind, EntryKey, EntryRow, PackedHtml, ShownForm,
    StoredChange, Timestamp,
};
use crate::store::columns::{bytes, seconds, timestamp};
use crate::store::damaged::DamagedTexts;
use crate::store::{Error, Store};

/// Most changes kept of one story: a page that changes at every fetch must not fill the disk.
const MAX_CHANGES: u32 = 50;

/// The columns of a change and of its story that [`change`] reads.
pub(super) const COLUMNS: &str =
    "changes.id AS id, stories.key AS story_key, number, at, correction, small,
     entry = old_entry AS is_edit,
     (SELECT by.key FROM entries JOIN stories AS by ON by.id = entries.story
      WHERE entries.id = changes.entry) AS by_key";

/// What readers see of a published story.
pub(in crate::store) struct PublishedText {
    story: i64,
    entry: i64,
    title: String,
    html: Value,
}

/// The text that an entry has now as that of the published story; `None` if no output ever
/// carried the story.
pub(in crate::store) fn seen(
    transaction: &Transaction<'_>,
    story: i64,
    entry: EntryKey,
) -> Result<Option<PublishedText>, Error> {
    Ok(transaction
        .prepare_cached(
            "SELECT entries.id, entries.title, coalesce(bodies.html, '') AS html
             FROM stories JOIN entries ON entries.key = ?2
             LEFT JOIN bodies ON bodies.entry = entries.id
             WHERE stories.id = ?1 AND stories.shown IS NOT NULL",
        )?
        .query_row(params![story, entry.as_bytes()], |row| {
            Ok(PublishedText {
                story,
                entry: row.get("id")?,
                title: row.get("title")?,
                html: row.get("html")?,
            })
        })
        .optional()?)
}

/// Records that the text of the entry that readers saw was edited.
pub(in crate::store) fn record_edit(
    transaction: &Transaction<'_>,
    seen: &PublishedText,
    size: ChangeSize,
    now: Timestamp,
) -> Result<(), Error> {
    record(transaction, seen, seen.entry, size, now)
}

/// Records that another entry with another text represents a story.
pub(super) fn record_replacement(
    transaction: &Transaction<'_>,
    story: i64,
    (before, after): (EntryKey, EntryKey),
    now: Timestamp,
) -> Result<(), Error> {
    let Some(seen) = seen(transaction, story, before)? else {
        return Ok(());
    };
    let (entry, is_equal): (i64, bool) = transaction
        .prepare_cached(
            "SELECT id, content = (SELECT content FROM entries WHERE key = ?1)
             FROM entries WHERE key = ?2",
        )?
        .query_row([before.as_bytes(), after.as_bytes()], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
    // If the first of them was edited in this pass, readers saw another text of it.
    if is_equal && !changed_in_this_pass(transaction, story, now)? {
        return Ok(());
    }
    record(transaction, &seen, entry, ChangeSize::Substantial, now)
}

fn changed_in_this_pass(
    transaction: &Transaction<'_>,
    story: i64,
    now: Timestamp,
) -> Result<bool, Error> {
    Ok(transaction
        .prepare_cached(
            "SELECT 1 FROM changes WHERE story = ?1 AND at = ?2 AND old_entry IS NOT NULL",
        )?
        .exists(params![story, seconds(now)])?)
}

/// Records a change of the text from `seen` to the one that `entry` has now. A second change in
/// one pass continues the first one, since no reader saw what was between.
fn record(
    transaction: &Transaction<'_>,
    seen: &PublishedText,
    entry: i64,
    size: ChangeSize,
    now: Timestamp,
) -> Result<(), Error> {
    let small = size == ChangeSize::Small;
    let continued = transaction
        .prepare_cached(
            "UPDATE changes SET entry = now.id, title = now.title, html = now.html,
                 small = min(small, ?4)
             FROM (SELECT entries.id, entries.title, coalesce(bodies.html, '') AS html
                   FROM entries LEFT JOIN bodies ON bodies.entry = entries.id
                   WHERE entries.id = ?3) AS now
             WHERE changes.story = ?1 AND changes.at = ?2 AND changes.old_entry IS NOT NULL",
        )?
        .execute(params![seen.story, seconds(now), entry, small])?;
    if continued > 0 {
        return Ok(());
    }
    transaction
        .prepare_cached(
            "INSERT INTO changes (story, number, at, correction, small, entry, old_entry,
                 title, html, old_title, old_html)
             SELECT ?1, (SELECT coalesce(max(number), 0) + 1 FROM changes WHERE story = ?1), ?2,
                 NULL, ?3, entries.id, ?5, entries.title, coalesce(bodies.html, ''), ?6, ?7
             FROM entries LEFT JOIN bodies ON bodies.entry = entries.id WHERE entries.id = ?4",
        )?
        .execute(params![
            seen.story,
            seconds(now),
            small,
            entry,
            seen.entry,
            seen.title,
            seen.html
        ])?;
    transaction
        .prepare_cached(
            "DELETE FROM changes WHERE id IN (SELECT id FROM changes WHERE story = ?1
                 ORDER BY number DESC LIMIT -1 OFFSET ?2)",
        )?
        .execute(params![seen.story, MAX_CHANGES])?;
    Ok(())
}

/// Records what the entry at `row`, which came or changed now, says of published stories: that
/// they were wrong, or are withdrawn. A copy of a known correction says nothing new.
pub(in crate::store) fn record_corrections(
    transaction: &Transaction<'_>,
    row: i64,
    now: Timestamp,
) -> Result<(), Error> {
    transaction
        .prepare_cached(
            "INSERT INTO changes (story, number, at, correction, small, entry)
             SELECT said.story,
                 (SELECT coalesce(max(number), 0) + 1 FROM changes WHERE story = said.story),
                 ?2, said.correction, 0, ?1
             FROM (
                 SELECT other.story, max(links.correction) AS correction FROM links
                 JOIN entries AS other
                     ON other.id = CASE links.low WHEN ?1 THEN links.high ELSE links.low END
                 WHERE (links.low = ?1 OR links.high = ?1) AND links.corrector = ?1
                 GROUP BY other.story) AS said
             JOIN stories ON stories.id = said.story
             JOIN entries AS own ON own.id = ?1
             WHERE stories.shown IS NOT NULL AND own.story <> said.story
                 AND NOT EXISTS (
                     SELECT 1 FROM changes JOIN entries ON entries.id = changes.entry
                     WHERE changes.story = said.story AND changes.correction IS NOT NULL
                         AND entries.story = own.story)
                 AND NOT EXISTS (
                     SELECT 1 FROM entries AS copy JOIN links
                         ON links.low = copy.id OR links.high = copy.id
                     JOIN entries AS other ON other.id =
                         CASE links.low WHEN copy.id THEN links.high ELSE links.low END
                     WHERE copy.story = own.story AND copy.id <> ?1 AND links.corrector = copy.id
                         AND other.story = said.story)",
        )?
        .execute(params![row, seconds(now)])?;
    Ok(())
}

impl Store {
    /// The changes of stories, the newest first, starting after `after`; at most `limit`.
    pub fn changes(
        &self,
        after: Option<(Timestamp, ChangeRow)>,
        limit: usize,
    ) -> Result<Vec<StoredChange>, Error> {
        self.read(|connection| {
            let (at, row) = after.map_or((i64::MAX, i64::MAX), |(at, row)| (seconds(at), row.0));
            let mut statement = connection.prepare_cached(&format!(
                "SELECT {COLUMNS} FROM changes JOIN stories ON stories.id = changes.story
                 WHERE changes.at <= ?1 AND (changes.at < ?1 OR changes.id < ?2)
                 ORDER BY changes.at DESC, changes.id DESC LIMIT ?3"
            ))?;
            let limit = i64::try_from(limit).unwrap_or(i64::MAX);
            let rows = statement.query_map(params![at, row, limit], change)?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// A change of a story; `None` if it is no longer stored.
    pub fn stored_change(&self, row: ChangeRow) -> Result<Option<StoredChange>, Error> {
        self.read(|connection| {
            let found = connection
                .prepare_cached(&format!(
                    "SELECT {COLUMNS} FROM changes JOIN stories ON stories.id = changes.story
                     WHERE changes.id = ?1"
                ))?
                .query_row([row.0], change)
                .optional()?;
            Ok(found)
        })
    }

    /// What readers saw before and after a change of the text; `None` for another change, and if
    /// one of the texts is damaged.
    pub fn forms(&self, change: ChangeRow) -> Result<Option<(ShownForm, ShownForm)>, Error> {
        self.read(|connection| {
            let form = |columns| form(connection, &self.damaged, change, columns);
            let before = form(["old_entry", "old_title", "old_html"])?;
            let after = form(["entry", "title", "html"])?;
            Ok(before.zip(after))
        })
    }
}

fn form(
    connection: &Connection,
    damaged: &DamagedTexts,
    change: ChangeRow,
    [entry, title, html]: [&str; 3],
) -> Result<Option<ShownForm>, Error> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {entry} AS entry, {title} AS title, {html} AS html FROM changes
         WHERE id = ?1 AND {title} IS NOT NULL AND {entry} IS NOT NULL"
    ))?;
    let found = statement
        .query_row([change.0], |row| {
            let entry: i64 = row.get("entry")?;
            let html: PackedHtml = row.get("html")?;
            let html = damaged.unpack(entry, &html);
            Ok((EntryRow(entry), row.get("title")?, html))
        })
        .optional()?;
    let Some((entry, title, Some(html))) = found else {
        return Ok(None);
    };
    let member = members::entry(connection, entry)?;
    Ok(member.map(|member| ShownForm {
        member,
        title,
        html,
    }))
}

pub(super) fn change(row: &Row<'_>) -> rusqlite::Result<StoredChange> {
    let correction: Option<String> = row.get("correction")?;
    let said = correction.as_deref().and_then(CorrectionKind::parse);
    let is_edit: Option<bool> = row.get("is_edit")?;
    Ok(StoredChange {
        row: ChangeRow(row.get("id")?),
        story: bytes(row, "story_key")?,
        number: row.get("number")?,
        at: timestamp(row, "at")?,
        size: if row.get("small")? {
            ChangeSize::Small
        } else {
            ChangeSize::Substantial
        },
        kind: match said {
            Some(kind) => ChangeKind::Said {
                kind,
                by: bytes(row, "by_key")?,
            },
            None if is_edit == Some(true) => ChangeKind::Edited,
            None => ChangeKind::Replaced,
        },
    })
}
