//! Decisions about stories: what `fold` decides about an entry, and what it has to know for that.

use super::{ContentHash, DocumentNumber, EntryRow, Evidence, RelatedEntry, StoryRow, UrlKey};

/// What is decided about an entry that arrived or changed.
///
/// In it, [`EntryRow::UNSTORED`] is the entry itself if it is not stored yet.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    /// The entries that carry the same text, with the score of each pair.
    pub same: Vec<(EntryRow, f64)>,
    /// The entries that report the same in other words, or that it corrects or is corrected by.
    pub related: Vec<RelatedEntry>,
    /// Where the entry belongs.
    pub placement: Placement,
}

/// Where an entry belongs.
#[derive(Debug, Clone, PartialEq)]
pub enum Placement {
    /// Into a story of its own, or where it is.
    Alone,
    /// Into a story of others, which stay as they are.
    Joins {
        /// That story.
        story: StoryRow,
        /// The evidence.
        evidence: Evidence,
    },
    /// The stories concerned are arranged anew: each group becomes one story.
    Arranged(Vec<Group>),
}

/// Entries that belong to one story.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// All of them.
    pub members: Vec<EntryRow>,
    /// Why a member belongs here, for those of which the stored reason is no longer true. The
    /// founder of the story needs none.
    pub evidence: Vec<(EntryRow, Evidence)>,
}

/// A story as it is stored, without the texts of its members.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredMembers {
    /// Its row.
    pub story: StoryRow,
    /// The member that founded it; `None` if that is in another story now.
    pub founder: Option<EntryRow>,
    /// Its members, in the order in which they were stored.
    pub members: Vec<StoredMember>,
}

/// A member of a story, and the entry that its stored evidence names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredMember {
    /// The member.
    pub entry: EntryRow,
    /// Key of the entry that it was compared with; `None` if it founded a story.
    pub with: Option<String>,
}

/// The number of holders of an anchor that the index gives at most, the newest. An anchor
/// with so many counts as common.
pub const PER_ANCHOR: usize = 32;

/// A key that entries of one text share exactly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExactKey<'a> {
    /// The hash of the normalised text; of many entries, those with this title come first.
    Text {
        /// Hash of the text.
        content: &'a ContentHash,
        /// Hash of the title.
        title: &'a ContentHash,
    },
    /// The page that the entry links to.
    Page(&'a UrlKey),
    /// An official number, its own or one that it mentions.
    Number(&'a DocumentNumber),
}
