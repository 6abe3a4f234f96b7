//! The settings that the entries of one output share.

use url::Url;

use super::Publication;
use super::address::{self, Uri};
use super::line::CleanLine;
use super::words::Words;
use crate::html::escape;
use crate::model::{Disclosure, Member, Site, Timestamp};

/// The site that publishes, its words, and which addresses its readers may see.
#[derive(Debug, Clone, Copy)]
pub(super) struct Context<'a> {
    pub(super) site: &'a Site,
    pub(super) words: &'static Words,
    pub(super) disclosure: &'a Disclosure,
}

impl<'a> Context<'a> {
    /// The context of an output.
    pub(super) fn new(publication: &Publication<'a>) -> Self {
        Self {
            site: publication.site,
            words: Words::for_site(publication.site),
            disclosure: publication.disclosure,
        }
    }

    /// One line of a member's texts; `None` if nothing visible is left of it.
    pub(super) fn line(self, member: &Member, text: &str) -> Option<CleanLine> {
        CleanLine::parse(&self.disclosure.text(member.into(), text))
    }

    /// The outlet of a member, else its source; `None` if neither has a visible character.
    pub(super) fn outlet(self, member: &Member) -> Option<CleanLine> {
        self.line(member, member.outlet())
            .or_else(|| CleanLine::parse(member.source.as_str()))
    }

    /// The page of a member; the address of the site if readers may not see that of the page.
    pub(super) fn page(self, member: &Member) -> Option<Uri> {
        let page = address::web(member.link.as_deref()?)?;
        self.shown(member, member.link.as_deref()?)
            .map_or_else(|| self.site_address(), |_| Some(page))
    }

    /// An address that a member names, if it is one of the web and readers may see it.
    pub(super) fn shown(self, member: &Member, text: &str) -> Option<Uri> {
        let url = Url::parse(text.trim()).ok()?;
        let is_shown = self.disclosure.shows(&member.source, &url);
        is_shown.then(|| address::from_url(url))?
    }

    /// The address of the site.
    pub(super) fn site_address(self) -> Option<Uri> {
        address::from_url(self.disclosure.substitute().expose().clone())
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
