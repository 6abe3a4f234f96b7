//! Corrections and withdrawals: how a publisher marks them, and which entry they speak of.
//!
//! A correction repeats most of the text that it corrects, so that neither hashes nor the evidence
//! of the texts can keep both apart. [`Marked`] therefore reads the mark from the title and the
//! text as sent, before `normalize` removes any of it, and [`super::compare()`] looks at the marks
//! before anything else: an entry with a mark never folds with one that has none.
//!
//! Whether the marked entry corrects this very one is a second question, and a wrong answer is
//! worse than none: see [`pair`].

mod marks;
mod pair;
mod table;
#[cfg(test)]
mod tests;

pub use marks::{Bare, Marked};
pub(super) use pair::{MarkedPair, silently_corrected};
