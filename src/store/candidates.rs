//! Finds the stored entries that are worth comparing with an entry: by exact keys, official
//! numbers and anchors.
//!
//! The work is bounded for any size of the store: every look-up has a limit and prefers the newest
//! entries, since copies are published within hours of each other.

use std::collections::BTreeSet;

use foldhash::{HashMap, HashMapExt as _};
use rusqlite::{Transaction, params};

use super::Error;
use super::anchors::{Anchors, PER_ANCHOR};
use crate::model::{DocumentNumber, OfficialDocument, PreparedEntry, Series};

/// Most entries compared because their texts share anchors, the likeliest first.
const MAX_BY_ANCHORS: usize = 32;

/// Least rarity of the anchors that two texts share, unless they share [`MANY`] or three fifths of
/// them: one anchor that only the two have, or a few that few texts have. Every text shares some
/// anchors with more entries than a look-up returns.
const MIN_RARITY: f64 = 0.9;

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
}

impl Shared {
    /// Whether the entry is worth comparing with a text that has so many anchors.
    fn is_enough(&self, anchors: usize) -> bool {
        (self.rare >= MIN_RARITY && self.anchors >= MIN_SHARED)
            || self.anchors >= MANY
            || 5 * self.anchors >= 3 * anchors
    }
}

/// How much a shared anchor counts that `entries` entries have, including the two.
fn rarity(entries: usize) -> f64 {
    1.0 / (f64::from(u32::try_from(entries).unwrap_or(u32::MAX)) + 1.0).ln()
}

/// Expected number of entries that share anchors with one.
const EXPECTED_SHARING: usize = 200;

/// Most entries compared because of one exact key.
const MAX_PER_KEY: u32 = 16;

/// Stands for the row of an entry that is not stored yet; SQLite counts rows from one.
pub(super) const NO_ROW: i64 = 0;

/// Rows of the stored entries worth comparing with `entry`, which is stored at `row`, or not yet
/// ([`NO_ROW`]).
pub(super) fn candidates(
    transaction: &Transaction<'_>,
    anchors: &Anchors,
    row: i64,
    entry: &PreparedEntry,
) -> Result<BTreeSet<i64>, Error> {
    let mut found = by_anchors(transaction, anchors, row, &entry.anchors)?;
    if entry.fingerprint.chars > 0 {
        let mut same_text = transaction.prepare_cached(
            "SELECT id FROM entries WHERE content = ?1 AND id <> ?2
             ORDER BY title_hash = ?3 DESC, id DESC LIMIT ?4",
        )?;
        let rows = same_text.query_map(
            params![
                entry.fingerprint.content.as_bytes(),
                row,
                entry.fingerprint.title.as_bytes(),
                MAX_PER_KEY
            ],
            |row| row.get(0),
        )?;
        found.extend(rows.collect::<Result<Vec<i64>, _>>()?);
    }
    if let Some(url) = entry.identity.url {
        let mut same_page = transaction.prepare_cached(
            "SELECT id FROM entries WHERE url_key = ?1 AND id <> ?2 ORDER BY id DESC LIMIT ?3",
        )?;
        let rows =
            same_page.query_map(params![url.as_bytes(), row, MAX_PER_KEY], |row| row.get(0))?;
        found.extend(rows.collect::<Result<Vec<i64>, _>>()?);
    }
    if let Some(document) = &entry.document {
        let mut same_number = transaction.prepare_cached(
            "SELECT entry FROM document_numbers WHERE number = ?1 AND entry <> ?2
             ORDER BY own DESC, entry DESC LIMIT ?3",
        )?;
        for (number, _) in numbers(document) {
            let rows =
                same_number.query_map(params![number, row, MAX_PER_KEY], |row| row.get(0))?;
            found.extend(rows.collect::<Result<Vec<i64>, _>>()?);
        }
    }
    Ok(found)
}

/// The entries that share most anchors; rare anchors count for more.
fn by_anchors(
    transaction: &Transaction<'_>,
    index: &Anchors,
    row: i64,
    anchors: &[u64],
) -> Result<BTreeSet<i64>, Error> {
    let mut shared: HashMap<i64, Shared> = HashMap::with_capacity(EXPECTED_SHARING);
    let (mut common, mut of_common) = (0, Vec::new());
    index.lookup(transaction, anchors, |entries| {
        // Count the entry itself as the newest holder, whether or not it is stored.
        let others = entries.iter().filter(|entry| **entry != row);
        let others = others.take(PER_ANCHOR - 1);
        let number = others.clone().count() + 1;
        if number == PER_ANCHOR {
            common += 1;
            of_common.extend(others);
            return;
        }
        let rarity = rarity(number);
        for entry in others {
            let shared = shared.entry(*entry).or_default();
            shared.anchors += 1;
            shared.rarity += rarity;
            shared.rare += rarity;
        }
    })?;
    // An entry that shares only common anchors needs many of them. Most texts have fewer, so that
    // most entries never enter the map.
    let most_of_common = Shared {
        anchors: common,
        ..Shared::default()
    };
    let may_suffice = most_of_common.is_enough(anchors.len());
    let of_each = rarity(PER_ANCHOR);
    for entry in of_common {
        let shared = if may_suffice {
            Some(shared.entry(entry).or_default())
        } else {
            shared.get_mut(&entry)
        };
        if let Some(shared) = shared {
            shared.anchors += 1;
            shared.rarity += of_each;
        }
    }
    let mut ranked: Vec<(i64, f64)> = Vec::new();
    for (entry, shared) in shared {
        let may_be_chance = anchors.len() >= LONG_ANCHORS && shared.anchors <= MIN_SHARED;
        if shared.is_enough(anchors.len()) && !(may_be_chance && is_long(transaction, entry)?) {
            ranked.push((entry, shared.rarity));
        }
    }
    ranked.sort_by(|(a, left), (b, right)| right.total_cmp(left).then(b.cmp(a)));
    Ok(ranked
        .into_iter()
        .take(MAX_BY_ANCHORS)
        .map(|(entry, _)| entry)
        .collect())
}

