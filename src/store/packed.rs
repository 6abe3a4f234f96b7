//! Bodies as they are stored: compressed where that makes them smaller.
//!
//! zstd at its lowest level takes some 10 µs for 4 kB of HTML and halves it; everything else of an entry stays
//! readable by any SQLite. A body stored by an older version is plain text and is read as well.

use std::cell::RefCell;

use rusqlite::ToSql;
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSqlOutput, ValueRef};

/// Bodies shorter than this, in bytes, gain nothing.
const SHORTEST: usize = 200;

/// Longest body that is unpacked, in bytes: more than any document that is read.
const LONGEST: usize = 1 << 30;

const LEVEL: i32 = 1;

thread_local! {
    /// A context is far more expensive to make than to use.
    static PACKER: RefCell<Option<zstd::bulk::Compressor<'static>>> =
        RefCell::new(zstd::bulk::Compressor::new(LEVEL).ok());
    static UNPACKER: RefCell<Option<zstd::bulk::Decompressor<'static>>> =
        RefCell::new(zstd::bulk::Decompressor::new().ok());
}

/// HTML on its way into the store: its length and a zstd frame, or itself.
pub(super) struct Packed<'a> {
    html: &'a str,
    frame: Option<Vec<u8>>,
}

impl<'a> Packed<'a> {
    pub(super) fn of(html: &'a str) -> Self {
        let frame = (html.len() >= SHORTEST).then(|| pack(html)).flatten();
        Self { html, frame }
    }
}

fn pack(html: &str) -> Option<Vec<u8>> {
    let length = u32::try_from(html.len()).ok()?;
    let frame = PACKER.with_borrow_mut(|packer| packer.as_mut()?.compress(html.as_bytes()).ok())?;
    let mut packed = length.to_le_bytes().to_vec();
    packed.extend(frame);
    (packed.len() < html.len()).then_some(packed)
}

impl ToSql for Packed<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match &self.frame {
            Some(frame) => ValueRef::Blob(frame),
            None => ValueRef::Text(self.html.as_bytes()),
        }))
    }
}

/// HTML read from the store.
pub(super) struct Html(pub(super) String);

impl FromSql for Html {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        match value {
            ValueRef::Blob(packed) => unpack(packed).map(Self),
            plain => String::column_result(plain).map(Self),
        }
    }
}

fn unpack(packed: &[u8]) -> FromSqlResult<String> {
    let unreadable = || FromSqlError::Other("a body that cannot be unpacked".into());
    let (length, frame) = packed.split_first_chunk().ok_or_else(unreadable)?;
    let length = usize::try_from(u32::from_le_bytes(*length)).unwrap_or(LONGEST);
    if length > LONGEST {
        return Err(unreadable());
    }
    let html = UNPACKER
        .with_borrow_mut(|unpacker| unpacker.as_mut()?.decompress(frame, length).ok())
        .filter(|html| html.len() == length)
        .ok_or_else(unreadable)?;
    String::from_utf8(html).map_err(|error| FromSqlError::Other(error.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn round(html: &str) -> (usize, String) {
        let packed = Packed::of(html);
        let ToSqlOutput::Borrowed(value) = packed.to_sql().unwrap() else {
            panic!("borrowed");
        };
        let length = value.as_bytes().unwrap().len();
        (length, Html::column_result(value).unwrap().0)
    }

    #[test]
    fn a_body_comes_back_as_it_was_and_takes_less_where_it_can() {
        let long = "<p>三年改造全部灯塔。</p>".repeat(50);
        let (length, read) = round(&long);
        assert_eq!(read, long);
        assert!(length * 2 < long.len(), "{length} of {}", long.len());
        for short in ["", "<p>短</p>"] {
            assert_eq!(round(short), (short.len(), short.to_owned()));
        }
    }

    #[test]
    fn a_spoiled_body_is_an_error() {
        let long = "<p>三年改造全部灯塔。</p>".repeat(50);
        let packed = pack(&long).unwrap();
        for spoiled in [&packed[..3], &packed[..20], &[0xff; 40][..]] {
            assert!(Html::column_result(ValueRef::Blob(spoiled)).is_err());
        }
        let mut longer = packed;
        longer[3] = 0x7f;
        assert!(Html::column_result(ValueRef::Blob(&longer)).is_err());
    }
}
