//! Writes the columns of an entry: those kept for good, those that its publisher sent, and those
//! derived from its text.

use std::sync::LazyLock;

use rusqlite::{ToSql, Transaction, params_from_iter};

use crate::model::{EntryKey, Evidence, PreparedEntry, RawEntry, Timestamp};
use crate::store::Error;
use crate::store::columns::{seconds, to_json};

/// What an entry gets when it is inserted; another form of it does not change it.
pub(in crate::store) struct Kept<'a> {
    pub(in crate::store) key: EntryKey,
    pub(in crate::store) source: i64,
    pub(in crate::store) story: i64,
    pub(in crate::store) evidence: &'a Evidence,
    pub(in crate::store) first_seen: Timestamp,
    pub(in crate::store) position: Timestamp,
}

/// Inserts an entry. An upsert would make SQLite keep a journal of the statement, for the triggers
/// of an update: half of the time.
pub(in crate::store) fn insert(
    transaction: &Transaction<'_>,
    kept: &Kept<'_>,
    entry: &PreparedEntry,
) -> Result<(), Error> {
    let evidence = to_json(kept.evidence)?;
    let first_seen = seconds(kept.first_seen);
    let position = seconds(kept.position);
    let kept: [&dyn ToSql; KEPT.len()] = [
        kept.key.as_bytes(),
        &kept.source,
        &kept.story,
        &evidence,
        &first_seen,
        &position,
    ];
    let sent = Sent::new(entry)?;
    let values = kept
        .into_iter()
        .chain(sent.values())
        .chain([&sent.title as &dyn ToSql])
        .chain(derived_values(entry));
    transaction
        .prepare_cached(&INSERT)?
        .execute(params_from_iter(values))?;
    Ok(())
}

/// Updates what the publisher of a stored entry sent and what is derived from it.
pub(in crate::store) fn update(
    transaction: &Transaction<'_>,
    row: i64,
    entry: &PreparedEntry,
) -> Result<(), Error> {
    let sent = Sent::new(entry)?;
    let values = sent
        .values()
        .into_iter()
        .chain([&sent.title as &dyn ToSql])
        .chain(derived_values(entry))
        .chain([&row as &dyn ToSql]);
    transaction
        .prepare_cached(&UPDATE)?
        .execute(params_from_iter(values))?;
    Ok(())
}

/// Updates the columns with what the publisher sent, except the title.
pub(in crate::store) fn write_sent(
    transaction: &Transaction<'_>,
    row: i64,
    entry: &PreparedEntry,
) -> Result<(), Error> {
    let sent = Sent::new(entry)?;
    let values = sent.values().into_iter().chain([&row as &dyn ToSql]);
    transaction
        .prepare_cached(&UPDATE_SENT)?
        .execute(params_from_iter(values))?;
    Ok(())
}

/// Updates the columns derived from an entry's text: revision, version, hashes and length.
pub(in crate::store) fn write_derived(
    transaction: &Transaction<'_>,
    row: i64,
    entry: &PreparedEntry,
) -> Result<(), Error> {
    let values = derived_values(entry).into_iter();
    transaction
        .prepare_cached(&UPDATE_DERIVED)?
        .execute(params_from_iter(values.chain([&row as &dyn ToSql])))?;
    Ok(())
}

/// The columns of [`Kept`].
const KEPT: [&str; 6] = [
    "key",
    "source",
    "story",
    "evidence",
    "first_seen",
    "position",
];

/// The columns with what the publisher sent, except the title.
const SENT: [&str; 13] = [
    "guid",
    "link",
    "authors",
    "categories",
    "published",
    "updated",
    "image",
    "language",
    "file",
    "sent",
    "link_key",
    "url_key",
    "enclosures",
];

/// The columns derived from the title and the text.
const DERIVED: [&str; 5] = ["revision", "version", "content", "title_hash", "chars"];

// Positional parameters, because SQLite searches for every named one among all.
static INSERT: LazyLock<String> = LazyLock::new(|| {
    let all = [&KEPT[..], &SENT, &["title"], &DERIVED].concat();
    let values = vec!["?"; all.len()].join(", ");
    format!("INSERT INTO entries ({}) VALUES ({values})", all.join(", "))
});

static UPDATE: LazyLock<String> =
    LazyLock::new(|| update_of(&[&SENT[..], &["title"], &DERIVED].concat()));

static UPDATE_SENT: LazyLock<String> = LazyLock::new(|| update_of(&SENT));

static UPDATE_DERIVED: LazyLock<String> = LazyLock::new(|| update_of(&DERIVED));

/// SQL that sets these columns of the entry whose row is the last parameter.
fn update_of(columns: &[&str]) -> String {
    format!(
        "UPDATE entries SET {} = ? WHERE id = ?",
        columns.join(" = ?, ")
    )
}

/// What the columns [`SENT`] and the title hold, in the form of the database.
struct Sent<'a> {
    entry: &'a PreparedEntry,
    title: &'a str,
    authors: String,
    categories: String,
    published: Option<i64>,
    updated: Option<i64>,
    link_key: Option<[u8; 8]>,
    url_key: Option<[u8; 8]>,
    enclosures: Option<String>,
}

impl<'a> Sent<'a> {
    fn new(entry: &'a PreparedEntry) -> Result<Self, Error> {
        let raw = &entry.raw;
        Ok(Self {
            entry,
            title: raw.title.as_deref().unwrap_or_default(),
            authors: to_json(&raw.authors)?,
            categories: to_json(&raw.categories)?,
            published: raw.published.map(seconds),
            updated: raw.updated.map(seconds),
            link_key: entry.identity.link.map(|link| *link.as_bytes()),
            url_key: entry.identity.url.map(|url| *url.as_bytes()),
            enclosures: enclosures(raw)?,
        })
    }

    /// The values of [`SENT`], in its order.
    fn values(&self) -> [&dyn ToSql; SENT.len()] {
        let raw = &self.entry.raw;
        [
            &raw.guid,
            &raw.link,
            &self.authors,
            &self.categories,
            &self.published,
            &self.updated,
            &raw.image,
            &raw.language,
            &raw.file,
            self.entry.raw_hash.as_bytes(),
            &self.link_key,
            &self.url_key,
            &self.enclosures,
        ]
    }
}

/// The values of [`DERIVED`], in its order.
fn derived_values(entry: &PreparedEntry) -> [&dyn ToSql; DERIVED.len()] {
    let fingerprint = &entry.fingerprint;
    [
        entry.revision.as_bytes(),
        &fingerprint.version,
        fingerprint.content.as_bytes(),
        fingerprint.title.as_bytes(),
        &fingerprint.chars,
    ]
}

/// The attached files of an entry as its column holds them.
fn enclosures(raw: &RawEntry) -> Result<Option<String>, Error> {
    match raw.enclosures.as_slice() {
        [] => Ok(None),
        files => Ok(Some(to_json(files)?)),
    }
}
