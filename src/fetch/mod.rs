//! Gets the bytes of a source: one polite, bounded, conditional request, or a read from disk.
//!
//! The only user of the HTTP client. This module follows every redirect itself, so that it can
//! check each address. A hostile feed (endless body, compression bomb, slow drip, an address
//! inside our network) costs only its own request. Every failure is a [`Failure`] in the outcome;
//! nothing here panics or returns early with the pass.
//!
//! Pages of entries are requested in the same way. The caller obeys the `robots.txt` of the host.
//!
//! A request is sent once more in two cases only: if the server closed the connection before it
//! answered, and if a reused connection failed or gave a wrong answer (see [`connection_reuse`]).
//! Cookies live as long as one exchange (see [`cookies`]).
//!
//! Not done, and why: no `HEAD`, and no `A-IM: feed`, because few servers know it and we would
//! have to merge its answers.

use reqwest::StatusCode;
use reqwest::header::{CONTENT_TYPE, LINK};

mod article;
mod body;
mod caching;
mod challenge;
mod client;
mod coding;
mod connection_reuse;
mod cookies;
mod error;
mod exchange;
pub mod files;
mod gate;
mod host;
mod hub;
mod limits;
pub mod moves;
mod outgoing;
pub mod pace;
pub mod recheck;
mod robots;
mod roots;
mod spacing;
mod webhook;

use std::sync::Arc;

use sha2::{Digest, Sha256};

pub use client::Error;
pub use host::hold_key;
pub use hub::HubRequest;
pub use robots::{Robots, origin};
pub use webhook::Undelivered;

use body::{Deadline, LargeBodyPermits};
use client::Clients;
use connection_reuse::ConnectionReuse;
use error::{AskedBy, FetchError};
use exchange::{Answer, CrossOriginRedirect, Exchange, ExchangeError};
use host::Holds;
use limits::RequestLimits;
use outgoing::{Outgoing, ResourceKind};

use crate::model::{
    BodyHash, Failure, FetchOutcome, FetchPolicy, FetchState, Fetched, Freshness, Header,
    InFlightPermit, NotModifiedBy, Timestamp, Validators, WebUrl,
};

/// Longest `Content-Type` that we read, in bytes.
const MAX_CONTENT_TYPE: usize = 512;

/// Fetches feeds and pages under one policy.
///
/// Cheap to clone; clones share connections and limits. It enforces the policy's limits by itself
/// (in all, per host, per registrable domain), so callers may start any number of fetches at once:
/// those that wait have no connection and no body. A fetched document counts against `concurrency`
/// until its [`InFlightPermit`] is dropped, which bounds the bodies that are being fetched, parsed
/// or stored.
#[derive(Clone)]
pub struct Fetcher {
    shared: Arc<Shared>,
}

struct Shared {
    policy: FetchPolicy,
    clients: Clients,
    limits: RequestLimits,
    large_bodies: LargeBodyPermits,
    holds: Holds,
    connection_reuse: ConnectionReuse,
}

impl Fetcher {
    /// Sets up the clients.
    ///
    /// Works without CA certificates and without a network; each https request then fails.
    pub fn new(policy: &FetchPolicy) -> Result<Self, Error> {
        Ok(Self {
            shared: Arc::new(Shared {
                policy: policy.clone(),
                clients: Clients::new(policy)?,
                limits: RequestLimits::new(policy),
                large_bodies: LargeBodyPermits::new(),
                holds: Holds::new(policy.retry_after_scope),
                connection_reuse: ConnectionReuse::new(policy),
            }),
        })
    }

