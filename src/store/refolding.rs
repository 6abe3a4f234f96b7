//! Refolds on a copy beside the database, so that an interrupted refold loses nothing and changes
//! nothing, and the next one goes on where it was.
//!
//! The copy takes the place of the contents of the database in one transaction at the end. Readers
//! see the old decisions until then, and may go on meanwhile. A copy whose database was written to
//! since, or whose program had other rules, is of no use: then the refold begins anew.
//!
//! It cannot go on after a pass. Its result must be that of a refold of the present store, and a
//! pass changes what the entries that are placed already were compared by: texts that publishers
//! edited, boilerplate that was learned, decisions of people. Even of a pass that only added
//! entries, the copy would need the new rows under ids that its own new stories have taken, in
//! every table that names one. The lock of the store keeps passes out while a refold works; only
//! those between an interruption and the next start cost it its progress.

use std::io::ErrorKind;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use rusqlite::Connection;
use rusqlite::backup::{Backup, StepResult};

use super::file::{beside, full_check, open, search_index};
use super::folding::anchors::Anchors;
use super::folding::{RefoldStep, Refolded, Refolding, refold};
use super::pruning::require_room;
use super::{Error, Lock, Store};

/// What follows the name of the database in that of the copy, and in that of an unfinished one.
const COPY: &str = "-refold";
const UNFINISHED: &str = "-refold-part";

/// What SQLite keeps beside a database.
const SIDE_FILES: [&str; 3] = ["", "-wal", "-shm"];

impl Store {
    /// Repeats all decisions from the stored texts, or goes on with that. Rulings of people stay in
    /// force. `held` is the lock of the database; without it, which only does for a temporary
    /// copy, the refold works in the database itself.
    ///
    /// If the program is killed, the database is as it was before or as it is afterwards.
    pub fn refold(
        &mut self,
        held: Option<&Lock>,
        what: &Refolding<'_>,
        progress: &mut dyn FnMut(RefoldStep),
    ) -> Result<Refolded, Error> {
        self.anchors = Anchors::default();
        if held.is_none() {
            let may_end = |_: &Connection| Ok(());
            return self
                .write(|connection| refold::refold(connection, (what, ""), &may_end, progress));
        }
        // The file then changes only when somebody writes to the database.
        self.write(|connection| {
            Ok(connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?)
        })?;
        let basis = format!("{} {}", stamp(&self.path), what.basis);
        let file = interrupted_refold(&self.path);
        if let Some(copy) = interrupted(&file, &basis) {
            match self.on_copy(copy, (what, &basis), progress) {
                Ok(finished) => return self.put_in_place(finished, &file),
                // It may be damaged alone.
                Err(Error::Damaged { .. }) => {}
                Err(error) => return Err(error.at(&file)),
            }
        }
        // The copy, and the log through which it is put in place.
        require_room(&self.path, self.room()?.needed)?;
        let copy = self.copy_to_refold(&file, progress)?;
        match self.on_copy(copy, (what, &basis), progress) {
            Ok(finished) => self.put_in_place(finished, &file),
            Err(Error::Damaged { reason, .. }) => {
                remove(&file)?;
                // What a new copy holds, the database holds, too.
                Err(Error::Damaged {
                    path: self.path.clone(),
                    reason,
                })
            }
            Err(error) => Err(error.at(&file)),
        }
    }

