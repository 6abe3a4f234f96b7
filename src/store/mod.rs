//! Keeps sources, entries and stories in SQLite. This file is the whole API; all SQL is in the
//! modules below it.
//!
//! One transaction stores an entry, its fingerprint, its decision and the validators of its
//! source, or nothing of them.
//!
//! The store decides nothing about texts. The [`Policies`] that the caller gives recognise entries
//! and decide which story an entry belongs to; [`Stored`] answers what they ask for that, and
//! `decisions` writes what they decide.
//!
//! Durability: WAL with `synchronous = NORMAL`. A crash of the program loses nothing that was
//! committed. A power cut may lose the last commits, but together with their validators, so that
//! the next run fetches the lost entries again; the database stays intact either way.

mod columns;
mod error;
mod file;
mod folding;
mod packed;
mod rows;
mod writing;

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::time::Duration;

pub use error::Error;
pub use file::{BackedUp, Examined, Lock, Overwrite, Restored, Rows, SetAside, SetAsideState};
pub use folding::{BoilerplateLine, Decided, Move, Numbered, Refolded, Stored};
pub use rows::{
    Act, Attempt, Awaited, ConfiguredName, Found, FromPages, GivenId, Pinned, Reader, Revision,
    Ruling, SearchQuery, ShownChange, SourceState, StoryMembers, Switch, TakenOver, WithText,
};
pub use writing::Writing;

use file::{backup, backup_name, checkpoint, examine, lock, open, restore};
use folding::{anchors, entry_cache, learning, pair_lookup, refold, related};
use rows::{articles, overrule, published_ids, read, revisions, robots, search, shown, sources};
use rusqlite::{Connection, Transaction};

use crate::model::{
    Anchors, Article, AwaitedArticle, Comparable, Decision, DocumentEnd, DocumentNumber, EntryKey,
    EntryRow, FeedHead, Fingerprint, FormChange, Group, KeyReuse, KnownEntry, LineKey, Member,
    OutputName, PreparedEntry, PublishedFacts, RobotsFile, SourceName, StoredStory, StoryId,
    Timestamp, UnreadableHtml,
};

/// The policies that the store calls while it writes; `pipeline` implements them with `identify`
/// and `fold`.
pub trait Policies {
    /// Which of the known entries of its source `entry` is, if any. The store asks only when no
    /// entry is stored under the key of `entry`.
    fn recognise(&self, entry: &PreparedEntry, known: &[KnownEntry]) -> Option<EntryKey>;

    /// Whether, judging by dates and links, `entry` may be another article than the stored one
    /// that has the same key.
    fn reuse(&self, entry: &PreparedEntry, stored: &KnownEntry) -> Option<KeyReuse>;

    /// Whether the texts also show two different articles; `before` is the stored one.
    fn is_another_article(
        &self,
        before: &Comparable,
        now: &Comparable,
        reuse: &KeyReuse,
    ) -> Result<bool, UnreadableHtml>;

    /// Which of the articles that came under the key of `entry` (`known`, the last one first) it
    /// is. `other` tells whether the texts of `entry` and a known one are two articles.
    fn which_article(
        &self,
        entry: &PreparedEntry,
        known: &[KnownEntry],
        other: &dyn Fn(&KnownEntry) -> Result<bool, Error>,
    ) -> Result<Option<EntryKey>, Error>;

    /// The key for an article whose own key already belongs to another stored article.
    fn reused_key(&self, entry: &PreparedEntry) -> EntryKey;

    /// How a new form of an entry differs from the stored one. `learned` holds the lines that the
    /// source is known to change all the time.
    fn change(
        &self,
        before: &Comparable,
        now: &PreparedEntry,
        learned: &BTreeSet<LineKey>,
    ) -> Result<FormChange, UnreadableHtml>;

    /// Which story an entry belongs to. It is given with its row, or [`EntryRow::UNSTORED`], and
    /// with the anchors under which copies of it may be stored.
    fn decide(
        &self,
        arriving: (EntryRow, &Comparable, &Anchors),
        stored: &Stored<'_>,
    ) -> Result<Decision, Error>;

