//! Takes the text of an article out of its page: at the source's selector, else by readability.
//!
//! The only user of readability. Pure: the page comes decoded, and nothing is fetched. What is
//! taken out is HTML with absolute addresses; it is sanitised where it is published, like every
//! body.
//!
//! A page is not believed blindly. What is left of one that wants a login, is filled in by scripts
//! or stands for an error is refused with the reason, so that the feed's summary stays.

mod around;
mod page;
mod verdict;

use dom_smoothie::{Config, Readability};
use url::Url;

use crate::model::{Selector, TakenBy};
use page::Tree;

/// Least characters of a text that is detected. Below, nothing tells it from a label.
const LEAST: usize = 10;

/// Least characters by which readability is content with its first, strictest try.
///
/// Its own default. Replies of ministries have 30 to 300 characters: for them it would become ever
/// laxer and end with the whole page, so a short page asks for [`SHARE`] of its text only.
const CONTENT: usize = 500;

/// The share of a short page's text that is enough.
const SHARE: usize = 3;

/// A page and what is known of the entry that links to it.
#[derive(Debug, Clone, Copy)]
pub struct Page<'a> {
    /// The page, decoded.
    pub html: &'a str,
    /// The address that answered; relative addresses count from it.
    pub url: &'a Url,
    /// Title of the entry: a page that names it is its page.
    pub title: &'a str,
    /// Where the source's texts stand.
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
    /// It is larger, deeper or more tangled than any article.
    #[error("the page is larger, or nested deeper, than any article")]
    Unbearable,
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
        /// Of the text in the feed.
        known: usize,
        /// Of the text on the page.
        found: usize,
    },
}

impl Error {
    /// Whether asking again later could come to another end.
    pub fn may_pass(&self) -> bool {
        matches!(
            self,
            Self::Scripts | Self::Nothing | Self::Login | Self::Notice
        )
    }
}

/// Takes the text out of a page, or says why not.
///
/// `within_parse_limits` says whether a document can be parsed without excessive time and memory;
/// it is called first.
pub fn extract(page: &Page<'_>, within_parse_limits: fn(&str) -> bool) -> Result<Extracted, Error> {
    if !page::is_html(page.html) {
        return Err(Error::NotHtml);
    }
    if page::is_overloaded(page.html) || !within_parse_limits(page.html) {
        return Err(Error::Unbearable);
    }
    let tree = Tree::read(page.html, page.url)?;
    let seen = tree.seen();
    tree.strip();
    tree.show();
    // Whoever wrote a selector looked at what stands there; what is detected has to be judged.
    let selected = page.selector.and_then(|selector| tree.select(selector));
    let extracted = match selected {
        Some(html) => Extracted {
            html,
            by: TakenBy::Selector,
        },
        None => Extracted {
            html: seen.judge(detect(tree), page.title)?,
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

/// Detects the text: what surely is not part of it goes first, readability finds the rest.
fn detect(tree: Tree) -> Result<String, Error> {
    around::remove(tree.document());
    let chars = tree.chars();
    if chars < LEAST {
        return Err(Error::Nothing);
    }
    let config = Config {
        char_threshold: CONTENT.min(chars / SHARE).max(LEAST),
        disable_json_ld: true,
        ..Config::default()
    };
    // Addresses are absolute already, so it needs no address of the page.
    let article = Readability::with_document(tree.into_document(), None, Some(config))
        .and_then(|mut readability| readability.parse())
        .map_err(|_| Error::Nothing)?;
    Ok(article.content.to_string())
}

#[cfg(test)]
mod tests;
