//! What the search looks for and in which texts; pure, but for the fill of the index.
//!
//! ```text
//! texts of a story ─► terms ─► index of the store           fill, after a pass
//! query ─► words and fields ─► terms ─► candidates ─► texts matched ─► parts with hits
//! ```
//! A text is normalised as for comparing (`normalize`): traditional characters find simplified
//! ones, full-width letters half-width ones, capitals small letters. A word of letters or digits
//! matches a whole word, or the beginning of one with `*` after it. Ideographs, kana, hangul and
//! other scripts without spaces match anywhere. The index only proposes stories: [`matching`]
//! decides.

mod facts;
mod fill;
mod matching;
mod query;
mod terms;

pub(super) use facts::{is_same, issuer_terms, language_term, outlet_terms, outlets_term};
pub(super) use fill::{FILL_LIMIT, longest_first, version};
pub use fill::{fill_search, mend_search, rebuild_search};
pub(super) use matching::{Haystack, Needle, snippet};
pub use query::Query;
pub(super) use query::{Bound, Fact};
