//! Keeps sources, entries and stories in SQLite; this file is the whole API, all SQL lives below it.
//!
//! What must not be half done is one transaction: an entry, its fingerprint, its decision and its
//! source's validators are stored together, or not at all. Nothing here decides what is a repost:
//! a [`Judge`] given by the caller does.
//!
//! Durability: WAL with `synchronous = NORMAL`. A crash of the program loses nothing that was
//! committed. A power cut may lose the last commits, together with their validators, so that what was
//! lost is fetched again; the database stays whole either way.

mod again;
mod anchors;
mod arranging;
mod articles;
mod backup;
mod candidates;
mod checkpoint;
mod columns;
mod entries;
mod error;
mod examine;
mod header;
mod incomplete;
mod integrity;
mod learning;
mod lock;
mod moving;
mod open;
mod overrule;
mod packed;
mod page_text;
mod placing;
mod published_ids;
mod read;
mod reader;
mod refold;
mod related;
mod restore;
mod revisions;
mod robots;
mod rulings;
mod search;
mod seen;
mod shown;
mod soundness;
mod sources;
mod stamp;
mod stories;
mod undoing;
mod writing;
mod written;

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::time::Duration;

pub use again::Decided;
pub use articles::Awaited;
pub use backup::{BackedUp, Overwrite};
pub use error::Error;
pub use examine::{Examined, Rows};
pub use learning::FurnitureLine;
pub use lock::Lock;
pub use overrule::{Act, Standing};
pub use page_text::{FromPages, WithText};
pub use published_ids::{GivenId, TakenOver};
pub use read::{Found, Switch};
pub use reader::Reader;
pub use refold::{Move, Refolded};
pub use related::Numbered;
pub use restore::{LeftAs, Restored, SetAside};
pub use revisions::Revision;
pub use rulings::{Pinned, Ruling};
pub use search::Wanted;
pub use shown::ShownChange;
pub use sources::{Attempt, Named, SourceState};
pub use writing::Writing;

use rusqlite::{Connection, Transaction};

use crate::model::{
    Article, AwaitedArticle, Bond, Comparable, Comparison, DocumentEnd, DocumentNumber, EntryKey,
    EntryRow, FeedHead, FormChange, KeyReuse, KnownEntry, LineKey, Member, OutputName,
    PreparedEntry, PublishedFacts, RobotsFile, SourceName, StoredStory, StoryId, Timestamp,
    UnreadableHtml,
};

/// The policies the store calls while it stores; implemented over `identify` and `fold`.
pub trait Judge {
    /// Which of the known entries of its source `entry` is, if any; asked only when none is stored
    /// under its own key.
    fn recognise(&self, entry: &PreparedEntry, known: &[KnownEntry]) -> Option<EntryKey>;

    /// Whether `entry` may be another article than the stored one whose key it has, by dates and
    /// links.
    fn reuse(&self, entry: &PreparedEntry, stored: &KnownEntry) -> Option<KeyReuse>;

    /// Whether the texts say so, too; the stored one is `before`.
    fn is_another_article(
        &self,
        before: &Comparable,
        now: &Comparable,
        reuse: &KeyReuse,
    ) -> Result<bool, UnreadableHtml>;

    /// Of the articles that came under the key of `entry`, the last one first: which one it is.
    /// `other` says whether the texts are of two articles.
    fn which_article(
        &self,
        entry: &PreparedEntry,
        known: &[KnownEntry],
        other: &dyn Fn(&KnownEntry) -> Result<bool, Error>,
    ) -> Result<Option<EntryKey>, Error>;

    /// The key of an article under whose own key another one is stored.
    fn reused_key(&self, entry: &PreparedEntry) -> EntryKey;

    /// How a new form of an entry differs from the stored one, given the lines that its source is
    /// known to change all the time.
    fn change(
        &self,
        before: &Comparable,
        now: &PreparedEntry,
        learned: &BTreeSet<LineKey>,
    ) -> Result<FormChange, UnreadableHtml>;

    /// How two entries belong together; the evidence names the second one. Their HTML is unpacked only if that
    /// takes reading it.
    fn compare(&self, one: &Comparable, other: &Comparable) -> Result<Comparison, UnreadableHtml>;

