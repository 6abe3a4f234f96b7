//! Rulings of people about entries: merge, split, and pin. [`super::story_rulings`] has those
//! about whole stories.

use std::collections::BTreeSet;

use rusqlite::{Connection, OptionalExtension, Transaction, params};

use crate::model::{Bond, EntryKey, Timestamp};
use crate::store::Error;
use crate::store::columns::{bytes, seconds, timestamp};

/// The kinds of rulings about two entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Ruling {
    /// The two entries belong to one story.
    Merge,
    /// The two entries never belong to one story.
    Split,
}

impl Ruling {
    fn as_str(self) -> &'static str {
        match self {
            Self::Merge => "merge",
            Self::Split => "split",
        }
    }

    pub(in crate::store) fn parse(kind: &str) -> Option<Self> {
        [Self::Merge, Self::Split]
            .into_iter()
            .find(|ruling| ruling.as_str() == kind)
    }
}

/// Stores a ruling about two entries. An earlier ruling of the other kind about them is in force
/// again only when this one is withdrawn; an earlier one of the same kind is replaced for good.
pub(in crate::store) fn rule(
    transaction: &Transaction<'_>,
    ruling: Ruling,
    one: EntryKey,
    other: EntryKey,
    now: Timestamp,
) -> Result<(), Error> {
    let (one, other) = (one.min(other), one.max(other));
    transaction
        .prepare_cached(
            "UPDATE replaced_rulings SET act = ?4 WHERE one = ?1 AND other = ?2
                 AND act = (SELECT at FROM rulings WHERE one = ?1 AND other = ?2 AND kind = ?3)",
        )?
        .execute(params![
            one.as_bytes(),
            other.as_bytes(),
            ruling.as_str(),
            seconds(now)
        ])?;
    transaction
        .prepare_cached(
            "INSERT INTO replaced_rulings (kind, one, other, at, act)
             SELECT kind, one, other, at, ?4 FROM rulings
             WHERE one = ?1 AND other = ?2 AND kind <> ?3",
        )?
        .execute(params![
            one.as_bytes(),
            other.as_bytes(),
            ruling.as_str(),
            seconds(now)
        ])?;
    transaction
        .prepare_cached("DELETE FROM rulings WHERE one = ?1 AND other = ?2")?
        .execute(params![one.as_bytes(), other.as_bytes()])?;
    transaction
        .prepare_cached("INSERT INTO rulings (kind, one, other, at) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![
            ruling.as_str(),
            one.as_bytes(),
            other.as_bytes(),
            seconds(now)
        ])?;
    Ok(())
}

/// The rulings about an entry and entries with higher keys.
pub(in crate::store) fn bonds_with_higher_keys(
    connection: &Connection,
    key: EntryKey,
) -> Result<Vec<(EntryKey, Bond)>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT kind, other FROM rulings WHERE one = ?1 AND kind IN ('merge', 'split')",
    )?;
    let rows = statement.query_map([key.as_bytes()], |row| {
        let kind: String = row.get("kind")?;
        let bond = match Ruling::parse(&kind) {
            Some(Ruling::Merge) => Some(Bond::Always),
            Some(Ruling::Split) => Some(Bond::Never),
            None => None,
        };
        Ok((bytes(row, "other")?, bond))
    })?;
    let mut ruled = Vec::new();
    for row in rows {
        let (other, bond) = row?;
        ruled.extend(bond.map(|bond| (other, bond)));
    }
    Ok(ruled)
}

/// Whether any ruling pairs this entry with another one.
pub(in crate::store) fn is_ruled_about(
    connection: &Connection,
    entry: EntryKey,
) -> Result<bool, Error> {
    Ok(connection
        .prepare_cached(
            "SELECT 1 FROM rulings
             WHERE (one = ?1 OR other = ?1) AND kind IN ('merge', 'split')",
        )?
        .exists([entry.as_bytes()])?)
}

