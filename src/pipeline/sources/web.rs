//! Reads a web source: sends one conditional request and acts on the response.

use std::sync::Arc;
use std::time::Duration;

use tracing::Instrument as _;

use super::stored_lookup::split_unchanged;
use super::task::{FailureReason, Task};
use crate::fetch::{hold_key, moves, pace, recheck};
use crate::identify::GuidScope;
use crate::model::{
    Cause, DocumentEnd, Failure, FeedHead, FetchOutcome, FetchState, Fetched, Freshness,
    InFlightPermit, NotModifiedBy, PermanentMove, ReadOutcome, Received, SourceOutcome, Timestamp,
    Validators, WebUrl,
};
use crate::parse::{self, DocumentContext};
use crate::pipeline::prepare::{Prepared, prepare_sent};
use crate::pipeline::sent::{SentEntry, Waiting};
use crate::pipeline::writer::{Batch, DocumentKind, SourceResult, UnchangedEntries};
use crate::store::Attempt;

/// Warning about a server that answers 304 to a request without conditions.
const UNASKED_304: &str = "the server answers 304 (not modified) even to a request without conditions, so \
    that new entries may not arrive; tell the publisher";

/// A feed document, parsed and prepared.
struct ParsedDocument {
    head: FeedHead,
    entries: Vec<Prepared>,
    unchanged: UnchangedEntries,
    end: DocumentEnd,
    warnings: Vec<String>,
    /// See [`Received::garbled`].
    garbled: u64,
    /// See [`FetchState::recheck`].
    recheck: Timestamp,
}

impl Task {
    /// Requests the feed and reads the response.
    pub(super) async fn read_web(&self, url: &WebUrl) -> SourceResult {
        let remembered = &self.state.remembered;
        let answer = self
            .context
            .fetcher
            .fetch(url, &self.source.headers, remembered, self.context.now)
            .instrument(tracing::debug_span!("fetch"))
            .await;
        match answer {
            FetchOutcome::Fetched(fetched) => Box::pin(self.read_document(url, fetched)).await,
            FetchOutcome::NotModified {
                by,
                validators,
                freshness,
                moved_to,
                bytes,
            } => self.not_modified(url, (by, bytes), (validators, freshness), moved_to.as_ref()),
            FetchOutcome::Gone => self.gone(url),
            FetchOutcome::RetryLater { after, status } => self.retry_later(url, after, status),
            // No request was sent; the delay is stored already.
            FetchOutcome::Held { wait } => SourceResult::new(SourceOutcome::Held {
                seconds: wait.as_secs(),
            }),
            FetchOutcome::Failed { failure, status } => self.failed(url, failure, (status, 0)),
        }
    }

    fn not_modified(
        &self,
        url: &WebUrl,
        (by, bytes): (NotModifiedBy, u64),
        (validators, freshness): (Validators, Freshness),
        moved_to: Option<&WebUrl>,
    ) -> SourceResult {
        let FetchState {
            body_hash,
            moved,
            recheck,
            ..
        } = &self.state.remembered;
        let moved = moves::remember(url, moved.clone(), moved_to, self.context.now);
        let mut warnings: Vec<String> = moved_warning(moved.as_ref(), url).into_iter().collect();
        let was_due = recheck.is_some_and(|at| recheck::is_due(self.context.now, at));
        if was_due && by == NotModifiedBy::Status {
            warnings.push(UNASKED_304.to_owned());
        }
        let remembered = FetchState {
            validators,
            body_hash: *body_hash,
            moved,
            recheck: Some(recheck::after_unchanged(self.context.now, *recheck, by)),
        };
        let status = match by {
            NotModifiedBy::Status => 304,
            NotModifiedBy::Bytes => 200,
        };
        let attempt = Attempt {
            received: Received {
                outcome: ReadOutcome::NotModified,
                status: Some(status),
                bytes,
                garbled: 0,
            },
            ..self.success(url, remembered, freshness, &self.known_head())
        };
        SourceResult {
            attempt: Some(attempt),
            bytes,
            warnings,
            ..SourceResult::new(SourceOutcome::NotModified)
        }
    }

