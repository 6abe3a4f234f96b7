//! Reads a source of local files: posts and feed documents, in batches.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tracing::Instrument as _;

use super::stored_lookup::{StoredLookup, split_unchanged};
use super::task::Task;
use crate::fetch::files;
use crate::identify::{FileNames, GuidScope};
use crate::model::{
    DocumentEnd, Failure, FeedHead, FetchState, FilePattern, InFlightPermit, RawEntry, Source,
    SourceName, SourceOutcome,
};
use crate::parse::{self, DocumentContext, PostFile};
use crate::pipeline::OwnOutputs;
use crate::pipeline::prepare::{EntriesInParts, Prepared, oldest_first, prepare_sent};
use crate::pipeline::sent::{SentEntry, Waiting};
use crate::pipeline::writer::{Batch, DocumentKind, SourceResult, UnchangedEntries};

/// Bytes of local files that one batch reads before it sends the entries to the writer: bounds the
/// memory for a folder of any size.
const BATCH_BYTES: usize = 4 << 20;

/// Size of one part of a long document, in bytes as [`EntriesInParts::next_part`] counts them. A
/// document with more bytes is long.
const PART_BYTES: usize = 1 << 20;

/// Most parts of a long document that wait to be stored.
const MAX_WAITING_PARTS: usize = 2;

/// What the documents of one source have in common.
struct FileSource {
    /// The names of all its files.
    names: Arc<FileNames>,
    /// Whether it has one file only. If it has several, the head of one does not describe it.
    single: bool,
}

impl FileSource {
    /// The head of one of its documents, if it describes the source.
    fn head(&self, head: FeedHead) -> Option<FeedHead> {
        self.single.then_some(head)
    }

    /// The kind of its feed documents.
    fn kind(&self) -> DocumentKind {
        DocumentKind::LocalFeed(Arc::clone(&self.names))
    }
}

impl Task {
    /// Reads posts and feed documents from disk, in batches.
    ///
    /// Local files are always due, so there is no fetch state to keep.
    pub(super) async fn read_files(&self, pattern: FilePattern) -> SourceResult {
        let listed = self.context.on_cpu(move || files::list(&pattern)).await;
        let listing = match listed {
            Ok(listing) => listing,
            Err(failure) => return self.unreadable(failure),
        };
        let mut result = SourceResult::new(SourceOutcome::Read);
        result.failures = listing.refused;
        let mut remaining = listing.files;
        let names: FileNames = remaining.iter().map(|file| file.name.clone()).collect();
        let files = FileSource {
            names: Arc::new(names),
            single: remaining.len() == 1,
        };
        let mut read_any = false;
        while !remaining.is_empty() {
            let bytes = next_batch(&remaining).map(|file| file.size).sum();
            let permit = self.context.batch_permit(bytes).await;
            let batch = match self.read_next(remaining).await {
                Ok(batch) => batch,
                Err(failure) => {
                    result.failures.push(failure);
                    break;
                }
            };
            result.bytes += batch.bytes;
            result.failures.extend(batch.failures);
            result.warnings.extend(batch.warnings);
            result.cut.extend(batch.cut);
            remaining = batch.remaining;
            read_any |= !batch.documents.is_empty();
            let sent = self.send_documents(&files, batch.documents, permit).await;
            result.failures.extend(sent.err());
        }
        self.finish(result, read_any).await
    }

    /// Reads the first of these files, as many as one batch may have.
    async fn read_next(&self, remaining: Vec<files::LocalFile>) -> Result<FilesRead, Failure> {
        let (source, identity) = (self.source.clone(), self.state.identity.clone());
        let max_body = self.context.policy.max_body;
        let lookup = self.lookup.clone();
        let own_outputs = Arc::clone(&self.context.own_outputs);
        self.context
            .on_cpu(move || {
                let context = FileContext {
                    source: &source,
                    identity: &identity,
                    lookup: lookup.as_ref(),
                    own_outputs: &own_outputs,
                };
                Ok(read_batch(context, remaining, max_body))
            })
            .instrument(tracing::debug_span!("parse"))
            .await
    }

