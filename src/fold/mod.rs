//! Decides whether an entry is a repost, and which member stands for a story. Pure: no clock, no
//! database; the same entries in another order come to the same partition.

#[cfg(test)]
mod tests;

use crate::model::{
    Candidate, Decision, EntryKey, Evidence, Member, PreparedEntry, StoredStory, Story, Timestamp,
};

/// Shortest normalised text, in characters, that folds under another title.
///
/// Below it, one publisher may write the same words about different things («今日不开展逆回购操作», a
/// disclaimer that stands for the text of every notice): the titles have to be equal as well.
pub const MIN_CHARS: u32 = 100;

/// Shortest normalised text, in characters, that folds over more than one day.
///
/// Serial releases repeat themselves to the letter (a fixing that comes out at the same rate twice
/// in a fortnight); a longer notice says by itself which day it is about.
pub const MIN_CHARS_OVER_DAYS: u32 = 300;

/// Days begin at midnight in China, where most of the sources are; in seconds of UTC.
const DAY_BEGINS: i64 = -8 * 3600;

/// Decides where `entry` belongs, given the stored entries of equal text.
///
/// Equality of hash, and of title and day where they are asked for, is transitive, so the order in
/// which entries arrive does not change which of them end up together. An empty text never folds.
pub fn decide(entry: &PreparedEntry, candidates: &[Candidate]) -> Decision {
    let fingerprint = &entry.fingerprint;
    let (version, chars) = (fingerprint.version, fingerprint.chars);
    let day_of_entry = entry.raw.published.map(day);
    let is_same = |candidate: &&Candidate| {
        let other = &candidate.fingerprint;
        let same_text =
            chars > 0 && other.version == version && other.content == fingerprint.content;
        let same_title = other.title == fingerprint.title;
        let same_day = day_of_entry.is_some() && candidate.published.map(day) == day_of_entry;
        same_text
            && (chars >= MIN_CHARS || same_title)
            && (chars >= MIN_CHARS_OVER_DAYS || same_day)
    };
    let Some(candidate) = candidates.iter().find(is_same) else {
        return Decision::NewStory;
    };
    let with = candidate.key.to_string();
    let evidence = if chars >= MIN_CHARS_OVER_DAYS {
        Evidence::SameText {
            version,
            with,
            chars,
        }
    } else if chars >= MIN_CHARS {
        Evidence::SameTextAndDay {
            version,
            with,
            chars,
        }
    } else {
        Evidence::SameShortText {
            version,
            with,
            chars,
        }
    };
    Decision::Join {
        story: candidate.story,
        evidence,
    }
}

fn day(at: Timestamp) -> i64 {
    (at.as_second() - DAY_BEGINS).div_euclid(24 * 3600)
}

/// What counts when a story chooses its representative.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Which member.
    pub key: EntryKey,
    /// Priority of its source.
    pub priority: i32,
    /// min(first seen, published).
    pub position: Timestamp,
}

/// The member that stands for a story: highest priority, then earliest, then by key, so that the
/// choice depends on the members and not on the order in which they came. `None` without members.
pub fn representative(members: impl IntoIterator<Item = Standing>) -> Option<EntryKey> {
    members
        .into_iter()
        .min_by_key(|member| {
            (
                std::cmp::Reverse(member.priority),
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
        priority: priority(member),
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
