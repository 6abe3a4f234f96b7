//! `/healthz`: whether the store can be read, passes come, and sources still answer.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderValue, Response, StatusCode};
use serde::Serialize;

use super::Server;
use super::answer::set_body;
use super::failure::Failure;
use super::protection::SecurityHeaders;
use crate::clock::Clock as _;
use crate::model::Timestamp;
use crate::pipeline::LOST_AFTER;
use crate::store::{SourceState, Store};

/// What `/healthz` says. It names no source and no address.
#[derive(Debug, Serialize)]
pub(super) struct HealthAnswer {
    status: Status,
    /// When a source was last read or tried.
    last_try: Option<Timestamp>,
    /// When a source could last be read.
    last_success: Option<Timestamp>,
}

/// The state of the installation; only the first is answered with 200.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Status {
    /// Passes come and succeed.
    Ok,
    /// The store cannot be read, or does not exist yet.
    NoStore,
    /// A source has been due for longer than `[serve] late_after`, and in that time no pass tried
    /// any.
    NoPass,
    /// Not one enabled source has succeeded in its last three tries: `run` then ends with 1.
    AllFail,
}

impl Server {
    /// Answers whether all is well.
    pub(super) async fn health(
        self: &Arc<Self>,
    ) -> Result<(Response<Body>, SecurityHeaders), Failure> {
        let server = Arc::clone(self);
        let health = self.off_thread(move || {
            let now = server.clock.now();
            let late_after = server.config.serve.late_after;
            let sources = server.readers.read(Store::sources);
            sources.map(|states| {
                let configured = server.config.sources.iter();
                let enabled = configured.filter(|source| source.enabled);
                let enabled: Vec<_> = enabled.map(|source| states.get(&source.name)).collect();
                HealthAnswer::judge(&enabled, now, late_after)
            })
        });
        let health = match health.await? {
            Ok(health) => health,
            Err(error) => match Failure::from(error) {
                Failure::Busy => return Err(Failure::Busy),
                _ => HealthAnswer::NO_STORE,
            },
        };
        let json = serde_json::to_vec(&health).map_err(|_| Failure::Broken)?;
        let mut response = Response::new(Body::empty());
        if health.status != Status::Ok {
            *response.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
        }
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        set_body(&mut response, json.into());
        Ok((response, SecurityHeaders::Page))
    }
}

impl HealthAnswer {
    const NO_STORE: Self = Self {
        status: Status::NoStore,
        last_try: None,
        last_success: None,
    };

    /// Judges by what is stored of each enabled source.
    fn judge(states: &[Option<&SourceState>], now: Timestamp, late_after: Duration) -> Self {
        let known = || states.iter().copied().flatten();
        let last_try = known().filter_map(|state| state.last_try).max();
        let last_success = known().filter_map(|state| state.last_success).max();
        let long_ago = now.checked_sub(late_after).unwrap_or(Timestamp::MIN);
        // A source without a time is due at every pass.
        let is_long_due = |state: &SourceState| {
            let due = state.due.or(state.last_try);
            !state.gone && due.is_none_or(|due| due < long_ago)
        };
        let is_lost = |state: &SourceState| state.gone || state.failures >= LOST_AFTER;
        let status = if last_try.is_none_or(|at| at < long_ago)
            && states.iter().any(|state| state.is_none_or(is_long_due))
        {
            Status::NoPass
        } else if !states.is_empty() && states.iter().all(|state| state.is_some_and(is_lost)) {
            Status::AllFail
        } else {
            Status::Ok
        };
        Self {
            status,
            last_try,
            last_success,
        }
    }
}
