//! Posts a message to a webhook.

use std::time::Duration;

use reqwest::StatusCode;
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};

use super::client::Connection;
use super::error::{AskedBy, FetchError};
use super::outgoing::Outgoing;
use super::{Deadline, Fetcher, Validators, caching};
use crate::model::{Failure, Timestamp, WebUrl, Webhook};

/// A message that a webhook did not take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undelivered {
    /// The reason and the remedy. It names no more of the address than the host, because the rest
    /// may be a secret.
    pub failure: Failure,
    /// How long the server asked to be left alone; `None` if it did not.
    pub retry_after: Option<Duration>,
}

impl Fetcher {
    /// Posts JSON to a webhook, once. `key` tells the server that a message is the same as one that
    /// it may have got before (the header `Idempotency-Key`). Dates in the answer count from `now`.
    ///
    /// Any 2xx answer is a success; its body is not read. A redirect is a failure: 301 and 302
    /// would turn the request into a GET, and 307 and 308 would take the message and its headers,
    /// which may hold secrets, to an address that nobody configured. The address has to be public
    /// or in `allow_private`, as for sources; the headers of `[fetch]` are not sent.
    pub async fn post_message(
        &self,
        webhook: &Webhook,
        (key, json): (&str, String),
        timeout: Duration,
        now: Timestamp,
    ) -> Result<(), Undelivered> {
        let undelivered = |error: FetchError, retry_after| Undelivered {
            failure: error.at(&host_of(&webhook.url)).failure(AskedBy::Notifier),
            retry_after,
        };
        let (status, headers) = self
            .post(webhook, (key, json), timeout)
            .await
            .map_err(|error| undelivered(error, None))?;
        if status.is_success() {
            return Ok(());
        }
        Err(undelivered(
            FetchError::Status(status),
            caching::retry_after(&headers, now),
        ))
    }

    async fn post(
        &self,
        webhook: &Webhook,
        (key, json): (&str, String),
        timeout: Duration,
    ) -> Result<(StatusCode, HeaderMap), FetchError> {
        let url = &webhook.url;
        let exchange = self.exchange();
        let _permit = exchange.permit(url).await?;
        let quoted = HeaderValue::from_str(&format!("\"{key}\""));
        let quoted = quoted.map_err(|_| FetchError::Header(IDEMPOTENCY_KEY.to_string()))?;
        // The address of the webhook is that of this "source": its own headers go there alone.
        let policy = crate::model::FetchPolicy {
            headers: Vec::new(),
            ..self.shared.policy.clone()
        };
        let outgoing = Outgoing {
            configured: Some(url),
            headers: &webhook.headers,
            validators: &Validators::default(),
            ..Outgoing::without_secrets(&policy)
        };
        let mut headers = outgoing.headers_for(url)?;
        headers.entry(CONTENT_TYPE).or_insert(JSON);
        headers.insert(IDEMPOTENCY_KEY, quoted);
        // The builder makes an Authorization header of the credentials in the address.
        let request = self
            .shared
            .clients
            .for_url(url, Connection::Fresh)
            .post(url.expose().clone())
            .headers(headers)
            .body(json);
        let response = Deadline::new(timeout).run(request.send()).await??;
        Ok((response.status(), response.headers().clone()))
    }
}

/// The host of an address, as an address.
fn host_of(url: &WebUrl) -> WebUrl {
    let mut host = url.expose().clone();
    host.set_path("");
    host.set_query(None);
    host.set_fragment(None);
    // Both calls fail only for addresses without a host, which `WebUrl` refuses.
    let is_bare = host.set_username("").is_ok() && host.set_password(None).is_ok();
    match WebUrl::from_url(host) {
        Ok(host) if is_bare => host,
        _ => url.clone(),
    }
}

/// Names a message, so that a server can recognise one that it got before
/// (draft-ietf-httpapi-idempotency-key-header).
const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// The media type of messages, unless the configuration has another.
const JSON: HeaderValue = HeaderValue::from_static("application/json");