/// The entries that a person merged with the one at `row`.
pub(in crate::store) fn merged_with(
    connection: &Connection,
    row: i64,
) -> Result<BTreeSet<i64>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT b.id FROM entries AS a
         JOIN rulings ON rulings.kind = 'merge' AND (rulings.one = a.key OR rulings.other = a.key)
         JOIN entries AS b ON b.key IN (rulings.one, rulings.other) AND b.id <> a.id
         WHERE a.id = ?1",
    )?;
    let rows = statement.query_map([row], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// A ruling about two entries.
#[derive(Debug, Clone, Copy)]
pub(in crate::store) struct RuledPair {
    pub(in crate::store) one: EntryKey,
    pub(in crate::store) other: EntryKey,
    at: Timestamp,
}

/// Deletes all rulings of the act that ruled about the two entries, or all rulings of this kind
/// about one entry. Returns what it deleted.
pub(in crate::store) fn take_back(
    transaction: &Transaction<'_>,
    ruling: Ruling,
    one: EntryKey,
    other: Option<EntryKey>,
) -> Result<Vec<RuledPair>, Error> {
    let about_both = "at IN (SELECT at FROM rulings WHERE kind = ?1 AND ?2 IN (one, other)
                             AND ?3 IN (one, other))";
    let about_one = "?2 IN (one, other) AND ?3 IS NULL";
    let mut statement = transaction.prepare_cached(&format!(
        "DELETE FROM rulings WHERE kind = ?1 AND {} RETURNING one, other, at",
        if other.is_some() {
            about_both
        } else {
            about_one
        }
    ))?;
    let rows = statement.query_map(
        params![
            ruling.as_str(),
            one.as_bytes(),
            other.as_ref().map(EntryKey::as_bytes)
        ],
        |row| {
            Ok(RuledPair {
                one: bytes(row, "one")?,
                other: bytes(row, "other")?,
                at: timestamp(row, "at")?,
            })
        },
    )?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Puts the ruling in force again that the deleted one had replaced; returns its kind.
pub(in crate::store) fn reinstate(
    transaction: &Transaction<'_>,
    deleted: RuledPair,
) -> Result<Option<Ruling>, Error> {
    let RuledPair { one, other, at } = deleted;
    let replaced: Option<String> = transaction
        .prepare_cached(
            "INSERT INTO rulings (kind, one, other, at)
             SELECT kind, one, other, at FROM replaced_rulings
             WHERE one = ?1 AND other = ?2 AND act = ?3 RETURNING kind",
        )?
        .query_row(
            params![one.as_bytes(), other.as_bytes(), seconds(at)],
            |row| row.get(0),
        )
        .optional()?;
    transaction
        .prepare_cached("DELETE FROM replaced_rulings WHERE one = ?1 AND other = ?2 AND act = ?3")?
        .execute(params![one.as_bytes(), other.as_bytes(), seconds(at)])?;
    Ok(replaced.as_deref().and_then(Ruling::parse))
}

/// Whether any member of a story is merged, split or pinned.
pub(in crate::store) fn is_story_ruled(
    transaction: &Transaction<'_>,
    story: i64,
) -> Result<bool, Error> {
    Ok(transaction
        .prepare_cached(
            "SELECT 1 FROM entries JOIN rulings ON rulings.one = entries.key
             WHERE entries.story = ?1 AND rulings.kind <> 'hide'
             UNION ALL
             SELECT 1 FROM entries JOIN rulings ON rulings.other = entries.key
             WHERE entries.story = ?1",
        )?
        .exists([story])?)
}

/// Whether a person separated an entry from another one.
pub(in crate::store) fn is_split(
    transaction: &Transaction<'_>,
    entry: EntryKey,
) -> Result<bool, Error> {
    Ok(transaction
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM rulings WHERE kind = 'split' AND (one = ?1 OR other = ?1))",
        )?
        .query_row([entry.as_bytes()], |row| row.get(0))?)
}

/// Makes an entry represent its story, whichever that is.
pub(in crate::store) fn pin(
    transaction: &Transaction<'_>,
    entry: EntryKey,
    now: Timestamp,
) -> Result<(), Error> {
    transaction
        .prepare_cached("INSERT INTO rulings (kind, one, at) VALUES ('pin', ?1, ?2)")?
        .execute(params![entry.as_bytes(), seconds(now)])?;
    Ok(())
}

/// Removes the pin of an entry; returns whether it had one.
pub(in crate::store) fn unpin(
    transaction: &Transaction<'_>,
    entry: EntryKey,
) -> Result<bool, Error> {
    let unpinned = transaction
        .prepare_cached("DELETE FROM rulings WHERE kind = 'pin' AND one = ?1")?
        .execute([entry.as_bytes()])?;
    Ok(unpinned > 0)
}

/// Whether a person wants an entry to represent its story.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pinned {
    /// It must represent it.
    Yes,
    /// The usual order decides.
    No,
}
