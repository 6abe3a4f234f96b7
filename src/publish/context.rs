//! What the entries of one output have in common.

use super::address::Uri;
use super::line::CleanLine;
use super::words::Words;
use crate::html::escape;
use crate::model::{Site, Timestamp};

/// The site that publishes, and its words.
#[derive(Debug, Clone, Copy)]
pub(super) struct Context<'a> {
    pub(super) site: &'a Site,
    pub(super) words: &'static Words,
}

impl<'a> Context<'a> {
    /// The context of a site.
    pub(super) fn new(site: &'a Site) -> Self {
        Self {
            site,
            words: Words::for_site(site),
        }
    }

    /// The day of a time in the zone of the site.
    pub(super) fn day(self, at: Timestamp) -> String {
        let at = at.to_zoned(self.site.timezone.clone());
        at.strftime("%Y-%m-%d").to_string()
    }

    /// HTML of one item of a list: outlet, title with link, and remarks, which are HTML.
    pub(super) fn item(
        self,
        (outlet, title, link): (&CleanLine, &CleanLine, Option<&Uri>),
        remarks: &[&str],
    ) -> String {
        let title = escape(title.as_str());
        let title = link.map_or_else(
            || title.clone(),
            |link| {
                let link = escape(link.as_str());
                format!("<a href=\"{link}\" rel=\"noopener noreferrer\">{title}</a>")
            },
        );
        self.words.item(&escape(outlet.as_str()), &title, remarks)
    }
}
