//! Notices that a file changed, by its time, size and inode, or that it is gone: editors write a
//! new file and rename it.

use std::fs::Metadata;
use std::os::unix::fs::MetadataExt as _;
use std::path::PathBuf;

/// How many looks in a row find no file until it counts as gone: an editor may be about to rename
/// the new one into its place.
const LOOKS_IN_VAIN: u32 = 3;

/// A file whose changes are noticed.
#[derive(Debug)]
pub struct WatchedFile {
    path: PathBuf,
    seen: Option<Stamp>,
    /// How many looks in a row have found no file.
    in_vain: u32,
}

/// What a look at a file finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileChange {
    /// It is as it was, or has been gone for long.
    None,
    /// It has changed, or is back after it was gone.
    Changed,
    /// It is gone. This is found once.
    Gone,
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
        let mut file = Self {
            path,
            seen: None,
            in_vain: 0,
        };
        file.seen = file.look();
        file
    }

    /// What has changed since the last look.
    pub fn change(&mut self) -> FileChange {
        let Some(stamp) = self.look() else {
            self.in_vain = self.in_vain.saturating_add(1);
            if self.in_vain == LOOKS_IN_VAIN {
                // Whatever comes back is read.
                self.seen = None;
                return FileChange::Gone;
            }
            return FileChange::None;
        };
        self.in_vain = 0;
        if self.seen == Some(stamp) {
            return FileChange::None;
        }
        self.seen = Some(stamp);
        FileChange::Changed
    }

    fn look(&self) -> Option<Stamp> {
        let metadata = std::fs::metadata(&self.path).ok()?;
        Some(Stamp::of(&metadata))
    }
}

#[cfg(test)]
mod tests {
    use super::{FileChange, WatchedFile};

    #[test]
    fn a_file_renamed_into_place_has_changed_and_one_that_is_missing_for_a_moment_has_not() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("feeds.toml");
        std::fs::write(&path, "1").unwrap();
        let mut file = WatchedFile::new(path.clone());
        assert_eq!(file.change(), FileChange::None);
        std::fs::write(folder.path().join("new"), "2").unwrap();
        std::fs::rename(folder.path().join("new"), &path).unwrap();
        assert_eq!(file.change(), FileChange::Changed);
        assert_eq!(file.change(), FileChange::None);
        std::fs::remove_file(&path).unwrap();
        assert_eq!(file.change(), FileChange::None);
        std::fs::write(&path, "333").unwrap();
        assert_eq!(file.change(), FileChange::Changed);
    }

    #[test]
    fn a_file_that_stays_away_is_gone_once_and_has_changed_when_it_is_back() {
        let folder = tempfile::tempdir().unwrap();
        let (path, aside) = (
            folder.path().join("feeds.toml"),
            folder.path().join("aside"),
        );
        std::fs::write(&path, "1").unwrap();
        let mut file = WatchedFile::new(path.clone());
        for _ in 0..2 {
            std::fs::rename(&path, &aside).unwrap();
            let found: Vec<FileChange> = (0..9).map(|_| file.change()).collect();
            let gone = found.iter().filter(|found| **found == FileChange::Gone);
            assert_eq!(gone.count(), 1, "{found:?}");
            assert!(!found.contains(&FileChange::Changed), "{found:?}");
            // It is the same file, byte for byte.
            std::fs::rename(&aside, &path).unwrap();
            assert_eq!(file.change(), FileChange::Changed);
            assert_eq!(file.change(), FileChange::None);
        }
    }
}
