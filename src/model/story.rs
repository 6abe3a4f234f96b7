//! Stories: the entries with one text, and why they were put together.

use std::borrow::Cow;
use std::ops::Deref;
use std::path::Path;
use std::sync::Arc;

use super::{
    Category, Completeness, ContentHash, Correction, Enclosure, EntryKey, Fingerprint, LabelRuling,
    LineKey, LinkKey, OfficialDocument, PackedHtml, SourceName, StoryId, StoryRelation, Timestamp,
    UrlKey,
};

/// The role of an entry in its story.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// It represents the story in the outputs.
    Representative,
    /// It has the whole text.
    Full,
    /// It has a part of the text: its beginning, or most of it.
    Excerpt,
}

impl Role {
    /// The word for exports and the store.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Representative => "representative",
            Self::Full => "full",
            Self::Excerpt => "excerpt",
        }
    }
}

/// Why an entry is in its story, as stored and exported.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(tag = "rule", rename_all = "kebab-case")]
pub enum Evidence {
    /// It founded the story: no stored entry had this text.
    Founded,
    /// Equal content hashes, and no coincidence: the text is long, or the entries have the same
    /// day, or, for a short text, the same day and title.
    #[serde(alias = "same-text-and-day", alias = "same-short-text")]
    SameText {
        /// Version of the normalisation for both hashes.
        version: u16,
        /// The entry that it was compared with.
        with: String,
        /// Length of the normalised text, in characters.
        chars: u32,
    },
    /// The measured terms of both texts speak for one text.
    Alike {
        /// The entry that it was compared with.
        with: String,
        /// The logarithm of the odds.
        score: f64,
        /// The terms that counted most, the heaviest first.
        terms: Vec<Weighed>,
    },
    /// A person merged both.
    ByHand {
        /// The entry that it was merged with.
        with: String,
    },
}

/// A term of evidence with its value and weight.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Weighed {
    /// Name of the term; `fold::TERMS` explains it.
    pub term: Cow<'static, str>,
    /// The measured value.
    pub value: f64,
    /// Its contribution to the score.
    pub points: f64,
}

impl Evidence {
    /// Returns the entry that it was compared or merged with.
    pub fn with(&self) -> Option<&str> {
        match self {
            Self::Founded => None,
            Self::SameText { with, .. } | Self::Alike { with, .. } | Self::ByHand { with } => {
                Some(with)
            }
        }
    }
}

/// The evidence about a pair of entries for the arrangement into stories.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Bond {
    /// The score: the logarithm of the odds that they have one text.
    Score(f64),
    /// They are never in one story: a person split them, their official numbers differ, or only
    /// one of them is marked as a correction.
    Never,
    /// They are always in one story: a person merged them.
    Always,
}

/// The relation of two entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// They have one text.
    Same,
    /// One of them corrects or withdraws the other one.
    Corrected(Correction),
    /// They report the same in other words, or one reports a single point of the other.
    Related,
    /// Neither.
    Apart,
}

/// The result of comparing two entries.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// The bond for the arrangement into stories.
    pub bond: Bond,
    /// Their relation.
    pub relation: Relation,
    /// The evidence.
    pub evidence: Evidence,
}

/// An entry with all properties that are compared, except its texts.
#[derive(Debug, Clone)]
pub struct Comparable {
    /// Its key.
    pub key: EntryKey,
    /// Its outlet.
    pub outlet: String,
    /// When it was published; for an entry with `updated` only, its first such date.
    pub published: Option<Timestamp>,
    /// Hash of what readers see of it.
    pub revision: ContentHash,
    /// Its text hashes.
    pub fingerprint: Fingerprint,
    /// Hash of its link in comparable form.
    pub url: Option<UrlKey>,
    /// Its data as an official document.
    pub document: Option<OfficialDocument>,
    /// Boilerplate lines of its source, sorted, which are not compared.
    pub boilerplate: Arc<[LineKey]>,
}

