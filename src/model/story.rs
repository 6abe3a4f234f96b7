//! Stories: the entries that carry one text, and why they were put together.

use std::path::Path;

use super::{
    Category, ContentHash, EntryKey, Fingerprint, LinkKey, SourceName, StoryId, Timestamp,
};

/// What an entry is to its story.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Stands for the story in the outputs.
    Representative,
    /// Carries the text whole.
    Full,
}

impl Role {
    /// The word of the contract and of the store.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Representative => "representative",
            Self::Full => "full",
        }
    }
}

/// Why an entry stands in its story, as stored and exported.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(tag = "rule", rename_all = "kebab-case")]
pub enum Evidence {
    /// No stored entry carried this text when it came.
    Founded,
    /// Equal content hashes of a text long enough to be no coincidence.
    SameText {
        /// Version of the normalisation both hashes were made by.
        version: u16,
        /// Entry it was compared with.
        with: String,
        /// Length of the common normalised text, in characters.
        chars: u32,
    },
    /// Equal content hashes, and the same day.
    SameTextAndDay {
        /// Version of the normalisation both hashes were made by.
        version: u16,
        /// Entry it was compared with.
        with: String,
        /// Length of the common normalised text, in characters.
        chars: u32,
    },
    /// Equal content hashes of a short text, equal titles, and the same day.
    SameShortText {
        /// Version of the normalisation both hashes were made by.
        version: u16,
        /// Entry it was compared with.
        with: String,
        /// Length of the common normalised text, in characters.
        chars: u32,
    },
}

/// A stored entry worth comparing with a new one.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// Which entry.
    pub key: EntryKey,
    /// The story it stands in.
    pub story: StoryId,
    /// The date it has.
    pub published: Option<Timestamp>,
    /// What it is compared by.
    pub fingerprint: Fingerprint,
}

/// A stored entry that may be the one a publisher sent again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownEntry {
    /// Which entry.
    pub key: EntryKey,
    /// The guid it last had.
    pub guid: Option<String>,
    /// Hash of its link.
    pub link: Option<LinkKey>,
    /// The date it last had.
    pub published: Option<Timestamp>,
    /// What it is compared by.
    pub fingerprint: Fingerprint,
}

/// Where an entry belongs, decided by `fold`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// It founds a story of its own.
    NewStory,
    /// It is a repost.
    Join {
        /// The story it joins.
        story: StoryId,
        /// Why.
        evidence: Evidence,
    },
}

/// An entry in its story, as read from the store.
#[derive(Debug, Clone)]
pub struct Member {
    /// Our identity of it.
    pub key: EntryKey,
    /// The source it came by.
    pub source: SourceName,
    /// Title of that source's feed, as far as known.
    pub feed_title: Option<String>,
    /// Page of that source's feed.
    pub feed_link: Option<String>,
    /// `atom:id` of that source's feed.
    pub feed_id: Option<String>,
    /// Base name of the local file.
    pub file: Option<String>,
    /// As sent.
    pub guid: Option<String>,
    /// As sent, absolute.
    pub link: Option<String>,
    /// Plain text; empty when the publisher sent none.
    pub title: String,
    /// As sent.
    pub authors: Vec<String>,
    /// As sent.
    pub categories: Vec<Category>,
    /// As sent; a date in the future is not corrected here.
    pub published: Option<Timestamp>,
    /// When we met it.
    pub first_seen: Timestamp,
    /// Picture.
    pub image: Option<String>,
    /// Language of the entry or its feed.
    pub language: Option<String>,
    /// HTML as sent, when asked for and not forgotten.
    pub body: Option<String>,
    /// Hash of the normalised text.
    pub content_hash: ContentHash,
    /// Length of the normalised text, in characters.
    pub chars: u32,
    /// Why it is here.
    pub evidence: Evidence,
    /// Whether it is part of a new source's backlog that is not published.
    pub backlog: bool,
}

impl Member {
    /// min(first seen, published): no date in the future moves an entry up.
    pub fn position(&self) -> Timestamp {
        self.published
            .map_or(self.first_seen, |published| published.min(self.first_seen))
    }

    /// Who carried it: the title of the feed; of a post its author; else the name of the source.
    ///
    /// Posts come by one source from many outlets, and only the front matter tells which.
    pub fn outlet(&self) -> &str {
        let extension = self
            .file
            .as_deref()
            .map(Path::new)
            .and_then(Path::extension);
        let is_post = extension.is_some_and(|extension| extension.eq_ignore_ascii_case("md"));
        let author = self.authors.first().filter(|_| is_post);
        author
            .or(self.feed_title.as_ref())
            .map(String::as_str)
            .filter(|name| !name.trim().is_empty())
            .unwrap_or(self.source.as_str())
    }
}

/// A story as it stands in the store, before `fold` has named the member that represents it.
#[derive(Debug, Clone)]
pub struct StoredStory {
    /// Permanent.
    pub id: StoryId,
    /// See [`Story::position`].
    pub position: Timestamp,
    /// See [`Story::updated`].
    pub updated: Timestamp,
    /// At least one, in order of first seen.
    pub members: Vec<Member>,
}

/// A story, ready to be shown.
#[derive(Debug, Clone)]
pub struct Story {
    /// Permanent, whichever member represents it.
    pub id: StoryId,
    /// min(first seen, published) of the founding entry, fixed then: stories are ordered by it.
    pub position: Timestamp,
    /// When what a reader sees last really changed.
    pub updated: Timestamp,
    /// The member that stands for it.
    pub representative: Member,
    /// The others, in order of first seen.
    pub reposts: Vec<Member>,
}

impl Story {
    /// What a member is to this story.
    pub fn role_of(&self, member: &Member) -> Role {
        if member.key == self.representative.key {
            Role::Representative
        } else {
            Role::Full
        }
    }

    /// The representative, then the reposts.
    pub fn members(&self) -> impl Iterator<Item = &Member> {
        std::iter::once(&self.representative).chain(&self.reposts)
    }
}
