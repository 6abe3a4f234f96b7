//! Writes a feed as JSON Feed 1.1 (<https://jsonfeed.org/version/1.1>), with `serde_json`.
//!
//! What JSON Feed has no member for is in the extension `_feedfold`: the id of the feed, the feed
//! that an item comes from, its reposts and the related stories.

use serde::Serialize;

use super::RenderError;
use super::address::Uri;
use super::entry::PublishedEntry;
use super::feed::PublishedFeed;
use super::line::CleanLine;
use super::rss::{UNKNOWN_TYPE, rfc3339};
use crate::model::Role;

/// The version of the format.
pub(super) const VERSION: &str = "https://jsonfeed.org/version/1.1";

/// The top level. The order of the members is that of the file: the id is near its beginning,
/// where `read_back::feed_id` looks for it.
#[derive(Serialize)]
struct JsonFeed<'a> {
    version: &'static str,
    #[serde(rename = "_feedfold")]
    ours: FeedExtension<'a>,
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    home_page_url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    feed_url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    icon: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    favicon: Option<&'a str>,
    authors: Vec<Author<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hubs: Option<[Hub<'a>; 1]>,
    items: Vec<Item<'a>>,
}

#[derive(Serialize)]
struct FeedExtension<'a> {
    id: &'a str,
    generator: &'static str,
    version: &'static str,
    updated: String,
}

/// Where subscribers hear of changes.
#[derive(Serialize)]
struct Hub<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    url: &'a str,
}

#[derive(Serialize)]
struct Author<'a> {
    name: &'a str,
}

#[derive(Serialize)]
struct Item<'a> {
    id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    content_html: Option<&'a str>,
    /// An item must have content; one that is a link alone has its title, and a change has both.
    #[serde(skip_serializing_if = "Option::is_none")]
    content_text: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    image: Option<&'a str>,
    date_published: String,
    date_modified: String,
    authors: Vec<Author<'a>>,
    tags: Vec<&'a str>,
    attachments: Vec<Attachment<'a>>,
    #[serde(rename = "_feedfold")]
    ours: ItemExtension<'a>,
}

#[derive(Serialize)]
struct Attachment<'a> {
    url: &'a str,
    mime_type: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    size_in_bytes: Option<u64>,
}

#[derive(Serialize)]
struct ItemExtension<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    change: Option<ChangeExtension<'a>>,
    source: Source<'a>,
    categories: Vec<Category<'a>>,
    reposts: Vec<Repost<'a>>,
    more_reposts: usize,
    related: Vec<Related<'a>>,
}

/// What changed in a story.
#[derive(Serialize)]
struct ChangeExtension<'a> {
    /// The id of the story.
    story: &'a str,
    kind: &'static str,
    cut: &'a [String],
    added: &'a [String],
}

/// The feed that an item comes from.
#[derive(Serialize)]
struct Source<'a> {
    id: &'a str,
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    home_page_url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    feed_url: Option<&'a str>,
}

/// A tag with its scheme, as in Atom.
#[derive(Serialize)]
struct Category<'a> {
    term: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    scheme: Option<&'a str>,
    label: &'a str,
}

#[derive(Serialize)]
struct Repost<'a> {
    outlet: &'a str,
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
    date_published: String,
    relation: Role,
    evidence: &'a str,
}

#[derive(Serialize)]
struct Related<'a> {
    outlet: &'a str,
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
    date_published: String,
    relation: &'static str,
}