    /// Which of the entries with these keys stand together, by what is known of each pair of them;
    /// as lists of indices.
    fn arrange(&self, keys: &[EntryKey], bond: &dyn Fn(usize, usize) -> Bond) -> Vec<Vec<usize>>;

    /// Which member represents a story.
    fn represents(&self, members: &[Member]) -> Option<EntryKey>;

    /// Reads the texts of a stored entry by the present rules.
    fn read_again(&self, entry: &Comparable) -> Result<PreparedEntry, UnreadableHtml>;
}

/// One arrival of entries: what goes into the store together.
pub struct Arrival<'a> {
    /// By which source.
    pub source: &'a SourceName,
    /// What the document says of itself; `None` leaves what is stored (local posts have no feed).
    pub head: Option<&'a FeedHead>,
    /// Whether the document was read to its end.
    pub end: DocumentEnd,
    /// The entries, oldest first: the first of several copies founds the story.
    pub entries: &'a [PreparedEntry],
    /// What the answer taught us, stored with the entries. `None` when more batches follow.
    pub attempt: Option<&'a Attempt>,
    /// How many of the newest entries are published if this is a new source.
    pub backlog: usize,
    /// How its texts are read from the pages of its entries; `None` where the feed carries them.
    pub from_pages: Option<FromPages<'a>>,
}

/// One moment of the database, until it is dropped.
#[derive(Debug)]
pub struct Snapshot<'a> {
    _transaction: Transaction<'a>,
}

/// The database of one installation.
#[derive(Debug)]
pub struct Store {
    /// Dropped before the connection, which is to be the last one that closes.
    checkpoints: checkpoint::Checkpoints,
    connection: Connection,
    /// Named in errors.
    path: PathBuf,
    anchors: anchors::Anchors,
    /// Folder of a copy, removed with it.
    _scratch: Option<tempfile::TempDir>,
}

impl Store {
    /// Opens the database at `path`, made if it is missing, and brings its schema up to date.
    pub fn open(path: &Path) -> Result<Self, Error> {
        open::open(path).map(|connection| Self {
            checkpoints: checkpoint::Checkpoints::default(),
            connection,
            path: path.to_owned(),
            anchors: anchors::Anchors::default(),
            _scratch: None,
        })
    }

    /// Opens a copy of the database at `path`, in the folder for temporary files, for a dry run; what
    /// is written goes there and is removed with it. A database that is not there yet is empty.
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

    /// Refuses a path at which nothing stands, before a lock or a folder is made for it.
    pub fn require(path: &Path) -> Result<(), Error> {
        if path.exists() {
            return Ok(());
        }
        Err(Error::Missing {
            path: path.to_owned(),
        })
    }

    /// Opens the database at `path` to read it, also where this user may write neither the file nor its
    /// folder. Nothing is written, and a schema of an earlier version is refused.
    pub fn open_to_read(path: &Path) -> Result<Self, Error> {
        open::open_to_read(path).map(|connection| Self {
            checkpoints: checkpoint::Checkpoints::default(),
            connection,
            path: path.to_owned(),
            anchors: anchors::Anchors::default(),
            _scratch: None,
        })
    }

    /// Takes the lock that one pass at a time holds on this database, waiting at most `wait`.
    pub fn lock(path: &Path, wait: Duration) -> Result<Lock, Error> {
        lock::acquire(path, wait)
    }

    /// Takes that lock for a dry run: `None`, and no file is made, where no pass ever took it.
    pub fn lock_standing(path: &Path, wait: Duration) -> Result<Option<Lock>, Error> {
        lock::acquire_standing(path, wait)
    }

    /// Writes a copy of the database at `path`, as it stands now, to `file`; a pass may be at work. It is
    /// written aside, checked whole and flushed before it gets its name.
    pub fn backup(path: &Path, file: &Path, overwrite: Overwrite) -> Result<BackedUp, Error> {
        backup::write(path, file, overwrite)
    }

    /// The name of a backup made at `now`: that of the database with the UTC time, `store-20261125T031500Z.db`.
    pub fn backup_name(path: &Path, now: Timestamp) -> PathBuf {
        stamp::name(path, now)
    }

    /// The backups in `folder` that bear such a name of the database at `path`, with their time, the newest
    /// first. A folder that is not there holds none.
    pub fn backups(path: &Path, folder: &Path) -> Result<Vec<(Timestamp, PathBuf)>, Error> {
        stamp::list(path, folder)
    }

