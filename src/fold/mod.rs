//! Decides which entries carry one text, and which of them represents their story. Pure: no clock,
//! no database. The same entries in another order give the same partition.
//!
//! Two entries are compared by exact keys (official numbers, content hash, page) and by named
//! evidence of their texts, summed to a score ([`compare()`], [`TERMS`]); stories are arranged by
//! the mean score of all pairs ([`arrange()`]). [`anchors()`] find the candidates that are worth
//! comparing.
//!
//! | module | job |
//! |---|---|
//! | `tokens` | a text as tokens, numbers and names |
//! | `profile` | the two texts of an entry, with outlet and date |
//! | `subject` | whom a title is about |
//! | `packed`, `bytes` | the same in less memory, for thousands of entries |
//! | `words` | tables of words: opposites, denials, digests, aliases, exchanged words |
//! | `alignment`, `substitution` | what two texts have in one order; what one has instead |
//! | `evidence` | every term that counts for or against one text, with its weight, by subject |
//! | `compare` | exact keys and evidence → whether two entries carry one text or are related |
//! | `corrections` | which entries are marked as corrections, and which entry each corrects |
//! | `anchors`, `decide` | which entries are compared; which story an entry joins |
//! | `sketch` | refuses most candidates before their texts are read |
//! | `arrange` | groups entries into stories by the scores of all pairs |
//! | `article` | whether a text under a known key is another article |
//! | `foreign` | whether a text says anything of what a title or a summary names |
//! | `naming` | which official reply an entry names |
//! | `representative` | which member represents a story |
//! | `replaced` | what one entry has in the place of something in another one, in words |
//! | `fit` | fits weights to judged pairs, for `eval` |
//! | `version` | the version of the comparison, pinned to its results for a fixed set of pairs |

mod alignment;
mod anchors;
mod arrange;
mod article;
mod bytes;
mod compare;
mod corrections;
mod decide;
mod evidence;
mod fit;
mod foreign;
mod naming;
mod packed;
mod profile;
mod replaced;
mod representative;
mod sketch;
mod subject;
mod substitution;
#[cfg(test)]
mod test_entries;
mod tokens;
mod version;
mod words;

pub use anchors::anchors;
pub use arrange::arrange;
pub use article::is_another_article;
pub use compare::{
    ExaminedPair, MIN_CHARS, MIN_CHARS_OVER_DAYS, ProfiledEntry, THRESHOLD, WeighedTerm, Weighing,
    compare, examine, term_names,
};
pub use corrections::{Bare, Marked};
pub use decide::{Arriving, StoredEntries, Texts, candidates, decide, examine_stored, rearrange};
pub use evidence::{BIAS, Measurements, TERMS, Term, TermSide, Weights, measure};
pub use fit::{MeasuredPair, fit};
pub use foreign::{is_foreign, length};
pub use naming::{DocumentRelation, Naming, named_with};
pub use packed::{PackedProfile, ProfileGrams};
pub use profile::{Facts, Profile};
pub use replaced::{Replaced, ReplacedKind, ReplacedPlace, WordedEntry, replaced};
pub use representative::{Contender, Rank, compose, eligible, representative};
pub use sketch::{Screen, Sketch};
pub use version::VERSION;
pub use words::announces_digest;
