//! Stories: the entries that carry one text, and why they were put together.

use std::borrow::Cow;
use std::path::Path;
use std::sync::Arc;

use super::{
    Category, Completeness, ContentHash, Document, Enclosure, EntryKey, Fingerprint, LineKey,
    LinkKey, PackedHtml, SourceName, StoryId, Timestamp, UrlKey,
};

/// What an entry is to its story.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Stands for the story in the outputs.
    Representative,
    /// Carries the text whole.
    Full,
    /// Carries it cut short: its beginning, or most of it.
    Excerpt,
}

impl Role {
    /// The word of the contract and of the store.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Representative => "representative",
            Self::Full => "full",
            Self::Excerpt => "excerpt",
        }
    }
}

/// Why an entry stands in its story, as stored and exported.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(tag = "rule", rename_all = "kebab-case")]
pub enum Evidence {
    /// No stored entry carried this text when it came.
    Founded,
    /// Equal content hashes of a text that is no coincidence: long, or of one day, or of one day
    /// and title, the shorter it is.
    #[serde(alias = "same-text-and-day", alias = "same-short-text")]
    SameText {
        /// Version of the normalisation both hashes were made by.
        version: u16,
        /// Entry it was compared with.
        with: String,
        /// Length of the common normalised text, in characters.
        chars: u32,
    },
    /// What was measured of both texts speaks for one text.
    Alike {
        /// Entry it was compared with.
        with: String,
        /// Logarithm of the odds.
        score: f64,
        /// What counted most, heaviest first.
        terms: Vec<Weighed>,
    },
    /// A person put both together.
    ByHand {
        /// Entry it was put together with.
        with: String,
    },
}

/// A term of evidence, measured and weighed.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Weighed {
    /// Name of the term; `fold::TERMS` says what it means.
    pub term: Cow<'static, str>,
    /// What was measured.
    pub value: f64,
    /// What it adds to the score.
    pub points: f64,
}

impl Evidence {
    /// The entry it was compared with.
    pub fn with(&self) -> Option<&str> {
        match self {
            Self::Founded => None,
            Self::SameText { with, .. } | Self::Alike { with, .. } | Self::ByHand { with } => {
                Some(with)
            }
        }
    }
}

/// What is known of a pair of entries when stories are arranged.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Bond {
    /// The score of their evidence: the logarithm of the odds that they carry one text.
    Score(f64),
    /// They never stand together: a person said so, or their official numbers differ.
    Never,
    /// They always stand together: a person said so.
    Always,
}

/// How two entries belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// They carry one text.
    Same,
    /// They are about the same in other words, or one lifts a point out of the other.
    Related,
    /// Neither.
    Apart,
}

/// The outcome of comparing two entries.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// What it says for arranging stories.
    pub bond: Bond,
    /// How they belong together.
    pub relation: Relation,
    /// Why.
    pub evidence: Evidence,
}

/// An entry with all that is compared of it.
#[derive(Debug, Clone)]
pub struct Comparable {
    /// Which entry.
    pub key: EntryKey,
    /// Who carried it.
    pub outlet: String,
    /// As sent.
    pub title: String,
    /// As sent; empty when it sent none, or when it is forgotten.
    pub html: PackedHtml,
    /// When it was published; of an entry that only says when it was updated, the first such date.
    pub published: Option<Timestamp>,
    /// Hash of what a reader sees of it.
    pub revision: ContentHash,
    /// What it is compared by exactly.
    pub fingerprint: Fingerprint,
    /// Its link, in the form in which links are compared.
    pub url: Option<UrlKey>,
    /// What identifies it officially.
    pub document: Option<Document>,
    /// The lines that its source repeats, which are not compared.
    pub furniture: Arc<[LineKey]>,
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
    /// Hash of the page it links to; the same in every document.
    pub url: Option<UrlKey>,
    /// Base name of the local file it was last read from.
    pub file: Option<String>,
    /// The date it last had.
    pub published: Option<Timestamp>,
    /// When its publisher last changed it, by the publisher's own word.
    pub updated: Option<Timestamp>,
    /// The key it came under, if an earlier article has that.
    pub reused: Option<EntryKey>,
    /// What it is compared by.
    pub fingerprint: Fingerprint,
}

/// The row of an entry in the store, by which its text and links are found without a look-up of its
/// key, which in a large store reads a page for every entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntryRow(pub i64);

impl EntryRow {
    /// Stands for an entry that is not stored yet: a database counts its rows from one.
    pub const UNSTORED: Self = Self(0);
}

