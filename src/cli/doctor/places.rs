//! Findings about the folders that a pass writes to: permissions and free space.

use std::path::{Path, PathBuf};

use rustix::fs::{Access, access, statvfs};

use super::super::table;
use super::finding::{About, Finding};

/// With less free space than this, in bytes, the next pass may fail.
const MIN_FREE: u64 = 64 * 1024 * 1024;

/// What the system says about a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FolderFacts {
    pub(super) folder: PathBuf,
    /// Why this user cannot write there; `None` if the user can.
    pub(super) refused: Option<String>,
    /// Free bytes for this user; `None` if the system does not say.
    pub(super) free: Option<u64>,
}

/// Asks the system about a folder. If it does not exist, asks about the nearest folder above it.
pub(super) fn inspect(folder: &Path) -> FolderFacts {
    let existing = folder
        .ancestors()
        .find(|folder| folder.exists())
        .unwrap_or(folder);
    let refused = if existing.is_dir() {
        access(existing, Access::WRITE_OK | Access::EXEC_OK)
            .err()
            .map(|error| std::io::Error::from(error).to_string())
    } else {
        Some(format!("{} is no folder", existing.display()))
    };
    let free = statvfs(existing)
        .ok()
        .map(|disk| disk.f_bavail.saturating_mul(disk.f_frsize));
    FolderFacts {
        folder: folder.to_owned(),
        refused,
        free,
    }
}

/// The finding about a folder that must hold a store of `store` bytes.
pub(super) fn finding(facts: &FolderFacts, store: u64) -> Finding {
    let about = About::new("folder", facts.folder.display().to_string());
    if let Some(refused) = &facts.refused {
        return about.wrong(
            format!("it cannot be written to ({refused})"),
            "let this user write there, remount it, or change the path in feeds.toml",
        );
    }
    let Some(free) = facts.free else {
        return about.ok("may be written to");
    };
    let found = format!("{} free", table::bytes(free));
    if free < MIN_FREE {
        about.wrong(found, "free some space, or move it to another disk")
    } else if free / 2 < store {
        about.note(
            found,
            "that may not do for a backup, a refold or an upgrade, which need as much again as the store",
        )
    } else {
        about.ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::super::finding::Severity;
    use super::{FolderFacts, MIN_FREE, finding};

    #[test]
    fn room_is_judged_by_the_size_of_the_store() {
        let severity = |free, refused: Option<&str>, store| {
            let facts = FolderFacts {
                folder: "data".into(),
                refused: refused.map(str::to_owned),
                free,
            };
            finding(&facts, store).severity
        };
        let gigabyte = 1 << 30;
        assert_eq!(severity(Some(gigabyte), None, 1000), Severity::Ok);
        assert_eq!(severity(None, None, 1000), Severity::Ok);
        assert_eq!(severity(Some(gigabyte), None, gigabyte), Severity::Note);
        assert_eq!(severity(Some(MIN_FREE - 1), None, 1000), Severity::Wrong);
        assert_eq!(severity(Some(gigabyte), Some("no"), 1000), Severity::Wrong);
    }
}
