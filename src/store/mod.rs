//! Keeps sources, entries and stories in SQLite. This file has the types that callers use; each
//! method of [`Store`] and [`Writing`] is in the file that does its work.
//!
//! - `file` takes care of the database file: opening, migrations, checks, backups.
//! - `rows` reads and writes sources, entries, stories, rulings and published ids.
//! - `folding` finds the entries that may be copies, and writes the decisions, upon `rows`.
//! - `arrival` stores the entries and page texts that arrive, upon both.
//! - `pruning` removes old texts and makes the file smaller; `refolding` repeats all decisions, on
//!   a copy of the file.
//! - `columns` and `packed` turn columns into types of the model and back, for all of them;
//!   `damaged` notes the texts that cannot be unpacked.
//!
//! One transaction stores an entry, its fingerprint, its decision and the validators of its
//! source, or nothing of them.
//!
//! The [`Decider`] that the caller gives recognise entries and decide which story an entry
//! belongs to; [`Stored`] answers what they ask for that, and `folding::decisions` writes what
//! they decide. The store itself applies only rules that count rows: when a line of a source is
//! boilerplate (`folding::learning`) or changes all the time (`rows::moving_lines`), and which id
//! the story of a new group gets (`rows::stories`).
//!
//! Durability: WAL with `synchronous = NORMAL`. A crash of the program loses nothing that was
//! committed. A power cut may lose the last commits, but together with their validators, so that
//! the next run fetches the lost entries again; the database stays intact either way.

mod arrival;
mod columns;
mod damaged;
mod error;
mod file;
mod folding;
mod packed;
mod pruning;
mod refolding;
mod rows;
mod writing;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

pub use arrival::{FromPages, Reader};
pub use error::Error;
pub use file::{
    BackedUp, Examination, Lock, Overwrite, Readers, Restored, Rows, SetAside, SetAsideState,
    StoreState,
};
pub use folding::{
    Act, BoilerplateLine, Decided, Move, NumberedEntry, Outdated, Paired, RefoldStep, Refolded,
    Refolding, Stored, StoryMembers, Versions,
};
pub use pruning::{Prunable, PruneLimits, Pruned, Room};
pub use refolding::interrupted_refold;
pub use rows::{
    Attempt, Awaited, Candidate, Candidates, ConfiguredName, CutTerms, Entering, EquallyLong, Fate,
    Filled, Found, GivenId, IndexTerms, Indexed, IndexedMember, IndexedStory, MIN_STORIES,
    NumberQuery, Pinned, Reach, Reaching, RefusedPages, RepeatedText, RepresentativeChange,
    Revision, Ruling, Shown, ShownChange, SourceState, StoredBody, StoryRows, SubscriptionChange,
    TakenOver, TermQuery,
};
pub use writing::Writing;

use damaged::DamagedTexts;
use file::checkpoint::Checkpoints;
use folding::anchors::Anchors;
use folding::entry_cache::EntryCache;
use rusqlite::{Connection, Transaction};

use crate::model::{
    self, Decision, DocumentEnd, EntryKey, EntryRow, EntryTexts, FeedHead, FormChange, Group,
    KeyReuse, KnownEntry, LineKey, Member, PreparedEntry, SourceName, UnreadableHtml,
};

/// Makes the decisions that the store needs while it writes; `pipeline` implements it with
/// `identify`, `normalize` and `fold`.
pub trait Decider {
    /// Which of the known entries of its source `entry` is, if any. The store asks only when no
    /// entry is stored under the key of `entry`.
    fn recognise(&self, entry: &PreparedEntry, known: &[KnownEntry]) -> Option<EntryKey>;

    /// Whether, judging by dates and links, `entry` may be another article than the stored one
    /// that has the same key.
    fn reuse(&self, entry: &PreparedEntry, stored: &KnownEntry) -> Option<KeyReuse>;

    /// Whether the texts also show two different articles; `before` is the stored one.
    fn is_another_article(
        &self,
        before: &EntryTexts,
        now: &EntryTexts,
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
        before: &EntryTexts,
        now: &PreparedEntry,
        learned: &BTreeSet<LineKey>,
    ) -> Result<FormChange, UnreadableHtml>;

    /// Which story an entry belongs to. It is given with its row, or [`EntryRow::UNSTORED`], and
    /// with the anchors under which copies of it may be stored.
    fn decide(
        &self,
        arriving: (EntryRow, &EntryTexts, &model::Anchors),
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
    fn read_again(&self, entry: &EntryTexts) -> Result<PreparedEntry, UnreadableHtml>;

    /// Prepares an entry that changed in the feed while the stored text is that of its page: the
    /// entry as sent, with the HTML of that text.
    fn with_page_text(&self, entry: &PreparedEntry, html: String) -> PreparedEntry;
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
    checkpoints: Checkpoints,
    connection: Connection,
    /// Named in errors.
    path: PathBuf,
    anchors: Anchors,
    /// What was read of entries. Only [`Writing`] keeps it up to date.
    cache: EntryCache,
    /// Texts that were met and cannot be unpacked; the cache notes them here, too.
    damaged: DamagedTexts,
    /// What was wrong with the full-text index that was made anew.
    mended_search: Option<String>,
    /// The temporary folder of a copy; dropping the store removes it.
    _scratch: Option<tempfile::TempDir>,
}

impl Store {
    fn new(connection: Connection, path: &Path) -> Self {
        let damaged = DamagedTexts::default();
        Self {
            checkpoints: Checkpoints::default(),
            connection,
            path: path.to_owned(),
            anchors: Anchors::default(),
            cache: EntryCache::noting(&damaged),
            damaged,
            mended_search: None,
            _scratch: None,
        }
    }

    /// The file of the database; of a temporary copy, the file that was copied.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Makes all reads see one state of the database while the result lives. SQLite then also
    /// takes its lock once instead of once for each statement.
    pub fn snapshot(&self) -> Result<Snapshot<'_>, Error> {
        self.read(|connection| {
            Ok(Snapshot {
                _transaction: connection.unchecked_transaction()?,
            })
        })
    }

    /// Reads from the database; an error names its file.
    fn read<'a, T>(
        &'a self,
        work: impl FnOnce(&'a Connection) -> Result<T, Error>,
    ) -> Result<T, Error> {
        work(&self.connection).map_err(|error| error.at(&self.path))
    }

    /// Writes to the database; an error names its file.
    fn write<T>(
        &mut self,
        work: impl FnOnce(&mut Connection) -> Result<T, Error>,
    ) -> Result<T, Error> {
        self.cache = EntryCache::noting(&self.damaged);
        work(&mut self.connection).map_err(|error| error.at(&self.path))
    }
}
