//! Requests the page of an entry if `robots.txt` allows it, and follows redirects to other hosts
//! under the same condition.

use std::collections::HashSet;
use std::time::Duration;

use super::retry::Retry;
use super::robots::{Admission, RobotsCache};
use crate::fetch::{hold_key, pace};
use crate::model::{Header, PageOutcome, Validators, WebUrl};
use crate::pipeline::context::PassContext;

/// Most origins in one chain of redirects. `http`, `https` and `www` of one site make three.
const MAX_ORIGINS: usize = 5;

/// The result of a request for a page.
pub(super) enum PageAnswer {
    /// The final response.
    Answered(PageOutcome),
    /// No request was sent.
    Refused {
        /// The reason.
        why: &'static str,
        /// Whether a later pass may try.
        retry: Retry,
    },
    /// The host asked for a delay; a later pass requests the page.
    Later,
}

/// Requests the article pages of one source during one pass.
pub(super) struct PageFetcher<'a> {
    context: &'a PassContext,
    robots: &'a RobotsCache,
    /// Address of the feed, and the headers for its origin.
    feed: (&'a WebUrl, &'a [Header]),
    /// Hosts (scopes of a delay) that asked for a delay in this pass.
    delayed_hosts: HashSet<String>,
}

impl<'a> PageFetcher<'a> {
    pub(super) fn new(
        context: &'a PassContext,
        robots: &'a RobotsCache,
        feed: (&'a WebUrl, &'a [Header]),
    ) -> Self {
        Self {
            context,
            robots,
            feed,
            delayed_hosts: HashSet::new(),
        }
    }

    /// Requests one page, conditionally with `validators`.
    pub(super) async fn fetch(&mut self, page: WebUrl, validators: &Validators) -> PageAnswer {
        let mut at = page;
        for _ in 0..MAX_ORIGINS {
            let scope = hold_key(&at, self.context.policy.retry_after_scope);
            if self.delayed_hosts.contains(&scope) || self.is_held(&scope).await {
                return PageAnswer::Later;
            }
            if let Some(refused) = self.refused(&at).await {
                return refused;
            }
            let now = self.context.now;
            let answer = self
                .context
                .fetcher
                .article(&at, self.feed, validators, now)
                .await;
            match answer {
                PageOutcome::Elsewhere(next) => at = next,
                PageOutcome::Held => return PageAnswer::Later,
                PageOutcome::RetryLater { after, .. } => {
                    self.delay_host(scope, after).await;
                    return PageAnswer::Answered(answer);
                }
                answer => return PageAnswer::Answered(answer),
            }
        }
        PageAnswer::Refused {
            why: "the page leads from host to host without end",
            retry: Retry::Never,
        }
    }

    /// Returns the answer for a page that `robots.txt` does not allow now; `None` if it may be
    /// requested.
    async fn refused(&self, page: &WebUrl) -> Option<PageAnswer> {
        match self.robots.admission(self.context, page).await {
            Admission::Allowed => None,
            Admission::Held => Some(PageAnswer::Later),
            Admission::Denied => Some(PageAnswer::Refused {
                why: "the host does not let robots read the page (robots.txt)",
                retry: Retry::Never,
            }),
            Admission::Unreachable => Some(PageAnswer::Refused {
                why: "the host's robots.txt could not be read, so feedfold did not ask for the page",
                retry: Retry::Limited,
            }),
        }
    }

    async fn is_held(&self, scope: &str) -> bool {
        let scope = scope.to_owned();
        let hold = self
            .context
            .writer
            .with_store(move |store| store.hold(&scope))
            .await;
        hold.flatten()
            .is_some_and(|until| pace::holds(self.context.now, until))
    }

    /// Sends no more requests to a host that asked for a delay; if it named a time, later passes
    /// obey it too.
    async fn delay_host(&mut self, scope: String, after: Option<Duration>) {
        self.delayed_hosts.insert(scope.clone());
        if let Some(until) = after.and_then(|after| self.context.time_after(after)) {
            // A failure of the store is reported already.
            let _ignored = self
                .context
                .writer
                .with_store(move |store| store.set_hold(&scope, until))
                .await;
        }
    }
}
