//! Reads a source of local files: posts and feed documents, in batches.

use super::prepare::prepare;
use super::read::Task;
use super::writer::{Batch, DocumentKind, End};
use crate::fetch::files;
use crate::identify::Scope;
use crate::model::{
    Failure, FeedHead, FilePattern, PreparedEntry, RawEntry, Room, Source, SourceName,
    SourceOutcome,
};
use crate::parse::{self, PostFile, Reading};

/// Bytes of local files read before their entries are handed over: bounds the memory of a folder of
/// any size.
const BATCH_BYTES: usize = 4 << 20;

impl Task {
    /// Reads posts and feed documents from disk, in batches.
    ///
    /// Nothing is remembered between passes: local files are always due.
    pub(super) async fn read_files(self, pattern: FilePattern) -> End {
        let listed = self.on_cpu(move || files::list(&pattern)).await;
        let listing = match listed {
            Ok(listing) => listing,
            Err(failure) => {
                let attempt = Some(self.attempt(None, Some(&failure.what)));
                return End {
                    attempt,
                    ..End::of(SourceOutcome::Failed { failure })
                };
            }
        };
        let mut end = End::of(SourceOutcome::Read);
        end.failures = listing.refused;
        let mut remaining = listing.files;
        // The head of one feed does not speak for a source that reads several.
        let single = remaining.len() == 1;
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
                let head = head.filter(|_| single);
                self.send(Batch {
                    head,
                    entries,
                    kind,
                    attempt: None,
                    room,
                })
                .await;
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
            end.outcome = SourceOutcome::Failed {
                failure: end.failures.remove(0),
            };
        }
        end
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
                    Document::Feed(head, entries) => read.documents.push((Some(*head), entries)),
                }
            }
            Err(failure) => read.failures.push(failure),
        }
    }
    if !posts.is_empty() {
        let scope = Scope {
            source: identity,
            document: None,
        };
        read.documents.push((None, prepare(scope, posts)));
    }
    read.remaining = remaining.split_off(taken);
    read
}

enum Document {
    Post(Box<RawEntry>),
    Feed(Box<FeedHead>, Vec<PreparedEntry>),
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
        Failure {
            step,
            what: format!("{}: {what}", file.path.display()),
            remedy,
        }
    };
    match file.kind {
        files::FileKind::Post => {
            let post_file = PostFile {
                path: &file.guid,
                name: &file.name,
            };
            let post = parse::parse_post(&bytes, &reading, post_file).map_err(named)?;
            Ok((
                bytes.len(),
                Document::Post(Box::new(post.entry)),
                post.warnings,
            ))
        }
        files::FileKind::Feed => {
            let mut feed = parse::parse(&bytes, &reading).map_err(named)?;
            for entry in &mut feed.entries {
                entry.file = Some(file.name.clone());
            }
            let scope = Scope {
                source: identity,
                document: Some(&file.guid),
            };
            let entries = prepare(scope, feed.entries);
            Ok((
                bytes.len(),
                Document::Feed(Box::new(feed.head), entries),
                feed.warnings,
            ))
        }
    }
}
