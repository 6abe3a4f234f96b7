//! Reads an output of feedfold, to verify it, to find which store wrote it and to inherit its ids.

use serde::Deserialize;

use super::json::VERSION;
use super::page;
use super::rss::ATOM;
use super::verify::{Element, Invalid, parsed};
use crate::model::{OutputFormat, StoryFormat, Timestamp};

/// Most elements of an output; ten thousand stories have fewer.
const MAX_ELEMENTS: usize = 1_000_000;

/// An output as read from its file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrittenFeed {
    /// The id of the feed.
    pub id: String,
    /// Name of the program that wrote it, if it says so.
    pub generator: Option<String>,
    /// Its entries, in order; none in a list of sources.
    pub entries: Vec<WrittenEntry>,
    /// How many sources it lists.
    pub sources: usize,
}

/// An entry of an output.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrittenEntry {
    /// Its id.
    pub id: String,
    /// Its title, as the document has it.
    pub title: String,
    /// Addresses of the representative and of the listed reposts.
    pub links: Vec<String>,
    /// When it was published; `None` without a valid date.
    pub published: Option<Timestamp>,
    /// When it was updated; `None` without a valid date.
    pub updated: Option<Timestamp>,
    /// HTML; empty in a page, which lists stories without their texts.
    pub content: String,
}

/// Finds the id of the feed in the beginning of its file; `None` if there is no id before the
/// first entry.
pub fn feed_id(format: OutputFormat, beginning: &[u8]) -> Option<&str> {
    let text = match std::str::from_utf8(beginning) {
        Ok(text) => text,
        // The beginning ends inside a character.
        Err(error) => std::str::from_utf8(beginning.get(..error.valid_up_to())?).ok()?,
    };
    let (entries, before, after) = match format {
        OutputFormat::Stories(StoryFormat::Atom) => ("<entry", "<id>", "</id>"),
        OutputFormat::Stories(StoryFormat::Rss) => ("<item", "<atom:id>", "</atom:id>"),
        OutputFormat::Stories(StoryFormat::JsonFeed) => ("\"items\"", "\"id\": \"", "\""),
        OutputFormat::Stories(StoryFormat::Html) => page::FEED_ID,
        OutputFormat::Opml => ("<body", "<atom:id>", "</atom:id>"),
    };
    let head = text.split_once(entries).map_or(text, |(head, _)| head);
    let (_, id) = head.split_once(before)?;
    Some(id.split_once(after)?.0)
}

/// Reads an output; refuses anything but the format, well-formed and in UTF-8.
pub fn read_back(format: OutputFormat, bytes: &[u8]) -> Result<WrittenFeed, Invalid> {
    let xml = |expected| parsed(bytes, expected, MAX_ELEMENTS);
    match format {
        OutputFormat::Stories(StoryFormat::Atom) => xml((ATOM, "feed", "Atom")).map(|x| atom(&x)),
        OutputFormat::Stories(StoryFormat::Rss) => rss(&xml(("", "rss", "RSS"))?),
        OutputFormat::Stories(StoryFormat::JsonFeed) => json(bytes),
        OutputFormat::Stories(StoryFormat::Html) => page::read_back(bytes),
        OutputFormat::Opml => opml(&xml(("", "opml", "OPML"))?),
    }
}

fn atom(feed: &Element) -> WrittenFeed {
    let entries = feed.all("entry").map(|entry| {
        let instant = |name: &str| entry.text_of(name)?.parse().ok();
        let links = entry.all("link").filter(|link| {
            let rel = link.attribute("rel");
            matches!(rel, None | Some("alternate" | "via"))
        });
        WrittenEntry {
            id: entry.text_of("id").unwrap_or_default(),
            title: entry.text_of("title").unwrap_or_default(),
            links: addresses(links),
            published: instant("published"),
            updated: instant("updated"),
            content: entry.text_of("content").unwrap_or_default(),
        }
    });
    WrittenFeed {
        id: feed.text_of("id").unwrap_or_default(),
        generator: feed.text_of("generator"),
        entries: entries.collect(),
        sources: 0,
    }
}

