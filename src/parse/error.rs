//! Errors: what a document is instead of a feed, and what the user can do.

use super::{FoundBy, FoundFeed};
use crate::model::{Cause, Failure, Step};

/// Why a document gave no entries.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Nothing but white space.
    #[error("the document is empty")]
    Empty,
    /// HTML, with the feeds it offers.
    #[error("the document is a web page{}, not a feed", titled(title.as_deref()))]
    WebPage {
        /// Title of the page, which often gives the reason (`403 Forbidden`, `请完成安全验证`).
        title: Option<String>,
        /// Feeds that the page links to, the best first, then common paths.
        feeds: Vec<FoundFeed>,
    },
    /// Not text.
    #[error("the document is {0}, not a feed")]
    Other(&'static str),
    /// XML or JSON of another format.
    #[error("the document is {0}, not a feed")]
    OtherFormat(String),
    /// A feed too damaged to read.
    #[error("the feed cannot be read: {0}")]
    Damaged(String),
    /// A post without front matter.
    #[error("the file has no front matter: {0}")]
    NoFrontMatter(&'static str),
}

impl Error {
    /// The error for the run report.
    pub fn failure(&self) -> Failure {
        Failure {
            step: Step::Parse,
            cause: self.cause(),
            what: self.to_string(),
            remedy: self.remedy(),
        }
    }

    fn cause(&self) -> Cause {
        match self {
            Self::WebPage { .. } => Cause::WebPage,
            Self::Empty | Self::Other(_) | Self::OtherFormat(_) | Self::NoFrontMatter(_) => {
                Cause::NotAFeed
            }
            Self::Damaged(_) => Cause::Damaged,
        }
    }

    /// What the person who configured the source can do.
    pub fn remedy(&self) -> String {
        match self {
            Self::Empty => {
                "open it yourself; if it is empty there, too, its publisher has to mend it"
                    .to_owned()
            }
            Self::WebPage { feeds, .. } => match feeds.first() {
                Some(FoundFeed { url, found, .. }) if *found != FoundBy::CommonPath => {
                    format!("use the feed the page offers: {url}")
                }
                Some(FoundFeed { url, .. }) => format!(
                    "the page offers no feed; try a place where many sites have one, such as {url}, \
                     or look for the address of the site's feed"
                ),
                None => "look for the address of the site's feed and use that; a page that asks \
                         for a login or a check cannot be read"
                    .to_owned(),
            },
            Self::Other(_) | Self::OtherFormat(_) => {
                "give the address of an RSS, Atom or JSON feed".to_owned()
            }
            Self::Damaged(_) => {
                "tell the publisher; what was stored before stays as it is".to_owned()
            }
            Self::NoFrontMatter(_) => "start the file with a line `---`, lines such as `title: …` \
                                       and `date: …`, and another line `---`; or leave the file \
                                       out of the source's `path`"
                .to_owned(),
        }
    }
}

fn titled(title: Option<&str>) -> String {
    title.map_or_else(String::new, |title| format!(" titled “{title}”"))
}
