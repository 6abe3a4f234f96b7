//! The one integration crate.

mod parse;
mod preview;
