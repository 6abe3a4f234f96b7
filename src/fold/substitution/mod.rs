//! What one entry has in the place where the other one, between the same words, has something else.
//!
//! A copy leaves out, adds or respells. A sibling of the same form (`沪铜主力合约日内涨2%`,
//! `沪锌主力合约日内涨2%`) puts another value into one place. A value is replaced if both sides
//! have one, neither entry names that of the other anywhere, and each entry is about its own: it
//! says it in its title and in its text.

mod parts;
mod places;
mod texts;
mod titles;
mod value;

pub(super) use parts::trimmed;
pub(super) use places::{frame, gaps, matched};
pub(super) use texts::{is_respelled, values_replaced};
pub(super) use titles::Substitution;

/// A stretch of tokens.
pub(super) type Stretch = std::ops::Range<usize>;
