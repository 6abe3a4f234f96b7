//! The side pass: where every entry and every field of it stands in a feed document.
//!
//! One walk over the text, without a tree and without copying: an outline borrows from the
//! document, and a value is decoded only when it is asked for. It follows Universal Feed Parser in
//! what an element means (names of RSS and Atom count in each other's feeds, whatever the depth),
//! since publishers test with programs that do.

mod names;
mod scan;
mod value;

pub(super) use names::{Inside, Known, USUAL_PREFIXES, known};
pub(super) use scan::{Limits, outline};
pub(super) use value::{Markup, Value};

use url::Url;

use crate::model::FeedKind;

/// A feed document, walked over once.
#[derive(Debug)]
pub(super) struct Outline<'a> {
    /// Format by the root element.
    pub(super) kind: FeedKind,
    /// What the document says of itself.
    pub(super) head: Head<'a>,
    /// Its entries in document order, at most [`Limits::entries`].
    pub(super) items: Vec<Item<'a>>,
    /// Bases that values count from; `None` where none is known.
    pub(super) bases: Vec<Option<Url>>,
    /// Where the first entry beyond the limit starts, and what has to be closed there.
    pub(super) cut: Option<Cut<'a>>,
    /// What is not as XML wants it.
    pub(super) faults: Faults<'a>,
    /// How many start tags, and how many references outside of tags, were seen.
    pub(super) tags: usize,
    pub(super) references: usize,
}

/// What the absolute addresses of a document may take besides eight times its own length.
const FREE_BYTES: usize = 8 * 1024 * 1024;
/// More tags, or references, than feeds of 16 MB have: only what is made to be slow has as many.
const MANY_TAGS: usize = 250_000;
const MANY_REFERENCES: usize = 1_000_000;

impl Outline<'_> {
    /// Lets addresses count from the feed's own link where nobody knows where the document came
    /// from.
    fn count_from_own_link(&mut self) {
        let links = [self.head.link, self.head.own_address];
        let Some(none @ None) = self.bases.first_mut() else {
            return;
        };
        let absolute = |link: &Value<'_>| {
            let url = Url::parse(link.plain().trim()).ok()?;
            matches!(url.scheme(), "http" | "https").then_some(url)
        };
        *none = links.iter().flatten().find_map(absolute);
    }

    /// Whether a second parser would take longer over the document, or more memory, than it is
    /// worth: the side pass has all of it.
    pub(super) fn is_heavy(&self, text: &str) -> bool {
        self.faults.excessive
            || self.tags > MANY_TAGS
            || self.references > MANY_REFERENCES
            || self.is_multiplied(text)
    }

    /// Whether an address in every tag, counted from the longest base, would be far more than the
    /// document. A parser that makes each absolute is not asked then.
    fn is_multiplied(&self, text: &str) -> bool {
        let lengths = self.bases.iter().flatten().map(|base| base.as_str().len());
        let most = self.tags.saturating_mul(lengths.max().unwrap_or(0));
        most > FREE_BYTES.saturating_add(text.len().saturating_mul(8))
    }
}

/// Where a document is to be ended.
#[derive(Debug, Clone)]
pub(super) struct Cut<'a> {
    /// Byte offset.
    pub(super) at: usize,
    /// Names of the elements open there, outermost first.
    pub(super) open: Vec<&'a str>,
}

/// Departures from XML and from the formats, each seen at least once.
#[derive(Debug, Default, Clone, Copy)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent observations, each with a sentence of its own"
)]
pub(super) struct Faults<'a> {
    /// End tags that close something else, or nothing, or are missing.
    pub(super) unbalanced: bool,
    /// The document ends inside an element.
    pub(super) ends_early: bool,
    /// A comment or a CDATA section that never ends, with more of the feed behind it.
    pub(super) open_section: bool,
    /// An `&` that starts no reference.
    pub(super) bare_ampersand: bool,
    /// A reference by name that XML does not define.
    pub(super) undeclared_entity: Option<&'a str>,
    /// A prefix that stands for no namespace.
    pub(super) undeclared_prefix: Option<&'a str>,
    /// Text or elements before the root.
    pub(super) junk_before: bool,
    /// Text or elements behind the root.
    pub(super) junk_behind: bool,
    /// The document type declares entities of its own.
    pub(super) own_entities: bool,
    /// Names of the format in other than their usual case.
    pub(super) odd_case: Option<&'a str>,
    /// Nested deeper, or with more attributes, more namespaces or a longer base in one place, than
    /// any real feed.
    pub(super) excessive: bool,
}

impl Faults<'_> {
    /// Whether a strict parser gives up on the document.
    pub(super) fn need_repair(&self) -> bool {
        self.unbalanced
            || self.ends_early
            || self.open_section
            || self.bare_ampersand
            || self.junk_before
            || self.junk_behind
            || self.own_entities
            || self.undeclared_prefix.is_some_and(names::is_usual)
    }
}

/// What a document says of itself.
#[derive(Debug, Default)]
pub(super) struct Head<'a> {
    pub(super) title: Option<Value<'a>>,
    pub(super) link: Option<Value<'a>>,
    /// Where the feed says it is (`link rel=self`).
    pub(super) own_address: Option<Value<'a>>,
    pub(super) authors: Vec<Value<'a>>,
    pub(super) id: Option<Value<'a>>,
    pub(super) language: Option<Value<'a>>,
    pub(super) lang: Option<&'a str>,
    pub(super) ttl: Option<Value<'a>>,
    pub(super) skip_hours: Vec<Value<'a>>,
    pub(super) skip_days: Vec<Value<'a>>,
    /// The attribute `version` of the root.
    pub(super) version: Option<&'a str>,
    /// Local name of the root, as written.
    pub(super) root: &'a str,
}

/// One entry.
#[derive(Debug, Default)]
pub(super) struct Item<'a> {
    pub(super) title: Option<Value<'a>>,
    pub(super) link: Option<Value<'a>>,
    /// An alternate that is a text, and no web page.
    pub(super) document_link: Option<Value<'a>>,
    /// `rdf:about`.
    pub(super) about: Option<Value<'a>>,
    pub(super) guid: Option<Value<'a>>,
    /// The guid says, or does not deny, that it is the entry's address.
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
    /// Lists of terms, a comma between two.
    pub(super) keywords: Vec<Value<'a>>,
    pub(super) enclosures: Vec<Attachment<'a>>,
    /// A `media:content` that is a picture, `media:thumbnail` and `itunes:image`.
    pub(super) picture: Option<Value<'a>>,
    pub(super) thumbnail: Option<Value<'a>>,
    pub(super) itunes_image: Option<Value<'a>>,
    /// `itunes:duration`.
    pub(super) duration: Option<Value<'a>>,
    pub(super) lang: Option<&'a str>,
    pub(super) language: Option<Value<'a>>,
    pub(super) source: Option<Source<'a>>,
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

/// The feed an entry says it was taken from.
#[derive(Debug, Default)]
pub(super) struct Source<'a> {
    pub(super) title: Option<Value<'a>>,
    pub(super) url: Option<Value<'a>>,
    pub(super) id: Option<Value<'a>>,
    pub(super) authors: Vec<Value<'a>>,
}
