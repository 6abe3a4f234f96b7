//! Replaces the database by a backup, and keeps the old one under another name.
//!
//! The path holds a complete store at every moment: the old file gets a second name before the new
//! one is renamed over the first.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::Connection;

use super::backup::{self, CopyError};
use super::{backup_name, header, open};
use crate::model::Timestamp;
use crate::store::{Error, Lock, Store};

/// The database that was put in place.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Restored {
    /// Number of entries in it.
    pub entries: u64,
    /// Number of stories in it, without those that were merged into others.
    pub stories: u64,
    /// Version of its schema; the next command that writes brings it up to date.
    pub schema: i64,
    /// The database that was there before; `None` if there was none.
    pub set_aside: Option<SetAside>,
}

/// The database that was there before.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct SetAside {
    /// Where it is now.
    pub file: PathBuf,
    /// Whether another restore can put it back.
    pub state: SetAsideState,
}

/// The state of a database that was set aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum SetAsideState {
    /// One complete file without a log.
    Closed,
    /// Damaged, or written by a newer feedfold: moved unchanged, with its log.
    Untouched,
}

impl Store {
    /// Replaces the database at `store` by the backup `file`, and keeps the old one under a name
    /// made from `now`. The caller holds the lock. Nothing changes until the backup has been
    /// checked and copied.
    ///
    /// Fails if the backup is damaged or of a newer version.
    pub fn restore(
        store: &Path,
        file: &Path,
        _held: &Lock,
        now: Timestamp,
    ) -> Result<Restored, Error> {
        let fail = |reason: String| Error::Backup {
            path: file.to_owned(),
            reason,
        };
        if store.exists() && fs::canonicalize(file).ok() == fs::canonicalize(store).ok() {
            return Err(fail("it is the store itself; name another file".to_owned()));
        }
        if file.is_dir() {
            return Err(fail("it is a folder; name the backup in it".to_owned()));
        }
        let (entries, stories) = backup::check(file)?;
        let folder = backup::folder_of(store);
        let unplaced = |error: io::Error| {
            fail(format!(
                "it cannot be put in place of {} ({error}); the store is as it was, check the space and the \
             permissions of its folder",
                store.display()
            ))
        };
        fs::create_dir_all(folder).map_err(unplaced)?;
        let (source, schema) = open::open_as_it_is(file)?;
        let like = if store.exists() { store } else { file };
        let aside = backup::copy(&source, folder, like).map_err(|refused| match refused {
            CopyError::Disk(error) => unplaced(error),
            CopyError::Database(error) => unplaced(io::Error::other(error)),
        })?;
        backup::check(aside.path())?;
        let set_aside = set_aside(store, now)?;
        let old = set_aside.as_ref().map_or_else(
            || "nothing".to_owned(),
            |aside| aside.file.display().to_string(),
        );
        aside.persist(store).map_err(|refused| {
            fail(format!(
                "it cannot be put in place of {} ({}); the old store is {old}",
                store.display(),
                refused.error
            ))
        })?;
        backup::flush_folder(folder).map_err(|error| {
        fail(format!(
            "it is in place of {}, but the folder could not be flushed to the disk ({error}): a power cut may \
             undo it; the old store is {old}",
            store.display()
        ))
    })?;
        Ok(Restored {
            entries,
            stories,
            schema,
            set_aside,
        })
    }
}

/// The files that SQLite keeps beside a database. If they stayed, SQLite would apply them to the
/// new one.
const SIDE_FILES: [&str; 3] = ["-wal", "-shm", "-journal"];

/// Gives the database a second name and renames the files beside it; `None` if there is no
/// database.
fn set_aside(store: &Path, now: Timestamp) -> Result<Option<SetAside>, Error> {
    let state = close(store)?;
    let parts: Vec<&str> = SIDE_FILES
        .into_iter()
        .filter(|suffix| header::beside(store, suffix).exists())
        .collect();
    if !store.exists() && parts.is_empty() {
        return Ok(None);
    }
    let file = free_name(store, now);
    let fail = |error: io::Error| Error::Open {
        path: store.to_owned(),
        reason: format!(
            "{error}; it cannot be set aside as {}, check the permissions of its folder",
            file.display()
        ),
    };
    // Some file systems have no hard links; a rename then leaves the path empty for a moment.
    match fs::hard_link(store, &file) {
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        Err(error) if error.kind() != ErrorKind::AlreadyExists => {
            fs::rename(store, &file).map_err(fail)?;
        }
        linked => linked.map_err(fail)?,
    }
    for suffix in parts {
        let part = header::beside(store, suffix);
        fs::rename(part, header::beside(&file, suffix)).map_err(fail)?;
    }
    // Flush the second name to disk before the first one is overwritten.
    backup::flush_folder(backup::folder_of(store)).map_err(fail)?;
    Ok(Some(SetAside { file, state }))
}

/// An unused name beside the database; two restores may happen in one second.
fn free_name(store: &Path, now: Timestamp) -> PathBuf {
    let named =
        |word: &str| backup::folder_of(store).join(backup_name::with_time(store, word, now));
    let mut file = named("set-aside-");
    let mut number = 2_u32;
    while file.symlink_metadata().is_ok() {
        file = named(&format!("set-aside-{number}-"));
        number += 1;
    }
    file
}

/// Moves the log of an intact database into its file. No other process may be using it: one that
/// still reads the old file would remove the log of the new one. A damaged database is left
/// unchanged.
fn close(store: &Path) -> Result<SetAsideState, Error> {
    let (connection, _) = match open::open_as_it_is(store) {
        Err(Error::Damaged { .. } | Error::Newer { .. }) => return Ok(SetAsideState::Untouched),
        Err(Error::Missing { .. }) => return Ok(SetAsideState::Closed),
        opened => opened?,
    };
    let alone = |connection: &Connection| {
        connection.busy_timeout(Duration::from_secs(10))?;
        connection.pragma_update(None, "journal_mode", "DELETE")
    };
    match alone(&connection).map_err(|error| Error::from(error).at(store)) {
        Err(Error::Damaged { .. }) => Ok(SetAsideState::Untouched),
        closed => closed.map(|()| SetAsideState::Closed),
    }
}
