//! Gets the bytes of a source: one polite, bounded, conditional request, or a read from disk.
//!
//! The only user of the HTTP client. Every redirect is followed here, not by the client, so that
//! each hop is checked. What a feed does to us (endless bodies, bombs, slow drips, addresses
//! inside our network) costs its own request only; what goes wrong is told as a [`Failure`], never
//! raised.
//!
//! Pages of entries are asked in the same way, by those who have heard their hosts' `robots.txt`.
//!
//! A request is sent once more in two cases only: when the connection was closed before any answer
//! came, and when the answer was lost on a connection that had answered before (see [`kept`]).
//! Cookies live as long as one exchange (see [`cookies`]).
//!
//! Not done, and why: no `HEAD`, no `A-IM: feed` (few servers know it, and its answers must be
//! merged).

use reqwest::StatusCode;
use reqwest::header::{CONTENT_TYPE, LINK};

mod address;
mod article;
mod body;
mod caching;
mod challenge;
mod client;
mod cookies;
mod exchange;
pub mod files;
mod gate;
mod host;
mod kept;
pub mod moves;
mod outgoing;
pub mod pace;
pub mod recheck;
mod robots;
mod roots;
mod slots;
mod spacing;
mod trouble;

use std::sync::Arc;

pub use client::Error;
pub use host::hold_key;
pub use robots::{Robots, origin};

use body::{Clock, Rooms};
use client::Clients;
use exchange::{Answer, Exchange, Leaving, Stop};
use host::Holds;
use kept::Kept;
use outgoing::{Outgoing, Wanted};
use slots::Slots;
use trouble::{AskedBy, Trouble};

use crate::model::{
    BodyHash, Failure, FetchOutcome, FetchPolicy, FetchState, Fetched, Freshness, Header,
    InFlightPermit, NotModifiedBy, Timestamp, Validators, WebUrl,
};

/// Longest `Content-Type` kept, in bytes.
const MAX_CONTENT_TYPE: usize = 512;

/// Fetches feeds and pages under one policy.
///
/// Cheap to clone; clones share connections and limits. It enforces the policy's limits (in all,
/// per host, per registrable domain) by itself, so callers may start any number of fetches at
/// once: those that wait hold no connection and no body. A fetched document counts against
/// `concurrency` until its [`InFlightPermit`] is dropped, so the bodies that are being fetched,
/// being parsed or waiting to be stored are limited too.
#[derive(Clone)]
pub struct Fetcher {
    shared: Arc<Shared>,
}

struct Shared {
    policy: FetchPolicy,
    hash: fn(&[u8]) -> BodyHash,
    clients: Clients,
    slots: Slots,
    rooms: Rooms,
    holds: Holds,
    kept: Kept,
}

impl Fetcher {
    /// Sets up the clients. `hash` is how bodies are compared with the last one stored.
    ///
    /// Works without CA certificates and without a network; https is then refused per source.
    pub fn new(policy: &FetchPolicy, hash: fn(&[u8]) -> BodyHash) -> Result<Self, Error> {
        Ok(Self {
            shared: Arc::new(Shared {
                policy: policy.clone(),
                hash,
                clients: Clients::new(policy)?,
                slots: Slots::new(policy),
                rooms: Rooms::new(),
                holds: Holds::new(policy.retry_after_scope),
                kept: Kept::new(policy),
            }),
        })
    }

    /// Asks for the feed at `url` once, on the conditions `remembered`, from its confirmed new
    /// address if it has one; without conditions when a recheck is due.
    ///
    /// `headers` are the source's own; they and the credentials in `url` go to its own site only.
    /// `now` is what dates in the answer are held against. Once an answer carried a usable
    /// `Retry-After`, no other request of this fetcher goes to its scope. The time-out starts when
    /// the limits let the request through. Validators in the outcome are to be stored together
    /// with the entries, and `moved_to` is to be given to [`moves::remember`] once the body was
    /// read without error.
    pub async fn fetch(
        &self,
        url: &WebUrl,
        headers: &[Header],
        remembered: &FetchState,
        now: Timestamp,
    ) -> FetchOutcome {
        let start = match &remembered.moved {
            Some(moved) if moved.confirmed => &moved.to,
            _ => url,
        };
        let none = Validators::default();
        let validators = match remembered.recheck {
            Some(at) if recheck::is_due(now, at) => &none,
            _ => &remembered.validators,
        };
        let outgoing = Outgoing {
            configured: Some(url),
            policy: &self.shared.policy,
            headers,
            validators,
            wanted: Wanted::Feed,
        };
        match self.exchange().run(start, outgoing).await {
            Ok(answer) => {
                self.hold_back(&answer, now);
                self.outcome(answer, remembered, now)
            }
            Err(Stop::Held(wait)) => FetchOutcome::Held { wait },
            Err(Stop::Failed(untold)) => FetchOutcome::Failed(untold.failure(AskedBy::Pass)),
        }
    }