    /// Refolds on a copy, and checks the whole copy then: its pages take the place of those of the
    /// database as they are.
    fn on_copy(
        &self,
        mut copy: Connection,
        decided: (&Refolding<'_>, &str),
        progress: &mut dyn FnMut(RefoldStep),
    ) -> Result<(Connection, Refolded), Error> {
        // Asked while an interruption costs nothing: the end of the work forgets where it was.
        let may_end = |copy: &Connection| require_room(&self.path, log_of(copy)?);
        let refolded = refold::refold(&mut copy, decided, &may_end, progress)?;
        if let Some(reason) = full_check::faults(&copy)?.into_iter().next() {
            return Err(Error::Damaged {
                path: PathBuf::new(),
                reason,
            });
        }
        Ok((copy, refolded))
    }

    fn put_in_place(
        &mut self,
        (copy, refolded): (Connection, Refolded),
        file: &Path,
    ) -> Result<Refolded, Error> {
        self.write(|connection| replace(connection, &copy))?;
        drop(copy);
        remove(file)?;
        Ok(refolded)
    }

    /// A new copy.
    fn copy_to_refold(
        &self,
        file: &Path,
        progress: &mut dyn FnMut(RefoldStep),
    ) -> Result<Connection, Error> {
        progress(RefoldStep::Copying);
        let unfinished = beside(&self.path, UNFINISHED);
        for old in [file, &unfinished] {
            remove(old)?;
        }
        // A database with a log takes only a copy whose pages are as large as its own.
        let size: i64 = self.read(|connection| {
            Ok(connection.pragma_query_value(None, "page_size", |row| row.get(0))?)
        })?;
        self.read(|connection| Ok(connection.pragma_update(None, "page_size", size)?))?;
        let copied = open::vacuum_into(&self.connection, &unfinished);
        if let Err(error) = copied {
            remove(&unfinished)?;
            let error = search_index::told(&self.connection, Error::from(error));
            // The database is what is read.
            let file = match error {
                Error::Damaged { .. } | Error::DamagedIndex { .. } => &self.path,
                _ => &unfinished,
            };
            return Err(error.at(file));
        }
        std::fs::rename(&unfinished, file).map_err(|error| unusable(file, &error))?;
        open::open(file)
    }
}

/// The copy that an interrupted refold left, if a refold with this basis may go on with it.
fn interrupted(file: &Path, basis: &str) -> Option<Connection> {
    let copy = file.exists().then(|| open::open(file).ok()).flatten()?;
    let found = refold::basis(&copy).ok()?;
    (found.as_deref() == Some(basis)).then_some(copy)
}

/// Bytes of the log through which a copy is put in place: all its pages, and a part more, since its
/// last transaction adds some.
fn log_of(copy: &Connection) -> Result<u64, Error> {
    let size = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size";
    let bytes: u64 = copy.query_row(size, [], |row| row.get(0))?;
    Ok(bytes + bytes / 16)
}

/// Where a refold keeps its copy of the database at this path. If that file exists, a refold was
/// interrupted or is running.
pub fn interrupted_refold(store: &Path) -> PathBuf {
    beside(store, COPY)
}

/// Tells one state of the files of a database from another.
fn stamp(store: &Path) -> String {
    let of_file = |suffix: &str| {
        let found = std::fs::metadata(beside(store, suffix)).ok()?;
        let (size, inode) = (found.len(), found.ino());
        let (second, nano) = (found.mtime(), found.mtime_nsec());
        (size > 0).then(|| format!("{size}:{inode}:{second}.{nano}"))
    };
    let files: Vec<String> = ["", "-wal"].into_iter().filter_map(of_file).collect();
    files.join(" ")
}

/// Writes the whole contents of `copy` into a database, in one transaction.
fn replace(connection: &mut Connection, copy: &Connection) -> Result<(), Error> {
    let backup = Backup::new(copy, connection)?;
    match backup.step(-1)? {
        StepResult::Done => Ok(()),
        _ => Err(rusqlite::Error::SqliteFailure(
            rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_BUSY),
            None,
        )
        .into()),
    }
}

fn remove(file: &Path) -> Result<(), Error> {
    for suffix in SIDE_FILES {
        match std::fs::remove_file(beside(file, suffix)) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                return Err(unusable(file, &error));
            }
            _ => {}
        }
    }
    Ok(())
}

fn unusable(file: &Path, error: &std::io::Error) -> Error {
    Error::Open {
        path: file.to_owned(),
        reason: format!("{error}; check the permissions of its folder"),
    }
}
