//! `/metrics`: numbers in the text format of Prometheus.
//!
//! A label names a source or an outcome, and nothing else. No address is in it, and a source with
//! `private = true` is only counted.

use std::collections::BTreeMap;
use std::fmt::{self, Display, Write as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::body::Body;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderValue, Response, StatusCode};

use super::Server;
use super::answer::set_body;
use super::failure::Failure;
use super::protection::Policy;
use crate::model::{RecipientState, Timestamp};
use crate::store::{SourceState, Store};

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
    pub(super) async fn metrics(self: &Arc<Self>) -> Result<(Response<Body>, Policy), Failure> {
        let server = Arc::clone(self);
        let text = self.off_thread(move || {
            let states = server.readers.read(Store::sources);
            let mut text = MetricsText::default();
            let up = u8::from(states.is_ok());
            text.family(
                "feedfold_store_up",
                Kind::Gauge,
                "1 if the store can be read.",
            )
            .sample(&[], up);
            if let Ok(states) = &states {
                let configured = server.config.sources.iter();
                let enabled = configured.filter(|source| source.enabled);
                let enabled: Vec<_> = enabled
                    .map(|source| {
                        let is_named = !server.disclosure.is_private(&source.name);
                        let name = server.disclosure.title(&source.name, source.name.as_str());
                        (
                            is_named.then(|| name.into_owned()),
                            states.get(&source.name),
                        )
                    })
                    .collect();
                write_sources(&mut text, &enabled);
            }
            if !server.config.recipients.is_empty()
                && let Ok(recipients) = server.readers.read(Store::recipients)
            {
                write_messages(&mut text, &recipients);
            }
            let mut answers = text.family(
                "feedfold_http_responses_total",
                Kind::Counter,
                "Answers of this process by status.",
            );
            for (outcome, count) in Counters::OUTCOMES.iter().zip(&server.counters.0) {
                answers.sample(&[("outcome", outcome)], count.load(Ordering::Relaxed));
            }
            text.0
        });
        let mut response = Response::new(Body::empty());
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        set_body(&mut response, text.await?.into());
        Ok((response, Policy::Page))
    }
}

/// Writes the numbers of messages to webhooks and commands, of all of them together.
fn write_messages(text: &mut MetricsText, recipients: &BTreeMap<String, RecipientState>) {
    let mut messages = text.family(
        "feedfold_messages_total",
        Kind::Counter,
        "Messages to webhooks and commands: taken, attempts that failed, given up.",
    );
    let sum = |count: fn(&RecipientState) -> u64| recipients.values().map(count).sum::<u64>();
    messages.sample(&[("outcome", "sent")], sum(|state| state.sent));
    messages.sample(&[("outcome", "failed")], sum(|state| state.failed));
    messages.sample(&[("outcome", "given-up")], sum(|state| state.given_up));
    text.family(
        "feedfold_messages_queued",
        Kind::Gauge,
        "Messages that wait in the queues.",
    )
    .sample(&[], sum(|state| state.queued));
}

/// An enabled source: its name, unless it is private, and what is stored of it.
type Enabled<'s> = (Option<String>, Option<&'s SourceState>);

fn write_sources(text: &mut MetricsText, enabled: &[Enabled<'_>]) {
    let mut outcomes = BTreeMap::from([("failed", 0), ("gone", 0), ("never", 0), ("read", 0)]);
    for (_, state) in enabled {
        let outcome = match state {
            Some(state) if state.gone => "gone",
            Some(state) if state.failures > 0 => "failed",
            Some(state) if state.last_success.is_some() => "read",
            _ => "never",
        };
        *outcomes.entry(outcome).or_insert(0) += 1;
    }
    let mut sources = text.family(
        "feedfold_sources",
        Kind::Gauge,
        "Enabled sources by the outcome of their last try.",
    );
    for (outcome, count) in outcomes {
        sources.sample(&[("outcome", outcome)], count);
    }

    let states = || enabled.iter().filter_map(|(_, state)| *state);
    for (name, help, newest) in [
        (
            "feedfold_last_try_timestamp_seconds",
            "When a source was last tried.",
            states().filter_map(|state| state.last_try).max(),
        ),
        (
            "feedfold_last_success_timestamp_seconds",
            "When a source could last be read.",
            states().filter_map(|state| state.last_success).max(),
        ),
    ] {
        if let Some(at) = newest {
            text.family(name, Kind::Gauge, help)
                .sample(&[], at.as_second());
        }
    }

    // Two series must not have the same labels.
    let named: BTreeMap<&str, &SourceState> = enabled
        .iter()
        .filter_map(|(name, state)| Some((name.as_deref()?, (*state)?)))
        .collect();
    let mut failures = text.family(
        "feedfold_source_failures",
        Kind::Gauge,
        "Failures of a source since it could last be read.",
    );
    for (name, state) in &named {
        failures.sample(&[("source", name)], state.failures);
    }
    let mut successes = text.family(
        "feedfold_source_last_success_timestamp_seconds",
        Kind::Gauge,
        "When a source could last be read.",
    );
    for (name, state) in &named {
        if let Some(at) = state.last_success.map(Timestamp::as_second) {
            successes.sample(&[("source", name)], at);
        }
    }
}

/// The text format, version 0.0.4.
#[derive(Debug, Default)]
struct MetricsText(String);

/// The type of a family of numbers.
#[derive(Debug, Clone, Copy)]
enum Kind {
    Gauge,
    Counter,
}

impl Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Gauge => "gauge",
            Self::Counter => "counter",
        })
    }
}

/// The numbers of one name.
struct Family<'t> {
    text: &'t mut String,
    name: &'static str,
}

impl MetricsText {
    /// Begins the numbers of a name, with what they mean.
    fn family(&mut self, name: &'static str, kind: Kind, help: &str) -> Family<'_> {
        // Writing to a string cannot fail.
        let _ignored = write!(self.0, "# HELP {name} {help}\n# TYPE {name} {kind}\n");
        Family {
            text: &mut self.0,
            name,
        }
    }
}

impl Family<'_> {
    /// Writes one number.
    fn sample(&mut self, labels: &[(&str, &str)], value: impl Display) {
        let labels: Vec<String> = labels
            .iter()
            .map(|(name, value)| format!("{name}=\"{}\"", escaped(value)))
            .collect();
        let labels = match labels.as_slice() {
            [] => String::new(),
            labels => format!("{{{}}}", labels.join(",")),
        };
        let _ignored = writeln!(self.text, "{}{labels} {value}", self.name);
    }
}

/// Escapes the value of a label.
fn escaped(value: &str) -> String {
    value
        .replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace('\n', "\\n")
}

#[cfg(test)]
mod tests {
    use super::{Kind, MetricsText};

    #[test]
    fn a_label_is_escaped_and_a_family_named_once() {
        let mut text = MetricsText::default();
        let mut family = text.family("n", Kind::Gauge, "What it is.");
        family.sample(&[], 1);
        family.sample(&[("source", "a\"b\\c\nd")], 2);
        assert_eq!(
            text.0,
            "# HELP n What it is.\n# TYPE n gauge\nn 1\nn{source=\"a\\\"b\\\\c\\nd\"} 2\n"
        );
    }
}