    /// Reads the database at `path` whole and says what is wrong with it, changing nothing; `version` is that
    /// of the normalisation. One that cannot even be opened is an error.
    pub fn examine(path: &Path, version: u16) -> Result<Examined, Error> {
        examine::examine(path, version)
    }

    /// Whether a pass is at work on the database at `path`; makes no file.
    pub fn is_locked(path: &Path) -> bool {
        matches!(
            lock::acquire_standing(path, Duration::ZERO),
            Err(Error::Locked { .. })
        )
    }

    /// Puts a backup in the place of the database at `path`, which is set aside under a name made of `now`.
    /// The caller holds its lock. Until the backup is checked and copied, nothing is touched.
    pub fn restore(
        path: &Path,
        backup: &Path,
        _held: &Lock,
        now: Timestamp,
    ) -> Result<Restored, Error> {
        restore::restore(path, backup, now)
    }

    /// A view of what is committed, for those who read while this one writes.
    pub fn reader(&self) -> Result<Reader, Error> {
        Reader::beside(&self.connection).map_err(|error| error.at(&self.path))
    }

    /// The name that keeps the published ids of this installation apart from others', fixed when
    /// the database is first used: `proposed` then, and what was stored ever after.
    pub fn namespace(&mut self, proposed: &str) -> Result<String, Error> {
        sources::namespace(&self.connection, proposed).map_err(|error| error.at(&self.path))
    }

    /// The [namespace](Store::namespace), if it is fixed: outputs were published from this
    /// database.
    pub fn published_namespace(&self) -> Result<Option<String>, Error> {
        sources::fixed_namespace(&self.connection).map_err(|error| error.at(&self.path))
    }

    /// The ids under which feeds are published, by the name of the output, as far as they are kept.
    pub fn feed_ids(&self) -> Result<HashMap<String, String>, Error> {
        published_ids::feed_ids(&self.connection).map_err(|error| error.at(&self.path))
    }

    /// Keeps the id under which an output is published, unless one is kept already.
    pub fn keep_feed_id(&mut self, output: &OutputName, id: &str) -> Result<(), Error> {
        published_ids::keep_feed_id(&self.connection, output, id)
            .map_err(|error| error.at(&self.path))
    }

    /// Keeps what the outputs of a lost database say of their feeds and stories, so that their ids
    /// go on; `namespace` is proposed as in [`Store::namespace`].
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

    /// The entries of a lost database's outputs that no story is yet.
    pub fn inherited(&self) -> Result<Vec<PublishedFacts>, Error> {
        published_ids::inherited(&self.connection).map_err(|error| error.at(&self.path))
    }

    /// Whether the published id of every story follows from its own id, and no entry is
    /// [inherited](Store::inherited).
    pub fn ids_follow(&self) -> Result<bool, Error> {
        published_ids::all_follow(&self.connection).map_err(|error| error.at(&self.path))
    }

    /// The published id of a story that was given one.
    pub fn given_id(&self, story: StoryId) -> Result<Option<String>, Error> {
        published_ids::of_story(&self.connection, story).map_err(|error| error.at(&self.path))
    }

    /// Whether some story was given this published id.
    pub fn is_given(&self, id: &str) -> Result<bool, Error> {
        published_ids::is_given(&self.connection, id).map_err(|error| error.at(&self.path))
    }

    /// Gives stories their published ids, for good.
    pub fn give_ids(&mut self, ids: &[GivenId], now: Timestamp) -> Result<(), Error> {
        published_ids::give(&mut self.connection, ids, now).map_err(|error| error.at(&self.path))
    }

    /// Whether `is_wanted` says so of any story, also of one that was merged into another.
    pub fn any_story(&self, is_wanted: &dyn Fn(StoryId) -> bool) -> Result<bool, Error> {
        published_ids::any_story(&self.connection, is_wanted).map_err(|error| error.at(&self.path))
    }

    /// When the database was first used; `now` is kept if that is this moment.
    pub fn created(&mut self, now: Timestamp) -> Result<Timestamp, Error> {
        sources::created(&self.connection, now).map_err(|error| error.at(&self.path))
    }

