//! What can be wrong with the database, and what to do about it.

use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;
use rusqlite::types::FromSqlError;

use crate::model::UnreadableHtml;

/// Why the store could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Read before the first run.
    #[error("there is no store at {}: run `feedfold run` first, or check `[store] path`", path.display())]
    Missing {
        /// Where it was looked for.
        path: PathBuf,
    },
    /// The file cannot be made or opened.
    #[error("cannot open the store {}: {reason}", path.display())]
    Open {
        /// Where.
        path: PathBuf,
        /// What the system said, and the remedy.
        reason: String,
    },
    /// Written by a newer feedfold.
    #[error(
        "the store {} was written by a newer feedfold (schema {found}, this one knows {known}): \
         use that version, or another `[store] path`",
        path.display()
    )]
    Newer {
        /// Which file.
        path: PathBuf,
        /// Its schema.
        found: i64,
        /// The newest schema known here.
        known: i64,
    },
    /// Written by an older feedfold, and only to be read.
    #[error(
        "the store {} was written by an older feedfold (schema {found}, this one reads {known}): \
         `feedfold run` or `feedfold publish` brings it up to date",
        path.display()
    )]
    Older {
        /// Which file.
        path: PathBuf,
        /// Its schema.
        found: i64,
        /// The schema read here.
        known: i64,
    },
    /// The last pass was ended half-way, and whoever reads may not write what it takes to go on.
    #[error(
        "the store {} needs its log to be read, and this user may not write beside it: run any command of \
         feedfold as the user it belongs to, or copy it with its -wal to a folder of your own",
        path.display()
    )]
    Unfinished {
        /// Which file.
        path: PathBuf,
    },
    /// Not a database, or a damaged one.
    #[error(
        "the store {} is damaged ({reason}): `feedfold doctor` says how badly, `feedfold restore FILE` \
         puts a backup in its place. Without a backup, move it away and call `feedfold run --new-store`: it \
         reads what the feeds still carry, and published stories keep their ids",
        path.display()
    )]
    Damaged {
        /// Which file.
        path: PathBuf,
        /// What SQLite said.
        reason: String,
    },
    /// The disk is full.
    #[error(
        "the disk of the store {} is full: what was stored before is whole; free some space and run again",
        path.display()
    )]
    DiskFull {
        /// Which file.
        path: PathBuf,
    },
    /// Another pass holds the lock.
    #[error("another run of feedfold is working on {}: try again when it has ended", path.display())]
    Locked {
        /// The lock file.
        path: PathBuf,
    },
    /// A backup that cannot be written, or not be put in place.
    #[error("the backup {}: {reason}", path.display())]
    Backup {
        /// Which file.
        path: PathBuf,
        /// What is wrong with it, and the remedy.
        reason: String,
    },
    /// Anything else SQLite refused.
    #[error("the store {} refused: {error}; {}", path.display(), remedy(error))]
    Sqlite {
        /// Which file.
        path: PathBuf,
        /// What SQLite said.
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
            // The file shared by those who use the log is the first that a full disk has no room for.
            _ if extended_code(&error) == Some(rusqlite::ffi::SQLITE_IOERR_SHMSIZE) => {
                Self::DiskFull { path }
            }
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Damaged {
                path,
                reason: error.to_string(),
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
    /// Names the file in an error that came up below, where it is not known.
    pub(super) fn at(mut self, file: &Path) -> Self {
        if let Self::Damaged { path, .. } | Self::DiskFull { path } | Self::Sqlite { path, .. } =
            &mut self
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

/// A value that was not written like this.
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

fn remedy(error: &rusqlite::Error) -> &'static str {
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            "another program is using it: try again when that has ended"
        }
        Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied | ErrorCode::CannotOpen) => {
            "let the user this runs as write the file and its folder"
        }
        Some(ErrorCode::SystemIoFailure) => "check the disk and the space left on it",
        _ => "if this happens again, report it with this message",
    }
}
