//! Reads an output of feedfold, to find which store wrote it and to inherit its ids.

use super::verify::{Invalid, parsed};
use crate::model::Timestamp;

/// Most elements of an output; ten thousand stories have fewer.
const MAX_ELEMENTS: usize = 1_000_000;

/// An output as read from its file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrittenFeed {
    /// The feed's `atom:id`.
    pub id: String,
    /// Name of the program in its `generator`.
    pub generator: Option<String>,
    /// Its entries, in order.
    pub entries: Vec<WrittenEntry>,
}

/// An entry of an output.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrittenEntry {
    /// Its `atom:id`.
    pub id: String,
    /// Its title, without markup.
    pub title: String,
    /// Addresses of the representative and of the listed reposts.
    pub links: Vec<String>,
    /// When it was published; `None` without a valid date.
    pub published: Option<Timestamp>,
    /// When it was updated; `None` without a valid date.
    pub updated: Option<Timestamp>,
    /// HTML.
    pub content: String,
}

/// Finds the id of the feed in the beginning of its file; `None` if there is no id before the
/// first entry.
pub fn feed_id(beginning: &[u8]) -> Option<&str> {
    let text = match std::str::from_utf8(beginning) {
        Ok(text) => text,
        // The beginning ends inside a character.
        Err(error) => std::str::from_utf8(beginning.get(..error.valid_up_to())?).ok()?,
    };
    let head = text.split_once("<entry").map_or(text, |(head, _)| head);
    let (_, id) = head.split_once("<id>")?;
    Some(id.split_once("</id>")?.0)
}

/// Reads an output; refuses anything but well-formed Atom.
pub fn read_back(bytes: &[u8]) -> Result<WrittenFeed, Invalid> {
    let feed = parsed(bytes, MAX_ELEMENTS)?.root;
    let one = |element: &super::verify::Element, name: &str| {
        let found = element.all(name).next();
        found.map(|child| child.text.trim().to_owned())
    };
    let entries = feed.all("entry").map(|entry| {
        let instant = |name: &str| one(entry, name)?.parse().ok();
        let links = entry.all("link").filter(|link| {
            let rel = link.attribute("rel");
            matches!(rel, None | Some("alternate" | "via"))
        });
        WrittenEntry {
            id: one(entry, "id").unwrap_or_default(),
            title: one(entry, "title").unwrap_or_default(),
            links: links
                .filter_map(|link| link.attribute("href").map(ToOwned::to_owned))
                .collect(),
            published: instant("published"),
            updated: instant("updated"),
            content: one(entry, "content").unwrap_or_default(),
        }
    });
    Ok(WrittenFeed {
        id: one(&feed, "id").unwrap_or_default(),
        generator: one(&feed, "generator"),
        entries: entries.collect(),
    })
}
