//! Results of requests to feeds, and the state for the next request.

use std::fmt;
use std::time::Duration;

use super::{BodyHash, Failure, Timestamp, WebUrl};

/// `ETag` and `Last-Modified`, byte for byte as sent (RFC 9110 8.8): quotes, `W/` and odd forms
/// included. They are never parsed or rebuilt, only sent back.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Validators {
    /// Value of `ETag`.
    pub etag: Option<Vec<u8>>,
    /// Value of `Last-Modified`.
    pub last_modified: Option<Vec<u8>>,
}

impl Validators {
    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.etag.is_none() && self.last_modified.is_none()
    }
}

/// A permanent redirect, perhaps not confirmed yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PermanentMove {
    /// Target of the permanent redirects at the beginning of the redirect chain.
    pub to: WebUrl,
    /// When a response first named this target.
    pub first_seen: Timestamp,
    /// Whether the same response came again at least 24 hours later.
    pub confirmed: bool,
}

/// State of a feed from earlier responses, for the next request.
#[derive(Debug, Clone, Default)]
pub struct FetchState {
    /// Sent back as `If-None-Match` and `If-Modified-Since`.
    pub validators: Validators,
    /// Hash of the last stored body; equal bytes are not parsed again.
    pub body_hash: Option<BodyHash>,
    /// A redirect; once confirmed, requests go to its target instead of the configured address.
    pub moved: Option<PermanentMove>,
    /// When to request the feed once without conditions, in case the server answers 304 wrongly.
    pub recheck: Option<Timestamp>,
}

/// How a response showed that the feed did not change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotModifiedBy {
    /// The status 304.
    Status,
    /// A body with the same bytes as the last one.
    Bytes,
}

/// How long a response stays fresh (RFC 9111 4.2), limited to sensible values.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Freshness {
    /// How long the answer is fresh, by `Cache-Control: max-age`, else by `Expires`; `None` if it
    /// has neither.
    pub lifetime: Option<Duration>,
}

/// The result of one request for a feed.
#[derive(Debug)]
pub enum FetchOutcome {
    /// 304, or a body with the same bytes as last time.
    NotModified {
        /// How the response showed it.
        by: NotModifiedBy,
        /// Validators to store: those of the request, replaced by those of the response.
        validators: Validators,
        /// How long the response stays fresh.
        freshness: Freshness,
        /// Target of a permanent redirect, if any.
        moved_to: Option<WebUrl>,
        /// Received bytes, as far as known.
        bytes: u64,
    },
    /// A new body.
    Fetched(Fetched),
    /// 410: no further requests until the user asks for one; the entries stay.
    Gone,
    /// 429 or 503: the server asked for a delay.
    RetryLater {
        /// The delay; `None` without a usable `Retry-After`.
        after: Option<Duration>,
        /// The status code.
        status: u16,
    },
    /// No request was sent: the host asked for a delay earlier in this run.
    Held {
        /// Remaining delay.
        wait: Duration,
    },
    /// Any other failure.
    Failed {
        /// The reason and the remedy.
        failure: Failure,
        /// The status code of the answer; `None` if no usable answer came.
        status: Option<u16>,
    },
}

/// A received feed document.
#[derive(Debug)]
pub struct Fetched {
    /// The bytes after content decoding, at most as many as the policy allows.
    pub body: Vec<u8>,
    /// Hash of `body`.
    pub body_hash: BodyHash,
    /// Address of the response, after redirects; the base of relative links.
    pub final_url: WebUrl,
    /// `Content-Type`, as sent.
    pub content_type: Option<String>,
    /// Values of `Link`, as sent (RFC 8288).
    pub links: Box<[String]>,
    /// Validators; store them together with the entries, never earlier.
    pub validators: Validators,
    /// How long the response stays fresh.
    pub freshness: Freshness,
    /// Target of a permanent redirect, if any.
    pub moved_to: Option<WebUrl>,
    /// Received bytes, before content decoding.
    pub bytes: u64,
    /// Permit of this document; drop it when its entries are stored.
    pub permit: InFlightPermit,
}

/// Permit for a document in memory: one of the `concurrency` permits of the policy and, for a
/// large body, a share of the memory for large bodies. Dropping it releases both.
///
/// Keep the permit until the document's entries are stored: the policy's `concurrency` limits the
/// documents that are being fetched, being parsed, or waiting for the store. A task that holds a
/// permit must not fetch anything else, such as an article page: it could wait for its own permit
/// forever.
#[derive(Default)]
pub struct InFlightPermit(Option<Box<dyn Send + Sync>>);

impl InFlightPermit {
    /// Holds `share` until dropped. The default permit holds nothing, for documents that were not
    /// fetched.
    pub fn keep(share: impl Send + Sync + 'static) -> Self {
        Self(Some(Box::new(share)))
    }
}

impl fmt::Debug for InFlightPermit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("InFlightPermit")
            .field(&self.0.is_some())
            .finish()
    }
}
