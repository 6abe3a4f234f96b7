//! Entries as publishers send them, and entries prepared for the store.

use std::ops::Range;
use std::time::Duration;

use super::{
    Completeness, ContentHash, DocumentEnd, EntryKey, Fingerprint, LineKey, LinkKey,
    OfficialDocument, PackedHtml, Timestamp, UrlKey,
};

/// A parsed feed document, with its entries as the publisher sent them or in another form.
#[derive(Debug, Clone, Default)]
pub struct ParsedFeed<T = RawEntry> {
    /// Its metadata.
    pub head: FeedHead,
    /// Its entries, in document order.
    pub entries: Vec<T>,
    /// The last entry of a cut document, if it ends before the guid, link or title that would
    /// identify the entry. `preview` shows it; a pass does not store it, because it would later be
    /// stored a second time, whole.
    pub truncated_entry: Option<RawEntry>,
    /// Whether the document is complete.
    pub end: DocumentEnd,
    /// What `parse` repaired, replaced or left out, one sentence each.
    pub warnings: Vec<String>,
}

impl ParsedFeed {
    /// The same feed, with its entries in another form.
    pub fn map_entries<T>(self, each: impl FnMut(RawEntry) -> T) -> ParsedFeed<T> {
        ParsedFeed {
            head: self.head,
            entries: self.entries.into_iter().map(each).collect(),
            truncated_entry: self.truncated_entry,
            end: self.end,
            warnings: self.warnings,
        }
    }
}

/// The metadata of a feed document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FeedHead {
    /// `atom:title`, RSS `channel/title`, JSON Feed `title`; plain text.
    pub title: Option<String>,
    /// The web page of the feed; absolute.
    pub link: Option<String>,
    /// `atom:id`; the source's identity in `atom:source`.
    pub id: Option<String>,
    /// Its format.
    pub kind: FeedKind,
    /// WHATWG name of the encoding that was used for the bytes.
    pub encoding: String,
    /// `xml:lang`, RSS `language`, JSON Feed `language`.
    pub language: Option<String>,
    /// RSS `ttl`: shortest time between two requests.
    pub ttl: Option<Duration>,
    /// RSS `skipHours` and `skipDays`.
    pub skip: SkipTimes,
    /// The first WebSub hub that it names; absolute (W3C WebSub 4).
    pub hub: Option<String>,
    /// Its own address, which is its topic at that hub; absolute.
    pub own_address: Option<String>,
}

/// Hours and days, in UTC, on which a publisher asks for no requests (RSS 2.0 `skipHours`,
/// `skipDays`).
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
    /// The word for reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Rss => "rss",
            Self::Atom => "atom",
            Self::Json => "json",
            Self::Post => "post",
        }
    }
}

/// An entry as the publisher sent it: every field is optional, nothing is invented.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RawEntry {
    /// `atom:id`, RSS `guid`, RDF `about`, JSON Feed `id`; never invented.
    pub guid: Option<String>,
    /// Link of the entry: Atom `link rel=alternate`, RSS `link` or permalink guid, JSON Feed
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
    /// Address of a picture: a `media:content` of a picture type, `media:thumbnail`,
    /// `itunes:image`, JSON Feed `image`, a post's `thumbnail` or `headimg`, or an enclosure of a
    /// picture type.
    pub image: Option<String>,
    /// Attached files.
    pub enclosures: Vec<Enclosure>,
    /// `xml:lang` or the like, of the entry itself.
    pub language: Option<String>,
    /// Base name of its local file.
    pub file: Option<String>,
    /// Whether its document has all of it.
    pub completeness: Completeness,
}

impl RawEntry {
    /// The date of the entry: `published`, else `updated`, because Atom requires only `updated`
    /// (RFC 4287 4.1.2) and many entries have no other date.
    pub fn dated(&self) -> Option<Timestamp> {
        self.published.or(self.updated)
    }
}

impl AsRef<Self> for RawEntry {
    fn as_ref(&self) -> &Self {
        self
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
    /// The human-readable form.
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
    /// Playing time, in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration: Option<u64>,
}

/// What identifies an entry when it is sent again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// Its key if it is new.
    pub key: EntryKey,
    /// The key that it has if its guid was shared, or was not shared, by other entries in an
    /// earlier document.
    pub alternate_key: Option<EntryKey>,
    /// Hash of its link, to find it if the guid changed.
    pub link: Option<LinkKey>,
    /// Hash of its page, to find entries of other sources that link to the same page.
    pub url: Option<UrlKey>,
}

/// An entry with everything that the store and the fold need: identity, text and fingerprint.
#[derive(Debug, Clone)]
pub struct PreparedEntry {
    /// Its key, and what else identifies it.
    pub identity: Identity,
    /// The entry as sent, without its HTML.
    pub raw: RawEntry,
    /// Its content, or else its summary; `None` if it has neither.
    pub html: Option<PackedHtml>,
    /// Hash of everything that was sent; if it changes, the store writes the entry.
    pub raw_hash: ContentHash,
    /// Hash of title and body text; if it changes, readers see an update.
    pub revision: ContentHash,
    /// Its text hashes, for comparisons.
    pub fingerprint: Fingerprint,
    /// A few hashes of its texts, to find candidates for comparison.
    pub anchors: Anchors,
    /// Its data as an official document.
    pub document: Option<OfficialDocument>,
    /// Lines of its text that may be boilerplate of its source; empty for a text of one line.
    pub lines: CountedLines,
}

/// A few hashes of the texts of an entry: entries that share some of them are worth comparing.
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

/// A line of a text whose repetitions are counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountedLine {
    /// Hash of the folded line.
    pub key: LineKey,
    /// Byte range of the line in the text.
    pub at: Range<usize>,
}

/// The lines of a text whose repetitions are counted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CountedLines {
    text: String,
    lines: Vec<CountedLine>,
}

impl CountedLines {
    /// Combines `text` with ranges of its lines.
    pub fn new(text: String, lines: Vec<CountedLine>) -> Self {
        Self { text, lines }
    }

    /// The keys of the lines, in the order of the text.
    pub fn keys(&self) -> impl Iterator<Item = LineKey> + '_ {
        self.lines.iter().map(|line| line.key)
    }

    /// The keys and texts of the lines.
    pub fn iter(&self) -> impl Iterator<Item = (LineKey, &str)> + '_ {
        let texts = self.lines.iter().map(|line| self.text.get(line.at.clone()));
        self.keys().zip(texts.map(Option::unwrap_or_default))
    }
}
