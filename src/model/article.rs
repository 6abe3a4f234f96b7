//! The article page of an entry whose feed has only a summary: its state, and the data for
//! requests.

use super::{ContentHash, EntryKey, Failure, Fetched, Timestamp, UrlKey, Validators, WebUrl};
use std::time::Duration;

/// How the text was found on the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum TakenBy {
    /// The source's selector matched it.
    Selector,
    /// Readability detected it.
    Readability,
}

impl TakenBy {
    /// The word for reports and the store.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Selector => "selector",
            Self::Readability => "readability",
        }
    }
}

/// The state of an entry's page.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(tag = "text", rename_all = "kebab-case")]
pub enum ArticleState {
    /// It was not requested yet.
    Waiting,
    /// The entry has the text of the page.
    Taken {
        /// How the text was found.
        by: TakenBy,
    },
    /// The entry has the text of the feed.
    NotTaken {
        /// The reason.
        why: String,
    },
}

/// The stored state of an entry's page.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Article {
    /// Its state.
    #[serde(flatten)]
    pub state: ArticleState,
    /// Time of the last request.
    pub asked: Option<Timestamp>,
    /// Earliest time of the next request; `None` means no further request unless the feed changes.
    pub due: Option<Timestamp>,
}

/// A page to request, and its entry.
#[derive(Debug, Clone)]
pub struct AwaitedArticle {
    /// The key of the entry.
    pub entry: EntryKey,
    /// The link, as sent.
    pub link: Option<String>,
    /// The title of the entry.
    pub title: String,
    /// The stored HTML of the entry.
    pub html: String,
    /// The date of the entry.
    pub published: Option<Timestamp>,
    /// Hash of the link in comparable form.
    pub url: Option<UrlKey>,
    /// Hash of the entry as sent, see [`PreparedEntry::raw_hash`](super::PreparedEntry::raw_hash).
    pub raw_hash: ContentHash,
    /// The state of the page so far.
    pub state: ArticleState,
    /// Number of consecutive failed attempts.
    pub tries: u32,
    /// Validators of the last response with the text.
    pub validators: Validators,
}

/// The result of one attempt to read a page, for the store.
#[derive(Debug, Clone)]
pub struct ArticleAttempt {
    /// The key of the entry.
    pub entry: EntryKey,
    /// Its state.
    pub state: ArticleState,
    /// Time of the request; `None` if there was none.
    pub asked: Option<Timestamp>,
    /// Number of consecutive failed attempts.
    pub tries: u32,
    /// Earliest time of the next request; `None` means no further request.
    pub due: Option<Timestamp>,
    /// Validators for the next request.
    pub validators: Validators,
}

/// The result of one request for a page.
#[derive(Debug)]
pub enum PageOutcome {
    /// The page.
    Fetched(Box<Fetched>),
    /// 304.
    NotModified,
    /// 404 or 410: the page does not exist.
    Gone {
        /// The status code.
        status: u16,
    },
    /// A redirect to another origin; the caller has to check its `robots.txt` first.
    Elsewhere(WebUrl),
    /// 429 or 503: the server asked for a delay.
    RetryLater {
        /// The delay; `None` without a usable `Retry-After`.
        after: Option<Duration>,
        /// The status code.
        status: u16,
    },
    /// No request was sent: the host asked for a delay earlier in this run.
    Held,
    /// Any other failure.
    Failed(Failure),
}

/// The stored `robots.txt` of an origin (RFC 9309).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RobotsFile {
    /// The result of the request.
    pub answer: RobotsAnswer,
    /// When it expires: after a day at most.
    pub until: Timestamp,
}

/// The result of a request for `robots.txt`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RobotsAnswer {
    /// The first 500 KiB of the file.
    Rules(Vec<u8>),
    /// The host has no `robots.txt` (4xx): every request is allowed.
    Nothing,
    /// No valid response (5xx, or no connection): no request is allowed for now.
    Unreachable,
}