fn is_long(transaction: &Transaction<'_>, row: i64) -> Result<bool, Error> {
    let chars: u32 = transaction
        .prepare_cached("SELECT chars FROM entries WHERE id = ?1")?
        .query_row([row], |row| row.get(0))?;
    Ok(chars >= LONG_CHARS)
}

/// Deletes the official numbers of an entry that is about to change.
pub(super) fn unindex(transaction: &Transaction<'_>, row: i64) -> Result<(), Error> {
    transaction
        .prepare_cached("DELETE FROM document_numbers WHERE entry = ?1")?
        .execute([row])?;
    transaction
        .prepare_cached("DELETE FROM documents WHERE entry = ?1")?
        .execute([row])?;
    Ok(())
}

/// Stores the anchors and official numbers by which an entry is found.
pub(super) fn index(
    transaction: &Transaction<'_>,
    anchors: &Anchors,
    row: i64,
    entry: &PreparedEntry,
) -> Result<(), Error> {
    anchors.add(transaction, row, &entry.anchors)?;
    let Some(document) = &entry.document else {
        return Ok(());
    };
    transaction
        .prepare_cached("INSERT INTO documents (entry, document) VALUES (?1, ?2)")?
        .execute(params![row, super::columns::to_json(document)?])?;
    let mut insert = transaction.prepare_cached(
        "INSERT OR IGNORE INTO document_numbers (number, entry, own) VALUES (?1, ?2, ?3)",
    )?;
    for (number, own) in numbers(document).chain(numbers_of_any_session(document)) {
        insert.execute(params![number, row, own])?;
    }
    Ok(())
}

/// The numbers of a document as stored for look-ups, its own first. A draft is found by its title,
/// which is one of its numbers.
fn numbers(document: &OfficialDocument) -> impl Iterator<Item = (String, bool)> + '_ {
    let own = document.numbers.iter().map(|number| (number, true));
    let mentioned = document.mentioned().map(|number| (number, false));
    own.chain(mentioned)
        .map(|(number, own)| (number_key(number), own))
}

/// The same numbers in the form of [`any_session_key`], those that have one.
fn numbers_of_any_session(
    document: &OfficialDocument,
) -> impl Iterator<Item = (String, bool)> + '_ {
    let own = document.numbers.iter().map(|number| (number, true));
    let mentioned = document.mentioned().map(|number| (number, false));
    own.chain(mentioned)
        .filter_map(|(number, own)| Some((any_session_key(number)?, own)))
}

/// The key of a number without its session; `None` if texts always name the session.
pub(super) fn any_session_key(number: &DocumentNumber) -> Option<String> {
    let key = || format!("{} * {}", number.series.as_str(), number.number);
    number.counts_in_session().then(key)
}

/// The key of a number: series, session and number.
pub(super) fn number_key(number: &DocumentNumber) -> String {
    let session = number.session.as_deref().unwrap_or_default();
    let session = if number.series == Series::Reference {
        ""
    } else {
        session
    };
    format!("{} {session} {}", number.series.as_str(), number.number)
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;

    use super::*;
    use crate::store::open;

    /// The candidates for a text with these anchors among the given entries.
    fn found(entries: &[(i64, Vec<u64>)], anchors: &[u64]) -> BTreeSet<i64> {
        let folder = tempfile::tempdir().unwrap();
        let mut connection: Connection = open::open(&folder.path().join("store.db")).unwrap();
        let transaction = connection.transaction().unwrap();
        let index = Anchors::default();
        for (entry, anchors) in entries {
            index.add(&transaction, *entry, anchors).unwrap();
        }
        by_anchors(&transaction, &index, NO_ROW, anchors).unwrap()
    }

    /// Forty entries that share `common` anchors with any text, and one that shares a rare anchor
    /// besides.
    fn entries(common: u64) -> Vec<(i64, Vec<u64>)> {
        let mut entries: Vec<(i64, Vec<u64>)> = (1..=40)
            .map(|entry| (entry, (1..=common).collect()))
            .collect();
        let with_rare = (1..=common).chain([20]).collect();
        entries.push((50, with_rare));
        entries
    }

    #[test]
    fn what_many_share_makes_a_candidate_by_its_number_or_its_share_or_with_something_rare() {
        let anchors: Vec<u64> = (1..=20).collect();
        let only_rare = BTreeSet::from([50]);
        assert_eq!(found(&entries(1), &anchors), only_rare);
        assert_eq!(found(&entries(11), &anchors), only_rare);
        // Twelve, or eleven of eighteen, are enough by themselves; the newest entries are chosen.
        let newest: BTreeSet<i64> = (11..=40).chain([50]).collect();
        assert_eq!(found(&entries(12), &anchors), newest);
        let of_eighteen: Vec<u64> = (1..=17).chain([20]).collect();
        assert_eq!(found(&entries(11), &of_eighteen), newest);
    }
}
