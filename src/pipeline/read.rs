//! Reads one source: asks or opens it, has it parsed and prepared, and hands it to the writer.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use tokio::sync::{Semaphore, mpsc};

use super::prepare::prepare;
use super::writer::{Batch, DocumentKind, End, Message};
use crate::fetch::{Fetcher, files, hold_key, moves, pace};
use crate::identify::{self, Scope};
use crate::model::{
    BodyHash, Failure, FeedHead, FetchOutcome, FetchPolicy, Fetched, FilePattern, Freshness,
    Location, PermanentMove, PreparedEntry, RawEntry, Remembered, Room, Source, SourceName,
    SourceOutcome, Step, Timestamp, Validators, WebUrl,
};
use crate::parse::{self, PostFile, Reading};
use crate::store::{Attempt, SourceState};

/// Bytes of local files read before their entries are handed over: bounds the memory of a folder of
/// any size.
const BATCH_BYTES: usize = 4 << 20;

/// Until when feeds, hosts or domains asked, in this pass, to be left alone.
type Holds = Arc<Mutex<HashMap<String, Timestamp>>>;

/// Everything one source needs to be read on its own.
pub(super) struct Task {
    pub(super) index: usize,
    pub(super) source: Source,
    pub(super) identity: SourceName,
    pub(super) state: Option<SourceState>,
    pub(super) policy: FetchPolicy,
    pub(super) fetcher: Fetcher,
    pub(super) cpu: Arc<Semaphore>,
    pub(super) holds: Holds,
    pub(super) sender: mpsc::Sender<Message>,
    pub(super) now: Timestamp,
}

/// Hash of how a source is read; when it changes, what the last answer taught us is void.
pub(super) fn reading(source: &Source) -> BodyHash {
    let address = match &source.location {
        Location::Web(url) => url.expose().as_str(),
        Location::Files(pattern) => pattern.as_str(),
    };
    let charset = source.charset.map_or("", |charset| charset.name());
    let zone = source.timezone.iana_name().unwrap_or_default();
    identify::reading_hash([address, charset, zone])
}

impl Task {
    /// Reads the source and tells the writer what it came to. A panic below costs this source only.
    pub(super) async fn run(self) {
        let started = Instant::now();
        let (index, sender) = (self.index, self.sender.clone());
        let mut end = tokio::spawn(self.read()).await.unwrap_or_else(|_panic| {
            End::of(SourceOutcome::Failed {
                failure: Failure {
                    step: Step::Parse,
                    what: "reading it failed inside feedfold".to_owned(),
                    remedy: "this is a fault of feedfold: please report it with the feed".to_owned(),
                },
            })
        });
        end.elapsed = started.elapsed();
        // Nobody listens any more when the store failed, and that error is reported already.
        let _closed = sender.send(Message::Done { source: index, end }).await;
    }

    async fn read(self) -> End {
        match self.source.location.clone() {
            Location::Web(url) => self.read_web(&url).await,
            Location::Files(pattern) => self.read_files(pattern).await,
        }
    }

    async fn read_web(self, url: &WebUrl) -> End {
        let scope = hold_key(url, self.policy.retry_after_scope);
        let held = self.holds.lock().unwrap_or_else(PoisonError::into_inner).get(&scope).copied();
        if let Some(until) = held {
            let outcome = SourceOutcome::RetryLater { seconds: seconds_until(self.now, until) };
            return End::of(outcome);
        }
        let remembered = self.remembered();
        let answer = self.fetcher.fetch(url, &self.source.headers, &remembered, self.now).await;
        match answer {
            FetchOutcome::Fetched(fetched) => self.read_document(url, fetched).await,
            FetchOutcome::NotModified { validators, freshness, moved_to, bytes } => {
                let moved =
                    moves::remember(url, remembered.moved.clone(), moved_to.as_ref(), self.now);
                let head = FeedHead {
                    ttl: self.state.as_ref().and_then(|state| state.ttl),
                    skip: self.state.as_ref().map(|state| state.skip.clone()).unwrap_or_default(),
                    ..FeedHead::default()
                };
                let body_hash = remembered.body_hash;
                let warnings = moved_warning(moved.as_ref(), url).into_iter().collect();
                let remembered = Remembered { validators, body_hash, moved };
                let attempt = self.success(url, remembered, freshness, &head);
                End {
                    attempt: Some(attempt),
                    bytes,
                    warnings,
                    ..End::of(SourceOutcome::NotModified)
                }
            }
            FetchOutcome::Gone => End {
                attempt: Some(Attempt {
                    gone: true,
                    ..self.failure(url, pace::Answer::Gone, "the publisher withdrew it (410)")
                }),
                ..End::of(SourceOutcome::Gone)
            },
            FetchOutcome::RetryLater { after, status } => {
                let why = format!("the server asked to come back later ({status})");
                let answer = pace::Answer::RetryLater { after, status };
                let attempt = self.failure(url, answer, &why);
                let until = attempt.due.unwrap_or(self.now);
                // Only a wait the server named itself holds back others of its host.
                let hold = after.map(|_| (scope, until));
                if let Some((scope, until)) = hold.clone() {
                    self.holds.lock().unwrap_or_else(PoisonError::into_inner).insert(scope, until);
                }
                let seconds = seconds_until(self.now, until);
                End {
                    attempt: Some(attempt),
                    hold,
                    ..End::of(SourceOutcome::RetryLater { seconds })
                }
            }
            FetchOutcome::Failed(failure) => self.failed(url, failure),
        }
    }

