//! Builds an RFC 4287 feed and serialises it with `atom_syndication`.

use std::collections::BTreeSet;

use atom_syndication::{
    Category, Content, Entry, Feed, FixedDateTime, Generator, Link, Person, Source, Text,
};

use super::RenderError;
use super::address::{self, Uri};
use super::categories::PublishedCategory;
use super::entry::{PublishedEntry, PublishedSource};
use super::line::CleanLine;
use crate::html;
use crate::model::{Output, Site, Timestamp, published_language};

/// First line of every output. Some readers assume Latin-1 if the declaration names no encoding,
/// although XML 1.0 (appendix F) says UTF-8.
const DECLARATION: &str = r#"<?xml version="1.0" encoding="utf-8"?>"#;

/// An output feed: every entry is valid, and no two have the same id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishedFeed {
    id: Uri,
    title: CleanLine,
    author: CleanLine,
    updated: Timestamp,
    language: Option<String>,
    own_address: Option<Uri>,
    site_address: Option<Uri>,
    icon: Option<Uri>,
    logo: Option<Uri>,
    entries: Vec<PublishedEntry>,
}

impl PublishedFeed {
    /// Combines entries into the feed of `site` and `output`.
    ///
    /// `updated` is that of the newest entry, or `when_empty` without entries: never the time of
    /// the pass.
    pub fn new(
        site: &Site,
        output: &Output,
        id: Uri,
        entries: Vec<PublishedEntry>,
        when_empty: Timestamp,
    ) -> Result<Self, RenderError> {
        let mut ids = BTreeSet::new();
        for entry in &entries {
            if !ids.insert(entry.id()) {
                return Err(RenderError::Twice(entry.id().clone()));
            }
        }
        let name = output.name.as_str();
        let title = output.title.as_deref().unwrap_or(&site.title);
        let updated = entries.iter().map(|entry| entry.updated).max();
        Ok(Self {
            title: CleanLine::first([title, &site.title, name])
                .unwrap_or_else(|| CleanLine::from(&id)),
            author: CleanLine::first([site.author.as_str(), &site.title, name])
                .unwrap_or_else(|| CleanLine::from(&id)),
            updated: updated.unwrap_or(when_empty),
            language: site.language.as_deref().and_then(published_language),
            own_address: address::from_url(output.url.expose().clone()),
            site_address: address::from_url(site.url.expose().clone()),
            icon: site
                .icon
                .as_ref()
                .and_then(|url| address::from_url(url.expose().clone())),
            logo: site
                .logo
                .as_ref()
                .and_then(|url| address::from_url(url.expose().clone())),
            id,
            entries,
        })
    }

    /// Serialises the document as UTF-8, one element per line, so that diffs are readable.
    pub fn to_bytes(&self) -> Result<Vec<u8>, RenderError> {
        let config = atom_syndication::WriteConfig {
            // The library's declaration names no encoding.
            write_document_declaration: false,
            indent_size: Some(1),
        };
        let declaration = format!("{DECLARATION}\n").into_bytes();
        let mut bytes = self.to_feed().write_with_config(declaration, config)?;
        bytes.push(b'\n');
        Ok(bytes)
    }

    /// Converts the feed to the types of `atom_syndication`.
    pub(super) fn to_feed(&self) -> Feed {
        let own = self.own_address.as_ref().map(|address| Link {
            mime_type: Some("application/atom+xml".to_owned()),
            ..link(address, "self")
        });
        let site = self
            .site_address
            .as_ref()
            .map(|address| link(address, "alternate"));
        Feed {
            id: self.id.to_string(),
            title: text(&self.title),
            updated: date(self.updated),
            authors: vec![person(&self.author)],
            generator: Some(Generator {
                value: env!("CARGO_PKG_NAME").to_owned(),
                uri: None,
                version: Some(env!("CARGO_PKG_VERSION").to_owned()),
            }),
            icon: self.icon.as_ref().map(Uri::to_string),
            logo: self.logo.as_ref().map(Uri::to_string),
            links: own.into_iter().chain(site).collect(),
            lang: self.language.clone(),
            entries: self.entries.iter().map(entry).collect(),
            ..Feed::default()
        }
    }
}

fn entry(entry: &PublishedEntry) -> Entry {
    let alternate = entry
        .alternate
        .iter()
        .map(|address| link(address, "alternate"));
    let via = entry.via.iter().map(|(address, outlet)| Link {
        title: Some(outlet.without_markup()),
        ..link(address, "via")
    });
    let related = entry.related.iter().map(|(address, title)| Link {
        title: Some(title.without_markup()),
        ..link(address, "related")
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
        links: source
            .link
            .iter()
            .map(|address| link(address, "alternate"))
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
fn text(line: &CleanLine) -> Text {
    if html::begins_markup(line.as_str()) {
        Text::html(html::escape(line.as_str()))
    } else {
        Text::plain(line.as_str())
    }
}

/// Whole seconds in UTC, within the years that RFC 3339 can write.
fn date(at: Timestamp) -> FixedDateTime {
    /// 0001-01-01T00:00:00Z and 9999-12-31T23:59:59Z.
    const WRITABLE: (i64, i64) = (-62_135_596_800, 253_402_300_799);
    let seconds = at.as_second().clamp(WRITABLE.0, WRITABLE.1);
    chrono::DateTime::from_timestamp(seconds, 0)
        .unwrap_or_default()
        .fixed_offset()
}
