//! Writes a feed as RSS 2.0, with the crate `rss`.
//!
//! RSS has no ids of feeds, no `updated` and no typed links, so these are elements of Atom, which
//! the RSS Advisory Board recommends for the link to the feed itself.

use std::collections::BTreeMap;

use rss::extension::dublincore::DublinCoreExtension;
use rss::extension::{Extension, ExtensionMap};
use rss::{Category, Channel, Enclosure, Guid, Image, Item, Source};

use super::RenderError;
use super::address::Uri;
use super::browser;
use super::enclosure::PublishedEnclosure;
use super::entry::PublishedEntry;
use super::feed::{PublishedFeed, whole_seconds};
use super::line::CleanLine;
use crate::html;
use crate::model::Timestamp;

/// The namespace of the Atom elements in an RSS or OPML document.
pub(super) const ATOM: &str = "http://www.w3.org/2005/Atom";

/// The media type of a file of unknown type, which RSS and JSON Feed require.
pub(super) const UNKNOWN_TYPE: &str = "application/octet-stream";

/// Serialises the document as UTF-8, one element per line, so that diffs are readable.
pub(super) fn to_bytes(feed: &PublishedFeed) -> Result<Vec<u8>, RenderError> {
    let written = channel(feed).pretty_write_to(Vec::new(), b' ', 1)?;
    // The library writes no processing instructions; this one stands behind the declaration.
    let style = format!("\n<?{}?>", browser::style_instruction());
    let end = written.windows(2).position(|two| two == b"?>");
    let (declaration, document) = written.split_at(end.map_or(0, |end| end + 2));
    let mut bytes = [declaration, style.as_bytes(), document].concat();
    bytes.push(b'\n');
    Ok(bytes)
}

fn channel(feed: &PublishedFeed) -> Channel {
    let title = feed.title.without_markup();
    let site = feed.site_address.as_ref().or(feed.own_address.as_ref());
    let site = site.unwrap_or(&feed.id).to_string();
    let own = feed.own_address.as_ref().map(|address| {
        let media_type = ("type", "application/rss+xml".to_owned());
        atom_link(address, "self", [media_type])
    });
    let hub = feed
        .hub
        .as_ref()
        .map(|address| atom_link(address, "hub", []));
    let image = feed.logo.as_ref().or(feed.icon.as_ref());
    Channel {
        description: feed.about.to_owned(),
        image: image.map(|address| Image {
            url: address.to_string(),
            title: title.clone(),
            link: site.clone(),
            ..Image::default()
        }),
        title,
        link: site,
        language: feed.language.clone(),
        last_build_date: Some(date(feed.updated)),
        generator: Some(concat!(env!("CARGO_PKG_NAME"), " ", env!("CARGO_PKG_VERSION")).to_owned()),
        docs: Some("https://www.rssboard.org/rss-specification".to_owned()),
        namespaces: BTreeMap::from([("atom".to_owned(), ATOM.to_owned())]),
        extensions: atom(
            [text("atom:id", feed.id.as_str())]
                .into_iter()
                .chain(own)
                .chain(hub),
        ),
        dublin_core_ext: Some(creators(std::slice::from_ref(&feed.author))),
        items: feed.entries.iter().map(item).collect(),
        ..Channel::default()
    }
}