    /// Makes sure sources are known, each under its name or the one it was renamed from.
    pub fn register(&mut self, sources: &[Named<'_>]) -> Result<(), Error> {
        sources::register(&mut self.connection, sources).map_err(|error| error.at(&self.path))
    }

    /// What is remembered of a source. `None` if it was never registered.
    pub fn source(&self, name: &SourceName) -> Result<Option<SourceState>, Error> {
        sources::state(&self.connection, name).map_err(|error| error.at(&self.path))
    }

    /// What is remembered of every source.
    pub fn sources(&self) -> Result<HashMap<SourceName, SourceState>, Error> {
        sources::states(&self.connection).map_err(|error| error.at(&self.path))
    }

    /// Until when the given scope asked to be left alone.
    pub fn hold(&self, scope: &str) -> Result<Option<Timestamp>, Error> {
        sources::hold(&self.connection, scope).map_err(|error| error.at(&self.path))
    }

    /// The scopes that asked to be left alone, and until when.
    pub fn holds(&self) -> Result<HashMap<String, Timestamp>, Error> {
        sources::holds(&self.connection).map_err(|error| error.at(&self.path))
    }

    /// Lets everything that is read while the result lives be of one moment. SQLite also takes its lock once then,
    /// and not for every statement.
    pub fn snapshot(&self) -> Result<Snapshot<'_>, Error> {
        let transaction = self.connection.unchecked_transaction();
        let transaction = transaction.map_err(|error| Error::from(error).at(&self.path))?;
        Ok(Snapshot {
            _transaction: transaction,
        })
    }

    /// Waits for what is still being copied beside it: before the lock is given back.
    pub fn settle(&mut self) {
        self.checkpoints = checkpoint::Checkpoints::default();
    }