    /// How these entries and all that are linked with them are grouped into stories.
    fn rearrange(
        &self,
        rows: &BTreeSet<EntryRow>,
        stored: &Stored<'_>,
    ) -> Result<Vec<Group>, Error>;

    /// Which member represents a story; `None` if it has no members.
    fn represents(&self, members: &[Member]) -> Option<EntryKey>;

    /// Reads the texts of a stored entry by the present rules.
    fn read_again(&self, entry: &Comparable) -> Result<PreparedEntry, UnreadableHtml>;
}

/// Entries that arrived together and are stored together.
pub struct Arrival<'a> {
    /// The source that sent them.
    pub source: &'a SourceName,
    /// What the document says about itself; `None` keeps what is stored (local posts have no
    /// feed).
    pub head: Option<&'a FeedHead>,
    /// Whether the document was read to its end.
    pub end: DocumentEnd,
    /// The entries, oldest first: the first of several copies founds their story.
    pub entries: &'a [PreparedEntry],
    /// What to remember of the answer; it is stored with the entries. `None` when more batches
    /// follow.
    pub attempt: Option<&'a Attempt>,
    /// How many of the newest entries are published if this is a new source.
    pub backlog: usize,
    /// How the texts are read from the pages of the entries; `None` if the feed carries them.
    pub from_pages: Option<FromPages<'a>>,
}

/// While it lives, all reads see one state of the database.
#[derive(Debug)]
pub struct Snapshot<'a> {
    _transaction: Transaction<'a>,
}

/// The database of one installation.
#[derive(Debug)]
pub struct Store {
    /// Declared first, so that its connection closes before the writer's: SQLite removes the log
    /// when the last connection closes, and the writer must be the last.
    checkpoints: checkpoint::Checkpoints,
    connection: Connection,
    /// Named in errors.
    path: PathBuf,
    anchors: anchors::Anchors,
    /// The temporary folder of a copy; dropping the store removes it.
    _scratch: Option<tempfile::TempDir>,
}

impl Store {
    /// Opens the database at `path`, creates it if it is missing, and brings its schema up to
    /// date.
    pub fn open(path: &Path) -> Result<Self, Error> {
        open::open(path).map(|connection| Self {
            checkpoints: checkpoint::Checkpoints::default(),
            connection,
            path: path.to_owned(),
            anchors: anchors::Anchors::default(),
            _scratch: None,
        })
    }

    /// Opens a temporary copy of the database at `path`, for a dry run; all writes go to the copy,
    /// which is removed with the store. A missing database gives an empty copy.
    pub fn open_copy(path: &Path) -> Result<Self, Error> {
        let (connection, scratch) = open::open_copy(path)?;
        Ok(Self {
            checkpoints: checkpoint::Checkpoints::default(),
            connection,
            path: path.to_owned(),
            anchors: anchors::Anchors::default(),
            _scratch: Some(scratch),
        })
    }

    /// Returns an error if there is no file at `path`. Call it before a lock or a folder is
    /// created for it.
    pub fn require(path: &Path) -> Result<(), Error> {
        if path.exists() {
            return Ok(());
        }
        Err(Error::Missing {
            path: path.to_owned(),
        })
    }

    /// Opens the database at `path` for reading, even if this user may write neither the file nor
    /// its folder. Writes nothing, and refuses a schema of an earlier version.
    pub fn open_to_read(path: &Path) -> Result<Self, Error> {
        open::open_to_read(path).map(|connection| Self {
            checkpoints: checkpoint::Checkpoints::default(),
            connection,
            path: path.to_owned(),
            anchors: anchors::Anchors::default(),
            _scratch: None,
        })
    }

    /// Takes the lock that one pass at a time holds on this database; waits at most `wait`.
    pub fn lock(path: &Path, wait: Duration) -> Result<Lock, Error> {
        lock::acquire(path, wait)
    }

    /// Takes that lock for a dry run; returns `None` and creates no file if no pass ever took it.
    pub fn lock_standing(path: &Path, wait: Duration) -> Result<Option<Lock>, Error> {
        lock::acquire_standing(path, wait)
    }

