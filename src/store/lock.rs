//! The lock that one pass at a time holds, so that two cron jobs never fetch the same thing.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::Error;

/// How often a waiting pass looks again.
const LOOK_AGAIN: Duration = Duration::from_millis(50);

/// Held for one pass; given back when dropped or when the process ends, however it ends.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

/// Takes the lock of the database at `store`, waiting at most `wait` for another pass.
pub(super) fn acquire(store: &Path, wait: Duration) -> Result<Lock, Error> {
    let mut name = store.as_os_str().to_owned();
    name.push(".lock");
    let path = PathBuf::from(name);
    let fail = |error: std::io::Error| Error::Open {
        path: path.clone(),
        reason: format!(
            "{error}; the lock stands beside the store, check the folder's permissions"
        ),
    };
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(fail)?;
    }
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&path)
        .map_err(fail)?;
    let mut waited = Duration::ZERO;
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(Lock { _file: file }),
            Err(TryLockError::WouldBlock) if waited < wait => {
                std::thread::sleep(LOOK_AGAIN);
                waited += LOOK_AGAIN;
            }
            Err(TryLockError::WouldBlock) => return Err(Error::Locked { path }),
            Err(TryLockError::Error(error)) => return Err(fail(error)),
        }
    }
}
