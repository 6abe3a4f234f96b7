//! A sketch as bytes, for a file: reading it back is much cheaper than making it again.

use super::filter::Filter;
use super::order::Segments;
use super::{Number, Sketch};
use crate::fold::bytes::{Reader, Writer};
use crate::fold::tokens::FigureKind;

/// Bytes of a number, and those that suffice for the rest of most sketches.
const BYTES_PER_NUMBER: usize = 11;
const MOST_OF_REST: usize = 40;

impl Sketch {
    /// The sketch as bytes for [`Self::from_bytes`] of the same run.
    pub fn to_bytes(&self) -> Vec<u8> {
        let Self {
            ideographs,
            min_grams,
            grams,
            segments,
            pairs,
            title_ideographs,
            title_pairs,
            has_subject,
            may_be_correction,
            has_title_number,
            has_spaced_text,
            numbers,
            amounts,
            specific,
        } = self;
        let numbers_bytes = BYTES_PER_NUMBER * numbers.as_deref().map_or(0, <[Number]>::len);
        let mut out = Writer::with_capacity(self.size() + numbers_bytes + MOST_OF_REST);
        out.number(*ideographs);
        out.number(*min_grams);
        grams.pack(&mut out);
        segments.pack(&mut out);
        pairs.pack(&mut out);
        out.number(*title_ideographs);
        out.list(title_pairs, |out, pair| out.bytes(&pair.to_le_bytes()));
        for flag in [
            has_subject,
            may_be_correction,
            has_title_number,
            has_spaced_text,
        ] {
            out.number(*flag);
        }
        out.number(numbers.is_some());
        if let Some(numbers) = numbers {
            out.list(numbers, |out, number| number.pack(out));
        }
        out.number(*amounts);
        out.number(*specific);
        out.into_bytes()
    }

    /// Reads the bytes of a sketch; `None` if they are damaged.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let mut from = Reader::new(bytes);
        let flag = |from: &mut Reader<'_>| Some(from.number::<u8>()? == 1);
        Some(Self {
            ideographs: from.number()?,
            min_grams: from.number()?,
            grams: Filter::unpack(&mut from)?,
            segments: Segments::unpack(&mut from)?,
            pairs: Filter::unpack(&mut from)?,
            title_ideographs: from.number()?,
            title_pairs: from
                .list(|from| from.array().copied().map(u32::from_le_bytes))?
                .into(),
            has_subject: flag(&mut from)?,
            may_be_correction: flag(&mut from)?,
            has_title_number: flag(&mut from)?,
            has_spaced_text: flag(&mut from)?,
            numbers: if flag(&mut from)? {
                Some(from.list(Number::unpack)?.into())
            } else {
                None
            },
            amounts: from.number()?,
            specific: from.number()?,
        })
    }
}

impl Filter {
    fn pack(&self, out: &mut Writer) {
        out.list(&self.words, |out, word| out.bytes(&word.to_le_bytes()));
    }

    fn unpack(from: &mut Reader<'_>) -> Option<Self> {
        let count: usize = from.number()?;
        let (words, _) = from
            .bytes(count.checked_mul(size_of::<u64>())?)?
            .as_chunks();
        Some(Self {
            words: words.iter().copied().map(u64::from_le_bytes).collect(),
        })
    }
}

impl Segments {
    fn pack(&self, out: &mut Writer) {
        out.number(self.sets.len());
        out.bytes(&self.sets);
    }

    fn unpack(from: &mut Reader<'_>) -> Option<Self> {
        let count = from.number()?;
        Some(Self {
            sets: from.bytes(count)?.into(),
        })
    }
}

impl Number {
    fn pack(&self, out: &mut Writer) {
        out.bytes(&self.value.to_le_bytes());
        out.bytes(&self.step.to_le_bytes());
        let kind = FigureKind::ALL.iter().position(|kind| *kind == self.kind);
        out.number(kind.unwrap_or_default());
        out.number(self.is_specific);
        out.number(self.is_in_title);
        out.number(self.may_be_spelled);
        out.number(self.may_be_numeral);
    }

    fn unpack(from: &mut Reader<'_>) -> Option<Self> {
        Some(Self {
            value: f32::from_le_bytes(*from.array()?),
            step: f32::from_le_bytes(*from.array()?),
            kind: *FigureKind::ALL.get(from.number::<usize>()?)?,
            is_specific: from.number::<u8>()? == 1,
            is_in_title: from.number::<u8>()? == 1,
            may_be_spelled: from.number::<u8>()? == 1,
            may_be_numeral: from.number::<u8>()? == 1,
        })
    }
}
