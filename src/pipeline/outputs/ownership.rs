//! Checks that this store wrote the output files, and lets a new store take over the ids of a lost
//! one.

use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use super::ids::{facts, feed_id, own_id};
use crate::model::{
    Cause, EntryIds, EntryKind, Failure, Output, OutputName, PublishedFacts, Step, Timestamp,
};
use crate::pipeline::{Error, Plan};
use crate::publish::{self, Uri, WrittenFeed};
use crate::store::{self, Store};

/// Bytes at the beginning of an output that are searched for its id.
const BEGINNING: u64 = 64 * 1024;

/// Larger files are not read: no output is that large.
const MAX_BYTES: u64 = 64 * 1024 * 1024;

const LOST_STORE_REMEDY: &str = "put that store back (mount its disk, or `feedfold restore FILE`); \
                                 if it is lost, `feedfold run --new-store` begins a new one and \
                                 keeps the published ids";

/// A file at the path of an output that this store did not write.
#[derive(Debug)]
pub struct ForeignFile {
    /// Which output.
    pub output: OutputName,
    /// Its path.
    pub path: PathBuf,
    /// The program that wrote it.
    pub written_by: WrittenBy,
}

/// The program that wrote a file that is not of this store.
#[derive(Debug)]
pub enum WrittenBy {
    /// Another store, and the present one is new: the other is probably lost.
    LostStore(Box<WrittenFeed>),
    /// Another store: the present one has published before.
    OtherStore,
    /// Not feedfold, for the reason given.
    Unknown(String),
}

impl ForeignFile {
    /// Whether the store that wrote it is missing, so that its ids can be taken over.
    pub fn is_of_lost_store(&self) -> bool {
        matches!(self.written_by, WrittenBy::LostStore(_))
    }

    /// Describes the problem and what to do about it.
    pub fn failure(&self) -> Failure {
        let path = self.path.display();
        let (what, remedy) = match &self.written_by {
            WrittenBy::LostStore(_) => (of_lost_store(path), LOST_STORE_REMEDY.to_owned()),
            WrittenBy::OtherStore => (
                format!("another store wrote {path}"),
                format!(
                    "check `[store] path`, put the right store back with `feedfold restore FILE`, \
                     or move the file away, and `feedfold publish` writes output {} anew",
                    self.output
                ),
            ),
            WrittenBy::Unknown(why) => (
                format!("feedfold did not write {path} ({why})"),
                format!(
                    "move the file away, or change `path` of output {}",
                    self.output
                ),
            ),
        };
        Failure {
            step: Step::Publish,
            cause: Cause::Output,
            what,
            remedy,
        }
    }
}

fn of_lost_store(paths: impl std::fmt::Display) -> String {
    format!("another store wrote {paths}, and the present one is missing or new")
}

/// Describes the files and what to do about each. A lost store often wrote all of them: one line
/// names these.
pub(in crate::pipeline) fn describe_files(files: &[ForeignFile]) -> String {
    let (lost, others): (Vec<_>, Vec<_>) = files.iter().partition(|file| file.is_of_lost_store());
    let paths: Vec<String> = lost
        .iter()
        .map(|file| file.path.display().to_string())
        .collect();
    let lost = (!paths.is_empty())
        .then(|| format!("{}: {LOST_STORE_REMEDY}", of_lost_store(paths.join(", "))));
    let others = others.iter().map(|file| {
        let Failure { what, remedy, .. } = file.failure();
        format!("{what}: {remedy}")
    });
    lost.into_iter()
        .chain(others)
        .collect::<Vec<_>>()
        .join("\n")
}

/// Fails if an output would overwrite a file that this store did not write. Pass `None` if there
/// is no store yet.
pub fn require_own(plan: Plan<'_>, store: Option<&Store>) -> Result<(), Error> {
    let others = foreign_files(plan, store)?;
    if others.is_empty() {
        Ok(())
    } else {
        Err(Error::ForeignFiles(others))
    }
}

