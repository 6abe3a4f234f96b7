//! Stores the official documents of entries, and the numbers by which entries are found.

use rusqlite::{Transaction, params};

use crate::model::{DocumentNumber, OfficialDocument, Series};
use crate::store::Error;
use crate::store::columns::to_json;

/// Deletes the official document of an entry that is about to change.
pub(in crate::store) fn delete(transaction: &Transaction<'_>, row: i64) -> Result<(), Error> {
    transaction
        .prepare_cached("DELETE FROM document_numbers WHERE entry = ?1")?
        .execute([row])?;
    transaction
        .prepare_cached("DELETE FROM documents WHERE entry = ?1")?
        .execute([row])?;
    Ok(())
}

/// Stores the official document of an entry with its numbers.
pub(in crate::store) fn write(
    transaction: &Transaction<'_>,
    row: i64,
    document: &OfficialDocument,
) -> Result<(), Error> {
    transaction
        .prepare_cached("INSERT INTO documents (entry, document) VALUES (?1, ?2)")?
        .execute(params![row, to_json(document)?])?;
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
pub(in crate::store) fn any_session_key(number: &DocumentNumber) -> Option<String> {
    let key = || format!("{} * {}", number.series.as_str(), number.number);
    number.counts_in_session().then(key)
}

/// The key of a number: series, session and number.
pub(in crate::store) fn number_key(number: &DocumentNumber) -> String {
    let session = number.session.as_deref().unwrap_or_default();
    let session = if number.series == Series::Reference {
        ""
    } else {
        session
    };
    format!("{} {session} {}", number.series.as_str(), number.number)
}