    /// Writes a copy of the current state of the database at `path` to `file`, even while a pass
    /// is running. The copy gets its name only after it was checked and flushed to disk.
    pub fn backup(path: &Path, file: &Path, overwrite: Overwrite) -> Result<BackedUp, Error> {
        backup::write(path, file, overwrite)
    }

    /// The name of a backup made at `now`: the database's name with the UTC time, such as
    /// `store-20261125T031500Z.db`.
    pub fn backup_name(path: &Path, now: Timestamp) -> PathBuf {
        backup_name::name(path, now)
    }

    /// The files in `folder` whose names are backup names of the database at `path`, with their
    /// times, the newest first. A missing folder gives an empty list.
    pub fn backups(path: &Path, folder: &Path) -> Result<Vec<(Timestamp, PathBuf)>, Error> {
        backup_name::list(path, folder)
    }

    /// Reads the whole database at `path` and reports what is wrong with it; changes nothing.
    /// `version` is the present version of the normalisation. Returns an error if the database
    /// cannot be opened.
    pub fn examine(path: &Path, version: u16) -> Result<Examined, Error> {
        examine::examine(path, version)
    }

    /// Whether a pass is using the database at `path`; creates no file.
    pub fn is_locked(path: &Path) -> bool {
        matches!(
            lock::acquire_standing(path, Duration::ZERO),
            Err(Error::Locked { .. })
        )
    }

    /// Replaces the database at `path` by a backup, and keeps the old one under a name made from
    /// `now`. The caller holds the lock. Nothing changes until the backup has been checked and
    /// copied.
    pub fn restore(
        path: &Path,
        backup: &Path,
        _held: &Lock,
        now: Timestamp,
    ) -> Result<Restored, Error> {
        restore::restore(path, backup, now)
    }

    /// A second connection that reads what this one has committed, for threads that read
    /// meanwhile.
    pub fn reader(&self) -> Result<Reader, Error> {
        Reader::open(&self.connection).map_err(|error| error.at(&self.path))
    }

    /// The name that keeps the published ids of this installation apart from those of others. The
    /// first call stores `proposed`; every later call returns what is stored.
    pub fn namespace(&mut self, proposed: &str) -> Result<String, Error> {
        sources::namespace(&self.connection, proposed).map_err(|error| error.at(&self.path))
    }

    /// The stored [namespace](Store::namespace); `Some` means that outputs were published from
    /// this database.
    pub fn published_namespace(&self) -> Result<Option<String>, Error> {
        sources::fixed_namespace(&self.connection).map_err(|error| error.at(&self.path))
    }

    /// The stored ids of published feeds, by the name of the output.
    pub fn feed_ids(&self) -> Result<HashMap<String, String>, Error> {
        published_ids::feed_ids(&self.connection).map_err(|error| error.at(&self.path))
    }

    /// Stores the id under which an output is published, unless one is stored already.
    pub fn keep_feed_id(&mut self, output: &OutputName, id: &str) -> Result<(), Error> {
        published_ids::keep_feed_id(&self.connection, output, id)
            .map_err(|error| error.at(&self.path))
    }

    /// Stores what the outputs of a lost database say about their feeds and stories, so that these
    /// keep their ids; `namespace` is proposed as in [`Store::namespace`].
    pub fn inherit(
        &mut self,
        namespace: &str,
        feeds: &[(OutputName, String)],
        entries: &[PublishedFacts],
        now: Timestamp,
    ) -> Result<(), Error> {
        published_ids::inherit(&mut self.connection, namespace, feeds, entries, now)
            .map_err(|error| error.at(&self.path))
    }

    /// The entries of a lost database's outputs that no story has been matched with yet.
    pub fn inherited(&self) -> Result<Vec<PublishedFacts>, Error> {
        published_ids::inherited(&self.connection).map_err(|error| error.at(&self.path))
    }

