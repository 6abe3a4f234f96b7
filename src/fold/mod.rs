//! Decides whether an entry is a repost, and which member stands for a story. Pure: no clock, no
//! database; the same entries in another order come to the same partition.

#[cfg(test)]
mod tests;

use crate::model::{
    Candidate, Decision, EntryKey, Evidence, Member, PreparedEntry, StoredStory, Story, Timestamp,
};

/// Shortest normalised text, in characters, that folds by its hash alone.
///
/// Below it, two publishers may write the same words about different things («今日不开展逆回购操作»,
/// a fixing notice without its date): the titles have to be equal as well. A long notice says which
/// day, company and amount it is about.
pub const MIN_CHARS: u32 = 60;

/// Decides where `entry` belongs, given the stored entries of equal text.
///
/// Equality of hash (and of title for short texts) is transitive, so the order in which entries
/// arrive does not change which of them end up together. An empty text never folds.
pub fn decide(entry: &PreparedEntry, candidates: &[Candidate]) -> Decision {
    let fingerprint = &entry.fingerprint;
    let same_text = candidates.iter().filter(|candidate| {
        candidate.fingerprint.version == fingerprint.version
            && candidate.fingerprint.content == fingerprint.content
            && fingerprint.chars > 0
    });
    let mut same_text = same_text.peekable();
    let (version, chars) = (fingerprint.version, fingerprint.chars);
    if chars >= MIN_CHARS {
        return same_text
            .peek()
            .map_or(Decision::NewStory, |candidate| Decision::Join {
                story: candidate.story,
                evidence: Evidence::SameText {
                    version,
                    with: candidate.key.to_string(),
                    chars,
                },
            });
    }
    let same_title = |candidate: &&Candidate| candidate.fingerprint.title == fingerprint.title;
    same_text
        .find(same_title)
        .map_or(Decision::NewStory, |candidate| Decision::Join {
            story: candidate.story,
            evidence: Evidence::SameTextAndTitle {
                version,
                with: candidate.key.to_string(),
                chars,
            },
        })
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
