//! Backups: a copy of the current state of the database, which gets its name only after it was
//! checked.
//!
//! `VACUUM INTO` makes the copy rather than SQLite's backup API. It reads one state of the store
//! however long a pass goes on writing, whereas the API would start again; and the copy is one
//! file without a log, as small as possible. Both the store and the copy are checked whole:
//! checking the copy alone would miss rows lost with a damaged page, and checking the store alone
//! would miss a copy that went wrong.

use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use rusqlite::Connection;
use tempfile::NamedTempFile;

use super::{full_check, header, open, search_index};
use crate::model::DamagedText;
use crate::store::{Error, Store, damaged};

/// Whether an existing file may be replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Overwrite {
    /// The user asked for it.
    Asked,
    /// An existing file is an error.
    Never,
}

/// A backup that was written.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct BackedUp {
    /// Its path.
    pub file: PathBuf,
    /// Its size in bytes.
    pub bytes: u64,
    /// Number of entries in it.
    pub entries: u64,
    /// Number of stories in it, without those that were merged into others.
    pub stories: u64,
    /// Version of its schema.
    pub schema: i64,
    /// Entries with a text that cannot be unpacked, here as in the store.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub damaged_texts: Vec<DamagedText>,
}

/// Prefix and suffix of the names of unfinished copies.
const UNFINISHED: (&str, &str) = (".feedfold-backup-", ".tmp");

impl Store {
    /// Writes a copy of the current state of the database at `path` to `file`, even while a pass
    /// is running. The copy gets its name only after it was checked and flushed to disk.
    ///
    /// Fails if the database is damaged, or `file` exists and must stay.
    pub fn backup(path: &Path, file: &Path, overwrite: Overwrite) -> Result<BackedUp, Error> {
        let fail = |reason: String| Error::Backup {
            path: file.to_owned(),
            reason,
        };
        let (connection, schema) = open::open_as_it_is(path)?;
        if is_part_of(path, file) {
            return Err(fail(
                "it is the store itself; choose another name".to_owned(),
            ));
        }
        if overwrite == Overwrite::Never && file.symlink_metadata().is_ok() {
            return Err(fail(
                "the file exists already; choose another name, or add `--overwrite`".to_owned(),
            ));
        }
        let damaged = |reason| Error::Damaged {
            path: path.to_owned(),
            reason,
        };
        check_whole(&connection, path, &damaged)
            .map_err(|error| search_index::told(&connection, error))?;
        let damaged_texts = damaged_texts(&connection, schema).map_err(|error| error.at(path))?;
        // Only a restore that was killed leaves a copy beside the store.
        let _ignored = sweep(folder_of(path));
        let folder = folder_of(file);
        fs::create_dir_all(folder).map_err(|error| fail(unwritable(&error)))?;
        let aside =
            copy(&connection, folder, path).map_err(|refused| refused.into_error(file, path))?;
        let (entries, stories) = check(aside.path())?;
        let bytes = aside
            .as_file()
            .metadata()
            .map_err(|error| fail(unwritable(&error)))?
            .len();
        let placed = match overwrite {
            Overwrite::Asked => aside.persist(file),
            Overwrite::Never => aside.persist_noclobber(file),
        };
        placed.map_err(|refused| fail(unwritable(&refused.error)))?;
        flush_folder(folder).map_err(|error| fail(unwritable(&error)))?;
        Ok(BackedUp {
            file: file.to_owned(),
            bytes,
            entries,
            stories,
            schema,
            damaged_texts,
        })
    }
}

/// The entries with damaged texts; of an older schema none, since its tables may be others.
fn damaged_texts(connection: &Connection, schema: i64) -> Result<Vec<DamagedText>, Error> {
    if schema != open::newest() {
        return Ok(Vec::new());
    }
    damaged::named(connection, full_check::damaged_texts(connection)?)
}

/// Why no copy could be made.
pub(super) enum CopyError {
    Disk(io::Error),
    Database(rusqlite::Error),
}

impl CopyError {
    /// The error to report for the backup `file` of `store`.
    fn into_error(self, file: &Path, store: &Path) -> Error {
        let fail = |reason| Error::Backup {
            path: file.to_owned(),
            reason,
        };
        match self {
            Self::Disk(error) => fail(unwritable(&error)),
            Self::Database(error) => match Error::from(error) {
                Error::DiskFull { .. } => fail(unwritable(&ErrorKind::StorageFull.into())),
                Error::Sqlite { error, .. } => fail(unwritable(&io::Error::other(error))),
                error => error.at(store),
            },
        }
    }
}