    /// Asks for the page or feed at `url` without conditions, as `preview` and `add` need it.
    ///
    /// Nothing is remembered, so the answer's freshness is not read.
    pub async fn page(&self, url: &WebUrl) -> Result<Fetched, Failure> {
        let outgoing = Outgoing {
            configured: Some(url),
            policy: &self.shared.policy,
            headers: &[],
            validators: &Validators::default(),
            wanted: Wanted::Feed,
        };
        let answer = match self.exchange().run(url, outgoing).await {
            Ok(answer) => answer,
            Err(Stop::Failed(untold)) => return Err(untold.failure(AskedBy::Person)),
            Err(Stop::Held(_)) => return Err(Trouble::Held.of(url).failure(AskedBy::Person)),
        };
        let status = answer.status;
        let asked = answer.url.clone();
        if answer.is_challenge {
            return Err(Trouble::Challenge.of(&asked).failure(AskedBy::Person));
        }
        self.fetched(answer, Freshness::default()).ok_or_else(|| {
            let untold = Trouble::Status(status).of(&asked);
            untold.failure(AskedBy::Person)
        })
    }

    fn exchange(&self) -> Exchange<'_> {
        let shared = &self.shared;
        Exchange {
            clients: &shared.clients,
            slots: &shared.slots,
            rooms: &shared.rooms,
            holds: &shared.holds,
            kept: &shared.kept,
            max_body: shared.policy.max_body,
            clock: Clock::new(shared.policy.timeout),
            leaving: Leaving::Followed,
        }
    }

    fn outcome(&self, answer: Answer, remembered: &FetchState, now: Timestamp) -> FetchOutcome {
        let FetchState {
            validators,
            body_hash,
            ..
        } = remembered;
        let freshness = caching::freshness(&answer.headers, now);
        let asks_to_wait = caching::retry_after(&answer.headers, now).is_some();
        if !asks_to_wait && answer.is_challenge {
            return FetchOutcome::Failed(Trouble::Challenge.told(&answer.url));
        }
        match answer.status {
            StatusCode::NOT_MODIFIED if validators.is_empty() && body_hash.is_none() => {
                FetchOutcome::Failed(Trouble::Unasked304.told(&answer.url))
            }
            StatusCode::NOT_MODIFIED => FetchOutcome::NotModified {
                by: NotModifiedBy::Status,
                validators: caching::renewed(validators, &answer.headers),
                freshness,
                moved_to: answer.moved_to,
                bytes: 0,
            },
            StatusCode::GONE if answer.is_for_good => FetchOutcome::Gone,
            StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => {
                FetchOutcome::RetryLater {
                    after: caching::retry_after(&answer.headers, now),
                    status: answer.status.as_u16(),
                }
            }
            status => {
                let asked = answer.url.clone();
                match self.fetched(answer, freshness) {
                    Some(fetched) if *body_hash == Some(fetched.body_hash) => {
                        FetchOutcome::NotModified {
                            by: NotModifiedBy::Bytes,
                            validators: fetched.validators,
                            freshness,
                            moved_to: fetched.moved_to,
                            bytes: fetched.bytes,
                        }
                    }
                    Some(fetched) => FetchOutcome::Fetched(fetched),
                    None => FetchOutcome::Failed(Trouble::Status(status).told(&asked)),
                }
            }
        }
    }

    fn fetched(&self, answer: Answer, freshness: Freshness) -> Option<Fetched> {
        let body = answer.body?;
        let content_type = answer
            .headers
            .get(CONTENT_TYPE)
            .filter(|value| value.len() <= MAX_CONTENT_TYPE)
            .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
        let links = answer.headers.get_all(LINK).iter();
        let links = links.map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
        Some(Fetched {
            links: links.collect(),
            body_hash: (self.shared.hash)(&body.bytes),
            body: body.bytes,
            final_url: answer.url,
            content_type,
            validators: caching::validators(&answer.headers),
            freshness,
            moved_to: answer.moved_to,
            bytes: body.wire,
            permit: InFlightPermit::keep((answer.flight, body.large)),
        })
    }
}

/// Whether the body of an answer is what was asked for.
fn is_success(status: StatusCode) -> bool {
    matches!(
        status,
        StatusCode::OK | StatusCode::NON_AUTHORITATIVE_INFORMATION
    )
}
