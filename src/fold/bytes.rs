//! Writes and reads numbers and lists as bytes, without names or types between them.

use std::sync::Arc;

/// Appends to bytes.
#[derive(Debug)]
pub(super) struct Writer(Vec<u8>);

/// Reads the bytes of a [`Writer`]; every answer is `None` once they are at their end.
#[derive(Debug)]
pub(super) struct Reader<'a>(&'a [u8]);

impl Writer {
    /// With room for so many bytes.
    pub(super) fn with_capacity(bytes: usize) -> Self {
        Self(Vec::with_capacity(bytes))
    }

    pub(super) fn bytes(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }

    /// Appends a number, seven bits to a byte (LEB128): one byte for most numbers here. Numbers
    /// of a type that has negative ones must not be negative.
    pub(super) fn number(&mut self, number: impl TryInto<u64>) {
        let mut rest = number.try_into().unwrap_or_default();
        while rest > 0x7F {
            let [low, ..] = rest.to_le_bytes();
            self.0.push(low | 0x80);
            rest >>= 7;
        }
        let [last, ..] = rest.to_le_bytes();
        self.0.push(last);
    }

    pub(super) fn list<T>(&mut self, list: &[T], mut each: impl FnMut(&mut Self, &T)) {
        self.number(list.len());
        for item in list {
            each(self, item);
        }
    }

    pub(super) fn finish(self) -> Arc<[u8]> {
        self.0.into()
    }

    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.0
    }
}

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    pub(super) fn bytes(&mut self, count: usize) -> Option<&'a [u8]> {
        let (bytes, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(bytes)
    }

    pub(super) fn array<const N: usize>(&mut self) -> Option<&'a [u8; N]> {
        let (bytes, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(bytes)
    }

    /// Reads what [`Writer::number`] wrote.
    pub(super) fn number<T: TryFrom<u64>>(&mut self) -> Option<T> {
        let mut number = 0;
        for shift in (0..u64::BITS).step_by(7) {
            let [byte] = *self.array()?;
            number |= u64::from(byte & 0x7F).checked_shl(shift)?;
            if byte & 0x80 == 0 {
                return T::try_from(number).ok();
            }
        }
        None
    }

    /// Reads what [`Writer::list`] wrote.
    pub(super) fn list<T>(
        &mut self,
        mut each: impl FnMut(&mut Self) -> Option<T>,
    ) -> Option<Vec<T>> {
        let count: usize = self.number()?;
        // Every item takes a byte at least.
        let mut list = Vec::with_capacity(count.min(self.0.len()));
        for _ in 0..count {
            list.push(each(self)?);
        }
        Some(list)
    }
}
