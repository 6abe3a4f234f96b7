//! A lock, so that only one process at a time changes a configuration.

use std::fs::{self, File};
use std::path::Path;

/// The lock. Hold it from reading a configuration until the change is written. It is released when
/// it is dropped or when the process ends, however it ends.
#[derive(Debug)]
pub struct ConfigLock {
    _folder: Option<File>,
}

/// Waits until no other process changes a configuration in the folder of the one at `path`.
///
/// Without the lock, the second of two changes at the same time would undo the first. If the
/// folder cannot be locked (it cannot be read, or its file system has no locks), nothing is
/// locked.
pub fn lock(path: &Path) -> ConfigLock {
    // Lock the folder: every change replaces the file itself by a new one, and a separate lock
    // file would be left behind.
    let lock_folder = || {
        let target = fs::canonicalize(path)?;
        let folder = File::open(target.parent().unwrap_or(Path::new(".")))?;
        folder.lock()?;
        Ok::<_, std::io::Error>(folder)
    };
    ConfigLock {
        _folder: lock_folder().ok(),
    }
}