    /// Begins to store what several sources brought, all or nothing.
    pub fn writing(&mut self) -> Result<Writing<'_>, Error> {
        Writing::begin(
            &mut self.connection,
            (&mut self.anchors, &mut self.checkpoints),
            &self.path,
        )
        .map_err(|error| error.at(&self.path))
    }

    /// Leaves the given scope alone until then.
    pub fn set_hold(&mut self, scope: &str, until: Timestamp) -> Result<(), Error> {
        sources::set_hold(&self.connection, scope, until).map_err(|error| error.at(&self.path))
    }

    /// Pages of a source's entries that are to be asked, those of the newest entries first, at most `limit`.
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

    /// What became of an entry's page; `None` for an entry whose text is never looked for there.
    pub fn article(&self, entry: EntryKey) -> Result<Option<Article>, Error> {
        articles::article(&self.connection, entry).map_err(|error| error.at(&self.path))
    }

    /// How many entries of a source have the text of their page, and how many pages were asked in vain.
    pub fn articles(&self, name: &SourceName) -> Result<(u64, u64), Error> {
        articles::extent(&self.connection, name).map_err(|error| error.at(&self.path))
    }

    /// What an origin says of robots, as far as that holds at `now`.
    pub fn robots(&self, origin: &str, now: Timestamp) -> Result<Option<RobotsFile>, Error> {
        robots::robots(&self.connection, origin, now).map_err(|error| error.at(&self.path))
    }

    /// Keeps what an origin says of robots.
    pub fn keep_robots(
        &mut self,
        origin: &str,
        file: &RobotsFile,
        now: Timestamp,
    ) -> Result<(), Error> {
        robots::keep(&self.connection, origin, file, now).map_err(|error| error.at(&self.path))
    }

    /// Stories in order, newest first, from the one after `after`; at most `limit`.
    pub fn stories(
        &self,
        after: Option<(Timestamp, StoryId)>,
        limit: usize,
    ) -> Result<Vec<StoredStory>, Error> {
        read::stories(&self.connection, after, limit).map_err(|error| error.at(&self.path))
    }

    /// The stories whose representative is another entry than when an output last carried them, or
    /// that no output carried yet; each is given with the entry that represents it now.
    pub fn changes_of_shown(
        &self,
        shown: &[(StoryId, EntryRow)],
    ) -> Result<Vec<ShownChange>, Error> {
        shown::changes(&self.connection, shown).map_err(|error| error.at(&self.path))
    }

    /// Keeps what outputs carry from now on, and moves `updated` of the stories that switch.
    pub fn write_shown(&mut self, changes: &[ShownChange], now: Timestamp) -> Result<(), Error> {
        shown::write(&mut self.connection, changes, now).map_err(|error| error.at(&self.path))
    }

    /// The HTML of an entry as sent; `None` if it sent none.
    pub fn body(&self, entry: EntryRow) -> Result<Option<String>, Error> {
        read::body(&self.connection, entry).map_err(|error| error.at(&self.path))
    }

    /// The story with this id, of which this entry is a member, or into which a story of this id
    /// was merged. `id` may be shortened to any unambiguous beginning.
    pub fn find_story(&self, id: &str) -> Result<Found<StoredStory>, Error> {
        read::find_story(&self.connection, id).map_err(|error| error.at(&self.path))
    }

    /// The entry with this id, which may be shortened to any unambiguous beginning. The id of a story is
    /// that of the entry that founded it.
    pub fn find_entry(&self, id: &str) -> Result<Found<EntryKey>, Error> {
        read::find_entry(&self.connection, id).map_err(|error| error.at(&self.path))
    }

    /// An entry as it is compared, and the story it stands in.
    pub fn placed(&self, entry: EntryKey) -> Result<Option<(Comparable, StoryId)>, Error> {
        again::placed(&self.connection, entry).map_err(|error| error.at(&self.path))
    }

    /// The stored entries that one is compared with when it comes, each with the story it stands in.
    pub fn compared_with(
        &self,
        entry: &PreparedEntry,
    ) -> Result<Vec<(Comparable, StoryId)>, Error> {
        again::compared_with(&self.connection, entry).map_err(|error| error.at(&self.path))
    }

    /// Decides everything again from the stored texts; `again` makes of an entry what would be made of it
    /// if it came now. What people decided holds.
    pub fn refold(
        &mut self,
        again: &dyn Fn(&Comparable) -> Result<PreparedEntry, UnreadableHtml>,
        judge: &dyn Judge,
        now: Timestamp,
    ) -> Result<Refolded, Error> {
        self.anchors = anchors::Anchors::default();
        refold::refold(&mut self.connection, again, judge, now)
            .map_err(|error| error.at(&self.path))
    }

    /// How many entries were read by another version of the normalisation than this.
    pub fn outdated(&self, version: u16) -> Result<u64, Error> {
        refold::outdated(&self.connection, version).map_err(|error| error.at(&self.path))
    }

    /// Stories by words of their titles, by issuers, document titles and official numbers; those that bear
    /// a wanted number first, then the newest first.
    pub fn search(&self, wanted: &Wanted, limit: usize) -> Result<Vec<StoryId>, Error> {
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

    /// Everything a person decided about an entry, the last first.
    pub fn decided(&self, entry: EntryKey) -> Result<Vec<Decided>, Error> {
        again::decided(&self.connection, entry).map_err(|error| error.at(&self.path))
    }

    /// Writes down what a person decided and rearranges the stories concerned; gives where their entries
    /// stand now, `None` when there was nothing to take back, or to leave.
    pub fn overrule(
        &mut self,
        act: Act,
        judge: &dyn Judge,
        now: Timestamp,
    ) -> Result<Option<Vec<Standing>>, Error> {
        overrule::overrule(&mut self.connection, act, judge, now)
            .map_err(|error| error.at(&self.path))
    }

    /// The entries that bear or cite a number, whatever session it counts in; none for a series whose numbers
    /// do not count in sessions.
    pub fn numbered(&self, number: &DocumentNumber) -> Result<Vec<Numbered>, Error> {
        related::numbered(&self.connection, number).map_err(|error| error.at(&self.path))
    }

    /// The stories that an entry is linked with, the strongest first; never its own.
    pub fn related_to(&self, entry: EntryRow) -> Result<Vec<StoryId>, Error> {
        related::related_to(&self.connection, entry).map_err(|error| error.at(&self.path))
    }

    /// Hands every story to `each`, in the order in which they were founded, until it fails.
    pub fn export(
        &self,
        each: &mut dyn FnMut(StoredStory) -> std::io::Result<()>,
    ) -> Result<std::io::Result<()>, Error> {
        read::export(&self.connection, each).map_err(|error| error.at(&self.path))
    }

    /// The lines that a source repeats in different stories, the latest learned first.
    pub fn furniture(&self, name: &SourceName) -> Result<Vec<FurnitureLine>, Error> {
        learning::furniture(&self.connection, name).map_err(|error| error.at(&self.path))
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
