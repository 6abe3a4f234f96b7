//! Renders one story, or one change of a story, as an item of JSON Feed that stands alone: the
//! message that webhooks and commands get.

use super::context::Context;
use super::entry::PublishedEntry;
use super::rss::rfc3339;
use super::words::Words;
use super::{PublishedChange, PublishedStory, RenderError, json};
use crate::model::{Disclosure, Site};

/// An item, and the parts of it that templates and environment variables carry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrittenItem {
    /// The item as JSON on one line, as the items of a `.json` output.
    pub json: String,
    /// Its permanent id.
    pub id: String,
    /// One line.
    pub title: String,
    /// The address of the page; `None` without one.
    pub url: Option<String>,
    /// The outlet, or the source.
    pub outlet: String,
    /// The beginning of the text, on one line; `None` without text.
    pub summary: Option<String>,
    /// RFC 3339.
    pub date_published: String,
    /// RFC 3339.
    pub date_modified: String,
}

/// Renders a story.
pub fn item(
    site: &Site,
    disclosure: &Disclosure,
    story: &PublishedStory<'_>,
) -> Result<WrittenItem, RenderError> {
    written(&PublishedEntry::new(context(site, disclosure), story))
}

/// Renders a change of a story.
pub fn item_of_change(
    site: &Site,
    disclosure: &Disclosure,
    change: &PublishedChange<'_>,
) -> Result<WrittenItem, RenderError> {
    written(&PublishedEntry::of_change(
        context(site, disclosure),
        change,
    ))
}

fn context<'a>(site: &'a Site, disclosure: &'a Disclosure) -> Context<'a> {
    Context {
        site,
        words: Words::for_site(site),
        disclosure,
    }
}

fn written(entry: &PublishedEntry) -> Result<WrittenItem, RenderError> {
    Ok(WrittenItem {
        json: json::item_line(entry)?,
        id: entry.id().as_str().to_owned(),
        title: entry.title.as_str().to_owned(),
        url: entry.alternate.as_ref().map(|url| url.as_str().to_owned()),
        outlet: entry.source.title.as_str().to_owned(),
        summary: entry.summary.as_ref().map(|line| line.as_str().to_owned()),
        date_published: rfc3339(entry.published),
        date_modified: rfc3339(entry.updated),
    })
}