/// Finds the output files that this store did not write. Skips files that are missing, empty or
/// unreadable: publishing reports those.
pub fn foreign_files(
    plan: Plan<'_>,
    store: Option<&Store>,
) -> Result<Vec<ForeignFile>, store::Error> {
    let mut others = Vec::new();
    let namespace = store.map(Store::published_namespace).transpose()?.flatten();
    // A store that has never published has no namespace.
    let published = store.zip(namespace.as_deref());
    let known = published
        .map(|(store, namespace)| known_feeds(plan, store, namespace))
        .transpose()?;
    for output in plan.outputs {
        let Some(beginning) = beginning(&output.path) else {
            continue;
        };
        let id = publish::feed_id(output.format, &beginning);
        let is_known = known
            .as_ref()
            .zip(id)
            .is_some_and(|(known, id)| known.contains_key(id));
        if is_known {
            continue;
        }
        let written_by = match (read(output), published) {
            (Err(why), _) => WrittenBy::Unknown(why),
            (Ok(feed), None) => WrittenBy::LostStore(Box::new(feed)),
            (Ok(feed), Some((store, namespace))) if carries_story_of(store, namespace, &feed)? => {
                continue;
            }
            (Ok(_), Some(_)) => WrittenBy::OtherStore,
        };
        others.push(ForeignFile {
            output: output.name.clone(),
            path: output.path.clone(),
            written_by,
        });
    }
    Ok(others)
}

/// Ids of the feeds that this store publishes, or published under a former output name, each with
/// the name of its output.
fn known_feeds(
    plan: Plan<'_>,
    store: &Store,
    namespace: &str,
) -> Result<HashMap<String, String>, store::Error> {
    let stored = store.feed_ids()?.into_iter().map(|(name, id)| (id, name));
    let computed = plan.outputs.iter().map(|output| {
        let id = feed_id(namespace, &output.name).to_string();
        (id, output.name.as_str().to_owned())
    });
    Ok(stored.chain(computed).collect())
}

/// Recognises the outputs of this store among the documents that sources give, also when somebody
/// copied them to another address: they name feedfold and the id of their feed.
#[derive(Debug, Clone, Default)]
pub struct OwnOutputs(HashMap<String, String>);

/// What begins the first entry of a feed: a feed of others may carry one of ours.
static ENTRIES: LazyLock<Option<AhoCorasick>> =
    LazyLock::new(|| AhoCorasick::new(["<entry", "<item", "\"items\""]).ok());

impl OwnOutputs {
    /// Reads which ids the outputs of this store have.
    pub fn read(plan: Plan<'_>, store: &Store) -> Result<Self, store::Error> {
        let namespace = store.published_namespace()?;
        let known = namespace.map(|namespace| known_feeds(plan, store, &namespace));
        Ok(Self(known.transpose()?.unwrap_or_default()))
    }

    /// Why a source must not give this document; `None` for a document of others.
    pub fn refuse(&self, document: &[u8]) -> Option<Failure> {
        let length = document
            .len()
            .min(usize::try_from(BEGINNING).unwrap_or(usize::MAX));
        let beginning = document.get(..length)?;
        let first = ENTRIES.as_ref().and_then(|entries| entries.find(beginning));
        let head = first.map_or(Some(beginning), |first| beginning.get(..first.start()))?;
        let head = String::from_utf8_lossy(head);
        if !head.contains(env!("CARGO_PKG_NAME")) {
            return None;
        }
        let (_, output) = self.0.iter().find(|(id, _)| head.contains(id.as_str()))?;
        Some(Failure {
            step: Step::Parse,
            cause: Cause::OwnOutput,
            what: format!("it is output {output} of this store, or a copy of it"),
            remedy: "remove the source: reading it would publish every story again".to_owned(),
        })
    }
}