/// Serialises the document, one member per line, so that diffs are readable.
pub(super) fn to_bytes(feed: &PublishedFeed) -> Result<Vec<u8>, RenderError> {
    let mut bytes = serde_json::to_vec_pretty(&json(feed))?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// Serialises one entry as an item, on one line.
pub(super) fn item_line(entry: &PublishedEntry) -> Result<String, RenderError> {
    Ok(serde_json::to_string(&item(entry))?)
}

fn json(feed: &PublishedFeed) -> JsonFeed<'_> {
    JsonFeed {
        version: VERSION,
        ours: FeedExtension {
            id: feed.id.as_str(),
            generator: env!("CARGO_PKG_NAME"),
            version: env!("CARGO_PKG_VERSION"),
            updated: rfc3339(feed.updated),
        },
        title: feed.title.as_str(),
        home_page_url: feed.site_address.as_ref().map(Uri::as_str),
        feed_url: feed.own_address.as_ref().map(Uri::as_str),
        icon: feed.logo.as_ref().map(Uri::as_str),
        favicon: feed.icon.as_ref().map(Uri::as_str),
        authors: authors(std::slice::from_ref(&feed.author)),
        language: feed.language.as_deref(),
        hubs: feed.hub.as_ref().map(|address| {
            [Hub {
                kind: "WebSub",
                url: address.as_str(),
            }]
        }),
        items: feed.entries.iter().map(item).collect(),
    }
}

fn item(entry: &PublishedEntry) -> Item<'_> {
    let content = Some(entry.content.as_str()).filter(|content| !content.is_empty());
    let plain = entry.difference.as_ref();
    let plain = plain.map(|change| change.plain.as_str());
    let plain = plain.filter(|plain| !plain.is_empty());
    let picture = entry.enclosures.iter().find(|file| {
        let media_type = file.media_type.as_deref();
        media_type.is_some_and(|found| found.starts_with("image/"))
    });
    let mut tags: Vec<&str> = Vec::new();
    for category in &entry.categories {
        if !tags.contains(&category.term.as_str()) {
            tags.push(category.term.as_str());
        }
    }
    Item {
        id: entry.id().as_str(),
        url: entry.alternate.as_ref().map(Uri::as_str),
        title: entry.title.as_str(),
        content_text: plain.or_else(|| content.is_none().then(|| entry.title.as_str())),
        content_html: content,
        image: picture.map(|file| file.address.as_str()),
        date_published: rfc3339(entry.published),
        date_modified: rfc3339(entry.updated),
        authors: authors(&entry.authors),
        tags,
        attachments: entry
            .enclosures
            .iter()
            .map(|file| Attachment {
                url: file.address.as_str(),
                mime_type: file.media_type.as_deref().unwrap_or(UNKNOWN_TYPE),
                size_in_bytes: file.length,
            })
            .collect(),
        ours: extension(entry),
    }
}

fn extension(entry: &PublishedEntry) -> ItemExtension<'_> {
    ItemExtension {
        change: entry.difference.as_ref().map(|change| ChangeExtension {
            story: change.story.as_str(),
            kind: change.kind,
            cut: &change.cut,
            added: &change.added,
        }),
        source: Source {
            id: entry.source.id.as_str(),
            title: entry.source.title.as_str(),
            home_page_url: entry.source.page.as_ref().map(Uri::as_str),
            feed_url: entry.source.feed.as_ref().map(Uri::as_str),
        },
        categories: entry
            .categories
            .iter()
            .map(|category| Category {
                term: category.term.as_str(),
                scheme: category.scheme.as_ref().map(Uri::as_str),
                label: category.label.as_str(),
            })
            .collect(),
        reposts: entry
            .reposts
            .listed
            .iter()
            .map(|repost| Repost {
                outlet: repost.outlet.as_str(),
                title: repost.title.as_str(),
                url: repost.link.as_ref().map(Uri::as_str),
                date_published: rfc3339(repost.at),
                relation: repost.role,
                evidence: &repost.evidence,
            })
            .collect(),
        more_reposts: entry.reposts.unlisted,
        related: entry
            .related
            .iter()
            .map(|story| Related {
                outlet: story.outlet.as_str(),
                title: story.title.as_str(),
                url: story.link.as_ref().map(Uri::as_str),
                date_published: rfc3339(story.at),
                relation: story.relation.as_str(),
            })
            .collect(),
    }
}

fn authors(names: &[CleanLine]) -> Vec<Author<'_>> {
    let names = names.iter();
    names
        .map(|name| Author {
            name: name.as_str(),
        })
        .collect()
}
