//! Decides which entries carry one text, and which of them stands for their story. Pure: no clock,
//! no database; the same entries in another order come to the same partition.
//!
//! Two entries are compared by exact keys (official numbers, content hash, page) and by named
//! evidence of their texts, summed to a score ([`compare()`], [`TERMS`]); stories are arranged by
//! the mean score of all pairs ([`arrange()`]). Candidates worth comparing are found by
//! [`anchors()`].

mod alignment;
mod anchors;
mod arrange;
mod article;
mod compare;
mod evidence;
mod fit;
mod naming;
mod place;
mod profile;
mod reading;
mod sketch;
mod substitution;
#[cfg(test)]
mod tests;
mod weights;
mod words;

pub use anchors::anchors;
pub use arrange::arrange;
pub use article::is_another_article;
pub use compare::{
    MIN_CHARS, MIN_CHARS_OVER_DAYS, Side, Weighing, compare, same_text, score, weighed,
};
pub use evidence::{Terms, terms};
pub use fit::{Fitted, Judged, fit};
pub use naming::{Naming, Part, named_with};
pub use place::{Arriving, StoredEntries, Texts, candidates, compare_stored, decide, rearrange};
pub use profile::{Facts, Profile};
pub use sketch::{Screen, Sketch};
pub use weights::{BIAS, Side as TermSide, TERMS, Term, meaning};

use crate::model::{EntryKey, Member, SourceName, StoredStory, Story, Timestamp};

/// What counts when a story chooses its representative.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing<'a> {
    /// Which member.
    pub key: EntryKey,
    /// Who chose it.
    pub rank: Rank,
    /// Length of its normalised text, in characters.
    pub chars: u32,
    /// min(first seen, published).
    pub position: Timestamp,
    /// Its date as sent.
    pub published: Option<Timestamp>,
    /// When we met it.
    pub first_seen: Timestamp,
    /// Of the entries of one feed that came at the same time, the newest has the highest place.
    pub place: i64,
    /// The source it came by.
    pub source: &'a SourceName,
    /// Who carried it.
    pub outlet: &'a str,
}

impl<'a> Standing<'a> {
    /// Of a member; `priority` is that of its source or of a rule, `None` if its source is no
    /// longer configured.
    pub fn of(member: &'a Member, priority: Option<i32>) -> Self {
        Self {
            key: member.key,
            rank: match priority {
                None => Rank::Unconfigured,
                Some(_) if member.pinned => Rank::Pinned,
                Some(priority) => Rank::Priority(priority),
            },
            chars: member.chars,
            position: member.position(),
            published: member.published,
            first_seen: member.first_seen,
            // The newest entry of a document is stored last. Posts have no such order: the first
            // stays.
            place: if member.is_post() {
                -member.row.0
            } else {
                member.row.0
            },
            source: &member.source,
            outlet: member.outlet(),
        }
    }
}

/// By what a member is preferred to others, the least first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rank {
    /// Its source is no longer configured: it represents a story only if nobody else can.
    Unconfigured,
    /// The priority of its source, or that of a rule.
    Priority(i32),
    /// A person's word.
    Pinned,
}

/// Share of the longest text from which on a member carries the text whole: what is longer by less
/// is longer by boilerplate.
const WHOLE: f64 = 0.9;

/// The member that stands for a story; `None` without members.
///
/// The member of the highest rank is chosen; of these one that carries the text whole, then the
/// earliest, the first seen, and the one of the lowest key. If its outlet sent others of the same
/// rank and date by the same source, the one that came last takes its place: when a site moves,
/// its feed lists the same texts at new addresses, and the old ones lead nowhere.
pub fn representative<'a>(members: impl IntoIterator<Item = Standing<'a>>) -> Option<EntryKey> {
    let members: Vec<Standing<'_>> = members.into_iter().collect();
    let longest = members.iter().map(|member| member.chars).max()?;
    let whole = |member: &Standing<'_>| f64::from(member.chars) >= WHOLE * f64::from(longest);
    let first = members.iter().min_by_key(|member| {
        (
            std::cmp::Reverse(member.rank),
            !whole(member),
            member.position,
            member.first_seen,
            member.key,
        )
    })?;
    let in_its_place = |member: &&Standing<'_>| {
        (member.source, member.outlet, member.rank, whole(member))
            == (first.source, first.outlet, first.rank, whole(first))
            && member.published == first.published
    };
    members
        .iter()
        .filter(in_its_place)
        .max_by_key(|member| (member.first_seen, member.place))
        .map(|member| member.key)
}

/// Names the representative of a stored story. `None` for a story without members; `priority`
/// gives what [`Standing::of`] takes.
pub fn compose(stored: StoredStory, priority: impl Fn(&Member) -> Option<i32>) -> Option<Story> {
    let StoredStory {
        id,
        position,
        updated,
        mut members,
    } = stored;
    let standings = members
        .iter()
        .map(|member| Standing::of(member, priority(member)));
    let chosen = representative(standings)?;
    let index = members.iter().position(|member| member.key == chosen)?;
    let representative = members.remove(index);
    let mut story = Story {
        id,
        position,
        updated,
        representative,
        reposts: members,
    };
    // A member that came together with the founding entry may have a later date.
    story.updated = updated.max(story.published());
    Some(story)
}
