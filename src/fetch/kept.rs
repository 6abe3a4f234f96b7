//! Connections kept for the next request to the same origin, and when that request is sent once
//! more.
//!
//! A server closes an idle connection at any moment, and what one answer left behind would be
//! taken for the next. The client gives up a connection that is idle and on which anything
//! arrives, or was left over; what arrives when the next request is on its way is caught here:
//! whatever fails, or cannot be the answer, on a connection that had answered before is asked once
//! on a connection of its own, as `GET` may be (RFC 9110 9.2.2), and the origin gets no second
//! chance in this pass. Only requests with conditions share connections: those feeds have answered
//! well before, and a feed that never did spoils nobody's connection.
//!
//! Not told apart: a second answer to one request that arrives while the next is on its way and
//! names no other version. Whoever sends that speaks for the whole origin anyway.

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

use super::slots::Company;
use crate::model::{FetchPolicy, WebUrl};

/// Idle connections are closed after this time: some servers do it after five seconds (Apache,
/// Node.js).
pub(super) const IDLE: Duration = Duration::from_secs(4);

/// Idle connections in all: each takes a file descriptor.
const MOST: usize = 128;

/// Idle connections to one origin under a policy: as many as there are requests at once.
pub(super) fn per_origin(policy: &FetchPolicy) -> usize {
    policy.per_host.min(policy.concurrency).get().min(MOST)
}

/// The origins to which connections are kept, and those that forfeited it.
pub(super) struct Kept {
    most_origins: usize,
    lanes: Mutex<HashMap<Origin, Lane>>,
}

struct Lane {
    /// Our ends of the connections that answered.
    answered: HashSet<SocketAddr>,
    is_spoiled: bool,
    used: Instant,
}

impl Kept {
    pub(super) fn new(policy: &FetchPolicy) -> Self {
        Self {
            most_origins: MOST / per_origin(policy),
            lanes: Mutex::default(),
        }
    }

    /// Whether the connection to `url` may be one that was kept, and is kept itself: where others
    /// wait for the host, or did when this pass came to it.
    pub(super) fn admits(&self, url: &WebUrl, company: Company) -> bool {
        let mut lanes = self.lanes();
        let origin = url.expose().origin();
        if let Some(lane) = lanes.get_mut(&origin) {
            lane.used = Instant::now();
            return !lane.is_spoiled;
        }
        if company == Company::None {
            return false;
        }
        if lanes.len() >= self.most_origins {
            lanes.retain(|_, lane| lane.is_spoiled || lane.used.elapsed() < IDLE);
        }
        let has_room = lanes.len() < self.most_origins;
        if has_room {
            lanes.insert(
                origin,
                Lane {
                    answered: HashSet::new(),
                    is_spoiled: false,
                    used: Instant::now(),
                },
            );
        }
        has_room
    }

    /// Whether what came of a request that was sent with `etag` is not to be relied on.
    pub(super) fn doubts(
        &self,
        url: &WebUrl,
        answer: &Result<Response, reqwest::Error>,
        etag: Option<&[u8]>,
    ) -> bool {
        let connection = match answer {
            Ok(response) => response.extensions().get().map(HttpInfo::local_addr),
            Err(error) => connection_of(error),
        };
        let mut lanes = self.lanes();
        let lane = lanes.get_mut(&url.expose().origin());
        let (Some(lane), Some(connection)) = (lane, connection) else {
            return false;
        };
        let had_answered = lane.answered.contains(&connection);
        let is_wrong = match answer {
            Ok(response) => is_of_another(response, etag),
            Err(_) => true,
        };
        if !is_wrong {
            lane.answered.insert(connection);
        }
        let doubtful = had_answered && is_wrong;
        lane.is_spoiled |= doubtful;
        doubtful
    }

    fn lanes(&self) -> MutexGuard<'_, HashMap<Origin, Lane>> {
        self.lanes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether an answer belongs to no request of ours, or to another one: what a server says to an
/// idle connection before it closes it, and the version of another document.
fn is_of_another(response: &Response, etag: Option<&[u8]>) -> bool {
    match response.status() {
        StatusCode::REQUEST_TIMEOUT => true,
        StatusCode::NOT_MODIFIED => {
            let said = response.headers().get(ETAG).map(HeaderValue::as_bytes);
            said.is_some_and(|said| etag.is_some_and(|sent| opaque(said) != opaque(sent)))
        }
        _ => false,
    }
}

/// An `ETag` as it is compared for a 304: weakly (RFC 9110 13.1.2).
fn opaque(etag: &[u8]) -> &[u8] {
    etag.strip_prefix(b"W/").unwrap_or(etag)
}

/// Our end of the connection on which a request failed.
#[expect(
    clippy::default_trait_access,
    reason = "the type is of a crate that is used for nothing else"
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