    async fn read_document(self, url: &WebUrl, fetched: Fetched) -> End {
        let Fetched { body, body_hash, final_url, content_type, validators, freshness, .. } = fetched;
        let (moved_to, bytes, room) = (fetched.moved_to, fetched.bytes, fetched.room);
        let (source, identity) = (self.source.clone(), self.identity.clone());
        let parsed = self
            .on_cpu(move || {
                let reading = Reading {
                    content_type: content_type.as_deref(),
                    charset: source.charset,
                    timezone: &source.timezone,
                    base: Some(final_url.expose()),
                };
                let feed = parse::parse(&body, &reading).map_err(|error| error.failure())?;
                drop(body);
                let scope = Scope { source: &identity, document: None };
                Ok((prepare(scope, feed.entries), feed.head, feed.warnings))
            })
            .await;
        let (entries, head, mut warnings) = match parsed {
            Ok(parsed) => parsed,
            Err(failure) => return End { bytes, ..self.failed(url, failure) },
        };
        let before = self.remembered().moved;
        let moved = moves::remember(url, before, moved_to.as_ref(), self.now);
        warnings.extend(moved_warning(moved.as_ref(), url));
        let remembered = Remembered { validators, body_hash: Some(body_hash), moved };
        let attempt = Some(self.success(url, remembered, freshness, &head));
        let kind = DocumentKind::Feed;
        self.send(Batch { head: Some(head), entries, kind, attempt, room }).await;
        End { bytes, warnings, ..End::of(SourceOutcome::Read) }
    }

    /// Posts and feed documents from disk, in batches. Nothing is remembered between passes: local files
    /// are always due.
    async fn read_files(self, pattern: FilePattern) -> End {
        let listed = self.on_cpu(move || files::list(&pattern)).await;
        let listing = match listed {
            Ok(listing) => listing,
            Err(failure) => {
                let attempt = Some(self.attempt(None, Some(&failure.what)));
                return End { attempt, ..End::of(SourceOutcome::Failed { failure }) };
            }
        };
        let mut end = End::of(SourceOutcome::Read);
        end.failures = listing.refused;
        let mut remaining = listing.files;
        let mut read_any = false;
        while !remaining.is_empty() {
            let (source, identity) = (self.source.clone(), self.identity.clone());
            let max_body = self.policy.max_body;
            let batch = self
                .on_cpu(move || Ok(read_batch(&source, &identity, remaining, max_body)))
                .await;
            let batch = match batch {
                Ok(batch) => batch,
                Err(failure) => {
                    end.failures.push(failure);
                    break;
                }
            };
            end.bytes += batch.bytes;
            end.failures.extend(batch.failures);
            end.warnings.extend(batch.warnings);
            remaining = batch.remaining;
            for (head, entries) in batch.documents {
                read_any = true;
                let (kind, room) = (DocumentKind::Files, Room::default());
                self.send(Batch { head, entries, kind, attempt: None, room }).await;
            }
        }
        let error = (!read_any).then(|| end.failures.first()).flatten();
        let attempt = self.attempt(None, error.map(|failure| failure.what.as_str()));
        let kind = DocumentKind::Files;
        let last = Batch {
            head: None,
            entries: Vec::new(),
            kind,
            attempt: Some(attempt),
            room: Room::default(),
        };
        if read_any {
            self.send(last).await;
        } else if !end.failures.is_empty() {
            end.attempt = last.attempt;
            end.outcome = SourceOutcome::Failed { failure: end.failures.remove(0) };
        }
        end
    }

