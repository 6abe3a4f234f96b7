//! Keeps the queues of messages for the outputs that are webhooks or commands, and what became of
//! the messages.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, Row, Transaction, TransactionBehavior, named_params, params};

use super::changes;
use crate::model::{
    ChangeRow, DeliveryTrouble, Message, MessageRow, OutputName, RecipientState, StoredChange,
    StoryId, Timestamp,
};
use crate::store::columns::{bytes, optional_timestamp, seconds, timestamp};
use crate::store::{Error, Store};

/// SQL that tells whether a story, or one that was merged into it, entered the queue of a
/// recipient.
const IS_TOLD: &str = "EXISTS (SELECT 1 FROM entries AS member
     JOIN told_stories ON told_stories.story = member.key
         AND told_stories.recipient = recipients.id
     WHERE member.story = stories.id)";

/// What enters the queue of a recipient.
#[derive(Debug, Clone, Default)]
pub struct Entering {
    /// Stories, in the order in which they are sent.
    pub stories: Vec<StoryId>,
    /// Changes of stories that entered it before.
    pub changes: Vec<(StoryId, ChangeRow)>,
}

/// What became of a message that was taken from the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// The recipient took it.
    Sent,
    /// It cannot be sent now and stays in the queue.
    Failed,
    /// It was not tried after all and stays in the queue.
    Untried,
    /// There is nothing to send: outputs may not carry its story any longer.
    Void,
}

impl Store {
    /// Makes the rows of new recipients, to whom nothing of what is stored now is ever sent, and
    /// deletes those of all others with their messages.
    pub fn keep_recipients(&mut self, names: &[&OutputName]) -> Result<(), Error> {
        let known: BTreeSet<String> = self.recipients()?.into_keys().collect();
        let wanted: BTreeSet<String> = names.iter().map(ToString::to_string).collect();
        if known == wanted {
            return Ok(());
        }
        self.write(|connection| {
            let transaction = begin(connection)?;
            for name in known.difference(&wanted) {
                transaction.execute("DELETE FROM recipients WHERE name = ?1", [name])?;
            }
            for name in wanted.difference(&known) {
                transaction.execute(
                    "INSERT INTO recipients (name, begun, seen_entry, seen_change)
                     SELECT ?1, entry, entry, change
                     FROM (SELECT coalesce((SELECT max(id) FROM entries), 0) AS entry,
                               coalesce((SELECT max(id) FROM changes), 0) AS change)",
                    [name],
                )?;
            }
            transaction.commit()?;
            Ok(())
        })
    }