    /// Requests the feed at `url` once: conditionally, with the validators in `remembered`, unless
    /// a recheck is due; from its new address, if a permanent redirect is confirmed.
    ///
    /// `headers` are the source's own; they and the credentials in `url` go to its own site only.
    /// Dates in the answer count from `now`. After an answer with a usable `Retry-After`, this
    /// fetcher sends no other request to the scope of that header. The time-out starts once the
    /// request has its permits. The caller stores the validators in the outcome together with the
    /// entries, and calls [`moves::remember`] with `moved_to` once it has parsed the body.
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
            kind: ResourceKind::Feed,
        };
        match self.exchange().run(start, outgoing).await {
            Ok(answer) => {
                self.hold_back(&answer, now);
                outcome(answer, remembered, now)
            }
            Err(ExchangeError::Held(wait)) => FetchOutcome::Held { wait },
            Err(ExchangeError::Failed(failed)) => FetchOutcome::Failed {
                failure: failed.failure(AskedBy::Pass),
                status: None,
            },
        }
    }

    /// Requests the page or feed at `url` without conditions, as `preview` and `add` need it.
    ///
    /// The result has no freshness, since these commands store nothing. Fails if there is no
    /// answer with a body: also for 304, 410 and other errors.
    pub async fn page(&self, url: &WebUrl) -> Result<Fetched, Failure> {
        let outgoing = Outgoing {
            configured: Some(url),
            policy: &self.shared.policy,
            headers: &[],
            validators: &Validators::default(),
            kind: ResourceKind::Feed,
        };
        let answer = match self.exchange().run(url, outgoing).await {
            Ok(answer) => answer,
            Err(ExchangeError::Failed(failed)) => return Err(failed.failure(AskedBy::Person)),
            Err(ExchangeError::Held(_)) => {
                return Err(FetchError::Held.at(url).failure(AskedBy::Person));
            }
        };
        let status = answer.status;
        let asked = answer.url.clone();
        if answer.is_challenge {
            return Err(FetchError::Challenge.at(&asked).failure(AskedBy::Person));
        }
        fetched(answer, Freshness::default()).ok_or_else(|| {
            let failed = FetchError::Status(status).at(&asked);
            failed.failure(AskedBy::Person)
        })
    }

    fn exchange(&self) -> Exchange<'_> {
        let shared = &self.shared;
        Exchange {
            clients: &shared.clients,
            limits: &shared.limits,
            large_bodies: &shared.large_bodies,
            holds: &shared.holds,
            connection_reuse: &shared.connection_reuse,
            max_body: shared.policy.max_body,
            deadline: Deadline::new(shared.policy.timeout),
            cross_origin: CrossOriginRedirect::Follow,
        }
    }
}

/// The outcome of a fetch that was answered.
fn outcome(answer: Answer, remembered: &FetchState, now: Timestamp) -> FetchOutcome {
    let FetchState {
        validators,
        body_hash,
        ..
    } = remembered;
    let freshness = caching::freshness(&answer.headers, now);
    let asks_to_wait = caching::retry_after(&answer.headers, now).is_some();
    if !asks_to_wait && answer.is_challenge {
        return FetchOutcome::Failed {
            failure: FetchError::Challenge.into_failure(&answer.url),
            status: Some(answer.status.as_u16()),
        };
    }
    match answer.status {
        StatusCode::NOT_MODIFIED if validators.is_empty() && body_hash.is_none() => {
            FetchOutcome::Failed {
                failure: FetchError::Unasked304.into_failure(&answer.url),
                status: Some(StatusCode::NOT_MODIFIED.as_u16()),
            }
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
            match fetched(answer, freshness) {
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
                None => FetchOutcome::Failed {
                    failure: FetchError::Status(status).into_failure(&asked),
                    status: Some(status.as_u16()),
                },
            }
        }
    }
}

/// The document in an answer; `None` if the answer has none.
fn fetched(answer: Answer, freshness: Freshness) -> Option<Fetched> {
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
        body_hash: body_hash(&body.bytes),
        body: body.bytes,
        final_url: answer.url,
        content_type,
        validators: caching::validators(&answer.headers),
        freshness,
        moved_to: answer.moved_to,
        bytes: body.wire,
        permit: InFlightPermit::keep((answer.document, body.large)),
    })
}

/// Hash of a body, by which the next fetch recognises equal bytes.
pub fn body_hash(body: &[u8]) -> BodyHash {
    BodyHash::from_bytes(Sha256::digest(body).into())
}

/// Whether the body of an answer is the document that we asked for.
fn is_success(status: StatusCode) -> bool {
    matches!(
        status,
        StatusCode::OK | StatusCode::NON_AUTHORITATIVE_INFORMATION
    )
}
