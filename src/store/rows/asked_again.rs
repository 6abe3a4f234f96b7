//! Has texts that are damaged stored again: the next read of their source brings them, if its feed
//! or their page still has them.

use std::collections::BTreeMap;
use std::time::Duration;

use rusqlite::{Connection, OptionalExtension, Transaction, params};

use crate::model::{PackedHtml, Timestamp};
use crate::store::columns::seconds;
use crate::store::{Error, Store};

/// Least time between two such reads for one text, which may be nowhere any more: the server has to
/// send the whole feed for it.
const BETWEEN: Duration = Duration::from_hours(7 * 24);

/// The name in `meta` of the rows of these entries, each with the second at which it was asked for.
const ASKED: &str = "damaged-texts-asked";

/// A hash that no entry as sent has.
const NEVER_SENT: [u8; 32] = [0; 32];

impl Store {
    /// Makes the next reads bring the texts that were met since [`Store::take_damaged_texts`] was
    /// called last and are damaged. An earlier form of an entry comes from nowhere.
    ///
    /// Their entries count as not stored as they were sent, and their sources are read without
    /// conditions once: otherwise an unchanged feed would be answered with 304, and an unchanged
    /// entry would be skipped. For a text of a page, the page is requested.
    pub fn ask_for_damaged_texts(&mut self, now: Timestamp) -> Result<(), Error> {
        let met = self.damaged.met();
        if met.is_empty() {
            return Ok(());
        }
        self.write(|connection| {
            let transaction = connection.transaction()?;
            let mut asked = asked(&transaction)?;
            let second = seconds(now);
            let is_recent = |at: &i64| {
                let between = i64::try_from(BETWEEN.as_secs()).unwrap_or(i64::MAX);
                *at <= second && second - *at < between
            };
            asked.retain(|_, at| is_recent(at));
            for row in met {
                if !asked.contains_key(&row) && is_body_damaged(&transaction, row)? {
                    ask_for(&transaction, row, now)?;
                    asked.insert(row, second);
                }
            }
            transaction.execute(
                "INSERT OR REPLACE INTO meta (name, value) VALUES (?1, ?2)",
                params![ASKED, serde_json::to_string(&asked).unwrap_or_default()],
            )?;
            Ok(transaction.commit()?)
        })
    }
}

/// The entries whose texts were asked for.
fn asked(connection: &Connection) -> Result<BTreeMap<i64, i64>, Error> {
    let stored: Option<String> = connection
        .query_row("SELECT value FROM meta WHERE name = ?1", [ASKED], |row| {
            row.get(0)
        })
        .optional()?;
    // Whatever cannot be read is asked for once more.
    let asked = stored.and_then(|stored| serde_json::from_str(&stored).ok());
    Ok(asked.unwrap_or_default())
}

fn is_body_damaged(connection: &Connection, row: i64) -> Result<bool, Error> {
    let html: Option<PackedHtml> = connection
        .prepare_cached("SELECT html FROM bodies WHERE entry = ?1")?
        .query_row([row], |row| row.get(0))
        .optional()?;
    Ok(html.is_some_and(|html| html.html().is_err()))
}

/// Has the text of the entry at `row` stored again by the next read.
fn ask_for(transaction: &Transaction<'_>, row: i64, now: Timestamp) -> Result<(), Error> {
    let of_page = transaction
        .prepare_cached(
            "UPDATE articles SET due = ?2, tries = 0, etag = NULL, last_modified = NULL
             WHERE entry = ?1 AND state = 'taken'",
        )?
        .execute(params![row, seconds(now)])?;
    if of_page > 0 {
        return Ok(());
    }
    transaction
        .prepare_cached("UPDATE entries SET sent = ?2 WHERE id = ?1")?
        .execute(params![row, NEVER_SENT])?;
    transaction
        .prepare_cached(
            "UPDATE sources SET etag = NULL, last_modified = NULL, body_hash = NULL
             WHERE id = (SELECT source FROM entries WHERE id = ?1)",
        )?
        .execute([row])?;
    Ok(())
}
