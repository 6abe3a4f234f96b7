//! Turns columns into the model's types and back. A value that cannot be read is an error that
//! names its column.

use std::fmt::Display;

use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, Type, ValueRef};
use rusqlite::{Row, RowIndex};

use crate::model::{
    BodyHash, Completeness, ContentHash, EntryKey, Fingerprint, LineKey, LinkKey, SettingsHash,
    SourceName, StoryId, Timestamp, UrlKey,
};

/// SQL for the date of an entry. An entry without `published` gets the `updated` it first came
/// with: its `position` is the earlier of that and of its arrival, and never changes, whatever
/// `updated` says later.
pub(super) const DATED: &str =
    "coalesce(entries.published, min(entries.updated, entries.position))";

/// Seconds since the epoch.
pub(super) fn seconds(at: Timestamp) -> i64 {
    at.as_second()
}

/// A column, by name or by index. The index is faster, where many rows are read.
pub(super) trait Column: RowIndex + Display + Copy {}

impl<C: RowIndex + Display + Copy> Column for C {}

/// Reads an instant.
pub(super) fn timestamp(row: &Row<'_>, column: impl Column) -> rusqlite::Result<Timestamp> {
    let seconds: i64 = row.get(column)?;
    Timestamp::from_second(seconds).map_err(|error| unreadable(column, error))
}

/// Reads an instant that may be missing.
pub(super) fn optional_timestamp(
    row: &Row<'_>,
    column: impl Column,
) -> rusqlite::Result<Option<Timestamp>> {
    row.get::<_, Option<i64>>(column)?
        .map(|seconds| Timestamp::from_second(seconds).map_err(|error| unreadable(column, error)))
        .transpose()
}

/// Reads a JSON column.
pub(super) fn json<T: serde::de::DeserializeOwned>(
    row: &Row<'_>,
    column: impl Column,
) -> rusqlite::Result<T> {
    let text = row.get_ref(column)?.as_str()?;
    serde_json::from_str(text).map_err(|error| unreadable(column, error))
}

/// Reads a JSON column that may be missing.
pub(super) fn json_or_none<T: serde::de::DeserializeOwned>(
    row: &Row<'_>,
    column: &str,
) -> rusqlite::Result<Option<T>> {
    row.get::<_, Option<String>>(column)?
        .map(|text| serde_json::from_str(&text).map_err(|error| unreadable(column, error)))
        .transpose()
}

/// Writes a JSON column.
pub(super) fn to_json<T: serde::Serialize + ?Sized>(value: &T) -> rusqlite::Result<String> {
    serde_json::to_string(value)
        .map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))
}

/// Reads a source name.
pub(super) fn source_name(row: &Row<'_>, column: impl Column) -> rusqlite::Result<SourceName> {
    let text: String = row.get(column)?;
    SourceName::parse(&text).map_err(|error| unreadable(column, error))
}

pub(super) fn unreadable(
    column: impl Display,
    error: impl std::error::Error + Send + Sync + 'static,
) -> rusqlite::Error {
    let error = std::io::Error::other(format!("column {column}: {error}"));
    rusqlite::Error::FromSqlConversionFailure(0, Type::Null, error.into())
}

/// Reads a key or hash of fixed length.
pub(super) fn bytes<K: Bytes>(row: &Row<'_>, column: &str) -> rusqlite::Result<K> {
    row.get::<_, K::Array>(column).map(K::from_array)
}

/// Reads a key or hash that may be missing.
pub(super) fn optional_bytes<K: Bytes>(
    row: &Row<'_>,
    column: impl Column,
) -> rusqlite::Result<Option<K>> {
    Ok(row.get::<_, Option<K::Array>>(column)?.map(K::from_array))
}

/// The keys and hashes of the model.
pub(super) trait Bytes: Sized {
    /// Its bytes.
    type Array: FromSql;
    /// From its bytes.
    fn from_array(array: Self::Array) -> Self;
}

macro_rules! bytes {
    ($($name:ident $length:literal),*) => {
        $(impl Bytes for $name {
            type Array = [u8; $length];

            fn from_array(array: Self::Array) -> Self {
                Self::from_bytes(array)
            }
        })*
    };
}

bytes!(EntryKey 16, StoryId 16, ContentHash 32, BodyHash 32, SettingsHash 32, LineKey 8, LinkKey 8, UrlKey 8);

/// Reads the fingerprint of an entry.
pub(super) fn fingerprint(row: &Row<'_>) -> rusqlite::Result<Fingerprint> {
    Ok(Fingerprint {
        version: row.get("version")?,
        content: bytes(row, "content")?,
        title: bytes(row, "title_hash")?,
        chars: row.get("chars")?,
    })
}

/// A [`Completeness`] as a column.
#[derive(Debug, Clone, Copy)]
pub(super) struct StoredCompleteness(pub(super) Completeness);

impl ToSql for StoredCompleteness {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::from(match self.0 {
            Completeness::Whole => 0,
            Completeness::Unclosed => 1,
            Completeness::Cut => 2,
        }))
    }
}

impl FromSql for StoredCompleteness {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        Ok(Self(match value.as_i64()? {
            0 => Completeness::Whole,
            1 => Completeness::Unclosed,
            2 => Completeness::Cut,
            other => return Err(FromSqlError::OutOfRange(other)),
        }))
    }
}
