//! Decides whether an entry is a repost, and which member stands for a story. Pure: no clock, no
//! database; the same entries in another order come to the same partition.

#[cfg(test)]
mod tests;

use crate::model::{
    Candidate, Decision, EntryKey, Evidence, Member, PreparedEntry, StoredStory, Story, Timestamp,
};

/// Shortest normalised text, in characters, that folds by its hash alone.
///
/// Below it, one publisher may write the same words about different things («今日不开展逆回购操作», a
/// disclaimer that stands for the text of every notice): the titles have to be equal as well, and
/// the day. A long notice says by itself which day, company and amount it is about.
pub const MIN_CHARS: u32 = 100;

/// Days of short texts begin at midnight in China, where most of the sources are.
const DAY_BEGINS: i64 = -8 * 3600;

/// Decides where `entry` belongs, given the stored entries of equal text.
///
/// Equality of hash (and of title and day for short texts) is transitive, so the order in which
/// entries arrive does not change which of them end up together. An empty text never folds.
pub fn decide(entry: &PreparedEntry, candidates: &[Candidate]) -> Decision {
    let fingerprint = &entry.fingerprint;
    let mut same_text = candidates.iter().filter(|candidate| {
        candidate.fingerprint.version == fingerprint.version
            && candidate.fingerprint.content == fingerprint.content
            && fingerprint.chars > 0
    });
    let (version, chars) = (fingerprint.version, fingerprint.chars);
    if chars >= MIN_CHARS {
        return same_text
            .next()
            .map_or(Decision::NewStory, |candidate| Decision::Join {
                story: candidate.story,
                evidence: Evidence::SameText {
                    version,
                    with: candidate.key.to_string(),
                    chars,
                },
            });
    }
    let day_of_entry = entry.raw.published.map(day);
    let same_title_and_day = |candidate: &&Candidate| {
        candidate.fingerprint.title == fingerprint.title
            && day_of_entry.is_some()
            && candidate.published.map(day) == day_of_entry
    };
    same_text
        .find(same_title_and_day)
        .map_or(Decision::NewStory, |candidate| Decision::Join {
            story: candidate.story,
            evidence: Evidence::SameShortText {
                version,
                with: candidate.key.to_string(),
                chars,
            },
        })
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
