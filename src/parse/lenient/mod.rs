//! The lenient parser: finds every entry and its fields in a feed document, even in a broken one.
//!
//! It makes one pass over the text, without a tree and without copies: the result borrows from the
//! document, and callers decode only the values that they need. It interprets elements as
//! Universal Feed Parser does (names of RSS and Atom are valid in each other's feeds, at any
//! depth), because publishers test their feeds with programs that do so.

mod names;
mod namespaces;
mod scan;
mod value;

pub(super) use names::{ContentModel, ElementTraits, element_traits};
pub(super) use namespaces::USUAL_PREFIXES;
pub(super) use scan::{Limits, read_lenient};
pub(super) use value::{Markup, Value};

use url::Url;

use crate::model::FeedKind;

/// A feed document as the lenient parser reads it.
#[derive(Debug)]
pub(super) struct LenientFeed<'a> {
    /// The format, by the root element.
    pub(super) kind: FeedKind,
    /// The metadata of the feed.
    pub(super) head: Head<'a>,
    /// Its entries in document order, at most [`Limits::entries`].
    pub(super) items: Vec<Item<'a>>,
    /// Where the entries are in the text.
    pub(super) places: EntryPlaces<'a>,
    /// The bases of values; `None` if a base is unknown.
    pub(super) bases: Vec<Option<Url>>,
    /// The begin of the first entry beyond the limit.
    pub(super) cut: Option<Cut<'a>>,
    /// The violations of XML and of the formats.
    pub(super) faults: Faults<'a>,
    /// Number of start tags, and of references outside of tags.
    pub(super) tags: usize,
    pub(super) references: usize,
}

/// Most bytes of all absolute addresses in a document, besides eight times its own length.
const FREE_BYTES: usize = 8 * 1024 * 1024;
/// More tags, or references, than feeds of 16 MB have: only attacks have so many.
const MANY_TAGS: usize = 250_000;
const MANY_REFERENCES: usize = 1_000_000;

impl LenientFeed<'_> {
    /// Makes the feed's own link the base of the document if its address is unknown.
    fn count_from_own_link(&mut self) {
        let links = [self.head.link, self.head.own_address];
        let Some(none @ None) = self.bases.first_mut() else {
            return;
        };
        let absolute = |link: &Value<'_>| {
            let url = Url::parse(link.text_before_markup().trim()).ok()?;
            matches!(url.scheme(), "http" | "https").then_some(url)
        };
        *none = links.iter().flatten().find_map(absolute);
    }

    /// Whether feed-rs would need too much time or memory for the document.
    pub(super) fn is_heavy(&self, text: &str) -> bool {
        self.faults.excessive
            || self.tags > MANY_TAGS
            || self.references > MANY_REFERENCES
            || self.is_multiplied(text)
    }

    /// Whether an address in every tag, made absolute with the longest base, would be far larger
    /// than the document.
    fn is_multiplied(&self, text: &str) -> bool {
        let lengths = self.bases.iter().flatten().map(|base| base.as_str().len());
        let most = self.tags.saturating_mul(lengths.max().unwrap_or(0));
        most > FREE_BYTES.saturating_add(text.len().saturating_mul(8))
    }
}

/// Where the entries of a document are in its text.
#[derive(Debug, Default)]
pub(super) struct EntryPlaces<'a> {
    /// Byte offsets of their start tags, in document order.
    pub(super) starts: Vec<usize>,
    /// The elements around them.
    pub(super) around: Surroundings<'a>,
}

/// The elements around the entries of a document.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) enum Surroundings<'a> {
    /// There is no entry yet.
    #[default]
    Unknown,
    /// All entries are children of one element.
    Same {
        /// Byte offset of the content of that element.
        content: usize,
        /// Names of the elements that are open there, outermost first.
        open: Vec<&'a str>,
    },
    /// They are children of several elements.
    Different,
}

/// A place at which a document has to end.
#[derive(Debug, Clone)]
pub(super) struct Cut<'a> {
    /// Byte offset.
    pub(super) at: usize,
    /// Names of the elements that are open there, outermost first.
    pub(super) open: Vec<&'a str>,
}

