//! The content of an output feed that all formats share.

use std::collections::BTreeSet;

use super::address::{self, Uri};
use super::entry::PublishedEntry;
use super::line::CleanLine;
use super::words::Words;
use super::{Publication, RenderError};
use crate::model::{Timestamp, WebUrl, published_language};

/// An output feed: every entry is valid, and no two have the same id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PublishedFeed {
    pub(super) id: Uri,
    pub(super) title: CleanLine,
    pub(super) author: CleanLine,
    /// When the newest entry was updated: never the time of the pass.
    pub(super) updated: Timestamp,
    pub(super) language: Option<String>,
    /// Where readers fetch this output.
    pub(super) own_address: Option<Uri>,
    pub(super) site_address: Option<Uri>,
    pub(super) icon: Option<Uri>,
    pub(super) logo: Option<Uri>,
    /// In the language of the site.
    pub(super) words: &'static Words,
    /// What the feed is, for a person who opens it in a browser.
    pub(super) about: &'static str,
    /// The WebSub hub that tells subscribers of changes.
    pub(super) hub: Option<Uri>,
    /// The document to subscribe to, if this one is an archive.
    pub(super) current: Option<Uri>,
    /// The archives before and after this document.
    pub(super) previous_archive: Option<Uri>,
    pub(super) next_archive: Option<Uri>,
    pub(super) entries: Vec<PublishedEntry>,
}

impl PublishedFeed {
    /// Combines entries, which the caller has ordered, into a feed.
    pub(super) fn new(
        publication: &Publication<'_>,
        entries: Vec<PublishedEntry>,
    ) -> Result<Self, RenderError> {
        let Publication {
            site,
            output,
            archive,
            ..
        } = publication;
        let id = publication.id.clone();
        let mut ids = BTreeSet::new();
        for entry in &entries {
            if !ids.insert(entry.id()) {
                return Err(RenderError::Twice(entry.id().clone()));
            }
        }
        let name = output.name.as_str();
        let title = output.title.as_deref().unwrap_or(&site.title);
        let updated = entries.iter().map(|entry| entry.updated).max();
        let configured = |url: &WebUrl| address::from_url(url.expose().clone());
        Ok(Self {
            title: CleanLine::first([title, &site.title, name])
                .unwrap_or_else(|| CleanLine::from(&id)),
            author: CleanLine::first([site.author.as_str(), &site.title, name])
                .unwrap_or_else(|| CleanLine::from(&id)),
            updated: updated.unwrap_or(publication.when_empty),
            language: site.language.as_deref().and_then(published_language),
            own_address: configured(archive.own.as_ref().unwrap_or(&output.url)),
            current: archive.own.as_ref().and_then(|_| configured(&output.url)),
            previous_archive: archive.previous.as_ref().and_then(configured),
            next_archive: archive.next.as_ref().and_then(configured),
            site_address: configured(&site.url),
            icon: site.icon.as_ref().and_then(configured),
            logo: site.logo.as_ref().and_then(configured),
            words: Words::for_site(site),
            about: Words::for_site(site).about_feed(output.entries),
            hub: site
                .hub
                .as_ref()
                // Nobody subscribes to an archive.
                .filter(|_| archive.own.is_none())
                .filter(|hub| publication.disclosure.shows_anywhere(hub.expose()))
                .and_then(configured),
            id,
            entries,
        })
    }
}

/// Whole seconds since 1970, within the years that every format can write: 1 to 9999.
pub(super) fn whole_seconds(at: Timestamp) -> i64 {
    /// 0001-01-01T00:00:00Z and 9999-12-31T23:59:59Z.
    const WRITABLE: (i64, i64) = (-62_135_596_800, 253_402_300_799);
    at.as_second().clamp(WRITABLE.0, WRITABLE.1)
}
