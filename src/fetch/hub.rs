//! Tells a WebSub hub that a feed of ours changed.
//!
//! W3C WebSub leaves to hub and publisher how they talk. All public hubs take the request of
//! `PubSubHubbub` 0.4 (section 7.1): a form with `hub.mode=publish` and the address of the feed.

use reqwest::StatusCode;
use reqwest::header::{CONTENT_TYPE, HeaderValue};

use super::client::Connection;
use super::error::{AskedBy, FailedRequest, FetchError};
use super::outgoing::Outgoing;
use super::{Deadline, Fetcher};
use crate::model::{Failure, WebUrl};

impl Fetcher {
    /// Sends the address of a changed feed to the hub, once.
    ///
    /// Any 2xx answer is a success; a redirect is none, since it would turn the request into a
    /// GET. The address of the hub has to be public or in `allow_private`, as for sources.
    pub async fn tell_hub(&self, hub: &WebUrl, feed: &WebUrl) -> Result<(), Failure> {
        let failed = |error: FetchError| error.at(hub).failure(AskedBy::Publisher);
        let status = self
            .post_to_hub(hub, feed)
            .await
            .map_err(|failed| failed.failure(AskedBy::Publisher))?;
        if status.is_success() {
            Ok(())
        } else {
            Err(failed(FetchError::Status(status)))
        }
    }

    async fn post_to_hub(&self, hub: &WebUrl, feed: &WebUrl) -> Result<StatusCode, FailedRequest> {
        let exchange = self.exchange();
        let _permit = exchange.permit(hub).await.map_err(|error| error.at(hub))?;
        let outgoing = Outgoing::without_secrets(&self.shared.policy);
        let headers = outgoing.headers_for(hub).map_err(|error| error.at(hub))?;
        let form = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("hub.mode", "publish")
            .append_pair("hub.url", feed.expose().as_str())
            .finish();
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
            Ok(response) => Ok(response.status()),
            Err(error) => Err(FetchError::from(error).at(hub)),
        }
    }
}

/// The media type of the request.
const FORM: HeaderValue = HeaderValue::from_static("application/x-www-form-urlencoded");
