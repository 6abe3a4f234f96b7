//! Writes a feed as Atom 1.0 (RFC 4287), with `atom_syndication`.

use std::collections::BTreeMap;

use atom_syndication::extension::{Extension, ExtensionMap};
use atom_syndication::{
    Category, Content, Entry, Feed, FixedDateTime, Generator, Link, Person, Source, Text,
};

use super::RenderError;
use super::address::Uri;
use super::browser;
use super::categories::PublishedCategory;
use super::entry::{PublishedEntry, PublishedSource};
use super::feed::{PublishedFeed, whole_seconds};
use super::line::CleanLine;
use crate::html;
use crate::model::Timestamp;

/// First line of every output. Some readers assume Latin-1 if the declaration names no encoding,
/// although XML 1.0 (appendix F) says UTF-8.
const DECLARATION: &str = r#"<?xml version="1.0" encoding="utf-8"?>"#;

/// The namespace of RFC 5005.
pub(super) const FEED_HISTORY: &str = "http://purl.org/syndication/history/1.0";

/// Serialises the document as UTF-8, one element per line, so that diffs are readable.
pub(super) fn to_bytes(feed: &PublishedFeed) -> Result<Vec<u8>, RenderError> {
    write(&atom(feed))
}

/// Serialises a feed of any entries.
pub(super) fn write(feed: &Feed) -> Result<Vec<u8>, RenderError> {
    let config = atom_syndication::WriteConfig {
        // The library's declaration names no encoding.
        write_document_declaration: false,
        indent_size: Some(1),
    };
    let style = browser::style_instruction();
    let declaration = format!("{DECLARATION}\n<?{style}?>\n").into_bytes();
    let mut bytes = feed.write_with_config(declaration, config)?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// Converts the feed to the types of `atom_syndication`.
fn atom(feed: &PublishedFeed) -> Feed {
    let own = feed.own_address.as_ref().map(|address| Link {
        mime_type: Some("application/atom+xml".to_owned()),
        ..link(address, "self")
    });
    let site = feed
        .site_address
        .as_ref()
        .map(|address| link(address, "alternate"));
    // W3C WebSub 4: a subscriber finds the hub beside the address of the feed itself.
    let hub = feed.hub.as_ref().map(|address| link(address, "hub"));
    let archives = [
        (&feed.current, "current"),
        (&feed.previous_archive, "prev-archive"),
        (&feed.next_archive, "next-archive"),
    ];
    let archives = archives
        .into_iter()
        .filter_map(|(address, rel)| Some(link(address.as_ref()?, rel)));
    let mut extensions = ExtensionMap::new();
    let mut namespaces = BTreeMap::new();
    if feed.current.is_some() {
        let mark = Extension {
            name: "fh:archive".to_owned(),
            ..Extension::default()
        };
        let of_prefix = BTreeMap::from([("archive".to_owned(), vec![mark])]);
        extensions.insert("fh".to_owned(), of_prefix);
        namespaces.insert("fh".to_owned(), FEED_HISTORY.to_owned());
    }
    Feed {
        namespaces,
        extensions,
        id: feed.id.to_string(),
        title: text(&feed.title),
        updated: date(feed.updated),
        authors: vec![person(&feed.author)],
        generator: Some(Generator {
            value: env!("CARGO_PKG_NAME").to_owned(),
            uri: None,
            version: Some(env!("CARGO_PKG_VERSION").to_owned()),
        }),
        icon: feed.icon.as_ref().map(Uri::to_string),
        logo: feed.logo.as_ref().map(Uri::to_string),
        subtitle: Some(Text::xhtml(browser::about(feed, feed.words))),
        links: own
            .into_iter()
            .chain(archives)
            .chain(hub)
            .chain(site)
            .collect(),
        lang: feed.language.clone(),
        entries: feed.entries.iter().map(entry).collect(),
        ..Feed::default()
    }
}

fn entry(entry: &PublishedEntry) -> Entry {
    let alternate = entry
        .alternate
        .iter()
        .map(|address| link(address, "alternate"));
    let via = entry.reposts.links().map(|(address, outlet)| Link {
        title: Some(outlet.without_markup()),
        ..link(address, "via")
    });
    let related = entry.related.iter().filter_map(|story| {
        Some(Link {
            title: Some(story.title.without_markup()),
            ..link(story.link.as_ref()?, "related")
        })
    });
    let enclosures = entry.enclosures.iter().map(|file| Link {
        mime_type: file.media_type.clone(),
        length: file.length.map(|length| length.to_string()),
        ..link(&file.address, "enclosure")
    });
    Entry {
        id: entry.id.to_string(),
        title: text(&entry.title),
        updated: date(entry.updated),
        published: Some(date(entry.published)),
        authors: entry.authors.iter().map(person).collect(),
        categories: entry.categories.iter().map(category).collect(),
        links: alternate
            .chain(enclosures)
            .chain(via)
            .chain(related)
            .collect(),
        source: Some(source(&entry.source)),
        content: (!entry.content.is_empty()).then(|| Content {
            value: Some(entry.content.clone()),
            content_type: Some("html".to_owned()),
            ..Content::default()
        }),
        ..Entry::default()
    }
}

fn source(source: &PublishedSource) -> Source {
    Source {
        id: source.id.to_string(),
        title: text(&source.title),
        updated: date(source.updated),
        links: [(&source.feed, "self"), (&source.page, "alternate")]
            .into_iter()
            .filter_map(|(address, rel)| Some(link(address.as_ref()?, rel)))
            .collect(),
        ..Source::default()
    }
}

fn category(category: &PublishedCategory) -> Category {
    Category {
        term: category.term.without_markup(),
        scheme: category.scheme.as_ref().map(Uri::to_string),
        label: Some(category.label.without_markup()),
    }
}

fn link(address: &Uri, rel: &str) -> Link {
    Link {
        href: address.to_string(),
        rel: rel.to_owned(),
        ..Link::default()
    }
}

fn person(name: &CleanLine) -> Person {
    Person {
        name: name.without_markup(),
        ..Person::default()
    }
}

/// Many readers parse titles as HTML whatever their type. A title that looks like markup is
/// therefore escaped and declared as HTML.
pub(super) fn text(line: &CleanLine) -> Text {
    if html::begins_markup(line.as_str()) {
        Text::html(html::escape(line.as_str()))
    } else {
        Text::plain(line.as_str())
    }
}

pub(super) fn date(at: Timestamp) -> FixedDateTime {
    chrono::DateTime::from_timestamp(whole_seconds(at), 0)
        .unwrap_or_default()
        .fixed_offset()
}