fn item(entry: &PublishedEntry) -> Item {
    let (enclosure, others) = main_enclosure(&entry.enclosures);
    let files = others.into_iter().map(|file| {
        let media_type = file.media_type.clone().map(|found| ("type", found));
        let length = file.length.map(|length| ("length", length.to_string()));
        atom_link(
            &file.address,
            "enclosure",
            media_type.into_iter().chain(length),
        )
    });
    let via = entry
        .reposts
        .links()
        .map(|(address, outlet)| atom_link(address, "via", [("title", outlet.without_markup())]));
    let related = entry.related.iter().filter_map(|story| {
        let title = ("title", story.title.without_markup());
        Some(atom_link(story.link.as_ref()?, "related", [title]))
    });
    let updated = text("atom:updated", &rfc3339(entry.updated));
    Item {
        title: Some(entry.title.without_markup()),
        link: entry.alternate.as_ref().map(Uri::to_string),
        // The validator wants a description before `content:encoded`. It is HTML.
        description: entry
            .summary
            .as_ref()
            .or(Some(&entry.title))
            .map(|line| html::escape(line.as_str())),
        content: Some(entry.content.clone()).filter(|content| !content.is_empty()),
        categories: entry
            .categories
            .iter()
            .map(|category| Category {
                name: category.term.without_markup(),
                domain: category.scheme.as_ref().map(Uri::to_string),
            })
            .collect(),
        enclosure,
        guid: Some(Guid {
            value: entry.id().to_string(),
            permalink: false,
        }),
        pub_date: Some(date(entry.published)),
        source: entry.source.address().map(|address| Source {
            url: address.to_string(),
            title: Some(entry.source.title.without_markup()),
        }),
        extensions: atom(
            std::iter::once(updated)
                .chain(files)
                .chain(via)
                .chain(related),
        ),
        dublin_core_ext: Some(creators(&entry.authors)),
        ..Item::default()
    }
}

/// RSS allows one file. Players want the sound or the film, so a picture is it only without these.
fn main_enclosure(files: &[PublishedEnclosure]) -> (Option<Enclosure>, Vec<&PublishedEnclosure>) {
    let is_picture = |file: &PublishedEnclosure| {
        let media_type = file.media_type.as_deref();
        media_type.is_some_and(|found| found.starts_with("image/"))
    };
    let main = files.iter().find(|file| !is_picture(file));
    let main = main.or(files.first());
    let others = files.iter().filter(|file| Some(*file) != main).collect();
    let enclosure = main.map(|file| Enclosure {
        url: file.address.to_string(),
        // The specification requires both; 0 is what it allows for an unknown length.
        length: file.length.unwrap_or(0).to_string(),
        mime_type: file
            .media_type
            .as_deref()
            .unwrap_or(UNKNOWN_TYPE)
            .to_owned(),
    });
    (enclosure, others)
}

/// `author` of RSS must be an email address, so names are `dc:creator`.
fn creators(names: &[CleanLine]) -> DublinCoreExtension {
    DublinCoreExtension {
        creators: names.iter().map(CleanLine::without_markup).collect(),
        ..DublinCoreExtension::default()
    }
}

fn atom(elements: impl Iterator<Item = Extension>) -> ExtensionMap {
    let mut by_name: BTreeMap<String, Vec<Extension>> = BTreeMap::new();
    for element in elements {
        let name = element.name.trim_start_matches("atom:").to_owned();
        by_name.entry(name).or_default().push(element);
    }
    BTreeMap::from([("atom".to_owned(), by_name)])
}

fn text(name: &str, text: &str) -> Extension {
    Extension {
        name: name.to_owned(),
        value: Some(text.to_owned()),
        ..Extension::default()
    }
}

fn atom_link(
    address: &Uri,
    rel: &str,
    attributes: impl IntoIterator<Item = (&'static str, String)>,
) -> Extension {
    let mut attrs = BTreeMap::from([
        ("href".to_owned(), address.to_string()),
        ("rel".to_owned(), rel.to_owned()),
    ]);
    for (name, value) in attributes {
        attrs.insert(name.to_owned(), value);
    }
    Extension {
        name: "atom:link".to_owned(),
        attrs,
        ..Extension::default()
    }
}

/// A date of RFC 822 with a year of four digits, as RSS requires.
fn date(at: Timestamp) -> String {
    jiff::fmt::rfc2822::DateTimePrinter::new()
        .timestamp_to_rfc9110_string(&whole(at))
        .unwrap_or_default()
}

/// A date of RFC 3339, in UTC and whole seconds.
pub(super) fn rfc3339(at: Timestamp) -> String {
    whole(at).to_string()
}

fn whole(at: Timestamp) -> Timestamp {
    Timestamp::from_second(whole_seconds(at)).unwrap_or_default()
}
