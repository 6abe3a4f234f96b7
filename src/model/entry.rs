//! Entries as publishers send them, and as they are handed to the store.

use std::ops::Range;
use std::time::Duration;

use super::{
    Completeness, ContentHash, Document, DocumentEnd, EntryKey, Fingerprint, LineKey, LinkKey,
    PackedHtml, Timestamp, UrlKey,
};

/// A feed document, read.
#[derive(Debug, Clone, Default)]
pub struct ParsedFeed {
    /// What the document says of itself.
    pub head: FeedHead,
    /// Its entries, in document order.
    pub entries: Vec<RawEntry>,
    /// The entry the document broke off in before the guid, link or title by which it would be
    /// known again. It is shown and not stored: it would come a second time, whole.
    pub half: Option<RawEntry>,
    /// Whether the document was read to its end.
    pub end: DocumentEnd,
    /// What had to be repaired, replaced or left out, one sentence each.
    pub warnings: Vec<String>,
}

/// What a feed document says of itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FeedHead {
    /// `atom:title`, RSS `channel/title`, JSON Feed `title`; plain text.
    pub title: Option<String>,
    /// The web page the feed belongs to; absolute.
    pub link: Option<String>,
    /// `atom:id`; the source's identity in `atom:source`.
    pub id: Option<String>,
    /// Format of the document.
    pub kind: FeedKind,
    /// WHATWG name of the encoding the bytes were read as.
    pub encoding: String,
    /// `xml:lang`, RSS `language`, JSON Feed `language`.
    pub language: Option<String>,
    /// RSS `ttl`: not to be asked again before.
    pub ttl: Option<Duration>,
    /// RSS `skipHours` and `skipDays`.
    pub skip: SkipTimes,
}

/// Hours and days on which a publisher asks not to be read (RSS 2.0 `skipHours`, `skipDays`), UTC.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SkipTimes {
    /// 0 to 23.
    pub hours: Vec<u8>,
    /// 0 is Monday.
    pub days: Vec<u8>,
}

/// The format of a feed document.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum FeedKind {
    /// RSS 0.9x, 1.0 or 2.0.
    #[default]
    Rss,
    /// Atom 0.3 or 1.0.
    Atom,
    /// JSON Feed 1.0 or 1.1.
    Json,
    /// Posts with YAML front matter.
    Post,
}

impl FeedKind {
    /// The word shown to people.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Rss => "rss",
            Self::Atom => "atom",
            Self::Json => "json",
            Self::Post => "post",
        }
    }
}

/// One entry as the publisher sent it: every field optional, nothing invented.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RawEntry {
    /// `atom:id`, RSS `guid`, RDF `about`, JSON Feed `id`; never made up.
    pub guid: Option<String>,
    /// Where the entry points: Atom `link rel=alternate`, RSS `link` or permalink guid, JSON Feed
    /// `url`; made absolute, not otherwise changed.
    pub link: Option<String>,
    /// Plain text: markup removed, character references resolved.
    pub title: Option<String>,
    /// HTML. Atom `summary`, RSS `description` beside a fuller content, JSON Feed `summary`.
    pub summary: Option<String>,
    /// HTML. Atom `content`, `content:encoded`, RSS `description`, JSON Feed `content_html`, a
    /// post's text.
    pub content: Option<String>,
    /// Names, in order. A post's author is its outlet.
    pub authors: Vec<String>,
    /// Atom and RSS `category`, JSON Feed `tags`, a post's `categories`.
    pub categories: Vec<Category>,
    /// Atom `published`, RSS `pubDate`, `dc:date`, JSON Feed `date_published`.
    pub published: Option<Timestamp>,
    /// Atom `updated`, JSON Feed `date_modified`.
    pub updated: Option<Timestamp>,
    /// Address of a picture: `media:content` that is one, `media:thumbnail`, `itunes:image`, JSON
    /// Feed `image`, a post's `thumbnail` or `headimg`, a picture among the enclosures.
    pub image: Option<String>,
    /// Attached files.
    pub enclosures: Vec<Enclosure>,
    /// `xml:lang` or the like, of the entry itself.
    pub language: Option<String>,
    /// The feed it was taken from, when the publisher says so: `atom:source`, RSS `source`.
    pub origin: Option<Origin>,
    /// Base name of the local file it was read from.
    pub file: Option<String>,
    /// Whether its document holds all of it.
    pub completeness: Completeness,
}