    /// What the store knows of each recipient, by its name.
    pub fn recipients(&self) -> Result<BTreeMap<String, RecipientState>, Error> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT *, (SELECT count(*) FROM messages WHERE recipient = recipients.id) AS queued
                 FROM recipients",
            )?;
            let rows = statement.query_map([], |row| Ok((row.get("name")?, state(row)?)))?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// The stories that may be new to a recipient, in the order in which they came: those that got
    /// entries since the last look, and the `late` newest ones from `recent` on, which may have
    /// come to meet its conditions since.
    ///
    /// Left out are stories that were told already, that began before the recipient was there, or
    /// that began with the first document of a source.
    pub fn untold_stories(
        &self,
        name: &OutputName,
        recent: Timestamp,
        late: u32,
    ) -> Result<Vec<StoryId>, Error> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(&format!(
                "WITH touched (story) AS (
                     SELECT story FROM entries
                     WHERE id > (SELECT seen_entry FROM recipients WHERE name = :name)
                     UNION
                     SELECT id FROM (SELECT id FROM stories
                         WHERE merged_into IS NULL AND position >= :recent
                         ORDER BY position DESC, key DESC LIMIT :late))
                 SELECT stories.key AS key FROM recipients, touched
                 JOIN stories ON stories.id = touched.story
                 JOIN entries AS founder
                     ON founder.id = (SELECT min(id) FROM entries WHERE story = stories.id)
                 JOIN sources ON sources.id = founder.source
                 WHERE recipients.name = :name AND founder.id > recipients.begun
                     AND founder.first_seen IS NOT sources.first_read AND NOT {IS_TOLD}
                 ORDER BY founder.id"
            ))?;
            let rows = statement.query_map(
                named_params! {
                    ":name": name.as_str(), ":recent": seconds(recent), ":late": late
                },
                |row| bytes(row, "key"),
            )?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// The changes since the last look of stories that a recipient was told of, the oldest first.
    ///
    /// Left out are changes of a story that waits in the queue and was never sent: it is sent as
    /// it is then.
    pub fn untold_changes(&self, name: &OutputName) -> Result<Vec<StoredChange>, Error> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(&format!(
                "SELECT {columns} FROM recipients, changes
                 JOIN stories ON stories.id = changes.story
                 WHERE recipients.name = ?1 AND changes.id > recipients.seen_change AND {IS_TOLD}
                     AND NOT EXISTS (SELECT 1 FROM messages
                         WHERE recipient = recipients.id AND messages.story = stories.key
                             AND change IS NULL AND attempts = 0)
                 ORDER BY changes.id",
                columns = changes::COLUMNS,
            ))?;
            let rows = statement.query_map([name.as_str()], changes::change)?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// Puts stories and changes into the queue of a recipient, and notes that everything that is
    /// stored now was looked at for it.
    pub fn enqueue(
        &mut self,
        name: &OutputName,
        entering: &Entering,
        now: Timestamp,
    ) -> Result<(), Error> {
        self.write(|connection| {
            let transaction = begin(connection)?;
            for story in &entering.stories {
                let key = params![name.as_str(), story.as_bytes()];
                transaction
                    .prepare_cached(
                        "INSERT OR IGNORE INTO told_stories (recipient, story)
                         SELECT id, ?2 FROM recipients WHERE name = ?1",
                    )?
                    .execute(key)?;
                insert(&transaction, name, (*story, None), now)?;
            }
            for (story, change) in &entering.changes {
                insert(&transaction, name, (*story, Some(*change)), now)?;
            }
            transaction
                .prepare_cached(
                    "UPDATE recipients SET
                         seen_entry = coalesce((SELECT max(id) FROM entries), 0),
                         seen_change = coalesce((SELECT max(id) FROM changes), 0)
                     WHERE name = ?1
                         AND (seen_entry IS NOT (SELECT max(id) FROM entries)
                             OR seen_change IS NOT (SELECT max(id) FROM changes))",
                )?
                .execute([name.as_str()])?;
            transaction.commit()?;
            Ok(())
        })
    }

    /// Takes the messages that are next in the queue of a recipient, and counts an attempt for
    /// each of them; [`Store::settle`] says what became of them. Those that were tried least often
    /// come first, and a change after the story that it changes.
    pub fn take_messages(&mut self, name: &OutputName, most: usize) -> Result<Vec<Message>, Error> {
        self.write(|connection| {
            let transaction = begin(connection)?;
            let messages: Vec<Message> = transaction
                .prepare_cached(
                    "SELECT messages.* FROM messages JOIN recipients ON recipients.id = recipient
                     WHERE recipients.name = ?1 AND NOT EXISTS (SELECT 1 FROM messages AS earlier
                         WHERE earlier.story = messages.story AND earlier.id < messages.id
                             AND earlier.recipient = messages.recipient)
                     ORDER BY attempts, messages.id LIMIT ?2",
                )?
                .query_map(
                    params![name.as_str(), i64::try_from(most).unwrap_or(i64::MAX)],
                    message,
                )?
                .collect::<rusqlite::Result<_>>()?;
            for message in &messages {
                transaction
                    .prepare_cached("UPDATE messages SET attempts = attempts + 1 WHERE id = ?1")?
                    .execute([message.row.0])?;
            }
            transaction.commit()?;
            Ok(messages)
        })
    }

    /// Whether a story, or one that was merged into it, entered the queue of a recipient.
    pub fn is_told(&self, name: &OutputName, story: StoryId) -> Result<bool, Error> {
        self.read(|connection| {
            Ok(connection
                .prepare_cached(
                    "SELECT 1 FROM told_stories JOIN recipients ON recipients.id = recipient
                     WHERE recipients.name = ?1 AND told_stories.story = ?2",
                )?
                .exists(params![name.as_str(), story.as_bytes()])?)
        })
    }

    /// Stores what became of messages.
    pub fn settle(
        &mut self,
        name: &OutputName,
        fates: &[(MessageRow, Fate)],
        now: Timestamp,
    ) -> Result<(), Error> {
        self.write(|connection| {
            let transaction = begin(connection)?;
            for (row, fate) in fates {
                settle_one(&transaction, name, (*row, *fate), now)?;
            }
            transaction.commit()?;
            Ok(())
        })
    }

    /// Stores the series of failed attempts of a recipient; `None` ends it.
    pub fn write_trouble(
        &mut self,
        name: &OutputName,
        trouble: Option<&DeliveryTrouble>,
    ) -> Result<(), Error> {
        self.write(|connection| {
            connection
                .prepare_cached(
                    "UPDATE recipients SET failures = :failures, failing_since = :since,
                         retry_at = :retry_at, what = :what, remedy = :remedy
                     WHERE name = :name",
                )?
                .execute(named_params! {
                    ":name": name.as_str(),
                    ":failures": trouble.map_or(0, |trouble| trouble.failures),
                    ":since": trouble.map(|trouble| seconds(trouble.since)),
                    ":retry_at": trouble.map(|trouble| seconds(trouble.retry_at)),
                    ":what": trouble.map(|trouble| &trouble.what),
                    ":remedy": trouble.map(|trouble| &trouble.remedy),
                })?;
            Ok(())
        })
    }

    /// Gives up messages, and returns how many: those that failed first at `limit` or before; with
    /// [`Reaching::Untried`], also those that entered the queue so early.
    pub fn give_up(
        &mut self,
        name: &OutputName,
        (limit, reach): (Timestamp, Reaching),
        now: Timestamp,
    ) -> Result<usize, Error> {
        self.write(|connection| {
            let transaction = begin(connection)?;
            let given_up = transaction
                .prepare_cached(
                    "DELETE FROM messages
                     WHERE recipient = (SELECT id FROM recipients WHERE name = ?1)
                         AND (failed_since <= ?2 OR (?3 AND queued_at <= ?2))",
                )?
                .execute(params![
                    name.as_str(),
                    seconds(limit),
                    reach == Reaching::Untried
                ])?;
            if given_up > 0 {
                transaction
                    .prepare_cached(
                        "UPDATE recipients SET given_up = given_up + ?2, last_given_up = ?3
                         WHERE name = ?1",
                    )?
                    .execute(params![
                        name.as_str(),
                        i64::try_from(given_up).unwrap_or(i64::MAX),
                        seconds(now)
                    ])?;
            }
            transaction.commit()?;
            Ok(given_up)
        })
    }
}