    /// Whether the published id of every story is derived from its own id, and no entry is
    /// [inherited](Store::inherited).
    pub fn ids_follow(&self) -> Result<bool, Error> {
        published_ids::all_follow(&self.connection).map_err(|error| error.at(&self.path))
    }

    /// The published id of a story, if one is stored for it.
    pub fn given_id(&self, story: StoryId) -> Result<Option<String>, Error> {
        published_ids::of_story(&self.connection, story).map_err(|error| error.at(&self.path))
    }

    /// Whether this published id is stored for any story.
    pub fn is_given(&self, id: &str) -> Result<bool, Error> {
        published_ids::is_given(&self.connection, id).map_err(|error| error.at(&self.path))
    }

    /// Stores the published ids of stories, which never change afterwards.
    pub fn give_ids(&mut self, ids: &[GivenId], now: Timestamp) -> Result<(), Error> {
        published_ids::give(&mut self.connection, ids, now).map_err(|error| error.at(&self.path))
    }

    /// Whether `is_wanted` is true for any story, including those that were merged into others.
    pub fn any_story(&self, is_wanted: &dyn Fn(StoryId) -> bool) -> Result<bool, Error> {
        published_ids::any_story(&self.connection, is_wanted).map_err(|error| error.at(&self.path))
    }

    /// When the database was first used; the first call stores `now`.
    pub fn created(&mut self, now: Timestamp) -> Result<Timestamp, Error> {
        sources::created(&self.connection, now).map_err(|error| error.at(&self.path))
    }

    /// Adds the sources that are not stored yet, and renames those that the configuration renamed.
    pub fn register(&mut self, sources: &[ConfiguredName<'_>]) -> Result<(), Error> {
        sources::register(&mut self.connection, sources).map_err(|error| error.at(&self.path))
    }

    /// What is stored about a source; `None` if it was never registered.
    pub fn source(&self, name: &SourceName) -> Result<Option<SourceState>, Error> {
        sources::state(&self.connection, name).map_err(|error| error.at(&self.path))
    }

    /// What is stored about every source.
    pub fn sources(&self) -> Result<HashMap<SourceName, SourceState>, Error> {
        sources::states(&self.connection).map_err(|error| error.at(&self.path))
    }

    /// Until when feedfold must not request anything from this feed, host or domain.
    pub fn hold(&self, scope: &str) -> Result<Option<Timestamp>, Error> {
        sources::hold(&self.connection, scope).map_err(|error| error.at(&self.path))
    }

    /// The feeds, hosts and domains that must not be requested now, and until when.
    pub fn holds(&self) -> Result<HashMap<String, Timestamp>, Error> {
        sources::holds(&self.connection).map_err(|error| error.at(&self.path))
    }

    /// Makes all reads see one state of the database while the result lives. SQLite then also
    /// takes its lock once instead of once for each statement.
    pub fn snapshot(&self) -> Result<Snapshot<'_>, Error> {
        let transaction = self.connection.unchecked_transaction();
        let transaction = transaction.map_err(|error| Error::from(error).at(&self.path))?;
        Ok(Snapshot {
            _transaction: transaction,
        })
    }

    /// Stops the checkpoint thread and waits for it. Call this before releasing the lock.
    pub fn settle(&mut self) {
        self.checkpoints = checkpoint::Checkpoints::default();
    }

