//! Requests the page of an entry, as politely as a feed.

use reqwest::StatusCode;

use super::error::{AskedBy, FetchError};
use super::exchange::{Answer, CrossOriginRedirect, Exchange, ExchangeError};
use super::outgoing::{Outgoing, ResourceKind};
use super::{Fetcher, caching, fetched};
use crate::model::{Freshness, Header, PageOutcome, Timestamp, Validators, WebUrl};

impl Fetcher {
    /// Requests the page at `url` once, conditionally if there are `validators`.
    ///
    /// `source` is the address of the feed, with the source's own headers: they and the
    /// credentials in the address go to that site only. The caller checks the `robots.txt` of the
    /// host; a redirect to another origin is therefore reported and not followed. After an answer
    /// with a usable `Retry-After`, this fetcher sends no other request to the scope of that
    /// header.
    pub async fn article(
        &self,
        url: &WebUrl,
        (source, headers): (&WebUrl, &[Header]),
        validators: &Validators,
        now: Timestamp,
    ) -> PageOutcome {
        let outgoing = Outgoing {
            configured: Some(source),
            policy: &self.shared.policy,
            headers,
            validators,
            kind: ResourceKind::Page,
        };
        let exchange = Exchange {
            cross_origin: CrossOriginRedirect::Report,
            ..self.exchange()
        };
        let answer = match exchange.run(url, outgoing).await {
            Ok(answer) => answer,
            Err(ExchangeError::Held(_)) => return PageOutcome::Held,
            Err(ExchangeError::Failed(failed)) => {
                return PageOutcome::Failed(failed.failure(AskedBy::Pass));
            }
        };
        self.hold_back(&answer, now);
        if let Some(next) = answer.elsewhere {
            return PageOutcome::Elsewhere(next);
        }
        let (status, asked) = (answer.status, answer.url.clone());
        match status {
            StatusCode::NOT_MODIFIED if validators.is_empty() => {
                PageOutcome::Failed(FetchError::Unasked304.into_failure(&asked))
            }
            StatusCode::NOT_MODIFIED => PageOutcome::NotModified,
            StatusCode::NOT_FOUND | StatusCode::GONE => PageOutcome::Gone {
                status: status.as_u16(),
            },
            StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => {
                PageOutcome::RetryLater {
                    after: caching::retry_after(&answer.headers, now),
                    status: status.as_u16(),
                }
            }
            _ => match fetched(answer, Freshness::default()) {
                Some(fetched) => PageOutcome::Fetched(Box::new(fetched)),
                None => PageOutcome::Failed(FetchError::Status(status).into_failure(&asked)),
            },
        }
    }

    /// Sends no more requests to the scope of an answer that asks for a pause.
    pub(super) fn hold_back(&self, answer: &Answer, now: Timestamp) {
        let later = matches!(
            answer.status,
            StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE
        );
        if let Some(wait) = caching::retry_after(&answer.headers, now).filter(|_| later) {
            self.shared.holds.set(&answer.url, wait);
        }
    }
}