/// Which messages [`Store::give_up`] gives up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reaching {
    /// Those that failed themselves.
    Failed,
    /// Also those that were not tried, because the recipient took none at all.
    Untried,
}

fn begin(connection: &mut Connection) -> rusqlite::Result<Transaction<'_>> {
    connection.transaction_with_behavior(TransactionBehavior::Immediate)
}

fn insert(
    transaction: &Transaction<'_>,
    name: &OutputName,
    (story, change): (StoryId, Option<ChangeRow>),
    now: Timestamp,
) -> Result<(), Error> {
    transaction
        .prepare_cached(
            "INSERT INTO messages (recipient, story, change, queued_at)
             SELECT id, ?2, ?3, ?4 FROM recipients WHERE name = ?1",
        )?
        .execute(params![
            name.as_str(),
            story.as_bytes(),
            change.map(|change| change.0),
            seconds(now)
        ])?;
    Ok(())
}

fn settle_one(
    transaction: &Transaction<'_>,
    name: &OutputName,
    (row, fate): (MessageRow, Fate),
    now: Timestamp,
) -> Result<(), Error> {
    let count = |column: &str| {
        transaction
            .prepare_cached(&format!(
                "UPDATE recipients SET {column} = {column} + 1 WHERE name = ?1"
            ))?
            .execute([name.as_str()])
    };
    match fate {
        Fate::Sent => {
            transaction.execute("DELETE FROM messages WHERE id = ?1", [row.0])?;
            count("sent")?;
        }
        Fate::Failed => {
            transaction
                .prepare_cached(
                    "UPDATE messages SET failed_since = coalesce(failed_since, ?2) WHERE id = ?1",
                )?
                .execute([row.0, seconds(now)])?;
            count("failed")?;
        }
        Fate::Untried => {
            transaction
                .prepare_cached("UPDATE messages SET attempts = attempts - 1 WHERE id = ?1")?
                .execute([row.0])?;
        }
        Fate::Void => {
            // A story that nobody heard of may enter the queue again.
            transaction
                .prepare_cached(
                    "DELETE FROM told_stories
                     WHERE recipient = (SELECT recipient FROM messages WHERE id = ?1)
                         AND story = (SELECT story FROM messages
                             WHERE id = ?1 AND change IS NULL AND attempts <= 1)",
                )?
                .execute([row.0])?;
            transaction.execute("DELETE FROM messages WHERE id = ?1", [row.0])?;
        }
    }
    Ok(())
}

fn message(row: &Row<'_>) -> rusqlite::Result<Message> {
    let change: Option<i64> = row.get("change")?;
    Ok(Message {
        row: MessageRow(row.get("id")?),
        story: bytes(row, "story")?,
        change: change.map(ChangeRow),
        attempts: row.get("attempts")?,
        failed_since: optional_timestamp(row, "failed_since")?,
        queued_at: timestamp(row, "queued_at")?,
    })
}

fn state(row: &Row<'_>) -> rusqlite::Result<RecipientState> {
    let since = optional_timestamp(row, "failing_since")?;
    let retry_at = optional_timestamp(row, "retry_at")?;
    let trouble = match since.zip(retry_at) {
        Some((since, retry_at)) => Some(DeliveryTrouble {
            since,
            failures: row.get("failures")?,
            retry_at,
            what: row.get::<_, Option<String>>("what")?.unwrap_or_default(),
            remedy: row.get::<_, Option<String>>("remedy")?.unwrap_or_default(),
        }),
        None => None,
    };
    Ok(RecipientState {
        queued: row.get("queued")?,
        sent: row.get("sent")?,
        failed: row.get("failed")?,
        given_up: row.get("given_up")?,
        trouble,
        last_given_up: optional_timestamp(row, "last_given_up")?,
    })
}