    /// Begins one transaction for what several sources sent.
    pub fn writing(&mut self) -> Result<Writing<'_>, Error> {
        Writing::begin(
            &mut self.connection,
            (&mut self.anchors, &mut self.checkpoints),
            &self.path,
        )
        .map_err(|error| error.at(&self.path))
    }

    /// Forbids requests to this feed, host or domain until then.
    pub fn set_hold(&mut self, scope: &str, until: Timestamp) -> Result<(), Error> {
        sources::set_hold(&self.connection, scope, until).map_err(|error| error.at(&self.path))
    }

    /// The pages to request for entries of a source, those of the newest entries first, at most
    /// `limit`.
    pub fn awaited(
        &self,
        name: &SourceName,
        which: Awaited,
        limit: usize,
        now: Timestamp,
    ) -> Result<Vec<AwaitedArticle>, Error> {
        articles::awaited(&self.connection, name, which, limit, now)
            .map_err(|error| error.at(&self.path))
    }

    /// Whether another entry of the source has this text under another title.
    pub fn has_text_under_other_title(
        &self,
        name: &SourceName,
        fingerprint: &Fingerprint,
    ) -> Result<bool, Error> {
        articles::has_text_under_other_title(&self.connection, name, fingerprint)
            .map_err(|error| error.at(&self.path))
    }

    /// The state of an entry's page; `None` if feedfold never looks for the entry's text on its
    /// page.
    pub fn article(&self, entry: EntryKey) -> Result<Option<Article>, Error> {
        articles::article(&self.connection, entry).map_err(|error| error.at(&self.path))
    }

    /// How many entries of a source have the text of their page, and how many pages gave no text.
    pub fn articles(&self, name: &SourceName) -> Result<(u64, u64), Error> {
        articles::extent(&self.connection, name).map_err(|error| error.at(&self.path))
    }

    /// The stored `robots.txt` of an origin, if it is still valid at `now`.
    pub fn robots(&self, origin: &str, now: Timestamp) -> Result<Option<RobotsFile>, Error> {
        robots::robots(&self.connection, origin, now).map_err(|error| error.at(&self.path))
    }

    /// Stores the `robots.txt` of an origin.
    pub fn keep_robots(
        &mut self,
        origin: &str,
        file: &RobotsFile,
        now: Timestamp,
    ) -> Result<(), Error> {
        robots::keep(&self.connection, origin, file, now).map_err(|error| error.at(&self.path))
    }

    /// Stories, newest first, starting after `after`; at most `limit`.
    pub fn stories(
        &self,
        after: Option<(Timestamp, StoryId)>,
        limit: usize,
    ) -> Result<Vec<StoredStory>, Error> {
        read::stories(&self.connection, after, limit).map_err(|error| error.at(&self.path))
    }

    /// The stories that are now represented by another entry than when an output last carried
    /// them, or that no output has carried yet, each with its present representative.
    pub fn changes_of_shown(
        &self,
        shown: &[(StoryId, EntryRow)],
    ) -> Result<Vec<ShownChange>, Error> {
        shown::changes(&self.connection, shown).map_err(|error| error.at(&self.path))
    }

    /// Stores which entries the outputs show from now on, and sets `updated` of the stories that
    /// changed their representative.
    pub fn write_shown(&mut self, changes: &[ShownChange], now: Timestamp) -> Result<(), Error> {
        shown::write(&mut self.connection, changes, now).map_err(|error| error.at(&self.path))
    }

    /// The HTML of an entry as sent; `None` if it has none.
    pub fn body(&self, entry: EntryRow) -> Result<Option<String>, Error> {
        read::body(&self.connection, entry).map_err(|error| error.at(&self.path))
    }

    /// The story that has this id, has a member with this id, or into which a story with this id
    /// was merged. `id` may be any unambiguous beginning of one.
    pub fn find_story(&self, id: &str) -> Result<Found<StoredStory>, Error> {
        read::find_story(&self.connection, id).map_err(|error| error.at(&self.path))
    }

    /// The entry with this id or with this unambiguous beginning of one. A story has the id of the
    /// entry that founded it.
    pub fn find_entry(&self, id: &str) -> Result<Found<EntryKey>, Error> {
        read::find_entry(&self.connection, id).map_err(|error| error.at(&self.path))
    }

    /// An entry in the form that is compared, and the id of its story.
    pub fn placed(&self, entry: EntryKey) -> Result<Option<(Comparable, StoryId)>, Error> {
        pair_lookup::placed(&self.connection, entry).map_err(|error| error.at(&self.path))
    }

    /// Calls `ask` with the stored entries as they are now.
    pub fn ask<T>(&self, ask: impl FnOnce(&Stored<'_>) -> Result<T, Error>) -> Result<T, Error> {
        let cache = entry_cache::EntryCache::default();
        let anchors = anchors::Anchors::default();
        let stored = Stored {
            connection: &self.connection,
            cache: &cache,
            anchors: &anchors,
        };
        ask(&stored).map_err(|error| error.at(&self.path))
    }

    /// Repeats all decisions from the stored texts; `again` prepares a stored entry as if it
    /// arrived now. Rulings of people stay in force.
    pub fn refold(
        &mut self,
        again: &dyn Fn(&Comparable) -> Result<PreparedEntry, UnreadableHtml>,
        policies: &dyn Policies,
        now: Timestamp,
    ) -> Result<Refolded, Error> {
        self.anchors = anchors::Anchors::default();
        refold::refold(&mut self.connection, again, policies, now)
            .map_err(|error| error.at(&self.path))
    }

    /// How many entries were normalised by another version than this.
    pub fn outdated(&self, version: u16) -> Result<u64, Error> {
        refold::outdated(&self.connection, version).map_err(|error| error.at(&self.path))
    }

    /// Stories found by words of their titles, by issuers, document titles and official numbers.
    /// Those with a wanted number as their own come first, then the newest first.
    pub fn search(&self, wanted: &SearchQuery, limit: usize) -> Result<Vec<StoryId>, Error> {
        search::search(&self.connection, wanted, limit).map_err(|error| error.at(&self.path))
    }

    /// The changes of the entry that represents a story, the oldest first.
    pub fn switches(&self, story: StoryId) -> Result<Vec<Switch>, Error> {
        read::switches(&self.connection, story).map_err(|error| error.at(&self.path))
    }

    /// The earlier forms of an entry, the oldest first.
    pub fn revisions(&self, entry: EntryKey) -> Result<Vec<Revision>, Error> {
        revisions::revisions(&self.connection, entry).map_err(|error| error.at(&self.path))
    }

    /// All rulings of people about an entry, the latest first.
    pub fn decided(&self, entry: EntryKey) -> Result<Vec<Decided>, Error> {
        pair_lookup::decided(&self.connection, entry).map_err(|error| error.at(&self.path))
    }

    /// Stores a person's ruling and rearranges the stories it concerns; returns their members.
    /// `None` if there was nothing to undo or to leave.
    pub fn overrule(
        &mut self,
        act: Act,
        policies: &dyn Policies,
        now: Timestamp,
    ) -> Result<Option<Vec<StoryMembers>>, Error> {
        overrule::overrule(&mut self.connection, act, policies, now)
            .map_err(|error| error.at(&self.path))
    }

    /// The entries that have or cite a number, in any session; empty for a series whose numbers do
    /// not restart with each session.
    pub fn numbered(&self, number: &DocumentNumber) -> Result<Vec<Numbered>, Error> {
        related::numbered(&self.connection, number).map_err(|error| error.at(&self.path))
    }

    /// The stories that an entry has links to, except its own, the strongest link first.
    pub fn related_to(&self, entry: EntryRow) -> Result<Vec<StoryId>, Error> {
        related::related_to(&self.connection, entry).map_err(|error| error.at(&self.path))
    }

    /// Calls `each` with every story, in the order in which they were founded, until it fails.
    pub fn export(
        &self,
        each: &mut dyn FnMut(StoredStory) -> std::io::Result<()>,
    ) -> Result<std::io::Result<()>, Error> {
        read::export(&self.connection, each).map_err(|error| error.at(&self.path))
    }

    /// The lines that a source repeats in different stories, the last learned first.
    pub fn boilerplate(&self, name: &SourceName) -> Result<Vec<BoilerplateLine>, Error> {
        learning::boilerplate(&self.connection, name).map_err(|error| error.at(&self.path))
    }

    /// When the newest entry of a source was first seen.
    pub fn last_new(&self, name: &SourceName) -> Result<Option<Timestamp>, Error> {
        read::last_new(&self.connection, name).map_err(|error| error.at(&self.path))
    }

    /// How many entries and stories a source has.
    pub fn extent(&self, name: &SourceName) -> Result<(u64, u64), Error> {
        read::extent(&self.connection, name).map_err(|error| error.at(&self.path))
    }
}