/// An entry with the texts that its publisher sent.
///
/// Most comparisons need no text as sent: what they compare is at hand, or the other properties
/// decide.
#[derive(Debug, Clone)]
pub struct EntryTexts {
    /// Everything else that is compared.
    pub entry: Comparable,
    /// As sent.
    pub title: String,
    /// As sent; empty if there was none, or if the store no longer has it.
    pub html: PackedHtml,
}

impl EntryTexts {
    /// Whether `prune` removed its text: it had one, and the store no longer has it.
    pub fn is_pruned(&self) -> bool {
        self.entry.fingerprint.chars > 0 && self.html.stored() == Ok("")
    }
}

impl Deref for EntryTexts {
    type Target = Comparable;

    fn deref(&self) -> &Comparable {
        &self.entry
    }
}

/// A stored entry that may be the one that a publisher sent again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownEntry {
    /// Its key.
    pub key: EntryKey,
    /// Its last guid.
    pub guid: Option<String>,
    /// Hash of its link.
    pub link: Option<LinkKey>,
    /// Hash of its page; equal in all sources.
    pub url: Option<UrlKey>,
    /// Base name of its last local file.
    pub file: Option<String>,
    /// Its last date.
    pub published: Option<Timestamp>,
    /// When its publisher last changed it, according to the publisher.
    pub updated: Option<Timestamp>,
    /// The key that it was sent with, if an earlier article has that key.
    pub reused: Option<EntryKey>,
    /// Its text hashes.
    pub fingerprint: Fingerprint,
}

/// The row id of an entry in the store. Looking up texts and links by row instead of key saves
/// reading a page per entry in a large store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntryRow(pub i64);

impl EntryRow {
    /// Stands for an entry that is not stored yet: a database counts its rows from one.
    pub const UNSTORED: Self = Self(0);
}

/// The row id of a story in the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StoryRow(pub i64);

/// An entry of a story, as read from the store.
#[derive(Debug, Clone)]
pub struct Member {
    /// Its row id.
    pub row: EntryRow,
    /// Its key.
    pub key: EntryKey,
    /// Its source.
    pub source: SourceName,
    /// Title of the source's feed, if known.
    pub feed_title: Option<String>,
    /// Web page of the source's feed.
    pub feed_link: Option<String>,
    /// `atom:id` of the source's feed.
    pub feed_id: Option<String>,
    /// Base name of the local file.
    pub file: Option<String>,
    /// As sent.
    pub guid: Option<String>,
    /// As sent, absolute.
    pub link: Option<String>,
    /// Plain text; empty if the publisher sent none.
    pub title: String,
    /// As sent.
    pub authors: Vec<String>,
    /// As sent.
    pub categories: Vec<Category>,
    /// When it was published; for an entry with `updated` only, its first such date. A date in the
    /// future is not corrected here.
    pub published: Option<Timestamp>,
    /// When feedfold first read it.
    pub first_seen: Timestamp,
    /// Address of its picture: the publisher's, else the first in its content.
    pub image: Option<String>,
    /// Attached files.
    pub enclosures: Vec<Enclosure>,
    /// Language of the entry or its feed.
    pub language: Option<String>,
    /// HTML as sent, if the caller asked for it and the store still has it whole.
    pub body: Option<String>,
    /// Hash of the normalised text.
    pub content_hash: ContentHash,
    /// Length of the normalised text, in characters.
    pub chars: u32,
    /// Its data as an official document.
    pub document: Option<OfficialDocument>,
    /// Why it is in this story.
    pub evidence: Evidence,
    /// Whether it belongs to the unpublished backlog of a new source.
    pub backlog: bool,
    /// Whether its document had all of it.
    pub completeness: Completeness,
    /// Whether a person chose it to represent its story.
    pub pinned: bool,
    /// When `prune` removed its text; `None` while the store has it.
    pub pruned: Option<Timestamp>,
}

impl Member {
    /// Returns min(first seen, published), so that no date in the future moves an entry up.
    pub fn position(&self) -> Timestamp {
        self.published
            .map_or(self.first_seen, |published| published.min(self.first_seen))
    }

    /// Whether it is a local post, not an item of a feed.
    pub fn is_post(&self) -> bool {
        is_post(self.file.as_deref())
    }

