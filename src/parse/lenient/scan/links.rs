//! What the attributes of a link say.

use crate::parse::markup::Tag;

/// The relation of a link to the entry or feed that contains it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Relation {
    /// The page of the entry or the feed.
    Page,
    /// An attached file.
    Enclosure,
    /// The feed itself.
    Itself,
    /// A WebSub hub that tells of changes of the feed.
    Hub,
    Other,
}

/// Returns the relation by the attribute `rel` (RFC 4287 4.2.7.2), which may be an IRI of the IANA
/// registry.
pub(super) fn relation(tag: Tag<'_>) -> Relation {
    let rel = tag.attribute("rel").unwrap_or("alternate").trim();
    let name = rel.rsplit('/').next().unwrap_or(rel);
    let is = |known: &str| name.eq_ignore_ascii_case(known);
    match () {
        () if is("alternate") => Relation::Page,
        () if is("enclosure") => Relation::Enclosure,
        () if is("self") => Relation::Itself,
        () if is("hub") => Relation::Hub,
        () => Relation::Other,
    }
}

/// What a link with `rel="alternate"` leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LinkTarget {
    /// A web page, or unknown.
    Page,
    /// A document in another format: some exchanges only link to the filing as PDF.
    Document,
    /// Another feed, or data for programs.
    Other,
}

/// Returns the target by the attribute `type`, a media type that may have parameters.
pub(super) fn target(media_type: &str) -> LinkTarget {
    let plain = media_type.split(';').next().unwrap_or_default().trim();
    let is = |known: &&str| plain.eq_ignore_ascii_case(known);
    if ["", "html", "text/html", "xhtml", "application/xhtml+xml"]
        .iter()
        .any(is)
    {
        return LinkTarget::Page;
    }
    let documents = [
        "text/plain",
        "text/markdown",
        "application/pdf",
        "application/msword",
        "application/rtf",
    ];
    let is_office = OFFICE.iter().any(|known| {
        let start = plain.get(..known.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(known))
    });
    if is_office || documents.iter().any(is) {
        LinkTarget::Document
    } else {
        LinkTarget::Other
    }
}

/// Beginnings of the media types of office documents.
const OFFICE: [&str; 3] = [
    "application/vnd.openxmlformats-officedocument.",
    "application/vnd.oasis.opendocument.",
    "application/vnd.ms-",
];

/// Returns the address in an attribute of a link.
pub(super) fn link_attribute(tag: Tag<'_>) -> Option<&str> {
    if tag.is_bare() {
        return None;
    }
    ["url", "uri", "href"]
        .iter()
        .find_map(|name| tag.attribute(name))
}
