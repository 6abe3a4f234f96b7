//! The errors of the store, each with a remedy.

use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;
use rusqlite::types::FromSqlError;

use crate::model::UnreadableHtml;

/// Why an operation of the store failed.
///
/// Every method that returns this fails if the database cannot be read or written, or if another
/// process keeps it locked. The documentation of a method names only its other reasons.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no database, because nothing has run yet.
    #[error("there is no store at {}: run `feedfold run` first, or check `[store] path`", path.display())]
    Missing {
        /// The path of the missing file.
        path: PathBuf,
    },
    /// The file cannot be created or opened.
    #[error("cannot open the store {}: {reason}", path.display())]
    Open {
        /// Which file.
        path: PathBuf,
        /// The error of the operating system, and the remedy.
        reason: String,
    },
    /// A newer feedfold wrote the database.
    #[error(
        "the store {} was written by a newer feedfold (schema {found}, this one knows {known}): \
         use that version, or another `[store] path`",
        path.display()
    )]
    Newer {
        /// Which file.
        path: PathBuf,
        /// The version of its schema.
        found: i64,
        /// The newest schema version that this program knows.
        known: i64,
    },
    /// An older feedfold wrote the database, and this command may only read it.
    #[error(
        "the store {} was written by an older feedfold (schema {found}, this one reads {known}): \
         `feedfold run` or `feedfold publish` brings it up to date",
        path.display()
    )]
    Older {
        /// Which file.
        path: PathBuf,
        /// The version of its schema.
        found: i64,
        /// The schema version that this program reads.
        known: i64,
    },
    /// A pass was interrupted, and this user may not write the files that SQLite needs to read its
    /// log.
    #[error(
        "the store {} needs its log to be read, and this user may not write in its folder: run any \
         feedfold command as the user it belongs to, or copy it with its -wal file to a folder of \
         your own",
        path.display()
    )]
    Unfinished {
        /// Which file.
        path: PathBuf,
    },
    /// The file is damaged or no database.
    #[error(
        "the store {} is damaged ({reason}): `feedfold doctor` says how badly, `feedfold restore FILE` \
         puts a backup in its place. Without a backup, move it away and call `feedfold run --new-store`: it \
         reads what the feeds still carry, and published stories keep their ids",
        path.display()
    )]
    Damaged {
        /// Which file.
        path: PathBuf,
        /// The error of SQLite.
        reason: String,
    },
    /// The full-text index is damaged, and nothing else.
    #[error(
        "the full-text index of the store {} is damaged ({reason}), and nothing else: `feedfold vacuum` \
         makes it anew from the stored entries",
        path.display()
    )]
    DamagedIndex {
        /// Which file.
        path: PathBuf,
        /// The error of SQLite.
        reason: String,
    },
    /// The disk is full.
    #[error(
        "the disk of the store {} is full: everything stored before is intact; free some space and run again",
        path.display()
    )]
    DiskFull {
        /// Which file.
        path: PathBuf,
    },
    /// The disk has less room than the work needs, which was not begun, or was stopped where it can
    /// go on.
    #[error(
        "this needs {} MiB in {}, where {} MiB are free: free some space there and start it again; the \
         store is as it was, and a refold goes on where it was",
        mebibytes(*needed),
        folder.display(),
        free >> 20
    )]
    NoRoom {
        /// The folder in which it is needed.
        folder: PathBuf,
        /// Bytes that the work needs.
        needed: u64,
        /// Bytes that are free.
        free: u64,
    },
    /// Another pass holds the lock.
    #[error("another run of feedfold is working on {}: try again when it has ended", path.display())]
    Locked {
        /// The lock file.
        path: PathBuf,
    },
    /// A backup that cannot be written or restored.
    #[error("the backup {}: {reason}", path.display())]
    Backup {
        /// Which file.
        path: PathBuf,
        /// What is wrong with it, and the remedy.
        reason: String,
    },
    /// The queries of one question took longer than it may take.
    #[error("the store {} did not answer in time: try again later", path.display())]
    TooLong {
        /// Which file.
        path: PathBuf,
    },
    /// Any other error of SQLite.
    #[error("the store {} cannot be used: {error}; {}", path.display(), remedy(error))]
    Sqlite {
        /// Which file.
        path: PathBuf,
        /// The error of SQLite.
        error: rusqlite::Error,
    },
}

impl From<UnreadableHtml> for Error {
    fn from(error: UnreadableHtml) -> Self {
        rusqlite::Error::from(FromSqlError::Other(error.into())).into()
    }
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        let path = PathBuf::new();
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::DiskFull { path },
            // On a full disk, the `-shm` file is the first that SQLite cannot create.
            _ if extended_code(&error) == Some(rusqlite::ffi::SQLITE_IOERR_SHMSIZE) => {
                Self::DiskFull { path }
            }
            Some(ErrorCode::OperationInterrupted) => Self::TooLong { path },
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Damaged {
                path,
                reason: error.to_string(),
            },
            // An index and its table, or two tables, do not fit together: a question about what
            // may not be there has an optional answer.
            _ if matches!(error, rusqlite::Error::QueryReturnedNoRows) => Self::Damaged {
                path,
                reason: "a row that others name is missing".to_owned(),
            },
            _ if is_unreadable(&error) => Self::Damaged {
                path,
                reason: format!("a stored value cannot be read: {error}"),
            },
            _ => Self::Sqlite { path, error },
        }
    }
}

impl Error {
    /// Whether another program has locked the database.
    pub fn is_busy(&self) -> bool {
        let Self::Sqlite { error, .. } = self else {
            return false;
        };
        let code = error.sqlite_error_code();
        matches!(
            code,
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked)
        )
    }

    /// Adds the path of the database to an error from a function that does not know it.
    pub(super) fn at(mut self, file: &Path) -> Self {
        if let Self::Damaged { path, .. }
        | Self::DamagedIndex { path, .. }
        | Self::DiskFull { path }
        | Self::TooLong { path }
        | Self::Sqlite { path, .. } = &mut self
            && path.as_os_str().is_empty()
        {
            file.clone_into(path);
        }
        self
    }
}

fn extended_code(error: &rusqlite::Error) -> Option<i32> {
    error.sqlite_error().map(|error| error.extended_code)
}

/// Whether a stored value has a form that the store never writes.
fn is_unreadable(error: &rusqlite::Error) -> bool {
    use rusqlite::Error::{
        FromSqlConversionFailure, IntegralValueOutOfRange, InvalidColumnType, Utf8Error,
    };
    matches!(
        error,
        FromSqlConversionFailure(..)
            | IntegralValueOutOfRange(..)
            | InvalidColumnType(..)
            | Utf8Error(..)
    )
}

/// Whole mebibytes that have room for these bytes.
fn mebibytes(bytes: u64) -> u64 {
    bytes.div_ceil(1 << 20)
}

fn remedy(error: &rusqlite::Error) -> &'static str {
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            "another program is using it: try again when that has ended"
        }
        Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied | ErrorCode::CannotOpen) => {
            "let the user this runs as write the file and its folder"
        }
        Some(ErrorCode::SystemIoFailure) => "check the disk and the space left on it",
        _ => "`feedfold doctor` reads the whole store; if it finds nothing, report this message",
    }
}
