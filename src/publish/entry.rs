//! Converts a story to an entry of an output.

use url::Url;

use super::address::{self, Uri};
use super::categories::{self, PublishedCategory};
use super::change::PublishedDifference;
use super::context::Context;
use super::enclosure::PublishedEnclosure;
use super::line::CleanLine;
use super::reposts::{PublishedRelated, PublishedReposts};
use super::{PublishedStory, disclose, reposts, sanitize};
use crate::html;
use crate::model::{Member, Timestamp};

/// Characters of the text that replace a missing title.
const TITLE_FROM_TEXT: usize = 60;

/// Characters of the summary, for readers of RSS that know no `content:encoded`.
const SUMMARY: usize = 200;

/// The beginning of a text, in the place of a missing title; `None` if nothing in it is visible.
pub fn title_from_text(text: &str) -> Option<CleanLine> {
    CleanLine::beginning(text, TITLE_FROM_TEXT)
}

/// An entry of an output feed.
///
/// The constructor guarantees what RFC 4287 4.1.2 requires: an id, a title, an author, `updated`,
/// and an alternate link or content. The other formats require less.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PublishedEntry {
    pub(super) id: Uri,
    pub(super) title: CleanLine,
    pub(super) updated: Timestamp,
    pub(super) published: Timestamp,
    pub(super) authors: Vec<CleanLine>,
    pub(super) categories: Vec<PublishedCategory>,
    pub(super) alternate: Option<Uri>,
    pub(super) reposts: PublishedReposts,
    pub(super) related: Vec<PublishedRelated>,
    /// Sanitised HTML: the text, then the lists of reposts and of related stories. Empty only if
    /// there is an alternate link.
    pub(super) content: String,
    /// The beginning of the text, without markup; `None` without text.
    pub(super) summary: Option<CleanLine>,
    /// Files, and pictures that the content does not show.
    pub(super) enclosures: Vec<PublishedEnclosure>,
    pub(super) source: PublishedSource,
    /// What changed; `None` for an entry that is a story.
    pub(super) difference: Option<PublishedDifference>,
}

/// The feed that an entry comes from (RFC 4287 4.2.11).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PublishedSource {
    pub(super) id: Uri,
    pub(super) title: CleanLine,
    pub(super) updated: Timestamp,
    /// Where the feed is; `None` for local files.
    pub(super) feed: Option<Uri>,
    /// Its web page.
    pub(super) page: Option<Uri>,
}

impl PublishedSource {
    /// The feed of a member of a story, which the story names.
    pub(super) fn new(
        context: Context<'_>,
        (member, published): (&Member, &PublishedStory<'_>),
        outlet: CleanLine,
        updated: Timestamp,
    ) -> Self {
        Self {
            id: source_id(context, member).unwrap_or_else(|| published.source_id.clone()),
            title: outlet,
            updated,
            feed: published.feed.and_then(|url| {
                let feed = context.shown(member, url.expose().as_str());
                // Local files have no address; a feed that readers may not see has that of the
                // site.
                feed.or_else(|| context.site_address())
            }),
            page: page_of_feed(context, member),
        }
    }

    /// The address of the feed or, without it, of its page.
    pub(super) fn address(&self) -> Option<&Uri> {
        self.feed.as_ref().or(self.page.as_ref())
    }
}

impl PublishedEntry {
    /// Converts a story.
    pub(super) fn new(context: Context<'_>, published: &PublishedStory<'_>) -> Self {
        let story = published.story;
        let representative = &story.representative;
        let outlet = context.outlet(representative);
        let outlet = outlet.unwrap_or_else(|| CleanLine::from(&published.source_id));
        let alternate = context.page(representative);
        let body = body(context, story.text_carrier());
        let text = html::plain_text(&body);
        let title = context
            .line(representative, &representative.title)
            .or_else(|| title_from_text(&text))
            .unwrap_or_else(|| outlet.clone());
        let enclosures = PublishedEnclosure::of_member(context, representative, &body);
        let reposts = PublishedReposts::new(context, story, &outlet);
        let related = PublishedRelated::list(context, published.related);
        let mut content = reposts::corrections(context, &related);
        content.push_str(body.trim());
        content.push_str(&reposts.html(context));
        content.push_str(&reposts::related(context, &related));
        if content.is_empty() && alternate.is_none() {
            content = format!("<p>{}</p>", html::escape(title.as_str()));
        }
        Self {
            id: published.id.clone(),
            title,
            updated: story.updated,
            published: story.published(),
            authors: authors(context, representative, &outlet),
            categories: categories::categories(context, published.labels, story),
            reposts,
            related,
            alternate,
            content,
            summary: CleanLine::beginning(&text, SUMMARY),
            enclosures,
            source: PublishedSource::new(
                context,
                (representative, published),
                outlet,
                story.updated,
            ),
            difference: None,
        }
    }

    /// The permanent id.
    pub(super) fn id(&self) -> &Uri {
        &self.id
    }
}

/// The text of a member, sanitised, without the addresses that readers may not see.
fn body(context: Context<'_>, member: &Member) -> String {
    let base = member.link.as_deref().and_then(address::web);
    let base = base.and_then(|page| Url::parse(page.as_str()).ok());
    member
        .body
        .as_deref()
        .map(|body| sanitize::sanitize_for(body, base.as_ref(), context.words))
        .map(|body| disclose::html(context, member, &body))
        .unwrap_or_default()
}

pub(super) fn authors(context: Context<'_>, member: &Member, outlet: &CleanLine) -> Vec<CleanLine> {
    let mut authors = Vec::new();
    for author in member
        .authors
        .iter()
        .filter_map(|name| context.line(member, name))
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

/// Returns the id of the member's feed. It is often the feed's address, which readers may not be
/// allowed to see.
///
/// If validators would refuse the id, the address in it replaces it, or else the page of the feed.
fn source_id(context: Context<'_>, member: &Member) -> Option<Uri> {
    let sent = member.feed_id.as_deref().and_then(|id| {
        if Url::parse(id).is_ok_and(|url| url.has_host()) {
            let address = context.shown(member, id)?;
            return Uri::parse(id).or_else(|| Some(address).filter(is_id));
        }
        Uri::parse(id).filter(|_| !context.disclosure.is_private(&member.source))
    });
    sent.or_else(|| page_of_feed(context, member).filter(is_id))
}

pub(super) fn is_id(address: &Uri) -> bool {
    Uri::parse(address.as_str()).is_some()
}

fn page_of_feed(context: Context<'_>, member: &Member) -> Option<Uri> {
    context.shown(member, member.feed_link.as_deref()?)
}
