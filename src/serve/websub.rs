//! The callbacks at which WebSub hubs verify what we want of them, and to which they push.
//!
//! Each subscription has an address of its own, with a random end that only its hub knows. The
//! body of a push is read for its signature and thrown away.

use std::time::Duration;

use axum::body::Body;
use axum::http::header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER};
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, Method, Response, StatusCode, Uri};
use futures_util::StreamExt as _;
use tokio::time::timeout;

use super::Server;
use super::answer::set_body;
use crate::clock::Clock as _;
use crate::pipeline::{Callbacks, Push, Verdict};

/// The folder of the callbacks.
const FOLDER: &str = "/websub/";

/// Time for a hub to send the body of a push.
const BODY_TIME: Duration = Duration::from_secs(20);

/// HMAC of the body (W3C WebSub 7.1).
const SIGNATURE: HeaderName = HeaderName::from_static("x-hub-signature");

/// The random end of a callback, if the path is that of one.
pub(super) fn token(uri: &Uri) -> Option<&str> {
    let token = uri.path().strip_prefix(FOLDER)?;
    (!token.contains('/')).then_some(token)
}

impl Server {
    /// Answers a hub that calls a callback. It is quick: nothing is stored or requested here.
    pub(super) async fn hub_call(
        &self,
        request: &Parts,
        token: &str,
        body: Body,
    ) -> Response<Body> {
        let Some(callbacks) = &self.callbacks else {
            return status(StatusCode::NOT_FOUND);
        };
        match request.method {
            Method::GET => {
                let query = request.uri.query().unwrap_or_default();
                match callbacks.verify(token, query, self.clock.now()) {
                    Verdict::Confirmed(challenge) => text(challenge),
                    Verdict::Noted => status(StatusCode::NO_CONTENT),
                    Verdict::Unknown => status(StatusCode::NOT_FOUND),
                    Verdict::TooEarly => too_early(),
                }
            }
            Method::POST => self.push(callbacks, request, token, body).await,
            _ => {
                let mut response = status(StatusCode::METHOD_NOT_ALLOWED);
                let allowed = HeaderValue::from_static("GET, POST");
                response.headers_mut().insert(ALLOW, allowed);
                response
            }
        }
    }

    /// Takes a push. A wrong signature gets the same answer as a correct one (W3C WebSub 8).
    async fn push(
        &self,
        callbacks: &Callbacks,
        request: &Parts,
        token: &str,
        body: Body,
    ) -> Response<Body> {
        if !callbacks.is_ready() {
            return too_early();
        }
        let signature = request.headers.get(SIGNATURE);
        let signature = signature.and_then(|value| value.to_str().ok());
        let Some(push) = callbacks.push(token, signature) else {
            // A hub may take this as the end of the subscription.
            return status(StatusCode::GONE);
        };
        let most = self.config.fetch.max_body;
        match timeout(BODY_TIME, received(push, body, most)).await {
            Ok(Ok(push)) => {
                callbacks.received(push, self.clock.now());
                status(StatusCode::NO_CONTENT)
            }
            Ok(Err(refused)) => status(refused),
            Err(_) => status(StatusCode::REQUEST_TIMEOUT),
        }
    }
}

/// Reads a body of at most so many bytes; keeps none of them.
async fn received(mut push: Push, body: Body, most: u64) -> Result<Push, StatusCode> {
    let mut parts = body.into_data_stream();
    let mut left = most;
    while let Some(part) = parts.next().await {
        let part = part.map_err(|_| StatusCode::BAD_REQUEST)?;
        let length = u64::try_from(part.len()).unwrap_or(u64::MAX);
        left = left
            .checked_sub(length)
            .ok_or(StatusCode::PAYLOAD_TOO_LARGE)?;
        push.receive(&part);
    }
    Ok(push)
}

fn status(status: StatusCode) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    let never = HeaderValue::from_static("no-store");
    response.headers_mut().insert(CACHE_CONTROL, never);
    response
}

/// Asks a hub to call again once the store was read.
fn too_early() -> Response<Body> {
    let mut response = status(StatusCode::SERVICE_UNAVAILABLE);
    let seconds = HeaderValue::from_static("10");
    response.headers_mut().insert(RETRY_AFTER, seconds);
    response
}

/// A text that no browser takes for a page.
fn text(text: String) -> Response<Body> {
    let mut response = status(StatusCode::OK);
    let plain = HeaderValue::from_static("text/plain; charset=utf-8");
    response.headers_mut().insert(CONTENT_TYPE, plain);
    set_body(&mut response, text.into());
    response
}

#[cfg(test)]
mod tests {
    use axum::http::Uri;

    use super::token;

    #[test]
    fn a_callback_has_one_segment_below_its_folder() {
        for (path, expected) in [
            ("/websub/ab12?hub.mode=subscribe", Some("ab12")),
            ("/websub/", Some("")),
            ("/websub/a/b", None),
            ("/websub", None),
            ("/x/websub/a", None),
        ] {
            assert_eq!(token(&path.parse::<Uri>().unwrap()), expected, "{path}");
        }
    }
}