/// Violations of XML and of the formats that occur at least once.
#[derive(Debug, Default, Clone, Copy)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent observations, each with a sentence of its own"
)]
pub(super) struct Faults<'a> {
    /// End tags are missing, or close another element or none.
    pub(super) unbalanced: bool,
    /// The document ends within an element.
    pub(super) ends_early: bool,
    /// A comment or a CDATA section has no end, and more of the feed follows.
    pub(super) open_section: bool,
    /// An `&` begins no reference.
    pub(super) bare_ampersand: bool,
    /// A named reference that XML does not define.
    pub(super) undeclared_entity: Option<&'a str>,
    /// A prefix without a declared namespace.
    pub(super) undeclared_prefix: Option<&'a str>,
    /// Text or elements precede the root.
    pub(super) junk_before: bool,
    /// Text or elements follow the root.
    pub(super) junk_behind: bool,
    /// The document type declares entities.
    pub(super) own_entities: bool,
    /// A name of the format in another than its usual case.
    pub(super) odd_case: Option<&'a str>,
    /// The nesting is deeper, or a tag has more attributes, namespaces or a longer base, than in
    /// any real feed.
    pub(super) excessive: bool,
}

impl Faults<'_> {
    /// Whether a strict parser would reject the document.
    pub(super) fn need_repair(&self) -> bool {
        self.unbalanced
            || self.ends_early
            || self.open_section
            || self.bare_ampersand
            || self.junk_before
            || self.junk_behind
            || self.own_entities
            || self
                .undeclared_prefix
                .is_some_and(namespaces::is_usual_prefix)
    }
}

/// The metadata of a feed.
#[derive(Debug, Default)]
pub(super) struct Head<'a> {
    pub(super) title: Option<Value<'a>>,
    pub(super) link: Option<Value<'a>>,
    /// The feed's own address (`link rel=self`).
    pub(super) own_address: Option<Value<'a>>,
    /// The first WebSub hub (`link rel=hub`).
    pub(super) hub: Option<Value<'a>>,
    pub(super) authors: Vec<Value<'a>>,
    pub(super) id: Option<Value<'a>>,
    pub(super) language: Option<Value<'a>>,
    pub(super) lang: Option<&'a str>,
    pub(super) ttl: Option<Value<'a>>,
    pub(super) skip_hours: Vec<Value<'a>>,
    pub(super) skip_days: Vec<Value<'a>>,
    /// The attribute `version` of the root.
    pub(super) version: Option<&'a str>,
    /// Local name of the root element, as written.
    pub(super) root: &'a str,
}

/// One entry.
#[derive(Debug, Default)]
pub(super) struct Item<'a> {
    pub(super) title: Option<Value<'a>>,
    pub(super) link: Option<Value<'a>>,
    /// A link with `rel="alternate"` to a document that is not a web page.
    pub(super) document_link: Option<Value<'a>>,
    /// `rdf:about`.
    pub(super) about: Option<Value<'a>>,
    pub(super) guid: Option<Value<'a>>,
    /// Whether the guid may be the address of the entry: `isPermaLink` is missing or `true`.
    pub(super) guid_is_link: bool,
    pub(super) published: Option<Value<'a>>,
    pub(super) updated: Option<Value<'a>>,
    pub(super) dated: Option<Value<'a>>,
    pub(super) created: Option<Value<'a>>,
    pub(super) description: Option<Value<'a>>,
    pub(super) summary: Option<Value<'a>>,
    pub(super) content: Option<Value<'a>>,
    /// `media:description`, `itunes:summary`.
    pub(super) caption: Option<Value<'a>>,
    /// `itunes:subtitle`, `media:text`.
    pub(super) subtitle: Option<Value<'a>>,
    pub(super) authors: Vec<Value<'a>>,
    pub(super) categories: Vec<Term<'a>>,
    /// Lists of terms, separated by commas.
    pub(super) keywords: Vec<Value<'a>>,
    pub(super) enclosures: Vec<Attachment<'a>>,
    /// The address of a `media:content` that is a picture.
    pub(super) picture: Option<Value<'a>>,
    pub(super) thumbnail: Option<Value<'a>>,
    pub(super) itunes_image: Option<Value<'a>>,
    /// `itunes:duration`.
    pub(super) duration: Option<Value<'a>>,
    pub(super) lang: Option<&'a str>,
    pub(super) language: Option<Value<'a>>,
    /// The authors of the feed that the entry was copied from; `None` if it names no such feed.
    pub(super) source_authors: Option<Vec<Value<'a>>>,
}

/// A category.
#[derive(Debug)]
pub(super) struct Term<'a> {
    pub(super) name: Value<'a>,
    pub(super) scheme: Option<Value<'a>>,
    pub(super) label: Option<Value<'a>>,
}

/// An enclosure.
#[derive(Debug)]
pub(super) struct Attachment<'a> {
    pub(super) url: Value<'a>,
    pub(super) media_type: Option<Value<'a>>,
    pub(super) length: Option<&'a str>,
    pub(super) duration: Option<&'a str>,
}