    /// Sends the documents of one batch. The writer holds `permit` until it has stored the last of
    /// them, so that the batches in memory stay few, however many sources there are.
    async fn send_documents(
        &self,
        files: &FileSource,
        documents: Vec<FileContent>,
        mut permit: Option<OwnedSemaphorePermit>,
    ) -> Result<(), Failure> {
        let mut documents = documents.into_iter().peekable();
        while let Some(document) = documents.next() {
            let is_last = documents.peek().is_none();
            let permit = permit.take_if(|_| is_last);
            match document {
                FileContent::Feed(document, Entries::Prepared(entries)) => {
                    let FeedContent {
                        head,
                        end,
                        unchanged,
                    } = document;
                    let kept = permit.map_or_else(InFlightPermit::default, InFlightPermit::keep);
                    self.send(Batch {
                        head: files.head(*head),
                        entries,
                        unchanged,
                        kind: files.kind(),
                        end,
                        attempt: None,
                        permit: kept,
                    })
                    .await;
                }
                FileContent::Feed(document, Entries::Long(parts)) => {
                    self.send_parts(files, document, parts, permit).await?;
                }
                FileContent::Posts(entries, unchanged) => {
                    let kept = permit.map_or_else(InFlightPermit::default, InFlightPermit::keep);
                    self.send(Batch {
                        head: None,
                        entries,
                        unchanged,
                        kind: DocumentKind::Posts,
                        end: DocumentEnd::Reached,
                        attempt: None,
                        permit: kept,
                    })
                    .await;
                }
            }
        }
        Ok(())
    }

    /// Prepares and sends the entries of a long document, one part after the other. Each part
    /// waits until few are left that the writer has not stored.
    async fn send_parts(
        &self,
        files: &FileSource,
        document: FeedContent,
        mut parts: EntriesInParts,
        mut permit: Option<OwnedSemaphorePermit>,
    ) -> Result<(), Failure> {
        let FeedContent {
            head,
            end,
            unchanged,
        } = document;
        // Every part needs all guids that the document still uses.
        let mut guids = unchanged.guids;
        Arc::make_mut(&mut guids).extend(parts.guids().map(str::to_owned));
        let mut head = files.head(*head);
        let mut unchanged = unchanged.entries;
        let places = Arc::new(Semaphore::new(MAX_WAITING_PARTS));
        loop {
            let place = Arc::clone(&places).acquire_owned().await.ok();
            let prepared = self.context.on_cpu(move || {
                let entries = parts.next_part(PART_BYTES);
                Ok((entries, parts))
            });
            let entries;
            (entries, parts) = prepared.await?;
            let is_last = parts.is_empty();
            let batch_permit = permit.take_if(|_| is_last);
            self.send(Batch {
                head: head.take(),
                entries,
                unchanged: UnchangedEntries {
                    entries: std::mem::take(&mut unchanged),
                    guids: Arc::clone(&guids),
                },
                kind: files.kind(),
                end,
                attempt: None,
                permit: InFlightPermit::keep((place, batch_permit)),
            })
            .await;
            if is_last {
                return Ok(());
            }
        }
    }

    /// Completes the result after the last batch. If no file could be read, the source has failed,
    /// with its first failure as the reason.
    async fn finish(&self, mut result: SourceResult, read_any: bool) -> SourceResult {
        let error = (!read_any).then(|| result.failures.first()).flatten();
        let error = error.map(|failure| (failure.what.as_str(), failure.cause));
        let mut attempt = self.attempt(FetchState::default(), error);
        attempt.received.bytes = result.bytes;
        attempt.document = read_any.then_some(if result.cut.is_empty() {
            DocumentEnd::Reached
        } else {
            DocumentEnd::Missing
        });
        if read_any {
            self.send(Batch {
                head: None,
                entries: Vec::new(),
                unchanged: UnchangedEntries::default(),
                kind: DocumentKind::Posts,
                end: DocumentEnd::Reached,
                attempt: Some(attempt),
                permit: InFlightPermit::default(),
            })
            .await;
        } else if !result.failures.is_empty() {
            result.attempt = Some(attempt);
            result.outcome = SourceOutcome::Failed {
                failure: result.failures.remove(0),
            };
        }
        result
    }

    /// The result of a source whose files cannot be listed.
    fn unreadable(&self, failure: Failure) -> SourceResult {
        let reason = (failure.what.as_str(), failure.cause);
        let attempt = self.attempt(FetchState::default(), Some(reason));
        SourceResult {
            attempt: Some(attempt),
            ..SourceResult::new(SourceOutcome::Failed { failure })
        }
    }
}

/// The source whose files are read.
#[derive(Clone, Copy)]
struct FileContext<'a> {
    source: &'a Source,
    /// Its name in entry keys.
    identity: &'a SourceName,
    lookup: Option<&'a StoredLookup>,
    own_outputs: &'a OwnOutputs,
}

/// One batch of a source's files, read.
struct FilesRead {
    documents: Vec<FileContent>,
    /// Paths of those that end in the middle.
    cut: Vec<String>,
    remaining: Vec<files::LocalFile>,
    bytes: u64,
    failures: Vec<Failure>,
    warnings: Vec<String>,
}

/// Returns the files of the next batch, by their sizes when they were listed.
fn next_batch(remaining: &[files::LocalFile]) -> impl Iterator<Item = &files::LocalFile> {
    let mut used = 0;
    remaining.iter().take_while(move |file| {
        let is_taken = used < BATCH_BYTES as u64;
        used += file.size;
        is_taken
    })
}

