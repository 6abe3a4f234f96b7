//! A tokenized text in a quarter of the memory: two bytes for each token instead of eight.

use std::sync::OnceLock;

use super::currency::Currencies;
use super::{Figure, FigureKind, Hedge, TokenizedText};
use crate::fold::bytes::{Reader, Writer};

/// Tokens below this are ideographs and masks, and are written as they are. What is above refers
/// to a word of the text, by its place among them.
const FIRST_WORD: u64 = 0xD800;

/// Most different words of a text that is packed.
const MAX_WORDS: usize = 0x1_0000 - 0xD800;

const HEDGES: [Option<Hedge>; 4] = [
    None,
    Some(Hedge::Above),
    Some(Hedge::Below),
    Some(Hedge::Around),
];

impl TokenizedText {
    /// Appends the text; `None` if it has too many different words.
    pub(in crate::fold) fn pack(&self, out: &mut Writer) -> Option<()> {
        let is_word = |token: &&u64| **token >= FIRST_WORD;
        let of_tokens = self.tokens.iter().filter(is_word);
        let mut words: Vec<u64> = of_tokens.chain(&self.names).copied().collect();
        words.sort_unstable();
        words.dedup();
        if words.len() > MAX_WORDS {
            return None;
        }
        out.list(&words, |out, word| out.bytes(&word.to_le_bytes()));
        let place = |word: &u64| words.binary_search(word).ok();
        let unit = |token: &u64| -> Option<u16> {
            let unit = if *token < FIRST_WORD {
                *token
            } else {
                FIRST_WORD + u64::try_from(place(token)?).ok()?
            };
            u16::try_from(unit).ok()
        };
        out.number(self.tokens.len());
        for token in &self.tokens {
            out.bytes(&unit(token)?.to_le_bytes());
        }
        out.number(self.names.len());
        for name in &self.names {
            out.number(place(name)?);
        }
        out.list(&self.figures, |out, figure| figure.pack(out));
        out.number(self.lead);
        out.number(self.ideographs);
        out.number(self.spaced);
        Some(())
    }

    /// Reads what [`Self::pack`] appended.
    pub(in crate::fold) fn unpack(from: &mut Reader<'_>) -> Option<Self> {
        let words = from.list(|from| Some(u64::from_le_bytes(*from.array()?)))?;
        let count: usize = from.number()?;
        let units = from.bytes(count.checked_mul(2)?)?;
        let (units, _) = units.as_chunks::<2>();
        let mut is_damaged = false;
        let tokens = units.iter().map(|unit| {
            let unit = u64::from(u16::from_le_bytes(*unit));
            let Some(place) = unit.checked_sub(FIRST_WORD) else {
                return unit;
            };
            let word = usize::try_from(place).ok().and_then(|at| words.get(at));
            is_damaged |= word.is_none();
            word.copied().unwrap_or_default()
        });
        // Collecting into an `Option` instead took nearly four times as many instructions.
        let tokens = tokens.collect();
        if is_damaged {
            return None;
        }
        Some(Self {
            tokens,
            names: from.list(|from| words.get(from.number::<usize>()?).copied())?,
            figures: from.list(Figure::unpack)?,
            lead: from.number()?,
            ideographs: from.number()?,
            spaced: from.number::<u8>()? == 1,
            grams: OnceLock::new(),
            gram_index: OnceLock::new(),
        })
    }
}

impl Figure {
    fn pack(&self, out: &mut Writer) {
        let kind = FigureKind::ALL.iter().position(|kind| *kind == self.kind);
        let hedge = HEDGES.iter().position(|hedge| *hedge == self.hedge);
        out.number(
            kind.unwrap_or_default() << 3
                | hedge.unwrap_or_default() << 1
                | usize::from(self.scaled),
        );
        out.bytes(&self.value.to_le_bytes());
        out.bytes(&self.step.to_le_bytes());
        out.number(self.digits);
        out.number(self.currencies.bits());
        out.number(self.token);
    }

    fn unpack(from: &mut Reader<'_>) -> Option<Self> {
        let flags: usize = from.number()?;
        Some(Self {
            kind: *FigureKind::ALL.get(flags >> 3)?,
            hedge: *HEDGES.get(flags >> 1 & 3)?,
            scaled: flags & 1 == 1,
            value: f64::from_le_bytes(*from.array()?),
            step: f64::from_le_bytes(*from.array()?),
            digits: from.number()?,
            currencies: Currencies::from_bits(from.number()?),
            token: from.number()?,
        })
    }
}
