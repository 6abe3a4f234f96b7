//! Takes the text of an article from its page: by the source's selector, or else by readability.
//!
//! Only this module uses readability. It takes a decoded page and fetches nothing. The result is
//! HTML with absolute addresses, which `publish` sanitises like every body.
//!
//! A page that asks for a login, needs scripts or reports an error has no article. The error has
//! the reason, and the entry keeps the feed's summary.

mod access;
mod boilerplate;
mod page;
mod verdict;

use dom_smoothie::{Config, Readability};
use url::Url;

use crate::html::is_within_tree_limits;
use crate::model::{Selector, TakenBy};
use page::Tree;

pub use access::speaks_of_access;

/// Fewest characters of a detected text. A shorter one cannot be told from a label.
const MIN_TEXT: usize = 10;

/// Fewest characters with which readability accepts its first, strictest result; its own default.
///
/// Replies of ministries have 30 to 300 characters. For them readability would relax its rules
/// until it takes the whole page, so for a short page one [`SHARE`]th of its text is enough.
const THRESHOLD: usize = 500;

/// The share of a short page's text that is enough.
const SHARE: usize = 3;

/// The page of an article, and what is known about the entry that links to it.
#[derive(Debug, Clone, Copy)]
pub struct ArticlePage<'a> {
    /// The page, decoded.
    pub html: &'a str,
    /// The address that answered; relative addresses count from it.
    pub url: &'a Url,
    /// Title of the entry: a page that contains it is the page of the entry.
    pub title: &'a str,
    /// The source's selector of its texts.
    pub selector: Option<&'a Selector>,
    /// Length of the text that the feed carries, in characters without white space.
    pub known_chars: usize,
}

/// The text of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extracted {
    /// HTML, every address absolute.
    pub html: String,
    /// How it was found.
    pub by: TakenBy,
}

/// Why a page gave no text that is better than the feed's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// No tag of HTML is in it.
    #[error("the page is not HTML")]
    NotHtml,
    /// It is larger, deeper or more complex than any article.
    #[error("the page is larger, or nested deeper, than any article")]
    TooComplex,
    /// There is no text to speak of, only scripts that would fetch it.
    #[error("the page holds no text: scripts fill it in")]
    Scripts,
    /// There is no text to speak of.
    #[error("no text was found on the page; a `selector` would say where it is")]
    Nothing,
    /// Mostly links.
    #[error(
        "what was found on the page is a list of links; a `selector` would say where the text is"
    )]
    Navigation,
    /// It asks for a login.
    #[error("the page asks for a login")]
    Login,
    /// It says that there is no such page, or that a robot was seen.
    #[error("the page is a notice of the server, not the article")]
    Notice,
    /// The feed carries as much.
    #[error("the feed carries as much: {known} characters, the page {found}")]
    NoMore {
        /// Length of the text in the feed.
        known: usize,
        /// Length of the text on the page.
        found: usize,
    },
}

impl Error {
    /// Whether a later request could give another result.
    pub fn may_pass(&self) -> bool {
        matches!(
            self,
            Self::Scripts | Self::Nothing | Self::Login | Self::Notice
        )
    }
}

/// Takes the text out of a page, or says why not.
pub fn extract(page: &ArticlePage<'_>) -> Result<Extracted, Error> {
    if !page::is_html(page.html) {
        return Err(Error::NotHtml);
    }
    if page::is_overloaded(page.html) || !is_within_tree_limits(page.html) {
        return Err(Error::TooComplex);
    }
    let tree = Tree::read(page.html, page.url)?;
    let stats = tree.stats();
    tree.remove_hidden();
    tree.show_article();
    // The user has seen what the selector matches; only a detected text must be checked.
    let selected = page.selector.and_then(|selector| tree.select(selector));
    let extracted = match selected {
        Some(html) => Extracted {
            html,
            by: TakenBy::Selector,
        },
        None => Extracted {
            html: stats.check(detect(tree), page.title)?,
            by: TakenBy::Readability,
        },
    };
    let chars = page::chars(&extracted.html);
    if chars <= page.known_chars {
        return Err(Error::NoMore {
            known: page.known_chars,
            found: chars,
        });
    }
    Ok(extracted)
}

/// Detects the text: removes the boilerplate, then readability finds the article.
fn detect(tree: Tree) -> Result<String, Error> {
    boilerplate::remove(tree.document());
    let chars = tree.chars();
    if chars < MIN_TEXT {
        return Err(Error::Nothing);
    }
    let config = Config {
        char_threshold: THRESHOLD.min(chars / SHARE).max(MIN_TEXT),
        disable_json_ld: true,
        ..Config::default()
    };
    // Addresses are absolute already, so readability does not need the address of the page.
    let article = Readability::with_document(tree.into_document(), None, Some(config))
        .and_then(|mut readability| readability.parse())
        .map_err(|_| Error::Nothing)?;
    Ok(article.content.to_string())
}

#[cfg(test)]
mod tests;