/// Reads files until they exceed [`BATCH_BYTES`]. Every file is a document of its own, so two
/// files may use the same guid; posts are sent to the store together.
fn read_batch(
    context: FileContext<'_>,
    mut remaining: Vec<files::LocalFile>,
    max_body: u64,
) -> FilesRead {
    let mut read = FilesRead {
        documents: Vec::new(),
        cut: Vec::new(),
        remaining: Vec::new(),
        bytes: 0,
        failures: Vec::new(),
        warnings: Vec::new(),
    };
    let mut posts: Vec<Prepared> = Vec::new();
    let mut posts_unchanged = UnchangedEntries::default();
    let mut used = 0;
    let mut taken = 0;
    for file in &remaining {
        if used >= BATCH_BYTES {
            break;
        }
        taken += 1;
        let one = read_file(context, file, max_body);
        match one {
            Ok((bytes, document, warnings)) => {
                used += bytes;
                read.bytes += bytes as u64;
                let with_path = |warning: String| format!("{}: {warning}", file.path.display());
                read.warnings.extend(warnings.into_iter().map(with_path));
                match document {
                    FileContent::Posts(entries, unchanged) => {
                        posts.extend(entries);
                        posts_unchanged.merge(&unchanged);
                    }
                    FileContent::Feed(document, entries) => {
                        if document.end == DocumentEnd::Missing {
                            read.cut.push(file.path.display().to_string());
                        }
                        read.documents.push(FileContent::Feed(document, entries));
                    }
                }
            }
            Err(failure) => read.failures.push(failure),
        }
    }
    if !posts.is_empty() || posts_unchanged.entries > 0 {
        oldest_first(&mut posts);
        read.documents
            .push(FileContent::Posts(posts, posts_unchanged));
    }
    read.remaining = remaining.split_off(taken);
    read
}

/// The entries of one feed, or of several posts.
enum FileContent {
    Posts(Vec<Prepared>, UnchangedEntries),
    Feed(FeedContent, Entries),
}

/// A feed document without the entries to store.
struct FeedContent {
    head: Box<FeedHead>,
    end: DocumentEnd,
    unchanged: UnchangedEntries,
}

/// The entries to store of a feed document.
enum Entries {
    Prepared(Vec<Prepared>),
    /// Those of a long document, which are prepared one part after the other.
    Long(EntriesInParts),
}

fn read_file(
    context: FileContext<'_>,
    file: &files::LocalFile,
    max_body: u64,
) -> Result<(usize, FileContent, Vec<String>), Failure> {
    let FileContext {
        source,
        identity,
        lookup,
        own_outputs,
    } = context;
    let bytes = files::read(file, max_body).map_err(|error| error.failure(file))?;
    let reading = DocumentContext {
        content_type: None,
        charset: source.charset,
        timezone: &source.timezone,
        base: None,
    };
    let with_path = |failure: Failure| Failure {
        what: format!("{}: {}", file.path.display(), failure.what),
        ..failure
    };
    let not_parsed = |error: parse::Error| with_path(error.failure());
    let scope = GuidScope {
        source: identity,
        document: Some(&file.guid),
    };
    match file.kind {
        files::FileKind::Post => {
            let post_file = PostFile {
                path: &file.guid,
                name: &file.name,
            };
            let post = parse::parse_post(&bytes, &reading, post_file).map_err(not_parsed)?;
            let sent = vec![SentEntry::new(post.entry, Waiting::Plain)];
            let (entries, unchanged) = split_unchanged(lookup, scope, sent);
            let post_read = FileContent::Posts(prepare_sent(scope, entries), unchanged);
            Ok((bytes.len(), post_read, post.warnings))
        }
        files::FileKind::Feed => {
            if let Some(failure) = own_outputs.refuse(&bytes) {
                return Err(with_path(failure));
            }
            let length = bytes.len();
            // The texts of pages are requested anew for every batch, so it has to be whole.
            let waiting = if length > PART_BYTES && source.full_text.is_none() {
                Waiting::Packed
            } else {
                Waiting::Plain
            };
            let sent = |mut raw: RawEntry| {
                raw.file = Some(file.name.clone());
                SentEntry::new(raw, waiting)
            };
            let feed = parse::parse_each(&bytes, &reading, sent).map_err(not_parsed)?;
            drop(bytes);
            let (entries, unchanged) = split_unchanged(lookup, scope, feed.entries);
            let entries = match waiting {
                Waiting::Packed => Entries::Long(EntriesInParts::new(scope, entries)),
                Waiting::Plain => Entries::Prepared(prepare_sent(scope, entries)),
            };
            let document = FeedContent {
                head: Box::new(feed.head),
                end: feed.end,
                unchanged,
            };
            let feed_read = FileContent::Feed(document, entries);
            Ok((length, feed_read, feed.warnings))
        }
    }
}