impl RawEntry {
    /// The date that counts wherever one is asked for. Atom demands `updated` alone (RFC 4287
    /// 4.1.2): many entries have no other date.
    pub fn dated(&self) -> Option<Timestamp> {
        self.published.or(self.updated)
    }
}

/// A category (RFC 4287 4.2.2).
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Category {
    /// The category itself.
    pub term: String,
    /// IRI of the scheme it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scheme: Option<String>,
    /// The form for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
}

/// An attached file (Atom `link rel=enclosure`, RSS `enclosure`, `media:content`, JSON Feed
/// `attachments`).
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Enclosure {
    /// Absolute address.
    pub url: String,
    /// Media type.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub media_type: Option<String>,
    /// Bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub length: Option<u64>,
    /// How long it plays, in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration: Option<u64>,
}

/// The feed an entry was copied from, by the publisher's own word.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Origin {
    /// Its title.
    pub title: Option<String>,
    /// Its address.
    pub url: Option<String>,
}

/// By what an entry is recognised when it is sent again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The key it gets if it was never seen before.
    pub key: EntryKey,
    /// Keys it may have been given by an earlier document, when its guid was, or was not yet, in
    /// use for several entries of one document.
    pub also: Option<EntryKey>,
    /// For entries whose guid changed.
    pub link: Option<LinkKey>,
    /// For entries of other sources that link to the same page.
    pub url: Option<UrlKey>,
}

/// An entry with everything the store and the fold need: identity, text and fingerprint.
#[derive(Debug, Clone)]
pub struct PreparedEntry {
    /// Our identity of it, and what else it may be known by.
    pub identity: Identity,
    /// As sent, but for its HTML.
    pub raw: RawEntry,
    /// Its content, or its summary where it sent no more; `None` if it sent neither.
    pub html: Option<PackedHtml>,
    /// Everything sent, hashed: a change of it is stored.
    pub sent: ContentHash,
    /// What a reader sees, hashed: title and body text. A change of it is an update.
    pub revision: ContentHash,
    /// What it is compared by.
    pub fingerprint: Fingerprint,
    /// Few hashes by which entries with similar texts are found.
    pub anchors: Anchors,
    /// What identifies it officially.
    pub document: Option<Document>,
    /// Lines of its text that its source may repeat; none of a text of one line.
    pub lines: CountedLines,
}

/// Few hashes of the texts of an entry: entries that share some of them are worth comparing.
///
/// `fold::anchors` makes them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Anchors {
    /// Hashes of parts of its text and title.
    pub of_text: Vec<u64>,
    /// Hashes of its title, beginning and numbers, each together with the half day on which it was
    /// published. None of an entry without a date.
    pub of_half_day: Vec<u64>,
    /// The same together with the nearer half day before or after. The entry is not stored under
    /// these: they find entries that were published shortly before or after it.
    pub of_next_half_day: Vec<u64>,
}

impl Anchors {
    /// All anchors under which similar entries may be stored: those of the text first.
    pub fn sought(&self) -> impl Iterator<Item = u64> + '_ {
        self.stored().chain(self.of_next_half_day.iter().copied())
    }

    /// The anchors under which the entry is stored.
    pub fn stored(&self) -> impl Iterator<Item = u64> + '_ {
        self.of_text.iter().chain(&self.of_half_day).copied()
    }
}

/// A line of a text, to be counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountedLine {
    /// Equal for lines that fold to the same.
    pub key: LineKey,
    /// Where it stands in the text, in bytes.
    pub at: Range<usize>,
}

/// The lines of a text that are to be counted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CountedLines {
    text: String,
    lines: Vec<CountedLine>,
}

impl CountedLines {
    /// Lines of `text`.
    pub fn of(text: String, lines: Vec<CountedLine>) -> Self {
        Self { text, lines }
    }

    /// Their keys, in the order of the text.
    pub fn keys(&self) -> impl Iterator<Item = LineKey> + '_ {
        self.lines.iter().map(|line| line.key)
    }

    /// Their keys, and how they stand in the text.
    pub fn iter(&self) -> impl Iterator<Item = (LineKey, &str)> + '_ {
        let texts = self.lines.iter().map(|line| self.text.get(line.at.clone()));
        self.keys().zip(texts.map(Option::unwrap_or_default))
    }
}
