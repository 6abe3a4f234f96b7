//! Measures how well the folds of a store agree with what people say of its entries, and fits the
//! weights of the evidence to it. An instrument for developers: no pass uses it.
//!
//! Two entries of one group that carry its text ([`Carries`]) should fold, two entries of
//! different groups should not. A pair with a rewrite or a digest of its own group counts neither
//! way.
//!
//! | module | job |
//! |---|---|
//! | `labels` | reads what people say: labels, judged pairs, ignored pairs |
//! | `index` | finds the stored entry that a label names |
//! | `score` | precision, recall, F1, ARI |
//! | `groups`, `judged` | compare the stories of a store with labels, with judged pairs |
//! | `wrong` | a pair that is wrong, explained as `explain` does |
//! | `wanted` | which entries a truth names, and whether it wants two of them to fold |
//! | `measured` | a set of entries with the evidence of each pair: what a fit works on |
//! | `generated` | siblings and copies made of stored entries, in memory only |
//! | `fitting` | fits the weights to several sets, and leaves each set out in turn |

mod fitting;
mod generated;
mod groups;
mod index;
mod judged;
mod labels;
mod measured;
mod score;
mod wanted;
mod wrong;

pub use fitting::{
    Decided, FittedOn, Fitting, GeneratedOutcome, SetOutcome, TermFitted, Under, WrongGenerated,
    fit,
};
pub use generated::{GeneratedChange, Kind};
pub use groups::{GroupsReport, score_labels};
pub use judged::{PairReport, score_pairs};
pub use labels::{Carries, IgnoredPair, JudgedPair, LabelError, Labelled, Name, read_lines};
pub use measured::{MeasuredSet, Truth};
pub use score::{PairCounts, adjusted_rand_index};
pub use wrong::{NamedEntry, Wrong, WrongPair};

use crate::model::EntryKey;

fn unordered(one: EntryKey, other: EntryKey) -> (EntryKey, EntryKey) {
    (one.min(other), one.max(other))
}
