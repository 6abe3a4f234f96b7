//! Rulings of people about whole stories: which are hidden, and which labels they have.
//!
//! Such a ruling is stored for every entry that the story has at that time, and holds for each
//! story that has one of these entries. So it stays in force when copies of the text arrive, when
//! the story is merged or split, and when `refold` arranges the entries otherwise.

use std::collections::BTreeMap;

use rusqlite::{Connection, Transaction, params};

use crate::model::{EntryKey, Label, LabelChange, LabelRuling, Timestamp};
use crate::store::Error;
use crate::store::columns::{seconds, timestamp};

/// Hides the story that has these members. Members that are hidden already stay hidden since
/// then.
pub(in crate::store) fn hide(
    transaction: &Transaction<'_>,
    members: &[EntryKey],
    at: Timestamp,
) -> Result<(), Error> {
    let mut insert = transaction.prepare_cached(
        "INSERT INTO rulings (kind, one, at) SELECT 'hide', ?1, ?2
         WHERE NOT EXISTS (SELECT 1 FROM rulings WHERE kind = 'hide' AND one = ?1)",
    )?;
    for member in members {
        insert.execute(params![member.as_bytes(), seconds(at)])?;
    }
    Ok(())
}

/// Withdraws what hides these members; returns whether anything did.
pub(in crate::store) fn unhide(
    transaction: &Transaction<'_>,
    members: &[EntryKey],
) -> Result<bool, Error> {
    let mut delete =
        transaction.prepare_cached("DELETE FROM rulings WHERE kind = 'hide' AND one = ?1")?;
    let mut withdrawn = 0;
    for member in members {
        withdrawn += delete.execute([member.as_bytes()])?;
    }
    Ok(withdrawn > 0)
}

/// Changes the labels of the story that has these members.
pub(in crate::store) fn relabel(
    transaction: &Transaction<'_>,
    members: &[EntryKey],
    changes: &[(Label, LabelChange)],
    at: Timestamp,
) -> Result<(), Error> {
    let mut insert = transaction.prepare_cached(
        "INSERT OR REPLACE INTO label_rulings (entry, label, change, at) VALUES (?1, ?2, ?3, ?4)",
    )?;
    for member in members {
        for (label, change) in changes {
            insert.execute(params![
                member.as_bytes(),
                label.as_str(),
                change.as_str(),
                seconds(at)
            ])?;
        }
    }
    Ok(())
}

/// Withdraws these changes of labels, or all if none are given; returns whether there were any.
pub(in crate::store) fn withdraw_labels(
    transaction: &Transaction<'_>,
    members: &[EntryKey],
    changes: &[(Label, LabelChange)],
) -> Result<bool, Error> {
    let mut withdrawn = 0;
    for member in members {
        if changes.is_empty() {
            withdrawn += transaction
                .prepare_cached("DELETE FROM label_rulings WHERE entry = ?1")?
                .execute([member.as_bytes()])?;
        }
        for (label, change) in changes {
            withdrawn += transaction
                .prepare_cached(
                    "DELETE FROM label_rulings WHERE entry = ?1 AND label = ?2 AND change = ?3",
                )?
                .execute(params![member.as_bytes(), label.as_str(), change.as_str()])?;
        }
    }
    Ok(withdrawn > 0)
}

/// Since when a person has hidden the story at this row; `None` if it is not hidden.
pub(super) fn hidden_since(
    connection: &Connection,
    story: i64,
) -> Result<Option<Timestamp>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT rulings.at AS at FROM entries
         JOIN rulings ON rulings.one = entries.key AND rulings.kind = 'hide'
         WHERE entries.story = ?1 ORDER BY rulings.at LIMIT 1",
    )?;
    let mut rows = statement.query_map([story], |row| timestamp(row, "at"))?;
    Ok(rows.next().transpose()?)
}

/// The changes of labels that people made to the story at this row, in the order of the labels. Of
/// several changes of one label, the last one is in force.
pub(super) fn label_rulings(
    connection: &Connection,
    story: i64,
) -> Result<Vec<LabelRuling>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT label, change, label_rulings.at AS at FROM entries
         JOIN label_rulings ON label_rulings.entry = entries.key
         WHERE entries.story = ?1 ORDER BY label_rulings.at",
    )?;
    let rows = statement.query_map([story], |row| {
        let (label, change): (String, String) = (row.get("label")?, row.get("change")?);
        Ok((label, change, timestamp(row, "at")?))
    })?;
    let mut in_force = BTreeMap::new();
    for row in rows {
        let (label, change, at) = row?;
        // Nothing else is ever stored.
        if let (Ok(label), Some(change)) = (Label::parse(&label), LabelChange::parse(&change)) {
            in_force.insert(label.clone(), LabelRuling { label, change, at });
        }
    }
    Ok(in_force.into_values().collect())
}
