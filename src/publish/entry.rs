//! Converts a story to an RFC 4287 entry.

use std::collections::BTreeSet;

use url::Url;

use super::address::{self, Uri};
use super::categories::{self, PublishedCategory};
use super::enclosure::PublishedEnclosure;
use super::line::CleanLine;
use super::sanitize::{self, Words};
use super::{PublishedStory, reposts};
use crate::html;
use crate::model::{Member, RelatedStory, Site, Timestamp};

/// Characters of the text that replace a missing title.
const TITLE_FROM_TEXT: usize = 60;

/// An entry of an output feed.
///
/// The constructor guarantees what RFC 4287 4.1.2 requires: an id, a title, an author, `updated`,
/// and an alternate link or content. The fields are private, so no caller can break this.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishedEntry {
    pub(super) id: Uri,
    pub(super) title: CleanLine,
    pub(super) updated: Timestamp,
    pub(super) published: Timestamp,
    pub(super) authors: Vec<CleanLine>,
    pub(super) categories: Vec<PublishedCategory>,
    pub(super) alternate: Option<Uri>,
    /// The listed reposts that have a link, each with its outlet.
    pub(super) via: Vec<(Uri, CleanLine)>,
    /// The listed related stories whose representative has a link, each with its title.
    pub(super) related: Vec<(Uri, CleanLine)>,
    /// Sanitised HTML. Empty only if there is an alternate link.
    pub(super) content: String,
    /// Files, and pictures that the content does not show.
    pub(super) enclosures: Vec<PublishedEnclosure>,
    pub(super) source: PublishedSource,
}

/// The feed that an entry comes from (RFC 4287 4.2.11).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishedSource {
    pub(super) id: Uri,
    pub(super) title: CleanLine,
    pub(super) updated: Timestamp,
    pub(super) link: Option<Uri>,
}

impl PublishedEntry {
    /// Converts a story of `site`.
    pub fn new(site: &Site, published: &PublishedStory<'_>) -> Self {
        let story = published.story;
        let representative = &story.representative;
        let outlet = outlet(representative, &published.source_id);
        let alternate = representative.link.as_deref().and_then(address::web);
        let base = alternate
            .as_ref()
            .and_then(|iri| Url::parse(iri.as_str()).ok());
        let body = representative
            .body
            .as_deref()
            .map(|body| sanitize::sanitize_for(body, base.as_ref(), Words::for_site(site)))
            .unwrap_or_default();
        let title = CleanLine::parse(&representative.title)
            .or_else(|| CleanLine::beginning(&html::plain_text(&body), TITLE_FROM_TEXT))
            .unwrap_or_else(|| outlet.clone());
        let enclosures = PublishedEnclosure::of_member(representative, &body);
        let mut content = reposts::corrections(site, published.related);
        content.push_str(body.trim());
        content.push_str(&reposts::list(site, story));
        content.push_str(&reposts::related(site, published.related));
        if content.is_empty() && alternate.is_none() {
            content = format!("<p>{}</p>", html::escape(title.as_str()));
        }
        Self {
            id: published.id.clone(),
            title,
            updated: story.updated,
            published: story.published(),
            authors: authors(representative, &outlet),
            categories: categories::categories(site, published.labels, story),
            via: via(reposts::listed(story), &outlet),
            related: related(reposts::listed_related(published.related)),
            alternate,
            content,
            enclosures,
            source: PublishedSource {
                id: source_id(representative).unwrap_or_else(|| published.source_id.clone()),
                title: outlet,
                updated: story.updated,
                link: feed_link(representative),
            },
        }
    }

    /// The permanent id.
    pub fn id(&self) -> &Uri {
        &self.id
    }
}

/// A source name is never empty, but it may have no visible character; then the id is shown.
fn outlet(member: &Member, fallback: &Uri) -> CleanLine {
    CleanLine::first([member.outlet(), member.source.as_str()])
        .unwrap_or_else(|| CleanLine::from(fallback))
}

fn authors(member: &Member, outlet: &CleanLine) -> Vec<CleanLine> {
    let mut authors = Vec::new();
    for author in member
        .authors
        .iter()
        .filter_map(|name| CleanLine::parse(name))
    {
        if !authors.contains(&author) {
            authors.push(author);
        }
    }
    if authors.is_empty() {
        authors.push(outlet.clone());
    }
    authors
}

fn via(reposts: &[Member], fallback: &CleanLine) -> Vec<(Uri, CleanLine)> {
    let mut seen = BTreeSet::new();
    reposts
        .iter()
        .filter_map(|repost| {
            let link = repost.link.as_deref().and_then(address::web)?;
            let outlet = CleanLine::first([repost.outlet(), repost.source.as_str()]);
            Some((link, outlet.unwrap_or_else(|| fallback.clone())))
        })
        .filter(|link| seen.insert(link.clone()))
        .collect()
}

fn related(stories: &[RelatedStory]) -> Vec<(Uri, CleanLine)> {
    stories
        .iter()
        .filter_map(|RelatedStory { representative, .. }| {
            let link = representative.link.as_deref().and_then(address::web)?;
            Some((link, reposts::title(representative)?))
        })
        .collect()
}

/// Returns the id of the member's feed. It is often the feed's address, which may contain a
/// subscriber's token.
///
/// If validators would refuse the id, the address in it replaces it, or else the link of the feed.
fn source_id(member: &Member) -> Option<Uri> {
    let sent = member.feed_id.as_deref().and_then(|id| {
        if Url::parse(id).is_ok_and(|url| url.has_host()) {
            let address = address::without_secret(id)?;
            return Uri::parse(id).or_else(|| Some(address).filter(is_id));
        }
        Uri::parse(id)
    });
    sent.or_else(|| feed_link(member).filter(is_id))
}

pub(super) fn is_id(address: &Uri) -> bool {
    Uri::parse(address.as_str()).is_some()
}

fn feed_link(member: &Member) -> Option<Uri> {
    address::without_secret(member.feed_link.as_deref()?)
}
