//! Checks what types cannot guarantee: that other programs find in a file what the writer put
//! there.
//!
//! The libraries that serialise the formats could fail to escape, and the file could be cut short.
//! So every new file is read again, before it replaces the old one: XML by a strict reader of our
//! own and by feed-rs, JSON by `serde_json`, a page by the tokens of html5ever. The rules of the
//! formats are the concern of the types; the tests check them with the rules of the W3C feed
//! validator.

mod tree;

use std::collections::BTreeSet;

use super::Uri;
use super::read_back::{WrittenFeed, read_back};
use crate::model::{Listed, OutputFormat, StoryFormat};
pub(super) use tree::Element;

/// Why a file is no output.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Invalid {
    /// It is not well-formed, or not XML as feedfold writes it.
    #[error("{0}")]
    Malformed(String),
    /// The XML declaration does not name UTF-8.
    #[error("the XML declaration lacks encoding=\"utf-8\"")]
    Encoding,
    /// It is well-formed, but another format.
    #[error("it is not {0}")]
    OtherFormat(&'static str),
    /// The feed or an entry lacks an id that is an absolute URI.
    #[error("{0:?} is no id")]
    Id(String),
    /// Two entries have the same id.
    #[error("two entries have the id {0}")]
    Twice(String),
    /// Another parser does not find the same entries.
    #[error("feed-rs finds {found} entries of {written}")]
    Entries {
        /// How many the document has.
        written: usize,
        /// How many feed-rs finds.
        found: usize,
    },
}

/// Checks the bytes of an output; returns how much is in it. Fails if a strict reader would refuse
/// them.
pub fn verify(format: OutputFormat, bytes: &[u8]) -> Result<Listed, Invalid> {
    let WrittenFeed {
        id,
        entries,
        sources,
        ..
    } = read_back(format, bytes)?;
    let mut ids = BTreeSet::new();
    for id in std::iter::once(&id).chain(entries.iter().map(|entry| &entry.id)) {
        if Uri::parse(id).is_none() {
            return Err(Invalid::Id(id.chars().take(80).collect()));
        }
    }
    for entry in &entries {
        if !ids.insert(&entry.id) {
            return Err(Invalid::Twice(entry.id.clone()));
        }
    }
    match format {
        OutputFormat::Stories(StoryFormat::Atom | StoryFormat::Rss) => {
            let read = feed_rs::parser::parse(bytes);
            let read = read.map_err(|error| Invalid::Malformed(error.to_string()))?;
            let (written, found) = (entries.len(), read.entries.len());
            if written != found {
                return Err(Invalid::Entries { written, found });
            }
            Ok(Listed::Stories(found))
        }
        OutputFormat::Stories(StoryFormat::JsonFeed | StoryFormat::Html) => {
            Ok(Listed::Stories(entries.len()))
        }
        OutputFormat::Opml => Ok(Listed::Sources(sources)),
    }
}

/// Parses XML of at most `most` elements into a tree. Its own elements are in `namespace`, or in
/// none if that is empty; `root` is the name of the outermost.
pub(super) fn parsed(
    bytes: &[u8],
    (namespace, root, format): (&str, &str, &'static str),
    most: usize,
) -> Result<Element, Invalid> {
    let document = tree::read(bytes, namespace, most)?;
    if document.root.name != root {
        return Err(Invalid::OtherFormat(format));
    }
    let encoding = document.encoding.as_deref();
    if !encoding.is_some_and(|name| name.eq_ignore_ascii_case("utf-8")) {
        return Err(Invalid::Encoding);
    }
    Ok(document.root)
}
