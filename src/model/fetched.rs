//! What a request to a feed can come to, and what is remembered for the next one.

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
    /// Whether the publisher gave none.
    pub fn is_empty(&self) -> bool {
        self.etag.is_none() && self.last_modified.is_none()
    }
}

/// A permanent redirect seen but perhaps not yet confirmed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PermanentMove {
    /// Where the leading permanent part of the redirect chain ends.
    pub to: WebUrl,
    /// When this target was first answered.
    pub first_seen: Timestamp,
    /// Whether a second, identical answer came at least 24 hours after the first.
    pub confirmed: bool,
}

/// What earlier answers taught us about a feed; goes into the next request.
#[derive(Debug, Clone, Default)]
pub struct Remembered {
    /// Sent back as `If-None-Match` and `If-Modified-Since`.
    pub validators: Validators,
    /// Hash of the last body stored; equal bytes need no second look.
    pub body_hash: Option<BodyHash>,
    /// Once confirmed, asked instead of the configured address.
    pub moved: Option<PermanentMove>,
    /// From when on the feed is asked once without conditions.
    pub recheck: Option<Timestamp>,
}

/// How a server said that nothing changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unchanged {
    /// By 304.
    ByStatus,
    /// By a body with the very bytes stored last time.
    ByBytes,
}

/// How long an answer stays fresh (RFC 9111 4.2), capped to sane values.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Freshness {
    /// From `Cache-Control: max-age`, else `Expires`. `None` when the answer says neither.
    pub lifetime: Option<Duration>,
}

/// The outcome of one request to one feed.
#[derive(Debug)]
pub enum FetchOutcome {
    /// 304, or a body with the very bytes stored last time.
    NotModified {
        /// How that was said.
        by: Unchanged,
        /// Validators to store: those sent, replaced by any the answer carried.
        validators: Validators,
        /// How long not to ask again.
        freshness: Freshness,
        /// Leading permanent redirect, if any.
        moved_to: Option<WebUrl>,
        /// Bytes received over the wire, as far as known.
        bytes: u64,
    },
    /// A body to read.
    Fetched(Fetched),
    /// 410: never asked again until the user says so; entries stay.
    Gone,
    /// 429 or 503: asked to come back later.
    RetryLater {
        /// Not before this long from now; `None` when the answer gave no usable `Retry-After`.
        after: Option<Duration>,
        /// The status code.
        status: u16,
    },
    /// Not asked: another feed of its host was told, in this run, to come back later.
    Held {
        /// For how long from now.
        wait: Duration,
    },
    /// Anything else that gave no body.
    Failed(Failure),
}

/// A feed document as received.
#[derive(Debug)]
pub struct Fetched {
    /// The bytes after content decoding, within the policy's bound.
    pub body: Vec<u8>,
    /// Hash of `body`.
    pub body_hash: BodyHash,
    /// Address that answered, after redirects; relative links count from it.
    pub final_url: WebUrl,
    /// `Content-Type`, as sent.
    pub content_type: Option<String>,
    /// Values of `Link`, as sent (RFC 8288).
    pub links: Box<[String]>,
    /// To store together with the entries, never earlier.
    pub validators: Validators,
    /// How long not to ask again.
    pub freshness: Freshness,
    /// Leading permanent redirect, if any.
    pub moved_to: Option<WebUrl>,
    /// Bytes of the body as received, before content decoding.
    pub bytes: u64,
    /// The document's place in flight, to be dropped when its entries are stored.
    pub room: Room,
}

/// A place among the documents in flight and, for a large body, a share of the memory kept for
/// those; given back when dropped.
///
/// Documents in flight (fetched, being read, waiting for the store) are bounded by the policy's
/// `concurrency`: keep this until the entries are stored. Nothing may be fetched on behalf of a
/// document that is still in flight, article pages included: the fetch could wait for this very
/// room.
#[derive(Default)]
pub struct Room(Option<Box<dyn Send + Sync>>);

impl Room {
    /// Keeps `share` until dropped. The default room keeps nothing: it is for documents that were
    /// not fetched.
    pub fn keep(share: impl Send + Sync + 'static) -> Self {
        Self(Some(Box::new(share)))
    }
}

impl fmt::Debug for Room {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Room").field(&self.0.is_some()).finish()
    }
}