    fn gone(&self, url: &WebUrl) -> SourceResult {
        let attempt = self.failure(
            url,
            pace::AnswerKind::Gone,
            ("the publisher withdrew it (410)", Cause::Missing),
        );
        SourceResult {
            attempt: Some(Attempt {
                gone: true,
                received: without_body(ReadOutcome::Gone, 410),
                ..attempt
            }),
            ..SourceResult::new(SourceOutcome::Gone)
        }
    }

    fn retry_later(&self, url: &WebUrl, after: Option<Duration>, status: u16) -> SourceResult {
        let why = format!("the server asked to come back later ({status})");
        let mut attempt = self.failure(
            url,
            pace::AnswerKind::RetryLater { after, status },
            (&why, Cause::AskedToWait),
        );
        attempt.received = without_body(ReadOutcome::RetryLater, status);
        // Only a delay that the server named (`Retry-After`) applies to other feeds of its host.
        let until = after.and_then(|after| self.context.time_after(after));
        let scope = hold_key(url, self.context.policy.retry_after_scope);
        let shown = until.or(attempt.due).unwrap_or(self.context.now);
        SourceResult {
            attempt: Some(attempt),
            hold: until.map(|until| (scope, until)),
            ..SourceResult::new(SourceOutcome::RetryLater {
                seconds: seconds_until(self.context.now, shown),
            })
        }
    }

    async fn read_document(&self, url: &WebUrl, fetched: Fetched) -> SourceResult {
        let Fetched {
            body,
            body_hash,
            final_url,
            content_type,
            validators,
            freshness,
            moved_to,
            bytes,
            permit,
            links,
        } = fetched;
        let share = self.context.document_permit(body.len()).await;
        let parsing = self.parse(body, content_type, final_url.clone());
        let mut parsed = match parsing.instrument(tracing::debug_span!("parse")).await {
            Ok(parsed) => parsed,
            Err(failure) => {
                return SourceResult {
                    bytes,
                    ..self.failed(url, failure, (Some(200), bytes))
                };
            }
        };
        parse::add_header_links(&mut parsed.head, &links, final_url.expose());
        let before = self.state.remembered.moved.clone();
        let moved = moves::remember(url, before, moved_to.as_ref(), self.context.now);
        let mut warnings = parsed.warnings;
        warnings.extend(moved_warning(moved.as_ref(), url));
        let remembered = FetchState {
            validators,
            body_hash: Some(body_hash),
            moved,
            recheck: Some(parsed.recheck),
        };
        let mut attempt = self.success(url, remembered, freshness, &parsed.head);
        attempt.document = Some(parsed.end);
        attempt.received = Received {
            outcome: ReadOutcome::Read,
            status: Some(200),
            bytes,
            garbled: parsed.garbled,
        };
        let mut cut = Vec::new();
        if parsed.end == DocumentEnd::Missing {
            // Forgets the validators: a server that has the whole document again would answer 304.
            // The schedule stays the same.
            attempt.remembered.validators = Validators::default();
            attempt.remembered.body_hash = None;
            cut.push(url.to_string());
        }
        self.send(Batch {
            head: Some(parsed.head),
            entries: parsed.entries,
            unchanged: parsed.unchanged,
            kind: DocumentKind::Feed,
            end: parsed.end,
            attempt: Some(attempt),
            permit: InFlightPermit::keep((permit, share)),
        })
        .await;
        SourceResult {
            bytes,
            warnings,
            cut,
            ..SourceResult::new(SourceOutcome::Read)
        }
    }

