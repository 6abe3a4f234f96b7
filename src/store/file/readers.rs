//! Connections that answer short questions beside a running pass, each within a time limit.

use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use rusqlite::Connection;
use rustix::fs::{Access, access};

use super::header;
use crate::store::{Error, Store};

/// SQLite looks at the clock after this many steps of its virtual machine: about 0.1 ms.
const STEPS: i32 = 1_000;

/// A query that took no more than so many times [`STEPS`], some 50 ms of work, goes on after the
/// limit: the question is a small one, and the machine was busy.
const LEAST_LOOKS: u32 = 500;

/// Reads one database for a program that runs for long while other programs write to it.
///
/// It keeps a connection for the next question, as long as `path` still names the same file: a
/// restored backup is another file. If this user may not write the database, SQLite cannot tell
/// when the file changes, so every question then gets a new connection.
#[derive(Debug)]
pub struct Readers {
    path: PathBuf,
    limit: Duration,
    kept: Mutex<Vec<OpenReader>>,
    watched: Mutex<Watched>,
}

/// A connection, and the file that it has open.
#[derive(Debug)]
struct OpenReader {
    store: Store,
    file: Option<FileId>,
}

/// The device and the number of a file on it.
type FileId = (u64, u64);

/// The connection that notices changes. SQLite counts them for each connection by itself.
#[derive(Debug, Default)]
struct Watched {
    reading: Option<OpenReader>,
    /// SQLite's `data_version` at the last question.
    version: i64,
    state: StoreState,
}

/// Names one state of the database: two questions between which the number did not change read the
/// same rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct StoreState(u64);

impl Readers {
    /// Reads the database at `path`; the queries of one question may take `limit` together.
    pub fn new(path: &Path, limit: Duration) -> Self {
        Self {
            path: path.to_owned(),
            limit,
            kept: Mutex::default(),
            watched: Mutex::default(),
        }
    }

    /// Answers one question. After the limit, the query at work ends with [`Error::TooLong`]. The
    /// check of a newly opened file does not count.
    pub fn read<T, E: From<Error>>(
        &self,
        question: impl FnOnce(&Store) -> Result<T, E>,
    ) -> Result<T, E> {
        let file = file_id(&self.path);
        let kept = locked(&self.kept).pop();
        let reading = match kept.filter(|reading| reading.file == file) {
            Some(reading) => reading,
            None => self.open()?,
        };
        reading.store.limit_queries(self.limit)?;
        let answer = question(&reading.store);
        if answer.is_ok() && reading.store.sees_changes()? {
            locked(&self.kept).push(reading);
        }
        answer
    }

    /// The state of the database now; `None` if it cannot be watched.
    pub fn state(&self) -> Option<StoreState> {
        let mut watched = locked(&self.watched);
        let file = file_id(&self.path);
        if watched.reading.as_ref().is_none_or(|it| it.file != file) {
            watched.reading = None;
            watched.reading = Some(self.open().ok()?);
            watched.state.0 += 1;
        }
        let store = &watched.reading.as_ref()?.store;
        if !store.sees_changes().ok()? {
            watched.reading = None;
            return None;
        }
        let version = store.data_version().ok()?;
        if version != watched.version {
            watched.version = version;
            watched.state.0 += 1;
        }
        Some(watched.state)
    }

    /// Whether this user may write the database, and take the lock that passes take.
    pub fn may_write(&self) -> bool {
        let may = |path: &Path| access(path, Access::WRITE_OK).is_ok();
        let folder = self.path.parent().filter(|folder| *folder != Path::new(""));
        may(&self.path)
            && may(&header::beside(&self.path, ".lock"))
            && may(folder.unwrap_or(Path::new(".")))
    }

