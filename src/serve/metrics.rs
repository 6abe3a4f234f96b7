//! `/metrics`: the numbers of the store and of this process, in the text format of Prometheus.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::body::Body;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderValue, Response, StatusCode};

use super::Server;
use super::answer::set_body;
use super::failure::Failure;
use super::protection::SecurityHeaders;
use crate::clock::Clock as _;
use crate::pipeline;
use crate::publish::metrics::{MetricKind, MetricsText};

const MEDIA_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

/// Counts the answers of this process by the first digit of their status.
#[derive(Debug, Default)]
pub(super) struct Counters([AtomicU64; 4]);

impl Counters {
    const OUTCOMES: [&'static str; 4] = ["2xx", "3xx", "4xx", "5xx"];

    /// Counts an answer.
    pub(super) fn count(&self, status: StatusCode) {
        let class = usize::from(status.as_u16() / 100);
        let counter = class.checked_sub(2).and_then(|class| self.0.get(class));
        if let Some(counter) = counter {
            counter.fetch_add(1, Ordering::Relaxed);
        }
    }
}

impl Server {
    /// Answers with the numbers of the store and of this process. Without a store, with those of
    /// this process alone.
    pub(super) async fn metrics(
        self: &Arc<Self>,
    ) -> Result<(Response<Body>, SecurityHeaders), Failure> {
        let server = Arc::clone(self);
        let text = self.off_thread(move || {
            let now = server.clock.now();
            let numbers = server
                .readers
                .read(|store| pipeline::metrics(server.plan(), store, now).map_err(Failure::from));
            let mut text = MetricsText::of_store(numbers.ok().as_ref());
            let mut answers = text.family(
                "feedfold_http_responses_total",
                MetricKind::Counter,
                "Answers of this process by status.",
            );
            for (outcome, count) in Counters::OUTCOMES.iter().zip(&server.counters.0) {
                answers.sample(&[("outcome", outcome)], count.load(Ordering::Relaxed));
            }
            text.into_string()
        });
        let mut response = Response::new(Body::empty());
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        set_body(&mut response, text.await?.into());
        Ok((response, SecurityHeaders::Page))
    }
}
