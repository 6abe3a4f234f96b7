//! Backups: a copy of the database as it stands now, checked whole before it gets its name.
//!
//! `VACUUM INTO` makes it rather than SQLite's backup API: it reads one state of the store however long a
//! pass goes on writing, where the API would begin again; and the copy is one file, without a log, as small as
//! can be. Every page passes through it or through the check of the copy, so that damage is found now.

use std::ffi::{OsStr, OsString};
use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use jiff::tz::TimeZone;
use rusqlite::Connection;
use tempfile::NamedTempFile;

use super::{Error, header, integrity, open};
use crate::model::Timestamp;

/// Whether a file that stands there already may be replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Overwrite {
    /// Somebody asked for it.
    Asked,
    /// It is an error.
    Never,
}

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct BackedUp {
    /// Where.
    pub file: PathBuf,
    /// Its size.
    pub bytes: u64,
    /// Entries in it.
    pub entries: u64,
    /// Stories in it, without those that were merged into others.
    pub stories: u64,
    /// Version of its schema.
    pub schema: i64,
}

/// The time in the name of a backup.
const STAMP: &str = "%Y%m%dT%H%M%SZ";

/// Of files that are being written.
const ASIDE: (&str, &str) = (".feedfold-backup-", ".tmp");

/// Writes the backup `file` of the database at `store`.
pub(super) fn write(store: &Path, file: &Path, overwrite: Overwrite) -> Result<BackedUp, Error> {
    let fail = |reason: String| Error::Backup {
        path: file.to_owned(),
        reason,
    };
    let (connection, schema) = open::open_as_it_is(store)?;
    if is_part_of(store, file) {
        return Err(fail(
            "the store itself stands there; choose another name".to_owned(),
        ));
    }
    if overwrite == Overwrite::Never && file.symlink_metadata().is_ok() {
        return Err(fail(
            "it is there already; choose another name, or add `--overwrite`".to_owned(),
        ));
    }
    let folder = folder_of(file);
    fs::create_dir_all(folder).map_err(|error| fail(unwritable(&error)))?;
    // What a killed backup left takes as much room as a store. Sweeping may fail: it is tried again.
    let _swept = sweep(folder);
    let aside = copy(&connection, folder, store).map_err(|refused| refused.of(file, store))?;
    let (entries, stories) = check_copy(aside.path(), store)?;
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
    flush(folder).map_err(|error| fail(unwritable(&error)))?;
    Ok(BackedUp {
        file: file.to_owned(),
        bytes,
        entries,
        stories,
        schema,
    })
}

/// Why no copy could be made.
pub(super) enum Refused {
    Disk(io::Error),
    Database(rusqlite::Error),
}

