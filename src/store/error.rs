//! What can be wrong with the database, and what to do about it.

use std::path::PathBuf;

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
    /// Not a database, or a damaged one.
    #[error(
        "the store {} is damaged ({reason}); nothing was written to it. Move it away and put a backup \
         in its place, or run again without it: what the feeds still carry is read anew",
        path.display()
    )]
    Damaged {
        /// Which file.
        path: PathBuf,
        /// What SQLite said.
        reason: String,
    },
    /// The disk is full.
    #[error("the disk is full: nothing of this step was stored; free some space and run again")]
    DiskFull,
    /// Another pass holds the lock.
    #[error("another pass of feedfold is working on {}: try again when it has ended", path.display())]
    Locked {
        /// The lock file.
        path: PathBuf,
    },
    /// Anything else SQLite refused.
    #[error("the store refused: {0}")]
    Sqlite(rusqlite::Error),
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::DiskFull) => Self::DiskFull,
            Some(rusqlite::ErrorCode::DatabaseCorrupt | rusqlite::ErrorCode::NotADatabase) => {
                Self::Damaged {
                    path: PathBuf::new(),
                    reason: error.to_string(),
                }
            }
            _ => Self::Sqlite(error),
        }
    }
}

impl Error {
    /// Names the file in errors that came up without one.
    pub(super) fn at(self, file: &std::path::Path) -> Self {
        match self {
            Self::Damaged { path, reason } if path.as_os_str().is_empty() => Self::Damaged {
                path: file.to_owned(),
                reason,
            },
            Self::Sqlite(error) => Self::Open {
                path: file.to_owned(),
                reason: error.to_string(),
            },
            other => other,
        }
    }
}
