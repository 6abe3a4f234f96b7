//! Stores bodies as plain text or as a compressed frame. Any SQLite can read all other columns.

use rusqlite::ToSql;
use rusqlite::types::{FromSql, FromSqlResult, ToSqlOutput, ValueRef};

use crate::model::PackedHtml;

impl ToSql for PackedHtml {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self.stored() {
            Ok(html) => ValueRef::Text(html.as_bytes()),
            Err(frame) => ValueRef::Blob(frame),
        }))
    }
}

/// Does not unpack the body. Older versions stored bodies as plain text.
impl FromSql for PackedHtml {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        match value {
            ValueRef::Blob(frame) => Ok(Self::frame(frame)),
            plain => plain.as_str().map(Self::plain),
        }
    }
}