/// Whether an entry of the feed is a story of this store. True for outputs that were renamed
/// before the store recorded feed ids.
fn carries_story_of(
    store: &Store,
    namespace: &str,
    feed: &WrittenFeed,
) -> Result<bool, store::Error> {
    for entry in &feed.entries {
        if store.is_given(&entry.id)? {
            return Ok(true);
        }
    }
    let ids: HashSet<&str> = feed.entries.iter().map(|entry| entry.id.as_str()).collect();
    if ids.is_empty() {
        return Ok(false);
    }
    store.any_story(&|story| ids.contains(own_id(namespace, story).as_str()))
}

/// Reads the beginning of a file; `None` if the file is missing or blank.
fn beginning(path: &Path) -> Option<Vec<u8>> {
    let file = File::open(path).ok()?;
    if !file.metadata().ok()?.is_file() {
        return None;
    }
    let mut bytes = Vec::new();
    file.take(BEGINNING).read_to_end(&mut bytes).ok()?;
    (!bytes.trim_ascii().is_empty()).then_some(bytes)
}

/// Whether the file of an output is missing or blank.
pub(super) fn is_missing(output: &Output) -> bool {
    match File::open(&output.path) {
        Ok(_) => beginning(&output.path).is_none() && output.path.is_file(),
        Err(error) => error.kind() == io::ErrorKind::NotFound,
    }
}

/// Reads a file that feedfold may have written, or returns why it did not.
pub(super) fn read(output: &Output) -> Result<WrittenFeed, String> {
    let failed = |error: io::Error| format!("it cannot be read: {error}");
    let file = File::open(&output.path).map_err(failed)?;
    let mut bytes = Vec::new();
    file.take(MAX_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(failed)?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err("it is larger than any output".to_owned());
    }
    let feed = publish::read_back(output.format, &bytes)
        .map_err(|fault| format!("it is no output of feedfold: {fault}"))?;
    if feed.generator.as_deref() != Some(env!("CARGO_PKG_NAME")) || Uri::parse(&feed.id).is_none() {
        return Err("another program wrote it".to_owned());
    }
    Ok(feed)
}

/// What a new store took over from the outputs of a lost store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TakeOver {
    /// Nothing: this store wrote every output file that exists.
    NotNeeded,
    /// These ids wait until the store has their stories.
    Ids {
        /// Number of output files.
        feeds: usize,
        /// Number of the different ids of their entries.
        entries: usize,
    },
}

/// Takes over the ids in the output files of a lost store. Fails if this store has published
/// before, because the ids that its readers know must not change.
pub fn take_over(plan: Plan<'_>, store: &mut Store, now: Timestamp) -> Result<TakeOver, Error> {
    let others = foreign_files(plan, Some(store))?;
    if others.is_empty() {
        return Ok(TakeOver::NotNeeded);
    }
    let is_lost = |file: &ForeignFile| matches!(file.written_by, WrittenBy::LostStore(_));
    if !others.iter().all(is_lost) {
        return Err(Error::ForeignFiles(others));
    }
    let (mut feeds, mut entries) = (Vec::new(), Vec::new());
    for file in others {
        if let WrittenBy::LostStore(feed) = file.written_by {
            if names_stories(plan, &file.output) {
                entries.extend(feed.entries.into_iter().filter_map(facts));
            }
            feeds.push((file.output, feed.id));
        }
    }
    // A page has no texts: its entries come last, since the first of an id counts.
    entries.sort_by_key(|entry: &PublishedFacts| entry.words.is_empty());
    store.inherit(plan.site.url.expose().as_str(), &feeds, &entries, now)?;
    // The outputs of one store carry a story under the same id.
    let ids: HashSet<&str> = entries.iter().map(|entry| entry.id.as_str()).collect();
    Ok(TakeOver::Ids {
        feeds: feeds.len(),
        entries: ids.len(),
    })
}

/// Whether the ids of an output are those of stories. Those of changes are not, and from an id of
/// one output alone, nobody can tell that of the story.
fn names_stories(plan: Plan<'_>, name: &OutputName) -> bool {
    let mut outputs = plan.outputs.iter().filter(|output| output.name == *name);
    outputs.any(|output| output.entries == EntryKind::Stories && output.ids == EntryIds::Shared)
}
