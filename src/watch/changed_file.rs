//! Notices that a file changed, by its time, size and inode: editors write a new file and rename
//! it.

use std::fs::Metadata;
use std::os::unix::fs::MetadataExt as _;
use std::path::PathBuf;

/// A file whose changes are noticed.
#[derive(Debug)]
pub struct WatchedFile {
    path: PathBuf,
    seen: Option<Stamp>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stamp {
    modified: (i64, i64),
    size: u64,
    inode: u64,
}

impl Stamp {
    fn of(metadata: &Metadata) -> Self {
        Self {
            modified: (metadata.mtime(), metadata.mtime_nsec()),
            size: metadata.size(),
            inode: metadata.ino(),
        }
    }
}

impl WatchedFile {
    /// Looks at the file, which need not exist. Call it before the file is first read.
    pub fn new(path: PathBuf) -> Self {
        let mut file = Self { path, seen: None };
        file.seen = file.look();
        file
    }

    /// Whether the file changed since the last look. A file that is missing has not changed: an
    /// editor may be about to rename the new one into its place.
    pub fn has_changed(&mut self) -> bool {
        match self.look() {
            Some(stamp) if self.seen != Some(stamp) => {
                self.seen = Some(stamp);
                true
            }
            _ => false,
        }
    }

    fn look(&self) -> Option<Stamp> {
        let metadata = std::fs::metadata(&self.path).ok()?;
        Some(Stamp::of(&metadata))
    }
}

#[cfg(test)]
mod tests {
    use super::WatchedFile;

    #[test]
    fn a_file_renamed_into_place_has_changed_and_a_missing_one_has_not() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("feeds.toml");
        std::fs::write(&path, "1").unwrap();
        let mut file = WatchedFile::new(path.clone());
        assert!(!file.has_changed());
        std::fs::write(folder.path().join("new"), "2").unwrap();
        std::fs::rename(folder.path().join("new"), &path).unwrap();
        assert!(file.has_changed());
        assert!(!file.has_changed());
        std::fs::remove_file(&path).unwrap();
        assert!(!file.has_changed());
        std::fs::write(&path, "333").unwrap();
        assert!(file.has_changed());
    }
}