impl Refused {
    /// As told of the backup `file` of `store`.
    pub(super) fn of(self, file: &Path, store: &Path) -> Error {
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

/// Copies a database to a new file in `folder`, of the mode of the file `like`, and flushes it to disk.
pub(super) fn copy(
    connection: &Connection,
    folder: &Path,
    like: &Path,
) -> Result<NamedTempFile, Refused> {
    let (prefix, suffix) = ASIDE;
    let aside = tempfile::Builder::new()
        .prefix(prefix)
        .suffix(suffix)
        .tempfile_in(folder)
        .map_err(Refused::Disk)?;
    // Tells a file being written from a leftover. Without locks, leftovers stay.
    let _locked = aside.as_file().try_lock();
    open::vacuum_into(connection, aside.path()).map_err(Refused::Database)?;
    let mode = fs::metadata(like).map(|metadata| metadata.permissions());
    mode.and_then(|mode| aside.as_file().set_permissions(mode))
        .and_then(|()| aside.as_file().sync_all())
        .map_err(Refused::Disk)?;
    Ok(aside)
}

/// Reads the backup `file` whole; gives its entries and stories.
pub(super) fn check(file: &Path) -> Result<(u64, u64), Error> {
    let unfit = |reason: String| Error::Backup {
        path: file.to_owned(),
        reason,
    };
    let (connection, _) = open::open_as_it_is(file).map_err(|error| unfit(told(error)))?;
    let damaged = |reason| unfit(format!("it is damaged ({reason}); take another"));
    whole(&connection, file, &damaged)
}

/// Reads a copy of `store` whole: what is wrong with it was wrong there.
fn check_copy(copy: &Path, store: &Path) -> Result<(u64, u64), Error> {
    let (connection, _) = open::open_as_it_is(copy)?;
    let damaged = |reason| Error::Damaged {
        path: store.to_owned(),
        reason,
    };
    whole(&connection, store, &damaged)
}

fn whole(
    connection: &Connection,
    shown: &Path,
    damaged: &dyn Fn(String) -> Error,
) -> Result<(u64, u64), Error> {
    let refused = |error| Error::from(error).at(shown);
    match integrity::faults(connection).map_err(refused)?.first() {
        Some(first) => Err(damaged(first.clone())),
        None => integrity::counts(connection).map_err(refused),
    }
}

/// An error of a store, told of a backup.
fn told(error: Error) -> String {
    match error {
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

pub(super) fn flush(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// Removes what backups that were killed left in a folder.
fn sweep(folder: &Path) -> io::Result<()> {
    let (prefix, suffix) = ASIDE;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let is_aside = name.starts_with(prefix) && name.ends_with(suffix);
        if is_aside && entry.file_type()?.is_file() && File::open(entry.path())?.try_lock().is_ok()
        {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

pub(super) fn name(store: &Path, now: Timestamp) -> PathBuf {
    stamped(store, "", now)
}

/// The name of the store with a word and the time before its extension.
pub(super) fn stamped(store: &Path, word: &str, now: Timestamp) -> PathBuf {
    let mut name = store.file_stem().unwrap_or_default().to_owned();
    name.push(format!("-{word}{}", now.strftime(STAMP)));
    if let Some(extension) = store.extension() {
        name.push(".");
        name.push(extension);
    }
    PathBuf::from(name)
}

pub(super) fn list(store: &Path, folder: &Path) -> Result<Vec<(Timestamp, PathBuf)>, Error> {
    let fail = |error: io::Error| Error::Backup {
        path: folder.to_owned(),
        reason: format!("its folder cannot be listed ({error}); check its permissions"),
    };
    let names = match fs::read_dir(folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        names => names.map_err(fail)?,
    };
    let mut found = Vec::new();
    for entry in names {
        let name: OsString = entry.map_err(fail)?.file_name();
        if let Some(made) = made_at(store, &name) {
            found.push((made, folder.join(name)));
        }
    }
    found.sort_unstable_by(|one, other| other.cmp(one));
    Ok(found)
}

/// The time in the name of a backup of this store; `None` for every other name.
fn made_at(store: &Path, found: &OsStr) -> Option<Timestamp> {
    let found = found.to_str()?;
    let stem = store.file_stem()?.to_str()?;
    let digits = found.strip_prefix(stem)?.strip_prefix('-')?.get(..16)?;
    let made = jiff::civil::DateTime::strptime(STAMP, digits)
        .ok()?
        .to_zoned(TimeZone::UTC)
        .ok()?
        .timestamp();
    // Only what is written the same way again is one of ours.
    (name(store, made).to_str() == Some(found)).then_some(made)
}

#[cfg(test)]
mod tests {
    use std::ffi::OsStr;
    use std::path::Path;

    use super::{made_at, name};
    use crate::model::Timestamp;

    #[test]
    fn a_backup_is_known_by_its_name_and_nothing_else_is() {
        let now: Timestamp = "2026-11-25T03:15:09.5Z".parse().unwrap();
        for store in ["data/feedfold.db", "store", "财经.2.sqlite"] {
            let name = name(Path::new(store), now);
            let made = made_at(Path::new(store), name.as_os_str());
            assert_eq!(made.map(Timestamp::as_second), Some(now.as_second()));
        }
        let store = Path::new("store.db");
        assert_eq!(name(store, now), Path::new("store-20261125T031509Z.db"));
        for other in [
            "store.db",
            "store-20261125T031509Z.db-wal",
            "store-20261325T031509Z.db",
            "store-set-aside-20261125T031509Z.db",
            "other-20261125T031509Z.db",
            "store-20261125T031509Z",
        ] {
            assert_eq!(made_at(store, OsStr::new(other)), None, "{other}");
        }
    }
}
