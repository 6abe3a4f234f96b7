//! One feedfold at a time changes a configuration.

use std::fs::{self, File};
use std::path::Path;

/// Held from reading a configuration until its change is written; given back when dropped or when
/// the process ends, however it ends.
#[derive(Debug)]
pub struct Turn {
    _folder: Option<File>,
}

/// Waits until no other feedfold changes a configuration in the folder of the one at `path`.
///
/// Without it, of two changes made at once the second would undo the first. Where the folder cannot
/// be locked (it cannot be read, or its file system has no locks) nothing is held.
pub fn turn(path: &Path) -> Turn {
    // The folder, since every change puts another file in the place of the old one, and a file of
    // its own would be left lying about.
    let lock = || {
        let target = fs::canonicalize(path)?;
        let folder = File::open(target.parent().unwrap_or(Path::new(".")))?;
        folder.lock()?;
        Ok::<_, std::io::Error>(folder)
    };
    Turn {
        _folder: lock().ok(),
    }
}
