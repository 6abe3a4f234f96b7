//! The page of an entry whose feed carries only a summary: what became of it, and what it is asked
//! with.

use super::{ContentHash, EntryKey, Failure, Fetched, Timestamp, UrlKey, Validators, WebUrl};
use std::time::Duration;

/// How a text was found on its page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum TakenBy {
    /// It stands where the source's selector says.
    Selector,
    /// It was detected.
    Readability,
}

impl TakenBy {
    /// The word shown to people and stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Selector => "selector",
            Self::Readability => "readability",
        }
    }
}

/// What became of an entry's page.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(tag = "text", rename_all = "kebab-case")]
pub enum ArticleState {
    /// It was not asked yet.
    Waiting,
    /// The text of the entry is that of the page.
    Taken {
        /// How it was found there.
        by: TakenBy,
    },
    /// The text of the entry is the feed's.
    NotTaken {
        /// Why.
        why: String,
    },
}

/// The page of an entry, as remembered.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Article {
    /// What became of it.
    #[serde(flatten)]
    pub state: ArticleState,
    /// When it was last asked.
    pub asked: Option<Timestamp>,
    /// When it may be asked again; `None` is not, unless the feed changes.
    pub due: Option<Timestamp>,
}

/// A page that is to be asked, and the entry it belongs to.
#[derive(Debug, Clone)]
pub struct AwaitedArticle {
    /// Which entry.
    pub entry: EntryKey,
    /// Its address, as sent.
    pub link: Option<String>,
    /// Title of the entry.
    pub title: String,
    /// HTML that is stored of the entry.
    pub html: String,
    /// Date of the entry.
    pub published: Option<Timestamp>,
    /// The entry's link in the form in which links are compared.
    pub url: Option<UrlKey>,
    /// Hash of the entry as sent.
    pub sent: ContentHash,
    /// What became of the page before.
    pub state: ArticleState,
    /// Tries that failed in a row.
    pub tries: u32,
    /// From the last answer that gave the text.
    pub validators: Validators,
}

/// What one look at a page came to, to be remembered.
#[derive(Debug, Clone)]
pub struct ArticleAttempt {
    /// Which entry.
    pub entry: EntryKey,
    /// What became of it.
    pub state: ArticleState,
    /// When it was asked; `None` if it was not.
    pub asked: Option<Timestamp>,
    /// Tries that failed in a row.
    pub tries: u32,
    /// Not to be asked before; `None` is not again.
    pub due: Option<Timestamp>,
    /// For the next request.
    pub validators: Validators,
}

/// The outcome of one request for a page.
#[derive(Debug)]
pub enum PageOutcome {
    /// The page.
    Fetched(Box<Fetched>),
    /// 304.
    NotModified,
    /// 404 or 410: there is no such page.
    Gone {
        /// The status code.
        status: u16,
    },
    /// A redirect to another origin, whose `robots.txt` counts from there on.
    Elsewhere(WebUrl),
    /// 429 or 503: asked to come back later.
    RetryLater {
        /// Not before this long from now; `None` when the answer gave no usable `Retry-After`.
        after: Option<Duration>,
        /// The status code.
        status: u16,
    },
    /// Not asked: its host was told, in this run, to come back later.
    Held,
    /// Anything else that gave no page.
    Failed(Failure),
}

/// What a host says of robots (RFC 9309), as kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RobotsFile {
    /// What it says.
    pub said: RobotsSaid,
    /// How long that holds: a day at most.
    pub until: Timestamp,
}

/// What was answered to a request for `robots.txt`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RobotsSaid {
    /// The file, at most its first 500 KiB.
    Rules(Vec<u8>),
    /// There is none (4xx): everything may be asked.
    Nothing,
    /// No answer (5xx, or no connection): nothing may be asked for now.
    Unreachable,
}
