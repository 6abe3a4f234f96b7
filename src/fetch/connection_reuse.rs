//! Decides which requests may reuse a connection, and which must be retried on a fresh one.
//!
//! Reuse saves a TCP and a TLS handshake for every further feed of a host, to us and to the
//! server. A pass over 2,000 unchanged feeds of one host takes 0.13 s with it and 0.31 s without,
//! over loopback and without TLS (`cargo bench --bench run` measures both). It has two dangers. A
//! server may close an idle connection at any moment, and bytes that follow one answer could pass
//! for the next one. The client drops an idle connection on which anything arrives; this module
//! catches what arrives while the next request is on its way. If a request on a connection that
//! has answered before fails, or its answer cannot belong to it, the request is sent once more on
//! a fresh connection, as RFC 9110 9.2.2 allows for `GET`, and the origin gets no reused
//! connection for the rest of the pass. Only conditional requests share connections: their feeds
//! have answered well before.
//!
//! `hyper-util` is needed only here, to learn on which connection a request failed; reqwest does
//! not say. `tests/it/fetch_kept.rs` shows what a plain pool gets wrong.
//!
//! Not detected: a second answer to one request that arrives while the next request is on its way
//! and names no other version. The server that sends it could forge any answer of its origin.

use std::collections::{HashMap, HashSet};
use std::error::Error;
use std::net::SocketAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use hyper_util::client::legacy;
use hyper_util::client::legacy::connect::HttpInfo;
use reqwest::header::{ETAG, HeaderValue};
use reqwest::{Response, StatusCode};
use url::Origin;

use super::limits::Contention;
use crate::model::{FetchPolicy, WebUrl};

/// How long a connection may be idle before we close it: some servers close theirs after five
/// seconds (Apache, Node.js).
pub(super) const IDLE: Duration = Duration::from_secs(4);

/// Most idle connections in all: each takes a file descriptor.
const MAX_IDLE: usize = 128;

/// Most idle connections to one origin: as many as the policy allows requests at once.
pub(super) fn per_origin(policy: &FetchPolicy) -> usize {
    policy.per_host.min(policy.concurrency).get().min(MAX_IDLE)
}

/// The origins to which connections are reused, and those that are banned from it.
pub(super) struct ConnectionReuse {
    most_origins: usize,
    origins: Mutex<HashMap<Origin, OriginState>>,
}

struct OriginState {
    /// The local addresses of the connections that have answered.
    answered: HashSet<SocketAddr>,
    is_banned: bool,
    used: Instant,
}

impl ConnectionReuse {
    pub(super) fn new(policy: &FetchPolicy) -> Self {
        Self {
            most_origins: MAX_IDLE / per_origin(policy),
            origins: Mutex::default(),
        }
    }

    /// Whether a request to `url` may use a pooled connection: yes if other requests wait for the
    /// host, or waited when this pass first requested it.
    pub(super) fn may_reuse(&self, url: &WebUrl, contention: Contention) -> bool {
        let mut origins = self.origins();
        let origin = url.expose().origin();
        if let Some(state) = origins.get_mut(&origin) {
            state.used = Instant::now();
            return !state.is_banned;
        }
        if contention == Contention::Uncontended {
            return false;
        }
        if origins.len() >= self.most_origins {
            origins.retain(|_, state| state.is_banned || state.used.elapsed() < IDLE);
        }
        let has_room = origins.len() < self.most_origins;
        if has_room {
            origins.insert(
                origin,
                OriginState {
                    answered: HashSet::new(),
                    is_banned: false,
                    used: Instant::now(),
                },
            );
        }
        has_room
    }

    /// Whether the result of a request that was sent with `etag` is suspect, so that the request
    /// must be sent again on a fresh connection.
    pub(super) fn must_retry(
        &self,
        url: &WebUrl,
        answer: &Result<Response, reqwest::Error>,
        etag: Option<&[u8]>,
    ) -> bool {
        let connection = match answer {
            Ok(response) => response.extensions().get().map(HttpInfo::local_addr),
            Err(error) => connection_of(error),
        };
        let mut origins = self.origins();
        let state = origins.get_mut(&url.expose().origin());
        let (Some(state), Some(connection)) = (state, connection) else {
            return false;
        };
        let was_reused = state.answered.contains(&connection);
        let is_wrong = match answer {
            Ok(response) => is_of_another_request(response, etag),
            Err(_) => true,
        };
        if !is_wrong {
            state.answered.insert(connection);
        }
        let is_suspect = was_reused && is_wrong;
        state.is_banned |= is_suspect;
        is_suspect
    }

    fn origins(&self) -> MutexGuard<'_, HashMap<Origin, OriginState>> {
        self.origins.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether an answer belongs to no request of ours (408, which servers send before they close an
/// idle connection) or to a request for another document (a 304 with another `ETag`).
fn is_of_another_request(response: &Response, etag: Option<&[u8]>) -> bool {
    match response.status() {
        StatusCode::REQUEST_TIMEOUT => true,
        StatusCode::NOT_MODIFIED => {
            let said = response.headers().get(ETAG).map(HeaderValue::as_bytes);
            said.is_some_and(|said| etag.is_some_and(|sent| opaque(said) != opaque(sent)))
        }
        _ => false,
    }
}

/// The part of an `ETag` that the weak comparison for a 304 uses (RFC 9110 13.1.2).
fn opaque(etag: &[u8]) -> &[u8] {
    etag.strip_prefix(b"W/").unwrap_or(etag)
}

/// The local address of the connection on which a request failed.
#[expect(
    clippy::default_trait_access,
    reason = "the type belongs to a crate that is used for nothing else"
)]
fn connection_of(error: &reqwest::Error) -> Option<SocketAddr> {
    let mut cause = error.source();
    while let Some(error) = cause {
        if let Some(error) = error.downcast_ref::<legacy::Error>() {
            let mut extras = Default::default();
            error.connect_info()?.get_extras(&mut extras);
            return extras.get().map(HttpInfo::local_addr);
        }
        cause = error.source();
    }
    None
}