    fn open(&self) -> Result<OpenReader, Error> {
        // Before the file is opened: if it is replaced meanwhile, the next question notices.
        let file = file_id(&self.path);
        let store = Store::open_to_read(&self.path)?;
        store.read(|connection| Ok(connection.busy_timeout(self.limit)?))?;
        Ok(OpenReader { store, file })
    }
}

impl Store {
    /// Ends the query that is at work when `limit` has passed from now, unless the queries have
    /// done little so far.
    fn limit_queries(&self, limit: Duration) -> Result<(), Error> {
        let (begun, mut looks) = (Instant::now(), 0_u32);
        let is_over = move || {
            looks = looks.saturating_add(1);
            looks > LEAST_LOOKS && begun.elapsed() >= limit
        };
        self.read(|connection| Ok(connection.progress_handler(STEPS, Some(is_over))?))
    }

    /// Whether this connection sees what others commit: see `open_as_it_is`.
    fn sees_changes(&self) -> Result<bool, Error> {
        self.read(|connection| Ok(!connection.is_readonly("main")?))
    }

    /// A number that changes when another connection commits a change.
    fn data_version(&self) -> Result<i64, Error> {
        self.read(|connection: &Connection| {
            Ok(connection.pragma_query_value(None, "data_version", |row| row.get(0))?)
        })
    }
}

fn file_id(path: &Path) -> Option<FileId> {
    let metadata = path.metadata().ok()?;
    Some((metadata.dev(), metadata.ino()))
}

/// A question that panicked leaves nothing half changed here.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::super::header::beside;
    use super::Readers;
    use crate::store::{Error, Store};

    const LONG: Duration = Duration::from_mins(1);
    const ENDLESS: &str = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)
                           SELECT count(*) FROM n";

    fn answer(store: &Store, sql: &str) -> Result<i64, Error> {
        store.read(|connection| Ok(connection.query_row(sql, [], |row| row.get(0))?))
    }

    #[test]
    fn a_query_without_end_is_stopped_and_the_next_question_is_answered() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store.db");
        drop(Store::open(&path).unwrap());
        let readers = Readers::new(&path, Duration::from_millis(20));
        let stopped = readers.read(|store| answer(store, ENDLESS));
        assert!(matches!(stopped, Err(Error::TooLong { .. })), "{stopped:?}");
        let readers = Readers::new(&path, LONG);
        assert_eq!(readers.read(|store| answer(store, "SELECT 1")).unwrap(), 1);
    }

    #[test]
    fn a_query_that_does_little_is_answered_however_busy_the_machine_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store.db");
        drop(Store::open(&path).unwrap());
        let readers = Readers::new(&path, Duration::ZERO);
        let count = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)
                     SELECT count(*) FROM n";
        assert_eq!(readers.read(|store| answer(store, count)).unwrap(), 2_000);
        let stopped = readers.read(|store| answer(store, ENDLESS));
        assert!(matches!(stopped, Err(Error::TooLong { .. })), "{stopped:?}");
    }

    #[test]
    fn the_state_changes_with_a_commit_of_another_and_with_another_file_only() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store.db");
        let readers = Readers::new(&path, LONG);
        assert_eq!(readers.state(), None);
        let mut writer = Store::open(&path).unwrap();
        let first = readers.state();
        assert!(first.is_some());
        assert_eq!(readers.state(), first);
        writer.namespace("https://feeds.example.org/").unwrap();
        let second = readers.state();
        assert!(second != first && second.is_some());
        assert_eq!(readers.state(), second);

        let other = folder.path().join("other.db");
        Store::open(&other).unwrap().namespace("other").unwrap();
        drop(writer);
        // As `restore` does, the log of the old file goes away with it.
        for suffix in ["-wal", "-shm"] {
            std::fs::remove_file(beside(&path, suffix)).unwrap();
        }
        std::fs::rename(&other, &path).unwrap();
        assert!(readers.state() != second);
        let named = readers.read(Store::published_namespace).unwrap();
        assert_eq!(named.as_deref(), Some("other"));
    }
}