/// Copies a database to a new file in `folder`, with the permissions of the file `like`, and
/// flushes it to disk.
pub(super) fn copy(
    connection: &Connection,
    folder: &Path,
    like: &Path,
) -> Result<NamedTempFile, CopyError> {
    // A copy whose program was killed takes as much room as this one. If sweeping fails, the next
    // backup tries again.
    let _ignored = sweep(folder);
    let (prefix, suffix) = UNFINISHED;
    let aside = tempfile::Builder::new()
        .prefix(prefix)
        .suffix(suffix)
        .tempfile_in(folder)
        .map_err(CopyError::Disk)?;
    // The lock marks the file as in use. On file systems without locks, leftovers stay.
    let _ignored = aside.as_file().try_lock();
    open::vacuum_into(connection, aside.path()).map_err(CopyError::Database)?;
    let mode = fs::metadata(like).map(|metadata| metadata.permissions());
    mode.and_then(|mode| aside.as_file().set_permissions(mode))
        .and_then(|()| aside.as_file().sync_all())
        .map_err(CopyError::Disk)?;
    Ok(aside)
}

/// Checks the whole backup `file`; returns the numbers of its entries and stories.
pub(super) fn check(file: &Path) -> Result<(u64, u64), Error> {
    let unfit = |reason: String| Error::Backup {
        path: file.to_owned(),
        reason,
    };
    let (connection, _) =
        open::open_as_it_is(file).map_err(|error| unfit(reworded(error, file)))?;
    let damaged = |reason| unfit(format!("it is damaged ({reason}); take another"));
    check_whole(&connection, file, &damaged)
}

/// Checks a whole database; returns the numbers of its entries and stories, or the error that
/// `damaged` makes of the first fault.
fn check_whole(
    connection: &Connection,
    shown: &Path,
    damaged: &dyn Fn(String) -> Error,
) -> Result<(u64, u64), Error> {
    let refused = |error| Error::from(error).at(shown);
    match full_check::faults(connection).map_err(refused)?.first() {
        Some(first) => Err(damaged(first.clone())),
        None => full_check::counts(connection).map_err(refused),
    }
}

/// Rewords an error about a store for the backup `file`.
fn reworded(error: Error, file: &Path) -> String {
    match error {
        Error::Missing { .. } if !file.exists() => {
            "this file does not exist; name another".to_owned()
        }
        Error::Missing { .. } => "there is no store in this file; name another".to_owned(),
        Error::Damaged { reason, .. } => format!("it is damaged ({reason}); take another"),
        Error::Newer { found, known, .. } => format!(
            "a newer feedfold wrote it (schema {found}, this one knows {known}); use that version"
        ),
        Error::Open { reason, .. } => reason.replace("correct `[store] path`", "name another file"),
        error => error.to_string(),
    }
}

fn unwritable(error: &io::Error) -> String {
    let remedy = match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
            "free some space there, or name a file on another disk"
        }
        ErrorKind::AlreadyExists => "choose another name, or add `--overwrite`",
        _ => "let this user write in its folder, or name a file elsewhere",
    };
    format!("it cannot be written ({error}); {remedy}")
}

/// Whether writing `file` would write to the store at `store`.
fn is_part_of(store: &Path, file: &Path) -> bool {
    let real = |path: &Path| fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let parts = ["", "-wal", "-shm", "-journal", ".lock"];
    let place = real(folder_of(file)).join(file.file_name().unwrap_or_default());
    parts.iter().any(|suffix| {
        let part = header::beside(store, suffix);
        let lexical = real(folder_of(&part)).join(part.file_name().unwrap_or_default());
        lexical == place || real(&part) == real(file)
    })
}

pub(super) fn folder_of(file: &Path) -> &Path {
    match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

pub(super) fn flush_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// Removes unfinished copies whose programs were killed, with the journals that SQLite left beside
/// them.
fn sweep(folder: &Path) -> io::Result<()> {
    let (prefix, suffix) = UNFINISHED;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let copy = name.strip_suffix("-journal").unwrap_or(&name);
        let is_aside = copy.starts_with(prefix) && copy.ends_with(suffix);
        if is_aside && entry.file_type()?.is_file() && is_abandoned(&folder.join(copy)) {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

/// Whether no program is writing this copy any more.
fn is_abandoned(copy: &Path) -> bool {
    match File::open(copy) {
        Ok(file) => file.try_lock().is_ok(),
        Err(error) => error.kind() == ErrorKind::NotFound,
    }
}
