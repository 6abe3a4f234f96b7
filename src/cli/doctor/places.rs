//! Findings about the folders that a pass writes to: permissions and free space.

use std::path::{Path, PathBuf};

use rustix::fs::{Access, access, statvfs};

use super::super::table;
use super::finding::{About, Finding};

/// With less free space than this, in bytes, the next pass may fail.
const LITTLE: u64 = 64 * 1024 * 1024;

/// What the system says about a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) folder: PathBuf,
    /// Why this user cannot write there; `None` if the user can.
    pub(super) refused: Option<String>,
    /// Free bytes for this user; `None` if the system does not say.
    pub(super) free: Option<u64>,
}

/// Asks the system about a folder. If it does not exist, asks about the nearest folder above it.
pub(super) fn look(folder: &Path) -> Place {
    let standing = folder
        .ancestors()
        .find(|folder| folder.exists())
        .unwrap_or(folder);
    let refused = if standing.is_dir() {
        access(standing, Access::WRITE_OK | Access::EXEC_OK)
            .err()
            .map(|error| std::io::Error::from(error).to_string())
    } else {
        Some(format!("{} is no folder", standing.display()))
    };
    let free = statvfs(standing)
        .ok()
        .map(|disk| disk.f_bavail.saturating_mul(disk.f_frsize));
    Place {
        folder: folder.to_owned(),
        refused,
        free,
    }
}

/// The finding about a folder that must hold a store of `store` bytes.
pub(super) fn judge(place: &Place, store: u64) -> Finding {
    let about = About::new("folder", place.folder.display().to_string());
    if let Some(refused) = &place.refused {
        return about.wrong(
            format!("it cannot be written to ({refused})"),
            "let this user write there, remount it, or change the path in feeds.toml",
        );
    }
    let Some(free) = place.free else {
        return about.ok("may be written to");
    };
    let found = format!("{} free", table::bytes(free));
    if free < LITTLE {
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
    use super::super::finding::Weight;
    use super::{LITTLE, Place, judge};

    #[test]
    fn room_is_judged_by_the_size_of_the_store() {
        let weight = |free, refused: Option<&str>, store| {
            let place = Place {
                folder: "data".into(),
                refused: refused.map(str::to_owned),
                free,
            };
            judge(&place, store).weight
        };
        let gigabyte = 1 << 30;
        assert_eq!(weight(Some(gigabyte), None, 1000), Weight::Ok);
        assert_eq!(weight(None, None, 1000), Weight::Ok);
        assert_eq!(weight(Some(gigabyte), None, gigabyte), Weight::Note);
        assert_eq!(weight(Some(LITTLE - 1), None, 1000), Weight::Wrong);
        assert_eq!(weight(Some(gigabyte), Some("no"), 1000), Weight::Wrong);
    }
}
