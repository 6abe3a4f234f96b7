//! Finds stored entries worth comparing with one: by exact keys, official numbers and anchors.
//!
//! The work is bounded whatever the history: every look-up ends at a limit and prefers the newest, since
//! copies come within hours of each other.

use std::collections::BTreeSet;

use foldhash::{HashMap, HashMapExt as _};
use rusqlite::{Transaction, params};

use super::Error;
use super::anchors::{Anchors, PER_ANCHOR};
use crate::model::{Document, DocumentNumber, PreparedEntry, Series};

/// Entries compared because their texts are alike, the likeliest first.
const BY_ANCHORS: usize = 32;

/// Rarity of the anchors that two texts have to share, unless they share [`MANY`] or three fifths of them: one
/// that only they have, or a few that few have. Every text shares some with more than a look-up gives.
const RARE: f64 = 0.9;

/// Fewest anchors that two texts have to share. Two long ones that share no more do so by coincidence: of 747 such
/// pairs among 3,000 flashes one carried one text, and was found through others as well.
const FEW: usize = 2;

/// Anchors from which on a text is long, and characters from which on a stored one is.
const LONG: usize = 24;
const LONG_CHARS: u32 = 100;

/// Anchors that make up for their being common: an excerpt shares as many with the long text it was cut from,
/// also where a hundred notices were written after one template.
const MANY: usize = 12;

/// What an entry shares with the one that is placed.
#[derive(Default)]
struct Shared {
    anchors: usize,
    /// Of all of them.
    rarity: f64,
    /// Of those that fewer entries have than a look-up gives.
    rare: f64,
}

impl Shared {
    /// Whether it is worth a comparison with a text of so many anchors.
    fn is_enough(&self, anchors: usize) -> bool {
        (self.rare >= RARE && self.anchors >= FEW)
            || self.anchors >= MANY
            || 5 * self.anchors >= 3 * anchors
    }
}

/// How much it means that two share an anchor which so many entries have, both among them.
fn rarity(entries: usize) -> f64 {
    1.0 / (f64::from(u32::try_from(entries).unwrap_or(u32::MAX)) + 1.0).ln()
}

/// Entries that share anchors with one, as a rule at most.
const MAY_SHARE: usize = 200;

/// Entries compared because of one exact key.
const PER_KEY: u32 = 16;

/// The row of an entry that has none yet; SQLite counts from one.
pub(super) const NO_ROW: i64 = 0;

/// Rows of stored entries worth comparing with `entry`, which stands at `row` or, with [`NO_ROW`], nowhere yet.
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
                PER_KEY
            ],
            |row| row.get(0),
        )?;
        found.extend(rows.collect::<Result<Vec<i64>, _>>()?);
    }
    if let Some(url) = entry.identity.url {
        let mut same_page = transaction.prepare_cached(
            "SELECT id FROM entries WHERE url_key = ?1 AND id <> ?2 ORDER BY id DESC LIMIT ?3",
        )?;
        let rows = same_page.query_map(params![url.as_bytes(), row, PER_KEY], |row| row.get(0))?;
        found.extend(rows.collect::<Result<Vec<i64>, _>>()?);
    }
    if let Some(document) = &entry.document {
        let mut same_number = transaction.prepare_cached(
            "SELECT entry FROM document_numbers WHERE number = ?1 AND entry <> ?2
             ORDER BY own DESC, entry DESC LIMIT ?3",
        )?;
        for (number, _) in numbers(document) {
            let rows = same_number.query_map(params![number, row, PER_KEY], |row| row.get(0))?;
            found.extend(rows.collect::<Result<Vec<i64>, _>>()?);
        }
    }
    Ok(found)
}

/// The entries that share most anchors, rare ones counting for more.
fn by_anchors(
    transaction: &Transaction<'_>,
    index: &Anchors,
    row: i64,
    anchors: &[u64],
) -> Result<BTreeSet<i64>, Error> {
    let mut shared: HashMap<i64, Shared> = HashMap::with_capacity(MAY_SHARE);
    let (mut common, mut of_common) = (0, Vec::new());
    index.holders(transaction, anchors, |entries| {
        // As if it stood there as the newest, whether or not it does yet.
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
    // Who shares nothing else needs many of them, and most texts have few: that spares most a place in the table.
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
        let may_be_chance = anchors.len() >= LONG && shared.anchors <= FEW;
        if shared.is_enough(anchors.len()) && !(may_be_chance && is_long(transaction, entry)?) {
            ranked.push((entry, shared.rarity));
        }
    }
    ranked.sort_by(|(a, left), (b, right)| right.total_cmp(left).then(b.cmp(a)));
    Ok(ranked
        .into_iter()
        .take(BY_ANCHORS)
        .map(|(entry, _)| entry)
        .collect())
}

fn is_long(transaction: &Transaction<'_>, row: i64) -> Result<bool, Error> {
    let chars: u32 = transaction
        .prepare_cached("SELECT chars FROM entries WHERE id = ?1")?
        .query_row([row], |row| row.get(0))?;
    Ok(chars >= LONG_CHARS)
}

/// Takes away the official numbers by which an entry that is about to change is found.
pub(super) fn unindex(transaction: &Transaction<'_>, row: i64) -> Result<(), Error> {
    transaction
        .prepare_cached("DELETE FROM document_numbers WHERE entry = ?1")?
        .execute([row])?;
    transaction
        .prepare_cached("DELETE FROM documents WHERE entry = ?1")?
        .execute([row])?;
    Ok(())
}

/// Makes an entry findable by its anchors and official numbers.
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

/// The numbers of a document in the form they are found by, own ones first. A draft is found by its
/// title, which stands among the numbers.
fn numbers(document: &Document) -> impl Iterator<Item = (String, bool)> + '_ {
    let own = document.numbers.iter().map(|number| (number, true));
    let mentioned = document.mentioned().map(|number| (number, false));
    own.chain(mentioned)
        .map(|(number, own)| (number_key(number), own))
}

/// The same numbers in the form that [`any_session_key`] gives them, as far as it gives one.
fn numbers_of_any_session(document: &Document) -> impl Iterator<Item = (String, bool)> + '_ {
    let own = document.numbers.iter().map(|number| (number, true));
    let mentioned = document.mentioned().map(|number| (number, false));
    own.chain(mentioned)
        .filter_map(|(number, own)| Some((any_session_key(number)?, own)))
}

/// A number as it is found by without its session; none where texts always name it.
pub(super) fn any_session_key(number: &DocumentNumber) -> Option<String> {
    let key = || format!("{} * {}", number.series.as_str(), number.number);
    number.counts_in_session().then(key)
}

/// A number as it is found by: series, session and number.
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

    /// The candidates of a text with these anchors among entries with those.
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

    /// Forty entries that share so many anchors with any text, and one that shares a rare one besides.
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
        // Twelve, or eleven of eighteen, are enough by themselves: of the newest.
        let newest: BTreeSet<i64> = (11..=40).chain([50]).collect();
        assert_eq!(found(&entries(12), &anchors), newest);
        let of_eighteen: Vec<u64> = (1..=17).chain([20]).collect();
        assert_eq!(found(&entries(11), &of_eighteen), newest);
    }
}
