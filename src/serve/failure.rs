//! Answers that are no resource: errors, as plain pages.

use std::io;
use std::time::Duration;

use axum::body::Body;
use axum::http::header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderValue, Response, StatusCode};

use super::answer::set_body;
use super::routes::root_of;
use crate::publish::page;
use crate::store;

/// Why a request gets no resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Failure {
    /// `Host` is none of our names.
    OtherHost,
    /// Neither GET nor HEAD.
    Method,
    /// There is no such address, or the file of an output is not written yet.
    NotFound,
    /// The client refuses even bytes as they are.
    Coding,
    /// It would take too long now, or another program has the store.
    Busy,
    /// The store is of an older version of the program, and this one only reads.
    Outdated,
    /// The disk or the store failed.
    Broken,
}

/// After this time a client may try again.
const RETRY: Duration = Duration::from_secs(10);

impl From<store::Error> for Failure {
    fn from(error: store::Error) -> Self {
        match error {
            store::Error::TooLong { .. } | store::Error::Locked { .. } => Self::Busy,
            store::Error::Older { .. } => Self::Outdated,
            error if error.is_busy() => Self::Busy,
            _ => Self::Broken,
        }
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Self::NotFound,
            _ => Self::Broken,
        }
    }
}

impl Failure {
    fn status(self) -> StatusCode {
        match self {
            Self::OtherHost => StatusCode::MISDIRECTED_REQUEST,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Coding => StatusCode::NOT_ACCEPTABLE,
            Self::Busy | Self::Outdated => StatusCode::SERVICE_UNAVAILABLE,
            Self::Broken => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// What happened, and what to do. It repeats nothing of the request.
    fn sentence(self) -> &'static str {
        match self {
            Self::OtherHost => {
                "This server is not known by that name. Its owner can add the name to `hosts` \
                 in the [serve] table of feeds.toml."
            }
            Self::Method => "This server only answers GET and HEAD.",
            Self::NotFound => {
                "There is nothing at this address. An output has its address as soon as \
                 `feedfold run` has written it."
            }
            Self::Coding => "This server sends br, gzip and identity, which the request refuses.",
            Self::Busy => "The answer would take too long now. Try again in a few seconds.",
            Self::Outdated => {
                "The store is of an older version of feedfold. The next `feedfold run` brings it up \
                 to date."
            }
            Self::Broken => {
                "The store or a file cannot be read. `feedfold doctor` on the server says why."
            }
        }
    }

    /// The answer; `path` is that of the request.
    pub(super) fn answer(self, path: &str) -> Response<Body> {
        let status = self.status();
        let page = page::plain(&root_of(path), &status.to_string(), self.sentence());
        let mut response = Response::new(Body::empty());
        set_body(&mut response, page.into());
        *response.status_mut() = status;
        let headers = response.headers_mut();
        headers.insert(
            CONTENT_TYPE,
            HeaderValue::from_static("text/html; charset=utf-8"),
        );
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        match self {
            Self::Method => {
                headers.insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
            }
            Self::Busy | Self::Outdated => {
                headers.insert(RETRY_AFTER, RETRY.as_secs().into());
            }
            Self::OtherHost | Self::NotFound | Self::Coding | Self::Broken => {}
        }
        response
    }
}
