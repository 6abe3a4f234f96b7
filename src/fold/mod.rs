//! Decides which entries carry one text, and which of them stands for their story. Pure: no clock, no
//! database; the same entries in another order come to the same partition.
//!
//! Two entries are compared by exact keys (official numbers, content hash, page) and by named evidence of
//! their texts, summed to a score ([`compare()`], [`TERMS`]); stories are arranged by the mean score of all
//! pairs ([`arrange()`]). Candidates worth comparing are found by [`anchors()`].

mod alignment;
mod anchors;
mod arrange;
mod compare;
mod evidence;
mod fit;
mod naming;
mod profile;
mod reading;
#[cfg(test)]
mod tests;
mod weights;
mod words;

pub use anchors::anchors;
pub use arrange::arrange;
pub use compare::{
    MIN_CHARS, MIN_CHARS_OVER_DAYS, Side, Weighing, compare, same_text, score, weighed,
};
pub use evidence::{Terms, terms};
pub use fit::{Fitted, Judged, fit};
pub use naming::{Naming, Part, named_with};
pub use profile::{Facts, Profile};
pub use weights::{BIAS, Side as TermSide, TERMS, Term, meaning};

use crate::model::{EntryKey, Member, StoredStory, Story, Timestamp};

/// What counts when a story chooses its representative.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Which member.
    pub key: EntryKey,
    /// Who chose it.
    pub rank: Rank,
    /// Length of its normalised text, in characters.
    pub chars: u32,
    /// min(first seen, published).
    pub position: Timestamp,
}

/// By what a member is preferred to others, the least first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rank {
    /// The priority of its source, or that of a rule.
    Priority(i32),
    /// A person's word.
    Pinned,
}

impl Rank {
    /// Of a member, given the priority it has when nobody pinned it.
    pub fn of(member: &Member, priority: i32) -> Self {
        if member.pinned {
            Self::Pinned
        } else {
            Self::Priority(priority)
        }
    }
}

/// Share of the longest text from which on a member carries the text whole: what is longer by less is
/// longer by furniture.
const WHOLE: f64 = 0.9;

/// The member that stands for a story; `None` without members.
///
/// One that a person pinned, then highest priority, then one that carries the text whole, then the earliest,
/// then by key, so that the choice depends on the members and not on the order in which they came.
pub fn representative(members: impl IntoIterator<Item = Standing>) -> Option<EntryKey> {
    let members: Vec<Standing> = members.into_iter().collect();
    let longest = members.iter().map(|member| member.chars).max()?;
    let whole = |member: &Standing| f64::from(member.chars) >= WHOLE * f64::from(longest);
    members
        .iter()
        .min_by_key(|member| {
            (
                std::cmp::Reverse(member.rank),
                !whole(member),
                member.position,
                member.key,
            )
        })
        .map(|member| member.key)
}

/// Names the representative of a stored story. `None` for a story without members.
pub fn compose(stored: StoredStory, priority: impl Fn(&Member) -> i32) -> Option<Story> {
    let StoredStory {
        id,
        position,
        updated,
        mut members,
    } = stored;
    let chosen = representative(members.iter().map(|member| Standing {
        key: member.key,
        rank: Rank::of(member, priority(member)),
        chars: member.chars,
        position: member.position(),
    }))?;
    let index = members.iter().position(|member| member.key == chosen)?;
    let representative = members.remove(index);
    Some(Story {
        id,
        position,
        updated,
        representative,
        reposts: members,
    })
}
