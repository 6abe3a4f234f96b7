//! Keeps what folding needs: finds the entries that may be copies, and writes the decisions.
//!
//! - [`index`] makes entries findable by their texts, of which [`anchors`] is the index, and by
//!   their official documents; [`stored`] answers what `fold` asks, out of [`entry_cache`] where it
//!   can.
//! - [`decisions`] writes what `fold` decided, [`overrule`] what a person ruled; [`refold`] repeats
//!   all decisions.
//! - [`learning`] counts the lines that a source repeats.
//! - [`related`] and [`pair_lookup`] answer commands about two entries or about all of a number.

pub(super) mod anchors;
pub(super) mod decisions;
pub(super) mod entry_cache;
pub(super) mod index;
pub(super) mod learning;
mod overrule;
mod pair_lookup;
pub(super) mod refold;
mod related;
mod stored;

pub use learning::BoilerplateLine;
pub use overrule::{Act, StoryMembers};
pub use pair_lookup::Decided;
pub use refold::{Move, Outdated, RefoldStep, Refolded, Refolding, Versions};
pub use related::NumberedEntry;
pub use stored::{Paired, Stored};
