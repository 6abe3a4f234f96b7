//! Puts a backup in the place of the database, and sets that aside.
//!
//! At every moment a whole store stands at the path: the present one keeps its second name before the new
//! one is renamed over the first.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::Connection;

use super::backup::{self, Refused};
use super::header;
use super::{Error, open, stamp};
use crate::model::Timestamp;

/// What stands in the place of the database now.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Restored {
    /// Entries in it.
    pub entries: u64,
    /// Stories in it, without those that were merged into others.
    pub stories: u64,
    /// Version of its schema; the next command that writes brings it up to date.
    pub schema: i64,
    /// Where the database that stood there is now.
    pub set_aside: Option<SetAside>,
}

/// The database that stood there before.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct SetAside {
    /// Where it is now.
    pub file: PathBuf,
    /// Whether it can be put back by another restore.
    pub state: LeftAs,
}

/// How a database that was set aside was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum LeftAs {
    /// In one file, with nothing in use.
    Closed,
    /// Damaged, or written by a newer feedfold: moved as it was, with its log.
    Untouched,
}

pub(super) fn restore(store: &Path, file: &Path, now: Timestamp) -> Result<Restored, Error> {
    let fail = |reason: String| Error::Backup {
        path: file.to_owned(),
        reason,
    };
    if store.exists() && fs::canonicalize(file).ok() == fs::canonicalize(store).ok() {
        return Err(fail("it is the store itself; name another file".to_owned()));
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
        Refused::Disk(error) => unplaced(error),
        Refused::Database(error) => unplaced(io::Error::other(error)),
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
    backup::flush(folder).map_err(|error| {
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

/// What SQLite keeps beside a database. Left there, it would be taken for a part of the new one.
const PARTS: [&str; 3] = ["-wal", "-shm", "-journal"];

/// Gives the database a second name, and what belongs to it only that; `None` if nothing stands there.
fn set_aside(store: &Path, now: Timestamp) -> Result<Option<SetAside>, Error> {
    let state = close(store)?;
    let parts: Vec<&str> = PARTS
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
    // Some file systems know no second name; for a moment nothing stands at the path then.
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
    // The second name has to last before the first is given away.
    backup::flush(backup::folder_of(store)).map_err(fail)?;
    Ok(Some(SetAside { file, state }))
}

/// A name beside the database that nothing has; two restores may be made in one second.
fn free_name(store: &Path, now: Timestamp) -> PathBuf {
    let named = |word: &str| backup::folder_of(store).join(stamp::stamped(store, word, now));
    let mut file = named("set-aside-");
    let mut number = 2_u32;
    while file.symlink_metadata().is_ok() {
        file = named(&format!("set-aside-{number}-"));
        number += 1;
    }
    file
}

/// Brings a whole database into its one file, which needs that nobody else is using it: who still read
/// the old file would remove the log of the new one. A damaged one is left as it is.
fn close(store: &Path) -> Result<LeftAs, Error> {
    let (connection, _) = match open::open_as_it_is(store) {
        Err(Error::Damaged { .. } | Error::Newer { .. }) => return Ok(LeftAs::Untouched),
        Err(Error::Missing { .. }) => return Ok(LeftAs::Closed),
        opened => opened?,
    };
    let alone = |connection: &Connection| {
        connection.busy_timeout(Duration::from_secs(10))?;
        connection.pragma_update(None, "journal_mode", "DELETE")
    };
    match alone(&connection).map_err(|error| Error::from(error).at(store)) {
        Err(Error::Damaged { .. }) => Ok(LeftAs::Untouched),
        closed => closed.map(|()| LeftAs::Closed),
    }
}