    /// Returns its outlet: for a post its author, otherwise the title of the feed; without either,
    /// the name of the source.
    ///
    /// One source may read posts of many outlets; only their front matter names the outlet.
    pub fn outlet(&self) -> &str {
        outlet(
            self.file.as_deref(),
            &self.authors,
            self.feed_title.as_deref(),
            &self.source,
        )
    }
}

/// Returns the outlet of an entry; see [`Member::outlet`].
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

/// A member whose text is shorter than this share of the story's longest text is an excerpt.
/// Copies differ by a lead-in, a note or a contact block; an excerpt lacks more than that.
const EXCERPT: f64 = 0.8;

/// A story as read from the store, before `fold` chooses its representative.
#[derive(Debug, Clone)]
pub struct StoredStory {
    /// Permanent.
    pub id: StoryId,
    /// See [`Story::position`].
    pub position: Timestamp,
    /// See [`Story::updated`].
    pub updated: Timestamp,
    /// Its members, at least one, in the order in which feedfold first read them.
    pub members: Vec<Member>,
    /// Since when a person has hidden it; `None` if nobody has.
    pub hidden: Option<Timestamp>,
    /// The changes of its labels that people made, each label once.
    pub relabelled: Vec<LabelRuling>,
}

impl StoredStory {
    /// Whether `prune` removed the texts of all its members.
    pub fn is_pruned(&self) -> bool {
        self.members.iter().all(|member| member.pruned.is_some())
    }
}

/// A story with its representative.
#[derive(Debug, Clone)]
pub struct Story {
    /// Permanent; does not depend on the representative.
    pub id: StoryId,
    /// min(first seen, published) of the founding entry, fixed from then on; determines the order
    /// of stories.
    pub position: Timestamp,
    /// When the text or title that readers see last changed; never before [`Story::published`].
    pub updated: Timestamp,
    /// The member that represents it.
    pub representative: Member,
    /// The other members, in the order in which feedfold first read them.
    pub reposts: Vec<Member>,
}

impl Story {
    /// Returns the role of a member in this story.
    pub fn role_of(&self, member: &Member) -> Role {
        if member.key == self.representative.key {
            Role::Representative
        } else if f64::from(member.chars) < EXCERPT * f64::from(self.longest()) {
            Role::Excerpt
        } else {
            Role::Full
        }
    }

    /// Returns the member whose text readers get: the representative, or the repost whose body was
    /// read in its place.
    pub fn text_carrier(&self) -> &Member {
        let mut members = self.members();
        let carrier = members.find(|member| member.body.is_some());
        carrier.unwrap_or(&self.representative)
    }

    /// Returns when its text was published: the date of the representative or, if that has none,
    /// the earliest of its members. A date in the future counts as the time at which feedfold
    /// first read the entry.
    pub fn published(&self) -> Timestamp {
        let own = self.representative.position();
        if self.representative.published.is_some() {
            return own;
        }
        let reposts = self.reposts.iter().map(Member::position);
        reposts.fold(own, Timestamp::min)
    }

    /// Returns the official document with the most numbers among its members, preferring the
    /// representative's. An excerpt has fewer numbers than the whole text.
    pub fn document(&self) -> Option<&OfficialDocument> {
        let mut best: Option<&OfficialDocument> = None;
        for document in self.members().filter_map(|member| member.document.as_ref()) {
            if best.is_none_or(|best| document.numbers.len() > best.numbers.len()) {
                best = Some(document);
            }
        }
        best
    }

    /// Returns the length of its longest text, in characters.
    fn longest(&self) -> u32 {
        self.members().map(|member| member.chars).max().unwrap_or(0)
    }

    /// Returns the representative, then the reposts.
    pub fn members(&self) -> impl Iterator<Item = &Member> {
        std::iter::once(&self.representative).chain(&self.reposts)
    }
}

/// A related story, for the list beside another one.
#[derive(Debug, Clone)]
pub struct RelatedStory {
    /// Its id.
    pub story: StoryId,
    /// What the other story is to it.
    pub relation: StoryRelation,
    /// The member that represents it.
    pub representative: Member,
}