fn rss(root: &Element) -> Result<WrittenFeed, Invalid> {
    let channel = root.all("channel").next();
    let channel = channel.ok_or(Invalid::OtherFormat("RSS"))?;
    let entries = channel.all("item").map(|item| {
        let via = item.all("atom:link");
        let via = via.filter(|link| link.attribute("rel") == Some("via"));
        let published = item.text_of("pubDate");
        let published = published.and_then(|date| {
            let date = jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(&date);
            date.ok()
        });
        WrittenEntry {
            id: item.text_of("guid").unwrap_or_default(),
            title: item.text_of("title").unwrap_or_default(),
            links: item
                .text_of("link")
                .into_iter()
                .chain(addresses(via))
                .collect(),
            published,
            updated: item
                .text_of("atom:updated")
                .and_then(|date| date.parse().ok()),
            content: item.text_of("content:encoded").unwrap_or_default(),
        }
    });
    let generator = channel.text_of("generator");
    Ok(WrittenFeed {
        id: channel.text_of("atom:id").unwrap_or_default(),
        // The version stands behind the name.
        generator: generator.and_then(|words| words.split(' ').next().map(str::to_owned)),
        entries: entries.collect(),
        sources: 0,
    })
}

fn addresses<'a>(links: impl Iterator<Item = &'a Element>) -> Vec<String> {
    links
        .filter_map(|link| link.attribute("href").map(str::to_owned))
        .collect()
}

fn opml(root: &Element) -> Result<WrittenFeed, Invalid> {
    let head = root.all("head").next();
    let body = root.all("body").next();
    let (Some(head), Some(body)) = (head, body) else {
        return Err(Invalid::OtherFormat("OPML"));
    };
    Ok(WrittenFeed {
        id: head.text_of("atom:id").unwrap_or_default(),
        generator: head.text_of("atom:generator"),
        entries: Vec::new(),
        sources: sources_in(body),
    })
}

/// The number of outlines that are no folders.
fn sources_in(outline: &Element) -> usize {
    let inside = outline.all("outline");
    inside.map(|outline| sources_in(outline).max(1)).sum()
}

/// The members of a JSON Feed that are read back.
#[derive(Deserialize)]
struct JsonFeed {
    version: String,
    #[serde(rename = "_feedfold")]
    ours: JsonExtension,
    items: Vec<JsonItem>,
}

#[derive(Deserialize)]
struct JsonExtension {
    id: String,
    generator: String,
}

#[derive(Deserialize)]
struct JsonItem {
    id: String,
    url: Option<String>,
    title: String,
    content_html: Option<String>,
    date_published: String,
    date_modified: String,
    #[serde(rename = "_feedfold")]
    ours: JsonItemExtension,
}

#[derive(Deserialize)]
struct JsonItemExtension {
    reposts: Vec<JsonRepost>,
}

#[derive(Deserialize)]
struct JsonRepost {
    url: Option<String>,
}

fn json(bytes: &[u8]) -> Result<WrittenFeed, Invalid> {
    let feed: JsonFeed =
        serde_json::from_slice(bytes).map_err(|error| Invalid::Malformed(error.to_string()))?;
    if feed.version != VERSION {
        return Err(Invalid::OtherFormat("JSON Feed 1.1"));
    }
    let entries = feed.items.into_iter().map(|item| {
        let reposts = item.ours.reposts.into_iter();
        WrittenEntry {
            id: item.id,
            title: item.title,
            links: item
                .url
                .into_iter()
                .chain(reposts.filter_map(|repost| repost.url))
                .collect(),
            published: item.date_published.parse().ok(),
            updated: item.date_modified.parse().ok(),
            content: item.content_html.unwrap_or_default(),
        }
    });
    Ok(WrittenFeed {
        id: feed.ours.id,
        generator: Some(feed.ours.generator),
        entries: entries.collect(),
        sources: 0,
    })
}
