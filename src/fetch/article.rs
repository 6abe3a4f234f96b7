//! Asks for the page of an entry, as politely as for a feed.

use reqwest::StatusCode;

use super::exchange::{Answer, Exchange, Leaving, Stop};
use super::outgoing::{Outgoing, Wanted};
use super::trouble::{AskedBy, Trouble};
use super::{Fetcher, caching};
use crate::model::{Freshness, Header, PageOutcome, Timestamp, Validators, WebUrl};

impl Fetcher {
    /// Asks for the page at `url` once, on the conditions `validators`.
    ///
    /// `source` is the feed it belongs to, with the source's own headers: they and the credentials
    /// in its address go to its own site only. Whether the host lets robots ask is for the caller
    /// to know, and so is that of a redirect to another origin, which is told and not followed.
    /// Once an answer carried a usable `Retry-After`, no other request of this fetcher goes to its
    /// scope.
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
            wanted: Wanted::Page,
        };
        let exchange = Exchange {
            leaving: Leaving::Told,
            ..self.exchange()
        };
        let answer = match exchange.run(url, outgoing).await {
            Ok(answer) => answer,
            Err(Stop::Held(_)) => return PageOutcome::Held,
            Err(Stop::Failed(untold)) => {
                return PageOutcome::Failed(untold.failure(AskedBy::Pass));
            }
        };
        self.hold_back(&answer, now);
        if let Some(next) = answer.elsewhere {
            return PageOutcome::Elsewhere(next);
        }
        let (status, asked) = (answer.status, answer.url.clone());
        match status {
            StatusCode::NOT_MODIFIED if validators.is_empty() => {
                PageOutcome::Failed(Trouble::Unasked304.told(&asked))
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
            _ => match self.fetched(answer, Freshness::default()) {
                Some(fetched) => PageOutcome::Fetched(Box::new(fetched)),
                None => PageOutcome::Failed(Trouble::Status(status).told(&asked)),
            },
        }
    }

    /// Leaves a host alone that asks for it.
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