/// The row of a story in the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StoryRow(pub i64);

/// An entry in its story, as read from the store.
#[derive(Debug, Clone)]
pub struct Member {
    /// Where it stands.
    pub row: EntryRow,
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
    /// When it was published; of an entry that only says when it was updated, the first such date.
    /// A date in the future is not corrected here.
    pub published: Option<Timestamp>,
    /// When we met it.
    pub first_seen: Timestamp,
    /// Address of a picture: the publisher's, else the first of its body.
    pub image: Option<String>,
    /// Attached files.
    pub enclosures: Vec<Enclosure>,
    /// Language of the entry or its feed.
    pub language: Option<String>,
    /// HTML as sent, when asked for and not forgotten.
    pub body: Option<String>,
    /// Hash of the normalised text.
    pub content_hash: ContentHash,
    /// Length of the normalised text, in characters.
    pub chars: u32,
    /// What identifies it officially.
    pub document: Option<Document>,
    /// Why it is here.
    pub evidence: Evidence,
    /// Whether it is part of a new source's backlog that is not published.
    pub backlog: bool,
    /// Whether its document held all of it.
    pub completeness: Completeness,
    /// Whether a person chose it to represent its story.
    pub pinned: bool,
}

impl Member {
    /// min(first seen, published): no date in the future moves an entry up.
    pub fn position(&self) -> Timestamp {
        self.published
            .map_or(self.first_seen, |published| published.min(self.first_seen))
    }

    /// Whether it is a local file of its own, and not an item of a feed.
    pub fn is_post(&self) -> bool {
        is_post(self.file.as_deref())
    }

    /// Who carried it: the title of the feed; of a post its author; else the name of the source.
    ///
    /// Posts come by one source from many outlets, and only the front matter tells which.
    pub fn outlet(&self) -> &str {
        outlet(
            self.file.as_deref(),
            &self.authors,
            self.feed_title.as_deref(),
            &self.source,
        )
    }
}

/// Who carried an entry; see [`Member::outlet`].
pub fn outlet<'a>(
    file: Option<&str>,
    authors: &'a [String],
    feed_title: Option<&'a str>,
    source: &'a SourceName,
) -> &'a str {
    let is_post = is_post(file);
    let author = authors.first().filter(|_| is_post).map(String::as_str);
    author
        .or(feed_title)
        .filter(|name| !name.trim().is_empty())
        .unwrap_or(source.as_str())
}

fn is_post(file: Option<&str>) -> bool {
    let extension = file.map(Path::new).and_then(Path::extension);
    extension.is_some_and(|extension| extension.eq_ignore_ascii_case("md"))
}

/// A member shorter than this share of the longest text of its story is an excerpt. Copies differ
/// by a lead-in, a note or a contact block; what is cut short lacks more than that.
const EXCERPT: f64 = 0.8;

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
    /// When what a reader sees last really changed; never before [`Story::published`].
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
        } else if f64::from(member.chars) < EXCERPT * f64::from(self.longest()) {
            Role::Excerpt
        } else {
            Role::Full
        }
    }

    /// When its text was published: the date of the representative or, if that has none, the
    /// earliest of its members. A date in the future counts as the time at which we met the entry.
    pub fn published(&self) -> Timestamp {
        let own = self.representative.position();
        if self.representative.published.is_some() {
            return own;
        }
        let reposts = self.reposts.iter().map(Member::position);
        reposts.fold(own, Timestamp::min)
    }

    /// What identifies it officially: of its members' documents the one with most numbers, the
    /// representative's first. An excerpt has fewer of them than the text it was cut from.
    pub fn document(&self) -> Option<&Document> {
        let mut best: Option<&Document> = None;
        for document in self.members().filter_map(|member| member.document.as_ref()) {
            if best.is_none_or(|best| document.numbers.len() > best.numbers.len()) {
                best = Some(document);
            }
        }
        best
    }

    /// Length of its longest text, in characters.
    fn longest(&self) -> u32 {
        self.members().map(|member| member.chars).max().unwrap_or(0)
    }

    /// The representative, then the reposts.
    pub fn members(&self) -> impl Iterator<Item = &Member> {
        std::iter::once(&self.representative).chain(&self.reposts)
    }
}

/// A story about the same in other words, as shown beside another one.
#[derive(Debug, Clone)]
pub struct RelatedStory {
    /// Which story.
    pub story: StoryId,
    /// The member that stands for it.
    pub representative: Member,
}