    /// Runs what computes, or blocks on the disk, beside the network, at most one piece per core.
    async fn on_cpu<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        let _turn = self.cpu.acquire().await;
        tokio::task::spawn_blocking(work).await.unwrap_or_else(|_panic| {
            Err(Failure {
                step: Step::Parse,
                what: "reading the document failed inside feedfold".to_owned(),
                remedy: "this is a fault of feedfold: please report it with the document".to_owned(),
            })
        })
    }

    async fn send(&self, batch: Batch) {
        // Nobody listens any more when the store failed, and that error is reported already.
        let _closed = self.sender.send(Message::Batch { source: self.index, batch }).await;
    }

    fn remembered(&self) -> Remembered {
        self.state.as_ref().map(|state| state.remembered.clone()).unwrap_or_default()
    }

    fn failed(&self, url: &WebUrl, failure: Failure) -> End {
        let attempt = self.failure(url, pace::Answer::Failed, &failure.what);
        End { attempt: Some(attempt), ..End::of(SourceOutcome::Failed { failure }) }
    }

    /// What to record after an answer that could be read.
    fn success(
        &self,
        url: &WebUrl,
        remembered: Remembered,
        freshness: Freshness,
        head: &FeedHead,
    ) -> Attempt {
        let validators = remembered.validators != Validators::default();
        let answer = pace::Answer::Read { validators, freshness };
        let due = self.next_due(url, answer, 0, head);
        Attempt { remembered, ..self.attempt(due, None) }
    }

    /// What to record after an answer that could not: what was remembered stays.
    fn failure(&self, url: &WebUrl, answer: pace::Answer, why: &str) -> Attempt {
        let mut attempt = self.attempt(None, Some(why));
        let head = FeedHead {
            ttl: self.state.as_ref().and_then(|state| state.ttl),
            ..FeedHead::default()
        };
        attempt.due = self.next_due(url, answer, attempt.failures, &head);
        let moved = attempt.remembered.moved.take();
        attempt.remembered.moved = moves::after_failure(moved, attempt.failures);
        attempt
    }

    fn next_due(
        &self,
        url: &WebUrl,
        answer: pace::Answer,
        failures: u32,
        head: &FeedHead,
    ) -> Option<Timestamp> {
        let terms = pace::Terms {
            interval: self.source.interval.or(self.policy.interval),
            floor: pace::floor(&self.policy.allow_private, url),
            ttl: head.ttl,
            skip: &head.skip,
        };
        pace::next_due(self.now, answer, failures, &terms)
    }

    fn attempt(&self, due: Option<Timestamp>, error: Option<&str>) -> Attempt {
        let before = self.state.as_ref().map_or(0, |state| state.failures);
        Attempt {
            at: self.now,
            reading: reading(&self.source),
            remembered: self.remembered(),
            due,
            gone: false,
            failures: if error.is_some() { before.saturating_add(1) } else { 0 },
            error: error.map(ToOwned::to_owned),
        }
    }
}

impl End {
    fn of(outcome: SourceOutcome) -> Self {
        Self {
            outcome,
            attempt: None,
            hold: None,
            bytes: 0,
            elapsed: std::time::Duration::ZERO,
            failures: Vec::new(),
            warnings: Vec::new(),
        }
    }
}

/// Some files of a source, read.
struct FilesRead {
    documents: Vec<(Option<FeedHead>, Vec<PreparedEntry>)>,
    remaining: Vec<files::LocalFile>,
    bytes: u64,
    failures: Vec<Failure>,
    warnings: Vec<String>,
}

/// Reads files until [`BATCH_BYTES`] are full. All posts of a batch are one document, since a guid they
/// share must be noticed; each feed is one of its own.
fn read_batch(
    source: &Source,
    identity: &SourceName,
    mut remaining: Vec<files::LocalFile>,
    max_body: u64,
) -> FilesRead {
    let mut read = FilesRead {
        documents: Vec::new(),
        remaining: Vec::new(),
        bytes: 0,
        failures: Vec::new(),
        warnings: Vec::new(),
    };
    let mut posts: Vec<RawEntry> = Vec::new();
    let mut used = 0;
    let mut taken = 0;
    for file in &remaining {
        if used >= BATCH_BYTES {
            break;
        }
        taken += 1;
        let one = read_file(source, identity, file, max_body);
        match one {
            Ok((bytes, document, warnings)) => {
                used += bytes;
                read.bytes += bytes as u64;
                let named = |warning: String| format!("{}: {warning}", file.path.display());
                read.warnings.extend(warnings.into_iter().map(named));
                match document {
                    Document::Post(entry) => posts.push(*entry),
                    Document::Feed(head, entries) => read.documents.push((Some(head), entries)),
                }
            }
            Err(failure) => read.failures.push(failure),
        }
    }
    if !posts.is_empty() {
        let scope = Scope { source: identity, document: None };
        read.documents.push((None, prepare(scope, posts)));
    }
    read.remaining = remaining.split_off(taken);
    read
}

enum Document {
    Post(Box<RawEntry>),
    Feed(FeedHead, Vec<PreparedEntry>),
}

fn read_file(
    source: &Source,
    identity: &SourceName,
    file: &files::LocalFile,
    max_body: u64,
) -> Result<(usize, Document, Vec<String>), Failure> {
    let bytes = files::read(file, max_body)?;
    let reading = Reading {
        content_type: None,
        charset: source.charset,
        timezone: &source.timezone,
        base: None,
    };
    let named = |error: parse::Error| {
        let Failure { step, what, remedy } = error.failure();
        Failure { step, what: format!("{}: {what}", file.path.display()), remedy }
    };
    match file.kind {
        files::FileKind::Post => {
            let post_file = PostFile { path: &file.guid, name: &file.name };
            let post = parse::parse_post(&bytes, &reading, post_file).map_err(named)?;
            Ok((bytes.len(), Document::Post(Box::new(post.entry)), post.warnings))
        }
        files::FileKind::Feed => {
            let mut feed = parse::parse(&bytes, &reading).map_err(named)?;
            for entry in &mut feed.entries {
                entry.file = Some(file.name.clone());
            }
            let scope = Scope { source: identity, document: Some(&file.guid) };
            let entries = prepare(scope, feed.entries);
            Ok((bytes.len(), Document::Feed(feed.head, entries), feed.warnings))
        }
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
