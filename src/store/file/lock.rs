//! The lock that one pass at a time holds, so that two cron jobs never fetch the same documents.

use std::fs::{File, TryLockError};
use std::io::ErrorKind;
use std::path::Path;
use std::time::Duration;

use super::header;
use crate::store::{Error, Store};

/// How often a waiting pass tries again.
const RETRY_INTERVAL: Duration = Duration::from_millis(50);

/// The lock of a running pass. It is released when dropped, or when the process ends for any
/// reason.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

impl Store {
    /// Takes the lock that one pass at a time holds on the database at `path`; waits at most
    /// `wait` for another pass. Fails if the other pass goes on for longer.
    pub fn lock(path: &Path, wait: Duration) -> Result<Lock, Error> {
        let path = header::beside(path, ".lock");
        let fail = |error| refused(&path, &error);
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(fail)?;
        }
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(fail)?;
        wait_for(file, &path, wait)
    }

    /// Takes the lock of the process that sends messages, without waiting. It is another lock than
    /// that of a pass: a slow recipient keeps no pass waiting. Fails if another process has it.
    pub fn lock_sending(path: &Path) -> Result<Lock, Error> {
        Self::lock(&header::beside(path, ".sending"), Duration::ZERO)
    }

    /// Takes the lock of a pass if its file exists, and creates no file: for commands that only
    /// read the store and must not run during a pass. `None` if no pass ever took it.
    pub fn lock_if_present(path: &Path, wait: Duration) -> Result<Option<Lock>, Error> {
        let path = header::beside(path, ".lock");
        match File::open(&path) {
            Ok(file) => wait_for(file, &path, wait).map(Some),
            // Without the right to open the file, we cannot wait for another user's pass.
            Err(error)
                if matches!(
                    error.kind(),
                    ErrorKind::NotFound | ErrorKind::PermissionDenied
                ) =>
            {
                Ok(None)
            }
            Err(error) => Err(refused(&path, &error)),
        }
    }

    /// Whether a pass is using the database at `path`; creates no file.
    pub fn is_locked(path: &Path) -> bool {
        matches!(
            Self::lock_if_present(path, Duration::ZERO),
            Err(Error::Locked { .. })
        )
    }
}

fn wait_for(file: File, path: &Path, wait: Duration) -> Result<Lock, Error> {
    let mut waited = Duration::ZERO;
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(Lock { _file: file }),
            Err(TryLockError::WouldBlock) if waited < wait => {
                std::thread::sleep(RETRY_INTERVAL);
                waited += RETRY_INTERVAL;
            }
            Err(TryLockError::WouldBlock) => {
                return Err(Error::Locked {
                    path: path.to_owned(),
                });
            }
            Err(TryLockError::Error(error)) => return Err(refused(path, &error)),
        }
    }
}

fn refused(path: &Path, error: &std::io::Error) -> Error {
    // The name of the lock is that of the store and an ending.
    let store = path.with_extension("");
    let name = path.file_name().unwrap_or_default().display();
    Error::Open {
        reason: format!(
            "its lock file {name} cannot be opened ({error}); let this user write in its folder"
        ),
        path: store,
    }
}
