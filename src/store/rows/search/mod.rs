//! The full-text index over stories: [`fill`] keeps it up to date, [`find`] asks it.
//!
//! The index is two contentless FTS5 tables without positions (`detail=none`). The caller cuts
//! texts into terms (`pipeline::searching`), so the index has no words of its own: spaces separate
//! the terms.

mod fill;
mod find;

pub use fill::{CutTerms, Filled, IndexTerms, IndexedMember, IndexedStory};
pub(in crate::store) use fill::{empty, lacks};
pub use find::{Candidate, Candidates, Indexed, NumberQuery, Reach, StoryRows, TermQuery};