    /// Parses a document and prepares the entries that are new or changed.
    async fn parse(
        &self,
        body: Vec<u8>,
        content_type: Option<String>,
        final_url: WebUrl,
    ) -> Result<ParsedDocument, Failure> {
        let (source, identity) = (self.source.clone(), self.state.identity.clone());
        let (lookup, now) = (self.lookup.clone(), self.context.now);
        let own_outputs = Arc::clone(&self.context.own_outputs);
        self.context
            .on_cpu(move || {
                if let Some(failure) = own_outputs.refuse(&body) {
                    return Err(failure);
                }
                let reading = DocumentContext {
                    content_type: content_type.as_deref(),
                    charset: source.charset,
                    timezone: &source.timezone,
                    base: Some(final_url.expose()),
                };
                let sent = |raw| SentEntry::new(raw, Waiting::Plain);
                let feed = parse::parse_each(&body, &reading, sent);
                drop(body);
                let feed = feed.map_err(|error| error.failure())?;
                let scope = GuidScope {
                    source: &identity,
                    document: None,
                };
                let dates = feed.entries.iter();
                let dates = dates.filter_map(|entry| entry.as_ref().dated());
                let recheck = recheck::after_change(now, dates);
                let (entries, unchanged) = split_unchanged(lookup.as_ref(), scope, feed.entries);
                let titles = entries.iter();
                let titles = titles.filter_map(|entry| entry.as_ref().title.as_deref());
                let garbled = titles.filter(|title| parse::is_garbled(title)).count();
                Ok(ParsedDocument {
                    garbled: garbled as u64,
                    head: feed.head,
                    entries: prepare_sent(scope, entries),
                    unchanged,
                    end: feed.end,
                    warnings: feed.warnings,
                    recheck,
                })
            })
            .await
    }

    /// The result of a request that failed, with the status and the bytes of the answer, if one
    /// came.
    fn failed(
        &self,
        url: &WebUrl,
        failure: Failure,
        (status, bytes): (Option<u16>, u64),
    ) -> SourceResult {
        let mut attempt = self.failure(
            url,
            pace::AnswerKind::Failed,
            (&failure.what, failure.cause),
        );
        attempt.received.status = status;
        attempt.received.bytes = bytes;
        SourceResult {
            attempt: Some(attempt),
            ..SourceResult::new(SourceOutcome::Failed { failure })
        }
    }

    /// The attempt to store after a response that could be read.
    fn success(
        &self,
        url: &WebUrl,
        remembered: FetchState,
        freshness: Freshness,
        head: &FeedHead,
    ) -> Attempt {
        let validators = remembered.validators != Validators::default();
        let answer = pace::AnswerKind::Read {
            validators,
            freshness,
        };
        Attempt {
            due: self.next_due(url, answer, 0, head),
            ..self.attempt(remembered, None)
        }
    }

    /// The attempt to store after a response that could not be read; the state for the next
    /// request stays.
    fn failure(&self, url: &WebUrl, answer: pace::AnswerKind, why: FailureReason<'_>) -> Attempt {
        let mut attempt = self.attempt(self.state.remembered.clone(), Some(why));
        attempt.due = self.next_due(url, answer, attempt.failures, &self.known_head());
        let moved = attempt.remembered.moved.take();
        attempt.remembered.moved = moves::after_failure(moved, attempt.failures);
        attempt
    }

    /// What the feed said about its schedule (`ttl`, `skipHours`, `skipDays`) when it was last
    /// read.
    fn known_head(&self) -> FeedHead {
        FeedHead {
            ttl: self.state.ttl,
            skip: self.state.skip.clone(),
            ..FeedHead::default()
        }
    }

    fn next_due(
        &self,
        url: &WebUrl,
        answer: pace::AnswerKind,
        failures: u32,
        head: &FeedHead,
    ) -> Option<Timestamp> {
        let terms = pace::Terms {
            interval: self.source.interval.or(self.context.policy.interval),
            floor: self.context.policy.floor(url),
            ttl: head.ttl,
            skip: &head.skip,
        };
        pace::next_due(self.context.now, answer, failures, &terms)
    }
}

/// An answer without a body that is read.
fn without_body(outcome: ReadOutcome, status: u16) -> Received {
    Received {
        outcome,
        status: Some(status),
        bytes: 0,
        garbled: 0,
    }
}

fn moved_warning(moved: Option<&PermanentMove>, url: &WebUrl) -> Option<String> {
    let moved = moved.filter(|moved| moved.confirmed)?;
    Some(format!(
        "{url} has moved for good: write `url = \"{}\"` in feeds.toml",
        moved.to
    ))
}

fn seconds_until(now: Timestamp, until: Timestamp) -> u64 {
    u64::try_from(until.duration_since(now).as_secs()).unwrap_or_default()
}
