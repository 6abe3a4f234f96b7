//! Talks to WebSub hubs: tells the hub of our outputs that one of them changed, and asks the hubs
//! of other feeds to tell us.
//!
//! W3C WebSub leaves to hub and publisher how they talk. All public hubs take the request of
//! `PubSubHubbub` 0.4 (section 7.1): a form with `hub.mode=publish` and the address of the feed.
//! How subscribers ask is in W3C WebSub 5.1.

use std::time::Duration;

use reqwest::header::{CONTENT_TYPE, HeaderValue};
use reqwest::{Response, StatusCode};
use url::Url;

use super::client::Connection;
use super::error::{AskedBy, FailedRequest, FetchError};
use super::exchange::target;
use super::outgoing::{Outgoing, bare};
use super::{Deadline, Fetcher, Undelivered, caching};
use crate::model::{Failure, Secret, Timestamp, WebUrl};

/// Most redirects that are followed until a hub accepts a subscription.
const MAX_REDIRECTS: usize = 3;

/// What is asked of the hub of a feed.
#[derive(Debug, Clone)]
pub enum HubRequest<'a> {
    /// The hub shall send changes for the length of the lease, and sign each with the secret.
    Subscribe {
        /// The key of the signatures.
        secret: &'a Secret,
        /// For how long.
        lease: Duration,
    },
    /// To tell of no more changes.
    Unsubscribe,
}

impl Fetcher {
    /// Sends the address of a changed feed to the hub, once.
    ///
    /// Any 2xx answer is a success; a redirect is none, since it would turn the request into a
    /// GET. The address of the hub has to be public or in `allow_private`, as for sources.
    pub async fn tell_hub(&self, hub: &WebUrl, feed: &WebUrl) -> Result<(), Failure> {
        let form = form(&[("hub.mode", "publish"), ("hub.url", feed.expose().as_str())]);
        let answer = self.post_form(hub, form).await;
        let status = answer
            .map_err(|failed| failed.failure(AskedBy::Publisher))?
            .status();
        if status.is_success() {
            return Ok(());
        }
        let failed = FetchError::Status(status).at(hub);
        Err(failed.failure(AskedBy::Publisher))
    }

    /// Asks the hub of a feed to call `callback` about `topic`, or to stop that. Dates in the
    /// answer count from `now`.
    ///
    /// Any 2xx answer means that the hub will verify the request at the callback. 307 and 308 are
    /// followed (W3C WebSub 5.1.1), each to an address that is checked like the first one; no
    /// configured header and no credential goes to any of them.
    pub async fn ask_hub(
        &self,
        hub: &WebUrl,
        (callback, topic): (&Url, &str),
        request: &HubRequest<'_>,
        now: Timestamp,
    ) -> Result<(), Undelivered> {
        let (mode, lease, secret) = match request {
            HubRequest::Subscribe { secret, lease } => {
                ("subscribe", Some(lease.as_secs().to_string()), Some(secret))
            }
            HubRequest::Unsubscribe => ("unsubscribe", None, None),
        };
        let mut fields = vec![
            ("hub.mode", mode),
            ("hub.callback", callback.as_str()),
            ("hub.topic", topic),
        ];
        fields.extend(lease.as_deref().map(|lease| ("hub.lease_seconds", lease)));
        fields.extend(secret.map(|secret| ("hub.secret", secret.expose())));
        let form = form(&fields);
        let mut at = bare(hub);
        for _ in 0..=MAX_REDIRECTS {
            let response = self
                .post_form(&at, form.clone())
                .await
                .map_err(|failed| undelivered(failed, None))?;
            let status = response.status();
            if status.is_success() {
                return Ok(());
            }
            if !matches!(
                status,
                StatusCode::TEMPORARY_REDIRECT | StatusCode::PERMANENT_REDIRECT
            ) {
                let failed = FetchError::Status(status).at(&at);
                return Err(undelivered(
                    failed,
                    caching::retry_after(response.headers(), now),
                ));
            }
            let (next, _) =
                target(&at, &response).map_err(|error| undelivered(error.at(&at), None))?;
            at = bare(&next);
        }
        Err(undelivered(
            FetchError::Redirects(MAX_REDIRECTS).at(&at),
            None,
        ))
    }

    async fn post_form(&self, hub: &WebUrl, form: String) -> Result<Response, FailedRequest> {
        let exchange = self.exchange();
        let _permit = exchange.permit(hub).await.map_err(|error| error.at(hub))?;
        let outgoing = Outgoing::without_secrets(&self.shared.policy);
        let headers = outgoing.headers_for(hub).map_err(|error| error.at(hub))?;
        // The builder makes an Authorization header of the credentials in the hub's address.
        let request = self
            .shared
            .clients
            .for_url(hub, Connection::Fresh)
            .post(hub.expose().clone())
            .headers(headers)
            .header(CONTENT_TYPE, FORM)
            .body(form);
        let mut deadline = Deadline::new(self.shared.policy.timeout);
        let answer = deadline.run(request.send()).await;
        match answer.map_err(|error| error.at(hub))? {
            Ok(response) => Ok(response),
            Err(error) => Err(FetchError::from(error).at(hub)),
        }
    }
}

fn undelivered(failed: FailedRequest, retry_after: Option<Duration>) -> Undelivered {
    Undelivered {
        failure: failed.failure(AskedBy::Subscriber),
        retry_after,
    }
}

fn form(fields: &[(&str, &str)]) -> String {
    let mut form = url::form_urlencoded::Serializer::new(String::new());
    form.extend_pairs(fields);
    form.finish()
}

/// The media type of the requests.
const FORM: HeaderValue = HeaderValue::from_static("application/x-www-form-urlencoded");
